/**
 * data - the classes behind bytes, bytearray and memoryview.
 *
 * Mind  a Bytes never changes its data; a ByteArray may replace it when it grows, never while it is exported
 */
import { inward, object, type Value } from "../object.js";
import type { Ints, IntMemory } from "./ints.js";

export class Bytes {
  constructor(readonly data: Uint8Array) {}
  /** ints.ts: instances of subclasses are boxes, and no Bytes */
  get $ints(): Ints {
    return this.data;
  }
  get $low(): number {
    return 0;
  }
  get $high(): number {
    return -1;
  }
}

export class ByteArray {
  /** memoryviews of it that are not released */
  exports = 0;
  constructor(public data: Uint8Array) {}
  get $ints(): Ints | undefined {
    return Object.getPrototypeOf(this) === ByteArray.prototype ? this.data : undefined;
  }
  get $low(): number {
    return 0;
  }
  get $high(): number {
    return 255;
  }
}

/** What has memory and counts the views of it. */
export interface Exports {
  exports: number;
  /** the views themselves, if it is to be found out which of them nobody has any more */
  $views?: WeakRef<MemoryView>[];
}

/** What a memoryview shows: items of `format`, in rows of `shape`, `strides` bytes apart. */
export class MemoryView implements IntMemory {
  $released = false;
  $ints: Ints | undefined = undefined;
  $low = 0;
  $high = -1;
  /** views made of this one */
  $exports = 0;
  $hash: Value = null;
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
    this.$ints = undefined;
  }
}

for (const cls of [Bytes, ByteArray, MemoryView]) {
  Object.setPrototypeOf(cls.prototype, object.prototype as object);
  inward(cls.prototype);
}
