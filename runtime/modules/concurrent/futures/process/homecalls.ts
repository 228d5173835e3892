/**
 * concurrent.futures.process.homecalls - the results of map() where no process has to make the calls (multiprocessing/home.ts): each is made when it is asked for,
 * at the latest when the executor is shut down.
 *
 * Suspends    all; what is given up is submitted as any other call
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { Kw } from "../../../../objects/function.js";
import type { Value } from "../../../../objects/object.js";
import { END, PyIterator } from "../../../../objects/protocols/iter.js";
import type { Tuple } from "../../../../objects/tuple.js";
import { partialOf } from "../../../functools/partial.js";
import type { Home } from "../../../multiprocessing/home.js";
import { acquire, LockObject, release } from "../../../_thread/lock.js";
import { mapCalls } from "../base.js";
import type { ProcessPoolExecutor } from "./executor.js";
import { _process_chunk } from "./items.js";

export class HomeCalls extends PyIterator {
  /** results of chunks that were called for before they were asked for */
  done: Value[] = [];
  /** the chunk that is called next */
  made = 0;
  /** processes make the calls that are left, and their results */
  left = false;
  rest: PyIterator | null = null;
  readonly lock = new LockObject();

  constructor(
    readonly executor: ProcessPoolExecutor,
    readonly home: Home,
    readonly fn: Value,
    readonly chunks: Value[],
  ) {
    super();
  }

  $next(): Suspends<Value> {
    acquire(this.lock, Infinity);
    try {
      if (this.done.length === 0 && !this.left && this.made < this.chunks.length) this.makeNext();
    } finally {
      release(this.lock);
    }
    if (this.done.length > 0) return this.done.shift();
    return this.rest === null ? END : this.rest.$next();
  }

  /** Makes the calls of the next chunk; if they cannot be made here, that one and all after it are submitted. */
  makeNext(): Suspends<void> {
    const chunk: Value = this.chunks[this.made];
    const results: Value = this.home.$takes(this.fn) ? this.home.$results(this.fn, chunk as Tuple, true) : undefined;
    if (results !== undefined) {
      this.chunks[this.made++] = null;
      this.done.push(results);
      return;
    }
    this.left = true;
    this.rest = mapCalls(this.executor, partialOf(_process_chunk, [this.fn], new Kw()), [this.chunks.splice(this.made)], null);
  }

  /** Makes all calls that are left: the executor ends, or gets calls that only processes can make. */
  $settle(): Suspends<void> {
    if (this.left) return;
    acquire(this.lock, Infinity);
    try {
      while (!this.left && this.made < this.chunks.length) this.makeNext();
    } finally {
      release(this.lock);
    }
  }
}
