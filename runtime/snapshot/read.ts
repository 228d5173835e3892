/**
 * read - a tape as the objects it describes.
 *
 * Objects come to be first, each when it or something made of it is asked for, and get their properties then; so circles close. What nothing asks for is not
 * made: a module of the library has accessors in the place of its variables, and is read when one of them or something of its script's is needed.
 *
 * Invariants
 *   R1  What comes with later objects (entries of weak tables, places among the subclasses, $forked) comes with them, before Python code can see them.
 */
import { stackOf } from "../objects/trace.js";
import type { Entry } from "../objects/trace.js";
import { NOTHING_SHOWN, type PyType, type Value } from "../objects/object.js";
import { NotImplementedError } from "../objects/exceptions.js";
import { $raise } from "../objects/raise.js";
import { open } from "../objects/register.js";
import { memoryAt } from "../system/posix.js";
import { given } from "./memory.js";
import { valueOf } from "./names.js";
import { addUnread, beginReading, readScript } from "./unread.js";
import { Body, CONSTANTS, Kind, type Tape } from "./tape.js";

/** A module that is read when something asks for it. */
interface Late {
  readonly script: number;
  /** Evaluates its script. */
  readonly evaluate: (module: Value) => void;
  /** The accessors in the place of its variables, once they are there. */
  readonly standIns: Map<string, () => Value>;
}

/** Is a property none of a module's variables, but what says which module it is? */
function isAboutModule(name: string): boolean {
  return name.startsWith("__") || name.startsWith("$");
}

/** What stands for something of JavaScript's or the system's, and is no more than that. */
const WITHOUT_PROPERTIES: ReadonlySet<Body> = new Set([Body.Buffer, Body.Shared, Body.WeakRef, Body.WeakMap, Body.RegExp, Body.Iterator, Body.Stack]);

export class Reader {
  /** Those that have been made; once all that is asked for is there, those that what has not been read refers to. */
  private objects: Value[];
  /** The same, without what else is kept for it. */
  private held: readonly object[] = [];
  /** Which objects have got their properties. */
  private readonly filled: Uint8Array;
  private made = 0;
  /** Made, and without properties. */
  private unfilled = 0;
  /** Objects may be without properties: what is asked for now gets its own later. */
  private isBusy = false;
  /** By the number of the module's object. */
  private readonly late = new Map<number, Late>();
  /** Which variables of modules that have been read since get their values. */
  private readonly waiting = new Map<number, ReadonlySet<string>>();
  /** Which entries of WeakMaps and of carried tables have been made. */
  private readonly doneWeak: Uint8Array;
  private readonly doneEntries: Uint8Array;
  private readonly named: Value[];
  /** By shape: do its objects have $forked? */
  private readonly told: (boolean | undefined)[];
  /** Classes of the tape that nobody has taken yet, and objects with $forked. */
  private classes: Value[] = [];
  private forked: Value[] = [];

  /** `tables`: the carried ones, by name. */
  constructor(
    readonly tape: Tape,
    private readonly tables: () => ReadonlyMap<string, WeakMap<object, unknown> | undefined>,
  ) {
    this.objects = new Array(tape.bodies.length);
    this.filled = new Uint8Array(tape.bodies.length);
    this.doneWeak = new Uint8Array(tape.weak.length);
    this.doneEntries = new Uint8Array(tape.entries.length);
    beginReading(() => this.held);
    this.named = new Array(tape.names.length);
    this.told = new Array(tape.shapes.length);
  }

  /** The value of a number; objects may still be without properties. */
  value(n: number): Value {
    const { tape } = this;
    const at = n >> 4;
    switch ((n & 15) as Kind) {
      case Kind.Constant:
        return CONSTANTS[at];
      case Kind.Small:
        return at;
      case Kind.String:
        return tape.strings[at];
      case Kind.Double:
        return tape.doubles[at];
      case Kind.Bigint:
        return tape.bigints[at];
      case Kind.Named:
        return (this.named[at] ??= valueOf(tape.names[at]!));
      case Kind.Object:
        return this.objects[at] ?? this.first(at);
    }
  }

  private first(n: number): Value {
    const made = this.make(n);
    this.made++;
    this.unfilled++;
    return (this.objects[n] = made);
  }

  /** The numbers of an array's items, before the array has them. */
  items(n: number): Value[] {
    const { code, bodies } = this.tape;
    const at = bodies[n >> 4]!;
    return Array.from({ length: code[at + 1]! }, (_, i) => this.value(code[at + 2 + i]!));
  }

