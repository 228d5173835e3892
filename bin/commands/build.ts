/**
 * build - writes the TypeScript of scripts, and the JavaScript that gilt runs.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadCompiler } from "./compiler.js";
import { parseOptions, UsageError } from "./options.js";
import { syntaxErrorText } from "./syntaxerror.js";

export function build(args: readonly string[]): number {
  const { given, operands } = parseOptions(args, { "-o": "value", "--stdout": "flag", "--javascript": "flag" }, true);
  if (operands.length === 0) throw new UsageError("build: no script given");
  const { compile, PythonSyntaxError, translate } = loadCompiler();
  const folder = given.get("-o") ?? "out";
  for (const file of operands) {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file);
    } catch (error) {
      process.stderr.write(`gilt: cannot read ${file}: ${(error as Error).message}\n`);
      return 2;
    }
    try {
      const options = { path: file, name: "__main__" };
      if (given.has("--stdout")) {
        process.stdout.write(given.has("--javascript") ? compile(bytes, options).code : translate(bytes, options));
        continue;
      }
      mkdirSync(folder, { recursive: true });
      const stem = path.join(folder, path.basename(file).replace(/\.py$/, ""));
      writeTypeScript(`${stem}.ts`, translate(bytes, options));
      writeFileSync(`${stem}.js`, compile(bytes, options).code);
      process.stdout.write(`${file} -> ${stem}.ts, ${stem}.js\n`);
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error;
      process.stderr.write(syntaxErrorText(error, file));
      return 1;
    }
  }
  return 0;
}

/** Writes the text as a source file of ts-morph, which is loaded here alone: a run has only its parser (bin/parser.mjs). */
function writeTypeScript(file: string, text: string): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Project, ScriptTarget } = require("ts-morph") as typeof import("ts-morph");
  const project = new Project({ skipLoadingLibFiles: true, skipFileDependencyResolution: true, compilerOptions: { target: ScriptTarget.ES2022 } });
  project.createSourceFile(file, text, { overwrite: true }).saveSync();
}
