/**
 * names - characters by their Unicode names, for `\N{...}`.
 *
 * Mirrors  unicodedata.lookup of CPython 3.13 (Unicode 15.1)
 * Data     names.br: brotli of lines `GAP NAME` in the order of code points, GAP in hexadecimal the code points left out since the line before (none
 *          for 0), then `=CODE NAME` for aliases. Names that follow from the code point are not in it
 */
import { brotliDecompressSync } from "node:zlib";
import packed from "./names.br";

const loaded: { names?: ReadonlyMap<string, number> } = {};

/** The character, or null; small letters are as good as capitals. */
export function characterNamed(given: string): string | null {
  const name = given.toUpperCase();
  const code = byRule(name) ?? (loaded.names ??= load()).get(name);
  return code === undefined ? null : String.fromCodePoint(code);
}

function load(): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  let code = -1;
  for (const line of brotliDecompressSync(Buffer.from(packed, "base64")).toString("latin1").split("\n")) {
    const blank = line.indexOf(" ");
    const number = line.slice(0, blank);
    if (number.startsWith("=")) names.set(line.slice(blank + 1), parseInt(number.slice(1), 16));
    else {
      code += 1 + (number === "" ? 0 : parseInt(number, 16));
      names.set(line.slice(blank + 1), code);
    }
  }
  return names;
}

const reversed: { names?: ReadonlyMap<number, string> } = {};

/** The name of a character, or null. */
export function nameOfCharacter(code: number): string | null {
  if (code >= 0xac00 && code <= 0xd7a3) {
    const at = code - 0xac00;
    return `HANGUL SYLLABLE ${LEADING[Math.floor(at / 588)]!}${VOWELS[Math.floor((at % 588) / 28)]!}${TRAILING[at % 28]!}`;
  }
  for (const kind of IDEOGRAPHS.keys()) if (isIdeograph(kind, code)) return `${kind}-${code.toString(16).toUpperCase()}`;
  reversed.names ??= namesByCode();
  return reversed.names.get(code) ?? null;
}

/** Which code points have a name of each kind: first and last ones in turn. Others that Unicode names so, as Tangut's, have no name for CPython. */
// prettier-ignore
const IDEOGRAPHS: ReadonlyMap<string, readonly number[]> = new Map([
  ["CJK UNIFIED IDEOGRAPH", [0x3400, 0x4dbf, 0x4e00, 0x9fff, 0x20000, 0x2a6df, 0x2a700, 0x2b739, 0x2b740, 0x2b81d, 0x2b820, 0x2cea1, 0x2ceb0, 0x2ebe0, 0x2ebf0, 0x2ee5d, 0x30000, 0x3134a, 0x31350, 0x323af]],
  ["CJK COMPATIBILITY IDEOGRAPH", [0xf900, 0xfa6d, 0xfa70, 0xfad9, 0x2f800, 0x2fa1d]],
]);

function isIdeograph(kind: string, code: number): boolean {
  const ranges = IDEOGRAPHS.get(kind)!;
  for (let i = 0; i < ranges.length; i += 2) if (code >= ranges[i]! && code <= ranges[i + 1]!) return true;
  return false;
}

/** Without the aliases, which name() does not give. */
function namesByCode(): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  let code = -1;
  for (const line of brotliDecompressSync(Buffer.from(packed, "base64")).toString("latin1").split("\n")) {
    const blank = line.indexOf(" ");
    const number = line.slice(0, blank);
    if (number.startsWith("=")) continue;
    code += 1 + (number === "" ? 0 : parseInt(number, 16));
    names.set(code, line.slice(blank + 1));
  }
  return names;
}

// prettier-ignore
const LEADING = ["G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"];
// prettier-ignore
const VOWELS = ["A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU", "YI", "I"];
// prettier-ignore
const TRAILING = [
  "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H",
];

function byRule(name: string): number | undefined {
  const numbered = /^(CJK UNIFIED IDEOGRAPH|CJK COMPATIBILITY IDEOGRAPH)-([0-9A-F]{4,5})$/.exec(name);
  if (numbered !== null) {
    const code = parseInt(numbered[2]!, 16);
    return isIdeograph(numbered[1]!, code) ? code : undefined;
  }
  const syllable = /^HANGUL SYLLABLE ([^AEIOUWY]*)([AEIOUWY]+)(.*)$/.exec(name);
  if (syllable === null) return undefined;
  const [leading, vowel, trailing] = [LEADING.indexOf(syllable[1]!), VOWELS.indexOf(syllable[2]!), TRAILING.indexOf(syllable[3]!)];
  return leading < 0 || vowel < 0 || trailing < 0 ? undefined : 0xac00 + (leading * 21 + vowel) * 28 + trailing;
}
