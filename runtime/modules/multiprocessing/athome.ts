/**
 * multiprocessing.athome - processes that begin as a thread of their parent's isolate (processes/home.ts): which ones may, their queues, and how they leave.
 *
 * Only calls of functions of which the compiler has found that they touch nothing but what they are given (objects/apart.ts), which is plain values and queues.
 * The queues are objects of the process's own, as a fork makes them, and use nothing but the ring in shared memory: for all else the process goes away first.
 * So it does when its function raises, since what is told of that is a matter of streams and hooks.
 *
 * Invariants
 *   A1  Nothing of a lane is held across a call that may suspend: a snapshot would copy it.
 *   A2  At home the queue's descriptors are not used: they are the process's own in its worker alone.
 */
import type { Suspends } from "../../frames/suspend.js";
import { inherit } from "../../lifetimes/tracked.js";
import { isApart } from "../../objects/apart.js";
import { $callx } from "../../objects/call.js";
import { patched } from "../../objects/mirror.js";
import { typeOf, type PyType, type Value } from "../../objects/object.js";
import { $caught, $uncaught } from "../../objects/raise.js";
import { Tuple } from "../../objects/tuple.js";
import { afterForkInChild, registered } from "../../processes/atfork.js";
import { acts, endAtHome, goAway, Stay, type Guest } from "../../processes/home.js";
import { exitProcess } from "../../processes/index.js";
import { unwatchAt, watchAt } from "../../processes/parking.js";
import { self } from "../../processes/self.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { policy } from "../../scheduler/policy.js";
import { turns } from "../../scheduler/scheduler.js";
import { available } from "../../system/posix.js";
import { _clear, _run_exitfuncs } from "../atexit.js";
import { forgetWriters, settleWriters } from "../io/writers.js";
import { tracing } from "../sys/tracing.js";
import { _shutdown } from "../threading/shutdown.js";
import { compact, expand } from "./compact.js";
import type { Connection } from "./connection/connection.js";
import { laneOf, type Message } from "./connection/lane.js";
import { Pickled } from "./connection/taking.js";
import { ForkProcess, Process } from "./context.js";
import { atEndOfChild } from "./ending.js";
import { hasForkersOfScripts, registry } from "./finalize.js";
import { logging } from "./log.js";
import { becomeChild, BaseProcess, endedBy } from "./process.js";
import { isPutNow, takenQuickly } from "./quick.js";
import { Queue, resetQueue } from "./queues.js";
import { flushStdStreams, forgetUnwritten } from "./streams.js";

/** A process at home, its queues and what it does. */
class Lodger extends Stay {
  readonly queues: Queue[] = [];

  constructor(
    readonly process: BaseProcess,
    readonly target: Value,
  ) {
    super();
  }
}

/** The process may begin here: how; undefined: it is a worker's from the beginning. */
export function guestOf(process: BaseProcess): Guest | undefined {
  if (self.worker || turns.moved !== undefined || !available() || !isUsual(process) || !isApart(process._target)) return undefined;
  const stay = new Lodger(process, process._target);
  const args = argumentsFor(stay, process._args.items);
  if (args === undefined) return undefined;
  const entry = (): Suspends<void> => live(stay, args);
  return { stay, entry, starter: isolate.current as GreenThread };
}

/** Would nothing but its function be run in it? */
function isUsual(process: BaseProcess): boolean {
  const cls = typeOf(process);
  if ((cls !== (ForkProcess as Value) && cls !== (Process as Value)) || Object.hasOwn(process, "run") || Object.hasOwn(process, "_bootstrap")) return false;
  if (process.$tasks !== undefined || process._kwargs.$size() > 0 || logging.logger !== null || hasForkersOfScripts()) return false;
  if (registered.before.length + registered.parent.length + registered.child.length > 0) return false;
  if (CLASSES().some((one) => patched.has(one))) return false;
  const { trace, profile } = tracing();
  return trace === null && profile === null;
}

function CLASSES(): PyType[] {
  return [BaseProcess, ForkProcess, Process, Queue] as unknown as PyType[];
}

/** The arguments as a fork would give them: queues of its own, and copies of plain values; undefined: there are others. */
function argumentsFor(stay: Lodger, args: readonly Value[]): Value[] | undefined {
  const queues = new Map<Value, Queue>();
  const plain: Value[] = [];
  for (const arg of args) {
    if (typeOf(arg) !== (Queue as Value)) plain.push(arg);
    else if (!queues.has(arg)) {
      const copy = copyOfQueue(stay, arg as Queue);
      if (copy === undefined) return undefined;
      queues.set(arg, copy);
    }
  }
  const bytes = compact(new Tuple(plain));
  if (bytes === undefined) return undefined;
  const copies = expand(bytes, 0) as Tuple;
  let at = 0;
  return args.map((arg) => queues.get(arg) ?? (copies.items[at++] as Value));
}

