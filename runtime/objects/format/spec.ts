/**
 * spec - the format specification mini-language: parsing, and the layout of numbers and text.
 *
 * Mirrors  Python/formatter_unicode.c
 * Mind     widths count code points
 */
import { OverflowError, ValueError } from "../exceptions.js";
import { fixedText, floatText } from "../float/text.js";
import { canon, type Int } from "../int/big.js";
import { pointCount, pointSlice, fromCodePoint } from "../str/points.js";
import { intText } from "../int/text.js";

export interface Spec {
  fill: string;
  align: "<" | ">" | "=" | "^";
  sign: "" | "+" | "-" | " ";
  noNegativeZero: boolean;
  alternate: boolean;
  width: number;
  /** Separator of thousands, and how many digits make a group. */
  separator: "" | "," | "_";
  group: number;
  precision: number;
  /** Empty where the specification has none. */
  type: string;
  /** Nothing but width, alignment and fill, and for floats precision and "f". */
  plain: boolean;
}

const PATTERN = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?(,)?(_)?(,)?(?:(\.)(\d+)?)?([^]*)$/u;
const FILLED = /^[^][<>=^]/u;
const GROUPED = new Set(["d", "e", "f", "g", "E", "G", "%", "F", ""]);
const GROUPED_BY_FOUR = new Set(["b", "o", "x", "X"]);

/** Specifications by what an empty type means; one that is wrong is in none. */
const caches: { readonly [standard: string]: Map<string, Spec> } = { s: new Map(), d: new Map(), "": new Map() };

/**
 * @param numeric  numbers stand at the right, text at the left
 * @param standard the type that an empty one means ('s', 'd'), as error messages name it
 */
export function parseSpec(text: string, typeName: string, numeric: boolean, standard: string): Spec {
  const cache = caches[standard] as Map<string, Spec>;
  let spec = cache.get(text);
  if (spec === undefined) {
    spec = parse(text, typeName, numeric, standard);
    if (cache.size > 500) cache.clear();
    cache.set(text, spec);
  }
  return spec;
}

function parse(text: string, typeName: string, numeric: boolean, standard: string): Spec {
  let rest = text;
  let fill = "";
  let align = "";
  if (FILLED.test(rest)) {
    fill = String.fromCodePoint(rest.codePointAt(0) as number);
    align = rest[fill.length] as string;
    rest = rest.slice(fill.length + 1);
  } else if (/^[<>=^]/.test(rest)) {
    align = rest[0] as string;
    rest = rest.slice(1);
  }
  const found = PATTERN.exec("<" + rest) as RegExpExecArray;
  let zero = found[6] !== undefined;
  let width = found[7] ?? "";
  if (zero && fill !== "") {
    // with a fill character given, the 0 is part of the width
    width = "0" + width;
    zero = false;
  }
  if (fill === "") fill = zero ? "0" : " ";
  if (align === "") align = zero && numeric ? "=" : numeric ? ">" : "<";
  let separator = (found[8] ?? "") as Spec["separator"];
  if (found[9] !== undefined) {
    if (separator) throw new ValueError("Cannot specify both ',' and '_'.");
    separator = "_";
    if (found[10] !== undefined) throw new ValueError("Cannot specify both ',' and '_'.");
  }
  let type = found[13] as string;
  // a second comma is no separator any more: what is left is the type
  if (found[10] !== undefined && separator === ",") type = `,${found[11] ?? ""}${found[12] ?? ""}${type}`;
  if (tooLong(width) || tooLong(found[12])) throw new ValueError("Too many decimal digits in format string");
  if (found[11] !== undefined && found[12] === undefined) throw new ValueError("Format specifier missing precision");
  if (type.length > 1 && (type.length > 2 || pointCount(type) > 1)) {
    throw new ValueError(`Invalid format specifier '${text}' for object of type '${typeName}'`);
  }
  let group = 3;
  if (separator !== "" && !GROUPED.has(type || (standard === "s" ? "s" : ""))) {
    if (separator === "_" && GROUPED_BY_FOUR.has(type)) group = 4;
    else throw new ValueError(`Cannot specify '${separator}' with ${typeShown(type || standard)}.`);
  }
  return {
    plain:
      (found[3] ?? "-") === "-" &&
      found[4] === undefined &&
      found[5] === undefined &&
      separator === "" &&
      (found[12] === undefined || (standard === "" && type === "f" && Number(found[12]) < 100)),
    fill,
    align: align as Spec["align"],
    sign: (found[3] ?? "") as Spec["sign"],
    noNegativeZero: found[4] !== undefined,
    alternate: found[5] !== undefined,
    width: width === "" ? -1 : Number(width),
    separator,
    group,
    precision: found[12] === undefined ? -1 : Number(found[12]),
    type,
  };
}

