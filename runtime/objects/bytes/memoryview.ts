/**
 * memoryview - views of other objects' memory.
 *
 * Mirrors     Objects/memoryobject.c
 * Suspends    item assignment: `__index__`, `__float__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { hexOf } from "../bytes.js";
import { IndexError, NotImplementedError, TypeError, ValueError } from "../exceptions.js";
import { address } from "../identity.js";
import { iterateItems } from "./iterate.js";
import { NotImplemented, type Value } from "../object.js";
import { eq } from "../protocols/eq.js";
import { truth } from "../protocols/bool.js";
import { hash } from "../protocols/hash.js";
import { indexOf, toPosition } from "../protocols/index.js";
import { builtinType, getset, methods } from "../register.js";
import { Slice, sliceIndices } from "../slice.js";
import { stringOf } from "../str.js";
import { isTuple, plainTuple, Tuple } from "../tuple.js";
import { argumentName, typeName } from "../typename.js";
import { bufferInfo, bufferOf, type BufferInfo } from "./buffer.js";
import { ByteArray, Bytes, MemoryView, Use, type Exports } from "./data.js";
import { forgetDropped } from "./exported.js";
import { nativeCode, readItem, SIZES, writeItem } from "./items.js";
import { giveBack, lentBy } from "./pythonbuffer.js";
import { byteLength, checkReleased, isContiguous, openView, releaseView, viewBytes } from "./view.js";

/** `memoryview(object)` */
export function makeView(x: Value): MemoryView {
  if (x instanceof MemoryView) {
    checkReleased(x);
    return derived(x, x.$offset, x.$format, x.$itemsize, x.$shape, x.$strides);
  }
  if (x instanceof ByteArray) {
    return whole(x, x.$data, "B", 1, false, x);
  }
  const plain = x instanceof Bytes ? x : typeof x === "object" && x !== null && x.$value instanceof Bytes ? x.$value : undefined;
  if (plain !== undefined) return whole(x, plain.$data, "B", 1, true, null);
  const info = typeof x === "object" && x !== null ? bufferInfo(x) : undefined;
  if (info === undefined) throw new TypeError(`memoryview: a bytes-like object is required, not '${typeName(x)}'`);
  if (info.shape !== undefined) return shaped(x, info, info.shape);
  return whole(info.owner ?? x, info.memory, info.format, info.itemsize, info.readonly, info.counted ?? null);
}

function whole(x: Value, memory: Uint8Array, format: string, itemsize: number, readonly: boolean, counted: Exports | null): MemoryView {
  return counting(new MemoryView(x, memory, 0, format, itemsize, [Math.floor(memory.length / itemsize)], [itemsize], readonly, counted));
}

/** Memory with dimensions of its own, the last index moving fastest. */
function shaped(x: Value, info: BufferInfo, shape: readonly number[]): MemoryView {
  const strides: number[] = [];
  let stride = info.itemsize;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides.unshift(stride);
    stride *= shape[i] as number;
  }
  return counting(new MemoryView(x, info.memory, 0, info.format, info.itemsize, shape, strides, info.readonly, info.counted ?? null));
}

/** So many uses are worth a look. */
const MANY = 64;

/** A new view, counted by what has the memory. @param of the view that it is made of */
export function counting(view: MemoryView, of: MemoryView | null = null): MemoryView {
  const { $counted: counted } = view;
  if (counted === null) return view;
  counted.$viewed++;
  if (of !== null) {
    view.$use = of.$use;
    return view;
  }
  const uses = (counted.$uses ??= []);
  uses.push(new WeakRef((view.$use = new Use())));
  // each time that there are twice as many, those that are gone are forgotten
  if (uses.length >= MANY && (uses.length & (uses.length - 1)) === 0) forgetDropped(counted);
  return view;
}

