/**
 * ints - memory whose items are ints, as the array of JavaScript's that `o[i]` and `o[i] = n` go to at once (protocols/getitem.ts).
 *
 * Invariants
 *   B1  `$ints` has exactly the items that `o[i]` gives, and is undefined wherever `o[i]` is more than that: in subclasses, released views, closed maps.
 *   B2  What may be stored as an item lies from `$low` to `$high`: nothing (`$high` below `$low`) where the memory is readonly.
 * Mind  bytes show theirs on their prototype; a bytearray, a view, an array and a map have them as fields, opened at the first use of an item
 */
import { nativeCode } from "./items.js";

export type Ints = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/** What getitem and setitem look at. */
export interface IntMemory {
  $ints: Ints | undefined;
  $low: number;
  $high: number;
}

interface Kind {
  readonly low: number;
  readonly high: number;
  readonly make: new (buffer: ArrayBufferLike, offset: number, count: number) => Ints;
}

/** Kinds by struct code; 64 bits are more than a number has. */
const KINDS: { readonly [code: string]: Kind } = {
  b: { low: -128, high: 127, make: Int8Array },
  B: { low: 0, high: 255, make: Uint8Array },
  h: { low: -32768, high: 32767, make: Int16Array },
  H: { low: 0, high: 65535, make: Uint16Array },
  i: { low: -2147483648, high: 2147483647, make: Int32Array },
  I: { low: 0, high: 4294967295, make: Uint32Array },
};

/** Opens `count` items of memory from `offset` on, where their format is one of ints and they lie as JavaScript wants them. */
export function openInts(o: IntMemory, memory: Uint8Array, offset: number, format: string, itemsize: number, count: number, readonly: boolean): void {
  const code = nativeCode(format);
  const kind = code === undefined ? undefined : KINDS[code];
  const at = memory.byteOffset + offset;
  if (kind === undefined || at % itemsize !== 0) return;
  o.$low = kind.low;
  o.$high = readonly ? kind.low - 1 : kind.high;
  o.$ints = new kind.make(memory.buffer, at, count);
}
