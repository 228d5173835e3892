/**
 * typescript - emitted text through TypeScript's own parser: for what `read` does not take, and to judge it by.
 */
import { ts } from "ts-morph";
import type * as E from "./estree.js";
import { toEstree } from "./tree.js";

/** The text as a tree of ts-morph's TypeScript: without doc comments, which no one reads from it, and with the way back to parents only for `?.`. */
export function parseTypeScript(text: string, fileName = "module.ts"): ts.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  return ts.createSourceFile(fileName, text, options, text.includes("?."));
}

/** The text as JavaScript's tree. */
export function readByTypeScript(text: string): E.Program {
  return toEstree(ts, parseTypeScript(text));
}
