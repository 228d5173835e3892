/**
 * targets - expressions that are assigned to or deleted: their context, or CPython's objection.
 */
import type * as ast from "../../ast/nodes.js";
import type { PythonSyntaxError } from "../../diagnostics/syntaxerror.js";
import type { Mutable, Unit } from "./unit.js";

/** An expression in the words of CPython's messages (_PyPegen_get_expr_name). */
export function expressionName(e: ast.Expr): string {
  // prettier-ignore
  switch (e.kind) {
    case "Attribute": return "attribute";
    case "Subscript": return "subscript";
    case "Starred": return "starred";
    case "Name": return "name";
    case "List": return "list";
    case "Tuple": return "tuple";
    case "Lambda": return "lambda";
    case "Call": return "function call";
    case "BoolOp": case "BinOp": case "UnaryOp": return "expression";
    case "GeneratorExp": return "generator expression";
    case "Yield": case "YieldFrom": return "yield expression";
    case "Await": return "await expression";
    case "ListComp": return "list comprehension";
    case "SetComp": return "set comprehension";
    case "DictComp": return "dict comprehension";
    case "Dict": return "dict literal";
    case "Set": return "set display";
    case "JoinedStr": case "FormattedValue": return "f-string expression";
    case "Constant":
      switch (e.value.type) {
        case "None": case "True": case "False": return e.value.type;
        case "Ellipsis": return "ellipsis";
        default: return "literal";
      }
    case "Compare": return "comparison";
    case "IfExp": return "conditional expression";
    case "NamedExpr": return "named expression";
    case "Slice": return "slice";
  }
}

/** The innermost part of a target that cannot be one (_PyPegen_get_invalid_target); null: it is a target. */
export function invalidTarget(e: ast.Expr, what: "star" | "del" | "for"): ast.Expr | null {
  switch (e.kind) {
    case "List":
    case "Tuple":
      for (const item of e.elts) {
        const bad = invalidTarget(item, what);
        if (bad !== null) return bad;
      }
      return null;
    case "Starred":
      return what === "del" ? e : invalidTarget(e.value, what);
    case "Compare":
      // `for x in y` read as a comparison
      return what === "for" ? (e.ops[0] === "In" ? invalidTarget(e.left, what) : null) : e;
    case "Name":
    case "Subscript":
    case "Attribute":
      return null;
    default:
      return e;
  }
}

export function setContext(e: ast.Expr, ctx: ast.Context): void {
  switch (e.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
      (e as Mutable<ast.Name | ast.Attribute | ast.Subscript>).ctx = ctx;
      return;
    case "Starred":
      (e as Mutable<ast.Starred>).ctx = ctx;
      setContext(e.value, ctx);
      return;
    case "List":
    case "Tuple":
      (e as Mutable<ast.List | ast.Tuple>).ctx = ctx;
      for (const item of e.elts) setContext(item, ctx);
  }
}

/** Makes a target of an expression. */
export function store(u: Unit, e: ast.Expr): ast.Expr {
  const bad = invalidTarget(e, "star");
  if (bad !== null) throw cannot(u, "assign to", bad);
  setContext(e, "Store");
  return e;
}

export function remove(u: Unit, e: ast.Expr): ast.Expr {
  const bad = invalidTarget(e, "del");
  if (bad !== null) throw cannot(u, "delete", bad);
  setContext(e, "Del");
  return e;
}

export function cannot(u: Unit, what: "assign to" | "delete", e: ast.Expr): PythonSyntaxError {
  return u.errorAt(`cannot ${what} ${expressionName(e)}`, e);
}
