/**
 * flow - which reads of variables may find them unbound.
 *
 * In      the module's tree and its bindings
 * Out     the identifiers whose reads need a check
 *
 * Walks statements in order with the set of variables that are bound for sure. A function's body starts with what is bound
 * where the function is made, and with what the statements after it bind, up to the first that may run code of the module:
 * nothing can call the function before.
 */
import type * as E from "../estree.js";
import { boundNames, eachChild, isFunction } from "../estree.js";
import { isTracked } from "./binding.js";
import type { Binding, Bindings } from "./binding.js";

/** Variables bound for sure; null where control never comes. */
type State = Set<Binding> | null;

interface Jump {
  readonly labels: readonly string[];
  readonly kind: "loop" | "switch" | "block";
  breaks: State[];
  continues: State[];
}

export function findUnchecked(program: E.Program, bindings: Bindings): Set<E.Identifier> {
  const checked = new Set<E.Identifier>();
  const jumps: Jump[] = [];
  if (![...bindings.of.values()].some(isTracked)) return checked;

  const tracked = (id: E.Identifier): Binding | null => {
    const binding = bindings.of.get(id);
    return binding && isTracked(binding) ? binding : null;
  };
  const helper = (node: E.Node | null): string | null => {
    if (node?.type !== "Identifier") return null;
    const binding = bindings.of.get(node);
    return binding?.kind === "helper" ? binding.imported : null;
  };

  function meet(states: readonly State[]): State {
    const live = states.filter((state): state is Set<Binding> => state !== null);
    const [first, ...others] = live;
    if (!first) return null;
    return others.length === 0 ? new Set(first) : new Set([...first].filter((binding) => others.every((other) => other.has(binding))));
  }

  function read(id: E.Identifier, state: State): void {
    const binding = tracked(id);
    if (!binding || !state || state.has(binding)) return;
    checked.add(id);
    state.add(binding);
  }

  function write(pattern: E.Pattern | null, state: State): void {
    switch (pattern?.type) {
      case "Identifier": {
        const binding = tracked(pattern);
        if (binding) state?.add(binding);
        break;
      }
      case "ArrayPattern":
        for (const element of pattern.elements) write(element, state);
        break;
      case "ObjectPattern":
        for (const property of pattern.properties) write(property.type === "RestElement" ? property.argument : (property.value as E.Pattern), state);
        break;
      case "AssignmentPattern":
        write(pattern.left, state);
        break;
      case "RestElement":
        write(pattern.argument, state);
        break;
      case "MemberExpression":
        expression(pattern, state);
        break;
    }
  }

  /** Variables that may be unbound again somewhere inside. */
  function deletions(node: E.Node): Set<Binding> {
    const found = new Set<Binding>();
    const visit = (at: E.Node): void => {
      if (at.type === "AssignmentExpression" && at.left.type === "Identifier" && helper(at.right) === "unbound") {
        const binding = tracked(at.left);
        if (binding) found.add(binding);
      }
      eachChild(at, visit);
    };
    visit(node);
    return found;
  }

  function without(state: State, gone: ReadonlySet<Binding>): State {
    return state && new Set([...state].filter((binding) => !gone.has(binding)));
  }

  /** A function made at `state`: its body runs later, when nothing that can be unbound again counts. */
  function functionBody(node: E.FunctionNode, state: State, later: ReadonlySet<Binding> = new Set()): void {
    const inner: State = new Set([...(state ?? []), ...later].filter((binding) => !binding.deleted));
    for (const parameter of node.params) {
      if (parameter.type === "AssignmentPattern") expression(parameter.right, state);
      for (const name of boundNames(parameter)) {
        const binding = tracked(name);
        if (binding) inner.add(binding);
      }
    }
    const outer = jumps.splice(0);
    if (node.body.type === "BlockStatement") statements(node.body.body, inner);
    else expression(node.body, inner);
    jumps.push(...outer);
  }

  function classBody(node: E.ClassNode, state: State, later: ReadonlySet<Binding> = new Set()): void {
    if (node.superClass) expression(node.superClass, state);
    for (const decorator of node.decorators) expression(decorator, state);
    for (const item of node.body.body) {
      if (item.type === "StaticBlock") {
        statements(item.body, state);
        continue;
      }
      for (const decorator of item.decorators) expression(decorator, state);
      if (!item.value) continue;
      if (isFunction(item.value)) functionBody(item.value as E.FunctionNode, state, later);
      else expression(item.value, state);
    }
  }

  /** Evaluates; `state` becomes what is bound after it. */
  function expression(node: E.Node | null, state: State): void {
    if (!node) return;
    switch (node.type) {
      case "Identifier":
        read(node, state);
        return;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        functionBody(node, state);
        return;
      case "ClassExpression":
        classBody(node, state);
        return;
      case "AssignmentExpression":
        if (node.left.type === "Identifier") {
          const binding = tracked(node.left);
          if (helper(node.right) === "unbound") {
            // the `del` itself checks
            if (binding) state?.delete(binding);
            return;
          }
          if (node.operator !== "=") read(node.left, state);
        } else if (node.left.type === "ArrayPattern") {
          expression(node.right, state);
          write(node.left, state);
          return;
        }
        expression(node.right, state);
        write(node.left, state);
        return;
      case "LogicalExpression": {
        expression(node.left, state);
        const right = state && new Set(state);
        expression(node.right, right);
        return;
      }
      case "ConditionalExpression": {
        const [yes, no] = branch(node.test, state);
        expression(node.consequent, yes);
        expression(node.alternate, no);
        const after = meet([yes, no]);
        if (state && after) for (const binding of after) state.add(binding);
        return;
      }
      case "CallExpression": {
        // the arrow of and(), or() runs here if at all
        const name = helper(node.callee);
        if ((name === "and" || name === "or") && node.arguments[1]?.type === "ArrowFunctionExpression") {
          expression(node.arguments[0]!, state);
          functionBody(node.arguments[1], state);
          return;
        }
        if (name === "localsOf") return;
        if (name === "annotate" && node.arguments[0]?.type === "MemberExpression") {
          // annotate(C.method, ...) in the body of C: a member that is being made, no variable C
          for (const argument of node.arguments.slice(1)) expression(argument, state);
          return;
        }
        if (node.callee.type === "ArrowFunctionExpression" && node.callee.body.type === "BlockStatement") {
          const outer = jumps.splice(0);
          statements(node.callee.body.body, state);
          jumps.push(...outer);
          return;
        }
        expression(node.callee, state);
        for (const argument of node.arguments) expression(argument, state);
        return;
      }
      case "MemberExpression":
        expression(node.object, state);
        if (node.computed) expression(node.property, state);
        return;
      case "Property":
        if (node.computed) expression(node.key, state);
        expression(node.value, state);
        return;
      case "Super":
      case "TemplateElement":
        return;
      default:
        eachChild(node, (child) => expression(child, state));
    }
  }

  /** A test: what is bound if it holds, and if not. */
  function branch(node: E.Expression, state: State): [State, State] {
    if (node.type === "UnaryExpression" && node.operator === "!") {
      const [yes, no] = branch(node.argument, state);
      return [no, yes];
    }
    if (node.type === "LogicalExpression" && node.operator !== "??") {
      const [yes, no] = branch(node.left, state);
      if (node.operator === "&&") {
        const [both, half] = branch(node.right, yes);
        return [both, meet([no, half])];
      }
      const [half, neither] = branch(node.right, no);
      return [meet([yes, half]), neither];
    }
    expression(node, state);
    const always = node.type === "Literal" && node.value === true;
    const never = node.type === "Literal" && node.value === false;
    return [never ? null : state && new Set(state), always ? null : state && new Set(state)];
  }

  /** Whether executing a statement cannot run code of the module: definitions, imports of gilt, plain values. */
  function isBenign(raw: E.Statement): boolean {
    const node = raw.type === "ExportNamedDeclaration" && raw.declaration ? raw.declaration : raw;
    switch (node.type) {
      case "FunctionDeclaration":
        return true;
      case "ImportDeclaration":
        return String(node.source.value).startsWith("gilt");
      case "VariableDeclaration":
        return node.declarations.every((declarator) => declarator.id.type === "Identifier" && (!declarator.init || isBenignValue(declarator.init)));
      case "ExpressionStatement":
        return isBenignValue(node.expression);
      case "ClassDeclaration":
        return (
          node.decorators.length === 0 &&
          (!node.superClass || node.superClass.type === "Identifier") &&
          node.body.body.every((item) =>
            item.type === "MethodDefinition" ? item.decorators.length === 0 : item.type === "PropertyDefinition" && (!item.value || isBenignValue(item.value)),
          )
        );
      case "EmptyStatement":
        return true;
      default:
        return false;
    }
  }

  function isBenignValue(node: E.Expression): boolean {
    switch (node.type) {
      case "Literal":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return true;
      case "Identifier":
        return !tracked(node);
      case "ArrayExpression":
        return node.elements.every((element) => element !== null && element.type !== "SpreadElement" && isBenignValue(element));
      case "UnaryExpression":
        return isBenignValue(node.argument);
      case "CallExpression":
        return (
          ["tuple", "dict", "list", "set", "frozenset"].includes(helper(node.callee) ?? "") &&
          node.arguments.every((argument) => argument.type !== "SpreadElement" && isBenignValue(argument as E.Expression))
        );
      case "NewExpression":
        return helper(node.callee) === "Float";
      default:
        return false;
    }
  }

  /** What the statements from `from` on bind before any of them may run code of the module. */
  function lookahead(body: readonly E.Statement[], from: number): Set<Binding> {
    const found = new Set<Binding>();
    for (let i = from; i < body.length; i++) {
      const raw = body[i]!;
      if (!isBenign(raw)) break;
      const node = raw.type === "ExportNamedDeclaration" && raw.declaration ? raw.declaration : raw;
      const names =
        node.type === "VariableDeclaration"
          ? node.declarations.filter((d) => d.init).flatMap((d) => boundNames(d.id))
          : node.type === "FunctionDeclaration" || node.type === "ClassDeclaration"
            ? [node.id]
            : node.type === "ImportDeclaration"
              ? node.specifiers.map((s) => s.local)
              : [];
      for (const name of names) {
        const binding = tracked(name);
        if (binding) found.add(binding);
      }
    }
    return found;
  }

  function statements(body: readonly E.Statement[], start: State): State {
    let state = start;
    body.forEach((raw, i) => {
      const node = raw.type === "ExportNamedDeclaration" && raw.declaration ? raw.declaration : raw;
      if (node.type === "FunctionDeclaration") {
        functionBody(node, state, lookahead(body, i));
        write(node.id, state);
      } else if (node.type === "ClassDeclaration") {
        classBody(node, state, isBenign(node) ? lookahead(body, i) : new Set());
        write(node.id, state);
      } else if (
        node.type === "VariableDeclaration" &&
        node.declarations.length === 1 &&
        node.declarations[0]!.init &&
        isFunction(node.declarations[0]!.init)
      ) {
        functionBody(node.declarations[0]!.init as E.FunctionNode, state, lookahead(body, i));
        write(node.declarations[0]!.id, state);
      } else state = statement(node, state);
    });
    return state;
  }

  function loop(labels: readonly string[], entry: State, node: E.Statement, run: (state: State) => State): State {
    const jump: Jump = { labels, kind: "loop", breaks: [], continues: [] };
    const start = without(entry, deletions(node));
    jumps.push(jump);
    const leaves = run(start);
    jumps.pop();
    return meet([leaves, ...jump.breaks]);
  }

  function statement(node: E.Statement, state: State, labels: readonly string[] = []): State {
    switch (node.type) {
      case "ExpressionStatement":
        expression(node.expression, state);
        return state;
      case "VariableDeclaration":
        for (const declarator of node.declarations) {
          expression(declarator.init, state);
          if (declarator.init) write(declarator.id, state);
        }
        return state;
      case "ImportDeclaration":
        for (const specifier of node.specifiers) write(specifier.local, state);
        return state;
      case "ReturnStatement":
        expression(node.argument, state);
        return null;
      case "ThrowStatement":
        expression(node.argument, state);
        return null;
      case "IfStatement": {
        const [yes, no] = branch(node.test, state);
        return meet([statement(node.consequent, yes), node.alternate ? statement(node.alternate, no) : no]);
      }
      case "BlockStatement": {
        if (labels.length === 0) return statements(node.body, state);
        const jump: Jump = { labels, kind: "block", breaks: [], continues: [] };
        jumps.push(jump);
        const end = statements(node.body, state);
        jumps.pop();
        return meet([end, ...jump.breaks]);
      }
      case "LabeledStatement":
        return statement(node.body, state, [...labels, node.label.name]);
      case "WhileStatement":
        return loop(labels, state, node, (start) => {
          const [yes, no] = branch(node.test, start);
          statement(node.body, yes);
          return no;
        });
      case "ForOfStatement":
        expression(node.right, state);
        return loop(labels, state, node, (start) => {
          const inside = start && new Set(start);
          write(node.left.type === "VariableDeclaration" ? node.left.declarations[0]!.id : node.left, inside);
          statement(node.body, inside);
          return start;
        });
      case "SwitchStatement": {
        expression(node.discriminant, state);
        const jump: Jump = { labels, kind: "switch", breaks: [], continues: [] };
        jumps.push(jump);
        let fall: State = null;
        for (const item of node.cases) fall = statements(item.consequent, meet([state, fall]));
        jumps.pop();
        const hasDefault = node.cases.some((item) => item.test === null);
        return meet([fall, hasDefault ? null : state, ...jump.breaks]);
      }
      case "BreakStatement":
        findJump(node.label?.name ?? null, (jump) => jump.kind !== "block")?.breaks.push(state && new Set(state));
        return null;
      case "ContinueStatement":
        return null;
      case "TryStatement":
        return tryStatement(node, state, labels);
      default:
        return state;
    }
  }

  function findJump(label: string | null, takes: (jump: Jump) => boolean): Jump | undefined {
    return jumps.findLast((jump) => (label === null ? takes(jump) : jump.labels.includes(label)));
  }

  function tryStatement(node: E.TryStatement, state: State, labels: readonly string[]): State {
    const jump: Jump = { labels, kind: "block", breaks: [], continues: [] };
    if (labels.length > 0) jumps.push(jump);
    const before = without(state, deletions(node.block));
    const ends: State[] = [statements(node.block.body, state && new Set(state))];
    if (node.handler) ends.push(statements(node.handler.body.body, before && new Set(before)));
    let end = meet(ends);
    if (node.finalizer) {
      const entry = node.handler ? without(before, deletions(node.handler.body)) : before;
      const after = statements(node.finalizer.body, entry && new Set(entry));
      const kept = without(end, deletions(node.finalizer));
      end = kept && after && new Set([...kept, ...after]);
    }
    if (labels.length > 0) jumps.pop();
    return meet([end, ...jump.breaks]);
  }

  statements(program.body, new Set());
  return checked;
}
