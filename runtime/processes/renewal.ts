/**
 * renewal - a runtime that has been a process is as it was before it was one, so that it can be the next: that is much cheaper than to evaluate it again.
 *
 * What is put back is what the runtime's files declare: their variables, and what stands in their constants (tables, lists, objects), some levels
 * deep. It is noted once, when the modules are loaded that the processes have and before the first of them is made; for a module that a process
 * loads itself, when that has been loaded.
 *
 * Invariants
 *   V1  Where it cannot be put back (a class of the runtime's was changed that nobody had changed before the fork, weak references were made, a timer runs,
 *       the program was ended in Python's own order), the runtime is evaluated again.
 *   V2  What belongs to the isolate, not to its process, stays: the mailbox, the arena, the C library.
 */
import { loadPart } from "gilt:natives";
import { loader } from "../importer/code.js";
import { gilt } from "../importer/namespace.js";
import { ends } from "../modules/ends.js";
import { loadedNatives, loading, nativeModule } from "../modules/registry.js";
import { finalizing } from "../modules/sys/index.js";
import { changed, patched } from "../objects/mirror.js";
import { isType, object, type PyType, type Value } from "../objects/object.js";
import { FrozenSet } from "../objects/set.js";
import { Tuple } from "../objects/tuple.js";
import { lives } from "../lifetimes/tracked.js";
import { idling } from "../scheduler/idle.js";
import { carriedState } from "../snapshot/carried.js";
import { files, ISOLATE, variables } from "../snapshot/anchors.js";
import { found } from "../snapshot/names.js";

const DEEPEST = 4;
/** Names that `lower` gives: the code of frames, functions and factories, which nobody changes. */
const CODE = /^\$(?:F\d|mk\d|kept)/;
/** Names of tables that nobody changes once their file has been loaded. */
const TABLE = /^[A-Z][A-Z0-9_]*$/;

/** Puts something back. */
type Undo = () => void;

const kept = {
  undo: undefined as Undo[] | undefined,
  /** files noted so far, and modules */
  files: 0,
  natives: 0,
  seen: new Set<unknown>(),
  /** the runtime's classes */
  known: new Set<PyType>(),
  /** classes that their own modules changed after they were made: what is in them */
  classes: new Map<PyType, readonly [string, Value][]>(),
  /** the same for those that this process's program had changed before it forked */
  forked: new Map<PyType, readonly [string, Value][]>(),
  /** how often this runtime has become another process */
  times: 0,
};

/** Notes how everything is; the first time only. Gives what is to be called with each class before a fork's changes of it are taken over. */
export function remember(): (cls: PyType) => undefined {
  if (kept.undo !== undefined) return noteForked;
  loadPart("processes/live"); // which every process needs, at its end at the latest
  kept.undo = [];
  for (const known of [
    loader,
    kept,
    kept.undo,
    kept.known,
    kept.classes,
    kept.forked,
    found,
    files,
    variables,
    globalThis,
    loading,
    gilt,
    gilt.abi,
    gilt.builtins,
    carriedState,
    ends,
    ends.leaving,
  ])
    kept.seen.add(known);
  noteEnds(kept.undo);
  know(object);
  rememberLoaded();
  loading.done = rememberLoaded;
  return noteForked;
}

/** What files have set there while they were loaded stays, as they do; the rest is the process's. */
function noteEnds(undo: Undo[]): void {
  const { atexit, lives } = ends;
  undo.push(() => Object.assign(ends, { atexit, lives }));
  visit(ends.system, 1, kept.seen, undo);
}

