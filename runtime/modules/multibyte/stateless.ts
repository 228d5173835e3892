/**
 * multibyte.stateless - encodings in which a character's bytes are the same wherever it stands.
 *
 * Mirrors     Modules/cjkcodecs/_codecs_cn.c, _codecs_hk.c, _codecs_jp.c, _codecs_kr.c, _codecs_tw.c of CPython 3.13
 */
import type { Read, Scheme, Written } from "./scheme.js";
import { bytesOfKey, NO_CHARACTER, tableOf } from "./tables.js";

/** Four bytes of GB 18030: the lead and what may follow. */
const isFour = (data: Uint8Array, i: number): boolean => data[i + 1]! >= 0x30 && data[i + 1]! <= 0x39;
const four = new TextDecoder("gb18030", { fatal: true });

/** The one character that JavaScript's decoder, which follows a later edition, has elsewhere. */
const MOVED = { linear: 7457, text: "\u1e3f" };

function fourBytes(data: Uint8Array): string | undefined {
  if (data[0] === 0x81 && data[1] === 0x35 && data[2] === 0xf4 && data[3] === 0x37) return MOVED.text;
  try {
    const text = four.decode(data);
    return text.codePointAt(0) === 0xfffd || [...text].length === 1 ? text : undefined;
  } catch {
    return undefined; // no character there
  }
}

/** What a character outside the two-byte rows is in GB 18030: rows of 10, 126, 10 and 126. */
function fourOf(linear: number): number[] {
  return [Math.floor(linear / 12600) + 0x81, (Math.floor(linear / 1260) % 10) + 0x30, (Math.floor(linear / 10) % 126) + 0x81, (linear % 10) + 0x30];
}

const SUPPLEMENT = 189000;
const fours = { known: null as Map<string, number> | null };

/** Places in the four-byte rows of the characters below U+10000. */
function fourTable(): Map<string, number> {
  if (fours.known !== null) return fours.known;
  const { writes } = tableOf("gb18030");
  const known = new Map<string, number>();
  for (let linear = 0; linear < 39420; linear++) {
    const text = fourBytes(Uint8Array.from(fourOf(linear)));
    if (text !== undefined && text.length === 1 && !writes.has(text)) known.set(text, linear);
  }
  known.set(MOVED.text, MOVED.linear);
  fours.known = known;
  return known;
}

/** Second bytes of the letters that a syllable is made of: the initial, the vowel, the final or none. */
const INITIALS = "a1 a2 a4 a7 a8 a9 b1 b2 b3 b5 b6 b7 b8 b9 ba bb bc bd be";
const FINALS = "d4 a1 a2 a3 a4 a5 a6 a7 a9 aa ab ac ad ae af b0 b1 b2 b4 b5 b6 b7 b8 ba bb bc bd be";
const FIRST_SYLLABLE = 0xac00;
const SYLLABLES = 19 * 21 * 28;
const byteOf = (list: string, at: number): number => Number.parseInt(list.slice(at * 3, at * 3 + 2), 16);

/** A syllable that KS X 1001 has not, by its letters: EUC-KR writes them behind a filler. */
function lettersOf(code: number): number[] | null {
  if (code === 0x3164) return [0xa4, 0xd4];
  const at = code - FIRST_SYLLABLE;
  if (at < 0 || at >= SYLLABLES) return null;
  return [0xa4, 0xd4, 0xa4, byteOf(INITIALS, Math.floor(at / 588)), 0xa4, 0xbf + (Math.floor(at / 28) % 21), 0xa4, byteOf(FINALS, at % 28)];
}

/** The syllable of eight such bytes. */
function syllableAt(data: Uint8Array, i: number): string | undefined {
  if (data[i + 2] !== 0xa4 || data[i + 4] !== 0xa4 || data[i + 6] !== 0xa4) return undefined;
  const place = (list: string, byte: number): number => list.split(" ").indexOf(byte.toString(16));
  const [initial, vowel, final] = [place(INITIALS, data[i + 3]!), data[i + 5]! - 0xbf, place(FINALS, data[i + 7]!)];
  if (initial < 0 || vowel < 0 || vowel > 20 || final < 0) return undefined;
  return String.fromCharCode(FIRST_SYLLABLE + initial * 588 + vowel * 28 + final);
}

/** The bytes of one character, which are not in the table. */
function computed(name: string, char: string): number[] | null {
  const code = char.codePointAt(0)!;
  if (name === "euc_kr") return lettersOf(code);
  if (name !== "gb18030") return null;
  if (code >= 0x10000) return fourOf(SUPPLEMENT + code - 0x10000);
  const linear = fourTable().get(char);
  return linear === undefined ? null : fourOf(linear);
}

function write(name: string, points: readonly string[], at: number, whole: boolean): Written {
  const char = points[at]!;
  const { writes, firsts, escaped } = tableOf(name);
  const code = char.codePointAt(0)!;
  if (code < 0x80 && !escaped) return { bytes: [code], size: 1 };
  if (firsts.has(char)) {
    if (at + 1 === points.length && !whole) return null;
    const key = writes.get(char + (points[at + 1] ?? ""));
    if (key !== undefined && at + 1 < points.length) return { bytes: bytesOfKey(key), size: 2 };
  }
  const key = writes.get(char);
  if (key !== undefined) return { bytes: bytesOfKey(key), size: 1 };
  if (code < 0x80) return { bytes: [code], size: 1 };
  const bytes = computed(name, char);
  return bytes === null ? "wrong" : { bytes, size: 1 };
}

/** Whether a byte is none that a character begins with, so that it is wrong alone. */
function isNoLead(name: string, lead: number): boolean {
  switch (name) {
    case "shift_jis":
      return lead === 0x80 || lead === 0xa0 || lead > 0xea;
    case "shift_jis_2004":
    case "shift_jisx0213":
      return lead === 0x80 || lead === 0xa0 || lead > 0xfc;
  }
  return false;
}

function read(name: string, data: Uint8Array, i: number): Read {
  const lead = data[i]!;
  const { reads } = tableOf(name);
  const single = reads.get(lead);
  if (single !== undefined) return { text: single, size: 1 };
  if (lead < 0x80) return { text: String.fromCharCode(lead), size: 1 };
  if (isNoLead(name, lead)) return { wrong: 1 };
  if (i + 1 >= data.length) return null;
  if (name === "gb18030" && isFour(data, i)) {
    if (i + 3 >= data.length) return null;
    const text = fourBytes(data.subarray(i, i + 4));
    return text === undefined ? { wrong: 1 } : { text, size: 4 };
  }
  if (lead === 0x8f && name.startsWith("euc_j")) {
    if (i + 2 >= data.length) return null;
    const text = reads.get((lead << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    return text === undefined ? { wrong: 1 } : { text, size: 3 };
  }
  if (name === "euc_kr" && lead === 0xa4 && data[i + 1] === 0xd4) {
    if (i + 7 >= data.length) return null;
    const syllable = syllableAt(data, i);
    return syllable === undefined ? { wrong: 1 } : { text: syllable, size: 8 };
  }
  const text = reads.get((lead << 8) | data[i + 1]!);
  return text === undefined ? { wrong: 1 } : text === NO_CHARACTER ? { wrong: 2 } : { text, size: 2 };
}

export const stateless = (name: string): Scheme => ({
  name,
  read: (data, at) => read(name, data, at),
  write: (points, at, _state, whole) => write(name, points, at, whole),
  begin: () => new Uint8Array(8),
  end: () => [],
  forget: (state) => state,
});
