/**
 * int - integers of any size.
 *
 * Mirrors  Objects/longobject.c
 * Mind     a number or a bigint (int/big.ts); an instance of a subclass holds one in `$value`; bools are ints too
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferOf, isBytesOrArray } from "./bytes/buffer.js";
import { OverflowError, TypeError, ValueError } from "./exceptions.js";
import { raised } from "./raise.js";
import { Float, powValue, doubleOf, specText } from "./float.js";
import { integral } from "./float/ops.js";
import { formatInt } from "./format/spec.js";
import { bitLength, canon, intOf, type Int } from "./int/big.js";
import { bytesFromInt, intFromBytes } from "./int/bytes.js";
import {
  intAbs,
  intAdd,
  intAnd,
  intFloordiv,
  intInvert,
  intLshift,
  intMod,
  intMul,
  intNeg,
  intOr,
  intPow,
  intPowMod,
  intRound,
  intRshift,
  intSub,
  intTruediv,
  intXor,
} from "./int/ops.js";
import { intText, parseInteger } from "./int/text.js";
import { NotImplemented, object, specialMethod, type Value } from "./object.js";
import { hash } from "./protocols/hash.js";
import { indexOf, toIndex, warnOfSubclass } from "./protocols/index.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { builtinType, getset, methods } from "./register.js";
import type { Outcome } from "./arithmetic/outcome.js";
import type { Complex } from "./complex.js";
import type { Bytes } from "./bytes/data.js";
import { asciiNumber, isSpaceUnit } from "./str/categories.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";
import { warn } from "./warn.js";

Object.setPrototypeOf(Number.prototype, object.prototype as object);
Object.setPrototypeOf(BigInt.prototype, Number.prototype);

/** The plain int of an int, a bool or an instance of a subclass; undefined for anything else. */
export function intValue(x: Value): Int | undefined {
  switch (typeof x) {
    case "number":
    case "bigint":
      return x;
    case "boolean":
      return x ? 1 : 0;
    case "object":
      return x !== null && (typeof x.$value === "number" || typeof x.$value === "bigint") ? x.$value : undefined;
    default:
      return undefined;
  }
}

/** The same where it is known to be an int. */
function plain(self: Value): Int {
  return typeof self === "number" ? self : (intValue(self) as Int);
}

/** What `int(x)` gives. */
export function intFrom(x: Value): Suspends<Int> {
  if (typeof x === "number" || typeof x === "bigint") return x;
  if (x instanceof Float) return intOf(integral(x.value));
  if (typeof x === "string") return parse(x, 10, x);
  if (typeof x === "boolean") return x ? 1 : 0;
  return intByMethod(x);
}

function intByMethod(x: Value): Suspends<Int> {
  if (typeof x === "object" && x !== null) {
    const method = specialMethod(x, "__int__");
    if (method !== undefined && method !== null) return resultOf(method.call(x), "__int__");
    const index = indexOf(x);
    if (index !== undefined) return index;
    const trunc = specialMethod(x, "__trunc__");
    if (trunc !== undefined && trunc !== null) {
      warn("DeprecationWarning", "The delegation of int() to __trunc__ is deprecated.");
      const result = trunc.call(x);
      const value = indexOf(result);
      if (value === undefined) throw new TypeError(`__trunc__ returned non-Integral (type ${typeName(result)})`);
      return value;
    }
    if (typeof x.$value === "string") return parse(x.$value, 10, x);
    const bytes = bufferOf(x);
    if (bytes !== undefined) return parse(asciiNumber(bytes), 10, x);
  }
  throw new TypeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(x)}'`);
}

function resultOf(result: Value, method: string): Suspends<Int> {
  const value = intValue(result);
  if (value === undefined) throw new TypeError(`${method} returned non-int (type ${typeName(result)})`);
  if (typeof result !== "number" && typeof result !== "bigint") warnOfSubclass(method, "int", result);
  return value;
}

function parse(source: string, base: number, shown: Value): Suspends<Int> {
  const n = parseInteger(stripSpace(source), base);
  if (n === undefined) {
    const literal = repr(shown);
    return raised(new ValueError(`invalid literal for int() with base ${base}: ${literal.slice(0, 200)}`));
  }
  return n;
}

function stripSpace(source: string): string {
  let start = 0;
  let end = source.length;
  while (start < end && isSpaceUnit(source.charCodeAt(start))) start++;
  while (end > start && isSpaceUnit(source.charCodeAt(end - 1))) end--;
  return start === 0 && end === source.length ? source : source.slice(start, end);
}

function intWithBase(x: Value, base: Value): Suspends<Int> {
  const n = toIndex(base);
  if ((n !== 0 && n < 2) || n > 36) throw new ValueError("int() base must be >= 2 and <= 36, or 0");
  const source = typeof x === "string" ? x : x?.$value;
  if (typeof source === "string") return parse(source, Number(n), x);
  const bytes = typeof x === "object" && x !== null && isBytesOrArray(x) ? bufferOf(x) : undefined;
  if (bytes !== undefined) return parse(String.fromCharCode(...bytes), Number(n), x);
  throw new TypeError("int() can't convert non-string with explicit base");
}

export const int = builtinType(
  "int(x=0, /, base=10)",
  function (x: Value, base: Value): Suspends<Int> {
    if (base !== undefined) {
      if (x === undefined) throw new TypeError("int() missing string argument");
      return intWithBase(x, base);
    }
    return x === undefined ? 0 : intFrom(x);
  },
  { prototype: Number.prototype, boxes: true },
);

