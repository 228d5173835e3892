/** The twister's first numbers for seeds of CPython: what Random("gilt") and Random(5) draw. */
import test from "ava";
import { createHash } from "node:crypto";
import { Mersenne } from "../../../runtime/modules/random/mersenne.js";

function words(n: bigint): number[] {
  const key: number[] = [];
  for (; n > 0n; n >>= 32n) key.push(Number(n & 0xffffffffn));
  return key;
}

test("a str's seed is its bytes and their SHA-512", (t) => {
  const data = Buffer.from("gilt");
  const digest = createHash("sha512").update(data).digest();
  const twister = new Mersenne();
  twister.seed(words(BigInt("0x" + Buffer.concat([data, digest]).toString("hex"))));
  t.is(twister.double(), 0.963183643621531);
  t.is(twister.double(), 0.2620522799601188);
  t.is(twister.bits(70), 575833705645161740611n);
});

test("an int's seed is its words", (t) => {
  const twister = new Mersenne();
  twister.seed([5]);
  t.is(twister.double(), 0.6229016948897019);
  t.is(twister.bits(32), 3185950873);
});
