/**
 * librarydocs - docstrings of what the runtime has itself and CPython has in its library: read from the library's text when somebody asks.
 */
import { isOfLibrary, LIBRARY, library } from "../importer/place.js";

/** By module: docstrings by qualified name; "" is the module's own. */
const known = new Map<string, ReadonlyMap<string, string>>();

/** The docstring that the library's text gives; null if there is none. */
export function libraryDoc(module: string, qualname: string): string | null {
  let docs = known.get(module);
  if (docs === undefined) known.set(module, (docs = docsIn(textOf(module))));
  return docs.get(qualname.replaceAll(".<locals>", "")) ?? null;
}

function textOf(module: string): string {
  const path = `${LIBRARY}/${module.replaceAll(".", "/")}`;
  for (const file of [`${path}.py`, `${path}/__init__.py`]) {
    const text = isOfLibrary(file) ? library().readFile(file) : undefined;
    if (text !== undefined) return Buffer.from(text).toString("utf8");
  }
  return "";
}

/** The docstrings of a text's module, classes and functions. */
function docsIn(text: string): Map<string, string> {
  const docs = new Map<string, string>();
  const note = (name: string, doc: string | undefined): void => {
    if (doc !== undefined && !docs.has(name)) docs.set(name, doc);
  };
  note("", docAt(text, 0));
  const around: { readonly indent: number; readonly name: string }[] = [];
  for (const match of text.matchAll(/^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/gm)) {
    const indent = match[1]!.length;
    while (around.length > 0 && around.at(-1)!.indent >= indent) around.pop();
    const name = around.length === 0 ? match[2]! : `${around.at(-1)!.name}.${match[2]!}`;
    around.push({ indent, name });
    note(name, docAt(text, endOfHead(text, match.index + match[0].length)));
  }
  return docs;
}

/** Behind the colon that ends a head. */
function endOfHead(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text[at]!;
    if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") depth--;
    else if (c === ":" && depth === 0) return at + 1;
    else if (c === '"' || c === "'") at = text.indexOf(c, at + 1);
    else if (c === "#") at = text.indexOf("\n", at);
  }
  return text.length;
}

/** The string that stands first at a place, behind comments and empty lines. */
function docAt(text: string, from: number): string | undefined {
  const start = /(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*([rR]?)("""|'''|"|')/y;
  start.lastIndex = from;
  const match = start.exec(text);
  if (match === null) return undefined;
  const quote = match[2]!;
  let end = start.lastIndex;
  while (end < text.length && !text.startsWith(quote, end)) end += text[end] === "\\" ? 2 : 1;
  const raw = text.slice(start.lastIndex, end);
  return clean(match[1] === "" ? raw.replace(/\\(\n|[\\'"nt])/g, (_, c: string) => (c === "\n" ? "" : c === "n" ? "\n" : c === "t" ? "\t" : c)) : raw);
}

/** Without the margin, as the compiler leaves it. */
function clean(doc: string): string {
  const [first = "", ...rest] = doc.split("\n");
  let margin = Infinity;
  for (const line of rest) if (line.trim() !== "") margin = Math.min(margin, line.length - line.trimStart().length);
  const cut = rest.map((line) => line.slice(Math.min(margin, line.length - line.trimStart().length)));
  return [first.trimStart(), ...cut].join("\n");
}
