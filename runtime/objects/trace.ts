/**
 * trace - where an exception has been: the stacks and saved frames of its way, as places in Python files.
 *
 * Invariants
 *   T1  An entry is made of a JavaScript frame only if frames/scripts.ts has a place for its line.
 *   T2  The stack at the handler has the same outer frames as the stack at the raise, so that the catcher is where the two meet.
 */
import { plainName } from "../frames/left.js";
import type { Frame, FrameCode } from "../frames/suspend.js";
import { pathOf, placeOf, type Place } from "../frames/scripts.js";
import { loadPart } from "gilt:natives";
import type { PyException } from "./exceptions.js";
import type { Value } from "./object.js";
import { atLookups } from "./lookups.js";
import { sourceLine, withoutColumns } from "./tracelines.js";
import type { TakenStack, TraceStep } from "./raise.js";

/** One line of a traceback. Columns count characters from 0; endLine 0: no columns known. */
export interface Entry {
  file: string;
  name: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** functions of the runtime that were called there, innermost first */
  natives?: Native[];
  /** the exception was raised in them, or raised again: they called nothing of what is further in */
  raised?: boolean;
  /** of no line: the outermost of `natives` has caught the exception, where otherwise the innermost of the library's has */
  exact?: boolean;
}

/** One of the runtime's functions on a stack. */
export interface Native {
  /** of JavaScript: a bundle; of a saved frame: the file of the runtime */
  readonly file: string;
  readonly name: string;
  /** in the bundle's text; -1: a saved frame */
  readonly position: number;
}

interface Site {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  getPosition(): number;
}

const read = new WeakMap<TakenStack, Entry[]>();
/** Functions of the runtime that are outside of all entries of a stack: a saved frame called them. */
const outside = new WeakMap<TakenStack, Native[]>();

/** What a snapshot takes of a stack; undefined if the object is none. */
export function enteredStack(o: object): Entry[] | undefined {
  const entered = read.get(o);
  if (entered !== undefined) return entered; // it has come from another isolate, or has been looked at
  const isStack =
    o instanceof Error || (Object.getPrototypeOf(o) === Object.prototype && Object.hasOwn(o, "stack") && Object.getOwnPropertyNames(o).length === 1);
  return isStack ? entriesOf(o as TakenStack) : undefined;
}

/** Gives an object the entries of a stack that was taken in another isolate. */
export function stackOf(o: TakenStack, entries: Entry[]): void {
  read.set(o, entries);
}

/** The Python frames of a stack, innermost first. */
function entriesOf(taken: TakenStack): Entry[] {
  let entries = read.get(taken);
  if (entries === undefined) {
    const natives: Native[] = [];
    read.set(taken, (entries = toEntries(sitesOf(taken), natives)));
    if (natives.length > 0) outside.set(taken, natives);
  }
  return entries;
}

/** V8's own description of the stack: it asks `prepareStackTrace` when `stack` is first read. */
function sitesOf(taken: TakenStack): Site[] {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (_error, sites) => sites;
  try {
    const sites: unknown = taken.stack;
    return Array.isArray(sites) ? (sites as Site[]) : [];
  } finally {
    Error.prepareStackTrace = before!;
  }
}

/** Below this function of the scheduler a stack is another thread's. */
const OTHERS = "beginHere";

/** Where a frame is in Python's text. V8 finds a line by a search in the whole text: it is asked only of scripts. */
function placeOfSite(file: string | null | undefined, site: Site): Place | undefined {
  return file === null || file === undefined || pathOf(file) === undefined ? undefined : placeOf(file, site.getLineNumber() ?? 0);
}

