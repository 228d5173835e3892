/**
 * scope - which variable each name means, which variables closures share, and which of those need a cell.
 *
 * In      a Program (estree.ts)
 * Out     Scopes; identifiers get `$b`, functions `$f`
 * Cells   A captured variable is copied into its closures if it is never reassigned and every capturing closure is made after its declaration;
 *         otherwise it lives in a cell `{ v }`. Module variables are neither: they stay JavaScript's own.
 */
import { boundNames, eachChild, id, isClass, isFunction } from "./estree.js";
import type { ClassNode, FunctionNode, Identifier, Node, Pattern, Program, PropertyDefinition, Statement, StaticBlock } from "./estree.js";
import { markLocal } from "./sites.js";

export type BindingKind = "var" | "let" | "const" | "param" | "catch" | "function" | "class" | "import" | "own";

/** One variable. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  readonly fn: FunctionInfo;
  /** The function or class that the declaration makes, for names of those. */
  readonly self: Node | undefined;
  readonly refs: { readonly fn: FunctionInfo; readonly start: number }[];
  writes: number;
  /** Where its value is there, in source offsets. */
  declEnd: number;
  noInit: boolean;
  captured: boolean;
  /** Lives in a cell. */
  boxed: boolean;
  /** A closure captures it before its declaration is reached: its cell is made at the start of the block. */
  early: boolean;
  /** Its cell exists already when its declaration is reached (flatten.ts). */
  made: boolean;
  /** The name in lowered code, unlike any other of the same outermost function. */
  uname: string;
}

export interface Scope {
  readonly parent: Scope | null;
  readonly fn: FunctionInfo;
  readonly vars: Map<string, Binding>;
  readonly order: number;
}

/** What is known about a function; the module body counts as one. */
export interface FunctionInfo {
  readonly node: Node;
  readonly parent: FunctionInfo | null;
  readonly isModule: boolean;
  readonly arrow: boolean;
  /** Variables of outer functions used in it or in functions in it. */
  readonly free: Set<Binding>;
  readonly bindings: Binding[];
  /** When, on the clock of the walk, the function is made; a function declaration at the start of its block, a member with its class. */
  order: number;
  name: string;
  usesThis: boolean;
  usesArguments: boolean;
  /** The class, if it is a member of one. */
  cls: ClassNode | undefined;
  isStatic: boolean;
  memberKind: "constructor" | "method" | "get" | "set" | "object method" | "field" | "static block" | undefined;
  /** Whether it has a site, a cell or a lowered child: it then goes through flatten.ts. */
  sites: boolean;
  lowered: boolean;
  done: boolean;
}

export interface Scopes {
  readonly functions: FunctionInfo[];
  readonly bindings: Binding[];
  /** Names that nothing declares. */
  readonly globals: Set<string>;
  readonly module: FunctionInfo;
  readonly root: Scope;
}

/** Whether there may be statements, and so declarations, in a node: not in expressions but those of functions. */
function holdsStatements({ type }: Node): boolean {
  if (type === "ExpressionStatement" || type === "ReturnStatement" || type === "ThrowStatement") return false;
  return type.endsWith("Statement") || type === "Program" || type === "SwitchCase" || type === "CatchClause" || type === "ExportNamedDeclaration";
}

