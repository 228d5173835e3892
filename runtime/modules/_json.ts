/**
 * _json - what json has in C: the scanner and the encoder as objects, and the functions for strings.
 *
 * Mirrors     Modules/_json.c of CPython 3.13
 * Suspends    scanners and encoders: hooks, default functions, `items()` of dict subclasses
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { isDict } from "../objects/dict.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { float } from "../objects/float.js";
import { int } from "../objects/int.js";
import { pymodule } from "../objects/module.js";
import { object, typeOf, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { toSize } from "../objects/protocols/index.js";
import { StopIteration } from "../objects/exceptions.js";
import { builtin, builtinType, getset, methods } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { pointCount, pointIndex, unitOffset } from "../objects/str/points.js";
import { Tuple } from "../objects/tuple.js";
import { Scanner, type Hooks } from "./json/scan.js";
import { quoted, write, type Style } from "./json/write.js";

function textOf(s: Value): string {
  const text = stringOf(s);
  if (text === undefined) throw new TypeError(`first argument must be a string, not ${typeOf(s).$name}`);
  return text;
}

export const encode_basestring = builtin("encode_basestring(string, /)", (s: Value): string => quoted(textOf(s), false), "_json");
export const encode_basestring_ascii = builtin("encode_basestring_ascii(string, /)", (s: Value): string => quoted(textOf(s), true), "_json");

const NO_HOOKS: Hooks = { object_hook: null, object_pairs_hook: null, parse_float: null, parse_int: null, parse_constant: null, strict: true };

export const scanstring = builtin(
  "scanstring(string, end, strict=True)",
  (s: Value, end: Value, strict: Value): Suspends<Tuple> => {
    const at = toSize(end);
    const source = textOf(s);
    if (at < 0 || at > pointCount(source)) throw new ValueError("end is out of bounds");
    const scanner = new Scanner(source, { ...NO_HOOKS, strict: strict === undefined || truth(strict) });
    scanner.at = unitOffset(source, at);
    const text = scanner.string();
    return new Tuple([text, pointIndex(source, scanner.at)]);
  },
  "_json",
);

/** A scanner: what it was made with. */
class ScannerObject {
  constructor(
    readonly strict: Value,
    readonly object_hook: Value,
    readonly object_pairs_hook: Value,
    readonly parse_float: Value,
    readonly parse_int: Value,
    readonly parse_constant: Value,
  ) {}
}
Object.setPrototypeOf(ScannerObject.prototype, object.prototype as object);

/** The scanner of something that has a decoder's attributes. */
export function makeScanner(context: Value): Suspends<ScannerObject> {
  const strict = truth($getattr(context, "strict"));
  const object_hook = $getattr(context, "object_hook");
  const object_pairs_hook = $getattr(context, "object_pairs_hook");
  const parse_float = $getattr(context, "parse_float");
  const parse_int = $getattr(context, "parse_int");
  const parse_constant = $getattr(context, "parse_constant");
  return new ScannerObject(strict, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant);
}

export const make_scanner = builtinType("Scanner(context)", (context: Value): Suspends<Value> => makeScanner(context), {
  prototype: ScannerObject.prototype,
  module: "_json",
});
methods(make_scanner, {
  "__call__(self, string, idx)": function (this: ScannerObject, s: Value, idx: Value): Suspends<Tuple> {
    const source = stringOf(s);
    if (source === undefined) throw new TypeError(`first argument must be a string, not ${typeOf(s).$name}`);
    const at = toSize(idx);
    if (at < 0) throw new ValueError("idx cannot be negative");
    if (at >= pointCount(source)) throw new StopIteration(at);
    const scanner = new Scanner(source, {
      object_hook: this.object_hook,
      object_pairs_hook: this.object_pairs_hook,
      parse_float: this.parse_float === float ? null : this.parse_float,
      parse_int: this.parse_int === int ? null : this.parse_int,
      parse_constant: this.parse_constant,
      strict: this.strict as boolean,
    });
    scanner.stops = true;
    scanner.at = unitOffset(source, at);
    const value = scanner.value();
    return new Tuple([value, pointIndex(source, scanner.at)]);
  },
});
getset(make_scanner, {
  strict: [(self) => self.strict],
  object_hook: [(self) => self.object_hook],
  object_pairs_hook: [(self) => self.object_pairs_hook],
  parse_float: [(self) => self.parse_float],
  parse_int: [(self) => self.parse_int],
  parse_constant: [(self) => self.parse_constant],
});

/** An encoder: how it writes. */
class EncoderObject {
  constructor(
    readonly markers: Value,
    readonly style: Style,
    readonly given: readonly Value[],
  ) {}
}
Object.setPrototypeOf(EncoderObject.prototype, object.prototype as object);

export const make_encoder = builtinType(
  "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
  (
    markers: Value,
    default_: Value,
    encoder: Value,
    indent: Value,
    key_separator: Value,
    item_separator: Value,
    sort_keys: Value,
    skipkeys: Value,
    allow_nan: Value,
  ): Suspends<Value> => {
    for (const [at, separator] of [
      [5, key_separator],
      [6, item_separator],
    ] as [number, Value][]) {
      if (stringOf(separator) === undefined)
        throw new TypeError(`make_encoder() argument ${at} must be str, not ${separator === null ? "None" : typeOf(separator).$name}`);
    }
    const sorted = truth(sort_keys);
    const skips = truth(skipkeys);
    const nans = truth(allow_nan);
    if (markers !== null && !isDict(markers)) throw new TypeError(`make_encoder() argument 1 must be dict or None, not ${typeOf(markers).$name}`);
    const known = encoder === encode_basestring || encoder === encode_basestring_ascii;
    const style: Style = {
      skipkeys: skips,
      ensure_ascii: encoder !== encode_basestring,
      allow_nan: nans,
      sort_keys: sorted,
      indent: null,
      item_separator: stringOf(item_separator)!,
      key_separator: stringOf(key_separator)!,
      default_,
      owner: null,
      encoder: known ? null : encoder,
      open: markers === null ? null : new Set(),
    };
    return new EncoderObject(markers, style, [default_, encoder, indent]);
  },
  { prototype: EncoderObject.prototype, module: "_json" },
);
methods(make_encoder, {
  "__call__(self, obj, _current_indent_level)": function (this: EncoderObject, o: Value, level: Value): Suspends<Tuple> {
    toSize(level);
    const style: Style = { ...this.style, open: this.style.open === null ? null : new Set() };
    const text = write(o, style, "");
    return new Tuple([text]);
  },
});
getset(make_encoder, {
  markers: [(self) => self.markers],
  default: [(self) => self.given[0]],
  encoder: [(self) => self.given[1]],
  indent: [(self) => self.given[2]],
  key_separator: [(self) => self.style.key_separator],
  item_separator: [(self) => self.style.item_separator],
  sort_keys: [(self) => self.style.sort_keys],
  skipkeys: [(self) => self.style.skipkeys],
});

export default pymodule("_json", { scanstring, encode_basestring, encode_basestring_ascii, make_scanner, make_encoder });
