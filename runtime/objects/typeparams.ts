/**
 * typeparams - type parameters, aliases made by `type X = ...`, and Generic: what of typing is C in CPython.
 *
 * Mirrors   Objects/typevarobject.c of CPython 3.13
 * Suspends  what evaluates a bound, a default or an alias: they are functions until somebody asks; typing's own functions
 */
import { argumentName } from "./typename.js";
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "./attributes.js";
import { $callx } from "./call.js";
import { makeClassmethod } from "./descriptors.js";
import { genericAlias } from "./genericalias.js";
import { TypeError, ValueError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { hidden, late, NotImplemented, object, PyObject, type PyType, type Value } from "./object.js";
import { call, callMethod } from "./protocols/call.js";
import { truth } from "./protocols/bool.js";
import { eq } from "./protocols/eq.js";
import { spread } from "./protocols/iter.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { builtin, builtinType, define, getset, getsetType, memberType, methods, pyclass, unhashable, whenOpened } from "./register.js";
import { Tuple } from "./tuple.js";
import { makeUnion } from "./union.js";
import { stringOf } from "./str.js";

/** The module typing, which is Python code; the importer sets it. */
export const typing = { module: (): Suspends<Value> => null };

function ofTyping(name: string, ...args: Value[]): Suspends<Value> {
  return call($getattr(typing.module(), name), ...args);
}

/** A value that is computed when it is first asked for. */
class Lazily {
  $value: Value = undefined;
  constructor(readonly $make: () => Suspends<Value>) {}
  get(): Suspends<Value> {
    if (this.$value === undefined) this.$value = (this.$make as Value)();
    return this.$value;
  }
}
type Lazy = (() => Suspends<Value>) | null;
const lazily = (make: Lazy): Lazily | null => (make === null ? null : new Lazily(make));

function given(value: Value): Lazily {
  const made = new Lazily(() => value);
  made.$value = value;
  return made;
}

class NoDefaultValue {}
Object.setPrototypeOf(NoDefaultValue.prototype, object.prototype);
/** What stands for a default that is not there. */
export const NoDefault = new NoDefaultValue();
const noDefaultType = builtinType("NoDefaultType()", (): Value => NoDefault, {
  prototype: NoDefaultValue.prototype,
  final: true,
  doc: "The type of the NoDefault singleton.",
});
methods(noDefaultType, {
  "__repr__(self, /)": () => "typing.NoDefault",
  "__reduce__(self, /)": () => "NoDefault",
});

type Variance = "~" | "+" | "-" | "";

/** What the three kinds of type parameters have in common. */
class Parameter {
  constructor(
    readonly $name: string,
    public $module: Value,
    readonly $variance: Variance,
    readonly $bound: Lazily | null,
    readonly $constraints: Lazily | null,
    readonly $default: Lazily | null,
  ) {}
}
class TypeVar extends Parameter {}
class ParamSpec extends Parameter {}
class TypeVarTuple extends Parameter {}
class TypeAliasType {
  constructor(
    readonly $name: string,
    readonly $module: string | null,
    readonly $params: Tuple | null,
    readonly $aliased: Lazily,
  ) {}
}

/** The Python classes of these, by name. */
export const parameterTypes: Record<string, Value> = {};
for (const cls of [TypeVar, ParamSpec, TypeVarTuple, TypeAliasType]) {
  Object.setPrototypeOf(cls.prototype, object.prototype);
  parameterTypes[cls.name] = builtinType(cls.name, null, { prototype: cls.prototype, module: "typing", final: true });
  // as CPython's, these may be given attributes, which no `__dict__` shows
  if (cls !== TypeAliasType) parameterTypes[cls.name].$hasDict = true;
}

function nameOf(name: Value, what: string): string {
  const plain = stringOf(name);
  if (plain === undefined) throw new TypeError(`${what}() argument 'name' must be str, not ${argumentName(name)}`);
  return plain;
}

function varianceOf(covariant: Value, contravariant: Value, infer: Value): Suspends<Variance> {
  const co = truth(covariant ?? false);
  const contra = truth(contravariant ?? false);
  if (co && contra) throw new ValueError("Bivariant types are not supported.");
  if (truth(infer ?? false)) {
    if (co || contra) throw new ValueError("Variance cannot be specified with infer_variance.");
    return "";
  }
  return co ? "+" : contra ? "-" : "~";
}

function boundOf(bound: Value): Suspends<Lazily | null> {
  return bound === undefined || bound === null ? null : given(ofTyping("_type_check", bound, "Bound must be a type."));
}

const defaultOf = (value: Value): Lazily | null => (value === undefined || value === NoDefault ? null : given(value));

methods(parameterTypes["TypeVar"], {
  "__new__(cls, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False)"(
    name: Value,
    constraints: Value[],
    bound: Value,
    otherwise: Value,
    covariant: Value,
    contravariant: Value,
    infer: Value,
  ): Suspends<Value> {
    const own = nameOf(name, "typevar");
    const variance = varianceOf(covariant, contravariant, infer);
    const checked = boundOf(bound);
    if (constraints.length === 1) throw new TypeError("A single constraint is not allowed");
    if (constraints.length > 0 && checked !== null) throw new TypeError("Constraints cannot be combined with bound=...");
    const limits = constraints.length === 0 ? null : given(new Tuple(constraints));
    return new TypeVar(own, late.callerModule(), variance, checked, limits, defaultOf(otherwise));
  },
  "__typing_subst__(self, arg, /)"(this: Parameter, arg: Value): Suspends<Value> {
    return ofTyping("_typevar_subst", this, arg);
  },
  "__typing_prepare_subst__(self, alias, args, /)"(this: Parameter, alias: Value, args: Value): Suspends<Value> {
    const at = callMethod($getattr(alias, "__parameters__"), "index", this);
    const items = spread(args);
    if (at < items.length) return args;
    if (at > items.length || this.$default === null)
      throw new TypeError(`Too few arguments for ${text(alias)}; actual ${items.length}, expected at least ${items.length + 1}`);
    return new Tuple([...items, this.$default.get()]);
  },
});
methods(parameterTypes["ParamSpec"], {
  "__new__(cls, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False)"(
    name: Value,
    bound: Value,
    otherwise: Value,
    covariant: Value,
    contravariant: Value,
    infer: Value,
  ): Suspends<Value> {
    const own = nameOf(name, "paramspec");
    const variance = varianceOf(covariant, contravariant, infer);
    return new ParamSpec(own, late.callerModule(), variance, boundOf(bound), null, defaultOf(otherwise));
  },
  "__typing_subst__(self, arg, /)"(this: Parameter, arg: Value): Suspends<Value> {
    return ofTyping("_paramspec_subst", this, arg);
  },
  "__typing_prepare_subst__(self, alias, args, /)"(this: Parameter, alias: Value, args: Value): Suspends<Value> {
    return ofTyping("_paramspec_prepare_subst", this, alias, args);
  },
});
methods(parameterTypes["TypeVarTuple"], {
  "__new__(cls, name, *, default=NoDefault)"(name: Value, otherwise: Value): Suspends<Value> {
    return new TypeVarTuple(nameOf(name, "typevartuple"), late.callerModule(), "", null, null, defaultOf(otherwise));
  },
  "__iter__(self, /)"(this: Parameter): Suspends<Value> {
    return callMethod(new Tuple([unpacked(this)]), "__iter__");
  },
  "__typing_subst__(self, arg, /)"(this: Parameter, _arg: Value): Suspends<Value> {
    throw new TypeError("Substitution of bare TypeVarTuple is not supported");
  },
  "__typing_prepare_subst__(self, alias, args, /)"(this: Parameter, alias: Value, args: Value): Suspends<Value> {
    return ofTyping("_typevartuple_prepare_subst", this, alias, args);
  },
});

/** `Unpack[Ts]` */
function unpacked(x: Value): Suspends<Value> {
  const form = $getattr(typing.module(), "Unpack");
  return callMethod(form, "__getitem__", x);
}

for (const name of ["TypeVar", "ParamSpec", "TypeVarTuple"]) {
  const cls = parameterTypes[name];
  methods(cls, {
    "__repr__(self, /)"(this: Parameter): string {
      return this.$variance + this.$name;
    },
    "__reduce__(self, /)"(this: Parameter): string {
      return this.$name;
    },
    "has_default(self, /)"(this: Parameter): boolean {
      return this.$default !== null;
    },
    "__mro_entries__(self, bases, /)"(this: Parameter, _bases: Value): never {
      throw new TypeError(`Cannot subclass an instance of ${name}`);
    },
  });
  getset(cls, { __name__: [(self: Parameter): Value => self.$name] }, memberType);
  getset(cls, {
    __module__: [
      (self: Parameter): Value => self.$module,
      (self: Parameter, value: Value): void => {
        self.$module = value;
      },
    ],
    __default__: [(self: Parameter): Suspends<Value> => (self.$default === null ? NoDefault : self.$default.get())],
  });
  if (name === "TypeVarTuple") continue;
  methods(cls, {
    "__or__(self, value, /)"(this: Parameter, other: Value): Suspends<Value> {
      return ofTyping("_make_union", this, other);
    },
    "__ror__(self, value, /)"(this: Parameter, other: Value): Suspends<Value> {
      return ofTyping("_make_union", other, this);
    },
  });
  const bound = { __bound__: [(self: Parameter): Suspends<Value> => (self.$bound === null ? null : self.$bound.get())] } as const;
  getset(cls, bound, name === "ParamSpec" ? memberType : getsetType);
  getset(
    cls,
    {
      __covariant__: [(self: Parameter): Value => self.$variance === "+"],
      __contravariant__: [(self: Parameter): Value => self.$variance === "-"],
      __infer_variance__: [(self: Parameter): Value => self.$variance === ""],
    },
    memberType,
  );
}
getset(parameterTypes["TypeVar"], {
  __constraints__: [(self: Parameter): Suspends<Value> => (self.$constraints === null ? new Tuple([]) : self.$constraints.get())],
});

/** `P.args`, `P.kwargs` */
class ParamSpecPart {
  constructor(
    readonly $origin: Value,
    readonly $what: "args" | "kwargs",
  ) {}
}
Object.setPrototypeOf(ParamSpecPart.prototype, object.prototype);
class ParamSpecArgs extends ParamSpecPart {}
class ParamSpecKwargs extends ParamSpecPart {}
for (const cls of [ParamSpecArgs, ParamSpecKwargs]) {
  const what = cls === ParamSpecArgs ? "args" : "kwargs";
  const made = builtinType(`${cls.name.toLowerCase()}(origin)`, (origin: Value): ParamSpecPart => new cls(origin, what), {
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
    "__mro_entries__(self, bases, /)": function (this: ParamSpecPart, _bases: Value): never {
      throw new TypeError(`Cannot subclass an instance of ${cls.name}`);
    },
  });
  getset(made, { __origin__: [(self: Value): Value => self.$origin] });
}
getset(parameterTypes["ParamSpec"], {
  args: [(self: Value): Value => new ParamSpecArgs(self, "args")],
  kwargs: [(self: Value): Value => new ParamSpecKwargs(self, "kwargs")],
});

const aliasType = parameterTypes["TypeAliasType"];
aliasType.$unionOperand = true;
/** Type variables, those of several types unpacked. */
function each(params: Tuple | null): Suspends<Tuple> {
  const made: Value[] = [];
  for (const one of params === null ? [] : params.items) made.push(one instanceof TypeVarTuple ? unpacked(one) : one);
  return new Tuple(made);
}
methods(aliasType, {
  "__new__(cls, name, value, *, type_params=())": function (name: Value, aliased: Value, params: Value): Value {
    const own = nameOf(name, "typealias");
    if (params !== undefined && !(params instanceof Tuple)) throw new TypeError("type_params must be a tuple");
    return new TypeAliasType(own, late.callerModule(), params === undefined || params.items.length === 0 ? null : params, given(aliased));
  },
  "__repr__(self, /)"(this: TypeAliasType): string {
    return this.$name;
  },
  "__reduce__(self, /)"(this: TypeAliasType): string {
    return this.$name;
  },
  "__or__(self, value, /)"(this: TypeAliasType, other: Value): Suspends<Value> {
    return makeUnion(this, other);
  },
  "__ror__(self, value, /)"(this: TypeAliasType, other: Value): Suspends<Value> {
    return makeUnion(other, this);
  },
  "__getitem__(self, key, /)"(this: TypeAliasType, key: Value): Value {
    if (this.$params === null) throw new TypeError("Only generic type aliases are subscriptable");
    return genericAlias(this, key);
  },
});
getset(aliasType, { __name__: [(self: TypeAliasType): Value => self.$name] }, memberType);
getset(aliasType, {
  __module__: [(self: TypeAliasType): Value => self.$module],
  __value__: [(self: TypeAliasType): Suspends<Value> => self.$aliased.get()],
  __type_params__: [(self: TypeAliasType): Value => self.$params ?? new Tuple([])],
  __parameters__: [(self: TypeAliasType): Suspends<Value> => each(self.$params)],
});

/** `class C[T: bound = default]`; `T: (int, str)` has constraints. */
export function typeVar(name: string, bound: Lazy, otherwise: Lazy, constraints: Lazy = null): Value {
  return new TypeVar(name, "typing", "", lazily(bound), lazily(constraints), lazily(otherwise));
}

export function paramSpec(name: string, otherwise: Lazy): Value {
  return new ParamSpec(name, "typing", "", null, null, lazily(otherwise));
}

export function typeVarTuple(name: string, otherwise: Lazy): Value {
  return new TypeVarTuple(name, "typing", "", null, null, lazily(otherwise));
}

/** `type X[T] = value` */
export function typeAlias(name: string, params: Value[], make: () => Suspends<Value>): Value {
  return new TypeAliasType(name, late.callerModule(), params.length === 0 ? null : new Tuple(params), new Lazily(make));
}

const ABOUT = `Abstract base class for generic types.

On Python 3.12 and newer, generic classes implicitly inherit from
Generic when they declare a parameter list after the class's name::

    class Mapping[KT, VT]:
        def __getitem__(self, key: KT) -> VT:
            ...
            # Etc.

On older versions of Python, however, generic classes have to
explicitly inherit from Generic.

After a class has been declared to be generic, it can then be used as
follows::

    def lookup_name[KT, VT](mapping: Mapping[KT, VT], key: KT, default: VT) -> VT:
        try:
            return mapping[key]
        except KeyError:
            return default
`;

/** The base of generic classes: what it does is Python code, of typing. */
@pyclass("typing.Generic", { doc: ABOUT })
class Generic extends PyObject {}
export const genericClass: Value = Generic;
genericClass.$hasDict = false;
genericClass.$referable = false;
for (const name of ["__dict__", "__weakref__"]) (genericClass as PyType).$dict.delete(name);
hidden(Generic as object, "$native", true);
const classGetitem = builtin("__class_getitem__(cls, /, *args, **kwargs)", (cls: Value, args: Value[], kwargs: Kw): Suspends<Value> =>
  python("_generic_class_getitem", cls, args, kwargs),
);
const initSubclass = builtin("__init_subclass__(cls, /, *args, **kwargs)", (cls: Value, args: Value[], kwargs: Kw): Suspends<Value> =>
  python("_generic_init_subclass", cls, args, kwargs),
);
whenOpened(genericClass as PyType, () => {
  define(genericClass as PyType, "__class_getitem__", makeClassmethod(classGetitem), undefined);
  define(genericClass as PyType, "__init_subclass__", makeClassmethod(initSubclass), undefined);
});

/** The base of a class with type parameters: `Generic[params]`, as its type parameter list says. */
export function generic(...params: Value[]): Suspends<Value> {
  const list = new Tuple(params);
  const alias: Value = ofTyping("_GenericAlias", genericClass, each(list));
  hidden(alias as object, "$typeParams", list);
  return alias;
}

function python(name: string, cls: Value, args: Value[], kwargs: Kw): Suspends<Value> {
  return $callx($getattr(typing.module(), name), [cls, ...args], Object.keys(kwargs).length === 0 ? null : kwargs);
}
