/**
 * calls - calls with all their kinds of arguments.
 */
import { FRAME } from "../ast/traced.js";
import type * as ast from "../ast/nodes.js";
import type { Scope } from "../bind/symtable.js";
import { superParts } from "./classes.js";
import { Level, argument, code, visible, type Code } from "./code.js";
import type { Context } from "./context.js";
import { emitExpression, rawValue, value } from "./emit.js";
import { isRawCall, isSmall } from "./numbers.js";
import { placeOf } from "./places.js";
import { lambda } from "./functions.js";
import { definesMethod, place, soleDefinition, targetOf, type Placed } from "./known.js";
import { imported, isLibraryClass } from "./library.js";
import { iterableFact } from "./loops.js";
import { propertyKey } from "./literals.js";
import { CLASHING_METHODS, isExceptionName, jsIdentifier } from "./names.js";
import { isByName, isViewOfItsOwn, mayMeanBuiltin, owner, rawRest, receiver, spreadable } from "./references.js";
import { stringLiteral } from "./strings.js";

/** Arguments as they stand between the parentheses; keywords trail in an object literal. */
export function callArguments(
  args: readonly ast.Expr[],
  keywords: readonly ast.Keyword[],
  cx: Context,
  raw: readonly boolean[] = [],
  callee: string | null = null,
): string {
  const first = callee === "map" || callee === "filter";
  const parts = args.map((arg, i) =>
    arg.kind === "Starred" ? `...${spreadable(arg.value, cx)}` : raw[i] === true ? rawValue(arg, cx) : argumentValue(arg, cx, first && i === 0),
  );
  const key = callee === "sorted" || callee === "max" || callee === "min";
  if (keywords.length > 0) parts.push(`{ ${keywords.map((k) => keywordPart(k, cx, key, callee === "threading.Thread")).join(", ")} }`);
  return parts.join(", ");
}

/** @param typed the declaration of what is called gives a lambda's parameters their types */
function argumentValue(node: ast.Expr, cx: Context, typed: boolean): string {
  return typed && node.kind === "Lambda" ? argument(lambda(node, cx, true)) : value(node, cx);
}

function keywordPart(node: ast.Keyword, cx: Context, typedKey: boolean, isThread = false): string {
  if (node.arg !== null) {
    // a tuple that only passes by
    const text =
      isThread && node.arg === "args" && node.value.kind === "Tuple"
        ? `[${node.value.elts.map((e) => value(e, cx)).join(", ")}]`
        : argumentValue(node.value, cx, typedKey && node.arg === "key");
    return propertyKey(node.arg) === text && isVariable(text) ? text : `${propertyKey(node.arg)}: ${text}`;
  }
  const raw = rawRest(node.value, cx);
  return raw === null ? `...${cx.mark(node.value, `${cx.helper("keywords")}(${value(node.value, cx)})`)}` : `...${raw}`;
}

export function emitCall(node: ast.Call, cx: Context): Code {
  const where = placeOf(node, cx);
  // sqrt(x) of math: doubles in and out
  if (isRawCall(node, cx))
    return cx.marked(where, code(`${cx.helper("float")}.${cx.module.types.builtin(node)!.split(".").at(-1)}(${rawValue(node.args[0]!, cx)})`));
  const own = special(node, cx);
  if (own !== null) return cx.marked(where, own);
  const raw = cx.module.types.rawCall(node)?.parameters;
  // enumerate(xs) of a list: lower counts through it
  if (
    node.func.kind === "Name" &&
    node.func.id === "enumerate" &&
    cx.isBuiltin("enumerate") &&
    node.args.length === 1 &&
    node.keywords.length === 0 &&
    iterableFact(node.args[0]!, cx) !== undefined
  ) {
    return cx.marked(where, cx.call("enumerate", cx.mark(node.args[0]!, value(node.args[0]!, cx), "items")));
  }
  const fact = callFact(node, cx);
  const target = targetOf(node, cx);
  if (target !== null) {
    const placed = place(node, target);
    if (placed === null) return cx.marked(where, code(`${unchecked(callee(node, cx), cx)}(${callArguments(node.args, node.keywords, cx, raw)})`), fact);
    return cx.marked(where, code(`${callee(node, cx)}(${placedArguments(placed, cx, raw)})`), fact);
  }
  const text = spreadsIntoFixed(node, cx) || passesKeywords(node, cx) ? unchecked(callee(node, cx), cx) : callee(node, cx) + itemsType(node, cx);
  return cx.marked(where, code(`${text}(${callArguments(node.args, node.keywords, cx, raw, calledName(node.func, cx))})`), fact);
}

