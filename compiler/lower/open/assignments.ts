/**
 * assignments - `x = e`, `o.x = e`, `xs[i] = e`, `[a, b] = e` and their augmented forms.
 *
 * Python evaluates the value first, then the object and the index of the target.
 */
import { jsName } from "../../../runtime/objects/names.js";
import type * as E from "../estree.js";
import { assign, call, literal, member, statement } from "../estree.js";
import { attributeOf, indexOf, indexStoreOf, isClassLike, isOwnClass, namespaceCall, readField, readOf, storeOf } from "./attributes.js";
import { binary, declare, index, isAtom, isSimple, property, set, undefinedAt, when } from "./context.js";
import type { Context, Place } from "./context.js";
import { inOrder, openExpression, openList, unboundName, variable } from "./expressions.js";

/** As an expression: only variables are assigned there; what else there is becomes a statement before. */
export function openAssignment(c: Context, node: E.AssignmentExpression): E.Expression {
  const { left } = node;
  if (left.type === "Identifier" && !isUnbound(c, node.right)) return assignName(c, node, left);
  const value = node.operator === "=" ? keep(c, openExpression(c, node.right)) : c.fail(node, "an augmented assignment in an expression");
  store(c, left, value, node);
  return value;
}

function keep(c: Context, value: E.Expression): E.Expression {
  return isAtom(value) ? value : c.hoist(value);
}

function isUnbound(c: Context, node: E.Expression): boolean {
  return c.helperName(node) === "unbound";
}

function assignName(c: Context, node: E.AssignmentExpression, left: E.Identifier): E.Expression {
  if (node.operator === "=") {
    // `global C; class C: ...` in a function: what it makes is named as the module's
    const outer = c.globalName;
    c.globalName = c.fn.kind === "function" && c.binding(left)?.kind === "module" ? left.name : null;
    const right = openExpression(c, node.right);
    c.globalName = outer;
    return assign(variable(c, left), right, node);
  }
  const operator = node.operator.slice(0, -1);
  const [old, right] = openList(c, [left, node.right]) as [E.Expression, E.Expression];
  return assign(variable(c, left), binary(old, operator, right, node), node);
}

/** An assignment as a statement. */
export function openAssignmentStatement(c: Context, node: E.AssignmentExpression): E.Statement[] {
  const { left } = node;
  if (isUnbound(c, node.right)) return openUnbind(c, left, node);
  if (left.type === "Identifier") return [statement(assignName(c, node, left))];
  if (left.type === "MemberExpression" && node.operator !== "=") return [augmented(c, node, left)];
  if (node.operator !== "=") return c.fail(node, "this assignment");
  if (left.type === "ArrayPattern") {
    unpack(c, left, node.right, null, node);
    return [];
  }
  store(c, left, openExpression(c, node.right), node);
  return [];
}

/** `x = unbound`: `del x`. */
function openUnbind(c: Context, left: E.Pattern, at: E.Node): E.Statement[] {
  if (left.type === "MemberExpression") {
    const name = attributeOf(c, left);
    if (isOwnClass(c, left.object)) return [statement(namespaceCall(c, "del", [literal(name, at)], at))];
    if (left.object.type === "Super") return c.fail(at, "del of a super attribute");
    return [statement(c.callHelper("$delattr", [openExpression(c, left.object), literal(name, at)], at))];
  }
  if (left.type !== "Identifier") return c.fail(at, "this del");
  const name = variable(c, left);
  const test = when(binary(name, "===", undefinedAt(at), at), [statement(unboundName(c, left))], null, at);
  return [test, set(name.name, undefinedAt(at))];
}

/** Pushes the store of an opened value to `c.pre`. */
export function store(c: Context, target: E.Pattern, value: E.Expression, at: Place): void {
  switch (target.type) {
    case "Identifier":
      c.pre.push(statement(assign(variable(c, target), value, at)));
      return;
    case "MemberExpression": {
      if (!target.computed && isOwnClass(c, target.object)) {
        c.pre.push(statement(namespaceCall(c, "set", [literal(attributeOf(c, target), at), value], at)));
        return;
      }
      if (target.object.type === "Super") return c.fail(target, "a store to super");
      const held = isSimple(value) ? value : c.hoist(value);
      const object = keep(c, openExpression(c, target.object));
      if (!target.computed && c.options.isProven?.(target, "field") === true) {
        c.pre.push(statement(assign(property(object, jsName(attributeOf(c, target)), at), held, at)));
        return;
      }
      if (!target.computed) {
        c.pre.push(storeOf(c, object, attributeOf(c, target), held, target));
        return;
      }
      const key = openExpression(c, target.property as E.Expression);
      c.pre.push(indexStoreOf(c, object, isSimple(key) ? key : c.hoist(key), held, at));
      return;
    }
    case "ArrayPattern": {
      unpackInto(c, target, unpackCall(c, target, value, at), null, at, true);
      return;
    }
    default:
      c.fail(target, `the target ${target.type}`);
  }
}

