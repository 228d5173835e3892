/**
 * peg - ordered choice over tokens, by the rules of rules.ts.
 *
 * Invariants  `fill` is how many tokens have been looked at: CPython's error without a name is at the last of them, and it is the same one here
 *             because the choices, the look-aheads and the kept results are
 */
import type { Token } from "../../lex/tokens.js";

/** What a rule matched: a token, a node, or what stands side by side. */
export type Value = Token | Tree | readonly Value[];

export class Tree {
  constructor(
    readonly kind: string,
    readonly start: number,
    readonly end: number,
    readonly parts: readonly Value[],
  ) {}
}

export type Labels = Readonly<Record<string, Value>>;

/** Does what stands behind `->` if it raises or decides; null: the alternative matched, and the rule gives nothing. */
export interface Actions {
  raise(peg: Peg, how: string, labels: Labels, first: string, second: string | null, message: string): never | null;
  call(peg: Peg, name: string, labels: Labels): Value | null;
  forced(peg: Peg, type: string): never;
}

type Match = (peg: Peg, labels: Record<string, Value>) => Value | null;
/** A rule called by name is not wrapped in a function: nesting is deep enough without. */
type Item = Match | Rule;
interface Alternative {
  readonly items: readonly Item[];
  /** Index of the cut, or -1. */
  readonly cut: number;
  readonly finish: (peg: Peg, labels: Labels, parts: readonly Value[], start: number) => Value | null;
}
interface Rule {
  readonly memo: boolean;
  readonly left: boolean;
  readonly bad: boolean;
  readonly quiet: boolean;
  alternatives: readonly Alternative[];
}

const NOTHING: readonly Value[] = [];
const SOFT_KEYWORDS = ["_", "case", "match", "type"] as const;

/** Whether a name counts as SOFT_KEYWORD: _PyPegen_soft_keyword_token compares no further than the name goes, so `c` and `ma` do. */
const isSoft = (name: string): boolean => SOFT_KEYWORDS.some((keyword) => keyword.startsWith(name));

/** One run over the tokens. */
export class Peg {
  mark: number;
  fill: number;
  readonly #kept: (Map<Rule, { value: Value | null; mark: number }> | undefined)[] = [];

  /**
   * @param bad  whether the rules for mistakes are tried
   * @param stop index of the first token that is not in the text, and what is raised there
   */
  constructor(
    readonly rules: ReadonlyMap<string, Rule>,
    readonly actions: Actions,
    readonly tokens: readonly Token[],
    start: number,
    public bad: boolean,
    readonly stop: { readonly index: number; readonly error: Error } | null,
  ) {
    this.mark = start;
    this.fill = start;
  }

  run(name: string): Value | null {
    return this.rule(this.rules.get(name)!);
  }

  /** The token at the mark. */
  peek(): Token {
    if (this.mark >= this.fill) {
      if (this.stop !== null && this.mark >= this.stop.index) throw this.stop.error;
      this.fill = this.mark + 1;
    }
    return this.tokens[Math.min(this.mark, this.tokens.length - 1)]!;
  }

  get last(): Token {
    return this.tokens[Math.min(this.fill, this.tokens.length) - 1]!;
  }

  rule(rule: Rule): Value | null {
    if (rule.bad && !this.bad) return null;
    if (rule.left) return this.#grow(rule);
    if (rule.quiet) return this.#quietly(rule);
    if (!rule.memo) return this.choose(rule.alternatives, {});
    const at = this.mark;
    const kept = (this.#kept[at] ??= new Map()).get(rule);
    if (kept !== undefined) {
      this.mark = kept.mark;
      return kept.value;
    }
    const value = this.choose(rule.alternatives, {});
    this.#kept[at]!.set(rule, { value, mark: this.mark });
    return value;
  }

  #quietly(rule: Rule): Value | null {
    const { bad } = this;
    this.bad = false;
    const value = this.choose(rule.alternatives, {});
    this.bad = bad;
    return value;
  }

