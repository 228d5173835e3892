/**
 * float - floats, boxed where their type is not known otherwise.
 *
 * Mirrors  Objects/floatobject.c
 * Mind     an instance of a subclass is not a Float: it holds one in `$value`
 */
import type { Suspends } from "../frames/suspend.js";
import { OverflowError, TypeError, ValueError } from "./exceptions.js";
import { raised } from "./raise.js";
import { floatDivmod, floatFloordiv, floatMod, floatPow, floatRound, floatTruediv, halfEven, integral } from "./float/ops.js";
import { floatHex, floatRepr, integerRatio, parseFloatText, parseHexFloat } from "./float/text.js";
import { formatFloat } from "./format/spec.js";
import { canon, intOf, intToDouble, type Int } from "./int/big.js";
import { inward, NotImplemented, object, specialMethod, type Value } from "./object.js";
import { hash } from "./protocols/hash.js";
import { indexOf, toIndex, warnOfSubclass } from "./protocols/index.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { builtinType, getset, methods } from "./register.js";
import { asciiDigits, asciiNumber } from "./str/categories.js";
import { Tuple } from "./tuple.js";
import { stringOf } from "./str.js";
import { argumentName, typeName } from "./typename.js";
import type { Outcome } from "./arithmetic/outcome.js";
import { complexPow, type Complex } from "./complex.js";
import { bufferOf } from "./bytes/buffer.js";

export class Float {
  constructor(readonly value: number) {}
}
Object.setPrototypeOf(Float.prototype, object.prototype as object);
inward(Float.prototype);

/** The double in a float or an instance of a subclass. */
function double(self: Value): number {
  return self instanceof Float ? self.value : self.$value.value;
}

/** The double nearest to an int; OverflowError beyond the range. */
export function doubleOf(n: Int): number {
  if (typeof n === "number") return n;
  const x = intToDouble(n);
  if (x === Infinity || x === -Infinity) throw new OverflowError("int too large to convert to float");
  return x;
}

/** A float or int, bools and subclasses included, as a double; undefined for anything else. */
export function realOf(x: Value): number | undefined {
  switch (typeof x) {
    case "number":
      return x;
    case "bigint":
      return doubleOf(x);
    case "boolean":
      return x ? 1 : 0;
    case "object": {
      if (x === null) return undefined;
      if (x instanceof Float) return x.value;
      const plain = x.$value;
      if (plain instanceof Float) return plain.value;
      if (typeof plain === "number" || typeof plain === "bigint") return doubleOf(plain);
      return undefined;
    }
    default:
      return undefined;
  }
}

/** A real number for a C function that takes a double (`math.sin`): by `__float__` or `__index__`. */
export function toDouble(x: Value): Suspends<number> {
  if (x instanceof Float) return x.value;
  if (typeof x === "number") return x;
  const value = doubleByMethod(x);
  if (value === undefined) throw new TypeError(`must be real number, not ${typeName(x)}`);
  return value;
}

function doubleByMethod(x: Value): Suspends<number | undefined> {
  if (typeof x !== "object" || x === null) return realOf(x);
  const method = specialMethod(x, "__float__");
  if (method !== undefined && method !== null) {
    const result = method.call(x);
    if (result instanceof Float) return result.value;
    if (typeof result === "object" && result !== null && result.$value instanceof Float) {
      warnOfSubclass(`${typeName(x)}.__float__`, "float", result);
      return result.$value.value;
    }
    throw new TypeError(`${typeName(x)}.__float__ returned non-float (type ${typeName(result)})`);
  }
  const index = indexOf(x);
  return index === undefined ? undefined : doubleOf(index);
}

/** What `float(x)` gives, as a raw double. */
export function floatFrom(x: Value): Suspends<number> {
  if (x instanceof Float) return x.value;
  if (typeof x === "number") return x;
  if (typeof x === "string") return parse(x, x);
  const real = doubleByMethod(x);
  if (real !== undefined) return real;
  if (typeof x === "object" && x !== null) {
    if (typeof x.$value === "string") return parse(x.$value, x);
    const bytes = bufferOf(x);
    if (bytes !== undefined) return parse(asciiNumber(bytes), x);
  }
  throw new TypeError(`float() argument must be a string or a real number, not '${typeName(x)}'`);
}

function parse(source: string, shown: Value): Suspends<number> {
  const value = parseFloatText(asciiDigits(source).trim());
  if (value === undefined) return raised(new ValueError(`could not convert string to float: ${repr(shown)}`));
  return value;
}

export const float = builtinType(
  "float(x=0, /)",
  function (x: Value): Suspends<Float> {
    if (x === undefined) return new Float(0);
    return x instanceof Float ? x : new Float(floatFrom(x));
  },
  { prototype: Float.prototype, boxes: true },
);

