/**
 * multibyte.iso2022 - encodings in seven bits that change their character sets by escape sequences.
 *
 * The first three bytes of the state are the sets at G0, G1 and G2, by the letters of their escape sequences (0x80 above them for two bytes a character), the fifth is flags.
 *
 * Mirrors     Modules/cjkcodecs/_codecs_iso2022.c of CPython 3.13
 */
import type { Read, Scheme, Written } from "./scheme.js";
import { NO_CHARACTER, tableOf } from "./tables.js";

const ESC = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const FLAGS = 4;
/** Flag: characters are those of G1. */
const SHIFTED = 1;
/** Flag: an escape sequence of another kind goes through, to its last letter. */
const THROUGH = 2;
const LONGEST = 16;

const letter = (text: string): number => text.charCodeAt(0);
const ASCII = letter("B");
const LATIN1 = letter("A");
const GREEK = letter("F");
/** Sets of two bytes have a higher mark. */
const TWO = 0x80;

/** A set of characters that an encoding may change to. */
interface CharacterSet {
  readonly mark: number;
  /** 0 or 1: at G0, G1; those at G2 are read alone */
  readonly plane: number;
  /** a table, of seven bits: `$` and its name; roman and kana are single bytes */
  readonly table: string;
  /** only characters that are a pair in text */
  readonly pairsOnly?: boolean;
  /** only what stands in this plane of JIS X 0213 */
  readonly half?: 1 | 2;
}

const set = (mark: string, table: string, more: Partial<CharacterSet> = {}): CharacterSet => ({ mark: letter(mark) | TWO, plane: 0, table, ...more });
const JISX0208 = set("B", "jisx0208");
const JISX0208_OLD = set("@", "jisx0208");
const JISX0212 = set("D", "jisx0212");
const ROMAN: CharacterSet = { mark: letter("J"), plane: 0, table: "roman" };
const KANA: CharacterSet = { mark: letter("I"), plane: 0, table: "kana" };
const AT_G2: readonly CharacterSet[] = [
  { mark: LATIN1, plane: 2, table: "" },
  { mark: GREEK, plane: 2, table: "" },
];
const jisx0213 = (first: string, table: string): CharacterSet[] => [
  set(first, table, { pairsOnly: true, half: 1 }),
  JISX0208,
  set(first, table, { half: 1 }),
  set("P", table, { half: 2 }),
];

/** The sets of each encoding, in the order in which a character is looked for. */
const SETS: Readonly<Record<string, readonly CharacterSet[]>> = {
  iso2022_kr: [set("C", "ksx1001", { plane: 1 })],
  iso2022_jp: [JISX0208, ROMAN, JISX0208_OLD],
  iso2022_jp_1: [JISX0208, JISX0212, ROMAN, JISX0208_OLD],
  iso2022_jp_2: [JISX0208, JISX0212, set("C", "ksx1001"), set("A", "gb2312_7"), ROMAN, JISX0208_OLD, ...AT_G2],
  iso2022_jp_2004: jisx0213("Q", "jisx0213_2004"),
  iso2022_jp_3: jisx0213("O", "jisx0213_2000"),
  iso2022_jp_ext: [JISX0208, JISX0212, ROMAN, KANA, JISX0208_OLD],
};

/** What a set has at some bytes; undefined if nothing. */
function charOf({ table, half }: CharacterSet, data: Uint8Array, at: number): string | undefined {
  const byte = data[at]!;
  switch (table) {
    case "roman":
      return byte === 0x5c ? "\u00a5" : byte === 0x7e ? "\u203e" : String.fromCharCode(byte);
    case "kana":
      return byte >= 0x21 && byte <= 0x5f ? String.fromCharCode(0xff40 + byte) : undefined;
    case "":
      return undefined;
  }
  if (data[at + 1]! > 0x7f) return undefined;
  const key = (byte << 8) | data[at + 1]!;
  // CPython reads plane 2 of both editions alike
  const text = half === 2 ? tableOf("jisx0213_2004").reads.get(key | 0x8000) : tableOf(table).reads.get(key);
  return text === NO_CHARACTER ? undefined : text;
}

