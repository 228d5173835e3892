/**
 * typeparams - type parameters, and aliases made by `type X = ...`.
 *
 * Mirrors   Objects/typevarobject.c of CPython 3.13
 * Suspends  what evaluates a bound, a default or an alias: they are functions until somebody asks
 * Differs   no `__type_params__`
 */
import type { Suspends } from "../frames/suspend.js";
import { newClass } from "./class.js";
import { makeClassmethod } from "./descriptors.js";
import { genericAlias } from "./genericalias.js";
import { object, type, type Value } from "./object.js";
import { builtin, builtinType, getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";
import { carriedContents } from "../snapshot/carried.js";

type Lazy = (() => Suspends<Value>) | null;

class TypeVar {
  /** what stands before the name in its repr: "~", "+", "-"; nothing for those of type parameter lists */
  $sign = "";
  $constraints: Value[] = [];
  constructor(
    readonly $name: string,
    readonly $bound: Lazy,
    readonly $default: Lazy,
  ) {}
}
class ParamSpec {
  $sign = "";
  constructor(
    readonly $name: string,
    readonly $default: Lazy,
  ) {}
}
class TypeVarTuple {
  constructor(
    readonly $name: string,
    readonly $default: Lazy,
  ) {}
}
class TypeAliasType {
  constructor(
    readonly $name: string,
    readonly $params: Value[],
    readonly $make: () => Suspends<Value>,
  ) {}
}

/** The Python classes of the four, by name. */
export const parameterTypes: Record<string, Value> = {};

for (const cls of [TypeVar, ParamSpec, TypeVarTuple, TypeAliasType]) {
  Object.setPrototypeOf(cls.prototype, object.prototype);
  const made = builtinType(cls.name, null, { prototype: cls.prototype, module: "typing", final: true });
  methods(made, {
    "__repr__(self, /)": function (this: Value): string {
      return ((this.$sign ?? "") + this.$name) as string;
    },
  });
  parameterTypes[cls.name] = made;
  made.$unionOperand = true;
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

const value = (x: Value): Lazy => (x === undefined || x === null ? null : () => x);
methods(parameterTypes["TypeVar"], {
  "__new__(cls, name, /, *constraints, bound=None, default=None, covariant=False, contravariant=False, infer_variance=False)"(
    name: string,
    constraints: Value[],
    bound: Value,
    otherwise: Value,
    covariant: Value,
    contravariant: Value,
    infer: Value,
  ): Value {
    const one = new TypeVar(name, value(bound), value(otherwise));
    one.$sign = infer === true ? "" : covariant === true ? "+" : contravariant === true ? "-" : "~";
    one.$constraints = constraints;
    return one;
  },
});
getset(parameterTypes["TypeVar"], {
  __constraints__: [(self: Value): Value => new Tuple(self.$constraints)],
  __covariant__: [(self: Value): Value => self.$sign === "+"],
  __contravariant__: [(self: Value): Value => self.$sign === "-"],
});
methods(parameterTypes["ParamSpec"], {
  "__new__(cls, name, /, *, bound=None, default=None, covariant=False, contravariant=False, infer_variance=False)"(
    name: string,
    _bound: Value,
    otherwise: Value,
  ): Value {
    const one = new ParamSpec(name, value(otherwise));
    one.$sign = "~";
    return one;
  },
});
methods(parameterTypes["TypeVarTuple"], {
  "__new__(cls, name, /, *, default=None)"(name: string, otherwise: Value): Value {
    return new TypeVarTuple(name, value(otherwise));
  },
});

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
carriedContents("generic", made);

/** The base of a class with type parameters. */
export function generic(..._params: Value[]): Suspends<Value> {
  if (made.generic === undefined) {
    const subscript = builtin("__class_getitem__(cls, item, /)", (cls: Value, item: Value): Value => genericAlias(cls, item));
    const names = new Map<string, Value>([
      ["__module__", "typing"],
      ["__class_getitem__", makeClassmethod(subscript)],
    ]);
    made.generic = newClass(type, "Generic", [object], names, null, null);
  }
  return made.generic;
}
