/**
 * asynciter - what `async for` asks of its iterable.
 */
import { AsyncStep } from "../../frames/asyncgenerator.js";
import { Coroutine } from "../../frames/generator.js";
import type { Suspends } from "../../frames/suspend.js";
import { StopAsyncIteration, TypeError } from "../exceptions.js";
import { awaited, Opened } from "../generators.js";
import { isinstance, specialMethod, type Value } from "../object.js";
import { $caught, $handled, $uncaught, causedBy } from "../raise.js";
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

/** `it.__anext__()`: what is awaited for the next item; what Python code gave is opened here, since its errors are an error of the loop. */
export function $anext(iterator: Value): Suspends<Value> {
  const method = specialMethod(iterator, "__anext__");
  if (method == null) throw new TypeError(`'async for' requires an iterator with __anext__ method, got ${typeName(iterator)}`);
  const next: Value = method.call(iterator);
  if (next instanceof AsyncStep || next instanceof Coroutine) return next;
  const handled = $handled();
  try {
    return new Opened(awaited(next));
  } catch (thrown) {
    const cause = $caught(thrown, null);
    $uncaught(handled);
    throw causedBy(new TypeError(`'async for' received an invalid object from __anext__: ${typeName(next)}`), cause);
  }
}

/** Whether an exception ends an asynchronous loop. */
export function $isAsyncEnd(error: Value): boolean {
  return isinstance(error, StopAsyncIteration);
}
