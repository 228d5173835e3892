/**
 * functions - `def`, `lambda` and methods: metadata, argument check, defaults.
 *
 *     const $f1 = { name: "f", params: ["a", "b"], required: 1, ... };                       at module level
 *     f = $def(function (a, b) { if (a === undefined || arguments.length > 2) $badargs($f1, this, arguments); if (b === undefined) b = 2; ... }, $f1, [2], null);
 */
import type * as E from "../estree.js";
import { assign, id, literal, member, HIDDEN, raw, statement } from "../estree.js";
import { binary, declare, either, both, not, property, record, undefinedAt, when, array } from "./context.js";
import type { Context, FunctionContext, Place } from "./context.js";
import { isApart } from "./apart.js";
import { docBefore } from "./docs.js";
import { openExpression, openList } from "./expressions.js";
import { keywordName } from "./calls.js";
import { openBody } from "./statements.js";
import { pythonName } from "./spelling.js";

export interface FunctionOptions {
  /** In method form: `this` is the first parameter. */
  readonly method: boolean;
  /** Name of the first parameter of a method. */
  readonly self?: string;
  /** Where a doc comment may stand. */
  readonly documented?: E.Node;
  readonly namespace?: string | null;
}

interface Parameter {
  readonly name: string;
  readonly initial: E.Expression | null;
}

interface Signature {
  readonly positional: Parameter[];
  readonly rest: E.Identifier | null;
  /** The Keywords parameter. */
  readonly varkw: string | null;
  readonly kwonly: E.ObjectPattern | null;
  readonly posonly: number;
}

