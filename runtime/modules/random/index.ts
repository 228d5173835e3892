/**
 * random - random numbers: the sequences of CPython for the same seeds.
 *
 * Mirrors     Lib/random.py
 * Suspends    all: methods of subclasses, items and arithmetic of arguments
 */
import type { Suspends } from "../../frames/suspend.js";
import { add, mul, sub } from "../../objects/arithmetic.js";
import { $getattr } from "../../objects/attributes.js";
import { bufferOf, isBytesOrArray } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { IndexError, NotImplementedError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { canon, type Int } from "../../objects/int/big.js";
import { bytesFromInt, intOfData } from "../../objects/int/bytes.js";
import { intAdd, intFloordiv, intMul, intSub } from "../../objects/int/ops.js";
import { intValue } from "../../objects/int.js";
import { spread } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { greaterThan, le, lt } from "../../objects/protocols/compare.js";
import { truth } from "../../objects/protocols/bool.js";
import { getitem, setitem } from "../../objects/protocols/getitem.js";
import { indexOf, toIndex, toSsize } from "../../objects/protocols/index.js";
import { len, sizeOf } from "../../objects/protocols/len.js";
import { text } from "../../objects/protocols/str.js";
import { range } from "../../objects/range.js";
import { pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { Random as Base, reseed, seed as seedBase, twister } from "../_random.js";
import { atFork } from "../../processes/atfork.js";
import { log } from "../../objects/libm/log.js";
import { exp } from "../math/index.js";
import { below, belowByBits, belowByRandom, draw } from "./draw.js";
import * as distributions from "./distributions.js";
import { carriedContents } from "../../snapshot/carried.js";
import { fillRandom } from "../../system/urandom.js";
import { nodeModule } from "../../system/nodemodules.js";

/** The default of randrange's step, which None and 1 are not. */
const ONE = 1;

const SEQUENCES = new Set(["list", "tuple", "str", "range", "bytes", "bytearray", "memoryview", "deque", "array", "Sequence", "MutableSequence"]);

function isSequence(x: Value): boolean {
  return typeOf(x).$mro.some((cls) => SEQUENCES.has(cls.$name));
}

/** The sum of weights up to each one, as itertools.accumulate gives them. */
function accumulate(weights: Value): Suspends<Value[]> {
  const items = spread(weights);
  for (let i = 1; i < items.length; i++) items[i] = add(items[i - 1], items[i]);
  return items;
}

/** bisect.bisect(items, x, 0, high) */
function bisect(items: Value, x: Value, high: number): Suspends<number> {
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (greaterThan(getitem(items, middle), x)) high = middle;
    else low = middle + 1;
  }
  return low;
}

@pyclass("random.Random", {
  doc: "Random number generator base class used by bound module functions.\n\n    Used to instantiate instances of Random to get generators that don't\n    share state.\n    ",
})
export class Random extends Base {
  declare gauss_next: Value;

  __init__(x: Value = null): Suspends<null> {
    callMethod(this, "seed", x);
    this.gauss_next = null;
    return null;
  }

  /** Starts the sequence that belongs to `a`: None, an int, float, str, bytes or bytearray. */
  seed(a: Value = null, version: Value = 2): Suspends<null> {
    const s = stringOf(a);
    if (version === 1 && (s !== undefined || isBytesOrArray(a))) a = oldSeed(s !== undefined ? s : Buffer.from(bufferOf(a) as Uint8Array).toString("latin1"));
    else if (version === 2 && (s !== undefined || isBytesOrArray(a))) {
      const data = s !== undefined ? Buffer.from(s, "utf8") : Buffer.from(bufferOf(a) as Uint8Array);
      const digest = nodeModule("node:crypto").createHash("sha512").update(data).digest();
      a = intOfData(Buffer.concat([data, digest]), false, false);
    } else if (a !== null && intValue(a) === undefined && !(a instanceof Float) && s === undefined && !(a?.$value instanceof Float) && !isBytesOrArray(a)) {
      throw new TypeError("The only supported seed types are:\nNone, int, float, str, bytes, and bytearray.");
    }
    seedBase(this, a);
    this.gauss_next = null;
    return null;
  }

  getstate(): Suspends<Tuple> {
    const own = twister(this);
    return new Tuple([3, new Tuple([...own.state, own.at]), this.gauss_next]);
  }

  setstate(state: Value): Suspends<null> {
    const version = getitem(state, 0);
    if (version !== 3 && version !== 2) {
      throw new ValueError(`state with version ${text(version)} passed to Random.setstate() of version 3`);
    }
    const items = spread(state);
    if (items.length !== 3)
      throw new ValueError(items.length > 3 ? "too many values to unpack (expected 3)" : `not enough values to unpack (expected 3, got ${items.length})`);
    this.gauss_next = items[2];
    (Base as Value).prototype.setstate.call(this, items[1]);
    return null;
  }

  __getstate__(): Suspends<Value> {
    return callMethod(this, "getstate");
  }

  __setstate__(state: Value): Suspends<null> {
    callMethod(this, "setstate", state);
    return null;
  }

  __reduce__(): Suspends<Value> {
    const state = callMethod(this, "getstate");
    return new Tuple([typeOf(this), new Tuple([]), state]);
  }

  _randbelow(n: Value): Suspends<Int> {
    return below(this, toIndex(n));
  }

  _randbelow_with_getrandbits(n: Value): Suspends<Int> {
    return belowByBits(this, toIndex(n));
  }

  _randbelow_without_getrandbits(n: Value, maxsize: Value = 2 ** 53): Suspends<Int> {
    return belowByRandom(this, toIndex(n), toIndex(maxsize));
  }

  /** `n` random bytes. */
  randbytes(n: Value): Suspends<Value> {
    const bits = mul(n, 8);
    const value = callMethod(this, "getrandbits", bits);
    return bytesFromInt(toIndex(value), n, "little", undefined);
  }

  /** A random item of range(start, stop, step). */
  randrange(start: Value, stop: Value = null, step: Value = ONE): Suspends<Int> {
    const first = toIndex(start);
    if (stop === null) {
      if (step !== ONE) throw new TypeError("Missing a non-None stop argument");
      if (first > 0) return below(this, first);
      throw new ValueError("empty range for randrange()");
    }
    const last = toIndex(stop);
    const width = intSub(last, first);
    const by = toIndex(step);
    if (by === 1) {
      if (width > 0) return intAdd(first, below(this, width));
      const a = text(start);
      throw new ValueError(`empty range in randrange(${a}, ${text(stop)})`);
    }
    if (by === 0) throw new ValueError("zero step for randrange()");
    const count = intFloordiv(by > 0 ? intSub(intAdd(width, by), 1) : intAdd(intAdd(width, by), 1), by);
    if (count <= 0) {
      const a = text(start);
      const b = text(stop);
      throw new ValueError(`empty range in randrange(${a}, ${b}, ${text(step)})`);
    }
    return intAdd(first, intMul(by, below(this, count)));
  }

  /** A random int in [a, b], both ends included. */
  randint(a: Value, b: Value): Suspends<Int> {
    if (typeof a === "number" && typeof b === "number" && b >= a) return intAdd(a, below(this, intAdd(intSub(b, a), 1)));
    const stop = add(b, 1);
    return callMethod(this, "randrange", a, stop);
  }

  /** A random item of a sequence that is not empty. */
  choice(seq: Value): Suspends<Value> {
    const n = sizeOf(seq);
    if (n === 0) throw new IndexError("Cannot choose from an empty sequence");
    return getitem(seq, below(this, n));
  }

  /** Puts a list's items in random order. */
  shuffle(x: Value): Suspends<null> {
    for (let i = len(x) - 1; i > 0; i--) {
      const j = below(this, i + 1);
      const item = getitem(x, i);
      const other = getitem(x, j);
      setitem(x, i, other);
      setitem(x, j, item);
    }
    return null;
  }

  /** `k` items of a population, none taken twice. */
  sample(population: Value, k: Value, { counts = null }: { counts?: Value } = {}): Suspends<Value[]> {
    if (!isSequence(population)) throw new TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).");
    const n = sizeOf(population);
    if (counts !== null) {
      const sums = accumulate(counts);
      if (sums.length !== n) throw new ValueError("The number of counts does not match the population");
      if (sums.length === 0) throw new IndexError("pop from empty list");
      const total = sums.pop();
      if (intValue(total) === undefined) throw new TypeError("Counts must be integers");
      if (truth(le(total, 0))) throw new ValueError("Total of counts must be greater than zero");
      const selections = callMethod(this, "sample", range(total), k);
      const chosen: Value[] = [];
      for (let i = 0; i < selections.length; i++) chosen.push(getitem(population, bisect(sums, selections[i], sums.length)));
      return chosen;
    }
    if (!truth(le(0, k)) || !truth(le(k, n))) throw new ValueError("Sample larger than population or is negative");
    const whole = indexOf(k);
    if (whole === undefined) throw new TypeError(`can't multiply sequence by non-int of type '${typeName(k)}'`);
    const count = Number(whole);
    const result: Value[] = [];
    const size = 21 + (count > 5 ? 4 ** Math.ceil(log(count * 3) / log(4)) : 0);
    if (n <= size) {
      const pool = spread(population);
      const length = Number(n);
      for (let i = 0; i < count; i++) {
        const j = Number(below(this, length - i));
        result.push(pool[j]);
        pool[j] = pool[length - i - 1];
      }
      return result;
    }
    const selected = new Set<Int>();
    for (let i = 0; i < count; i++) {
      let j = below(this, n);
      while (selected.has(j)) j = below(this, n);
      selected.add(j);
      result.push(getitem(population, j));
    }
    return result;
  }

  /** `k` items of a population, by weight if there are any; items may be taken more than once. */
  choices(population: Value, weights: Value = null, { cum_weights = null, k = 1 }: { cum_weights?: Value; k?: Value } = {}): Suspends<Value[]> {
    const n = sizeOf(population);
    const result: Value[] = [];
    let sums = cum_weights;
    if (sums === null) {
      if (weights === null) {
        const count = toIndex(k);
        for (let i = 0; i < count; i++) result.push(getitem(population, canon(BigInt(Math.floor(draw(this) * Number(n))))));
        return result;
      }
      if (intValue(weights) !== undefined) throw new TypeError(`The number of choices must be a keyword argument: k=${text(weights)}`);
      sums = accumulate(weights);
    } else if (weights !== null) throw new TypeError("Cannot specify both weights and cumulative weights");
    if (sizeOf(sums) !== n) throw new ValueError("The number of weights does not match the population");
    const total = add(getitem(sums, -1), new Float(0));
    if (truth(le(total, new Float(0)))) throw new ValueError("Total of weights must be greater than zero");
    if (!Number.isFinite(toDouble(total))) throw new ValueError("Total of weights must be finite");
    const count = toIndex(k);
    for (let i = 0; i < count; i++) {
      const at = mul(new Float(draw(this)), total);
      result.push(getitem(population, bisect(sums, at, Number(n) - 1)));
    }
    return result;
  }

  uniform(a: Value, b: Value): Suspends<Value> {
    const width = sub(b, a);
    return add(a, mul(width, new Float(draw(this))));
  }

  triangular(low: Value = new Float(0), high: Value = new Float(1), mode: Value = null): Suspends<Value> {
    return distributions.triangular(this, low, high, mode);
  }

  normalvariate(mu: Value = new Float(0), sigma: Value = new Float(1)): Suspends<Value> {
    return distributions.normalvariate(this, mu, sigma);
  }

  gauss(mu: Value = new Float(0), sigma: Value = new Float(1)): Suspends<Value> {
    return distributions.gauss(this, mu, sigma);
  }

  lognormvariate(mu: Value, sigma: Value): Suspends<Value> {
    const x = callMethod(this, "normalvariate", mu, sigma);
    return exp(x);
  }

  expovariate(lambd: Value = new Float(1)): Suspends<Value> {
    return distributions.expovariate(this, lambd);
  }

  vonmisesvariate(mu: Value, kappa: Value): Suspends<Value> {
    return distributions.vonmisesvariate(this, mu, kappa);
  }

  gammavariate(alpha: Value, beta: Value): Suspends<Value> {
    return distributions.gammavariate(this, alpha, beta);
  }

  betavariate(alpha: Value, beta: Value): Suspends<Value> {
    return distributions.betavariate(this, alpha, beta);
  }

  paretovariate(alpha: Value): Suspends<Value> {
    return distributions.paretovariate(this, alpha);
  }

  weibullvariate(alpha: Value, beta: Value): Suspends<Value> {
    return distributions.weibullvariate(this, alpha, beta);
  }

  binomialvariate(n: Value = 1, p: Value = new Float(0.5)): Suspends<Value> {
    return distributions.binomialvariate(this, n, p);
  }
}