/** A view of a view's memory. */
function derived(
  view: MemoryView,
  offset: number,
  format: string,
  itemsize: number,
  shape: readonly number[],
  strides: readonly number[],
  readonly = view.$readonly,
): MemoryView {
  const { $obj: obj, $counted: counted } = view;
  return counting(new MemoryView(obj, view.$memory, offset, format, itemsize, shape, strides, readonly, counted), view);
}

export const memoryview = builtinType(
  "memoryview(object)",
  function (object: Value): Suspends<MemoryView> {
    const lent = lentBy(object);
    if (lent === undefined) return makeView(object);
    const view = makeView(lent);
    view.$lent = { by: object, view: lent };
    return view;
  },
  { prototype: MemoryView.prototype, final: true },
);

/** Format as an object shows it. */
function shownFormat(view: MemoryView): string {
  return view.$format;
}

function position(key: Value, view: MemoryView, dimension: number): Suspends<number> {
  const length = view.$shape[dimension] as number;
  let at = toPosition(key, "memoryview: invalid slice key");
  if (at < 0) at += length;
  if (at < 0 || at >= length) throw new IndexError(`index out of bounds on dimension ${dimension + 1}`);
  return at * (view.$strides[dimension] as number);
}

/** The offset of the item that a tuple of indexes names. */
function itemOffset(view: MemoryView, keys: Value[]): Suspends<number> {
  if (keys.length < view.$shape.length) throw new NotImplementedError("sub-views are not implemented");
  if (keys.length > view.$shape.length) throw new TypeError(`cannot index ${view.$shape.length}-dimension view with ${keys.length}-element tuple`);
  let at = view.$offset;
  for (let i = 0; i < keys.length; i++) at += position(keys[i], view, i);
  return at;
}

function isIndexTuple(key: Value): Suspends<boolean> {
  if (!isTuple(key)) return false;
  const { items } = plainTuple(key);
  for (let i = 0; i < items.length; i++) if (indexOf(items[i]) === undefined) return false;
  return true;
}

/** Has the value an `__index__`? (its value is asked again) */
function isIndex(key: Value): Suspends<boolean> {
  return indexOf(key) !== undefined;
}

function unsupported(format: string): Value {
  const code = format.startsWith("@") ? format.slice(1) : format;
  return new NotImplementedError(code.length === 1 ? `memoryview: format ${format} not supported` : `memoryview: unsupported format ${format}`);
}

function getItem(view: MemoryView, key: Value): Suspends<Value> {
  checkReleased(view);
  if (view.$shape.length === 0) {
    if (isTuple(key) && plainTuple(key).items.length === 0) return readItem(view.$memory, view.$offset, view.$format);
    if (key === view.$obj) return view;
    throw new TypeError("invalid indexing of 0-dim memory");
  }
  if (!(key instanceof Slice) && isIndex(key)) {
    if (view.$shape.length !== 1) {
      throw new NotImplementedError("multi-dimensional sub-views are not implemented");
    }
    if (nativeCode(view.$format) === undefined) throw unsupported(view.$format);
    openView(view);
    return readItem(view.$memory, view.$offset + position(key, view, 0), view.$format);
  }
  if (key instanceof Slice) {
    const { start, step, count } = sliceIndices(key, view.$shape[0] as number);
    const stride = view.$strides[0] as number;
    return derived(
      view,
      view.$offset + start * stride,
      view.$format,
      view.$itemsize,
      [count, ...view.$shape.slice(1)],
      [stride * step, ...view.$strides.slice(1)],
    );
  }
  if (isIndexTuple(key)) {
    const at = itemOffset(view, plainTuple(key).items);
    return readItem(view.$memory, at, view.$format);
  }
  if (isTuple(key) && plainTuple(key).items.every((item) => item instanceof Slice)) {
    throw new NotImplementedError("multi-dimensional slicing is not implemented");
  }
  throw new TypeError("memoryview: invalid slice key");
}

