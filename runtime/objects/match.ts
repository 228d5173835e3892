/**
 * match - the patterns of `match` statements.
 *
 * Mirrors     MATCH_SEQUENCE, MATCH_MAPPING, MATCH_KEYS, MATCH_CLASS of Python/ceval.c
 * Suspends    all: `__len__`, `__getitem__`, `get`, attributes
 */
import type { Suspends } from "../frames/suspend.js";
import { carriedTable } from "../snapshot/carried.js";
import { $getattr, getattrOr } from "./attributes.js";
import { dict } from "./dict.js";
import { TypeError, ValueError } from "./exceptions.js";
import { Dict, type Entry } from "./keymap.js";
import { END, iterate } from "./iterator.js";
import { list } from "./list.js";
import { isType, object, typeOf, type PyType, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { getitem } from "./protocols/getitem.js";
import { instanceOf } from "./protocols/isinstance.js";
import { len } from "./protocols/len.js";
import { repr } from "./protocols/repr.js";
import { isTuple, plainTuple, tuple } from "./tuple.js";
import { typeName } from "./typename.js";
import { unpack, unpackRest } from "./unpack.js";

/** What a class's instances are to sequence and mapping patterns: `Py_TPFLAGS_SEQUENCE`, `Py_TPFLAGS_MAPPING`; `ABCMeta.register` sets it too. */
export const enum Pattern {
  None,
  Sequence,
  Mapping,
}

/** Classes that say so themselves; derived classes have it from them. */
const patterns = new WeakMap<PyType, Pattern>();
carriedTable("patterns of match", () => patterns);

export function setPattern(cls: PyType, pattern: Pattern): void {
  patterns.set(cls, pattern);
}

/** `cls.register(subclass)`: what the class is to patterns, the subclass and all that derive from it are from now on; those in C stay what they are (bytes). */
export function inheritPattern(cls: PyType, subclass: PyType): void {
  const pattern = patternOfClass(cls);
  if (pattern !== Pattern.None) passOn(subclass, pattern);
}

function passOn(cls: PyType, pattern: Pattern): void {
  if (!cls.$heap || patternOfClass(cls) === pattern) return;
  patterns.set(cls, pattern);
  for (const sub of cls.$subclasses) passOn(sub, pattern);
}

function patternOf(x: Value): Pattern {
  if (typeof x !== "object" || x === null) return Pattern.None;
  const cls = typeOf(x);
  if (cls === list || cls === tuple) return Pattern.Sequence;
  return cls === dict ? Pattern.Mapping : patternOfClass(cls);
}

/** By the first class of the MRO that says so. */
function patternOfClass({ $mro }: PyType): Pattern {
  for (let i = 0; i < $mro.length; i++) {
    const { $module, $name } = $mro[i] as PyType;
    const pattern = patterns.get($mro[i] as PyType);
    if (pattern !== undefined) return pattern;
    if ($module === "builtins" || $module === "collections" || $module === "array") {
      const builtin = OF_BUILTINS[$name];
      if (builtin !== undefined) return builtin;
    }
  }
  return Pattern.None;
}

/** Classes in C that say so, by name: their files are loaded when they are needed. */
const OF_BUILTINS: Readonly<Record<string, Pattern | undefined>> = {
  list: Pattern.Sequence,
  tuple: Pattern.Sequence,
  range: Pattern.Sequence,
  memoryview: Pattern.Sequence,
  deque: Pattern.Sequence,
  array: Pattern.Sequence,
  dict: Pattern.Mapping,
  mappingproxy: Pattern.Mapping,
  FrameLocalsProxy: Pattern.Mapping,
};

/** Whether a value is a sequence of this length, or of at least it with `more`; nobody asks for the length of what may have any. */
export function isSequence(x: Value, length: number, more?: unknown): Suspends<boolean> {
  if (patternOf(x) !== Pattern.Sequence) return false;
  if (more !== undefined && length === 0) return true;
  const n = len(x);
  return more === undefined ? n === length : n >= length;
}

/**
 * The items of a sequence that has `before` of them; with `after`, `before`, a list, and `after` of them; null if it has not.
 *
 * @param middle false: nobody looks at the list (`*_`), the others are asked for by their index
 */
export function matchSequence(x: Value, before: number, after?: number, middle = true): Suspends<Value[] | null> {
  if (patternOf(x) !== Pattern.Sequence) return null;
  const n = len(x);
  if (after === undefined) return n === before ? unpack(x, n).slice() : null;
  if (n < before + after) return null;
  if (middle) return unpackRest(x, before, after);
  const items: Value[] = [];
  for (let i = 0; i < before; i++) items.push(getitem(x, i));
  items.push(null);
  for (let i = n - after; i < n; i++) items.push(getitem(x, i));
  return items;
}

/** Whether a value is a mapping that has these keys. */
export function isMapping(x: Value, ...keys: Value[]): Suspends<boolean> {
  return matchKeys(x, keys) !== null;
}

/** The values of these keys of a mapping; null if it is none, or lacks one. */
export function matchMapping(x: Value, ...keys: Value[]): Suspends<Value[] | null> {
  return matchKeys(x, keys);
}

function matchKeys(x: Value, keys: Value[]): Suspends<Value[] | null> {
  if (patternOf(x) !== Pattern.Mapping) return null;
  if (keys.length > 0 && len(x) < keys.length) return null;
  for (let i = 1; i < keys.length; i++) {
    for (let j = 0; j < i; j++) if (same(keys[i], keys[j])) throw new ValueError(`mapping pattern checks duplicate key (${repr(keys[i])})`);
  }
  const values: Value[] = [];
  const get = keys.length === 0 || (x instanceof Dict && typeOf(x) === dict) ? null : $getattr(x, "get");
  const missing = Object.create(object.prototype as object) as Value;
  for (let i = 0; i < keys.length; i++) {
    const value = get === null ? valueOr(x as Dict, keys[i], missing) : call(get, keys[i], missing);
    if (value === missing) return null;
    values.push(value);
  }
  return values;
}

function valueOr(d: Dict, key: Value, otherwise: Value): Suspends<Value> {
  const value = d.$get(key);
  return value === undefined ? otherwise : value;
}

/** A dict of a mapping's items without some keys: `**rest`. */
export function without(mapping: Value, ...keys: Value[]): Suspends<Dict> {
  const rest = new Dict();
  if (mapping instanceof Dict && typeOf(mapping) === dict) {
    const entries = mapping.$entries();
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      rest.$set(entry.key, entry.value);
    }
  } else {
    const it = iterate(call($getattr(mapping, "keys")));
    for (let key = it.$next(); key !== END; key = it.$next()) rest.$set(key, getitem(mapping, key));
  }
  for (let i = 0; i < keys.length; i++) rest.$delete(keys[i]);
  return rest;
}

