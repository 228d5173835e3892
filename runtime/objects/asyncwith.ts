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
  /** what awaiting `opening` gave */
  value: Value = undefined;
  private left = false;
  constructor(
    readonly opening: Value,
    private readonly manager: Value,
    private readonly leave: Value,
  ) {}
  /** `__aexit__` after an exception: an awaitable of whether it is swallowed. */
  failed(e: Value): Suspends<Value> {
    this.left = true;
    return awaitable("__aexit__", this.leave.call(this.manager, typeOf(e), e, traceObject(e as PyException)));
  }
  /** `__aexit__` without an exception: an awaitable, or null after failed(). */
  exit(): Suspends<Value> {
    return this.left ? null : awaitable("__aexit__", this.leave.call(this.manager, null, null, null));
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
