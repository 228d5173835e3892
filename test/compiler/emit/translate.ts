/**
 * Python source to the TypeScript that emit writes, for the tests of this folder.
 */
import type * as ast from "../../../compiler/ast/nodes.js";
import { bind } from "../../../compiler/bind/bind.js";
import type { EmitOptions } from "../../../compiler/emit/context.js";
import { emitText, type EmittedText } from "../../../compiler/emit/module.js";
import { parseTypeScript } from "../../../compiler/lower/typescript.js";
import { parse } from "../../../compiler/parse/parse.js";
import { SourceFile } from "../../../compiler/source.js";
import { literalTypes } from "../../../compiler/types/types.js";

export function translate(text: string, options: EmitOptions = { main: true }): EmittedText {
  const source = new SourceFile("case.py", text);
  const module: ast.Module = parse(source);
  return emitText(module, bind(module, source), literalTypes, source, options);
}

/** The text without its imports from "gilt". */
export function body(text: string, options?: EmitOptions): string {
  return translate(text, options)
    .text.replace(/import (?:type )?\{[^}]*\} from "gilt";\n/g, "")
    .trim();
}

/** What ts-morph's parser says against the text. */
export function complaints(emitted: EmittedText): string[] {
  const { parseDiagnostics } = parseTypeScript(emitted.text) as unknown as { parseDiagnostics: readonly { messageText: unknown; start: number }[] };
  return parseDiagnostics.map((d) => `${String(d.messageText)} at ${emitted.text.slice(d.start, d.start + 40)}`);
}
