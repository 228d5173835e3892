/**
 * trace - where an exception has been: the stacks and saved frames of its way, as places in Python files.
 *
 * Invariants
 *   T1  An entry is made of a JavaScript frame only if frames/scripts.ts has a place for its line.
 *   T2  The stack at the handler has the same outer frames as the stack at the raise, so that the catcher is where the two meet.
 */
import type { Frame, FrameCode } from "../frames/suspend.js";
import { pathOf, placeOf, type Place } from "../frames/scripts.js";
import { hasFrame, hasFrames } from "../importer/cframes.js";
import type { PyException } from "./exceptions.js";
import type { TakenStack, TraceStep } from "./raise.js";

/** One line of a traceback. Columns count characters from 0; endLine 0: no columns known. */
export interface Entry {
  file: string;
  name: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

interface Site {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
}

const read = new WeakMap<TakenStack, Entry[]>();

/** What a snapshot takes of a stack; undefined if the object is none. */
export function enteredStack(o: object): Entry[] | undefined {
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
  if (entries === undefined) read.set(taken, (entries = toEntries(sitesOf(taken))));
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

function toEntries(sites: Site[]): Entry[] {
  const entries: Entry[] = [];
  for (const site of sites) {
    const file = site.getFileName();
    const place = file === null || file === undefined ? undefined : placeOf(file, site.getLineNumber() ?? 0);
    if (place === undefined && site.getFunctionName() === OTHERS) break;
    if (place !== undefined && place.line > 0) pushEntries(entries, place, place.around);
  }
  return entries;
}

/** Adds the entry of a place; one in a generator expression that became a loop has more: those of what is around it. */
function pushEntries(entries: Entry[], place: Omit<Place, "around">, around: readonly number[] | undefined): void {
  const { file, line, column, endLine, endColumn } = place;
  const name = nameOf(place.name);
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

/** `f` of `C.<locals>.f`: tracebacks show the plain name. */
function nameOf(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
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
  for (const step of e.$trace ?? []) {
    const entries = stepEntries(step);
    again ||= step.again === true;
    if (again && entries.length > 0) {
      again = false;
      inwards.push(...entries.slice(1));
    } else inwards.push(...entries);
  }
  return inwards.reverse().filter(hasFrame);
}

function stepEntries(step: TraceStep): Entry[] {
  if (step.frame !== null) return savedFrame(step.frame.f, step.pc);
  if (step.raised === null) return [];
  const all = entriesOf(step.raised);
  if (step.catcher === null && step.caught === null) return all;
  if (step.caught !== null) {
    const outer = entriesOf(step.caught).length + (step.left ?? 0);
    return outer === 0 ? all : all.slice(0, all.length - outer + 1);
  }
  if (step.catcher === step.into) return [];
  const { file, name } = step.catcher!;
  const at = all.findIndex((entry) => entry.file === file && entry.name === nameOf(name));
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
  const limit = Error.stackTraceLimit;
  const taken: TakenStack = {};
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.captureStackTrace(taken, above);
  Error.stackTraceLimit = limit;
  const entries = toEntries(sitesOf(taken));
  entries.push(...savedEntries(runningHooks.saved()));
  return entries.filter(hasFrame);
}

/** The Python frames of a thread that does not run, innermost first. */
export function savedEntries(saved: readonly Frame[]): Entry[] {
  const entries: Entry[] = [];
  for (let i = saved.length - 1; i >= 0; i--) entries.push(...savedFrame(saved[i]!.f, saved[i]!.pc));
  return entries;
}

/** Enough frames of JavaScript for the nearest ones of Python. */
const NEAR = 16;

/** The nearest frames of JavaScript. */
function nearSites(above: (...args: never[]) => unknown): Site[] {
  const limit = Error.stackTraceLimit;
  const taken: TakenStack = {};
  Error.stackTraceLimit = NEAR;
  Error.captureStackTrace(taken, above);
  Error.stackTraceLimit = limit;
  return sitesOf(taken);
}

/** The file of the innermost Python frame: no line of it is asked for, which V8 would count in the whole text. */
export function callerFile(): string | undefined {
  for (const site of nearSites(callerFile)) {
    const name = site.getFileName();
    const file = name === null || name === undefined ? undefined : pathOf(name);
    if (file === undefined) {
      if (site.getFunctionName() === OTHERS) break;
    } else if (hasFrames(file)) return file;
    else break;
  }
  return runningEntries(callerFile)[0]?.file;
}

/** The Python frame `depth` levels up; undefined if there are not so many. */
export function callerEntry(depth: number): Entry | undefined {
  let left = depth;
  for (const site of nearSites(callerEntry)) {
    const file = site.getFileName();
    const place = file === null || file === undefined ? undefined : placeOf(file, site.getLineNumber() ?? 0);
    if (place === undefined && site.getFunctionName() === OTHERS) break;
    if (place === undefined || place.line <= 0) continue;
    const entries: Entry[] = [];
    pushEntries(entries, place, place.around);
    const seen = entries.filter(hasFrame);
    if (left < seen.length) return seen[left];
    left -= seen.length;
  }
  return runningEntries(callerEntry)[depth];
}
