/**
 * write - an object and all that can be reached from it, as a tape.
 *
 * What names.ts names is not entered. Nothing of Python's runs, and nothing changes.
 */
import { enteredStack } from "../objects/trace.js";
import { isType, type Value } from "../objects/object.js";
import { moduleType } from "../objects/module.js";
import { GreenThread } from "../scheduler/current.js";
import { Waiters } from "../scheduler/waiters.js";
import { sharedMemory, type Place } from "./memory.js";
import { carriedTables, tablesOfAll } from "./carried.js";
import { ITERATORS, takeRest } from "./iterators.js";
import { nameHiddenPrototype, nameOf } from "./names.js";
import type { Passenger } from "./roots.js";
import { Body, Kind, LARGEST, SMALLEST, type Shape, type Tape } from "./tape.js";

/** Numbers, in an array that grows. */
class Numbers {
  items = new Int32Array(1 << 12);
  length = 0;

  push(n: number): void {
    if (this.length === this.items.length) {
      const bigger = new Int32Array(this.length * 2);
      bigger.set(this.items);
      this.items = bigger;
    }
    this.items[this.length++] = n;
  }

  done(): Int32Array {
    return this.items.slice(0, this.length);
  }
}

/** A buffer of fewer bytes is taken along for each part of it: a bytearray may have that much room for a single byte. */
const SMALL = 256;

const FUNCTION_OWN: ReadonlySet<string> = new Set(["length", "name", "arguments", "caller", "prototype", "$c"]);
/** What a class has found out about itself, and finds out again. */
const FOUND_OUT: ReadonlySet<string> = new Set(["$cache", "$stores", "$shown", "$hooks", "$alloc", "$make", "$new", "$init", "$shownDict", "$weakrefs"]);

class Writer {
  readonly code = new Numbers();
  readonly bodies: number[] = [];
  readonly shapes: Shape[] = [];
  readonly strings: string[] = [];
  readonly names: string[] = [];
  readonly doubles: number[] = [];
  readonly bigints: bigint[] = [];
  readonly buffers: Uint8Array[] = [];
  readonly queue: Value[] = [];
  readonly weakMaps: WeakMap<object, unknown>[] = [];
  /** map, key, value */
  readonly weak: number[] = [];
  private readonly remaining = new Map<unknown, Value[]>();
  private readonly known = new Map<unknown, number>();
  private readonly stringNumbers = new Map<string, number>();
  private readonly shapesOf = new Map<unknown, KnownShape[]>();
  /** Those of prototypes that have many: by prototype's first shape and their names. */
  private readonly rareShapes = new Map<string, number>();
  /** Prototypes of objects that have nothing but properties. */
  private readonly plain = new Set<unknown>();
  private readonly tables: (readonly [string, WeakMap<object, unknown>])[];
  /** object, table, entry: of carried tables */
  private readonly entries: Value[] = [];
  private readonly tableValues: number[] = [];
  /** How far the WeakMaps' entries have been written. */
  private readonly done = { maps: 0, objects: 0 };

  /** `passenger`: the one thread that goes along, of a fork; null: all of them do. */
  constructor(readonly passenger: Passenger | null) {
    this.tables = [...carriedTables].flatMap(([name, table]) => {
      const found = table();
      return found === undefined ? [] : [[name, found] as const];
    });
  }

  value(v: Value): number {
    switch (typeof v) {
      case "undefined":
        return Kind.Constant;
      case "boolean":
        return (v ? 3 : 2) << 4;
      case "number":
        if (Number.isInteger(v) && v >= SMALLEST && v <= LARGEST && !Object.is(v, -0)) return (v << 4) | Kind.Small;
        return ((this.doubles.push(v) - 1) << 4) | Kind.Double;
      case "string":
        return (this.string(v) << 4) | Kind.String;
      case "bigint":
        return ((this.bigints.push(v) - 1) << 4) | Kind.Bigint;
      default:
        return v === null ? 1 << 4 : this.reference(v);
    }
  }

