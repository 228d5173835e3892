/**
 * binding - which declaration each name of an emitted module means, and what is known of it.
 *
 * In      the module as a JavaScript tree, not yet opened
 * Out     a Binding for each identifier that is a reference or a declaration; a name without one is not declared in the text
 *
 * All variables of the module's body are one scope (Python has no blocks), those of functions have JavaScript's blocks.
 */
import { seenName } from "../../emit/names.js";
import type * as E from "../estree.js";
import { boundNames, eachChild } from "../estree.js";
import { pythonName } from "./spelling.js";

/** A function, a class body or the module's body: what becomes one JavaScript function. */
export interface Owner {
  readonly parent: Owner | null;
  readonly node: E.FunctionNode | E.ClassNode | E.Program;
  /** Arrow functions see the `this` of their owner. */
  readonly arrow: boolean;
}

export interface Binding {
  /** Name in the TypeScript text. */
  readonly name: string;
  readonly python: string;
  /** helper: imported from "gilt"; module: variable of the module; catch: variable of a catch clause */
  kind: "module" | "local" | "parameter" | "helper" | "catch";
  /** helper: its name in gilt */
  readonly imported: string;
  readonly owner: Owner;
  /** The declaration, if the name is a function or class that is never bound again. */
  fn: E.FunctionNode | null;
  cls: E.ClassNode | null;
  /** Bound by `import * as` and nowhere else. */
  namespace: boolean;
  declarations: number;
  writes: number;
  /** Read or written in another owner than its own. */
  captured: boolean;
  /** Written in another owner than its own, or in the middle of an expression. */
  volatile: boolean;
  /** `x = unbound` occurs. */
  deleted: boolean;
  /** A reference stands before the declaration's end in the text. */
  early: boolean;
  /** Declared by `let x!`: may be unbound. */
  definite: boolean;
  /** Rest or options parameter that holds keywords. */
  keywords: boolean;
  /** A rest parameter: an array, not a Python value, until it is assigned. */
  rest: boolean;
  /** Offset at which its first declaration is complete. */
  position: number;
}

/** Whether its reads need a look at the flow, to find out where it may be unbound. */
export function isTracked(binding: Binding): boolean {
  return binding.kind !== "helper" && binding.kind !== "catch" && (binding.definite || binding.deleted || binding.early);
}

export interface Bindings {
  readonly of: ReadonlyMap<E.Identifier, Binding>;
  /** The module's variables in the order of the text. */
  readonly module: readonly Binding[];
}

/** Names without a `$` that lowered code uses itself: a variable of that name gets one. */
const OWN_NAMES: ReadonlySet<string> = new Set(["S", "END", "Float", "Tuple", "Kw", "Math", "Reflect", "Map", "Set"]);

interface Scope {
  readonly parent: Scope | null;
  readonly owner: Owner;
  readonly names: Map<string, Binding>;
}

