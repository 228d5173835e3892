/**
 * view - reading and making of memoryviews' items.
 *
 * Mirrors  Objects/memoryobject.c
 */
import { BufferError, ValueError } from "../exceptions.js";
import type { MemoryView } from "./data.js";
import { openNumbers } from "./numbers.js";

export function checkReleased(view: MemoryView): void {
  if (view.$released) throw new ValueError("operation forbidden on released memoryview object");
}

/** An item is looked at: others may follow. */
export function openView(view: MemoryView): void {
  if (view.$numbers !== undefined || view.$released || view.$shape.length !== 1 || view.$strides[0] !== view.$itemsize) return;
  openNumbers(view, view.$memory, view.$offset, view.$format, view.$itemsize, view.$shape[0] as number, view.$readonly);
}

/** Are the items one after the other? */
export function isContiguous(view: MemoryView): boolean {
  let size = view.$itemsize;
  for (let i = view.$shape.length - 1; i >= 0; i--) {
    const length = view.$shape[i] as number;
    if (length > 1 && view.$strides[i] !== size) return false;
    size *= length;
  }
  return true;
}

/** The number of bytes that all items take. */
export function byteLength(view: MemoryView): number {
  return view.$shape.reduce((product, n) => product * n, view.$itemsize);
}

/** All bytes in order: the memory itself if it is contiguous, else a copy. */
export function viewBytes(view: MemoryView): Uint8Array {
  checkReleased(view);
  const size = byteLength(view);
  if (isContiguous(view)) return view.$memory.subarray(view.$offset, view.$offset + size);
  const copy = new Uint8Array(size);
  let to = 0;
  const walk = (dimension: number, offset: number) => {
    if (dimension === view.$shape.length) {
      for (let i = 0; i < view.$itemsize; i++) copy[to++] = view.$memory[offset + i] as number;
      return;
    }
    for (let i = 0; i < (view.$shape[dimension] as number); i++) walk(dimension + 1, offset + i * (view.$strides[dimension] as number));
  };
  walk(0, view.$offset);
  return copy;
}

/** Lets go of the memory. */
export function releaseView(view: MemoryView): void {
  if (view.$released) return;
  if (view.$exports > 0) throw new BufferError(`memoryview has ${view.$exports} exported buffer${view.$exports === 1 ? "" : "s"}`);
  view.$released = true;
  view.$numbers = undefined;
  view.$use = null;
  if (view.$counted !== null) view.$counted.$viewed--;
}
