/**
 * mappingproxy - a read-only view of a mapping.
 *
 * Mirrors     mappingproxyobject of Objects/descrobject.c
 * Suspends    all that asks the mapping
 */
import type { Suspends } from "../frames/suspend.js";
import { bitor } from "./arithmetic.js";
import { TypeError } from "./exceptions.js";
import { iterate } from "./iterator.js";
import { object, specialMethod, type Value } from "./object.js";
import { callMethod } from "./protocols/call.js";
import { compare, EQ, GE, GT, LE, LT, NE } from "./protocols/compare.js";
import { contains } from "./protocols/contains.js";
import { getitem } from "./protocols/getitem.js";
import { len } from "./protocols/len.js";
import { hash } from "./protocols/hash.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { builtinType, methods } from "./register.js";
import { isTuple } from "./tuple.js";
import { typeName } from "./typename.js";

export class MappingProxy {
  constructor(readonly $mapping: Value) {}
}
Object.setPrototypeOf(MappingProxy.prototype, object.prototype);

export function mappingProxy(mapping: Value): MappingProxy {
  return new MappingProxy(mapping);
}

/** The mapping behind a value that may be a proxy. */
function behind(x: Value): Value {
  return x instanceof MappingProxy ? x.$mapping : x;
}

/** PyMapping_Check, but for lists and tuples. */
function isMapping(x: Value): boolean {
  if (x === null || typeof x !== "object" || Array.isArray(x) || isTuple(x)) return false;
  return (specialMethod(x, "__getitem__") ?? null) !== null;
}

export const mappingproxy = builtinType(
  "mappingproxy(mapping)",
  function (mapping: Value): MappingProxy {
    if (!isMapping(mapping)) {
      throw new TypeError(`mappingproxy() argument must be a mapping, not ${typeName(mapping)}`);
    }
    return new MappingProxy(mapping);
  },
  { prototype: MappingProxy.prototype, final: true },
);

methods(mappingproxy, {
  "__repr__(self, /)": function (this: MappingProxy): Suspends<string> {
    return `mappingproxy(${repr(this.$mapping)})`;
  },
  "__str__(self, /)": function (this: MappingProxy): Suspends<string> {
    return text(this.$mapping);
  },
  "__hash__(self, /)": function (this: MappingProxy): Suspends<Value> {
    return hash(this.$mapping);
  },
  "__len__(self, /)": function (this: MappingProxy): Suspends<number> {
    return len(this.$mapping);
  },
  "__getitem__(self, key, /)": function (this: MappingProxy, key: Value): Suspends<Value> {
    return getitem(this.$mapping, key);
  },
  "__contains__(self, key, /)": function (this: MappingProxy, key: Value): Suspends<boolean> {
    return contains(this.$mapping, key);
  },
  "__iter__(self, /)": function (this: MappingProxy): Suspends<Value> {
    return iterate(this.$mapping);
  },
  "__reversed__(self, /)": function (this: MappingProxy): Suspends<Value> {
    return callMethod(this.$mapping, "__reversed__");
  },
  "__or__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return bitor(behind(this), behind(value));
  },
  "__ror__(self, value, /)": function (this: Value, value: Value): Suspends<Value> {
    return bitor(behind(value), behind(this));
  },
  "__ior__(self, value, /)": function (): never {
    throw new TypeError("'|=' is not supported by mappingproxy; use '|' instead");
  },
  "__eq__(self, value, /)": function (this: MappingProxy, value: Value): Suspends<Value> {
    return compare(this.$mapping, behind(value), EQ);
  },
  "__ne__(self, value, /)": function (this: MappingProxy, value: Value): Suspends<Value> {
    return compare(this.$mapping, behind(value), NE);
  },
  "__lt__(self, value, /)": function (this: MappingProxy, value: Value): Suspends<Value> {
    return compare(this.$mapping, behind(value), LT);
  },
  "__le__(self, value, /)": function (this: MappingProxy, value: Value): Suspends<Value> {
    return compare(this.$mapping, behind(value), LE);
  },
  "__gt__(self, value, /)": function (this: MappingProxy, value: Value): Suspends<Value> {
    return compare(this.$mapping, behind(value), GT);
  },
  "__ge__(self, value, /)": function (this: MappingProxy, value: Value): Suspends<Value> {
    return compare(this.$mapping, behind(value), GE);
  },
  "get(self, key, default=None, /)": function (this: MappingProxy, key: Value, otherwise: Value): Suspends<Value> {
    return callMethod(this.$mapping, "get", key, otherwise === undefined ? null : otherwise);
  },
  "keys(self, /)": function (this: MappingProxy): Suspends<Value> {
    return callMethod(this.$mapping, "keys");
  },
  "values(self, /)": function (this: MappingProxy): Suspends<Value> {
    return callMethod(this.$mapping, "values");
  },
  "items(self, /)": function (this: MappingProxy): Suspends<Value> {
    return callMethod(this.$mapping, "items");
  },
  "copy(self, /)": function (this: MappingProxy): Suspends<Value> {
    return callMethod(this.$mapping, "copy");
  },
});
