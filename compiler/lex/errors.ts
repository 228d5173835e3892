/**
 * errors - what the tokenizer rejects: characters, names, numbers and strings without an end.
 *
 * Mirrors  the syntax errors of Parser/lexer/lexer.c of CPython 3.13
 */
import { syntaxError, type ParserWarning, type PythonSyntaxError } from "../diagnostics/syntaxerror.js";
import type { SourceFile } from "../source.js";
import type { FString } from "./lexer.js";

function at(source: SourceFile, msg: string, offset: number, end = offset): PythonSyntaxError {
  return syntaxError(source, msg, { start: offset, end, bare: true });
}

const hex = (character: string): string => character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");

/** The first character of a name that cannot stand there; null: the name is good. */
export function badName(source: SourceFile, text: string, offset: number): PythonSyntaxError | null {
  let start = offset;
  for (const character of text) {
    // classes of Unicode are made where they are needed: V8 takes milliseconds for one
    if (!(start === offset ? /[\p{XID_Start}_]/u : /\p{XID_Continue}/u).test(character)) return badSign(source, character, start);
    start += character.length;
  }
  return null;
}

function badSign(source: SourceFile, character: string, offset: number): PythonSyntaxError {
  if (/[\p{C}\p{Z}]/u.test(character)) return at(source, `invalid non-printable character U+${hex(character)}`, offset);
  return at(source, `invalid character '${character}' (U+${hex(character)})`, offset);
}

const KINDS: Readonly<Record<string, string>> = { x: "hexadecimal", b: "binary", o: "octal" };

/** What follows a number without a blank: keywords may (`1if x else y`, which gives a warning), other letters and digits may not. */
export function checkNumber(source: SourceFile, text: string, offset: number, warnings: ParserWarning[]): void {
  const end = offset + text.length;
  const next = source.text.charAt(end);
  if (text.charCodeAt(0) === 48 && !/[eE]/.test(next) && /^0[0-9_]*[1-9][0-9_]*$/.test(text)) {
    const msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
    throw at(source, msg, offset, offset + /^[0_]*/.exec(text)![0].length);
  }
  if (/[0-9A-Za-z_]/.test(next)) checkRest(source, text, end, warnings);
}

function checkRest(source: SourceFile, text: string, end: number, warnings: ParserWarning[]): void {
  const rest = /^[A-Za-z0-9_]*/.exec(source.text.slice(end, end + 40))![0];
  if (/^[eE]$/.test(rest) && /[+-]/.test(source.text.charAt(end + 1)) && /^[0-9._]+$/.test(text)) throw at(source, "invalid decimal literal", end + 1);
  const base = /^0([xXbBoO])/.exec(text + rest.slice(0, 1))?.[1]?.toLowerCase();
  const kind = base !== undefined ? KINDS[base]! : /[jJ]$/.test(text) ? "imaginary" : "decimal";
  if (/^(and|else|for|if|in|is|not|or)/.test(rest) && (base === undefined || text !== "0")) {
    warnings.push({ msg: `invalid ${kind} literal`, start: end });
    return;
  }
  if (base === undefined) throw at(source, `invalid ${kind} literal`, rest.startsWith("_") && /[0-9]$/.test(text) ? end : end - 1);
  // Behind the prefix and behind an underscore there must be a digit of the base.
  const behind = text === "0" ? (rest.charAt(1) === "_" ? 2 : 1) : rest.startsWith("_") ? 1 : 0;
  const digit = rest.charAt(behind);
  if (base !== "x" && /[0-9]/.test(digit)) throw at(source, `invalid digit '${digit}' in ${kind} literal`, end + behind);
  throw at(source, `invalid ${kind} literal`, end + behind - 1);
}

export function unterminatedFString(source: SourceFile, open: FString, offset: number): PythonSyntaxError {
  const start = open.opener.start;
  if (open.quote.length === 1) return at(source, `unterminated f-string literal (detected at line ${source.line(start)})`, start);
  return at(source, `unterminated triple-quoted f-string literal (detected at line ${source.line(Math.min(offset, source.text.length - 1))})`, start);
}

/** Where no rule matches: a string without an end, or a character that no token has. */
export function badCharacter(source: SourceFile, text: string, offset: number, open: FString | undefined): PythonSyntaxError {
  const quote = /^(?:'''|"""|'|")/.exec(source.text.slice(offset).replace(/^[A-Za-z]+/, ""))?.[0];
  if (quote !== undefined) {
    if (open !== undefined && open.quote === quote && open.fields > 0) return at(source, "f-string: expecting '}'", offset);
    return unterminatedString(source, quote, offset);
  }
  const character = String.fromCodePoint(text.codePointAt(0)!);
  if (character === "\0") return at(source, "source code cannot contain null bytes", offset);
  return badSign(source, character, offset);
}

function unterminatedString(source: SourceFile, quote: string, offset: number): PythonSyntaxError {
  const { text } = source;
  if (quote.length === 3) {
    const lastLine = source.line(Math.max(text.length - 1, 0));
    return at(source, `unterminated triple-quoted string literal (detected at line ${lastLine})`, offset);
  }
  let escaped = false;
  let end = text.indexOf(quote, offset) + 1;
  for (; end < text.length && text.charAt(end) !== "\n"; end++) {
    if (text.charAt(end) !== "\\") continue;
    end++;
    if (text.charAt(end) === quote) escaped = true;
  }
  const line = source.line(Math.min(end, Math.max(text.length - 1, 0)));
  return at(source, `unterminated string literal (detected at line ${line})${escaped ? "; perhaps you escaped the end quote?" : ""}`, offset);
}

/** A backslash that does not end its line, or ends the last one. */
export function strayBackslash(source: SourceFile, offset: number): PythonSyntaxError {
  const last = source.text.length - 1;
  if (offset === last - 1 && source.text.charAt(last) === "\n") {
    const col = source.text.length - source.lineStart(source.line(last));
    return syntaxError(source, "unexpected EOF while parsing", { start: last, end: last, col: source.isMain ? 0 : col, endCol: -1 });
  }
  const start = offset < last ? offset + 1 : offset;
  return syntaxError(source, "unexpected character after line continuation character", { start, end: start, endCol: 0 });
}
