/**
 * functions - def, lambda, parameters, return, yield, await.
 */
import type * as ast from "../ast/nodes.js";
import type { Scope, Variable } from "../bind/symtable.js";
import { unparse } from "../ast/unparse.js";
import { eachChild, some } from "../ast/visit.js";
import { annotationsIn } from "./annotations.js";
import { bindName } from "./assignment.js";
import { argument, at, code, Level, visible, type Code } from "./code.js";
import { Context, FunctionContext } from "./context.js";
import { docComment, docOf } from "./docs.js";
import { emitBlock, emitExpression, emitStatement, rawValue, value } from "./emit.js";
import { leaves } from "./flow.js";
import { propertyKey } from "./literals.js";
import { resultsOf, soleDefinition } from "./known.js";
import { jsIdentifier } from "./names.js";
import { isSimple } from "./operators.js";
import { nameTarget, spreadable } from "./references.js";
import { stringLiteral } from "./strings.js";
import { typeParameterList, typeParameters } from "./typeparams.js";

export type Def = ast.FunctionDef | ast.AsyncFunctionDef;

// ---------------------------------------------------------------- parameters

export interface Parameters {
  /** Between the parentheses. */
  readonly text: string;
  /** First statements of the body. */
  readonly first: readonly string[];
}

/** Constants and what is made of them cannot change between calls. */
function isPlainConstant(node: ast.Expr): boolean {
  if (node.kind === "Constant") return true;
  if (node.kind === "UnaryOp") return node.op === "USub" && node.operand.kind === "Constant";
  return node.kind === "Tuple" && node.elts.every(isPlainConstant);
}

/** How a default that is no constant gets to the initialiser: before the function, or in place. */
export type DefaultText = (name: string, node: ast.Expr) => string;

/** @param skip the first positional parameter is `this` */
export function emitParameters(
  args: ast.Arguments,
  scope: Scope,
  outer: Context,
  cx: Context,
  skip: boolean,
  later: DefaultText,
  body: ast.Node,
  typed = true,
): Parameters {
  const Value = cx.type("Value");
  const positional = [...args.posonlyargs, ...args.args];
  const parts: string[] = [];
  const first: string[] = [];
  const initial = (arg: ast.Arg, node: ast.Expr): string => (isPlainConstant(node) ? value(node, outer) : later(arg.arg, node));
  positional.forEach((arg, i) => {
    if (skip && i === 0) return;
    const index = i - (positional.length - args.defaults.length);
    const text = index < 0 ? "" : ` = ${initial(arg, args.defaults[index]!)}`;
    parts.push(
      `${jsIdentifier(cx.mangled(arg.arg))}${typed || text !== "" ? `: ${cx.annotation(cx.module.types.variable(variableOf(scope, arg.arg)).text)}` : ""}${text}${i === args.posonlyargs.length - 1 ? " /* / */" : ""}`,
    );
  });
  // what is positional-only may be `this` alone
  const written = (): string => (skip && args.posonlyargs.length === 1 ? "/* / */ " : "") + parts.join(", ");
  const kwonly = args.kwonlyargs.map((arg, i) => {
    const name = cx.mangled(arg.arg);
    const id = jsIdentifier(name);
    const node = args.kw_defaults[i] ?? null;
    const text = node === null ? "" : ` = ${initial(arg, node)}`;
    return {
      text: (propertyKey(name) === id ? id : `${propertyKey(name)}: ${id}`) + text,
      type: `${propertyKey(name)}${node === null ? "" : "?"}: ${Value}`,
      required: node === null,
    };
  });
  const kw = args.kwarg === null ? null : jsIdentifier(cx.mangled(args.kwarg.arg));
  const rawKw = args.kwarg !== null && staysKeywords(variableOf(scope, args.kwarg.arg), body, cx);
  if (rawKw) cx.module.rawRests.add(variableOf(scope, args.kwarg!.arg));
  const asDict = (): void => {
    if (kw !== null && !rawKw) first.push(`${kw} = ${cx.helper("dict")}(${kw});`);
  };
  if (args.vararg === null) {
    if (kwonly.length > 0) {
      const rest = kw === null ? "" : `, ...${kw}`;
      const type = kw === null ? `{ ${kwonly.map((k) => k.type).join("; ")} }` : cx.type("Keywords");
      parts.push(`{ ${kwonly.map((k) => k.text).join(", ")}${rest} }: ${type}${kwonly.some((k) => k.required) ? "" : " = {}"}`);
    } else if (kw !== null) {
      parts.push(`${kw}: ${cx.type("Keywords")} = {}`);
    }
    asDict();
    return { text: written(), first };
  }
  const rest = jsIdentifier(cx.mangled(args.vararg.arg));
  const variable = variableOf(scope, args.vararg.arg);
  const isArray = staysArray(variable, body, cx);
  parts.push(`...${rest}: ${Value}${isArray ? "[]" : ""}`);
  if (kwonly.length > 0) {
    first.push(`let { ${kwonly.map((k) => k.text).join(", ")}${kw === null ? "" : `, ...${kw}`} }: ${Value} = ${cx.helper("keywords")}(${rest});`);
    asDict();
  } else if (kw !== null) {
    const given = `${cx.helper("keywords")}(${rest})`;
    const fixed = variableOf(scope, args.kwarg!.arg).refs.filter((r) => r.use !== "read").length === 1;
    first.push(rawKw ? `const ${kw} = ${given};` : `${fixed ? "const" : "let"} ${kw} = ${cx.helper("dict")}(${given});`);
  }
  if (isArray) cx.module.rawRests.add(variable);
  else first.push(`${rest} = ${cx.helper("tuple")}(${rest});`);
  return { text: written(), first };
}

