/**
 * genericalias - `list[int]`: a class with its arguments.
 *
 * Mirrors     Objects/genericaliasobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { $callx } from "./call.js";
import { TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { Ellipsis, isType, lookup, NotImplemented, object, typeOf, type Value } from "./object.js";
import { eq } from "./protocols/eq.js";
import { hash } from "./protocols/hash.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, methods } from "./register.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";
import { makeUnion } from "./union.js";

export class GenericAlias {
  constructor(
    readonly $origin: Value,
    readonly $args: Value[],
  ) {}
}
Object.setPrototypeOf(GenericAlias.prototype, object.prototype);

export const genericAliasType = builtinType("GenericAlias(origin, args, /)", (origin: Value, args: Value): GenericAlias => genericAlias(origin, args), {
  module: "types",
  prototype: GenericAlias.prototype,
});
genericAliasType.$unionOperand = true;

/** `origin[args]`, what `__class_getitem__` of builtin classes gives. */
export function genericAlias(origin: Value, args: Value): GenericAlias {
  return new GenericAlias(origin, isTuple(args) ? plainTuple(args).items : [args]);
}

function argumentText(x: Value): Suspends<string> {
  if (x === Ellipsis) return "...";
  if (x === null) return "None";
  if (Array.isArray(x)) {
    let out = "";
    for (const item of x) out += (out === "" ? "" : ", ") + argumentText(item);
    return `[${out}]`;
  }
  if (!isType(x)) return repr(x);
  return x.$module === "builtins" ? x.$qualname : `${x.$module}.${x.$qualname}`;
}

genericAliasType.$getattro = function aliasAttribute(alias: Value, name: string): Suspends<Value> {
  const own = lookup(genericAliasType, name);
  if (own !== undefined && OWN.has(name)) return own.$get === undefined ? $getattrOwn(alias, name) : own.$get(alias);
  return getattrOr(alias.$origin, name);
};
const OWN: ReadonlySet<string> = new Set("__origin__ __args__ __parameters__ __mro_entries__ __reduce_ex__ __reduce__ __copy__ __deepcopy__ __unpacked__ __typing_unpacked_tuple_args__ __class__ __call__ __getitem__ __or__ __ror__ __eq__ __hash__ __repr__ __iter__ __instancecheck__ __subclasscheck__".split(" "));
function $getattrOwn(alias: Value, name: string): Value {
  const method = genericAliasType.prototype[name];
  return method === undefined ? undefined : (...args: Value[]) => method.apply(alias, args);
}

methods(genericAliasType, {
  "__call__(self, /, *args, **kwargs)"(this: GenericAlias, args: Value[], kw: Kw): Suspends<Value> {
    const made = $callx(this.$origin, args, Object.keys(kw).length === 0 ? null : kw);
    if (made !== null && typeof made === "object" && made.$plain === true) made.__orig_class__ = this;
    return made;
  },
  "__repr__(self, /)"(this: GenericAlias): Suspends<string> {
    let out = "";
    for (const item of this.$args) out += (out === "" ? "" : ", ") + argumentText(item);
    return `${argumentText(this.$origin)}[${out === "" ? "()" : out}]`;
  },
  "__getitem__(self, key, /)"(this: GenericAlias, key: Value): Suspends<Value> {
    const given = isTuple(key) ? plainTuple(key).items.slice() : [key];
    const parameters = parametersOf(this.$args);
    if (parameters.length === 0) throw new TypeError(`${repr(this)} is not a generic class`);
    if (given.length !== parameters.length) {
      throw new TypeError(`Too ${given.length > parameters.length ? "many" : "few"} arguments for ${repr(this)}; actual ${given.length}, expected ${parameters.length}`);
    }
    const args: Value[] = [];
    for (const item of this.$args) args.push(parameters.includes(item) ? given[parameters.indexOf(item)] : item);
    return new GenericAlias(this.$origin, args);
  },
  "__mro_entries__(self, bases, /)"(this: GenericAlias) {
    return new Tuple([this.$origin]);
  },
  "__eq__(self, value, /)"(this: GenericAlias, other: Value): Suspends<Value> {
    if (!(other instanceof GenericAlias)) return NotImplemented;
    if (eq(this.$origin, other.$origin) !== true) return false;
    return eq(new Tuple(this.$args), new Tuple(other.$args));
  },
  "__hash__(self, /)"(this: GenericAlias): Suspends<Value> {
    return hash(new Tuple([this.$origin, ...this.$args]));
  },
  "__or__(self, value, /)"(this: GenericAlias, other: Value): Suspends<Value> {
    return makeUnion(this, other);
  },
  "__ror__(self, value, /)"(this: GenericAlias, other: Value): Suspends<Value> {
    return makeUnion(other, this);
  },
  "__instancecheck__(self, instance, /)": () => {
    throw new TypeError("isinstance() argument 2 cannot be a parameterized generic");
  },
  "__subclasscheck__(self, subclass, /)": () => {
    throw new TypeError("issubclass() argument 2 cannot be a parameterized generic");
  },
  "__reduce__(self, /)"(this: GenericAlias) {
    return new Tuple([genericAliasType, new Tuple([this.$origin, new Tuple(this.$args)])]);
  },
});

/** The type variables among the arguments. */
function parametersOf(args: Value[]): Value[] {
  const found: Value[] = [];
  for (const item of args) {
    const inside: Value[] =
      item instanceof GenericAlias ? parametersOf(item.$args) : item !== null && typeof item === "object" && ["TypeVar", "ParamSpec", "TypeVarTuple"].includes(typeOf(item)?.$name) ? [item] : [];
    for (const one of inside) if (!found.includes(one)) found.push(one);
  }
  return found;
}

getset(genericAliasType, {
  __origin__: [(a) => a.$origin],
  __args__: [(a) => new Tuple(a.$args as Value[])],
  __parameters__: [(a) => new Tuple(parametersOf(a.$args as Value[]))],
  __unpacked__: [() => false],
  __class__: [() => genericAliasType],
});
