/**
 * threading.hooks - settrace, setprofile and what threads do with them.
 *
 * Differs     the functions are kept and given back; gilt does not call them for lines and calls
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { carriedContents } from "../../snapshot/carried.js";

const kept: { trace: Value; profile: Value } = { trace: null, profile: null };
carriedContents("threading trace", kept);

export const settrace = builtin(
  "settrace(func)",
  (func: Value): null => {
    kept.trace = func;
    return null;
  },
  "threading",
);
export const gettrace = builtin("gettrace()", (): Value => kept.trace, "threading");
export const setprofile = builtin(
  "setprofile(func)",
  (func: Value): null => {
    kept.profile = func;
    return null;
  },
  "threading",
);
export const getprofile = builtin("getprofile()", (): Value => kept.profile, "threading");

/** Functions to call before the program waits for its threads (`_register_atexit`). */
export const exits: { readonly call: () => Suspends<unknown> }[] = [];
