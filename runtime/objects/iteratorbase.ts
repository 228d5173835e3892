/** iteratorbase - what all iterators of the runtime derive from; apart, because files that derive from it may load before iterator.ts. */
import type { Suspends } from "../frames/suspend.js";
import { inward, object, type Value } from "./object.js";

/** What `$next()` gives when there is no more. */
export { END } from "../frames/end.js";

/** The iterators that loops run on. */
export abstract class PyIterator {
  /** the StopIteration that a function of it has raised */
  declare $stop?: Value;
  abstract $next(): Suspends<Value>;
}
Object.setPrototypeOf(PyIterator.prototype, object.prototype);
inward(PyIterator.prototype);
