/**
 * typeparams - type parameters, and aliases made by `type X = ...`.
 *
 * Mirrors   Objects/typevarobject.c of CPython 3.13
 * Suspends  what evaluates a bound, a default or an alias: they are functions until somebody asks
 * Differs   no variance, no `__type_params__`; the class Generic is gilt's own as long as typing is not there
 */
import type { Suspends } from "../frames/suspend.js";
import { newClass } from "./class.js";
import { makeClassmethod } from "./descriptors.js";
import { genericAlias } from "./genericalias.js";
import { object, type, type Value } from "./object.js";
import { builtin, builtinType, getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";

type Lazy = (() => Suspends<Value>) | null;

class TypeVar {
  constructor(readonly $name: string, readonly $bound: Lazy, readonly $default: Lazy) {}
}
class ParamSpec {
  constructor(readonly $name: string, readonly $default: Lazy) {}
}
class TypeVarTuple {
  constructor(readonly $name: string, readonly $default: Lazy) {}
}
class TypeAliasType {
  constructor(readonly $name: string, readonly $params: Value[], readonly $make: () => Suspends<Value>) {}
}

for (const cls of [TypeVar, ParamSpec, TypeVarTuple, TypeAliasType]) {
  Object.setPrototypeOf(cls.prototype, object.prototype);
  const made = builtinType(cls.name, null, { prototype: cls.prototype, module: "typing", final: true });
  methods(made, {
    "__repr__(self, /)": function (this: Value): string {
      return this.$name as string;
    },
  });
  getset(made, { __name__: [(self: Value): Value => self.$name] });
  if (cls === TypeVar) getset(made, { __bound__: [(self: Value): Suspends<Value> => (self.$bound === null ? null : self.$bound())] });
  if (cls === TypeAliasType) {
    getset(made, {
      __value__: [(self: Value): Suspends<Value> => self.$make()],
      __type_params__: [(self: Value): Value => new Tuple(self.$params)],
    });
    methods(made, {
      "__getitem__(self, key, /)": function (this: Value, key: Value): Value {
        return genericAlias(this, key);
      },
    });
  }
}

/** `class C[T: bound = default]` */
export function typeVar(name: string, bound: Lazy, otherwise: Lazy): Value {
  return new TypeVar(name, bound, otherwise);
}

export function paramSpec(name: string, otherwise: Lazy): Value {
  return new ParamSpec(name, otherwise);
}

export function typeVarTuple(name: string, otherwise: Lazy): Value {
  return new TypeVarTuple(name, otherwise);
}

/** `type X[T] = value` */
export function typeAlias(name: string, params: Value[], make: () => Suspends<Value>): Value {
  return new TypeAliasType(name, params, make);
}

const made: { generic: Value } = { generic: undefined };

/** The base of a class with type parameters. */
export function generic(..._params: Value[]): Suspends<Value> {
  if (made.generic === undefined) {
    const subscript = builtin("__class_getitem__(cls, item, /)", (cls: Value, item: Value): Value => genericAlias(cls, item));
    const names = new Map<string, Value>([["__module__", "typing"], ["__class_getitem__", makeClassmethod(subscript)]]);
    made.generic = newClass(type, "Generic", [object], names, null, null);
  }
  return made.generic;
}