export function variableOf(scope: Scope, name: string): Variable {
  for (const v of scope.variables.values()) if (v.name === name || v.name.endsWith(name)) return v;
  throw new Error(`the scope has no variable ${name}`);
}

/** Every use spreads it, iterates it or takes its length. */
function staysArray(variable: Variable, body: ast.Node, cx: Context): boolean {
  let raw = 0;
  const visit = (node: ast.Node): void => {
    if (node.kind === "Call") {
      for (const arg of node.args) if (arg.kind === "Starred" && isName(arg.value, variable.name)) raw++;
      if (isName(node.func, "len") && node.args.length === 1 && isName(node.args[0]!, variable.name)) raw++;
    } else if ((node.kind === "List" || node.kind === "Tuple") && node.ctx === "Load") {
      for (const e of node.elts) if (e.kind === "Starred" && isName(e.value, variable.name)) raw++;
    } else if ((node.kind === "For" || node.kind === "comprehension") && isName(node.iter, variable.name)) raw++;
    eachChild(node, visit);
  };
  visit(body);
  return raw === variable.refs.length - 1 && !asksForNames(body, cx);
}

/** Every use is `**kw` in a call. */
function staysKeywords(variable: Variable, body: ast.Node, cx: Context): boolean {
  let raw = 0;
  const visit = (node: ast.Node): void => {
    if (node.kind === "Call") for (const k of node.keywords) if (k.arg === null && isName(k.value, variable.name)) raw++;
    eachChild(node, visit);
  };
  visit(body);
  return raw === variable.refs.length - 1 && !asksForNames(body, cx);
}

function isName(node: ast.Expr, name: string): boolean {
  return node.kind === "Name" && node.id === name;
}

/** What a `return` of a function stands in. */
const AROUND_RETURNS: ReadonlySet<ast.Node["kind"]> = new Set<ast.Node["kind"]>(
  "Return If For AsyncFor While With AsyncWith Try TryStar ExceptHandler Match match_case".split(" ") as ast.Node["kind"][],
);

const ASKING: readonly string[] = ["locals", "eval", "exec", "vars", "dir"];

function asksForNames(body: ast.Node, cx: Context): boolean {
  const { taken } = cx.module;
  return ASKING.some((name) => taken.has(name)) && some(body, (n) => n.kind === "Name" && ASKING.includes(n.id));
}

// ---------------------------------------------------------------- this

/** Whether the first parameter of a method can be written `this` wherever it is used. */
function canBeThis(variable: Variable, scope: Scope, parents: FunctionContext): boolean {
  void parents;
  if (variable.refs.filter((r) => r.use !== "read").length !== 1) return false;
  return variable.refs.every((ref) => {
    for (let s: Scope = ref.scope; s !== scope; s = s.parent!) if (!isArrow(s)) return false;
    return true;
  });
}

