/**
 * docs - docstrings, which are doc comments in the text.
 */
import type * as E from "../estree.js";

/** The docstring of what begins at a node, or null. */
export function docBefore(text: string, node: E.Node): string | null {
  const direct = docEndingAt(text, node.start);
  if (direct !== null || !("id" in node) || node.id === null) return direct;
  // a named expression is documented before its statement: `const f = deco(function f() {})`
  const line = text.lastIndexOf("\n", node.start - 1) + 1;
  return /\b(?:function|class)\b/.test(text.slice(line, node.start)) ? null : docEndingAt(text, line);
}

function docEndingAt(text: string, end: number): string | null {
  let at = end;
  while (at > 0 && /\s/.test(text[at - 1]!)) at -= 1;
  if (!text.endsWith("*/", at)) return null;
  const start = text.lastIndexOf("/*", at - 3);
  return start >= 0 && text.startsWith("/**", start) && at - start > 4 ? docText(text.slice(start, at)) : null;
}

/** Of a module: the comment before its first import or export, comments of the script's own above it. */
export function moduleDoc(text: string): string | null {
  const found = /^(?:\s*(?:\/\/|#!)[^\n]*\n)*\s*(\/\*\*[\s\S]*?\*\/)\s*(?:import|export \{)/.exec(text);
  return found ? docText(found[1]!) : null;
}

/** The text inside a doc comment. */
export function docText(comment: string): string {
  const lines = comment.split("\n");
  let inner: string;
  if (lines.length === 1) inner = comment.slice(3, -2).replace(/^ /, "").replace(/ $/, "");
  else
    inner = lines
      .slice(1, -1)
      .map((line) => line.replace(/^\s*\*( |$)/, ""))
      .join("\n");
  return inner.replace(/\*\\(\\*)\//g, "*$1/");
}