function setItem(view: MemoryView, key: Value, value: Value): Suspends<null> {
  checkReleased(view);
  if (nativeCode(view.$format) === undefined) throw unsupported(view.$format);
  if (view.$readonly) throw new TypeError("cannot modify read-only memory");
  if (view.$shape.length === 0) {
    if (isTuple(key) && plainTuple(key).items.length === 0) return writeItem(view.$memory, view.$offset, view.$format, value);
    throw new TypeError("invalid indexing of 0-dim memory");
  }
  if (!(key instanceof Slice) && isIndex(key)) {
    if (view.$shape.length > 1) throw new NotImplementedError("sub-views are not implemented");
    openView(view);
    const at = view.$offset + position(key, view, 0);
    return writeItem(view.$memory, at, view.$format, value);
  }
  if (key instanceof Slice && view.$shape.length === 1) {
    if (bufferOf(value) === undefined) throw new TypeError(`a bytes-like object is required, not '${typeName(value)}'`);
    const source = makeView(value);
    try {
      const { start, step, count } = sliceIndices(key, view.$shape[0] as number);
      copyItems(view, start, step, count, source);
    } finally {
      releaseView(source);
    }
    return null;
  }
  if (isIndexTuple(key)) {
    const at = itemOffset(view, plainTuple(key).items);
    return writeItem(view.$memory, at, view.$format, value);
  }
  if (key instanceof Slice || (isTuple(key) && plainTuple(key).items.every((item) => item instanceof Slice))) {
    throw new NotImplementedError("memoryview slice assignments are currently restricted to ndim = 1");
  }
  throw new TypeError("memoryview: invalid slice key");
}

function copyItems(view: MemoryView, start: number, step: number, count: number, source: MemoryView): void {
  if (source.$shape.length !== 1 || source.$format !== view.$format || source.$shape[0] !== count) {
    throw new ValueError("memoryview assignment: lvalue and rvalue have different structures");
  }
  const data = viewBytes(source).slice();
  const stride = (view.$strides[0] as number) * step;
  let at = view.$offset + start * (view.$strides[0] as number);
  for (let i = 0; i < count; i++, at += stride) view.$memory.set(data.subarray(i * view.$itemsize, (i + 1) * view.$itemsize), at);
}

/** `view.release()`: what was lent goes back. */
function release(view: MemoryView): Suspends<void> {
  const lent = view.$lent;
  releaseView(view);
  if (lent === null) return;
  view.$lent = null;
  giveBack(lent.by, lent.view);
}

/** tolist() of the dimensions from `dimension` on. */
function toList(view: MemoryView, dimension: number, offset: number): Value {
  if (dimension === view.$shape.length) return readItem(view.$memory, offset, view.$format);
  const items: Value[] = [];
  for (let i = 0; i < (view.$shape[dimension] as number); i++) items.push(toList(view, dimension + 1, offset + i * (view.$strides[dimension] as number)));
  return items;
}

function equals(view: MemoryView, other: Value): Suspends<Value> {
  if (view.$released) return view === other;
  if (other instanceof MemoryView && other.$released) return (view as Value) === other;
  const isBuffer =
    other instanceof MemoryView ||
    other instanceof ByteArray ||
    other instanceof Bytes ||
    other?.$value instanceof Bytes ||
    (typeof other === "object" && other !== null && bufferInfo(other) !== undefined);
  if (!isBuffer) return NotImplemented;
  const w = other instanceof MemoryView ? other : makeView(other);
  try {
    if (view.$shape.length !== w.$shape.length || view.$shape.some((n, i) => n !== w.$shape[i])) return false;
    const a = nativeCode(view.$format);
    const b = nativeCode(w.$format);
    if (a === undefined || b === undefined) {
      if (view.$format !== w.$format) return false;
    }
    if (a === b && a !== undefined && "bBhHiIlLqQnNc".includes(a)) {
      const x = viewBytes(view);
      const y = viewBytes(w);
      for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
      return true;
    }
    if (a === undefined || b === undefined) return false;
    return eq(toList(view, 0, view.$offset), toList(w, 0, w.$offset));
  } finally {
    if (w !== other) releaseView(w);
  }
}

