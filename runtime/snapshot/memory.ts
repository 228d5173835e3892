/**
 * memory - buffers that are not copied into another isolate, since both see the same memory: what is mapped.
 *
 * The file that maps sets this when it is loaded: a program without mapped memory knows nothing of it.
 */

/** Where memory is, in the address space that all isolates share. */
export interface Place {
  readonly address: number;
  readonly size: number;
}

export const sharedMemory = {
  /** The place of a buffer that is shared; undefined for all others. */
  placeOf: undefined as ((buffer: ArrayBufferLike) => Place | undefined) | undefined,
  /** It goes into another isolate: one user more. The address of the count. */
  give: undefined as ((buffer: ArrayBufferLike) => number) | undefined,
};

/** Shared memory that this isolate was given, with the addresses of the counts. */
export const given = new WeakMap<ArrayBufferLike, number>();
