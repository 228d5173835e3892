/**
 * classes - a class as `$class(meta, bases, keywords, body)`; its body is a function that fills the namespace in text order.
 */
import type * as E from "../estree.js";
import { call, eachChild, id, isClass, literal, member, statement } from "../estree.js";
import { openKeywords } from "./calls.js";
import { array, choose, declare, isAtom, isFunctionTest, record } from "./context.js";
import type { Context, FunctionContext, Place } from "./context.js";
import { docBefore } from "./docs.js";
import { openArray, openExpression } from "./expressions.js";
import { openFunction, scratchVariables } from "./functions.js";
import { attributeName, pythonName } from "./spelling.js";
import { openBody } from "./statements.js";

/** The class as an expression, decorators applied. */
export function openClass(c: Context, node: E.ClassNode): E.Expression {
  const decorators = openDecorators(c, node.decorators);
  const name = node.id?.name ?? node.$name ?? c.fail(node, "a class without a name");
  const python = pythonName(name);
  const { bases, keywords } = openBases(c, node.superClass);
  const qualname = c.qualify(name, python);
  const meta = c.fresh("c_");
  const statics = assignedBySelf(node.body);
  const facts = record(
    [
      ["name", literal(python)],
      ["qualname", literal(qualname)],
      ["module", id("$name")],
      ["doc", literal(docBefore(c.options.text, node))],
      ["line", literal(c.options.line(node.decorators[0] ?? node))],
      ...(node.body.body.some(isAnnotations) ? ([["annotated", literal(true)]] as const) : []),
      ...(statics.length === 0
        ? []
        : ([
            [
              "statics",
              array(
                statics.map((s) => literal(s)),
                node,
              ),
            ],
          ] as const)),
    ],
    node,
  );
  c.constants.push(declare("const", meta, facts));
  const namespace = c.fresh("ns");
  const context: FunctionContext = {
    parent: c.fn,
    kind: "class",
    rounds: 0,
    lexicalThis: true,
    takesClass: false,
    takesSelf: false,
    thisVariable: false,
    scratch: new Set(),
    namespace,
    className: name,
    qualname,
    regions: [],
    node,
  };
  const statements = c.within(context, () => {
    const members = node.body.body;
    const body: E.Statement[] = [];
    for (let k = 0; k < members.length; k++) {
      const annotations = k + 1 < members.length ? annotationsFor(c, members[k]!, members[k + 1]!) : null;
      body.push(...openMember(c, members[k]!, annotations));
      if (annotations !== null) k++;
    }
    return [
      ...scratchVariables(context, node),
      ...body,
      { type: "ReturnStatement", argument: literal(null, node), start: node.start, end: node.end } satisfies E.ReturnStatement,
    ];
  });
  if (c.asked.has(namespace)) facts.properties.push(...record([["cell", literal(true)]], node).properties);
  const body: E.FunctionExpression = {
    type: "FunctionExpression",
    id: null,
    params: [id(namespace, node)],
    body: { type: "BlockStatement", body: statements, start: node.body.start, end: node.body.end },
    generator: false,
    async: false,
    expression: false,
    $name: python,
    $prologue: 0,
    start: node.start,
    end: node.end,
  };
  const made = c.callHelper("$class", [id(meta, node), bases, keywords, body], node);
  return decorate(c, decorators, made);
}

/**
 * What `static { annotate(C.m, annotations); }` gives to the method that stands before it, whose function has it before it gets its name in the class;
 * null if this is not such a block.
 */
function annotationsFor(c: Context, method: E.ClassMember, block: E.ClassMember): E.Expression | null {
  if (method.type === "StaticBlock" || block.type !== "StaticBlock" || block.body.length !== 1) return null;
  if (method.type === "PropertyDefinition" && (!method.static || method.value?.type !== "FunctionExpression")) return null;
  const only = block.body[0]!;
  const made = only.type === "ExpressionStatement" && only.expression.type === "CallExpression" ? only.expression : null;
  if (made === null || c.calledHelper(made) !== "annotate") return null;
  const [of, annotations] = made.arguments;
  if (of?.type !== "MemberExpression" || of.computed || of.property.type !== "Identifier" || annotations === undefined) return null;
  const named = method.type === "MethodDefinition" && method.kind === "constructor" ? "__init__" : memberName(c, method);
  return attributeName(of.property.name) === named && method.decorators.length === 0 && annotations.type !== "SpreadElement" ? annotations : null;
}

/** `static __annotations__ = dict({ ... })`, which the text has after all else. */
function isAnnotations(item: E.ClassMember): boolean {
  return item.type === "PropertyDefinition" && item.static && item.value !== null && item.key.type === "Identifier" && item.key.name === "__annotations__";
}

/** The names that methods assign through `self`, for `__static_attributes__`. */
function assignedBySelf(body: E.Node): string[] {
  const names = new Set<string>();
  const target = (node: E.Node): void => {
    if (node.type === "MemberExpression") {
      const { object, property } = node;
      if (!node.computed && property.type === "Identifier" && (object.type === "ThisExpression" || (object.type === "Identifier" && object.name === "self")))
        names.add(attributeName(property.name));
    } else if (node.type === "ArrayPattern" || node.type === "RestElement") eachChild(node, target);
  };
  const visit = (node: E.Node): void => {
    if (isClass(node)) return;
    if (node.type === "AssignmentExpression" || node.type === "ForOfStatement") target(node.left);
    eachChild(node, visit);
  };
  eachChild(body, visit);
  return [...names].sort();
}

