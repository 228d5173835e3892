/**
 * assignment - names, attributes and items get values; unpacking; augmented assignment; del.
 */
import type * as ast from "../ast/nodes.js";
import { some } from "../ast/visit.js";
import { argument, code, Level, visible, type Code } from "./code.js";
import type { Context } from "./context.js";
import { emitExpression, natural, rawValue, value } from "./emit.js";
import { annotationValue, evaluateDoubtful } from "./functions.js";
import { holdsEmpty, outgrows } from "./grown.js";
import { box, factOf, isPlainFloat, isRaw } from "./numbers.js";
import { placeOf } from "./places.js";
import { jsIdentifier } from "./names.js";
import { binaryOf, inPlaceHelper, isSimple } from "./operators.js";
import { fieldFact, indexFact, isPlainIndex, nameTarget, owner, readName, receiver, storeFact } from "./references.js";
import { stringLiteral } from "./strings.js";

// ---------------------------------------------------------------- assignment to one target

/** `const x = `, `let x: Value = `, `x = ` ... for a binding of a name; `;` is not part of it. */
export function bindName(name: string, node: ast.Node, cx: Context, empty = false): { head: string; tail: string } {
  const opener = cx.fn.scope === cx.scope ? cx.fn.declarations.openers.get(node) : undefined;
  if (opener === "const") return { head: `const ${jsIdentifier(cx.mangled(name))}${empty ? `: ${cx.annotationOf(name)}` : ""} = `, tail: "" };
  if (opener === "let") return { head: `let ${jsIdentifier(cx.mangled(name))}${letAnnotation(name, cx)} = `, tail: "" };
  return nameTarget(name, cx);
}

/** `[]`, `{}`, `set()`, `deque()`: the text does not show of what. */
function isEmptyContainer(node: ast.Expr, cx: Context): boolean {
  if (node.kind === "List") return node.elts.length === 0;
  if (node.kind === "Dict") return node.keys.length === 0;
  return (
    node.kind === "Call" &&
    node.func.kind === "Name" &&
    ["list", "dict", "set"].includes(node.func.id) &&
    cx.isBuiltin(node.func.id) &&
    node.args.length + node.keywords.length === 0
  );
}

/** Whether the text of a first value says too little of what the target holds. */
function needsType(target: ast.Expr, first: ast.Expr, cx: Context): boolean {
  return isEmptyContainer(first, cx) || holdsEmpty(first) || (target.kind === "Name" && outgrows(target.id, first, cx));
}

/** `: T`, where the initial value does not show the type. */
function letAnnotation(name: string, cx: Context): string {
  const text = cx.annotationOf(name);
  return /^(?:int|float|str|bool)$/.test(text) ? "" : `: ${text}`;
}

/** Whether a target takes a raw double. */
function takesRaw(target: ast.Expr, cx: Context): boolean {
  return (target.kind === "Name" || target.kind === "Attribute") && isRaw(target, cx);
}

/** The value of `source` as the target takes it. */
function valueFor(target: ast.Expr, source: ast.Expr, cx: Context): string {
  return takesRaw(target, cx) ? rawValue(source, cx) : value(source, cx);
}

/** A statement that stores `text`, as the target takes it, in a target that is no tuple. */
function store(target: ast.Expr, text: string, cx: Context, empty = false): string {
  switch (target.kind) {
    case "Name": {
      const { head, tail } = bindName(target.id, target, cx, empty);
      return `${head}${text}${tail};`;
    }
    case "Attribute":
      return storeAttribute(target, text, cx);
    case "Subscript":
      if (isPlainIndex(target, cx)) return `${cx.mark(target, `${receiver(target.value, cx)}[${value(target.slice, cx)}]`)} = ${text};`;
      return `${cx.marked(target, cx.call("setitem", value(target.value, cx), value(target.slice, cx), text), storeFact(target, cx)).text};`;
    default:
      throw new Error(`${target.kind} is no single target`);
  }
}

function storeAttribute(target: ast.Attribute, text: string, cx: Context): string {
  const where = placeOf(target, cx);
  const name = cx.mangled(target.attr);
  if (target.value.kind === "Call" && target.value.func.kind === "Name" && target.value.func.id === "super") {
    return `${cx.marked(where, cx.call("setattr", value(target.value, cx), stringLiteral(name), text)).text};`;
  }
  return `${cx.mark(where, `${owner(target.value, name, cx, "store")}.${name}`, fieldFact(target, cx, true))} = ${text};`;
}

