/**
 * _blake2 - BLAKE2b and BLAKE2s with all of their parameters.
 *
 * Mirrors     Modules/blake2module.c of CPython 3.13
 * Follows     RFC 7693; words of BLAKE2b are pairs of 32 bits, the low one first
 * Suspends    the constructors: `__index__` of the parameters
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { OverflowError, TypeError, ValueError } from "../objects/exceptions.js";
import { address } from "../objects/identity.js";
import { pymodule } from "../objects/module.js";
import { inward, object, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { indexOf, toInt } from "../objects/protocols/index.js";
import { builtinType, define, getset, methods } from "../objects/register.js";
import { stringOf } from "../objects/str.js";

/** One of the two functions. */
interface Kind {
  readonly name: string;
  /** bytes of a word */
  readonly word: 4 | 8;
  readonly rounds: number;
  /** how far the words are turned */
  readonly turns: readonly [number, number, number, number];
}
const WIDE: Kind = { name: "blake2b", word: 8, rounds: 12, turns: [32, 24, 16, 63] };
const NARROW: Kind = { name: "blake2s", word: 4, rounds: 10, turns: [16, 12, 8, 7] };

/** The fractional parts of the roots of the first primes: high word, low word. */
const ROOTS = [
  0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b, 0xa54ff53a, 0x5f1d36f1, 0x510e527f, 0xade682d1, 0x9b05688c, 0x2b3e6c1f, 0x1f83d9ab,
  0xfb41bd6b, 0x5be0cd19, 0x137e2179,
];
/** The order in which a round takes the message's words. */
const ORDER = (
  "0123456789abcdef ea489fd61c02b753 b8c052fdae367194 7931dcbe265a40f8 905724afe1bc683d 2c6a0b834d75fe19 c51fed4a0763928b db7ec13950f4862a 6fe9b308c2d714a5 " +
  "a2847615fb9e3cd0"
)
  .split(" ")
  .map((row) => [...row].map((digit) => Number.parseInt(digit, 16)));
/** The four words of each step of a round: columns, then diagonals. */
const STEPS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** A hash under way. */
class BlakeObject {
  /** the eight words: 16 halves, or 8 */
  $state: Uint32Array;
  $block: Uint8Array;
  $filled = 0;
  /** bytes before the block */
  $counted = 0;
  constructor(
    readonly $kind: Kind,
    readonly $size: number,
    readonly $last: boolean,
    state: Uint32Array,
  ) {
    this.$state = state;
    this.$block = new Uint8Array($kind.word * 16);
  }
}
Object.setPrototypeOf(BlakeObject.prototype, object.prototype as object);
inward(BlakeObject.prototype);
class Blake2b extends BlakeObject {}
class Blake2s extends BlakeObject {}

const V = new Uint32Array(32);
const M = new Uint32Array(32);

function addTo(a: number, low: number, high: number): void {
  const sum = V[a]! + low;
  V[a] = sum;
  V[a + 1] = V[a + 1]! + high + (sum > 0xffffffff ? 1 : 0);
}

/** Of word d: the exclusive or with word a, turned right. */
function turn(d: number, a: number, by: number): void {
  const low = V[d]! ^ V[a]!;
  const high = V[d + 1]! ^ V[a + 1]!;
  if (by === 32) {
    V[d] = high;
    V[d + 1] = low;
  } else if (by < 32) {
    V[d] = (low >>> by) | (high << (32 - by));
    V[d + 1] = (high >>> by) | (low << (32 - by));
  } else {
    V[d] = (high >>> (by - 32)) | (low << (64 - by));
    V[d + 1] = (low >>> (by - 32)) | (high << (64 - by));
  }
}

function mixWide(step: readonly [number, number, number, number], x: number, y: number): void {
  const [a, b, c, d] = [step[0] * 2, step[1] * 2, step[2] * 2, step[3] * 2];
  addTo(a, V[b]!, V[b + 1]!);
  addTo(a, M[x * 2]!, M[x * 2 + 1]!);
  turn(d, a, 32);
  addTo(c, V[d]!, V[d + 1]!);
  turn(b, c, 24);
  addTo(a, V[b]!, V[b + 1]!);
  addTo(a, M[y * 2]!, M[y * 2 + 1]!);
  turn(d, a, 16);
  addTo(c, V[d]!, V[d + 1]!);
  turn(b, c, 63);
}

const turned = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function mixNarrow([a, b, c, d]: readonly [number, number, number, number], x: number, y: number): void {
  V[a] = V[a]! + V[b]! + M[x]!;
  V[d] = turned(V[d]! ^ V[a]!, 16);
  V[c] = V[c]! + V[d]!;
  V[b] = turned(V[b]! ^ V[c]!, 12);
  V[a] = V[a]! + V[b]! + M[y]!;
  V[d] = turned(V[d]! ^ V[a]!, 8);
  V[c] = V[c]! + V[d]!;
  V[b] = turned(V[b]! ^ V[c]!, 7);
}

