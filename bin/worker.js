/**
 * worker - the launcher of a worker: evaluates the runtime's bundle, which is a Python process, and again for the next one.
 *
 * The bundle and V8's code for it come from the first process in shared memory; nothing is read from the disk.
 */
"use strict";
const { workerData } = require("node:worker_threads");
const { adoptBundle } = require("./loader.js");

const { name, source, code, memory, mailbox, kernelMailbox, port } = workerData;
const evaluate = adoptBundle(name, source, code);

function live(first) {
  process.removeAllListeners("uncaughtException");
  evaluate().serveKernel({ memory, mailbox, kernelMailbox, port, first, recycle: () => live(false) });
}

live(true);