/** @param temporaries names that the emitter made up: variables of the body's blocks, not of the module */
export function bind(program: E.Program, temporaries: Set<string>): Bindings {
  const of = new Map<E.Identifier, Binding>();
  const moduleVariables: Binding[] = [];
  const moduleOwner: Owner = { parent: null, node: program, arrow: false };
  const root: Scope = { parent: null, owner: moduleOwner, names: new Map() };

  function declare(scope: Scope, id: E.Identifier, kind: Binding["kind"], end: number, imported = ""): Binding {
    const isModule = scope.owner === moduleOwner && kind === "local" && !temporaries.has(id.name);
    const target = isModule ? root : scope;
    let binding = target.names.get(id.name);
    if (!binding) {
      binding = {
        name: id.name,
        python: seenName(pythonName(id.name)),
        kind: isModule ? "module" : kind,
        imported,
        owner: scope.owner,
        fn: null,
        cls: null,
        namespace: false,
        declarations: 0,
        writes: 0,
        captured: false,
        volatile: false,
        deleted: false,
        early: false,
        definite: false,
        keywords: false,
        rest: false,
        position: end,
      };
      target.names.set(id.name, binding);
      if (binding.kind === "module") moduleVariables.push(binding);
    }
    binding.declarations += 1;
    of.set(id, binding);
    return binding;
  }

  /** Declarations of one block, before any of its statements is visited. */
  function hoist(scope: Scope, body: readonly E.Statement[]): void {
    for (const raw of body) {
      const statement = raw.type === "ExportNamedDeclaration" && raw.declaration ? raw.declaration : raw;
      switch (statement.type) {
        case "VariableDeclaration":
          for (const { id, init, end } of statement.declarations)
            for (const name of boundNames(id)) {
              const binding = declare(scope, name, "local", end);
              if (init) binding.writes += 1;
              if (name.$definite) binding.definite = true;
            }
          break;
        case "FunctionDeclaration": {
          const binding = declare(scope, statement.id, "local", statement.end);
          binding.writes += 1;
          binding.fn = statement;
          break;
        }
        case "ClassDeclaration": {
          const binding = declare(scope, statement.id, "local", statement.end);
          binding.writes += 1;
          binding.cls = statement;
          break;
        }
        case "ImportDeclaration":
          for (const specifier of statement.specifiers) {
            if (statement.source.value === "gilt" && specifier.type === "ImportSpecifier") {
              declare(scope, specifier.local, "helper", statement.end, specifier.imported.name);
              continue;
            }
            const binding = declare(scope, specifier.local, "local", statement.end);
            binding.writes += 1;
            binding.namespace = specifier.type === "ImportNamespaceSpecifier";
          }
          break;
      }
    }
  }

  function lookup(scope: Scope | null, name: string): Binding | null {
    for (let at = scope; at; at = at.parent) {
      const found = at.names.get(name);
      if (found) return found;
    }
    return null;
  }

  function reference(scope: Scope, id: E.Identifier, write: boolean, inner: boolean): void {
    const binding = lookup(scope, id.name);
    if (!binding) return;
    of.set(id, binding);
    if (binding.owner !== scope.owner) binding.captured = true;
    if (id.start < binding.position && binding.kind !== "helper") binding.early = true;
    if (write) {
      binding.writes += 1;
      if (inner || binding.owner !== scope.owner) binding.volatile = true;
    }
  }

  function block(parent: Scope, body: readonly E.Statement[]): void {
    const scope: Scope = { parent, owner: parent.owner, names: new Map() };
    hoist(scope, body);
    for (const statement of body) visit(scope, statement);
  }

  function pattern(scope: Scope, target: E.Pattern | null, inner: boolean): void {
    switch (target?.type) {
      case "Identifier":
        reference(scope, target, true, inner);
        break;
      case "ArrayPattern":
        for (const element of target.elements) pattern(scope, element, inner);
        break;
      case "ObjectPattern":
        for (const property of target.properties) pattern(scope, property.type === "RestElement" ? property.argument : (property.value as E.Pattern), inner);
        break;
      case "AssignmentPattern":
        pattern(scope, target.left, inner);
        visit(scope, target.right);
        break;
      case "RestElement":
        pattern(scope, target.argument, inner);
        break;
      case "MemberExpression":
        visit(scope, target);
        break;
    }
  }

  /** Initial values inside a pattern that declares. */
  function defaults(scope: Scope, target: E.Pattern | null): void {
    if (target?.type === "AssignmentPattern") {
      visit(scope, target.right);
      defaults(scope, target.left);
    } else if (target?.type === "ArrayPattern") for (const element of target.elements) defaults(scope, element);
    else if (target?.type === "ObjectPattern")
      for (const property of target.properties) defaults(scope, property.type === "RestElement" ? property.argument : (property.value as E.Pattern));
    else if (target?.type === "RestElement") defaults(scope, target.argument);
  }

  function functionLike(outer: Scope, node: E.FunctionNode): void {
    const owner: Owner = { parent: outer.owner, node, arrow: node.type === "ArrowFunctionExpression" };
    const scope: Scope = { parent: outer, owner, names: new Map() };
    for (const parameter of node.params) {
      const bare = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      for (const id of boundNames(parameter)) declare(scope, id, "parameter", parameter.end).writes += 1;
      if (bare.type === "Identifier" && bare.$type === "Keywords") of.get(bare)!.keywords = true;
      if (bare.type === "RestElement" && bare.argument.type === "Identifier") of.get(bare.argument)!.rest = true;
      // a default is evaluated outside of the function
      defaults(outer, parameter);
    }
    if (node.body.type === "BlockStatement") {
      hoist(scope, node.body.body);
      for (const statement of node.body.body) visit(scope, statement);
    } else visit(scope, node.body);
  }

  function classLike(outer: Scope, node: E.ClassNode): void {
    if (node.superClass) visit(outer, node.superClass);
    for (const decorator of node.decorators) visit(outer, decorator);
    const scope: Scope = { parent: outer, owner: { parent: outer.owner, node, arrow: false }, names: new Map() };
    for (const item of node.body.body) {
      if (item.type === "StaticBlock") {
        block(scope, item.body);
        continue;
      }
      for (const decorator of item.decorators) visit(scope, decorator);
      if (item.computed) visit(scope, item.key as E.Expression);
      if (item.value) visit(scope, item.value);
    }
  }

  function visit(scope: Scope, node: E.Node | null, inner = true): void {
    if (!node) return;
    switch (node.type) {
      case "Identifier":
        reference(scope, node, false, false);
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        functionLike(scope, node);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        classLike(scope, node);
        return;
      case "BlockStatement":
        block(scope, node.body);
        return;
      case "ExportNamedDeclaration":
        visit(scope, node.declaration);
        return;
      case "ImportDeclaration":
        return;
      case "VariableDeclaration":
        for (const declarator of node.declarations) {
          defaults(scope, declarator.id);
          visit(scope, declarator.init);
        }
        return;
      case "ExpressionStatement":
        visit(scope, node.expression, false);
        return;
      case "AssignmentExpression": {
        if (node.right.type === "Identifier" && node.left.type === "Identifier") {
          const right = lookup(scope, node.right.name);
          if (right?.kind === "helper" && right.imported === "unbound") {
            const left = lookup(scope, node.left.name);
            if (left) left.deleted = true;
          }
        }
        pattern(scope, node.left, inner);
        visit(scope, node.right);
        return;
      }
      case "UpdateExpression":
        pattern(scope, node.argument as E.Pattern, true);
        return;
      case "MemberExpression":
        visit(scope, node.object);
        if (node.computed) visit(scope, node.property);
        return;
      case "Property":
        if (node.computed) visit(scope, node.key);
        visit(scope, node.value);
        return;
      case "LabeledStatement":
        visit(scope, node.body);
        return;
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "ForOfStatement": {
        visit(scope, node.right);
        const own: Scope = { parent: scope, owner: scope.owner, names: new Map() };
        if (node.left.type === "VariableDeclaration") {
          for (const id of node.left.declarations.flatMap((d) => boundNames(d.id))) declare(own, id, "local", node.left.end).writes += 1;
        } else pattern(scope, node.left, false);
        visit(own, node.body);
        return;
      }
      case "ForStatement": {
        const own: Scope = { parent: scope, owner: scope.owner, names: new Map() };
        if (node.init?.type === "VariableDeclaration") hoist(own, [node.init]);
        visit(own, node.init);
        visit(own, node.test);
        visit(own, node.update, false);
        visit(own, node.body);
        return;
      }
      case "SwitchStatement":
        visit(scope, node.discriminant);
        {
          const own: Scope = { parent: scope, owner: scope.owner, names: new Map() };
          hoist(
            own,
            node.cases.flatMap((item) => item.consequent),
          );
          for (const item of node.cases) {
            visit(own, item.test);
            for (const statement of item.consequent) visit(own, statement);
          }
        }
        return;
      case "TryStatement":
        visit(scope, node.block);
        if (node.handler) {
          const own: Scope = { parent: scope, owner: scope.owner, names: new Map() };
          if (node.handler.param?.type === "Identifier") declare(own, node.handler.param, "catch", node.handler.param.end).writes += 1;
          visit(own, node.handler.body);
        }
        visit(scope, node.finalizer);
        return;
      default:
        eachChild(node, (child) => visit(scope, child));
    }
  }

  hoist(root, program.body);
  for (const statement of program.body) visit(root, statement);
  for (const [id, binding] of of) if (binding.kind !== "helper" && OWN_NAMES.has(id.name)) id.name += "$";
  for (const binding of new Set(of.values())) {
    if (binding.kind !== "helper" && OWN_NAMES.has(binding.name)) (binding as { name: string }).name += "$";
    if (binding.writes > 1 || binding.declarations > 1) {
      binding.fn = null;
      binding.cls = null;
      binding.namespace = false;
      binding.rest = false;
    }
  }
  passOn(of, temporaries);
  return { of, module: moduleVariables };
}

/** What is given to several targets is the emitter's own until the last one has it: named as a temporary, it is saved no longer than that. */
function passOn(of: ReadonlyMap<E.Identifier, Binding>, temporaries: Set<string>): void {
  const passed = new Map<Binding, string>();
  for (const [id, binding] of of) {
    if (binding.kind !== "local" || binding.captured || binding.writes !== 1 || !/^item\d*$/.test(binding.name) || !temporaries.has(binding.name)) continue;
    let name = passed.get(binding);
    if (name === undefined) {
      name = `$x0$${passed.size + 1}`;
      passed.set(binding, name);
      temporaries.add(name);
    }
    id.name = name;
  }
}
