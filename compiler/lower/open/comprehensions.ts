/**
 * comprehensions - `iter(xs).filter(p).map(f)` chains: opened into loops where a builtin consumes them, iterators elsewhere.
 *
 *     list(iter(xs).filter((x) => p).map((x) => e))
 *     const $out1 = []; { let x; <for each item of xs> { x = item; if (!p) continue; $out1.push(e); } }
 *
 * The loop variable is one for the whole comprehension, as in Python: closures made by it share it.
 */
import type * as E from "../estree.js";
import { call, id, literal, member, statement } from "../estree.js";
import { assignTo } from "./assignments.js";
import { openCall } from "./calls.js";
import { array, block, declare, not, place, set, when } from "./context.js";
import type { Context, FunctionContext, Place } from "./context.js";
import { openExpression, openTest } from "./expressions.js";
import { scratchVariables } from "./functions.js";
import { arrowResult, canInline, returned, unopenedResult } from "./inline.js";
import { openLoop } from "./loops.js";

interface Step {
  readonly kind: "map" | "filter" | "flatMap";
  readonly arrow: E.ArrowFunctionExpression;
  readonly at: E.Node;
}
export interface Chain {
  readonly source: E.Expression;
  readonly steps: Step[];
  /** the chain as a node of the text, and its `iter(source)` */
  readonly whole: E.Node;
  readonly iter: E.Node;
}

const STEPS: ReadonlySet<string> = new Set(["map", "filter", "flatMap"]);
/** Builtins that take everything before they do anything a script can see. */
const COLLECTORS: ReadonlySet<string> = new Set(["list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max"]);

/** The chain that an expression is, if it is one with so many steps. */
export function chainOf(c: Context, node: E.Node, root: "iter" | "iterAsync" = "iter", leastSteps = root === "iter" ? 1 : 0): Chain | null {
  const steps: Step[] = [];
  let at: E.Node = node;
  while (at.type === "CallExpression" && at.callee.type === "MemberExpression" && !at.callee.computed && at.callee.property.type === "Identifier") {
    const kind = at.callee.property.name;
    const arrow = at.arguments[0];
    if (!STEPS.has(kind) || at.arguments.length !== 1 || arrow?.type !== "ArrowFunctionExpression" || arrow.async) return null;
    steps.unshift({ kind: kind as Step["kind"], arrow, at });
    at = at.callee.object;
  }
  if (steps.length < leastSteps || c.calledHelper(at) !== root) return null;
  const { arguments: args } = at as E.CallExpression;
  return args.length === 1 && args[0]!.type !== "SpreadElement" ? { source: args[0] as E.Expression, steps, whole: node, iter: at } : null;
}

/** A call that is a chain or consumes one; null if it is neither. */
export function openChain(c: Context, node: E.CallExpression): E.Expression | null {
  const own = chainOf(c, node);
  if (own) return lazy(c, own, node);
  const first = node.arguments[0];
  const chain = first ? chainOf(c, first, "iter", c.options.isProven?.(first, "elements") === true ? 0 : 1) : null;
  if (!chain || !isOpenable(c, chain)) return null;
  const helper = c.helperName(node.callee);
  if (chain.steps.length > 0)
    c.inlined.push({
      from: chain.whole.start,
      to: chain.whole.end,
      iterTo: chain.iter.end,
      sourceFrom: chain.source.start,
      sourceTo: chain.source.end,
      callFrom: node.start,
      callTo: node.end,
    });
  if (helper === "any" || helper === "all") return node.arguments.length === 1 ? search(c, chain, helper === "any", node) : null;
  const isJoin =
    node.callee.type === "MemberExpression" && !node.callee.computed && node.callee.property.type === "Identifier" && node.callee.property.name === "join";
  if (!(helper !== undefined && COLLECTORS.has(helper)) && !(isJoin && node.arguments.length === 1)) return null;
  if (isJoin) {
    const callee = node.callee as E.MemberExpression;
    if (callee.object.type === "Super") return null;
    let object = openExpression(c, callee.object);
    if (object.type !== "Literal") object = c.hoist(object);
    return openCall(c, { ...node, callee: { ...callee, object }, arguments: [collect(c, chain, node)] });
  }
  if (helper === "dict") {
    const pairs = collectPairs(c, chain, node);
    return pairs && node.arguments.length === 1 ? c.callHelper("$dict", [pairs], node) : null;
  }
  const items = collect(c, chain, node);
  const rest = node.arguments.slice(1);
  if (rest.length > 0) return openCall(c, { ...node, arguments: [items, ...rest] });
  if (helper === "list") return items;
  if (helper === "tuple" || helper === "set") return c.callHelper(`$${helper}`, [items], node);
  return openCall(c, { ...node, arguments: [items] });
}

function isOpenable(c: Context, chain: Chain): boolean {
  return chain.steps.every((step) => canInline(step.arrow) && (step.kind !== "flatMap" || innerIsOpenable(c, step.arrow)));
}

