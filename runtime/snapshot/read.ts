/**
 * read - a tape as the objects it describes.
 *
 * Objects come to be first, each when it or something made of it is asked for, and get their properties then; so circles close.
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
import { Body, CONSTANTS, Kind, type Tape } from "./tape.js";

export class Reader {
  private readonly objects: Value[];
  private readonly named: Value[];
  /** By shape: do its objects have $forked? */
  private readonly told: (boolean | undefined)[];
  /** Classes of the tape. */
  readonly classes: Value[] = [];
  /** Objects with $forked. */
  readonly forked: Value[] = [];

  constructor(readonly tape: Tape) {
    this.objects = new Array(tape.bodies.length);
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
        return this.objects[at] ?? (this.objects[at] = this.make(at));
    }
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

  /** Everything, with its properties. */
  finish(): void {
    const { bodies } = this.tape;
    for (let i = 0; i < bodies.length; i++) this.fill(i, this.value((i << 4) | Kind.Object));
    const { weak } = this.tape;
    for (let i = 0; i < weak.length; i += 3)
      (this.value(weak[i]!) as WeakMap<object, unknown>).set(this.value(weak[i + 1]!) as object, this.value(weak[i + 2]!));
  }

  /** Object, name of the table and what it holds, in turn, of the carried tables. */
  entries(): Value[] {
    return [...this.tape.entries].map((value) => this.value(value));
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
export function joinBases(cls: Value): void {
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
