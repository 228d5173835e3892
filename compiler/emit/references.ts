/**
 * references - names, attributes and subscripts, read and written.
 */
import type * as ast from "../ast/nodes.js";
import type { Ref, Scope, Variable } from "../bind/symtable.js";
import { argument, at, code, Level, visible, type Code } from "./code.js";
import type { ClassContext, Context } from "./context.js";
import { emitExpression, value } from "./emit.js";
import { hasMember, isBoundMethod, isModule, type Use } from "./known.js";
import { isSmall } from "./numbers.js";
import { placeOf } from "./places.js";
import { BUILTINS, jsIdentifier, seenName } from "./names.js";
import { stringLiteral } from "./strings.js";
import { superParts } from "./classes.js";

const AMBIENT: ReadonlySet<string> = new Set(["__name__", "__file__"]);

/** `C.x`: a name of the class body around. */
function ownName(inClass: ClassContext, name: string, cx: Context): string {
  return `${inClass.members.has(name) ? `(${inClass.name} as ${cx.type("Value")})` : inClass.name}.${name}`;
}

/** A name as it stands in the code of the current scope. */
export function readName(name: string, cx: Context): Code {
  const meaning = cx.resolve(name);
  const mangled = cx.mangled(name);
  if (meaning.kind === "class") {
    const { inClass } = cx;
    if (inClass !== null && inClass.scope === meaning.scope) {
      if (inClass.bound.has(mangled)) return code(ownName(inClass, mangled, cx));
      // what is evaluated later may find a name that is bound later
      if (inClass.maybe.has(mangled) || cx.scope !== meaning.scope) {
        const outer = meaning.outer.kind === "variable" ? variableText(meaning.outer.variable, cx).text : globalText(mangled, cx).text;
        return code(`${stringLiteral(mangled)} in ${inClass.name} ? ${ownName(inClass, mangled, cx)} : ${outer}`, Level.Conditional);
      }
    }
    return meaning.outer.kind === "variable" ? variableText(meaning.outer.variable, cx) : globalText(mangled, cx);
  }
  if (name === "__annotations__" && cx.scope.kind === "class" && cx.inClass?.annotatesInPlace === true) return code(`${cx.inClass.name}.__annotations__`);
  if (meaning.kind === "variable") return variableText(meaning.variable, cx);
  if (name === "__class__" && cx.scope.needsClassCell) return code("__class__");
  return globalText(mangled, cx);
}

function globalText(name: string, cx: Context): Code {
  if (cx.module.options.dynamic === true) return cx.dynamicName("nameOf", name);
  if (AMBIENT.has(name)) return code(name);
  if (name === "__debug__") return code("true");
  if (cx.module.symbols.replaced.has(name)) return cx.call("globalName", stringLiteral(seenName(name)));
  // the helper of that name is the operator
  if (name === "pow" && !cx.module.starImports) return code(cx.helper("powBuiltin"));
  if (BUILTINS.has(name) && !cx.module.starImports) return code(cx.helper(name));
  return cx.call("globalName", stringLiteral(seenName(name)));
}

function variableText(variable: Variable, cx: Context): Code {
  const renamed = cx.renamed.get(variable);
  if (renamed !== undefined) return code(renamed);
  if (variable.scope.kind === "module") {
    if (cx.module.options.dynamic === true) return globalText(variable.name, cx);
    if (isShadowed(variable, cx)) return cx.call("globalName", stringLiteral(seenName(variable.name)));
    if (mayMeanBuiltin(variable, cx)) return cx.call("globalName", stringLiteral(seenName(variable.name)));
  }
  return code(jsIdentifier(variable.name));
}

/** A module variable that a function in between has a variable of the same name for (`global x`), or a class its own `__class__`. */
function isShadowed(variable: Variable, cx: Context): boolean {
  if (variable.name === "__class__" && cx.scope.parent !== null) return true;
  for (let scope = cx.scope; scope.parent !== null; scope = scope.parent) if (scope.kind !== "class" && scope.variables.has(variable.name)) return true;
  return false;
}

