/**
 * re.search - finds matches in a subject, by V8 where the pattern means the same there, else by the matcher.
 *
 * Suspends    find: a long search looks at times for what else is to be done
 */
import { checkpoint, type Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { Machine, Outcome } from "./machine.js";
import { codesOf, isAscii, type Subject } from "./subject.js";
import { FULL, SEARCH, type Compiled, type Mode } from "./compiled.js";

/** A search through one subject, match after match. */
export class Search {
  /** what was found last */
  start = 0;
  end = 0;
  /** by V8: all groups as text; null if the matcher found it */
  groups: RegExpExecArray | null = null;
  private machine: Machine | null = null;
  private readonly text: string;

  constructor(
    readonly compiled: Compiled,
    readonly subject: Subject,
    /** where the search ends */
    readonly stop: number,
    readonly mode: Mode,
    /** null: the matcher searches */
    private regexp: RegExp | null,
  ) {
    this.text = regexp === null || stop === subject.text.length ? subject.text : subject.text.slice(0, stop);
  }

  /** Looks from `from` on. `beyond`: a match there must not be empty. */
  find(from: number, beyond: boolean): Suspends<boolean> {
    if (this.regexp !== null && this.findNative(beyond ? from + 1 : from)) return this.groups !== null;
    return this.findByMachine(from, beyond);
  }

  /** False: V8 gave up. */
  private findNative(from: number): boolean {
    const regexp = this.regexp as RegExp;
    if (from > this.stop) {
      this.groups = null;
      return true;
    }
    regexp.lastIndex = from;
    try {
      const found = (this.groups = regexp.exec(this.text));
      if (found !== null) {
        this.start = found.index;
        this.end = found.index + (found[0] as string).length;
      }
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // its stack is full
      this.regexp = this.groups = null;
      return false;
    }
  }

  private findByMachine(from: number, beyond: boolean): Suspends<boolean> {
    this.groups = null;
    const machine = (this.machine ??= new Machine(this.compiled.program(), codesOf(this.subject), this.stop, this.mode === FULL));
    machine.begin(from, this.mode === SEARCH, beyond);
    let outcome = machine.run();
    while (outcome === Outcome.unfinished) {
      checkpoint();
      outcome = machine.run();
    }
    if (outcome === Outcome.failed) return false;
    this.start = machine.start;
    this.end = machine.end;
    return true;
  }

  /** Beginnings and ends of the groups of the match, -1 where there is none. */
  marks(): Int32Array {
    if (this.groups === null) return (this.machine as Machine).registers.slice(0, this.compiled.groups * 2);
    return new Int32Array();
  }

  /** The group that was closed last, 0 if none was. */
  lastGroup(): number {
    if (this.groups !== null) return lastClosed(this.compiled, this.groups);
    const { lastMark } = this.machine as Machine;
    return lastMark < 0 ? 0 : (lastMark + 1) / 2;
  }

  /** The text of a group of the match; undefined if it has none. */
  group(index: number): Value | undefined {
    const { groups, subject } = this;
    if (groups !== null) {
      const text = groups[index];
      return text === undefined ? undefined : subject.wrap(text);
    }
    if (index === 0) return subject.slice(this.start, this.end);
    const { registers } = this.machine as Machine;
    const start = registers[index * 2 - 2] as number;
    const end = registers[index * 2 - 1] as number;
    return start < 0 || end < start ? undefined : subject.slice(start, end);
  }
}

export function lastClosed(compiled: Compiled, groups: RegExpExecArray): number {
  const closing = compiled.translation!.closing;
  for (let i = closing.length - 1; i >= 0; i--) {
    const group = closing[i] as number;
    if (groups[group] !== undefined) return group;
  }
  return 0;
}

/** Begins a search; `again`: more than one match will be asked for. */
export function searchIn(compiled: Compiled, subject: Subject, stop: number, mode: Mode, again: boolean): Search {
  return new Search(compiled, subject, stop, mode, regexpFor(compiled, subject, mode, again));
}

/** V8's form of the pattern for a subject; null if the matcher has to do it. */
export function regexpFor(compiled: Compiled, subject: Subject, mode: Mode, again: boolean): RegExp | null {
  const { translation } = compiled;
  if (translation === null || subject.astral || (again && !compiled.repeats)) return null;
  return compiled.regexp(mode, translation.depends && !isAscii(subject.text));
}