function innerIsOpenable(c: Context, arrow: E.ArrowFunctionExpression): boolean {
  if (arrow.body.type === "BlockStatement") return true;
  const inner = chainOf(c, arrow.body);
  return inner === null || isOpenable(c, inner);
}

/** What the first level runs over: an iterable, an iterator of the raw protocol, an asynchronous iterable. */
type Kind = "plain" | "iterator" | "async";

/** All items in an array, which is a variable then. */
function collect(c: Context, chain: Chain, at: Place, kind: Kind = "plain"): E.Expression {
  const out = c.fresh("out");
  c.pre.push(declare("const", out, array([], at), at));
  c.pre.push(
    ...openSteps(
      c,
      chain,
      chain.steps,
      (value) => {
        const item = openExpression(c, value);
        c.pre.push(statement(call(member(id(out, at), "push", at), [item], value)));
      },
      at,
      kind,
    ),
  );
  return id(out, at);
}

/** Keys and values one after the other, if the last step makes pairs. */
function collectPairs(c: Context, chain: Chain, at: Place): E.Expression | null {
  if (!makesPairs(c, chain)) return null;
  const out = c.fresh("out");
  c.pre.push(declare("const", out, array([], at), at));
  c.pre.push(
    ...openSteps(
      c,
      chain,
      chain.steps,
      (value) => {
        const [key, item] = (value as E.ArrayExpression).elements as [E.Expression, E.Expression];
        // one push, so that nothing of a pair is in the array while its value is made
        const k = openExpression(c, key);
        const { pre, result } = c.apart(() => openExpression(c, item));
        const kept = pre.length > 0 ? c.hoist(k) : k;
        c.pre.push(...pre);
        c.pre.push(statement(call(member(id(out, at), "push", at), [kept, result], value)));
      },
      at,
    ),
  );
  return id(out, at);
}

function makesPairs(c: Context, chain: Chain): boolean {
  const last = chain.steps.at(-1)!;
  const { body } = last.arrow;
  const result = body.type === "BlockStatement" ? returned(body) : body;
  if (last.kind === "map")
    return result?.type === "ArrayExpression" && result.elements.length === 2 && result.elements.every((e) => e && e.type !== "SpreadElement");
  if (last.kind !== "flatMap" || result === null) return false;
  const inner = chainOf(c, result);
  return inner !== null && isOpenable(c, inner) && makesPairs(c, inner);
}

/** `any(...)`, `all(...)`: stops at the first item that decides. */
function search(c: Context, chain: Chain, any: boolean, at: E.Node): E.Expression {
  const found = c.fresh("c");
  const label = c.fresh("l");
  c.pre.push(declare("let", found, literal(!any, at), at));
  const body = c.region({ kind: "label", labels: [label] }, () =>
    openSteps(
      c,
      chain,
      chain.steps,
      (value) => {
        const truth = isBoolean(c, value) ? openTest(c, value) : c.callHelper("$truth", [openExpression(c, value)], value);
        c.pre.push(
          when(
            any ? truth : not(truth, value),
            [set(found, literal(any, at)), { type: "BreakStatement", label: id(label, at), start: at.start, end: at.end }],
            null,
            value,
          ),
        );
      },
      at,
    ),
  );
  c.pre.push({ type: "LabeledStatement", label: id(label, at), body: block(body, at), start: at.start, end: at.end });
  return id(found, at);
}

/** Whether an expression of the text is a JavaScript boolean by its form. */
function isBoolean(c: Context, node: E.Expression): boolean {
  if (node.type === "Literal") return typeof node.value === "boolean";
  if (node.type === "UnaryExpression") return node.operator === "!";
  if (node.type === "BinaryExpression") return ["===", "!==", "<", "<=", ">", ">=", "in"].includes(node.operator);
  if (node.type === "LogicalExpression") return isBoolean(c, node.left) && isBoolean(c, node.right);
  const helper = c.calledHelper(node);
  return helper !== undefined && ["eq", "ne", "lt", "le", "gt", "ge", "contains", "isinstance", "issubclass", "bool", "callable", "hasattr"].includes(helper);
}

/** A block that runs through the items of a chain; `use` gets the expression, not yet opened, that makes each result. */
function openSteps(
  c: Context,
  { source, iter }: { readonly source: E.Expression; readonly iter: E.Node },
  steps: readonly Step[],
  use: (value: E.Expression) => void,
  at: Place,
  kind: Kind = "plain",
): E.Statement[] {
  const [first, ...later] = steps;
  if (!first) {
    const item = c.fresh("x");
    const node: E.Identifier = id(item, at);
    return openLoop(c, { right: source, next: place(iter), target: node, kind: "const", labels: [], at: node, source: kind, body: () => use(node) });
  }
  const parameter = first.arrow.params[0];
  return openLoop(c, {
    right: source,
    next: place(iter),
    target: parameter ?? null,
    kind: "shared",
    labels: [],
    at: first.at,
    source: kind,
    body: () => {
      c.fn.rounds++;
      runSteps(c, [first, ...later], use);
      c.fn.rounds--;
    },
  });
}

