/**
 * symtable - the scopes of a module and the variables in them, as CPython's symtable has them.
 *
 * Besides Python's view (local, free, global) it keeps where each name is used: block, order, and which bindings can declare a
 * variable in TypeScript.
 */
import type * as ast from "../ast/nodes.js";

export type ScopeKind = "module" | "class" | "function" | "lambda" | "comprehension" | "typeparams";

/** One statement list of a scope; a function's body is its first. */
export interface Block {
  readonly scope: Scope;
  /** The statement of the enclosing block that this one belongs to; null for the body of a scope. */
  readonly owner: Place | null;
  /** Runs any number of times each time the block around it runs. */
  readonly loop: boolean;
}

export interface Place {
  readonly block: Block;
  readonly statement: ast.Stmt;
}

/** One use of a name. */
export interface Ref {
  readonly node: ast.Node;
  readonly use: "bind" | "read" | "delete";
  /** The scope whose code it stands in. */
  readonly scope: Scope;
  readonly place: Place;
  /** Position in evaluation order as the text has it. */
  readonly order: number;
  /** A binding that may declare the variable: the block in which it then lives. */
  readonly opens: Block | null;
}

export interface Variable {
  readonly name: string;
  /** Scope that owns it. */
  readonly scope: Scope;
  readonly refs: Ref[];
  param: boolean;
  /** Used from a function, lambda or lazy generator expression inside its scope. */
  captured: boolean;
}

/** What a scope says about a name. */
export interface Sym {
  bound: boolean;
  param: boolean;
  global: ast.Node | null;
  nonlocal: ast.Node | null;
  used: boolean;
  annotated: boolean;
}

export interface Scope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly node: ast.Node;
  readonly parent: Scope | null;
  readonly children: Scope[];
  /** Where the definition stands, in the scope around it. */
  readonly place: Place | null;
  readonly symbols: Map<string, Sym>;
  /** The variables it owns. */
  readonly variables: Map<string, Variable>;
  readonly body: Block;
  /** Innermost class name for `__private` names. */
  readonly className: string | null;
  isAsync: boolean;
  isGenerator: boolean;
  /** A generator expression that may outlive the expression around it. */
  lazy: boolean;
  /** Refers to `__class__` or to super without arguments. */
  needsClassCell: boolean;
}

/** What a name means where it is used. */
export type Resolution =
  | { readonly kind: "variable"; readonly variable: Variable }
  /** In a class body: a name of the namespace, or else what `outer` says. */
  | { readonly kind: "class"; readonly scope: Scope; readonly outer: Resolution }
  | { readonly kind: "global" };

export class SymbolTable {
  readonly #scopes = new Map<ast.Node, Scope>();

  constructor(
    readonly module: Scope,
    /** builtins that the module replaces: their names are looked up when they are used */
    readonly replaced: ReadonlySet<string> = new Set(),
  ) {
    const add = (scope: Scope): void => {
      this.#scopes.set(scope.kind === "typeparams" ? scope.node : scope.node, scope);
      scope.children.forEach(add);
    };
    add(module);
  }

  /** The scope a function, class, lambda, comprehension or module opens. */
  scopeOf(node: ast.Node): Scope {
    const scope = this.#scopes.get(node);
    if (scope === undefined) throw new Error(`no scope for a ${node.kind}`);
    return scope;
  }

  /** Meaning of a (mangled) name in the code of a scope. */
  resolve(scope: Scope, name: string): Resolution {
    const sym = scope.symbols.get(name);
    if (sym?.global) return this.#global(name);
    if (sym?.bound && sym.nonlocal === null) {
      if (scope.kind !== "class") return { kind: "variable", variable: scope.variables.get(name)! };
      // as LOAD_NAME: past the namespace come the module and the builtins
      return { kind: "class", scope, outer: this.#global(name) };
    }
    return this.#enclosing(scope.parent, name, seesClass(scope));
  }

  /** @param within nothing but annotation scopes is between the name and the scope: they see the names of a class around them */
  #enclosing(from: Scope | null, name: string, within: boolean): Resolution {
    for (let scope = from; scope !== null && scope.kind !== "module"; scope = scope.parent) {
      if (scope.kind === "class" && !within) {
        // methods have a variable of that name of their class
        if (name === "__class__") return { kind: "global" };
        continue;
      }
      const sym = scope.symbols.get(name);
      if (sym?.global) return this.#global(name);
      if (sym?.bound && sym.nonlocal === null) {
        if (scope.kind === "class") return { kind: "class", scope, outer: this.#global(name) };
        return { kind: "variable", variable: scope.variables.get(name)! };
      }
      within &&= seesClass(scope);
    }
    return this.#global(name);
  }

  #global(name: string): Resolution {
    const variable = this.module.variables.get(name);
    return variable === undefined ? { kind: "global" } : { kind: "variable", variable };
  }
}

/** Annotation scopes: of type parameters and of the values of type aliases. */
function seesClass(scope: Scope): boolean {
  return scope.kind === "typeparams" || (scope.kind === "lambda" && scope.node.kind === "TypeAlias");
}

/** `__x` in class `_C` is `_C__x`. */
export function mangle(className: string | null, name: string): string {
  if (className === null || !name.startsWith("__") || name.endsWith("__") || name.includes(".")) return name;
  const stripped = className.replace(/^_+/, "");
  return stripped === "" ? name : `_${stripped}${name}`;
}
