/**
 * re.match - match objects.
 *
 * Mirrors     the class Match of Modules/_sre/sre.c
 * Mind        what V8 found has texts of groups, and no places: those are found out when they are first asked for
 */
import type { Suspends } from "../../frames/suspend.js";
import { generic } from "../../objects/genericalias.js";
import { IndexError, TypeError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { Dict } from "../../objects/keymap.js";
import { hidden, object, type Value } from "../../objects/object.js";
import { indexOf } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, define, getset, memberType, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { pointSlice } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { FULL, MATCH } from "./compiled.js";
import type { Pattern } from "./pattern.js";
import { lastClosed, regexpFor, type Search } from "./search.js";
import type { Subject } from "./subject.js";
import { filled, templateOf } from "./substitute.js";

/** What was found. */
export class Match {
  /** places of groups, two numbers each; null while they are not known */
  $marks: Int32Array | null;
  $last: number;
  constructor(
    readonly $re: Pattern,
    readonly $subject: Subject,
    readonly $pos: number,
    readonly $endpos: number,
    readonly $start: number,
    readonly $end: number,
    readonly $groups: RegExpExecArray | null,
    /** of a search that had to reach the end of the subject */
    readonly $whole: boolean,
    marks: Int32Array | null,
    last: number,
  ) {
    this.$marks = marks;
    this.$last = last;
  }
}
Object.setPrototypeOf(Match.prototype, object.prototype);

export const matchType = builtinType("Match()", null, { prototype: Match.prototype, module: "re", final: true });
hidden(matchType as object, "$keyed", true);

matchType.$noNew = true;
define(matchType, "__module__", "re", "re");

/** The match that a search has just found. */
export function matchOf(pattern: Pattern, search: Search, pos: number): Match {
  const { groups } = search;
  return new Match(
    pattern,
    search.subject,
    pos,
    search.stop,
    search.start,
    search.end,
    groups,
    search.mode === FULL,
    groups === null ? search.marks() : null,
    groups === null ? search.lastGroup() : -1,
  );
}

/** The text of a group; undefined if it did not match. */
export function groupText(match: Match, index: number): Value | undefined {
  const { $groups, $subject } = match;
  if ($groups !== null && !$subject.changes) {
    const text = $groups[index];
    return text === undefined || $subject.bytes === null ? text : $subject.wrap(text);
  }
  const [start, end] = spanOf(match, index);
  return start < 0 ? undefined : $subject.slice(start, end);
}

function marksOf(match: Match): Int32Array {
  return (match.$marks ??= findMarks(match));
}

/** Matches again, this time with places. */
function findMarks(match: Match): Int32Array {
  const { $re, $subject, $endpos, $start } = match;
  const { compiled } = $re;
  const marks = new Int32Array(compiled.groups * 2).fill(-1);
  if (compiled.groups === 0) return marks;
  const mode = match.$whole ? FULL : MATCH;
  const plain = regexpFor(compiled, $subject, mode, false) as RegExp;
  const regexp = compiled.regexp(mode, plain === compiled.regexp(mode, true), true);
  regexp.lastIndex = $start;
  const { indices } = regexp.exec($subject.text.slice(0, $endpos)) as RegExpExecArray;
  for (let i = 1; i < indices!.length; i++) {
    const place = indices![i];
    if (place !== undefined) [marks[i * 2 - 2], marks[i * 2 - 1]] = place;
  }
  return marks;
}

/** Where a group begins and ends; -1 if it did not match. */
function spanOf(match: Match, index: number): [start: number, end: number] {
  if (index === 0) return [match.$start, match.$end];
  const marks = marksOf(match);
  const start = marks[index * 2 - 2] as number;
  const end = marks[index * 2 - 1] as number;
  return start < 0 || end < start ? [-1, -1] : [start, end];
}

/** The group that was closed last; 0 if none was. */
function lastIndex(match: Match): number {
  if (match.$last < 0) match.$last = lastClosed(match.$re.compiled, match.$groups as RegExpExecArray);
  return match.$last;
}

/** The number of a group that is given as number or name. */
function groupNumber(match: Match, group: Value): Suspends<number> {
  if (typeof group === "number" && group >= 0 && group <= match.$re.compiled.groups) return group;
  return otherNumber(match, group);
}

function otherNumber(match: Match, group: Value): Suspends<number> {
  const name = stringOf(group);
  const n = name === undefined ? indexOf(group) : match.$re.names.get(name);
  if (n === undefined || n < 0 || n > match.$re.compiled.groups) throw new IndexError("no such group");
  return Number(n);
}

function groupOr(match: Match, group: Value, otherwise: Value): Suspends<Value> {
  const text = groupText(match, groupNumber(match, group));
  return text === undefined ? otherwise : text;
}

/** Called often: takes its arguments itself. */
function group(this: Match, ...args: Value[]): Suspends<Value> {
  if (args.length === 0) return groupText(this, 0);
  if (args.length === 1 && !(args[0] instanceof Kw)) return groupOr(this, args[0], null);
  return severalGroups(this, args);
}
(group as Value).$checked = true;

function severalGroups(match: Match, args: Value[]): Suspends<Tuple> {
  if (args.at(-1) instanceof Kw) throw new TypeError("Match.group() takes no keyword arguments");
  const items: Value[] = [];
  for (let i = 0; i < args.length; i++) items.push(groupOr(match, args[i], null));
  return new Tuple(items);
}

methods(matchType, {
  "group(self, /, *args)": group,
  "__getitem__(self, key, /)": function (this: Match, key: Value): Suspends<Value> {
    return groupOr(this, key, null);
  },
  "groups(self, /, default=None)": function (this: Match, otherwise: Value): Tuple {
    const items: Value[] = [];
    for (let i = 1; i <= this.$re.compiled.groups; i++) items.push(groupText(this, i) ?? otherwise ?? null);
    return new Tuple(items);
  },
  "groupdict(self, /, default=None)": function (this: Match, otherwise: Value): Dict {
    const dict = new Dict();
    for (const [name, index] of this.$re.names) dict.$setNamed(name, groupText(this, index) ?? otherwise ?? null);
    return dict;
  },
  "start(self, group=0, /)": function (this: Match, group: Value): Suspends<number> {
    if (group === undefined) return this.$start;
    const index = groupNumber(this, group);
    return spanOf(this, index)[0];
  },
  "end(self, group=0, /)": function (this: Match, group: Value): Suspends<number> {
    if (group === undefined) return this.$end;
    const index = groupNumber(this, group);
    return spanOf(this, index)[1];
  },
  "span(self, group=0, /)": function (this: Match, group: Value): Suspends<Tuple> {
    const index = group === undefined ? 0 : groupNumber(this, group);
    return new Tuple(spanOf(this, index));
  },
  "expand(self, /, template)": function (this: Match, template: Value): Suspends<Value> {
    return filled(templateOf(this.$re, template), template, this);
  },
  "__copy__(self, /)": function (this: Match): Match {
    return this;
  },
  "__deepcopy__(self, memo, /)": function (this: Match): Match {
    return this;
  },
  "__repr__(self, /)": function (this: Match): Suspends<string> {
    const shown = repr(groupText(this, 0)) as string;
    return `<re.Match object; span=(${this.$start}, ${this.$end}), match=${pointSlice(shown, 0, 50)}>`;
  },
});
getset(
  matchType,
  {
    string: [(self: Match) => self.$subject.value],
    re: [(self: Match) => self.$re],
    pos: [(self: Match) => self.$pos],
    endpos: [(self: Match) => self.$endpos],
  },
  memberType,
);
getset(matchType, {
  lastindex: [(self: Match) => lastIndex(self) || null],
  lastgroup: [
    (self: Match) => {
      const last = lastIndex(self);
      for (const [name, index] of self.$re.names) if (index === last) return name;
      return null;
    },
  ],
  regs: [
    (self: Match) => {
      const spans: Tuple[] = [];
      for (let i = 0; i <= self.$re.compiled.groups; i++) spans.push(new Tuple(spanOf(self, i)));
      return new Tuple(spans);
    },
  ],
});
generic(matchType);
