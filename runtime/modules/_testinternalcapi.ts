/**
 * _testinternalcapi - what CPython's own tests ask of an interpreter before they start.
 *
 * Mirrors   a few functions of Modules/_testinternalcapi.c
 * Differs   all that looks into the interpreter's insides is not there
 */
import { S } from "../frames/suspend.js";
import { Dict } from "../objects/dict.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { columns } from "../objects/tracelines.js";

/** What the interpreter was started with, as far as it means something here: code has columns, and no limit of its own on frozen modules. */
export const get_config = builtin("get_config()", (): Value => Dict.$of([["code_debug_ranges", columns.known ? 1 : 0]]), "_testinternalcapi");

/** Whether an object keeps its attributes inline: never, here. */
export const has_inline_values = builtin("has_inline_values(obj, /)", (_obj: Value): boolean => false, "_testinternalcapi");

/** How many Python functions have called each other up to here, the module's body counted. */
export const get_recursion_depth = builtin("get_recursion_depth()", (): Value => S.depth, "_testinternalcapi");

/** Whether objects with deferred counts live for ever: nothing does here. */
export const get_immortalize_deferred = builtin("get_immortalize_deferred()", (): Value => false, "_testinternalcapi");

/** Whether what is shared for ever is to be so from now on; nothing is, here. */
export const suppress_immortalization = builtin("suppress_immortalization(suppress, /)", (_suppress: Value): null => null, "_testinternalcapi");

/** Bytes before each object that the collector looks at. */
const SIZEOF_PYGC_HEAD = 16;

export default pymodule("_testinternalcapi", {
  SIZEOF_PYGC_HEAD,
  get_config,
  get_immortalize_deferred,
  get_recursion_depth,
  has_inline_values,
  suppress_immortalization,
});
