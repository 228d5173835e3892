/**
 * bytearray - bytes that change.
 *
 * Mirrors     Objects/bytearrayobject.c
 * Suspends    constructor, and what takes numbers or iterables
 * Mind        an instance of a subclass is a ByteArray with the subclass's prototype; the methods that bytes have too are in bytes.ts
 */
import type { Suspends } from "../frames/suspend.js";
import { byteOf, BytesIterator, construct, fromIterable, repeat, sharedMethods } from "./bytes.js";
import { bufferOf } from "./bytes/buffer.js";
import { ByteArray, Bytes } from "./bytes/data.js";
import { isExported } from "./bytes/exported.js";
import { bytesRepr } from "./bytes/text.js";
import { BufferError, IndexError, TypeError, ValueError } from "./exceptions.js";
import { iteratorType } from "./iterator.js";
import { madeFor, specialMethod, type PyType, typeOf, type Value } from "./object.js";
import { callMethod } from "./protocols/call.js";
import { toPosition, toSize, toSsize } from "./protocols/index.js";
import { builtinType, methods, unhashable } from "./register.js";
import { Slice, sliceIndices } from "./slice.js";
import { stringOf } from "./str.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";
import { warn, warnings } from "./warn.js";
import { lentBytes, SIMPLE } from "./bytes/pythonbuffer.js";

export const bytearray = builtinType(
  "bytearray(source=b'', encoding='utf-8', errors='strict')",
  function (source: Value, encoding: Value, errors: Value): Suspends<ByteArray> {
    return new ByteArray(construct(source, encoding, errors, "byte", "bytearray"));
  },
  { prototype: ByteArray.prototype, empty: (cls: PyType) => madeFor(ByteArray, cls, new Uint8Array(0)) },
);

methods(bytearray, {
  "__reduce_ex__(self, proto=0, /)": function (this: Value, protocol: Value): Suspends<Value> {
    const state = callMethod(this, "__getstate__");
    const data = (this as ByteArray).$data;
    const proto = protocol === undefined ? 0 : toSize(protocol);
    const args = data.length === 0 ? [] : proto < 3 ? [Buffer.from(data).toString("latin1"), "latin-1"] : [new Bytes(data.slice())];
    return new Tuple([typeOf(this), new Tuple(args), state]);
  },
  "__reduce__(self, /)": function (this: Value): Suspends<Value> {
    return callMethod(this, "__reduce_ex__", 2);
  },
});

class ByteArrayIterator extends BytesIterator {}
export const bytearrayIterator = iteratorType("bytearray_iterator", ByteArrayIterator);

sharedMethods(bytearray, (data) => new ByteArray(data));

/** Before the length changes. @param given bytes that are to be in it */
function resizable(self: ByteArray, given?: Uint8Array): Suspends<void> {
  if (self.$viewed > 0 && (given?.buffer === self.$room.buffer || isExported(self))) throw new BufferError(EXPORTED);
}

const EXPORTED = "Existing exports of data: object cannot be re-sized";

const NOTHING = new Uint8Array(0);

/** Puts bytes in the place of others: where they are if there is room, the shorter side moved. */
function insert(self: ByteArray, at: number, removed: number, given: Uint8Array): Suspends<void> {
  if (removed === given.length) return self.$room.set(given, at);
  resizable(self, given);
  const { $room: room, $size: before } = self;
  if (at >= before) return appendAll(self, given);
  const added = given.buffer === room.buffer ? given.slice() : given;
  // another thread may have made it shorter while this one waited
  const end = Math.min(at + removed, before);
  const size = before - (end - at) + added.length;
  if (size > room.length) {
    const more = withRoom(size);
    more.set(room.subarray(0, at));
    more.set(room.subarray(end, before), at + added.length);
    self.$hold(more, size);
  } else if (size < before && at < before - end) {
    room.copyWithin(before - size, 0, at);
    self.$hold(withoutWaste(room.subarray(before - size), size), size);
  } else {
    room.copyWithin(at + added.length, end, before);
    self.$hold(withoutWaste(room, size), size);
  }
  self.$room.set(added, at);
}

