/**
 * re.pattern - compiled patterns.
 *
 * Mirrors     the classes Pattern and Scanner of Modules/_sre/sre.c
 * Suspends    all that search: replacements that are functions, and long searches
 */
import type { Suspends } from "../../frames/suspend.js";
import { generic } from "../../objects/genericalias.js";
import { END, PyIterator } from "../../objects/iteratorbase.js";
import { iteratorType } from "../../objects/iterator.js";
import { Dict } from "../../objects/keymap.js";
import { mappingProxy } from "../../objects/mappingproxy.js";
import { NotImplemented, object, type Value } from "../../objects/object.js";
import { same } from "../../objects/protocols/eq.js";
import { hash } from "../../objects/protocols/hash.js";
import { toSsize } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, define, getset, memberType, methods } from "../../objects/register.js";
import { isAstral, pointSlice } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { FULL, MATCH, SEARCH, type Compiled, type Mode } from "./compiled.js";
import { ASCII, DEBUG, DOTALL, IGNORECASE, LOCALE, MULTILINE, UNICODE, VERBOSE } from "./constants.js";
import { Match, matchOf } from "./match.js";
import { regexpFor, searchIn, type Search } from "./search.js";
import { isAscii, Subject, subjectOf } from "./subject.js";
import { substitute } from "./substitute.js";
import type { Template } from "./template.js";

export class Pattern {
  readonly templates = new Map<string, Template>();
  constructor(
    readonly $pattern: Value,
    readonly $flags: number,
    readonly ofBytes: boolean,
    readonly compiled: Compiled,
    readonly names: ReadonlyMap<string, number>,
  ) {}

  /** In a process that has it from its parent, it is among those that are kept. */
  $forked(): void {
    moved.keep(this);
  }
}
/** What keeps a pattern (compile.ts). */
export const moved = { keep: (_pattern: Pattern): void => undefined };
Object.setPrototypeOf(Pattern.prototype, object.prototype);

export const patternType = builtinType("Pattern()", null, {
  prototype: Pattern.prototype,
  module: "re",
  final: true,
  doc: "Compiled regular expression object.",
});

patternType.$noNew = true;
define(patternType, "__module__", "re", "re");

/** A bound given to a method. */
function placeOf(given: Value, otherwise: number): Suspends<number> {
  return given === undefined ? otherwise : toSsize(given);
}

/** A place that lies in the text. */
const within = (place: number, length: number): number => Math.max(0, Math.min(place, length));

/** match(), fullmatch(), search() */
export function once(pattern: Pattern, string: Value, pos: Value, endpos: Value, mode: Mode): Suspends<Value> {
  const { translation } = pattern.compiled;
  if (typeof string === "string" && translation !== null && !pattern.ofBytes && endpos === undefined && !isAstral(string)) {
    const start = pos === undefined ? 0 : pos;
    if (typeof start === "number" && start >= 0 && start <= string.length) {
      const regexp = pattern.compiled.regexp(mode, translation.depends && !isAscii(string));
      const found = atOnce(pattern, regexp, string, start, mode);
      if (found !== undefined) return found;
    }
  }
  return onceInGeneral(pattern, string, pos, endpos, mode);
}

