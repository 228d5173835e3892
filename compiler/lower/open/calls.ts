/**
 * calls - a call of emitted text by what is known of its callee and its arguments.
 *
 *     f(a)                                                              a function or class of the module, never bound again; a helper
 *     typeof f === "function" ? f(a) : $callobj(f, [a])                 unknown
 *     typeof ($m = o.m) === "function" ? $m.call(o, a) : $callattr(o, "m", [a])
 *     let $t1 = o.m; if ($t1 === undefined) $t1 = $getattr(o, "m"); ... typeof $t1 === "function" ? $t1.call(o, $e1) : ...    arguments that do something
 *     $callkw(f, [a], $k1, [v])  $callx(f, [..], kw)                    keywords (`$k1 = $names(...)`); computed arguments. And $callsuper ...
 *     $callmethodkw(o.m, o, "m", [a], $k1, [v])  $callmethodx($t1, o, "m", [..], kw)
 */
import { jsName } from "../../../runtime/objects/names.js";
import type * as E from "../estree.js";
import type { Binding } from "./binding.js";
import { assign, call, id, literal, member, statement } from "../estree.js";
import { attributeOf, isOwnClass, isDunder, isClassLike, isModule, namespaceCall, shownProperty, superClass } from "./attributes.js";
import { openAndOr, inOrder, isStable, openArray, openExpression, openList, variable } from "./expressions.js";
import { openChain } from "./comprehensions.js";
import { array, binary, choose, declare, index, isAtom, isCalm, isFunctionTest, isSimple, property, undefinedAt, when } from "./context.js";
import type { Context, Place } from "./context.js";
import { openBareFunction, openFunction } from "./functions.js";
import { specialCall } from "./helpers.js";
import { inlineArrow } from "./inline.js";
import { storeInts } from "./memory.js";
import { openNumbers } from "./numbers.js";

/** The arguments of a call, opened, by kind of call. */
type Arguments =
  | { readonly kind: "plain"; readonly positional: E.Expression[] }
  | { readonly kind: "keywords"; readonly positional: E.Expression[]; readonly names: string[]; readonly values: E.Expression[] }
  | { readonly kind: "computed"; readonly positional: E.Expression; readonly keywords: E.Expression };

export function openCall(c: Context, node: E.CallExpression, isNew = false): E.Expression {
  const { callee } = node;
  if (node.optional) return c.fail(node, "an optional call");
  if (callee.type === "Super") return superCall(c, node, "__init__");
  // `(() => { let t: Value; return e; })()`; with an expression as body it is a lambda, which has a frame
  if (!isNew && callee.type === "ArrowFunctionExpression" && callee.body.type === "BlockStatement" && callee.params.length + node.arguments.length === 0) {
    const inlined = inlineArrow(c, callee, []);
    if (inlined) return inlined;
  }
  const helper = c.helperName(callee);
  const numbers = isNew ? null : openNumbers(c, node, helper);
  if (numbers) return numbers;
  if (helper !== undefined) {
    if (!isNew && (helper === "and" || helper === "or")) return openAndOr(c, node, helper);
    const special = specialCall(c, node, helper, isNew);
    if (special) return special;
    const args = isNew ? null : lastFirst(c, node, helper);
    if (!isNew && helper === "setitem" && c.options.isProven?.(node, "ints") === true) {
      return storeInts(c, args ?? openList(c, node.arguments as E.Expression[]), node);
    }
    if (args !== null) return call(variable(c, callee as E.Identifier), args, node);
  }
  if (!isNew && node.arguments.length === 0 && isGlobals(c, callee)) return c.callHelper("$globals", [id("$module", node)], node);
  const chain = openChain(c, node);
  if (chain) return chain;
  if (callee.type === "MemberExpression" && !callee.computed) return memberCall(c, node, callee);
  if (callee.type === "FunctionExpression" && !isNew && !hasKeywords(node)) {
    // `(async function* (xs) { ... })(xs)`: a generator expression's body; its first iterable is asked for its iterator here
    const isAsync = callee.async && callee.generator;
    const parameter = callee.params[0];
    const binding = parameter?.type === "Identifier" ? c.binding(parameter) : undefined;
    const first = callee.body.body.find((one) => one.type === "ForOfStatement");
    const awaitsItems = first?.type === "ForOfStatement" && first.await;
    if (isAsync && awaitsItems && binding) c.asyncIterators.add(binding);
    const args = node.arguments.map((a, i) => () => {
      const opened = openExpression(c, a as E.Expression);
      return isAsync && i === 0 ? c.callHelper(awaitsItems ? "$aiter" : "$iter", [opened], a) : opened;
    });
    const [fn, ...opened] = inOrder(c, [() => openFunction(c, callee, callee.id?.name ?? "<genexpr>", { method: false }), ...args]) as [
      E.Expression,
      ...E.Expression[],
    ];
    return call(fn, opened, node);
  }
  return plainCall(c, node, callee);
}

