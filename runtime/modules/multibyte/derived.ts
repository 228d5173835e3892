/**
 * multibyte.derived - tables of encodings and character sets that are made of other tables.
 *
 * Keys of a set of two bytes are in seven bits; those of JIS X 0213 have the highest bit of sixteen in plane 2.
 *
 * Mirrors     Modules/cjkcodecs of CPython 3.13
 */
import { SUPPLEMENT } from "./hkscs.js";
import { PLANE1, PLANE2 } from "./jisx0213.js";
import { NO_CHARACTER, patch, refuse, tableOf, withWrites, type Table } from "./tables.js";

/** The part of a table in EUC that has two bytes, or three of which the first is 0x8f, in seven bits. */
function sevenBits(name: string, three: boolean): Map<number, string> {
  const reads = new Map<number, string>();
  for (const [key, text] of tableOf(name).reads) {
    const high = three ? 0x8f8080 : 0x8080;
    if (key >> 16 === high >> 16 && (key & high) === high && (key & 0x7f) > 0x20 && ((key >> 8) & 0x7f) > 0x20) reads.set(key & 0x7f7f, text);
  }
  return reads;
}

const GAP = ".";

/** Puts rows of characters in; a row's key is its first byte. */
function putRows(reads: Map<number, string>, rows: Readonly<Record<number, string>>, keyOf: (row: number, place: number) => number): void {
  for (const [row, text] of Object.entries(rows)) {
    let place = 0;
    for (const char of text) {
      if (char !== GAP) reads.set(keyOf(Number(row), place), char);
      place++;
    }
  }
}

const PAIRS_0213 =
  "2477:304b+309a 2478:304d+309a 2479:304f+309a 247a:3051+309a 247b:3053+309a 2577:30ab+309a 2578:30ad+309a 2579:30af+309a 257a:30b1+309a " +
  "257b:30b3+309a 257c:30bb+309a 257d:30c4+309a 257e:30c8+309a 2678:31f7+309a 2b44:e6+300 2b48:254+300 2b49:254+301 2b4a:28c+300 " +
  "2b4b:28c+301 2b4c:259+300 2b4d:259+301 2b4e:25a+300 2b4f:25a+301 2b65:2e9+2e5 2b66:2e5+2e9";

const NOT_IN_FIRST = [0x2e21, 0x2f7e, 0x4f54, 0x4f7e, 0x7427, 0x7e7a, 0x7e7b, 0x7e7c, 0x7e7d, 0x7e7e];

/** JIS X 0213 with all of JIS X 0208. Its first edition lacked ten characters, and had one elsewhere. */
function jisx0213(edition: 2000 | 2004): Table {
  const reads = new Map(tableOf("jisx0208").reads);
  putRows(reads, PLANE1, (row, place) => (row << 8) | (place + 0x21));
  putRows(reads, PLANE2, (row, place) => 0x8000 | (row << 8) | (place + 0x21));
  patch(reads, PAIRS_0213);
  patch(reads, "2232:7e");
  if (edition === 2000) {
    for (const key of NOT_IN_FIRST) reads.set(key, NO_CHARACTER);
    patch(reads, "fd3b:9b1d");
  }
  return withWrites(reads, "");
}

function eucJis(edition: 2000 | 2004): Table {
  const reads = new Map<number, string>();
  for (const [key, text] of tableOf(`jisx0213_${edition}`).reads) reads.set((key & 0x8000) === 0 ? key | 0x8080 : 0x8f0000 | key | 0x8080, text);
  patch(reads, "a2b2:ff5e");
  const { writes, ...table } = withWrites(reads, "");
  const later = edition === 2004 ? [] : [...NOT_IN_FIRST, 0xfd3b].map((key) => tableOf("jisx0213_2004").reads.get(key));
  // what JIS X 0212 has besides
  for (const [key, text] of tableOf("euc_jp").reads) {
    if (key <= 0xffff && key >> 8 !== 0x8e) continue;
    if (!reads.has(key)) reads.set(key, text);
    if (!writes.has(text) && !later.includes(text)) writes.set(text, key);
  }
  return { writes, ...table };
}

/** Rows of plane 2 of JIS X 0213 as Shift JIS counts them, behind the 94 of plane 1. */
function rowOfPlane2(row: number): number {
  if (row >= 0x6e) return row - 7;
  return row >= 0x2c || row === 0x28 ? row + 0x37 : row + 0x3d;
}

function shiftJis(edition: 2000 | 2004): Table {
  const reads = new Map<number, string>([
    [0x5c, "\u00a5"],
    [0x7e, "\u203e"],
  ]);
  for (let byte = 0xa1; byte <= 0xdf; byte++) reads.set(byte, String.fromCharCode(0xfec0 + byte));
  for (const [key, text] of tableOf(`jisx0213_${edition}`).reads) {
    const row = (key & 0x8000) === 0 ? (key >> 8) - 0x21 : rowOfPlane2((key >> 8) & 0x7f);
    const place = (key & 0x7f) - 0x21 + (row & 1) * 0x5e;
    const half = row >> 1;
    reads.set(((half + (half < 0x1f ? 0x81 : 0xc1)) << 8) | (place + (place < 0x3f ? 0x40 : 0x41)), text);
  }
  patch(reads, "815f:5c");
  return withWrites(reads, "");
}

