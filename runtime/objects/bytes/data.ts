/**
 * data - the classes behind bytes, bytearray and memoryview.
 *
 * Mind  a Bytes never changes its data; those of a ByteArray are elsewhere once they became more, never while they are viewed
 */
import type { KnownHash } from "../hash64.js";
import { inward, object, type Value } from "../object.js";
import type { Numbers, NumberMemory } from "./numbers.js";

export class Bytes {
  /** null: never hashed */
  $hash: KnownHash | null = null;
  constructor(readonly $data: Uint8Array) {}
  /** ints.ts: instances of subclasses are boxes, and no Bytes */
  get $numbers(): Numbers {
    return this.$data;
  }
  declare readonly $low: number;
  declare readonly $high: number;
}

export class ByteArray {
  /** memoryviews of it that are not released */
  $viewed = 0;
  $uses: WeakRef<Use>[] | null = null;
  /** its memory, with room behind the bytes for more of them */
  $room: Uint8Array;
  $size: number;
  /** the bytes, if anyone has asked for them since they became more or less */
  $whole: Uint8Array | undefined = undefined;
  $numbers: Numbers | undefined = undefined;
  declare readonly $low: number;
  declare readonly $high: number;
  constructor(data: Uint8Array) {
    this.$room = data;
    this.$size = data.length;
  }
  /** The bytes. Nobody keeps them: when they become more or less, they are elsewhere. */
  get $data(): Uint8Array {
    return this.$whole ?? openBytes(this);
  }
  set $data(data: Uint8Array) {
    this.$hold(data, data.length);
  }

  /** The first `size` bytes of some memory are the bytes now. */
  $hold(room: Uint8Array, size: number): void {
    this.$room = room;
    this.$size = size;
    this.$whole = this.$numbers = undefined;
  }

  /** In a new isolate: two views of one memory would have come as two copies. */
  $forked(): void {
    this.$whole = this.$numbers = undefined;
  }
}

function openBytes(x: ByteArray): Uint8Array {
  x.$whole = x.$room.length === x.$size ? x.$room : x.$room.subarray(0, x.$size);
  if (Object.getPrototypeOf(x) === ByteArray.prototype) x.$numbers = x.$whole;
  return x.$whole;
}

/** What a view of an object has in common with those that are made of it: while it is there, one of them is. */
export class Use {}

/** What has memory and counts the views of it. */
export interface Exports {
  /** views that are not released, among them some that nobody has any more, if `$uses` do not say otherwise */
  $viewed: number;
  /** null: there was none yet */
  $uses: WeakRef<Use>[] | null;
}

/** What a memoryview shows: items of `format`, in rows of `shape`, `strides` bytes apart. */
export class MemoryView implements NumberMemory {
  $released = false;
  $numbers: Numbers | undefined = undefined;
  $low = 0;
  $high = -1;
  /** views made of this one */
  $exports = 0;
  $hash: Value = null;
  /** the object whose `__buffer__` gave the view that this one shows, until it is released */
  $lent: { readonly by: Value; readonly view: MemoryView } | null = null;
  /** null: what has the memory does not count, or the view is released */
  $use: Use | null = null;
  constructor(
    /** the object whose memory it is */
    readonly $obj: Value,
    /** all of the memory; the view's own part begins at `offset` */
    readonly $memory: Uint8Array,
    readonly $offset: number,
    readonly $format: string,
    readonly $itemsize: number,
    readonly $shape: readonly number[],
    readonly $strides: readonly number[],
    readonly $readonly: boolean,
    /** what counts its views: a bytearray, an array, a map */
    readonly $counted: Exports | null,
  ) {}

  /** In a new isolate: a part of the memory would have come as a copy. */
  $forked(): void {
    this.$numbers = undefined;
  }
}

for (const [cls, high] of [
  [Bytes, -1],
  [ByteArray, 255],
] as const)
  Object.defineProperties(cls.prototype, { $low: { value: 0 }, $high: { value: high } });
for (const cls of [Bytes, ByteArray, MemoryView]) {
  Object.setPrototypeOf(cls.prototype, object.prototype as object);
  inward(cls.prototype);
}
