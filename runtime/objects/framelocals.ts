/**
 * framelocals - the variables of frames that run, `frame.f_locals`, and what is known of the functions of frames.
 *
 * Mirrors   frame_getlocals of Objects/frameobject.c
 * Suspends  frameLocals: the thread's frames move to the heap, where variables have places
 * Differs   `self` is missing where a method never reads it, and a variable that the translation made a block's own once the block is left
 */
import { isCell, localsOf, savedNames, storeLocal } from "../frames/locals.js";
import { scriptTables } from "../frames/scripts.js";
import { toHeap, type Frame, type FrameCode, type Suspends } from "../frames/suspend.js";
import { Namespace } from "./class.js";
import { nameOfCaptured } from "./cell.js";
import { Dict, isDict } from "./dict.js";
import { Kw, type FunctionMeta } from "./function.js";
import { globalsOfModule, moduleHooks, moduleOfFile } from "./modulehooks.js";
import { pyName } from "./names.js";
import type { Value } from "./object.js";
import { runningHooks, savedFrame, type Entry } from "./trace.js";
import { $mapkw } from "./keywords.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";

/** What a script's own declarations say of a function. */
interface Described {
  readonly meta: FunctionMeta;
  /** JavaScript's names of what it captures */
  readonly captured: readonly string[];
  /** names of variables that are no Python's */
  readonly madeUp: ReadonlySet<string>;
}

const described = new WeakMap<FrameCode, Described>();
const metas = new WeakMap<object, FunctionMeta[]>();

/** The descriptions of a script's functions, and which of its frames they go with; read once. */
function metasOf(own: () => Readonly<Record<string, unknown>>): FunctionMeta[] {
  let found = metas.get(own);
  if (found !== undefined) return found;
  metas.set(own, (found = []));
  const table = own();
  for (const name in table) {
    const value = table[name] as Value;
    if (/^\$f\d+$/.test(name)) found.push(value as FunctionMeta);
    if (/^\$mk\d+$/.test(name)) describeFrames(table, Function.prototype.toString.call(value));
  }
  return found;
}