/** The function as an expression: `$def(function ..., meta, defaults, kwdefaults)`. Default values are evaluated here. */
export function openFunction(c: Context, node: E.FunctionNode, name: string, options: FunctionOptions): E.Expression {
  const signature = readSignature(c, node);
  const python = unmangled(c, pythonName(name));
  const bodyKeywords = node.body.type === "BlockStatement" ? findKeywords(c, node.body, signature.rest) : null;
  const kwonlyPattern = signature.kwonly ?? bodyKeywords?.pattern ?? null;
  const kwonly = (kwonlyPattern?.properties ?? []).filter((item): item is E.Property => item.type === "Property").map((item) => readKeyword(c, item));
  const kwRest = kwonlyPattern?.properties.find((item): item is E.RestElement => item.type === "RestElement")?.argument as E.Identifier | undefined;

  const initials = [...signature.positional.filter((p) => p.initial), ...kwonly.filter((k) => k.initial)].map((p) => p.initial!);
  const values = openList(c, initials).map((value) => (isConstantDefault(c, value) ? value : holdDefault(c, value)));
  const positionalDefaults = values.slice(0, signature.positional.filter((p) => p.initial).length);
  const keywordDefaults = values.slice(positionalDefaults.length);
  const defaultOf = new Map<Parameter | Keyword, E.Expression>();
  [...signature.positional.filter((p) => p.initial), ...kwonly.filter((k) => k.initial)].forEach((p, i) => defaultOf.set(p, values[i]!));

  const required = signature.positional.filter((p) => !p.initial).length;
  const selfName = options.method ? (readSelf(node) ?? options.self ?? "self") : null;
  const meta = c.fresh("f");
  const qualname = c.qualify(name, python);
  const varkw = signature.varkw ?? kwRest?.name ?? bodyKeywords?.varkw ?? null;
  const extra = selfName === null ? 0 : 1;
  c.constants.push(
    declare(
      "const",
      meta,
      record(
        [
          ["name", literal(python)],
          ["qualname", literal(qualname)],
          ["module", id("$name")],
          ["params", strings([...(selfName === null ? [] : [selfName]), ...signature.positional.map((p) => pythonName(p.name))])],
          ["posonly", literal(signature.posonly < 0 ? 0 : signature.posonly + extra)],
          ["required", literal(required + extra)],
          ["kwonly", strings(kwonly.map((k) => k.python))],
          ["kwrequired", literal(kwonly.reduce((bits, k, i) => (k.initial ? bits : bits | (1 << i)), 0))],
          ["varargs", literal(signature.rest ? pythonName(signature.rest.name) : null)],
          ["varkw", literal(varkw === null ? null : pythonName(varkw))],
          ["doc", literal(docBefore(c.options.text, options.documented ?? node))],
          ["kind", literal(node.async ? (node.generator ? "asyncgen" : "coroutine") : node.generator ? "generator" : "function")],
          ["method", literal(options.method)],
          ["line", literal(c.options.line(node))],
          ...(c.options.changeable === true ? [["changed", literal(false)] satisfies [string, E.Expression]] : []),
        ],
        node,
      ),
    ),
  );
  if (!options.method && isApart(c, node)) c.constants.push(statement(c.callHelper("$apart", [id(meta, node)], node)));

  const context: FunctionContext = {
    parent: c.fn,
    kind: "function",
    rounds: 0,
    lexicalThis: node.type === "ArrowFunctionExpression",
    takesClass: options.self === "cls",
    takesSelf: selfName === "self",
    thisVariable: false,
    scratch: new Set(),
    namespace: options.namespace === undefined ? c.fn.namespace : options.namespace,
    className: null,
    qualname,
    regions: [],
    node,
  };
  const takesKw = !signature.rest && (signature.kwonly !== null || signature.varkw !== null);
  const made = c.within(context, () => {
    const prologue = argumentCheck(c, node, signature, kwonly, meta, takesKw);
    if (c.options.changeable === true) prologue.unshift(lookAtChanges(c, meta));
    for (const parameter of signature.positional) {
      const value = defaultOf.get(parameter);
      if (value) prologue.push(fill(parameter.name, value));
    }
    if (signature.varkw) prologue.push(fill(signature.varkw, c.callHelper("$kw", [array([], node), array([], node)], node)));
    if (signature.kwonly) prologue.push(...readKeywords(c, id("$given", node), kwonly, kwRest, defaultOf, meta, node));
    let body: E.Statement[];
    if (node.body.type === "BlockStatement") {
      let source = node.body.body;
      if (bodyKeywords) {
        source = source.filter((s) => s !== bodyKeywords.statement);
        prologue.push(...openBodyKeywords(c, bodyKeywords, kwonly, kwRest, defaultOf, meta));
      }
      body = openBody(c, source);
    } else {
      const expression = node.body;
      const { pre, result } = c.apart(() => openExpression(c, expression));
      body = [...pre, { type: "ReturnStatement", argument: result, start: expression.start, end: expression.end }];
    }
    if (!endsInJump(body)) body.push({ type: "ReturnStatement", argument: literal(null, end(node)), ...end(node) });
    const top: E.Statement[] = [];
    if (context.thisVariable && !context.lexicalThis) top.push(declare("const", "$this", { type: "ThisExpression", start: node.start, end: node.end }));
    top.push(...scratchVariables(context, node));
    return { prologue, body: [...prologue, ...top, ...body] };
  });

  const params: E.Pattern[] = signature.positional.map((p) => id(p.name, node));
  if (signature.varkw) params.push(id(signature.varkw, node));
  else if (takesKw) params.push(id("$given", node));
  if (signature.rest)
    params.push({ type: "RestElement", argument: id(signature.rest.name, signature.rest), start: signature.rest.start, end: signature.rest.end });
  const entitled = c.options.renamable === true && (node.generator || node.async);
  const fn: E.FunctionExpression = {
    type: "FunctionExpression",
    id: null,
    params,
    body: { type: "BlockStatement", body: made.body, start: node.body.start, end: node.body.end },
    generator: node.generator,
    async: node.async,
    expression: false,
    $name: python,
    $prologue: made.prologue.length,
    ...(c.options.changeable === true || entitled ? { $own: "$self" } : {}),
    ...(entitled ? { $entitled: true } : {}),
    start: node.start,
    end: node.end,
  };
  const described = id(meta, node);
  if (node.generator || node.async) fn.$meta = described;
  const kwdefaults =
    keywordDefaults.length === 0
      ? literal(null, node)
      : c.callHelper("$kw", [strings(kwonly.filter((k) => k.initial).map((k) => k.python)), array(keywordDefaults, node)], node);
  return c.callHelper("$def", [fn, described, positionalDefaults.length === 0 ? literal(null, node) : array(positionalDefaults, node), kwdefaults], node);
}

