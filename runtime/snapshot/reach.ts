/**
 * reach - which objects the program can still get at: from the roots of a snapshot along its edges, weak ones left out, with nothing written down.
 *
 * Mirrors     the visits of Python/gc.c of CPython 3.13, and what reference counts say there
 * Differs     what only garbage without an end of its own refers to counts as unreferred: no one can enumerate it
 */
import { forgetDead } from "../frames/locals.js";
import type { Frame } from "../frames/suspend.js";
import { instances } from "../importer/instances.js";
import { isOfLibrary } from "../importer/place.js";
import { bytes } from "../objects/bytes.js";
import { cellType } from "../objects/cell.js";
import { complex } from "../objects/complex.js";
import { float } from "../objects/float.js";
import { endingOf, left, lives, owned, OWNED, quiet, QUIET, referred, REFERRED, told } from "../lifetimes/tracked.js";
import { enteredStack } from "../objects/trace.js";
import { isType, type Value } from "../objects/object.js";
import { Tuple } from "../objects/tuple.js";
import type { GreenThread } from "../scheduler/current.js";
import { carriedState, carriedTables } from "./carried.js";
import { takeRest } from "./iterators.js";
import { collectNames, isOwn, singletons } from "./names.js";
import { classChanges, moduleChanges, recordOf, threadsOf } from "./roots.js";
import { isUnread, readAll, referredByUnread } from "./unread.js";

/** Tables that say something about objects and hold no other ones. */
const BY_THE_WAY: ReadonlySet<string> = new Set(["identities", "weak references"]);
/** What belongs to the machinery of functions and classes, not to the program. */
const PASSED_BY: ReadonlySet<string> = new Set([
  "length",
  "name",
  "arguments",
  "caller",
  "$c",
  "$subclasses",
  "$cache",
  "$stores",
  "$shown",
  "$hooks",
  "$alloc",
  "$make",
  "$new",
  "$init",
]);

class Walk {
  readonly seen = new Set<unknown>();
  private readonly queue: Value[] = [];
  private readonly weakMaps: WeakMap<object, Value>[] = [];
  /** How far the queue has been entered; of how many weak maps the entries are known, and for how many objects of the queue. */
  private readonly done = { entered: 0, maps: 0, objects: 0 };
  private readonly tables: WeakMap<object, unknown>[] = [];
  /** Tracked objects that were met first as items of a list or tuple. */
  readonly items = new Map<object, readonly unknown[]>();

  /**
   * @param library names of the library's modules
   * @param beyond what is not entered
   */
  constructor(
    readonly library: ReadonlySet<unknown>,
    private readonly beyond: ReadonlySet<unknown> | null,
  ) {
    for (const [name, table] of carriedTables) {
      const found = BY_THE_WAY.has(name) ? undefined : table();
      if (found !== undefined) this.tables.push(found);
    }
  }

  add(v: Value): void {
    if ((typeof v !== "object" && typeof v !== "function") || v === null || this.seen.has(v) || this.beyond?.has(v) === true) return;
    if (isOwn(v) || this.isOfLibrary(v)) return;
    this.seen.add(v);
    // the inside of a dict is no step of its own
    if (v instanceof Map) this.enter(v);
    else this.queue.push(v);
  }

  /** A dict's entry, or another value of a map. */
  private addEntry(v: Value): void {
    if (typeof v !== "object" || v === null || v.$cls !== undefined || this.seen.has(v)) return this.add(v);
    this.seen.add(v);
    this.enter(v);
  }

  /** A function or class of the library's, or a prototype: its text is nothing of the program's, unless it has captured something. */
  private isOfLibrary(v: Value): boolean {
    if (typeof v === "object") return Object.hasOwn(v as object, "$cls") && isType(v.$cls) && v.$cls.prototype === v && this.library.has(v.$cls.$module);
    if (isType(v)) return this.library.has(v.$module);
    return v.$f !== undefined && this.library.has(v.$f.module as string) && v.$self === undefined && !(Array.isArray(v.$c) && v.$c.length > 1);
  }

  run(): void {
    const { done, queue, weakMaps } = this;
    for (;;) {
      for (; done.entered < queue.length; done.entered++) this.enter(queue[done.entered]);
      // entries of weak maps that were met, for objects that were met
      const [maps, objects] = [weakMaps.length, queue.length];
      if (maps === done.maps && objects === done.objects) return;
      for (let i = 0; i < maps; i++) {
        const map = weakMaps[i]!;
        for (let at = i < done.maps ? done.objects : 0; at < objects; at++) if (map.has(queue[at] as object)) this.add(map.get(queue[at] as object));
      }
      done.maps = maps;
      done.objects = objects;
    }
  }

