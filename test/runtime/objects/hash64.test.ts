import test from "ava";
import { addToTuple, endTupleInto, FrozenSetHash, H, hashFloatInto, hashIntInto, hashValue, TUPLE_HI, TUPLE_LO } from "../../../runtime/objects/hash64.js";

function ofTuple(items: readonly number[]): string {
  let [hi, lo] = [TUPLE_HI, TUPLE_LO];
  for (const item of items) {
    hashIntInto(item);
    addToTuple(hi, lo);
    ({ hi, lo } = H);
  }
  endTupleInto(hi, lo, items.length);
  return String(hashValue());
}
function ofFrozenSet(items: readonly number[]): string {
  const sum = new FrozenSetHash();
  for (const item of items) {
    hashIntInto(item);
    sum.add();
  }
  sum.endInto(items.length);
  return String(hashValue());
}

/** What CPython 3.13 gives. */
const tuples: Record<string, { items: number[]; hash: string }> = {
  "no items": { items: [], hash: "5740354900026072187" },
  one: { items: [1], hash: "-6644214454873602895" },
  three: { items: [1, 2, 3], hash: "529344067295497451" },
  "negative and more than 32 bits": { items: [-1, 5, 2 ** 40, -(2 ** 45)], hash: "8493336041800151957" },
};
for (const [title, { items, hash }] of Object.entries(tuples)) test(`tuple: ${title}`, (t) => t.is(ofTuple(items), hash));

const sets: Record<string, { items: number[]; hash: string }> = {
  "no items": { items: [], hash: "133146708735736" },
  one: { items: [1], hash: "-558064481276695278" },
  three: { items: [1, 2, 3], hash: "-272375401224217160" },
  "in another order": { items: [3, 1, 2], hash: "-272375401224217160" },
};
for (const [title, { items, hash }] of Object.entries(sets)) test(`frozenset: ${title}`, (t) => t.is(ofFrozenSet(items), hash));

const floats: Record<string, { x: number; hash: string }> = {
  "a half": { x: 0.5, hash: "1152921504606846976" },
  negative: { x: -1.5, hash: "-1152921504606846977" },
  huge: { x: 1e300, hash: "1224995262755759164" },
  tiny: { x: 1e-300, hash: "482449582752280463" },
  "many digits": { x: 3.14, hash: "322818021289917443" },
  subnormal: { x: 5e-324, hash: "16777216" },
  integral: { x: -2, hash: "-2" },
  infinite: { x: Infinity, hash: "314159" },
};
for (const [title, { x, hash }] of Object.entries(floats)) {
  test(`float: ${title}`, (t) => {
    hashFloatInto(x);
    t.is(String(hashValue()), hash);
  });
}

const ints: Record<string, { n: number | bigint; hash: string }> = {
  "-1 is for errors": { n: -1, hash: "-2" },
  "the modulus": { n: 2n ** 61n - 1n, hash: "0" },
  "one more": { n: 2n ** 61n, hash: "1" },
  "-1 by the modulus": { n: -(2n ** 61n), hash: "-2" },
  long: { n: 10n ** 30n, hash: "465258685558744706" },
};
for (const [title, { n, hash }] of Object.entries(ints)) {
  test(`int: ${title}`, (t) => {
    hashIntInto(n);
    t.is(String(hashValue()), hash);
  });
}
