/**
 * multibyte.hz - the encoding HZ: Chinese characters in seven bits, between ~{ and ~}.
 *
 * Mirrors     Modules/cjkcodecs/_codecs_cn.c of CPython 3.13; RFC 1843
 */
import type { Read, Scheme, Written } from "./scheme.js";
import { tableOf } from "./tables.js";

const TILDE = 0x7e;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The first byte of the state: whether characters are Chinese ones. */
function read(data: Uint8Array, at: number, state: Uint8Array): Read {
  const byte = data[at]!;
  if (byte === TILDE) {
    if (at + 1 >= data.length) return null;
    const next = data[at + 1];
    if (state[0] === 0 && next === TILDE) return { text: "~", size: 2 };
    if (state[0] === 0 && next === OPEN) state[0] = 1;
    else if (state[0] === 1 && next === CLOSE) state[0] = 0;
    else if (state[0] !== 0 || next !== 0x0a) return { wrong: 1 };
    return { text: "", size: 2 };
  }
  if (byte >= 0x80) return { wrong: 1 };
  if (state[0] === 0) return { text: String.fromCharCode(byte), size: 1 };
  if (at + 1 >= data.length) return null;
  const text = data[at + 1]! < 0x80 ? tableOf("gb2312").reads.get((byte << 8) | data[at + 1]! | 0x8080) : undefined;
  return text === undefined ? { wrong: 1 } : { text, size: 2 };
}

function write(points: readonly string[], at: number, state: Uint8Array): Written {
  const char = points[at]!;
  const bytes: number[] = [];
  const code = char.codePointAt(0)!;
  if (code < 0x80) {
    if (state[0] === 1) bytes.push(TILDE, CLOSE);
    state[0] = 0;
    bytes.push(code);
    if (code === TILDE) bytes.push(TILDE);
    return { bytes, size: 1 };
  }
  const key = tableOf("gb2312").writes.get(char);
  if (key === undefined) return "wrong";
  if (state[0] === 0) bytes.push(TILDE, OPEN);
  state[0] = 1;
  bytes.push((key >> 8) & 0x7f, key & 0x7f);
  return { bytes, size: 1 };
}

export const hz: Scheme = {
  name: "hz",
  read,
  write,
  begin: () => new Uint8Array(8),
  end(state): number[] {
    if (state[0] === 0) return [];
    state[0] = 0;
    return [TILDE, CLOSE];
  },
  forget: () => new Uint8Array(8),
};