/** What V8 finds; undefined if it gives up. */
function atOnce(pattern: Pattern, regexp: RegExp, string: string, start: number, mode: Mode): Match | null | undefined {
  regexp.lastIndex = start;
  try {
    const found = regexp.exec(string);
    if (found === null) return null;
    const { index } = found;
    const subject = new Subject(string, string, null, false);
    return new Match(pattern, subject, start, string.length, index, index + (found[0] as string).length, found, mode === FULL, null, -1);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function onceInGeneral(pattern: Pattern, string: Value, pos: Value, endpos: Value, mode: Mode): Suspends<Value> {
  const [from, to] = [placeOf(pos, 0), placeOf(endpos, Infinity)];
  const subject = subjectOf(string, pattern.ofBytes);
  if (pos === undefined && endpos === undefined) {
    const search = searchIn(pattern.compiled, subject, subject.length, mode, false);
    return search.find(0, false) ? matchOf(pattern, search, 0) : null;
  }
  const { length } = subject;
  const [start, stop] = [within(from, length), within(to, length)];
  if (start > stop) return null;
  const search = searchIn(pattern.compiled, subject, stop, mode, false);
  return search.find(start, false) ? matchOf(pattern, search, start) : null;
}

/** What findall() gives for the match that was just found. */
function foundItem(search: Search, groups: number): Value {
  if (groups === 0) return search.group(0);
  if (groups === 1) return search.group(1) ?? search.subject.slice(0, 0);
  const items: Value[] = [];
  for (let i = 1; i <= groups; i++) items.push(search.group(i) ?? search.subject.slice(0, 0));
  return new Tuple(items);
}

/** All matches at once by V8, where there are no groups and the subject is a whole str; null where that cannot be. */
function allByV8(pattern: Pattern, subject: Subject): Value[] | null {
  const regexp = regexpFor(pattern.compiled, subject, SEARCH, true);
  if (regexp === null) return null;
  try {
    regexp.lastIndex = 0;
    const found = subject.text.match(regexp);
    return found === null ? [] : Array.from(found);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function findAll(pattern: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value[]> {
  const [from, to] = [placeOf(pos, 0), placeOf(endpos, Infinity)];
  const subject = subjectOf(string, pattern.ofBytes);
  const { groups } = pattern.compiled;
  if (groups === 0 && pos === undefined && endpos === undefined && subject.bytes === null) {
    const all = allByV8(pattern, subject);
    if (all !== null) return all;
  }
  const { length } = subject;
  const [start, stop] = [within(from, length), within(to, length)];
  const found: Value[] = [];
  if (start > stop) return found;
  const search = searchIn(pattern.compiled, subject, stop, SEARCH, true);
  let at = start;
  let beyond = false;
  while (search.find(at, beyond)) {
    found.push(foundItem(search, groups));
    at = search.end;
    beyond = search.start === at;
  }
  return found;
}

export function splitBy(pattern: Pattern, string: Value, maxsplit: number): Suspends<Value[]> {
  const subject = subjectOf(string, pattern.ofBytes);
  const { groups } = pattern.compiled;
  const { length } = subject;
  const search = searchIn(pattern.compiled, subject, length, SEARCH, true);
  const parts: Value[] = [];
  let last = 0;
  let beyond = false;
  for (let n = 0; maxsplit <= 0 || n < maxsplit; n++) {
    if (!search.find(last, beyond)) break;
    parts.push(subject.slice(last, search.start));
    for (let i = 1; i <= groups; i++) parts.push(search.group(i) ?? null);
    last = search.end;
    beyond = search.start === last;
  }
  parts.push(subject.slice(last, length));
  return parts;
}

/** Scanner: match after match. */
export class Scanner {
  private at: number;
  private beyond = false;
  private done = false;
  private readonly searches: (Search | null)[] = [null, null];
  constructor(
    readonly pattern: Pattern,
    readonly subject: Subject,
    readonly pos: number,
    readonly endpos: number,
  ) {
    this.at = pos;
  }

  next(mode: typeof MATCH | typeof SEARCH): Suspends<Match | null> {
    if (this.done) return null;
    const search = (this.searches[mode] ??= searchIn(this.pattern.compiled, this.subject, this.endpos, mode, true));
    if (!search.find(this.at, this.beyond)) {
      this.done = true;
      return null;
    }
    this.at = search.end;
    this.beyond = search.start === search.end;
    return matchOf(this.pattern, search, this.pos);
  }
}
Object.setPrototypeOf(Scanner.prototype, object.prototype);
const scannerType = builtinType("SRE_Scanner()", null, { prototype: Scanner.prototype, module: "_sre", final: true });
scannerType.$noNew = true;
methods(scannerType, {
  "match(self, /)": function (this: Scanner): Suspends<Value> {
    return this.next(MATCH);
  },
  "search(self, /)": function (this: Scanner): Suspends<Value> {
    return this.next(SEARCH);
  },
});
getset(scannerType, { pattern: [(self: Scanner) => self.pattern] }, memberType);

export class FindIterator extends PyIterator {
  constructor(readonly scanner: Scanner) {
    super();
  }
  $next(): Suspends<Value> {
    const found = this.scanner.next(SEARCH);
    return found === null ? END : found;
  }
}
iteratorType("callable_iterator", FindIterator);

export function scannerOf(pattern: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Scanner> {
  const [from, to] = [placeOf(pos, 0), placeOf(endpos, Infinity)];
  const subject = subjectOf(string, pattern.ofBytes);
  const { length } = subject;
  const [start, stop] = [within(from, length), within(to, length)];
  // nothing is found where the bounds cross
  return new Scanner(pattern, subject, start, stop);
}

methods(patternType, {
  "match(self, /, string, pos=0, endpos=sys.maxsize)": function (this: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value> {
    return once(this, string, pos, endpos, MATCH);
  },
  "fullmatch(self, /, string, pos=0, endpos=sys.maxsize)": function (this: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value> {
    return once(this, string, pos, endpos, FULL);
  },
  "search(self, /, string, pos=0, endpos=sys.maxsize)": function (this: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value> {
    return once(this, string, pos, endpos, SEARCH);
  },
  "findall(self, /, string, pos=0, endpos=sys.maxsize)": function (this: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value> {
    return findAll(this, string, pos, endpos);
  },
  "finditer(self, /, string, pos=0, endpos=sys.maxsize)": function (this: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value> {
    return new FindIterator(scannerOf(this, string, pos, endpos));
  },
  "scanner(self, /, string, pos=0, endpos=sys.maxsize)": function (this: Pattern, string: Value, pos: Value, endpos: Value): Suspends<Value> {
    return scannerOf(this, string, pos, endpos);
  },
  "split(self, /, string, maxsplit=0)": function (this: Pattern, string: Value, maxsplit: Value): Suspends<Value> {
    const most = maxsplit === undefined ? 0 : toSsize(maxsplit);
    return splitBy(this, string, most);
  },
  "sub(self, /, repl, string, count=0)": function (this: Pattern, repl: Value, string: Value, count: Value): Suspends<Value> {
    const most = count === undefined ? 0 : toSsize(count);
    const subject = subjectOf(string, this.ofBytes);
    return substitute(this, repl, subject, most)[0];
  },
  "subn(self, /, repl, string, count=0)": function (this: Pattern, repl: Value, string: Value, count: Value): Suspends<Value> {
    const most = count === undefined ? 0 : toSsize(count);
    const subject = subjectOf(string, this.ofBytes);
    return new Tuple(substitute(this, repl, subject, most));
  },
  "__copy__(self, /)": function (this: Pattern): Pattern {
    return this;
  },
  "__deepcopy__(self, memo, /)": function (this: Pattern): Pattern {
    return this;
  },
  "__repr__(self, /)": function (this: Pattern): Suspends<string> {
    const shown = repr(this.$pattern) as string;
    const flags = flagText(this.$flags, this.ofBytes);
    return `re.compile(${pointSlice(shown, 0, 200)}${flags === "" ? "" : `, ${flags}`})`;
  },
  "__eq__(self, value, /)": function (this: Pattern, value: Value): Suspends<Value> {
    if (!(value instanceof Pattern)) return NotImplemented;
    return this === value || (this.$flags === value.$flags && this.ofBytes === value.ofBytes && same(this.$pattern, value.$pattern));
  },
  "__hash__(self, /)": function (this: Pattern): Suspends<Value> {
    return hash(new Tuple([this.$flags, this.$pattern, this.ofBytes]));
  },
});
getset(
  patternType,
  {
    pattern: [(self: Pattern) => self.$pattern],
    flags: [(self: Pattern) => self.$flags],
    groups: [(self: Pattern) => self.compiled.groups],
  },
  memberType,
);
getset(patternType, {
  groupindex: [(self: Pattern) => (self.names.size === 0 ? new Dict() : mappingProxy(Dict.$of([...self.names])))],
});
generic(patternType);

const FLAG_NAMES: readonly (readonly [string, number])[] = [
  ["re.IGNORECASE", IGNORECASE],
  ["re.LOCALE", LOCALE],
  ["re.MULTILINE", MULTILINE],
  ["re.DOTALL", DOTALL],
  ["re.UNICODE", UNICODE],
  ["re.VERBOSE", VERBOSE],
  ["re.DEBUG", DEBUG],
  ["re.ASCII", ASCII],
];

function flagText(given: number, ofBytes: boolean): string {
  let flags = given;
  if (!ofBytes && (flags & (LOCALE | UNICODE | ASCII)) === UNICODE) flags &= ~UNICODE;
  const names: string[] = [];
  for (const [name, flag] of FLAG_NAMES) {
    if ((flags & flag) === 0) continue;
    names.push(name);
    flags &= ~flag;
  }
  if (flags !== 0) names.push(`0x${flags.toString(16)}`);
  return names.join("|");
}
