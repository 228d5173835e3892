/**
 * _random - the generator under the module random.
 *
 * Mirrors     Modules/_randommodule.c
 * Suspends    seed: `__hash__`, `__abs__`; getrandbits: `__index__`
 */
import type { Suspends } from "../frames/suspend.js";
import { OverflowError, TypeError, ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import type { Int } from "../objects/int/big.js";
import { intValue } from "../objects/int.js";
import { pymodule } from "../objects/module.js";
import { PyObject, type Value } from "../objects/object.js";
import { hash } from "../objects/protocols/hash.js";
import { toIndex } from "../objects/protocols/index.js";
import { methods, pyclass } from "../objects/register.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { Mersenne } from "./random/mersenne.js";
import { fillRandom } from "../system/urandom.js";

@pyclass("_random.Random", { builtin: true, doc: "Random() -> create a random number generator with its own internal state." })
export class Random extends PyObject {
  declare $twister: Mersenne;
}

/** The generator's state; made by its first use. */
export function twister(self: Value): Mersenne {
  let own = self.$twister as Mersenne | undefined;
  if (own === undefined) {
    own = new Mersenne();
    seedFresh(own);
    Object.defineProperty(self, "$twister", { value: own, writable: true, configurable: true, enumerable: false });
  }
  return own;
}

/** seed(None). */
export function reseed(self: Value): void {
  seedFresh(twister(self));
}

function seedFresh(own: Mersenne): void {
  const key = new Uint32Array(624);
  fillRandom(new Uint8Array(key.buffer));
  own.seed(key);
}

/** The 32-bit words of |n|, lowest first. */
function wordsOf(n: Int): number[] {
  let rest = n < 0 ? -BigInt(n) : BigInt(n);
  const words: number[] = [];
  do {
    words.push(Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
  return words;
}

/** seed(a): an int, or the hash of anything else. */
export function seed(self: Value, a: Value): Suspends<null> {
  const own = twister(self);
  if (a === undefined || a === null) {
    seedFresh(own);
    return null;
  }
  const n = intValue(a);
  own.seed(wordsOf(n !== undefined ? n : BigInt.asUintN(64, BigInt(hash(a)))));
  return null;
}

methods(Random, {
  "__init__(self, x=None, /)": function (this: Value, x: Value): Suspends<null> {
    return seed(this, x ?? null);
  },
  "random(self, /)": function (this: Value): Float {
    return new Float(twister(this).double());
  },
  "seed(self, n=None, /)": function (this: Value, n: Value): Suspends<null> {
    return seed(this, n ?? null);
  },
  "getstate(self, /)": function (this: Value): Tuple {
    const own = twister(this);
    return new Tuple([...own.state, own.at]);
  },
  "setstate(self, state, /)": function (this: Value, state: Value): null {
    if (!isTuple(state)) throw new TypeError("state vector must be a tuple");
    const { items } = plainTuple(state);
    if (items.length !== 625) throw new ValueError("state vector is the wrong size");
    const words = items.map((item: Value) => {
      if (intValue(item) === undefined) throw new TypeError("an integer is required");
      return Number(item);
    });
    const at = words[624] as number;
    if (at < 0 || at > 624) throw new ValueError("invalid state");
    const own = twister(this);
    own.state = Uint32Array.from(words.slice(0, 624));
    own.at = at;
    return null;
  },
  "getrandbits(self, k, /)": function (this: Value, k: Value): Suspends<Int> {
    const n = toIndex(k);
    if (n < 0) throw new ValueError("number of bits must be non-negative");
    if (n > 2147483647) throw new OverflowError("Python int too large to convert to C int");
    return n === 0 ? 0 : twister(this).bits(Number(n));
  },
});

export default pymodule("_random", { Random });
