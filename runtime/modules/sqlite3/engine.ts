/**
 * sqlite3.engine - SQLite itself: the WebAssembly that the SQLite project publishes, and its memory.
 *
 * The package is loaded at the first use; of its own JavaScript nothing is used, since that has no files. What SQLite asks of the system is in system.ts.
 * State here belongs to an isolate and does not travel: connections open their databases anew.
 */
import fs from "node:fs";
import { loader } from "../../importer/code.js";
import { ModuleNotFoundError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { systemCalls } from "./system.js";

/** What the WebAssembly exports: C functions whose arguments are numbers, or bigints of 64 bits. */
export type Exports = Readonly<Record<string, (...args: (number | bigint)[]) => number>> & { readonly __indirect_function_table: WebAssembly.Table };

export interface Engine {
  readonly api: Exports;
  readonly memory: WebAssembly.Memory;
  /** of callbacks, by what they are for */
  readonly functions: Map<string, number>;
}

const state: { engine: Engine | null } = { engine: null };
const PAGES = { first: 256, most: 32768 };

/** Where the package has its file; undefined: it is not installed. */
function packageFile(): string | undefined {
  try {
    return process.getBuiltinModule("node:module").createRequire(`${loader.dist}/runtime.cjs`).resolve("@sqlite.org/sqlite-wasm/sqlite3.wasm");
  } catch {
    return undefined; // as CPython that was built without SQLite
  }
}

export function engine(): Engine {
  if (state.engine !== null) return state.engine;
  const file = packageFile();
  if (file === undefined) throw missing();
  const memory = new WebAssembly.Memory({ initial: PAGES.first, maximum: PAGES.most });
  const module = new WebAssembly.Module(fs.readFileSync(file));
  const calls = systemCalls(memory);
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: group, name, kind } of WebAssembly.Module.imports(module)) {
    imports[group] ??= {};
    imports[group][name] = kind === "memory" ? memory : (calls[name] ?? (() => -52)); // ENOSYS
  }
  const api = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
  api["__wasm_call_ctors"]!();
  api["sqlite3_initialize"]!();
  state.engine = { api, memory, functions: new Map() };
  return state.engine;
}

export function missing(): Value {
  const error: Value = new ModuleNotFoundError("No module named '_sqlite3'");
  error.$modname = "_sqlite3";
  return error;
}

/** Whether the package is there. */
export const isThere = (): boolean => packageFile() !== undefined;

export function bytes(): Uint8Array {
  return new Uint8Array(engine().memory.buffer);
}

export function word(at: number): number {
  return new DataView(engine().memory.buffer).getInt32(at, true);
}

export function setWord(at: number, value: number): void {
  new DataView(engine().memory.buffer).setInt32(at, value, true);
}

/** A copy of memory. */
export function copyOut(at: number, length: number): Uint8Array {
  return length === 0 ? new Uint8Array(0) : bytes().slice(at, at + length);
}

/** Bytes in SQLite's memory, with a zero behind them; whoever asked frees them. */
export function copyIn(data: Uint8Array): number {
  const at = engine().api["sqlite3_malloc"]!(data.length + 1);
  const memory = bytes();
  memory.set(data, at);
  memory[at + data.length] = 0;
  return at;
}

export function free(at: number): void {
  engine().api["sqlite3_free"]!(at);
}

/** The zero-terminated bytes at a place; null there is none. */
export function bytesAt(at: number): Uint8Array | null {
  if (at === 0) return null;
  const memory = bytes();
  return memory.slice(at, memory.indexOf(0, at));
}

export function textAt(at: number): string | null {
  const data = bytesAt(at);
  return data === null ? null : Buffer.from(data).toString("utf8");
}

const encoder = new TextEncoder();
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Runs `use` with a text in SQLite's memory. */
export function withText(text: string, use: (at: number) => number): number {
  const at = copyIn(utf8(text));
  try {
    return use(at);
  } finally {
    free(at);
  }
}

const TYPES: Readonly<Record<string, number>> = { i: 0x7f, j: 0x7e, d: 0x7c };

/** JavaScript's function as one that SQLite can call: types of the result (`v`: none) and of the parameters. Each `name` is made once. */
export function callback(name: string, types: string, f: (...args: number[]) => number | undefined): number {
  const { functions, api } = engine();
  let at = functions.get(name);
  if (at === undefined) {
    const parameters = [...types.slice(1)].map((type) => TYPES[type]!);
    const results = types[0] === "v" ? [] : [TYPES[types[0]!]!];
    const type = [1, 0x60, parameters.length, ...parameters, results.length, ...results];
    const code = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, type.length, ...type, 2, 7, 1, 1, 101, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0);
    const made = new WebAssembly.Instance(new WebAssembly.Module(code), { e: { f } }).exports["f"];
    const place = api.__indirect_function_table.grow(1);
    api.__indirect_function_table.set(place, made);
    functions.set(name, place);
    at = place;
  }
  return at;
}