/** `o.x += e`, `xs[i] += e` */
function augmented(c: Context, node: E.AssignmentExpression, left: E.MemberExpression): E.Statement {
  const operator = node.operator.slice(0, -1);
  if (left.object.type === "Super") return c.fail(node, "a store to super");
  if (!left.computed) {
    const name = attributeOf(c, left);
    if (isOwnClass(c, left.object)) {
      const [old, right] = inOrder(c, [() => namespaceCall(c, "get", [literal(name, node)], node), () => openExpression(c, node.right)]) as [
        E.Expression,
        E.Expression,
      ];
      return statement(namespaceCall(c, "set", [literal(name, node), binary(old, operator, right, node)], node));
    }
    const object = keep(c, openExpression(c, left.object));
    if (c.options.isProven?.(left, "field") === true) {
      const [old, right] = inOrder(c, [() => readField(c, object, name, left), () => openExpression(c, node.right)]) as [E.Expression, E.Expression];
      return statement(assign(property(object, jsName(name), left), binary(old, operator, right, node), node));
    }
    const [old, right] = inOrder(c, [
      () => readOf(c, object, name, left, isClassLike(c, left.object) ? "class" : "instance"),
      () => openExpression(c, node.right),
    ]) as [E.Expression, E.Expression];
    return storeOf(c, object, name, c.hoist(binary(old, operator, right, node)), left);
  }
  const [list, key] = inOrder(c, [() => openExpression(c, left.object as E.Expression), () => openExpression(c, left.property as E.Expression)]).map((e) =>
    keep(c, e),
  ) as [E.Expression, E.Expression];
  const [old, right] = inOrder(c, [() => indexOf(c, list, key, left), () => openExpression(c, node.right)]) as [E.Expression, E.Expression];
  return indexStoreOf(c, list, key, c.hoist(binary(old, operator, right, node)), node);
}

/** Helpers whose result is a raw array of known length. */
const RAW: ReadonlySet<string> = new Set(["unpack", "unpackRest", "importFrom", "matchSequence", "matchMapping", "matchClass"]);

/** `[a, b] = value`, or its declaration if `kind` is given. The value is a raw array in the text, or a tuple. Pushes to `c.pre`. */
export function unpack(c: Context, pattern: E.ArrayPattern, value: E.Expression, kind: "let" | "const" | null, at: Place): void {
  const width = pattern.elements.length;
  if (
    value.type === "ArrayExpression" &&
    value.elements.length === width &&
    value.elements.every((e) => e && e.type !== "SpreadElement") &&
    pattern.elements.every((e) => e?.type !== "RestElement")
  ) {
    const values = openList(c, value.elements as E.Expression[]).map((v) => (isConstant(c, v) ? v : c.hoist(v)));
    values.forEach((v, i) => {
      const target = pattern.elements[i];
      if (target) assignTo(c, target, v, kind, at);
    });
    return;
  }
  const helper = c.calledHelper(value);
  const opened = openExpression(c, value);
  const raw = (helper !== undefined && RAW.has(helper)) || (value.type === "Identifier" && c.options.temporaries.has(value.name));
  if (raw) unpackInto(c, pattern, opened, kind, at);
  else unpackInto(c, pattern, unpackCall(c, pattern, opened, at), kind, at, true);
}

function isConstant(c: Context, node: E.Expression): boolean {
  return node.type === "Literal" || (node.type === "Identifier" && /^\$[tk]\d/.test(node.name));
}

/** Assigns the items of a raw array. */
export function unpackInto(c: Context, pattern: E.ArrayPattern, items: E.Expression, kind: "let" | "const" | null, at: Place, checked = false): void {
  const array = c.hoist(items);
  pattern.elements.forEach((target, i) => {
    if (!target) return;
    if (target.type === "RestElement" && !checked) assignTo(c, target.argument, call(member(array, "slice", at), [literal(i, at)], at), kind, at);
    else assignTo(c, target.type === "RestElement" ? target.argument : target, index(array, literal(i, at), at), kind, at);
  });
}

/** Assigns an opened value to a target, or declares it; nested patterns are Python's checked unpacking. */
export function assignTo(c: Context, target: E.Pattern, value: E.Expression, kind: "let" | "const" | null, at: Place): void {
  if (target.type === "ArrayPattern") {
    unpackInto(c, target, unpackCall(c, target, value, at), kind, at, true);
    return;
  }
  if (kind !== null && target.type === "Identifier" && c.binding(target)?.kind !== "module") {
    c.pre.push(declare(kind, target.name, value, target));
    return;
  }
  store(c, target, value, at);
}

/** The checked unpacking of a value by a pattern, as a raw array. */
export function unpackCall(c: Context, pattern: E.ArrayPattern, value: E.Expression, at: Place): E.Expression {
  const rest = pattern.elements.findIndex((element) => element?.type === "RestElement");
  if (rest >= 0) return c.callHelper("$unpackRest", [value, literal(rest, at), literal(0, at)], at);
  return c.callHelper("$unpack", [value, literal(pattern.elements.length, at)], at);
}
