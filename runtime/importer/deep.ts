/**
 * deep - compiles a text that is nested too deeply for this thread's stack: in a worker that has a bigger one.
 *
 * Mirrors  the parser's own limit of CPython, which is a count (MAXSTACK of Parser/parser.c), not a stack
 */
import path from "node:path";
import { nodeModule } from "../system/nodemodules.js";

/** What the compiler is asked for: a file's bytes, or a text. */
export interface Asked {
  bytes?: Uint8Array;
  text?: string;
  options: object;
}

export interface Answer {
  compiled?: unknown;
  /** the fields of a PythonSyntaxError */
  rejected?: unknown;
  /** what else was thrown */
  failed?: string;
}

const STACK_MB = 200;

const SOURCE = `
const { workerData: { loader, asked, port, done } } = require("node:worker_threads");
let answer;
try {
  const { compile, compileText, PythonSyntaxError } = require(loader).loadBundle("compiler");
  try {
    answer = { compiled: asked.text === undefined ? compile(Buffer.from(asked.bytes), asked.options) : compileText(asked.text, asked.options) };
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    const { kind, msg, line, col, endLine, endCol, text } = error;
    answer = { rejected: { kind, msg, line, col, endLine, endCol, text } };
  }
} catch (error) {
  answer = { failed: String(error) };
}
port.postMessage(answer);
Atomics.store(done, 0, 1);
Atomics.notify(done, 0);
`;

/** Whether the compiler ran out of stack. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof globalThis.RangeError && error.message === "Maximum call stack size exceeded";
}

export function compileDeep(dist: string, asked: Asked): Answer {
  const { MessageChannel, receiveMessageOnPort, Worker } = nodeModule("node:worker_threads");
  const done = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(SOURCE, {
    eval: true,
    resourceLimits: { stackSizeMb: STACK_MB },
    transferList: [port2],
    workerData: { loader: path.join(dist, "..", "bin", "loader.js"), asked, port: port2, done },
  });
  Atomics.wait(done, 0, 0, 120_000);
  const received = receiveMessageOnPort(port1) as { message: Answer } | undefined;
  port1.close();
  worker.unref();
  return received?.message ?? { failed: "no answer" };
}