/** Writes the statements that give `text`, evaluated once, to a target. `length`: it is a tuple of so many items. */
export function assign(target: ast.Expr, text: string, cx: Context, length?: number): void {
  if (target.kind !== "Tuple" && target.kind !== "List") {
    cx.out.line(store(target, takesRaw(target, cx) ? cx.call("unboxed", text).text : text, cx));
    return;
  }
  const star = target.elts.findIndex((e) => e.kind === "Starred");
  const { elts } = target;
  // a tuple as long as the pattern: lower checks it all the same
  if (star < 0 && length === elts.length && elts.every((e) => e.kind === "Name" && !takesRaw(e, cx)) && !declaresAny(elts as ast.Name[], "let", cx)) {
    destructure(elts, text, cx);
    return;
  }
  const raw = star < 0 ? cx.call("unpack", text, String(elts.length)) : cx.call("unpackRest", text, String(star), String(elts.length - star - 1));
  destructure(elts, cx.mark(target, raw.text), cx);
}

/** Gives the items of a JavaScript array to targets, in order. `fitting`: each item is as its target takes it; `typed`: the array does not show the types. */
function destructure(targets: readonly ast.Expr[], array: string, cx: Context, fitting = false, typed = false): void {
  if (targets.length === 0) {
    cx.out.line(`${array};`);
    return;
  }
  const inner: [ast.Expr, string][] = [];
  const names = targets.map((t) => (t.kind === "Starred" ? t.value : t));
  const simple = names.every((t) => t.kind === "Name");
  if (simple && declare(names as ast.Name[], array, cx, typed)) return;
  if (simple && names.every((t) => nameTarget((t as ast.Name).id, cx).tail === "")) {
    // [a, b] = array: some are declared already
    const fresh = (names as ast.Name[]).filter((t) => cx.fn.scope === cx.scope && cx.fn.declarations.openers.has(t));
    if (fresh.length > 0) cx.out.line(`let ${fresh.map((t) => `${jsIdentifier(cx.mangled(t.id))}: ${cx.annotationOf(t.id)}`).join(", ")};`);
    cx.out.line(`[${(names as ast.Name[]).map((t) => nameTarget(t.id, cx).head.slice(0, -3)).join(", ")}] = ${array};`);
    return;
  }
  const parts = names.map((t) => {
    const name = cx.name("item");
    inner.push([t, name]);
    return name;
  });
  cx.out.line(`const [${parts.join(", ")}] = ${array};`);
  for (const [target, name] of inner) {
    if (fitting && target.kind !== "Tuple" && target.kind !== "List") cx.out.line(store(target, name, cx));
    else assign(target, name, cx);
  }
}

/** Whether some of the names are declared here by `let`: such a pattern says the types, and a tuple is read-only. */
function declaresAny(names: readonly ast.Name[], kind: "let" | "const", cx: Context): boolean {
  return cx.fn.scope === cx.scope && names.some((t) => cx.fn.declarations.openers.get(t) === kind);
}

/** `const [a, b] = array` where all are declared by it. */
function declare(names: readonly ast.Name[], array: string, cx: Context, typed: boolean): boolean {
  if (cx.fn.scope !== cx.scope) return false;
  const kinds = names.map((t) => cx.fn.declarations.openers.get(t));
  if (kinds.some((k) => k === undefined) || new Set(names.map((t) => t.id)).size < names.length) return false;
  const kind = kinds.every((k) => k === "const") ? "const" : "let";
  const types = names.map((t) => cx.annotationOf(t.id));
  const type = kind === "let" || typed ? `: ${types.every((t) => t === "Value") ? `${cx.type("Value")}[]` : `[${types.join(", ")}]`}` : "";
  cx.out.line(`${kind} [${names.map((t) => jsIdentifier(cx.mangled(t.id))).join(", ")}]${type} = ${array};`);
  return true;
}

// ---------------------------------------------------------------- statements

function isLeaf(node: ast.Expr): boolean {
  return node.kind === "Constant" || (node.kind === "UnaryOp" && node.op === "USub" && node.operand.kind === "Constant");
}

