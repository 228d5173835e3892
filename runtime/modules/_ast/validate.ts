/**
 * _ast.validate - what a tree must be to be compiled, beyond having its fields.
 *
 * Mirrors   _PyAST_Validate in Python/ast.c of CPython 3.13
 * Suspends  all: fields of nodes are attributes
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { items, kindOf, maybe, need } from "./treefields.js";
import { pattern } from "./validatepatterns.js";

type Context = "Load" | "Store" | "Del";

/** @throws ValueError, TypeError in CPython's words */
export function validate(tree: Value): Suspends<void> {
  if (kindOf(tree) === "Expression") expression(need(tree, "body"), "Load");
  else statements(items(tree, "body"));
}

function statements(body: readonly Value[]): Suspends<void> {
  for (let i = 0; i < body.length; i++) {
    if (body[i] === null) throw new ValueError("None disallowed in statement list");
    statement(body[i]);
  }
}

function expressions(nodes: readonly Value[], context: Context, mayLack = false): Suspends<void> {
  for (let i = 0; i < nodes.length; i++) {
    if (nodes[i] !== null) expression(nodes[i], context);
    else if (!mayLack) throw new ValueError("None disallowed in expression list");
  }
}

function optional(node: Value, field: string, context: Context = "Load"): Suspends<void> {
  const value = maybe(node, field);
  if (value !== null) expression(value, context);
}

function required(node: Value, field: string, context: Context = "Load"): Suspends<void> {
  expression(need(node, field), context);
}

/** A list that must have something in it. */
function filled(node: Value, field: string): Suspends<Value[]> {
  const found = items(node, field);
  if (found.length === 0) throw new ValueError(`empty ${field} on ${kindOf(node)}`);
  return found;
}

function statement(node: Value): Suspends<void> {
  switch (kindOf(node)) {
    case "FunctionDef":
    case "AsyncFunctionDef":
      statements(filled(node, "body"));
      parameters(need(node, "args"));
      expressions(items(node, "decorator_list"), "Load");
      return optional(node, "returns");
    case "ClassDef":
      statements(filled(node, "body"));
      expressions(items(node, "bases"), "Load");
      keywords(node);
      return expressions(items(node, "decorator_list"), "Load");
    case "Return":
      return optional(node, "value");
    case "Delete":
      return expressions(filled(node, "targets"), "Del");
    case "Assign":
      expressions(filled(node, "targets"), "Store");
      return required(node, "value");
    case "AugAssign":
      required(node, "target", "Store");
      return required(node, "value");
    case "AnnAssign":
      if (kindOf(need(node, "target")) !== "Name" && Boolean(maybe(node, "simple"))) throw new TypeError("AnnAssign with simple non-Name target");
      required(node, "target", "Store");
      optional(node, "value");
      return required(node, "annotation");
    case "TypeAlias":
      if (kindOf(need(node, "name")) !== "Name") throw new TypeError("TypeAlias with non-Name name");
      required(node, "name", "Store");
      return required(node, "value");
    case "For":
    case "AsyncFor":
      required(node, "target", "Store");
      required(node, "iter");
      statements(filled(node, "body"));
      return statements(items(node, "orelse"));
    case "While":
    case "If":
      required(node, "test");
      statements(filled(node, "body"));
      return statements(items(node, "orelse"));
    case "With":
    case "AsyncWith": {
      const managers = filled(node, "items");
      for (let i = 0; i < managers.length; i++) {
        required(managers[i], "context_expr");
        optional(managers[i], "optional_vars", "Store");
      }
      return statements(filled(node, "body"));
    }
    case "Match": {
      required(node, "subject");
      const cases = filled(node, "cases");
      for (let i = 0; i < cases.length; i++) {
        pattern(need(cases[i], "pattern"), false);
        optional(cases[i], "guard");
        statements(filled(cases[i], "body"));
      }
      return;
    }
    case "Raise":
      if (maybe(node, "exc") === null && maybe(node, "cause") !== null) throw new ValueError("Raise with cause but no exception");
      optional(node, "exc");
      return optional(node, "cause");
    case "Try":
    case "TryStar":
      return attempt(node);
    case "Assert":
      required(node, "test");
      return optional(node, "msg");
    case "ImportFrom": {
      const level = maybe(node, "level");
      if (typeof level === "number" && level < 0) throw new ValueError("Negative ImportFrom level");
      filled(node, "names");
      return;
    }
    case "Import":
    case "Global":
    case "Nonlocal":
      filled(node, "names");
      return;
    case "Expr":
      return required(node, "value");
  }
}

