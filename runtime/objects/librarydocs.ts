/**
 * librarydocs - docstrings, defaults and lines of what the runtime has itself and CPython has in its library: read from the library's text when somebody asks.
 */
import { isOfLibrary, LIBRARY, library } from "../importer/place.js";

/** What a text says of its classes and functions, by qualified name; "" is the module's own docstring. */
interface Told {
  readonly docs: Map<string, string>;
  /** what stands between the parentheses of a `def` */
  readonly parameters: Map<string, string>;
  /** where a function or class begins, its decorators included */
  readonly lines: Map<string, number>;
}

const known = new Map<string, Told>();

function toldBy(module: string): Told {
  let told = known.get(module);
  if (told === undefined) known.set(module, (told = toldIn(textOf(module))));
  return told;
}

/** The docstring that the library's text gives; null if there is none. */
export function libraryDoc(module: string, qualname: string): string | null {
  return toldBy(module).docs.get(qualname.replaceAll(".<locals>", "")) ?? null;
}

/** Modules that are C in CPython, and what the library has of them in Python. */
const IN_PYTHON: Readonly<Record<string, string>> = { io: "_pyio", _io: "_pyio", datetime: "_pydatetime", decimal: "_pydecimal" };

/** The parameters of a function or method, as the library's text writes them, without comments; undefined if it has none of that name. */
export function libraryParameters(module: string, qualname: string): string | undefined {
  const name = qualname.replaceAll(".<locals>", "");
  const other = IN_PYTHON[module];
  return toldBy(module).parameters.get(name) ?? (other === undefined ? undefined : toldBy(other).parameters.get(name));
}

/** The line at which the library's text begins a function or class; 0 if it has none of that name. */
export function libraryLine(module: string, qualname: string): number {
  return toldBy(module).lines.get(qualname.replaceAll(".<locals>", "")) ?? 0;
}

/** Where the library's text has a statement; at the first line if it does not have it. */
export function placeInLibrary(module: string, statement: string): { file: string; line: number } {
  const { file, text } = fileOf(module);
  const at = text.indexOf(statement);
  return { file, line: at < 0 ? 1 : text.slice(0, at).split("\n").length };
}

function textOf(module: string): string {
  return fileOf(module).text;
}

function fileOf(module: string): { file: string; text: string } {
  const path = `${LIBRARY}/${module.replaceAll(".", "/")}`;
  for (const file of [`${path}.py`, `${path}/__init__.py`]) {
    const text = isOfLibrary(file) ? library().readFile(file) : undefined;
    if (text !== undefined) return { file, text: Buffer.from(text).toString("utf8") };
  }
  return { file: `${path}.py`, text: "" };
}

function toldIn(text: string): Told {
  const docs = new Map<string, string>();
  const parameters = new Map<string, string>();
  const lines = new Map<string, number>();
  let [line, counted] = [1, 0];
  const note = (name: string, doc: string | undefined): void => {
    if (doc !== undefined && !docs.has(name)) docs.set(name, doc);
  };
  note("", docAt(text, 0));
  const around: { readonly indent: number; readonly name: string }[] = [];
  for (const match of text.matchAll(/^(?:[ \t]*@.*\n)*([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/gm)) {
    for (; counted < match.index; counted++) if (text[counted] === "\n") line++;
    const indent = match[1]!.length;
    while (around.length > 0 && around.at(-1)!.indent >= indent) around.pop();
    const name = around.length === 0 ? match[2]! : `${around.at(-1)!.name}.${match[2]!}`;
    around.push({ indent, name });
    if (!lines.has(name)) lines.set(name, line);
    const from = match.index + match[0].length;
    const end = endOfHead(text, from);
    note(name, docAt(text, end));
    if (text[from] === "(" && !parameters.has(name)) parameters.set(name, insideOf(text.slice(from, end)));
  }
  return { docs, parameters, lines };
}

/** What the first parentheses of a head hold. */
function insideOf(head: string): string {
  let depth = 0;
  for (let at = 0; at < head.length; at++) {
    const c = head[at]!;
    if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") {
      if (--depth === 0) return head.slice(1, at).replace(/ *#[^\n'"]*$/gm, "");
    } else if (c === '"' || c === "'") at = head.indexOf(c, at + 1);
    else if (c === "#") at = head.indexOf("\n", at);
  }
  return "";
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
