/**
 * re.internals - what scripts look for in the modules re is made of in CPython.
 *
 * Mirrors     Lib/re/_constants.py, _parser.py, _compiler.py, as far as there is something like it here
 */
import type { Suspends } from "../../frames/suspend.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { Bytes } from "../../objects/bytes/data.js";
import { stringOf } from "../../objects/str.js";
import { compilePattern } from "./compile.js";
import * as numbers from "./constants.js";
import { PatternError } from "./error.js";

const shared = {
  MAXREPEAT: numbers.MAXREPEAT,
  MAXGROUPS: numbers.MAXGROUPS,
  MAGIC: 20230612,
  PatternError,
  error: PatternError,
  SRE_FLAG_IGNORECASE: numbers.IGNORECASE,
  SRE_FLAG_LOCALE: numbers.LOCALE,
  SRE_FLAG_MULTILINE: numbers.MULTILINE,
  SRE_FLAG_DOTALL: numbers.DOTALL,
  SRE_FLAG_UNICODE: numbers.UNICODE,
  SRE_FLAG_VERBOSE: numbers.VERBOSE,
  SRE_FLAG_DEBUG: numbers.DEBUG,
  SRE_FLAG_ASCII: numbers.ASCII,
};

export const _constants = pymodule("re._constants", shared);
export const _parser = pymodule("re._parser", { ...shared, MAXWIDTH: 1n << 64n, TYPE_FLAGS: numbers.TYPE_FLAGS, GLOBAL_FLAGS: numbers.GLOBAL_FLAGS });
export const _compiler = pymodule("re._compiler", {
  ...shared,
  MAXCODE: 4294967295,
  isstring: builtin("isstring(obj)", (x: Value): boolean => stringOf(x) !== undefined || x instanceof Bytes || x?.$value instanceof Bytes, "re._compiler"),
  compile: builtin("compile(p, flags=0)", (pattern: Value, flags: Value): Suspends<Value> => compilePattern(pattern, flags ?? 0), "re._compiler"),
});
