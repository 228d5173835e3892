/**
 * write - values to JSON text.
 *
 * Mirrors     Modules/_json.c: encoder_listencode_obj, which json.encoder calls _iterencode
 * Frames      write: _iterencode
 * Suspends    all: the default function, items() of dict subclasses
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { floatRepr } from "../../objects/float/text.js";
import { intText } from "../../objects/int/text.js";
import { spread } from "../../objects/iterator.js";
import { dict } from "../../objects/dict.js";
import { Dict } from "../../objects/keymap.js";
import { typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { stringOf } from "../../objects/str.js";
import { sortList } from "../../objects/list.js";
import { sortKeys } from "../../objects/sort.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";

/** How to write. */
export interface Style {
  skipkeys: boolean;
  ensure_ascii: boolean;
  allow_nan: boolean;
  sort_keys: boolean;
  /** text of one level, or null for everything in one line */
  indent: string | null;
  item_separator: string;
  key_separator: string;
  /** what is called for values that JSON does not have; undefined: `default` of the owner, where a subclass of JSONEncoder may define it */
  default_: Value;
  owner: Value;
  /** a script's own way to write a string; null: JSON's */
  encoder: Value;
  /** containers being written, or null for no check */
  open: Set<Value> | null;
}

const SIMPLE = /^[ !#-[\]-~]*$/;

/** A string in quotes. */
export function quoted(s: string, ascii: boolean): string {
  if (SIMPLE.test(s)) return '"' + s + '"';
  if (ascii) {
    const text = s.isWellFormed() ? JSON.stringify(s) : '"' + escaped(s) + '"';
    return text.replace(/[\x7f-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  }
  return s.isWellFormed() ? JSON.stringify(s) : '"' + escaped(s) + '"';
}

/** JSON.stringify would escape lone surrogates. */
function escaped(s: string): string {
  return s.replace(/["\\\x00-\x1f]/g, (c) => JSON.stringify(c).slice(1, -1));
}

function floatText(x: number, style: Style): string {
  if (Number.isFinite(x)) return floatRepr(x);
  if (!style.allow_nan) throw new ValueError(`Out of range float values are not JSON compliant: ${floatRepr(x)}`);
  return x !== x ? "NaN" : x > 0 ? "Infinity" : "-Infinity";
}

/** Text of what is no container; undefined for anything else. */
function scalar(o: Value, style: Style): string | undefined {
  switch (typeof o) {
    case "string":
      return quoted(o, style.ensure_ascii);
    case "number":
      return "" + o;
    case "bigint":
      return intText(o);
    case "boolean":
      return o ? "true" : "false";
    case "object": {
      if (o === null) return "null";
      if (o instanceof Float) return floatText(o.value, style);
      const plain = o.$value;
      if (typeof plain === "string") return quoted(plain, style.ensure_ascii);
      if (typeof plain === "number" || typeof plain === "bigint") return intText(plain);
      if (plain instanceof Float) return floatText(plain.value, style);
    }
  }
  return undefined;
}

/** A key as a string; null if it is to be skipped. */
function keyText(key: Value, style: Style): string | null {
  if (typeof key === "string") return key;
  if (typeof key === "object" && key !== null && typeof key.$value === "string") return key.$value;
  const text = scalar(key, style);
  if (text !== undefined) return text;
  if (style.skipkeys) return null;
  throw new TypeError(`keys must be str, int, float, bool or None, not ${typeOf(key).$name}`);
}

function enter(o: Value, style: Style): void {
  if (style.open === null) return;
  if (style.open.has(o)) throw new ValueError("Circular reference detected");
  style.open.add(o);
}

/** A string as the script's own encoder writes it. */
function encoded(s: Value, style: Style): Suspends<string> {
  const text = call(style.encoder, s);
  if (typeof text === "string") return text;
  const plain: Value = text?.$value;
  if (typeof plain === "string") return plain;
  throw new TypeError(`encoder() must return a string, not ${typeOf(text).$name}`);
}

/** The text of a value; `line` begins a new line at its level, or is empty. */
export function write(o: Value, style: Style, line: string): Suspends<string> {
  if (style.encoder !== null && stringOf(o) !== undefined) return encoded(o, style);
  const text = scalar(o, style);
  if (text !== undefined) return text;
  if (Array.isArray(o)) return writeItems(o, o, style, line);
  if (isTuple(o)) return writeItems(o, plainTuple(o).items, style, line);
  if (o instanceof Dict) return writeDict(o, style, line);
  enter(o, style);
  const other = style.default_ === undefined ? callMethod(style.owner, "default", o) : call(style.default_, o);
  const result = write(other, style, line);
  style.open?.delete(o);
  return result;
}

function writeItems(o: Value, items: Value[], style: Style, line: string): Suspends<string> {
  if (items.length === 0) return "[]";
  enter(o, style);
  const inner = style.indent === null ? "" : line + style.indent;
  const between = style.item_separator + inner;
  let result = "[" + inner;
  for (let i = 0; i < items.length; i++) {
    if (i > 0) result += between;
    result += write(items[i], style, inner);
  }
  style.open?.delete(o);
  return result + (style.indent === null ? "" : line) + "]";
}

/** Keys and values in the order in which they are written. */
function itemsOf(o: Value, sorted: boolean): Suspends<[keys: Value[], values: Value[]]> {
  if (o instanceof Dict && typeOf(o) === dict) {
    const keys: Value[] = [];
    const values: Value[] = [];
    let texts = true;
    for (const { key, value } of o.$map.values()) {
      keys.push(key);
      values.push(value);
      if (typeof key !== "string") texts = false;
    }
    if (!sorted) return [keys, values];
    // where all keys are strings, no two of them are equal: values have no say
    if (texts) {
      sortKeys(keys, values, false);
      return [keys, values];
    }
  }
  const pairs = spread(callMethod(o, "items"));
  if (sorted) sortList(pairs, null, false);
  const keys: Value[] = [];
  const values: Value[] = [];
  for (let i = 0; i < pairs.length; i++) {
    keys.push(getitem(pairs[i], 0));
    values.push(getitem(pairs[i], 1));
  }
  return [keys, values];
}

function writeDict(o: Value, style: Style, line: string): Suspends<string> {
  const [keys, values] = itemsOf(o, style.sort_keys);
  if (keys.length === 0) return "{}";
  enter(o, style);
  const inner = style.indent === null ? "" : line + style.indent;
  let result = "";
  for (let i = 0; i < keys.length; i++) {
    const key = keyText(keys[i], style);
    if (key === null) continue;
    const name = style.encoder === null ? quoted(key, style.ensure_ascii) : encoded(key, style);
    const head = (result === "" ? inner : style.item_separator + inner) + name + style.key_separator;
    result += head + write(values[i], style, inner);
  }
  style.open?.delete(o);
  // with indentation, a dict whose keys are all skipped is still two braces on their lines
  return "{" + result + (style.indent === null || result === "" ? "" : line) + "}";
}