type Binary = (x: Int, y: Int) => Outcome;
const BINARY: Record<string, Binary> = {
  add: intAdd,
  sub: intSub,
  mul: intMul,
  truediv: (x, y) => new Float(intTruediv(x, y)),
  floordiv: intFloordiv,
  mod: intMod,
  divmod: (x, y) => new Tuple([intFloordiv(x, y), intMod(x, y)]),
  lshift: intLshift,
  rshift: intRshift,
  and: intAnd,
  or: intOr,
  xor: intXor,
};
const table: Record<string, (this: Value, other: Value) => Value> = {};
for (const name in BINARY) {
  const op = BINARY[name] as Binary;
  table[`__${name}__(self, value, /)`] = function (other) {
    const y = intValue(other);
    return y === undefined ? NotImplemented : op(plain(this), y);
  };
  table[`__r${name}__(self, value, /)`] = function (other) {
    const y = intValue(other);
    return y === undefined ? NotImplemented : op(y, plain(this));
  };
}
const COMPARISONS: Record<string, (x: Int, y: Int) => boolean> = {
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
};
for (const name in COMPARISONS) {
  const op = COMPARISONS[name] as (x: Int, y: Int) => boolean;
  table[`__${name}__(self, value, /)`] = function (other) {
    const y = intValue(other);
    return y === undefined ? NotImplemented : op(plain(this), y);
  };
}
methods(int, table);

/** a ** b; a negative b gives a float. */
export function powInts(a: Int, b: Int): Int | Float | Complex {
  return b < 0 ? powValue(doubleOf(a), doubleOf(b)) : intPow(a, b);
}

/** pow(a, b, m) for an optional m. */
function power(a: Int, b: Int, modulus: Value): Outcome {
  if (modulus === undefined || modulus === null) return powInts(a, b);
  const m = intValue(modulus);
  return m === undefined ? NotImplemented : intPowMod(a, b, m);
}

methods(int, {
  "__pow__(self, value, mod=None, /)": function (this: Value, other: Value, modulus: Value): Value {
    const y = intValue(other);
    return y === undefined ? NotImplemented : power(plain(this), y, modulus);
  },
  "__rpow__(self, value, mod=None, /)": function (this: Value, other: Value, modulus: Value): Value {
    const y = intValue(other);
    return y === undefined ? NotImplemented : power(y, plain(this), modulus);
  },
  "__repr__(self, /)": function (this: Value): string {
    return intText(plain(this));
  },
  "__format__(self, format_spec, /)": function (this: Value, spec: Value): Suspends<string> {
    const form = specText(spec);
    return form === "" ? text(this) : formatInt(plain(this), form, typeName(this));
  },
  "__hash__(self, /)": function (this: Value): Suspends<Value> {
    return hash(plain(this));
  },
  "__bool__(self, /)": function (this: Value): boolean {
    return plain(this) !== 0;
  },
  "__neg__(self, /)": function (this: Value): Int {
    return intNeg(plain(this));
  },
  "__pos__(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "__abs__(self, /)": function (this: Value): Int {
    return intAbs(plain(this));
  },
  "__invert__(self, /)": function (this: Value): Int {
    return intInvert(plain(this));
  },
  "__int__(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "__index__(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "__float__(self, /)": function (this: Value): Float {
    return new Float(doubleOf(plain(this)));
  },
  "__trunc__(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "__floor__(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "__ceil__(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "__round__(self, ndigits=None, /)": function (this: Value, digits: Value): Suspends<Int> {
    if (digits === undefined || digits === null) return plain(this);
    return intRound(plain(this), toIndex(digits));
  },
  "__getnewargs__(self, /)": function (this: Value): Tuple {
    return new Tuple([plain(this)]);
  },
  "__sizeof__(self, /)": function (this: Value): number {
    return 24 + 4 * Math.max(1, Math.ceil(bitLength(plain(this)) / 30));
  },
  "conjugate(self, /)": function (this: Value): Int {
    return plain(this);
  },
  "bit_length(self, /)": function (this: Value): number {
    return bitLength(plain(this));
  },
  "bit_count(self, /)": function (this: Value): number {
    let count = 0;
    for (const digit of intAbs(plain(this)).toString(2)) if (digit === "1") count++;
    return count;
  },
  "is_integer(self, /)": function (): boolean {
    return true;
  },
  "as_integer_ratio(self, /)": function (this: Value): Tuple {
    return new Tuple([plain(this), 1]);
  },
  "to_bytes(self, /, length=1, byteorder='big', *, signed=False)": function (this: Value, length: Value, order: Value, signed: Value): Suspends<Bytes> {
    return bytesFromInt(plain(this), length, order, signed);
  },
  "from_bytes(cls, /, bytes, byteorder='big', *, signed=False)": function (this: Value, bytes: Value, order: Value, signed: Value): Suspends<Value> {
    const n = intFromBytes(bytes, order, signed);
    return this === int ? n : this(n);
  },
});

getset(int, {
  real: [(self) => plain(self)],
  imag: [() => 0],
  numerator: [(self) => plain(self)],
  denominator: [() => 1],
});

/** The bits of an int for functions that need it as a C integer. */
export function toLong(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (typeof n === "bigint" && canon(BigInt.asIntN(64, n)) !== n) throw new OverflowError("Python int too large to convert to C long");
  return Number(n);
}
