/**
 * multibyte.scheme - what one encoding of East Asia says of single characters, and the loops over whole texts.
 *
 * Mirrors     Modules/cjkcodecs/multibytecodec.c of CPython 3.13
 * Suspends    error handlers
 * Units       places in text are code points, in data bytes
 */
import type { Suspends } from "../../frames/suspend.js";
import { replaceDecode, replaceEncode, type Replacement } from "../../objects/bytes/codecs.js";
import { IndexError, OverflowError } from "../../objects/exceptions.js";
import { markAstral } from "../../objects/str/points.js";

const ILLEGAL = "illegal multibyte sequence";
const INCOMPLETE = "incomplete multibyte sequence";

/** What was read, maybe nothing but a change of state, of how many bytes; or how many bytes are no character; null: they go on behind the data. */
export type Read = { readonly text: string; readonly size: number } | { readonly wrong: number } | null;
/** What was written of how many characters; `wrong`: this one cannot be; null: it depends on the next character. */
export type Written = { readonly bytes: readonly number[]; readonly size: number } | "wrong" | null;

/** An encoding. What it remembers between characters stands in eight bytes, which `getstate` shows. */
export interface Scheme {
  readonly name: string;
  read(data: Uint8Array, at: number, state: Uint8Array): Read;
  /** @param whole nothing follows the text */
  write(points: readonly string[], at: number, state: Uint8Array, whole: boolean): Written;
  /** The state at the beginning; zeros where an encoding has none. */
  begin(reading: boolean): Uint8Array;
  /** What ends a text; the state is as at the beginning then. */
  end(state: Uint8Array): number[];
  /** What a decoder still knows when it was reset. */
  forget(state: Uint8Array): Uint8Array;
}

/** A place that an error handler gives, and that is no machine word, counts as -1 here. */
const OUT_OF_BOUNDS = "position -1 from error handler out of bounds";

/** The text of some bytes; `whole` false: an incomplete character at the end is left, and how many bytes there are before it. */
export function decodeWith(scheme: Scheme, state: Uint8Array, data: Uint8Array, errors: string, whole: boolean): Suspends<{ text: string; used: number }> {
  let text = "";
  let at = 0;
  while (at < data.length) {
    const read = scheme.read(data, at, state);
    if (read !== null && "text" in read) {
      text += read.text;
      at += read.size;
      continue;
    }
    if (read === null && !whole) break;
    const stop = read === null ? data.length : at + read.wrong;
    let replacement: Replacement;
    try {
      replacement = replaceDecode(errors, scheme.name, data, at, stop, read === null ? INCOMPLETE : ILLEGAL);
    } catch (error) {
      if (error instanceof OverflowError) throw new IndexError(OUT_OF_BOUNDS);
      throw error;
    }
    text += replacement.text;
    at = replacement.position;
  }
  return { text: markAstral(text), used: at };
}

/** The bytes of a text; `whole` false: a character that depends on the next one is left, and how many there are before it. */
export function encodeWith(scheme: Scheme, state: Uint8Array, text: string, errors: string, whole: boolean): Suspends<{ data: Uint8Array; used: number }> {
  const points = Array.from(text);
  const out: number[] = [];
  let at = 0;
  while (at < points.length) {
    const written = scheme.write(points, at, state, whole);
    if (written === null) break;
    if (written !== "wrong") {
      for (const byte of written.bytes) out.push(byte);
      at += written.size;
      continue;
    }
    let replacement: Replacement;
    try {
      replacement = replaceEncode(errors, scheme.name, points, at, at + 1, ILLEGAL);
    } catch (error) {
      if (error instanceof OverflowError) throw new IndexError(OUT_OF_BOUNDS);
      throw error;
    }
    const bytes = replacement.bytes ?? encodeWith(scheme, state, replacement.text, "strict", true).data;
    for (const byte of bytes) out.push(byte);
    at = replacement.position;
  }
  return { data: Uint8Array.from(out), used: at };
}

/** A whole text: its bytes, and those that end it. */
export function encodeWhole(scheme: Scheme, state: Uint8Array, text: string, errors: string): Suspends<Uint8Array> {
  const { data } = encodeWith(scheme, state, text, errors, true);
  const end = scheme.end(state);
  return end.length === 0 ? data : Uint8Array.from([...data, ...end]);
}