  /** The number of an array's item. */
  itemNumber(n: number, i: number): number {
    return this.tape.code[this.tape.bodies[n >> 4]! + 2 + i]!;
  }

  /** The module with this number is read later, of the script with that one. */
  readLater(n: number, script: number, evaluate: (module: Value) => void): void {
    const module = this.value(n);
    this.late.set(n >> 4, { script, evaluate, standIns: new Map() });
    addUnread(script, { module: module as object, read: () => this.readNow(n >> 4) });
  }

  /** Gives everything that has been asked for its properties, and what is asked for by that. */
  finish(): void {
    this.isBusy = true;
    do {
      for (let i = 0; this.unfilled > 0 && i < this.objects.length; i++) {
        if (this.objects[i] === undefined || this.filled[i] === 1) continue;
        this.filled[i] = 1;
        this.unfilled--;
        this.fill(i, this.objects[i]);
      }
      if (this.unfilled === 0) this.fillWeak();
    } while (this.unfilled > 0);
    this.isBusy = false;
  }

  private isMade(n: number): boolean {
    return (n & 15) !== Kind.Object || this.objects[n >> 4] !== undefined;
  }

  private fillWeak(): void {
    const { weak } = this.tape;
    for (let i = 0; i < weak.length; i += 3) {
      if (this.doneWeak[i] === 1 || !this.isMade(weak[i]!) || !this.isMade(weak[i + 1]!)) continue;
      this.doneWeak[i] = 1;
      (this.value(weak[i]!) as WeakMap<object, unknown>).set(this.value(weak[i + 1]!) as object, this.value(weak[i + 2]!));
    }
  }

  /** Classes that are not of the tape learn which classes of it derive from them. */
  joinClasses(): void {
    for (const cls of this.classes) joinBases(cls);
    this.classes = [];
  }

  /** What comes with the objects that are there now: classes learn of them, they are told that they are in another process, carried tables get their entries. */
  tell(): void {
    let before: number;
    do {
      before = this.made;
      this.joinClasses();
      const { forked } = this;
      this.forked = [];
      for (const o of forked) if (typeof o.$forked === "function") o.$forked();
      this.addEntries();
      this.finish();
    } while (this.made > before);
    this.letGo();
  }

  private addEntries(): void {
    const { entries } = this.tape;
    const tables = this.tables();
    this.isBusy = true;
    for (let i = 0; i < entries.length; i += 3) {
      if (this.doneEntries[i] === 1 || !this.isMade(entries[i]!)) continue;
      this.doneEntries[i] = 1;
      tables.get(this.value(entries[i + 1]!) as string)?.set(this.value(entries[i]!) as object, this.value(entries[i + 2]!));
    }
  }

  /** Something of a module's is asked for. Nothing of Python's runs. */
  private readNow(n: number): void {
    const { evaluate, standIns } = this.late.get(n)!;
    this.late.delete(n);
    const module: Value = this.objects[n];
    const waiting = new Set<string>();
    // what the process has set since it began
    const own: [string, Value][] = [];
    for (const name of Object.getOwnPropertyNames(module as object)) {
      const { get, value } = Object.getOwnPropertyDescriptor(module, name)! as { get?: unknown; value?: Value };
      if (get === undefined) own.push([name, value]);
      else if (get === standIns.get(name)) {
        waiting.add(name);
        delete module[name];
      }
    }
    evaluate(module);
    for (const [name, value] of own) module[name] = value;
    if (this.filled[n] === 1) {
      // without a stand-in it is read while its first ones are sought
      if (standIns.size > 0) this.waiting.set(n, waiting);
      this.filled[n] = 0;
      this.unfilled++;
    }
    if (this.isBusy) return;
    this.finish();
    this.tell();
  }

  /** Puts accessors in the place of a module's variables; what says which module it is, is there. */
  private standIn(n: number, module: Value, { script, standIns }: Late): void {
    const properties = this.propertiesOf(n);
    const values = properties.map(([name, number]) => (isAboutModule(name) ? this.value(number) : undefined));
    // one of them was of the module's own script
    if (!this.late.has(n)) return;
    for (const [i, [name, , isHidden]] of properties.entries()) {
      if (isAboutModule(name)) {
        Object.defineProperty(module, name, { value: values[i], writable: true, configurable: true, enumerable: !isHidden });
        continue;
      }
      const get = (): Value => {
        readScript(script);
        return module[name];
      };
      const set = (value: Value): void => {
        readScript(script);
        module[name] = value;
      };
      standIns.set(name, get);
      Object.defineProperty(module, name, { get, set, configurable: true, enumerable: !isHidden });
    }
  }