type Binary = (x: number, y: number) => Outcome;
const BINARY: Record<string, Binary> = {
  add: (x, y) => new Float(x + y),
  sub: (x, y) => new Float(x - y),
  mul: (x, y) => new Float(x * y),
  truediv: (x, y) => new Float(floatTruediv(x, y)),
  floordiv: (x, y) => new Float(floatFloordiv(x, y)),
  mod: (x, y) => new Float(floatMod(x, y)),
  divmod: (x, y) => {
    const [q, r] = floatDivmod(x, y);
    return new Tuple([new Float(q), new Float(r)]);
  },
};
const table: Record<string, (this: Value, other: Value) => Value> = {};
for (const name in BINARY) {
  const op = BINARY[name] as Binary;
  table[`__${name}__(self, value, /)`] = function (other) {
    const y = realOf(other);
    return y === undefined ? NotImplemented : op(double(this), y);
  };
  table[`__r${name}__(self, value, /)`] = function (other) {
    const y = realOf(other);
    return y === undefined ? NotImplemented : op(y, double(this));
  };
}
const COMPARISONS: Record<string, (x: number, y: number | bigint) => boolean> = {
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
  eq: (x, y) => x == y,
  ne: (x, y) => x != y,
};
/** An operand of a comparison: ints are not rounded. */
function exact(x: Value): number | bigint | undefined {
  if (typeof x === "bigint") return x;
  return typeof x?.$value === "bigint" ? x.$value : realOf(x);
}
for (const name in COMPARISONS) {
  const op = COMPARISONS[name] as (x: number, y: number | bigint) => boolean;
  table[`__${name}__(self, value, /)`] = function (other) {
    const y = exact(other);
    return y === undefined ? NotImplemented : op(double(this), y);
  };
}
methods(float, table);

/** x ** y with its complex results. */
export function powValue(x: number, y: number): Float | Complex {
  const power = floatPow(x, y);
  return power === undefined ? complexPow(x, 0, y, 0) : new Float(power);
}

methods(float, {
  "__pow__(self, value, mod=None, /)": function (this: Value, other: Value, modulus: Value): Value {
    const y = realOf(other);
    if (y === undefined) return NotImplemented;
    if (modulus !== undefined && modulus !== null) throw new TypeError("pow() 3rd argument not allowed unless all arguments are integers");
    return powValue(double(this), y);
  },
  "__rpow__(self, value, mod=None, /)": function (this: Value, other: Value): Value {
    const y = realOf(other);
    return y === undefined ? NotImplemented : powValue(y, double(this));
  },
  "__repr__(self, /)": function (this: Value): string {
    return floatRepr(double(this));
  },
  "__format__(self, format_spec, /)": function (this: Value, spec: Value): Suspends<string> {
    const form = specText(spec);
    return form === "" ? text(this) : formatFloat(double(this), form, typeName(this));
  },
  "__hash__(self, /)": function (this: Value): Suspends<Value> {
    const x = double(this);
    // every nan has its own
    return x === x ? hash(new Float(x)) : object.prototype.__hash__.call(this);
  },
  "__bool__(self, /)": function (this: Value): boolean {
    return double(this) !== 0;
  },
  "__neg__(self, /)": function (this: Value): Float {
    return new Float(-double(this));
  },
  "__pos__(self, /)": function (this: Value): Float {
    return plainFloat(this);
  },
  "__abs__(self, /)": function (this: Value): Float {
    return new Float(Math.abs(double(this)));
  },
  "__int__(self, /)": function (this: Value): Int {
    return intOf(integral(double(this)));
  },
  "__trunc__(self, /)": function (this: Value): Int {
    return intOf(integral(double(this)));
  },
  "__floor__(self, /)": function (this: Value): Int {
    return intOf(Math.floor(checked(double(this))));
  },
  "__ceil__(self, /)": function (this: Value): Int {
    return intOf(Math.ceil(checked(double(this))));
  },
  "__float__(self, /)": function (this: Value): Float {
    return plainFloat(this);
  },
  "__round__(self, ndigits=None, /)": function (this: Value, digits: Value): Suspends<Value> {
    const x = double(this);
    if (digits === undefined || digits === null) return intOf(halfEven(checked(x)));
    return new Float(floatRound(x, toIndex(digits)));
  },
  "conjugate(self, /)": function (this: Value): Float {
    return plainFloat(this);
  },
  "is_integer(self, /)": function (this: Value): boolean {
    return Number.isInteger(double(this));
  },
  "as_integer_ratio(self, /)": function (this: Value): Tuple {
    const x = double(this);
    if (x !== x) throw new ValueError("cannot convert NaN to integer ratio");
    if (!Number.isFinite(x)) throw new OverflowError("cannot convert Infinity to integer ratio");
    const [n, d] = integerRatio(x);
    return new Tuple([canon(n), canon(d)]);
  },
  "hex(self, /)": function (this: Value): string {
    return floatHex(double(this));
  },
  "fromhex(cls, string, /)": function (this: Value, string: Value): Suspends<Value> {
    const source = typeof string === "string" ? string : string?.$value;
    if (typeof source !== "string") throw new TypeError("bad argument type for built-in operation");
    const x = parseHexFloat(source.trim());
    if (x === undefined) throw new ValueError("invalid hexadecimal floating-point string");
    if (x === null) throw new OverflowError("hexadecimal value too large to represent as a float");
    return this === float ? new Float(x) : this(new Float(x));
  },
  "__getnewargs__(self, /)": function (this: Value): Tuple {
    return new Tuple([plainFloat(this)]);
  },
  "__getformat__(cls, typestr, /)": function (this: Value, kind: Value): string {
    if (stringOf(kind) === undefined) throw new TypeError(`__getformat__() argument must be str, not ${argumentName(kind)}`);
    if (kind !== "double" && kind !== "float") throw new ValueError("__getformat__() argument 1 must be 'double' or 'float'");
    return "IEEE, little-endian";
  },
});

getset(float, {
  real: [(self) => plainFloat(self)],
  imag: [() => new Float(0)],
});

function plainFloat(self: Value): Float {
  return self instanceof Float ? self : new Float(double(self));
}

function checked(x: number): number {
  integral(x);
  return x;
}

/** The argument of `__format__`. */
export function specText(spec: Value): string {
  const form = typeof spec === "string" ? spec : spec?.$value;
  if (typeof form !== "string") throw new TypeError(`__format__() argument must be str, not ${argumentName(spec)}`);
  return form;
}
