/**
 * multiprocessing.pool.cache - the results that a pool still owes, by job.
 *
 * Mirrors     Lib/multiprocessing/pool.py: _PoolCache
 */
import { KeyError } from "../../../objects/exceptions.js";
import { PyObject, type Value } from "../../../objects/object.js";
import { pyclass } from "../../../objects/register.js";
import type { Notifier } from "./notifier.js";

const FAR_AHEAD = 64;

@pyclass("multiprocessing.pool._PoolCache")
export class PoolCache extends PyObject {
  declare $jobs: Map<number, Value>;
  declare notifier: Notifier;

  __init__(notifier: Value): null {
    this.$jobs = new Map();
    this.notifier = notifier;
    return null;
  }
  __len__(): number {
    return this.$jobs.size;
  }
  __contains__(job: Value): boolean {
    return this.$jobs.has(job as number);
  }
  __getitem__(job: Value): Value {
    const found = this.$jobs.get(job as number);
    if (found === undefined) throw new KeyError(job);
    return found;
  }

  /** Are so many results to come that they can gather for a moment? */
  $isFarAhead(): boolean {
    const { size } = this.$jobs;
    if (size > FAR_AHEAD) return true;
    for (const result of this.$jobs.values()) {
      if (((result as { _number_left?: number })._number_left ?? 0) > FAR_AHEAD) return true;
    }
    return false;
  }

  /** Forgets a job; the one who looks after the workers is told when none is left. */
  $remove(job: number): void {
    this.$jobs.delete(job);
    if (this.$jobs.size === 0) this.notifier.put();
  }
}

export function makeCache(notifier: Notifier): PoolCache {
  const cache = Object.create(PoolCache.prototype as object) as PoolCache;
  cache.$jobs = new Map();
  cache.notifier = notifier;
  return cache;
}
