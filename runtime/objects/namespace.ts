/**
 * namespace - types.SimpleNamespace: an object that is nothing but its attributes.
 *
 * Mirrors     Objects/namespaceobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { attributeDict } from "./attributedict.js";
import { Dict, isDict } from "./dict.js";
import { TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { jsName } from "./names.js";
import { isinstance, NotImplemented, typeOf, type Value } from "./object.js";
import { eq } from "./protocols/eq.js";
import { repr } from "./protocols/repr.js";
import { isWithin, leave } from "./recursion.js";
import { builtinType, getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";

export const SimpleNamespace = builtinType(
  "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)",
  (mapping?: Value, kw?: Value): Suspends<Value> => {
    const made = Object.create(SimpleNamespace.prototype as object) as Value;
    fill(made, mapping, kw as Kw);
    return made;
  },
  { module: "types", empty: (cls) => Object.create(cls.prototype as object) as Value },
);
SimpleNamespace.$hasDict = true;

function fill(self: Value, mapping: Value, kw: Kw): Suspends<void> {
  if (mapping !== undefined) {
    const d = isDict(mapping) ? mapping : (typeOf(new Dict())(mapping) as Dict);
    for (const entry of d.$entries()) {
      if (typeof entry.key !== "string") throw new TypeError("keywords must be strings");
      self[jsName(entry.key)] = entry.value;
    }
  }
  for (const name in kw) self[jsName(name)] = kw[name];
}

/** A namespace made by the runtime; its repr begins with `name` (`sys.implementation`: "namespace"). */
export function namespace(members: Record<string, Value>, _name = "namespace"): Value {
  const made = Object.create(SimpleNamespace.prototype as object) as Value;
  for (const name in members) made[jsName(name)] = members[name];
  return made;
}

getset(SimpleNamespace, { __dict__: [attributeDict] });
methods(SimpleNamespace, {
  "__init__(self, mapping_or_iterable=(), /, **kwargs)"(this: Value, mapping: Value, kw: Kw): Suspends<null> {
    fill(this, mapping, kw);
    return null;
  },
  "__repr__(self, /)"(this: Value): Suspends<string> {
    const name = typeOf(this) === SimpleNamespace ? "namespace" : typeOf(this).$name;
    if (isWithin(this)) return `${name}(...)`;
    try {
      let out = "";
      for (const entry of attributeDict(this).$entries()) out += `${out === "" ? "" : ", "}${entry.key as string}=${repr(entry.value)}`;
      return `${name}(${out})`;
    } finally {
      leave(this);
    }
  },
  "__eq__(self, value, /)"(this: Value, other: Value): Suspends<Value> {
    if (!isinstance(other, SimpleNamespace) || !isinstance(this, SimpleNamespace)) return NotImplemented;
    return eq(attributeDict(this), attributeDict(other));
  },
  "__reduce__(self, /)"(this: Value): Value {
    return new Tuple([typeOf(this), new Tuple([]), attributeDict(this)]);
  },
  "__replace__(self, /, **changes)"(this: Value, changes: Kw): Suspends<Value> {
    const made = Object.create(this.$cls.prototype as object) as Value;
    for (const entry of attributeDict(this).$entries()) made[jsName(entry.key as string)] = entry.value;
    for (const name in changes) made[jsName(name)] = changes[name];
    return made;
  },
});