  /** What an object refers to. */
  enter(o: Value): void {
    for (const table of this.tables) this.add(table.get(o as object));
    if (typeof o === "function") return this.enterFunction(o);
    if (ArrayBuffer.isView(o) || o instanceof ArrayBuffer || o instanceof WeakRef) return;
    if (o instanceof WeakMap) {
      this.weakMaps.push(o as WeakMap<object, Value>);
      return;
    }
    const prototype: Value = Object.getPrototypeOf(o);
    if (Array.isArray(o)) {
      // CPython visits, and lets go of, items from the end
      for (let i = o.length - 1; i >= 0; i--) {
        const item = this.own(o, i);
        if (owned.has(item as object) && !this.seen.has(item)) this.items.set(item as object, o);
        this.add(item);
      }
      if (prototype === Array.prototype) return;
    } else if (o instanceof Map) {
      for (const [key, item] of o as Map<Value, Value>) {
        this.add(key);
        this.addEntry(item);
      }
    } else if (o instanceof Set) for (const item of o as Set<Value>) this.add(item);
    else {
      const stack = enteredStack(o);
      if (stack !== undefined) return this.add(stack);
    }
    if (prototype === Object.prototype && typeof o.y === "boolean" && typeof o.f?.twin === "function") forgetDead(o as Frame);
    this.add(prototype);
    // what a prototype computes, it computes of its instances; a module would be read
    const computes = Object.hasOwn(o as object, "constructor") || isUnread(o as object);
    for (const name of Object.getOwnPropertyNames(o as object)) {
      if (name === "length" || (computes && Object.getOwnPropertyDescriptor(o, name)!.get !== undefined)) continue;
      this.add(this.own(o, name));
    }
  }

  private enterFunction(f: Value): void {
    const made: Value = f.$c;
    if (Array.isArray(made)) for (let i = 1; i < made.length; i++) this.add(made[i]);
    for (const name of Object.getOwnPropertyNames(f as object)) if (!PASSED_BY.has(name) && (name !== "prototype" || isType(f))) this.add(this.own(f, name));
    if (isType(f)) this.add(Object.getPrototypeOf(f.prototype as object));
  }

  /** A property; of an iterator the items that it has yet to give are met here. */
  private own(owner: Value, key: string | number): Value {
    const items = takeRest(owner, key);
    if (items === undefined) return owner[key];
    for (const item of items) this.add(item);
    return undefined;
  }
}

/** A walk among what cannot be reached: it knows which of the tracked objects there were met on the way from others, or from themselves. */
class LostWalk extends Walk {
  readonly held = new Set<object>();

  constructor(
    library: ReadonlySet<unknown>,
    beyond: ReadonlySet<unknown>,
    private readonly lost: ReadonlySet<object>,
  ) {
    super(library, beyond);
  }

  from(o: object): void {
    if (this.seen.has(o)) return;
    this.seen.add(o);
    this.enter(o);
    this.run();
  }

  override add(v: Value): void {
    if (this.lost.has(v as object)) this.held.add(v as object);
    super.add(v);
  }
}

