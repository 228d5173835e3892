/**
 * loops - `for (x of xs)` by the raw protocol; `range` counts, `enumerate` of a pair counts beside, `zip` that is unpacked at once makes no tuples.
 *
 *     const $it1 = $iter(xs); for (;;) { const x = $it1.$next(); if (x === END) break; ... }
 *     for (let $i1 = 0; $i1 < $n1; $i1++) { const i = $i1; ... }
 *     const $it1 = typeof $a1 === "number" && typeof $n1 === "number" ? null : $rangeslow($a1, $n1, 1);
 *     for (let $i1 = $a1; $it1 === null ? $i1 < $n1 : ($i1 = $rangenext($it1)) !== END; $i1++) { ... }
 */
import type * as E from "../estree.js";
import { assign, boundNames, call, id, literal, member, statement } from "../estree.js";
import { assignTo } from "./assignments.js";
import { binary, block, both, choose, declare, index, isFunctionTest, not, set, when } from "./context.js";
import type { Context, Place } from "./context.js";
import { handledBefore, uncaught } from "./exceptions.js";
import { openExpression, openList } from "./expressions.js";

export interface Loop {
  readonly right: E.Expression;
  readonly target: E.Pattern | null;
  /** const, let: declared for each round; assign: declared elsewhere; shared: declared once before the loop */
  readonly kind: "const" | "let" | "assign" | "shared";
  readonly labels: readonly string[];
  readonly at: E.Node;
  /** Where the rounds are, if not at `right` (../inlined.ts). */
  readonly next?: Place;
  /** What `right` is; by default an iterable. */
  readonly source?: "plain" | "iterator" | "async";
  /** Pushes the statements of one round to `c.pre`. */
  readonly body: () => void;
}

/** The loop's statements, in a block where what goes through the iterable ends with the loop: a statement behind it may look who still refers to that. */
export function openLoop(c: Context, loop: Loop): E.Statement[] {
  const shared = loop.kind === "shared" && loop.target ? boundNames(loop.target) : [];
  const names: E.Statement[] = shared.map((name) => declare("let", name.name, null, name));
  const { pre, result } = c.apart(() => rounds(c, loop));
  let whole = result;
  for (const label of [...loop.labels].reverse())
    whole = { type: "LabeledStatement", label: id(label, loop.at), body: whole, start: loop.at.start, end: loop.at.end };
  const named = names.length > 0 ? block([...names, whole], loop.at) : whole;
  return pre.length > 0 ? [block([...pre, named], loop.at)] : [named];
}

function rounds(c: Context, loop: Loop): E.Statement {
  if (loop.source === "async") return asyncLoop(c, loop);
  if (loop.source === "iterator") return nextLoop(c, loop, call(member(loop.right as E.Identifier, "$next", loop.right), [], loop.next ?? loop.right));
  return rangeLoop(c, loop) ?? enumerateLoop(c, loop) ?? zipLoop(c, loop) ?? iteratorLoop(c, loop);
}

function declaration(loop: Loop): "const" | "let" | null {
  return loop.kind === "const" || loop.kind === "let" ? loop.kind : null;
}

/** One round: the target set to `item`, then the body. */
function round(c: Context, loop: Loop, bind: () => void, iterator?: string): E.Statement[] {
  return c.region(
    { kind: "loop", labels: loop.labels, ...(iterator === undefined ? {} : { iterator }) },
    () =>
      c.apart(() => {
        bind();
        loop.body();
      }).pre,
  );
}

function bindItem(c: Context, loop: Loop, item: E.Expression, at: Place): void {
  if (loop.target) assignTo(c, loop.target, item, declaration(loop), at);
}

function forever(body: E.Statement[], at: Place): E.ForStatement {
  return { type: "ForStatement", init: null, test: null, update: null, body: block(body, at), start: at.start, end: at.end };
}

function ended(value: E.Expression, c: Context, at: Place): E.Statement {
  return when(binary(value, "===", c.helper("END", at), at), [{ type: "BreakStatement", label: null, start: at.start, end: at.end }], null, at);
}

/** Whether the emitter proved an iterable to be a list. */
function isList(c: Context, node: E.Expression): boolean {
  return c.options.isProven?.(node, "items") === true;
}

