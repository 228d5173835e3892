/**
 * comprehensions - list, set and dict comprehensions and generator expressions as chains of `iter`.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild, some } from "../ast/visit.js";
import type { Scope, Variable } from "../bind/symtable.js";
import { assign, namePattern, targetNames } from "./assignment.js";
import { argument, at, code, Level, visible, type Code } from "./code.js";
import { FunctionContext, type Context } from "./context.js";
import { emitExpression, value } from "./emit.js";
import { iterable, iterableFact } from "./loops.js";
import { jsIdentifier } from "./names.js";
import { rawRest } from "./references.js";
import { testCode } from "./truth.js";
import { Writer } from "./writer.js";

type Comp = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp;
/** What is made of one item. */
type Result = (cx: Context) => string;

/** Nothing of an eager one can fail as a whole: what remains is the next item of a list, and the hash of what goes into a set or a dict. */
export function emitComprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp, cx: Context): Code {
  const wrap = node.kind === "ListComp" ? "list" : node.kind === "SetComp" ? "set" : null;
  return cx.marked(
    node.kind === "GeneratorExp" ? node : node.kind === "SetComp" ? node.elt : node.generators[0]!.iter,
    comprehension(node, cx, wrap, (inner) => value(node.elt, inner), node.elt),
  );
}

export function emitDictComp(node: ast.DictComp, cx: Context): Code {
  return cx.marked(
    { start: node.key.start, end: node.value.end },
    comprehension(node, cx, "dict", (inner) => `[${value(node.key, inner)}, ${value(node.value, inner)}]`, null),
  );
}

function comprehension(node: Comp, cx: Context, wrap: string | null, result: Result, elt: ast.Expr | null): Code {
  const scope = cx.module.symbols.scopeOf(node);
  if (isWaiting(node)) return asynchronous(node, cx, scope, wrap, result, elt);
  const shared = [...scope.variables.values()].filter((v) => v.captured);
  if (shared.length > 0) return withCells(node, cx, scope, wrap, result);
  const chain = steps(node, cx, cx.with({ scope }), 0, result, elt, wrap === null);
  return wrap === null ? code(chain) : cx.call(wrap, chain);
}

/** Awaits, itself or in a comprehension that runs at once; of a generator expression only the first iterable is evaluated where it stands. */
function awaits(node: ast.Node): boolean {
  if (node.kind === "Lambda") return false;
  if (node.kind === "GeneratorExp") return awaits(node.generators[0]!.iter);
  if (node.kind === "Await" || (node.kind === "comprehension" && node.is_async === 1)) return true;
  let found = false;
  eachChild(node, (child) => {
    found ||= awaits(child);
  });
  return found;
}

/** Whether anything but the first iterable makes it asynchronous. */
function isWaiting(node: Comp): boolean {
  return (
    node.generators.some((g, i) => g.is_async === 1 || g.ifs.some(awaits) || (i > 0 && awaits(g.iter))) ||
    (node.kind === "DictComp" ? awaits(node.key) || awaits(node.value) : awaits(node.elt))
  );
}

// ---------------------------------------------------------------- chains

/** iter(xs).filter(..).map(..) of the generators from `index` on. `outer` evaluates the first iterable. */
function steps(node: Comp, outer: Context, cx: Context, index: number, result: Result, elt: ast.Expr | null, keepMap: boolean): string {
  const generator = node.generators[index]!;
  const last = index === node.generators.length - 1;
  const source = (index === 0 ? rawRest(generator.iter, outer) : rawRest(generator.iter, cx)) ?? iterable(generator.iter, index === 0 ? outer : cx);
  // of `this` tsc says what the items of any subclass would be
  const shown = visible(source) === "this" ? `${source} as ${cx.type("Value")}` : source;
  const head = cx.mark(
    generator.iter,
    `${cx.helper("iter")}(${cx.mark(generator.iter, shown, iterableFact(generator.iter, cx))})`,
    node.kind === "SetComp" ? "elements" : undefined,
  );
  const names = parameter(generator.target, cx);
  if (names === null) return complexSteps(node, cx, index, head, result, elt);
  const pattern = generator.target.kind === "Name" ? names : cx.mark(generator.target, names);
  let chain = head;
  for (const test of generator.ifs) chain += `.filter(${arrow(pattern, cx, (inner) => at(testCode(test, inner), Level.Assign))})`;
  if (!last) {
    // an inner loop that only gives its items is its source
    const next = node.generators[index + 1]!;
    const whole = index + 2 === node.generators.length && next.ifs.length === 0 && isSameName(next.target, elt);
    return (
      chain +
      `.flatMap(${arrow(pattern, cx, (inner) => (whole ? inner.mark(next.iter, itself(next.iter, inner)) : steps(node, inner, inner, index + 1, result, elt, true)))})`
    );
  }
  if (isSameName(generator.target, elt) && (!keepMap || generator.ifs.length > 0)) return chain;
  return chain + `.map(${arrow(pattern, cx, result)})`;
}