/** The bytes of a character in a set, and how many characters they stand for; null: the next character decides. */
function placeOf(from: CharacterSet, points: readonly string[], at: number, whole: boolean): Written {
  const char = points[at]!;
  const code = char.codePointAt(0)!;
  switch (from.table) {
    case "roman":
      return code === 0xa5 ? { bytes: [0x5c], size: 1 } : code === 0x203e ? { bytes: [0x7e], size: 1 } : "wrong";
    case "kana":
      return code >= 0xff61 && code <= 0xff9f ? { bytes: [code - 0xff40], size: 1 } : "wrong";
    case "":
      return "wrong";
  }
  const { writes, firsts } = tableOf(from.table);
  if (from.half === 1 && firsts.has(char)) {
    if (at + 1 === points.length && !whole) return null;
    const pair = at + 1 < points.length ? writes.get(char + points[at + 1]!) : undefined;
    if (pair !== undefined) return { bytes: [(pair >> 8) & 0x7f, pair & 0x7f], size: 2 };
  }
  const key = from.pairsOnly === true ? undefined : writes.get(char);
  if (key === undefined || (from.half !== undefined && (from.half === 2) !== key > 0x7fff)) return "wrong";
  return { bytes: [(key >> 8) & 0x7f, key & 0x7f], size: 1 };
}

/** Whether an escape sequence ends with this byte. */
const isEnd = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || byte === 0x40;

/** Reads an escape sequence that names a set. */
function escape(sets: readonly CharacterSet[], withG2: boolean, korean: boolean, data: Uint8Array, at: number, state: Uint8Array): Read {
  let length = 1;
  for (; length < LONGEST; length++) {
    if (at + length >= data.length) return null;
    if (isEnd(data[at + length]!)) break;
    if (!korean && data[at + length] === 0x26 && data[at + length + 1] === 0x40) length += 2;
  }
  if (length >= LONGEST) return { wrong: 1 };
  length++;
  const text = String.fromCharCode(...data.subarray(at + 1, at + length));
  const last = text.charCodeAt(text.length - 1);
  let plane: number | undefined;
  let mark = last;
  if (length === 3) {
    plane = text[0] === "$" || text[0] === "(" ? 0 : text[0] === ")" ? 1 : withG2 && text[0] === "." ? 2 : undefined;
    if (text[0] === "$") mark |= TWO;
  } else if (length === 4 && text[0] === "$") {
    plane = text[1] === "(" ? 0 : text[1] === ")" ? 1 : undefined;
    mark |= TWO;
  } else if (length === 6 && !korean && text.slice(2) === "\x1b$B") {
    plane = 0;
    mark |= TWO;
  }
  if (plane === undefined || (mark !== ASCII && !sets.some((one) => one.mark === mark))) return { wrong: length };
  state[plane] = mark;
  return { text: "", size: length };
}

const greek = { decoder: null as InstanceType<typeof TextDecoder> | null };

/** One character of the set at G2. */
function single(data: Uint8Array, at: number, state: Uint8Array): Read {
  if (at + 2 >= data.length) return null;
  const byte = data[at + 2]!;
  if (byte >= 0x80) return state[2] === GREEK ? { text: String.fromCharCode(byte & 0x7f), size: 3 } : { wrong: 3 };
  if (state[2] === LATIN1) return { text: String.fromCharCode(byte + 0x80), size: 3 };
  if (state[2] === ASCII) return { text: String.fromCharCode(byte), size: 3 };
  greek.decoder ??= new TextDecoder("iso-8859-7");
  // those that have come to ISO 8859-7 since
  const text = byte === 0x24 || byte === 0x25 || byte === 0x2a ? "\ufffd" : greek.decoder.decode(Uint8Array.of(byte | 0x80));
  return text === "\ufffd" ? { wrong: 3 } : { text, size: 3 };
}

