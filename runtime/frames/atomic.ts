/**
 * atomic - calls of Python code from where no frame can be saved: out of functions that somebody else's machine code has called.
 *
 * Written by hand, not lowered.
 */
import { $held } from "./flight.js";
import { injection } from "./inject.js";
import { hooks, S } from "./suspend.js";

/** Runs `work` to its end at one go: its thread is not preempted. An exception of its comes as JavaScript's; where it would wait, gilt ends with an error. */
export function atOnce(work: () => unknown): unknown {
  const { mustStop } = hooks;
  hooks.mustStop = () => false;
  injection.atomic++;
  try {
    const value = work();
    if (S.mode === 1) {
      S.mode = 0;
      S.captured.length = 0;
      throw new Error("a function that is called from machine code cannot wait");
    }
    if (S.mode === 2) $held();
    return value;
  } finally {
    hooks.mustStop = mustStop;
    injection.atomic--;
  }
}
