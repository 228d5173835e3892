/**
 * pyexpat - parsers of XML that tell handlers what they read.
 *
 * Mirrors     Modules/pyexpat.c of CPython 3.13
 * Differs     see parser.ts
 */
import { Dict } from "../../objects/dict.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { errors, ExpatError, messageOf, model } from "./errors.js";
import { makeParser, XMLParser } from "./parser.js";

function optionalText(value: Value, what: string): string | null {
  if (value === undefined || value === null) return null;
  const text = stringOf(value);
  if (text === undefined) throw new TypeError(`ParserCreate() argument '${what}' must be str or None, not ${typeName(value)}`);
  return text;
}

export const ParserCreate = builtin(
  "ParserCreate(encoding=None, namespace_separator=None, intern=<unrepresentable>)",
  function (encoding: Value, separator: Value, intern: Value): Value {
    const between = optionalText(separator, "namespace_separator");
    if (between !== null && between.length > 1) throw new ValueError("namespace_separator must be at most one character, omitted, or None");
    return makeParser(optionalText(encoding, "encoding"), between, intern ?? new Dict());
  },
  "pyexpat",
);

export const ErrorString = builtin("ErrorString(code, /)", (code: Value): Value => messageOf(Number(code)), "pyexpat");

export default pymodule(
  "pyexpat",
  {
    ParserCreate,
    ErrorString,
    ExpatError,
    error: ExpatError,
    XMLParserType: XMLParser as Value,
    errors,
    model,
    EXPAT_VERSION: "expat_2.6.3",
    version_info: new Tuple([2, 6, 3]),
    native_encoding: "UTF-8",
    features: [
      new Tuple(["sizeof(XML_Char)", 1]),
      new Tuple(["sizeof(XML_LChar)", 1]),
      new Tuple(["XML_DTD", 0]),
      new Tuple(["XML_CONTEXT_BYTES", 1024]),
      new Tuple(["XML_NS", 0]),
      new Tuple(["XML_BLAP_MAX_AMP", 100]),
      new Tuple(["XML_BLAP_ACT_THRES", 8388608]),
      new Tuple(["XML_GE", 0]),
    ],
    XML_PARAM_ENTITY_PARSING_NEVER: 0,
    XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE: 1,
    XML_PARAM_ENTITY_PARSING_ALWAYS: 2,
  },
  "Python wrapper for Expat parser.",
);
