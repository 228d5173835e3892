/**
 * multiprocessing.pool.tasks - the tasks that a job consists of, one by one.
 *
 * Mirrors     Lib/multiprocessing/pool.py: _get_tasks, _guarded_task_generation
 * Suspends    $next
 * Calls back  the iterator of the script
 */
import type { Suspends } from "../../../frames/suspend.js";
import { Dict } from "../../../objects/dict.js";
import { Exception } from "../../../objects/exceptions.js";
import { iterate } from "../../../objects/iterator.js";
import { END, PyIterator } from "../../../objects/iteratorbase.js";
import { isinstance, typeOf, type Value } from "../../../objects/object.js";
import { $caught, $handled, $uncaught } from "../../../objects/raise.js";
import { Tuple } from "../../../objects/tuple.js";
import { MapTask } from "./wire.js";
import { _helper_reraises_exception, mapstar } from "./worker.js";

/** Iterators whose items are there at once: nobody waits for the next one. */
const AT_ONCE: ReadonlySet<string> = new Set(["list_iterator", "tuple_iterator", "range_iterator", "longrange_iterator"]);

function isReady(items: Value): boolean {
  return items instanceof Batches ? isReady(items.$it) : AT_ONCE.has(typeOf(items).$name) || AT_ONCE.has(`${typeOf(items).$name}_iterator`);
}

/** `(func, chunk)` for each chunk of an iterable. */
export class Batches extends PyIterator {
  $ended = false;
  constructor(
    readonly $func: Value,
    readonly $it: PyIterator,
    readonly $size: number,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    if (this.$ended) return END;
    if (this.$size <= 0) return END;
    const first = this.$it.$next();
    if (first === END) {
      this.$ended = true;
      return END;
    }
    const chunk: Value[] = [first];
    while (chunk.length < this.$size) {
      const item = this.$it.$next();
      if (item === END) {
        this.$ended = true;
        break;
      }
      chunk.push(item);
    }
    return new Tuple([this.$func, new Tuple(chunk)]);
  }
}

/** Tasks `(job, i, func, (item,), {})` of the items of an iterable. If it raises, the last task raises that. */
export class TaskSequence {
  $count = 0;
  $it: PyIterator | null = null;
  $ended = false;
  /** tasks may be gathered before they are sent */
  readonly $ready: boolean;

  constructor(
    readonly job: number,
    readonly func: Value,
    readonly items: Value,
  ) {
    this.$ready = isReady(items);
  }

  /** The next task; null if there is none. */
  $next(): Suspends<Tuple | null> {
    if (this.$ended) return null;
    const item = this.$item();
    if (this.$ended && item === END) return null;
    const func: Value = this.$ended ? _helper_reraises_exception : this.func;
    return new Tuple([this.job, this.$count++, func, new Tuple([item]), new Dict()]);
  }

  /** The next task for a process: of map() in its short form. */
  $nextForProcess(): Suspends<Tuple | MapTask | null> {
    if (this.func !== mapstar || !(this.items instanceof Batches) || this.$ended) return this.$next();
    const item = this.$item();
    if (!this.$ended) return new MapTask(this.job, this.$count++, ...((item as Tuple).items as [Value, Tuple]));
    return item === END ? null : new Tuple([this.job, this.$count++, _helper_reraises_exception, new Tuple([item]), new Dict()]);
  }

  /** The next item, END after the last one. An exception is the last item. */
  $item(): Suspends<Value> {
    const handled = $handled();
    try {
      this.$it ??= this.items instanceof PyIterator ? this.items : iterate(this.items);
      const item = this.$it.$next();
      if (item === END) this.$ended = true;
      return item;
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, Exception)) throw error;
      $uncaught(handled);
      this.$ended = true;
      return error;
    }
  }
}

/** One task, of apply. */
export class SingleTask {
  readonly $ready = true;
  constructor(public task: Tuple | null) {}

  $nextForProcess(): Tuple | null {
    return this.$next();
  }

  $next(): Tuple | null {
    const { task } = this;
    this.task = null;
    return task;
  }
}
