/**
 * multiprocessing.heap - blocks of memory that child processes have too: at the same addresses, of anonymous shared mappings.
 *
 * Mirrors     Lib/multiprocessing/heap.py of CPython 3.13
 * Differs     no files behind it: processes of gilt share the address space; free blocks are looked for in the order of their sizes, not merged with
 *             those of other arenas; a process that was forked begins a heap of its own
 */
import type { Suspends } from "../../frames/suspend.js";
import type { MemoryView } from "../../objects/bytes/data.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { object, PyObject, type Value } from "../../objects/object.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin, pyclass } from "../../objects/register.js";
import { Slice } from "../../objects/slice.js";
import { Tuple } from "../../objects/tuple.js";
import { Mapping, PAGE_SIZE, share } from "../../system/mapping.js";
import { anonymousMap, attachMap, type MMap } from "../mmap/object.js";
import { get_spawning_popen } from "./context.js";

const ALIGNMENT = 8;
/** Arenas become larger and larger up to this size. */
const DOUBLE_UNTIL = 4 * 1024 * 1024;

/** Memory that blocks are parts of. */
@pyclass("multiprocessing.heap.Arena")
export class Arena extends PyObject {
  declare size: number;
  declare buffer: MMap;

  __init__(size: Value): Suspends<null> {
    this.size = Number(toIndex(size));
    this.buffer = anonymousMap(this.size);
    return null;
  }

  __reduce__(): Suspends<Value> {
    if (get_spawning_popen() === null) throw new TypeError("cannot pickle 'mmap.mmap' object");
    const mapping = this.buffer.$mapping as Mapping;
    share(mapping);
    return new Tuple([rebuild_arena, new Tuple([mapping.address, mapping.size, mapping.users])]);
  }
}

function newArena(size: number): Arena {
  const arena = Object.create(Arena.prototype as object) as Arena;
  arena.size = size;
  arena.buffer = anonymousMap(size);
  return arena;
}

/** In another process: the arena at that address. */
export const rebuild_arena = builtin(
  "rebuild_arena(address, size, users)",
  (address: Value, size: Value, users: Value): Value => {
    const arena = Object.create(Arena.prototype as object) as Arena;
    arena.size = size as number;
    arena.buffer = attachMap(address as number, size as number, users as number);
    return arena;
  },
  "multiprocessing.heap",
);

/** Part of an arena. */
interface Block {
  arena: Arena;
  start: number;
  stop: number;
}

/** Blocks of this process. Only what stands here changes; objects of Python refer to blocks. */
class Heap {
  arenaSize = PAGE_SIZE;
  /** Free blocks by where they begin and where they end, for each arena. */
  readonly free = new Map<Arena, { starts: Map<number, number>; stops: Map<number, number> }>();

  allocate(size: number): Block {
    const wanted = Math.ceil(Math.max(size, 1) / ALIGNMENT) * ALIGNMENT;
    const found = this.smallest(wanted) ?? this.newArena(wanted);
    const { arena, start, stop } = found;
    this.take(arena, start, stop);
    if (start + wanted < stop) this.put(arena, start + wanted, stop);
    return { arena, start, stop: start + wanted };
  }

  private smallest(wanted: number): Block | undefined {
    let best: Block | undefined;
    for (const [arena, { starts }] of this.free) {
      for (const [start, stop] of starts) {
        const size = stop - start;
        if (size === wanted) return { arena, start, stop };
        if (size > wanted && (best === undefined || size < best.stop - best.start)) best = { arena, start, stop };
      }
    }
    return best;
  }

  private newArena(wanted: number): Block {
    const size = Math.ceil(Math.max(this.arenaSize, wanted) / PAGE_SIZE) * PAGE_SIZE;
    if (this.arenaSize < DOUBLE_UNTIL) this.arenaSize *= 2;
    const arena = newArena(size);
    this.free.set(arena, { starts: new Map([[0, size]]), stops: new Map([[size, 0]]) });
    return { arena, start: 0, stop: size };
  }

  private take(arena: Arena, start: number, stop: number): void {
    const { starts, stops } = this.free.get(arena)!;
    starts.delete(start);
    stops.delete(stop);
  }

  private put(arena: Arena, from: number, to: number): void {
    const { starts, stops } = this.free.get(arena)!;
    starts.set(from, to);
    stops.set(to, from);
  }

  /** Gives a block back; it becomes one with its neighbours. An arena that is free as a whole is let go. */
  release({ arena, start, stop }: Block): void {
    const free = this.free.get(arena);
    if (free === undefined) return; // of the process that this one was forked from
    let from = start;
    let to = stop;
    const before = free.stops.get(start);
    if (before !== undefined) {
      this.take(arena, before, start);
      from = before;
    }
    const after = free.starts.get(stop);
    if (after !== undefined) {
      this.take(arena, stop, after);
      to = after;
    }
    if (from === 0 && to === arena.size && this.free.size > 1) this.free.delete(arena);
    else this.put(arena, from, to);
  }
}
Object.setPrototypeOf(Heap.prototype, object.prototype as object);

const heap = new Heap();
const unused = new FinalizationRegistry<Block>((block) => heap.release(block));

/** A block, which lives as long as this object. */
@pyclass("multiprocessing.heap.BufferWrapper")
export class BufferWrapper extends PyObject {
  declare _state: Tuple;

  __init__(size: Value): Suspends<null> {
    const n = toIndex(size);
    if (n < 0) throw new ValueError(`Size ${n} out of range`);
    if (typeof n === "bigint") throw new OverflowError(`Size ${n} too large`);
    reserve(this, n);
    return null;
  }

  create_memoryview(): Suspends<MemoryView> {
    return viewOf(this);
  }
}

function reserve(wrapper: BufferWrapper, size: number): void {
  const block = heap.allocate(size);
  wrapper._state = new Tuple([new Tuple([block.arena, block.start, block.stop]), size]);
  unused.register(wrapper, block);
}

/** A block of so many bytes, all zeros. */
export function newBlock(size: number): BufferWrapper {
  const made = Object.create(BufferWrapper.prototype as object) as BufferWrapper;
  reserve(made, size);
  return made;
}

export function viewOf(wrapper: BufferWrapper): Suspends<MemoryView> {
  const [block, size] = wrapper._state.items as [Tuple, number];
  const [arena, start] = block.items as [Arena, number];
  return getitem(makeView(arena.buffer), new Slice(start, start + size, null)) as MemoryView;
}

export default pymodule("multiprocessing.heap", { Arena, BufferWrapper, rebuild_arena, __all__: ["BufferWrapper"] });