/** Second bytes of Big5. */
const placeInBig5 = (place: number): number => (place < 0x3f ? place + 0x40 : place + 0x62);

function hongKong(): Table {
  const reads = new Map(tableOf("big5").reads);
  refuse(reads, "c6cf c6d3 c6d5 c6d7 c6de-c6df");
  putRows(reads, SUPPLEMENT, (row, place) => (row << 8) | placeInBig5(place));
  patch(reads, "8862:ca+304 8864:ca+30c 88a3:ea+304 88a5:ea+30c");
  return withWrites(reads, "2550:f9f9 255e:f9e9 2561:f9eb 256a:f9ea 256d:f9fa 256e:f9fb 256f:f9fd 2570:f9fc 5341:a451 5345:a4ca ff0f:a241 ff3c:a242");
}

/** Unified Hangul: all syllables that EUC-KR has not, in their order, before and among its rows. */
function unifiedHangul(): Table {
  const reads = new Map(tableOf("euc_kr").reads);
  reads.set(0xa4d4, "\u3164");
  const known = new Set(reads.values());
  const trails: number[] = [];
  for (const [from, to] of [
    [0x41, 0x5a],
    [0x61, 0x7a],
    [0x81, 0xfe],
  ] as const) {
    for (let byte = from; byte <= to; byte++) trails.push(byte);
  }
  let lead = 0x81;
  let at = 0;
  for (let code = 0xac00; code <= 0xd7a3; code++) {
    const text = String.fromCharCode(code);
    if (known.has(text)) continue;
    reads.set((lead << 8) | trails[at]!, text);
    // from A1 on the upper trails are EUC-KR's
    if (++at === trails.length || (lead >= 0xa1 && trails[at]! > 0xa0)) {
      at = 0;
      lead++;
    }
  }
  return withWrites(reads, "");
}

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
/** Five bits of each letter of a syllable: the filler, then the letters in their order. */
const FIVE_INITIAL = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20";
const FIVE_VOWEL = "2 3 4 5 6 7 10 11 12 13 14 15 18 19 20 21 22 23 26 27 28 29";
const FIVE_FINAL = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 19 20 21 22 23 24 25 26 27 28 29";

/** Johab: a syllable by its letters, five bits each; what else KS X 1001 has in rows of their own. */
function johab(): Table {
  const reads = new Map<number, string>();
  const [initials, vowels, finals] = [FIVE_INITIAL, FIVE_VOWEL, FIVE_FINAL].map((list) => list.split(" ").map(Number)) as [number[], number[], number[]];
  for (let initial = 0; initial < initials.length; initial++) {
    for (let vowel = 0; vowel < vowels.length; vowel++) {
      for (let final = 0; final < finals.length; final++) {
        const key = 0x8000 | (initials[initial]! << 10) | (vowels[vowel]! << 5) | finals[final]!;
        if (initial > 0 && vowel > 0) reads.set(key, String.fromCharCode(0xac00 + ((initial - 1) * 21 + vowel - 1) * 28 + final));
        else if (initial > 0 && final === 0) reads.set(key, INITIALS[initial - 1]!);
        else if (initial === 0 && vowel > 0 && final === 0) reads.set(key, VOWELS[vowel - 1]!);
        else if (initial === 0 && vowel === 0) reads.set(key, final > 0 ? FINALS[final - 1]! : "\u3000");
      }
    }
  }
  for (const [key, text] of tableOf("ksx1001").reads) {
    const row = key >> 8;
    if ((row >= 0x2d && row <= 0x49) || (row === 0x24 && (key & 0xff) <= 0x53)) continue;
    const at = row < 0x4a ? row - 0x21 + 0x1b2 : row - 0x21 + 0x197;
    const place = (key & 0x7f) - 0x21 + (at & 1) * 0x5e;
    reads.set(((at >> 1) << 8) | (place + (place < 0x4e ? 0x31 : 0x43)), text);
  }
  const choices = [...INITIALS].map((letter, i) => `${letter.charCodeAt(0).toString(16)}:${(0x8041 | (initials[i + 1]! << 10)).toString(16)}`);
  return withWrites(reads, `3000:d931 ${choices.join(" ")}`);
}

const plain = (name: string, three: boolean): Table => withWrites(sevenBits(name, three), "");

/** The filler is no character in EUC, where it begins a syllable of four. */
function ksx1001(): Table {
  const reads = sevenBits("euc_kr", false);
  patch(reads, "2454:3164");
  return withWrites(reads, "");
}

/** Makers of these tables, by name. */
export const DERIVED: Readonly<Record<string, (() => Table) | undefined>> = {
  cp949: unifiedHangul,
  johab,
  big5hkscs: hongKong,
  jisx0208: () => plain("euc_jp", false),
  jisx0212: () => plain("euc_jp", true),
  gb2312_7: () => plain("gb2312", false),
  ksx1001,
  jisx0213_2004: () => jisx0213(2004),
  jisx0213_2000: () => jisx0213(2000),
  euc_jis_2004: () => eucJis(2004),
  euc_jisx0213: () => eucJis(2000),
  shift_jis_2004: () => shiftJis(2004),
  shift_jisx0213: () => shiftJis(2000),
};