/** A function's own name, where the variable that it is bound to is a private one of the class around: `__f` of `_C__f`. */
function unmangled(c: Context, name: string): string {
  if (!name.startsWith("_") || name.endsWith("__")) return name;
  let around: FunctionContext | null = c.fn;
  while (around !== null && around.className === null) around = around.parent;
  const prefix = around === null ? "" : `_${pythonName(around.className!).replace(/^_+/, "")}`;
  return prefix.length > 1 && name.startsWith(`${prefix}__`) ? name.slice(prefix.length) : name;
}

/** An arrow as a JavaScript function alone, which no Python code sees: it has neither metadata nor checks. */
export function openBareFunction(c: Context, node: E.ArrowFunctionExpression, name: string): E.FunctionExpression {
  const context: FunctionContext = {
    ...c.fn,
    parent: c.fn,
    kind: "function",
    rounds: 0,
    lexicalThis: true,
    takesClass: false,
    thisVariable: false,
    scratch: new Set(),
    className: null,
    regions: [],
    node,
  };
  const params = node.params.map((parameter) =>
    parameter.type === "Identifier" ? id(parameter.name, parameter) : c.fail(parameter, "a pattern in this arrow"),
  );
  const body = c.within(context, () => {
    const { body: source } = node;
    if (source.type === "BlockStatement") return openBody(c, source.body);
    const { pre, result } = c.apart(() => openExpression(c, source));
    return [...pre, { type: "ReturnStatement", argument: result, start: source.start, end: source.end } satisfies E.ReturnStatement];
  });
  return {
    type: "FunctionExpression",
    id: null,
    params,
    body: { type: "BlockStatement", body: [...scratchVariables(context, node), ...body], start: node.body.start, end: node.body.end },
    generator: false,
    async: false,
    expression: false,
    $name: name,
    $prologue: 0,
    start: node.start,
    end: node.end,
  };
}

/** The place of a node's end, for what happens after its last statement. */
function end(node: E.Node): Place {
  return { start: node.end, end: node.end };
}

/** `let $m, $v;` */
export function scratchVariables(context: FunctionContext, at: Place): E.Statement[] {
  if (context.scratch.size === 0) return [];
  return [
    {
      type: "VariableDeclaration",
      kind: "let",
      start: at.start,
      end: at.end,
      declarations: [...context.scratch].map((name) => ({ type: "VariableDeclarator", id: id(name, at), init: null, start: at.start, end: at.end })),
    },
  ];
}

/** Whether control never comes out at the end of the statements. */
export function endsInJump(body: readonly E.Statement[], local = false): boolean {
  const last = body.at(-1);
  switch (last?.type) {
    case "BreakStatement":
    case "ContinueStatement":
      return local;
    case "ReturnStatement":
    case "ThrowStatement":
      return true;
    case "BlockStatement":
      return endsInJump(last.body, local);
    case "IfStatement":
      return last.alternate !== null && endsInJump([last.consequent], local) && endsInJump([last.alternate], local);
    default:
      return false;
  }
}

function strings(names: readonly string[]): E.ArrayExpression {
  return array(
    names.map((name) => literal(name)),
    { start: -1, end: -1 },
  );
}

// ---- the parameters in the text

interface Keyword {
  readonly python: string;
  readonly name: string;
  readonly initial: E.Expression | null;
}

