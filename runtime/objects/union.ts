/**
 * union - `int | str`.
 *
 * Mirrors     Objects/unionobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError } from "./exceptions.js";
import { isType, NoneType, NotImplemented, object, typeOf, type Value } from "./object.js";
import { parametersOf, substituted, wrongCount } from "./parameters.js";
import { eq } from "./protocols/eq.js";
import { hash } from "./protocols/hash.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";

export class Union {
  constructor(readonly $args: Value[]) {}

  $rebuild(items: Value[]): Suspends<Value> {
    let made: Value = items[0];
    for (const one of items.slice(1)) made = makeUnion(made, one);
    return made;
  }
}
Object.setPrototypeOf(Union.prototype, object.prototype);
export const unionType = builtinType("UnionType", null, { module: "types", prototype: Union.prototype, final: true });

function operand(x: Value): boolean {
  return x === null || isType(x) || x instanceof Union || typeOf(x).$name === "GenericAlias" || typeOf(x).$unionOperand === true;
}

/** `a | b` of types; NotImplemented for anything else. */
export function makeUnion(a: Value, b: Value): Suspends<Value> {
  if (!operand(a) || !operand(b)) return NotImplemented;
  const items: Value[] = [];
  for (const side of [a, b]) {
    for (const item of side instanceof Union ? side.$args : [side === null ? NoneType : side]) if (!items.includes(item)) items.push(item);
  }
  return items.length === 1 ? items[0] : new Union(items);
}

function text(x: Value): Suspends<string> {
  if (x === NoneType) return "None";
  if (!isType(x)) return repr(x);
  return x.$module === "builtins" ? x.$qualname : `${x.$module}.${x.$qualname}`;
}

methods(unionType, {
  "__repr__(self, /)"(this: Union): Suspends<string> {
    let out = "";
    for (const item of this.$args) out += (out === "" ? "" : " | ") + text(item);
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
    if (other.$args.length !== this.$args.length) return false;
    for (const item of this.$args) {
      let found = false;
      for (const one of other.$args) if (eq(item, one) === true) found = true;
      if (!found) return false;
    }
    return true;
  },
  "__hash__(self, /)"(this: Union): Suspends<Value> {
    let sum = 0;
    for (const item of this.$args) sum = (sum + Number(hash(item))) % 2 ** 50;
    return sum;
  },
  "__instancecheck__(self, instance, /)"(this: Union, instance: Value): Suspends<boolean> {
    for (const item of this.$args) {
      if (!isType(item)) throw new TypeError("isinstance() argument 2 cannot be a parameterized generic");
      if (typeOf(instance).$mro.includes(item)) return true;
    }
    return false;
  },
  "__subclasscheck__(self, subclass, /)"(this: Union, subclass: Value): Suspends<boolean> {
    if (!isType(subclass)) throw new TypeError("issubclass() arg 1 must be a class");
    for (const item of this.$args) if (isType(item) && subclass.$mro.includes(item)) return true;
    return false;
  },
});
getset(unionType, { __args__: [(self) => new Tuple(self.$args as Value[])], __parameters__: [(self) => new Tuple(parametersOf(self.$args as Value[]))] });
methods(unionType, {
  "__getitem__(self, key, /)"(this: Union, key: Value): Suspends<Value> {
    const parameters = parametersOf(this.$args);
    if (parameters.length === 0) throw new TypeError(`${repr(this)} is not a generic class`);
    const values = key instanceof Tuple ? key.items : [key];
    const wrong = wrongCount(repr(this), parameters, values.length);
    if (wrong !== undefined) throw new TypeError(wrong);
    return this.$rebuild(substituted(this.$args, parameters, values));
  },
});