/** `<int>` of `new Queue<int>()`: what the script puts in, which the arguments do not show. */
function itemsType(node: ast.Call, cx: Context): string {
  const found = /^@(queue\.Queue|collections\.deque)<(.+)>$/.exec(cx.typeOf(node).text);
  if (found === null || found[2]!.includes("Value") || (found[1] === "collections.deque" && node.args.length > 0)) return "";
  return isLibraryClass(node.func, cx) ? `<${cx.annotation(found[2]!)}>` : "";
}

/** Keywords for a static or class method of the script: it may be another one's when the program runs, so they are not placed. */
function passesKeywords(node: ast.Call, cx: Context): boolean {
  const { func } = node;
  if (node.keywords.length === 0 || func.kind !== "Attribute") return false;
  const definition = soleDefinition(func.value, cx);
  return definition?.kind === "ClassDef" && definition.body.some((s) => s.kind === "FunctionDef" && s.name === func.attr && s.args.kwarg === null);
}

/** Functions of the library that take any number of arguments. */
const TAKES_REST: ReadonlySet<string> = new Set(["os.path.join", "asyncio.gather", "struct.pack", "functools.partial"]);

/** `*xs` for parameters that the declarations count: tsc does not know how many there will be. */
function spreadsIntoFixed(node: ast.Call, cx: Context): boolean {
  const { func } = node;
  if (!node.args.some((a) => a.kind === "Starred")) return false;
  const found = func.kind === "Name" || func.kind === "Attribute" ? imported(func, cx) : null;
  if (found !== null) return !TAKES_REST.has(`${found.module}.${found.name}`);
  if (func.kind !== "Attribute" || func.attr === "format") return false;
  const { kind } = cx.typeOf(func.value);
  return kind === "str" || kind === "list" || kind === "bytes" || kind === "dict" || kind === "set" || cx.module.types.libraryObject(func.value) !== null;
}

/** `new C` or `f` where tsc would not take the arguments. */
function unchecked(text: string, cx: Context): string {
  const [, head, rest] = /^(new )?(.*)$/s.exec(text)!;
  return `${head ?? ""}(${rest} as ${cx.type("Value")})`;
}

/** `f(1, undefined, /* c= *\/ 3)`: keywords at the places of their parameters. */
function placedArguments(placed: Placed, cx: Context, raw: readonly boolean[] = []): string {
  const parts = placed.positions.map((p, i) => {
    if (p === null) return "undefined";
    const [text, comment] = p.kind === "keyword" ? [p.value, `/* ${p.arg}= */ `] : [p, ""];
    return comment + (raw[i] === true ? rawValue(text, cx) : value(text, cx));
  });
  if (placed.keywords.length > 0) parts.push(`{ ${placed.keywords.map((k) => keywordPart(k, cx, false)).join(", ")} }`);
  return parts.join(", ");
}

/** A builtin by its name, an imported thing by its qualified one. */
function calledName(node: ast.Expr, cx: Context): string | null {
  if (node.kind === "Name" && cx.isBuiltin(node.id)) return node.id;
  const library = node.kind === "Name" || node.kind === "Attribute" ? imported(node, cx) : null;
  return library === null ? null : `${library.module}.${library.name}`;
}

