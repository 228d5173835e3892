/**
 * typeparams - type parameters, and aliases made by `type X = ...`.
 *
 * Mirrors   Objects/typevarobject.c of CPython 3.13
 * Suspends  what evaluates a bound, a default or an alias: they are functions until somebody asks
 */
import { argumentName } from "./typename.js";
import type { Suspends } from "../frames/suspend.js";
import { $setattr } from "./attributes.js";
import { newClass } from "./class.js";
import { makeClassmethod } from "./descriptors.js";
import { genericAlias } from "./genericalias.js";
import { TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { lookup, NotImplemented, object, type, typeOf, type PyType, type Value } from "./object.js";
import { isParameter, parametersOf, wrongCount } from "./parameters.js";
import { eq } from "./protocols/eq.js";
import { repr } from "./protocols/repr.js";
import { builtin, builtinType, getset, methods, unhashable } from "./register.js";
import { $callsuperx } from "./super.js";
import { Tuple } from "./tuple.js";
import { makeUnion } from "./union.js";
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
  $variadic = true;
  constructor(
    readonly $name: string,
    readonly $default: Lazy,
  ) {}
}
class TypeVarTuple {
  $sign = "";
  $variadic = true;
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

/** `T | x`: of typing's kind once that is there. */
export const unionOf = { typing: undefined as ((items: Value[]) => Suspends<Value>) | undefined };

/** The Python classes of the four, by name. */
export const parameterTypes: Record<string, Value> = {};

for (const cls of [TypeVar, ParamSpec, TypeVarTuple, TypeAliasType]) {
  Object.setPrototypeOf(cls.prototype, object.prototype);
  const made = builtinType(cls.name, null, { prototype: cls.prototype, module: "typing", final: true });
  methods(made, {
    "__repr__(self, /)": function (this: Value): string {
      return ((this.$sign ?? "") + this.$name) as string;
    },
    "__or__(self, value, /)": function (this: Value, other: Value): Suspends<Value> {
      return unionOf.typing === undefined || cls === TypeAliasType ? makeUnion(this, other) : unionOf.typing([this, other]);
    },
    "__ror__(self, value, /)": function (this: Value, other: Value): Suspends<Value> {
      return unionOf.typing === undefined || cls === TypeAliasType ? makeUnion(other, this) : unionOf.typing([other, this]);
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
      __parameters__: [(self: Value): Value => new Tuple(self.$params)],
    });
    methods(made, {
      "__new__(cls, name, value, *, type_params=())": function (name: Value, aliased: Value, params: Value): Value {
        if (typeof name !== "string") throw new TypeError(`typealias() argument 'name' must be str, not ${argumentName(name)}`);
        if (params !== undefined && !(params instanceof Tuple)) throw new TypeError("type_params must be a tuple");
        return new TypeAliasType(name, params === undefined ? [] : params.items, () => aliased);
      },
      "__getitem__(self, key, /)": function (this: Value, key: Value): Value {
        return genericAlias(this, key);
      },
    });
  }
}

/** `P.args`, `P.kwargs` */
class ParamSpecPart {
  constructor(
    readonly $origin: ParamSpec,
    readonly $what: "args" | "kwargs",
  ) {}
}
Object.setPrototypeOf(ParamSpecPart.prototype, object.prototype);
class ParamSpecArgs extends ParamSpecPart {}
class ParamSpecKwargs extends ParamSpecPart {}
for (const cls of [ParamSpecArgs, ParamSpecKwargs]) {
  const what = cls === ParamSpecArgs ? "args" : "kwargs";
  const made = builtinType(`${cls.name.toLowerCase()}(origin)`, (origin: Value): ParamSpecPart => new cls(origin as ParamSpec, what), {
    prototype: cls.prototype,
    name: cls.name,
    module: "typing",
    final: true,
  });
  parameterTypes[cls.name] = made;
  unhashable(made);
  methods(made, {
    "__repr__(self, /)": function (this: ParamSpecPart): Suspends<string> {
      const origin: Value = this.$origin;
      return `${origin instanceof ParamSpec ? origin.$name : repr(origin)}.${this.$what}`;
    },
    "__eq__(self, value, /)": function (this: ParamSpecPart, other: Value): Suspends<Value> {
      return other?.$cls === made ? eq(this.$origin, other.$origin) : NotImplemented;
    },
  });
  getset(made, { __origin__: [(self: Value): Value => self.$origin] });
}
getset(parameterTypes["ParamSpec"], {
  args: [(self: Value): Value => new ParamSpecArgs(self as ParamSpec, "args")],
  kwargs: [(self: Value): Value => new ParamSpecKwargs(self as ParamSpec, "kwargs")],
});

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

/** The base of a class with type parameters: Generic, or `Generic[params]` as its type parameter list says. */
export function generic(...params: Value[]): Suspends<Value> {
  made.generic ??= makeGeneric();
  if (params.length === 0) return made.generic;
  const alias: Value = genericAlias(made.generic, new Tuple(params));
  alias.$list = true;
  return alias;
}

function makeGeneric(): Suspends<PyType> {
  const names = new Map<string, Value>([
    ["__module__", "typing"],
    ["__class_getitem__", makeClassmethod(builtin("__class_getitem__(cls, item, /)", subscript))],
    ["__init_subclass__", makeClassmethod(builtin("__init_subclass__(cls, /, *args, **kwargs)", initSubclass))],
  ]);
  return newClass(type, "Generic", [object], names, null, null);
}

/** Generic, or Protocol: what stands in brackets are its parameters. */
function declares(cls: Value): boolean {
  return cls === made.generic || (cls.$name === "Protocol" && cls.$module === "typing");
}

function subscript(cls: Value, item: Value): Suspends<Value> {
  const given = item instanceof Tuple ? item.items : [item];
  if (declares(cls)) {
    if (!given.every((one) => isParameter(one) || one?.$rebuild !== undefined || typeOf(one).$module === "typing"))
      throw new TypeError(`Parameters to ${cls.$name}[...] must all be type variables or parameter specification variables.`);
    return genericAlias(cls, item);
  }
  const parameters: Value = lookup(cls, "__parameters__");
  if (parameters instanceof Tuple) {
    if (parameters.items.length === 0) throw new TypeError(`${repr(cls)} is not a generic class`);
    const wrong = wrongCount(repr(cls), parameters.items, given.length);
    if (wrong !== undefined) throw new TypeError(wrong);
  }
  return genericAlias(cls, item);
}

function initSubclass(cls: Value, args: Value[], kwargs: Kw): Suspends<null> {
  $callsuperx(made.generic as PyType, cls, "__init_subclass__", args, Object.keys(kwargs).length === 0 ? null : kwargs);
  const bases: Value[] = (cls as PyType).$dict.get("__orig_bases__")?.items ?? [];
  const listed = bases.find((base) => base?.$items !== undefined && declares(base.$origin));
  const parameters = parametersOf(listed === undefined ? bases : [listed]);
  $setattr(cls, "__parameters__", new Tuple(parameters));
  if (listed?.$list === true) (cls as PyType).$dict.set("__type_params__", new Tuple(listed.$items.items as Value[]));
  return null;
}
