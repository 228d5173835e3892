/**
 * texts - the scripts of a snapshot, in memory that the processes share: those of the library are megabytes, and most children evaluate none of them.
 */
import type { ScriptText } from "../importer/instances.js";

/** A script's text for another isolate. */
export interface SharedText extends Omit<ScriptText, "code" | "positions"> {
  /** JSON */
  readonly positions: SharedArrayBuffer;
  readonly code: SharedArrayBuffer;
  /** Both are in UTF-16; else in Latin-1. */
  readonly isWide: boolean;
}

/** Shorter ones are copied. */
const SHORT = 1 << 15;

const sharedOf = new WeakMap<ScriptText, SharedText>();
/** Of a process that has been a child: what its texts came in. */
const plainOf = new WeakMap<SharedArrayBuffer, ScriptText>();

/** A text as a child gets it. */
export function shared(text: ScriptText): ScriptText | SharedText {
  if (text.code.length < SHORT) return text;
  let known = sharedOf.get(text);
  if (known === undefined) {
    const { filename, path, key, code } = text;
    const positions = typeof text.positions === "string" ? text.positions : JSON.stringify(text.positions);
    const isWide = isBeyondLatin1(code) || isBeyondLatin1(positions);
    known = { filename, path, key, isWide, code: memoryOf(code, isWide), positions: memoryOf(positions, isWide) };
    sharedOf.set(text, known);
  }
  return known;
}

/** A text that may have come from another isolate. */
export function plain(given: ScriptText | SharedText): ScriptText {
  if (!("isWide" in given)) return given;
  let text = plainOf.get(given.code);
  if (text === undefined) {
    const { filename, path, key, isWide } = given;
    text = { filename, path, key, code: textIn(given.code, isWide), positions: textIn(given.positions, isWide) };
    plainOf.set(given.code, text);
    sharedOf.set(text, given);
  }
  return text;
}

function isBeyondLatin1(text: string): boolean {
  return /[^\0-\xff]/.test(text);
}

function memoryOf(text: string, isWide: boolean): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(isWide ? text.length * 2 : text.length);
  Buffer.from(memory).write(text, isWide ? "utf16le" : "latin1");
  return memory;
}

function textIn(memory: SharedArrayBuffer, isWide: boolean): string {
  return Buffer.from(memory).toString(isWide ? "utf16le" : "latin1");
}