/** The opened arguments of `setitem(o, k, v)`, which is `o[k] = v`, or `contains(xs, x)`, `x in xs`, where Python evaluates the last of them first. */
function lastFirst(c: Context, node: E.CallExpression, helper: string): E.Expression[] | null {
  if ((helper !== "setitem" && helper !== "contains") || node.callee.type !== "Identifier" || hasKeywords(node)) return null;
  const args = node.arguments as E.Expression[];
  const last = args.at(-1)!;
  if (isCalm(last)) return null;
  const opened = openExpression(c, last);
  const { pre, result: others } = c.apart(() =>
    inOrder(
      c,
      args.slice(0, -1).map((one) => () => openExpression(c, one)),
    ),
  );
  const apart = (pre.length === 0 && others.every((one) => isStable(c, one))) || isStable(c, opened);
  const held = apart ? opened : c.hoist(opened);
  c.pre.push(...pre);
  return [...others, held];
}

/** `globals`, or `globalName("globals")`. */
function isGlobals(c: Context, callee: E.Expression): boolean {
  if (callee.type === "Identifier") return callee.name === "globals" && !c.binding(callee);
  if (callee.type !== "CallExpression" || c.calledHelper(callee) !== "globalName") return false;
  const [name] = callee.arguments;
  return name?.type === "Literal" && name.value === "globals";
}

function hasKeywords(node: E.CallExpression): boolean {
  return node.arguments.at(-1)?.type === "ObjectExpression" || node.arguments.some((argument) => argument.type === "SpreadElement");
}

function plainCall(c: Context, node: E.CallExpression, callee: E.Expression): E.Expression {
  const direct = isDirect(c, callee);
  let f = direct && callee.type === "Identifier" && !c.checked.has(callee) ? variable(c, callee) : openExpression(c, callee);
  // the callee stands in computed arguments too, for what is said of wrong ones
  if (isComputed(node) && !isAtom(f)) f = c.hoist(f);
  const { pre, result: args } = c.apart(() => openArguments(c, node, () => f));
  const twice = !direct && args.kind === "plain";
  if ((pre.length > 0 && !isStable(c, f)) || (twice && !isAtom(f))) f = c.hoist(f);
  c.pre.push(...pre);
  if (args.kind === "keywords") {
    const placed = direct && callee.type === "Identifier" ? placeKeywords(c, callee, args, node) : null;
    return placed
      ? call(f, placed, node)
      : c.callHelper("$callkw", [f, array(args.positional, node), keywordNames(c, args.names, node), array(args.values, node)], node);
  }
  if (args.kind === "computed") return c.callHelper("$callx", [f, args.positional, args.keywords], node);
  if (direct) return call(f, args.positional, node);
  const again = repeatable(c, args.positional);
  return choose(isFunctionTest(f, node), call(f, again, node), c.callHelper("$callobj", [f, array(again, node)], node), node);
}

/** Builtins that are instances of a class with `__call__`. */
const OBJECTS: ReadonlySet<string> = new Set(["exit", "quit", "help", "copyright", "credits", "license", "NotImplemented", "Ellipsis"]);

/** Whether a name is a JavaScript function for sure: a helper, a function or class of the module that is bound once. */
function isDirect(c: Context, callee: E.Expression): boolean {
  if (callee.type !== "Identifier") return false;
  const binding = c.binding(callee);
  if (!binding) return false;
  if (binding.kind === "helper") return !OBJECTS.has(c.helperName(callee) ?? "");
  return isFunctionForSure(binding);
}

export function isFunctionForSure(binding: Binding): boolean {
  if (binding.deleted) return false;
  if (binding.cls) return binding.cls.decorators.length === 0 && binding.cls.superClass?.type !== "CallExpression";
  return binding.fn !== null;
}

