/**
 * bz2.bits - bits of a stream, highest first, and bzip2's checksum.
 *
 * Mirrors     libbzip2 1.0.8: bsW, bsR, BZ2_crc32Table
 */

/** There are not enough bits yet. */
export const SHORT = new Error("more of the stream is needed");

export class BitReader {
  /** in bits */
  at = 0;
  constructor(public data: Uint8Array) {}

  bits(count: number): number {
    if (this.at + count > this.data.length * 8) throw SHORT;
    let value = 0;
    for (let left = count; left > 0;) {
      const offset = this.at & 7;
      const take = Math.min(left, 8 - offset);
      const byte = this.data[this.at >> 3]!;
      value = value * 2 ** take + ((byte >> (8 - offset - take)) & ((1 << take) - 1));
      this.at += take;
      left -= take;
    }
    return value;
  }

  bit(): number {
    const { at, data } = this;
    if (at >= data.length * 8) throw SHORT;
    this.at = at + 1;
    return (data[at >> 3]! >> (7 - (at & 7))) & 1;
  }
}

export class BitWriter {
  bytes = new Uint8Array(1024);
  length = 0;
  /** bits that fill no byte yet */
  rest = 0;
  count = 0;

  put(bits: number, value: number): void {
    for (let left = bits; left > 0;) {
      const take = Math.min(left, 8 - this.count);
      this.rest = (this.rest << take) | (Math.floor(value / 2 ** (left - take)) & ((1 << take) - 1));
      this.count += take;
      left -= take;
      if (this.count === 8) this.byte();
    }
  }

  byte(): void {
    if (this.length === this.bytes.length) {
      const wider = new Uint8Array(this.length * 2);
      wider.set(this.bytes);
      this.bytes = wider;
    }
    this.bytes[this.length++] = this.rest;
    this.rest = 0;
    this.count = 0;
  }

  /** The bytes that are whole; they are not kept. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

const tables: { crc: Int32Array | null } = { crc: null };

function crcTable(): Int32Array {
  if (tables.crc === null) {
    tables.crc = new Int32Array(256);
    for (let i = 0; i < 256; i++) {
      let c = i << 24;
      for (let k = 0; k < 8; k++) c = c < 0 ? (c << 1) ^ 0x04c11db7 : c << 1;
      tables.crc[i] = c;
    }
  }
  return tables.crc;
}

/** The checksum with some bytes more; it begins at -1 and ends inverted. */
export function checksum(crc: number, data: Uint8Array, from: number, to: number): number {
  const table = crcTable();
  for (let i = from; i < to; i++) crc = (crc << 8) ^ table[(crc >>> 24) ^ data[i]!]!;
  return crc;
}
