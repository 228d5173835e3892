/**
 * lookahead - nearley's chart without the states that the next token ends: it predicts and completes whatever the grammar allows, forty states a token.
 *
 * Invariants
 *   A1  A state is left out only if the next token cannot stand at its dot: the trees are the same, and so is the token at which there can be none.
 *   A2  No rule of the grammar is nullable.
 */
import type nearley from "nearley";
import type { Leaf } from "./node.js";

type Terminal = { readonly type?: string; readonly test?: (leaf: Leaf) => boolean };
type Symbol = string | Terminal;

interface Rule {
  readonly name: string;
  readonly symbols: readonly Symbol[];
}

/** A rule, how far it has come, where it began, who waits for it. */
interface State {
  readonly rule: Rule;
  readonly dot: number;
  nextState(child: State): State;
}

interface Column {
  readonly index: number;
  readonly states: State[];
  readonly wants: Record<string, State[]>;
  predict(nonterminal: string): void;
  complete(left: State, right: State): void;
}

type StateOf = new (rule: Rule, dot: number, reference: number, wantedBy: State[]) => State;

/** Makes the columns that a parser is about to fill ask what comes next. */
export function lookAhead(parser: nearley.Parser, lexer: { readonly ahead: Leaf | undefined }): void {
  const column = (parser as unknown as { table: Column[] }).table[0]!;
  const prototype = Object.getPrototypeOf(column) as Column;
  const State = column.states[0]!.constructor as StateOf;
  const starts = new Starts((parser as unknown as { grammar: { byName: Record<string, readonly Rule[]> } }).grammar.byName);
  prototype.predict = function (this: Column, nonterminal) {
    const { ahead } = lexer;
    if (ahead === undefined) return;
    const rules = starts.rules(nonterminal, ahead);
    const wantedBy = this.wants[nonterminal]!;
    for (let i = 0; i < rules.length; i++) this.states.push(new State(rules[i]!, 0, this.index, wantedBy));
  };
  prototype.complete = function (this: Column, left, right) {
    const { symbols } = left.rule;
    const dot = left.dot + 1;
    if (dot < symbols.length && !starts.canBegin(symbols[dot]!, lexer.ahead)) return;
    this.states.push(left.nextState(right));
  };
}

/** Which rules may begin with a token; tokens of the same type are alike. */
class Starts {
  readonly #byType = new Map<string, ReadonlyMap<string, readonly Rule[]>>();
  readonly #withTerminal: Rule[] = [];
  /** Rules by the nonterminal that they begin with. */
  readonly #byFirst = new Map<string, Rule[]>();

  constructor(byName: Readonly<Record<string, readonly Rule[]>>) {
    for (const name of Object.keys(byName)) {
      for (const rule of byName[name]!) {
        const first = rule.symbols[0]!;
        if (typeof first !== "string") this.#withTerminal.push(rule);
        else add(this.#byFirst, first, rule);
      }
    }
  }

  canBegin(symbol: Symbol, ahead: Leaf | undefined): boolean {
    if (ahead === undefined) return false;
    return typeof symbol === "string" ? this.#of(ahead).has(symbol) : matches(symbol, ahead);
  }

  rules(nonterminal: string, ahead: Leaf): readonly Rule[] {
    return this.#of(ahead).get(nonterminal) ?? NONE;
  }

  #of(ahead: Leaf): ReadonlyMap<string, readonly Rule[]> {
    let known = this.#byType.get(ahead.type);
    if (known === undefined) this.#byType.set(ahead.type, (known = this.#reaching(ahead)));
    return known;
  }

  /** Of each nonterminal that may begin with the token the rules that do. */
  #reaching(ahead: Leaf): ReadonlyMap<string, readonly Rule[]> {
    const found = new Map<string, Rule[]>();
    const names: string[] = [];
    const reach = (rule: Rule): void => {
      if (!found.has(rule.name)) names.push(rule.name);
      add(found, rule.name, rule);
    };
    for (const rule of this.#withTerminal) if (matches(rule.symbols[0] as Terminal, ahead)) reach(rule);
    for (let i = 0; i < names.length; i++) this.#byFirst.get(names[i]!)?.forEach(reach);
    return found;
  }
}

const NONE: readonly Rule[] = [];

function matches({ test, type }: Terminal, token: Leaf): boolean {
  return test === undefined ? type === token.type : test(token);
}

function add(table: Map<string, Rule[]>, name: string, rule: Rule): void {
  const list = table.get(name);
  if (list === undefined) table.set(name, [rule]);
  else list.push(rule);
}
