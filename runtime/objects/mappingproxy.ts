/**
 * mappingproxy - a view of a mapping that cannot change it (`C.__dict__`, `types.MappingProxyType`).
 *
 * Mirrors     Objects/descrobject.c (mappingproxy)
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError } from "./exceptions.js";
import { NotImplemented, object, specialMethod, typeOf, type Value } from "./object.js";
import { callMethod } from "./protocols/call.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { builtinType, methods } from "./register.js";

export class MappingProxy {
  constructor(readonly $mapping: Value) {}
}
Object.setPrototypeOf(MappingProxy.prototype, object.prototype);

export const mappingproxy = builtinType(
  "mappingproxy(mapping)",
  (mapping: Value): MappingProxy => {
    if (specialMethod(mapping, "__getitem__") === undefined || Array.isArray(mapping) || typeOf(mapping).$name === "tuple") {
      throw new TypeError(`mappingproxy() argument must be a mapping, not ${typeOf(mapping).$name}`);
    }
    return new MappingProxy(mapping);
  },
  { prototype: MappingProxy.prototype, final: true },
);

const inner = (x: Value): Value => (x instanceof MappingProxy ? x.$mapping : x);

/** The methods of a mapping, each passed on to it. */
function passedOn(name: string) {
  return function (this: MappingProxy, ...args: Value[]): Suspends<Value> {
    return callMethod(this.$mapping, name, ...args.map(inner));
  };
}

methods(mappingproxy, {
  "__getitem__(self, key, /)": passedOn("__getitem__"),
  "__contains__(self, key, /)": passedOn("__contains__"),
  "__len__(self, /)": passedOn("__len__"),
  "__iter__(self, /)": passedOn("__iter__"),
  "__reversed__(self, /)": passedOn("__reversed__"),
  "__or__(self, value, /)": passedOn("__or__"),
  "__eq__(self, value, /)": passedOn("__eq__"),
  "__ne__(self, value, /)": passedOn("__ne__"),
  "keys(self, /)": passedOn("keys"),
  "values(self, /)": passedOn("values"),
  "items(self, /)": passedOn("items"),
  "copy(self, /)": passedOn("copy"),
  "get(self, key, default=None, /)"(this: MappingProxy, key: Value, fallback?: Value): Suspends<Value> {
    return callMethod(this.$mapping, "get", key, fallback ?? null);
  },
  "__ror__(self, value, /)"(this: MappingProxy, other: Value): Suspends<Value> {
    const method = specialMethod(other, "__or__");
    return method === undefined ? NotImplemented : method.call(other, this.$mapping);
  },
  "__hash__(self, /)": passedOn("__hash__"),
  "__repr__(self, /)"(this: MappingProxy): Suspends<string> {
    return `mappingproxy(${repr(this.$mapping)})`;
  },
  "__str__(self, /)"(this: MappingProxy): Suspends<string> {
    return text(this.$mapping);
  },
});
