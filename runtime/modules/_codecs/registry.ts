/**
 * _codecs.registry - encodings and error handlers by name.
 *
 * Mirrors     Python/codecs.c of CPython 3.13
 * Suspends    search functions, codecs and handlers are Python code
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes.js";
import type { Codec, Replacement } from "../../objects/bytes/codecs.js";
import { IndexError, LookupError, TypeError, UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError } from "../../objects/exceptions.js";
import { isinstance, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { text as str } from "../../objects/protocols/str.js";
import { builtin } from "../../objects/register.js";
import { pointsOf } from "../../objects/str/points.js";
import { stringOf } from "../../objects/str.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { importModule } from "../../importer/importer.js";
import { carriedContents } from "../../snapshot/carried.js";

const searchers: Value[] = [];
const found = new Map<string, Value>();
const handlers = new Map<string, Value>();
carriedContents("codecs searched by", searchers);
carriedContents("codecs found", found);
carriedContents("codecs error handlers", handlers);

/** The codec of a name, a tuple of four; undefined if nothing knows it. */
function search(encoding: string): Suspends<Value> {
  const name = encoding.toLowerCase().replace(/[^a-z0-9.]+/g, "_");
  const known: Value = found.get(name);
  if (known !== undefined) return known;
  importModule("encodings");
  for (const searcher of searchers.slice()) {
    const info = call(searcher, name);
    if (info === null) continue;
    if (!isTuple(info) || plainTuple(info).items.length !== 4) throw new TypeError("codec search functions must return 4-tuples");
    found.set(name, info);
    return info;
  }
  return undefined;
}

export const lookup = builtin(
  "lookup(encoding, /)",
  (encoding: Value): Suspends<Value> => {
    const name = stringOf(encoding);
    if (name === undefined) throw new TypeError(`lookup() argument must be str, not ${typeName(encoding)}`);
    const info = search(name);
    if (info === undefined) throw new LookupError(`unknown encoding: ${name}`);
    return info;
  },
  "_codecs",
);

export const register = builtin(
  "register(search_function, /)",
  (searcher: Value): Suspends<Value> => {
    if (typeof searcher !== "function" && getattrOr(searcher, "__call__") === undefined) throw new TypeError("argument must be callable");
    // the library's own come before all others
    if (searchers.length === 0) importModule("encodings");
    searchers.push(searcher);
    return null;
  },
  "_codecs",
);

export const unregister = builtin(
  "unregister(search_function, /)",
  (searcher: Value): Value => {
    const at = searchers.indexOf(searcher);
    if (at >= 0) {
      searchers.splice(at, 1);
      found.clear();
    }
    return null;
  },
  "_codecs",
);

/** `codecs.encode`, `codecs.decode` of an encoding that gilt does not have itself. */
export function convert(which: 0 | 1, x: Value, encoding: string, errors: string): Suspends<Value> {
  const result = call(plainTuple(lookup(encoding)).items[which], x, errors);
  if (!isTuple(result) || plainTuple(result).items.length !== 2) {
    throw new TypeError(which === 0 ? "encoder must return a tuple (object, integer)" : "decoder must return a tuple (object,integer)");
  }
  return plainTuple(result).items[0];
}

/** An encoding of the registry as str.encode and bytes.decode use it. */
export function codecOf(name: string): Suspends<Codec | undefined> {
  const info = search(name);
  if (info === undefined) return undefined;
  if (getattrOr(info, "_is_text_encoding") === false) return refused(name);
  return {
    name,
    encode(text, errors): Suspends<Uint8Array> {
      const bytes: Value = convert(0, text, name, errors);
      if (!(bytes instanceof Bytes))
        throw new TypeError(`'${name}' encoder returned '${typeName(bytes)}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types`);
      return bytes.data;
    },
    decode(data, errors): Suspends<string> {
      const text: Value = convert(1, new Bytes(data), name, errors);
      if (stringOf(text) === undefined)
        throw new TypeError(`'${name}' decoder returned '${typeName(text)}' instead of 'str'; use codecs.decode() to decode to arbitrary types`);
      return stringOf(text) as string;
    },
  };
}

function refused(name: string): Codec {
  const fail = (way: string): Suspends<never> => {
    throw new LookupError(`'${name}' is not a text encoding; use codecs.${way}() to handle arbitrary codecs`);
  };
  return { name, encode: () => fail("encode"), decode: () => fail("decode") };
}

