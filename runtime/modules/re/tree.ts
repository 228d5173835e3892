/**
 * re.tree - a parsed pattern.
 *
 * Mirrors     SubPattern and State of Lib/re/_parser.py
 */
import { MAXGROUPS, MAXREPEAT, MAXWIDTH } from "./constants.js";
import { PatternError } from "./error.js";
import { textRepr } from "../../objects/str/categories.js";

export type Category = "DIGIT" | "NOT_DIGIT" | "SPACE" | "NOT_SPACE" | "WORD" | "NOT_WORD";
export type Place = "BEGINNING" | "BEGINNING_STRING" | "BOUNDARY" | "NON_BOUNDARY" | "END" | "END_STRING";

/** A part of a set `[...]`. */
export type SetItem =
  | { readonly op: "LITERAL"; readonly code: number }
  | { readonly op: "RANGE"; readonly low: number; readonly high: number }
  | { readonly op: "CATEGORY"; readonly category: Category }
  | { readonly op: "NEGATE" };

export type RepeatOp = "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT";

export type Item =
  | { readonly op: "LITERAL" | "NOT_LITERAL"; readonly code: number }
  | { readonly op: "ANY" | "FAILURE" }
  | { readonly op: "IN"; readonly set: readonly SetItem[] }
  | { readonly op: "AT"; readonly at: Place }
  | { readonly op: "BRANCH"; readonly branches: readonly Sequence[] }
  | { readonly op: "SUBPATTERN"; readonly group: number | null; readonly add: number; readonly remove: number; readonly body: Sequence }
  | { readonly op: "ATOMIC_GROUP"; readonly body: Sequence }
  | { readonly op: "ASSERT" | "ASSERT_NOT"; readonly direction: 1 | -1; readonly body: Sequence }
  | { readonly op: "GROUPREF"; readonly group: number }
  | { readonly op: "GROUPREF_EXISTS"; readonly group: number; readonly yes: Sequence; readonly no: Sequence | null }
  | { readonly op: RepeatOp; readonly min: number; readonly max: number; readonly body: Sequence };

export type Width = readonly [low: number, high: number];

/** What the parser knows of the whole pattern. */
export class State {
  flags = 0;
  readonly groupdict = new Map<string, number>();
  /** by group; null while it is open, and for group 0 */
  readonly groupwidths: (Width | null)[] = [null];
  lookbehindgroups: number | null = null;
  /** where groups are first referred to by number */
  readonly grouprefpos = new Map<number, number>();
  /** warnings in the order in which they came */
  readonly warnings: (readonly [category: string, message: string])[] = [];

  get groups(): number {
    return this.groupwidths.length;
  }

  opengroup(name: string | null): number {
    const gid = this.groups;
    this.groupwidths.push(null);
    if (this.groups > MAXGROUPS) throw new PatternError("too many groups");
    if (name !== null) {
      const other = this.groupdict.get(name);
      if (other !== undefined) throw new PatternError(`redefinition of group name ${textRepr(name)} as group ${gid}; was group ${other}`);
      this.groupdict.set(name, gid);
    }
    return gid;
  }

  closegroup(gid: number, body: Sequence): void {
    this.groupwidths[gid] = body.getwidth();
  }

  checkgroup(gid: number): boolean {
    return gid < this.groups && this.groupwidths[gid] !== null;
  }
}

/** Items one after the other. */
export class Sequence {
  private width: Width | null = null;
  constructor(
    readonly state: State,
    readonly items: Item[] = [],
  ) {}

  /** The least and the greatest number of characters that it matches. */
  getwidth(): Width {
    if (this.width !== null) return this.width;
    let low = 0;
    let high = 0;
    for (const item of this.items) {
      const [l, h] = itemWidth(item, this.state);
      low += l;
      high += h;
    }
    return (this.width = [Math.min(low, MAXWIDTH), Math.min(high, MAXWIDTH)]);
  }
}

function itemWidth(item: Item, state: State): Width {
  switch (item.op) {
    case "LITERAL":
    case "NOT_LITERAL":
    case "ANY":
    case "IN":
      return [1, 1];
    case "BRANCH": {
      let low = MAXWIDTH;
      let high = 0;
      for (const branch of item.branches) {
        const [l, h] = branch.getwidth();
        low = Math.min(low, l);
        high = Math.max(high, h);
      }
      return [low, high];
    }
    case "SUBPATTERN":
    case "ATOMIC_GROUP":
      return item.body.getwidth();
    case "MAX_REPEAT":
    case "MIN_REPEAT":
    case "POSSESSIVE_REPEAT": {
      const [l, h] = item.body.getwidth();
      return [l * item.min, item.max === MAXREPEAT && h > 0 ? MAXWIDTH : h * item.max];
    }
    case "GROUPREF":
      return state.groupwidths[item.group] ?? [0, 0];
    case "GROUPREF_EXISTS": {
      const [l, h] = item.yes.getwidth();
      if (item.no === null) return [0, h];
      const [l2, h2] = item.no.getwidth();
      return [Math.min(l, l2), Math.max(h, h2)];
    }
    default:
      return [0, 0];
  }
}

/** What makes two simple items the same; null for those that are never equal to another. */
export function itemKey(item: Item): string | null {
  switch (item.op) {
    case "LITERAL":
    case "NOT_LITERAL":
      return `${item.op} ${item.code}`;
    case "ANY":
    case "FAILURE":
      return item.op;
    case "AT":
      return `AT ${item.at}`;
    case "GROUPREF":
      return `GROUPREF ${item.group}`;
    case "IN":
      return `IN ${item.set.map(setItemKey).join(",")}`;
    default:
      return null;
  }
}

export function setItemKey(item: SetItem): string {
  switch (item.op) {
    case "LITERAL":
      return `L${item.code}`;
    case "RANGE":
      return `R${item.low}-${item.high}`;
    case "CATEGORY":
      return item.category;
    default:
      return "^";
  }
}