/** Classes whose one positional sub-pattern is the value itself. */
const SELF_MATCHING: ReadonlySet<string> = new Set("bool bytearray bytes dict float frozenset int list set str tuple".split(" "));

/** The attributes that a class pattern looks at, `count` positional ones first; null if the value is no instance or lacks one. */
export function matchClass(x: Value, cls: Value, count: number, ...names: string[]): Suspends<Value[] | null> {
  if (!isType(cls)) throw new TypeError("called match pattern must be a class");
  if (!instanceOf(x, cls)) return null;
  const values: Value[] = [];
  const seen: string[] = [];
  if (count > 0) {
    const args = getattrOr(cls, "__match_args__");
    if (args === undefined) {
      const own = cls.$mro.some((base) => base.$module === "builtins" && SELF_MATCHING.has(base.$name));
      if (count > (own ? 1 : 0)) throw positionalCount(cls, own ? 1 : 0, count);
      values.push(x);
    } else {
      if (!isTuple(args)) throw new TypeError(`${cls.$name}.__match_args__ must be a tuple (got ${typeName(args)})`);
      const { items } = plainTuple(args);
      if (count > items.length) throw positionalCount(cls, items.length, count);
      for (let i = 0; i < count; i++) {
        const name = items[i];
        if (typeof name !== "string") throw new TypeError(`__match_args__ elements must be strings (got ${typeName(name)})`);
        if (seen.includes(name)) throw new TypeError(`${cls.$name}() got multiple sub-patterns for attribute ${repr(name)}`);
        seen.push(name);
        const value = getattrOr(x, name);
        if (value === undefined) return null;
        values.push(value);
      }
    }
  }
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (seen.includes(name)) throw new TypeError(`${cls.$name}() got multiple sub-patterns for attribute ${repr(name)}`);
    seen.push(name);
    const value = getattrOr(x, name);
    if (value === undefined) return null;
    values.push(value);
  }
  return values;
}

function positionalCount(cls: PyType, allowed: number, given: number): Value {
  return new TypeError(`${cls.$name}() accepts ${allowed} positional sub-pattern${allowed === 1 ? "" : "s"} (${given} given)`);
}