/** The values as expressions that may stand twice. */
function repeatable(c: Context, values: readonly E.Expression[]): E.Expression[] {
  if (values.every(isSimple)) return [...values];
  return values.map((value) => (isSimple(value) && isStable(c, value) ? value : c.hoist(value)));
}

/** The names of keywords: one array for each list of them, with what makes the Kw of their values (`$names`, runtime/objects/arguments.ts). */
function keywordNames(c: Context, names: readonly string[], at: Place): E.Expression {
  if (names.length === 0) return array([], at);
  return c.constant(`names ${names.join(" ")}`, () => {
    const self: E.Expression = { type: "ThisExpression", start: at.start, end: at.end };
    const store = (name: string, i: number): E.Statement => statement(assign(index(self, literal(name, at), at), index(id("$p", at), literal(i, at), at), at));
    const make: E.FunctionExpression = {
      type: "FunctionExpression",
      id: null,
      params: [id("$p", at)],
      body: { type: "BlockStatement", body: names.map(store), start: at.start, end: at.end },
      generator: false,
      async: false,
      expression: false,
      $local: true,
      $prologue: 0,
      start: at.start,
      end: at.end,
    };
    return c.callHelper("$names", [make, ...names.map((name) => literal(name, at))], at);
  });
}

/** Whether the arguments are known only when the program runs. */
function isComputed(node: E.CallExpression): boolean {
  const last = node.arguments.at(-1);
  return (
    node.arguments.some((argument) => argument.type === "SpreadElement") ||
    (last?.type === "ObjectExpression" && last.properties.some((item) => item.type === "SpreadElement"))
  );
}

/** Opens the arguments. `callee` gives the callee for error messages of computed ones. */
export function openArguments(c: Context, node: E.CallExpression, callee: () => E.Expression): Arguments {
  const args = [...node.arguments];
  const last = args.at(-1);
  let object: E.ObjectExpression | null = null;
  if (last?.type === "ObjectExpression") {
    object = last;
    args.pop();
  }
  const spreads = args.some((argument) => argument.type === "SpreadElement");
  const plain = object?.properties.every((item) => item.type === "Property") ?? true;
  if (!spreads && !object) return { kind: "plain", positional: openList(c, args as E.Expression[]) };
  if (!spreads && object && plain) {
    const properties = object.properties as E.Property[];
    const all = openList(c, [...(args as E.Expression[]), ...properties.map((item) => item.value as E.Expression)]);
    return { kind: "keywords", positional: all.slice(0, args.length), names: properties.map((item) => keywordName(c, item)), values: all.slice(args.length) };
  }
  const [positional, keywords] = inOrder(c, [
    () => {
      const only = args.length === 1 ? args[0] : undefined;
      if (only?.type === "SpreadElement") {
        if (only.argument.type === "Identifier" && c.binding(only.argument)?.rest) return c.callHelper("$copy", [openExpression(c, only.argument)], only);
        return c.callHelper("$spreadarg", [callee(), openExpression(c, only.argument)], only);
      }
      return openArray(c, { type: "ArrayExpression", elements: args, start: node.start, end: node.end });
    },
    () => (object ? openKeywords(c, object, callee()) : literal(null, node)),
  ]) as [E.Expression, E.Expression];
  return { kind: "computed", positional, keywords };
}

/** Python's name of a keyword: keys are written as they are, reserved words too, and `["__proto__"]`. */
export function keywordName(c: Context, item: E.Property): string {
  if (item.key.type === "Literal") return String(item.key.value);
  if (item.computed) return c.fail(item, "a computed keyword");
  if (item.key.type === "Identifier") return item.key.name;
  return c.fail(item, "this keyword");
}

/** A trailing object literal with `...` parts as a Kw, merged in order. */
export function openKeywords(c: Context, object: E.ObjectExpression, callee: E.Expression): E.Expression {
  let kw: E.Expression | null = null;
  let names: string[] = [];
  let values: E.Expression[] = [];
  const flush = (at: Place): void => {
    if (names.length === 0 && kw) return;
    const made = c.callHelper("$kw", [keywordNames(c, names, at), array(openList(c, values), at)], at);
    kw = kw ? c.callHelper("$kwmerge", [keep(c, kw), made, callee], at) : made;
    names = [];
    values = [];
  };
  for (const item of object.properties) {
    if (item.type === "Property") {
      names.push(keywordName(c, item));
      values.push(item.value as E.Expression);
      continue;
    }
    flush(item);
    const mapping = c.calledHelper(item.argument) === "keywords" ? ((item.argument as E.CallExpression).arguments[0] as E.Expression) : item.argument;
    const [before, merged] = inOrder(c, [() => kw!, () => openExpression(c, mapping)]) as [E.Expression, E.Expression];
    kw = c.callHelper("$kwmerge", [before, merged, callee], item);
  }
  flush(object);
  return kw ?? c.callHelper("$kw", [array([], object), array([], object)], object);
}