/** `insert` at the end. */
function appendAll(self: ByteArray, given: Uint8Array): void {
  const { $size: before } = self;
  const size = before + given.length;
  let room = self.$room;
  if (size > room.length) {
    room = withRoom(size);
    room.set(self.$room);
  }
  if (given.length > SMALL) room.set(given, before);
  else for (let i = 0; i < given.length; i++) room[before + i] = given[i] as number;
  self.$hold(room, size);
}

/** `insert` of one byte at the end. */
function append(self: ByteArray, byte: number): Suspends<void> {
  resizable(self);
  const size = self.$size;
  let room = self.$room;
  if (size === room.length) {
    room = withRoom(size + 1);
    room.set(self.$room);
  }
  room[size] = byte;
  self.$hold(room, size + 1);
}

/** Memory for so many bytes and some more. */
function withRoom(size: number): Uint8Array {
  return new Uint8Array(size + (size >> 2) + 16);
}

/** The first bytes in memory of their own where they are a small part of what they stand in. */
function withoutWaste(room: Uint8Array, size: number): Uint8Array {
  const { byteLength } = room.buffer;
  if (size >= byteLength >> 2 || byteLength < SMALL) return room;
  const less = withRoom(size);
  less.set(room.subarray(0, size));
  return less;
}

/** Memory below which nothing is given back. */
const SMALL = 256;

/** What is assigned to a slice or appended: bytes-like, or an iterable of ints. */
function addedBytes(x: Value): Suspends<Uint8Array> {
  return bufferOf(x) ?? lentBytes(x) ?? fromIterable(x, "byte", "bytearray");
}

function deleteItem(self: ByteArray, key: Value): Suspends<null> {
  if (key instanceof Slice) {
    const { start, step, count } = sliceIndices(key, self.$size);
    if (count === 0) return null;
    if (step === 1) {
      insert(self, start, count, NOTHING);
      return null;
    }
    resizable(self);
    const { $room, $size } = self;
    const stride = Math.abs(step);
    const first = step < 0 ? start + (count - 1) * step : start;
    for (let i = 0; i < count; i++) {
      const from = first + i * stride + 1;
      $room.copyWithin(from - i - 1, from, i === count - 1 ? $size : from + stride - 1);
    }
    self.$hold($room, $size - count);
    return null;
  }
  let at = toPosition(key, "bytearray indices must be integers or slices");
  if (at < 0) at += self.$size;
  if (at < 0 || at >= self.$size) throw new IndexError("bytearray index out of range");
  insert(self, at, 1, NOTHING);
  return null;
}

