/**
 * docs - docstrings as doc comments, from which `lower` gets them back exactly.
 */
import type * as ast from "../ast/nodes.js";
import { harmless } from "./code.js";

/** The docstring of a body, without indentation as CPython 3.13 compiles it; null if it has none. */
export function docOf(body: readonly ast.Stmt[]): string | null {
  const first = body[0];
  if (first?.kind !== "Expr" || first.value.kind !== "Constant" || first.value.value.type !== "str") return null;
  return cleanDoc(first.value.value.value);
}

/** CPython's _PyCompile_CleanDoc: the margin of the lines that have text goes; what is blank has no say in it, and keeps what is beyond. */
export function cleanDoc(doc: string): string {
  const [first, ...rest] = expandTabs(doc).replace(/^ +/, "").split("\n");
  const margin = Math.min(...rest.filter((line) => /[^ ]/.test(line)).map(indentOf));
  return [first!, ...rest.map((line) => (margin === Infinity ? line : line.slice(Math.min(margin, indentOf(line)))))].join("\n");
}

/** `str.expandtabs()` */
function expandTabs(text: string): string {
  if (!text.includes("\t")) return text;
  let expanded = "";
  let column = 0;
  for (const c of text) {
    const width = c === "\t" ? 8 - (column % 8) : 1;
    expanded += c === "\t" ? " ".repeat(width) : c;
    column = c === "\n" || c === "\r" ? 0 : column + width;
  }
  return expanded;
}

function indentOf(line: string): number {
  return line.length - line.replace(/^ +/, "").length;
}

/** The lines of a doc comment. */
export function docComment(doc: string): string[] {
  const lines = harmless(doc)
    .replace(/\*(\\*)\//g, "*$1\\/")
    .split("\n");
  if (lines.length === 1 && lines[0]!.trim() === lines[0] && lines[0] !== "") return [`/** ${lines[0]} */`];
  return ["/**", ...lines.map((line) => (line === "" ? " *" : ` * ${line}`)), " */"];
}

/** The docstring a doc comment stands for. */
export function docFromComment(comment: string): string {
  const one = /^\/\*\* ([^\n]*) \*\/$/.exec(comment);
  const text =
    one === null
      ? comment
          .split("\n")
          .slice(1, -1)
          .map((line) => line.replace(/^\s*\* ?/, ""))
          .join("\n")
      : one[1]!;
  return text.replace(/\*(\\*)\\\//g, "*$1/");
}