  /** A left-recursive rule: what it gave so far is its own first item, as long as more is matched so. */
  #grow(rule: Rule): Value | null {
    const at = this.mark;
    const kept = (this.#kept[at] ??= new Map()).get(rule);
    if (kept !== undefined) {
      this.mark = kept.mark;
      return kept.value;
    }
    const seed: { value: Value | null; mark: number } = { value: null, mark: at };
    this.#kept[at]!.set(rule, seed);
    for (;;) {
      this.mark = at;
      const value = this.choose(rule.alternatives, {});
      if (value === null || this.mark <= seed.mark) break;
      seed.value = value;
      seed.mark = this.mark;
    }
    this.mark = seed.mark;
    return seed.value;
  }

  /** @param outer the labels, of the rule: brackets inside it share them, and CPython's grammar never uses one twice */
  choose(alternatives: readonly Alternative[], outer: Record<string, Value> | null): Value | null {
    const at = this.mark;
    for (const alternative of alternatives) {
      const labels = outer ?? {};
      const parts: Value[] = [];
      const { items } = alternative;
      let i = 0;
      for (; i < items.length; i++) {
        const item = items[i]!;
        const value = typeof item === "function" ? item(this, labels) : this.rule(item);
        if (value === null) break;
        if (value !== NOTHING) parts.push(value);
      }
      if (i === items.length) {
        const start = this.tokens[Math.min(at, this.tokens.length - 1)]!.start;
        const value = alternative.finish(this, labels, parts, start);
        if (value === null) this.mark = at;
        return value;
      }
      this.mark = at;
      if (alternative.cut >= 0 && i > alternative.cut) return null;
    }
    return null;
  }
}

// ---- reading the rules

const WORD = /\s*(?:(->)|('[^']*')|("(?:[^"\\]|\\.)*")|([A-Za-z_]+)|(&&|[|:?*+%&!~()=]))/y;

export function readRules(text: string): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  const bodies: [Rule, string][] = [];
  for (const [, head, body] of text.matchAll(/^([a-z_]+(?: [a-z]+)*):((?:.|\n(?=[ ]))*)/gm)) {
    const [name, ...flags] = head!.split(" ") as [string, ...string[]];
    const [memo, left, bad, quiet] = ["memo", "left", "bad", "quiet"].map((flag) => flags.includes(flag)) as [boolean, boolean, boolean, boolean];
    const rule: Rule = { memo, left, bad, quiet, alternatives: [] };
    rules.set(name, rule);
    bodies.push([rule, body!]);
  }
  for (const [rule, body] of bodies) rule.alternatives = new Reader(rules, body).all();
  return rules;
}

class Reader {
  readonly #words: string[] = [];
  #at = 0;

  constructor(
    readonly rules: ReadonlyMap<string, Rule>,
    body: string,
  ) {
    WORD.lastIndex = 0;
    for (let m = WORD.exec(body); m !== null; m = WORD.exec(body)) this.#words.push(m[1] ?? m[2] ?? m[3] ?? m[4] ?? m[5]!);
  }

