/**
 * draw - random doubles and ints from any generator, straight from the twister where no subclass says otherwise.
 *
 * Mirrors     Random._randbelow_with_getrandbits, _randbelow_without_getrandbits, __init_subclass__
 * Suspends    all: methods of subclasses
 */
import type { Suspends } from "../../frames/suspend.js";
import { toDouble } from "../../objects/float.js";
import { bitLength, canon, type Int } from "../../objects/int/big.js";
import { intValue } from "../../objects/int.js";
import { typeOf, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { warn } from "../../objects/warn.js";
import { Random as Base, twister } from "../_random.js";

/** self.random() as a raw double */
export function draw(self: Value): Suspends<number> {
  if (self.random === (Base as Value).prototype.random) return twister(self).double();
  const x = callMethod(self, "random");
  return toDouble(x);
}

/** Which way of making ints the class of a generator has: the first of these names in its MRO decides. */
function kindOf(cls: PyType): "own" | "bits" | "random" | "twister" {
  for (const base of cls.$mro) {
    if (base === (Base as Value)) return "twister";
    if (base.$dict.has("_randbelow")) return base.$module === "random" && base.$name === "Random" ? "twister" : "own";
    if (base.$dict.has("getrandbits")) return "bits";
    if (base.$dict.has("random")) return "random";
  }
  return "twister";
}

/** A random int in [0, n), n > 0. */
export function below(self: Value, n: Int): Suspends<Int> {
  const direct = self.getrandbits === (Base as Value).prototype.getrandbits && self.random === (Base as Value).prototype.random;
  const kind = direct && !Object.hasOwn(self as object, "_randbelow") ? kindOf(typeOf(self)) : kindOf(typeOf(self)) === "own" ? "own" : kindOf(typeOf(self));
  if (kind === "twister") {
    const own = twister(self);
    const k = bitLength(n);
    let r = own.bits(k);
    while (r >= n) r = own.bits(k);
    return r;
  }
  if (kind === "own") return callMethod(self, "_randbelow", n);
  return kind === "bits" ? belowByBits(self, n) : belowByRandom(self, n);
}

export function belowByBits(self: Value, n: Int): Suspends<Int> {
  const k = bitLength(n);
  let r = intValue(callMethod(self, "getrandbits", k)) as Int;
  while (r >= n) r = intValue(callMethod(self, "getrandbits", k)) as Int;
  return r;
}

/** What random() has of different values. */
const MOST = 2 ** 53;

/** For generators that have nothing but random(). */
export function belowByRandom(self: Value, n: Int, most: Int = MOST): Suspends<Int> {
  if (n >= most) {
    warn(
      "UserWarning",
      "Underlying random() generator does not supply \nenough bits to choose from a population range this large.\n" +
        "To remove the range limitation, add a getrandbits() method.",
    );
    return canon(BigInt(Math.floor(draw(self) * Number(n))));
  }
  const [size, whole] = [Number(n), Number(most)];
  const limit = (whole - (whole % size)) / whole;
  let r = draw(self);
  while (r >= limit) r = draw(self);
  return Math.floor(r * whole) % size;
}
