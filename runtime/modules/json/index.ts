/**
 * json - JSON text and values.
 *
 * Mirrors     Lib/json/__init__.py, decoder.py, encoder.py
 * Frames      oneShot: iterencode
 * Suspends    all: hooks, default functions, files
 * Differs     dump() writes the whole text at once: nothing is written if a value cannot be
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { decode as decodeBytes } from "../../objects/bytes/codecs.js";
import { StopIteration, TypeError, ValueError } from "../../objects/exceptions.js";
import { float } from "../../objects/float.js";
import { Kw } from "../../objects/function.js";
import { pymodule } from "../../objects/module.js";
import { int } from "../../objects/int.js";
import { Dict } from "../../objects/keymap.js";
import { hidden, lookup, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { toSize } from "../../objects/protocols/index.js";
import { mul } from "../../objects/arithmetic.js";
import { builtin, getset, pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { argumentName } from "../../objects/typename.js";
import { pointIndex, unitOffset } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { unpack } from "../../objects/unpack.js";
import { encode_basestring, encode_basestring_ascii, make_encoder, make_scanner, makeScanner, scanstring } from "../_json.js";
import { fromText } from "../../objects/modulehooks.js";
import { JSONDecodeError } from "./error.js";
import { Scanner, type Hooks } from "./scan.js";
import { quoted, write, type Style } from "./write.js";

export { JSONDecodeError };

@pyclass("json.decoder.JSONDecoder", { doc: "Simple JSON <https://json.org> decoder" })
export class JSONDecoder extends PyObject {
  declare object_hook: Value;
  declare parse_float: Value;
  declare parse_int: Value;
  declare $constant: Value;
  declare strict: Value;
  declare object_pairs_hook: Value;

  __init__({
    object_hook = null,
    parse_float = null,
    parse_int = null,
    parse_constant = null,
    strict = true,
    object_pairs_hook = null,
  }: {
    object_hook?: Value;
    parse_float?: Value;
    parse_int?: Value;
    parse_constant?: Value;
    strict?: Value;
    object_pairs_hook?: Value;
  } = {}): Suspends<null> {
    this.object_hook = object_hook;
    this.parse_float = usual(parse_float) ? float : parse_float;
    this.parse_int = usual(parse_int) ? int : parse_int;
    if (!usual(parse_constant)) hidden(this, "$constant", parse_constant);
    this.strict = strict;
    this.object_pairs_hook = object_pairs_hook;
    return null;
  }

  /** The value that is the whole of `s`. */
  decode(s: Value): Suspends<Value> {
    const source = stringOf(s);
    if (source === undefined) throw new TypeError(`expected string or bytes-like object, got '${typeOf(s).$name}'`);
    if (changed(this)) return decodeWhole(this, s, source);
    const scanner = new Scanner(source, hooksOf(this));
    scanner.space();
    const value = scanner.value();
    scanner.space();
    if (scanner.at !== source.length) throw scanner.fail("Extra data", scanner.at);
    return value;
  }

  /** The value at `idx`, and the position after it. */
  raw_decode(s: Value, idx: Value = 0): Suspends<Tuple> {
    const source = stringOf(s);
    const own = (this as Value).$scan;
    if (own !== undefined) return scannedBy(own, s, idx);
    if (source === undefined) throw new TypeError(`first argument must be a string, not ${typeOf(s).$name}`);
    const start = toSize(idx);
    if (start < 0) throw new ValueError("idx cannot be negative");
    const scanner = new Scanner(source, hooksOf(this));
    scanner.at = unitOffset(source, start);
    const value = scanner.value();
    return new Tuple([value, pointIndex(source, scanner.at)]);
  }
}

/** Whether what a decoder was given for a hook stands for the usual: None and whatever else is false. */
function usual(hook: Value): Suspends<boolean> {
  return hook === null || (typeof hook !== "function" && !truth(hook));
}

