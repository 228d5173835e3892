/**
 * re.native - patterns that mean the same to V8: their text as a JavaScript regular expression.
 *
 * Mind        never with the flags i, m, s, u: case, lines and classes are written out. A RegExp sees UTF-16 units, so subjects with characters beyond
 *             U+FFFF do not come here. `narrow`: the subject is ASCII, which keeps classes short.
 *
 * What does not mean the same, and stays with the matcher: groups that a round of a repeat may leave out (V8 forgets them), rounds that may be
 * empty, references to groups that may not have matched, groups inside of lookbehind and negative assertions, conditionals, possessive
 * repeats, atomic groups; and what might take exponential time, because nothing can interrupt V8.
 */
import { CharSet, isCased } from "./charset.js";
import { combineFlags, DOTALL, IGNORECASE, LOCALE, MAXREPEAT, MULTILINE, UNICODE } from "./constants.js";
import { mayExplode } from "./ambiguity.js";
import { literalSet, unitOf } from "./program.js";
import type { Item, Place, Sequence } from "./tree.js";

/** What is known of a pattern that V8 may match. */
export interface Translation {
  /** the text for ASCII subjects */
  readonly narrow: string;
  /** the text for others, made when first asked for; the same as `narrow` where that does not depend on the subject */
  wide(): string;
  /** whether the two texts differ */
  readonly depends: boolean;
  /** groups by the order in which they end */
  readonly closing: readonly number[];
  /** after an empty match there is no longer one at the same place */
  readonly emptyIsLast: boolean;
}

/** Thrown where a pattern has a part that V8 understands differently. */
class Untranslatable extends Error {}
const untranslatable = new Untranslatable("differs");
/** How large the repeats of a pattern may become: V8 writes them out. */
const LARGEST = 1000;

/** The pattern for V8; null if it means something else there. */
export function translate(tree: Sequence, flags: number, groups: number): Translation | null {
  try {
    const narrow = new Writer(flags, true);
    const text = narrow.sequence(tree, flags);
    if (narrow.closing.length !== groups) return null;
    let wide: string | undefined;
    return {
      narrow: text,
      wide: () => (wide ??= narrow.depends ? new Writer(flags, false).sequence(tree, flags) : text),
      depends: narrow.depends,
      closing: narrow.closing,
      emptyIsLast: narrow.emptyIsLast,
    };
  } catch (error) {
    if (error === untranslatable) return null;
    throw error;
  }
}

class Writer {
  readonly closing: number[] = [];
  depends = false;
  emptyIsLast = true;
  /** groups that have matched wherever the text that is being written is reached */
  private certain = new Set<number>();
  /** factor of the repeats around */
  private size = 1;

  constructor(
    readonly flags: number,
    readonly narrow: boolean,
  ) {}

  sequence(sequence: Sequence, flags: number): string {
    let text = "";
    for (const item of sequence.items) text += this.item(item, flags);
    return text;
  }

  private item(item: Item, flags: number): string {
    switch (item.op) {
      case "LITERAL":
      case "NOT_LITERAL":
      case "ANY":
      case "IN":
        return this.unit(item, flags);
      case "FAILURE":
        return "(?!)";
      case "AT":
        return this.place(item.at, flags);
      case "BRANCH":
        this.emptyIsLast = false;
        return `(?:${item.branches.map((branch) => this.optional(branch, flags)).join("|")})`;
      case "SUBPATTERN": {
        const body = this.sequence(item.body, combineFlags(flags, item.add, item.remove));
        if (item.group === null) return `(?:${body})`;
        this.closing.push(item.group);
        this.certain.add(item.group);
        return `(${body})`;
      }
      case "ASSERT":
      case "ASSERT_NOT":
        return this.assertion(item.op === "ASSERT", item.direction, item.body, flags);
      case "GROUPREF":
        if (!this.certain.has(item.group) || (flags & IGNORECASE) !== 0) throw untranslatable;
        // a digit may follow
        return `(?:\\${item.group})`;
      case "MAX_REPEAT":
      case "MIN_REPEAT":
        return this.repeat(item.op === "MIN_REPEAT", item.min, item.max, item.body, flags);
      default:
        throw untranslatable;
    }
  }

  /** A part that may be left out: its groups are not certain behind it. */
  private optional(body: Sequence, flags: number): string {
    const before = new Set(this.certain);
    const text = this.sequence(body, flags);
    this.certain = before;
    return text;
  }

  private assertion(positive: boolean, direction: number, body: Sequence, flags: number): string {
    const [low, high] = body.getwidth();
    if (direction < 0 && low !== high) throw untranslatable;
    const last = this.emptyIsLast;
    const closed = this.closing.length;
    const text = positive && direction > 0 ? this.sequence(body, flags) : this.optional(body, flags);
    this.emptyIsLast = last;
    if (this.closing.length !== closed && (!positive || direction < 0)) throw untranslatable;
    if (direction < 0 && refers(body)) throw untranslatable;
    return `(?${direction < 0 ? "<" : ""}${positive ? "=" : "!"}${text})`;
  }