function readKeyword(c: Context, item: E.Property): Keyword {
  const value = item.value as E.Pattern;
  const target = value.type === "AssignmentPattern" ? value.left : value;
  if (target.type !== "Identifier") return c.fail(item, "this keyword-only parameter");
  return { python: keywordName(c, item), name: target.name, initial: value.type === "AssignmentPattern" ? value.right : null };
}

function readSignature(c: Context, node: E.FunctionNode): Signature {
  const positional: Parameter[] = [];
  let rest: E.Identifier | null = null;
  let varkw: string | null = null;
  let kwonly: E.ObjectPattern | null = null;
  for (const parameter of node.params) {
    const bare = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    if (bare.type === "RestElement" && bare.argument.type === "Identifier") rest = bare.argument;
    else if (bare.type === "ObjectPattern") kwonly = bare;
    else if (bare.type !== "Identifier") return c.fail(bare, `the parameter ${bare.type}`);
    else if (bare.$type === "Keywords") varkw = bare.name;
    else positional.push({ name: bare.name, initial: parameter.type === "AssignmentPattern" ? parameter.right : null });
  }
  return { positional, rest, varkw, kwonly, posonly: positionalOnly(c, node) };
}

/** How many parameters stand before the mark for positional-only ones; -1 without one. */
function positionalOnly(c: Context, node: E.FunctionNode): number {
  const mark = c.options.text.slice(node.start, node.body.start).indexOf("/* / */");
  if (mark < 0) return -1;
  return node.params.filter((parameter) => parameter.start < node.start + mark).length;
}

/** `const self = this` as the first statement names the first parameter of a method. */
function readSelf(node: E.FunctionNode): string | null {
  if (node.body.type !== "BlockStatement") return null;
  const first = node.body.body[0];
  if (first?.type !== "VariableDeclaration") return null;
  const declarator = first.declarations[0];
  return declarator?.init?.type === "ThisExpression" && declarator.id.type === "Identifier" ? pythonName(declarator.id.name) : null;
}

interface BodyKeywords {
  readonly statement: E.VariableDeclaration;
  readonly pattern: E.ObjectPattern | null;
  readonly varkw: string | null;
  readonly asDict: boolean;
}

/** `const kw = keywords(args)`, `dict(keywords(args))`, `const { c, d = 1, ...kw } = keywords(args)` among the first statements. */
function findKeywords(c: Context, body: E.BlockStatement, rest: E.Identifier | null): BodyKeywords | null {
  if (!rest) return null;
  for (const candidate of body.body.slice(0, 3)) {
    if (candidate.type !== "VariableDeclaration" || candidate.declarations.length !== 1) continue;
    const declarator = candidate.declarations[0]!;
    let init = declarator.init;
    const asDict = c.calledHelper(init) === "dict";
    if (asDict) init = (init as E.CallExpression).arguments[0] as E.Expression;
    if (c.calledHelper(init) !== "keywords") continue;
    const argument = (init as E.CallExpression).arguments[0];
    if (argument?.type !== "Identifier" || argument.name !== rest.name) continue;
    const target = declarator.id;
    return {
      statement: candidate,
      asDict,
      pattern: target.type === "ObjectPattern" ? target : null,
      varkw: target.type === "Identifier" ? target.name : null,
    };
  }
  return null;
}

function openBodyKeywords(
  c: Context,
  found: BodyKeywords,
  kwonly: Keyword[],
  kwRest: E.Identifier | undefined,
  defaults: ReadonlyMap<Parameter | Keyword, E.Expression>,
  meta: string,
): E.Statement[] {
  const at = found.statement;
  const declarator = at.declarations[0]!;
  let init = declarator.init as E.CallExpression;
  if (found.asDict) init = init.arguments[0] as E.CallExpression;
  const taken = c.callHelper("$keywords", [id((init.arguments[0] as E.Identifier).name, at)], at);
  if (!found.pattern) return [declare("let", found.varkw!, found.asDict ? c.callHelper("$kwdict", [taken], at) : taken, at)];
  return [declare("const", "$given", taken, at), ...readKeywords(c, id("$given", at), kwonly, kwRest, defaults, meta, at)];
}