/** Whether a subclass or a script has put something of its own in the place of the scanner or of `raw_decode`. */
function changed(decoder: Value): boolean {
  return (
    decoder.$scan !== undefined || (typeOf(decoder) !== JSONDecoder && lookup(typeOf(decoder), "raw_decode") !== lookup(JSONDecoder as Value, "raw_decode"))
  );
}

function decodeWhole(decoder: Value, s: Value, source: string): Suspends<Value> {
  const before = new Scanner(source, hooksOf(decoder));
  before.space();
  const [value, end] = unpack(callMethod(decoder, "raw_decode", s, pointIndex(source, before.at)), 2);
  before.at = unitOffset(source, toSize(end));
  before.space();
  if (before.at !== source.length) throw before.fail("Extra data", before.at);
  return value;
}

/** A value by the scanner that a script has put there. */
function scannedBy(scan: Value, s: Value, idx: Value): Suspends<Tuple> {
  try {
    const [value, end] = unpack(call(scan, s, idx), 2);
    return new Tuple([value, end]);
  } catch (error) {
    if (typeOf(error as Value) !== StopIteration) throw error;
    const failed = new JSONDecodeError("Expecting value", s, (error as Value).$returned);
    failed.$cause = null;
    failed.$suppress = true;
    throw failed;
  }
}

function hooksOf(decoder: JSONDecoder): Hooks {
  const { object_hook, object_pairs_hook, parse_float, parse_int, strict } = decoder;
  return {
    object_hook,
    object_pairs_hook,
    parse_float: parse_float === float ? null : parse_float,
    parse_int: parse_int === int ? null : parse_int,
    parse_constant: decoder.$constant ?? null,
    strict: strict !== false && strict !== null && strict !== 0,
  };
}

/** `_CONSTANTS.__getitem__` of the module's text, which is what stands for NaN and the infinities there. */
function usualConstants(): Suspends<Value> {
  return $getattr($getattr(decoder, "_CONSTANTS"), "__getitem__");
}

/** The whole text at once. */
function oneShot(encoder: JSONEncoder, o: Value): Suspends<string> {
  const style = styleOf(encoder);
  return write(o, style, style.indent === null ? "" : "\n");
}

/** What a script has put in the place of the parsers, for the scanner in Python. */
function parsersOf(decoder: Value): Record<string, Value> {
  if (decoder.$parsers === undefined) hidden(decoder as object, "$parsers", {});
  return decoder.$parsers as Record<string, Value>;
}

const parser = (self: Value): Suspends<Value> => (self.$parsers?.object as Value) ?? $getattr(decoder, "JSONObject");
const arrayParser = (self: Value): Suspends<Value> => (self.$parsers?.array as Value) ?? $getattr(decoder, "JSONArray");
const stringParser = (self: Value): Value => (self.$parsers?.string as Value) ?? scanstring;
const constantsOf = (self: Value): Suspends<Value> => (self.$constant as Value) ?? usualConstants();
const scanOf = (self: Value): Suspends<Value> => (self.$scan as Value) ?? makeScanner(self);
const memoOf = (self: Value): Value => (parsersOf(self).memo as Value) ?? (parsersOf(self).memo = new Dict());

function setScan(self: Value, scan: Value): void {
  hidden(self as object, "$scan", scan);
}
function setConstants(self: Value, hook: Value): void {
  hidden(self as object, "$constant", hook);
}
function setParser(self: Value, given: Value): void {
  parsersOf(self).object = given;
}
function setArrayParser(self: Value, given: Value): void {
  parsersOf(self).array = given;
}
function setStringParser(self: Value, given: Value): void {
  parsersOf(self).string = given;
}
function setMemo(self: Value, memo: Value): void {
  parsersOf(self).memo = memo;
}

getset(JSONDecoder as Value, {
  scan_once: [scanOf, setScan],
  parse_constant: [constantsOf, setConstants],
  parse_object: [parser, setParser],
  parse_array: [arrayParser, setArrayParser],
  parse_string: [stringParser, setStringParser],
  memo: [memoOf, setMemo],
});