/** A list is read by position, its length anew each round, as its iterator does. */
function listLoop(c: Context, loop: Loop, source: E.Expression, bind: (item: E.Expression, position: E.Identifier) => void): E.Statement {
  const at = loop.right;
  const name = c.fresh("xs");
  c.pre.push(declare("const", name, openExpression(c, source), at));
  const list = id(name, at);
  const counter = c.fresh("i");
  const i = id(counter, at);
  const body = round(c, loop, () => bind(index(list, i, at), i));
  return {
    type: "ForStatement",
    init: declare("let", counter, literal(0, at), at),
    test: binary(i, "<", member(list, "length", at), at),
    update: { type: "UpdateExpression", operator: "++", prefix: false, argument: i, start: at.start, end: at.end },
    body: block(body, at),
    start: loop.at.start,
    end: loop.at.end,
  };
}

function iteratorLoop(c: Context, loop: Loop): E.Statement {
  const at = loop.right;
  if (isList(c, loop.right)) return listLoop(c, loop, loop.right, (item) => bindItem(c, loop, item, loop.target ?? at));
  const iterator = c.fresh("it");
  c.pre.push(declare("const", iterator, c.callHelper("$iter", [openExpression(c, loop.right)], at), at));
  const next = loop.next ?? at;
  return nextLoop(c, loop, call(member(id(iterator, at), "$next", at), [], next));
}

/** The rounds for values that an expression gives until END. */
function nextLoop(c: Context, loop: Loop, next: E.Expression): E.Statement {
  const at = loop.target ?? loop.right;
  const { target } = loop;
  const direct = target?.type === "Identifier" && declaration(loop) !== null && c.binding(target)?.kind !== "module";
  const item = direct ? target.name : c.fresh("x");
  const kind = direct ? declaration(loop)! : "const";
  return forever(
    [
      declare(kind, item, next, at),
      ended(id(item, at), c, at),
      ...round(c, loop, () => {
        if (!direct) bindItem(c, loop, id(item, at), at);
      }),
    ],
    loop.at,
  );
}

/** `for await (x of xs)`: StopAsyncIteration ends it. */
function asyncLoop(c: Context, loop: Loop): E.Statement {
  const at = loop.right;
  const iterator = c.fresh("it");
  const binding = loop.right.type === "Identifier" ? c.binding(loop.right) : undefined;
  const opened = openExpression(c, loop.right);
  c.pre.push(declare(c.awaits ? "let" : "const", iterator, binding && c.asyncIterators.has(binding) ? opened : c.callHelper("$aiter", [opened], at), at));
  const item = c.fresh("x");
  const previous = c.fresh("p");
  const caught = c.fresh("e");
  const next: E.AwaitExpression = { type: "AwaitExpression", argument: c.callHelper("$anext", [id(iterator, at)], at), start: at.start, end: at.end };
  const error = id(caught, at);
  const step: E.TryStatement = {
    type: "TryStatement",
    block: block([set(item, next)], at),
    finalizer: null,
    start: at.start,
    end: at.end,
    handler: {
      type: "CatchClause",
      param: error,
      start: at.start,
      end: at.end,
      body: block(
        [
          when(
            not(c.callHelper("$isAsyncEnd", [c.callHelper("$caught", [error, id("$F", at)], at)], at), at),
            [{ type: "ThrowStatement", argument: c.callHelper("$reraise", [error], at), start: at.start, end: at.end }],
            null,
            at,
          ),
          statement(uncaught(c, previous, at)),
          { type: "BreakStatement", label: null, start: at.start, end: at.end },
        ],
        at,
      ),
    },
  };
  const body = round(c, loop, () => bindItem(c, loop, id(item, at), at), c.awaits ? iterator : undefined);
  return forever([declare("let", item, null, at), declare("const", previous, handledBefore(c, at), at), step, ...body], loop.at);
}

