/** hash - the hash of a complex number: that of its real part plus 1000003 times that of the imaginary one, in 64 bits. */
import { canon, type Int } from "../int/big.js";
import { hashFloatInto, hashValue } from "../hash64.js";

function part(x: number): bigint {
  if (x !== x) return 0n;
  hashFloatInto(x);
  return BigInt(hashValue());
}

export function hashComplex(re: number, im: number): Int {
  const sum = BigInt.asIntN(64, part(re) + 1000003n * part(im));
  return sum === -1n ? -2 : canon(sum);
}
