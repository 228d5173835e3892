/**
 * builtindocs - docstrings and signatures of what is C in CPython, read when somebody asks for one.
 *
 * Mirrors  the docstrings and `__text_signature__` of CPython 3.13 (docs/psf-license.txt), which bin/builtindocs.mjs has recorded in builtindocs.json
 */

/** By module, then by qualified name. */
type Table<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

interface Recorded {
  /** Under "" what most types say of a special method. */
  readonly docs: Table<string>;
  /** null where CPython has none. */
  readonly signatures: Table<string | null>;
}

/** What the importer sets: the text of what the build made of builtindocs.json; undefined if there is none, and then no docstrings. */
export const docsHooks = { read: (): string | undefined => undefined };

const known: { recorded: Recorded | undefined } = { recorded: undefined };

function recorded(): Recorded {
  return (known.recorded ??= JSON.parse(docsHooks.read() ?? '{"docs":{},"signatures":{}}') as Recorded);
}

/** CPython's private modules under the names of those that show what they have. */
const PUBLIC: Readonly<Record<string, string>> = { posix: "os" };

function found<T>(table: Table<T>, module: string, qualname: string): T | undefined {
  for (const name of [module, PUBLIC[module] ?? module.replace(/^_/, ""), `_${module}`]) {
    const row = table[name];
    if (row !== undefined && Object.hasOwn(row, qualname)) return row[qualname];
  }
  return undefined;
}

/** @returns null if CPython has none, or it is nothing of C's */
export function builtinDoc(module: string, qualname: string): string | null {
  return found(recorded().docs, module, qualname) ?? null;
}

/** @returns null if CPython has none, undefined if it is nothing of C's */
export function builtinSignature(module: string, qualname: string): string | null | undefined {
  return found(recorded().signatures, module, qualname);
}

/** The docstring of a module that is C in CPython; null if it has none, or is not. */
export function builtinModuleDoc(module: string): string | null {
  return recorded().docs[module]?.[""] ?? null;
}

/** What most types say of a special method. */
export function slotDoc(name: string): string | null {
  return recorded().docs[""]?.[name] ?? null;
}