/** `for (const [i, x] of enumerate(xs))`: no pair is made. */
function enumerateLoop(c: Context, loop: Loop): E.Statement | null {
  const { right, target } = loop;
  if (right.type !== "CallExpression" || c.calledHelper(right) !== "enumerate" || target?.type !== "ArrayPattern" || target.elements.length !== 2) return null;
  const [first, second] = target.elements;
  const [items, start] = right.arguments;
  if (
    !first ||
    !second ||
    second.type === "RestElement" ||
    !items ||
    items.type === "SpreadElement" ||
    items.type === "ObjectExpression" ||
    right.arguments.length > 2
  )
    return null;
  if (start && !(start.type === "Literal" && typeof start.value === "number")) return null;
  const at = right;
  if (!start && isList(c, items)) {
    return listLoop(c, loop, items, (item, position) => {
      const held = c.hoist(item);
      assignTo(c, first, position, declaration(loop), at);
      assignTo(c, second, held, declaration(loop), at);
    });
  }
  const iterator = c.fresh("it");
  const counter = c.fresh("i");
  c.pre.push(declare("const", iterator, c.callHelper("$iter", [openExpression(c, items)], at), at), declare("let", counter, start ?? literal(0, at), at));
  const item = c.fresh("x");
  const step: E.UpdateExpression = { type: "UpdateExpression", operator: "++", prefix: false, argument: id(counter, at), start: at.start, end: at.end };
  const body = round(c, loop, () => {
    assignTo(c, first, step, declaration(loop), at);
    assignTo(c, second, id(item, at), declaration(loop), at);
  });
  const next = loop.next ?? at;
  return forever([declare("const", item, call(member(id(iterator, at), "$next", at), [], next), next), ended(id(item, at), c, at), ...body], loop.at);
}

/** `for (const [a, b] of zip(xs, ys))`: no tuple is made. */
function zipLoop(c: Context, loop: Loop): E.Statement | null {
  const { right, target } = loop;
  if (
    right.type !== "CallExpression" ||
    c.calledHelper(right) !== "zip" ||
    target?.type !== "ArrayPattern" ||
    target.elements.length !== right.arguments.length
  )
    return null;
  if (right.arguments.length === 0 || right.arguments.some((argument) => argument.type === "SpreadElement" || argument.type === "ObjectExpression"))
    return null;
  if (target.elements.some((element) => !element || element.type === "RestElement")) return null;
  const at = right;
  const iterators = openList(c, right.arguments as E.Expression[]).map((iterable) => {
    const iterator = c.fresh("it");
    c.pre.push(declare("const", iterator, c.callHelper("$iter", [iterable], at), at));
    return iterator;
  });
  const items = iterators.map(() => c.fresh("x"));
  const next = loop.next ?? at;
  const steps = iterators.flatMap((iterator, i) => [
    declare("const", items[i]!, call(member(id(iterator, at), "$next", at), [], next), next),
    ended(id(items[i]!, at), c, at),
  ]);
  const body = round(c, loop, () => target.elements.forEach((element, i) => assignTo(c, element!, id(items[i]!, at), declaration(loop), at)));
  return forever([...steps, ...body], loop.at);
}

/** Whether an opened expression is a JavaScript number for sure: a literal, `len(x)`, plain arithmetic of the text. */
function isNumberText(c: Context, node: E.Expression): boolean {
  if (node.type === "Literal") return typeof node.value === "number" && Number.isInteger(node.value);
  if (node.type === "UnaryExpression") return node.operator === "-" && isNumberText(c, node.argument);
  if (node.type === "BinaryExpression")
    return ["+", "-", "*"].includes(node.operator) && (isNumberText(c, node.left as E.Expression) || isNumberText(c, node.right));
  if (node.type !== "CallExpression") return false;
  return (node.callee.type === "Identifier" && node.callee.name === "$len") || (c.calledHelper(node) === "len" && node.$never === true);
}

function literalStep(node: E.Expression | undefined): number | null {
  if (!node) return 1;
  if (node.type === "Literal") return typeof node.value === "number" && Number.isInteger(node.value) && node.value !== 0 ? node.value : null;
  if (
    node.type === "UnaryExpression" &&
    node.operator === "-" &&
    node.argument.type === "Literal" &&
    typeof node.argument.value === "number" &&
    node.argument.value !== 0
  )
    return -node.argument.value;
  return null;
}

