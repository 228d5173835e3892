/**
 * builtindocs - docstrings of what is C in CPython, read when somebody asks for one.
 *
 * Mirrors  the docstrings of CPython 3.13 (docs/psf-license.txt), which bin/builtindocs.mjs has recorded in builtindocs.json
 */
import nodePath from "node:path";
import { loader } from "../importer/code.js";

/** By module, then by qualified name; under "" what most types say of a special method. */
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

const read: { table: Table | undefined } = { table: undefined };

/** What the build made of builtindocs.json; a runtime without its folder has no docstrings. */
function table(): Table {
  if (read.table === undefined) {
    const bytes = loader.readForNow(nodePath.join(loader.dist, "builtin-docs.json"));
    read.table = bytes === undefined ? {} : (JSON.parse(bytes.toString("utf8")) as Table);
  }
  return read.table;
}

/** CPython's private modules under the names of those that show what they have. */
const PUBLIC: Readonly<Record<string, string>> = { posix: "os" };

/** @returns null if CPython has none, or it is nothing of C's */
export function builtinDoc(module: string, qualname: string): string | null {
  const docs = table();
  for (const name of [module, PUBLIC[module] ?? module.replace(/^_/, ""), `_${module}`]) {
    const found = docs[name]?.[qualname];
    if (found !== undefined) return found;
  }
  return null;
}

/** What most types say of a special method. */
export function slotDoc(name: string): string | null {
  return table()[""]?.[name] ?? null;
}
