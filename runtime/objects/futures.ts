/**
 * futures - what texts asked for by `from __future__ import ...`: their code objects say so, and texts that they compile have it too.
 *
 * Mirrors  PyEval_MergeCompilerFlags in Python/ceval.c of CPython 3.13
 */
import { carriedContents } from "../snapshot/carried.js";
import { callerFile } from "./trace.js";

/** `co_flags` that all code of a file has; files that ask for nothing are not there. */
const flagsOfFile = new Map<string, number>();
carriedContents("flags of files", flagsOfFile);

export function noteFutures(file: string, flags: number | undefined): void {
  if (flags !== undefined) flagsOfFile.set(file, flags);
  else if (flagsOfFile.size > 0) flagsOfFile.delete(file);
}

export function futuresOf(file: string): number {
  return flagsOfFile.get(file) ?? 0;
}

/** What a text inherits that the running code compiles. */
export function inheritedFutures(): number {
  if (flagsOfFile.size === 0) return 0;
  const file = callerFile();
  return file === undefined ? 0 : futuresOf(file);
}
