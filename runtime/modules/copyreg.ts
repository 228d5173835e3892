/**
 * copyreg - functions that pickle and copy find objects' makings by.
 *
 * Mirrors     Lib/copyreg.py of CPython 3.13
 * Suspends    what makes or asks objects
 */
import type { Suspends } from "../frames/suspend.js";
import { importModule } from "../importer/importer.js";
import { $getattr } from "../objects/attributes.js";
import { Dict } from "../objects/dict.js";
import { complex } from "../objects/complex.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { callable } from "../objects/protocols/call.js";
import { same } from "../objects/protocols/eq.js";
import { text } from "../objects/protocols/str.js";
import { __newobj__, __newobj_ex__, _reconstructor, _reduce_ex, slotNames } from "../objects/reduce.js";
import { Tuple } from "../objects/tuple.js";
import { unionType } from "../objects/union.js";

/** Reducers of classes, as `copyreg.pickle` registered them. */
export const dispatchTable = new Dict();
/** (module, name) to code, and back. */
export const extensionRegistry = new Dict();
export const invertedRegistry = new Dict();
/** Code to object, filled while pickles are read. */
export const extensionCache = new Dict();

export function constructor_(object: Value): Suspends<null> {
  if (!callable(object)) throw new TypeError("constructors must be callable");
  return null;
}

export function pickle(ob_type: Value, pickle_function: Value, constructor_ob: Value = null): Suspends<null> {
  if (!callable(pickle_function)) throw new TypeError("reduction functions must be callable");
  dispatchTable.$set(ob_type, pickle_function);
  if (constructor_ob !== null) constructor_(constructor_ob);
  return null;
}

export function pickle_complex(c: Value): Suspends<Value> {
  return new Tuple([complex, new Tuple([$getattr(c, "real"), $getattr(c, "imag")])]);
}

export function pickle_union(obj: Value): Suspends<Value> {
  return new Tuple([$getattr(importModule("functools"), "reduce"), new Tuple([$getattr(importModule("operator"), "or_"), $getattr(obj, "__args__")])]);
}
dispatchTable.$set(complex, pickle_complex);

export function add_extension(module: Value, name: Value, code: Value): Suspends<null> {
  const number = Number(code);
  if (!(number >= 1 && number <= 0x7fffffff)) throw new ValueError("code out of range");
  const key = new Tuple([module, name]);
  const known = extensionRegistry.$get(key);
  const other = invertedRegistry.$get(code);
  if (known !== undefined && other !== undefined && same(known, code) && same(other, key)) return null;
  if (known !== undefined) throw new ValueError(`key ${text(key)} is already registered with code ${text(known)}`);
  if (other !== undefined) throw new ValueError(`code ${text(code)} is already in use for key ${text(other)}`);
  extensionRegistry.$set(key, code);
  invertedRegistry.$set(code, key);
  return null;
}

export function remove_extension(module: Value, name: Value, code: Value): Suspends<null> {
  const key = new Tuple([module, name]);
  const known = extensionRegistry.$get(key);
  const other = invertedRegistry.$get(code);
  if (known === undefined || other === undefined || !same(known, code) || !same(other, key)) {
    throw new ValueError(`key ${text(key)} is not registered with code ${text(code)}`);
  }
  extensionRegistry.$delete(key);
  invertedRegistry.$delete(code);
  if (extensionCache.$has(code)) extensionCache.$delete(code);
  return null;
}

export function clear_extension_cache(): null {
  extensionCache.$clear();
  return null;
}

export function _slotnames(cls: Value): Suspends<Value> {
  return slotNames(cls);
}

dispatchTable.$set(unionType, pickle_union);

export default pymodule("copyreg", {
  __all__: ["pickle", "constructor", "add_extension", "remove_extension", "clear_extension_cache"],
  dispatch_table: dispatchTable,
  pickle,
  constructor: constructor_,
  pickle_complex,
  pickle_union,
  _reconstructor,
  _reduce_ex,
  __newobj__,
  __newobj_ex__,
  _slotnames,
  _extension_registry: extensionRegistry,
  _inverted_registry: invertedRegistry,
  _extension_cache: extensionCache,
  add_extension,
  remove_extension,
  clear_extension_cache,
});
