/**
 * statements - the statements of emitted text as those of lowered code.
 */
import type * as E from "../estree.js";
import { assign, boundNames, id, literal, statement } from "../estree.js";
import { openAssignmentStatement, unpack } from "./assignments.js";
import { openDelete } from "./attributes.js";
import { openClass } from "./classes.js";
import { block, declare, not, set, when } from "./context.js";
import type { Context, Region } from "./context.js";
import { openBreak, openContinue, openReturn, openThrow, openTry } from "./exceptions.js";
import { openExpression, openTest, variable } from "./expressions.js";
import { openFunction } from "./functions.js";
import { openImport } from "./imports.js";
import { openLoop } from "./loops.js";

/** The statements of a function's body or a block. */
export function openBody(c: Context, body: readonly E.Statement[]): E.Statement[] {
  const hoisted: E.Statement[] = [];
  for (const item of body)
    if (item.type === "FunctionDeclaration" || item.type === "ClassDeclaration") {
      const binding = c.binding(item.id);
      if (binding && binding.kind !== "module" && declaredApart(c, item.id)) hoisted.push(declare("let", item.id.name, null, item.id));
    }
  return [...hoisted, ...body.flatMap((item) => openStatement(c, item))];
}

/** Whether a function's or class's variable is declared before its place: something before refers to it. */
function declaredApart(c: Context, name: E.Identifier): boolean {
  const binding = c.binding(name)!;
  return binding.early || binding.writes > 1;
}

/** One statement with all it needs before it. */
export function openStatement(c: Context, node: E.Statement, labels: readonly string[] = []): E.Statement[] {
  const { pre, result } = c.apart(() => convert(c, node, labels));
  const all = c.awaits && isCall(node) ? [...pre, ...letsGoOfValue(c, node, result)] : [...pre, ...result];
  if (c.watches && letsGo(node)) all.push(statement(c.callHelper("$settle", [], node)));
  return all;
}

/** The value of a call that is a statement is let go: it may be a coroutine that nobody awaits. */
function letsGoOfValue(c: Context, node: E.Statement, result: E.Statement[]): E.Statement[] {
  const last = result.at(-1);
  if (last?.type !== "ExpressionStatement") return [...result, statement(c.callHelper("$settleOwned", [], node))];
  return [...result.slice(0, -1), { ...last, expression: c.callHelper("$settleAfter", [last.expression], node) }];
}

function isCall(node: E.Statement): boolean {
  return node.type === "ExpressionStatement" && node.expression.type === "CallExpression";
}

/** May a statement let go of an object? Calls, assignments, `del`, and what has caught an exception. */
function letsGo(node: E.Statement): boolean {
  return (
    (node.type === "TryStatement" && node.handler != null) ||
    node.type === "VariableDeclaration" ||
    (node.type === "ExpressionStatement" && node.expression.type !== "Literal")
  );
}

function convert(c: Context, node: E.Statement, labels: readonly string[]): E.Statement[] {
  switch (node.type) {
    case "ExpressionStatement":
      return openExpressionStatement(c, node);
    case "VariableDeclaration":
      return openVariables(c, node);
    case "FunctionDeclaration":
      return bindName(c, node.id, openFunction(c, node, node.id.name, { method: false }));
    case "ClassDeclaration":
      return bindName(c, node.id, openClass(c, node));
    case "ExportNamedDeclaration":
      return node.declaration ? convert(c, node.declaration, labels) : [];
    case "ImportDeclaration":
      return openImport(c, node);
    case "BlockStatement":
      if (labels.length === 0) return [block(openBody(c, node.body), node)];
      return [
        labelled(
          labels,
          node,
          c.region({ kind: "label", labels }, () => block(openBody(c, node.body), node)),
        ),
      ];
    case "EmptyStatement":
      return [];
    case "IfStatement": {
      const test = openTest(c, node.test);
      const alternate = node.alternate ? openStatement(c, node.alternate) : null;
      const only = alternate?.length === 1 && (alternate[0]!.type === "IfStatement" || alternate[0]!.type === "BlockStatement") ? alternate[0]! : null;
      return [
        {
          type: "IfStatement",
          test,
          consequent: blockOf(openStatement(c, node.consequent), node.consequent),
          alternate: only ?? (alternate ? block(alternate, node) : null),
          start: node.start,
          end: node.end,
        },
      ];
    }
    case "LabeledStatement":
      return openStatement(c, node.body, [...labels, node.label.name]);
    case "WhileStatement":
      return openWhile(c, node, labels);
    case "ForOfStatement":
      return openForOf(c, node, labels);
    case "SwitchStatement": {
      const discriminant = openExpression(c, node.discriminant);
      const cases = c.region({ kind: "switch", labels }, () =>
        node.cases.map((item): E.SwitchCase => ({ ...item, test: item.test ? openExpression(c, item.test) : null, consequent: openBody(c, item.consequent) })),
      );
      return [labelled(labels, node, { ...node, discriminant, cases })];
    }
    case "BreakStatement":
      return openBreak(c, node);
    case "ContinueStatement":
      return openContinue(c, node);
    case "ReturnStatement":
      return openReturn(c, node);
    case "ThrowStatement":
      return openThrow(c, node);
    case "TryStatement": {
      const made = openTry(c, node);
      if (labels.length === 0) return made;
      const region: Region = { kind: "label", labels };
      return [
        labelled(
          labels,
          node,
          c.region(region, () => block(openTry(c, node), node)),
        ),
      ];
    }
    default:
      return c.fail(node, node.type);
  }
}