  string(text: string): number {
    let number = this.stringNumbers.get(text);
    if (number === undefined) this.stringNumbers.set(text, (number = this.strings.push(text) - 1));
    return number;
  }

  private reference(v: Value): number {
    const known = this.known.get(v);
    if (known !== undefined) return known;
    const name = nameOf(v);
    let number: number;
    if (name !== undefined) {
      number = ((this.names.push(name) - 1) << 4) | Kind.Named;
      for (const [table, map] of this.tables) if (tablesOfAll.has(table) && map.has(v as object)) this.entries.push(v, table, map.get(v as object));
    } else if (typeof v === "symbol") throw new Error(`a snapshot cannot name ${String(v)}`);
    else {
      number = ((this.queue.push(v) - 1) << 4) | Kind.Object;
      this.known.set(v, number);
      for (const [table, map] of this.tables) if (map.has(v as object)) this.entries.push(v, table, map.get(v as object));
      return number;
    }
    this.known.set(v, number);
    return number;
  }

  all(root: Value): Tape {
    const first = this.value(root);
    this.drain();
    do {
      this.weakEntries();
      this.tableEntries();
    } while (this.done.objects < this.queue.length || this.tableValues.length < this.entries.length);
    return {
      code: this.code.done(),
      bodies: Int32Array.from(this.bodies),
      shapes: this.shapes,
      strings: this.strings,
      names: this.names,
      doubles: Float64Array.from(this.doubles),
      bigints: this.bigints,
      buffers: this.buffers,
      weak: Int32Array.from(this.weak),
      entries: Int32Array.from(this.tableValues),
      root: first,
    };
  }

  private drain(): void {
    for (let i = this.bodies.length; i < this.queue.length; i++) {
      this.bodies.push(this.code.length);
      this.body(this.queue[i]);
    }
  }

  /** Entries of the WeakMaps that were met, for objects that were met: these are bodies of their own, at the end. */
  private weakEntries(): void {
    const { done } = this;
    while (done.maps < this.weakMaps.length || done.objects < this.queue.length) {
      for (let m = 0; m < this.weakMaps.length; m++) {
        const map = this.weakMaps[m]!;
        for (let i = m < done.maps ? done.objects : 0; i < this.queue.length; i++) {
          const key: Value = this.queue[i];
          if (typeof key !== "symbol" && map.has(key as object)) this.weak.push(this.value(map), this.value(key), this.value(map.get(key as object)));
        }
      }
      done.maps = this.weakMaps.length;
      done.objects = this.queue.length;
      this.drain();
    }
  }

  /** Entries of the carried tables, for objects that were met. What they hold may lead to further ones. */
  private tableEntries(): void {
    for (let i = this.tableValues.length; i < this.entries.length; i++) this.tableValues.push(this.value(this.entries[i]));
    this.drain();
  }

  /** A property; an iterator is another one by then, whose items are known. */
  private own(owner: Value, key: string | number): Value {
    const items = takeRest(owner, key);
    const v: Value = owner[key];
    if (items !== undefined) this.remaining.set(v, items);
    return v;
  }

