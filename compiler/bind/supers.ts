/**
 * supers - `super(C, self)` in a method of the class `C`, as Python 2 had it, is `super()`.
 *
 * Differs  where another module has put something else in the place of `C`, the method goes on from the class that it stands in; CPython looks at what
 *          the name holds now, and raises TypeError where `self` is no instance of that.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import type { Scope, SymbolTable } from "./symtable.js";

/** The call's arguments go where they say what stands to reason: `C` a class of the module that is bound once, `self` the first parameter, which nothing binds again. */
export function impliedSupers(module: ast.Module, symbols: SymbolTable, text: string): void {
  if (!/\bsuper\(\s*\w/.test(text) || symbols.replaced.has("super")) return;
  for (const statement of module.body) if (statement.kind === "ClassDef" && isSole(statement, symbols)) inClass(statement, symbols);
}

/** Whether nothing but this statement binds the name in the module, and to no other thing than the class. */
function isSole(node: ast.ClassDef, symbols: SymbolTable): boolean {
  // a private name is another one within the class
  if (node.decorator_list.length > 0 || node.name.startsWith("__")) return false;
  return isBoundOnce(symbols.module, node.name);
}

function isBoundOnce(scope: Scope, name: string): boolean {
  const variable = scope.variables.get(name);
  return variable !== undefined && variable.refs.filter((ref) => ref.use !== "read").length === 1;
}

function inClass(node: ast.ClassDef, symbols: SymbolTable): void {
  for (const member of node.body) {
    if (member.kind !== "FunctionDef" && member.kind !== "AsyncFunctionDef") continue;
    const self = [...member.args.posonlyargs, ...member.args.args][0];
    const scope = symbols.scopeOf(member);
    if (self === undefined || !isBoundOnce(scope, self.arg)) continue;
    const meansModule = (name: string): boolean => {
      const found = symbols.resolve(scope, name);
      return found.kind === "global" || (found.kind === "variable" && found.variable.scope === symbols.module);
    };
    if (!meansModule(node.name) || !meansModule("super") || symbols.module.variables.has("super")) continue;
    const visit = (child: ast.Node): void => {
      if (opensScope(child)) return;
      if (child.kind === "Call" && saysClass(child, node.name, self.arg)) {
        (child as { args: readonly ast.Expr[] }).args = [];
        scope.needsClassCell = true;
      }
      eachChild(child, visit);
    };
    member.body.forEach(visit);
  }
}

/** Whether code in it has a first argument of its own, or may run without that of the method. */
function opensScope(node: ast.Node): boolean {
  switch (node.kind) {
    case "FunctionDef":
    case "AsyncFunctionDef":
    case "ClassDef":
    case "Lambda":
    case "ListComp":
    case "SetComp":
    case "DictComp":
    case "GeneratorExp":
      return true;
    default:
      return false;
  }
}

function saysClass(node: ast.Call, cls: string, self: string): boolean {
  const { func, args, keywords } = node;
  if (func.kind !== "Name" || func.id !== "super" || args.length !== 2 || keywords.length > 0) return false;
  const [first, second] = args;
  return first!.kind === "Name" && first!.id === cls && second!.kind === "Name" && second!.id === self;
}
