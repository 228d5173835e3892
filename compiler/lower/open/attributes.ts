/**
 * attributes - reads, stores and deletes of `o.x` and `xs[i]`.
 *
 *     ($v = o.x) !== undefined && typeof $v !== "function" ? $v : $getattr(o, "x")     a function may be a method to bind
 *     ($v = o.x) !== undefined ? $v : $getattr(o, "x")                                  proven to be a field
 *     ... && o.$inner !== true                                                           of a name under which the runtime's own objects keep something
 *     ($v = m.x) !== undefined ? $v : $getattr(m, "x")                                 m a module: nothing to bind
 *     ($v = $shownOf(C).x) !== undefined ...                                            C a class by all appearance
 *     ($v = xs[i]) !== undefined ? $v : $getitem(xs, i)
 *     o !== null && o.$plain === true ? o.x = v : $setattr(o, "x", v)
 *     this.$plain === true || this.$to_x === true ? this.x = v : $setattr(this, "x", v)  where a method stores to its instance
 */
import { jsName } from "../../../runtime/objects/names.js";
import type * as E from "../estree.js";
import { assign, call, id, literal, member, statement } from "../estree.js";
import { both, either, binary, choose, index, isAtom, isCalm, isFunctionTest, isSimple, property, undefinedAt } from "./context.js";
import type { Context, Place } from "./context.js";
import { inOrder, openExpression } from "./expressions.js";
import { attributeName } from "./spelling.js";

/** Names of properties that tuples, floats, bytes, iterators, generators have for the runtime's own use: such objects say `$inner`. */
const INNER: ReadonlySet<string> = new Set(
  (
    "active at backwards beyond busy changes count current cycles data depth deque dict done end entries exports f fill form frame func generator group hash " +
    "im initial items iterables iterator key kind last left link memory next object order parent part parts passed places pool pools position predicate r range " +
    "re returned reverse saved scanner sentinel sequence set size source sources started state step stop strict target total value version view"
  ).split(" "),
);

/** Python's name of the attribute that a member expression names. */
export function attributeOf(c: Context, node: E.MemberExpression): string {
  return node.property.type === "Identifier" && !node.computed ? attributeName(node.property.name) : c.fail(node, "this member");
}

/** Whether an expression is a module that an `import * as` binds. */
export function isModule(c: Context, node: E.Expression | E.Super): boolean {
  return node.type === "Identifier" && c.binding(node)?.namespace === true;
}

/** Whether an expression is a JavaScript array that is no Python value: the rest parameter. */
function isRest(c: Context, node: E.Expression | E.Super): boolean {
  return node.type === "Identifier" && c.binding(node)?.rest === true;
}

/** Whether an expression is what `enter()` gave, which is no Python value. */
function isEntered(c: Context, node: E.Expression | E.Super): boolean {
  return node.type === "Identifier" && node.name.startsWith("entered") && c.options.temporaries.has(node.name);
}

/** Whether an expression is the class whose body this is. */
export function isOwnClass(c: Context, node: E.Expression | E.Super): boolean {
  if (node.type !== "Identifier") return false;
  if (c.fn.className !== null) return node.name === c.fn.className;
  // where the class is no variable of the text, a name in front of the dot is the body's
  return c.fn.lexicalThis && node.name === classAround(c) && c.binding(node) === undefined;
}

/** The class whose body an expression is in, arrows of that body included: annotations and type aliases, which are evaluated later. */
export function classAround(c: Context): string | null {
  let { fn } = c;
  while (fn.className === null && fn.lexicalThis && fn.parent !== null) fn = fn.parent;
  return fn.className;
}

/** A call of the class body's namespace: `$ns.get("x")`. */
export function namespaceCall(c: Context, name: string, args: E.Expression[], at: Place): E.CallExpression {
  return call(member(id(c.fn.namespace!, at), name, at), args, at);
}

/** A name as classes have them. */
const CLASS_NAME = /^_*[A-Z]\w*[a-z]|^_*[A-Z]$/;

