/**
 * with - with and async with: locks by their plain protocol, everything else by the general one.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import { assign } from "./assignment.js";
import type { Context, ModuleContext } from "./context.js";
import { emitBlock, value } from "./emit.js";
import { imported, isLibraryClass } from "./library.js";
import { readName, receiver } from "./references.js";

/** Objects whose `__enter__` is acquire() and whose `__exit__` is release(). */
const LOCKS: ReadonlySet<string> = new Set(["threading.Lock", "threading.Condition", "threading.Semaphore"]);

// lock.acquire(); try { ... } finally { lock.release(); }
// const entered = enter(x); try { const name = entered.value; ... } catch (e) { entered.failed(e); } finally { entered.exit(); }
export function emitWith(node: ast.With | ast.AsyncWith, cx: Context): void {
  const wait = node.kind === "AsyncWith" ? "await " : "";
  const leaving = (at: ast.Expr, text: string): string => (wait === "" ? cx.mark(at, text) : cx.mark(at, wait + cx.mark(at, text)));
  const item = (i: number): void => {
    if (i === node.items.length) {
      emitBlock(node.body, cx);
      return;
    }
    const { context_expr, optional_vars } = node.items[i]!;
    const name = cx.module.types.libraryObject(context_expr);
    if (wait === "" && optional_vars === null && name !== null && LOCKS.has(name)) {
      withLock(context_expr, cx, () => item(i + 1));
      return;
    }
    if (wait === "" && isExecutor(context_expr, cx) && (optional_vars === null || optional_vars.kind === "Name")) {
      withExecutor(context_expr, optional_vars, cx, () => item(i + 1));
      return;
    }
    const helper = cx.helper(node.kind === "AsyncWith" ? "enterAsync" : "enter");
    const entered = cx.name("entered");
    const call = cx.mark(context_expr, `${helper}(${value(context_expr, cx)})`);
    cx.out.line(`const ${entered} = ${wait}${call};`);
    cx.out.line("try {");
    cx.out.indented(() => {
      if (optional_vars !== null) assign(optional_vars, `${entered}.value`, cx);
      item(i + 1);
    });
    cx.out.line("} catch (e) {");
    cx.out.indented(() => cx.out.line(`${leaving(context_expr, `${entered}.failed(e)`)};`));
    cx.out.line("} finally {");
    cx.out.indented(() => cx.out.line(`${leaving(context_expr, `${entered}.exit()`)};`));
    cx.out.line("}");
  };
  item(0);
}

/** `ThreadPoolExecutor(...)` and nothing else: `__enter__` gives it, `__exit__` is shutdown(). */
function isExecutor(node: ast.Expr, cx: Context): boolean {
  if (node.kind !== "Call" || !isLibraryClass(node.func, cx)) return false;
  const found = imported(node.func, cx);
  return found !== null && found.module === "concurrent.futures" && /^(?:Thread|Process)PoolExecutor$/.test(found.name);
}

// const pool = new ThreadPoolExecutor(); try { ... } finally { pool.shutdown(); }
function withExecutor(node: ast.Expr, target: ast.Name | null, cx: Context, body: () => void): void {
  let name: string;
  const fixed = target !== null && isFixed(target, cx);
  if (fixed) {
    assign(target, cx.mark(node, value(node, cx)), cx);
    name = readName(target.id, cx).text;
  } else {
    name = cx.name("executor");
    cx.out.line(`const ${name} = ${cx.mark(node, value(node, cx))};`);
  }
  cx.out.line("try {");
  cx.out.indented(() => {
    if (target !== null && !fixed) assign(target, name, cx);
    body();
  });
  cx.out.line("} finally {");
  cx.out.indented(() => cx.out.line(`${cx.mark(node, `${name}.shutdown()`)};`));
  cx.out.line("}");
}

function withLock(node: ast.Expr, cx: Context, body: () => void): void {
  const text = (): string => cx.mark(node, receiver(node, cx));
  let lock = text;
  if (!isFixed(node, cx)) {
    const held = cx.name("held");
    cx.out.line(`const ${held} = ${value(node, cx)};`);
    lock = () => held;
  }
  cx.out.line(`${cx.mark(node, `${lock()}.acquire()`)};`);
  cx.out.line("try {");
  cx.out.indented(body);
  cx.out.line("} finally {");
  cx.out.indented(() => cx.out.line(`${cx.mark(node, `${lock()}.release()`)};`));
  cx.out.line("}");
}

/** Whether reading it twice gives the same: a variable or field of `self` that one statement sets. */
function isFixed(node: ast.Expr, cx: Context): boolean {
  if (node.kind === "Name") {
    const meaning = cx.resolve(node.id);
    return meaning.kind === "variable" && meaning.variable.refs.filter((r) => r.use !== "read").length === 1;
  }
  if (node.kind !== "Attribute" || node.value.kind !== "Name" || !isFixed(node.value, cx)) return false;
  return (storesIn(cx.module).get(node.attr) ?? 0) <= 1;
}

const stores = new WeakMap<ModuleContext, ReadonlyMap<string, number>>();

/** How often the module sets attributes of each name. */
function storesIn(module: ModuleContext): ReadonlyMap<string, number> {
  const known = stores.get(module);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  const visit = (n: ast.Node): void => {
    if (n.kind === "Attribute" && n.ctx !== "Load") counts.set(n.attr, (counts.get(n.attr) ?? 0) + 1);
    eachChild(n, visit);
  };
  visit(module.symbols.module.node);
  stores.set(module, counts);
  return counts;
}
