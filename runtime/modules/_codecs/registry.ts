/**
 * _codecs.registry - encodings and error handlers by name.
 *
 * Mirrors     Python/codecs.c of CPython 3.13
 * Suspends    search functions, codecs and handlers are Python code
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes.js";
import { $failed, noted, type Codec, type Replacement } from "../../objects/bytes/codecs.js";
import { IndexError, LookupError, TypeError, UnicodeEncodeError } from "../../objects/exceptions.js";
import { intValue } from "../../objects/int.js";
import { isinstance, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toSsize } from "../../objects/protocols/index.js";
import { text as str } from "../../objects/protocols/str.js";
import { builtin } from "../../objects/register.js";
import { pointCount } from "../../objects/str/points.js";
import { stringOf } from "../../objects/str.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { importModule } from "../../importer/importer.js";
import { carriedContents } from "../../snapshot/carried.js";
import { rawUnicodeEscape, unicodeEscape } from "./escapes.js";
import { HANDLERS } from "./handlers.js";

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
  const convert = plainTuple(lookup(encoding)).items[which];
  let result: Value;
  try {
    result = call(convert, x, errors);
  } catch (error) {
    throw $failed(error as Value, which, encoding);
  }
  if (!isTuple(result) || plainTuple(result).items.length !== 2) {
    throw new TypeError(which === 0 ? "encoder must return a tuple (object, integer)" : "decoder must return a tuple (object,integer)");
  }
  return plainTuple(result).items[0];
}

/** What the registry is not asked for, as it would have to be loaded. */
const ESCAPES: Readonly<Record<string, Codec | undefined>> = { "unicode-escape": unicodeEscape, "raw-unicode-escape": rawUnicodeEscape };

/** An encoding of the registry as str.encode and bytes.decode use it. */
export function codecOf(name: string): Suspends<Codec | undefined> {
  const escapes = ESCAPES[name.toLowerCase().replace(/[ _]/g, "-")];
  if (escapes !== undefined) return noted(escapes, name);
  const info = search(name);
  if (info === undefined) return undefined;
  if (getattrOr(info, "_is_text_encoding") === false) return refused(name);
  return {
    name,
    encode(text, errors): Suspends<Uint8Array> {
      const bytes: Value = convert(0, text, name, errors);
      if (!(bytes instanceof Bytes))
        throw new TypeError(`'${name}' encoder returned '${typeName(bytes)}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types`);
      return bytes.$data;
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
    const known: Value = handlers.get(text) ?? (Object.hasOwn(HANDLERS, text) ? HANDLERS[text] : undefined);
    if (known !== undefined) return known;
    throw new LookupError(`unknown error handler name '${text}'`);
  },
  "_codecs",
);

/** What a registered handler says to an error. */
export function handle(name: string, error: Value): Suspends<Replacement> {
  const encoding = isinstance(error, UnicodeEncodeError);
  const before: Value = $getattr(error, "object");
  const answer = call(lookup_error(name), error);
  const words = `${encoding ? "encoding" : "decoding"} error handler must return (${encoding ? "str/bytes" : "str"}, int) tuple`;
  if (!isTuple(answer) || plainTuple(answer).items.length !== 2) throw new TypeError(words);
  const [given, at] = plainTuple(answer).items as [Value, Value];
  const text = stringOf(given);
  if ((text === undefined && !(encoding && given instanceof Bytes)) || intValue(at) === undefined) throw new TypeError(words);
  const place = toSsize(at);
  const object: Value = encoding ? before : $getattr(error, "object");
  if (!encoding && !(object instanceof Bytes)) throw new TypeError("object attribute must be bytes");
  const size = encoding ? pointCount(object as string) : (object as Bytes).$data.length;
  const position = place < 0 ? place + size : place;
  if (position < 0 || position > size) throw new IndexError(`position ${position} from error handler out of bounds`);
  const replacement: Replacement = { text: text ?? "", bytes: text === undefined ? (given as Bytes).$data : null, position };
  if (object instanceof Bytes) replacement.object = object.$data;
  return replacement;
}
