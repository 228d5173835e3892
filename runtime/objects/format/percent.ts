/**
 * percent - the `%` operator of strings and bytes.
 *
 * Mirrors     PyUnicode_Format of Objects/unicodeobject.c, _PyBytes_FormatEx of Objects/bytesobject.c
 * Suspends    percent: `__str__`, `__repr__`, `__getitem__`, `__index__`, `__float__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf, isBytesOrArray } from "../bytes/buffer.js";
import { Bytes } from "../bytes/data.js";
import { dataOf } from "../bytes/text.js";
import { OverflowError, TypeError, ValueError } from "../exceptions.js";
import { Float, realOf, toDouble } from "../float.js";
import { floatText } from "../float/text.js";
import { intValue } from "../int.js";
import { intOf, type Int } from "../int/big.js";
import { intText } from "../int/text.js";
import { integral } from "../float/ops.js";
import { specialMethod, type Value } from "../object.js";
import { getitem } from "../protocols/getitem.js";
import { indexOf } from "../protocols/index.js";
import { ascii, repr } from "../protocols/repr.js";
import { text } from "../protocols/str.js";
import { fromCodePoint, pointCount, pointSlice } from "../str/points.js";
import { isTuple, plainTuple } from "../tuple.js";
import { typeName } from "../typename.js";

/** One conversion of a format string, and the text before it. */
interface Piece {
  before: string;
  /** the mapping key, or null */
  key: string | null;
  flags: string;
  /** -1 none, -2 from the arguments */
  width: number;
  precision: number;
  /** empty at the end of the string, where only `before` counts */
  type: string;
  /** nothing stands between the percent sign and the type */
  plain: boolean;
  /** where the type stands, for messages */
  at: number;
  /** a mistake that is raised when this piece is reached */
  error: { kind: "ValueError" | "TypeError"; message: string } | null;
}

const cache = new Map<string, Piece[]>();

function pieces(format: string): Piece[] {
  let known = cache.get(format);
  if (known === undefined) {
    known = parse(format);
    if (cache.size > 500) cache.clear();
    cache.set(format, known);
  }
  return known;
}

function parse(format: string): Piece[] {
  const list: Piece[] = [];
  let i = 0;
  for (;;) {
    const at = format.indexOf("%", i);
    const piece: Piece = {
      before: at < 0 ? format.slice(i) : format.slice(i, at),
      key: null,
      flags: "",
      width: -1,
      precision: -1,
      type: "",
      plain: false,
      at: 0,
      error: null,
    };
    list.push(piece);
    if (at < 0) return list;
    i = parseOne(format, at + 1, piece);
    if (piece.error !== null) return list;
  }
}

/** Reads what follows a percent sign; gives the position after it. */
function parseOne(format: string, i: number, piece: Piece): number {
  const first = i;
  const fail = (message: string) => {
    piece.error = { kind: "ValueError", message };
    return i;
  };
  if (format[i] === "(") {
    let depth = 1;
    const start = ++i;
    while (i < format.length && depth > 0) {
      if (format[i] === "(") depth++;
      else if (format[i] === ")") depth--;
      i++;
    }
    if (depth > 0) return fail("incomplete format key");
    piece.key = format.slice(start, i - 1);
  }
  while (i < format.length && "-+ #0".includes(format[i] as string)) piece.flags += format[i++];
  const number = () => {
    if (format[i] === "*") {
      i++;
      return -2;
    }
    const start = i;
    while (i < format.length && format[i]! >= "0" && format[i]! <= "9") i++;
    return i === start ? -1 : Number(format.slice(start, i));
  };
  piece.width = number();
  if (piece.width > Number.MAX_SAFE_INTEGER) return fail("width too big");
  if (format[i] === ".") {
    i++;
    piece.precision = number();
    if (piece.precision === -1) piece.precision = 0;
    if (piece.precision > 0x7fffffff) return fail("precision too big");
  }
  if (i < format.length && "hlL".includes(format[i] as string)) i++;
  if (i >= format.length) return fail("incomplete format");
  piece.type = String.fromCodePoint(format.codePointAt(i) as number);
  piece.at = i;
  piece.plain = i === first;
  return i + piece.type.length;
}

/** Where the arguments come from. */
interface Arguments {
  at: number;
  readonly items: Value[];
  /** undefined if they are no mapping */
  readonly mapping: Value;
}

