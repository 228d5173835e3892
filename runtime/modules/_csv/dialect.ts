/**
 * _csv.dialect - the rules of a file: what parts fields, what quotes them.
 *
 * Mirrors     Dialect of Modules/_csv.c of CPython 3.13
 * Suspends    attributes of a dialect are Python's
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Exception, exceptionType, TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { isType, object, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { builtinType, getset } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { pointCount } from "../../objects/str/points.js";
import { carriedContents } from "../../snapshot/carried.js";
import { typeName } from "../../objects/typename.js";
import { Dict } from "../../objects/dict.js";

export const Error = exceptionType("Error", Exception, "");
Error.$module = "_csv";

export const QUOTE_MINIMAL = 0;
export const QUOTE_ALL = 1;
export const QUOTE_NONNUMERIC = 2;
export const QUOTE_NONE = 3;
export const QUOTE_STRINGS = 4;
export const QUOTE_NOTNULL = 5;

/** Registered ones by name. */
export const dialects = new Dict();
carriedContents("csv dialects", dialects);

export class Dialect {
  $delimiter = ",";
  $quotechar: string | null = '"';
  $escapechar: string | null = null;
  $doublequote = true;
  $skipinitialspace = false;
  $lineterminator = "\r\n";
  $quoting = QUOTE_MINIMAL;
  $strict = false;
}
Object.setPrototypeOf(Dialect.prototype, object.prototype);

const NAMES = ["delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"];

/** One character, or None where that may be. */
function character(name: string, x: Value, none: boolean): string | null {
  if (x === null && none) return null;
  const text = stringOf(x);
  if (text === undefined) throw new TypeError(`"${name}" must be string${none ? " or None" : ""}, not ${typeName(x)}`);
  if (pointCount(text) !== 1) throw new TypeError(`"${name}" must be a 1-character string`);
  return text;
}

/** What a dialect and keywords say together. */
export function makeDialect(given: Value, kw: Kw | Record<string, Value>): Suspends<Dialect> {
  let base: Value = given ?? null;
  const name = base === null ? undefined : stringOf(base);
  if (name !== undefined) base = dialectOf(name);
  for (const key in kw) if (!NAMES.includes(key)) throw new TypeError(`this function got an unexpected keyword argument '${key}'`);
  const read = (key: string): Suspends<Value> => (key in kw ? (kw as Record<string, Value>)[key] : base === null ? undefined : getattrOr(base, key));
  const made = new Dialect();
  const delimiter = read("delimiter");
  if (delimiter !== undefined) made.$delimiter = character("delimiter", delimiter, false)!;
  const doublequote = read("doublequote");
  if (doublequote !== undefined) made.$doublequote = truth(doublequote);
  const escapechar = read("escapechar");
  if (escapechar !== undefined) made.$escapechar = character("escapechar", escapechar, true);
  const lineterminator = read("lineterminator");
  if (lineterminator !== undefined) {
    if (lineterminator === null) throw new TypeError("lineterminator must be set");
    const text = stringOf(lineterminator);
    if (text === undefined) throw new TypeError(`"lineterminator" must be a string`);
    made.$lineterminator = text;
  }
  const quotechar = read("quotechar");
  if (quotechar !== undefined) made.$quotechar = character("quotechar", quotechar, true);
  const quoting = read("quoting");
  if (quoting !== undefined) {
    if (typeof quoting !== "number") throw new TypeError('"quoting" must be an integer');
    made.$quoting = quoting;
  } else if (quotechar === null) made.$quoting = QUOTE_NONE;
  const skip = read("skipinitialspace");
  if (skip !== undefined) made.$skipinitialspace = truth(skip);
  const strict = read("strict");
  if (strict !== undefined) made.$strict = truth(strict);
  return checked(made);
}

function checked(made: Dialect): Suspends<Dialect> {
  if (made.$quoting < QUOTE_MINIMAL || made.$quoting > QUOTE_NOTNULL) throw new TypeError('bad "quoting" value');
  const marks: [string, string | null][] = [
    ["delimiter", made.$delimiter],
    ["escapechar", made.$escapechar],
    ["quotechar", made.$quotechar],
  ];
  for (const [name, mark] of marks) {
    if (mark === "\n" || mark === "\r" || (mark === " " && name !== "delimiter" && made.$skipinitialspace)) throw new ValueError(`bad ${name} value`);
  }
  if (made.$quoting !== QUOTE_NONE && made.$quotechar === null) throw new TypeError("quotechar must be set if quoting enabled");
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    if (marks[a]![1] !== null && marks[a]![1] === marks[b]![1]) throw new ValueError(`bad ${marks[a]![0]} or ${marks[b]![0]} value`);
  }
  for (const [name, mark] of marks) if (mark !== null && made.$lineterminator.includes(mark)) throw new ValueError(`bad ${name} or lineterminator value`);
  return made;
}

export function dialectOf(name: Value): Suspends<Value> {
  const found: Value = dialects.$get(name);
  if (found === undefined) throw new Error("unknown dialect");
  return found;
}

export const dialectType: PyType = builtinType(
  "Dialect(dialect=None, **kwargs)",
  (given: Value, kw: Kw): Suspends<Value> => {
    const base: Value = isType(given) ? call(given) : given;
    return base instanceof Dialect && Object.keys(kw).length === 0 ? base : makeDialect(base, kw);
  },
  { prototype: Dialect.prototype, module: "_csv" },
);
getset(dialectType, Object.fromEntries(NAMES.map((name) => [name, [(self: Value): Value => self[`$${name}`] as Value]] as [string, [(self: Value) => Value]])));
