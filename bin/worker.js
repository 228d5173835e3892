/**
 * worker - the launcher of a worker: evaluates the runtime's bundle, which is a Python process, and again for the next one.
 *
 * The bundles and V8's code for them come from the first process in shared memory.
 */
"use strict";
const { workerData } = require("node:worker_threads");
const { adoptBundles } = require("./loader.js");

const { bundles, memory, mailbox, kernelMailbox, port } = workerData;
const evaluate = adoptBundles(bundles);

function live(first, job) {
  process.removeAllListeners("uncaughtException");
  evaluate().serveKernel({ memory, mailbox, kernelMailbox, port, first, job, recycle: (next) => live(false, next) });
}

live(true);
