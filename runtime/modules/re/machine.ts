/**
 * re.machine - the matcher: runs a program over characters, with a stack of choices of its own.
 *
 * Mirrors     SRE(match), SRE(search) of Modules/_sre/sre_lib.h in what they match and capture
 *
 * Invariants
 *   M1  A choice is four numbers: where to go on, the place, the height of the trail, and the end of its range (GREEDY: least place, LAZY: greatest).
 *       GREEDY and LAZY stand there as ~pc, and take their choice away when its range is used up; others are taken away at once.
 *   M2  Whatever changes a register notes the old value on the trail first, so that going back to a choice restores all.
 */
import { isWord } from "./charset.js";
import { OP, PLACE, UNLIMITED, type Program } from "./program.js";

export type Subject = Uint8Array | Uint16Array | Int32Array;

/** Rounds between two looks at what else is to be done. */
const BUDGET = 2_000_000;

export const enum Outcome {
  failed = 0,
  matched = 1,
  /** nothing decided yet: go on with run() */
  unfinished = 2,
}

export class Machine {
  /** group ends, then loops and places; -1: nothing */
  readonly registers: Int32Array;
  /** register of the group end that was passed last */
  lastMark = -1;
  /** where the match begins and ends */
  start = 0;
  end = 0;

  private choices = new Int32Array(256);
  private choiceTop = 0;
  private trail = new Int32Array(256);
  private trailTop = 0;
  private pc = 0;
  private at = 0;
  private limit = 0;
  private searching = false;
  private resuming = false;

  constructor(
    readonly program: Program,
    readonly subject: Subject,
    /** where the subject ends */
    readonly stop: number,
    /** must end at `stop` */
    readonly whole: boolean,
  ) {
    this.registers = new Int32Array(program.registers).fill(-1);
  }

  /** Prepares a match at `start`, or from there on. `beyond`: it must not be empty there. */
  begin(start: number, search: boolean, beyond: boolean): void {
    this.start = this.at = start;
    this.limit = beyond ? start : -1;
    this.searching = search;
    this.resuming = false;
  }

  run(): Outcome {
    const { program, subject, stop } = this;
    if (this.resuming) {
      const outcome = this.step();
      if (outcome !== Outcome.failed || !this.searching) return outcome;
      this.start++;
    }
    const { first } = program;
    const last = stop - program.minWidth;
    for (;;) {
      if (this.start > last) return Outcome.failed;
      if (first !== null && this.searching) {
        let at = this.start;
        while (at < stop && !first.has(subject[at] as number)) at++;
        if (at > last) return Outcome.failed;
        if (at !== this.start) this.limit = -1;
        this.start = at;
      }
      this.reset();
      const outcome = this.step();
      if (outcome !== Outcome.failed || !this.searching) return outcome;
      this.start++;
      this.limit = -1;
    }
  }

  private reset(): void {
    this.registers.fill(-1);
    this.lastMark = -1;
    this.choiceTop = this.trailTop = 0;
    this.pc = 0;
    this.at = this.start;
  }

