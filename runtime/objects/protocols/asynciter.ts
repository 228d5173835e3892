/**
 * asynciter - what `async for` asks of its iterable.
 */
import type { Suspends } from "../../frames/suspend.js";
import { StopAsyncIteration, TypeError } from "../exceptions.js";
import { isinstance, specialMethod, type Value } from "../object.js";
import { typeName } from "../typename.js";

/** `x.__aiter__()`; its result must have `__anext__`. */
export function $aiter(x: Value): Suspends<Value> {
  const method = specialMethod(x, "__aiter__");
  if (method == null) throw new TypeError(`'async for' requires an object with __aiter__ method, got ${typeName(x)}`);
  const iterator: Value = method.call(x);
  if (specialMethod(iterator, "__anext__") == null)
    throw new TypeError(`'async for' received an object from __aiter__ that does not implement __anext__: ${typeName(iterator)}`);
  return iterator;
}

/** `it.__anext__()`: what is awaited for the next item. */
export function $anext(iterator: Value): Suspends<Value> {
  const method = specialMethod(iterator, "__anext__");
  if (method == null) throw new TypeError(`'async for' requires an iterator with __anext__ method, got ${typeName(iterator)}`);
  return method.call(iterator);
}

/** Whether an exception ends an asynchronous loop. */
export function $isAsyncEnd(error: Value): boolean {
  return isinstance(error, StopAsyncIteration);
}
