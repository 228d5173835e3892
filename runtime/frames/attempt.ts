/**
 * attempt - a call that may be given up: nothing comes of it then, and it can be made again elsewhere.
 *
 * For functions that touch nothing but what they are given. Written by hand, not lowered.
 */
import { $landed } from "./flight.js";
import { injection } from "./inject.js";
import { hooks, S } from "./suspend.js";

export const GIVEN_UP = Symbol("given up");

/**
 * Runs `work(func, given)` at one go.
 *
 * @param isOver asked at fuel checks: has it taken too long?
 * @returns its result; GIVEN_UP where it takes too long, would wait, needs more stack, or raises
 */
export function attempt<F, A>(work: (func: F, given: A) => unknown, func: F, given: A, isOver: () => boolean): unknown {
  const { mustStop } = hooks;
  const { depth, handled } = S;
  hooks.mustStop = isOver;
  injection.atomic++;
  let value: unknown;
  try {
    value = work(func, given);
    if (S.mode === 0) return value;
    if (S.mode === 2) $landed();
    S.captured.length = 0;
  } catch {
    // whoever makes the call again meets the exception
  } finally {
    hooks.mustStop = mustStop;
    injection.atomic--;
  }
  S.mode = 0;
  S.depth = depth;
  S.handled = handled;
  return GIVEN_UP;
}
