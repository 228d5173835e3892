/**
 * multibyte.tables - which bytes are which character, in the encodings of East Asia.
 *
 * Made of JavaScript's decoders when an encoding is first used, and of where CPython's differ from them; those that JavaScript has none of are made of others.
 *
 * Mirrors     Modules/cjkcodecs of CPython 3.13
 */
import { DERIVED } from "./derived.js";
import { DIFFERENCES } from "./differences.js";

/** Characters by their bytes, as one number; bytes by their character. */
export interface Table {
  readonly reads: Map<number, string>;
  readonly writes: Map<string, number>;
  /** what begins with one of these may be written as a pair of characters */
  readonly firsts: ReadonlySet<string>;
  /** whether ASCII's characters may be written otherwise */
  readonly escaped: boolean;
}

/** What stands for bytes that are no character together; the second one of others, that are nothing, may begin one. */
export const NO_CHARACTER = "";

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

/** Takes out what is said as `single first-last`. */
export function refuse(reads: Map<number, string>, refused: string): void {
  for (const range of refused.split(" ")) {
    if (range === "") continue;
    const [from, to] = range.split("-").map((text) => Number.parseInt(text, HEX)) as [number, number?];
    for (let key = from; key <= (to ?? from); key++) reads.delete(key);
  }
}

/** Puts in what is said as `bytes:character+character`. */
export function patch(reads: Map<number, string>, patches: string): void {
  for (const one of patches.split(" ")) {
    if (one === "") continue;
    const [key, codes] = one.split(":") as [string, string];
    reads.set(Number.parseInt(key, HEX), String.fromCodePoint(...codes.split("+").map((code) => Number.parseInt(code, HEX))));
  }
}

function make(name: string): Table {
  const derived = DERIVED[name];
  if (derived !== undefined) return derived();
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
  refuse(reads, refused);
  patch(reads, patches);
  return withWrites(reads, choices);
}

/** @param choices bytes of characters that have several, or are written though never read: `character:bytes` */
export function withWrites(reads: Map<number, string>, choices: string): Table {
  const writes = new Map<string, number>();
  for (const key of [...reads.keys()].sort((a, b) => a - b)) {
    const text = reads.get(key)!;
    if (text !== NO_CHARACTER && !writes.has(text)) writes.set(text, key);
  }
  for (const choice of choices.split(" ")) {
    if (choice === "") continue;
    const [code, key] = choice.split(":") as [string, string];
    writes.set(String.fromCodePoint(Number.parseInt(code, HEX)), Number.parseInt(key, HEX));
  }
  const firsts = new Set<string>();
  for (const text of writes.keys()) {
    const [first, second] = [...text];
    if (second !== undefined) firsts.add(first!);
  }
  return { reads, writes, firsts, escaped: reads.has(0x5c) };
}

/** The bytes that one number stands for. */
export const bytesOfKey = (key: number): number[] => (key > 0xffff ? [key >> 16, (key >> 8) & 255, key & 255] : key > 0xff ? [key >> 8, key & 255] : [key]);

export function tableOf(name: string): Table {
  let table = tables.get(name);
  if (table === undefined) tables.set(name, (table = make(name)));
  return table;
}
