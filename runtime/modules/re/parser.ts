/**
 * re.parser - pattern text to a tree.
 *
 * Mirrors     Lib/re/_parser.py: parse, _parse_sub, _parse, _parse_flags
 */
import { OverflowError, ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { textRepr } from "../../objects/str/categories.js";
import { ASCII, FLAG_LETTERS, GLOBAL_FLAGS, LOCALE, MAXGROUPS, MAXREPEAT, TYPE_FLAGS, UNICODE, VERBOSE } from "./constants.js";
import { PatternError } from "./error.js";
import { checkLookbehind, classEscape, DIGITS, patternEscape } from "./escapes.js";
import { countOf, isNumber, isOneOf, Tokenizer } from "./tokenizer.js";
import { itemKey, Sequence, setItemKey, State, type Item, type RepeatOp, type SetItem } from "./tree.js";

const SPECIAL_CHARS = ".\\[{()*+?^$|";
const REPEAT_CHARS = "*+?{";
const WHITESPACE = " \t\n\r\v\f";

/** The tree of a pattern; its flags are in `state`. */
export function parse(pattern: Value, text: string, istext: boolean, flags: number, state: State): Sequence {
  const source = new Tokenizer(pattern, text, istext);
  state.flags = flags;
  const tree = new Parser(source, state).alternatives((flags & VERBOSE) !== 0, 0);
  state.flags = fixFlags(istext, state.flags);
  if (source.next !== null) throw source.error("unbalanced parenthesis");
  for (const [group, pos] of state.grouprefpos) {
    if (group >= state.groups) throw new PatternError(`invalid group reference ${group}`, pattern, pos);
  }
  return tree;
}

function fixFlags(istext: boolean, flags: number): number {
  if (istext) {
    if ((flags & LOCALE) !== 0) throw new ValueError("cannot use LOCALE flag with a str pattern");
    if ((flags & ASCII) === 0) return flags | UNICODE;
    if ((flags & UNICODE) !== 0) throw new ValueError("ASCII and UNICODE flags are incompatible");
    return flags;
  }
  if ((flags & UNICODE) !== 0) throw new ValueError("cannot use UNICODE flag with a bytes pattern");
  if ((flags & LOCALE) !== 0 && (flags & ASCII) !== 0) throw new ValueError("ASCII and LOCALE flags are incompatible");
  return flags;
}

/** What stands between `(` and the contents of a group. */
interface GroupHead {
  capture: boolean;
  atomic: boolean;
  name: string | null;
  add: number;
  remove: number;
}

class Parser {
  constructor(
    readonly source: Tokenizer,
    readonly state: State,
  ) {}

  /** `a|b|c` */
  alternatives(startVerbose: boolean, nested: number): Sequence {
    const { source, state } = this;
    let verbose = startVerbose;
    const branches: Sequence[] = [];
    for (;;) {
      branches.push(this.sequence(verbose, nested + 1, nested === 0 && branches.length === 0));
      if (!source.match("|")) break;
      if (nested === 0) verbose = (state.flags & VERBOSE) !== 0;
    }
    if (branches.length === 1) return branches[0] as Sequence;
    const result = new Sequence(state);
    for (let prefix = commonPrefix(branches); prefix !== null; prefix = commonPrefix(branches)) {
      for (const branch of branches) branch.items.shift();
      result.items.push(prefix);
    }
    const set = asSet(branches);
    result.items.push(set !== null ? { op: "IN", set } : { op: "BRANCH", branches });
    return result;
  }

  /** Items up to `|`, `)` or the end. `first`: at the very start of the pattern. */
  private sequence(startVerbose: boolean, nested: number, first: boolean): Sequence {
    const { source, state } = this;
    const sequence = new Sequence(state);
    const { items } = sequence;
    let verbose = startVerbose;
    for (;;) {
      const char = source.next;
      if (char === null || char === "|" || char === ")") break;
      source.get();
      if (verbose) {
        if (isOneOf(char, WHITESPACE)) continue;
        if (char === "#") {
          for (let c = source.get(); c !== null && c !== "\n"; c = source.get());
          continue;
        }
      }
      if (char[0] === "\\") items.push(patternEscape(source, char, state));
      else if (!isOneOf(char, SPECIAL_CHARS)) items.push({ op: "LITERAL", code: char.codePointAt(0) as number });
      else if (char === "[") items.push(this.set());
      else if (isOneOf(char, REPEAT_CHARS)) this.repeat(char, items);
      else if (char === ".") items.push({ op: "ANY" });
      else if (char === "^") items.push({ op: "AT", at: "BEGINNING" });
      else if (char === "$") items.push({ op: "AT", at: "END" });
      else if (this.group(items, verbose, nested, first)) verbose = (state.flags & VERBOSE) !== 0;
    }
    return unpacked(sequence);
  }

  /** `[...]`, behind its bracket */
  private set(): Item {
    const { source, state } = this;
    const here = source.tell() - 1;
    const set: SetItem[] = [];
    if (source.next === "[") this.warn(`Possible nested set at position ${source.tell()}`);
    const negate = source.match("^");
    for (;;) {
      const char = source.get();
      if (char === null) throw source.error("unterminated character set", source.tell() - here);
      if (char === "]" && set.length > 0) break;
      let low: SetItem;
      if (char[0] === "\\") low = classEscape(source, char);
      else {
        if (set.length > 0 && isOneOf(char, "-&~|") && source.next === char) {
          const kind = { "-": "difference", "&": "intersection", "~": "symmetric difference", "|": "union" }[char] as string;
          this.warn(`Possible set ${kind} at position ${source.tell() - 1}`);
        }
        low = { op: "LITERAL", code: char.codePointAt(0) as number };
      }
      if (!source.match("-")) {
        set.push(low);
        continue;
      }
      const that = source.get();
      if (that === null) throw source.error("unterminated character set", source.tell() - here);
      if (that === "]") {
        set.push(low, { op: "LITERAL", code: 45 });
        break;
      }
      if (that === "-") state.warnings.push(["FutureWarning", `Possible set difference at position ${source.tell() - 2}`]);
      const high: SetItem = that[0] === "\\" ? classEscape(source, that) : { op: "LITERAL", code: that.codePointAt(0) as number };
      if (low.op !== "LITERAL" || high.op !== "LITERAL" || high.code < low.code) {
        throw source.error(`bad character range ${char}-${that}`, countOf(char) + 1 + countOf(that));
      }
      set.push({ op: "RANGE", low: low.code, high: high.code });
    }
    const items = unique(set);
    const only = items[0] as SetItem;
    if (items.length === 1 && only.op === "LITERAL") return { op: negate ? "NOT_LITERAL" : "LITERAL", code: only.code };
    return { op: "IN", set: negate ? [{ op: "NEGATE" }, ...items] : items };
  }

  private warn(message: string): void {
    this.state.warnings.push(["FutureWarning", message]);
  }

  /** `*`, `+`, `?` or `{...}` behind the last item */
  private repeat(char: string, items: Item[]): void {
    const { source, state } = this;
    const here = source.tell();
    let min = char === "+" ? 1 : 0;
    let max = char === "?" ? 1 : MAXREPEAT;
    if (char === "{") {
      const bounds = this.bounds(here);
      if (bounds === null) {
        items.push({ op: "LITERAL", code: 123 });
        return;
      }
      [min, max] = bounds;
    }
    const last = items.at(-1);
    if (last === undefined || last.op === "AT") throw source.error("nothing to repeat", source.tell() - here + char.length);
    if (isRepeat(last)) throw source.error("multiple repeat", source.tell() - here + char.length);
    const body = last.op === "SUBPATTERN" && last.group === null && last.add === 0 && last.remove === 0 ? last.body : new Sequence(state, [last]);
    const op: RepeatOp = source.match("?") ? "MIN_REPEAT" : source.match("+") ? "POSSESSIVE_REPEAT" : "MAX_REPEAT";
    items[items.length - 1] = { op, min, max, body };
  }

  /** `m,n}`; null if the brace is a character */
  private bounds(here: number): [number, number] | null {
    const { source } = this;
    if (source.next === "}") return null;
    const low = source.getwhile(Infinity, DIGITS);
    const high = source.match(",") ? source.getwhile(Infinity, DIGITS) : low;
    if (!source.match("}")) {
      source.seek(here);
      return null;
    }
    const min = low === "" ? 0 : Number(low);
    const max = high === "" ? MAXREPEAT : Number(high);
    if (min >= MAXREPEAT || (high !== "" && max >= MAXREPEAT)) throw new OverflowError("the repetition number is too large");
    if (max < min) throw source.error("min repeat greater than max repeat", source.tell() - here);
    return [min, max];
  }

  /** A group, behind its `(`. True: the flags of the whole pattern were set. */
  private group(items: Item[], verbose: boolean, nested: number, first: boolean): boolean {
    const { source, state } = this;
    const start = source.tell() - 1;
    const head: GroupHead = { capture: true, atomic: false, name: null, add: 0, remove: 0 };
    if (source.match("?")) {
      const kind = this.extension(items, head, start, verbose, nested, first);
      if (kind !== "group") return kind === "flags";
    }
    let group: number | null = null;
    if (head.capture) {
      try {
        group = state.opengroup(head.name);
      } catch (error) {
        if (error instanceof PatternError) throw source.error(error.msg as string, head.name === null ? 0 : countOf(head.name) + 1);
        throw error;
      }
    }
    const inner = (verbose || (head.add & VERBOSE) !== 0) && (head.remove & VERBOSE) === 0;
    const body = this.alternatives(inner, nested + 1);
    this.close(start);
    if (group !== null) state.closegroup(group, body);
    items.push(head.atomic ? { op: "ATOMIC_GROUP", body } : { op: "SUBPATTERN", group, add: head.add, remove: head.remove, body });
    return false;
  }

  private close(start: number): void {
    const { source } = this;
    if (!source.match(")")) throw source.error("missing ), unterminated subpattern", source.tell() - start);
  }

  /** What follows `(?`: "group" if contents follow that belong to a group, "flags" after `(?i)`, "done" for what is complete. */
  private extension(items: Item[], head: GroupHead, start: number, verbose: boolean, nested: number, first: boolean): "group" | "flags" | "done" {
    const { source } = this;
    const char = source.get();
    switch (char) {
      case null:
        throw source.error("unexpected end of pattern");
      case "P":
        return this.python(items, head);
      case ":":
        head.capture = false;
        return "group";
      case ">":
        head.capture = false;
        head.atomic = true;
        return "group";
      case "#":
        for (;;) {
          if (source.next === null) throw source.error("missing ), unterminated comment", source.tell() - start);
          if (source.get() === ")") return "done";
        }
      case "=":
      case "!":
      case "<":
        this.assertion(char, items, start, verbose, nested);
        return "done";
      case "(":
        this.conditional(items, start, verbose, nested);
        return "done";
    }
    if (char !== "-" && !Object.hasOwn(FLAG_LETTERS, char)) throw source.error(`unknown extension ?${char}`, countOf(char) + 1);
    const flags = this.flags(char);
    if (flags === null) {
      if (!first || items.length > 0) throw source.error("global flags not at the start of the expression", source.tell() - start);
      return "flags";
    }
    [head.add, head.remove] = flags;
    head.capture = false;
    return "group";
  }

  /** `(?P<name>`, `(?P=name)` */
  private python(items: Item[], head: GroupHead): "group" | "done" {
    const { source, state } = this;
    if (source.match("<")) {
      head.name = source.getuntil(">", "group name");
      source.checkgroupname(head.name, 1);
      return "group";
    }
    if (source.match("=")) {
      const name = source.getuntil(")", "group name");
      source.checkgroupname(name, 1);
      const group = state.groupdict.get(name);
      if (group === undefined) throw source.error(`unknown group name ${textRepr(name)}`, countOf(name) + 1);
      if (!state.checkgroup(group)) throw source.error("cannot refer to an open group", countOf(name) + 1);
      checkLookbehind(state, group, source);
      items.push({ op: "GROUPREF", group });
      return "done";
    }
    const char = source.get();
    if (char === null) throw source.error("unexpected end of pattern");
    throw source.error(`unknown extension ?P${char}`, countOf(char) + 2);
  }

  private assertion(kind: string, items: Item[], start: number, verbose: boolean, nested: number): void {
    const { source, state } = this;
    let char: string | null = kind;
    const before = state.lookbehindgroups;
    if (kind === "<") {
      char = source.get();
      if (char === null) throw source.error("unexpected end of pattern");
      if (char !== "=" && char !== "!") throw source.error(`unknown extension ?<${char}`, countOf(char) + 2);
      if (before === null) state.lookbehindgroups = state.groups;
    }
    const body = this.alternatives(verbose, nested + 1);
    if (kind === "<" && before === null) state.lookbehindgroups = null;
    this.close(start);
    const direction = kind === "<" ? -1 : 1;
    if (char === "=") items.push({ op: "ASSERT", direction, body });
    else items.push(body.items.length > 0 ? { op: "ASSERT_NOT", direction, body } : { op: "FAILURE" });
  }

  /** `(?(id)yes|no)` */
  private conditional(items: Item[], start: number, verbose: boolean, nested: number): void {
    const { source, state } = this;
    const name = source.getuntil(")", "group name");
    let group: number | undefined;
    if (isNumber(name)) {
      group = Number(name);
      if (group === 0) throw source.error("bad group number", name.length + 1);
      if (group >= MAXGROUPS) throw source.error(`invalid group reference ${group}`, name.length + 1);
      if (!state.grouprefpos.has(group)) state.grouprefpos.set(group, source.tell() - name.length - 1);
    } else {
      source.checkgroupname(name, 1);
      group = state.groupdict.get(name);
      if (group === undefined) throw source.error(`unknown group name ${textRepr(name)}`, countOf(name) + 1);
    }
    checkLookbehind(state, group, source);
    const yes = this.sequence(verbose, nested + 1, false);
    let no: Sequence | null = null;
    if (source.match("|")) {
      no = this.sequence(verbose, nested + 1, false);
      if (source.next === "|") throw source.error("conditional backref with more than two branches");
    }
    this.close(start);
    items.push({ op: "GROUPREF_EXISTS", group, yes, no });
  }

  /** The letters of `(?i-s:`; null: they are `(?i)`, and were added to the flags of the pattern. */
  private flags(first: string): [add: number, remove: number] | null {
    const { source, state } = this;
    let char: string | null = first;
    let add = 0;
    let remove = 0;
    if (char !== "-") {
      for (;;) {
        const flag = FLAG_LETTERS[char] as number;
        if (source.istext && char === "L") throw source.error("bad inline flags: cannot use 'L' flag with a str pattern");
        if (!source.istext && char === "u") throw source.error("bad inline flags: cannot use 'u' flag with a bytes pattern");
        add |= flag;
        if ((flag & TYPE_FLAGS) !== 0 && (add & TYPE_FLAGS) !== flag) throw source.error("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
        char = source.get();
        if (char === null) throw source.error("missing -, : or )");
        if (char === ")" || char === "-" || char === ":") break;
        this.checkLetter(char, "missing -, : or )");
      }
    }
    if (char === ")") {
      state.flags |= add;
      return null;
    }
    if ((add & GLOBAL_FLAGS) !== 0) throw source.error("bad inline flags: cannot turn on global flag", 1);
    if (char === "-") {
      char = source.get();
      if (char === null) throw source.error("missing flag");
      this.checkLetter(char, "missing flag");
      for (;;) {
        const flag = FLAG_LETTERS[char] as number;
        if ((flag & TYPE_FLAGS) !== 0) throw source.error("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
        remove |= flag;
        char = source.get();
        if (char === null) throw source.error("missing :");
        if (char === ":") break;
        this.checkLetter(char, "missing :");
      }
    }
    if ((remove & GLOBAL_FLAGS) !== 0) throw source.error("bad inline flags: cannot turn off global flag", 1);
    if ((add & remove) !== 0) throw source.error("bad inline flags: flag turned on and off", 1);
    return [add, remove];
  }

  private checkLetter(char: string, missing: string): void {
    if (Object.hasOwn(FLAG_LETTERS, char)) return;
    throw this.source.error(/^\p{L}$/u.test(char) ? "unknown flag" : missing, countOf(char));
  }
}

function isRepeat(item: Item): boolean {
  return item.op === "MAX_REPEAT" || item.op === "MIN_REPEAT" || item.op === "POSSESSIVE_REPEAT";
}

/** The item that all branches begin with; null if there is none. */
function commonPrefix(branches: readonly Sequence[]): Item | null {
  const first = branches[0]!.items[0];
  if (first === undefined) return null;
  const key = itemKey(first);
  if (key === null) return null;
  for (const branch of branches) {
    const item = branch.items[0];
    if (item === undefined || (item !== first && itemKey(item) !== key)) return null;
  }
  return first;
}

/** The set that branches of one character each are; null if they are more. */
function asSet(branches: readonly Sequence[]): SetItem[] | null {
  const set: SetItem[] = [];
  for (const { items } of branches) {
    const item = items[0];
    if (items.length !== 1 || item === undefined) return null;
    if (item.op === "LITERAL") set.push({ op: "LITERAL", code: item.code });
    else if (item.op === "IN" && item.set[0]!.op !== "NEGATE") set.push(...item.set);
    else return null;
  }
  return unique(set);
}

function unique(set: readonly SetItem[]): SetItem[] {
  const found = new Map<string, SetItem>();
  for (const item of set) {
    const key = setItemKey(item);
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}

/** Groups that neither capture nor set flags are replaced by their items. */
function unpacked(sequence: Sequence): Sequence {
  const { items } = sequence;
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] as Item;
    if (item.op === "SUBPATTERN" && item.group === null && item.add === 0 && item.remove === 0) items.splice(i, 1, ...item.body.items);
  }
  return sequence;
}
