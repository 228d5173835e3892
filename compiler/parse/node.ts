/**
 * node - the concrete tree the grammar builds: a kind, and what nearley matched for each symbol.
 *
 * Invariants  a tree knows its tokens by their place in the unit only (Leaf), never by their text: the tree of one unit serves every unit with
 *             the same token types, in any file. Making a node costs O(1): nearley makes one for every state it completes, dead ends included
 */
import type { Token, TokenType } from "../lex/tokens.js";

/** A token of the unit: the `at`th. */
export class Leaf {
  readonly type: TokenType;
  readonly classes: number;
  constructor(
    token: Token,
    readonly at: number,
  ) {
    this.type = token.type;
    this.classes = token.classes;
  }
}

/** A list as nearley grows it, from the left. */
export class Chain {
  constructor(
    readonly before: Chain | null,
    readonly item: Part,
  ) {}
}

export class Node {
  constructor(
    readonly kind: string,
    readonly parts: readonly Part[],
  ) {}

  /** A child that is a node. The grammar says which are: a wrong index is a bug that the tests of the tree show. */
  node(index: number): Node {
    return this.parts[index] as Node;
  }
  leaf(index: number): Leaf {
    return this.parts[index] as Leaf;
  }
  nodes(index: number): Node[] {
    return items(this.parts[index] as Chain) as Node[];
  }
  leaves(index: number): Leaf[] {
    return items(this.parts[index] as Chain) as Leaf[];
  }
  get size(): number {
    return this.parts.length;
  }
}

export type Part = Node | Chain | Leaf;

export function items(chain: Chain): Part[] {
  let count = 0;
  for (let c: Chain | null = chain; c !== null; c = c.before) count++;
  const all = new Array<Part>(count);
  for (let c: Chain | null = chain; c !== null; c = c.before) all[--count] = c.item;
  return all;
}

export function firstLeaf(part: Part): Leaf {
  for (;;) {
    if (part instanceof Leaf) return part;
    if (part instanceof Chain) {
      while (part.before !== null) part = part.before;
      part = part.item;
    } else part = part.parts[0]!;
  }
}

export function lastLeaf(part: Part): Leaf {
  while (!(part instanceof Leaf)) part = part instanceof Chain ? part.item : part.parts[part.parts.length - 1]!;
  return part;
}

// ---- the grammar's postprocessors

export const node =
  (kind: string) =>
  (parts: readonly Part[]): Node =>
    new Node(kind, parts);
/** A list of one. */
export const one = (parts: readonly Part[]): Chain => new Chain(null, parts[0]!);
/** A list and one more. */
export const more = (parts: readonly Part[]): Chain => new Chain(parts[0] as Chain, parts[1]!);
/** A list, a separator and one more. */
export const moreAfter = (parts: readonly Part[]): Chain => new Chain(parts[0] as Chain, parts[2]!);
/** A list of two, around a separator. */
export const two = (parts: readonly Part[]): Chain => new Chain(new Chain(null, parts[0]!), parts[2]!);
export const oneAs =
  (kind: string) =>
  (parts: readonly Part[]): Chain =>
    new Chain(null, new Node(kind, [parts[0]!]));
export const moreAs =
  (kind: string) =>
  (parts: readonly Part[]): Chain =>
    new Chain(parts[0] as Chain, new Node(kind, [parts[1]!]));
/** The first part, the second part. */
export const first = (parts: readonly Part[]): Part => parts[0]!;
export const second = (parts: readonly Part[]): Part => parts[1]!;