/** Scopes that are arrows in TypeScript: they see the `this` around them. */
function isArrow(scope: Scope): boolean {
  const { node } = scope;
  if (scope.kind === "comprehension") return !(scope.isAsync && node.kind === "GeneratorExp");
  if (scope.kind === "lambda")
    return node.kind === "Lambda" && !scope.isGenerator && !(node.args.vararg !== null && (node.args.kwarg !== null || node.args.kwonlyargs.length > 0));
  return node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" ? isArrowDef(node, scope) : false;
}

function isArrowDef(node: Def, scope: Scope): boolean {
  if (scope.isGenerator || node.decorator_list.length > 0 || node.type_params.length > 0) return false;
  if (scope.parent === null || scope.parent.kind === "class" || scope.parent.kind === "typeparams") return false;
  // bound once, so that it is `const f = () => {}`
  const variable = scope.parent.variables.get(node.name);
  return (
    variable !== undefined &&
    variable.refs.filter((r) => r.use !== "read").length === 1 &&
    variable.refs.every((r) => r.order >= variable.refs.find((b) => b.use === "bind")!.order || r.scope !== scope.parent)
  );
}

// ---------------------------------------------------------------- def

export interface FunctionForm {
  /** Before the name: `function `, `async *`, "" ... */
  readonly head: string;
  readonly name: string;
  readonly arrow: boolean;
  /** The first parameter is `this`. */
  readonly method: boolean;
  readonly tail: string;
  /** Class method: `this: Value` is written out. */
  readonly thisParameter?: boolean;
  readonly isConstructor?: boolean;
  readonly superCall?: ast.Call | null;
  readonly defaults: DefaultText;
  /** Python's usual name of the first parameter. */
  readonly selfName?: string;
  readonly noResultType?: boolean;
}

/** Writes a function: head, parameters, body. */
export function writeFunction(node: Def, outer: Context, form: FunctionForm): void {
  const scope = outer.module.symbols.scopeOf(node);
  const asks = asksForNames(node, outer);
  const fn = new FunctionContext(scope, asks ? "head" : "free", outer.fn);
  const renamed = new Map(outer.renamed);
  const first: string[] = [];
  const self = form.method ? [...node.args.posonlyargs, ...node.args.args][0] : undefined;
  if (form.method) fn.superClass = "";
  else if (form.arrow) fn.superClass = outer.fn.superClass;
  fn.isClassMethod = form.thisParameter === true;
  if (form.superCall) fn.superCall = form.superCall;
  const cx = outer.with({ fn, scope, renamed, inClass: null });
  if (self !== undefined) {
    const variable = variableOf(scope, self.arg);
    const plain = canBeThis(variable, scope, outer.fn) && !asks;
    if (plain && self.arg === (form.selfName ?? "self")) renamed.set(variable, "this");
    else if (variable.refs.length > 1 || asks || self.arg !== (form.selfName ?? "self")) {
      const kind = variable.refs.filter((r) => r.use !== "read").length === 1 ? "const" : "let";
      first.push(`${kind} ${jsIdentifier(cx.mangled(self.arg))}${kind === "let" || node.decorator_list.length > 0 ? `: ${cx.type("Value")}` : ""} = this;`);
    }
  }
  const parameters_ = emitParameters(node.args, scope, outer, cx, form.method, form.defaults, node);
  first.push(...parameters_.first);
  const parts = form.thisParameter ? [`this: ${cx.type("Value")}`, parameters_.text].filter((t) => t !== "").join(", ") : parameters_.text;
  fn.rawResult = outer.module.types.isRawResult(node);
  fn.returnsValue =
    some(
      node,
      (n) => n.kind === "Return" && n.value !== null,
      (n) => AROUND_RETURNS.has(n.kind),
    ) &&
    !scope.isGenerator &&
    form.isConstructor !== true;
  const silent =
    fn.returnsValue || scope.isGenerator || form.isConstructor === true || form.noResultType === true ? null : resultOfNone(node, form.head === "get ", cx);
  if (silent !== null) fn.returnsValue = true;
  const result = form.noResultType === true || form.isConstructor === true ? "" : `: ${resultType(node, scope, fn, cx, silent)}`;
  cx.out.block(
    `${form.head}${form.name}(${parts})${result}${form.arrow ? " =>" : ""}`,
    () => {
      for (const line of first) cx.out.line(line);
      writeBody(node.body, cx);
    },
    `}${form.tail}`,
  );
}

