/**
 * awaits - the forms in which an `await` of the text is more than an await.
 *
 *     const entered = await enterAsync(x)     const $t1 = $asyncwith(x); $t1.value = await $t1.opening; const entered = $t1;
 *     await entered.failed(e)                 if (!$truth(await entered.failed(e))) throw $reraise(e);
 *     await entered.exit()                    const $t2 = entered.exit(); if ($t2 !== null) await $t2;
 */
import type * as E from "../estree.js";
import { assign, call, literal, member, statement } from "../estree.js";
import { openAsyncChain } from "./comprehensions.js";
import { binary, not, when } from "./context.js";
import type { Context, Place } from "./context.js";
import { openExpression, openList, variable } from "./expressions.js";
import { inlineArrow } from "./inline.js";

export function openAwait(c: Context, node: E.AwaitExpression): E.Expression {
  const { argument } = node;
  if (argument.type === "CallExpression") {
    if (argument.callee.type === "ArrowFunctionExpression" && argument.arguments.length === 0) {
      const inlined = inlineArrow(c, argument.callee, [], true);
      if (inlined) return inlined;
    }
    const collected = openAsyncChain(c, argument);
    if (collected) return collected;
    if (c.helperName(argument.callee) === "enterAsync") return enter(c, argument);
    const left = leave(c, argument, node);
    if (left) return left;
  }
  return { ...node, argument: openExpression(c, argument) };
}

function awaitOf(argument: E.Expression, at: Place): E.AwaitExpression {
  return { type: "AwaitExpression", argument, start: at.start, end: at.end };
}

function enter(c: Context, node: E.CallExpression): E.Expression {
  const context = c.hoist(c.callHelper("$asyncwith", openList(c, node.arguments as E.Expression[]), node));
  c.pre.push(statement(assign(member(context, "value", node), awaitOf(member(context, "opening", node), node), node)));
  return context;
}

/** `entered.failed(e)` or `entered.exit()` of an asynchronous context; null if the call is neither. */
function leave(c: Context, node: E.CallExpression, at: E.AwaitExpression): E.Expression | null {
  const { callee } = node;
  if (
    callee.type !== "MemberExpression" ||
    callee.object.type !== "Identifier" ||
    callee.property.type !== "Identifier" ||
    !c.options.temporaries.has(callee.object.name)
  )
    return null;
  const entered = variable(c, callee.object);
  if (callee.property.name === "failed") {
    const [error] = openList(c, node.arguments as E.Expression[]) as [E.Expression];
    const swallowed = c.callHelper("$truth", [awaitOf(call(member(entered, "failed", node), [error], node), at)], at);
    c.pre.push(when(not(swallowed, at), [{ type: "ThrowStatement", argument: c.callHelper("$reraise", [error], at), start: at.start, end: at.end }], null, at));
    return literal(null, at);
  }
  if (callee.property.name !== "exit" || node.arguments.length > 0) return null;
  const ending = c.hoist(call(member(entered, "exit", node), [], node));
  c.pre.push(when(binary(ending, "!==", literal(null, at), at), [statement(awaitOf(ending, at))], null, at));
  return literal(null, at);
}