function rangeLoop(c: Context, loop: Loop): E.Statement | null {
  const { right } = loop;
  if (right.type !== "CallExpression" || c.calledHelper(right) !== "range") return null;
  const args = right.arguments;
  if (args.length < 1 || args.length > 3 || args.some((argument) => argument.type === "SpreadElement" || argument.type === "ObjectExpression")) return null;
  const at = right;
  const [startText, stopText, stepText] = (args.length === 1 ? [literal(0, at), args[0]] : args) as [E.Expression, E.Expression, E.Expression?];
  const [start, stop, step] = openList(c, stepText ? [startText, stopText, stepText] : [startText, stopText]) as [E.Expression, E.Expression, E.Expression?];
  const counter = c.fresh("i");
  const i = id(counter, at);
  const constantStep = literalStep(stepText);
  const proven = c.options.isProven?.(right, "count") === true;
  const isNumber = (_: Context, node: E.Expression): boolean => proven || isNumberText(c, node);
  const isCounted = isNumber(c, startText) && constantStep !== null;
  let limit: E.Expression = stop;
  let first: E.Expression = start;
  let by: E.Expression = step ?? literal(1, at);
  let slow: string | null = null;
  if (isCounted) {
    first = keep(c, start, "a");
    if (!isNumber(c, stopText)) {
      const given = stop.type === "Literal" ? stop : keep(c, stop, "n");
      const name = c.fresh("n");
      c.pre.push(declare("const", name, choose(isKind(given, "number", at), given, c.callHelper("$rangestop", [given], at), at), at));
      limit = id(name, at);
    } else limit = keep(c, stop, "n");
  } else {
    first = keep(c, start, "a");
    limit = keep(c, stop, "n");
    by = step ? keep(c, step, "s") : by;
    slow = c.fresh("it");
    const tests = [startText, stopText].flatMap((text, i) => (isNumber(c, text) ? [] : [isKind(i === 0 ? first : limit, "number", at)]));
    if (constantStep === null) tests.push(isKind(by, "number", at), binary(by, "!==", literal(0, at), at));
    const test = tests.reduce((all, one) => both(all, one, at));
    c.pre.push(declare("const", slow, choose(test, literal(null, at), c.callHelper("$rangeslow", [first, limit, by], at), at), at));
  }
  let more: E.Expression =
    constantStep !== null
      ? binary(i, constantStep > 0 ? "<" : ">", limit, at)
      : choose(binary(by, ">", literal(0, at), at), binary(i, "<", limit, at), binary(i, ">", limit, at), at);
  if (slow !== null) {
    const next = binary(assign(i, c.callHelper("$rangenext", [id(slow, at)], at), at), "!==", c.helper("END", at), at);
    more = choose(binary(id(slow, at), "===", literal(null, at), at), more, next, at);
  }
  const update: E.Expression =
    constantStep === 1
      ? { type: "UpdateExpression", operator: "++", prefix: false, argument: i, start: at.start, end: at.end }
      : constantStep === -1
        ? { type: "UpdateExpression", operator: "--", prefix: false, argument: i, start: at.start, end: at.end }
        : constantStep !== null
          ? {
              type: "AssignmentExpression",
              operator: constantStep > 0 ? "+=" : "-=",
              left: i,
              right: literal(Math.abs(constantStep), at),
              start: at.start,
              end: at.end,
            }
          : slow !== null
            ? assign(i, choose(binary(id(slow, at), "===", literal(null, at), at), binary(i, "+", by, at), i, at), at)
            : assign(i, binary(i, "+", by, at), at);
  const body = round(c, loop, () => bindItem(c, loop, i, at));
  return {
    type: "ForStatement",
    init: declare("let", counter, first, at),
    test: more,
    update: constantStep !== null && Math.abs(constantStep) !== 1 && slow !== null ? guarded(update, slow, at) : update,
    body: block(body, at),
    start: loop.at.start,
    end: loop.at.end,
  };
}

/** Numbers only are stepped by `+=`: the slow iterator sets the counter itself. */
function guarded(update: E.Expression, slow: string, at: Place): E.Expression {
  return both(binary(id(slow, at), "===", literal(null, at), at), update, at);
}

function isKind(value: E.Expression, kind: string, at: Place): E.Expression {
  const test = isFunctionTest(value, at);
  return { ...test, right: literal(kind, at) };
}

/** A value that the loop needs in every round, as a variable that nothing else changes. */
function keep(c: Context, value: E.Expression, stem: string): E.Expression {
  if (value.type === "Literal" || (value.type === "UnaryExpression" && value.argument.type === "Literal")) return value;
  const name = c.fresh(stem);
  c.pre.push(declare("const", name, value));
  return id(name, value);
}
