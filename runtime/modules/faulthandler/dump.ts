/**
 * faulthandler.dump - the threads' places as text, innermost first.
 *
 * Mirrors  Python/traceback.c of CPython 3.13: _Py_DumpTraceback, _Py_DumpTracebackThreads
 */
import { runningEntries, runningHooks, savedEntries, type Entry, type Threaded } from "../../objects/trace.js";
import { currentThread, isolate } from "../../scheduler/current.js";

/** The innermost frames that are shown of a thread. */
const MOST = 100;

function shown(entries: readonly Entry[]): string {
  const lines = entries.slice(0, MOST).map(({ file, name, line }) => `  File "${file}", line ${line} in ${name}\n`);
  return lines.join("") + (entries.length > MOST ? "  ...\n" : "");
}

const hex = (ident: number): string => `0x${ident.toString(16).padStart(16, "0")}`;

const waiting = ({ ident, frames }: Threaded): string => `Thread ${hex(ident)} (most recent call first):\n${shown(savedEntries(frames))}`;

/** What the running thread shows, of itself or of all threads. */
export function dumped(all: boolean): string {
  const own = shown(runningEntries(dumped));
  if (!all) return `Stack (most recent call first):\n${own}`;
  const others = runningHooks.waiting().map((thread) => waiting(thread) + "\n");
  return `${others.join("")}Current thread ${hex(currentThread().ident)} (most recent call first):\n${own}`;
}

/** All threads, between two steps: none runs. */
export function dumpedBetween(): string {
  const threads: Threaded[] = [...runningHooks.waiting()];
  const { main } = isolate;
  if (main !== undefined && !threads.includes(main)) threads.push(main);
  return threads.map(waiting).join("\n");
}
