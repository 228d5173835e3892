/**
 * mersenne - the Mersenne Twister MT19937 and its seeding by an array of words.
 *
 * Mirrors  Modules/_randommodule.c
 */
const N = 624;
const M = 397;

export class Mersenne {
  state = new Uint32Array(N);
  at = N;

  /** Seeds from 32-bit words, lowest first. */
  seed(key: ArrayLike<number>): void {
    const { state } = this;
    state[0] = 19650218;
    for (let i = 1; i < N; i++) {
      const s = (state[i - 1] as number) ^ ((state[i - 1] as number) >>> 30);
      state[i] = Math.imul(s, 1812433253) + i;
    }
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      const s = (state[i - 1] as number) ^ ((state[i - 1] as number) >>> 30);
      state[i] = ((state[i] as number) ^ Math.imul(s, 1664525)) + (key[j] as number) + j;
      i++;
      j++;
      if (i >= N) {
        state[0] = state[N - 1] as number;
        i = 1;
      }
      if (j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      const s = (state[i - 1] as number) ^ ((state[i - 1] as number) >>> 30);
      state[i] = ((state[i] as number) ^ Math.imul(s, 1566083941)) - i;
      i++;
      if (i >= N) {
        state[0] = state[N - 1] as number;
        i = 1;
      }
    }
    state[0] = 0x80000000;
    this.at = N;
  }

  $refill(): void {
    const { state } = this;
    for (let k = 0; k < N; k++) {
      const y = ((state[k] as number) & 0x80000000) | ((state[(k + 1) % N] as number) & 0x7fffffff);
      state[k] = (state[(k + M) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  /** 32 random bits, as an unsigned number. */
  next(): number {
    if (this.at >= N) this.$refill();
    let y = this.state[this.at++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A double in [0, 1) of 53 bits. */
  double(): number {
    const a = this.next() >>> 5;
    const b = this.next() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  /** An int of `k` random bits, k > 0. */
  bits(k: number): number | bigint {
    if (k <= 32) return this.next() >>> (32 - k);
    if (k <= 53) {
      const lower = this.next();
      return (this.next() >>> (64 - k)) * 0x100000000 + lower;
    }
    const words: string[] = [];
    for (; k > 0; k -= 32) words.push((k < 32 ? this.next() >>> (32 - k) : this.next()).toString(16).padStart(8, "0"));
    const n = BigInt("0x" + words.reverse().join(""));
    return n <= 9007199254740991n ? Number(n) : n;
  }
}