function cast(view: MemoryView, format: Value, shape: Value): Suspends<MemoryView> {
  checkReleased(view);
  const code = stringOf(format);
  if (code === undefined) throw new TypeError(`cast() argument 'format' must be str, not ${argumentName(format)}`);
  if (!isContiguous(view)) throw new TypeError("memoryview: casts are restricted to C-contiguous views");
  const withShape = shape !== undefined;
  if ((withShape || view.$shape.length !== 1) && view.$shape.includes(0)) {
    throw new TypeError("memoryview: cannot cast view with zeros in shape or strides");
  }
  let dimensions: Value[] = [];
  if (withShape) {
    const items = Array.isArray(shape) ? shape : isTuple(shape) ? plainTuple(shape).items : undefined;
    if (items === undefined) throw new TypeError("shape must be a list or a tuple");
    dimensions = items;
    if (dimensions.length > 64) throw new ValueError("memoryview: number of dimensions must not exceed 64");
    if (view.$shape.length !== 1 && dimensions.length !== 1) throw new TypeError("memoryview: cast must be 1D -> ND or ND -> 1D");
  }
  const target = nativeCode(code);
  if (target === undefined) throw new ValueError("memoryview: destination format must be a native single character format prefixed with an optional '@'");
  const isBytes = (f: string) => f === "B" || f === "b" || f === "c" || f === "@B" || f === "@b" || f === "@c";
  if (!isBytes(view.$format) && !isBytes(code)) throw new TypeError("memoryview: cannot cast between two non-byte formats");
  const size = SIZES[target] as number;
  const total = byteLength(view);
  if (total % size !== 0) throw new TypeError("memoryview: length is not a multiple of itemsize");
  if (!withShape) return derived(view, view.$offset, code, size, [total / size], [size]);
  const lengths: number[] = [];
  let product = size;
  for (let i = 0; i < dimensions.length; i++) {
    if (typeof dimensions[i] !== "number") throw new TypeError("memoryview.cast(): elements of shape must be integers");
    const n = dimensions[i] as number;
    if (n <= 0) throw new ValueError("memoryview.cast(): elements of shape must be integers > 0");
    lengths.push(n);
    product *= n;
  }
  if (product !== total) throw new TypeError("memoryview: product(shape) * itemsize != buffer size");
  const strides: number[] = [];
  let stride = size;
  for (let i = lengths.length - 1; i >= 0; i--) {
    strides.unshift(stride);
    stride *= lengths[i] as number;
  }
  return derived(view, view.$offset, code, size, lengths, strides);
}

/** Are the items one after the other with the first index moving fastest? */
function isFortran(view: MemoryView): boolean {
  let size = view.$itemsize;
  for (let i = 0; i < view.$shape.length; i++) {
    const length = view.$shape[i] as number;
    if (length > 1 && view.$strides[i] !== size) return false;
    size *= length;
  }
  return true;
}

