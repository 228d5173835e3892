/**
 * inline - the body of an arrow function in the place of its call.
 */
import type * as E from "../estree.js";
import { id } from "../estree.js";
import { assignTo } from "./assignments.js";
import { block, declare, set } from "./context.js";
import type { Context } from "./context.js";
import { openExpression } from "./expressions.js";
import { openStatement } from "./statements.js";

/** Whether a body is statements that run through to one `return` at the end. */
function isStraight(body: readonly E.Statement[]): boolean {
  return body.at(-1)?.type === "ReturnStatement" && body.slice(0, -1).every((statement) => !hasReturn(statement));
}

function hasReturn(statement: E.Statement): boolean {
  switch (statement.type) {
    case "ReturnStatement":
      return true;
    case "BlockStatement":
      return statement.body.some(hasReturn);
    case "IfStatement":
      return hasReturn(statement.consequent) || (statement.alternate !== null && hasReturn(statement.alternate));
    case "ForOfStatement":
    case "WhileStatement":
    case "LabeledStatement":
      return hasReturn(statement.body);
    case "TryStatement":
      return (
        hasReturn(statement.block) ||
        (statement.handler !== null && hasReturn(statement.handler.body)) ||
        (statement.finalizer !== null && hasReturn(statement.finalizer))
      );
    case "SwitchStatement":
      return statement.cases.some((item) => item.consequent.some(hasReturn));
    default:
      return false;
  }
}

export function canInline(arrow: E.ArrowFunctionExpression): boolean {
  return arrow.body.type !== "BlockStatement" || isStraight(arrow.body.body);
}

/** The arrow's result, its statements in `c.pre`; null if it cannot stand there. */
export function inlineArrow(c: Context, arrow: E.ArrowFunctionExpression, args: readonly E.Expression[], asynchronous = false): E.Expression | null {
  if ((arrow.async && !asynchronous) || !canInline(arrow)) return null;
  if (arrow.params.length === 0 && arrow.body.type !== "BlockStatement") return openExpression(c, arrow.body);
  const result = c.fresh("c");
  const { pre } = c.apart(() => {
    arrow.params.forEach((parameter, i) => assignTo(c, parameter, args[i]!, "let", parameter));
    c.pre.push(set(result, arrowResult(c, arrow)));
  });
  c.pre.push(declare("let", result, null, arrow), block(pre, arrow));
  return id(result, arrow);
}

/** The value of an arrow whose parameters are declared already. */
export function arrowResult(c: Context, arrow: E.ArrowFunctionExpression): E.Expression {
  return openExpression(c, unopenedResult(c, arrow));
}

/** The expression that is the value, as it stands in the text; the statements before it are in `c.pre`. */
export function unopenedResult(c: Context, arrow: E.ArrowFunctionExpression): E.Expression {
  if (arrow.body.type !== "BlockStatement") return arrow.body;
  for (const statement of arrow.body.body.slice(0, -1)) c.pre.push(...openStatement(c, statement));
  return returned(arrow.body) ?? c.fail(arrow, "an arrow without a value");
}

/** What the last statement of a body returns. */
export function returned(body: E.BlockStatement): E.Expression | null {
  return (body.body.at(-1) as E.ReturnStatement).argument;
}