/** What the items of an inner loop are: tsc knows nothing of `__iter__`. */
function itself(node: ast.Expr, cx: Context): string {
  const text = iterable(node, cx);
  return cx.typeOf(node).kind === "instance" ? `${cx.helper("iter")}(${text})` : text;
}

function isSameName(target: ast.Expr, elt: ast.Expr | null): boolean {
  return target.kind === "Name" && elt?.kind === "Name" && elt.id === target.id;
}

/** The parameter of the arrows of one level; null if the target needs statements. */
function parameter(target: ast.Expr, cx: Context): string | null {
  const names = targetNames(target);
  if (new Set(names.map((n) => n.id)).size < names.length) return null;
  return namePattern(target, (n) => jsIdentifier(cx.mangled(n.id)));
}

/** `(x) => e`, with its temporaries. */
function arrow(pattern: string, cx: Context, body: (inner: Context) => string, async = ""): string {
  const [text, declarations] = withTemporaries(cx, body);
  const head = `${async}(${pattern}) =>`;
  if (declarations.length > 0) return `${head} { ${declarations} return ${text}; }`;
  return text.replace(/^(?:\u0091\d+\u0092)+/, "").startsWith("{") ? `${head} (${text})` : `${head} ${text}`;
}

/** An expression whose temporaries do not go to the statement around it. */
function withTemporaries(cx: Context, body: (inner: Context) => string): [string, string] {
  const { pending: outer, constants: outerConstants } = cx.fn;
  cx.fn.pending = [];
  cx.fn.constants = [];
  const text = body(cx);
  const { pending, constants } = cx.fn;
  cx.fn.pending = outer;
  cx.fn.constants = outerConstants;
  const lines = constants.map((c) => `const ${c};`);
  if (pending.length > 0) lines.unshift(`let ${pending.map((n) => `${n}: ${cx.type("Value")}`).join(", ")};`);
  return [text, lines.join(" ")];
}

// iter(xs).flatMap((item) => { assign; if (!test) return []; return [e]; })
function complexSteps(node: Comp, cx: Context, index: number, head: string, result: Result, elt: ast.Expr | null): string {
  const generator = node.generators[index]!;
  const item = cx.name("item");
  const out = new Writer();
  const fn = new FunctionContext(cx.scope, "free", cx.fn);
  const inner = cx.with({ out, fn });
  const names = targetNames(generator.target).map((n) => jsIdentifier(cx.mangled(n.id)));
  // `(l[0], l)`: a target may read a name that another one binds
  const mark = some(generator.target, (n) => n.kind === "Subscript" || n.kind === "Attribute") ? "!" : "";
  if (names.length > 0) out.line(`let ${[...new Set(names)].map((n) => `${n}${mark}: ${cx.type("Value")}`).join(", ")};`);
  assign(generator.target, item, inner);
  for (const test of generator.ifs) out.line(`if (!${at(testCode(test, inner), Level.Unary)}) return [];`);
  const last = index === node.generators.length - 1;
  const body = last ? `[${result(inner)}]` : steps(node, inner, inner, index + 1, result, elt, true);
  const declarations = fn.pending.length > 0 ? `let ${fn.pending.map((n) => `${n}: ${cx.type("Value")}`).join(", ")}; ` : "";
  return `${head}.flatMap((${item}) => { ${declarations}${out
    .text()
    .trim()
    .split("\n")
    .map((l) => l.trim())
    .join(" ")} return ${body}; })`;
}

// ---------------------------------------------------------------- closures over the loop's variables