/** What everything is reached from, as far as a set can hold it. `thread` is the one that asks, and waits. */
function walkAllThatFits(thread: GreenThread): Walk | null {
  try {
    return walkAll(thread);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What everything is reached from. `thread` is the one that asks, and waits. */
function walkAll(thread: GreenThread): Walk {
  collectNames();
  const library = new Set([...instances.values()].flatMap(({ text, record }) => (isOfLibrary(text.path) ? [record.module.__name__ as unknown] : [])));
  const walk = new Walk(library, null);
  walk.add(thread);
  walk.add(threadsOf("all"));
  for (const [name, { read }] of carriedState) if (name !== OWNED && name !== QUIET && name !== REFERRED) walk.add(read());
  walk.add(moduleChanges());
  walk.add(classChanges());
  for (const { record, own } of instances.values()) if (own !== null) walk.add(recordOf(record));
  for (const o of singletons) walk.enter(o);
  for (const o of referredByUnread()) walk.add(o);
  walk.run();
  return walk;
}

/** The tracked objects that cannot be reached, as they are told of their end. */
export interface Garbage {
  /** Nothing refers to them but what is gone itself, the older first. */
  readonly free: object[];
  /**
   * Those that they hold, in the order in which they are reached. If none is free, all others, the older first: they refer to themselves, through others
   * perhaps, or such objects refer to them.
   */
  readonly held: object[];
  /** How many objects of Python's are in cycles, if none is free. */
  readonly inCycles: number;
  /** How many objects can be reached. */
  readonly met: number;
}

/** The objects that have an end, in the order in which they are reached: that in which a collection at the exit finds them. */
export function inOrder(thread: GreenThread): object[] {
  const seen = walkAllThatFits(thread)?.seen ?? new Set();
  const found = [...seen].filter((o) => endingOf(o as object) !== undefined) as object[];
  return [...found, ...[...owned.keys(), ...quiet.keys()].filter((o) => !seen.has(o))];
}

/** More objects than a set can hold. */
const TOO_MANY = 2 ** 24;

/** Which list or tuple held a tracked object when it was last reached, and where it came among all. */
const heldBy = new WeakMap<object, { readonly holder: object; readonly at: number }>();

/** A list lets go of its items from its end. */
function fromTheEnd(free: object[]): object[] {
  const groups = new Map<object, object[]>();
  for (const o of free) {
    const holder = heldBy.get(o)?.holder ?? o;
    const group = groups.get(holder);
    if (group === undefined) groups.set(holder, [o]);
    else group.push(o);
  }
  return [...groups.values()].flatMap((group) => (group.length === 1 ? group : group.sort((a, b) => heldBy.get(a)!.at - heldBy.get(b)!.at)));
}

/** Looks for the tracked objects that cannot be reached. Nothing of Python's runs. */
export function findGarbage(thread: GreenThread): Garbage {
  const walk = walkAllThatFits(thread);
  if (walk === null) return { free: [], held: [], inCycles: 0, met: TOO_MANY };
  const { seen, items, library } = walk;
  const lost = new Set<object>();
  for (const o of owned.keys()) if (!seen.has(o)) lost.add(o);
  for (const o of quiet.keys()) if (!seen.has(o)) lost.add(o);
  for (const weak of referred) {
    const o = weak.deref();
    if (o === undefined || told.has(o)) referred.delete(weak);
    else if (!seen.has(o) && !isOwn(o)) lost.add(o);
  }
  const { inherited } = lives;
  if (inherited !== null) {
    lives.inherited = null;
    for (const o of lost) if (inherited.has(o)) left.add(o);
    for (const o of left) lost.delete(o);
  }
  const among = new LostWalk(library, seen, lost);
  for (const o of lost) among.from(o);
  const free = fromTheEnd([...lost].filter((o) => !among.held.has(o)));
  let at = 0;
  for (const [o, holder] of items) heldBy.set(o, { holder, at: at++ });
  if (free.length === 0) return { free, held: [...lost], inCycles: [...among.seen].filter(isOfPython).length, met: seen.size };
  const behind = new LostWalk(library, seen, lost);
  if (among.held.size > 0) for (const o of free) behind.from(o);
  return { free, held: [...behind.held], inCycles: 0, met: seen.size };
}

function isOfPython(o: unknown): boolean {
  return Array.isArray(o) || (typeof o === "object" && (o as Value).$cls !== undefined && !Object.hasOwn(o as object, "$cls"));
}

/** What a collector of CPython's would not know of: without references to other objects. */
const LEAVES: ReadonlySet<Value> = new Set<Value>([float, complex, bytes, cellType]);

/** Whether an item of an array is a value of Python's: else the array is no list. */
function isValue(item: Value): boolean {
  return item === null || (item !== undefined && isType(item.$cls));
}

/** The objects of Python's that can be reached and may refer to others: scripts' classes and functions too, the runtime's are left out. */
export function everything(thread: GreenThread): Value[] {
  readAll();
  const { seen } = walkAll(thread);
  // lists that stand for something else
  const inside = new Set<unknown>();
  for (const o of seen as Set<Value>) {
    if (typeof o === "function") inside.add(o.$c);
    else if (o instanceof Tuple) inside.add(o.items);
  }
  const found: Value[] = [];
  for (const o of seen as Set<Value>) {
    if (
      typeof o === "function"
        ? o.$f !== undefined || isType(o)
        : isOfPython(o) && !inside.has(o) && (Array.isArray(o) ? o.every(isValue) : isType(o.$cls) && !LEAVES.has(o.$cls))
    )
      found.push(o);
  }
  return found;
}
