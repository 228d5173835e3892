/**
 * multiprocessing.barrier - a point that a number of processes pass together.
 *
 * Mirrors     Lib/multiprocessing/synchronize.py: Barrier; Lib/threading.py: Barrier
 * Suspends    wait; reset and abort while another holds the condition
 * Calls back  the action
 */
import type { Suspends } from "../../frames/suspend.js";
import { getset, pyclass } from "../../objects/register.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { eq } from "../../objects/protocols/eq.js";
import { text as str } from "../../objects/protocols/str.js";
import { Float } from "../../objects/float.js";
import { Tuple } from "../../objects/tuple.js";
import { allocateBytes, wordsOf } from "../../processes/arena.js";
import { policy } from "../../scheduler/policy.js";
import { secondsToMs } from "../../scheduler/seconds.js";
import { Barrier as ThreadBarrier, BrokenBarrierError } from "../threading/barrier.js";
import { place } from "../threading/semaphore.js";

const FILLING = 0;
const DRAINING = 1;
const RESETTING = -1;
const BROKEN = -2;

/** Words of a barrier in shared memory; changed by the holder of its condition alone. */
const STATE = 0;
const COUNT = 1;
const WORDS = 2;

@pyclass("multiprocessing.synchronize.Barrier")
export class Barrier extends ThreadBarrier {
  /** number of the block of shared memory */
  declare $block: number;

  override __init__(parties: Value, action: Value = null, timeout: Value = null, { ctx }: { ctx?: Value } | Value = {}): Suspends<null> {
    this._parties = parties;
    this._action = action;
    this._timeout = timeout;
    (this as Value)._cond = callMethod(ctx, "Condition");
    this.$block = allocateBytes(4 * WORDS);
    return null;
  }

  __getstate__(): Value {
    return new Tuple([this._parties, this._action, this._timeout, this._cond, this.$block]);
  }
  __setstate__(state: Value): Suspends<null> {
    const self = this as Value;
    [self._parties, self._action, self._timeout, self._cond, self.$block] = spread(state) as [Value, Value, Value, Value, Value];
    return null;
  }

  override __repr__(): Suspends<string> {
    if (state(this) === BROKEN) return `${place(this)}: broken>`;
    return `${place(this)}: waiters=${waiting(this)}/${str(this._parties)}>`;
  }

  override wait(timeout: Value = null): Suspends<number> {
    const limit = timeout === null ? this._timeout : timeout;
    const condition: Value = this._cond;
    condition.__enter__();
    try {
      this._enter();
      const index = add(this, COUNT, 1) - 1;
      try {
        if (truth(eq(index + 1, this._parties))) this._release();
        else this._wait(limit);
        return index;
      } finally {
        add(this, COUNT, -1);
        leave(this);
      }
    } finally {
      condition.__exit__(null, null, null);
    }
  }

  override _enter(): Suspends<null> {
    while (state(this) === RESETTING || state(this) === DRAINING) callMethod(this._cond, "wait");
    if (state(this) < 0) throw new BrokenBarrierError();
    return null;
  }

  override _release(): Suspends<null> {
    try {
      if (truth(this._action)) call(this._action);
      setState(this, DRAINING);
      callMethod(this._cond, "notify_all");
    } catch (error) {
      breakBarrier(this);
      throw error;
    }
    return null;
  }

  override _wait(timeout: Value): Suspends<null> {
    if (!waitUntilLeft(this, timeout)) {
      breakBarrier(this);
      throw new BrokenBarrierError();
    }
    if (state(this) < 0) throw new BrokenBarrierError();
    return null;
  }

  override reset(): Suspends<null> {
    const condition: Value = this._cond;
    condition.__enter__();
    try {
      if (words(this)[COUNT]! > 0) {
        if (state(this) === FILLING || state(this) === BROKEN) setState(this, RESETTING);
      } else setState(this, FILLING);
      callMethod(condition, "notify_all");
    } finally {
      condition.__exit__(null, null, null);
    }
    return null;
  }

  override abort(): Suspends<null> {
    const condition: Value = this._cond;
    condition.__enter__();
    try {
      breakBarrier(this);
    } finally {
      condition.__exit__(null, null, null);
    }
    return null;
  }
}
getset(Barrier, {
  _state: [(self: Barrier) => state(self), (self, value) => setState(self as Barrier, value as number)],
  _count: [(self: Barrier) => words(self)[COUNT], (self, value) => void (words(self as Barrier)[COUNT] = value as number)],
  parties: [(self: Barrier) => self._parties],
  n_waiting: [(self: Barrier) => waiting(self)],
  broken: [(self: Barrier) => state(self) === BROKEN],
});

function words(self: Barrier): Int32Array {
  return wordsOf(self.$block, WORDS);
}
function state(self: Barrier): number {
  return Atomics.load(words(self), STATE);
}
function setState(self: Barrier, value: number): void {
  Atomics.store(words(self), STATE, value);
}
function add(self: Barrier, word: number, n: number): number {
  return Atomics.add(words(self), word, n) + n;
}
function waiting(self: Barrier): number {
  return state(self) === FILLING ? Atomics.load(words(self), COUNT) : 0;
}

function breakBarrier(self: Barrier): Suspends<void> {
  setState(self, BROKEN);
  callMethod(self._cond, "notify_all");
}

/** The last one to leave lets those in who wait for the next round. */
function leave(self: Barrier): Suspends<void> {
  if (Atomics.load(words(self), COUNT) !== 0 || (state(self) !== RESETTING && state(self) !== DRAINING)) return;
  setState(self, FILLING);
  callMethod(self._cond, "notify_all");
}

function waitUntilLeft(self: Barrier, timeout: Value): Suspends<boolean> {
  const endMs = timeout === null ? Infinity : policy.current.nowMs() + secondsToMs(timeout);
  while (state(self) === FILLING) {
    if (endMs === Infinity) callMethod(self._cond, "wait");
    else {
      const leftMs = endMs - policy.current.nowMs();
      if (leftMs <= 0) return false;
      callMethod(self._cond, "wait", new Float(leftMs / 1000));
    }
  }
  return true;
}