@pyclass("json.encoder.JSONEncoder", { doc: "Extensible JSON <https://json.org> encoder for Python data structures." })
export class JSONEncoder extends PyObject {
  static item_separator = ", ";
  static key_separator = ": ";
  declare skipkeys: Value;
  declare ensure_ascii: Value;
  declare check_circular: Value;
  declare allow_nan: Value;
  declare sort_keys: Value;
  declare indent: Value;
  declare item_separator: Value;
  declare key_separator: Value;

  __init__({
    skipkeys = false,
    ensure_ascii = true,
    check_circular = true,
    allow_nan = true,
    sort_keys = false,
    indent = null,
    separators = null,
    default: default_ = null,
  }: {
    skipkeys?: Value;
    ensure_ascii?: Value;
    check_circular?: Value;
    allow_nan?: Value;
    sort_keys?: Value;
    indent?: Value;
    separators?: Value;
    default?: Value;
  } = {}): Suspends<null> {
    this.skipkeys = skipkeys;
    this.ensure_ascii = ensure_ascii;
    this.check_circular = check_circular;
    this.allow_nan = allow_nan;
    this.sort_keys = sort_keys;
    this.indent = indent;
    if (separators !== null) {
      const parts = unpack(separators, 2);
      this.item_separator = parts[0];
      this.key_separator = parts[1];
    } else if (indent !== null) this.item_separator = ",";
    if (default_ !== null) (this as Value).default = default_;
    return null;
  }

  /** What stands for a value that JSON does not have: subclasses say. */
  default(o: Value): Suspends<Value> {
    throw new TypeError(`Object of type ${typeOf(o).$name} is not JSON serializable`);
  }

  encode(o: Value): Suspends<string> {
    const s = stringOf(o);
    if (s !== undefined) return quoted(s, truth(this.ensure_ascii));
    const self = this as Value;
    if (self.iterencode !== JSONEncoder.prototype.iterencode) {
      const chunks: Value = $callx($getattr(self, "iterencode"), [o], keywordsOf({ _one_shot: true }, {}));
      return callMethod("", "join", chunks);
    }
    return oneShot(this, o);
  }

  /** The text in pieces, as the library's own text makes them; one piece for `_one_shot`. */
  iterencode(o: Value, _one_shot: Value = false): Suspends<Value> {
    if (truth(_one_shot)) return callMethod([oneShot(this, o)], "__iter__");
    const style = styleOf(this);
    const markers = truth(this.check_circular) ? new Dict() : null;
    const escape = truth(this.ensure_ascii) ? encode_basestring_ascii : encode_basestring;
    const number = builtin("floatstr(o, /)", (x: Value): Suspends<Value> => write(x, style, ""));
    const { key_separator, item_separator, sort_keys, skipkeys } = this;
    const make: Value = $getattr(encoder, "_make_iterencode");
    const pieces: Value = call(
      make,
      markers,
      $getattr(this, "default"),
      escape,
      style.indent,
      number,
      key_separator,
      item_separator,
      sort_keys,
      skipkeys,
      _one_shot,
    );
    return call(pieces, o, 0);
  }
}

/** A separator, which is the argument of that number of what C calls make_encoder. */
function separator(x: Value, number: number): string {
  const text = stringOf(x);
  if (text === undefined) throw new TypeError(`make_encoder() argument ${number} must be str, not ${argumentName(x)}`);
  return text;
}

/** How an encoder writes. */
function styleOf(encoder: JSONEncoder): Suspends<Style> {
  const { indent } = encoder;
  let level: string | null = null;
  if (indent !== null) {
    const s = stringOf(indent);
    level = s !== undefined ? s : (mul(" ", indent) as string);
  }
  return {
    skipkeys: truth(encoder.skipkeys),
    ensure_ascii: truth(encoder.ensure_ascii),
    allow_nan: truth(encoder.allow_nan),
    sort_keys: truth(encoder.sort_keys),
    indent: level,
    key_separator: separator(encoder.key_separator, 5),
    item_separator: separator(encoder.item_separator, 6),
    owner: encoder,
    default_: undefined,
    encoder: null,
    open: truth(encoder.check_circular) ? new Set() : null,
  };
}