  /** Runs until the match at `start` is decided, or for as many rounds as are allowed at a time. */
  private step(): Outcome {
    const { registers, subject, stop } = this;
    const { code, sets } = this.program;
    let { pc, at } = this;
    for (let fuel = BUDGET; fuel > 0; fuel--) {
      let ok = true;
      switch (code[pc]) {
        case OP.CHAR:
          ok = at < stop && subject[at] === code[pc + 1];
          at++;
          pc += 2;
          break;
        case OP.NOT_CHAR:
          ok = at < stop && subject[at] !== code[pc + 1];
          at++;
          pc += 2;
          break;
        case OP.ANY:
          ok = at < stop && subject[at] !== 10;
          at++;
          pc++;
          break;
        case OP.ANY_ALL:
          ok = at < stop;
          at++;
          pc++;
          break;
        case OP.SET:
          ok = at < stop && sets[code[pc + 1] as number]!.has(subject[at] as number);
          at++;
          pc += 2;
          break;
        case OP.AT:
          ok = this.isAt(code[pc + 1] as number, at);
          pc += 2;
          break;
        case OP.MARK: {
          const register = code[pc + 1] as number;
          this.set(register, at);
          if ((register & 1) === 1) this.setLast(register);
          pc += 2;
          break;
        }
        case OP.SPLIT:
          this.choose(code[pc + 1] as number, at, 0);
          pc += 2;
          break;
        case OP.JUMP:
          pc = code[pc + 1] as number;
          break;
        case OP.GREEDY: {
          const least = at + (code[pc + 1] as number);
          const end = this.count(pc + 3, at, code[pc + 2] as number);
          ok = end >= least;
          if (end > least) this.choose(~pc, end, least);
          at = end;
          pc += 5;
          break;
        }
        case OP.LAZY: {
          const min = code[pc + 1] as number;
          const max = code[pc + 2] as number;
          const end = min === 0 ? at : this.count(pc + 3, at, min);
          ok = end - at >= min;
          if (ok && max > min) this.choose(~pc, end, max === UNLIMITED ? stop : at + max);
          at = end;
          pc += 5;
          break;
        }
        case OP.POSSESSIVE: {
          const end = this.count(pc + 3, at, code[pc + 2] as number);
          ok = end - at >= (code[pc + 1] as number);
          at = end;
          pc += 5;
          break;
        }
        case OP.LOOP: {
          const counter = code[pc + 1] as number;
          this.set(counter, -1);
          this.set(counter + 1, -1);
          pc += 2;
          break;
        }
        case OP.MAX_UNTIL: {
          const counter = code[pc + 1] as number;
          const count = (registers[counter] as number) + 1;
          const max = code[pc + 3] as number;
          if (count < (code[pc + 2] as number)) {
            this.set(counter, count);
            pc = code[pc + 4] as number;
          } else if ((max === UNLIMITED || count < max) && at !== registers[counter + 1]) {
            this.choose(pc + 5, at, 0);
            this.set(counter, count);
            this.set(counter + 1, at);
            pc = code[pc + 4] as number;
          } else pc += 5;
          break;
        }
        case OP.MIN_UNTIL: {
          const counter = code[pc + 1] as number;
          const count = (registers[counter] as number) + 1;
          if (count < (code[pc + 2] as number)) {
            this.set(counter, count);
            pc = code[pc + 4] as number;
          } else {
            this.choose(pc + 7, at, 0);
            pc += 5;
          }
          break;
        }
        case OP.MORE: {
          const counter = code[pc + 1] as number;
          const count = (registers[counter] as number) + 1;
          const max = code[pc + 3] as number;
          ok = (max === UNLIMITED || count < max) && at !== registers[counter + 1];
          if (ok) {
            this.set(counter, count);
            this.set(counter + 1, at);
            pc = code[pc + 4] as number;
          }
          break;
        }
        case OP.GROUPREF: {
          const end = this.refer(code[pc + 1] as number, code[pc + 2] as number, at);
          ok = end >= 0;
          at = end;
          pc += 3;
          break;
        }
        case OP.EXISTS:
          pc = this.has(code[pc + 1] as number) ? pc + 3 : (code[pc + 2] as number);
          break;
        case OP.LOOK: {
          const register = code[pc + 1] as number;
          const back = code[pc + 2] as number;
          ok = at >= back;
          this.set(register, this.choiceTop);
          this.set(register + 1, at);
          at -= back;
          pc += 3;
          break;
        }
        case OP.LOOK_END: {
          const register = code[pc + 1] as number;
          this.choiceTop = registers[register] as number;
          at = registers[register + 1] as number;
          pc += 2;
          break;
        }
        case OP.ATOMIC_END:
          this.choiceTop = registers[code[pc + 1] as number] as number;
          pc += 2;
          break;
        case OP.NOT_END:
          // the choice made by SPLIT before LOOK goes too
          this.choiceTop = (registers[code[pc + 1] as number] as number) - 4;
          ok = false;
          break;
        case OP.POSSESSIVE_ROUND: {
          const counter = code[pc + 1] as number;
          const count = (registers[counter] as number) + 1;
          const max = code[pc + 3] as number;
          this.set(counter, count);
          this.set(counter + 2, this.choiceTop);
          if (count < (code[pc + 2] as number)) pc += 5;
          else if ((max === UNLIMITED || count < max) && at !== registers[counter + 1]) {
            this.choose(code[pc + 4] as number, at, 0);
            this.set(counter + 1, at);
            pc += 5;
          } else pc = code[pc + 4] as number;
          break;
        }
        case OP.POSSESSIVE_NEXT:
          this.choiceTop = registers[(code[pc + 1] as number) + 2] as number;
          pc = code[pc + 2] as number;
          break;
        case OP.MATCH:
          if ((this.whole && at !== stop) || at === this.limit) ok = false;
          else {
            this.end = at;
            this.resuming = false;
            return Outcome.matched;
          }
          break;
        default:
          ok = false;
      }
      if (ok) continue;
      // back to the last choice
      if (this.choiceTop === 0) {
        this.resuming = false;
        return Outcome.failed;
      }
      const choices = this.choices;
      const top = this.choiceTop - 4;
      pc = choices[top] as number;
      at = choices[top + 1] as number;
      this.undo(choices[top + 2] as number);
      if (pc >= 0) {
        this.choiceTop = top;
        continue;
      }
      pc = ~pc;
      if (code[pc] === OP.GREEDY) {
        const least = choices[top + 3] as number;
        at--;
        if (code[pc + 5] === OP.CHAR) {
          const wanted = code[pc + 6] as number;
          while (at > least && (at >= stop || subject[at] !== wanted)) at--;
        }
        choices[top + 1] = at;
        if (at <= least) this.choiceTop = top;
        pc += 5;
      } else {
        const most = choices[top + 3] as number;
        const end = this.count(pc + 3, at, 1);
        if (end === at) {
          this.choiceTop = top;
          pc = code.length - 1;
        } else {
          at = end;
          choices[top + 1] = at;
          if (at >= most) this.choiceTop = top;
          pc += 5;
        }
      }
    }
    this.pc = pc;
    this.at = at;
    this.resuming = true;
    return Outcome.unfinished;
  }

