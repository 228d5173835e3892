/**
 * numbers - builtin functions on numbers and characters.
 *
 * Mirrors     Python/bltinmodule.c
 * Suspends    all: methods of the arguments
 */
import type { Suspends } from "../../frames/suspend.js";
import * as arithmetic from "../../objects/arithmetic.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { format as formatOf } from "../../objects/protocols/format.js";
import { ascii as asciiOf, repr as reprOf } from "../../objects/protocols/repr.js";
import { builtin } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { fromCodePoint, pointCount } from "../../objects/str/points.js";
import { typeName } from "../../objects/typename.js";

export const abs = builtin("abs(x, /)", function (x: Value): Suspends<Value> {
  return arithmetic.abs(x);
});

export const divmod = builtin("divmod(x, y, /)", function (x: Value, y: Value): Suspends<Value> {
  return arithmetic.divmod(x, y);
});

export const pow = builtin("pow(base, exp, mod=None)", function (base: Value, exp: Value, mod: Value): Suspends<Value> {
  return mod === undefined || mod === null ? arithmetic.pow(base, exp) : arithmetic.powmod(base, exp, mod);
});

export const round = builtin("round(number, ndigits=None)", function (number: Value, digits: Value): Suspends<Value> {
  return arithmetic.round(number, digits);
});

function based(x: Value, base: number, prefix: string): Suspends<string> {
  const n = toIndex(x);
  return n < 0 ? "-" + prefix + (-n).toString(base) : prefix + n.toString(base);
}

export const bin = builtin("bin(number, /)", function (number: Value): Suspends<string> {
  return based(number, 2, "0b");
});

export const oct = builtin("oct(number, /)", function (number: Value): Suspends<string> {
  return based(number, 8, "0o");
});

export const hex = builtin("hex(number, /)", function (number: Value): Suspends<string> {
  return based(number, 16, "0x");
});

export const chr = builtin("chr(i, /)", function (i: Value): Suspends<string> {
  const n = toIndex(i);
  if (n < 0 || n > 0x10ffff) throw new ValueError("chr() arg not in range(0x110000)");
  return fromCodePoint(Number(n));
});

export const ord = builtin("ord(c, /)", function (c: Value): number {
  const s = stringOf(c);
  if (s !== undefined) {
    const count = pointCount(s);
    if (count === 1) return s.codePointAt(0) as number;
    throw new TypeError(`ord() expected a character, but string of length ${count} found`);
  }
  const data = c instanceof ByteArray || c instanceof Bytes ? c.$data : c?.$value instanceof Bytes ? c.$value.$data : undefined;
  if (data === undefined) throw new TypeError(`ord() expected string of length 1, but ${typeName(c)} found`);
  if (data.length !== 1) throw new TypeError(`ord() expected a character, but string of length ${data.length} found`);
  return data[0];
});

export const repr = builtin("repr(obj, /)", function (obj: Value): Suspends<string> {
  return reprOf(obj);
});

export const ascii = builtin("ascii(obj, /)", function (obj: Value): Suspends<string> {
  return asciiOf(obj);
});

export const format = builtin("format(value, format_spec='', /)", function (value: Value, spec: Value): Suspends<string> {
  if (spec === undefined) return formatOf(value, "");
  const form = stringOf(spec);
  if (form === undefined) throw new TypeError(`format() argument 2 must be str, not ${typeName(spec)}`);
  return formatOf(value, form);
});
