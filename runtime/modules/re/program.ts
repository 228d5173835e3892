/**
 * re.program - a tree as instructions for the matcher.
 *
 * Mind        numbers in one Int32Array: an operation and its operands. Registers hold group ends, counters of loops, places to return to
 */
import { IGNORECASE, LOCALE, MAXREPEAT, MULTILINE, UNICODE, combineFlags } from "./constants.js";
import { CharSet, foldOf, isCased, type Fold } from "./charset.js";
import type { Item, Place, Sequence } from "./tree.js";
import { PatternError } from "./error.js";

/** Operations, with their operands. */
export const OP = {
  MATCH: 0,
  FAIL: 1,
  /** code */
  CHAR: 2,
  /** code */
  NOT_CHAR: 3,
  ANY: 4,
  ANY_ALL: 5,
  /** set */
  SET: 6,
  /** place */
  AT: 7,
  /** register; the even ones are where groups begin */
  MARK: 8,
  /** pc: try on here, else there */
  SPLIT: 9,
  /** pc */
  JUMP: 10,
  /** min, max, then one operation for a character: as many as there are */
  GREEDY: 11,
  LAZY: 12,
  POSSESSIVE: 13,
  /** counter (the register behind it is the place of the last round) */
  LOOP: 14,
  /** counter, min, max, pc of the body: the end of a body */
  MAX_UNTIL: 15,
  MIN_UNTIL: 16,
  /** what a choice of MIN_UNTIL goes on with: the same operands stand behind MIN_UNTIL */
  MORE: 17,
  /** group, fold */
  GROUPREF: 18,
  /** group, pc if it did not match */
  EXISTS: 19,
  /** register, back: remembers the height of the choices and the place, goes back */
  LOOK: 20,
  /** register: forgets the choices since, returns to the place */
  LOOK_END: 21,
  /** register: forgets the choices since LOOK, and the one LOOK_NOT made; fails */
  NOT_END: 22,
  /** register: forgets the choices since, keeps the place */
  ATOMIC_END: 23,
  /** counter, min, max, pc behind: begins a round */
  POSSESSIVE_ROUND: 24,
  /** counter, pc of the round: ends one */
  POSSESSIVE_NEXT: 25,
} as const;

/** Places; the two of words by the kind of words. */
export const PLACE = {
  BEGINNING: 0,
  BEGINNING_LINE: 1,
  END: 2,
  END_LINE: 3,
  END_STRING: 4,
  BOUNDARY: 5,
  NON_BOUNDARY: 6,
  UNICODE_BOUNDARY: 7,
  UNICODE_NON_BOUNDARY: 8,
} as const;

export function placeOf(at: Place, flags: number): number {
  const lines = (flags & MULTILINE) !== 0;
  const unicode = (flags & UNICODE) !== 0 && (flags & LOCALE) === 0;
  switch (at) {
    case "BEGINNING":
      return lines ? PLACE.BEGINNING_LINE : PLACE.BEGINNING;
    case "BEGINNING_STRING":
      return PLACE.BEGINNING;
    case "END":
      return lines ? PLACE.END_LINE : PLACE.END;
    case "END_STRING":
      return PLACE.END_STRING;
    case "BOUNDARY":
      return unicode ? PLACE.UNICODE_BOUNDARY : PLACE.BOUNDARY;
    case "NON_BOUNDARY":
      return unicode ? PLACE.UNICODE_NON_BOUNDARY : PLACE.NON_BOUNDARY;
  }
}

/** Stands for "no limit" in an Int32Array. */
export const UNLIMITED = 0x7fffffff;

export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly CharSet[];
  readonly folds: readonly (Fold | null)[];
  readonly registers: number;
  /** capturing groups */
  readonly groups: number;
  readonly minWidth: number;
  /** what a match can begin with; null if that is not known */
  readonly first: CharSet | null;
}

