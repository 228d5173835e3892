/**
 * rawunicode - the form that strings have in protocol 0.
 *
 * Mirrors     Modules/_pickle.c (raw_unicode_escape)
 */

const ESCAPED = /[\0\n\r\x1a\\\u0100-\uffff]/;

/** Protocol 0's form of a string: what is not Latin-1, and what would end the line, as `\u` escapes. */
export function rawUnicode(s: string): string {
  if (!ESCAPED.test(s)) return s;
  let out = "";
  for (const char of s) {
    const code = char.codePointAt(0) as number;
    if (code > 0xffff) out += `\\U${code.toString(16).padStart(8, "0")}`;
    else if (code > 0xff || code === 0 || code === 10 || code === 13 || code === 26 || code === 92) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += char;
  }
  return out;
}