/** Notes how the state of the files is that have been loaded since. */
function rememberLoaded(): undefined {
  const { seen } = kept;
  const undo = kept.undo!;
  const fresh = [...files].slice(kept.files);
  kept.files = files.size;
  for (const [file] of fresh) {
    if (ISOLATE.test(file)) continue;
    const lets = variables.get(file);
    for (const name in lets) {
      const [read, write] = lets[name]!;
      const value = read();
      undo.push(() => {
        if (read() !== value) write(value);
      });
      visit(value, 0, seen, undo);
    }
  }
  for (const [file, own] of fresh) {
    if (ISOLATE.test(file)) continue;
    const values = own.values();
    const names = own.names.split(" ");
    for (const value of values) if (isType(value)) know(value as PyType);
    for (let i = 0; i < values.length; i++) {
      if (!CODE.test(names[i]!) && (!TABLE.test(names[i]!) || typeof values[i] === "function")) visit(values[i], 0, seen, undo);
    }
  }
  // most are no variables of their files
  for (; kept.natives < loadedNatives.length; kept.natives++) visit(nativeModule(loadedNatives[kept.natives]!), 0, seen, undo);
}

/** This class and those that derive from it are the runtime's; of those that have been changed already it is noted what is in them. */
function know(cls: PyType): void {
  if (kept.known.has(cls)) return;
  kept.known.add(cls);
  if (patched.has(cls)) kept.classes.set(cls, [...cls.$dict]);
  for (const sub of cls.$subclasses) know(sub);
}

function noteForked(cls: PyType): undefined {
  if (kept.known.has(cls) && !kept.classes.has(cls) && !kept.forked.has(cls)) kept.forked.set(cls, [...cls.$dict]);
}

/** Can what has been changed in this class be put back, or goes it with the script? */
function isUndone(cls: PyType): boolean {
  return !kept.known.has(cls) || kept.classes.has(cls) || kept.forked.has(cls);
}

function undoClass(cls: PyType, members: readonly [string, Value][]): void {
  const { $dict: dict } = cls;
  const names = new Set([...dict.keys(), ...members.map(([name]) => name)]);
  const before = new Map(members);
  for (const name of [...names]) if (dict.get(name) === before.get(name) && dict.has(name) === before.has(name)) names.delete(name);
  if (names.size === 0) return;
  dict.clear();
  for (const [name, value] of members) dict.set(name, value);
  for (const name of names) changed(cls, name);
}

/** Are these the modules that its processes began with? Put things back first. */
export function beginsWith(modules: readonly string[]): boolean {
  return modules.length === loadedNatives.length && modules.every((name) => loadedNatives.includes(name));
}

/** Can the runtime be as it was before? */
export function renewable(): boolean {
  return (
    kept.undo !== undefined &&
    kept.files === files.size &&
    [...patched.keys()].every(isUndone) &&
    !lives.madeWeak &&
    !finalizing.now &&
    idling.alarmMs === Infinity &&
    idling.immediates === 0
  );
}

/** How many processes this runtime has been before this one. */
export function renewals(): number {
  return kept.times;
}

/** Puts everything back. */
export function renew(): void {
  kept.times++;
  for (const noted of [kept.classes, kept.forked]) for (const [cls, members] of noted) if (patched.has(cls)) undoClass(cls, members);
  kept.forked.clear();
  for (const undo of kept.undo!) undo();
}

function visit(value: Value, depth: number, seen: Set<unknown>, undo: Undo[]): void {
  if (value === null || (typeof value !== "object" && typeof value !== "function") || seen.has(value) || depth > DEEPEST) return;
  seen.add(value);
  if (typeof value === "function") {
    // a class of the runtime's knows the classes that derive from it
    if (isType(value)) forgetSubclasses(value as PyType, undo);
  } else if (value instanceof Tuple) for (const item of value.items) visit(item, depth + 1, seen, undo);
  else if (Array.isArray(value)) visitArray(value, depth, seen, undo);
  else if (value instanceof Map) visitMap(value, depth, seen, undo);
  else if (value instanceof Set) visitSet(value, undo);
  else if (!isOpaque(value)) visitObject(value, depth, seen, undo);
}

