/**
 * counting - what loops over `range(...)` need besides counting in a number.
 */
import type { Suspends } from "../frames/suspend.js";
import { ValueError } from "./exceptions.js";
import type { Value } from "./object.js";
import { toIndex } from "./protocols/index.js";
import { iterateRange, makeRange, type LongRangeIterator, type RangeIterator } from "./range.js";

const BIG = 2 ** 53;

/** The end of a range that begins at a small number; beyond 2**53 no loop gets there. */
export function $rangestop(x: Value): Suspends<number> {
  const stop = toIndex(x);
  if (typeof stop === "number") return stop;
  return stop > 0n ? BIG : -BIG;
}

/** The iterator of a range of which some number is no safe integer, or no number at all. */
export function $rangeslow(start: Value, stop: Value, step: Value): Suspends<RangeIterator | LongRangeIterator> {
  if (step === 0) throw new ValueError("range() arg 3 must not be zero");
  return iterateRange(makeRange(start, stop, step));
}

export function $rangenext(iterator: RangeIterator | LongRangeIterator): Value {
  return iterator.$next();
}
