import test from "ava";
import { checkpoint, S, type Frame, type FrameCode } from "../../../runtime/frames/suspend.js";
import { isolate, newThread, type GreenThread } from "../../../runtime/scheduler/current.js";
import { policy, FairPolicy } from "../../../runtime/scheduler/policy.js";
import { makeReady, startLoop } from "../../../runtime/scheduler/scheduler.js";
import { INTERRUPTED, TIMED_OUT, unpark, unparkThrow, Waiters } from "../../../runtime/scheduler/waiters.js";
import { noteSignal, signals, takePending } from "../../../runtime/scheduler/signals.js";

/** A clock that jumps to the next deadline. */
class TestPolicy extends FairPolicy {
  clockMs = 0;
  override turnMs = Infinity;
  override nowMs(): number {
    return (this.clockMs += 0.0001);
  }
  jump(deadlineMs: number): boolean {
    if (deadlineMs === Infinity) return false;
    this.clockMs = Math.max(this.clockMs, deadlineMs);
    return true;
  }
}
const clock = new TestPolicy();
policy.current = clock;

/**
 * A hand-written function that can suspend: one body per pc, each ends with a call that may suspend. What the call gave
 * comes to the next body.
 */
function steps(name: string, ...bodies: ((got: unknown) => unknown)[]): () => unknown {
  const code: FrameCode = { id: 0, name, file: "test", spans: [], counts: false, twin: (frame) => run(frame.pc, frame) };
  function run(pc: number, frame: Frame | null): unknown {
    let got: unknown;
    if (frame !== null) {
      if (S.threw) {
        S.threw = false;
        throw S.value;
      }
      got = S.value;
    }
    for (let at = pc; at < bodies.length; at++) {
      got = (bodies[at] as (got: unknown) => unknown)(got);
      if (S.mode !== 0) {
        S.captured.push({ f: code, pc: at + 1, t: null, l: [] });
        return undefined;
      }
    }
    return got;
  }
  return () => run(0, null);
}

function spawn(entry: () => unknown): GreenThread {
  const thread = newThread(entry);
  makeReady(thread);
  return thread;
}

test.serial("S2: threads wait on a list and wake in order of arrival", (t) => {
  const log: unknown[] = [];
  const list = new Waiters();
  const main = newThread(
    steps(
      "main",
      () => {
        for (const name of ["a", "b", "c"])
          spawn(
            steps(
              name,
              () => list.park(Infinity),
              (got) => log.push([name, got]),
            ),
          );
        return sleep(1);
      },
      () => {
        list.wakeFirst(1);
        log.push("woke one");
        return sleep(1);
      },
      () => {
        list.wakeAll(2);
        return sleep(1);
      },
      () => log.push("end"),
    ),
  );
  startLoop(main);
  t.deepEqual(log, ["woke one", ["a", 1], ["b", 2], ["c", 2], "end"]);
  t.true(main.done);
  t.is(isolate.alive, 0);
});

const sleepers = new Waiters();
function sleep(ms: number): unknown {
  return sleepers.park(clock.nowMs() + ms);
}

test.serial("S4: deadlines come in order, and a woken thread's timer is gone", (t) => {
  const log: unknown[] = [];
  const list = new Waiters();
  const began = clock.clockMs;
  startLoop(
    newThread(
      steps(
        "main",
        () => {
          const early = spawn(
            steps(
              "early",
              () => list.park(clock.nowMs() + 100),
              (got) => log.push(["early", got]),
            ),
          );
          for (const ms of [30, 10, 20, 10])
            spawn(
              steps(
                "t",
                () => sleep(ms),
                (got) => log.push([ms, got === TIMED_OUT]),
              ),
            );
          spawn(
            steps(
              "waker",
              () => sleep(15),
              () => unpark(early, "woken"),
            ),
          );
          return sleep(200);
        },
        () => log.push(Math.round(clock.clockMs - began)),
      ),
    ),
  );
  t.deepEqual(log, [[10, true], [10, true], ["early", "woken"], [20, true], [30, true], 200]);
});

test.serial("an exception comes out of the wait and reaches the frames below", (t) => {
  const log: string[] = [];
  const inner = steps("inner", () => sleep(1000));
  const outer: FrameCode = {
    id: 0,
    name: "outer",
    file: "test",
    spans: [],
    counts: false,
    twin: () => {
      if (S.threw) {
        S.threw = false;
        log.push(`caught ${String(S.value)}`);
      }
      return undefined;
    },
  };
  const victim = newThread(() => {
    inner();
    if (S.mode !== 0) S.captured.push({ f: outer, pc: 1, t: null, l: [] });
  });
  makeReady(victim);
  startLoop(newThread(() => unparkThrow(victim, "boom")));
  t.deepEqual(log, ["caught boom"]);
});

test.serial("S3: a thread is stopped at a fuel check after its interval, and only if others are ready", (t) => {
  const log: string[] = [];
  const spin = (name: string): (() => unknown) =>
    steps(
      name,
      ...[1, 2, 3].map((n) => () => {
        log.push(`${name}${n}`);
        checkpoint();
        if (S.mode !== 0) return undefined;
        clock.clockMs += 3;
        checkpoint();
        return undefined;
      }),
    );
  spawn(spin("a"));
  startLoop(newThread(spin("b")));
  t.deepEqual(log, ["a1", "a2", "b1", "b2", "a3", "b3"]);
});

test.serial("S8: a signal ends the main thread's wait and runs handlers there", async (t) => {
  const log: unknown[] = [];
  const done = new Promise<void>((resolve) => {
    const list = new Waiters();
    signals.handle = () => log.push(["handled", takePending()]);
    const main = newThread(
      steps(
        "main",
        () => list.park(Infinity),
        (got) => {
          log.push(got === INTERRUPTED);
          return signals.handle?.();
        },
        () => resolve(),
      ),
    );
    isolate.main = main;
    startLoop(main);
    setTimeout(() => noteSignal(2), 1);
  });
  await done;
  t.deepEqual(log, [true, ["handled", [2]]]);
  t.is(isolate.alive, 0);
});