/** @param natives takes the runtime's functions, innermost first; the entry that called them keeps them */
function toEntries(sites: Site[], natives: Native[]): Entry[] {
  const entries: Entry[] = [];
  for (const site of sites) {
    const file = site.getFileName();
    const place = placeOfSite(file, site);
    if (place === undefined) {
      const name = site.getFunctionName();
      if (name === OTHERS) break;
      if (file !== null && file !== undefined && BUNDLE.test(file)) natives.push({ file, name: name ?? "", position: site.getPosition() });
    } else if (place.line > 0) {
      const at = entries.length;
      pushEntries(entries, place, place.around);
      if (natives.length > 0) entries[at]!.natives = natives.splice(0);
    }
  }
  return entries;
}

const BUNDLE = /\/runtime[\w-]*\.cjs$/;
/** A bundle of modules, or the file of one: not the core. */
const IN_MODULES = /\/runtime-(?:inject-)?(?!(?:inject|twins)\.)\w+[\w-]*\.cjs$|^modules\//;

/** Adds the entry of a place; one in a generator expression that became a loop has more: those of what is around it. */
function pushEntries(entries: Entry[], place: Omit<Place, "around">, around: readonly number[] | undefined): void {
  const { file, line, column, endColumn } = place;
  const name = plainName(place.name);
  // between statements, as trace functions are called
  const endLine = place.endLine === line && endColumn === column ? 0 : place.endLine;
  if (around === undefined) {
    entries.push({ file, name, line, column, endLine, endColumn });
    return;
  }
  entries.push({ file, name: "<genexpr>", line, column, endLine, endColumn });
  for (let at = 0; at < around.length; at += 4) {
    entries.push({
      file,
      name: at + 4 < around.length ? "<genexpr>" : name,
      line: around[at]!,
      column: around[at + 1]!,
      endLine: around[at + 2]!,
      endColumn: around[at + 3]!,
    });
  }
}

/** The entries of a saved frame, innermost first: usually one. */
export function savedFrame(code: FrameCode, pc: number): Entry[] {
  const at = pc * 4;
  const line = code.spans[at];
  if (code.file === "" || line === undefined || line === 0) return [];
  const entries: Entry[] = [];
  const place = { file: code.file, name: code.name, line, column: code.spans[at + 1]!, endLine: code.spans[at + 2]!, endColumn: code.spans[at + 3]! };
  pushEntries(entries, place, code.around?.[pc]);
  return entries;
}

/** The entries of an exception's traceback, outermost first. */
export function traceEntries(e: PyException): Entry[] {
  const inwards: Entry[] = [];
  let again = false;
  const open = { natives: [] as Native[], raised: false, exact: false };
  const close = (): void => {
    if (open.natives.length > 0) inwards.push({ ...NOWHERE, natives: open.natives, raised: open.raised, exact: open.exact });
    open.natives = [];
    open.exact = false;
  };
  for (const step of e.$trace ?? []) {
    const entries = stepEntries(step);
    const { raised } = step;
    if (step.through !== undefined) {
      inwards.push(...step.through);
      open.natives = [];
      open.raised = open.exact = false;
    } else if (raised !== null) {
      close();
      open.raised = true;
    }
    if (entries.length > 0) {
      entries[0] = { ...entries[0]!, natives: [...open.natives, ...around(step, entries[0]!.natives)], raised: open.raised };
      open.natives = [];
      open.raised = false;
    }
    if (step.frame !== null && entries.length === 0) {
      open.natives.push({ file: step.frame.f.file, name: step.frame.f.name, position: -1 });
      open.exact = step.outside === true;
    } else if (raised !== null && step.catcher === null && (step.caught === null || step.outside === true)) {
      const within = withinCatcher(step);
      open.natives.push(...around(step, within ?? outside.get(raised)));
      open.exact = within !== undefined;
    }
    again ||= step.again === true;
    if (again && entries.length > 0) {
      again = false;
      inwards.push(...entries.slice(1));
    } else inwards.push(...entries);
  }
  if (open.exact) close();
  const message: Value = e.$args.find((one) => typeof one === "string");
  return throughLibrary(atLookups(inwards.reverse(), e), { cls: plainName(e.$cls.$qualname), message: typeof message === "string" ? message : "" });
}

