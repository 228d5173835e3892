/**
 * re.internals - the modules re is made of in CPython: the library's text of them, with gilt's error.
 *
 * Names that are asked for come from the text one by one (importer/twin.ts); what imports such a module finds all of them.
 *
 * Mirrors     Lib/re/_constants.py, _parser.py, _compiler.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { inText } from "../../importer/twin.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $setattr } from "../../objects/attributes.js";
import { pymodule, type PyModule } from "../../objects/module.js";
import { hidden, type Value } from "../../objects/object.js";
import { PatternError } from "./error.js";

/** @param name some name that the text binds */
function ofText(module: PyModule, name: string): PyModule {
  hidden(module, "$imported", (): Suspends<void> => {
    inText(module, name);
    for (const { key, value } of attributeDict((module as Value).$twin).$entries()) {
      if (typeof key === "string" && !key.startsWith("__")) $setattr(module, key, value);
    }
  });
  return module;
}

export const _constants = ofText(pymodule("re._constants", { PatternError, error: PatternError }), "MAGIC");
export const _parser = ofText(pymodule("re._parser", {}), "parse");
export const _compiler = ofText(pymodule("re._compiler", {}), "compile");
