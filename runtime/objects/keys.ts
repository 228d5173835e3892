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
  if (key instanceof Tuple) return undefined;
  if (key instanceof Complex && key.im === 0) return Number.isSafeInteger(key.re) ? key.re + 0 : undefined;
  const { __hash__, __eq__ } = typeOf(key).prototype;
  const plain = object.prototype;
  if (__hash__ === plain.__hash__ && __eq__ === plain.__eq__) return key;
  const value = key.$value;
  if (value !== undefined && (typeof value !== "object" || value instanceof Float)) {
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

keys.plain = plainKey;
keys.hash = hashInto;
keys.same = same;
keys.apart = (key) => key instanceof Tuple || key instanceof FrozenSet;