/** What lower may take for granted of a call: `method`: one that the script defines; `append` to a known list, `length`: `len` of one, `long`: `len` of what may be longer than 2**53; `never`: it suspends nowhere. */
function callFact(node: ast.Call, cx: Context): string | undefined {
  const { func } = node;
  if (cx.module.types.isMethodCall(node) && node.keywords.length === 0 && node.args.every((a) => a.kind !== "Starred")) return "method";
  if (
    func.kind === "Name" &&
    func.id === "range" &&
    cx.isBuiltin("range") &&
    node.keywords.length === 0 &&
    node.args.every((a) => a.kind !== "Starred" && cx.typeOf(a).kind === "int" && isSmall(cx.typeOf(a)))
  )
    return "count";
  if (node.keywords.length > 0 || node.args.length !== 1 || node.args[0]!.kind === "Starred") return undefined;
  if (func.kind === "Attribute" && func.attr === "append" && cx.typeOf(func.value).kind === "list") return "append";
  if (func.kind !== "Name" || func.id !== "len" || !cx.isBuiltin("len")) return undefined;
  const { kind } = cx.typeOf(node.args[0]!);
  if (kind === "list") return "length";
  if (!isSmall(cx.typeOf(node))) return "long";
  return kind === "str" || kind === "tuple" || kind === "dict" || kind === "set" || kind === "bytes" || kind === "range" ? "never" : undefined;
}

function callee(node: ast.Call, cx: Context): string {
  const { func } = node;
  if (func.kind === "Attribute") {
    const name = cx.mangled(func.attr);
    if (superParts(func.value, name, cx)) return cx.mark(placeOf(func, cx), `super.${name}`);
    const escaped = CLASHING_METHODS.has(name) && !isModule(func.value, cx) && !definesMethod(func.value, name, cx) ? name + "$" : name;
    return (
      (isClassAttribute(func, cx) || isClassName(func, cx) || isLibraryClass(func, cx) ? "new " : "") +
      cx.mark(placeOf(func, cx), `${owner(func.value, name, cx, "call")}.${escaped}`)
    );
  }
  const text = receiver(func, cx);
  if (cx.typeOf(func).kind === "instance") return unchecked(text, cx);
  if (isByName(text)) return text;
  if (isClassName(func, cx) || isLibraryClass(func, cx) || (cx.fn.isClassMethod && func.kind === "Name" && func.id === "cls" && visible(text) === "this"))
    return `new ${text}`;
  return mayBeClass(func, cx) ? unchecked(text, cx) : text;
}

/** A class of the script or an exception, as a value: tsc asks for `new`, which would be wrong for the metaclass or function that the name may get. */
function mayBeClass(node: ast.Expr, cx: Context): boolean {
  return cx.module.types.classNodes(node).some((c) => !c.instance) || cx.module.types.isExceptionClass(node);
}

/** A name bound by nothing but an import. */
function isModule(node: ast.Expr, cx: Context): boolean {
  if (node.kind !== "Name") return false;
  const meaning = cx.resolve(node.id);
  return meaning.kind === "variable" && meaning.variable.refs.every((r) => r.use === "read" || r.node.kind === "alias");
}

/** A name that is certainly a class: a builtin exception, or bound by one undecorated class statement only. */
export function isClassName(node: ast.Expr, cx: Context): boolean {
  if (node.kind === "Attribute") {
    const definition = soleDefinition(node, cx);
    return definition?.kind === "ClassDef" && definition.decorator_list.length === 0;
  }
  if (node.kind !== "Name") return false;
  const meaning = cx.resolve(node.id);
  if (cx.module.options.dynamic === true && (meaning.kind === "global" || meaning.kind === "class" || meaning.variable.scope.kind === "module")) return false;
  if (meaning.kind === "global") return (isExceptionName(node.id) || node.id === "object") && !cx.module.starImports;
  if (meaning.kind !== "variable" || mayMeanBuiltin(meaning.variable, cx)) return false;
  const bindings = meaning.variable.refs.filter((r) => r.use !== "read");
  return bindings.length === 1 && bindings[0]!.node.kind === "ClassDef";
}

function isClassAttribute(node: ast.Attribute, cx: Context): boolean {
  return cx.typeOf(node).kind === "class" && node.value.kind === "Name";
}