export function iso2022(name: string): Scheme {
  const sets = SETS[name]!;
  const korean = name === "iso2022_kr";
  const withG2 = name === "iso2022_jp_2";

  function read(data: Uint8Array, at: number, state: Uint8Array): Read {
    const byte = data[at]!;
    const itself = { text: String.fromCharCode(byte), size: 1 };
    if ((state[FLAGS]! & THROUGH) !== 0) {
      if (isEnd(byte)) state[FLAGS]! &= ~THROUGH;
      return itself;
    }
    if (byte === ESC) {
      if (at + 1 >= data.length) return null;
      const next = String.fromCharCode(data[at + 1]!);
      if ("()$.&".includes(next)) return escape(sets, withG2, korean, data, at, state);
      if (withG2 && next === "N") return single(data, at, state);
      state[FLAGS]! |= THROUGH;
      return itself;
    }
    if (korean && (byte === SHIFT_IN || byte === SHIFT_OUT)) {
      state[FLAGS] = byte === SHIFT_OUT ? state[FLAGS]! | SHIFTED : state[FLAGS]! & ~SHIFTED;
      return { text: "", size: 1 };
    }
    if (byte === 0x0a) state[FLAGS]! &= ~SHIFTED;
    if (byte < 0x20) return itself;
    if (byte >= 0x80) return { wrong: 1 };
    const mark = state[(state[FLAGS]! & SHIFTED) !== 0 ? 1 : 0]!;
    const from = sets.find((one) => one.mark === mark);
    if (mark === ASCII || from === undefined) return itself;
    const width = (mark & TWO) !== 0 ? 2 : 1;
    if (at + width > data.length) return null;
    const text = charOf(from, data, at);
    return text === undefined ? { wrong: width } : { text, size: width };
  }

  /** What brings a set to its place, and characters to it. */
  function designate({ mark, plane }: CharacterSet, state: Uint8Array, bytes: number[]): void {
    if (plane === 0 && (state[FLAGS]! & SHIFTED) !== 0) {
      bytes.push(SHIFT_IN);
      state[FLAGS]! &= ~SHIFTED;
    }
    if (state[plane] !== mark) {
      bytes.push(ESC);
      if ((mark & TWO) !== 0) bytes.push(letter("$"));
      if (mark !== JISX0208.mark) bytes.push(letter(plane === 0 ? "(" : ")"));
      bytes.push(mark & 0x7f);
      state[plane] = mark;
    }
    if (plane === 1 && (state[FLAGS]! & SHIFTED) === 0) {
      bytes.push(SHIFT_OUT);
      state[FLAGS]! |= SHIFTED;
    }
  }

  function write(points: readonly string[], at: number, state: Uint8Array, whole: boolean): Written {
    const bytes: number[] = [];
    const code = points[at]!.codePointAt(0)!;
    if (code < 0x80) {
      if (state[0] !== ASCII) bytes.push(ESC, letter("("), letter("B"));
      state[0] = ASCII;
      if ((state[FLAGS]! & SHIFTED) !== 0) bytes.push(SHIFT_IN);
      state[FLAGS]! &= ~SHIFTED;
      bytes.push(code);
      return { bytes, size: 1 };
    }
    for (const into of sets) {
      const place = placeOf(into, points, at, whole);
      if (place === null) return null;
      if (place === "wrong") continue;
      designate(into, state, bytes);
      bytes.push(...place.bytes);
      return { bytes, size: place.size };
    }
    return "wrong";
  }

  return {
    name,
    read,
    write,
    begin: (reading) => Uint8Array.of(ASCII, ASCII, reading ? ASCII : 0, 0, 0, 0, 0, 0),
    end(state): number[] {
      const bytes: number[] = [];
      if ((state[FLAGS]! & SHIFTED) !== 0) bytes.push(SHIFT_IN);
      if (state[0] !== ASCII) bytes.push(ESC, letter("("), letter("B"));
      state[FLAGS]! &= ~SHIFTED;
      state[0] = ASCII;
      return bytes;
    },
    forget(state): Uint8Array {
      state[0] = ASCII;
      state[FLAGS]! &= ~SHIFTED;
      return state;
    },
  };
}