export function emitAssign(node: ast.Assign, cx: Context): void {
  const [first] = node.targets;
  if (node.targets.length === 1) {
    assignValue(first!, node.value, cx);
    return;
  }
  // a = b = v: v once, then from left to right
  let text: string;
  if (isLeaf(node.value) && node.targets.every((t) => t.kind === "Name")) {
    text = value(node.value, cx);
    if (node.targets.every((t) => takesRaw(t, cx))) {
      text = rawValue(node.value, cx);
      if (constantDeclaration(node.targets as ast.Name[], text, cx)) return;
      for (const target of node.targets) cx.out.line(store(target, text, cx));
      return;
    }
    if (!node.targets.some((t) => takesRaw(t, cx)) && constantDeclaration(node.targets as ast.Name[], text, cx)) return;
  } else if (first!.kind === "Name" && bindName(first!.id, first!, cx).tail === "" && cx.scope.kind !== "class" && !node.targets.some((t) => takesRaw(t, cx))) {
    cx.out.line(store(first!, value(node.value, cx), cx, needsType(first!, node.value, cx)));
    const name = readName(first!.id, cx).text;
    for (const target of node.targets.slice(1)) assign(target, name, cx);
    return;
  } else {
    text = cx.name("value");
    cx.out.line(`const ${text} = ${value(node.value, cx)};`);
  }
  for (const target of node.targets) assign(target, text, cx);
}

function constantDeclaration(names: readonly ast.Name[], text: string, cx: Context): boolean {
  const heads = names.map((t) => bindName(t.id, t, cx).head);
  const kind = /^(const|let) /.exec(heads[0]!)?.[0];
  if (kind === undefined || !heads.every((h) => h.startsWith(kind))) return false;
  cx.out.line(`${kind}${heads.map((h) => h.slice(kind.length) + text).join(", ")};`);
  return true;
}

function assignValue(target: ast.Expr, source: ast.Expr, cx: Context): void {
  if (target.kind !== "Tuple" && target.kind !== "List") {
    // Python evaluates the value before the target's object
    if (target.kind !== "Name" && !isOrderFree(target, source)) {
      const name = cx.name("value");
      cx.out.line(`const ${name} = ${valueFor(target, source, cx)};`);
      cx.out.line(store(target, name, cx));
      return;
    }
    cx.out.line(store(target, valueFor(target, source, cx), cx, needsType(target, source, cx)));
    return;
  }
  const plain =
    (source.kind === "Tuple" || source.kind === "List") &&
    source.elts.length === target.elts.length &&
    ![...source.elts, ...target.elts].some((e) => e.kind === "Starred");
  if (!plain) {
    assign(target, value(source, cx), cx, cx.typeOf(source).length);
    return;
  }
  const { elts } = source;
  if (elts.every(isLeaf) && target.elts.every((t) => t.kind === "Name")) {
    const heads = target.elts.map((t, i) => bindName((t as ast.Name).id, t, cx, needsType(t, elts[i]!, cx)).head);
    const kind = /^(const|let) /.exec(heads[0]!)?.[0];
    if (kind !== undefined && heads.every((h) => h.startsWith(kind))) {
      cx.out.line(`${kind}${heads.map((h, i) => `${h.slice(kind.length)}${valueFor(target.elts[i]!, elts[i]!, cx)}`).join(", ")};`);
      return;
    }
  }
  const typed = elts.some((e, i) => needsType(target.elts[i]!, e, cx));
  destructure(target.elts, `[${elts.map((e, i) => valueFor(target.elts[i]!, e, cx)).join(", ")}]`, cx, true, typed);
}

/** Whether it does not matter that the text evaluates the target's parts before the value. */
function isOrderFree(target: ast.Expr, source: ast.Expr): boolean {
  const parts = target.kind === "Attribute" ? [target.value] : target.kind === "Subscript" ? [target.value, target.slice] : [];
  const quiet = (e: ast.Expr): boolean =>
    !some(e, (n) => n.kind === "Call" || n.kind === "NamedExpr" || n.kind === "Await" || n.kind === "Yield" || n.kind === "YieldFrom");
  if (parts.every(isSimple) || isInert(source)) return !some(source, (n) => n.kind === "NamedExpr");
  return parts.every((p) => quiet(p)) && !some(source, (n) => n.kind === "NamedExpr");
}