function argumentsOf(whole: Value, binary: boolean): Suspends<Arguments> {
  const many = isTuple(whole);
  const items = many ? plainTuple(whole).items : [whole];
  const candidate = !many && whole !== null && typeof whole === "object" && typeof whole.$value !== "string" && !(binary && isBytesOrArray(whole));
  const mapping = candidate && specialMethod(whole, "__getitem__") !== undefined ? whole : undefined;
  return { at: 0, items, mapping };
}

function nextArgument(from: Arguments): Value {
  if (from.at < from.items.length) return from.items[from.at++];
  throw new TypeError("not enough arguments for format string");
}

/** `format % args`; `binary` is for bytes, whose text stands for one byte a character. */
export function percent(format: string, args: Value, binary = false): Suspends<string> {
  const from = argumentsOf(args, binary);
  const list = pieces(format);
  let result = "";
  let keyed = false;
  for (let i = 0; i < list.length; i++) {
    const piece = list[i] as Piece;
    result += piece.before;
    if (piece.type === "" && piece.error === null) break;
    let value: Value = undefined;
    if (piece.key !== null) {
      if (from.mapping === undefined) throw new TypeError("format requires a mapping");
      value = getitem(from.mapping, binary ? bytesKey(piece.key) : piece.key);
      keyed = true;
    }
    let width = piece.width;
    let flags = piece.flags;
    if (width === -2) {
      const n = intValue(nextArgument(from));
      if (n === undefined) throw new TypeError("* wants int");
      if (typeof n === "bigint") throw new OverflowError("Python int too large to convert to C ssize_t");
      width = n;
      if (n < 0) {
        flags += "-";
        width = -n;
      }
    }
    let precision = piece.precision;
    if (precision === -2) {
      const n = intValue(nextArgument(from));
      if (n === undefined) throw new TypeError("* wants int");
      if (typeof n === "bigint") throw new OverflowError("Python int too large to convert to C int");
      precision = Math.max(0, n);
    }
    if (piece.error !== null) throw new ValueError(piece.error.message);
    if (piece.type === "%" && piece.plain) {
      result += "%";
      continue;
    }
    if (piece.key === null) value = nextArgument(from);
    result += convert(piece, flags, width, precision, value, binary);
  }
  if (from.at < from.items.length && from.mapping === undefined && !keyed) {
    throw new TypeError(`not all arguments converted during ${binary ? "bytes" : "string"} formatting`);
  }
  return result;
}

/** A key of a bytes format is bytes. */
function bytesKey(key: string): Bytes {
  return new Bytes(dataOf(key));
}

function convert(piece: Piece, flags: string, width: number, precision: number, value: Value, binary: boolean): Suspends<string> {
  if (precision === -1 && !binary) {
    if (piece.type === "s" && typeof value === "string" && width <= 0) return value;
    if (piece.type === "d" && typeof value === "number" && value >= 0 && (flags === "" || flags === "0")) {
      const digits = String(value);
      return digits.length >= width ? digits : digits.padStart(width, flags === "" ? " " : "0");
    }
  }
  return convertFully(piece, flags, width, precision, value, binary);
}

