/**
 * beginnings - the lines that functions begin at, which the library's debugger looks up in instructions: code has none here.
 *
 * Mirrors     find_first_executable_line, find_function of Lib/pdb.py of CPython 3.13
 * Suspends    the tree of a text is made
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../objects/attributes.js";
import { SyntaxError } from "../objects/exceptions.js";
import { isinstance, typeOf, type Value } from "../objects/object.js";
import { $caught, $handled, $reraise, $uncaught } from "../objects/raise.js";
import { pyfunction } from "../objects/register.js";
import { sourceOf } from "../objects/tracelines.js";
import { Tuple } from "../objects/tuple.js";
import { textHooks } from "../modules/builtins/evaluate.js";

/** The statements of a text; undefined if it is none. */
function statementsOf(text: string, file: string): Suspends<Value[] | undefined> {
  const handled = $handled();
  try {
    return $getattr(textHooks.treeOf!(text, file, "exec", 0), "body") as Value[];
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, SyntaxError)) throw $reraise(error);
    $uncaught(handled);
    return undefined;
  }
}

/** Where a statement begins, decorators included. */
function lineOf(statement: Value): Suspends<number> {
  const decorators = getattrOr(statement, "decorator_list") as Value[] | undefined;
  return $getattr(decorators?.[0] ?? statement, "lineno") as number;
}

/** The line of the first statement of a function that does something; undefined if none does. */
function firstLine(definition: Value): Suspends<number | undefined> {
  const body = $getattr(definition, "body") as Value[];
  for (const statement of body) {
    const kind = typeOf(statement).$name;
    const isSilent = kind === "Global" || kind === "Nonlocal" || (kind === "Expr" && typeOf($getattr(statement, "value")).$name === "Constant");
    if (!isSilent) return lineOf(statement);
  }
  return undefined;
}

/** The definition that begins at a line, in these statements or inside of them. */
function definitionAt(body: readonly Value[], line: number, name: string): Suspends<Value> {
  for (const statement of body) {
    if (/FunctionDef$/.test(typeOf(statement).$name) && $getattr(statement, "name") === name && lineOf(statement) === line) return statement;
    for (const part of ["body", "orelse", "finalbody", "handlers", "cases"]) {
      const inner: Value = getattrOr(statement, part);
      const found = Array.isArray(inner) ? definitionAt(inner as Value[], line, name) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const find_first_executable_line = pyfunction(
  "find_first_executable_line(code)",
  (code: Value): Suspends<number> => {
    const file = $getattr(code, "co_filename") as string;
    const line = $getattr(code, "co_firstlineno") as number;
    const found = definitionAt(statementsOf(sourceOf(file), file) ?? [], line, $getattr(code, "co_name") as string);
    return (found === undefined ? undefined : firstLine(found)) ?? line;
  },
  "pdb",
);

const find_function = pyfunction(
  "find_function(funcname, filename)",
  (name: Value, file: Value): Suspends<Value> => {
    const begins = new RegExp(`^def\\s+${String(name).replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(\\s*\\[.+\\])?\\s*[(]`, "u");
    let start = 0;
    let text = "";
    for (const [at, line] of sourceOf(file as string)
      .split("\n")
      .entries()) {
      if (begins.test(line)) [start, text] = [at, `${line}\n`];
      else if (text !== "") text += `${line}\n`;
      const body = text === "" ? undefined : statementsOf(text, file as string);
      if (body !== undefined) return new Tuple([name, file, (firstLine(body[0]) ?? 1) + start]);
    }
    return null;
  },
  "pdb",
);

/** What takes the places of functions of a library text once it has run. */
export const REPLACED: Readonly<Record<string, (module: Value) => Suspends<void>>> = {
  pdb: (module) => {
    $setattr(module, "find_first_executable_line", find_first_executable_line);
    $setattr(module, "find_function", find_function);
  },
};
