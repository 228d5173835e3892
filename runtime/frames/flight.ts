/**
 * flight - exceptions that travel by return: V8's own throw costs as much as hundreds of calls.
 *
 * A `raise` of translated Python puts its exception here, sets `S.mode` to 2 and returns; every call that may suspend is looked at anyway, and who
 * calls in a `try` takes the exception over. JavaScript's own throw remains, for the runtime's exceptions, and where generators are resumed.
 *
 * Invariants
 *   F5  While `S.mode` is 2 nothing runs but returns, and the finalizers that have no sites, between $pause() and $resume().
 */
import { S } from "./suspend.js";

/** An exception sets out: who calls this returns at once. */
export function $fly(exception: unknown): undefined {
  S.flying = exception;
  S.mode = 2;
}

/** The exception has come to one who handles it. */
export function $landed(): unknown {
  const exception = S.flying;
  S.flying = undefined;
  S.mode = 0;
  return exception;
}

/** After a call, where JavaScript's exceptions are handled: true if the frame is to be saved. */
export function $held(): boolean {
  if (S.mode === 2) throw $landed();
  return true;
}

/** Before a finalizer: what is under way waits; undefined if nothing is. */
export function $pause(): unknown {
  return S.mode === 2 ? $landed() : undefined;
}

/** After it: on its way again. */
export function $resume(exception: unknown): void {
  if (exception !== undefined) $fly(exception);
}
