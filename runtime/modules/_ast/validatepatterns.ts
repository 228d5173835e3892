/**
 * _ast.validatepatterns - what the patterns of a `match` must be to be compiled.
 *
 * Mirrors   validate_pattern in Python/ast.c of CPython 3.13
 * Suspends  all: fields of nodes are attributes
 */
import type { Suspends } from "../../frames/suspend.js";
import { Complex } from "../../objects/complex.js";
import { Float } from "../../objects/float.js";
import { Bytes } from "../../objects/bytes/data.js";
import { ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { constantText } from "./treeexpressions.js";
import { encoded, items, kindOf, maybe, need } from "./treefields.js";
import { expression } from "./validate.js";

const isInt = (value: Value): boolean => typeof value === "number" || typeof value === "bigint";

/** @param mayStar it stands in a sequence */
export function pattern(node: Value, mayStar: boolean): Suspends<void> {
  switch (kindOf(node)) {
    case "MatchValue":
      return matchValue(need(node, "value"));
    case "MatchSingleton": {
      const value = need(node, "value");
      constantText(value);
      if (value !== null && typeof value !== "boolean") throw new ValueError("MatchSingleton can only contain True, False and None");
      return;
    }
    case "MatchSequence":
      return patterns(items(node, "patterns"), true);
    case "MatchMapping":
      return matchMapping(node);
    case "MatchClass":
      return matchClass(node);
    case "MatchStar":
      if (!mayStar) throw new ValueError("can't use MatchStar here");
      return capture(maybe(node, "name"));
    case "MatchAs": {
      const [inner, name] = [maybe(node, "pattern"), maybe(node, "name")];
      capture(name);
      if (inner === null) return;
      if (name === null) throw new ValueError("MatchAs must specify a target name if a pattern is given");
      return pattern(inner, false);
    }
    case "MatchOr": {
      const choices = items(node, "patterns");
      if (choices.length < 2) throw new ValueError("MatchOr requires at least 2 patterns");
      return patterns(choices, false);
    }
  }
}

function patterns(nodes: readonly Value[], mayStar: boolean): Suspends<void> {
  for (let i = 0; i < nodes.length; i++) pattern(nodes[i], mayStar);
}

function matchMapping(node: Value): Suspends<void> {
  const [keys, values] = [items(node, "keys"), items(node, "patterns")];
  if (keys.length !== values.length) throw new ValueError("MatchMapping doesn't have the same number of keys as patterns");
  capture(maybe(node, "rest"));
  for (let i = 0; i < keys.length; i++) {
    // the literals that a pattern of their own stands for, too
    const literal = kindOf(keys[i]) === "Constant" ? need(keys[i], "value") : undefined;
    if (literal !== null && typeof literal !== "boolean") matchValue(keys[i]);
  }
  patterns(values, false);
}

function matchClass(node: Value): Suspends<void> {
  const [names, values] = [items(node, "kwd_attrs"), items(node, "kwd_patterns")];
  if (names.length !== values.length) throw new ValueError("MatchClass doesn't have the same number of keyword attributes as patterns");
  const cls = need(node, "cls");
  expression(cls, "Load");
  let part: Value = cls;
  while (kindOf(part) === "Attribute") part = need(part, "value");
  if (kindOf(part) !== "Name") throw new ValueError("MatchClass cls field can only contain Name or Attribute nodes.");
  for (let i = 0; i < names.length; i++) encoded(names[i]);
  patterns(items(node, "patterns"), false);
  patterns(values, false);
}

function capture(name: Value): void {
  if (name === "_") throw new ValueError("can't capture name '_' in patterns");
  if (name !== null) encoded(name);
}

function matchValue(node: Value): Suspends<void> {
  expression(node, "Load");
  const kind = kindOf(node);
  if (kind === "Attribute" || kind === "JoinedStr") return;
  if (kind === "Constant") {
    const value = need(node, "value");
    if (isInt(value) || typeof value === "string" || value instanceof Float || value instanceof Complex || value instanceof Bytes) return;
    throw new ValueError("unexpected constant inside of a literal pattern");
  }
  if (isNegative(node, true) || isComplexSum(node)) return;
  throw new ValueError("patterns may only match literals and attribute lookups");
}

/** A number, if such ones may stand there. */
function isNumber(node: Value, real: boolean, imaginary: boolean): Suspends<boolean> {
  if (kindOf(node) !== "Constant") return false;
  const value = need(node, "value");
  return (real && (isInt(value) || value instanceof Float)) || (imaginary && value instanceof Complex);
}

function isNegative(node: Value, imaginary: boolean): Suspends<boolean> {
  return kindOf(node) === "UnaryOp" && kindOf(need(node, "op")) === "USub" && isNumber(need(node, "operand"), true, imaginary);
}

/** `1 + 2j`, `-1 - 2j` */
function isComplexSum(node: Value): Suspends<boolean> {
  if (kindOf(node) !== "BinOp") return false;
  const op = kindOf(need(node, "op"));
  if (op !== "Add" && op !== "Sub") return false;
  const left = need(node, "left");
  return (isNumber(left, true, false) || isNegative(left, false)) && isNumber(need(node, "right"), false, true);
}
