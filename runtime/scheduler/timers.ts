/**
 * timers - deadlines of parked threads: a binary heap, each thread knowing its place.
 *
 * Invariants
 *   S7  `heap[thread.timer] === thread` for every armed thread; `thread.timer` is -1 for the others.
 * Units: milliseconds of the policy's clock.
 */
import type { GreenThread } from "./current.js";

const heap: GreenThread[] = [];
let armings = 0;

/** The armed threads. */
export function timers(): GreenThread[] {
  return heap.slice();
}

/** The earliest deadline; Infinity if no thread waits for one. */
export function nextDeadlineMs(): number {
  return heap.length === 0 ? Infinity : (heap[0] as GreenThread).deadlineMs;
}

export function armTimer(thread: GreenThread, deadlineMs: number): void {
  thread.deadlineMs = deadlineMs;
  thread.armed = armings++;
  heap.push(thread);
  rise(thread, heap.length - 1);
}

export function disarmTimer(thread: GreenThread): void {
  const at = thread.timer;
  thread.timer = -1;
  thread.deadlineMs = Infinity;
  const moved = heap.pop() as GreenThread;
  if (moved === thread) return;
  if (at > 0 && earlier(moved, heap[(at - 1) >> 1] as GreenThread)) rise(moved, at);
  else sink(moved, at);
}

/** The thread whose deadline has come, the earliest first; undefined if there is none. Its timer stays armed. */
export function dueThread(nowMs: number): GreenThread | undefined {
  const first = heap[0];
  return first !== undefined && first.deadlineMs <= nowMs ? first : undefined;
}

function earlier(a: GreenThread, b: GreenThread): boolean {
  return a.deadlineMs < b.deadlineMs || (a.deadlineMs === b.deadlineMs && a.armed < b.armed);
}

function rise(thread: GreenThread, at: number): void {
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up] as GreenThread;
    if (!earlier(thread, parent)) break;
    heap[at] = parent;
    parent.timer = at;
    at = up;
  }
  heap[at] = thread;
  thread.timer = at;
}

function sink(thread: GreenThread, at: number): void {
  const size = heap.length;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= size) break;
    if (down + 1 < size && earlier(heap[down + 1] as GreenThread, heap[down] as GreenThread)) down++;
    const child = heap[down] as GreenThread;
    if (!earlier(child, thread)) break;
    heap[at] = child;
    child.timer = at;
    at = down;
  }
  heap[at] = thread;
  thread.timer = at;
}
