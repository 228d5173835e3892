/**
 * ast - prints the syntax tree of a script as CPython's ast.dump does, or holds whole folders against a CPython.
 */
import { readFileSync, statSync } from "node:fs";
import { loadCompiler } from "./compiler.js";
import { parseOptions, UsageError } from "./options.js";
import { findPython } from "./python.js";
import { syntaxErrorText } from "./syntaxerror.js";

export function ast(args: readonly string[]): number {
  const { given, operands } = parseOptions(args, { "--indent": "value", "--compare": "flag", "--python": "value", "--no-attributes": "flag" });
  if (operands.length === 0) throw new UsageError("ast: no file given");
  if (given.has("--compare")) return compareAll(operands, given.get("--python"));
  const { dump, parse, PythonSyntaxError, readSource } = loadCompiler();
  const indent = given.get("--indent");
  for (const file of operands) {
    try {
      if (statSync(file).isDirectory()) throw new UsageError(`ast: ${file} is a folder: give files, or --compare`);
      const source = readSource(readFileSync(file), file);
      process.stdout.write(
        dump(parse(source), source, { includeAttributes: !given.has("--no-attributes"), ...(indent === undefined ? {} : { indent: Number(indent) }) }) + "\n",
      );
    } catch (error) {
      if (error instanceof PythonSyntaxError) process.stderr.write(syntaxErrorText(error, file));
      else if (error instanceof UsageError || (error as NodeJS.ErrnoException).code === undefined) throw error;
      else process.stderr.write(`gilt: cannot read ${file}: ${(error as Error).message}\n`);
      return 1;
    }
  }
  return 0;
}

function compareAll(folders: readonly string[], given: string | undefined): number {
  const python = findPython(given);
  if (python === undefined) {
    process.stdout.write("ast: no CPython 3.13 on this machine, nothing compared\n");
    return 0;
  }
  const { compareFolder, describeComparison } = loadCompiler();
  let fine = true;
  for (const folder of folders) {
    const found = compareFolder(folder, python);
    process.stdout.write(describeComparison(found) + "\n");
    fine &&= found.differences.length === 0;
  }
  return fine ? 0 : 1;
}
