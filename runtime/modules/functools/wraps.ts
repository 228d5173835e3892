/**
 * wraps - functools.update_wrapper, wraps, cmp_to_key.
 *
 * Mirrors     Lib/functools.py, Modules/_functoolsmodule.c (cmp_to_key)
 * Suspends    attributes of what is wrapped; the comparison functions
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { Dict } from "../../objects/dict.js";
import { TypeError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { END, iterate } from "../../objects/iterator.js";
import { object, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { compare, EQ, GE, GT, LE, LT, NE, type Comparison } from "../../objects/protocols/compare.js";
import { builtin, builtinType, methods, pyfunction, unhashable } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { partialOf } from "./partial.js";

export const WRAPPER_ASSIGNMENTS = new Tuple(["__module__", "__name__", "__qualname__", "__doc__", "__annotations__", "__type_params__"]);
export const WRAPPER_UPDATES = new Tuple(["__dict__"]);

/** functools.update_wrapper */
export function updateWrapper(wrapper: Value, wrapped: Value, assigned: Value = WRAPPER_ASSIGNMENTS, updated: Value = WRAPPER_UPDATES): Suspends<Value> {
  const names = iterate(assigned);
  for (let name = names.$next(); name !== END; name = names.$next()) {
    const value = getattrOr(wrapped, name as string);
    if (value === undefined) continue;
    $setattr(wrapper, name as string, value);
  }
  const dicts = iterate(updated);
  for (let name = dicts.$next(); name !== END; name = dicts.$next()) {
    const own = $getattr(wrapper, name as string);
    callMethod(own, "update", getattrOr(wrapped, name as string) ?? new Dict());
  }
  $setattr(wrapper, "__wrapped__", wrapped);
  return wrapper;
}

const SIGNATURE = "(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES)";
export const update_wrapper = pyfunction(
  `update_wrapper${SIGNATURE}`,
  (wrapper: Value, wrapped: Value, assigned: Value, updated: Value): Suspends<Value> => updateWrapper(wrapper, wrapped, assigned, updated),
  "functools",
);

export const wraps = pyfunction(
  "wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES)",
  function (wrapped: Value, assigned: Value, updated: Value): Suspends<Value> {
    const kw = new Kw();
    kw.wrapped = wrapped;
    kw.assigned = assigned === undefined ? WRAPPER_ASSIGNMENTS : assigned;
    kw.updated = updated === undefined ? WRAPPER_UPDATES : updated;
    return partialOf(update_wrapper, [], kw);
  },
  "functools",
);

class Key {
  constructor(
    readonly obj: Value,
    readonly $compare: Value,
  ) {}
}
Object.setPrototypeOf(Key.prototype, object.prototype);
const keyType = builtinType("KeyWrapper(obj)", null, { prototype: Key.prototype, module: "functools", final: true });
const comparisons: Record<string, (this: Key, other: Value) => Value> = {};
/** A comparison of keys: that of what the function says of their objects, with 0. */
function comparison(op: Comparison): (this: Key, other: Value) => Value {
  return function (this: Key, other: Value): Suspends<Value> {
    if (!(other instanceof Key)) throw new TypeError("other argument must be K instance");
    const order = call(this.$compare, this.obj, other.obj);
    return compare(order, 0, op);
  };
}
for (const op of [LT, LE, GT, GE, EQ, NE] as Comparison[]) comparisons[`${op.method}(self, value, /)`] = comparison(op);
methods(keyType, comparisons);
unhashable(keyType);
methods(keyType, {
  "__call__(self, obj)": function (this: Key, obj: Value): Value {
    return new Key(obj, this.$compare);
  },
});

export const cmp_to_key = builtin(
  "cmp_to_key(mycmp)",
  (compareFunction: Value): Value => builtin("K(obj)", (obj: Value): Value => new Key(obj, compareFunction), "functools"),
  "_functools",
);
