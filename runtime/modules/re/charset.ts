/**
 * re.charset - which characters a set, a category or a letter without case stands for.
 *
 * Mirrors     Modules/_sre/sre.c (categories, lower case), Lib/re/_compiler.py and _casefix.py (characters with the same upper case)
 */
import { isAlnum, isDecimal, isSpaceUnit } from "../../objects/str/categories.js";
import { ASCII, IGNORECASE, LOCALE, UNICODE } from "./constants.js";
import type { Category, SetItem } from "./tree.js";

/** Letters that have the same upper case and are lower case both, a group each. */
const SAME_UPPER: readonly (readonly number[])[] = [
  [0x69, 0x131],
  [0x73, 0x17f],
  [0xb5, 0x3bc],
  [0x345, 0x3b9, 0x1fbe],
  [0x390, 0x1fd3],
  [0x3b0, 0x1fe3],
  [0x3b2, 0x3d0],
  [0x3b5, 0x3f5],
  [0x3b8, 0x3d1],
  [0x3ba, 0x3f0],
  [0x3c0, 0x3d6],
  [0x3c1, 0x3f1],
  [0x3c2, 0x3c3],
  [0x3c6, 0x3d5],
  [0x432, 0x1c80],
  [0x434, 0x1c81],
  [0x43e, 0x1c82],
  [0x441, 0x1c83],
  [0x442, 0x1c84, 0x1c85],
  [0x44a, 0x1c86],
  [0x463, 0x1c87],
  [0x1c88, 0xa64b],
  [0x1e61, 0x1e9b],
  [0xfb05, 0xfb06],
];
const sameUpper = new Map<number, readonly number[]>();

/** Other lower-case letters with the same upper case as this one. */
export function relatives(lower: number): readonly number[] {
  if (sameUpper.size === 0) for (const group of SAME_UPPER) for (const code of group) sameUpper.set(code, group);
  return sameUpper.get(lower) ?? [];
}

export function lowerAscii(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** The first character of the lower case. */
export function lowerUnicode(code: number): number {
  if (code < 128) return lowerAscii(code);
  return String.fromCodePoint(code).toLowerCase().codePointAt(0) as number;
}

export function upperUnicode(code: number): number {
  if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code;
  return String.fromCodePoint(code).toUpperCase().codePointAt(0) as number;
}

export function isCased(code: number): boolean {
  return lowerUnicode(code) !== code || upperUnicode(code) !== code;
}

/** What IGNORECASE makes of a character, by the flags that hold where it stands. */
export type Fold = (code: number) => number;
export function foldOf(flags: number): Fold | null {
  if ((flags & IGNORECASE) === 0) return null;
  return (flags & UNICODE) !== 0 && (flags & LOCALE) === 0 ? lowerUnicode : lowerAscii;
}

function isWordAscii(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

export function isWord(code: number, unicode: boolean): boolean {
  if (code < 128 || !unicode) return isWordAscii(code);
  return isAlnum(String.fromCodePoint(code));
}

function inCategory(category: Category, code: number, unicode: boolean): boolean {
  switch (category) {
    case "DIGIT":
      return code < 128 || !unicode ? code >= 48 && code <= 57 : isDecimal(String.fromCodePoint(code));
    case "SPACE":
      return unicode ? code < 0x10000 && isSpaceUnit(code) : code === 32 || (code >= 9 && code <= 13);
    case "WORD":
      return isWord(code, unicode);
    case "NOT_DIGIT":
      return !inCategory("DIGIT", code, unicode);
    case "NOT_SPACE":
      return !inCategory("SPACE", code, unicode);
    case "NOT_WORD":
      return !inCategory("WORD", code, unicode);
  }
}

/** A set of characters under the flags of its place. */
export class CharSet {
  readonly negate: boolean;
  /** members below 256 */
  readonly low = new Uint8Array(256);
  /** only characters and ranges: what they are is known without looking at case or categories */
  readonly plain: boolean;
  private readonly unicode: boolean;
  private readonly fold: Fold | null;
  private readonly singles: ReadonlySet<number>;
  private readonly ranges: readonly (readonly [number, number])[];
  private readonly categories: readonly Category[];

  constructor(items: readonly SetItem[], flags: number) {
    this.negate = items[0]?.op === "NEGATE";
    this.unicode = (flags & UNICODE) !== 0 && (flags & (ASCII | LOCALE)) === 0;
    this.fold = foldOf(flags);
    const singles = new Set<number>();
    const ranges: [number, number][] = [];
    const categories: Category[] = [];
    for (const item of items) {
      if (item.op === "LITERAL") this.addCharacter(item.code, singles);
      else if (item.op === "RANGE") ranges.push([item.low, item.high]);
      else if (item.op === "CATEGORY") categories.push(item.category);
    }
    this.singles = singles;
    this.ranges = ranges;
    this.categories = categories;
    this.plain = this.fold === null && categories.length === 0;
    for (let code = 0; code < 256; code++) this.low[code] = this.find(code) ? 1 : 0;
  }

  private addCharacter(code: number, singles: Set<number>): void {
    if (this.fold === null) {
      singles.add(code);
      return;
    }
    const lower = this.fold(code);
    singles.add(lower);
    if (this.fold === lowerUnicode) for (const other of relatives(lower)) singles.add(other);
  }

  has(code: number): boolean {
    return code < 256 ? this.low[code] === 1 : this.find(code);
  }

  private find(given: number): boolean {
    const { fold } = this;
    const code = fold === null ? given : fold(given);
    return this.holds(code) !== this.negate;
  }

  /** `code`: already folded */
  private holds(code: number): boolean {
    if (this.singles.has(code)) return true;
    const { fold } = this;
    for (const [low, high] of this.ranges) {
      if (fold === null ? code >= low && code <= high : rangeHolds(low, high, code, fold)) return true;
    }
    for (const category of this.categories) if (inCategory(category, code, this.unicode)) return true;
    return false;
  }

  /** Members below `limit` as ranges. */
  members(limit: number): [low: number, high: number][] {
    const result: [number, number][] = [];
    let start = -1;
    for (let code = 0; code <= limit; code++) {
      const member = code < limit && this.has(code);
      if (member && start < 0) start = code;
      else if (!member && start >= 0) {
        result.push([start, code - 1]);
        start = -1;
      }
    }
    return result;
  }
}

/** Whether a range has a character whose folded form is `code`, or, for Unicode, one with the same upper case. */
function rangeHolds(low: number, high: number, code: number, fold: Fold): boolean {
  if (code >= low && code <= high && fold(code) === code) return true;
  if (fold === lowerAscii) return code >= 97 && code <= 122 && code - 32 >= low && code - 32 <= high;
  for (const lower of [code, ...relatives(code)]) {
    if (lower >= low && lower <= high) return true;
    for (const upper of uppersOf(lower)) if (upper >= low && upper <= high) return true;
  }
  return false;
}

const uppers = new Map<number, number[]>();

/** Characters whose lower case is this one. */
function uppersOf(lower: number): readonly number[] {
  if (uppers.size === 0) {
    for (let code = 0; code < 0x1e944; code++) {
      if (code === 0xd800) code = 0xe000;
      if (code === 0x2e80) code = 0xa640;
      if (code === 0xac00) code = 0xfb00;
      const own = lowerUnicode(code);
      if (own === code) continue;
      const known = uppers.get(own);
      if (known === undefined) uppers.set(own, [code]);
      else known.push(code);
    }
  }
  return uppers.get(lower) ?? [];
}