/** Whether an expression in front of a dot is a class by all appearance. */
export function isClassLike(c: Context, node: E.Expression | E.Super): boolean {
  switch (node.type) {
    case "Identifier": {
      const binding = c.binding(node);
      return binding?.cls != null || binding?.kind === "helper" || node.name === "cls" || node.name === "owner" || CLASS_NAME.test(node.name);
    }
    case "ThisExpression":
      return c.receiver.takesClass;
    case "CallExpression":
      return c.calledHelper(node) === "type" && node.arguments.length === 1;
    case "MemberExpression":
      return !node.computed && node.property.type === "Identifier" && (node.property.name === "__class__" || CLASS_NAME.test(node.property.name));
    default:
      return false;
  }
}

/** The property of an opened object, or of what it shows if it is a class. */
export function shownProperty(c: Context, object: E.Expression, name: string, classLike: boolean, at: Place): E.MemberExpression {
  return property(classLike ? c.callHelper("$shownOf", [object], at) : object, jsName(name), at);
}

export function attributeRead(c: Context, node: E.MemberExpression): E.Expression {
  const name = attributeOf(c, node);
  if (node.object.type === "Super") return superAttribute(c, node, name);
  if (isOwnClass(c, node.object)) return namespaceCall(c, "get", [literal(name, node)], node);
  if (name === "length" && isRest(c, node.object)) return member(openExpression(c, node.object), "length", node);
  if (isEntered(c, node.object)) return member(openExpression(c, node.object), name, node);
  const fromModule = isModule(c, node.object);
  if (c.options.isProven?.(node, "field") === true) return readField(c, openExpression(c, node.object as E.Expression), name, node);
  return readOf(c, openExpression(c, node.object), name, node, fromModule ? "module" : isClassLike(c, node.object) ? "class" : "instance");
}

/** `($v = o.x) !== undefined ? $v : $getattr(o, "x")` of an own property: nothing suspends. */
export function readField(c: Context, object: E.Expression, name: string, at: Place): E.Expression {
  if (!isAtom(object)) object = c.hoist(object);
  const value = c.scratch("$v", at);
  const present = binary(assign(value, property(object, jsName(name), at), at), "!==", undefinedAt(at), at);
  return choose(present, value, { ...c.callHelper("$getattr", [object, literal(name, at)], at), $never: true }, at);
}

/** `__class__`, `__dict__`, `__len__` ...: None has them as well, `o.__dict__ = d` is no store to a property, and a module's `__doc__` is found when it is asked for. */
export function isDunder(name: string): boolean {
  return name.length > 4 && name.startsWith("__") && name.endsWith("__");
}

/** The read of an attribute of an opened object. */
export function readOf(c: Context, object: E.Expression, name: string, at: Place, look: "class" | "instance" | "module" = "instance"): E.Expression {
  const fromModule = look === "module";
  if (!isCalm(object)) object = c.hoist(object);
  if (isDunder(name)) return c.callHelper("$getattr", [object, literal(name, at)], at);
  const atom = isAtom(object);
  const again = atom ? object : c.scratch("$o", at);
  const value = c.scratch("$v", at);
  const from = atom ? object : assign(again as E.Identifier, object, at);
  const first = assign(value, shownProperty(c, from, name, look === "class", at), at);
  const present = binary(first, "!==", undefinedAt(at), at);
  let test = fromModule ? present : both(present, { ...isFunctionTest(value, at), operator: "!==" }, at);
  if (!fromModule && INNER.has(name)) test = both(test, binary(member(again, "$inner", at), "!==", literal(true, at), at), at);
  return choose(test, value, c.callHelper("$getattr", [again, literal(name, at)], at), at);
}

function superAttribute(c: Context, node: E.MemberExpression, name: string): E.Expression {
  return c.callHelper("$superattr", [superClass(c, node), c.self(node), literal(name, node)], node);
}

