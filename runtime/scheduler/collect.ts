/**
 * collect - V8's own collection, asked for by a thread that waits for it.
 *
 * JavaScript lets go of what WeakRefs were asked for or made of only between two turns of its loop; so the thread waits for a turn.
 */
import type { Suspends } from "../frames/suspend.js";
import { late } from "../objects/bytes/exported.js";
import { loader } from "../importer/code.js";
import { monotonicMs } from "./clock.js";
import { afterTurn } from "./idle.js";
import { checkSignals } from "./signals.js";
import { INTERRUPTED, Waiters } from "./waiters.js";

const collecting = new Waiters();

/**
 * The flag makes the collector reachable in contexts made while it is set; with it V8 would take no code caches and make none that others take. It is
 * one for all isolates of the process, and another one may take it back in between.
 *
 * @returns how many milliseconds collecting took
 */
function collectNow(): number {
  const { runInNewContext } = process.getBuiltinModule("node:vm");
  let gc: (() => undefined) | undefined;
  while (gc === undefined) {
    loader.setFlags(["--expose-gc"]);
    gc = runInNewContext("globalThis.gc") as (() => undefined) | undefined;
    loader.setFlags(["--no-expose-gc"]);
  }
  const begunMs = monotonicMs();
  gc();
  return monotonicMs() - begunMs;
}

/** Collects while nothing runs: in the next turn of Node's loop; what hears of dropped objects has heard before the isolate blocks again. */
export function collectInTurn(done: (ms: number) => void): void {
  afterTurn(() => {
    done(collectNow());
    afterTurn(() => undefined);
  });
}

late.collectGarbage = collectGarbage;

/**
 * Suspends the running thread until what nobody refers to is collected, saved frames being the only ones that refer.
 *
 * @returns how many milliseconds collecting took
 */
export function collectGarbage(): Suspends<number> {
  const turn = { over: false, ms: 0 };
  afterTurn(() => {
    turn.ms = collectNow();
    turn.over = true;
    collecting.wakeAll(null);
  });
  while (!turn.over) if (collecting.park(Infinity) === INTERRUPTED) checkSignals();
  return turn.ms;
}
