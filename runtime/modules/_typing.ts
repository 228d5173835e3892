/**
 * _typing - what of typing is C in CPython: type parameters, and Generic.
 *
 * Mirrors   Modules/_typingmodule.c
 */
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { genericClass, NoDefault, parameterTypes } from "../objects/typeparams.js";

export const _idfunc = builtin("_idfunc(x, /)", (x: Value): Value => x, "_typing");

export default pymodule("_typing", { _idfunc, ...parameterTypes, Generic: genericClass, NoDefault }, "Primitives and accelerators for the typing module.\n");
