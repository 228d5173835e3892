/**
 * checked - the runtime for tests that suspend everywhere: what must not suspend is made atomic, and every other call is checked.
 *
 * atomic      functions that never suspend by convention, closures given to natives, accessors: no suspension is forced while one of them runs
 * `$new`      the same for `new X(...)`, whose frame nobody could save
 * `$load`     the same for `require`: a module's own statements have no frame
 * `$chk`      a call that is no site must not have suspended: else a frame was lost, and the place is named
 */
import { call, children, isFunction, literal, NOWHERE, raw } from "./estree.js";
import type * as E from "./estree.js";
import type { TypedSites } from "./typedsites.js";

/** Rewrites the tree; gives the calls that are no sites because they stand in atomic functions. */
export function makeChecked(tree: E.Program, file: string, sites: TypedSites, never: ReadonlySet<string>): Set<E.Node> {
  const plain = new Set<E.Node>();
  const place = (node: E.Node) => {
    const source = node.$ts?.getSourceFile();
    return `${file}:${source && node.start >= 0 ? source.getLineAndCharacterOfPosition(node.start).line + 1 : 0}`;
  };

  function visit(node: E.Node, atomic: boolean): void {
    if (node.type === "ImportDeclaration") return;
    if (node.type === "MethodDefinition" && (node.kind === "get" || node.kind === "set")) {
      for (const child of children(node)) if (child !== node.value) visit(child, atomic);
      makeAtomic(node.value);
      return;
    }
    if (node.type === "FunctionDeclaration" && never.has(node.id.name)) {
      makeAtomic(node);
      return;
    }
    if ((node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression") && sites.isGivenToNative(node.$ts)) {
      makeAtomic(node);
      return;
    }
    const inner = isFunction(node) ? false : atomic;
    if (atomic && !isFunction(node) && (node.type === "CallExpression" || node.type === "NewExpression")) plain.add(node);
    // the result of a call that is returned is the caller's to check
    if (!(node.type === "ReturnStatement" && node.argument?.type === "CallExpression")) replaceChildren(node, (child) => wrap(child, inner));
    for (const child of children(node)) visit(child, inner);
  }

  /** A call in its check; the call itself is visited in turn. */
  const wrapped = new Set<E.Node>();
  function wrap(node: E.Node, atomic: boolean): E.Node {
    if (wrapped.has(node) || (node.type !== "CallExpression" && node.type !== "NewExpression")) return node;
    if (node.callee.type === "Super" || sites.isNative(node.$ts) || (!atomic && sites.isSite(node.$ts)) || (node.type === "CallExpression" && node.optional))
      return node;
    wrapped.add(node);
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "require") {
      return call(
        "$load",
        [{ type: "ArrowFunctionExpression", id: null, params: [], body: node, generator: false, async: false, expression: true, ...NOWHERE }],
        NOWHERE,
      );
    }
    if (node.type === "NewExpression") return call("$new", [node.callee, { type: "ArrayExpression", elements: node.arguments, ...NOWHERE }], NOWHERE);
    return call("$chk", [node, literal(place(node))], NOWHERE);
  }

  function makeAtomic(fn: E.FunctionNode): void {
    for (const p of fn.params) visit(p, true);
    const body: E.BlockStatement =
      fn.body.type === "BlockStatement" ? fn.body : { type: "BlockStatement", body: [{ type: "ReturnStatement", argument: fn.body, ...NOWHERE }], ...NOWHERE };
    visit(body, true);
    if (fn.generator) return;
    const count = (text: string): E.Statement => ({ type: "ExpressionStatement", expression: raw(text), ...NOWHERE });
    const prologue = fn.$prologue ?? 0;
    fn.body = {
      ...body,
      body: [
        ...body.body.slice(0, prologue),
        count("injection.atomic++"),
        {
          type: "TryStatement",
          block: { ...body, body: body.body.slice(prologue) },
          handler: null,
          finalizer: { ...body, body: [count("injection.atomic--")] },
          ...NOWHERE,
        },
      ],
    };
    if (fn.type === "ArrowFunctionExpression") fn.expression = false;
  }

  visit(tree, false);
  return plain;
}

function replaceChildren(node: E.Node, replace: (child: E.Node) => E.Node): void {
  const fields = node as unknown as Record<string, unknown>;
  if (node.type === "ChainExpression") return;
  for (const key of Object.keys(fields)) {
    if (key.charCodeAt(0) === 36) continue;
    const value = fields[key];
    if (Array.isArray(value)) fields[key] = value.map((item: unknown) => (isNode(item) ? replace(item) : item));
    else if (isNode(value)) fields[key] = replace(value);
  }
}

function isNode(value: unknown): value is E.Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
