/**
 * re.ambiguity - whether the rounds of a repeat can be cut in different ways, so that a match may take exponential time.
 *
 * Mind        errs on the side of "yes"; characters are looked at one by one below U+0100, and by kind beyond
 */
import { CharSet, isWord } from "./charset.js";
import { combineFlags, DOTALL, IGNORECASE } from "./constants.js";
import { isDecimal, isSpaceUnit } from "../../objects/str/categories.js";
import { literalSet } from "./program.js";
import type { Category, Item, Sequence, SetItem } from "./tree.js";

/** Indexes of the kinds beyond U+00FF: letters and the like, digits, white space, the rest. */
const LETTERS = 256;
const DIGITS = 257;
const SPACES = 258;
const REST = 259;
const SIZE = 260;
const KINDS: readonly number[] = [LETTERS, DIGITS, SPACES, REST];
const IN_CATEGORY: Readonly<Record<Category, readonly number[]>> = {
  WORD: [LETTERS, DIGITS],
  NOT_WORD: [SPACES, REST],
  DIGIT: [DIGITS],
  NOT_DIGIT: [LETTERS, SPACES, REST],
  SPACE: [SPACES],
  NOT_SPACE: [LETTERS, DIGITS, REST],
};

/** Whether the rounds of an unlimited repeat can be cut in different ways: then time may grow without bounds. */
export function mayExplode(body: Sequence, flags: number): boolean {
  const starts = startsOf(body.items, 0, flags);
  return ambiguous(body, starts, flags);
}

/** Whether an inner repeat of this body may go on with what can also follow it. `after`: what may follow the body. */
function ambiguous(body: Sequence, after: Uint8Array, flags: number): boolean {
  for (let i = 0; i < body.items.length; i++) {
    const item = body.items[i] as Item;
    const follow = startsOf(body.items, i + 1, flags, after);
    if (item.op === "MAX_REPEAT" || item.op === "MIN_REPEAT") {
      if (item.min !== item.max) {
        const own = startsOf(item.body.items, 0, flags);
        if (overlap(own, follow)) return true;
      }
      if (ambiguous(item.body, item.max > 1 ? union(startsOf(item.body.items, 0, flags), follow) : follow, flags)) return true;
    } else if (item.op === "BRANCH") {
      const seen = new Uint8Array(SIZE);
      for (const branch of item.branches) {
        const own = startsOf(branch.items, 0, flags, follow);
        if (overlap(seen, own)) return true;
        for (let c = 0; c < SIZE; c++) seen[c]! |= own[c] as number;
        if (ambiguous(branch, follow, flags)) return true;
      }
    } else if (item.op === "SUBPATTERN") {
      if (ambiguous(item.body, follow, combineFlags(flags, item.add, item.remove))) return true;
    } else if (item.op === "GROUPREF") return true;
  }
  return false;
}

function overlap(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] === 1 && b[i] === 1) return true;
  return false;
}

function union(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((flag, i) => flag | (b[i] as number));
}

/** What items from `from` on can begin with: characters below 256 each, the others as one. `after`: what follows them, if they may be empty. */
function startsOf(items: readonly Item[], from: number, flags: number, after?: Uint8Array): Uint8Array {
  const starts = new Uint8Array(SIZE);
  const add = (other: Uint8Array) => {
    for (let i = 0; i < SIZE; i++) starts[i]! |= other[i] as number;
  };
  for (let i = from; i < items.length; i++) {
    const item = items[i] as Item;
    switch (item.op) {
      case "LITERAL":
      case "NOT_LITERAL":
        add(literalSet(item.op, item.code, flags).low);
        if (item.op === "NOT_LITERAL" || (flags & IGNORECASE) !== 0) addKinds(starts, KINDS);
        else if (item.code > 255) starts[kindOf(item.code)] = 1;
        return starts;
      case "ANY":
        starts.fill(1);
        if ((flags & DOTALL) === 0) starts[10] = 0;
        return starts;
      case "IN":
        add(new CharSet(item.set, flags).low);
        addKinds(starts, (flags & IGNORECASE) !== 0 ? KINDS : kindsOf(item.set));
        return starts;
      case "AT":
      case "ASSERT":
      case "ASSERT_NOT":
        continue;
      case "FAILURE":
        return starts;
      case "BRANCH":
        for (const branch of item.branches) add(startsOf(branch.items, 0, flags));
        if (item.branches.every((branch) => branch.getwidth()[0] > 0)) return starts;
        continue;
      case "SUBPATTERN":
        add(startsOf(item.body.items, 0, combineFlags(flags, item.add, item.remove)));
        if (item.body.getwidth()[0] > 0) return starts;
        continue;
      case "MAX_REPEAT":
      case "MIN_REPEAT":
        add(startsOf(item.body.items, 0, flags));
        if (item.min > 0 && item.body.getwidth()[0] > 0) return starts;
        continue;
      default:
        starts.fill(1);
        return starts;
    }
  }
  if (after !== undefined) add(after);
  return starts;
}

function addKinds(starts: Uint8Array, kinds: readonly number[]): void {
  for (const kind of kinds) starts[kind] = 1;
}

function kindOf(code: number): number {
  if (isDecimal(String.fromCodePoint(code))) return DIGITS;
  if (isWord(code, true)) return LETTERS;
  return code < 0x10000 && isSpaceUnit(code) ? SPACES : REST;
}

/** The kinds beyond U+00FF that a set has some of. */
function kindsOf(set: readonly SetItem[]): readonly number[] {
  const some = new Set<number>();
  const all = new Set<number>();
  for (const item of set) {
    if (item.op === "LITERAL" && item.code > 255) some.add(kindOf(item.code));
    else if (item.op === "RANGE" && item.high > 255) for (const kind of KINDS) some.add(kind);
    else if (item.op === "CATEGORY") for (const kind of IN_CATEGORY[item.category]) all.add(kind);
  }
  if (set[0]?.op === "NEGATE") return KINDS.filter((kind) => !all.has(kind));
  return [...some, ...all];
}