/** Takes a block of the message into the state; `counted` bytes with it. */
function compress({ $kind: kind, $last }: BlakeObject, state: Uint32Array, block: Uint8Array, counted: number, isLast: boolean): void {
  const halves = kind.word / 4;
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  for (let i = 0; i < 16 * halves; i++) M[i] = view.getUint32(i * 4, true);
  for (let i = 0; i < 8 * halves; i++) V[i] = state[i]!;
  for (let i = 0; i < 8; i++) {
    if (halves === 2) {
      V[16 + i * 2] = ROOTS[i * 2 + 1]!;
      V[17 + i * 2] = ROOTS[i * 2]!;
    } else V[8 + i] = ROOTS[i * 2]!;
  }
  const low = counted % 2 ** 32;
  const high = Math.floor(counted / 2 ** 32);
  const at = 12 * halves;
  V[at] = V[at]! ^ low;
  V[at + 1] = V[at + 1]! ^ high;
  if (isLast) for (let i = 0; i < ($last ? 2 : 1) * halves; i++) V[14 * halves + i] = ~V[14 * halves + i]!;
  for (let round = 0; round < kind.rounds; round++) {
    const order = ORDER[round % 10]!;
    for (let i = 0; i < 8; i++) {
      if (halves === 2) mixWide(STEPS[i]!, order[i * 2]!, order[i * 2 + 1]!);
      else mixNarrow(STEPS[i]!, order[i * 2]!, order[i * 2 + 1]!);
    }
  }
  for (let i = 0; i < 8 * halves; i++) state[i] = state[i]! ^ V[i]! ^ V[i + 8 * halves]!;
}

function feed(self: BlakeObject, data: Uint8Array): void {
  const size = self.$block.length;
  let at = 0;
  while (at < data.length) {
    // the last block is kept for the end
    if (self.$filled === size) {
      self.$counted += size;
      compress(self, self.$state, self.$block, self.$counted, false);
      self.$filled = 0;
    }
    const part = data.subarray(at, at + size - self.$filled);
    self.$block.set(part, self.$filled);
    self.$filled += part.length;
    at += part.length;
  }
}

function digestOf(self: BlakeObject): Uint8Array {
  const state = self.$state.slice();
  const block = new Uint8Array(self.$block.length);
  block.set(self.$block.subarray(0, self.$filled));
  compress(self, state, block, self.$counted + self.$filled, true);
  const out = new Uint8Array(state.length * 4);
  const view = new DataView(out.buffer);
  state.forEach((word, i) => view.setUint32(i * 4, word, true));
  return out.slice(0, self.$size);
}

function dataOf(x: Value): Uint8Array {
  if (stringOf(x) !== undefined) throw new TypeError("Strings must be encoded before hashing");
  const data = bufferOf(x);
  if (data === undefined) throw new TypeError("object supporting the buffer API required");
  return data;
}

/** A parameter that is bytes of at most so many. */
function bytesParameter(value: Value, name: string, most: number, isKey: boolean): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  const data = bufferOf(value);
  if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${String(value?.$cls?.$name ?? "NoneType")}'`);
  if (data.length > most) throw new ValueError(`maximum ${isKey ? "key" : name} length is ${most} bytes`);
  return data;
}

function number(value: Value, otherwise: number): Suspends<number> {
  return value === undefined ? otherwise : toInt(value);
}

/** An unsigned long; `tooBig` is what C's conversion says of more. */
function unsigned(value: Value, tooBig: string): Suspends<bigint> {
  if (value === undefined) return 0n;
  const n = indexOf(value);
  if (n === undefined) throw new TypeError("an integer is required");
  if (n < 0) throw new ValueError("value must be positive");
  if (n >= 2n ** 64n) throw new OverflowError(tooBig);
  return BigInt(n);
}

function within(n: number, name: string, least: number, most: number, article = ""): number {
  if (n < least || n > most) throw new ValueError(`${name} must be between ${least} and ${article}${most}`);
  return n;
}

interface Parameters {
  readonly digest_size: Value;
  readonly key: Value;
  readonly salt: Value;
  readonly person: Value;
  readonly fanout: Value;
  readonly depth: Value;
  readonly leaf_size: Value;
  readonly node_offset: Value;
  readonly node_depth: Value;
  readonly inner_size: Value;
  readonly last_node: Value;
}

