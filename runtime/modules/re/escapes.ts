/**
 * re.escapes - what stands behind a backslash.
 *
 * Mirrors     _class_escape and _escape of Lib/re/_parser.py
 */
import { textRepr } from "../../objects/str/categories.js";
import { codeOfName } from "./names.js";
import type { Category, Item, Place, SetItem, State } from "./tree.js";
import { countOf, isOneOf, type Tokenizer } from "./tokenizer.js";

export const DIGITS = "0123456789";
export const OCTDIGITS = "01234567";
const HEXDIGITS = "0123456789abcdefABCDEF";

/** Control characters and the backslash, by their escape. */
export const ESCAPES: Readonly<Record<string, number>> = {
  "\\a": 7,
  "\\b": 8,
  "\\f": 12,
  "\\n": 10,
  "\\r": 13,
  "\\t": 9,
  "\\v": 11,
  "\\\\": 92,
};
const CATEGORIES: Readonly<Record<string, Category>> = {
  "\\d": "DIGIT",
  "\\D": "NOT_DIGIT",
  "\\s": "SPACE",
  "\\S": "NOT_SPACE",
  "\\w": "WORD",
  "\\W": "NOT_WORD",
};
const PLACES: Readonly<Record<string, Place>> = { "\\A": "BEGINNING_STRING", "\\b": "BOUNDARY", "\\B": "NON_BOUNDARY", "\\Z": "END_STRING" };

export function isAsciiLetter(char: string): boolean {
  return /^[A-Za-z]$/.test(char);
}

/** A hexadecimal escape of so many digits. */
function hexadecimal(source: Tokenizer, start: string, digits: number): number {
  const escape = start + source.getwhile(digits, HEXDIGITS);
  if (escape.length !== digits + 2) throw source.error(`incomplete escape ${escape}`, escape.length);
  const code = parseInt(escape.slice(2), 16);
  if (code > 0x10ffff) throw source.error(`bad escape ${escape}`, escape.length);
  return code;
}

function named(source: Tokenizer): number {
  if (!source.match("{")) throw source.error("missing {");
  const name = source.getuntil("}", "character name");
  const code = codeOfName(name);
  if (code === undefined) throw source.error(`undefined character name ${textRepr(name)}`, countOf(name) + 4);
  return code;
}

/** Escapes that mean the same in a set and outside: the code; undefined for others. */
function character(source: Tokenizer, escape: string): number | undefined {
  switch (escape[1]) {
    case "x":
      return hexadecimal(source, escape, 2);
    case "u":
      return source.istext ? hexadecimal(source, escape, 4) : undefined;
    case "U":
      return source.istext ? hexadecimal(source, escape, 8) : undefined;
    case "N":
      return source.istext ? named(source) : undefined;
    default:
      return undefined;
  }
}

function octal(source: Tokenizer, escape: string): number {
  const code = parseInt(escape.slice(1), 8);
  if (code > 0o377) throw source.error(`octal escape value ${escape} outside of range 0-0o377`, escape.length);
  return code;
}

/** The character itself, unless it is an ASCII letter. */
function itself(source: Tokenizer, escape: string): number {
  const char = escape.slice(1);
  if (isAsciiLetter(char)) throw source.error(`bad escape ${escape}`, escape.length);
  return char.codePointAt(0) as number;
}

/** An escape in a set. */
export function classEscape(source: Tokenizer, escape: string): SetItem {
  const simple = ESCAPES[escape];
  if (simple !== undefined) return { op: "LITERAL", code: simple };
  const category = CATEGORIES[escape];
  if (category !== undefined) return { op: "CATEGORY", category };
  const code = character(source, escape);
  if (code !== undefined) return { op: "LITERAL", code };
  const char = escape.slice(1);
  if (isOneOf(char, OCTDIGITS)) return { op: "LITERAL", code: octal(source, escape + source.getwhile(2, OCTDIGITS)) };
  if (isOneOf(char, DIGITS)) throw source.error(`bad escape ${escape}`, escape.length);
  return { op: "LITERAL", code: itself(source, escape) };
}

/** An escape outside of sets. */
export function patternEscape(source: Tokenizer, start: string, state: State): Item {
  const category = CATEGORIES[start];
  if (category !== undefined) return { op: "IN", set: [{ op: "CATEGORY", category }] };
  const at = PLACES[start];
  if (at !== undefined) return { op: "AT", at };
  const simple = ESCAPES[start];
  if (simple !== undefined) return { op: "LITERAL", code: simple };
  const code = character(source, start);
  if (code !== undefined) return { op: "LITERAL", code };
  const char = start.slice(1);
  if (char === "0") return { op: "LITERAL", code: parseInt(start.slice(1) + source.getwhile(2, OCTDIGITS), 8) };
  if (isOneOf(char, DIGITS)) return octalOrGroup(source, start, state);
  return { op: "LITERAL", code: itself(source, start) };
}

function octalOrGroup(source: Tokenizer, start: string, state: State): Item {
  let escape = start;
  if (isOneOf(source.next, DIGITS)) {
    escape += source.get() as string;
    if (isOneOf(escape[1] as string, OCTDIGITS) && isOneOf(escape[2] as string, OCTDIGITS) && isOneOf(source.next, OCTDIGITS)) {
      escape += source.get() as string;
      return { op: "LITERAL", code: octal(source, escape) };
    }
  }
  const group = Number(escape.slice(1));
  if (group >= state.groups) throw source.error(`invalid group reference ${group}`, escape.length - 1);
  if (!state.checkgroup(group)) throw source.error("cannot refer to an open group", escape.length);
  checkLookbehind(state, group, source);
  return { op: "GROUPREF", group };
}

/** A lookbehind may refer only to groups that are closed before it. */
export function checkLookbehind(state: State, group: number, source: Tokenizer): void {
  if (state.lookbehindgroups === null) return;
  if (!state.checkgroup(group)) throw source.error("cannot refer to an open group");
  if (group >= state.lookbehindgroups) throw source.error("cannot refer to group defined in the same lookbehind subpattern");
}
