/**
 * keys - what dicts and sets ask of a key.
 *
 * Suspends    hashes and comparisons
 */
import { Float } from "./float.js";
import { keys, type PlainKey } from "./keymap.js";
import { isType, object, typeOf, type Value } from "./object.js";
import { same } from "./protocols/eq.js";
import { Complex } from "./complex.js";
import { hashInto } from "./protocols/hash.js";
import { FrozenSet } from "./set.js";
import { Tuple } from "./tuple.js";

/** What stands for a key in a JavaScript Map, if equal keys have the same; else undefined: such keys are hashed and compared. */
export function plainKey(key: Value): PlainKey {
  switch (typeof key) {
    case "string":
    case "number":
    case "bigint":
      return key;
    case "boolean":
      return key ? 1 : 0;
    case "function":
      return functionKey(key);
    default:
      return key === null ? null : objectKey(key);
  }
}

function functionKey(key: Value): PlainKey {
  if (key.$self !== undefined) return undefined;
  if (isType(key) && key.$cls.$heap) return key.$cls.prototype.__eq__ === object.prototype.__eq__ ? key : undefined;
  return key;
}

function objectKey(key: Value): PlainKey {
  if (key instanceof Float) return floatKey(key);
  if (key instanceof Tuple) return tupleKey(key.items);
  if (key instanceof Complex && key.im === 0) return Number.isSafeInteger(key.re) ? key.re + 0 : undefined;
  const { __hash__, __eq__ } = typeOf(key).prototype;
  const plain = object.prototype;
  if (__hash__ === plain.__hash__ && __eq__ === plain.__eq__) return key;
  const value = key.$value;
  if (value !== undefined && (typeof value !== "object" || value instanceof Float || value instanceof Tuple)) {
    const layout = typeOf(value).prototype;
    if (__hash__ === layout.__hash__ && __eq__ === layout.__eq__) return plainKey(value);
  }
  return undefined;
}

function floatKey(key: Float): PlainKey {
  const x = key.value;
  if (Number.isInteger(x)) return Number.isSafeInteger(x) ? x + 0 : BigInt(x);
  return x === x ? x : key;
}

/** Ints of a pair are below this, those of a triple below the next. */
const PAIRED = 2 ** 25;
const TRIPLED = 2 ** 16;
const TWO_53 = 2 ** 53;

/**
 * Pairs and triples of small ints, as places on grids are, and of what is equal to some. Their keys are doubles that no int or float has as its key:
 * whole numbers from 2**53 on are bigints there. A pair is 2**53 and twice a number of 52 bits, a triple 2**54 and four times one of 51.
 */
function tupleKey(items: readonly Value[]): PlainKey {
  const count = items.length;
  if (count === 2) {
    const a = smallInt(items[0], PAIRED);
    if (a === undefined) return undefined;
    const b = smallInt(items[1], PAIRED);
    return b === undefined ? undefined : TWO_53 + 2 * ((a + PAIRED) * (2 * PAIRED) + b + PAIRED);
  }
  if (count !== 3) return undefined;
  const a = smallInt(items[0], TRIPLED);
  if (a === undefined) return undefined;
  const b = smallInt(items[1], TRIPLED);
  if (b === undefined) return undefined;
  const c = smallInt(items[2], TRIPLED);
  if (c === undefined) return undefined;
  return 2 * TWO_53 + 4 * (((a + TRIPLED) * (2 * TRIPLED) + b + TRIPLED) * (2 * TRIPLED) + c + TRIPLED);
}

/** The int from -limit to limit - 1 that a key is equal to. */
function smallInt(item: Value, limit: number): number | undefined {
  if (typeof item === "string" || item instanceof Tuple) return undefined;
  const key = typeof item === "number" ? item : plainKey(item);
  return typeof key === "number" && (key | 0) === key && key >= -limit && key < limit ? key : undefined;
}

/** Whether an item of a tuple may be equal to an int though it is none. */
function isWild(item: Value): boolean {
  return plainKey(item) === undefined && !(item instanceof Tuple || item instanceof FrozenSet);
}

keys.plain = plainKey;
keys.hash = hashInto;
keys.same = same;
keys.apart = (key) => (key instanceof Tuple ? !key.items.some(isWild) : key instanceof FrozenSet);
keys.isTuple = (key) => key instanceof Tuple;
