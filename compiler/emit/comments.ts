/**
 * comments - the comments and blank lines of the source, to be written between statements.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import type { SourceFile } from "../source.js";

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** Without `#`. */
  readonly text: string;
  /** Nothing stands before it on its line. */
  readonly own: boolean;
}

/** All comments of a source, in order. */
export function findComments(module: ast.Mod, source: SourceFile): Comment[] {
  const { text } = source;
  if (!text.includes("#")) return [];
  const strings: { start: number; end: number }[] = [];
  const visit = (node: ast.Node): void => {
    if (node.kind === "JoinedStr" || (node.kind === "Constant" && (node.value.type === "str" || node.value.type === "bytes"))) {
      strings.push({ start: node.start, end: node.end });
      return;
    }
    eachChild(node, visit);
  };
  visit(module);
  strings.sort((a, b) => a.start - b.start);
  const found: Comment[] = [];
  let next = 0;
  for (let i = text.indexOf("#"); i >= 0; i = text.indexOf("#", i)) {
    while (next < strings.length && strings[next]!.end <= i) next++;
    const around = strings[next];
    // implicitly joined strings may have comments between them: they go with the string
    if (around !== undefined && around.start < i) {
      i = around.end;
      continue;
    }
    let end = text.indexOf("\n", i);
    if (end < 0) end = text.length;
    const before = text.slice(text.lastIndexOf("\n", i - 1) + 1, i);
    found.push({ start: i, end, text: text.slice(i + 1, end), own: before.trim() === "" });
    i = end;
  }
  return found;
}
