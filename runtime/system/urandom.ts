/**
 * urandom - the system's random bytes, for those who need no other part of node:crypto: it takes three milliseconds to load.
 */
import fs from "node:fs";

/** Fills the array. */
export function fillRandom(data: Uint8Array): void {
  const fd = fs.openSync("/dev/urandom", "r");
  try {
    for (let done = 0; done < data.length;) done += fs.readSync(fd, data, done, data.length - done, null);
  } finally {
    fs.closeSync(fd);
  }
}

/** So many of them. */
export function randomBytes(count: number): Uint8Array {
  const data = new Uint8Array(count);
  fillRandom(data);
  return data;
}