/** The seed of version 1: a hash of the characters. */
function oldSeed(s: string): Int {
  const codes = Array.from(s, (char) => BigInt(char.codePointAt(0) as number));
  let x = codes.length > 0 ? (codes[0] as bigint) << 7n : 0n;
  for (const code of codes) x = ((1000003n * x) ^ code) & 0xffffffffffffffffn;
  return canon(x ^ BigInt(codes.length));
}

function randomBytes(count: number): Buffer {
  const data = Buffer.alloc(count);
  fillRandom(data);
  return data;
}

@pyclass("random.SystemRandom", {
  doc: "Alternate random number generator using sources provided\n    by the operating system (such as /dev/urandom on Unix or\n    CryptGenRandom on Windows).\n\n     Not available on all systems (see os.urandom() for details).\n    ",
})
export class SystemRandom extends Random {
  random(): Suspends<Float> {
    const n = intOfData(randomBytes(7), false, false);
    return new Float(Number(BigInt(n) >> 3n) / 9007199254740992);
  }

  getrandbits(k: Value): Suspends<Int> {
    if (truth(lt(k, 0))) throw new ValueError("number of bits must be non-negative");
    const n = toSsize(k);
    const size = Math.ceil(n / 8);
    const x = BigInt(intOfData(randomBytes(size), false, false));
    return canon(x >> BigInt(size * 8 - n));
  }