  /** Names of a module's properties, with the numbers of their values. */
  private propertiesOf(n: number): [name: string, value: number, isHidden: boolean][] {
    const { code, bodies, shapes } = this.tape;
    const at = bodies[n]! + 1;
    const { names, flags } = shapes[code[at]!]!;
    return names.map((name, i) => [name, code[at + 1 + i]!, flags.charCodeAt(i) === 104]);
  }

  /** Lets go of all that is not needed for what has not been read: an object that nothing else refers to has ended. */
  private letGo(): void {
    const { tape } = this;
    const objects: Value[] = new Array(this.late.size === 0 ? 0 : this.objects.length);
    const strings: string[] = [];
    const buffers: Uint8Array[] = [];
    const keep = (v: number): void => {
      const at = v >> 4;
      if ((v & 15) === Kind.String) strings[at] = tape.strings[at]!;
      else if ((v & 15) === Kind.Object && this.objects[at] !== undefined) objects[at] = this.objects[at];
    };
    if (this.late.size > 0) {
      for (let n = 0; n < this.objects.length; n++) {
        if (this.filled[n] === 1 && !this.late.has(n)) continue;
        for (const v of this.valuesIn(n)) keep(v);
        const at = tape.code[tape.bodies[n]! + 1]!;
        if (tape.code[tape.bodies[n]!] === Body.Buffer) buffers[at] = tape.buffers[at]!;
      }
      this.held = objects.filter((o) => o !== undefined) as object[];
      for (const n of this.late.keys()) objects[n] = this.objects[n];
      for (const { prototype } of tape.shapes) keep(prototype);
      for (let i = 0; i < tape.weak.length; i++) if (this.doneWeak[i - (i % 3)] === 0) keep(tape.weak[i]!);
      for (let i = 0; i < tape.entries.length; i++) if (this.doneEntries[i - (i % 3)] === 0) keep(tape.entries[i]!);
    }
    this.objects = objects;
    Object.assign(tape, { strings, buffers });
  }

  /** The values that the description of an object has in it. */
  private valuesIn(n: number): number[] {
    const { code, bodies, shapes } = this.tape;
    let at = bodies[n]!;
    const found: number[] = [];
    const take = (count: number): void => {
      for (let i = 0; i < count; i++) found.push(code[at++]!);
    };
    const body = code[at++] as Body;
    switch (body) {
      case Body.Array:
      case Body.Set:
      case Body.Iterator:
        take(code[at++]!);
        break;
      case Body.Map:
        take(2 * code[at++]!);
        break;
      case Body.View:
        take(2);
        at += 2;
        break;
      case Body.Closure:
      case Body.Class:
        take(1);
        take(code[at++]!);
        break;
      case Body.WeakRef:
      case Body.Stack:
        take(1);
        break;
      case Body.RegExp:
        found.push((code[at]! << 4) | Kind.String, (code[at + 1]! << 4) | Kind.String);
        break;
      case Body.Lost:
        found.push((code[at++]! << 4) | Kind.String);
        break;
      default:
    }
    if (WITHOUT_PROPERTIES.has(body)) return found;
    const shape = code[at++]!;
    if (shape !== -1) take(shapes[shape]!.names.length);
    if (body === Body.Class) take(1);
    return found;
  }

  /** An object without properties. */
  private make(n: number): Value {
    const { code, bodies, shapes, strings, buffers } = this.tape;
    let at = bodies[n]!;
    switch (code[at++] as Body) {
      case Body.Plain:
        return Object.create(code[at]! < 0 ? null : (this.value(shapes[code[at]!]!.prototype) as object | null));
      case Body.Array:
        return [];
      case Body.Map:
        return new Map();
      case Body.Set:
        return new Set();
      case Body.WeakMap:
        return new WeakMap();
      case Body.Buffer: {
        const bytes = buffers[code[at]!]!;
        return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
      }
      case Body.Shared: {
        const number = (i: number): number => code[at + i]! * 2 ** 32 + (code[at + i + 1]! >>> 0);
        const memory = memoryAt(number(0), number(2));
        given.set(memory, number(4));
        return memory;
      }
      case Body.View: {
        const cls = this.value(code[at++]!);
        const buffer = this.value(code[at++]!);
        const offset = code[at++]!;
        return new cls(buffer, offset, code[at]! / (cls.BYTES_PER_ELEMENT ?? 1));
      }
      case Body.Closure:
      case Body.Class: {
        const factory = this.value(code[at++]!);
        const count = code[at++]!;
        const parts: Value[] = [];
        for (let i = 0; i < count; i++) parts.push(this.value(code[at++]!));
        return factory(...parts);
      }
      case Body.WeakRef: {
        const target = this.value(code[at]!);
        return target === undefined ? deadReference() : new WeakRef(target as object);
      }
      case Body.Iterator: {
        const count = code[at++]!;
        const items: Value[] = [];
        for (let i = 0; i < count; i++) items.push(this.value(code[at++]!));
        return items.values();
      }
      case Body.RegExp:
        return new RegExp(strings[code[at]!]!, strings[code[at + 1]!]);
      case Body.Stack:
        return {};
      case Body.Lost:
        return lostFunction(strings[code[at]!]!);
    }
  }