  private repeat(lazy: boolean, min: number, max: number, body: Sequence, flags: number): string {
    if (lazy) this.emptyIsLast = false;
    const single = unitOf(body, flags);
    const suffix = lazy ? "?" : "";
    if (single !== null) {
      const written = min > 1 || max !== MAXREPEAT ? (max === MAXREPEAT ? min : max) : 1;
      if (written * this.size > LARGEST) throw untranslatable;
      return this.unit(single[0], single[1]) + quantifier(min, max) + suffix;
    }
    if (max === 0) {
      if (hasGroups(body)) throw untranslatable;
      return "(?:)";
    }
    const nullable = body.getwidth()[0] === 0;
    if (min === 0 && max === 1) {
      // a round that is empty counts, as it does not for V8
      const text = this.optional(body, flags);
      if (!nullable) return `(?:${text})?${suffix}`;
      return lazy ? `(?:|${text})` : `(?:${text}|)`;
    }
    if (nullable) throw untranslatable;
    if (max === MAXREPEAT && mayExplode(body, flags)) throw untranslatable;
    const outer = this.size;
    this.size *= Math.max(max === MAXREPEAT ? min : max, 1);
    if (this.size > LARGEST) throw untranslatable;
    const before = new Set(this.certain);
    const closed = this.closing.length;
    const text = this.sequence(body, flags);
    // each round must set all groups, or V8 and Python remember different ones
    for (let i = closed; i < this.closing.length; i++) if (max !== 1 && !this.certain.has(this.closing[i] as number)) throw untranslatable;
    if (min === 0) this.certain = before;
    this.size = outer;
    return `(?:${text})${quantifier(min, max)}${suffix}`;
  }

  private unit(item: Item, flags: number): string {
    if (item.op === "ANY") return (flags & DOTALL) !== 0 ? "[^]" : "[^\\n]";
    if (item.op === "LITERAL" || item.op === "NOT_LITERAL") {
      if (item.code > 0xffff) {
        if (item.op === "LITERAL") return "(?!)";
        return "[^]";
      }
      if ((flags & IGNORECASE) === 0 || !isCased(item.code)) return item.op === "LITERAL" ? escapeUnit(item.code) : `[^${escapeUnit(item.code)}]`;
      return this.set(literalSet(item.op, item.code, flags));
    }
    if (item.op !== "IN") throw untranslatable;
    const set = new CharSet(item.set, flags);
    if (!set.plain) return this.set(set);
    let text = set.negate ? "[^" : "[";
    for (const part of item.set) {
      if (part.op === "LITERAL" && part.code <= 0xffff) text += escapeUnit(part.code);
      else if (part.op === "RANGE" && part.low <= 0xffff) text += `${escapeUnit(part.low)}-${escapeUnit(Math.min(part.high, 0xffff))}`;
    }
    return text + "]";
  }

  /** A set whose members depend on case or categories. */
  private set(set: CharSet): string {
    this.depends = true;
    let text = "[";
    for (const [low, high] of set.members(this.narrow ? 128 : 0x10000)) {
      text += escapeUnit(low);
      if (high > low) text += (high > low + 1 ? "-" : "") + escapeUnit(high);
    }
    return text + "]";
  }

  private place(at: Place, flags: number): string {
    const lines = (flags & MULTILINE) !== 0;
    switch (at) {
      case "BEGINNING":
        return lines ? "(?<![^\\n])" : "^";
      case "BEGINNING_STRING":
        return "^";
      case "END":
        return lines ? "(?![^\\n])" : "(?=\\n?$)";
      case "END_STRING":
        return "$";
      case "BOUNDARY":
      case "NON_BOUNDARY":
        return this.boundary(at === "BOUNDARY", flags);
    }
  }

  private boundary(positive: boolean, flags: number): string {
    // an empty subject has no boundary, and Python says it has no place without one either
    const unicode = (flags & UNICODE) !== 0 && (flags & LOCALE) === 0;
    const none = positive ? "" : "(?!^$)";
    if (unicode) this.depends = true;
    if (!unicode || this.narrow) return (positive ? "\\b" : "\\B") + none;
    const word = this.set(new CharSet([{ op: "CATEGORY", category: "WORD" }], flags));
    if (positive) return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
    return `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))${none}`;
  }
}

/** V8 counts no further, and no text is longer. */
const MOST = 0x7ffffffe;

function quantifier(min: number, max: number): string {
  if (max > MOST) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function escapeUnit(code: number): string {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)) return String.fromCharCode(code);
  if (code < 256) return "\\x" + code.toString(16).padStart(2, "0");
  return "\\u" + code.toString(16).padStart(4, "0");
}

function bodiesOf(item: Item): readonly Sequence[] {
  switch (item.op) {
    case "BRANCH":
      return item.branches;
    case "GROUPREF_EXISTS":
      return item.no === null ? [item.yes] : [item.yes, item.no];
    default:
      return "body" in item ? [item.body] : [];
  }
}

function someItem(sequence: Sequence, test: (item: Item) => boolean): boolean {
  return sequence.items.some((item) => test(item) || bodiesOf(item).some((body) => someItem(body, test)));
}

function hasGroups(body: Sequence): boolean {
  return someItem(body, (item) => item.op === "SUBPATTERN" && item.group !== null);
}

function refers(body: Sequence): boolean {
  return someItem(body, (item) => item.op === "GROUPREF");
}