export function analyze(program: Program): Scopes {
  const functions: FunctionInfo[] = [];
  const bindings: Binding[] = [];
  const globals = new Set<string>();
  let clock = 0;

  const info = (node: Node, parent: FunctionInfo | null, extra: Partial<FunctionInfo> = {}): FunctionInfo => ({
    node,
    parent,
    isModule: parent === null,
    arrow: node.type === "ArrowFunctionExpression",
    free: new Set(),
    bindings: [],
    order: clock,
    name: "",
    usesThis: false,
    usesArguments: false,
    cls: undefined,
    isStatic: false,
    memberKind: undefined,
    sites: false,
    lowered: false,
    done: false,
    ...extra,
  });
  const module = info(program, null);
  program.$f = module;
  const newScope = (parent: Scope | null, fn: FunctionInfo): Scope => ({ parent, fn, vars: new Map(), order: clock });

  function declare(scope: Scope, name: Identifier, kind: BindingKind, self?: Node, fn: FunctionInfo = scope.fn): Binding {
    const old = kind === "var" || kind === "function" ? scope.vars.get(name.name) : undefined;
    if (old) {
      name.$b = old;
      old.writes++;
      return old;
    }
    const binding: Binding = {
      name: name.name,
      kind,
      scope,
      fn,
      self,
      refs: [],
      writes: 0,
      declEnd: Number.POSITIVE_INFINITY,
      noInit: false,
      captured: false,
      boxed: false,
      early: false,
      made: false,
      uname: name.name,
    };
    if (kind === "param" || kind === "own" || kind === "catch" || kind === "import") binding.declEnd = clock;
    scope.vars.set(name.name, binding);
    fn.bindings.push(binding);
    bindings.push(binding);
    name.$b = binding;
    return binding;
  }

  function lookup(scope: Scope | null, name: string): Binding | undefined {
    for (let at = scope; at; at = at.parent) {
      const found = at.vars.get(name);
      if (found) return found;
    }
    return undefined;
  }

  function reference(scope: Scope, name: Identifier, write: boolean): void {
    const binding = lookup(scope, name.name);
    if (!binding) {
      if (name.name === "arguments")
        for (let f: FunctionInfo | null = scope.fn; f; f = f.parent) {
          f.usesArguments = true;
          if (!f.arrow) break;
        }
      globals.add(name.name);
      return;
    }
    name.$b = binding;
    if (binding.fn.isModule) {
      if (write) binding.writes++;
      return;
    }
    binding.refs.push({ fn: scope.fn, start: clock });
    if (write) binding.writes++;
    if (binding.fn !== scope.fn) binding.captured = true;
    for (let f: FunctionInfo | null = scope.fn; f && f !== binding.fn; f = f.parent) f.free.add(binding);
  }

  function hoistVars(node: Node, scope: Scope): void {
    if (isFunction(node) || isClass(node)) return;
    if (node.type === "VariableDeclaration" && node.kind === "var")
      for (const declarator of node.declarations)
        for (const name of boundNames(declarator.id)) {
          const binding = declare(scope, name, "var");
          binding.writes++;
          binding.declEnd = clock;
        }
    if (holdsStatements(node)) eachChild(node, (child) => hoistVars(child, scope));
  }

  function hoistBlock(body: readonly Statement[], scope: Scope): void {
    for (const outer of body) {
      const s: Node = (outer.type === "ExportNamedDeclaration" || outer.type === "ExportDefaultDeclaration") && outer.declaration ? outer.declaration : outer;
      if (s.type === "VariableDeclaration" && s.kind !== "var")
        for (const declarator of s.declarations)
          for (const name of boundNames(declarator.id)) {
            const binding = declare(scope, name, s.kind);
            if (!declarator.init) binding.noInit = true;
          }
      else if (s.type === "FunctionDeclaration") declare(scope, s.id, "function", s).declEnd = clock;
      else if (s.type === "ClassDeclaration") declare(scope, s.id, "class", s);
      else if (s.type === "ImportDeclaration") for (const specifier of s.specifiers) declare(scope, specifier.local, "import");
    }
  }

  /** A pattern: its defaults, and for assignments its targets. */
  function pattern(p: Node | null, scope: Scope, write: boolean): void {
    switch (p?.type) {
      case undefined:
        return;
      case "Identifier":
        if (write) reference(scope, p, true);
        return;
      case "ObjectPattern":
        for (const property of p.properties) {
          if (property.type === "RestElement") pattern(property.argument, scope, write);
          else {
            if (property.computed) visit(property.key, scope);
            pattern(property.value, scope, write);
          }
        }
        return;
      case "ArrayPattern":
        for (const element of p.elements) pattern(element, scope, write);
        return;
      case "AssignmentPattern":
        pattern(p.left, scope, write);
        visit(p.right, scope);
        return;
      case "RestElement":
        pattern(p.argument, scope, write);
        return;
      default:
        visit(p, scope);
    }
  }

  const settle = (p: Pattern) => {
    for (const name of boundNames(p)) if (name.$b && name.$b.declEnd === Number.POSITIVE_INFINITY) name.$b.declEnd = clock;
  };

  function enter(node: FunctionNode, scope: Scope, extra: Partial<FunctionInfo> = {}): void {
    const f = info(node, scope.fn, extra);
    node.$f = f;
    functions.push(f);
    f.name = node.id?.name ?? extra.name ?? node.$name ?? "";
    if (node.type === "FunctionDeclaration" && node.id.$b) f.order = node.id.$b.scope.order;
    const outer = newScope(scope, f);
    if (node.type === "FunctionExpression" && node.id) declare(outer, node.id, "own", node);
    clock++;
    const inner = newScope(outer, f);
    for (const p of node.params) for (const name of boundNames(p)) declare(inner, name, "param");
    if (node.body.type === "BlockStatement") {
      hoistVars(node.body, inner);
      hoistBlock(node.body.body, inner);
    }
    for (const p of node.params) pattern(p, inner, false);
    if (node.body.type === "BlockStatement")
      node.body.body.forEach((s, i) => {
        const { usesThis } = f;
        visit(s, inner);
        if (i < (node.$prologue ?? 0)) f.usesThis = usesThis; // the prologue runs in the fast form only
      });
    else visit(node.body, inner);
  }

  function visitClass(node: ClassNode, scope: Scope): void {
    if (node.superClass) visit(node.superClass, scope);
    for (const decorator of node.decorators) visit(decorator, scope);
    let inner = scope;
    const order = clock;
    if (node.type === "ClassExpression" && node.id) {
      inner = newScope(scope, scope.fn);
      declare(inner, node.id, "class", node).declEnd = clock;
    }
    for (const m of node.body.body) {
      if (m.type !== "StaticBlock") {
        if (m.computed) visit(m.key, inner);
        for (const decorator of m.decorators) visit(decorator, inner);
      }
      if (m.type === "MethodDefinition") {
        const name = m.key.type === "Identifier" || m.key.type === "PrivateIdentifier" ? m.key.name : "";
        enter(m.value, inner, { cls: node, isStatic: m.static, memberKind: m.kind, name, order });
      } else visitField(m, node, inner, order);
    }
    if (node.type === "ClassDeclaration" && node.id.$b) node.id.$b.declEnd = clock;
  }

  /** A field's value, or a static block: a function of its own that cannot be lowered. */
  function visitField(m: PropertyDefinition | StaticBlock, cls: ClassNode, scope: Scope, order: number): void {
    const f = info(m, scope.fn, {
      cls,
      isStatic: m.type === "StaticBlock" || m.static,
      memberKind: m.type === "StaticBlock" ? "static block" : "field",
      order,
    });
    m.$f = f;
    functions.push(f);
    const inner = newScope(scope, f);
    clock++;
    if (m.type === "StaticBlock") {
      hoistBlock(m.body, inner);
      for (const s of m.body) visit(s, inner);
    } else if (m.value) visit(m.value, inner);
  }

  function visit(node: Node | null, scope: Scope): void {
    if (!node) return;
    clock++;
    switch (node.type) {
      // the frequent ones first: they are asked for in order
      case "Identifier":
        reference(scope, node, false);
        return;
      case "Literal":
      case "Raw":
        return;
      case "MemberExpression":
        visit(node.object, scope);
        if (node.computed) visit(node.property, scope);
        return;
      case "CallExpression":
        markLocal(node);
        visit(node.callee, scope);
        for (let i = 0; i < node.arguments.length; i++) visit(node.arguments[i]!, scope);
        return;
      case "ExpressionStatement":
        visit(node.expression, scope);
        return;
      case "ThisExpression":
        for (let f: FunctionInfo | null = scope.fn; f; f = f.parent) {
          f.usesThis = true;
          if (!f.arrow) break;
        }
        return;
      case "Super": {
        let f = scope.fn;
        f.usesThis = true;
        while (f.arrow && f.parent) {
          f = f.parent;
          f.usesThis = true;
        }
        node.$static = f.isStatic;
        const home = f.cls?.id?.name ?? f.cls?.$name;
        if (home !== undefined) {
          node.$home = id(home, node);
          reference(scope, node.$home, false);
        }
        return;
      }
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        enter(node, scope);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        visitClass(node, scope);
        return;
      case "Property":
        if (node.computed) visit(node.key, scope);
        if (isFunction(node.value)) {
          const name = node.key.type === "Identifier" ? node.key.name : node.key.type === "Literal" ? String(node.key.value) : "";
          enter(node.value, scope, { memberKind: node.kind === "init" ? (node.method ? "object method" : undefined) : node.kind, name });
        } else visit(node.value, scope);
        return;
      case "VariableDeclaration":
        for (const declarator of node.declarations) {
          const value = declarator.init;
          if (value && declarator.id.type === "Identifier" && (isFunction(value) || isClass(value)) && !value.id) value.$name = declarator.id.name;
          pattern(declarator.id, scope, false);
          visit(value, scope);
          clock++;
          if (node.kind !== "var") settle(declarator.id);
        }
        return;
      case "AssignmentExpression":
        pattern(node.left, scope, true);
        visit(node.right, scope);
        return;
      case "UpdateExpression":
        if (node.argument.type === "Identifier") reference(scope, node.argument, true);
        else visit(node.argument, scope);
        return;
      case "BlockStatement": {
        const inner = newScope(scope, scope.fn);
        hoistBlock(node.body, inner);
        for (const s of node.body) visit(s, inner);
        return;
      }
      case "SwitchStatement": {
        visit(node.discriminant, scope);
        const inner = newScope(scope, scope.fn);
        for (const c of node.cases) hoistBlock(c.consequent, inner);
        for (const c of node.cases) {
          visit(c.test, inner);
          for (const s of c.consequent) visit(s, inner);
        }
        return;
      }
      case "ForStatement": {
        const inner = newScope(scope, scope.fn);
        if (node.init?.type === "VariableDeclaration") hoistBlock([node.init], inner);
        visit(node.init, inner);
        visit(node.test, inner);
        visit(node.update, inner);
        visit(node.body, inner);
        return;
      }
      case "ForOfStatement":
      case "ForInStatement": {
        visit(node.right, scope);
        const inner = newScope(scope, scope.fn);
        const left = node.left;
        if (left.type === "VariableDeclaration") {
          hoistBlock([left], inner);
          const target = left.declarations[0]?.id ?? null;
          for (const name of boundNames(target)) if (name.$b) name.$b.noInit = false;
          pattern(target, inner, false);
          clock++;
          if (target) settle(target);
        } else pattern(left, inner, true);
        visit(node.body, inner);
        return;
      }
      case "CatchClause": {
        const inner = newScope(scope, scope.fn);
        if (node.param) {
          for (const name of boundNames(node.param)) declare(inner, name, "catch");
          pattern(node.param, inner, false);
        }
        visit(node.body, inner);
        return;
      }
      case "LabeledStatement":
        visit(node.body, scope);
        return;
      case "ExportNamedDeclaration":
        if (node.declaration) visit(node.declaration, scope);
        else if (!node.source) for (const specifier of node.specifiers) visit(specifier.local, scope);
        return;
      case "ExportDefaultDeclaration":
        visit(node.declaration, scope);
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "MetaProperty":
        return;
      default:
        eachChild(node, (child) => visit(child, scope));
    }
  }

  const root = newScope(null, module);
  hoistVars(program, root);
  hoistBlock(program.body, root);
  for (const s of program.body) visit(s, root);
  return { functions, bindings, globals, module, root };
}