export function assemble(tree: Sequence, flags: number, groups: number): Program {
  const assembler = new Assembler(groups);
  assembler.sequence(tree, flags);
  // ends in FAIL: where a choice that came to nothing goes on
  assembler.code.push(OP.MATCH, OP.FAIL);
  return {
    code: Int32Array.from(assembler.code),
    sets: assembler.sets,
    folds: assembler.folds,
    registers: assembler.registers,
    groups,
    minWidth: tree.getwidth()[0],
    first: firstOf(tree, flags),
  };
}

class Assembler {
  readonly code: number[] = [];
  readonly sets: CharSet[] = [];
  readonly folds: (Fold | null)[] = [];
  registers: number;

  constructor(groups: number) {
    this.registers = groups * 2;
  }

  sequence(sequence: Sequence, flags: number): void {
    for (const item of sequence.items) this.item(item, flags);
  }

  private item(item: Item, flags: number): void {
    const { code } = this;
    switch (item.op) {
      case "LITERAL":
      case "NOT_LITERAL":
      case "ANY":
      case "IN":
        this.unit(item, flags);
        break;
      case "FAILURE":
        code.push(OP.FAIL);
        break;
      case "AT":
        code.push(OP.AT, placeOf(item.at, flags));
        break;
      case "BRANCH":
        this.branch(item.branches, flags);
        break;
      case "SUBPATTERN": {
        const inner = combineFlags(flags, item.add, item.remove);
        if (item.group !== null) code.push(OP.MARK, (item.group - 1) * 2);
        this.sequence(item.body, inner);
        if (item.group !== null) code.push(OP.MARK, (item.group - 1) * 2 + 1);
        break;
      }
      case "ATOMIC_GROUP": {
        const register = this.newRegisters(2);
        code.push(OP.LOOK, register, 0);
        this.sequence(item.body, flags);
        code.push(OP.ATOMIC_END, register);
        break;
      }
      case "ASSERT":
      case "ASSERT_NOT":
        this.look(item.op === "ASSERT", item.direction, item.body, flags);
        break;
      case "GROUPREF":
        code.push(OP.GROUPREF, item.group - 1, this.folds.push(foldOf(flags)) - 1);
        break;
      case "GROUPREF_EXISTS": {
        code.push(OP.EXISTS, item.group - 1, 0);
        const toNo = code.length - 1;
        this.sequence(item.yes, flags);
        if (item.no !== null && item.no.items.length > 0) {
          code.push(OP.JUMP, 0);
          const toEnd = code.length - 1;
          code[toNo] = code.length;
          this.sequence(item.no, flags);
          code[toEnd] = code.length;
        } else code[toNo] = code.length;
        break;
      }
      default:
        this.repeat(item, flags);
    }
  }

  /** A single character. */
  private unit(item: Item, flags: number): void {
    const { code } = this;
    if (item.op === "ANY") code.push((flags & 16) !== 0 ? OP.ANY_ALL : OP.ANY);
    else if (item.op === "IN") code.push(OP.SET, this.sets.push(new CharSet(item.set, flags)) - 1);
    else if (item.op === "LITERAL" || item.op === "NOT_LITERAL") {
      if ((flags & IGNORECASE) === 0 || !isCased(item.code)) code.push(item.op === "LITERAL" ? OP.CHAR : OP.NOT_CHAR, item.code);
      else code.push(OP.SET, this.sets.push(literalSet(item.op, item.code, flags)) - 1);
    }
  }

  private branch(branches: readonly Sequence[], flags: number): void {
    const { code } = this;
    const ends: number[] = [];
    for (let i = 0; i < branches.length; i++) {
      const last = i === branches.length - 1;
      let toNext = -1;
      if (!last) toNext = code.push(OP.SPLIT, 0) - 1;
      this.sequence(branches[i] as Sequence, flags);
      if (last) break;
      ends.push(code.push(OP.JUMP, 0) - 1);
      code[toNext] = code.length;
    }
    for (const end of ends) code[end] = code.length;
  }