function keep(c: Context, kw: E.Expression): E.Expression {
  return c.hoist(kw);
}

/** The keywords of a call of a known function in their places, or null where only the runtime can tell. */
function placeKeywords(c: Context, callee: E.Identifier, args: Extract<Arguments, { kind: "keywords" }>, at: Place): E.Expression[] | null {
  const fn = c.binding(callee)?.fn;
  if (!fn || fn.params.some((parameter) => parameter.type === "RestElement")) return null;
  const last = fn.params.at(-1);
  const options = last?.type === "AssignmentPattern" ? last.left : last;
  if (options?.type !== "ObjectPattern") return null;
  if (options.properties.some((item) => item.type === "RestElement")) return null;
  const known = new Set(options.properties.map((item) => keywordName(c, item as E.Property)));
  const positional = fn.params.length - 1;
  if (args.positional.length > positional || args.names.some((name) => !known.has(name))) return null;
  const padding = Array.from({ length: positional - args.positional.length }, () => undefinedAt(at));
  return [...args.positional, ...padding, c.callHelper("$kw", [keywordNames(c, args.names, at), array(args.values, at)], at)];
}

/** `o.m(...)` */
function memberCall(c: Context, node: E.CallExpression, callee: E.MemberExpression): E.Expression {
  const name = attributeOf(c, callee);
  if (callee.object.type === "Super") return superCall(c, node, name);
  if (name === "includes" && callee.object.type === "ArrayExpression") {
    const [list, ...args] = openList(c, [callee.object, ...(node.arguments as E.Expression[])]) as [E.Expression, ...E.Expression[]];
    return call(member(list, "includes", callee), args, node);
  }
  if (isOwnClass(c, callee.object)) {
    const f = c.hoist(namespaceCall(c, "get", [literal(name, callee)], callee));
    return finishCall(c, node, f);
  }
  if (name === "handle" && callee.object.type === "Identifier" && c.options.temporaries.has(callee.object.name)) return handleCall(c, node, callee.object);
  const classLike = !isDunder(name) && !isModule(c, callee.object) && isClassLike(c, callee.object);
  const methodOf = (from: E.Expression): E.Expression => shownProperty(c, from, name, classLike, callee);
  let object = openExpression(c, callee.object);
  if (!isAtom(object) && isComputed(node)) object = c.hoist(object);
  const { pre, result: args } = c.apart(() => openArguments(c, node, () => (isAtom(object) ? property(object, jsName(name), callee) : literal(null, node))));
  const plain = args.kind === "plain";
  const calm = plain && pre.length === 0 && args.positional.every(isSimple);
  if (!calm || !isAtom(object)) {
    const needsName = calm ? !isCalm(object) : !isStable(c, object);
    if (needsName) object = c.hoist(object);
  }
  const isQuiet = pre.length === 0 && args.kind === "keywords" && args.positional.every(isSimple) && args.values.every(isSimple);
  if (!plain && !isQuiet && !isDunder(name)) {
    object = isAtom(object) ? object : c.hoist(object);
    const found = lookUpFirst(c, object, name, methodOf(object), callee);
    c.pre.push(...pre);
    const head = [found, object, literal(name, callee)];
    return args.kind === "keywords"
      ? c.callHelper("$callmethodkw", [...head, array(args.positional, node), keywordNames(c, args.names, node), array(args.values, node)], node)
      : c.callHelper("$callmethodx", [...head, args.positional, args.keywords], node);
  }
  if (args.kind === "keywords") {
    c.pre.push(...pre);
    const rest = [literal(name, callee), array(args.positional, node), keywordNames(c, args.names, node), array(args.values, node)];
    if (isDunder(name)) return c.callHelper("$callattrkw", [object, ...rest], node);
    const again = isAtom(object) ? object : c.scratch("$o", node);
    const read = methodOf(isAtom(object) ? object : assign(again as E.Identifier, object, node));
    return c.callHelper("$callmethodkw", [read, again, ...rest], node);
  }
  if (args.kind === "computed") {
    c.pre.push(...pre);
    return c.callHelper("$callattrx", [object, literal(name, callee), args.positional, args.keywords], node);
  }
  const { positional } = args;
  if (c.options.isProven?.(node, "method") === true) {
    // a method of the script: JavaScript's own call
    if (!calm && !isAtom(object)) object = c.hoist(object);
    c.pre.push(...pre);
    return call(property(object, jsName(name), callee), positional, node);
  }
  if (calm && isDunder(name)) return c.callHelper("$callattr", [object, literal(name, node), array(positional, node)], node);
  if (calm) {
    const again = isAtom(object) ? object : c.scratch("$o", node);
    const method = c.scratch("$m", node);
    const read = assign(method, methodOf(isAtom(object) ? object : assign(again as E.Identifier, object, node)), callee);
    return methodCall(c, node, read, method, again, name, positional);
  }
  // the method is looked up before its arguments are evaluated
  object = isAtom(object) ? object : c.hoist(object);
  const found = lookUpFirst(c, object, name, isDunder(name) ? null : methodOf(object), callee);
  c.pre.push(...pre);
  const again = repeatable(c, positional);
  return choose(
    isFunctionTest(found, node),
    call(member(found, "call", node), [object, ...again], node),
    c.callHelper("$callobj", [found, array(again, node)], node),
    node,
  );
}

