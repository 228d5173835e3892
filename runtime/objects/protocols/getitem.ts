/**
 * getitem - `o[key]`, `o[key] = value`, `del o[key]`.
 *
 * Mirrors     PyObject_GetItem, PyObject_SetItem, PyObject_DelItem of Objects/abstract.c
 * Suspends    all: `__getitem__` ...
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../attributes.js";
import { holdsFloats } from "../bytes/numbers.js";
import { dict, dictDelitem, dictGetitem } from "../dict.js";
import { IndexError, TypeError } from "../exceptions.js";
import { Float } from "../float.js";
import { Dict } from "../keymap.js";
import { list, listDelitem, listGetitem, listSetitem } from "../list.js";
import { genericAlias } from "../genericalias.js";
import { isType, specialMethod, type as typeType, typeOf, type Value } from "../object.js";
import { pointAt } from "../str/points.js";
import { Tuple, tupleGetitem } from "../tuple.js";
import { typeName } from "../typename.js";
import { call } from "./call.js";
import { indexOf } from "./index.js";

export function getitem(o: Value, key: Value): Suspends<Value> {
  if (Array.isArray(o) && o.$cls === list) {
    const item = typeof key === "number" ? o[key] : undefined;
    return item !== undefined ? item : listGetitem(o, key);
  }
  if (o instanceof Dict && (o as Value).$cls === dict) {
    const entry = typeof key === "string" || typeof key === "number" ? o.$map.get(key) : undefined;
    return entry !== undefined ? entry.value : dictGetitem(o, key);
  }
  if (o instanceof Tuple) {
    const item = typeof key === "number" ? o.items[key] : undefined;
    return item !== undefined ? item : tupleGetitem(o, key);
  }
  if (typeof o === "string" && typeof key === "number") {
    const char = pointAt(o, key);
    if (char === undefined) throw new IndexError("string index out of range");
    return char;
  }
  if (typeof key === "number" && key >= 0 && typeof o === "object" && o !== null) {
    // memory of numbers (bytes/numbers.ts)
    const numbers = o.$numbers;
    const item = numbers !== undefined ? numbers[key] : undefined;
    if (item !== undefined) return holdsFloats(o) ? new Float(item) : item;
  }
  return getitemByMethod(o, key);
}

function getitemByMethod(o: Value, key: Value): Suspends<Value> {
  // a load by a constant name, which V8 caches, before the lookup by name
  const quick = typeOf(o).prototype.__getitem__;
  if (typeof quick === "function") return quick.call(o, key);
  const method = specialMethod(o, "__getitem__");
  if (typeof method === "function") return method.call(o, key);
  if (isType(o)) {
    const generic = getattrOr(o, "__class_getitem__");
    if (generic !== undefined && generic !== null) return call(generic, key);
    if (o === typeType) return genericAlias(o, key);
    throw new TypeError(`type '${o.$name}' is not subscriptable`);
  }
  throw new TypeError(`'${typeName(o)}' object is not subscriptable`);
}

export function setitem(o: Value, key: Value, value: Value): Suspends<null> {
  if (Array.isArray(o) && o.$cls === list) {
    if (typeof key === "number" && key >= 0 && key < o.length) {
      o[key] = value;
      return null;
    }
    return listSetitem(o, key, value);
  }
  if (o instanceof Dict && (o as Value).$cls === dict) {
    o.$set(key, value);
    return null;
  }
  if (typeof key === "number" && key >= 0 && (typeof value === "number" || value instanceof Float) && typeof o === "object" && o !== null) {
    const numbers = o.$numbers;
    if (numbers !== undefined && key < numbers.length) {
      if (typeof value === "number" ? !(value < o.$low) && value <= o.$high : holdsFloats(o) && o.$high > 0) {
        numbers[key] = typeof value === "number" ? value : value.value;
        return null;
      }
    }
  }
  return setitemByMethod(o, key, value);
}

function setitemByMethod(o: Value, key: Value, value: Value): Suspends<null> {
  const quick = typeOf(o).prototype.__setitem__;
  if (typeof quick === "function") {
    quick.call(o, key, value);
    return null;
  }
  const method = specialMethod(o, "__setitem__");
  if (typeof method !== "function") throw new TypeError(`'${typeName(o)}' object does not support item assignment`);
  method.call(o, key, value);
  return null;
}

export function delitem(o: Value, key: Value): Suspends<null> {
  if (Array.isArray(o) && o.$cls === list) return listDelitem(o, key);
  if (o instanceof Dict && (o as Value).$cls === dict) return dictDelitem(o, key);
  const method = specialMethod(o, "__delitem__");
  if (typeof method !== "function") throw noDeletion(o, key);
  method.call(o, key);
  return null;
}

/** CPython has one wording for positions in what may be a sequence, and one for all else. */
function noDeletion(o: Value, key: Value): Suspends<Value> {
  const sequence = typeOf(o).$heap || specialMethod(o, "__len__") != null;
  return new TypeError(`'${typeName(o)}' object ${sequence && indexOf(key) !== undefined ? "doesn't" : "does not"} support item deletion`);
}
