/**
 * strings - adjacent string literals as one constant, or as the parts of an f-string.
 *
 * Mirrors  _PyPegen_concatenate_strings and its neighbours in Parser/action_helpers.c of CPython 3.13
 */
import type * as ast from "../../ast/nodes.js";
import { decodeBytes, decodeFText, decodeString, LiteralError, splitString, type Doubt } from "../../lex/strings.js";
import type { Token } from "../../lex/tokens.js";
import { firstLeaf, Leaf, Node, type Part } from "../node.js";
import { expression } from "./expressions.js";
import type { Unit } from "./unit.js";

/** `strings`: the places are those of the whole row. */
export function strings(u: Unit, node: Node): ast.Constant | ast.JoinedStr {
  const parts = node.nodes(0);
  const start = u.start(node);
  const end = u.end(node);
  const found: ast.Expr[] = [];
  let formatted = false;
  let bytes = 0;
  for (const part of parts) {
    if (part.kind === "FStr") {
      formatted = true;
      found.push(...fstring(u, part));
    } else {
      const constant = plain(u, u.token(part.leaf(0)));
      if (constant.value.type === "bytes") bytes++;
      found.push(constant);
    }
  }
  if (bytes > 0) {
    if (bytes < parts.length) throw u.error("cannot mix bytes and nonbytes literals", node);
    return { kind: "Constant", value: { type: "bytes", value: joinBytes(found as ast.Constant[]) }, constKind: null, start, end };
  }
  if (formatted) return { kind: "JoinedStr", values: fold(found), start, end };
  const constants = found as ast.Constant[];
  return constants.length === 1
    ? constants[0]!
    : { kind: "Constant", value: { type: "str", value: text(constants) }, constKind: constants[0]!.constKind, start, end };
}

const text = (constants: readonly ast.Constant[]): string => constants.map((c) => (c.value.type === "str" ? c.value.value : "")).join("");

function joinBytes(constants: readonly ast.Constant[]): Uint8Array {
  const pieces = constants.map((c) => (c.value as { value: Uint8Array }).value);
  return pieces.length === 1 ? pieces[0]! : new Uint8Array(Buffer.concat(pieces));
}

/** Neighbouring texts become one; empty ones go. */
function fold(parts: readonly ast.Expr[]): ast.Expr[] {
  const out: ast.Expr[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.kind !== "Constant") {
      out.push(part);
      continue;
    }
    const run: ast.Constant[] = [part];
    for (let next = parts[i + 1]; next !== undefined && next.kind === "Constant"; next = parts[i + 1]) {
      run.push(next);
      i++;
    }
    const value = text(run);
    if (value !== "") out.push({ kind: "Constant", value: { type: "str", value }, constKind: part.constKind, start: part.start, end: run.at(-1)!.end });
  }
  return out;
}

/** Runs a decoder; what it rejects is a syntax error at the token, the first thing it doubts is a warning. */
export function decoded<T>(u: Unit, token: Token, decode: (doubt: Doubt) => T): T {
  let doubted = false;
  const doubt: Doubt = (msg) => {
    if (!doubted) u.warnings.push({ msg, start: token.start });
    doubted = true;
  };
  try {
    return decode(doubt);
  } catch (e) {
    if (e instanceof LiteralError) throw u.errorAt(e.message, token);
    throw e;
  }
}

function plain(u: Unit, token: Token): ast.Constant {
  const { bytes, raw, unicode, body } = splitString(token.text);
  const value: ast.ConstantValue = decoded(u, token, (doubt) =>
    bytes ? { type: "bytes", value: decodeBytes(body, raw, doubt) } : { type: "str", value: decodeString(body, raw, doubt) },
  );
  return { kind: "Constant", value, constKind: unicode ? "u" : null, start: token.start, end: token.end };
}

function fstring(u: Unit, node: Node): ast.Expr[] {
  if (node.size < 3) return [];
  const raw = /r/i.test(u.text(node.leaf(0)));
  return pieces(u, node.nodes(1) as Part[], raw, false);
}

/** Texts and fields between the quotes, or in a format spec. */
function pieces(u: Unit, parts: readonly Part[], raw: boolean, spec: boolean): ast.Expr[] {
  const out: ast.Expr[] = [];
  for (const part of parts) {
    if (part instanceof Leaf) {
      const token = u.token(part);
      const value = decoded(u, token, (doubt) => decodeFText(token.text, raw, spec, doubt));
      if (value !== "") out.push({ kind: "Constant", value: { type: "str", value }, constKind: null, start: token.start, end: token.end });
    } else field(u, part as Node, raw, spec, out);
  }
  return out;
}

/** `{expression=!r:spec}` */
function field(u: Unit, node: Node, raw: boolean, spec: boolean, out: ast.Expr[]): void {
  const inner = node.node(1);
  const open = u.token(node.leaf(0));
  const end = u.end(node);
  const format = node.kind === "FFS" ? formatSpec(u, node.node(2), raw) : null;
  let conversion = -1;
  if (inner.kind === "FEC" || inner.kind === "FEQC") conversion = conversionCode(u, inner.leaf(inner.size - 2), inner.leaf(inner.size - 1));
  if (inner.kind === "FEQ" || inner.kind === "FEQC") {
    const stop = u.token(inner.kind === "FEQC" ? inner.leaf(2) : firstLeaf(node.parts[2]!));
    const written = withoutComments(u.source.text.slice(open.end, stop.start));
    // CPython 3.13.0 reads the escape sequences of what it shows, as if that were part of the text around it
    const shown = raw || spec || !written.includes("\\") ? written : decoded(u, open, (doubt) => decodeString(written, false, doubt));
    out.push({ kind: "Constant", value: { type: "str", value: shown }, constKind: null, start: open.end, end: stop.start });
    if (conversion === -1 && format === null) conversion = 114;
  }
  out.push({ kind: "FormattedValue", value: expression(u, inner.node(0)), conversion, format_spec: format, start: open.start, end });
}

/** CPython keeps the text that `=` shows, but for comments. */
function withoutComments(shown: string): string {
  return shown.includes("#") && shown.includes("\n") ? shown.replace(/#[^\n]*/g, "") : shown;
}

function conversionCode(u: Unit, mark: Leaf, leaf: Leaf): number {
  if (u.token(mark).end !== u.token(leaf).start) throw u.error("f-string: conversion type must come right after the exclamanation mark", mark, leaf);
  const { text: letter } = u.token(leaf);
  if (letter === "s" || letter === "r" || letter === "a") return letter.charCodeAt(0);
  throw u.error(`f-string: invalid conversion character '${letter}': expected 's', 'r', or 'a'`, leaf);
}

function formatSpec(u: Unit, node: Node, raw: boolean): ast.JoinedStr {
  const values = node.size === 2 ? fold(pieces(u, node.nodes(1) as Part[], raw, true)) : [];
  return { kind: "JoinedStr", values, start: u.start(node), end: u.end(node) };
}