/** Classes of scripts go; those of modules that are loaded later stay. */
function forgetSubclasses(cls: PyType, undo: Undo[]): void {
  // new ones come last
  let count = -1;
  let last: PyType | undefined;
  undo.push(() => {
    const { $subclasses: subclasses } = cls;
    if (subclasses.length === count && subclasses[count - 1] === last) return;
    let end = 0;
    for (const sub of subclasses) if (kept.known.has(sub)) subclasses[end++] = sub;
    subclasses.length = count = end;
    last = subclasses[end - 1];
  });
}

/** What is changed in place by nobody, or cannot be looked into. */
function isOpaque(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    value instanceof SharedArrayBuffer ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof WeakRef ||
    value instanceof FinalizationRegistry ||
    value instanceof RegExp ||
    value instanceof FrozenSet ||
    Object.isFrozen(value)
  );
}

function visitArray(items: Value[], depth: number, seen: Set<unknown>, undo: Undo[]): void {
  const copy = items.slice();
  undo.push(() => {
    let same = items.length === copy.length;
    for (let i = 0; same && i < copy.length; i++) same = items[i] === copy[i];
    if (same) return;
    items.length = 0;
    for (const item of copy) items.push(item);
  });
  for (const item of copy) visit(item, depth + 1, seen, undo);
}

function visitMap(map: Map<Value, Value>, depth: number, seen: Set<unknown>, undo: Undo[]): void {
  const copy = [...map];
  undo.push(() => {
    let at = 0;
    let same = map.size === copy.length;
    if (same) {
      for (const [key, item] of map) {
        const before = copy[at++]!;
        if (before[0] !== key || before[1] !== item) {
          same = false;
          break;
        }
      }
    }
    if (same) return;
    map.clear();
    for (const [key, item] of copy) map.set(key, item);
  });
  for (const [key, item] of copy) {
    visit(key, depth + 1, seen, undo);
    visit(item, depth + 1, seen, undo);
  }
}

function visitSet(set: Set<Value>, undo: Undo[]): void {
  const copy = [...set];
  undo.push(() => {
    let at = 0;
    let same = set.size === copy.length;
    if (same) {
      for (const item of set) {
        if (copy[at++] !== item) {
          same = false;
          break;
        }
      }
    }
    if (same) return;
    set.clear();
    for (const item of copy) set.add(item);
  });
}

function visitObject(o: Value, depth: number, seen: Set<unknown>, undo: Undo[]): void {
  const names: string[] = [];
  const values: Value[] = [];
  /** what is computed at the first look (later() of objects/module.ts) */
  const computed: [string, PropertyDescriptor][] = [];
  /** nothing but properties that everybody sees: one look at their values tells whether all is as it was */
  let isOpen = true;
  for (const name of Object.getOwnPropertyNames(o as object)) {
    const descriptor = Object.getOwnPropertyDescriptor(o, name)!;
    if (descriptor.writable !== true || descriptor.enumerable !== true) isOpen = false;
    if (descriptor.set !== undefined && descriptor.configurable === true) computed.push([name, descriptor]);
    if (descriptor.writable !== true) continue;
    names.push(name);
    values.push(descriptor.value);
  }
  const count = Object.getOwnPropertyNames(o as object).length;
  undo.push(() => {
    if (isOpen && areSame(Object.values(o as object), values)) return;
    for (const [name, descriptor] of computed) if (Object.getOwnPropertyDescriptor(o, name)?.set === undefined) Object.defineProperty(o, name, descriptor);
    for (let i = 0; i < names.length; i++) if (o[names[i]!] !== values[i]) o[names[i]!] = values[i];
    if (Object.getOwnPropertyNames(o as object).length === count) return;
    const known = new Set(names);
    for (const name of Object.getOwnPropertyNames(o as object)) {
      if (!known.has(name) && Object.getOwnPropertyDescriptor(o, name)!.writable === true) delete o[name];
    }
  });
  for (const value of values) visit(value, depth + 1, seen, undo);
}

function areSame(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