/** A decorator that has been evaluated. */
interface Decorator {
  readonly value: E.Identifier;
  /** its own place, which is that of the call */
  readonly at: Place;
}

function openDecorators(c: Context, decorators: readonly E.Expression[]): Decorator[] {
  return decorators.map((decorator) => ({ value: c.hoist(openExpression(c, decorator)), at: decorator }));
}

/** Decorators called from the last to the first. */
function decorate(c: Context, decorators: readonly Decorator[], value: E.Expression): E.Expression {
  return decorators.reduceRight<E.Expression>((inner, decorator) => callUnknown(c, decorator.value, inner, decorator.at), value);
}

function callUnknown(c: Context, f: E.Identifier, argument: E.Expression, at: Place): E.Expression {
  const given = isAtom(argument) ? argument : c.hoist(argument);
  return choose(isFunctionTest(f, at), call(f, [given], at), c.callHelper("$callobj", [f, array([given], at)], at), at);
}

function openBases(c: Context, superClass: E.Expression | null): { bases: E.Expression; keywords: E.Expression } {
  const none = literal(null);
  if (!superClass) return { bases: array([], { start: -1, end: -1 }), keywords: none };
  if (superClass.type !== "CallExpression" || c.calledHelper(superClass) !== "bases")
    return { bases: array([openExpression(c, superClass)], superClass), keywords: none };
  const elements = [...superClass.arguments];
  const last = elements.at(-1);
  const object = last?.type === "ObjectExpression" ? last : null;
  if (object) elements.pop();
  let bases = openArray(c, { type: "ArrayExpression", elements, start: superClass.start, end: superClass.end });
  if (!object) return { bases, keywords: none };
  const { pre, result: keywords } = c.apart(() => openKeywords(c, object, literal(null)));
  if (pre.length > 0) bases = c.hoist(bases);
  c.pre.push(...pre);
  return { bases, keywords };
}

function memberName(c: Context, item: E.MethodDefinition | E.PropertyDefinition): string {
  if (item.computed) return c.fail(item, "a computed member name");
  if (item.key.type === "Identifier") return attributeName(item.key.name);
  return item.key.type === "Literal" ? String(item.key.value) : c.fail(item, "this member name");
}

/** @param annotations those of a method */
function openMember(c: Context, item: E.ClassMember, annotations: E.Expression | null): E.Statement[] {
  if (item.type === "StaticBlock") return item.body.length > 0 ? openBody(c, item.body) : [];
  const { pre, result } = c.apart(() => (item.type === "MethodDefinition" ? openMethod(c, item, annotations) : openField(c, item, annotations)));
  return [...pre, ...(result ? [statement(result)] : [])];
}

function fill(c: Context, method: string, name: string, value: E.Expression, at: Place): E.Expression {
  return call(member(id(c.fn.namespace!, at), method, at), [literal(name, at), value], at);
}

/** A function with its annotations. */
function annotated(c: Context, fn: E.Expression, annotations: E.Expression | null): E.Expression {
  return annotations === null ? fn : c.callHelper("annotate", [c.hoist(fn), openExpression(c, annotations)], annotations);
}

function openField(c: Context, item: E.PropertyDefinition, annotations: E.Expression | null): E.Expression | null {
  if (!item.value) return null;
  const name = memberName(c, item);
  return fill(c, "set", name, annotated(c, openExpression(c, item.value), annotations), item);
}

function openMethod(c: Context, item: E.MethodDefinition, annotations: E.Expression | null): E.Expression {
  const name = item.kind === "constructor" ? "__init__" : memberName(c, item);
  const decorators = openDecorators(c, item.decorators);
  const isClassmethod = item.static && item.value.$thisType !== undefined;
  const isPlain = item.static && !isClassmethod;
  const takesClass = isClassmethod || name === "__new__" || name === "__init_subclass__" || name === "__class_getitem__";
  const fn = annotated(c, openFunction(c, item.value, name, { method: !isPlain, self: takesClass ? "cls" : "self", documented: item }), annotations);
  if (item.kind === "get" || item.kind === "set") {
    const accessor = decorators.length === 0 ? fn : decorate(c, decorators, c.callHelper("$plain", [fn], item));
    return fill(c, item.kind === "get" ? "getter" : "setter", name, accessor, item);
  }
  if (decorators.length === 0) return fill(c, isClassmethod ? "classmethod" : isPlain ? "staticmethod" : "set", name, fn, item);
  const value = isPlain ? fn : c.callHelper("$plain", [fn], item);
  const wrapped = isClassmethod ? c.callHelper("$classmethod", [value], item) : isPlain ? c.callHelper("$staticmethod", [value], item) : value;
  return fill(c, "set", name, decorate(c, decorators, wrapped), item);
}