const QUEUE_OWN: ReadonlySet<string> = new Set(
  "_maxsize _reader _writer _rlock _wlock _sem _opid _ignore_epipe _notempty _buffer _thread _jointhread _joincancelled _closed _close $stay".split(" "),
);

function copyOfQueue(stay: Lodger, queue: Queue): Queue | undefined {
  const { _reader: reader, _writer: writer } = queue;
  if (queue._closed || reader._handle === null || writer._handle === null || reader.$ahead === 0) return undefined;
  if (!Object.keys(queue).every((name) => QUEUE_OWN.has(name))) return undefined;
  const copy = Object.assign(Object.create(Queue.prototype as object) as Queue, queue);
  copy._reader = copyOfConnection(reader);
  copy._writer = copyOfConnection(writer);
  resetQueue(copy);
  copy.$stay = stay;
  stay.queues.push(copy);
  return copy;
}

function copyOfConnection(connection: Connection): Connection {
  return Object.assign(Object.create(Object.getPrototypeOf(connection) as object) as Connection, connection);
}

/** The life of such a process, begun at home. */
function live(stay: Lodger, args: Value[]): Suspends<void> {
  let code: Value = 1;
  try {
    if (self.worker) arrive(stay);
    $callx(stay.target, args, null);
    code = 0;
  } catch (thrown) {
    const error = $caught(thrown, null);
    leave(stay);
    code = endedBy(stay.process, error);
    $uncaught(null);
  }
  if (!self.worker) {
    endAtHome(stay, 0);
    return;
  }
  if (!stay.away) arrive(stay);
  _shutdown();
  flushStdStreams();
  (_run_exitfuncs as Value)();
  settleWriters();
  exitProcess(Number(code) & 255);
}

/** From here on the process is a worker's. */
function leave(stay: Stay): Suspends<void> {
  if (!self.worker) goAway(stay);
  if (!stay.away) arrive(stay as Lodger);
}

/** What a child does first. */
function arrive(stay: Lodger): Suspends<void> {
  stay.away = true;
  for (const queue of stay.queues) {
    queue.$stay = undefined;
    resetQueue(queue);
  }
  forgetWriters();
  forgetUnwritten();
  inherit();
  afterForkInChild();
  (_clear as Value)();
  atEndOfChild();
  registry.dict.$clear();
  becomeChild(stay.process);
}

/** Queue.get() at home: the message; undefined: the process is at home no more. */
export function takeAtHome(queue: Queue, waits: boolean): Suspends<Message | undefined> {
  const stay = queue.$stay as Stay;
  acts(stay);
  for (let tries = 0; waits && tries < MOST_TRIES && !self.worker; tries++) {
    const message = takenQuickly(queue);
    if (message !== undefined) {
      if (message instanceof Pickled) leave(stay);
      return message;
    }
    watch(queue);
    try {
      if (isNothingThere(queue)) {
        stay.waiters.park(Infinity);
        tries = 0;
      }
    } finally {
      unwatch(queue);
    }
  }
  leave(stay);
  return undefined;
}

/** So often others may be quicker, or something is there that is not in the ring. */
const MOST_TRIES = 8;

function isNothingThere(queue: Queue): boolean {
  return !laneOf(queue._reader.$ahead).come();
}

function watch(queue: Queue): void {
  const lane = laneOf(queue._reader.$ahead);
  watchAt(lane.parking, lane.come);
}

function unwatch(queue: Queue): void {
  unwatchAt(laneOf(queue._reader.$ahead).parking);
}

/** Queue.put() at home; false: the process is at home no more, and nothing has been put. */
export function putAtHome(queue: Queue, obj: Value, waits: boolean): Suspends<boolean> {
  const stay = queue.$stay as Stay;
  acts(stay);
  if (waits && !self.worker && (isPutNow(queue, obj) || (waitForRoom(queue, stay) && isPutNow(queue, obj)))) return true;
  leave(stay);
  return false;
}

/** So long a process at home waits for readers to make room: they are likely to be here. */
const ROOM_MS = 5;

function waitForRoom(queue: Queue, stay: Stay): Suspends<boolean> {
  if (hasRoom(queue)) return false; // it is something else
  watchRoom(queue);
  try {
    if (!hasRoom(queue)) stay.waiters.park(policy.current.nowMs() + ROOM_MS);
  } finally {
    unwatchRoom(queue);
  }
  return hasRoom(queue);
}

function watchRoom(queue: Queue): void {
  const lane = laneOf(queue._writer.$ahead);
  watchAt(lane.room, lane.hasRoom);
}

function unwatchRoom(queue: Queue): void {
  unwatchAt(laneOf(queue._writer.$ahead).room);
}

function hasRoom(queue: Queue): boolean {
  return laneOf(queue._writer.$ahead).hasRoom();
}

/** Any other method of a queue: the process is at home no more when it is called. */
export function leaveHome(queue: Queue): Suspends<void> {
  leave(queue.$stay as Stay);
}
