/**
 * apart - functions that nobody can tell where they are called: of plain values they make plain values, and they touch nothing else.
 *
 * Such a function reads its parameters, its own variables and what gilt knows of numbers, texts and containers; it has no `try`, so whoever calls it may
 * give the call up and make it again. The runtime is told (`$apart`), and makes short calls of a pool of processes where the pool is
 * (runtime/modules/multiprocessing/home.ts). Only texts that speak of processes are looked at.
 */
import type * as E from "../estree.js";
import { eachChild } from "../estree.js";
import type { Context } from "./context.js";

const SPEAKS_OF_PROCESSES = /\b(?:multiprocessing|concurrent)\b/;

/** What makes values of values. Nothing that shows where it runs, or asks the program's own state. */
const PLAIN: ReadonlySet<string> = new Set(
  (
    "abs add all any bitand bitor bool bytes chr complex contains dict divmod enumerate eq filter float floordiv format frozenset ge getitem gt hex iadd iand ifloordiv ilshift imod imul " +
    "int ior ipow irshift isub iter itruediv ixor le len list lshift lt map max min mod mul ne neg next oct ord pos pow range reversed round rshift set setitem slice sorted sprintf " +
    "str sub sum truediv tuple unpack xor zip"
  ).split(" "),
);

const FORMS: ReadonlySet<E.Node["type"]> = new Set<E.Node["type"]>([
  "BlockStatement",
  "ReturnStatement",
  "VariableDeclaration",
  "VariableDeclarator",
  "ExpressionStatement",
  "IfStatement",
  "ForStatement",
  "ForOfStatement",
  "WhileStatement",
  "BreakStatement",
  "ContinueStatement",
  "EmptyStatement",
  "Literal",
  "TemplateLiteral",
  "TemplateElement",
  "BinaryExpression",
  "LogicalExpression",
  "UnaryExpression",
  "UpdateExpression",
  "ConditionalExpression",
  "ArrayExpression",
  "ArrayPattern",
  "ObjectExpression",
  "Property",
  "SpreadElement",
  "AssignmentExpression",
  "CallExpression",
  "MemberExpression",
  "ArrowFunctionExpression",
  "Identifier",
]);

/** Is this function of the module's one of those? */
export function isApart(c: Context, node: E.FunctionNode): boolean {
  if (c.options.changeable === true || c.fn.kind !== "body" || node.type !== "FunctionDeclaration" || node.generator || node.async) return false;
  if (!SPEAKS_OF_PROCESSES.test(c.options.text)) return false;
  return node.params.every((parameter) => parameter.type === "Identifier") && isPlain(c, node, node.body);
}

function isPlain(c: Context, fn: E.FunctionNode, node: E.Node): boolean {
  if (!FORMS.has(node.type)) return false;
  if (node.type === "Identifier") return isKnown(c, fn, node);
  if (node.type === "ArrowFunctionExpression" && (node.async || !node.params.every((p) => p.type === "Identifier" || p.type === "ArrayPattern"))) return false;
  if (node.type === "MemberExpression" && !node.computed) {
    return node.property.type === "Identifier" && /^[a-z]/.test(node.property.name) && isPlain(c, fn, node.object);
  }
  if (node.type === "Property" && !node.computed) return !node.method && node.kind === "init" && isPlain(c, fn, node.value);
  // `~` of a bool warns, `delete` and `typeof` are of no value
  if (node.type === "UnaryExpression" && !["-", "+", "!"].includes(node.operator)) return false;
  let plain = true;
  eachChild(node, (child) => {
    plain &&= isPlain(c, fn, child);
  });
  return plain;
}

/** A variable of the function, or a helper of those above. */
function isKnown(c: Context, fn: E.FunctionNode, node: E.Identifier): boolean {
  const binding = c.binding(node);
  if (binding === undefined) return false;
  if (binding.kind === "helper") return PLAIN.has(binding.imported);
  return binding.kind !== "module" && binding.owner.node.start >= fn.start && binding.owner.node.end <= fn.end;
}
