/**
 * decoding - bytes that come in pieces, as text.
 *
 * Mirrors  codecs.IncrementalDecoder of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { findCodec } from "../../objects/bytes/codecs.js";
import { Bytes } from "../../objects/bytes/data.js";
import { unfinished } from "../../objects/bytes/unfinished.js";
import { markAstral } from "../../objects/str/points.js";

/** The name under which a codec is known. */
export function canonicalName(encoding: string): Suspends<string> {
  return findCodec(encoding).name;
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
  ) {}

  get pendingBytes(): number {
    return this.$rest.length + (this.carried ? 1 : 0);
  }

  /** The text of one more piece. */
  feed(piece: Uint8Array, end: boolean): Suspends<string> {
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
    return markAstral(findCodec(this.encoding).decode(whole, this.errors, new Bytes(whole)));
  }
}

/** Pieces joined. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
