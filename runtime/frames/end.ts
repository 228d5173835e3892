/**
 * end - the mark that `$next()` gives when there is no more.
 */
import type { Value } from "../objects/object.js";

export const END: Value = Symbol("end");
