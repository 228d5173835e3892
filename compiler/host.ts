/**
 * host - files as source texts.
 *
 * Mirrors  the encoding rules of PEP 263 as CPython 3.13 applies them: a UTF-8 mark, then a coding comment in the first two lines, else UTF-8
 */
import { readFileSync } from "node:fs";
import { PythonSyntaxError } from "./diagnostics/syntaxerror.js";
import { SourceFile } from "./source.js";

const DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const NO_CODE = /^[ \t\f]*(?:#.*)?$/;

/**
 * A file's text, newlines made `\n`.
 *
 * @param isMain the file is run, not imported: CPython reads it by its tokenizer, which has other words for what it can't read
 */
export function readSource(bytes: Uint8Array, path: string, isMain = false): SourceFile {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  const declared = declaredEncoding(body);
  const name = declared === null ? "utf-8" : normalName(declared);
  if (marked && name !== "utf-8") throw problem(`encoding problem: ${declared} with BOM`);
  if (body.includes(0)) throw nullByte(body, isMain);
  return textSource(decode(body, name, declared ?? "utf-8", path, isMain), path, isMain);
}

/** A text has a NUL in it: the tokenizer stops there and shows the line up to it. */
function nullByte(body: Uint8Array, isMain: boolean): PythonSyntaxError {
  if (!isMain) return unplaced("source code string cannot contain null bytes");
  const lines = Buffer.from(body.subarray(0, body.indexOf(0)))
    .toString()
    .split(/\r\n?|\n/);
  return new PythonSyntaxError("SyntaxError", "source code cannot contain null bytes", lines.length, 0, lines.length, 0, lines.at(-1)!);
}

/** A text that is a Python string already, as compile() and exec() get it. */
export function textSource(text: string, path: string, isMain = false, maxDigits?: number): SourceFile {
  return new SourceFile(path, text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text, isMain, maxDigits);
}

export function readSourceFile(path: string): SourceFile {
  return readSource(readFileSync(path), path);
}

function declaredEncoding(body: Uint8Array): string | null {
  const lines = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 1024))
    .toString("latin1")
    .split(/\r\n?|\n/, 2);
  for (const line of lines) {
    const found = DECLARATION.exec(line);
    if (found !== null) return found[1]!;
    if (!NO_CODE.test(line)) return null;
  }
  return null;
}

/** The spellings CPython's tokenizer knows by itself. */
function normalName(name: string): string {
  const small = name.slice(0, 12).toLowerCase().replaceAll("_", "-");
  if (small === "utf-8" || small.startsWith("utf-8-")) return "utf-8";
  for (const latin of ["latin-1", "iso-8859-1", "iso-latin-1"]) if (small === latin || small.startsWith(latin + "-")) return "latin1";
  return name.toLowerCase().replaceAll("_", "-");
}

/** 0x80 to 0x9f of cp1252; what it has not is U+FFFF. */
const CP1252 = "€\uffff‚ƒ„…†‡ˆ‰Š‹Œ\uffffŽ\uffff\uffff‘’“”•–—˜™š›œ\uffffžŸ";

/** Python's names of the parts of ISO 8859 by the number of the alphabet. */
const LATIN: Readonly<Record<string, number>> = { "2": 2, "3": 3, "4": 4, "5": 9, "6": 10, "7": 13, "8": 14, "9": 15 };

/** What the decoder of JavaScript calls an encoding. */
function label(name: string): string {
  const part = /^(?:latin|l)(\d+)$/.exec(name)?.[1] ?? "";
  if (Object.hasOwn(LATIN, part)) return `iso-8859-${LATIN[part]!}`;
  return name.replace(/^cp(125\d)$/, "windows-$1");
}

/** Encodings of one byte a character; undefined for others. */
function narrow(body: Uint8Array, name: string): { text: string; codec: string; why: string } | undefined {
  if (["ascii", "us-ascii", "646"].includes(name)) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
    return { text: text.replace(/[\x80-\xff]/g, "\uffff"), codec: "ascii", why: "ordinal not in range(128)" };
  }
  if (["cp1252", "windows-1252", "1252"].includes(name)) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
    return { text: text.replace(/[\x80-\x9f]/g, (c) => CP1252[c.charCodeAt(0) - 0x80]!), codec: "charmap", why: "character maps to <undefined>" };
  }
  return undefined;
}

function decode(body: Uint8Array, name: string, declared: string, path: string, isMain: boolean): string {
  if (name === "utf-8" || name === "utf8") return decodeUtf8(body, path, isMain);
  if (name === "latin1") return Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  const unread = (msg: string): PythonSyntaxError => (isMain ? unplaced(`encoding problem: ${declared}`) : problem(msg));
  const byBytes = narrow(body, name);
  if (byBytes !== undefined) {
    const bad = byBytes.text.indexOf("\uffff");
    if (bad < 0) return byBytes.text;
    throw unread(`'${byBytes.codec}' codec can't decode byte 0x${body[bad]!.toString(16)} in position ${bad}: ${byBytes.why}`);
  }
  let decoder: { decode(bytes: Uint8Array): string };
  try {
    decoder = new TextDecoder(label(name), { fatal: true });
  } catch {
    throw unread(`unknown encoding: ${declared}`);
  }
  try {
    return decoder.decode(body);
  } catch {
    throw unread(`'${declared}' codec can't decode the source`);
  }
}

function decodeUtf8(body: Uint8Array, path: string, isMain: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw notUtf8(body, path, isMain);
  }
}

/** The first byte that is no UTF-8, in CPython's words. */
function notUtf8(body: Uint8Array, path: string, isMain: boolean): PythonSyntaxError {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
  let start = 0;
  for (let line = 1; ; line++) {
    let end = body.indexOf(10, start);
    if (end < 0) end = body.length;
    const bytes = body.subarray(start, end);
    const valid = Buffer.from(lenient.decode(bytes));
    const bad = bytes.findIndex((byte, i) => valid[i] !== byte);
    if (bad >= 0) {
      const shown = `'\\x${bytes[bad]!.toString(16).padStart(2, "0")}'`;
      const msg =
        `Non-UTF-8 code starting with ${shown} in file ${path} on line ${line}, but no encoding declared; ` +
        "see https://peps.python.org/pep-0263/ for details";
      return isMain ? unplaced(msg) : new PythonSyntaxError("SyntaxError", msg, line, 1, 0, -1, null);
    }
    if (end >= body.length) return problem("(unicode error) 'utf-8' codec can't decode the source");
    start = end + 1;
  }
}

/** Without file and line. */
function unplaced(msg: string): PythonSyntaxError {
  return new PythonSyntaxError("SyntaxError", msg, -1, 0, 0, 0, null);
}

function problem(msg: string): PythonSyntaxError {
  return new PythonSyntaxError("SyntaxError", msg, 0, 0, 0, -1, null);
}
