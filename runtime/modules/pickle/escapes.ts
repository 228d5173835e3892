/**
 * escapes - backslash escapes in the bytes literals of Python 2.
 *
 * Mirrors     PyBytes_DecodeEscape of Objects/bytesobject.c
 */
import { ValueError } from "../../objects/exceptions.js";

const SIMPLE: Readonly<Record<string, number>> = { "\\": 92, "'": 39, '"': 34, b: 8, f: 12, t: 9, n: 10, r: 13, v: 11, a: 7 };

export function escapedBytes(data: Uint8Array): Uint8Array {
  if (!data.includes(92)) return data;
  const out: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const byte = data[i] as number;
    if (byte !== 92) {
      out.push(byte);
      continue;
    }
    if (++i >= data.length) throw new ValueError("Trailing \\ in string");
    const char = String.fromCharCode(data[i] as number);
    if (char === "\n") continue;
    const simple = SIMPLE[char];
    if (simple !== undefined) out.push(simple);
    else if (char >= "0" && char <= "7") {
      let code = Number(char);
      for (let k = 0; k < 2 && i + 1 < data.length; k++) {
        const digit = (data[i + 1] as number) - 48;
        if (digit < 0 || digit > 7) break;
        code = code * 8 + digit;
        i++;
      }
      out.push(code & 255);
    } else if (char === "x") {
      const digits = String.fromCharCode(...data.subarray(i + 1, i + 3));
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw new ValueError(`invalid \\x escape at position ${i - 1}`);
      out.push(parseInt(digits, 16));
      i += 2;
    } else out.push(92, data[i] as number);
  }
  return Uint8Array.from(out);
}
