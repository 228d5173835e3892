/**
 * re.compiled - a pattern in the forms that match: a program for the matcher, regular expressions for V8; each made when it is needed.
 */
import { translate, type Translation } from "./native.js";
import { assemble, type Program } from "./program.js";
import type { Sequence } from "./tree.js";

export class Compiled {
  readonly groups: number;
  readonly translation: Translation | null;
  /** V8 may look for one match after the other */
  readonly repeats: boolean;
  private assembled: Program | null = null;
  private readonly regexps: (RegExp | undefined)[] = [];

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
  regexp(mode: "search" | "match" | "full", wide: boolean, indices = false): RegExp {
    const slot = (mode === "search" ? 0 : mode === "match" ? 1 : 2) + (wide ? 3 : 0) + (indices ? 6 : 0);
    return (this.regexps[slot] ??= this.makeRegexp(mode, wide, indices));
  }

  private makeRegexp(mode: string, wide: boolean, indices: boolean): RegExp {
    const translation = this.translation as Translation;
    const text = wide ? translation.wide() : translation.narrow;
    return new RegExp(mode === "full" ? `(?:${text})$` : text, (indices ? "d" : "") + (mode === "search" ? "g" : "y"));
  }
}