/** Statements of a function, without its docstring. */
function writeBody(body: readonly ast.Stmt[], cx: Context): void {
  declareAtHead(cx);
  const rest = docOf(body) === null ? body : body.slice(1);
  emitBlock(rest, cx);
  if (cx.fn.returnsValue && !leaves(body)) cx.out.line("return null;");
}

/** Variables that are declared nowhere else. */
export function declareAtHead(cx: Context): void {
  const { atHead } = cx.fn.declarations;
  if (atHead.length > 0)
    cx.out.line(
      `let ${atHead.map((v) => `${jsIdentifier(v.name)}${cx.fn.declarations.unsafe.has(v) ? "!" : ""}: ${cx.annotation(cx.module.types.variable(v).text)}`).join(", ")};`,
    );
}

/** The result type of a function that returns no value, where somebody looks at it all the same; else null. */
function resultOfNone(node: Def, isGetter: boolean, cx: Context): string | null {
  const { used, methods } = resultsOf(cx.module);
  if (!isGetter && !used.has(node.name)) return null;
  // what overrides it may return something
  return (methods.get(node.name) ?? 0) > 1 || isGetter ? cx.type("Value") : "null";
}

function resultType(node: Def, scope: Scope, fn: FunctionContext, cx: Context, silent: string | null): string {
  if (scope.isGenerator) {
    const items = cx.annotation(cx.module.types.yields(node).text);
    return node.kind === "AsyncFunctionDef" ? `AsyncGenerator<${items}>` : `Generator<${items}>`;
  }
  const plain = silent ?? (fn.returnsValue ? cx.annotation(cx.module.types.result(node).text) : "void");
  return node.kind === "AsyncFunctionDef" ? `${cx.type("Coroutine")}<${plain}>` : plain;
}

export function functionKeyword(node: Def, scope: Scope): string {
  return `${node.kind === "AsyncFunctionDef" ? "async " : ""}function${scope.isGenerator ? "*" : ""} `;
}

function isEmptyDisplay(node: ast.Expr): boolean {
  return (node.kind === "List" && node.elts.length === 0) || (node.kind === "Dict" && node.keys.length === 0);
}

/** What is called with the function; `(D as Value)` if it is a class, or an instance of one: how that is called tsc cannot see. */
function decorator(node: ast.Expr, cx: Context): string {
  const part = emitExpression(node, cx);
  if (soleDefinition(node.kind === "Call" ? node.func : node, cx)?.kind !== "ClassDef") return at(part, Level.Primary);
  return `(${at(part, Level.Relation)} as ${cx.type("Value")})`;
}

/** What may be seen to be evaluated. */
function isSeen(node: ast.Expr): boolean {
  return some(
    { kind: "Expr", value: node, start: node.start, end: node.end },
    (n) => n.kind === "Call" || n.kind === "Await" || n.kind === "Yield" || n.kind === "YieldFrom" || n.kind === "NamedExpr",
    (n) => n.kind !== "Lambda",
  );
}

/** The decorators of a function; those that somebody may see evaluated before defaults that he sees, too, are constants before it. */
function decoratorsOf(node: Def, unseen: boolean, before: string[], cx: Context): { readonly span: ast.Expr; readonly text: string }[] {
  const { defaults, kw_defaults } = node.args;
  const apart = unseen || [...defaults, ...kw_defaults].some((e) => e !== null && isSeen(e));
  return node.decorator_list.map((d) => {
    const text = decorator(d, cx);
    if (!apart || !isSeen(d)) return { span: d, text };
    const name = cx.name("decorator");
    before.push(`const ${name} = ${cx.mark(d, text)};`);
    return { span: d, text: name };
  });
}

