/**
 * sourcehash - the hash of a source text that hash-based compiled files have: `_imp.source_hash`.
 *
 * Mirrors  siphash13 and _Py_KeyedHash in Python/pyhash.c of CPython 3.13
 */

function rotated(x: bigint, n: bigint): bigint {
  return BigInt.asUintN(64, (x << n) | (x >> (64n - n)));
}

/** SipHash-1-3 of some bytes by a key whose second half is 0; eight bytes, little end first. */
export function keyedHash(key: bigint, bytes: Uint8Array): Uint8Array {
  let a = key ^ 0x736f6d6570736575n;
  let b = 0x646f72616e646f6dn;
  let c = key ^ 0x6c7967656e657261n;
  let d = 0x7465646279746573n;
  const round = (): void => {
    a = BigInt.asUintN(64, a + b);
    c = BigInt.asUintN(64, c + d);
    b = rotated(b, 13n) ^ a;
    d = rotated(d, 16n) ^ c;
    a = rotated(a, 32n);
    c = BigInt.asUintN(64, c + b);
    a = BigInt.asUintN(64, a + d);
    b = rotated(b, 17n) ^ c;
    d = rotated(d, 21n) ^ a;
    c = rotated(c, 32n);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~7;
  for (let i = 0; i < whole; i += 8) {
    const word = view.getBigUint64(i, true);
    d ^= word;
    round();
    a ^= word;
  }
  let last = BigInt(bytes.length & 0xff) << 56n;
  for (let i = whole; i < bytes.length; i++) last |= BigInt(bytes[i]!) << BigInt(8 * (i - whole));
  d ^= last;
  round();
  a ^= last;
  c ^= 0xffn;
  round();
  round();
  round();
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, a ^ b ^ c ^ d, true);
  return out;
}
