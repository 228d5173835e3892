/**
 * literal - bytes of a program's text.
 */
import { Bytes } from "./data.js";

/** `b"..."`: one byte for each character. */
export function $bytes(latin1: string): Bytes {
  const data = new Uint8Array(latin1.length);
  for (let i = 0; i < latin1.length; i++) data[i] = latin1.charCodeAt(i);
  return new Bytes(data);
}