  private choose(pc: number, at: number, aux: number): void {
    const top = this.choiceTop;
    if (top + 4 > this.choices.length) this.choices = larger(this.choices);
    const { choices } = this;
    choices[top] = pc;
    choices[top + 1] = at;
    choices[top + 2] = this.trailTop;
    choices[top + 3] = aux;
    this.choiceTop = top + 4;
  }

  private set(register: number, value: number): void {
    const top = this.trailTop;
    if (top + 2 > this.trail.length) this.trail = larger(this.trail);
    this.trail[top] = register;
    this.trail[top + 1] = this.registers[register] as number;
    this.trailTop = top + 2;
    this.registers[register] = value;
  }

  private setLast(register: number): void {
    const top = this.trailTop;
    if (top + 2 > this.trail.length) this.trail = larger(this.trail);
    this.trail[top] = -1;
    this.trail[top + 1] = this.lastMark;
    this.trailTop = top + 2;
    this.lastMark = register;
  }

  private undo(height: number): void {
    const { trail, registers } = this;
    let top = this.trailTop;
    while (top > height) {
      top -= 2;
      const register = trail[top] as number;
      if (register < 0) this.lastMark = trail[top + 1] as number;
      else registers[register] = trail[top + 1] as number;
    }
    this.trailTop = top;
  }

  /** Where a run of at most `max` characters that fit the operation at `pc` ends. */
  private count(pc: number, start: number, max: number): number {
    const { subject } = this;
    const { code, sets } = this.program;
    const stop = max < this.stop - start ? start + max : this.stop;
    let at = start;
    switch (code[pc]) {
      case OP.CHAR: {
        const wanted = code[pc + 1] as number;
        while (at < stop && subject[at] === wanted) at++;
        return at;
      }
      case OP.NOT_CHAR: {
        const other = code[pc + 1] as number;
        while (at < stop && subject[at] !== other) at++;
        return at;
      }
      case OP.ANY:
        while (at < stop && subject[at] !== 10) at++;
        return at;
      case OP.ANY_ALL:
        return Math.max(at, stop);
      default: {
        const set = sets[code[pc + 1] as number]!;
        while (at < stop && set.has(subject[at] as number)) at++;
        return at;
      }
    }
  }

  /** Whether a group has matched. */
  private has(group: number): boolean {
    const start = this.registers[group * 2] as number;
    return start >= 0 && (this.registers[group * 2 + 1] as number) >= start;
  }

  /** The end of what a group matched, here again; -1 if it is not there. */
  private refer(group: number, foldIndex: number, start: number): number {
    if (!this.has(group)) return -1;
    const { subject, stop } = this;
    const from = this.registers[group * 2] as number;
    const length = (this.registers[group * 2 + 1] as number) - from;
    if (start + length > stop) return -1;
    const fold = this.program.folds[foldIndex] ?? null;
    for (let i = 0; i < length; i++) {
      const a = subject[from + i] as number;
      const b = subject[start + i] as number;
      if (a !== b && (fold === null || fold(a) !== fold(b))) return -1;
    }
    return start + length;
  }

  private isAt(place: number, at: number): boolean {
    const { subject, stop } = this;
    switch (place) {
      case PLACE.BEGINNING:
        return at === 0;
      case PLACE.BEGINNING_LINE:
        return at === 0 || subject[at - 1] === 10;
      case PLACE.END:
        return at === stop || (at === stop - 1 && subject[at] === 10);
      case PLACE.END_LINE:
        return at === stop || subject[at] === 10;
      case PLACE.END_STRING:
        return at === stop;
      default: {
        if (stop === 0) return false;
        const unicode = place === PLACE.UNICODE_BOUNDARY || place === PLACE.UNICODE_NON_BOUNDARY;
        const before = at > 0 && isWord(subject[at - 1] as number, unicode);
        const after = at < stop && isWord(subject[at] as number, unicode);
        return (before !== after) === (place === PLACE.BOUNDARY || place === PLACE.UNICODE_BOUNDARY);
      }
    }
  }
}

function larger(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(array.length * 2);
  twice.set(array);
  return twice;
}
