/**
 * text - what bytes and bytearray have of str's methods, on strings of characters up to U+00FF.
 *
 * Mirrors  Objects/bytes_methods.c: only ASCII letters have a case, only ASCII white space is any
 */

/** Bytes as a string of one character each. */
export function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
}

/** Texts so long are written where they are to stand; of shorter ones a copy costs less. */
const SHORT = 256;

export function dataOf(text: string): Uint8Array {
  if (text.length < SHORT) return new Uint8Array(Buffer.from(text, "latin1"));
  const data = new Uint8Array(text.length);
  Buffer.from(data.buffer).write(text, "latin1");
  return data;
}

export const SPACES = " \t\n\r\v\f";
export function isByteSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}

export const lower = (s: string): string => s.replace(/[A-Z]+/g, (part) => part.toLowerCase());
export const upper = (s: string): string => s.replace(/[a-z]+/g, (part) => part.toUpperCase());
export const swapcase = (s: string): string => s.replace(/[A-Za-z]/g, (c) => (c >= "a" ? c.toUpperCase() : c.toLowerCase()));
export const capitalize = (s: string): string => upper(s.slice(0, 1)) + lower(s.slice(1));
export const title = (s: string): string => s.replace(/[A-Za-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());

export const isalnum = (s: string): boolean => /^[0-9A-Za-z]+$/.test(s);
export const isalpha = (s: string): boolean => /^[A-Za-z]+$/.test(s);
export const isdigit = (s: string): boolean => /^[0-9]+$/.test(s);
export const isspace = (s: string): boolean => /^[ \t\n\r\v\f]+$/.test(s);
export const isascii = (s: string): boolean => /^[\x00-\x7f]*$/.test(s);
export const islower = (s: string): boolean => /[a-z]/.test(s) && !/[A-Z]/.test(s);
export const isupper = (s: string): boolean => /[A-Z]/.test(s) && !/[a-z]/.test(s);
export const istitle = (s: string): boolean => /[A-Za-z]/.test(s) && title(s) === s;

export function splitlines(s: string, keep: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const end of s.matchAll(/\r\n|\n|\r/g)) {
    const after = end.index + end[0].length;
    lines.push(s.slice(start, keep ? after : end.index));
    start = after;
  }
  if (start < s.length) lines.push(s.slice(start));
  return lines;
}

/** The repr of bytes, with its b. That of a bytearray escapes every single quote. */
export function bytesRepr(data: Uint8Array, escapeSingle = false): string {
  const s = textOf(data);
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
  let body = "";
  for (let i = 0; i < s.length; i++) {
    const c = data[i] as number;
    if (c === 92 || s[i] === quote || (escapeSingle && c === 39)) body += "\\" + s[i];
    else if (c === 9) body += "\\t";
    else if (c === 10) body += "\\n";
    else if (c === 13) body += "\\r";
    else if (c < 32 || c >= 127) body += "\\x" + (c < 16 ? "0" : "") + c.toString(16);
    else body += s[i];
  }
  return "b" + quote + body + quote;
}

/** bytes.hex(sep, bytes_per_sep): groups are counted from the right for a positive number. */
export function hexText(data: Uint8Array, separator: string, group: number): string {
  const hex = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex");
  if (separator === "" || group === 0 || data.length === 0) return hex;
  const size = Math.abs(group) * 2;
  const parts: string[] = [];
  if (group > 0) {
    for (let end = hex.length; end > 0; end -= size) parts.unshift(hex.slice(Math.max(0, end - size), end));
  } else for (let start = 0; start < hex.length; start += size) parts.push(hex.slice(start, start + size));
  return parts.join(separator);
}
