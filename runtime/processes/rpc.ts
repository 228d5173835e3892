/**
 * rpc - requests between a worker and the kernel, carried by worker-rpc over a message port that the mailboxes announce.
 *
 * Only signals of worker-rpc are used, one for a request and one for its answer: its promises would need turns of Node's loop, and an
 * isolate that waits is blocked.
 */
import type { MessagePort } from "node:worker_threads";
import { RpcProvider } from "worker-rpc";
import type { Suspends } from "../frames/suspend.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../scheduler/waiters.js";
import type { Job } from "./job.js";
import { nodeModule } from "../system/nodemodules.js";

/** What a worker tells or asks the kernel, and the answers. */
export interface ToKernel {
  /** A worker has loaded the runtime and waits for its first process. */
  ready: { threadId: number };
  /** Start a process; the answer is its pid or why not. */
  start: { id: number; job: Job };
  /** A worker's thread has been changed for good. */
  marked: null;
}

/** What the kernel tells a worker. */
export interface ToWorker {
  run: Job;
  retire: null;
  started: { id: number; pid: number };
}

/** One end of a connection: says S, hears H. */
export class Connection<S, H> {
  readonly port: MessagePort;
  readonly provider: RpcProvider;

  /** @param announce posts NEWS_MESSAGE to the other side */
  constructor(port: MessagePort, announce: () => void) {
    this.port = port;
    this.provider = new RpcProvider((message, transfer) => {
      port.postMessage(message, transfer as ArrayBuffer[] | undefined);
      announce();
    });
  }

  say<K extends keyof S & string>(name: K, payload: S[K], transfer?: ArrayBuffer[]): void {
    this.provider.signal(name, payload, transfer);
  }

  hear<K extends keyof H & string>(name: K, handler: (payload: H[K]) => void): void {
    this.provider.registerSignalHandler<H[K]>(name, handler);
  }

  /** Hands what has come to the handlers. */
  drain(): void {
    const { receiveMessageOnPort } = nodeModule("node:worker_threads");
    for (let got = receiveMessageOnPort(this.port); got !== undefined; got = receiveMessageOnPort(this.port)) this.provider.dispatch(got.message);
  }
}

/** Requests of this worker that wait for their answer. */
const asked = new Map<number, { answer: number | undefined; waiters: Waiters }>();
let requests = 0;

/** Asks the kernel to start a process; waits for the pid, or 0 if there are too many. */
export function askStart(kernel: Connection<ToKernel, ToWorker>, job: Job, transfer: ArrayBuffer[]): Suspends<number> {
  const id = ++requests;
  const request = { answer: undefined as number | undefined, waiters: new Waiters() };
  asked.set(id, request);
  kernel.say("start", { id, job }, transfer);
  while (request.answer === undefined) if (request.waiters.park(Infinity) === INTERRUPTED) checkSignals();
  asked.delete(id);
  return request.answer;
}

/** The kernel's answer. */
export function answered({ id, pid }: ToWorker["started"]): void {
  const request = asked.get(id);
  if (request === undefined) return;
  request.answer = pid;
  request.waiters.wakeAll(null);
}
