/**
 * started - exception classes that CPython's interpreter has by the time a script begins; they are made when somebody asks for the subclasses of one.
 *
 * Mirrors     what Py_InitializeFromConfig imports: zipimport, encodings, _signal, _frozen_importlib
 * Suspends    zipimport and encodings are Python code
 */
import type { Suspends } from "../frames/suspend.js";
import { nativeModule } from "../modules/registry.js";
import type { PyType } from "../objects/object.js";
import { importModule } from "./importer.js";

/** Makes them. */
export function start(): Suspends<void> {
  importModule("zipimport");
  importModule("encodings");
  for (const name of ["signal", "_frozen_importlib"]) nativeModule(name);
}

/** Where the classes of modules stand among the subclasses of an exception; all others come after them, in the order in which they were made. */
const ORDER = ["builtins", "interpreters", "group", "io", "zipimport", "encodings", "signal", "_frozen_importlib"];

function placeOf({ $module, $name }: PyType): number {
  const at = ORDER.indexOf($name === "ExceptionGroup" && $module === "builtins" ? "group" : ($module as string));
  return at < 0 ? ORDER.length : at;
}

/** Subclasses of an exception of builtins as `__subclasses__()` lists them. */
export function inOrder(classes: readonly PyType[]): PyType[] {
  return [...classes].sort((a, b) => placeOf(a) - placeOf(b));
}
