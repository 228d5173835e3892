/**
 * multibyte.tables - which bytes are which character, in the encodings of East Asia.
 *
 * Made of JavaScript's decoders when an encoding is first used, and of where CPython's differ from them.
 *
 * Mirrors     Modules/cjkcodecs of CPython 3.13
 */
import { DIFFERENCES } from "./differences.js";

/** Characters by their bytes, as one number; bytes by their character. */
export interface Table {
  readonly reads: Map<number, string>;
  readonly writes: Map<string, number>;
}

const tables = new Map<string, Table>();

/** Everything that a decoder reads two bytes for, and with a byte before them. */
function pairs(label: string, before: number | null, reads: Map<number, string>, low: number): void {
  const decoder = new TextDecoder(label);
  const bytes: number[] = [];
  const keys: number[] = [];
  for (let a = 0x81; a <= 0xfe; a++) {
    for (let b = low; b <= 0xfe; b++) {
      if (b === 0x7f) continue;
      if (before !== null) bytes.push(before);
      bytes.push(a, b, 10);
      keys.push((before === null ? 0 : before << 16) | (a << 8) | b);
    }
  }
  const lines = decoder.decode(Uint8Array.from(bytes)).split("\n");
  for (let i = 0; i < keys.length; i++) {
    const line = lines[i]!;
    const code = line.codePointAt(0);
    if (code === undefined || code === 0xfffd || String.fromCodePoint(code).length !== line.length) continue;
    reads.set(keys[i]!, line);
  }
}

const HEX = 16;

function make(name: string): Table {
  if (name === "cp949") return makeUnified();
  const { label, refused, reads: patches, writes: choices } = DIFFERENCES[name]!;
  const reads = new Map<number, string>();
  // single bytes above ASCII: half as wide
  const decoder = new TextDecoder(label);
  for (let byte = 0x80; byte < 0x100; byte++) {
    const text = decoder.decode(Uint8Array.of(byte));
    if (text.length === 1 && text !== "\ufffd" && label === "shift_jis") reads.set(byte, text);
  }
  pairs(label, null, reads, 0x30);
  if (name === "euc_jp") pairs(label, 0x8f, reads, 0xa1);
  for (const range of refused.split(" ")) {
    if (range === "") continue;
    const [from, to] = range.split("-").map((text) => Number.parseInt(text, HEX)) as [number, number?];
    for (let key = from; key <= (to ?? from); key++) reads.delete(key);
  }
  for (const patch of patches.split(" ")) {
    if (patch === "") continue;
    const [key, codes] = patch.split(":") as [string, string];
    reads.set(Number.parseInt(key, HEX), String.fromCodePoint(...codes.split("+").map((code) => Number.parseInt(code, HEX))));
  }
  return withWrites(reads, choices);
}

function withWrites(reads: Map<number, string>, choices: string): Table {
  const writes = new Map<string, number>();
  for (const key of [...reads.keys()].sort((a, b) => a - b)) {
    const text = reads.get(key)!;
    if (!writes.has(text)) writes.set(text, key);
  }
  for (const choice of choices.split(" ")) {
    if (choice === "") continue;
    const [code, key] = choice.split(":") as [string, string];
    writes.set(String.fromCodePoint(Number.parseInt(code, HEX)), Number.parseInt(key, HEX));
  }
  return { reads, writes };
}

/** Unified Hangul: all syllables that EUC-KR has not, in their order, before and among its rows. */
function makeUnified(): Table {
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

export function tableOf(name: string): Table {
  let table = tables.get(name);
  if (table === undefined) tables.set(name, (table = make(name)));
  return table;
}

/** Encodings that there are tables for. */
export const isKnown = (name: string): boolean => name === "cp949" || Object.hasOwn(DIFFERENCES, name);