  all(): Alternative[] {
    const alternatives = [this.#alternative()];
    while (this.#take("|")) alternatives.push(this.#alternative());
    return alternatives;
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #alternative(): Alternative {
    const items: Item[] = [];
    let cut = -1;
    for (;;) {
      const word = this.#words[this.#at];
      if (word === undefined || word === "|" || word === ")" || word === "->") break;
      if (this.#take("~")) cut = items.length - 1;
      else items.push(this.#labelled());
    }
    return { items, cut, finish: this.#take("->") ? this.#action() : plain };
  }

  #labelled(): Item {
    if (this.#words[this.#at + 1] !== ":" || this.#words[this.#at]!.startsWith("'")) return this.#item();
    const label = this.#words[this.#at]!;
    this.#at += 2;
    const item = matcher(this.#item());
    return (peg, labels) => {
      const value = item(peg, labels);
      if (value !== null) labels[label] = value;
      return value;
    };
  }

  #item(): Item {
    if (this.#take("&&")) {
      const type = this.#words[this.#at++]!.slice(1, -1);
      return (peg) => (peg.peek().type === type ? peg.tokens[peg.mark++]! : peg.actions.forced(peg, type));
    }
    if (this.#take("&")) return ahead(matcher(this.#atom()), true);
    if (this.#take("!")) return ahead(matcher(this.#atom()), false);
    const found = this.#atom();
    const atom = matcher(found);
    if (this.#take("?")) return (peg, labels) => atom(peg, labels) ?? NOTHING;
    if (this.#take("*")) return repeated(atom, null, 0);
    if (this.#take("+")) return repeated(atom, null, 1);
    if (this.#take("%")) return repeated(atom, matcher(this.#atom()), 1);
    return found;
  }

  #atom(): Item {
    const word = this.#words[this.#at++]!;
    if (word === "(") {
      const alternatives = this.all();
      this.#at++;
      return (peg, labels) => peg.choose(alternatives, labels);
    }
    const quoted = word.slice(1, -1);
    if (word.startsWith("'")) return (peg) => (peg.peek().type === quoted ? peg.tokens[peg.mark++]! : null);
    if (word.startsWith('"')) return (peg) => (peg.peek().type === "NAME" && peg.peek().text === quoted ? peg.tokens[peg.mark++]! : null);
    if (word === "SOFT") return (peg) => (peg.peek().type === "NAME" && isSoft(peg.peek().text) ? peg.tokens[peg.mark++]! : null);
    if (/^[A-Z]+$/.test(word)) return (peg) => (peg.peek().type === word ? peg.tokens[peg.mark++]! : null);
    const rule = this.rules.get(word);
    if (rule === undefined) throw new Error(`no rule ${word}: this is a bug in gilt`);
    return rule;
  }

  #action(): Alternative["finish"] {
    if (this.#take("=")) {
      const label = this.#words[this.#at++]!;
      return (_peg, labels) => labels[label]!;
    }
    const word = this.#words[this.#at++]!;
    if (word === "do") {
      const name = this.#words[this.#at++]!;
      return (peg, labels) => peg.actions.call(peg, name, labels);
    }
    if (/^[A-Z]/.test(word)) return (peg, _labels, parts, start) => new Tree(word, start, peg.tokens[peg.mark - 1]!.end, parts);
    const how = word === "target" ? `target ${this.#words[this.#at++]!}` : word;
    const first = how === "here" || how === "next" ? "" : this.#words[this.#at++]!;
    const second = how === "range" ? this.#words[this.#at++]! : null;
    const message = how.startsWith("target") ? "" : this.#words[this.#at++]!.slice(1, -1).replaceAll('\\"', '"');
    return (peg, labels) => peg.actions.raise(peg, how, labels, first, second, message);
  }
}

function matcher(item: Item): Match {
  return typeof item === "function" ? item : (peg) => peg.rule(item);
}

function plain(_peg: Peg, _labels: Labels, parts: readonly Value[]): Value {
  return parts.length === 1 ? parts[0]! : parts;
}

function ahead(item: Match, wanted: boolean): Match {
  return (peg, labels) => {
    const at = peg.mark;
    const found = item(peg, labels) !== null;
    peg.mark = at;
    return found === wanted ? NOTHING : null;
  };
}

function repeated(item: Match, separator: Match | null, least: number): Match {
  return (peg, labels) => {
    const values: Value[] = [];
    for (;;) {
      const at = peg.mark;
      if (values.length > 0 && separator !== null && separator(peg, labels) === null) break;
      const value = item(peg, labels);
      if (value === null) {
        peg.mark = at;
        break;
      }
      values.push(value);
    }
    return values.length < least ? null : values;
  };
}
