/**
 * pyexpat.errors - the errors of expat by number, and ExpatError.
 *
 * Mirrors  error_info_of_builtin of Modules/pyexpat.c, ErrorString of expat 2.6
 */
import type { Suspends } from "../../frames/suspend.js";
import { Dict } from "../../objects/dict.js";
import { Exception, exceptionType } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";

export const ExpatError = exceptionType("ExpatError", Exception, "");
ExpatError.$module = "xml.parsers.expat";

/** Name and message of each error; its number is its place, from 1. */
const ERRORS = `NO_MEMORY=out of memory|SYNTAX=syntax error|NO_ELEMENTS=no element found|INVALID_TOKEN=not well-formed (invalid token)|UNCLOSED_TOKEN=unclosed token|\
PARTIAL_CHAR=partial character|TAG_MISMATCH=mismatched tag|DUPLICATE_ATTRIBUTE=duplicate attribute|JUNK_AFTER_DOC_ELEMENT=junk after document element|\
PARAM_ENTITY_REF=illegal parameter entity reference|UNDEFINED_ENTITY=undefined entity|RECURSIVE_ENTITY_REF=recursive entity reference|ASYNC_ENTITY=asynchronous entity|\
BAD_CHAR_REF=reference to invalid character number|BINARY_ENTITY_REF=reference to binary entity|ATTRIBUTE_EXTERNAL_ENTITY_REF=reference to external entity in attribute|\
MISPLACED_XML_PI=XML or text declaration not at start of entity|UNKNOWN_ENCODING=unknown encoding|INCORRECT_ENCODING=encoding specified in XML declaration is incorrect|\
UNCLOSED_CDATA_SECTION=unclosed CDATA section|EXTERNAL_ENTITY_HANDLING=error in processing external entity reference|NOT_STANDALONE=document is not standalone|\
UNEXPECTED_STATE=unexpected parser state - please send a bug report|ENTITY_DECLARED_IN_PE=entity declared in parameter entity|\
FEATURE_REQUIRES_XML_DTD=requested feature requires XML_DTD support in Expat|CANT_CHANGE_FEATURE_ONCE_PARSING=cannot change setting once parsing has begun|\
UNBOUND_PREFIX=unbound prefix|UNDECLARING_PREFIX=must not undeclare prefix|INCOMPLETE_PE=incomplete markup in parameter entity|XML_DECL=XML declaration not well-formed|\
TEXT_DECL=text declaration not well-formed|PUBLICID=illegal character(s) in public id|SUSPENDED=parser suspended|NOT_SUSPENDED=parser not suspended|ABORTED=parsing aborted|\
FINISHED=parsing finished|SUSPEND_PE=cannot suspend in external parameter entity|RESERVED_PREFIX_XML=reserved prefix (xml) must not be undeclared or bound to another namespace name|\
RESERVED_PREFIX_XMLNS=reserved prefix (xmlns) must not be declared or undeclared|RESERVED_NAMESPACE_URI=prefix must not be bound to one of the reserved namespace names|\
INVALID_ARGUMENT=invalid argument|NO_BUFFER=a successful prior call to function XML_GetBuffer was required|\
AMPLIFICATION_LIMIT_BREACH=limit on input amplification factor (from DTD and entities) breached|NOT_STARTED=parser not started`;

function table(): [string, string][] {
  return ERRORS.split("|").map((row) => row.split("=") as [string, string]);
}

/** Message of an error's number; null if there is no such error. */
export function messageOf(code: number): string | null {
  return table()[code - 1]?.[1] ?? null;
}

export const Code = {
  SYNTAX: 2,
  NO_ELEMENTS: 3,
  INVALID_TOKEN: 4,
  UNCLOSED_TOKEN: 5,
  TAG_MISMATCH: 7,
  DUPLICATE_ATTRIBUTE: 8,
  JUNK: 9,
  PARAM_ENTITY_REF: 10,
  UNDEFINED_ENTITY: 11,
  RECURSIVE_ENTITY: 12,
  BAD_CHAR_REF: 14,
  BINARY_ENTITY: 15,
  ATTRIBUTE_EXTERNAL_ENTITY: 16,
  MISPLACED_XML: 17,
  UNKNOWN_ENCODING: 18,
  UNCLOSED_CDATA: 20,
  EXTERNAL_ENTITY: 21,
  NOT_STANDALONE: 22,
  UNBOUND_PREFIX: 27,
  XML_DECL: 30,
  FINISHED: 36,
} as const;

/** The exception of an error at a place. */
export function expatError(code: number, line: number, column: number): Value {
  const error: Value = new ExpatError(`${messageOf(code)!}: line ${line}, column ${column}`);
  error.code = code;
  error.offset = column;
  error.lineno = line;
  return error;
}

function members(): Suspends<Record<string, Value>> {
  const rows = table();
  const messages = new Dict();
  for (let i = 0; i < rows.length; i++) messages.$set(i + 1, rows[i]![1]);
  const found: Record<string, Value> = {
    codes: Dict.$of(rows.map(([, message], i) => [message, i + 1])),
    messages,
  };
  for (const [name, message] of rows) found[`XML_ERROR_${name}`] = message;
  return found;
}

export const errors = pymodule("pyexpat.errors", members(), "Constants used to describe error conditions.");
export const model = pymodule(
  "pyexpat.model",
  {
    XML_CTYPE_EMPTY: 1,
    XML_CTYPE_ANY: 2,
    XML_CTYPE_MIXED: 3,
    XML_CTYPE_NAME: 4,
    XML_CTYPE_CHOICE: 5,
    XML_CTYPE_SEQ: 6,
    XML_CQUANT_NONE: 0,
    XML_CQUANT_OPT: 1,
    XML_CQUANT_REP: 2,
    XML_CQUANT_PLUS: 3,
  },
  "Constants used to interpret content model information.",
);
