/**
 * narrow - what a test says about variables that nothing else binds.
 */
import type * as ast from "../ast/nodes.js";
import type { Variable } from "../bind/symtable.js";
import { soleKind, type Type } from "../types/lattice.js";
import type { Exec } from "./exec.js";
import { evaluate } from "./expressions.js";

export type Narrowing = ReadonlyMap<Variable, Type>;
const NOTHING: Narrowing = new Map();

/** Evaluates a test: what holds if it is true, and if it is false. */
export function condition(x: Exec, node: ast.Expr): { yes: Narrowing; no: Narrowing; type: Type } {
  if (node.kind === "UnaryOp" && node.op === "Not") {
    const { yes, no } = condition(x, node.operand);
    if (x.s.recording) x.s.types.set(node, x.s.lattice.bool);
    return { yes: no, no: yes, type: x.s.lattice.bool };
  }
  if (node.kind === "BoolOp") {
    const and = node.op === "And";
    const outer = x.narrowed;
    const all = new Map<Variable, Type>();
    let result = x.empty;
    node.values.forEach((value) => {
      const part = condition(x, value);
      result = x.s.join(result, part.type);
      for (const [v, narrowed] of and ? part.yes : part.no) {
        all.set(v, narrowed);
        x.narrow(v, narrowed);
      }
    });
    x.narrowed = outer;
    if (x.s.recording) x.s.types.set(node, result);
    if (and) return { yes: all, no: NOTHING, type: result };
    return { yes: NOTHING, no: all, type: result };
  }
  const type = evaluate(x, node);
  return { ...narrowings(x, node), type };
}

function narrowings(x: Exec, node: ast.Expr): { yes: Narrowing; no: Narrowing } {
  if (node.kind === "Name") {
    const v = local(x, node);
    if (v === null) return { yes: NOTHING, no: NOTHING };
    const t = current(x, v);
    return t.top ? { yes: NOTHING, no: NOTHING } : { yes: new Map([[v, x.s.lattice.withoutNone(t)]]), no: NOTHING };
  }
  if (node.kind !== "Compare" || node.ops.length !== 1) return { yes: NOTHING, no: NOTHING };
  const [op] = node.ops;
  const right = node.comparators[0]!;
  const v = local(x, node.left);
  if (v === null) return { yes: NOTHING, no: NOTHING };
  const t = current(x, v);
  if (t.top) return { yes: NOTHING, no: NOTHING };
  if ((op === "Is" || op === "IsNot") && right.kind === "Constant" && right.value.type === "None") {
    const none = new Map([[v, x.s.lattice.filter(t, (a) => a.kind === "None")]]);
    const some = new Map([[v, x.s.lattice.withoutNone(t)]]);
    return op === "Is" ? { yes: none, no: some } : { yes: some, no: none };
  }
  if (soleKind(t) !== "int" || soleKind(evaluate(x, right)) !== "int") return { yes: NOTHING, no: NOTHING };
  const r = evaluate(x, right);
  const below = (hi: number): Narrowing => new Map([[v, t.lo > hi ? t : x.s.lattice.interval(t.lo, Math.min(t.hi, hi))]]);
  const above = (lo: number): Narrowing => new Map([[v, t.hi < lo ? t : x.s.lattice.interval(Math.max(t.lo, lo), t.hi)]]);
  switch (op) {
    case "Lt":
      return { yes: below(r.hi - 1), no: above(r.lo) };
    case "LtE":
      return { yes: below(r.hi), no: above(r.lo + 1) };
    case "Gt":
      return { yes: above(r.lo + 1), no: below(r.hi) };
    case "GtE":
      return { yes: above(r.lo), no: below(r.hi - 1) };
    default:
      return { yes: NOTHING, no: NOTHING };
  }
}

/** The variable, if what a test says of it stays true. */
function local(x: Exec, node: ast.Expr): Variable | null {
  if (node.kind !== "Name") return null;
  const meaning = x.resolve(node.id);
  return meaning.kind === "variable" && x.isStable(meaning.variable) ? meaning.variable : null;
}

function current(x: Exec, v: Variable): Type {
  return x.narrowed.get(v) ?? x.s.read(x.s.variable(v));
}