function attempt(node: Value): Suspends<void> {
  const kind = kindOf(node);
  statements(filled(node, "body"));
  const handlers = items(node, "handlers");
  const orelse = items(node, "orelse");
  const finalbody = items(node, "finalbody");
  if (handlers.length === 0 && finalbody.length === 0) throw new ValueError(`${kind} has neither except handlers nor finalbody`);
  if (handlers.length === 0 && orelse.length > 0) throw new ValueError(`${kind} has orelse but no except handlers`);
  for (let i = 0; i < handlers.length; i++) {
    optional(handlers[i], "type");
    statements(filled(handlers[i], "body"));
  }
  statements(finalbody);
  statements(orelse);
}

/** Expressions that have a context; all others are read alone. */
const WITH_CONTEXT: ReadonlySet<string> = new Set(["Attribute", "Subscript", "Starred", "Name", "List", "Tuple"]);

/** @throws ValueError, TypeError in CPython's words */
export function expression(node: Value, context: Context): Suspends<void> {
  const kind = kindOf(node);
  if (WITH_CONTEXT.has(kind)) {
    const given = maybe(node, "ctx");
    const own = given === null ? "Load" : kindOf(given);
    if (own !== context) throw new ValueError(`expression must have ${context} context but has ${own} instead`);
  } else if (context !== "Load") throw new ValueError(`expression which can't be assigned to in ${context} context`);
  switch (kind) {
    case "BoolOp": {
      const values = items(node, "values");
      if (values.length < 2) throw new ValueError("BoolOp with less than 2 values");
      return expressions(values, "Load");
    }
    case "BinOp":
      required(node, "left");
      return required(node, "right");
    case "UnaryOp":
      return required(node, "operand");
    case "Lambda":
      parameters(need(node, "args"));
      return required(node, "body");
    case "IfExp":
      required(node, "test");
      required(node, "body");
      return required(node, "orelse");
    case "Dict": {
      const keys = items(node, "keys");
      const values = items(node, "values");
      if (keys.length !== values.length) throw new ValueError("Dict doesn't have the same number of keys as values");
      expressions(keys, "Load", true);
      return expressions(values, "Load");
    }
    case "Set":
      return expressions(items(node, "elts"), "Load");
    case "ListComp":
    case "SetComp":
    case "GeneratorExp":
      clauses(node);
      return required(node, "elt");
    case "DictComp":
      clauses(node);
      required(node, "key");
      return required(node, "value");
    case "Yield":
      return optional(node, "value");
    case "YieldFrom":
    case "Await":
    case "NamedExpr":
      return required(node, "value");
    case "Compare": {
      const comparators = items(node, "comparators");
      if (comparators.length === 0) throw new ValueError("Compare with no comparators");
      if (comparators.length !== items(node, "ops").length) throw new ValueError("Compare has a different number of comparators and operands");
      expressions(comparators, "Load");
      return required(node, "left");
    }
    case "Call":
      required(node, "func");
      expressions(items(node, "args"), "Load");
      return keywords(node);
    case "JoinedStr":
      return expressions(items(node, "values"), "Load");
    case "FormattedValue":
      required(node, "value");
      return optional(node, "format_spec");
    case "Attribute":
      return required(node, "value");
    case "Subscript":
      required(node, "slice");
      return required(node, "value");
    case "Starred":
      return required(node, "value", context);
    case "List":
    case "Tuple":
      return expressions(items(node, "elts"), context);
    case "Slice":
      optional(node, "lower");
      optional(node, "upper");
      return optional(node, "step");
  }
}

function keywords(node: Value): Suspends<void> {
  const found = items(node, "keywords");
  for (let i = 0; i < found.length; i++) required(found[i], "value");
}

function clauses(node: Value): Suspends<void> {
  const generators = items(node, "generators");
  if (generators.length === 0) throw new ValueError("comprehension with no generators");
  for (let i = 0; i < generators.length; i++) {
    required(generators[i], "target", "Store");
    required(generators[i], "iter");
    expressions(items(generators[i], "ifs"), "Load");
  }
}

function annotations(args: readonly Value[]): Suspends<void> {
  for (let i = 0; i < args.length; i++) optional(args[i], "annotation");
}

function parameters(args: Value): Suspends<void> {
  const positional = [...items(args, "posonlyargs"), ...items(args, "args")];
  const keywordOnly = items(args, "kwonlyargs");
  const vararg = maybe(args, "vararg");
  const kwarg = maybe(args, "kwarg");
  annotations(positional);
  if (vararg !== null) optional(vararg, "annotation");
  annotations(keywordOnly);
  if (kwarg !== null) optional(kwarg, "annotation");
  const defaults = items(args, "defaults");
  const kwDefaults = items(args, "kw_defaults");
  if (defaults.length > positional.length) throw new ValueError("more positional defaults than args on arguments");
  if (kwDefaults.length !== keywordOnly.length) throw new ValueError("length of kwonlyargs is not the same as kw_defaults on arguments");
  expressions(defaults, "Load");
  expressions(kwDefaults, "Load", true);
}
