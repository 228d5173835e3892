/**
 * variables - the variables of each function in the order in which CPython's frames have them.
 *
 * Mirrors  co_varnames and co_cellvars: parameters, what no function inside uses as it first occurs, then what one does by name
 */
import type { AsyncFunctionDef, FunctionDef, Lambda } from "../ast/nodes.js";
import type { Scope, SymbolTable } from "./symtable.js";

/** By where the definition begins in the source. */
export type VariablesAt = ReadonlyMap<number, readonly string[]>;

export function variablesByPlace(symbols: SymbolTable): VariablesAt {
  const found = new Map<number, readonly string[]>();
  const add = (scope: Scope): void => {
    if (scope.kind === "function" || scope.kind === "lambda") {
      const node = scope.node as FunctionDef | AsyncFunctionDef | Lambda;
      const names = variablesOf(scope);
      found.set(node.start, names);
      if ("decorator_list" in node && node.decorator_list[0] !== undefined) found.set(node.decorator_list[0].start, names);
    }
    scope.children.forEach(add);
  };
  add(symbols.module);
  return found;
}

function variablesOf({ variables }: Scope): string[] {
  const all = [...variables.values()];
  const names = (kept: (variable: (typeof all)[number]) => boolean): string[] => all.filter(kept).map(({ name }) => name);
  return [...names((v) => v.param), ...names((v) => !v.param && !v.captured), ...names((v) => !v.param && v.captured).sort()];
}
