/**
 * union - `int | str`.
 *
 * Mirrors     Objects/unionobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { GenericAlias } from "./genericalias.js";
import { isType, NoneType, NotImplemented, object, typeOf, type Value } from "./object.js";
import { parametersOf, substituted } from "./parameters.js";
import { bitor } from "./arithmetic.js";
import { same } from "./protocols/eq.js";
import { hash } from "./protocols/hash.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { builtinType, getset, methods } from "./register.js";
import { frozenset } from "./set.js";
import { Tuple } from "./tuple.js";

export class Union {
  constructor(readonly $args: Value[]) {}
}
Object.setPrototypeOf(Union.prototype, object.prototype);
export const unionType = builtinType("UnionType", null, { module: "types", prototype: Union.prototype, final: true });

/** What may stand in a union: None, a class, `list[int]`, another union, and what `type X = ...` makes. */
function operand(x: Value): boolean {
  return x === null || isType(x) || x instanceof Union || x instanceof GenericAlias || typeOf(x).$unionOperand === true;
}

function isThere(items: readonly Value[], item: Value): Suspends<boolean> {
  for (const one of items) if (one === item || (one instanceof GenericAlias && item instanceof GenericAlias && same(one, item))) return true;
  return false;
}

/** `a | b` of types; NotImplemented for anything else. */
export function makeUnion(a: Value, b: Value): Suspends<Value> {
  if (!operand(a) || !operand(b)) return NotImplemented;
  const items: Value[] = [];
  for (const side of [a, b]) {
    for (const item of side instanceof Union ? side.$args : [side === null ? NoneType : side]) if (!isThere(items, item)) items.push(item);
  }
  return items.length === 1 ? items[0] : new Union(items);
}

function itemText(x: Value): Suspends<string> {
  if (x === NoneType) return "None";
  if (getattrOr(x, "__origin__") !== undefined && getattrOr(x, "__args__") !== undefined) return repr(x);
  const name = getattrOr(x, "__qualname__");
  const module = name === undefined ? undefined : getattrOr(x, "__module__");
  if (module === undefined || module === null) return repr(x);
  return module === "builtins" ? text(name) : `${text(module)}.${text(name)}`;
}

methods(unionType, {
  "__repr__(self, /)"(this: Union): Suspends<string> {
    let out = "";
    for (const item of this.$args) out += (out === "" ? "" : " | ") + itemText(item);
    return out;
  },
  "__or__(self, value, /)"(this: Union, other: Value): Suspends<Value> {
    return makeUnion(this, other);
  },
  "__ror__(self, value, /)"(this: Union, other: Value): Suspends<Value> {
    return makeUnion(other, this);
  },
  "__eq__(self, value, /)"(this: Union, other: Value): Suspends<Value> {
    if (!(other instanceof Union)) return NotImplemented;
    return same(frozenset(this.$args), frozenset(other.$args));
  },
  "__hash__(self, /)"(this: Union): Suspends<Value> {
    return hash(frozenset(this.$args));
  },
  "__getitem__(self, key, /)"(this: Union, key: Value): Suspends<Value> {
    const items = substituted(this, this.$args, parametersOf(this.$args), key);
    let made = items[0];
    for (let i = 1; i < items.length; i++) made = bitor(made, items[i]);
    return made;
  },
});
getset(unionType, {
  __args__: [(self) => new Tuple(self.$args as Value[])],
  __parameters__: [(self): Suspends<Value> => new Tuple(parametersOf(self.$args as Value[]))],
});
