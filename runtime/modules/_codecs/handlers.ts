/**
 * _codecs.handlers - what is done about characters and bytes that an encoding has nothing for.
 *
 * Mirrors     Python/codecs.c of CPython 3.13 (PyCodec_StrictErrors and the functions after it)
 * Suspends    attributes of the exceptions
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes.js";
import { BaseException, TypeError, UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError } from "../../objects/exceptions.js";
import { isinstance, type Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { escapeCode } from "../../objects/str/categories.js";
import { pointsOf } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { nameOfCode } from "../re/names.js";

/** What could not be converted: the codes of characters or bytes, and where they end. */
interface Trouble {
  readonly codes: readonly number[];
  readonly start: number;
  readonly stop: number;
  /** all the bytes; null where it was text */
  readonly bytes: Uint8Array | null;
}

/** @throws TypeError the exception's object is not of its kind: it may be set to anything */
function troubleOf(error: Value): Suspends<Trouble> {
  const object: Value = $getattr(error, "object");
  const [first, last] = [$getattr(error, "start") as number, $getattr(error, "end") as number];
  if (isinstance(error, UnicodeDecodeError)) {
    if (!(object instanceof Bytes)) throw new TypeError("object attribute must be bytes");
    const bytes = object.$data;
    const [start, stop] = within(first, last, bytes.length);
    return { codes: [...bytes.subarray(start, stop)], start, stop, bytes };
  }
  const text = stringOf(object);
  if (text === undefined) throw new TypeError("object attribute must be unicode");
  const points = pointsOf(text);
  const [start, stop] = within(first, last, points.length);
  return { codes: points.slice(start, stop).map((char) => char.codePointAt(0)!), start, stop, bytes: null };
}

/** Places that lie in what there is. */
const within = (start: number, stop: number, size: number): [number, number] => [Math.max(0, Math.min(start, size - 1)), Math.min(Math.max(stop, 1), size)];

/** A handler of the exceptions that have a method here. */
interface Handler {
  encode?(trouble: Trouble, error: Value): Suspends<Value>;
  decode?(trouble: Trouble, error: Value): Suspends<Value>;
  translate?(trouble: Trouble, error: Value): Suspends<Value>;
}

function handler(name: string, { encode, decode, translate }: Handler): Value {
  return builtin(
    `${name}(exception, /)`,
    (error: Value): Suspends<Value> => {
      const body = isinstance(error, UnicodeEncodeError)
        ? encode
        : isinstance(error, UnicodeDecodeError)
          ? decode
          : isinstance(error, UnicodeTranslateError)
            ? translate
            : undefined;
      if (body === undefined) throw new TypeError(`don't know how to handle ${typeName(error)} in error callback`);
      return body(troubleOf(error), error);
    },
    "_codecs",
  );
}

const answer = (text: string, stop: number): Value => new Tuple([text, stop]);
const each = (how: (code: number) => string): ((trouble: Trouble) => Value) => {
  return ({ codes, stop }) => answer(codes.map(how).join(""), stop);
};

const skipped = ({ stop }: Trouble): Value => answer("", stop);
const escaped = each(escapeCode);

function named(code: number): string {
  const name = nameOfCode(code);
  return name === null ? escapeCode(code) : `\\N{${name}}`;
}

function escapedToBytes({ codes, stop }: Trouble, error: Value): Value {
  if (!codes.every((code) => code >= 0xdc80 && code <= 0xdcff)) throw error;
  return new Tuple([new Bytes(Uint8Array.from(codes, (code) => code - 0xdc00)), stop]);
}

/** At most four bytes at once, and no ASCII. */
function bytesEscaped({ codes, start }: Trouble, error: Value): Value {
  const ascii = codes.findIndex((code) => code < 128);
  const some = codes.slice(0, Math.min(4, ascii < 0 ? codes.length : ascii));
  if (some.length === 0) throw error;
  return answer(String.fromCharCode(...some.map((code) => 0xdc00 + code)), start + some.length);
}

/** How an encoding that can hold surrogates writes them: how many bytes each has, and the place of the least byte among them. */
interface Width {
  readonly size: 2 | 3 | 4;
  readonly little: boolean;
}

function widthOf(encoding: string): Width | undefined {
  const found = /^utf[-_]?(8|16|32)(?:[-_]?(le|be))?$/.exec(encoding.toLowerCase());
  if (found === null || (found[1] === "8" && found[2] !== undefined)) return undefined;
  return { size: found[1] === "8" ? 3 : found[1] === "16" ? 2 : 4, little: found[2] !== "be" };
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

function surrogateBytes(code: number, { size, little }: Width): number[] {
  if (size === 3) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  const bytes = [code & 255, code >> 8, 0, 0].slice(0, size);
  return little ? bytes : bytes.reverse();
}

function passedToBytes({ codes, stop }: Trouble, error: Value): Suspends<Value> {
  const width = widthOf($getattr(error, "encoding") as string);
  if (width === undefined || !codes.every(isSurrogate)) throw error;
  return new Tuple([new Bytes(Uint8Array.from(codes.flatMap((code) => surrogateBytes(code, width)))), stop]);
}

/** One surrogate; the encoding calls again for more. */
function bytesPassed({ start, bytes }: Trouble, error: Value): Suspends<Value> {
  const width = widthOf($getattr(error, "encoding") as string);
  if (width === undefined) throw error;
  const part = [...bytes!.subarray(start, start + width.size)];
  const ordered = width.size === 3 || !width.little ? part : part.reverse();
  const code = width.size === 3 ? codeOfThree(ordered) : ordered.reduce((n, byte) => n * 256 + byte, 0);
  if (part.length < width.size || !isSurrogate(code)) throw error;
  return answer(String.fromCharCode(code), start + width.size);
}

function codeOfThree([a = 0, b = 0, c = 0]: readonly number[]): number {
  return (a & 0xf0) === 0xe0 && (b & 0xc0) === 0x80 && (c & 0xc0) === 0x80 ? ((a & 15) << 12) | ((b & 63) << 6) | (c & 63) : 0;
}

/** The handlers that are there from the beginning, by their names. */
export const HANDLERS: Readonly<Record<string, Value>> = {
  strict: builtin(
    "strict_errors(exception, /)",
    (error: Value): never => {
      throw isinstance(error, BaseException) ? error : new TypeError("codec must pass exception instance");
    },
    "_codecs",
  ),
  ignore: handler("ignore_errors", { encode: skipped, decode: skipped, translate: skipped }),
  replace: handler("replace_errors", { encode: each(() => "?"), decode: ({ stop }) => answer("\ufffd", stop), translate: each(() => "\ufffd") }),
  xmlcharrefreplace: handler("xmlcharrefreplace_errors", { encode: each((code) => `&#${code};`) }),
  backslashreplace: handler("backslashreplace_errors", { encode: escaped, decode: escaped, translate: escaped }),
  namereplace: handler("namereplace_errors", { encode: each(named) }),
  surrogateescape: handler("surrogateescape", { encode: escapedToBytes, decode: bytesEscaped }),
  surrogatepass: handler("surrogatepass", { encode: passedToBytes, decode: bytesPassed }),
};