/** Beyond what a Py_ssize_t holds. */
function tooLong(digits: string | undefined): boolean {
  return digits !== undefined && digits.length > 18 && BigInt(digits) > 0x7fffffffffffffffn;
}

function typeShown(type: string): string {
  const code = type.codePointAt(0) as number;
  return code > 32 && code < 128 ? `'${type}'` : `'\\x${code.toString(16)}'`;
}

export function unknownCode(spec: Spec, typeName: string): never {
  throw new ValueError(`Unknown format code ${typeShown(spec.type)} for object of type '${typeName}'`);
}

/** Puts padding around text whose length in code points is `count`. */
function pad(spec: Spec, text: string, count: number): string {
  const missing = spec.width - count;
  if (missing <= 0) return text;
  if (spec.align === "<") return text + spec.fill.repeat(missing);
  if (spec.align === ">") return spec.fill.repeat(missing) + text;
  const left = missing >> 1;
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left);
}

/** str.__format__ */
export function formatText(value: string, text: string, typeName = "str"): string {
  const spec = parseSpec(text, typeName, false, "s");
  if (spec.type !== "" && spec.type !== "s") unknownCode(spec, typeName);
  if (spec.sign === " ") throw new ValueError("Space not allowed in string format specifier");
  if (spec.sign !== "") throw new ValueError("Sign not allowed in string format specifier");
  if (spec.noNegativeZero) throw new ValueError("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) throw new ValueError("Alternate form (#) not allowed in string format specifier");
  if (spec.align === "=") throw new ValueError("'=' alignment not allowed in string format specifier");
  let count = pointCount(value);
  if (spec.precision >= 0 && spec.precision < count) {
    value = pointSlice(value, 0, spec.precision);
    count = spec.precision;
  }
  return spec.width <= count ? value : pad(spec, value, count);
}

/** Digits in groups, filled with zeros to at least `minimum` characters. */
function grouped(digits: string, minimum: number, separator: string, size: number): string {
  if (separator === "") return digits.length < minimum ? digits.padStart(minimum, "0") : digits;
  let result = "";
  let left = digits.length;
  let first = true;
  for (;;) {
    const length = Math.min(size, Math.max(left, minimum, 1));
    const taken = Math.max(0, Math.min(left, length));
    result = "0".repeat(Math.max(0, length - left)) + digits.slice(left - taken, left) + (first ? "" : separator) + result;
    first = false;
    left -= taken;
    minimum -= length;
    if (left <= 0 && minimum <= 0) return result;
    minimum -= separator.length;
  }
}

/** Lays out the text of a number that has only a sign and digits, and perhaps a point. */
function layoutPlain(spec: Spec, text: string, negative: boolean): string {
  const missing = spec.width - text.length;
  if (missing <= 0) return text;
  if (spec.align !== "=") return pad(spec, text, text.length);
  const fill = spec.fill.repeat(missing);
  return negative ? "-" + fill + text.slice(1) : fill + text;
}

/** Lays a number out: sign, prefix, padding, grouped digits, the rest ("." and what follows, or "inf"). */
function layout(spec: Spec, negative: boolean, prefix: string, digits: string, rest: string): string {
  const sign = negative ? "-" : spec.sign === "-" ? "" : spec.sign;
  const fixed = sign.length + prefix.length + rest.length;
  const minimum = spec.fill === "0" && spec.align === "=" ? spec.width - fixed : 0;
  const body = digits === "" ? "" : grouped(digits, minimum, spec.separator, spec.group);
  const head = sign + prefix;
  const missing = spec.width - fixed - body.length;
  if (missing <= 0) return head + body + rest;
  if (spec.align === "=") return head + spec.fill.repeat(missing) + body + rest;
  return pad(spec, head + body + rest, fixed + body.length);
}

const BASES: { readonly [type: string]: [base: number, prefix: string] } = { b: [2, "0b"], o: [8, "0o"], x: [16, "0x"], X: [16, "0X"] };

/** int.__format__ */
export function formatInt(value: Int, text: string, typeName = "int"): string {
  const spec = parseSpec(text, typeName, true, "d");
  if (spec.plain && (spec.type === "" || spec.type === "d")) return layoutPlain(spec, intText(value), value < 0);
  switch (spec.type) {
    case "":
    case "d":
    case "n":
    case "b":
    case "o":
    case "x":
    case "X":
    case "c":
      break;
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
    case "%": {
      const x = Number(value);
      if (!Number.isFinite(x)) throw new OverflowError("int too large to convert to float");
      return layoutFloat(spec, x);
    }
    default:
      unknownCode(spec, typeName);
  }
  if (spec.precision >= 0) throw new ValueError("Precision not allowed in integer format specifier");
  if (spec.noNegativeZero) throw new ValueError("Negative zero coercion (z) not allowed in integer format specifier");
  if (spec.type === "c") return formatCharacter(spec, value);
  const negative = value < 0;
  const size = negative ? -value : value;
  const base = BASES[spec.type];
  if (base === undefined) return layout(spec, negative, "", intText(size), "");
  const digits = size.toString(base[0]);
  return layout(spec, negative, spec.alternate ? base[1] : "", spec.type === "X" ? digits.toUpperCase() : digits, "");
}

function formatCharacter(spec: Spec, value: Int): string {
  if (spec.sign !== "") throw new ValueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw new ValueError("Alternate form (#) not allowed with integer format specifier 'c'");
  if (typeof value === "bigint" && canon(BigInt.asIntN(64, value)) !== value) {
    throw new OverflowError("Python int too large to convert to C long");
  }
  if (value < 0 || value > 0x10ffff) throw new OverflowError("%c arg not in range(0x110000)");
  return pad(spec.align === "=" ? { ...spec, align: ">" } : spec, fromCodePoint(Number(value)), 1);
}

const FLOAT_TYPES = new Set(["", "e", "E", "f", "F", "g", "G", "n", "%"]);

/** float.__format__ */
export function formatFloat(value: number, text: string, typeName = "float"): string {
  const spec = parseSpec(text, typeName, true, "");
  if (!FLOAT_TYPES.has(spec.type)) unknownCode(spec, typeName);
  return layoutFloat(spec, value);
}

/** Unsigned text of a float by its type and precision; used for complex parts too. */
export function floatBySpec(spec: Spec, size: number, standardPrecision = 6, dotZero = true): string {
  const code = spec.type.toLowerCase();
  const upper = code !== spec.type;
  if (spec.precision > 0x7fffffff) throw new ValueError("precision too big");
  let text: string;
  if (!Number.isFinite(size)) text = size !== size ? "nan" : "inf";
  else if (code === "" || code === "r") {
    text = spec.precision < 0 ? floatText(size, "r", 0, spec.alternate, dotZero) : floatText(size, "g", spec.precision, spec.alternate, dotZero);
  } else {
    const precision = spec.precision < 0 ? standardPrecision : spec.precision;
    text = floatText(size, code === "%" ? "f" : code === "n" ? "g" : (code as "e" | "f" | "g"), precision, spec.alternate);
  }
  return upper ? text.toUpperCase() : text;
}

/** Whether a float with this text has no sign, since it is zero and `z` was asked for. */
function isCoerced(spec: Spec, text: string): boolean {
  return spec.noNegativeZero && !/[1-9]|inf|nan/i.test(text.replace(/e.*/i, ""));
}

function layoutFloat(spec: Spec, value: number): string {
  if (spec.plain && spec.type === "f" && value > -1e20 && value < 1e20) {
    const negative = value < 0 || Object.is(value, -0);
    const digits = fixedText(negative ? -value : value, spec.precision < 0 ? 6 : spec.precision);
    return layoutPlain(spec, negative ? "-" + digits : digits, negative);
  }
  if (spec.type === "%") value *= 100;
  let negative = value < 0 || Object.is(value, -0);
  const text = floatBySpec(spec, Math.abs(value));
  if (isCoerced(spec, text)) negative = false;
  let end = 0;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return layout(spec, negative, "", text.slice(0, end), spec.type === "%" ? text.slice(end) + "%" : text.slice(end));
}

/** complex.__format__ */
export function formatComplex(re: number, im: number, text: string): string {
  const spec = parseSpec(text, "complex", true, "");
  if (!FLOAT_TYPES.has(spec.type) || spec.type === "%") unknownCode(spec, "complex");
  if (spec.fill === "0") throw new ValueError("Zero padding is not allowed in complex format specifier");
  if (spec.align === "=") throw new ValueError("'=' alignment flag is not allowed in complex format specifier");
  const plain = spec.type === "" && spec.precision < 0;
  const inner: Spec = { ...spec, width: -1, align: ">" };
  const part = (x: number, sign: Spec["sign"]) => {
    const shown = floatBySpec(inner, Math.abs(x), 6, false);
    const negative = (x < 0 || Object.is(x, -0)) && !isCoerced(spec, shown);
    let end = 0;
    while (end < shown.length && shown.charCodeAt(end) >= 48 && shown.charCodeAt(end) <= 57) end++;
    return layout({ ...inner, sign }, negative, "", shown.slice(0, end), shown.slice(end));
  };
  // without a type the text is repr's: no real part if it is 0, else parentheses
  const bare = spec.type === "" && re === 0 && !Object.is(re, -0);
  const body = bare ? part(im, spec.sign) + "j" : part(re, spec.sign) + part(im, "+") + "j";
  const whole = spec.type === "" && !bare ? "(" + body + ")" : body;
  void plain;
  return pad(spec, whole, whole.length);
}
