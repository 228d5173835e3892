/**
 * _ast.treefields - what the nodes of a tree have, as the tree must have it to be compiled.
 *
 * Mirrors   the checks of Python/Python-ast.c (obj2ast) that a tree's own fields can fail
 * Suspends  all: fields of nodes are attributes
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { typeName } from "../../objects/typename.js";
import { classes } from "./classes.js";
import { isIdentifier } from "../../objects/str/categories.js";

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise " +
    "return try while with yield"
  ).split(" "),
);

/** The name of a node's own class. */
export function kindOf(node: Value): string {
  if (typeof node === "object" && node !== null) {
    for (const cls of typeOf(node).$mro) if (classes[cls.$name] === cls) return cls.$name;
  }
  return "";
}

/** A field that a node must have. */
export function need(node: Value, name: string): Suspends<Value> {
  const value = getattrOr(node, name);
  if (value === undefined) throw new TypeError(`required field "${name}" missing from ${kindOf(node)}`);
  if (value === null && kindOf(node) !== "Constant" && kindOf(node) !== "MatchSingleton")
    throw new TypeError(`field '${name}' is required for ${kindOf(node)}`);
  return value;
}

/** Where a node says it begins. @param base of its class, as the messages name it */
export function placeOf(node: Value, base: string): Suspends<[number, number]> {
  const line = getattrOr(node, "lineno");
  if (typeof line !== "number") throw new TypeError(`required field "lineno" missing from ${base}`);
  const column = getattrOr(node, "col_offset");
  if (typeof column !== "number") throw new TypeError(`required field "col_offset" missing from ${base}`);
  return [line, column];
}

export function maybe(node: Value, name: string): Suspends<Value> {
  return getattrOr(node, name) ?? null;
}

export function items(node: Value, name: string): Suspends<Value[]> {
  const value = getattrOr(node, name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new TypeError(`${kindOf(node)} field "${name}" must be a list, not a ${typeName(value)}`);
  return value;
}

/** A name as the text can have it: what no identifier may hold is written as its number. */
export function encoded(name: Value): string {
  if (typeof name !== "string") throw new TypeError("AST identifier must be of type str");
  if (name === "None" || name === "True" || name === "False") throw new ValueError(`identifier field can't represent '${name}' constant`);
  if (isIdentifier(name) && !KEYWORDS.has(name)) return name;
  const inner = name.replace(/\P{XID_Continue}/gu, (sign) => `\u02cd${sign.codePointAt(0)!.toString(16)}\u02cd`);
  return `\u02cd${inner}`;
}