// ---- the prologue

function fill(name: string, value: E.Expression): E.Statement {
  return when(binary(id(name, value), "===", undefinedAt(value), value), [statement(assign(id(name, value), value, value))], null, value);
}

function argumentCheck(c: Context, node: E.FunctionNode, signature: Signature, kwonly: readonly Keyword[], meta: string, takesKw: boolean): E.Statement[] {
  const { positional, rest } = signature;
  const required = positional.filter((p) => !p.initial);
  const last = required.at(-1);
  let test: E.Expression | null = last ? binary(id(last.name, node), "===", undefinedAt(node), node) : null;
  if (!rest) {
    const count = member(id("arguments", node), "length", node);
    const most = positional.length + (takesKw ? 1 : 0);
    const tooMany = binary(count, ">", literal(most, node), node);
    test = test ? either(test, tooMany, node) : tooMany;
    if (takesKw) {
      const kw = id(signature.varkw ?? "$given", node);
      test = either(test, both(binary(kw, "!==", undefinedAt(node), node), not(c.callHelper("$isKw", [kw], node), node), node), node);
      if (kwonly.some((k) => !k.initial)) test = either(test, binary(kw, "===", undefinedAt(node), node), node);
    }
  }
  if (!test) return [];
  return [when(test, [badArguments(c, meta)], null, HIDDEN)];
}

/** Where a function of this `def` has been given other defaults or another code, its calls go there. */
function lookAtChanges(c: Context, meta: string): E.Statement {
  c.helper("$changed", HIDDEN);
  return statement(raw(`if (${meta}.changed) { const $r = $changed($self, this, arguments); if ($r !== $changed) return $r; }`, HIDDEN));
}

/** It has no place: what calls a function with wrong arguments is the innermost frame. */
function badArguments(c: Context, meta: string): E.Statement {
  return statement(c.callHelper("$badargs", [id(meta), { type: "ThisExpression", ...HIDDEN }, id("arguments")], HIDDEN));
}

/** `let c = $kw === undefined || $kw.c === undefined ? 3 : $kw.c;` */
function readKeywords(
  c: Context,
  kw: E.Identifier,
  kwonly: readonly Keyword[],
  rest: E.Identifier | undefined,
  defaults: ReadonlyMap<Parameter | Keyword, E.Expression>,
  meta: string,
  at: Place,
): E.Statement[] {
  const out: E.Statement[] = [];
  for (const keyword of kwonly) {
    const given: E.Expression = {
      type: "ConditionalExpression",
      test: binary(kw, "===", undefinedAt(at), at),
      consequent: undefinedAt(at),
      alternate: property(kw, keyword.python, at),
      start: at.start,
      end: at.end,
    };
    out.push(declare("let", keyword.name, given, at));
    const value = defaults.get(keyword);
    out.push(value ? fill(keyword.name, value) : when(binary(id(keyword.name, at), "===", undefinedAt(at), at), [badArguments(c, meta)], null, HIDDEN));
  }
  if (rest) out.push(declare("let", rest.name, c.callHelper("$kwrest", [kw, strings(kwonly.map((k) => k.python))], at), at));
  return out;
}

/** Whether a default may be written into the function: it is the same whenever it is read. */
function isConstantDefault(c: Context, value: E.Expression): boolean {
  if (value.type === "Literal") return true;
  if (value.type === "UnaryExpression") return value.argument.type === "Literal";
  if (value.type !== "Identifier") return false;
  return value.name === "undefined" || /^\$k\d/.test(value.name) || c.builtins.has(value.name) || c.options.temporaries.has(value.name);
}

function holdDefault(c: Context, value: E.Expression): E.Identifier {
  const name = c.fresh("d");
  c.pre.push(declare("const", name, value));
  return id(name, value);
}