  private look(positive: boolean, direction: number, body: Sequence, flags: number): void {
    const { code } = this;
    const [low, high] = body.getwidth();
    if (direction < 0 && low > MAXREPEAT) throw new PatternError("looks too much behind");
    if (direction < 0 && low !== high) throw new PatternError("look-behind requires fixed-width pattern");
    const register = this.newRegisters(2);
    const toEnd = positive ? -1 : code.push(OP.SPLIT, 0) - 1;
    code.push(OP.LOOK, register, direction < 0 ? low : 0);
    this.sequence(body, flags);
    code.push(positive ? OP.LOOK_END : OP.NOT_END, register);
    if (!positive) code[toEnd] = code.length;
  }

  private repeat(item: Extract<Item, { readonly min: number }>, flags: number): void {
    const { code } = this;
    const { body } = item;
    // no string is as long as that
    const min = Math.min(item.min, UNLIMITED);
    const max = Math.min(item.max, UNLIMITED);
    const single = unitOf(body, flags);
    if (single !== null) {
      code.push(item.op === "MAX_REPEAT" ? OP.GREEDY : item.op === "MIN_REPEAT" ? OP.LAZY : OP.POSSESSIVE, min, max);
      this.unit(single[0], single[1]);
      // all have the same length
      if (single[0].op === "ANY") code.push(0);
      return;
    }
    const counter = this.newRegisters(item.op === "POSSESSIVE_REPEAT" ? 4 : 2);
    code.push(OP.LOOP, counter);
    if (item.op === "POSSESSIVE_REPEAT") {
      const round = code.length;
      code.push(OP.POSSESSIVE_ROUND, counter, min, max, 0);
      this.sequence(body, flags);
      code.push(OP.POSSESSIVE_NEXT, counter, round);
      code[round + 4] = code.length;
      return;
    }
    const toUntil = code.push(OP.JUMP, 0) - 1;
    const start = code.length;
    this.sequence(body, flags);
    code[toUntil] = code.length;
    if (item.op === "MAX_REPEAT") code.push(OP.MAX_UNTIL, counter, min, max, start);
    else code.push(OP.MIN_UNTIL, counter, min, max, start, OP.JUMP, code.length + 12, OP.MORE, counter, min, max, start);
  }

  private newRegisters(count: number): number {
    const first = this.registers;
    this.registers += count;
    return first;
  }
}

/** The only character of a body, and the flags for it; null if it is more. */
export function unitOf(body: Sequence, flags: number): [Item, number] | null {
  const item = body.items[0];
  if (body.items.length !== 1 || item === undefined) return null;
  if (item.op === "SUBPATTERN") return item.group === null ? unitOf(item.body, combineFlags(flags, item.add, item.remove)) : null;
  return item.op === "LITERAL" || item.op === "NOT_LITERAL" || item.op === "ANY" || item.op === "IN" ? [item, flags] : null;
}

export function literalSet(op: "LITERAL" | "NOT_LITERAL", code: number, flags: number): CharSet {
  return new CharSet(op === "LITERAL" ? [{ op, code }] : [{ op: "NEGATE" }, { op: "LITERAL", code }], flags);
}

/** What a match can begin with, where the pattern begins with a character or alternatives of them. */
function firstOf(tree: Sequence, flags: number): CharSet | null {
  const item = tree.items[0];
  if (item === undefined) return null;
  switch (item.op) {
    case "LITERAL":
    case "NOT_LITERAL":
      return literalSet(item.op, item.code, flags);
    case "IN":
      return new CharSet(item.set, flags);
    case "SUBPATTERN":
      return firstOf(item.body, combineFlags(flags, item.add, item.remove));
    case "MAX_REPEAT":
    case "MIN_REPEAT":
    case "POSSESSIVE_REPEAT":
      return item.min > 0 ? firstOf(item.body, flags) : null;
    default:
      return null;
  }
}
