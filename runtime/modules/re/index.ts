/**
 * re - regular expressions.
 *
 * Mirrors     Lib/re/__init__.py
 * Suspends    all: flags, warnings, functions as replacements
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError } from "../../objects/exceptions.js";
import { describe, Kw, plainMeta } from "../../objects/function.js";
import { pymodule } from "../../objects/module.js";
import { late, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { warn } from "../../objects/warn.js";
import { compilePattern, purgeCache } from "./compile.js";
import { PatternError } from "./error.js";
import { flagMembers, RegexFlag } from "./flags.js";
import { _compiler, _constants, _parser } from "./internals.js";
import { matchType } from "./match.js";
import { FULL, MATCH, SEARCH } from "./compiled.js";
import { findAll, FindIterator, once, patternType, scannerOf, type Pattern } from "./pattern.js";
import { LexiconScanner } from "./scanner.js";

/**
 * Try to apply the pattern at the start of the string, returning
 * a Match object, or None if no match was found.
 */
export function match(pattern: Value, string: Value, flags: Value = 0): Suspends<Value> {
  const compiled = compilePattern(pattern, flags);
  return once(compiled, string, undefined, undefined, MATCH);
}

/**
 * Try to apply the pattern to all of the string, returning
 * a Match object, or None if no match was found.
 */
export function fullmatch(pattern: Value, string: Value, flags: Value = 0): Suspends<Value> {
  const compiled = compilePattern(pattern, flags);
  return once(compiled, string, undefined, undefined, FULL);
}

/**
 * Scan through string looking for a match to the pattern, returning
 * a Match object, or None if no match was found.
 */
export function search(pattern: Value, string: Value, flags: Value = 0): Suspends<Value> {
  const compiled = compilePattern(pattern, flags);
  return once(compiled, string, undefined, undefined, SEARCH);
}

/** Return a list of all non-overlapping matches in the string. */
export function findall(pattern: Value, string: Value, flags: Value = 0): Suspends<Value> {
  const compiled = compilePattern(pattern, flags);
  return findAll(compiled, string, undefined, undefined);
}

/** Return an iterator over all non-overlapping matches in the string. */
export function finditer(pattern: Value, string: Value, flags: Value = 0): Suspends<Value> {
  const compiled = compilePattern(pattern, flags);
  return new FindIterator(scannerOf(compiled, string, undefined, undefined));
}

/** Compile a regular expression pattern, returning a Pattern object. */
export function compile(pattern: Value, flags: Value = 0): Suspends<Value> {
  return compilePattern(pattern, flags);
}

/** What sub(), subn() and split() take behind their positional arguments. */
interface Options {
  /** count or maxsplit */
  limit: Value;
  flags: Value;
}

/** Reads them: by position is deprecated. `named`: what the first is called. */
function optionsOf(name: string, named: string, args: Value[], kw: Kw | null, required: number): Suspends<Options> {
  let limit: Value = (kw as Value)?.[named];
  let flags: Value = (kw as Value)?.flags;
  if (args.length > 0) {
    if (limit !== undefined) throw new TypeError(`${name}() got multiple values for argument '${named}'`);
    limit = args[0];
    if (args.length > 1) {
      if (flags !== undefined) throw new TypeError(`${name}() got multiple values for argument 'flags'`);
      flags = args[1];
      if (args.length > 2) {
        throw new TypeError(`${name}() takes from ${required} to ${required + 2} positional arguments but ${required + args.length} were given`);
      }
    }
    warn("DeprecationWarning", `'${named}' is passed as positional argument`);
  }
  return { limit: limit ?? 0, flags: flags ?? 0 };
}

/** A function of `def name(*required, *args, named=0, flags=0)`. */
function withOptions(name: string, named: string, required: string[], body: (given: Value[], options: Options) => Suspends<Value>): Value {
  const count = required.length;
  const f: Value = function (...args: Value[]): Suspends<Value> {
    const kw = args.at(-1) instanceof Kw ? (args.pop() as Kw) : null;
    if (args.length < count || args[count - 1] === undefined) late.badargs(f, undefined, args);
    const options = optionsOf(name, named, args.slice(count), kw, count);
    return body(args, options);
  };
  f.__text_signature__ = `(${required.join(", ")}, ${named}=0, flags=0)`;
  return describe(f, plainMeta(name, "re", { params: required, required: count, kwonly: [named, "flags"], varargs: "args" }));
}

const sub = withOptions("sub", "count", ["pattern", "repl", "string"], (given, { limit, flags }): Suspends<Value> => {
  return callMethod(compilePattern(given[0], flags), "sub", given[1], given[2], limit);
});
const subn = withOptions("subn", "count", ["pattern", "repl", "string"], (given, { limit, flags }): Suspends<Value> => {
  return callMethod(compilePattern(given[0], flags), "subn", given[1], given[2], limit);
});
const split = withOptions("split", "maxsplit", ["pattern", "string"], (given, { limit, flags }): Suspends<Value> => {
  return callMethod(compilePattern(given[0], flags), "split", given[1], limit);
});

/** Clear the regular expression caches */
export function purge(): null {
  purgeCache();
  return null;
}

const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

/** Escape special characters in a string. */
export function escape(pattern: Value): Value {
  const text = stringOf(pattern);
  if (text !== undefined) return text.replace(SPECIAL, "\\$&");
  const bytes = bufferOf(pattern);
  if (bytes === undefined) throw new TypeError(`decoding to str: need a bytes-like object, ${typeName(pattern)} found`);
  return new Bytes(Buffer.from(Buffer.from(bytes).toString("latin1").replace(SPECIAL, "\\$&"), "latin1"));
}

/** What pickles call to make a pattern. */
export function _compile(pattern: Value, flags: Value): Suspends<Value> {
  return compilePattern(pattern, flags);
}

methods(patternType, {
  "__reduce__(self, /)": function (this: Pattern): Tuple {
    return new Tuple([_compile, new Tuple([this.$pattern, this.$flags])]);
  },
});

export { _compiler, _constants, _parser };

export default pymodule("re", {
  ...flagMembers(),
  RegexFlag,
  PatternError,
  error: PatternError,
  Pattern: patternType,
  Match: matchType,
  Scanner: LexiconScanner,
  match,
  fullmatch,
  search,
  sub,
  subn,
  split,
  findall,
  finditer,
  compile,
  purge,
  escape,
  _compile,
  _compiler,
  _constants,
  _parser,
  _MAXCACHE: 512,
  __path__: [],
  __version__: "2.2.1",
  __all__: [
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
    "compile",
    "purge",
    "escape",
    "error",
    "Pattern",
    "Match",
    "A",
    "I",
    "L",
    "M",
    "S",
    "X",
    "U",
    "ASCII",
    "IGNORECASE",
    "LOCALE",
    "MULTILINE",
    "DOTALL",
    "VERBOSE",
    "UNICODE",
    "NOFLAG",
    "RegexFlag",
    "PatternError",
  ],
});
