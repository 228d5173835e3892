/**
 * mapping - memory mapped by mmap(2), seen through ArrayBuffers: the one place that knows addresses.
 *
 * Invariants
 *   M1  The memory of a view is there as long as the view is: a mapping that is let go becomes empty private memory at the same address, and the
 *       address is given back when the view is collected. A view that somebody kept too long reads zeros and cannot crash.
 *   M2  Pages beyond the end of the mapped file must not be touched (SIGBUS): `reach` says how far a mapping goes now.
 *   M3  A mapping that several isolates of this OS process have is let go by the last one: `users` counts them, in memory of its own.
 * Units: addresses and sizes in bytes, as numbers (addresses of processes are below 2 ** 47).
 */
import fs from "node:fs";
import { hooks } from "../frames/suspend.js";
import { given, sharedMemory } from "../snapshot/memory.js";
import { cutShort } from "./fds.js";
import { allocate, duplicate, errno, free, madvise, memoryAt, mmap, msync, munmap, setClosedOnExec } from "./posix.js";

export const PAGE_SIZE = 4096;
export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const MAP_SHARED = 1;
export const MAP_PRIVATE = 2;
export const MAP_ANONYMOUS = 32;
const MAP_FIXED = 16;
const MAP_NORESERVE = 16384;
const MS_SYNC = 4;
const FIOCLEX = 0x5451;
const MADV_POPULATE_READ = 22;
/** V8 has no longer views; koffi ends the program when asked for one. */
export const LONGEST = 2 ** 32 - 1;

const NOTHING = new Uint8Array(0);

/** A part of the address space. All of it is plain data: a snapshot carries it, `attach` makes the view anew in another isolate. */
export class Mapping {
  /** what can be read and written now; empty once it was let go */
  bytes: Uint8Array = NOTHING;
  /** the address of the count of isolates that have it; 0 while it is this one alone */
  users = 0;
  /** until when the file is taken to have all of it (M2), on the clock of hooks.clockMs, which goes on at each turn and each fuel check */
  safeUntilMs = -1;
  /** private memory in a forked process: a copy, no part of the mapping */
  copied = false;

  /** In a new isolate: the memory of what was shared is there; what was private has come as a copy. */
  $forked(): void {
    if (this.bytes.length > 0) adoptForked(this);
  }

  constructor(
    readonly address: number,
    readonly size: number,
    readonly prot: number,
    readonly flags: number,
    /** descriptor of the system of the mapped file, its own duplicate; -1 if there is none or it is not kept */
    public fd: number,
    readonly offset: number,
    /** memory of a file, which another program may cut short */
    readonly ofFile: boolean,
  ) {}
}

/** Those that this isolate has not let go. */
const open = new Set<Mapping>();

/** Gives addresses back whose views are gone. */
const addresses = new FinalizationRegistry<readonly [address: number, size: number]>(([address, size]) => void munmap(address, size));

function failed(call: string): Error {
  return Object.assign(new Error(call), { errno: errno(), code: call });
}

/**
 * mmap(2). `fd` is a descriptor of the system or -1; with `keep` a duplicate of it is kept, for the file's size.
 *
 * @throws an error with `errno`
 */
export function map(fd: number, size: number, prot: number, flags: number, offset: number, keep: boolean): Mapping {
  const own = fd !== -1 && keep ? duplicate(fd) : -1;
  if (own === -1 && fd !== -1 && keep) throw failed("dup");
  if (own !== -1) setClosedOnExec(own, FIOCLEX);
  const address = Number(mmap(0, size, prot, fd === -1 ? flags | MAP_ANONYMOUS : flags, fd, offset));
  if (address === -1) {
    const error = failed("mmap");
    if (own !== -1) fs.closeSync(own);
    throw error;
  }
  const ofFile = fd !== -1 && (flags & MAP_ANONYMOUS) === 0;
  const mapping = new Mapping(address, size, prot, flags, own, offset, ofFile);
  if (size <= LONGEST) show(mapping);
  open.add(mapping);
  return mapping;
}

/** The isolate does not need it any more. */
export function letGo(mapping: Mapping): void {
  if (!open.delete(mapping)) return;
  const { address, size, bytes } = mapping;
  mapping.bytes = NOTHING;
  // a view that is kept goes into another isolate as any other memory: the count is gone
  shown.delete(bytes.buffer);
  if (mapping.users !== 0 && !lastUser(mapping)) return;
  if (mapping.fd !== -1) fs.closeSync(mapping.fd);
  if (mapping.copied) return;
  if (bytes.length === 0) {
    munmap(address, size);
    return;
  }
  if (Number(mmap(address, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)) === -1) throw failed("mmap");
  // other isolates may have views yet: then the address is not given back
  if (mapping.users === 0) addresses.register(bytes.buffer, [address, size]);
}

