/**
 * format - format strings of struct, taken apart.
 *
 * Mirrors  Modules/_struct.c: prepare_s
 */
import { exceptionType, Exception } from "../../objects/exceptions.js";

export const error = exceptionType("error", Exception, "");
error.$module = "struct";

/** One code with its count. */
export interface Field {
  code: string;
  /** how often; for s and p the length of one */
  count: number;
  offset: number;
  size: number;
  /** of an int: whether it may be below zero */
  signed: boolean;
}

export interface Layout {
  format: string;
  /** little-endian */
  little: boolean;
  /** native size and alignment */
  native: boolean;
  fields: Field[];
  size: number;
  /** how many values pack takes */
  values: number;
}

const STANDARD: { readonly [code: string]: number } = {
  x: 1,
  c: 1,
  b: 1,
  B: 1,
  "?": 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 4,
  L: 4,
  q: 8,
  Q: 8,
  e: 2,
  f: 4,
  d: 8,
  s: 1,
  p: 1,
};
const NATIVE: { readonly [code: string]: number } = { ...STANDARD, l: 8, L: 8, n: 8, N: 8, P: 8 };

const cache = new Map<string, Layout>();

/** The layout of a format that was taken apart before. */
export function knownLayout(format: string): Layout | undefined {
  return cache.get(format);
}

export function layoutOf(format: string): Layout {
  let layout = cache.get(format);
  if (layout === undefined) {
    layout = parse(format);
    if (cache.size >= 100) cache.clear();
    cache.set(format, layout);
  }
  return layout;
}

function parse(format: string): Layout {
  if (format.includes("\0")) throw new error("embedded null character");
  let i = 0;
  const order = format[0] ?? "";
  if ("@=<>!".includes(order) && order !== "") i = 1;
  const native = !"=<>!".includes(order) || order === "";
  const little = order !== ">" && order !== "!";
  const sizes = native ? NATIVE : STANDARD;
  const fields: Field[] = [];
  let offset = 0;
  let values = 0;
  while (i < format.length) {
    let c = format[i++] as string;
    if (" \t\n\r\v\f".includes(c)) continue;
    let count = 1;
    if (c >= "0" && c <= "9") {
      const start = i - 1;
      while (i < format.length && format[i]! >= "0" && format[i]! <= "9") i++;
      count = Number(format.slice(start, i));
      if (count > Number.MAX_SAFE_INTEGER) throw new error("total struct size too long");
      if (i >= format.length) throw new error("repeat count given without format specifier");
      c = format[i++] as string;
    }
    const size = sizes[c];
    if (size === undefined) throw new error("bad char in struct format");
    if (native && size > 1) offset = Math.ceil(offset / size) * size;
    if (c === "s" || c === "p") {
      fields.push({ code: c, count, offset, size: count, signed: false });
      values++;
    } else if (c !== "x" && count > 0) {
      fields.push({ code: c, count, offset, size, signed: c === c.toLowerCase() });
      values += count;
    }
    offset += size * count;
    if (offset > Number.MAX_SAFE_INTEGER) throw new error("total struct size too long");
  }
  return { format, little, native, fields, size: offset, values };
}