/** Calls that read names of the caller, and super(). */
function special(node: ast.Call, cx: Context): Code | null {
  const { func } = node;
  if (func.kind === "Name" && cx.isBuiltin(func.id)) {
    if (func.id === "super" && node.args.length === 0) return superCall(cx);
    const plain = node.keywords.length === 0 && !node.args.some((a) => a.kind === "Starred");
    const count = node.args.length;
    if (func.id === "globals" && plain && count === 0) return code(globalsText(cx));
    if ((func.id === "locals" || func.id === "vars") && plain && count === 0) return code(locals(cx));
    // the names that a text runs with may be any mapping
    if (func.id === "dir" && plain && count === 0) return cx.call("sorted", cx.module.options.dynamic === true ? `${locals(cx)}.keys()` : locals(cx));
    if ((func.id === "eval" || func.id === "exec") && plain && count >= 1 && count <= 3 && node.args.slice(1).every(isNone)) {
      const spaces = cx.scope.kind === "module" && cx.module.options.dynamic !== true ? [cx.globals] : [globalsText(cx), locals(cx)];
      const builtin = cx.call(func.id, value(node.args[0]!, cx), ...spaces);
      if (!cx.module.starImports) return builtin;
      const meant = cx.call("globalName", stringLiteral(func.id)).text;
      return code(`${meant} === ${cx.helper(func.id)} ? ${builtin.text} : ${meant}(${value(node.args[0]!, cx)})`, Level.Conditional);
    }
    if (func.id === "bytes" && plain && count === 1 && isViewOfItsOwn(node.args[0]!, cx)) return cx.call("copied", value(node.args[0]!, cx));
    if (func.id === "len" && plain && count === 1) {
      const raw = rawRest(node.args[0]!, cx);
      if (raw !== null) return cx.call("len", raw);
    }
  }
  if (func.kind === "Attribute" && func.attr === "tobytes" && node.args.length + node.keywords.length === 0 && isViewOfItsOwn(func.value, cx))
    return cx.call("copied", value(func.value, cx));
  // super().__init__(...) as the first statement of a constructor is super(...)
  if (func.kind === "Attribute" && cx.fn.superCall === node) return code(`super(${callArguments(node.args, node.keywords, cx)})`);
  return null;
}

function isNone(node: ast.Expr): boolean {
  return node.kind === "Constant" && node.value.type === "None";
}

/** super() where a function has no first parameter, or no class around it, raises RuntimeError. */
function superCall(cx: Context): Code {
  const first = firstParameter(cx);
  return first === null ? cx.call("super") : cx.call("super", isInClass(cx.scope) ? "__class__" : "undefined", first);
}

function isInClass(scope: Scope): boolean {
  for (let around = scope.parent; around !== null; around = around.parent) if (around.kind === "class") return true;
  return false;
}

/** The first parameter of the function around, for super(). */
function firstParameter(cx: Context): string | null {
  let scope = cx.scope;
  while (scope.kind === "comprehension" && scope.parent !== null) scope = scope.parent;
  for (const variable of scope.variables.values()) {
    if (variable.param) return cx.renamed.get(variable) ?? jsIdentifier(variable.name);
    break;
  }
  return null;
}

/** What globals() is. */
function globalsText(cx: Context): string {
  return cx.module.options.dynamic === true ? `${cx.helper("namespaceOf")}(true)` : cx.globals;
}

/** What locals() is here. */
function locals(cx: Context): string {
  const { scope } = cx;
  if (scope.kind === "module") return cx.module.options.dynamic === true ? `${cx.helper("namespaceOf")}(false)` : cx.globals;
  if (scope.kind === "class" && cx.inClass !== null) return `${cx.helper("localsOf")}(${cx.inClass.name})`;
  const names: string[] = [];
  const free = new Set<string>();
  for (const [name, sym] of scope.symbols) if (!sym.bound && sym.used) free.add(name);
  const add = (name: string): void => {
    if (name === FRAME) return;
    const meaning = cx.module.symbols.resolve(scope, name);
    if (meaning.kind !== "variable" || meaning.variable.scope.kind === "module") return;
    const text =
      cx.renamed.get(meaning.variable) ?? (cx.module.rawRests.has(meaning.variable) ? `${cx.helper("tuple")}(${jsIdentifier(name)})` : jsIdentifier(name));
    names.push(text === name && isVariable(text) ? name : `${propertyKey(name)}: ${text}`);
  };
  for (const name of scope.variables.keys()) add(name);
  for (const name of free) add(name);
  return `${cx.helper("localsOf")}({ ${names.join(", ")} })`.replace("{  }", "{}");
}

export { emitExpression, stringLiteral };

/** Whether `{ text }` can stand for `{ text: text }`: not for `false=False` and `this=self`. */
function isVariable(text: string): boolean {
  return text !== "true" && text !== "false" && text !== "null" && text !== "this";
}