export function emitFunction(node: Def, cx: Context): void {
  const unseen = cx.out.capture(() => evaluateUnseen(node, cx));
  const before: string[] = [];
  const decorators = decoratorsOf(node, unseen.length > 0, before, cx);
  const inner = typeParameters(node.type_params, cx);
  const scope = cx.module.symbols.scopeOf(node);
  const name = jsIdentifier(node.name);
  const annotations = annotationsOf(node, inner);
  let annotated = annotations === null;
  const defaults: string[] = [];
  const later: DefaultText = (parameter, expression) => {
    const constant = cx.name(`${parameter}Default`);
    const type = isEmptyDisplay(expression) ? `: ${cx.annotation(cx.module.types.variable(variableOf(scope, parameter)).text)}` : "";
    defaults.push(`const ${constant}${type} = ${value(expression, cx)};`);
    return constant;
  };
  const start = cx.out.capture(() => {
    const opener = cx.fn.scope === cx.scope && cx.scope.kind !== "class" ? cx.fn.declarations.openers.get(node) : undefined;
    const usesThis = !scope.isGenerator && isArrowDef(node, scope) && opener === "const" && seesThis(scope, cx);
    const common = { method: false, defaults: later };
    if (decorators.length === 0 && opener === "const" && !usesThis) {
      writeFunction(node, inner, { ...common, head: functionKeyword(node, scope), name: jsIdentifier(cx.mangled(node.name)), arrow: false, tail: "" });
      return;
    }
    const { head, tail } = bindName(node.name, node, cx);
    if (usesThis) {
      writeFunction(node, inner, { ...common, head: head + (node.kind === "AsyncFunctionDef" ? "async " : ""), name: "", arrow: true, tail: `${tail};` });
      return;
    }
    let { open, close } = cx.decoratorCalls(decorators);
    // where a name is no variable of JavaScript's, or holds what decorators made, the function is not reached by it
    if (!annotated && (decorators.length > 0 || tail !== "" || cx.scope.kind === "class")) {
      [open, close] = [`${open}${cx.helper("annotate")}(`, `, ${annotations!})${close}`];
      annotated = true;
    }
    const { begin, end } = cx.definition(node);
    const opening = `${head}${open}${begin}${functionKeyword(node, scope)}`;
    writeFunction(node, inner, { ...common, head: opening, name, arrow: false, tail: `${end}${close}${tail};` });
  });
  for (const line of before) cx.out.line(line);
  for (const line of defaults) cx.out.line(line);
  cx.out.raw(unseen);
  // a constant stands apart from the function, as the source has an empty line there
  if (defaults.length > 0 && cx.out.depth === 0) cx.out.blank();
  const doc = docOf(node.body);
  if (doc !== null) for (const line of docComment(doc)) cx.out.line(line);
  cx.out.raw(start);
  if (!annotated) cx.out.line(`${cx.helper("annotate")}(${nameTarget(node.name, cx).head.slice(0, -3)}, ${annotations!});`);
}

/** Uses something that is written `this`. */
function seesThis(scope: Scope, cx: Context): boolean {
  for (const [variable, text] of cx.renamed) {
    if (text !== "this") continue;
    if (
      variable.refs.some((r) => {
        for (let s: Scope | null = r.scope; s !== null; s = s.parent) if (s === scope) return true;
        return false;
      })
    )
      return true;
  }
  return false;
}

/** What annotate() gets besides the function: `() => dict({ x: int })`, `dict({ x: f() })` where one can tell when that is evaluated, `null, [T]`; null if there is nothing to tell. @param inner knows the type parameters */
export function annotationsOf(node: Def, inner: Context): string | null {
  const annotations = inner.module.annotations ? annotationDict(node, inner) : null;
  if (node.type_params.length === 0) return annotations;
  return `${annotations ?? "null"}, ${typeParameterList(node.type_params, inner)}`;
}

function annotationDict(node: Def, cx: Context): string | null {
  const { args } = node;
  const all = [...args.posonlyargs, ...args.args, ...(args.vararg ? [args.vararg] : []), ...args.kwonlyargs, ...(args.kwarg ? [args.kwarg] : [])];
  const pairs = all.flatMap((a) => (a.annotation === null ? [] : [[cx.mangled(a.arg), a.annotation] as const]));
  if (node.returns !== null) pairs.push(["return", node.returns]);
  if (pairs.length === 0) return null;
  const now = pairs.some(([, e]) => cx.module.doubtful.has(e));
  return `${now ? "" : "() => "}${cx.helper("dict")}({ ${pairs.map(([key, e]) => `${propertyKey(key)}: ${annotationValue(e, cx)}`).join(", ")} })`;
}

