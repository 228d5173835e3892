/**
 * categories - what Python knows about characters: digits, letters, space, what repr() shows as it is.
 *
 * Mind  Node's Unicode tables may be newer than CPython's (15.1); a character assigned since then counts as known here
 */

const DIGIT_ONLY =
  "\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff" +
  "\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}";
/** Ideographs that stand for numbers. */
const NUMBER_WORDS =
  "\u3405\u3483\u382a\u3b4d\u4e00\u4e03\u4e07\u4e09\u4e24\u4e5d\u4e8c\u4e94\u4e96\u4eac\u4ebf\u4ec0\u4edf\u4ee8\u4f0d\u4f70\u4fe9\u5006" +
  "\u5104\u5146\u5169\u516b\u516d\u5341\u5343-\u5345\u534c\u53c1-\u53c4\u56db\u58f1\u58f9\u5e7a\u5efe\u5eff\u5f0c-\u5f0e\u5f10\u62d0" +
  "\u62fe\u634c\u67d2\u6d1e\u6f06\u7396\u767e\u7695\u79ed\u8086\u842c\u8cae\u8cb3\u8d30\u920e\u94a9\u9621\u9646\u964c\u9678\u96f6\uf96b" +
  "\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd\u{20001}\u{20064}\u{200e2}\u{20121}\u{2092a}\u{20983}\u{2098c}\u{2099c}\u{20aea}\u{20afd}" +
  "\u{20b19}\u{22390}\u{22998}\u{23b1b}\u{2626d}\u{2f890}";

/** Tests of whole strings, compiled when first used. */
const tests = new Map<string, RegExp>();
function test(name: string, source: string): RegExp {
  let regexp = tests.get(name);
  if (regexp === undefined) {
    regexp = new RegExp(source, "u");
    tests.set(name, regexp);
  }
  return regexp;
}

const ASCII_ALNUM = /^[0-9A-Za-z]+$/;
const ASCII_ALPHA = /^[A-Za-z]+$/;
const ASCII_DIGIT = /^[0-9]+$/;

export const isAlnum = (s: string): boolean => ASCII_ALNUM.test(s) || test("alnum", `^[\\p{L}\\p{N}${NUMBER_WORDS}]+$`).test(s);
export const isAlpha = (s: string): boolean => ASCII_ALPHA.test(s) || test("alpha", "^\\p{L}+$").test(s);
export const isDecimal = (s: string): boolean => ASCII_DIGIT.test(s) || test("decimal", "^\\p{Nd}+$").test(s);
export const isDigit = (s: string): boolean => ASCII_DIGIT.test(s) || test("digit", `^[\\p{Nd}${DIGIT_ONLY}]+$`).test(s);
export const isNumeric = (s: string): boolean => ASCII_DIGIT.test(s) || test("numeric", `^[\\p{N}${NUMBER_WORDS}]+$`).test(s);
export const isPrintable = (s: string): boolean => PLAIN.test(s) || !test("unprintable", UNPRINTABLE).test(s);
export const isIdentifier = (s: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(s) || test("identifier", "^[\\p{XID_Start}_]\\p{XID_Continue}*$").test(s);

const PLAIN = /^[\x20-\x7e]*$/;
const UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]|(?! )\\p{Zs}";
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

export const isSpace = (s: string): boolean => new RegExp(`^[${SPACE}]+$`).test(s);

/** Is this UTF-16 unit Python's white space? (No space lies beyond U+FFFF.) */
export function isSpaceUnit(c: number): boolean {
  if (c < 128) return c === 32 || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
  return (
    c === 0x85 || c === 0xa0 || c === 0x1680 || (c >= 0x2000 && c <= 0x200a) || c === 0x2028 || c === 0x2029 || c === 0x202f || c === 0x205f || c === 0x3000
  );
}

/** Digits of any script as ASCII ones, any white space as blanks: what int() and float() read. */
export function asciiDigits(text: string): string {
  if (/^[\x00-\x1b\x20-\x7f]*$/.test(text)) return text;
  return Array.from(text, (char) => {
    const code = char.codePointAt(0) as number;
    if (code < 128 ? isSpaceUnit(code) : code < 0x10000 && isSpaceUnit(code)) return " ";
    return code > 127 && isDecimal(char) ? String(digitValue(code)) : char;
  }).join("");
}

/** What int() and float() read of bytes: there is no number in those with others than ASCII ones. */
export function asciiNumber(bytes: Uint8Array): string {
  return bytes.some((byte) => byte > 127) ? "?" : String.fromCharCode(...bytes);
}

/** The value of a decimal digit: blocks of ten begin with a zero. */
export function digitValue(code: number): number {
  let start = code;
  while (isDecimal(String.fromCodePoint(start - 1))) start--;
  return (code - start) % 10;
}

/** A character of repr(): as it is, or escaped. */
function escape(char: string): string {
  const code = char.codePointAt(0) as number;
  switch (code) {
    case 9:
      return "\\t";
    case 10:
      return "\\n";
    case 13:
      return "\\r";
    case 92:
      return "\\\\";
  }
  return escapeCode(code);
}

export function escapeCode(code: number): string {
  if (code < 0x100) return "\\x" + code.toString(16).padStart(2, "0");
  if (code < 0x10000) return "\\u" + code.toString(16).padStart(4, "0");
  return "\\U" + code.toString(16).padStart(8, "0");
}

const SIMPLE = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;
let unprintable: RegExp | undefined;

/** repr() of a string. */
export function textRepr(s: string): string {
  if (SIMPLE.test(s)) return "'" + s + "'";
  const quote = s.includes("'") && !s.includes('"') ? '"' : "'";
  unprintable ??= new RegExp(`[\\\\\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]|(?! )\\p{Zs}`, "gu");
  let body = s.replace(unprintable, escape);
  if (quote === "'" && s.includes("'")) body = body.replaceAll("'", "\\'");
  return quote + body + quote;
}

/** The text of ascii(), from that of repr(). */
export function asciiText(repr: string): string {
  if (/^[\x00-\x7f]*$/.test(repr)) return repr;
  return Array.from(repr, (char) => {
    const code = char.codePointAt(0) as number;
    return code < 128 ? char : escapeCode(code);
  }).join("");
}
