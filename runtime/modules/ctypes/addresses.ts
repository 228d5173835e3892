/**
 * addresses - numbers for pieces of memory, and the memory at such a number.
 *
 * What is mapped has its real address; everything else is given one when it is first asked for, and is found by it as long as somebody has it.
 * So pointers, addressof() and memmove() work on all memory of the program. Memory that is none of Python's is reached once a library has been loaded:
 * addresses from there are real, and nobody checks them, as in CPython. C functions get real addresses (foreign.ts).
 */
import { ValueError } from "../../objects/exceptions.js";
import { carried } from "../../snapshot/carried.js";
import { mappedAddress } from "../../system/mapping.js";
import { address as placeOf, lengthAt, memoryAt } from "../../system/posix.js";

const FIRST = 0x5580_0000_0000;
const ALIGNMENT = 64;

interface Region {
  base: number;
  size: number;
  memory: WeakRef<ArrayBufferLike>;
}
/** Ordered by `base`, since addresses are given out upwards. */
const regions: Region[] = [];
const mapped = new Map<number, WeakRef<ArrayBufferLike>>();
const bases = new WeakMap<ArrayBufferLike, number>();
const state = { next: FIRST, gone: 0 };
const gone = new FinalizationRegistry<number>(forget);

carried(
  "ctypes addresses",
  () => {
    const known: [number, ArrayBufferLike][] = [];
    for (const { base, memory } of regions) {
      const one = memory.deref();
      if (one !== undefined) known.push([base, one]);
    }
    return [state.next, known];
  },
  (value) => {
    const [next, known] = value as [number, [number, ArrayBufferLike][]];
    state.next = next;
    for (const [base, memory] of known) remember(base, memory);
  },
);

function remember(base: number, memory: ArrayBufferLike): void {
  regions.push({ base, size: memory.byteLength, memory: new WeakRef(memory) });
  bases.set(memory, base);
  gone.register(memory, base);
}

function forget(): void {
  if (++state.gone < 256) return;
  state.gone = 0;
  let kept = 0;
  for (const region of regions) if (region.memory.deref() !== undefined) regions[kept++] = region;
  regions.length = kept;
}

function baseOf(memory: ArrayBufferLike): number {
  const known = bases.get(memory);
  if (known !== undefined) return known;
  const real = mappedAddress(memory);
  if (real !== undefined) {
    bases.set(memory, real);
    mapped.set(real, new WeakRef(memory));
    return real;
  }
  const base = state.next;
  state.next += Math.ceil((memory.byteLength + 1) / ALIGNMENT) * ALIGNMENT;
  remember(base, memory);
  return base;
}

export function addressOf(memory: Uint8Array): number {
  return baseOf(memory.buffer) + memory.byteOffset;
}

/** Whether a library has been loaded, so that addresses of its memory come here. */
const outside = { reached: false };
carried(
  "ctypes outside",
  () => outside.reached,
  (value) => {
    outside.reached = value as boolean;
  },
);
export function reachOutside(): void {
  outside.reached = true;
}

/** Whether an address was given out here and is not the memory's own. */
export function isGiven(address: bigint): boolean {
  return address >= BigInt(FIRST) && address < BigInt(state.next);
}

/** Where the memory at an address really is. */
export function realAddress(address: bigint): bigint {
  return isGiven(address) ? placeOf(memoryFrom(Number(address))) : address;
}

/** The memory from an address on, to the end of what it is part of. @throws ValueError there is none */
export function memoryFrom(address: number): Uint8Array {
  const memory = ownMemory(address);
  if (memory !== undefined) return memory;
  throw new ValueError(`no memory of this program is at address 0x${address.toString(16)}`);
}

/** The bytes from an address on up to the first NUL. */
export function stringFrom(address: number): Uint8Array {
  const memory = ownMemory(address);
  if (memory === undefined && outside.reached) return new Uint8Array(memoryAt(address, Number(lengthAt(address)))).slice();
  const found = memory ?? memoryFrom(address);
  const end = found.indexOf(0);
  return found.slice(0, end < 0 ? found.length : end);
}

/** The same of wide characters. */
export function wideFrom(address: number): Uint8Array {
  const memory = ownMemory(address);
  if (memory !== undefined || !outside.reached) return memory ?? memoryFrom(address);
  let size = 256;
  for (;;) {
    const found = new Int32Array(new Uint8Array(memoryAt(address, size)).slice().buffer);
    if (found.includes(0)) return new Uint8Array(found.buffer);
    size *= 2;
  }
}

function ownMemory(address: number): Uint8Array | undefined {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (regions[middle]!.base <= address) low = middle + 1;
    else high = middle;
  }
  const region = regions[low - 1];
  const memory = region === undefined || address > region.base + region.size ? undefined : region.memory.deref();
  if (region !== undefined && memory !== undefined) return new Uint8Array(memory, address - region.base);
  for (const [base, weak] of mapped) {
    const one = weak.deref();
    if (one === undefined) mapped.delete(base);
    else if (address >= base && address <= base + one.byteLength) return new Uint8Array(one, address - base);
  }
  return undefined;
}

/** So much of it. @throws ValueError there is not so much */
export function memoryOf(address: number, size: number): Uint8Array {
  const memory = ownMemory(address);
  if (memory === undefined && outside.reached) return new Uint8Array(memoryAt(address, size));
  if (memory === undefined || memory.length < size) throw new ValueError(`no ${size} bytes of memory of this program are at address 0x${address.toString(16)}`);
  return memory.subarray(0, size);
}