methods(memoryview, {
  "__repr__(self, /)": function (this: MemoryView): string {
    return `<${this.$released ? "released memory" : "memory"} at ${address(this)}>`;
  },
  "__hash__(self, /)": function (this: MemoryView): Suspends<Value> {
    if (this.$hash === null) {
      checkReleased(this);
      if (!this.$readonly) throw new ValueError("cannot hash writable memoryview object");
      if (!"bBc".includes(this.$format.replace("@", ""))) throw new ValueError("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
      this.$hash = hash(new Bytes(viewBytes(this).slice()));
    }
    return this.$hash;
  },
  "__eq__(self, value, /)": function (this: MemoryView, other: Value): Suspends<Value> {
    return equals(this, other);
  },
  "__ne__(self, value, /)": function (this: MemoryView, other: Value): Suspends<Value> {
    const equal = equals(this, other);
    return equal === NotImplemented ? equal : !truth(equal);
  },
  "__lt__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__le__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__gt__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__ge__(self, value, /)": function (): Value {
    return NotImplemented;
  },
  "__len__(self, /)": function (this: MemoryView): number {
    checkReleased(this);
    if (this.$shape.length === 0) throw new TypeError("0-dim memory has no length");
    return this.$shape[0] as number;
  },
  "__getitem__(self, key, /)": function (this: MemoryView, key: Value): Suspends<Value> {
    return getItem(this, key);
  },
  "__setitem__(self, key, value, /)": function (this: MemoryView, key: Value, value: Value): Suspends<null> {
    return setItem(this, key, value);
  },
  "__delitem__(self, key, /)": function (): null {
    throw new TypeError("cannot delete memory");
  },
  "__iter__(self, /)": function (this: MemoryView): Value {
    checkReleased(this);
    if (this.$shape.length === 0) throw new TypeError("invalid indexing of 0-dim memory");
    if (this.$shape.length !== 1) throw new NotImplementedError("multi-dimensional sub-views are not implemented");
    if (nativeCode(this.$format) === undefined) throw unsupported(this.$format);
    openView(this);
    return iterateItems(this);
  },
  "__enter__(self, /)": function (this: MemoryView): MemoryView {
    checkReleased(this);
    return this;
  },
  "__exit__(self, /, *exc_info)": function (this: MemoryView, _: Value[]): null {
    release(this);
    return null;
  },
  "release(self, /)": function (this: MemoryView): Suspends<null> {
    release(this);
    return null;
  },
  "tobytes(self, /, order='C')": function (this: MemoryView, order: Value): Bytes {
    checkReleased(this);
    if (order !== undefined && order !== null) {
      const name = stringOf(order);
      if (name === undefined) throw new TypeError(`tobytes() argument 'order' must be str or None, not ${typeName(order)}`);
      if (!["C", "F", "A"].includes(name)) throw new ValueError("order must be 'C', 'F' or 'A'");
    }
    return new Bytes(viewBytes(this).slice());
  },
  "tolist(self, /)": function (this: MemoryView): Value {
    checkReleased(this);
    if (nativeCode(this.$format) === undefined) throw unsupported(this.$format);
    return toList(this, 0, this.$offset);
  },
  "hex(self, /, sep=None, bytes_per_sep=1)": function (this: MemoryView, sep: Value, group: Value): Suspends<string> {
    checkReleased(this);
    return hexOf(viewBytes(this), sep, group);
  },
  "cast(self, /, format, shape=None)": function (this: MemoryView, format: Value, shape: Value): Suspends<MemoryView> {
    return cast(this, format, shape);
  },
  "toreadonly(self, /)": function (this: MemoryView): MemoryView {
    checkReleased(this);
    return derived(this, this.$offset, this.$format, this.$itemsize, this.$shape, this.$strides, true);
  },
  "_from_flags(cls, /, object, flags)": function (object: Value, _: Value): MemoryView {
    return makeView(object);
  },
});

const field = (read: (view: MemoryView) => Value): [(self: Value) => Value] => [
  (self: MemoryView) => {
    checkReleased(self);
    return read(self);
  },
];
getset(memoryview, {
  obj: field((view) => view.$obj),
  nbytes: field(byteLength),
  itemsize: field((view) => view.$itemsize),
  format: field(shownFormat),
  ndim: field((view) => view.$shape.length),
  shape: field((view) => new Tuple([...view.$shape])),
  strides: field((view) => new Tuple([...view.$strides])),
  suboffsets: field(() => new Tuple([])),
  readonly: field((view) => view.$readonly),
  c_contiguous: field(isContiguous),
  f_contiguous: field(isFortran),
  contiguous: field((view) => isContiguous(view) || isFortran(view)),
});