/** Constants, variables and displays of them: their evaluation does nothing that one could see. */
function isInert(node: ast.Expr): boolean {
  if (node.kind === "List" || node.kind === "Tuple") return node.elts.every(isInert);
  if (node.kind === "Dict") return node.keys.length === 0;
  return isSimple(node) || node.kind === "Lambda" || node.kind === "Constant";
}

export function emitAnnAssign(node: ast.AnnAssign, cx: Context): void {
  if (node.value !== null) assignValue(node.target, node.value, cx);
  const dict = node.simple === 1 && node.target.kind === "Name" ? annotationsHere(cx) : null;
  if (dict === null || node.target.kind !== "Name") {
    evaluateDoubtful(node.annotation, cx);
    return;
  }
  const name = stringLiteral(cx.mangled(node.target.id));
  cx.out.line(`${cx.call("setitem", dict, name, annotationValue(node.annotation, cx)).text};`);
}

/** The dict that gets the annotations of a module's or class's variables where they stand; null where they get in none, or all at once. */
function annotationsHere(cx: Context): string | null {
  if (cx.scope.kind === "class") return cx.inClass?.annotatesInPlace === true ? `${cx.inClass.name}.__annotations__` : null;
  if (cx.scope.kind !== "module" || !cx.module.annotations) return null;
  return cx.module.options.dynamic === true ? cx.dynamicName("nameOf", "__annotations__").text : "__annotations__";
}

export function emitNamedExpr(node: ast.NamedExpr, cx: Context): Code {
  const { head, tail } = nameTarget(node.target.id, cx);
  const text = valueFor(node.target, node.value, cx);
  if (tail === "") return code(`${head}${text}`, Level.Assign);
  const held = cx.temporary("value");
  return code(`${held} = ${text}, ${head}${held}${tail}, ${held}`, Level.Comma);
}

/** The object or key of an augmented target, evaluated once. */
function once(node: ast.Expr, base: string, cx: Context, keeps = true): string {
  if (isSimple(node) && keeps) return value(node, cx);
  const name = cx.name(base);
  cx.out.line(`const ${name} = ${value(node, cx)};`);
  return name;
}

/** Whether a target's part is the same after the value: a variable that no function called there can bind. */
function isKept(node: ast.Expr, source: ast.Expr, cx: Context): boolean {
  if (node.kind !== "Name" || isInert(source)) return true;
  const meaning = cx.resolve(node.id);
  const variable = meaning.kind === "variable" ? meaning.variable : cx.module.symbols.module.variables.get(node.id);
  return variable?.refs.some(({ use, scope }) => use !== "read" && scope !== variable.scope && (scope.kind === "function" || scope.kind === "lambda")) !== true;
}

