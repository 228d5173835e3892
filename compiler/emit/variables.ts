/**
 * variables - where each variable of a scope is declared in TypeScript.
 *
 * A variable whose uses fall into stretches that each begin with a binding (`x = 1`, `for x in`, `with .. as x`) is declared there,
 * `const` if nothing else binds it; any other is declared before the first statement that holds all its uses.
 */
import type * as ast from "../ast/nodes.js";
import { maybeUnbound } from "./assigned.js";
import type { Block, Place, Ref, Scope, Variable } from "../bind/symtable.js";

export interface Declarations {
  /** Bindings that declare their variable: `const` or `let`. */
  readonly openers: ReadonlyMap<ast.Node, "const" | "let">;
  /** Variables to declare before a statement. */
  readonly before: ReadonlyMap<ast.Stmt, Variable[]>;
  /** Variables to declare at the head of the scope. */
  readonly atHead: readonly Variable[];
  /** Declared variables that may be read while they have no value: `let x!: T`. */
  readonly unsafe: ReadonlySet<Variable>;
}

/** The place of a ref in the blocks of `scope`: itself, or the statement its own scope stands in. */
function placeIn(scope: Scope, ref: Ref): Place {
  let place = ref.place;
  while (place.block.scope !== scope) {
    const up: Place | null = place.block.owner ?? place.block.scope.place;
    if (up === null) return { block: scope.body, statement: place.statement };
    place = up;
  }
  return place;
}

/** Whether `block` is `around` or inside it. */
function inside(block: Block, around: Block): boolean {
  for (let b: Block | null = block; b !== null; b = b.owner?.block ?? null) if (b === around) return true;
  return false;
}

function inLoop(block: Block): boolean {
  for (let b: Block | null = block; b !== null; b = b.owner?.block ?? null) if (b.loop) return true;
  return false;
}

/**
 * Where variables are declared: wherever it reads best; in the scope's own block (modules that others look into); all at the head
 * (functions that ask for their names at any point); nowhere (text for exec).
 */
export type Placing = "free" | "top" | "head" | "none";

export function placeDeclarations(scope: Scope, placing: Placing, body: readonly ast.Stmt[]): Declarations {
  const openers = new Map<ast.Node, "const" | "let">();
  const before = new Map<ast.Stmt, Variable[]>();
  const atHead: Variable[] = [];
  const unsafe = new Set<Variable>();
  const atTop = placing === "top";
  if (scope.kind === "class" || placing === "none") return { openers, before, atHead, unsafe };
  const others: Variable[] = [];
  for (const variable of scope.variables.values()) {
    if (variable.param) continue;
    if (placing !== "head" && variable.refs.length > 0 && regions(scope, variable, atTop, openers)) continue;
    others.push(variable);
  }
  const plain = others.filter((v) => !v.captured && !v.refs.some((r) => r.use === "delete" || r.node.kind === "ExceptHandler"));
  const unbound = maybeUnbound(body, new Set(plain.map((v) => v.name)));
  for (const variable of others) {
    const safe = plain.includes(variable) && !unbound.has(variable.name);
    if (!safe) unsafe.add(variable);
    const at = placing === "head" ? null : commonPlace(scope, variable, atTop, safe);
    if (at === null) atHead.push(variable);
    else {
      const list = before.get(at);
      if (list === undefined) before.set(at, [variable]);
      else list.push(variable);
    }
  }
  return { openers, before, atHead, unsafe };
}

function regions(scope: Scope, variable: Variable, atTop: boolean, openers: Map<ast.Node, "const" | "let">): boolean {
  const refs = variable.refs.map((ref) => ({ ref, place: placeIn(scope, ref) }));
  refs.sort((a, b) => a.ref.order - b.ref.order);
  if (refs.some(({ ref }) => ref.use === "delete")) return false;
  // functions that stand before the binding may use the variable: they run later
  const early = refs.filter(
    ({ ref }, i) => ref.scope !== scope && ref.use === "read" && isDeferred(ref, scope) && !refs.slice(0, i).some((r) => r.ref.scope === scope),
  );
  const rest = refs.filter((r) => !early.includes(r));
  const found: { node: ast.Node; kind: "const" | "let" }[] = [];
  for (let i = 0; i < rest.length;) {
    const { ref, place } = rest[i]!;
    const block = ref.opens;
    if (ref.use !== "bind" || block === null || ref.scope !== scope) return false;
    if (atTop && block !== scope.body) return false;
    if (variable.captured && (inLoop(block) || found.length > 0)) return false;
    if (place.block.scope !== scope) return false;
    let j = i + 1;
    let bound = false;
    for (; j < rest.length && inside(rest[j]!.place.block, block); j++) if (rest[j]!.ref.use === "bind") bound = true;
    if (early.length > 0 && (found.length > 0 || j < rest.length || early.some((r) => !inside(r.place.block, block)))) return false;
    found.push({ node: ref.node, kind: bound ? "let" : "const" });
    i = j;
  }
  if (found.length === 0) return false;
  for (const { node, kind } of found) openers.set(node, kind);
  return true;
}

function isDeferred(ref: Ref, scope: Scope): boolean {
  for (let s: Scope | null = ref.scope; s !== null && s !== scope; s = s.parent) if (s.kind === "function" || s.kind === "lambda") return true;
  return false;
}

/** The statement before which a variable is declared: the first one, in the innermost block outside loops that holds all uses. */
function commonPlace(scope: Scope, variable: Variable, atTop: boolean, safe: boolean): ast.Stmt | null {
  if (variable.refs.length === 0 || atTop) return topStatement(scope, variable);
  const places = variable.refs.map((ref) => placeIn(scope, ref));
  let block: Block | null = places[0]!.block;
  while (block !== null && !places.every((p) => inside(p.block, block!))) block = block.owner?.block ?? null;
  // a value must last from one round of a loop to the next, unless each round begins with a new one
  while (block !== null && !safe && inLoop(block)) block = block.owner?.block ?? null;
  // a header's block begins with its statement: names bound there are declared outside
  if (block === null) return null;
  return firstIn(block, places);
}

function topStatement(scope: Scope, variable: Variable): ast.Stmt | null {
  if (variable.refs.length === 0) return null;
  return firstIn(
    scope.body,
    variable.refs.map((ref) => placeIn(scope, ref)),
  );
}

function firstIn(block: Block, places: readonly Place[]): ast.Stmt | null {
  let first: ast.Stmt | null = null;
  for (const place of places) {
    let p: Place | null = place;
    while (p !== null && p.block !== block) p = p.block.owner;
    if (p === null) return null;
    if (first === null || p.statement.start < first.start) first = p.statement;
  }
  return first !== null && first.end === 0 && first.start === 0 && first.kind === "Pass" ? null : first;
}
