/**
 * asyncwith - the async with statement; lowered code awaits what these give.
 *
 * Mirrors     BEFORE_ASYNC_WITH and WITH_EXCEPT_START of Python/ceval.c
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, type PyException } from "./exceptions.js";
import { isAwaitable } from "./generators.js";
import { specialMethod, typeOf, type Value } from "./object.js";
import { traceObject } from "./traceobject.js";
import { typeName } from "./typename.js";

/** An asynchronous context manager: its `__aenter__` has been called and is still to be awaited. */
export class AsyncContext {
  private entered: Value = undefined;
  private left = false;
  /** Has a variable got what awaiting `opening` gave? */
  private bound = false;
  constructor(
    public opening: Value,
    private manager: Value,
    private leave: Value,
  ) {}
  /** what awaiting `opening` gave */
  get value(): Value {
    this.bound = true;
    return this.entered;
  }
  set value(value: Value) {
    this.entered = value;
  }
  /** `__aexit__` after an exception: an awaitable of whether it is swallowed. */
  failed(e: Value): Suspends<Value> {
    const { manager, leave } = this;
    this.release();
    return awaitable("__aexit__", leave.call(manager, typeOf(e), e, traceObject(e as PyException)));
  }
  /** `__aexit__` without an exception: an awaitable, or null after failed(). */
  exit(): Suspends<Value> {
    if (this.left) return null;
    const { manager, leave } = this;
    this.release();
    return awaitable("__aexit__", leave.call(manager, null, null, null));
  }
  /** What has been left is held no longer, but for what a variable has, which may be the block's own: this itself the function has until its end. */
  private release(): void {
    this.left = true;
    if (!this.bound) this.entered = null;
    this.opening = null;
    this.manager = null;
    this.leave = null;
  }
}

export function $asyncwith(x: Value): Suspends<AsyncContext> {
  const start = specialMethod(x, "__aenter__");
  if (start === undefined || start === null) throw new TypeError(`'${typeName(x)}' object does not support the asynchronous context manager protocol`);
  const leave = specialMethod(x, "__aexit__");
  if (leave === undefined || leave === null) {
    throw new TypeError(`'${typeName(x)}' object does not support the asynchronous context manager protocol (missed __aexit__ method)`);
  }
  return new AsyncContext(awaitable("__aenter__", start.call(x)), x, leave);
}

function awaitable(method: string, x: Value): Value {
  if (!isAwaitable(x)) throw new TypeError(`'async with' received an object from ${method} that does not implement __await__: ${typeName(x)}`);
  return x;
}
