/**
 * endian - simple types whose bytes stand in the other order.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c (CreateSwappedType), Lib/ctypes/_endian.py of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { AttributeError, TypeError } from "../../objects/exceptions.js";
import { lookup, type PyType, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { getset } from "../../objects/register.js";
import { carriedContents } from "../../snapshot/carried.js";
import { arrayType } from "./array.js";
import { knownInfo, ownClass } from "./data.js";
import { _SimpleCData, PyCSimpleType } from "./simple.js";

const swapped = new Map<PyType, PyType>();
carriedContents("ctypes swapped", swapped);

/** The big-endian type of a type. */
export function bigOf(cls: PyType): Suspends<PyType> {
  const info = knownInfo(cls);
  if (info === undefined) return cls;
  if (info.kind === "array") return arrayType(bigOf(info.item as PyType), info.length, cls.$module);
  if (info.kind === "structure" && lookup(cls, "_swappedbytes_") !== undefined) return cls;
  if (info.kind !== "simple" || "zZPOug".includes(info.code)) throw new TypeError(`This type does not support other endian: ${repr(cls)}`);
  if (info.size === 1 || info.big) return cls;
  let made = swapped.get(cls);
  if (made === undefined) {
    made = ownClass(PyCSimpleType, cls.$name, _SimpleCData, [["_type_", info.code]], cls.$module);
    (made as Value).$info = { ...info, big: true, format: `>${info.format.slice(1)}` };
    swapped.set(cls, made);
  }
  return made;
}

function otherOrder(cls: PyType): Suspends<PyType> {
  const info = knownInfo(cls);
  if (info === undefined || "zZPOug".includes(info.code)) throw new AttributeError(`type object '${cls.$name}' has no attribute '__ctype_be__'`);
  return bigOf(cls);
}
getset(PyCSimpleType, { __ctype_le__: [(cls: PyType) => cls], __ctype_be__: [otherOrder] });