function convertFully(piece: Piece, flags: string, width: number, precision: number, value: Value, binary: boolean): Suspends<string> {
  let sign = "";
  let body: string;
  let numeric = false;
  switch (piece.type) {
    case "s":
    case "r":
    case "a":
    case "b":
      if (piece.type === "b" && !binary) throw unsupported(piece);
      body = binary ? binaryText(piece.type, value) : piece.type === "s" ? text(value) : piece.type === "r" ? repr(value) : ascii(value);
      if (precision >= 0 && precision < pointCount(body)) body = pointSlice(body, 0, precision);
      break;
    case "c":
      body = character(value, binary);
      break;
    case "i":
    case "d":
    case "u":
    case "o":
    case "x":
    case "X": {
      const n = integer(piece.type, value);
      numeric = true;
      const negative = n < 0;
      const size = negative ? -n : n;
      body = piece.type === "o" ? size.toString(8) : piece.type === "x" || piece.type === "X" ? size.toString(16) : intText(size);
      if (precision > body.length) body = body.padStart(precision, "0");
      let prefix = "";
      if (flags.includes("#") && "oxX".includes(piece.type)) prefix = piece.type === "o" ? "0o" : "0x";
      if (piece.type === "X") {
        body = body.toUpperCase();
        prefix = prefix.toUpperCase();
      }
      sign = (negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + prefix;
      break;
    }
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G": {
      const x = realNumber(value, binary);
      numeric = true;
      const size = Math.abs(x);
      const code = piece.type.toLowerCase() as "e" | "f" | "g";
      body = Number.isFinite(size) ? floatText(size, code, precision < 0 ? 6 : precision, flags.includes("#")) : size === size ? "inf" : "nan";
      if (code !== piece.type) body = body.toUpperCase();
      sign = x < 0 || Object.is(x, -0) ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
      break;
    }
    default:
      throw unsupported(piece);
  }
  const missing = width - sign.length - (numeric ? body.length : pointCount(body));
  if (missing <= 0) return sign + body;
  if (flags.includes("-")) return sign + body + " ".repeat(missing);
  if (numeric && flags.includes("0")) return sign + "0".repeat(missing) + body;
  return " ".repeat(missing) + sign + body;
}

function unsupported(piece: Piece): Value {
  const code = piece.type.codePointAt(0) as number;
  const shown = code > 31 && code < 127 ? piece.type : "?";
  return new ValueError(`unsupported format character '${shown}' (0x${code.toString(16)}) at index ${piece.at}`);
}

function realNumber(value: Value, binary: boolean): Suspends<number> {
  if (!binary) return toDouble(value);
  const real = realOf(value);
  if (real !== undefined) return real;
  if (typeof value !== "object" || value === null || (specialMethod(value, "__float__") === undefined && specialMethod(value, "__index__") === undefined)) {
    throw new TypeError(`float argument required, not ${typeName(value)}`);
  }
  return toDouble(value);
}

function integer(type: string, value: Value): Suspends<Int> {
  const plain = intValue(value);
  if (plain !== undefined) return plain;
  const decimal = type === "d" || type === "i" || type === "u";
  if (value instanceof Float || (typeof value === "object" && value !== null && value.$value instanceof Float)) {
    if (decimal) return intOf(integral((value instanceof Float ? value : value.$value).value));
  } else if (typeof value === "object" && value !== null) {
    if (decimal) {
      const method = specialMethod(value, "__int__");
      if (method !== undefined && method !== null) {
        const n = intValue(method.call(value));
        if (n !== undefined) return n;
      }
    }
    const n = indexOf(value);
    if (n !== undefined) return n;
  }
  throw new TypeError(`%${type} format: ${decimal ? "a real number" : "an integer"} is required, not ${typeName(value)}`);
}

function character(value: Value, binary: boolean): Suspends<string> {
  if (binary) {
    const data = bufferOf(value);
    if (data !== undefined && data.length === 1) return String.fromCharCode(data[0] as number);
    const n = indexOf(value);
    if (n === undefined) throw new TypeError("%c requires an integer in range(256) or a single byte");
    if (n < 0 || n > 255) throw new OverflowError("%c arg not in range(256)");
    return String.fromCharCode(Number(n));
  }
  const s = typeof value === "string" ? value : value?.$value;
  if (typeof s === "string") {
    if (pointCount(s) === 1) return s;
    throw new TypeError("%c requires int or char");
  }
  const n = indexOf(value);
  if (n === undefined) throw new TypeError("%c requires int or char");
  if (n < 0 || n > 0x10ffff) throw new OverflowError("%c arg not in range(0x110000)");
  return fromCodePoint(Number(n));
}

/** %s, %b, %a, %r of bytes: the bytes themselves, one character each. */
function binaryText(type: string, value: Value): Suspends<string> {
  if (type === "a" || type === "r") return ascii(value);
  const data = bufferOf(value);
  if (data !== undefined) {
    let s = "";
    for (let i = 0; i < data.length; i++) s += String.fromCharCode(data[i] as number);
    return s;
  }
  const method = value === null ? undefined : specialMethod(value, "__bytes__");
  if (method !== undefined && method !== null) return String.fromCharCode(...(bufferOf(method.call(value)) as Uint8Array));
  throw new TypeError(`%b requires a bytes-like object, or an object that implements __bytes__, not '${typeName(value)}'`);
}