function labelled(labels: readonly string[], at: E.Node, body: E.Statement): E.Statement {
  return [...labels]
    .reverse()
    .reduce<E.Statement>((inner, label) => ({ type: "LabeledStatement", label: id(label, at), body: inner, start: at.start, end: at.end }), body);
}

function blockOf(body: E.Statement[], at: E.Node): E.BlockStatement {
  const only = body.length === 1 ? body[0]! : null;
  return only?.type === "BlockStatement" ? only : block(body, at);
}

function openExpressionStatement(c: Context, node: E.ExpressionStatement): E.Statement[] {
  const { expression } = node;
  if (expression.type === "AssignmentExpression") return openAssignmentStatement(c, expression);
  if (expression.type === "UnaryExpression" && expression.operator === "delete") return [statement(openDelete(c, expression))];
  const opened = openExpression(c, expression);
  const isNothing = opened.type === "Literal" || (opened.type === "Identifier" && opened.name.startsWith("$"));
  return isNothing ? [] : [{ type: "ExpressionStatement", expression: opened, start: node.start, end: node.end }];
}

/** The variable of a function or class gets its value, where Python executes the statement. */
function bindName(c: Context, name: E.Identifier, value: E.Expression): E.Statement[] {
  const binding = c.binding(name);
  if (binding?.kind === "module" || declaredApart(c, name)) return [statement(assign(variable(c, name), value, name))];
  return [declare("const", name.name, value, name)];
}

function openVariables(c: Context, node: E.VariableDeclaration): E.Statement[] {
  if (node.kind === "var") return c.fail(node, "var");
  const out: E.Statement[] = [];
  for (const declarator of node.declarations) {
    const { pre } = c.apart(() => c.pre.push(...openDeclarator(c, declarator, node.kind as "let" | "const")));
    out.push(...pre);
  }
  return out;
}

function openDeclarator(c: Context, node: E.VariableDeclarator, kind: "let" | "const"): E.Statement[] {
  const { id: target, init } = node;
  if (target.type === "ArrayPattern" && init) {
    for (const name of boundNames(target)) if (c.binding(name)?.kind === "module") kind = "let";
    unpack(c, target, init, kind, node);
    return [];
  }
  if (target.type !== "Identifier") return c.fail(target, `the declaration of ${target.type}`);
  const isModule = c.binding(target)?.kind === "module";
  if (!init) return isModule ? [] : [declare("let", target.name, null, target)];
  const value =
    init.type === "ArrowFunctionExpression" && init.body.type === "BlockStatement"
      ? openFunction(c, init, target.name, { method: false, documented: statementOf(c, node) })
      : openExpression(c, init);
  return isModule ? [{ ...set(target.name, value), start: node.start, end: node.end }] : [declare(kind, target.name, value, target)];
}

/** A place to look for a doc comment: the `const` before the declarator. */
function statementOf(c: Context, node: E.VariableDeclarator): E.Node {
  const found = /(?:export\s+)?(?:const|let)\s+$/.exec(c.options.text.slice(Math.max(0, node.start - 40), node.start));
  return found ? { ...node, start: node.start - found[0].length } : node;
}

function openWhile(c: Context, node: E.WhileStatement, labels: readonly string[]): E.Statement[] {
  const { pre, result: test } = c.apart(() => openTest(c, node.test));
  const body = c.region({ kind: "loop", labels }, () => openStatement(c, node.body));
  if (pre.length === 0) return [labelled(labels, node, { type: "WhileStatement", test, body: blockOf(body, node.body), start: node.start, end: node.end })];
  const leave = when(not(test, node.test), [{ type: "BreakStatement", label: null, start: node.test.start, end: node.test.end }], null, node.test);
  const inner = blockOf(body, node.body);
  return [
    labelled(labels, node, {
      type: "WhileStatement",
      test: literal(true, node),
      body: block([...pre, leave, inner], node.body),
      start: node.start,
      end: node.end,
    }),
  ];
}

function openForOf(c: Context, node: E.ForOfStatement, labels: readonly string[]): E.Statement[] {
  const declared = node.left.type === "VariableDeclaration" ? node.left : null;
  const target = declared ? declared.declarations[0]!.id : (node.left as E.Pattern);
  return openLoop(c, {
    right: node.right,
    target,
    kind: declared ? (declared.kind === "const" ? "const" : "let") : "assign",
    labels,
    at: node,
    source: node.await ? "async" : "plain",
    body: () => {
      const body = openStatement(c, node.body);
      c.pre.push(...(body.length === 1 && body[0]!.type === "BlockStatement" ? (targetShadowed(node) ? body : body[0].body) : body));
    },
  });
}

/** Whether the body declares a name that the loop's target has too. */
function targetShadowed(node: E.ForOfStatement): boolean {
  if (node.left.type !== "VariableDeclaration" || node.body.type !== "BlockStatement") return node.body.type === "BlockStatement";
  const names = new Set(node.left.declarations.flatMap((d) => boundNames(d.id)).map((name) => name.name));
  return node.body.body.some(
    (s) =>
      (s.type === "VariableDeclaration" && s.declarations.some((d) => boundNames(d.id).some((name) => names.has(name.name)))) ||
      ((s.type === "FunctionDeclaration" || s.type === "ClassDeclaration") && names.has(s.id.name)),
  );
}
