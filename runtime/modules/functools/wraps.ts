/**
 * wraps - functools.update_wrapper, wraps, total_ordering, cmp_to_key.
 *
 * Mirrors     Lib/functools.py, Modules/_functoolsmodule.c (cmp_to_key)
 * Suspends    attributes of what is wrapped; the comparison functions
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { Dict } from "../../objects/dict.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw, plain, plainMeta } from "../../objects/function.js";
import { END, iterate } from "../../objects/iterator.js";
import { lookup, NotImplemented, object, specialMethod, type PyType, type Value, isType } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { compare, EQ, GE, GT, LE, LT, NE, type Comparison } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { builtin, builtinType, methods, unhashable } from "../../objects/register.js";
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
export const update_wrapper = builtin(
  `update_wrapper${SIGNATURE}`,
  (wrapper: Value, wrapped: Value, assigned: Value, updated: Value): Suspends<Value> => updateWrapper(wrapper, wrapped, assigned, updated),
  "functools",
);

export const wraps = builtin(
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

/** What total_ordering derives from one comparison: the result is negated, and with it equality is joined. */
interface Derived {
  readonly from: string;
  readonly negate: boolean;
  /** "or" equal, "and" unequal, or neither */
  readonly join: "or" | "and" | null;
}
const DERIVED: Record<string, Record<string, Derived>> = {
  __lt__: {
    __gt__: { from: "__lt__", negate: true, join: "and" },
    __le__: { from: "__lt__", negate: false, join: "or" },
    __ge__: { from: "__lt__", negate: true, join: null },
  },
  __le__: {
    __ge__: { from: "__le__", negate: true, join: "or" },
    __lt__: { from: "__le__", negate: false, join: "and" },
    __gt__: { from: "__le__", negate: true, join: null },
  },
  __gt__: {
    __lt__: { from: "__gt__", negate: true, join: "and" },
    __ge__: { from: "__gt__", negate: false, join: "or" },
    __le__: { from: "__gt__", negate: true, join: null },
  },
  __ge__: {
    __le__: { from: "__ge__", negate: true, join: "or" },
    __gt__: { from: "__ge__", negate: false, join: "and" },
    __lt__: { from: "__ge__", negate: true, join: null },
  },
};

function derived(self: Value, rule: Derived, other: Value): Suspends<Value> {
  const result = specialMethod(self, rule.from).call(self, other);
  if (result === NotImplemented) return result;
  const holds = truth(result) !== rule.negate;
  if (rule.join === null) return holds;
  if (rule.join === "or") return holds || truth(eq(self, other));
  return holds && !truth(eq(self, other));
}

function derivedMethod(name: string, rule: Derived): Value {
  return plain(
    describeMethod(name, function (this: Value, other: Value): Suspends<Value> {
      return derived(this, rule, other);
    }),
  );
}

/** A function that stands in a class as a method. */
function describeMethod(name: string, f: Value): Value {
  f.$f = plainMeta(name, "functools", { params: ["self", "other"], required: 2, method: true });
  return f;
}

export const total_ordering = builtin(
  "total_ordering(klass)",
  function (cls: Value): Suspends<Value> {
    if (!isType(cls)) return cls; // what has no operators of its own is left alone
    const roots = Object.keys(DERIVED).filter((name) => {
      const found = lookup(cls as PyType, name);
      return found !== undefined && found !== lookup(object as PyType, name);
    });
    if (roots.length === 0) throw new ValueError("must define at least one ordering operation: < > <= >=");
    const root = ["__lt__", "__le__", "__gt__", "__ge__"].find((name) => roots.includes(name)) as string;
    const rules = DERIVED[root] as Record<string, Derived>;
    const names = Object.keys(rules);
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      if (!roots.includes(name)) $setattr(cls, name, derivedMethod(name, rules[name] as Derived));
    }
    return cls;
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
