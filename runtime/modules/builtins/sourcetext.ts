/**
 * sourcetext - the text of what compile(), exec() and eval() are given: a str, or bytes that say how they are to be read.
 *
 * Mirrors     _Py_SourceAsString in Python/pythonrun.c, decoding_fgets in Parser/tokenizer of CPython 3.13
 * Suspends    the decoder may be one that a script has registered
 * Differs     of bytes that are no UTF-8, CPython's position counts from the beginning of the token that holds them, here of the text in quotes
 */
import type { Suspends } from "../../frames/suspend.js";
import { decode } from "../../objects/bytes/codecs.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { LookupError, SyntaxError, TypeError, UnicodeDecodeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { text as str } from "../../objects/protocols/str.js";
import { encodingOf, isUtf8, latin } from "../../objects/sourcebytes.js";
import { Tuple } from "../../objects/tuple.js";
import { instanceOf } from "../../objects/protocols/isinstance.js";

/**
 * The text of a source argument.
 *
 * @param what `exec() arg 1 must be a string, bytes or code object`
 * @throws TypeError, SyntaxError
 */
export function sourceText(source: Value, path: string, what: string): Suspends<string> {
  if (typeof source === "string") {
    if (source.includes("\0")) throw new SyntaxError("source code string cannot contain null bytes");
    return source;
  }
  if (typeof source?.$value === "string") return sourceText(source.$value, path, what);
  const bytes = bufferOf(source);
  if (bytes !== undefined) return textOfBytes(bytes, path);
  throw new TypeError(what);
}

function textOfBytes(bytes: Uint8Array, path: string): Suspends<string> {
  if (bytes.includes(0)) throw new SyntaxError("source code string cannot contain null bytes");
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  const declared = encodingOf(body);
  if (declared === null || isUtf8(declared)) return utf8Text(body, path);
  if (marked) throw unread(`encoding problem: ${declared} with BOM`, path);
  try {
    return decode(body, declared, "strict", new Bytes(body));
  } catch (error) {
    if (instanceOf(error as Value, LookupError)) throw unread(`unknown encoding: ${declared}`, path);
    if (instanceOf(error as Value, UnicodeDecodeError)) throw unread(str(error as Value), path);
    throw error;
  }
}

function utf8Text(body: Uint8Array, path: string): Suspends<string> {
  try {
    return decode(body, "utf-8", "strict", new Bytes(body));
  } catch (error) {
    if (!instanceOf(error as Value, UnicodeDecodeError)) throw error;
    throw notUtf8(body, path);
  }
}

/** Shows the first line with bytes that are no UTF-8. */
function notUtf8(body: Uint8Array, path: string): Suspends<Value> {
  const lines = latin(body).split("\n");
  for (let number = 1; number <= lines.length; number++) {
    const line = Buffer.from(lines[number - 1]! + (number < lines.length ? "\n" : ""), "latin1");
    const shown = line.toString("utf8");
    const bad = shown.indexOf("\ufffd");
    if (bad < 0) continue;
    const quote = Math.max(shown.lastIndexOf('"', bad), shown.lastIndexOf("'", bad));
    const quoted = line.subarray(Buffer.byteLength(shown.slice(0, quote + 1)));
    try {
      decode(quoted, "utf-8", "strict", new Bytes(quoted));
    } catch (error) {
      if (!instanceOf(error as Value, UnicodeDecodeError)) throw error;
      return new SyntaxError(`(unicode error) ${str(error as Value)}`, new Tuple([path, number, (quote < 0 ? bad : quote) + 1, shown]));
    }
  }
  return unread("(unicode error) 'utf-8' codec can't decode the source", path);
}

/** The source could not be read at all. */
function unread(message: string, path: string): Value {
  return new SyntaxError(message, new Tuple([path, 0, -1, null]));
}
