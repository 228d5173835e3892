/**
 * multiprocessing.reserve - workers of a pool that need not run before there are tasks enough for them (processes/reserve).
 *
 * Only where nobody can see when a worker begins: it has nothing to do but to take tasks, and nothing of the script runs before the first one.
 */
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { registered } from "../../processes/atfork.js";
import { settle } from "../../processes/reserve.js";
import { self } from "../../processes/self.js";
import { Connection } from "./connection/connection.js";
import { laneOf } from "./connection/lane.js";
import { ForkProcess } from "./context.js";
import { hasForkersOfScripts } from "./finalize.js";
import { logging } from "./log.js";
import { BaseProcess } from "./process.js";

/** A process that is about to be started is a worker of a pool, which may keep it as long as the program runs. */
export function willLast(process: Value): void {
  if (isinstance(process, BaseProcess)) (process as BaseProcess).$lasts = true;
}

/** It will do nothing but take tasks of a queue. Can it be held back until there are some? */
export function waitFor(process: Value, queue: Value): boolean {
  const lane = laneNumberOf(queue);
  if (lane === 0 || typeOf(process) !== (ForkProcess as Value) || logging.logger !== null) return false;
  if (registered.child.length > 0 || hasForkersOfScripts()) return false;
  (process as ForkProcess).$tasks = lane;
  return !self.worker;
}

/** So many tasks have been put into a queue, and no more will be. */
export function noMoreTasks(queue: Value, count: number): void {
  const lane = laneNumberOf(queue);
  if (lane !== 0) settle(laneOf(lane), count);
}

function laneNumberOf(queue: Value): number {
  const reader: Value = queue._reader;
  return reader instanceof Connection ? reader.$ahead : 0;
}
