/**
 * match - the patterns of `match` statements.
 *
 * Mirrors     MATCH_SEQUENCE, MATCH_MAPPING, MATCH_KEYS, MATCH_CLASS of Python/ceval.c
 * Suspends    all: `__len__`, `__getitem__`, `get`, attributes
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, getattrOr } from "./attributes.js";
import { dict } from "./dict.js";
import { TypeError, ValueError } from "./exceptions.js";
import { Dict, type Entry } from "./keymap.js";
import { END, iterate } from "./iterator.js";
import { isinstance, isType, object, typeOf, type PyType, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { getitem } from "./protocols/getitem.js";
import { len } from "./protocols/len.js";
import { repr } from "./protocols/repr.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";
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

export function setPattern(cls: PyType, pattern: Pattern): void {
  patterns.set(cls, pattern);
}

/** `cls.register(subclass)`: what the class is to patterns, the subclass is too; those in C stay what they are (bytes). */
export function inheritPattern(cls: PyType, subclass: PyType): void {
  for (const base of cls.$mro) {
    const pattern = patterns.get(base);
    if (pattern !== undefined && subclass.$heap && !patterns.has(subclass)) patterns.set(subclass, pattern);
  }
}

function patternOf(x: Value): Pattern {
  if (typeof x !== "object" || x === null || typeof x.$value === "string") return Pattern.None;
  if (Array.isArray(x) || x instanceof Tuple) return Pattern.Sequence;
  if (x instanceof Dict) return Pattern.Mapping;
  const { $mro } = typeOf(x);
  for (let i = 0; i < $mro.length; i++) {
    const pattern = patterns.get($mro[i] as PyType);
    if (pattern !== undefined) return pattern;
    const name = ($mro[i] as PyType).$name;
    const { $module } = $mro[i] as PyType;
    if ($module === "builtins" && (name === "tuple" || name === "range" || name === "memoryview")) return Pattern.Sequence;
    if ($module === "builtins" && name === "mappingproxy") return Pattern.Mapping;
    if (name === "deque" && $module === "collections") return Pattern.Sequence;
  }
  return Pattern.None;
}

/** Whether a value is a sequence of this length, or of at least it with `more`. */
export function isSequence(x: Value, length: number, more?: unknown): Suspends<boolean> {
  if (patternOf(x) !== Pattern.Sequence) return false;
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

/** isinstance() with `__instancecheck__` of the class's metaclass. */
function instanceOf(x: Value, cls: PyType): Suspends<boolean> {
  if (typeOf(cls).$heap) {
    const check = getattrOr(cls, "__instancecheck__");
    if (check !== undefined) return call(check, x) === true;
  }
  return isinstance(x, cls);
}