// (() => { let x: Value; return list(iter(xs).map((item) => { x = item; return () => x; })); })()
function withCells(node: Comp, cx: Context, scope: Scope, wrap: string | null, result: Result): Code {
  const names = [...scope.variables.values()].map((v: Variable) => `${jsIdentifier(v.name)}: ${cx.type("Value")}`);
  const fn = new FunctionContext(scope, "free", cx.fn);
  fn.superClass = cx.fn.superClass;
  const inner = cx.with({ scope, fn });
  // `[lambda: x for x in range(x)]`: the first iterable's names are those of the scope around
  const first = iterable(node.generators[0]!.iter, cx);
  const apart = some(node.generators[0]!.iter, (n) => n.kind === "Name" && scope.variables.has(n.id)) ? cx.temporary("items") : null;
  const level = (index: number, around: Context): string => {
    const generator = node.generators[index]!;
    const source = index === 0 ? (apart ?? first) : iterable(generator.iter, around);
    const item = around.name("item");
    const out = new Writer();
    const body = around.with({ out });
    assign(generator.target, item, body);
    for (const test of generator.ifs) out.line(`if (!${at(testCode(test, body), Level.Unary)}) return [];`);
    const last = index === node.generators.length - 1;
    const text = out
      .text()
      .trim()
      .split("\n")
      .map((l) => l.trim())
      .join(" ");
    // of `this` tsc says what the items of any subclass would be
    const shown = visible(source) === "this" ? `${source} as ${cx.type("Value")}` : source;
    const head = `${cx.helper("iter")}(${cx.mark(generator.iter, shown, iterableFact(generator.iter, cx))})`;
    if (last && generator.ifs.length === 0) return `${head}.map((${item}) => { ${text} return ${result(body)}; })`;
    return `${head}.flatMap((${item}) => { ${text} return ${last ? `[${result(body)}]` : level(index + 1, body)}; })`;
  };
  const chain = level(0, inner);
  const whole = wrap === null ? chain : cx.call(wrap, chain).text;
  const declared = [...names, ...fn.pending.map((n) => `${n}: ${cx.type("Value")}`)];
  const made = `(() => { let ${declared.join(", ")}; return ${whole}; })()`;
  return apart === null ? code(made) : code(`${apart} = ${first}, ${made}`, Level.Comma);
}

// ---------------------------------------------------------------- asynchronous ones

function asynchronous(node: Comp, cx: Context, scope: Scope, wrap: string | null, result: Result, elt: ast.Expr | null): Code {
  const [only] = node.generators;
  const inner = cx.with({ scope });
  const pattern = parameter(only!.target, inner);
  const captured = [...scope.variables.values()].some((v) => v.captured);
  const parts = node.kind === "DictComp" ? [node.key, node.value] : [node.elt];
  if (node.generators.length === 1 && pattern !== null && !captured && ![...only!.ifs, ...parts].some(awaits) && wrap !== null) {
    let chain = `${cx.helper("iterAsync")}(${cx.mark(only!.iter, value(only!.iter, cx))})`;
    for (const test of only!.ifs) chain += `.filter(${arrow(pattern, inner, (c) => at(testCode(test, c), Level.Assign))})`;
    if (!isSameName(only!.target, elt)) chain += `.map(${arrow(pattern, inner, result)})`;
    const list = `await ${chain}.list()`;
    return wrap === "list" ? code(list, Level.Unary) : cx.call(wrap, list);
  }
  return wrap === null ? generator(node, cx, inner, result) : collected(node, cx, inner, wrap, result);
}

/** The nested loops of a comprehension as one line of statements. */
function loops(node: Comp, cx: Context, inner: Context, first: string | null, body: (c: Context) => string): string {
  const fn = new FunctionContext(inner.scope, "free", cx.fn);
  fn.superClass = cx.fn.superClass;
  const level = (index: number): string => {
    if (index === node.generators.length) return body(inner.with({ fn }));
    const g = node.generators[index]!;
    const source = index === 0 ? (first ?? iterable(g.iter, cx)) : iterable(g.iter, inner.with({ fn }));
    const item = cx.name("item");
    const out = new Writer();
    const at_ = inner.with({ fn, out });
    assign(g.target, item, at_);
    const assigned = out
      .text()
      .trim()
      .split("\n")
      .map((l) => l.trim())
      .join(" ");
    const tests = g.ifs.map((t) => `if (!${at(testCode(t, at_), Level.Unary)}) continue; `).join("");
    return `for ${g.is_async ? "await " : ""}(const ${item} of ${cx.mark(g.iter, source)}) { ${assigned} ${tests}${level(index + 1)} }`;
  };
  const text = level(0);
  const names = [...new Set(node.generators.flatMap((g) => targetNames(g.target)).map((n) => jsIdentifier(inner.mangled(n.id))))];
  const declared = [...names, ...fn.pending].map((n) => `${n}: ${cx.type("Value")}`);
  return `${declared.length > 0 ? `let ${declared.join(", ")}; ` : ""}${text}`;
}

// await (async () => { const found = []; for await (...) found.append(e); return found; })()
function collected(node: Comp, cx: Context, inner: Context, wrap: string, result: Result): Code {
  const found = cx.name("found");
  const text = loops(node, cx, inner, null, (c) => `${found}.append(${result(c)});`);
  const list = `await (async () => { const ${found}: ${cx.type("Value")}[] = []; ${text} return ${found}; })()`;
  return wrap === "list" ? code(list, Level.Unary) : cx.call(wrap, list);
}

// (async function* (items) { for await (...) yield e; })(xs)
function generator(node: Comp, cx: Context, inner: Context, result: Result): Code {
  const items = cx.name("items");
  const text = loops(node, cx, inner, items, (c) => `yield ${result(c)};`);
  const source = value(node.generators[0]!.iter, cx);
  return code(`(async function* (${items}: ${cx.type("Value")}) { ${text} })(${source})`);
}

export { argument, emitExpression };