/** The class whose method this is, for `super`. */
export function superClass(c: Context, node: E.Node): E.Expression {
  const { namespace } = c.fn;
  if (namespace === null) return c.fail(node, "super outside a class");
  c.asked.add(namespace);
  return member(id(namespace, node), "cls", node);
}

/** Two opened operands that are needed again afterwards: variables, or `$o = ...`, `$k = ...` where nothing suspends in between. */
export function indexRead(c: Context, node: E.MemberExpression): E.Expression {
  const [list, key] = inOrder(c, [() => openExpression(c, node.object as E.Expression), () => openExpression(c, node.property as E.Expression)]) as [
    E.Expression,
    E.Expression,
  ];
  if (isRest(c, node.object)) return index(list, key, node);
  // the text writes it of known lists only: nothing suspends
  return c.options.isProven?.(node, "tuple") === true ? tupleItem(c, list, key, node) : indexOf(c, list, key, node);
}

/** `t[1]` of a tuple that has such an item. */
function tupleItem(c: Context, tuple: E.Expression, key: E.Expression, at: Place): E.Expression {
  const object = isAtom(tuple) ? tuple : c.hoist(tuple);
  const items = c.scratch("$v", at);
  const present = binary(assign(items, property(object, "items", at), at), "!==", undefinedAt(at), at);
  return choose(present, index(items, key, at), { ...c.callHelper("$getitem", [object, key], at), $never: true }, at);
}

/** The read of an item of an opened list. */
export function indexOf(c: Context, list: E.Expression, key: E.Expression, at: Place): E.Expression {
  if (!isCalm(key) || !isCalm(list)) {
    list = isAtom(list) ? list : c.hoist(list);
    key = isCalm(key) ? key : c.hoist(key);
  }
  const object = isAtom(list) ? list : c.scratch("$o", at);
  const position = isSimple(key) ? key : c.scratch("$k", at);
  const value = c.scratch("$v", at);
  const read = index(isAtom(list) ? list : assign(object as E.Identifier, list, at), isSimple(key) ? key : assign(position as E.Identifier, key, at), at);
  return choose(binary(assign(value, read, at), "!==", undefinedAt(at), at), value, { ...c.callHelper("$getitem", [object, position], at), $never: true }, at);
}

/** `o.x = value` of opened operands that may stand twice. */
export function storeOf(c: Context, object: E.Expression, name: string, value: E.Expression, at: Place): E.Statement {
  const plain = binary(member(object, "$plain", at), "===", literal(true, at), at);
  const test =
    object.type === "ThisExpression"
      ? either(plain, binary(member(object, `$to_${jsName(name)}`, at), "===", literal(true, at), at), at)
      : both(binary(object, "!==", literal(null, at), at), plain, at);
  const slow = c.callHelper("$setattr", [object, literal(name, at), value], at);
  return statement(isDunder(name) ? slow : choose(test, assign(property(object, jsName(name), at), value, at), slow, at));
}

/** `xs[i] = value` of opened operands that may stand twice. */
export function indexStoreOf(c: Context, list: E.Expression, key: E.Expression, value: E.Expression, at: Place): E.Statement {
  const there = binary(index(list, key, at), "!==", undefinedAt(at), at);
  return statement(choose(there, assign(index(list, key, at), value, at), { ...c.callHelper("$setitem", [list, key, value], at), $never: true }, at));
}

/** `delete o.x` */
export function openDelete(c: Context, node: E.UnaryExpression): E.Expression {
  const target = node.argument;
  if (target.type !== "MemberExpression" || target.object.type === "Super") return c.fail(node, "this delete");
  if (target.computed) {
    const [list, key] = inOrder(c, [() => openExpression(c, target.object as E.Expression), () => openExpression(c, target.property as E.Expression)]) as [
      E.Expression,
      E.Expression,
    ];
    return c.callHelper("$delitem", [list, key], node);
  }
  const name = attributeOf(c, target);
  if (isOwnClass(c, target.object)) return namespaceCall(c, "del", [literal(name, node)], node);
  return c.callHelper("$delattr", [openExpression(c, target.object), literal(name, node)], node);
}