/** The arguments of a class as keywords. */
function keywordsOf(named: Record<string, Value>, rest: Record<string, Value>): Kw {
  const kw = new Kw();
  Object.assign(kw, named, rest);
  return kw;
}

const plain = new JSONEncoder();

/** Serialize `obj` to a JSON formatted str. */
export function dumps(
  obj: Value,
  {
    skipkeys = false,
    ensure_ascii = true,
    check_circular = true,
    allow_nan = true,
    cls = null,
    indent = null,
    separators = null,
    default: default_ = null,
    sort_keys = false,
    ...kw
  }: {
    skipkeys?: Value;
    ensure_ascii?: Value;
    check_circular?: Value;
    allow_nan?: Value;
    cls?: Value;
    indent?: Value;
    separators?: Value;
    default?: Value;
    sort_keys?: Value;
    [key: string]: Value;
  } = {},
): Suspends<string> {
  const usual =
    skipkeys === false &&
    ensure_ascii === true &&
    check_circular === true &&
    allow_nan === true &&
    cls === null &&
    indent === null &&
    separators === null &&
    default_ === null &&
    sort_keys === false;
  if (usual && Object.keys(kw).length === 0) return plain.encode(obj);
  const encoder = $callx(
    cls ?? JSONEncoder,
    [],
    keywordsOf({ skipkeys, ensure_ascii, check_circular, allow_nan, indent, separators, default: default_, sort_keys }, kw),
  );
  return callMethod(encoder, "encode", obj);
}

/** Serialize `obj` as a JSON formatted stream to `fp`. */
export function dump(
  obj: Value,
  fp: Value,
  {
    skipkeys = false,
    ensure_ascii = true,
    check_circular = true,
    allow_nan = true,
    cls = null,
    indent = null,
    separators = null,
    default: default_ = null,
    sort_keys = false,
    ...kw
  }: {
    skipkeys?: Value;
    ensure_ascii?: Value;
    check_circular?: Value;
    allow_nan?: Value;
    cls?: Value;
    indent?: Value;
    separators?: Value;
    default?: Value;
    sort_keys?: Value;
    [key: string]: Value;
  } = {},
): Suspends<null> {
  const encoder = $callx(
    cls ?? JSONEncoder,
    [],
    keywordsOf({ skipkeys, ensure_ascii, check_circular, allow_nan, indent, separators, default: default_, sort_keys }, kw),
  );
  const isOwn = $getattr(typeOf(encoder), "iterencode") === $getattr(JSONEncoder, "iterencode");
  const pieces = isOwn ? callMethod(encoder, "iterencode", obj, true) : callMethod(encoder, "iterencode", obj);
  callMethod(fp, "write", callMethod("", "join", pieces));
  return null;
}

/** The encoding of JSON bytes, by their first ones. */
export function detect_encoding(b: Value): string {
  const data = bufferOf(b) as Uint8Array;
  const [a, c, d, e] = [data[0], data[1], data[2], data[3]];
  const starts = (...bytes: number[]) => bytes.every((byte, i) => data[i] === byte);
  if (starts(0, 0, 0xfe, 0xff) || starts(0xff, 0xfe, 0, 0)) return "utf-32";
  if (starts(0xfe, 0xff) || starts(0xff, 0xfe)) return "utf-16";
  if (starts(0xef, 0xbb, 0xbf)) return "utf-8-sig";
  if (data.length >= 4) {
    if (!a) return c ? "utf-16-be" : "utf-32-be";
    if (!c) return d || e ? "utf-16-le" : "utf-32-le";
  } else if (data.length === 2) {
    if (!a) return "utf-16-be";
    if (!c) return "utf-16-le";
  }
  return "utf-8";
}

