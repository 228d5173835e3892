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
  const hex = code.toString(16).toUpperCase();
  for (const kind of ["CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "TANGUT IDEOGRAPH"])
    if (byRule(`${kind}-${hex}`) === code && inBlock(kind, code)) return `${kind}-${hex}`;
  reversed.names ??= namesByCode();
  return reversed.names.get(code) ?? null;
}

/** What byRule() takes for a compatibility ideograph may be any of the script. */
function inBlock(kind: string, code: number): boolean {
  return kind !== "CJK COMPATIBILITY IDEOGRAPH" || (code >= 0xf900 && code <= 0xfad9) || (code >= 0x2f800 && code <= 0x2fa1d);
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
  const numbered = /^(CJK UNIFIED|CJK COMPATIBILITY|TANGUT) IDEOGRAPH-([0-9A-F]{4,5})$/.exec(name);
  if (numbered !== null) {
    const code = parseInt(numbered[2]!, 16);
    const character = String.fromCodePoint(code);
    const fits = numbered[1] === "TANGUT" ? /\p{Script=Tangut}/u : numbered[1] === "CJK UNIFIED" ? /\p{Unified_Ideograph}/u : /\p{Script=Han}/u;
    return fits.test(character) ? code : undefined;
  }
  const syllable = /^HANGUL SYLLABLE ([^AEIOUWY]*)([AEIOUWY]+)(.*)$/.exec(name);
  if (syllable === null) return undefined;
  const [leading, vowel, trailing] = [LEADING.indexOf(syllable[1]!), VOWELS.indexOf(syllable[2]!), TRAILING.indexOf(syllable[3]!)];
  return leading < 0 || vowel < 0 || trailing < 0 ? undefined : 0xac00 + (leading * 21 + vowel) * 28 + trailing;
}