/** The text of a factory names the code of the frames and the description of the function that it makes. */
function describeFrames(table: Readonly<Record<string, unknown>>, text: string): void {
  const code = /\$(?:save|left|gen|coroutine|asyncgen)\((\$F\d+),/.exec(text)?.[1];
  if (code === undefined) return;
  const frameCode = table[code] as FrameCode;
  const checked = /\$badargs\((\$f\d+),/.exec(text)?.[1];
  const meta = (checked === undefined ? frameCode.meta : table[checked]) as FunctionMeta | undefined;
  const names = text.slice(text.indexOf("(") + 1, text.indexOf(")"));
  const captured = names === "" ? [] : names.split(", ");
  const found = meta ?? likeliest(table, frameCode);
  if (found !== undefined) described.set(frameCode, { meta: found, captured, madeUp: madeUpIn(table) });
}

const namesMadeUp = new Map<unknown, ReadonlySet<string>>();

/** The names of a script's variables that are no Python's. */
function madeUpIn({ $madeUp: names }: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  let found = namesMadeUp.get(names);
  if (found === undefined) namesMadeUp.set(names, (found = new Set(typeof names === "string" ? names.split(" ") : [])));
  return found;
}

/** A function that takes any arguments does not check them: it is known by its name and line. */
function likeliest(table: Readonly<Record<string, unknown>>, code: FrameCode): FunctionMeta | undefined {
  for (const name in table) {
    if (!/^\$f\d+$/.test(name)) continue;
    const meta = table[name] as FunctionMeta;
    if (meta.name === code.name && meta.line === code.spans[0]) return meta;
  }
  return undefined;
}

function describedBy(code: FrameCode): Described | undefined {
  const known = described.get(code);
  if (known !== undefined) return known;
  for (const own of scriptTables.of(code.file)) metasOf(own);
  return described.get(code);
}

/** The function whose frame is at a place: the last one of its name that begins before. */
export function metaAt({ file, name, line }: Entry): FunctionMeta | undefined {
  let best: FunctionMeta | undefined;
  for (const own of scriptTables.of(file)) {
    for (const meta of metasOf(own)) if (meta.name === name && meta.line <= line && (best === undefined || meta.line >= best.line)) best = meta;
  }
  return best;
}

/** The names of the variables of the function whose frame is at a place, parameters first. */
export function variablesAt(entry: Entry): string[] {
  const meta = metaAt(entry);
  if (meta === undefined) return [];
  const names = new Set([...meta.params, ...meta.kwonly]);
  for (const name of [meta.varargs, meta.varkw]) if (name !== null) names.add(name);
  for (const own of scriptTables.of(entry.file)) {
    for (const code of Object.values(own())) {
      const known = typeof code === "object" && code !== null ? described.get(code as FrameCode) : undefined;
      if (known?.meta !== meta) continue;
      for (const name of ownNames(code as FrameCode, known)) names.add(name);
    }
  }
  return [...names];
}

function ownNames(code: FrameCode, known: Described): string[] {
  if (code.variables !== undefined) return code.variables.split(" ");
  return [...savedNames(code)].flatMap((name) => pythonName(name, known) ?? []);
}

/** The variables of a frame of the running thread: `level` frames are outside it. Undefined if there is no such frame any more. */
export function frameLocals(entry: Entry, level: number): Suspends<Value> {
  if (entry.name === "<module>") return (moduleHooks.namesOfFile?.(entry.file)?.locals ?? globalsOfModule(moduleOfFile(entry.file))) as Value;
  const frame = runningFrame(entry, level);
  return frame === undefined ? undefined : savedLocals(frame);
}

/** The saved frame of a function that runs: `level` frames are outside it. Undefined if there is no such frame any more. */
export function runningFrame(entry: Entry, level: number): Suspends<Frame | undefined> {
  toHeap();
  const frame = savedAt(level);
  return frame?.f.file === entry.file ? frame : undefined;
}

/** Gives a variable of a saved frame another value; false: the frame has no place for it. */
export function storeVariable(frame: Frame, name: string, value: Value): Suspends<boolean> {
  const known = describedBy(frame.f);
  const isSelf = known?.meta.method === true && known.meta.params[0] === name && frame.t !== null && frame.t !== undefined;
  if (isSelf) frame.t = value;
  const saved = localsOf(frame);
  const places = Object.keys(saved).filter((one) => pythonName(one, known) === name);
  const own = places.filter((one) => known?.captured.includes(one) !== true);
  for (const place of own.length > 0 ? own : places) {
    const held = saved[place];
    // `*args` and `**kwargs` may still be as they were handed over
    if (name === known?.meta.varargs && Array.isArray(held) && isTuple(value)) storeLocal(frame, place, plainTuple(value).items.slice());
    else storeLocal(frame, place, held instanceof Kw && isDict(value) ? $mapkw(value) : value);
  }
  return places.length > 0 || isSelf;
}

function savedAt(level: number): Frame | undefined {
  let left = level;
  for (const frame of runningHooks.saved()) {
    left -= savedFrame(frame.f, frame.pc).length;
    if (left < 0) return frame;
  }
  return undefined;
}

/** The variables of a saved frame: parameters, then others, then those of functions around it. */
export function savedLocals(frame: Frame): Value {
  const saved = localsOf(frame);
  const known = describedBy(frame.f);
  if (known === undefined) for (const name in saved) if (saved[name] instanceof Namespace) return saved[name].locals();
  const values = new Map<string, Value>();
  const free = new Map<string, Value>();
  for (const name in saved) {
    const python = pythonName(name, known);
    const value = heldBy(saved[name] as Value);
    if (python === undefined || value === undefined) continue;
    if (known?.captured.includes(name) === true) free.set(python, value);
    else values.set(python, value);
  }
  const dict = new Dict();
  const own = ownIn(values, frame.f.variables);
  if (known !== undefined) addParameters(dict, known.meta, frame, own);
  for (const [name, value] of own) dict.$setNamed(name, value);
  for (const [name, value] of free) dict.$setNamed(name, value);
  return dict;
}

/** Those that are the function's own, in CPython's order. */
function ownIn(values: Map<string, Value>, variables: string | undefined): Map<string, Value> {
  if (variables === undefined) return values;
  const own = new Map<string, Value>();
  for (const name of variables.split(" ")) if (values.has(name)) own.set(name, values.get(name));
  return own;
}

function pythonName(name: string, known: Described | undefined): string | undefined {
  if (name.startsWith("$") || name === "__traced__" || known?.madeUp.has(name) === true) return undefined;
  return known === undefined ? pyName(name.replace(/\$\d+$/, "")) : nameOfCaptured(name, known.meta);
}

/** Variables that closures change are cells. */
function heldBy(value: Value): Value {
  return isCell(value) ? value.v : value;
}

function addParameters(dict: Dict, meta: FunctionMeta, frame: Frame, values: Map<string, Value>): void {
  const [self] = meta.params;
  if (meta.method && self !== undefined && frame.t !== null && frame.t !== undefined) values.set(self, frame.t);
  const { varargs, varkw } = meta;
  for (const name of [...meta.params, ...meta.kwonly, varargs, varkw]) {
    if (name === null || !values.has(name)) continue;
    const value = values.get(name);
    values.delete(name);
    if (name === varargs && Array.isArray(value)) dict.$setNamed(name, new Tuple(value));
    else if (name === varkw && value instanceof Kw) dict.$setNamed(name, Dict.$of(Object.entries(value)));
    else dict.$setNamed(name, value);
  }
}