  private fill(n: number, o: Value): void {
    const { code, bodies } = this.tape;
    const late = this.late.get(n);
    if (late !== undefined) return this.standIn(n, o, late);
    const waiting = this.waiting.get(n);
    if (waiting !== undefined) {
      for (const [name, number] of this.propertiesOf(n)) if (waiting.has(name)) o[name] = this.value(number);
      this.waiting.delete(n);
      return;
    }
    let at = bodies[n]!;
    const body = code[at++] as Body;
    switch (body) {
      case Body.Array: {
        const count = code[at++]!;
        for (let i = 0; i < count; i++) o.push(this.value(code[at++]!));
        break;
      }
      case Body.Map: {
        const count = code[at++]!;
        for (let i = 0; i < count; i++) {
          const key = this.value(code[at++]!);
          (o as Map<Value, Value>).set(key, this.value(code[at++]!));
        }
        break;
      }
      case Body.Set: {
        const count = code[at++]!;
        for (let i = 0; i < count; i++) (o as Set<Value>).add(this.value(code[at++]!));
        break;
      }
      case Body.View:
        at += 4;
        break;
      case Body.Closure:
      case Body.Class:
        at += 2 + code[at + 1]!;
        break;
      case Body.Lost:
        at++;
        break;
      case Body.Stack:
        // its entries get their own properties in their turn: they are objects of this tape
        stackOf(o as object, this.value(code[at]!) as Entry[]);
        return;
      case Body.Plain:
        break;
      default:
        return;
    }
    at = this.properties(o, at);
    if (body !== Body.Class) return;
    this.finishClass(o, code[at]!);
    this.classes.push(o);
  }

  private properties(o: Value, at: number): number {
    const { code, shapes } = this.tape;
    const number = code[at++]!;
    if (number === -1) return at;
    const { prototype, names, flags } = shapes[number]!;
    const proto = this.value(prototype);
    if (Object.getPrototypeOf(o as object) !== proto) Object.setPrototypeOf(o as object, proto as object);
    for (let i = 0; i < names.length; i++) {
      const value = this.value(code[at++]!);
      if (flags.charCodeAt(i) === 104) Object.defineProperty(o, names[i]!, { value, writable: true, configurable: true, enumerable: false });
      else o[names[i]!] = value;
    }
    if ((this.told[number] ??= typeof proto?.$forked === "function" || names.includes("$forked")) && typeof o === "object") this.forked.push(o);
    return at;
  }

  private finishClass(cls: Value, prototype: number): void {
    Object.defineProperty(cls, "prototype", { value: this.value(prototype), writable: true });
    cls.$cache = new Map();
    cls.$stores = new Map();
    cls.$shown = NOTHING_SHOWN;
    cls.$hooks = cls.$new = cls.$init = cls.$alloc = null;
    cls.$make = 0;
  }
}

/** Classes that are not of the tape learn which classes of it derive from them. */
function joinBases(cls: Value): void {
  for (const base of cls.$bases) {
    open(base as PyType);
    if (!base.$subclasses.includes(cls)) base.$subclasses.push(cls);
  }
}

/** Stands for a function that cannot be made again. */
function lostFunction(name: string): Value {
  return function () {
    throw $raise(new NotImplementedError(`${name} cannot be taken into another process by gilt`));
  };
}

/** A reference to what was not there any more when the snapshot was taken. */
function deadReference(): WeakRef<object> {
  const reference = new WeakRef<object>({});
  Object.defineProperty(reference, "deref", { value: () => undefined });
  return reference;
}
