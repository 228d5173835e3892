/**
 * builtindocs - docstrings of what is C in CPython, read when somebody asks for one.
 *
 * Mirrors  the docstrings of CPython 3.13 (docs/psf-license.txt), which bin/builtindocs.mjs has recorded in builtindocs.json
 */

/** By module, then by qualified name; under "" what most types say of a special method. */
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the importer sets: the text of what the build made of builtindocs.json; undefined if there is none, and then no docstrings. */
export const docsHooks = { read: (): string | undefined => undefined };

const known: { table: Table | undefined } = { table: undefined };

function table(): Table {
  return (known.table ??= JSON.parse(docsHooks.read() ?? "{}") as Table);
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