/** Is it a variable that the text asks for by its name: `globalName("x")`? */
export function isByName(text: string): boolean {
  return /^\w*globalName_*\(/.test(visible(text));
}

/** Whether a variable of the module may be unbound where it is read, and then means the builtin of its name. */
export function mayMeanBuiltin(variable: Variable, cx: Context): boolean {
  return variable.scope.kind === "module" && BUILTINS.has(variable.name) && mayBeUnbound(variable, cx);
}

function mayBeUnbound(variable: Variable, cx: Context): boolean {
  const ownBinding = variable.refs.find((r) => r.use === "bind" && r.scope === variable.scope);
  if (ownBinding === undefined || variable.refs.some((r) => r.use === "delete")) return true;
  return ownBinding.place.block !== variable.scope.body || cx.module.hoistAll || variable.refs.some((r) => r.use === "read" && comesBefore(r, ownBinding));
}

/** Whether a read may run before a binding of the module: `print = partial(print)`, a function above it. What a function reads in its own body comes later. */
function comesBefore(read: Ref, binding: Ref): boolean {
  if (read.order > binding.order) return false;
  const { statement } = binding.place;
  if (statement.kind !== "FunctionDef" && statement.kind !== "AsyncFunctionDef") return true;
  for (let scope: Scope | null = read.scope; scope !== null; scope = scope.parent) if (scope.node === statement) return false;
  return true;
}

export function emitName(node: ast.Name, cx: Context): Code {
  const part = readName(node.id, cx);
  // a plain variable raises at most NameError: that needs the span too
  return cx.marked(node, part);
}

/** Text of an assignment to a name, and what follows the value: `x = ` ... ``. */
export function nameTarget(name: string, cx: Context): { head: string; tail: string } {
  const meaning = cx.resolve(name);
  const mangled = cx.mangled(name);
  if (meaning.kind === "class") {
    const { inClass } = cx;
    if (inClass !== null) {
      inClass.maybe.add(mangled);
      return { head: `${ownName(inClass, mangled, cx)} = `, tail: "" };
    }
  }
  if (meaning.kind === "variable") {
    if (meaning.variable.scope.kind === "module" && cx.module.options.dynamic === true) {
      return { head: `${cx.helper("setName")}(${stringLiteral(seenName(mangled))}, `, tail: cx.seesLocals(mangled) ? ")" : ", true)" };
    }
    if (meaning.variable.scope.kind === "module" && isShadowed(meaning.variable, cx)) {
      return { head: `${cx.helper("setitem")}(${cx.globals}, ${stringLiteral(seenName(mangled))}, `, tail: ")" };
    }
    return { head: `${cx.renamed.get(meaning.variable) ?? jsIdentifier(meaning.variable.name)} = `, tail: "" };
  }
  return { head: `${jsIdentifier(mangled)} = `, tail: "" };
}

/** An object before a dot. */
export function receiver(node: ast.Expr, cx: Context): string {
  const part = emitExpression(node, cx);
  if (node.kind === "Constant" && node.value.type === "int") return `(${part.text})`;
  return at(part, Level.Primary);
}

/** An object before `.name`; `(o as Value)` where tsc knows no such member of it, or not as it is used. */
export function owner(node: ast.Expr, name: string, cx: Context, use: Use = "read"): string {
  if (!hasMember(node, name, cx, use) || (use === "store" && isModule(node, cx)))
    return `(${at(emitExpression(node, cx), Level.Relation)} as ${cx.type("Value")})`;
  return receiver(node, cx);
}

export function emitAttribute(node: ast.Attribute, cx: Context): Code {
  const where = placeOf(node, cx);
  const name = cx.mangled(node.attr);
  if (superParts(node.value, name, cx)) return cx.marked(where, code(`super.${name}`));
  if (node.ctx === "Load" && isBoundMethod(node.value, name, cx)) return cx.marked(where, cx.call("bound", value(node.value, cx), stringLiteral(name)));
  return cx.marked(where, code(`${owner(node.value, name, cx)}.${name}`), fieldFact(node, cx, false));
}

/** `field`: reading or setting it calls nothing. */
export function fieldFact(node: ast.Attribute, cx: Context, store: boolean): string | undefined {
  return cx.module.types.isField(node, store) ? "field" : undefined;
}

export function emitSubscript(node: ast.Subscript, cx: Context): Code {
  const sliced = plainSlice(node, cx);
  if (sliced !== null) return cx.marked(node, code(sliced), "slice");
  if (isPlainIndex(node, cx)) return cx.marked(node, code(`${receiver(node.value, cx)}[${value(node.slice, cx)}]`));
  if (isTupleItem(node, cx)) return cx.marked(node, code(`${receiver(node.value, cx)}[${value(node.slice, cx)}]`), "tuple");
  const viewed = viewedObject(node.value, cx);
  if (viewed !== null) return cx.marked(node, cx.call("viewed", value(viewed, cx), value(node.slice, cx)));
  return cx.marked(node, cx.call("getitem", value(node.value, cx), value(node.slice, cx)), indexFact(node, cx));
}

/** `memoryview(x)[k]`: nobody has the whole view, and while it is in use x must keep its length. */
function viewedObject(node: ast.Expr, cx: Context): ast.Expr | null {
  if (node.kind !== "Call" || node.func.kind !== "Name" || node.func.id !== "memoryview" || !cx.isBuiltin("memoryview")) return null;
  return node.args.length === 1 && node.keywords.length === 0 && node.args[0]!.kind !== "Starred" ? node.args[0]! : null;
}

/** `memoryview(x)` or `memoryview(x)[a:b]`: a view that only the expression has. */
export function isViewOfItsOwn(node: ast.Expr, cx: Context): boolean {
  if (node.kind === "Subscript" && node.slice.kind === "Slice") node = node.value;
  return viewedObject(node, cx) !== null;
}

/** `xs.slice(a, b)` of a known list: bounds mean the same in both languages. */
function plainSlice(node: ast.Subscript, cx: Context): string | null {
  const { slice } = node;
  if (slice.kind !== "Slice" || slice.step !== null || cx.typeOf(node.value).kind !== "list") return null;
  const bounds = [slice.lower, slice.upper];
  if (!bounds.every((e) => e === null || (cx.typeOf(e).kind === "int" && isSmall(cx.typeOf(e))))) return null;
  const args =
    slice.upper === null
      ? slice.lower === null
        ? []
        : [value(slice.lower, cx)]
      : [slice.lower === null ? "0" : value(slice.lower, cx), value(slice.upper, cx)];
  return `${receiver(node.value, cx)}.slice(${args.join(", ")})`;
}

/** A known list and an index that is not negative: `xs[i]`. */
export function isPlainIndex(node: ast.Subscript, cx: Context): boolean {
  if (node.slice.kind === "Slice" || cx.typeOf(node.value).kind !== "list") return false;
  const index = cx.typeOf(node.slice);
  return index.kind === "int" && index.lo >= 0 && isSmall(index);
}

/** `pair[1]`: a tuple of known length, and a constant index in it. */
function isTupleItem(node: ast.Subscript, cx: Context): boolean {
  const { length } = cx.typeOf(node.value);
  if (length === undefined || node.slice.kind !== "Constant" || node.slice.value.type !== "int" || node.value.kind === "Tuple") return false;
  return node.slice.value.value < BigInt(length);
}

/** A known list and any int; memory; other containers of which no item calls anything. */
export function indexFact(node: ast.Subscript, cx: Context): string | undefined {
  if (isMemoryItem(node, cx)) return "ints";
  const { kind } = cx.typeOf(node.value);
  const index = node.slice.kind === "Slice" ? "slice" : cx.typeOf(node.slice).kind;
  if ((kind === "str" || kind === "tuple") && index === "int") return "never";
  return cx.typeOf(node.value).kind === "list" && cx.typeOf(node.slice).kind === "int" ? "index" : undefined;
}

/** Where an item is stored: memory. */
export function storeFact(node: ast.Subscript, cx: Context): string | undefined {
  return isMemoryItem(node, cx) ? "ints" : undefined;
}

function isMemoryItem(node: ast.Subscript, cx: Context): boolean {
  return node.slice.kind !== "Slice" && cx.typeOf(node.slice).kind === "int" && cx.typeOf(node.value).memory === true;
}

/** `slice(a, b)`, `slice(a, b, step)`. */
export function emitSlice(node: ast.Slice, cx: Context): Code {
  const bound = (e: ast.Expr | null): string => (e === null ? "null" : value(e, cx));
  const args = [bound(node.lower), bound(node.upper)];
  if (node.step !== null) args.push(bound(node.step));
  return cx.call("slice", ...args);
}

/** `*x` as an item of a display or an argument. */
export function emitStarred(node: ast.Starred, cx: Context): Code {
  return code(`...${spreadable(node.value, cx)}`, Level.Assign);
}

/** What is spread: a rest parameter as it is. */
export function spreadable(node: ast.Expr, cx: Context): string {
  const raw = rawRest(node, cx);
  return raw ?? at(emitExpression(node, cx), Level.Assign);
}

/** The rest parameter a name means, if it is still the JavaScript array. */
export function rawRest(node: ast.Expr, cx: Context): string | null {
  if (node.kind !== "Name") return null;
  const meaning = cx.resolve(node.id);
  return meaning.kind === "variable" && cx.module.rawRests.has(meaning.variable) ? jsIdentifier(meaning.variable.name) : null;
}

/** A store to an attribute: `o.x = v`. */
export function storeAttribute(owner: string, attr: string, text: string, cx: Context): Code {
  return code(`${owner}.${cx.mangled(attr)} = ${text}`, Level.Assign);
}

export { argument };
