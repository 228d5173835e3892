/**
 * data - what all of ctypes' objects are: a piece of memory with a class that says how it is to be read.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c of CPython 3.13: CDataObject, StgInfo
 * Mind        part of another object's memory (a field, an item) is an object of its own over the same memory; `$base` keeps the whole
 */
import type { Suspends } from "../../frames/suspend.js";
import { newClass } from "../../objects/class.js";
import { Dict } from "../../objects/dict.js";
import { EXPORTERS } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { initType, isinstance, isType, object, type, typeFunction, typeOf, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { attributeDict } from "../../objects/attributedict.js";
import { Tuple } from "../../objects/tuple.js";

/** What a class of ctypes says of the memory of its instances. */
export interface Info {
  readonly kind: "simple" | "array" | "structure" | "pointer" | "function";
  readonly size: number;
  readonly align: number;
  /** of items, as memoryview has it */
  readonly format: string;
  /** lengths of the dimensions, for memoryview */
  readonly shape: readonly number[];
  /** type code of a simple type */
  readonly code: string;
  /** what a class derived from one of c_int ...: its items are objects, not plain values */
  readonly boxed: boolean;
  /** its bytes stand the other way round */
  readonly big: boolean;
  /** class of the items of an array, of what a pointer points to */
  readonly item: PyType | null;
  readonly length: number;
  /** it holds addresses, which mean nothing in another process */
  readonly pointers: boolean;
}

export class CData {
  /** the object whose memory this is part of */
  $base: CData | null = null;
  /** what must live as long as this, under its place in the memory */
  $kept: Map<number, Value> | null = null;
  constructor(
    public $bytes: Uint8Array,
    public $view: DataView,
  ) {}
}
Object.setPrototypeOf(CData.prototype, object.prototype as object);

EXPORTERS.push((x) => {
  if (!(x instanceof CData)) return undefined;
  const { format, shape } = infoOf(typeOf(x));
  const count = shape.reduce((product, n) => product * n, 1);
  return { memory: x.$bytes, format, itemsize: count === 0 ? 1 : x.$bytes.length / count, readonly: false, shape };
});

/** The class's own, or that of its nearest base. @throws TypeError a class without memory */
export function infoOf(cls: PyType): Info {
  const info = knownInfo(cls);
  if (info === undefined) throw new TypeError("abstract class");
  return info;
}

export function knownInfo(cls: Value): Info | undefined {
  if (!isType(cls)) return undefined;
  for (const base of cls.$mro) {
    const info = (base as Value).$info as Info | undefined;
    if (info !== undefined) return info;
  }
  return undefined;
}

/** An object over memory that is there already. */
export function over(cls: PyType, bytes: Uint8Array, base: CData | null): CData {
  const made = Object.create(cls.prototype as object) as CData;
  made.$base = base;
  made.$kept = null;
  made.$bytes = bytes;
  made.$view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return made;
}

/** A new one, all zeros. */
export function fresh(cls: PyType): CData {
  return over(cls, new Uint8Array(infoOf(cls).size), null);
}

/** Part of an object: `size` bytes from `at` on. */
export function part(cls: PyType, whole: CData, at: number, size: number): CData {
  return over(cls, whole.$bytes.subarray(at, at + size), whole);
}

/** Keeps something alive as long as it stands at a place in the memory of the whole that `o` is part of; null: what stood there is gone. */
export function keep(o: CData, at: number, what: Value): void {
  let whole = o;
  while (whole.$base !== null) whole = whole.$base;
  const place = o.$bytes.byteOffset - whole.$bytes.byteOffset + at;
  if (what === null) whole.$kept?.delete(place);
  else (whole.$kept ??= new Map()).set(place, what);
}

/** The metaclass of all; its subclasses are those of the kinds. */
export const CTypeType = metaclass("CType_Type", type);

export function metaclass(name: string, base: PyType): PyType {
  const made = initType(typeFunction(), name, [base], base.$mro, Object.create(base.prototype as object) as object, type);
  made.$module = "_ctypes";
  made.$hasDict = true;
  return made;
}

/** A class of a metaclass, from what its `__new__` gets. */
export function classOf(meta: PyType, name: string, bases: Tuple, names: Value, kw: Kw | null): Suspends<PyType> {
  const map = new Map<string, Value>();
  for (const entry of (names as Dict).$entries()) map.set(entry.key as string, entry.value);
  return newClass(meta, name, bases.items as PyType[], map, kw !== null && Object.keys(kw).length > 0 ? kw : null, null);
}

/** A class of this module itself. */
export function ownClass(meta: PyType, name: string, base: PyType, attributes: readonly (readonly [string, Value])[], module = "ctypes"): Suspends<PyType> {
  return newClass(meta, name, [base], new Map<string, Value>([["__module__", module], ...attributes]), null, null);
}

export const _CData = builtinType("_CData()", null, { prototype: CData.prototype, module: "_ctypes" });
_CData.$cls = CTypeType;
methods(_CData, {
  "__new__(cls, *args, **kwargs)": function (this: PyType): CData {
    return fresh(this);
  },
  "__hash__(self, /)": function (): Value {
    throw new TypeError("unhashable type");
  },
  "__reduce__(self, /)": function (this: CData): Suspends<Value> {
    const cls = typeOf(this);
    if (infoOf(cls).pointers) throw new ValueError("ctypes objects containing pointers cannot be pickled");
    const state = new Tuple([attributeDict(this), new Bytes(this.$bytes.slice())]);
    return new Tuple([_unpickle, new Tuple([cls, state])]);
  },
  "__setstate__(self, state, /)": function (this: CData, state: Value): Suspends<null> {
    const [names, data] = (state as Tuple).items as [Value, Bytes];
    this.$bytes.set(data.$data.subarray(0, this.$bytes.length));
    callMethod(attributeDict(this), "update", names);
    return null;
  },
  "__ctypes_from_outparam__(self, /)": function (this: CData): Value {
    return this;
  },
});
getset(_CData, {
  _b_base_: [(self: CData) => self.$base],
  _b_needsfree_: [(self: CData) => (self.$base === null ? 1 : 0)],
  _objects: [(self: CData) => keptOf(self)],
});

function keptOf(o: CData): Value {
  if (o.$kept === null || o.$kept.size === 0) return null;
  if (o.$kept.size === 1 && o.$kept.has(-1)) return o.$kept.get(-1);
  const shown = new Dict();
  for (const [place, what] of o.$kept) if (place >= 0 && !(what instanceof Uint8Array)) shown.$setNamed(String(place), what);
  return shown;
}

export const _unpickle = builtin(
  "_unpickle(typ, state, /)",
  (cls: Value, state: Value): Suspends<Value> => {
    const made = fresh(cls as PyType);
    callMethod(made, "__setstate__", state);
    return made;
  },
  "_ctypes",
);

export function isData(x: Value): x is CData {
  return isinstance(x, _CData);
}