function make(kind: Kind, cls: typeof Blake2b | typeof Blake2s, data: Value, given: Parameters): Suspends<BlakeObject> {
  const most = kind.word * 8;
  const extra = kind.word * 2;
  const size = number(given.digest_size, most);
  if (size <= 0 || size > most) throw new ValueError(`digest_size must be between 1 and ${most} bytes`);
  const salt = bytesParameter(given.salt, "salt", extra, false);
  const person = bytesParameter(given.person, "person", extra, false);
  const block = new Uint8Array(most);
  const view = new DataView(block.buffer);
  view.setUint8(0, size);
  view.setUint8(2, within(number(given.fanout, 1), "fanout", 0, 255));
  view.setUint8(3, within(number(given.depth, 1), "depth", 1, 255));
  const leaf = Number(unsigned(given.leaf_size, "Python int too large to convert to C unsigned long"));
  if (leaf > 0xffffffff) throw new OverflowError("leaf_size is too large");
  view.setUint32(4, leaf, true);
  const offset = unsigned(given.node_offset, "int too big to convert");
  if (kind === NARROW && offset > 0xffffffffffffn) throw new OverflowError("node_offset is too large");
  if (kind === WIDE) view.setBigUint64(8, offset, true);
  else {
    view.setUint32(8, Number(offset & 0xffffffffn), true);
    view.setUint16(12, Number(offset >> 32n), true);
  }
  const inner = kind === WIDE ? 16 : 14;
  view.setUint8(inner, within(number(given.node_depth, 0), "node_depth", 0, 255));
  view.setUint8(inner + 1, within(number(given.inner_size, 0), "inner_size", 0, most, "is "));
  block.set(salt, most - 2 * extra);
  block.set(person, most - extra);
  const key = bytesParameter(given.key, "key", most, true);
  view.setUint8(1, key.length);
  const halves = kind.word / 4;
  const state = new Uint32Array(8 * halves);
  for (let i = 0; i < 8 * halves; i++) {
    const root = halves === 2 ? ROOTS[i ^ 1]! : ROOTS[i * 2]!;
    state[i] = root ^ view.getUint32(i * 4, true);
  }
  const made = new cls(kind, size, given.last_node !== undefined && truth(given.last_node), state);
  if (key.length > 0) {
    const padded = new Uint8Array(made.$block.length);
    padded.set(key);
    feed(made, padded);
  }
  if (data !== undefined) feed(made, dataOf(data));
  return made;
}

function blakeType(kind: Kind, cls: typeof Blake2b | typeof Blake2s): Value {
  const made: Value = builtinType(
    `${kind.name}(data=b'', /, *, digest_size=${kind.word * 8}, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)`,
    (
      data: Value,
      digest_size: Value,
      key: Value,
      salt: Value,
      person: Value,
      fanout: Value,
      depth: Value,
      leaf_size: Value,
      node_offset: Value,
      node_depth: Value,
      inner_size: Value,
      last_node: Value,
    ): Suspends<Value> => make(kind, cls, data, { digest_size, key, salt, person, fanout, depth, leaf_size, node_offset, node_depth, inner_size, last_node }),
    { prototype: cls.prototype, module: "_blake2", final: true },
  );
  methods(made, {
    "__repr__(self, /)": function (this: BlakeObject): string {
      return `<_blake2.${kind.name} object at ${address(this)}>`;
    },
    "update(self, data, /)": function (this: BlakeObject, data: Value): null {
      feed(this, dataOf(data));
      return null;
    },
    "digest(self, /)": function (this: BlakeObject): Bytes {
      return new Bytes(digestOf(this));
    },
    "hexdigest(self, /)": function (this: BlakeObject): string {
      return Buffer.from(digestOf(this)).toString("hex");
    },
    "copy(self, /)": function (this: BlakeObject): BlakeObject {
      const copy = new cls(kind, this.$size, this.$last, this.$state.slice());
      copy.$block.set(this.$block);
      copy.$filled = this.$filled;
      copy.$counted = this.$counted;
      return copy;
    },
  });
  getset(made, {
    name: [() => kind.name],
    digest_size: [(self) => self.$size],
    block_size: [() => kind.word * 16],
  });
  define(made, "MAX_DIGEST_SIZE", kind.word * 8, kind.word * 8);
  define(made, "MAX_KEY_SIZE", kind.word * 8, kind.word * 8);
  define(made, "SALT_SIZE", kind.word * 2, kind.word * 2);
  define(made, "PERSON_SIZE", kind.word * 2, kind.word * 2);
  return made;
}

export const blake2b = blakeType(WIDE, Blake2b);
export const blake2s = blakeType(NARROW, Blake2s);

export default pymodule("_blake2", {
  blake2b,
  blake2s,
  BLAKE2B_SALT_SIZE: 16,
  BLAKE2B_PERSON_SIZE: 16,
  BLAKE2B_MAX_KEY_SIZE: 64,
  BLAKE2B_MAX_DIGEST_SIZE: 64,
  BLAKE2S_SALT_SIZE: 8,
  BLAKE2S_PERSON_SIZE: 8,
  BLAKE2S_MAX_KEY_SIZE: 32,
  BLAKE2S_MAX_DIGEST_SIZE: 32,
});
