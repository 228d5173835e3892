/**
 * hash - the hash of any value.
 *
 * Mirrors     PyObject_Hash of Objects/object.c, slot_tp_hash of Objects/typeobject.c
 * Suspends    hash, hashInto: `__hash__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../exceptions.js";
import { Bytes } from "../bytes/data.js";
import { Float } from "../float.js";
import { addToTuple, endTupleInto, H, hashFloatInto, hashIntInto, hashValue, hashWordsInto, TUPLE_HI, TUPLE_LO, TupleHash } from "../hash64.js";
import { changes, object, specialMethod, typeOf, type Value } from "../object.js";
import { hashBytesInto, hashStringInto } from "../siphash.js";
import { Tuple } from "../tuple.js";
import { typeName } from "../typename.js";

/** `hash(x)` */
export function hash(x: Value): Suspends<number | bigint> {
  if (typeof x === "number") return x === -1 ? -2 : x;
  hashInto(x);
  return hashValue();
}

/** Leaves the hash of `x` in `H`, and returns its low word. */
export function hashInto(x: Value): Suspends<number> {
  switch (typeof x) {
    case "number":
    case "bigint":
      return hashIntInto(x);
    case "string":
      return hashStringInto(x);
    case "boolean":
      return hashIntInto(x ? 1 : 0);
    default:
      if (x instanceof Tuple) return hashTupleInto(x);
      if (x instanceof Float && x.value === x.value) return hashFloatInto(x.value);
      if (x === null) return hashIntInto(4238894112);
      if (x instanceof Bytes) return hashDataInto(x);
      return hashByMethod(x);
  }
}

/** Hash of a tuple, kept in it at the second time where its items give the same again. */
export function hashTupleInto(x: Tuple): Suspends<number> {
  const { items, $hash: known } = x;
  if (typeof known === "object" && known.changes === changes.count) {
    H.hi = known.hi;
    return (H.lo = known.lo);
  }
  // two variables: an object would be made for each tuple
  let hi = TUPLE_HI;
  let lo = TUPLE_LO;
  let settled = true;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item === "number") hashIntInto(item);
    else {
      hashInto(item);
      if (typeof item !== "string" && settled) settled = isSettled(item);
    }
    addToTuple(hi, lo);
    hi = H.hi;
    lo = H.lo;
  }
  endTupleInto(hi, lo, items.length);
  x.$hash = !settled ? 0 : known === 0 ? 1 : new TupleHash(H.hi, H.lo, changes.count);
  return H.lo;
}

/** Hash of bytes. */
export function hashDataInto(x: Bytes): number {
  const known = x.$hash;
  if (known === null) {
    const lo = hashBytesInto(x.$data);
    x.$hash = { hi: H.hi, lo };
    return lo;
  }
  H.hi = known.hi;
  return (H.lo = known.lo);
}

/** Whether a value that has been hashed gives the same hash again without any code of Python's, while no class changes. */
function isSettled(x: Value): boolean {
  if (x instanceof Tuple) return x.$hash !== 0;
  if (x instanceof Float) return x.value === x.value;
  if (x === null || x instanceof Bytes || (typeof x !== "object" && typeof x !== "function")) return true;
  const method = specialMethod(x, "__hash__");
  const plain = x.$value;
  if (plain !== undefined && method === typeOf(plain).prototype.__hash__) return isSettled(plain);
  return method === object.prototype.__hash__;
}

function hashByMethod(x: Value): Suspends<number> {
  const method = specialMethod(x, "__hash__");
  if (method === undefined || method === null) throw new TypeError(`unhashable type: '${typeName(x)}'`);
  // what is derived from tuple, str ... and hashes as that does
  const plain = x.$value;
  if (plain !== undefined && method === typeOf(plain).prototype.__hash__) return hashInto(plain);
  let result = method.call(x);
  if (typeof result === "boolean") result = result ? 1 : 0;
  else if (typeof result === "object" && result !== null && (typeof result.$value === "number" || typeof result.$value === "bigint")) result = result.$value;
  if (typeof result === "number") return result === -1 ? hashIntInto(-1) : hashWordsInto(result);
  if (typeof result !== "bigint") throw new TypeError("__hash__ method should return an integer");
  return BigInt.asIntN(64, result) === result ? hashWordsInto(result) : hashIntInto(result);
}

export { H };
