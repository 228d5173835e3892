/**
 * re.compiled - a pattern in the forms that match: a program for the matcher, regular expressions for V8; each made when it is needed.
 */
import { translate, type Translation } from "./native.js";
import { assemble, type Program } from "./program.js";
import type { Sequence } from "./tree.js";

/** What is asked for: the first match from a place on, one at that place, one that goes to the end as well. */
export const SEARCH = 0;
export const MATCH = 1;
export const FULL = 2;
export type Mode = typeof SEARCH | typeof MATCH | typeof FULL;

export class Compiled {
  readonly groups: number;
  readonly translation: Translation | null;
  /** V8 may look for one match after the other */
  readonly repeats: boolean;
  private assembled: Program | null = null;
  private readonly regexps: (RegExp | null)[] = [null, null, null, null, null, null, null, null, null, null, null, null];

  constructor(
    readonly tree: Sequence,
    readonly flags: number,
  ) {
    this.groups = tree.state.groups - 1;
    this.translation = translate(tree, flags, this.groups);
    this.repeats = this.translation !== null && (this.translation.emptyIsLast || tree.getwidth()[0] > 0);
    // where V8 does not help; and what the assembler finds wrong has to be said now
    if (this.translation === null) this.program();
  }

  program(): Program {
    return (this.assembled ??= assemble(this.tree, this.flags, this.groups));
  }

  /** `wide`: for subjects that are not ASCII; `indices`: tells where groups are. */
  regexp(mode: Mode, wide: boolean, indices = false): RegExp {
    const slot = mode + (wide ? 3 : 0) + (indices ? 6 : 0);
    return (this.regexps[slot] ??= this.makeRegexp(mode, wide, indices));
  }

  private makeRegexp(mode: Mode, wide: boolean, indices: boolean): RegExp {
    const translation = this.translation as Translation;
    const text = wide ? translation.wide() : translation.narrow;
    return new RegExp(mode === FULL ? `(?:${text})$` : text, (indices ? "d" : "") + (mode === SEARCH ? "g" : "y"));
  }
}