/** Functions of the runtime where a stack begins: the first is among what the exception has passed, if it has. */
function around({ through }: TraceStep, natives: readonly Native[] = []): readonly Native[] {
  return through === undefined ? natives : natives.slice(1);
}

/** Functions of the runtime from the outermost Python frame that an exception has passed out to the one of the runtime that caught it. */
function withinCatcher({ raised, caught, outside: isOutside, left }: TraceStep): readonly Native[] | undefined {
  if (raised === null || caught === null || isOutside !== true || left !== 0) return undefined;
  const around = entriesOf(caught);
  const [passed, outer] =
    around.length === 0 ? [outside.get(raised), outside.get(caught)] : [entriesOf(raised).at(-around.length)?.natives, around[0]!.natives];
  return passed?.slice(0, passed.length + 1 - (outer?.length ?? 1));
}

function placeAlone({ file, name, line, column, endLine, endColumn }: Entry): Entry {
  return { file, name, line, column, endLine, endColumn };
}

/** Stands for the frame of the runtime that caught an exception where no entry of Python is further out. */
const NOWHERE: Entry = { file: "", name: "", line: 0, column: 0, endLine: 0, endColumn: 0 };

/** With the frames that CPython's traceback has for modules that are Python there. */
function throughLibrary(entries: Entry[], sought: { readonly cls: string; readonly message: string }): Entry[] {
  if (!entries.some(({ natives }) => natives?.some(({ file }) => IN_MODULES.test(file)) === true))
    return entries.filter(({ line }) => line > 0).map(placeAlone);
  const { libraryFrames } = loadPart("importer/libraryframes") as typeof import("../importer/libraryframes.js");
  const all: Entry[] = [];
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]!;
    const { natives, raised } = entry;
    if (entry.line > 0) all.push(placeAlone(entry));
    if (natives === undefined || natives.length === 0) continue;
    const inner = entries.slice(at + 1).find(({ line }) => line > 0);
    const into = raised === true ? null : (inner?.name ?? null);
    const goal = { ...sought, into, again: raised === true && inner !== undefined, caught: entry.line === 0 && entry.exact !== true };
    all.push(...libraryFrames(natives, calledAt(entry), goal));
  }
  return all;
}

/** What is called at an entry: `get` of `q.get()` and of the decorator `@q.get`, `__getitem__` of `d[k]`; "" if it is not seen. */
function calledAt({ file, line, column, endLine, endColumn }: Entry): string {
  if (endLine !== line) return "";
  const text = sourceLine(file, line).slice(column, endColumn);
  if (text.endsWith("]")) return "__getitem__";
  if (!text.endsWith(")")) return /^[\w.]*?(\w+)$/.exec(text)?.[1] ?? "";
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ")") depth++;
    else if (text[at] === "(" && --depth === 0) return /\w*$/.exec(text.slice(0, at))![0];
  }
  return "";
}

function stepEntries(step: TraceStep): Entry[] {
  if (step.frame !== null) return savedFrame(step.frame.f, step.pc);
  if (step.raised === null) return [];
  const all = [...entriesOf(step.raised)];
  if (step.catcher === null && step.caught === null) return all;
  if (step.caught !== null) {
    const outer = entriesOf(step.caught).length + (step.left ?? 0);
    return outer === 0 ? all : all.slice(0, all.length - outer + (step.outside === true ? 0 : 1));
  }
  if (step.catcher === step.into) return [];
  const { file, name } = step.catcher!;
  const at = all.findIndex((entry) => entry.file === file && entry.name === plainName(name));
  return at < 0 ? all : all.slice(0, at + 1);
}

/** A thread as far as its frames go. */
export interface Threaded {
  readonly ident: number;
  readonly frames: readonly Frame[];
  readonly local: { handled: unknown };
}

export const runningHooks = {
  /** The frames of the running thread that are saved, innermost last: the scheduler has not come back to them yet. */
  saved: (): readonly Frame[] => [],
  /** The threads that do not run now, the youngest first; `threading` knows those that it started. */
  waiting: (): readonly Threaded[] => [],
};

