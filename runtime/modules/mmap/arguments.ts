/**
 * arguments - what PyArg_ParseTuple does with the arguments of mmap's functions: C integers, and the keywords of mmap().
 *
 * Mirrors     Python/getargs.c
 * Suspends    `__index__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { OverflowError, TypeError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { toIndex } from "../../objects/protocols/index.js";
import { PROT_READ, PROT_WRITE, MAP_SHARED } from "../../system/mapping.js";

/** Format "n": a Py_ssize_t. Beyond 2**53 it is not exact, and out of any range. */
export function ssize(x: Value): Suspends<number> {
  if (typeof x === "number") return x;
  const n = toIndex(x);
  if (typeof n === "number") return n;
  if (BigInt.asIntN(64, n) !== n) throw new OverflowError("Python int too large to convert to C ssize_t");
  return Number(n);
}

function long(x: Value): Suspends<number> {
  const n = toIndex(x);
  if (typeof n === "bigint" && BigInt.asIntN(64, n) !== n) throw new OverflowError("Python int too large to convert to C long");
  return Number(n);
}

/** Format "i": an int. */
export function signedInt(x: Value): Suspends<number> {
  const n = long(x);
  if (n > 2147483647) throw new OverflowError("signed integer is greater than maximum");
  if (n < -2147483648) throw new OverflowError("signed integer is less than minimum");
  return n;
}

/** Format "b": an unsigned char. */
export function unsignedByte(x: Value): Suspends<number> {
  const n = long(x);
  if (n < 0) throw new OverflowError("unsigned byte integer is less than minimum");
  if (n > 255) throw new OverflowError("unsigned byte integer is greater than maximum");
  return n;
}

export interface MapArguments {
  fileno: number;
  length: number;
  flags: number;
  prot: number;
  access: number;
  offset: number;
  trackfd: boolean;
}
const NAMES = ["fileno", "length", "flags", "prot", "access", "offset", "trackfd"];

/** The arguments of `mmap(fileno, length, flags=MAP_SHARED, prot=PROT_WRITE | PROT_READ, access=ACCESS_DEFAULT, offset=0, *, trackfd=True)`. */
export function mapArguments(pos: readonly Value[], kw: Kw | null): Suspends<MapArguments> {
  const keywords = kw === null ? [] : Object.keys(kw);
  const count = pos.length + keywords.length;
  if (count > NAMES.length) throw new TypeError(`function takes at most ${NAMES.length} arguments (${count} given)`);
  if (pos.length > 6) throw new TypeError(`function takes at most 6 positional arguments (${pos.length} given)`);
  const made: MapArguments = { fileno: 0, length: 0, flags: MAP_SHARED, prot: PROT_WRITE | PROT_READ, access: 0, offset: 0, trackfd: true };
  for (let i = 0; i < NAMES.length; i++) {
    const name = NAMES[i]!;
    const named: Value = kw === null ? undefined : kw[name];
    if (named !== undefined && i < pos.length) throw new TypeError(`argument for function given by name ('${name}') and position (${i + 1})`);
    const value: Value = i < pos.length ? pos[i] : named;
    if (value === undefined) {
      if (i < 2) throw new TypeError(`function missing required argument '${name}' (pos ${i + 1})`);
      continue;
    }
    if (name === "length" || name === "offset") made[name] = ssize(value);
    else if (name === "trackfd") made.trackfd = truth(value);
    else made[name as "fileno" | "flags" | "prot" | "access"] = signedInt(value);
  }
  const unknown = keywords.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new TypeError(`this function got an unexpected keyword argument '${unknown}'`);
  return made;
}