// ---- error handlers

interface Trouble {
  readonly points: readonly string[];
  readonly bytes: Uint8Array | null;
  readonly start: number;
  readonly stop: number;
}

function troubleOf(error: Value): Suspends<Trouble> {
  const object: Value = $getattr(error, "object");
  const [start, stop] = [$getattr(error, "start") as number, $getattr(error, "end") as number];
  return typeof object === "string" ? { points: pointsOf(object), bytes: null, start, stop } : { points: [], bytes: (object as Bytes).data, start, stop };
}

function each(error: Value, text: (code: number) => string): Suspends<Value> {
  const { points, bytes, start, stop } = troubleOf(error);
  let out = "";
  for (let i = start; i < stop; i++) out += text(bytes === null ? points[i]!.codePointAt(0)! : bytes[i]!);
  return new Tuple([out, stop]);
}

function escaped(code: number, isByte: boolean): string {
  const hex = code.toString(16);
  if (isByte || code < 256) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function isError(error: Value, ...classes: Value[]): boolean {
  return classes.some((cls) => isinstance(error, cls));
}

function wrongType(error: Value): Suspends<never> {
  throw new TypeError(`don't know how to handle ${typeName(error)} in error callback`);
}

const handler = (name: string, body: (error: Value) => Suspends<Value>): Value => builtin(`${name}(exception, /)`, body, "_codecs");
const BUILTIN: Readonly<Record<string, Value>> = {
  strict: handler("strict_errors", (error): Suspends<never> => {
    throw isError(error, UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError) ? error : new TypeError("codec must pass exception instance");
  }),
  ignore: handler("ignore_errors", (error) => new Tuple(["", troubleOf(error).stop])),
  replace: handler("replace_errors", (error) => {
    if (isError(error, UnicodeDecodeError)) return new Tuple(["\ufffd", troubleOf(error).stop]);
    return each(error, () => (isError(error, UnicodeEncodeError) ? "?" : "\ufffd"));
  }),
  xmlcharrefreplace: handler("xmlcharrefreplace_errors", (error) =>
    isError(error, UnicodeEncodeError) ? each(error, (code) => `&#${code};`) : wrongType(error),
  ),
  backslashreplace: handler("backslashreplace_errors", (error) => each(error, (code) => escaped(code, isError(error, UnicodeDecodeError)))),
};
/** Known by name to encodings and decodings, which apply them themselves. */
const INSIDE = ["namereplace", "surrogateescape", "surrogatepass"];

export const register_error = builtin(
  "register_error(errors, handler, /)",
  (name: Value, body: Value): Suspends<Value> => {
    if (typeof body !== "function" && getattrOr(body, "__call__") === undefined) throw new TypeError("handler must be callable");
    handlers.set(str(name), body);
    return null;
  },
  "_codecs",
);

export const lookup_error = builtin(
  "lookup_error(errors, /)",
  (name: Value): Suspends<Value> => {
    const text = str(name);
    const known: Value = handlers.get(text) ?? BUILTIN[text];
    if (known !== undefined) return known;
    if (INSIDE.includes(text)) return handler(`${text}_errors`, wrongType);
    throw new LookupError(`unknown error handler name '${text}'`);
  },
  "_codecs",
);

/** What a registered handler says to an error. */
export function handle(name: string, error: Value): Suspends<Replacement> {
  const answer = call(lookup_error(name), error);
  const encoding = isError(error, UnicodeEncodeError);
  const words = `${encoding ? "encoding" : "decoding"} error handler must return (${encoding ? "str/bytes" : "str"}, int) tuple`;
  if (!isTuple(answer) || plainTuple(answer).items.length !== 2) throw new TypeError(words);
  const [given, at] = plainTuple(answer).items as [Value, Value];
  const text = stringOf(given);
  if ((text === undefined && !(encoding && given instanceof Bytes)) || typeof at !== "number") throw new TypeError(words);
  const object: Value = $getattr(error, "object");
  const size = typeof object === "string" ? pointsOf(object).length : (object as Bytes).data.length;
  const position = at < 0 ? at + size : at;
  if (position < 0 || position > size) throw new IndexError(`position ${at} from error handler out of bounds`);
  return { text: text ?? "", bytes: text === undefined ? (given as Bytes).data : null, position };
}