export function emitAugAssign(node: ast.AugAssign, cx: Context): void {
  const { target } = node;
  const helper = inPlaceHelper(node.op);
  const types = cx.module.types;
  const targetIsRaw = takesRaw(target, cx);
  /** ` += 1` where the operator is JavaScript's own. */
  let plain: string | null = null;
  // the value that is stored, as the target takes it
  const result = (read: string): string => {
    const left = { type: cx.typeOf(target), raw: targetIsRaw, part: code(read), constant: null };
    const right = {
      type: cx.typeOf(node.value),
      raw: isRaw(node.value, cx),
      part: natural(node.value, cx),
      constant:
        node.value.kind === "Constant" && node.value.value.type === "int"
          ? Number(node.value.value.value)
          : node.value.kind === "Constant" && node.value.value.type === "float"
            ? node.value.value.value
            : null,
    };
    const part = binaryOf(node.op, helper, left, right, types.resultOf(node), cx, { left: null, right: node.value });
    if (isPlainFloat(node.op, left.type, right.type) === targetIsRaw && cx.module.options.checkTypes !== true) plain = plainStep(part.text, read);
    const isDouble = isPlainFloat(node.op, left.type, right.type);
    const fitting = isDouble === targetIsRaw ? part : isDouble ? box(part, cx) : cx.call("unboxed", argument(part));
    return cx.mark(node, argument(fitting), factOf(left.type, right.type, types.resultOf(node)));
  };
  switch (target.kind) {
    case "Name": {
      const read = cx.mark(target, readName(target.id, cx).text);
      const text = result(read);
      const { head, tail } = nameTarget(target.id, cx);
      const step = plain as string | null;
      cx.out.line(
        step !== null && tail === "" && cx.scope.kind !== "class" && visible(head) === `${visible(read)} = ` ? `${read}${step};` : `${head}${text}${tail};`,
      );
      return;
    }
    case "Attribute": {
      const keeps = isKept(target.value, node.value, cx);
      const object = isSimple(target.value) && keeps ? owner(target.value, cx.mangled(target.attr), cx, "store") : once(target.value, "owner", cx, keeps);
      const name = `${object}.${cx.mangled(target.attr)}`;
      const where = placeOf(target, cx);
      const fact = fieldFact(target, cx, true);
      const read = cx.mark(where, name, fact);
      result(read);
      const step = plain as string | null;
      if (step !== null && fact === fieldFact(target, cx, false)) {
        cx.out.line(`${read}${step};`);
        return;
      }
      cx.out.line(`${cx.mark(where, name, fieldFact(target, cx, true))} = ${result(cx.mark(where, name, fieldFact(target, cx, false)))};`);
      return;
    }
    case "Subscript": {
      const list = once(target.value, "owner", cx, isKept(target.value, node.value, cx));
      const key = once(target.slice, "key", cx, isKept(target.slice, node.value, cx));
      if (isPlainIndex(target, cx)) {
        const item = `${list}[${key}]`;
        cx.out.line(`${cx.mark(target, item)} = ${result(cx.mark(target, item))};`);
        return;
      }
      const read = cx.marked(target, cx.call("getitem", list, key), indexFact(target, cx)).text;
      cx.out.line(`${cx.marked(target, cx.call("setitem", list, key, result(read)), storeFact(target, cx)).text};`);
    }
  }
}

/** ` += b` of `a + b`, if `a` is what is read; else null. */
function plainStep(text: string, read: string): string | null {
  if (!text.startsWith(`${read} `)) return null;
  const found = /^ (\+|-|\*|\/|%|&|\||\^|<<|>>>?) (.*)$/s.exec(text.slice(read.length));
  return found === null ? null : ` ${found[1]!}= ${found[2]!}`;
}

export function emitDelete(node: ast.Delete, cx: Context): void {
  for (const target of node.targets) remove(target, cx);
}

function remove(target: ast.Expr, cx: Context): void {
  switch (target.kind) {
    case "Tuple":
    case "List":
      for (const e of target.elts) remove(e, cx);
      return;
    case "Name": {
      const { head, tail } = nameTarget(target.id, cx);
      if (cx.module.options.dynamic === true && tail !== "") cx.out.line(`${cx.marked(target, cx.dynamicName("delName", cx.mangled(target.id))).text};`);
      else if (tail !== "") cx.out.line(`${readName(target.id, cx).text}, ${cx.call("delitem", cx.globals, stringLiteral(cx.mangled(target.id))).text};`);
      else cx.out.line(`${cx.mark(target, `${head}${cx.helper("unbound")}`)};`);
      cx.inClass?.bound.delete(cx.mangled(target.id));
      return;
    }
    case "Attribute":
      cx.out.line(`${cx.marked(target, cx.call("delattr", value(target.value, cx), stringLiteral(cx.mangled(target.attr)))).text};`);
      return;
    case "Subscript":
      cx.out.line(`${cx.marked(target, cx.call("delitem", value(target.value, cx), value(target.slice, cx))).text};`);
      return;
    default:
      throw new Error(`cannot delete a ${target.kind}`);
  }
}

// ---------------------------------------------------------------- targets of for, with, comprehensions

/** A target as a destructuring pattern of names, or null if it needs statements. */
export function namePattern(target: ast.Expr, text: (name: ast.Name) => string | null): string | null {
  if (target.kind === "Name") return text(target);
  if (target.kind !== "Tuple" && target.kind !== "List") return null;
  const parts = target.elts.map((e) => namePattern(e, text));
  return parts.includes(null) || parts.length === 0 ? null : `[${parts.join(", ")}]`;
}

/** The names a target binds. */
export function targetNames(target: ast.Expr): ast.Name[] {
  switch (target.kind) {
    case "Name":
      return [target];
    case "Tuple":
    case "List":
      return target.elts.flatMap(targetNames);
    case "Starred":
      return targetNames(target.value);
    default:
      return [];
  }
}

export { emitExpression };
