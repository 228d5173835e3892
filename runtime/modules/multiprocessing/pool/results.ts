/**
 * multiprocessing.pool.results - what has been asked of a pool and is to come.
 *
 * Mirrors     Lib/multiprocessing/pool.py: ApplyResult, MapResult, IMapIterator, IMapUnorderedIterator
 * Suspends    get, wait, next; _set, which calls the callbacks
 * Calls back  callback, error_callback
 */
import { generatorIterator } from "../../../objects/generatoriterators.js";
import type { Suspends } from "../../../frames/suspend.js";
import { floordiv, mod } from "../../../objects/arithmetic.js";
import { StopIteration, ValueError } from "../../../objects/exceptions.js";
import { generic } from "../../../objects/genericalias.js";
import { END, PyIterator } from "../../../objects/iteratorbase.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { le } from "../../../objects/protocols/compare.js";
import { iterate } from "../../../objects/iterator.js";
import { spread } from "../../../objects/protocols/iter.js";
import { repr } from "../../../objects/protocols/repr.js";
import { causedBy } from "../../../objects/raise.js";
import { pyclass } from "../../../objects/register.js";
import type { Tuple } from "../../../objects/tuple.js";
import { carriedContents } from "../../../snapshot/carried.js";
import { Deque } from "../../_collections/deque.js";
import { LockObject } from "../../_thread/lock.js";
import { makeCondition, type Condition } from "../../threading/condition.js";
import { makeEvent, type Event } from "../../threading/event.js";
import { TimeoutError } from "../context.js";
import type { PoolCache } from "./cache.js";

/** Number of the next job. */
export const jobs = { next: 0 };
carriedContents("multiprocessing jobs", jobs);

@pyclass("multiprocessing.pool.ApplyResult")
export class ApplyResult extends PyObject {
  declare _pool: Value;
  declare _event: Event;
  declare _job: number;
  declare _cache: PoolCache;
  declare _callback: Value;
  declare _error_callback: Value;
  declare _success: boolean;
  declare _value: Value;

  __init__(pool: Value, callback: Value, error_callback: Value): Suspends<null> {
    this._pool = pool;
    this._event = makeEvent();
    this._job = jobs.next++;
    this._cache = pool._cache;
    this._callback = callback;
    this._error_callback = error_callback;
    this._cache.$jobs.set(this._job, this);
    return null;
  }

  ready(): boolean {
    return this._event.is_set();
  }

  successful(): Suspends<boolean> {
    if (!this.ready()) throw new ValueError(`${repr(this)} not ready`);
    return this._success;
  }

  /** @param timeout seconds; None waits for ever */
  wait(timeout: Value = null): Suspends<null> {
    this._event.wait(timeout);
    return null;
  }

  /** The result, or the exception raised; TimeoutError if it is not there in time. */
  get(timeout: Value = null): Suspends<Value> {
    this.wait(timeout);
    if (!this.ready()) throw new TimeoutError();
    if (this._success) return this._value;
    throw this._value as Error;
  }

  _set(_i: Value, obj: Value): Suspends<null> {
    const [success, value] = (obj as Tuple).items as [boolean, Value];
    this._success = success;
    this._value = value;
    if (truth(this._callback) && success) call(this._callback, value);
    if (truth(this._error_callback) && !success) call(this._error_callback, value);
    this._event.set();
    this._cache.$remove(this._job);
    this._pool = null;
    return null;
  }
}
generic(ApplyResult);

@pyclass("multiprocessing.pool.MapResult")
export class MapResult extends ApplyResult {
  declare _chunksize: Value;
  declare _number_left: number;

  override __init__(pool: Value, chunksize: Value, length?: Value, callback?: Value, error_callback?: Value): Suspends<null> {
    super.__init__(pool, callback, error_callback);
    this._success = true;
    this._value = new Array<Value>(length as number).fill(null);
    this._chunksize = chunksize;
    if (truth(le(chunksize, 0))) {
      this._number_left = 0;
      this._event.set();
      this._cache.$remove(this._job);
    } else this._number_left = Number(floordiv(length, chunksize)) + (truth(mod(length, chunksize)) ? 1 : 0);
    return null;
  }