/** Deserialize `s` (a str, bytes or bytearray with a JSON document) to a Python object. */
export function loads(
  s: Value,
  {
    cls = null,
    object_hook = null,
    parse_float = null,
    parse_int = null,
    parse_constant = null,
    object_pairs_hook = null,
    ...kw
  }: {
    cls?: Value;
    object_hook?: Value;
    parse_float?: Value;
    parse_int?: Value;
    parse_constant?: Value;
    object_pairs_hook?: Value;
    [key: string]: Value;
  } = {},
): Suspends<Value> {
  let source = stringOf(s);
  if (source !== undefined) {
    if (source.startsWith("\ufeff")) throw new JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", source, 0);
  } else {
    const data = s instanceof Bytes || s instanceof ByteArray || s?.$value instanceof Bytes ? (bufferOf(s) as Uint8Array) : undefined;
    if (data === undefined) throw new TypeError(`the JSON object must be str, bytes or bytearray, not ${typeOf(s).$name}`);
    source = decodeBytes(data, detect_encoding(s), "surrogatepass", s);
  }
  const named: Record<string, Value> = {};
  if (object_hook !== null) named["object_hook"] = object_hook;
  if (object_pairs_hook !== null) named["object_pairs_hook"] = object_pairs_hook;
  if (parse_float !== null) named["parse_float"] = parse_float;
  if (parse_int !== null) named["parse_int"] = parse_int;
  if (parse_constant !== null) named["parse_constant"] = parse_constant;
  const decoder = $callx(cls ?? JSONDecoder, [], keywordsOf(named, kw));
  return callMethod(decoder, "decode", source);
}

/** Deserialize `fp` (a file with a JSON document) to a Python object. */
export function load(
  fp: Value,
  {
    cls = null,
    object_hook = null,
    parse_float = null,
    parse_int = null,
    parse_constant = null,
    object_pairs_hook = null,
    ...kw
  }: {
    cls?: Value;
    object_hook?: Value;
    parse_float?: Value;
    parse_int?: Value;
    parse_constant?: Value;
    object_pairs_hook?: Value;
    [key: string]: Value;
  } = {},
): Suspends<Value> {
  const text = callMethod(fp, "read");
  return $callx(loads, [text], keywordsOf({ cls, object_hook, parse_float, parse_int, parse_constant, object_pairs_hook }, kw));
}

export const decoder = pymodule("json.decoder", {
  JSONDecoder,
  JSONDecodeError,
  scanstring,
  c_scanstring: scanstring,
  __all__: ["JSONDecoder", "JSONDecodeError"],
});
fromText(decoder, "BACKSLASH FLAGS JSONArray JSONObject NaN NegInf PosInf STRINGCHUNK WHITESPACE WHITESPACE_STR py_scanstring re scanner _CONSTANTS");
export const encoder = pymodule("json.encoder", {
  JSONEncoder,
  encode_basestring,
  encode_basestring_ascii,
  c_encode_basestring: encode_basestring,
  c_encode_basestring_ascii: encode_basestring_ascii,
  c_make_encoder: make_encoder,
});
fromText(encoder, "ESCAPE ESCAPE_ASCII ESCAPE_DCT HAS_UTF8 INFINITY py_encode_basestring py_encode_basestring_ascii re _make_iterencode");
export const scanner = pymodule("json.scanner", { make_scanner, c_make_scanner: make_scanner, __all__: ["make_scanner"] });
fromText(scanner, "NUMBER_RE py_make_scanner re");

export default pymodule("json", {
  dump,
  dumps,
  load,
  loads,
  JSONDecoder,
  JSONDecodeError,
  JSONEncoder,
  decoder,
  encoder,
  scanner,
  detect_encoding,
  __path__: [],
  __all__: ["dump", "dumps", "load", "loads", "JSONDecoder", "JSONDecodeError", "JSONEncoder"],
});