/** `let $t1 = o.m; if ($t1 === undefined) $t1 = $getattr(o, "m")`, before the arguments are evaluated. @param shown the property, if that may be it */
function lookUpFirst(c: Context, object: E.Expression, name: string, shown: E.Expression | null, at: Place): E.Identifier {
  const method = c.fresh("t");
  const read = c.callHelper("$getattr", [object, literal(name, at)], at);
  const found = id(method, at);
  c.pre.push(declare("let", method, shown ?? read, at));
  if (shown !== null) c.pre.push(when(binary(found, "===", undefinedAt(at), at), [statement(assign(found, read, at))], null, at));
  return found;
}

/** `caught.handle(C, (group) => { ... })` of `except*`: the arrow is the handler's body. */
function handleCall(c: Context, node: E.CallExpression, object: E.Identifier): E.Expression {
  const [type, arrow] = node.arguments;
  if (!type || type.type === "SpreadElement" || arrow?.type !== "ArrowFunctionExpression") return c.fail(node, "this handle()");
  const name = c.fn.qualname.split(".").at(-1) || "<module>";
  const [cls, body] = inOrder(c, [() => openExpression(c, type), () => openBareFunction(c, arrow, name)]) as [E.Expression, E.Expression];
  return call(member(variable(c, object), "handle", node), [cls, body], node);
}

function methodCall(
  c: Context,
  node: E.CallExpression,
  read: E.Expression,
  method: E.Identifier,
  object: E.Expression,
  name: string,
  args: E.Expression[],
): E.Expression {
  return choose(
    isFunctionTest(read, node),
    call(member(method, "call", node), [object, ...args], node),
    c.callHelper("$callattr", [object, literal(name, node), array(args, node)], node),
    node,
  );
}

/** A call of an opened callee that may be anything. */
function finishCall(c: Context, node: E.CallExpression, f: E.Identifier): E.Expression {
  const args = openArguments(c, node, () => f);
  if (args.kind === "keywords")
    return c.callHelper("$callkw", [f, array(args.positional, node), keywordNames(c, args.names, node), array(args.values, node)], node);
  if (args.kind === "computed") return c.callHelper("$callx", [f, args.positional, args.keywords], node);
  const again = repeatable(c, args.positional);
  return choose(isFunctionTest(f, node), call(f, again, node), c.callHelper("$callobj", [f, array(again, node)], node), node);
}

/** `super(...)` and `super.m(...)` by the method resolution order. */
function superCall(c: Context, node: E.CallExpression, name: string): E.Expression {
  const args = openArguments(c, node, () => literal(null, node));
  const head = [superClass(c, node), c.self(node), literal(name, node)];
  if (args.kind === "plain") return c.callHelper("$callsuper", [...head, array(args.positional, node)], node);
  if (args.kind === "keywords")
    return c.callHelper("$callsuperkw", [...head, array(args.positional, node), keywordNames(c, args.names, node), array(args.values, node)], node);
  return c.callHelper("$callsuperx", [...head, args.positional, args.keywords], node);
}
