/**
 * numbers - memory whose items are ints or floats, as the array of JavaScript's that `o[i]` and `o[i] = n` go to at once (protocols/getitem.ts).
 *
 * Invariants
 *   B1  `$numbers` has exactly the items that `o[i]` gives, and is undefined wherever `o[i]` is more than that: in subclasses, released views, closed maps.
 *   B2  What may be stored as an item lies from `$low` to `$high`: nothing (`$high` below `$low`) where the memory is readonly.
 *   B3  `$low` is NaN where the items are floats; `$high` is then Infinity, or -Infinity where the memory is readonly.
 * Mind  bytes show theirs on their prototype; a bytearray, a view, an array and a map have them as fields, opened at the first use of an item
 */
import { Float } from "../float.js";
import { nativeCode } from "./items.js";

export type Numbers = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** What getitem and setitem look at. */
export interface NumberMemory {
  $numbers: Numbers | undefined;
  $low: number;
  $high: number;
}

interface Kind {
  readonly low: number;
  readonly high: number;
  readonly make: new (buffer: ArrayBufferLike, offset: number, count: number) => Numbers;
}

/** Kinds by struct code; ints of 64 bits are more than a number has. */
const KINDS: { readonly [code: string]: Kind } = {
  b: { low: -128, high: 127, make: Int8Array },
  B: { low: 0, high: 255, make: Uint8Array },
  h: { low: -32768, high: 32767, make: Int16Array },
  H: { low: 0, high: 65535, make: Uint16Array },
  i: { low: -2147483648, high: 2147483647, make: Int32Array },
  I: { low: 0, high: 4294967295, make: Uint32Array },
  f: { low: NaN, high: Infinity, make: Float32Array },
  d: { low: NaN, high: Infinity, make: Float64Array },
};

/** Opens `count` items of memory from `offset` on, where their format is one of numbers and they lie as JavaScript wants them. */
export function openNumbers(o: NumberMemory, memory: Uint8Array, offset: number, format: string, itemsize: number, count: number, readonly: boolean): void {
  const code = nativeCode(format);
  const kind = code === undefined ? undefined : KINDS[code];
  const at = memory.byteOffset + offset;
  if (kind === undefined || at % itemsize !== 0) return;
  o.$low = kind.low;
  o.$high = !readonly ? kind.high : holdsFloats(o) ? -Infinity : kind.low - 1;
  o.$numbers = new kind.make(memory.buffer, at, count);
}

/** Whether the items of opened memory are floats. */
export function holdsFloats(o: NumberMemory): boolean {
  return o.$low !== o.$low;
}

/** An item that there is. */
export function numberAt(o: NumberMemory, i: number): number | Float {
  const number = o.$numbers![i]!;
  return holdsFloats(o) ? new Float(number) : number;
}
