/**
 * zlib.adler - Adler-32, the checksum of zlib streams.
 */
/** The checksum that ends a zlib stream. */
export function adlerOf(buffer: Uint8Array, from: number): number {
  let a = (from & 0xffff) % 65521;
  let b = (from >>> 16) % 65521;
  for (let at = 0; at < buffer.length;) {
    // so many additions fit into 32 bits
    const end = Math.min(at + 3800, buffer.length);
    for (; at < end; at++) {
      a += buffer[at]!;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