  override randbytes(n: Value): Suspends<Value> {
    const size = toSsize(n);
    if (size < 0) throw new ValueError("negative argument not allowed");
    return new Bytes(Uint8Array.from(randomBytes(size)));
  }

  override seed(..._: Value[]): Suspends<null> {
    return null;
  }

  override getstate(): Suspends<Tuple> {
    throw new NotImplementedError("System entropy source does not have state.");
  }

  override setstate(..._: Value[]): Suspends<null> {
    throw new NotImplementedError("System entropy source does not have state.");
  }
}

const _inst = new Random();
carriedContents("random", _inst);
// each process goes on with numbers of its own, also where the script had chosen a seed
atFork({
  child: () => {
    reseed(_inst);
    (_inst as Value).gauss_next = null;
  },
});
const NAMES = [
  "seed",
  "random",
  "uniform",
  "triangular",
  "randint",
  "choice",
  "randrange",
  "sample",
  "shuffle",
  "choices",
  "normalvariate",
  "lognormvariate",
  "expovariate",
  "vonmisesvariate",
  "gammavariate",
  "gauss",
  "betavariate",
  "binomialvariate",
  "paretovariate",
  "weibullvariate",
  "getstate",
  "setstate",
  "getrandbits",
  "randbytes",
];
const functions: Record<string, Value> = {};
for (const name of NAMES) functions[name] = $getattr(_inst, name);

export default pymodule("random", {
  Random,
  SystemRandom,
  _inst,
  ...functions,
  TWOPI: new Float(2 * Math.PI),
  LOG4: new Float(1.3862943611198906),
  NV_MAGICCONST: new Float(1.7155277699214135),
  SG_MAGICCONST: new Float(2.504077396776274),
  BPF: 53,
  RECIP_BPF: new Float(2 ** -53),
  __all__: [...["Random", "SystemRandom"], ...NAMES].sort(),
});
