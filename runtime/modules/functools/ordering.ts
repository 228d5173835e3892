/**
 * ordering - functools.total_ordering, and the comparisons that it derives.
 *
 * Mirrors     Lib/functools.py
 * Suspends    the comparisons of the class
 */
import type { Suspends } from "../../frames/suspend.js";
import { $setattr } from "../../objects/attributes.js";
import { ValueError } from "../../objects/exceptions.js";
import { plain, plainMeta } from "../../objects/function.js";
import { isType, lookup, NotImplemented, object, specialMethod, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { eq } from "../../objects/protocols/eq.js";
import { pyfunction } from "../../objects/register.js";

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

/** `_gt_from_lt` */
function nameOf(name: string, root: string): string {
  return `_${name.slice(2, 4)}_from_${root.slice(2, 4)}`;
}

function derivedMethod(name: string, rule: Derived): Value {
  const method: Value = function (this: Value, other: Value): Suspends<Value> {
    return derived(this, rule, other);
  };
  method.$f = plainMeta(name, "functools", { qualname: nameOf(name, rule.from), params: ["self", "other"], required: 2, method: true });
  return plain(method);
}

/** The comparisons by their names in the module, where pickles find them. */
export const orderings: Readonly<Record<string, Value>> = Object.fromEntries(
  Object.entries(DERIVED).flatMap(([root, rules]) => Object.entries(rules).map(([name, rule]) => [nameOf(name, root), derivedMethod(name, rule)])),
);

export const total_ordering = pyfunction(
  "total_ordering(cls)",
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
      if (!roots.includes(name)) $setattr(cls, name, orderings[nameOf(name, root)]);
    }
    return cls;
  },
  "functools",
);