/** Decides which captured variables live in cells. */
export function chooseCells(scopes: Scopes): void {
  for (const b of scopes.bindings) {
    if (!b.captured || b.kind === "own" || b.fn.isModule) continue;
    let boxed = b.writes > 0 || b.noInit;
    for (const r of b.refs) {
      if (r.fn === b.fn) continue;
      let child = r.fn;
      while (child.parent && child.parent !== b.fn) child = child.parent;
      const node = child.cls ?? child.node;
      if (b.self === node) continue;
      const made = child.order;
      if (made < b.declEnd || (b.kind === "function" && made <= b.declEnd)) {
        boxed = true;
        if (made < b.declEnd) b.early = true;
      }
    }
    b.boxed = boxed;
  }
}

/**
 * Gives each variable a name unlike the others that its function and the closures in it use. Functions come before those inside them,
 * so the names of captured variables are there already.
 */
export function nameVariables(scopes: Scopes, reserved: Iterable<string>): void {
  const always = new Set([...reserved, ...scopes.globals, ...scopes.root.vars.keys()]);
  for (const f of scopes.functions) {
    const used = new Set<string>();
    for (const b of f.free) used.add(b.uname);
    for (const b of f.bindings) if (b.kind === "own") used.add(b.name);
    for (const b of f.bindings) {
      if (b.kind === "own") continue;
      let name = b.name;
      for (let i = 1; used.has(name) || always.has(name) || isOwnName(name); i++) name = `${b.name}$${i}`;
      used.add(name);
      b.uname = name;
    }
  }
}

/** Names that lowered code makes up for itself. */
function isOwnName(name: string): boolean {
  return name.charCodeAt(0) === 36 && /^\$(?:[exhpLF]\d+|mk\d+|pc|fr|l|f|this|d|y|r|e|self|super)$/.test(name);
}