function setItem(self: ByteArray, key: Value, value: Value): Suspends<null> {
  if (!(key instanceof Slice)) {
    let at = toPosition(key, "bytearray indices must be integers or slices");
    if (at < 0) at += self.$size;
    // `__index__` may change the length
    const byte = byteOf(value, "byte");
    if (at < 0 || at >= self.$size) throw new IndexError("bytearray index out of range");
    self.$data[at] = byte;
    return null;
  }
  if (typeof value === "number" || stringOf(value) !== undefined) {
    throw new TypeError("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
  }
  const added = addedBytes(value);
  const { start, stop, step, count } = sliceIndices(key, self.$data.length);
  if (step === 1) {
    insert(self, start, Math.max(stop - start, 0), added);
    return null;
  }
  if (added.length === 0) return deleteItem(self, key);
  if (added.length !== count) throw new ValueError(`attempt to assign bytes of size ${added.length} to extended slice of size ${count}`);
  const { $data } = self;
  for (let i = 0, at = start; i < count; i++, at += step) $data[at] = added[i] as number;
  return null;
}

methods(bytearray, {
  "__init__(self, source=b'', encoding='utf-8', errors='strict')": function (this: ByteArray, source: Value, encoding: Value, errors: Value): Suspends<null> {
    const data = construct(source, encoding, errors, "byte", "bytearray");
    resizable(this);
    this.$data = data;
    return null;
  },
  "__repr__(self, /)": function (this: Value): string {
    return `${this.$cls.$name}(${bytesRepr(this.$data, true)})`;
  },
  "__str__(self, /)": function (this: Value): Suspends<string> {
    if (warnings.bytes > 0) warn("BytesWarning", "str() on a bytearray instance");
    return `${this.$cls.$name}(${bytesRepr(this.$data, true)})`;
  },
  "__iter__(self, /)": function (this: ByteArray): BytesIterator {
    return new ByteArrayIterator(this);
  },
  "__setitem__(self, key, value, /)": function (this: ByteArray, key: Value, value: Value): Suspends<null> {
    return setItem(this, key, value);
  },
  "__delitem__(self, key, /)": function (this: ByteArray, key: Value): Suspends<null> {
    return deleteItem(this, key);
  },
  "__iadd__(self, value, /)": function (this: ByteArray, other: Value): Suspends<ByteArray> {
    const data = bufferOf(other) ?? lentBytes(other, SIMPLE);
    if (data === undefined) throw new TypeError(`can't concat ${typeName(other)} to ${typeName(this)}`);
    if (other === this && data.length > 0) throw new BufferError(EXPORTED);
    insert(this, this.$size, 0, data);
    return this;
  },
  "__imul__(self, value, /)": function (this: ByteArray, count: Value): Suspends<ByteArray> {
    const data = repeat(this.$data, count);
    if (data.length === this.$size) return this;
    resizable(this);
    this.$data = data;
    return this;
  },
  "append(self, item, /)": function (this: ByteArray, item: Value): Suspends<null> {
    append(this, byteOf(item, "byte"));
    return null;
  },
  "clear(self, /)": function (this: ByteArray): Suspends<null> {
    insert(this, 0, this.$size, NOTHING);
    return null;
  },
  "copy(self, /)": function (this: ByteArray): ByteArray {
    return new ByteArray(this.$data.slice());
  },
  "extend(self, iterable_of_ints, /)": function (this: ByteArray, iterable: Value): Suspends<null> {
    let lent: Uint8Array | undefined;
    if (
      bufferOf(iterable) === undefined &&
      (lent = lentBytes(iterable, SIMPLE)) === undefined &&
      (iterable === null || (specialMethod(iterable, "__iter__") == null && specialMethod(iterable, "__getitem__") == null))
    ) {
      throw new TypeError(`can't extend bytearray with ${typeName(iterable)}`);
    }
    if (stringOf(iterable) !== undefined) throw new TypeError("expected iterable of integers; got: 'str'");
    const added = lent ?? addedBytes(iterable);
    insert(this, this.$size, 0, added);
    return null;
  },
  "insert(self, index, item, /)": function (this: ByteArray, index: Value, item: Value): Suspends<null> {
    const n = toSsize(index);
    const byte = byteOf(item, "byte");
    const at = Math.min(n < 0 ? Math.max(0, n + this.$size) : n, this.$size);
    insert(this, at, 0, Uint8Array.of(byte));
    return null;
  },
  "pop(self, index=-1, /)": function (this: ByteArray, index: Value): Suspends<number> {
    const n = index === undefined ? -1 : toSsize(index);
    const size = this.$size;
    if (size === 0) throw new IndexError("pop from empty bytearray");
    const at = n < 0 ? n + size : n;
    if (at < 0 || at >= size) throw new IndexError("pop index out of range");
    const byte = this.$room[at] as number;
    insert(this, at, 1, NOTHING);
    return byte;
  },
  "remove(self, value, /)": function (this: ByteArray, value: Value): Suspends<null> {
    const byte = byteOf(value, "byte");
    const at = this.$data.indexOf(byte);
    if (at < 0) throw new ValueError("value not found in bytearray");
    insert(this, at, 1, NOTHING);
    return null;
  },
  "reverse(self, /)": function (this: ByteArray): null {
    this.$data.reverse();
    return null;
  },
  "__alloc__(self, /)": function (this: ByteArray): number {
    return this.$size === 0 ? 0 : this.$size + 1;
  },
});
unhashable(bytearray);
