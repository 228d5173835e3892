/**
 * errors - what the tokenizer rejects: characters, names, numbers and strings without an end.
 *
 * Mirrors  the syntax errors of Parser/lexer/lexer.c of CPython 3.13
 */
import { syntaxError, type PythonSyntaxError } from "../diagnostics/syntaxerror.js";
import type { SourceFile } from "../source.js";
import type { FString } from "./lexer.js";

const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
const CONTINUES = /[\p{XID_Continue}_]/u;

function at(source: SourceFile, msg: string, offset: number, end = offset): PythonSyntaxError {
  return syntaxError(source, msg, { start: offset, end, bare: true });
}

const hex = (character: string): string => character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");

/** The first character of a name that cannot stand there; null: the name is good. */
export function badName(source: SourceFile, text: string, offset: number): PythonSyntaxError | null {
  if (IDENTIFIER.test(text.normalize("NFKC"))) return null;
  let start = offset;
  for (const character of text) {
    const normal = character.normalize("NFKC");
    if (!(start === offset ? IDENTIFIER.test(normal) : CONTINUES.test(normal))) {
      if (!/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) return at(source, `invalid non-printable character U+${hex(character)}`, start);
      return at(source, `invalid character '${character}' (U+${hex(character)})`, start);
    }
    start += character.length;
  }
  return null;
}

const KINDS: Readonly<Record<string, string>> = { x: "hexadecimal", b: "binary", o: "octal" };

/** What follows a number without a blank: keywords may (`1if x else y`), other letters and digits may not. */
export function checkNumber(source: SourceFile, text: string, offset: number): void {
  const end = offset + text.length;
  const next = source.text.charCodeAt(end);
  if ((next | 32) >= 97 && (next | 32) <= 122 || next === 95 || next > 127 || (next >= 48 && next <= 57)) checkRest(source, text, end);
  else if (text.charCodeAt(0) === 48 && text.length > 1 && /^0[0-9_]*[1-9][0-9_]*$/.test(text)) {
    throw at(source, "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", offset, offset + /^[0_]*/.exec(text)![0].length);
  }
}

function checkRest(source: SourceFile, text: string, end: number): void {
  const rest = /^[A-Za-z0-9_\u0080-\uffff]*/.exec(source.text.slice(end, end + 40))![0];
  const sign = /^[eE][+-]/.exec(rest + source.text.charAt(end + rest.length));
  if (sign !== null && rest.length === 1 && /^[0-9._]+$/.test(text)) throw at(source, "invalid decimal literal", end + 1);
  const based = /^0([xXbBoO])/.exec(text);
  if (/^(and|else|for|if|in|is|not|or)/.test(rest) && (based === null || /[xX]/.test(based[1]!))) return;
  let kind = based === null ? "decimal" : KINDS[based[1]!.toLowerCase()]!;
  if (kind !== "decimal" && kind !== "hexadecimal" && /^[0-9]/.test(rest)) throw at(source, `invalid digit '${rest.charAt(0)}' in ${kind} literal`, end);
  if (text === "0" && /^[xXbBoO]/.test(rest)) {
    kind = KINDS[rest.charAt(0).toLowerCase()]!;
    const digit = rest.charAt(1);
    if (/[0-9]/.test(digit) && kind !== "hexadecimal") throw at(source, `invalid digit '${digit}' in ${kind} literal`, end + 1);
    throw at(source, `invalid ${kind} literal`, end);
  }
  if (/[jJ]$/.test(text)) kind = "imaginary";
  throw at(source, `invalid ${kind} literal`, rest.startsWith("_") ? end : end - 1);
}

export function unterminatedFString(source: SourceFile, open: FString, offset: number): PythonSyntaxError {
  const start = open.opener.start;
  if (open.quote.length === 1) return at(source, `unterminated f-string literal (detected at line ${source.line(start)})`, start);
  return at(source, `unterminated triple-quoted f-string literal (detected at line ${source.line(Math.min(offset, source.text.length - 1))})`, start);
}

/** Where no rule matches: a string without an end, or a character that no token has. */
export function badCharacter(source: SourceFile, text: string, offset: number, open: FString | undefined): PythonSyntaxError {
  const string = /^('''|"""|'|")/.exec(text);
  if (string !== null) {
    const quote = string[1]!;
    if (open !== undefined && open.quote === quote && open.fields > 0) return at(source, "f-string: expecting '}'", offset);
    if (quote.length === 1) return at(source, `unterminated string literal (detected at line ${source.line(offset)})`, offset);
    const lastLine = source.line(Math.max(source.text.length - 1, 0));
    return at(source, `unterminated triple-quoted string literal (detected at line ${lastLine})`, offset);
  }
  const character = String.fromCodePoint(text.codePointAt(0)!);
  if (character === "\0") return at(source, "source code cannot contain null bytes", offset);
  if (/[$?!`]/.test(character)) return at(source, "invalid syntax", offset, offset + 1);
  return at(source, `invalid non-printable character U+${hex(character)}`, offset);
}

/** A backslash that does not end its line. */
export function strayBackslash(source: SourceFile, offset: number): PythonSyntaxError {
  if (offset + 1 >= source.text.length) return unexpectedEnd(source);
  return syntaxError(source, "unexpected character after line continuation character", { start: offset + 1, end: offset + 1, endCol: 0 });
}

/** A backslash ends the last line. */
export function unexpectedEnd(source: SourceFile): PythonSyntaxError {
  const last = source.text.length - 1;
  const col = source.text.length - source.lineStart(source.line(last));
  return syntaxError(source, "unexpected EOF while parsing", { start: last, end: last, col, endCol: -1 });
}