  private body(o: Value): void {
    const { code } = this;
    if (typeof o === "function") return this.functionBody(o);
    if (Array.isArray(o)) {
      code.push(Body.Array);
      code.push(o.length);
      for (let i = 0; i < o.length; i++) code.push(this.value(this.own(o, i)));
      return this.properties(o, Array.prototype, true);
    }
    if (ArrayBuffer.isView(o)) return this.view(o);
    const prototype: Value = Object.getPrototypeOf(o);
    if (this.plain.has(prototype)) {
      code.push(Body.Plain);
      return this.properties(o, null, false);
    }
    if (o instanceof Map) {
      code.push(Body.Map);
      code.push(o.size);
      for (const [key, item] of o as Map<Value, Value>) {
        code.push(this.value(key));
        code.push(this.value(item));
      }
      return this.properties(o, Map.prototype, false);
    }
    if (o instanceof Set) {
      code.push(Body.Set);
      code.push(o.size);
      for (const item of o as Set<Value>) code.push(this.value(item));
      return this.properties(o, Set.prototype, false);
    }
    if (o instanceof ArrayBuffer) {
      const place = sharedMemory.placeOf?.(o);
      if (place !== undefined) return this.shared(o, place);
      code.push(Body.Buffer);
      code.push(this.buffers.push(new Uint8Array(o.slice(0))) - 1);
      return;
    }
    if (o instanceof WeakRef) {
      code.push(Body.WeakRef);
      code.push(this.value(o.deref()));
      return;
    }
    if (o instanceof WeakMap) {
      code.push(Body.WeakMap);
      this.weakMaps.push(o);
      return;
    }
    if (this.remaining.has(o)) {
      const items = this.remaining.get(o)!;
      code.push(Body.Iterator);
      code.push(items.length);
      for (const item of items) code.push(this.value(item));
      return;
    }
    if (o instanceof RegExp) {
      code.push(Body.RegExp);
      code.push(this.string(o.source));
      code.push(this.string(o.flags));
      return;
    }
    const stack = enteredStack(o);
    if (stack !== undefined) {
      code.push(Body.Stack);
      code.push(this.value(stack));
      return;
    }
    code.push(Body.Plain);
    const shown = this.standIn(o);
    if (shown === o && isPlain(o, prototype)) this.plain.add(prototype);
    this.properties(shown, null, false);
  }

  /** What stands for an object of the scheduler: threads that do not go along have ended, and nobody waits. */
  private standIn(o: Value): Value {
    if (this.passenger === null) return o;
    const { thread, entry } = this.passenger;
    if (o instanceof Waiters) return new Waiters();
    if (!(o instanceof GreenThread)) return o;
    const other: Value = new GreenThread(entry ?? (() => undefined), o.ident, o.nativeId);
    other.local = o.local;
    if (o === thread) {
      if (entry !== null) return other;
      Object.assign(other as object, { entry: null, value: 0, frames: o.frames, depth: o.depth });
      return other;
    }
    // what it keeps for itself is gone with it
    other.local = { ...o.local, dicts: undefined };
    other.entry = null;
    other.done = true;
    return other;
  }

  private shared(o: ArrayBuffer, { address, size }: Place): void {
    const users = sharedMemory.give!(o);
    this.code.push(Body.Shared);
    for (const n of [address, size, users]) {
      this.code.push(Math.floor(n / 2 ** 32));
      this.code.push(n | 0);
    }
  }

  private view(o: ArrayBufferView): void {
    const { code } = this;
    const { byteOffset, byteLength } = o;
    code.push(Body.View);
    const intrinsic = intrinsicOf(o);
    code.push(this.value(intrinsic));
    // a small part of a big buffer travels alone, as Node's pool of buffers is one; others may show parts of one memory
    const { byteLength: all } = o.buffer;
    const whole = (o.buffer instanceof ArrayBuffer && (byteLength * 4 >= all || all < SMALL)) || sharedMemory.placeOf?.(o.buffer) !== undefined;
    const bytes = whole ? o.buffer : new Uint8Array(o.buffer, byteOffset, byteLength).slice().buffer;
    code.push(this.value(bytes));
    code.push(whole ? byteOffset : 0);
    code.push(byteLength);
    this.properties(o, intrinsic.prototype as object, true);
  }

  private functionBody(f: Value): void {
    const { code } = this;
    const made: Value = f.$c;
    if (made === undefined) {
      code.push(Body.Lost);
      code.push(this.string(String(f.$f?.qualname ?? (f.name || Function.prototype.toString.call(f).slice(0, 80)))));
      return this.properties(f, Function.prototype, false, FUNCTION_OWN);
    }
    const isClass = isType(f);
    code.push(isClass ? Body.Class : Body.Closure);
    const parts: Value[] = Array.isArray(made) ? made : [made];
    code.push(this.value(parts[0]));
    code.push(parts.length - 1);
    for (let i = 1; i < parts.length; i++) code.push(this.value(parts[i]));
    this.properties(f, Function.prototype, false, FUNCTION_OWN, isClass);
    if (isClass) code.push(this.value(f.prototype));
  }

