/**
 * optimize - what python3's options -O and -OO take out of a tree: asserts, `__debug__`, docstrings.
 *
 * Mirrors  Python/ast_opt.c and Python/compile.c of CPython 3.13, as far as a script can see them
 */
import { FIELDS, type Constant, type ExprStmt, type Mod, type Node, type Pass, type Stmt } from "./nodes.js";

const BODIES: ReadonlySet<string> = new Set(["body", "orelse", "finalbody"]);

/** The tree as it is under `-O` (level 1) or `-OO` (level 2); parts that do not change are shared with the given one. */
export function optimized<M extends Mod>(module: M, level: number): M {
  return level <= 0 ? module : (rewrite(module, level) as M);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value;
}

function isDocstring(statement: Stmt | undefined): statement is ExprStmt {
  return statement?.kind === "Expr" && statement.value.kind === "Constant" && statement.value.value.type === "str";
}

function rewrite(node: Node, level: number): Node {
  if (node.kind === "Name" && node.id === "__debug__" && node.ctx === "Load") {
    const made: Constant = { kind: "Constant", value: { type: "False" }, constKind: null, start: node.start, end: node.end };
    return made;
  }
  const hasDoc = node.kind === "Module" || node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "ClassDef";
  let changed: Record<string, unknown> | undefined;
  for (const field of FIELDS[node.kind]) {
    const before = (node as unknown as Record<string, unknown>)[field];
    let after: unknown = before;
    if (Array.isArray(before)) {
      after = BODIES.has(field) && before.every(isNode) ? block(before as Stmt[], level, hasDoc && field === "body") : list(before, level);
    } else if (isNode(before)) after = rewrite(before, level);
    if (after !== before) (changed ??= { ...node })[field] = after;
  }
  return (changed as unknown as Node | undefined) ?? node;
}

function list(items: readonly unknown[], level: number): readonly unknown[] {
  let changed = false;
  const made = items.map((item) => {
    const next = isNode(item) ? rewrite(item, level) : item;
    changed ||= next !== item;
    return next;
  });
  return changed ? made : items;
}

/** A list of statements without its asserts; one that would be empty holds `pass`. */
function block(statements: readonly Stmt[], level: number, docFirst: boolean): readonly Stmt[] {
  const kept = statements.filter((statement, at) => statement.kind !== "Assert" && !(level >= 2 && docFirst && at === 0 && isDocstring(statement)));
  const made = list(kept, level) as readonly Stmt[];
  if (kept.length === statements.length) return made === kept ? statements : made;
  if (made.length > 0) return made;
  const { start, end } = statements[0]!;
  const pass: Pass = { kind: "Pass", start, end };
  return [pass];
}