/** Memory of private mappings travels by value: in another isolate it is no part of a mapping. */
function isShared(mapping: Mapping): boolean {
  return (mapping.flags & MAP_SHARED) !== 0;
}

/** M3: counts one user less; whether it was the last. */
function lastUser(mapping: Mapping): boolean {
  if (Atomics.sub(counter(mapping), 0, 1) > 1) return false;
  free(mapping.users);
  return true;
}

function counter(mapping: Mapping): Int32Array {
  return new Int32Array(memoryAt(mapping.users, 4));
}

/** Before another isolate gets it: counts one user more. */
export function share(mapping: Mapping): number {
  if (mapping.users === 0) {
    mapping.users = Number(allocate(1, 4));
    Atomics.store(counter(mapping), 0, 1);
  }
  Atomics.add(counter(mapping), 0, 1);
  return mapping.users;
}

function adoptForked(mapping: Mapping): void {
  mapping.safeUntilMs = -1;
  open.add(mapping);
  if (isShared(mapping)) {
    shown.set(mapping.bytes.buffer, mapping);
    mapping.users = given.get(mapping.bytes.buffer) ?? mapping.users;
    return;
  }
  mapping.copied = true;
  if (mapping.fd !== -1) mapping.fd = duplicate(mapping.fd);
}

/** Anonymous shared memory that another isolate has mapped and called `share` for. */
export function attachShared(address: number, size: number, users: number): Mapping {
  const mapping = new Mapping(address, size, PROT_READ | PROT_WRITE, MAP_SHARED, -1, 0, false);
  mapping.users = users;
  show(mapping);
  open.add(mapping);
  return mapping;
}

/** This isolate ends: whatever is still mapped is let go. */
export function letAllGo(): undefined {
  for (const mapping of [...open]) letGo(mapping);
}

/** Addresses of what was mapped, by the memory that shows it. */
const shown = new WeakMap<ArrayBufferLike, Mapping>();

/** The address of mapped memory; undefined for other memory. */
export function mappedAddress(memory: ArrayBufferLike): number | undefined {
  return shown.get(memory)?.address;
}

function show(mapping: Mapping): void {
  mapping.bytes = new Uint8Array(memoryAt(mapping.address, mapping.size));
  shown.set(mapping.bytes.buffer, mapping);
}

sharedMemory.placeOf = (buffer) => {
  const mapping = shown.get(buffer);
  return mapping !== undefined && isShared(mapping) ? mapping : undefined;
};
sharedMemory.give = (buffer) => share(shown.get(buffer)!);

/** Size of an open file. @throws the error of node:fs */
export function fileSize(fd: number): number {
  return fs.fstatSync(fd).size;
}

/**
 * M2: up to where the memory can be touched now. `wanted` is the end of the part that is to be touched.
 * A file whose descriptor was not kept is asked for by populating that part.
 */
export function reach(mapping: Mapping, from: number, wanted: number): number {
  if ((mapping.prot & PROT_READ) === 0 && (mapping.prot & PROT_WRITE) === 0) return 0;
  if (!mapping.ofFile || mapping.copied) return mapping.size;
  if (mapping.fd !== -1) {
    const stat = fs.fstatSync(mapping.fd);
    return stat.isFile() ? Math.min(mapping.size, roundUp(stat.size - mapping.offset)) : mapping.size;
  }
  const start = from - (from % PAGE_SIZE);
  return madvise(mapping.address + start, Math.max(1, wanted - start), MADV_POPULATE_READ) === 0 || errno() === 22 ? wanted : 0;
}

/** Look again before memory of files is touched. */
function lookAgain(): void {
  if (hooks.stale !== undefined) hooks.stale();
  for (const mapping of open) mapping.safeUntilMs = -1;
}
cutShort.heard = lookAgain;

/** Whole pages: what follows the file's end in its last page may be touched. */
function roundUp(size: number): number {
  return Math.ceil(size / PAGE_SIZE) * PAGE_SIZE;
}

/** msync(2). @throws an error with `errno` */
export function synchronize(mapping: Mapping, offset: number, size: number): void {
  if (mapping.copied) return;
  if (msync(mapping.address + offset, size, MS_SYNC) === -1) throw failed("msync");
}

/** madvise(2). @throws an error with `errno` */
export function advise(mapping: Mapping, advice: number, offset: number, size: number): void {
  if (mapping.copied) return;
  if (madvise(mapping.address + offset, size, advice) === -1) throw failed("madvise");
}
