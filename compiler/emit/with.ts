/**
 * with - with and async with, by the general protocol.
 */
import type * as ast from "../ast/nodes.js";
import { assign } from "./assignment.js";
import type { Context } from "./context.js";
import { emitBlock, value } from "./emit.js";

// const entered = enter(x); try { const name = entered.value; ... } catch (e) { entered.failed(e); } finally { entered.exit(); }
export function emitWith(node: ast.With | ast.AsyncWith, cx: Context): void {
  const wait = node.kind === "AsyncWith" ? "await " : "";
  const helper = cx.helper(node.kind === "AsyncWith" ? "enterAsync" : "enter");
  const item = (i: number): void => {
    if (i === node.items.length) {
      emitBlock(node.body, cx);
      return;
    }
    const { context_expr, optional_vars } = node.items[i]!;
    const entered = cx.name("entered");
    const call = cx.mark(context_expr, `${helper}(${value(context_expr, cx)})`);
    cx.out.line(`const ${entered} = ${wait}${call};`);
    cx.out.line("try {");
    cx.out.indented(() => {
      if (optional_vars !== null) assign(optional_vars, `${entered}.value`, cx);
      item(i + 1);
    });
    cx.out.line("} catch (e) {");
    cx.out.indented(() => cx.out.line(`${wait}${cx.mark(context_expr, `${entered}.failed(e)`)};`));
    cx.out.line("} finally {");
    cx.out.indented(() => cx.out.line(`${wait}${cx.mark(context_expr, `${entered}.exit()`)};`));
    cx.out.line("}");
  };
  item(0);
}
