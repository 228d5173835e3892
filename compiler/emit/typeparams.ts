/**
 * typeparams - type parameters of functions, classes and aliases, as variables made before them; type aliases.
 */
import type * as ast from "../ast/nodes.js";
import { mangle, type Scope, type Variable } from "../bind/symtable.js";
import { bindName } from "./assignment.js";
import type { Context } from "./context.js";
import { value } from "./emit.js";
import { jsIdentifier } from "./names.js";
import { stringLiteral } from "./strings.js";

/** Writes `const T = typeVar("T", ...)` and gives the context in which the parameters are known. */
export function typeParameters(params: readonly ast.TypeParam[], cx: Context): Context {
  const first = params[0];
  if (first === undefined) return cx;
  const scope = cx.module.symbols.scopeOf(first);
  const renamed = new Map<Variable, string>(cx.renamed);
  const inner = cx.with({ scope, renamed });
  for (const param of params) {
    const name = cx.name(`${jsIdentifier(param.name)}_${paramWord(param)}`);
    for (const variable of scope.variables.values()) if (variable.refs.some((ref) => ref.node === param)) renamed.set(variable, name);
    const lazy = (e: ast.Expr | null): string => (e === null ? "null" : `() => ${e.kind === "Starred" ? onlyOf(e, inner) : value(e, inner)}`);
    const args = param.kind === "TypeVar" ? limits(param, lazy) : [lazy(param.default_value)];
    const helper = param.kind === "TypeVar" ? "typeVar" : param.kind === "ParamSpec" ? "paramSpec" : "typeVarTuple";
    cx.out.line(`const ${name} = ${cx.helper(helper)}(${stringLiteral(param.name)}, ${args.join(", ")});`);
  }
  return inner;
}

/** `*default`: what is to be its only item. */
function onlyOf(e: ast.Starred, cx: Context): string {
  return `${cx.helper("unpack")}(${value(e.value, cx)}, 1)[0]`;
}

function variableOf(param: ast.TypeParam, scope: Scope): Variable {
  return scope.variables.get(mangle(scope.className, param.name))!;
}

/** The variables of type parameters as an array, in the context that `typeParameters` gave. */
export function typeParameterList(params: readonly ast.TypeParam[], inner: Context): string {
  return `[${params.map((p) => inner.renamed.get(variableOf(p, inner.scope))!).join(", ")}]`;
}

/** Bound and default; a tuple as it is written in the place of the bound is constraints. */
function limits(param: ast.TypeVar, lazy: (e: ast.Expr | null) => string): string[] {
  if (param.bound?.kind !== "Tuple") return [lazy(param.bound), lazy(param.default_value)];
  return ["null", lazy(param.default_value), lazy(param.bound)];
}

function paramWord(param: ast.TypeParam): string {
  return param.kind === "TypeVar" ? "var" : param.kind === "ParamSpec" ? "spec" : "tuple";
}

/** const X = typeAlias("X", [T], () => value) */
export function emitTypeAlias(node: ast.TypeAlias, cx: Context): void {
  const inner = typeParameters(node.type_params, cx);
  const { head, tail } = bindName(node.name.id, node, cx);
  const scope = cx.module.symbols.scopeOf(node);
  const text = value(node.value, inner.with({ scope }));
  cx.out.line(`${head}${cx.helper("typeAlias")}(${stringLiteral(node.name.id)}, ${typeParameterList(node.type_params, inner)}, () => ${text})${tail};`);
}