  /** Prototype and own properties: a shape, and their values. */
  private properties(o: Value, usual: object | null, indexed: boolean, without?: ReadonlySet<string>, isClass = false): void {
    const prototype: Value = Object.getPrototypeOf(o as object);
    // what it keeps of something that both programs have from now on
    if (prototype !== null && typeof prototype.$shared === "function") o.$shared();
    let names = indexed ? namesPastItems(o) : Object.getOwnPropertyNames(o as object);
    if (without !== undefined) names = names.filter((name) => !without.has(name) && !(isClass && FOUND_OUT.has(name)));
    const isModule = prototype === moduleType.prototype;
    if (isModule) names = names.filter((name) => o[name] !== undefined);
    if (names.length === 0 && prototype === usual) {
      this.code.push(-1);
      return;
    }
    this.code.push(this.shape(o, prototype, names));
    for (const name of names) this.code.push(this.value(this.own(o, name)));
  }

  private shape(o: Value, prototype: Value, names: string[]): number {
    let known = this.shapesOf.get(prototype);
    if (known === undefined) {
      if (prototype !== null) nameHiddenPrototype(prototype as object);
      this.shapesOf.set(prototype, (known = []));
    }
    const hidden = Object.keys(o as object).length < names.length;
    const flags = hidden ? flagsOf(o, names) : "";
    for (const shape of known) if (shape.flags === flags && areSame(shape.names, names)) return shape.number;
    const key = known.length < MOST_COMPARED ? undefined : `${known[0]!.number} ${flags} ${names.join(",")}`;
    if (key !== undefined && this.rareShapes.has(key)) return this.rareShapes.get(key)!;
    const number = this.shapes.push({ prototype: this.value(prototype), names, flags: hidden ? flags : "e".repeat(names.length) }) - 1;
    if (key === undefined) known.push({ names, flags, number });
    else this.rareShapes.set(key, number);
    return number;
  }
}

/** So many shapes of a prototype are compared one by one. */
const MOST_COMPARED = 8;

/** A shape by its prototype. */
interface KnownShape {
  readonly names: readonly string[];
  /** "" if all are enumerable */
  readonly flags: string;
  readonly number: number;
}

function flagsOf(o: Value, names: readonly string[]): string {
  let flags = "";
  for (const name of names) flags += Object.prototype.propertyIsEnumerable.call(o, name) ? "e" : "h";
  return flags;
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Has every object of this prototype nothing but properties? Stacks and iterators do not tell by their prototype. */
function isPlain(o: Value, prototype: Value): boolean {
  return prototype !== Object.prototype && !ITERATORS.has(prototype) && !(o instanceof Error || o instanceof Waiters || o instanceof GreenThread);
}

const LONGEST_LOOKED_AT = 64;
const NO_NAMES: string[] = [];

/** Names of the properties of an array or a view that are no items. */
function namesPastItems(o: Value): string[] {
  if (Array.isArray(o)) {
    // the usual list has nothing but its items; what a regular expression found and the parts of a template have more
    if (o.length > 0 && Object.getPrototypeOf(o) === Array.prototype && !("index" in o) && !("raw" in o)) return NO_NAMES;
    const names = Object.getOwnPropertyNames(o);
    return names.length === o.length + 1 ? [] : names.filter((name) => name !== "length" && !/^\d+$/.test(name));
  }
  const view = o as { length: number };
  // a name for each byte would be made to look: only small ones ever have properties of their own
  if (view.length > LONGEST_LOOKED_AT) return [];
  const names = Object.getOwnPropertyNames(o as object);
  return names.length === view.length ? [] : names.filter((name) => !/^\d+$/.test(name));
}

/** The JavaScript class of a view, whatever class was derived from it. */
function intrinsicOf(o: Value): Value {
  const root = globalThis as unknown as Record<string, Value>;
  return o instanceof DataView ? root["DataView"] : root[o[Symbol.toStringTag] as string];
}

/** Writes what can be reached from `root`. */
export function writeTape(root: Value[], passenger: Passenger | null): Tape {
  return new Writer(passenger).all(root);
}
