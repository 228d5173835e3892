/**
 * data - the classes behind bytes, bytearray and memoryview.
 *
 * Mind  a Bytes never changes its data; a ByteArray may replace it when it grows, never while it is exported
 */
import { object, type Value } from "../object.js";

export class Bytes {
  constructor(readonly data: Uint8Array) {}
}

export class ByteArray {
  /** memoryviews of it that are not released */
  exports = 0;
  constructor(public data: Uint8Array) {}
}

/** What has memory and counts the views of it. */
export interface Exports {
  exports: number;
  /** the views themselves, if it is to be found out which of them nobody has any more */
  $views?: WeakRef<MemoryView>[];
}

/** What a memoryview shows: items of `format`, in rows of `shape`, `strides` bytes apart. */
export class MemoryView {
  $released = false;
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
}

for (const cls of [Bytes, ByteArray, MemoryView]) Object.setPrototypeOf(cls.prototype, object.prototype as object);
