/**
 * subprocess nodeback - Popen without koffi: the common cases, by Node's child_process.
 *
 * Cannot    see system/nodechildren.ts; what it cannot do raises NotImplementedError, which names it
 * Suspends  start: until Node says why a program did not start
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { NotImplementedError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { plainPath, pathBytes, pathText } from "../../system/paths.js";
import { real } from "../../system/descriptors.js";
import { failure } from "../../system/oserror.js";
import { type NodeChild, startChild, type Stream } from "../../system/nodechildren.js";
import { cint } from "../os/descriptors.js";
import { environmentOfFork, folderError, type Order, wordsOf } from "./execute.js";
import { streamOf } from "./handles.js";

function cannot(what: string): never {
  throw new NotImplementedError(`subprocess: ${what} is not available: koffi has no binary for this machine`);
}

function text(value: Value): Suspends<string> {
  return pathText(pathBytes(value).slice(0, -1));
}

/** Starts a Popen's program by Node. */
export function startByNode(order: Order, streams: readonly Value[], pipesize: number): Suspends<NodeChild> {
  if (order.preexec !== null) cannot("preexec_fn");
  if (truth(order.passFds)) cannot("pass_fds");
  if (!order.closeFds) cannot("close_fds=False");
  if (order.processGroup !== null) cannot("process_group");
  if (!order.restoreSignals) cannot("restore_signals=False");
  if (order.identity?.groups !== undefined) cannot("extra_groups");
  if (pipesize > 0) cannot("pipesize");
  const words: string[] = [];
  for (const word of wordsOf(order)) words.push(text(word));
  const executable: Value = order.executable ?? words[0];
  let file = text(plainPath(executable));
  const environment: Record<string, string> = {};
  for (const entry of environmentOfFork(order.env)) {
    const row = Buffer.from(entry.slice(0, -1)).toString("utf8");
    environment[row.slice(0, row.indexOf("="))] = row.slice(row.indexOf("=") + 1);
  }
  const ends: [Stream, Stream, Stream] = [endOf(streams[0], 0), endOf(streams[1], 1), endOf(streams[2], 2)];
  if (streamOf(streams[2]) === "stdout") {
    if (ends[1] === "pipe") {
      // Node cannot give one pipe twice: a shell does
      words.splice(0, words.length, "/bin/sh", "-c", 'exec "$0" "$@" 2>&1', file, ...words.slice(1));
      file = "/bin/sh";
      ends[2] = "ignore";
    } else ends[2] = ends[1];
  }
  const umask = cint(order.umask);
  const folder = order.cwd === null ? undefined : text(order.cwd);
  const child = startChild({
    file,
    words,
    folder,
    environment,
    streams: ends,
    session: order.startNewSession,
    umask: umask < 0 ? undefined : umask,
    user: order.identity?.user,
    group: order.identity?.group,
  });
  if (typeof child !== "number") return child;
  const error = folder === undefined ? undefined : folderError(pathBytes(folder));
  if (error !== undefined) throw failure(error, order.cwd);
  throw failure(child, executable);
}

function endOf(given: Value, at: number): Suspends<Stream> {
  const kind = streamOf(given);
  if (kind === "inherit" || kind === "stdout") return real(at === 2 && kind === "stdout" ? 1 : at);
  if (kind === "pipe") return "pipe";
  if (kind === "null") return "ignore";
  const fd = real(kind);
  fs.fstatSync(fd);
  return fd;
}
