/**
 * decoding - bytes that come in pieces, as text.
 *
 * Mirrors  codecs.IncrementalDecoder of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { findCodec, isEncoding } from "../../objects/bytes/codecs.js";
import { $leavesCodec, READING } from "../../objects/bytes/codecframes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { unfinished } from "../../objects/bytes/unfinished.js";
import { LookupError, TypeError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { stringOf } from "../../objects/str.js";
import { markAstral } from "../../objects/str/points.js";
import { plainTuple, Tuple } from "../../objects/tuple.js";

/** The name under which a codec is known. */
export function canonicalName(encoding: string): Suspends<string> {
  return findCodec(encoding).name;
}

/** The same for a stream. @throws LookupError also where the codec is none of texts */
export function textEncoding(encoding: string): Suspends<string> {
  if (!isEncoding(encoding) && getattrOr(callMethod(importModule("_codecs"), "lookup", encoding), "_is_text_encoding") === false)
    throw new LookupError(`'${encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs`);
  return canonicalName(encoding);
}

/** Encodings whose streams begin with a mark, which says how the rest is read. */
const MARKED: ReadonlySet<string> = new Set(["utf-8-sig", "utf-16", "utf-32"]);

/** What decodes an encoding that gilt does not know itself, or of which the beginning has to be kept in mind: its incremental decoder; else null, or if it has none. */
export function decoderOf(encoding: string, errors: string): Suspends<Value> {
  if (isEncoding(encoding) && !MARKED.has(canonicalName(encoding))) return null;
  const info = callMethod(importModule("_codecs"), "lookup", encoding);
  const make: Value = $getattr(info, "incrementaldecoder");
  return make === null ? null : call(make, errors);
}

export class TextDecoding {
  $rest = new Uint8Array(0);
  /** a \r at the end of the last piece, whose \n may follow */
  carried = false;

  constructor(
    private readonly encoding: string,
    /** its canonical name */
    private readonly kind: string,
    private readonly errors: string,
    /** of `decoderOf` */
    readonly decoder: Value,
  ) {}

  /** How many bytes were read that no character has been made of. */
  pendingBytes(): Suspends<number> {
    const carried = this.carried ? 1 : 0;
    if (this.decoder === null) return this.$rest.length + carried;
    const state: Value = callMethod(this.decoder, "getstate");
    return (plainTuple(state).items[0] as Bytes).$data.length + carried;
  }

  /** What goes on at another place of the stream, which is not its beginning; null: anything new does. */
  elsewhere(): Suspends<TextDecoding | null> {
    if (this.decoder === null || !MARKED.has(this.kind)) return null;
    const state: Value = callMethod(this.decoder, "getstate");
    callMethod(this.decoder, "setstate", new Tuple([new Bytes(new Uint8Array(0)), plainTuple(state).items[1]]));
    this.carried = false;
    return this;
  }

  /** The text of one more piece. */
  feed(piece: Uint8Array, end: boolean): Suspends<string> {
    if (this.decoder !== null) {
      const text: Value = callMethod(this.decoder, "decode", new Bytes(piece), end);
      const plain = stringOf(text);
      if (plain === undefined) throw new TypeError(`decoder should return a string result, not '${typeOf(text).$name}'`);
      return plain;
    }
    let data = piece;
    if (this.$rest.length > 0) {
      data = new Uint8Array(this.$rest.length + piece.length);
      data.set(this.$rest);
      data.set(piece, this.$rest.length);
    }
    const keep = end ? 0 : unfinished(this.kind, data);
    this.$rest = data.slice(data.length - keep);
    const whole = keep === 0 ? data : data.subarray(0, data.length - keep);
    if (whole.length === 0) return "";
    const codec = findCodec(this.encoding);
    try {
      return markAstral(codec.decode(whole, this.errors, new Bytes(whole)));
    } catch (error) {
      throw $leavesCodec(error, codec.name, READING);
    }
  }
}

/** Pieces joined. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
