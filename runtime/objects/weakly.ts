/**
 * weakly - what a collection has to know of weak references: whether there are any, and what to call for those that have died.
 */
import type { Suspends } from "../frames/suspend.js";

export const weakly = {
  /** the program has made a weak reference */
  used: false,
  /** Calls back for the references whose objects are gone; set with `used`. */
  callBack: (): Suspends<void> => undefined,
};
