/**
 * re.subject - what is searched: a str or the bytes of an object.
 *
 * Mind        positions count code points for Python and the matcher, UTF-16 units for V8; the two differ only in `astral` subjects
 */
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { isAstral, pointCount, pointSlice } from "../../objects/str/points.js";
import type { Subject as Codes } from "./machine.js";

export class Subject {
  constructor(
    readonly value: Value,
    /** the string, or the bytes as latin-1 */
    readonly text: string,
    /** null for a str */
    readonly bytes: Uint8Array | null,
    readonly astral: boolean,
  ) {}

  get length(): number {
    return this.astral ? pointCount(this.text) : this.text.length;
  }

  /** Its contents may change: then groups are read from what it holds by then. */
  get changes(): boolean {
    return this.bytes !== null && !(this.value instanceof Bytes);
  }

  /** A part, as findall() and group() give it. */
  slice(start: number, end: number): Value {
    if (this.bytes !== null) return new Bytes((this.changes ? (bufferOf(this.value) as Uint8Array) : this.bytes).slice(start, end));
    return this.astral ? pointSlice(this.text, start, end) : this.text.slice(start, end);
  }

  /** What V8 found, as a value. */
  wrap(text: string): Value {
    return this.bytes === null ? text : new Bytes(Buffer.from(text, "latin1"));
  }
}

/** The subject that a value is, for a pattern over str or bytes. */
export function subjectOf(value: Value, ofBytes: boolean): Subject {
  if (typeof value === "string" && !ofBytes) return new Subject(value, value, null, isAstral(value));
  return otherSubject(value, ofBytes);
}

function otherSubject(value: Value, ofBytes: boolean): Subject {
  const text = stringOf(value);
  if (text !== undefined) {
    if (ofBytes) throw new TypeError("cannot use a bytes pattern on a string-like object");
    return new Subject(value, text, null, isAstral(text));
  }
  const bytes = bufferOf(value);
  if (bytes === undefined) throw new TypeError(`expected string or bytes-like object, got '${typeOf(value).$name}'`);
  if (!ofBytes) throw new TypeError("cannot use a string pattern on a bytes-like object");
  return new Subject(value, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"), bytes, false);
}

/** The last long text that was looked at, and what is known of it. */
const last = { text: "", ascii: false, codesOf: "", codes: new Uint16Array() as Codes };
const LONG = 64;
const NOT_ASCII = /[^\x00-\x7f]/;

export function isAscii(text: string): boolean {
  if (text.length < LONG) return !NOT_ASCII.test(text);
  if (text !== last.text) last.ascii = !NOT_ASCII.test(text);
  // always: two strings that are equal, but not the same one, would be compared to their ends each time
  last.text = text;
  return last.ascii;
}

/** The characters as numbers. */
export function codesOf(subject: Subject): Codes {
  if (subject.bytes !== null) return subject.bytes;
  const { text } = subject;
  if (text.length >= LONG && text === last.codesOf) {
    last.codesOf = text;
    return last.codes;
  }
  const codes = subject.astral ? pointsOf(text) : unitsOf(text);
  if (text.length >= LONG) {
    last.codesOf = text;
    last.codes = codes;
  }
  return codes;
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

function pointsOf(text: string): Int32Array {
  const points = new Int32Array(pointCount(text));
  let unit = 0;
  for (let i = 0; i < points.length; i++) {
    const code = text.codePointAt(unit) as number;
    points[i] = code;
    unit += code > 0xffff ? 2 : 1;
  }
  return points;
}