  override _set(i: Value, success_result: Value): Suspends<null> {
    this._number_left--;
    const [success, result] = (success_result as Tuple).items as [boolean, Value];
    if (success && this._success) {
      const values = this._value as Value[];
      const chunk = Array.isArray(result) ? result : spread(result);
      const start = (i as number) * Number(this._chunksize);
      for (let n = 0; n < chunk.length; n++) values[start + n] = chunk[n];
      if (this._number_left === 0) {
        if (truth(this._callback)) call(this._callback, this._value);
        this.$finish();
      }
      return null;
    }
    if (!success && this._success) {
      // of several exceptions the first
      this._success = false;
      this._value = result;
    }
    if (this._number_left === 0) {
      if (truth(this._error_callback)) call(this._error_callback, this._value);
      this.$finish();
    }
    return null;
  }

  $finish(): Suspends<void> {
    this._cache.$remove(this._job);
    this._event.set();
    this._pool = null;
  }
}

@pyclass("multiprocessing.pool.IMapIterator")
export class IMapIterator extends PyObject {
  declare _pool: Value;
  declare _cond: Condition;
  declare _job: number;
  declare _cache: PoolCache;
  declare _items: Deque;
  declare _index: number;
  declare _length: number | null;
  declare $unsorted: Map<number, Value>;

  __init__(pool: Value): Suspends<null> {
    this._pool = pool;
    this._cond = makeCondition(new LockObject());
    this._job = jobs.next++;
    this._cache = pool._cache;
    this._items = new Deque();
    this._index = 0;
    this._length = null;
    this.$unsorted = new Map();
    this._cache.$jobs.set(this._job, this);
    return null;
  }

  __iter__(): Value {
    return this;
  }

  /**
   * The next result, or the exception raised.
   *
   * @param timeout seconds; TimeoutError if it is not there in time
   */
  next(timeout: Value = null): Suspends<Value> {
    callMethod(this._cond, "__enter__");
    let item: Value;
    try {
      if (this._items.$size === 0) {
        this.$orEnd();
        this._cond.wait(timeout);
        if (this._items.$size === 0) {
          this.$orEnd();
          throw causedBy(new TimeoutError(), null) as Error;
        }
      }
      item = this._items.$shift();
    } finally {
      callMethod(this._cond, "__exit__", null, null, null);
    }
    const [success, value] = (item as Tuple).items as [boolean, Value];
    if (success) return value;
    throw value as Error;
  }

  /** StopIteration if all has come. */
  $orEnd(): Suspends<void> {
    if (this._index !== this._length) return;
    this._pool = null;
    throw causedBy(new StopIteration(), null) as Error;
  }

  __next__(): Suspends<Value> {
    return this.next();
  }

  _set(i: Value, obj: Value): Suspends<null> {
    callMethod(this._cond, "__enter__");
    try {
      if (this._index === i) {
        this._items.$push(obj);
        this._index++;
        for (let later = this.$unsorted.get(this._index); later !== undefined; later = this.$unsorted.get(this._index)) {
          this.$unsorted.delete(this._index);
          this._items.$push(later);
          this._index++;
        }
        this._cond.notify();
      } else this.$unsorted.set(i as number, obj);
      this.$whole();
    } finally {
      callMethod(this._cond, "__exit__", null, null, null);
    }
    return null;
  }

  /** All results are there: the pool may forget this one. */
  $whole(): Suspends<void> {
    if (this._index !== this._length) return;
    this._cache.$remove(this._job);
    this._pool = null;
  }

  _set_length(length: Value): Suspends<null> {
    callMethod(this._cond, "__enter__");
    try {
      this._length = length;
      if (this._index === length) this._cond.notify();
      this.$whole();
    } finally {
      callMethod(this._cond, "__exit__", null, null, null);
    }
    return null;
  }
}

@pyclass("multiprocessing.pool.IMapUnorderedIterator")
export class IMapUnorderedIterator extends IMapIterator {
  override _set(_i: Value, obj: Value): Suspends<null> {
    callMethod(this._cond, "__enter__");
    try {
      this._items.$push(obj);
      this._index++;
      this._cond.notify();
      this.$whole();
    } finally {
      callMethod(this._cond, "__exit__", null, null, null);
    }
    return null;
  }
}

/** The results of chunks, one by one. */
export class ChunkItems extends PyIterator {
  $inner: PyIterator | null = null;
  constructor(readonly $chunks: PyIterator) {
    super();
  }
  $next(): Suspends<Value> {
    for (;;) {
      if (this.$inner !== null) {
        const item = this.$inner.$next();
        if (item !== END) return item;
      }
      const chunk = this.$chunks.$next();
      if (chunk === END) return END;
      this.$inner = iterate(chunk);
    }
  }
}
generatorIterator("Pool.imap.<locals>.<genexpr>", ChunkItems);