/** Annotations of which one can tell when they are evaluated, of a definition that gets none since nobody looks at them. */
export function evaluateUnseen(node: Def, cx: Context): void {
  if (!cx.module.annotations) for (const e of annotationsIn(node)) evaluateDoubtful(e, cx);
}

/** Such an annotation as a statement, for what it does and raises. */
export function evaluateDoubtful(e: ast.Expr, cx: Context): void {
  if (cx.module.doubtful.has(e)) emitStatement({ kind: "Expr", value: e, start: e.start, end: e.end }, cx);
}

/** The value of an annotation; its text under `from __future__ import annotations`. */
export function annotationValue(node: ast.Expr, cx: Context): string {
  if (cx.module.futureAnnotations) return stringLiteral(unparse(node));
  // `*args: *Ts`
  return node.kind === "Starred" ? `${cx.helper("unpack")}(${value(node.value, cx)}, 1)[0]` : value(node, cx);
}

// ---------------------------------------------------------------- lambda

/** (x) => e; what needs statements is an anonymous function. */
export function emitLambda(node: ast.Lambda, cx: Context): Code {
  return lambda(node, cx, false);
}

/** @param typed the place where it stands gives its parameters their types */
export function lambda(node: ast.Lambda, cx: Context, typed: boolean): Code {
  const scope = cx.module.symbols.scopeOf(node);
  const fn = new FunctionContext(scope, "free", cx.fn);
  fn.superClass = cx.fn.superClass;
  const inner = cx.with({ fn, scope, inClass: null });
  // (constant = e, (x = constant) => ...): evaluated when the lambda is made
  const before: string[] = [];
  const later: DefaultText = (name, expression) => {
    if (cx.fn.constants !== null && isSimple(expression)) {
      const made = cx.name(`${name}Default`);
      cx.fn.constants.push(`${made} = ${value(expression, cx)}`);
      return made;
    }
    const constant = cx.temporary(`${name}Default`);
    before.push(`${constant} = ${value(expression, cx)}`);
    return constant;
  };
  const { text, first } = emitParameters(node.args, scope, cx, inner, false, later, node.body, !typed);
  const body = emitExpression(node.body, inner);
  const temporaries = fn.pending;
  const locals = [...scope.variables.values()].filter((v) => !v.param);
  const declared = [...temporaries, ...locals.map((v) => jsIdentifier(v.name))];
  const declaration = declared.length === 0 ? [] : [`let ${declared.map((n) => `${n}: ${cx.type("Value")}`).join(", ")};`];
  const result = argument(body);
  let arrow: string;
  if (scope.isGenerator || first.length > 0) {
    const lines = [...declaration, ...first, `return ${result};`].join(" ");
    arrow = `function${scope.isGenerator ? "*" : ""} (${text}) { ${lines} }`;
  } else if (declared.length > 0) {
    arrow = `(${text}) => (() => { ${declaration.join(" ")} return ${result}; })()`;
  } else {
    arrow = `(${text}) => ${visible(result).startsWith("{") ? `(${result})` : result}`;
  }
  arrow = cx.mark(node, arrow);
  return before.length === 0 ? code(arrow, Level.Assign) : code([...before, arrow].join(", "), Level.Comma);
}

// ---------------------------------------------------------------- return, yield, await

export function emitReturn(node: ast.Return, cx: Context): void {
  if (node.value === null) cx.out.line(cx.fn.returnsValue ? "return null;" : "return;");
  else cx.out.line(`return ${cx.fn.rawResult ? rawValue(node.value, cx) : value(node.value, cx)};`);
}

export function emitYield(node: ast.Yield, cx: Context): Code {
  return cx.marked(node, code(`yield ${node.value === null ? "null" : value(node.value, cx)}`, Level.Assign));
}

export function emitYieldFrom(node: ast.YieldFrom, cx: Context): Code {
  return cx.marked(node, code(`yield* ${spreadable(node.value, cx)}`, Level.Assign));
}

export function emitAwait(node: ast.Await, cx: Context): Code {
  return cx.marked(node, code(`await ${at(emitExpression(node.value, cx), Level.Unary)}`, Level.Unary));
}