/** The statements for one item: its variable is set. Pushes to `c.pre`. */
function runSteps(c: Context, steps: readonly Step[], use: (value: E.Expression) => void): void {
  const [step, ...rest] = steps;
  if (!step) return;
  const { arrow } = step;
  if (step.kind === "filter") {
    const test = arrow.body.type === "BlockStatement" ? arrowResult(c, arrow) : openTest(c, arrow.body);
    const at = arrow.body.type === "BlockStatement" ? arrow : arrow.body;
    c.pre.push(when(not(test, at), [{ type: "ContinueStatement", label: null, start: at.start, end: at.end }], null, at));
    if (rest.length > 0) runSteps(c, rest, use);
    else use(parameterValue(c, arrow));
    return;
  }
  if (step.kind === "map") {
    const value = unopenedResult(c, arrow);
    if (rest.length === 0) {
      use(value);
      return;
    }
    const opened = c.hoist(openExpression(c, value));
    const { pre } = c.apart(() => {
      const parameter = rest[0]!.arrow.params[0];
      if (parameter) assignTo(c, parameter, opened, "let", parameter);
      runSteps(c, rest, use);
    });
    c.pre.push(block(pre, arrow));
    return;
  }
  const right = unopenedResult(c, arrow);
  const inner = chainOf(c, right);
  if (inner && isOpenable(c, inner)) c.pre.push(...openSteps(c, { source: inner.source, iter: inner.source }, [...inner.steps, ...rest], use, arrow));
  else {
    const item = c.fresh("x");
    c.pre.push(
      ...openLoop(c, {
        right:
          c.calledHelper(right) === "iter" && (right as E.CallExpression).arguments.length === 1
            ? ((right as E.CallExpression).arguments[0] as E.Expression)
            : right,
        target: id(item, arrow),
        kind: "const",
        labels: [],
        at: arrow,
        body: () => {
          if (rest.length === 0) use(id(item, arrow));
          else {
            const parameter = rest[0]!.arrow.params[0];
            if (parameter) assignTo(c, parameter, id(item, arrow), "let", parameter);
            runSteps(c, rest, use);
          }
        },
      }),
    );
  }
}

function parameterValue(c: Context, arrow: E.ArrowFunctionExpression): E.Expression {
  const parameter = arrow.params[0];
  return parameter?.type === "Identifier" ? parameter : c.fail(arrow, "a filter with a pattern at the end");
}

/** A chain that nothing consumes here: a generator, called at once with the iterator of the first iterable. */
function lazy(c: Context, chain: Chain, at: E.Node): E.Expression {
  const iterator = c.callHelper("$iter", [openExpression(c, chain.source)], at);
  const context: FunctionContext = {
    parent: c.fn,
    kind: "function",
    rounds: 0,
    lexicalThis: true,
    takesClass: false,
    takesSelf: false,
    thisVariable: false,
    scratch: new Set(),
    namespace: c.fn.namespace,
    className: null,
    qualname: c.qualify("<genexpr>", "<genexpr>"),
    regions: [],
    node: chain.steps[0]!.arrow,
  };
  const given = c.fresh("g");
  const body = c.within(context, () => {
    const { pre } = c.apart(() =>
      c.pre.push(
        ...openSteps(
          c,
          { source: id(given, at), iter: chain.source },
          chain.steps,
          (value) => {
            const item = openExpression(c, value);
            c.pre.push(statement({ type: "YieldExpression", argument: item, delegate: false, start: value.start, end: value.end }));
          },
          at,
          "iterator",
        ),
      ),
    );
    return [
      ...scratchVariables(context, at),
      ...pre,
      { type: "ReturnStatement", argument: literal(null, at), start: at.start, end: at.end } satisfies E.ReturnStatement,
    ];
  });
  const fn: E.FunctionExpression = {
    type: "FunctionExpression",
    id: null,
    params: [id(given, at)],
    body: { type: "BlockStatement", body, start: at.start, end: at.end },
    generator: true,
    async: false,
    expression: false,
    $name: context.qualname,
    $prologue: 0,
    start: at.start,
    end: at.end,
  };
  return call(fn, [iterator], at);
}

/** `await iterAsync(xs).filter(p).map(f).list()`; null if the call is not that. */
export function openAsyncChain(c: Context, node: E.Expression): E.Expression | null {
  if (
    node.type !== "CallExpression" ||
    node.arguments.length > 0 ||
    node.callee.type !== "MemberExpression" ||
    node.callee.property.type !== "Identifier" ||
    node.callee.property.name !== "list"
  )
    return null;
  const chain = chainOf(c, node.callee.object, "iterAsync");
  return chain && collect(c, chain, node, "async");
}