/** How many of the running thread's saved frames are places, from one of them on inwards. */
export function savedPlaces(from: number): number {
  const saved = runningHooks.saved();
  let count = 0;
  for (let i = from; i < saved.length; i++) count += savedFrame(saved[i]!.f, saved[i]!.pc).length;
  return count;
}

/** The Python frames that run now, innermost first. */
export function runningEntries(above: (...args: never[]) => unknown): Entry[] {
  const entries = toEntries(sitesNow(above), []);
  entries.push(...savedEntries(runningHooks.saved()));
  return entries;
}

function sitesNow(above: (...args: never[]) => unknown): Site[] {
  const limit = Error.stackTraceLimit;
  const taken: TakenStack = {};
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.captureStackTrace(taken, above);
  Error.stackTraceLimit = limit;
  return sitesOf(taken);
}

/** The frames that run now as `traceback.print_stack()` shows them, outermost first: with those of the library. */
export function callStack(above: (...args: never[]) => unknown): Entry[] {
  const natives: Native[] = [];
  const entries = toEntries(sitesNow(above), natives);
  for (const frame of [...runningHooks.saved()].reverse()) {
    const saved = savedFrame(frame.f, frame.pc);
    if (saved.length === 0) natives.push({ file: frame.f.file, name: frame.f.name, position: -1 });
    else saved[0]!.natives = natives.splice(0);
    entries.push(...saved);
  }
  if (entries.length > 0) entries[0]!.natives = [];
  if (natives.length > 0) entries.push({ ...NOWHERE, natives, exact: true });
  return throughLibrary(entries.reverse(), { cls: "", message: "" }).map(withoutColumns);
}

/** The Python frames of a thread that does not run, innermost first. */
export function savedEntries(saved: readonly Frame[]): Entry[] {
  const entries: Entry[] = [];
  for (let i = saved.length - 1; i >= 0; i--) entries.push(...savedFrame(saved[i]!.f, saved[i]!.pc));
  return entries;
}

/** Enough frames of JavaScript for the nearest one of Python, mostly and nearly always: each takes V8 a microsecond. */
const FEW = 8;
const NEAR = 16;

/** The nearest frames of JavaScript. */
function nearSites(above: (...args: never[]) => unknown, count: number): Site[] {
  const limit = Error.stackTraceLimit;
  const taken: TakenStack = {};
  Error.stackTraceLimit = count;
  Error.captureStackTrace(taken, above);
  Error.stackTraceLimit = limit;
  return sitesOf(taken);
}

/** The file of the innermost Python frame: no line of it is asked for, which V8 would count in the whole text. */
export function callerFile(): string | undefined {
  for (const site of nearSites(callerFile, NEAR)) {
    const name = site.getFileName();
    const file = name === null || name === undefined ? undefined : pathOf(name);
    if (file === undefined) {
      if (site.getFunctionName() === OTHERS) break;
    } else return file;
  }
  return runningEntries(callerFile)[0]?.file;
}

/** The Python frame `depth` levels up; undefined if there are not so many. */
export function callerEntry(depth: number): Entry | undefined {
  for (const count of depth < FEW ? [FEW + depth, NEAR] : [NEAR]) {
    const sites = nearSites(callerEntry, count);
    const found = nthEntry(sites, depth);
    if (found !== undefined) return found;
    if (sites.length < count) break;
  }
  return runningEntries(callerEntry)[depth];
}

/** The Python frame `depth` levels up among frames of JavaScript. */
function nthEntry(sites: Site[], depth: number): Entry | undefined {
  let left = depth;
  for (const site of sites) {
    const file = site.getFileName();
    const place = placeOfSite(file, site);
    if (place === undefined && site.getFunctionName() === OTHERS) break;
    if (place === undefined || place.line <= 0) continue;
    const entries: Entry[] = [];
    pushEntries(entries, place, place.around);
    if (left < entries.length) return entries[left];
    left -= entries.length;
  }
  return undefined;
}
