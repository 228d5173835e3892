/**
 * genericalias - `list[int]`.
 *
 * Mirrors     Objects/genericaliasobject.c
 * Suspends    calling one; comparing and printing its arguments
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "./attributes.js";
import { $callx } from "./call.js";
import { AttributeError, TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { Ellipsis, isinstance, NotImplemented, object, specialMethod, type PyType, type Value } from "./object.js";
import { callMethod } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { hash } from "./protocols/hash.js";
import { spread } from "./protocols/iter.js";
import { parametersOf, substituted } from "./parameters.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { moduleNamed } from "./modulehooks.js";
import { iteratorType } from "./iterator.js";
import { END, PyIterator } from "./iteratorbase.js";
import { builtinType, getset, methods } from "./register.js";
import { tuple, Tuple } from "./tuple.js";
import { makeUnion } from "./union.js";

export class GenericAlias {
  /** `*tuple[int, ...]` */
  $starred = false;
  $parameters: Value[] | undefined = undefined;
  constructor(
    readonly $origin: Value,
    readonly $args: Tuple,
  ) {}
}
Object.setPrototypeOf(GenericAlias.prototype, object.prototype);

/** `origin[item]` */
export function genericAlias(origin: Value, item: Value): GenericAlias {
  return new GenericAlias(origin, item instanceof Tuple ? item : new Tuple([item]));
}

export const genericAliasType = builtinType("GenericAlias(origin, args, /)", null, {
  prototype: GenericAlias.prototype,
  module: "types",
});

/** How an argument of an alias is printed: classes and functions by their names. */
export function argumentText(x: Value): Suspends<string> {
  if (x === Ellipsis) return "...";
  if (x === null) return "None";
  if (getattrOr(x, "__origin__") !== undefined && getattrOr(x, "__args__") !== undefined) return repr(x);
  const name = getattrOr(x, "__qualname__");
  if (name === undefined) return repr(x);
  const module = getattrOr(x, "__module__");
  if (module === undefined || module === null) return repr(x);
  return module === "builtins" ? text(name) : `${text(module)}.${text(name)}`;
}

function itemText(x: Value): Suspends<string> {
  if (!Array.isArray(x)) return argumentText(x);
  let out = "";
  for (let i = 0; i < x.length; i++) out += (i > 0 ? ", " : "") + argumentText(x[i]);
  return `[${out}]`;
}

/** Attributes that an alias has itself; all others are its origin's. */
const OWN: ReadonlySet<string> = new Set(
  "__class__ __origin__ __args__ __unpacked__ __parameters__ __typing_unpacked_tuple_args__ __mro_entries__ __reduce_ex__ __reduce__ __bases__ __copy__ __deepcopy__".split(
    " ",
  ),
);

function parameters(self: GenericAlias): Suspends<Value[]> {
  return (self.$parameters ??= parametersOf(self.$args.items));
}

methods(genericAliasType, {
  "__new__(cls, /, *args, **kwargs)": function (this: PyType, args: Value[], kwargs: Kw): Value {
    if (Object.keys(kwargs).length > 0) throw new TypeError(`${this.$name}() takes no keyword arguments`);
    if (args.length !== 2) throw new TypeError(`GenericAlias expected 2 arguments, got ${args.length}`);
    const [origin, given] = args;
    const made: Value = genericAlias(origin, given);
    return this === genericAliasType ? made : Object.assign(Object.create(this.prototype as object) as object, made);
  },
  "__repr__(self, /)": function (this: GenericAlias): Suspends<string> {
    let out = `${this.$starred ? "*" : ""}${argumentText(this.$origin)}[`;
    const { items } = this.$args;
    for (let i = 0; i < items.length; i++) out += (i > 0 ? ", " : "") + itemText(items[i]);
    return `${out}${items.length === 0 ? "()" : ""}]`;
  },
  "__or__(self, value, /)": function (this: GenericAlias, value: Value): Suspends<Value> {
    return makeUnion(this, value);
  },
  "__ror__(self, value, /)": function (this: GenericAlias, value: Value): Suspends<Value> {
    return makeUnion(value, this);
  },
  "__eq__(self, value, /)": function (this: GenericAlias, value: Value): Suspends<Value> {
    if (!(value instanceof GenericAlias)) return NotImplemented;
    return this.$starred === value.$starred && same(this.$origin, value.$origin) && same(this.$args, value.$args);
  },
  "__hash__(self, /)": function (this: GenericAlias): Suspends<Value> {
    return hash(new Tuple([hash(this.$origin), hash(this.$args)]));
  },
  "__call__(self, /, *args, **kwargs)": function (this: GenericAlias, args: Value[], kwargs: Kw): Suspends<Value> {
    const made = $callx(this.$origin, args, Object.keys(kwargs).length === 0 ? null : kwargs);
    try {
      $setattr(made, "__orig_class__", this);
    } catch (error) {
      if (!isinstance(error as Value, AttributeError) && !isinstance(error as Value, TypeError)) throw error;
    }
    return made;
  },
  "__getitem__(self, key, /)": function (this: GenericAlias, key: Value): Suspends<Value> {
    const made = new GenericAlias(this.$origin, new Tuple(substituted(this, this.$args.items, parameters(this), key)));
    made.$starred = this.$starred;
    return made;
  },
  "__iter__(self, /)": function (this: GenericAlias): Suspends<Value> {
    return new AliasIterator(this);
  },
  "__mro_entries__(self, bases, /)": function (this: GenericAlias): Tuple {
    return new Tuple([this.$origin]);
  },
  "__getattribute__(self, name, /)": function (this: GenericAlias, name: string): Suspends<Value> {
    return OWN.has(name) ? object.prototype.__getattribute__.call(this, name) : $getattr(this.$origin, name);
  },
  "__instancecheck__(self, instance, /)": function (): never {
    throw new TypeError("isinstance() argument 2 cannot be a parameterized generic");
  },
  "__subclasscheck__(self, cls, /)": function (): never {
    throw new TypeError("issubclass() argument 2 cannot be a parameterized generic");
  },
  "__reduce__(self, /)": function (this: GenericAlias): Suspends<Tuple> {
    const plain = new Tuple([this.$origin, this.$args]);
    if (!this.$starred) return new Tuple([genericAliasType, plain]);
    return new Tuple([$getattr(moduleNamed("builtins"), "next"), new Tuple([callMethod(new GenericAlias(this.$origin, this.$args), "__iter__")])]);
  },
  "__dir__(self, /)": function (this: GenericAlias): Suspends<Value> {
    const names = spread(specialMethod(this.$origin, "__dir__").call(this.$origin));
    for (const name of OWN) if (!names.includes(name) && name !== "__bases__" && !name.includes("copy")) names.push(name);
    return names;
  },
});
getset(genericAliasType, {
  __origin__: [(self: GenericAlias) => self.$origin],
  __args__: [(self: GenericAlias) => self.$args],
  __parameters__: [(self: GenericAlias): Suspends<Value> => new Tuple(parameters(self))],
  __unpacked__: [(self: GenericAlias) => self.$starred],
  __typing_unpacked_tuple_args__: [(self: GenericAlias) => (self.$starred && self.$origin === tuple ? self.$args : null)],
});

/** What `*tuple[int, ...]` gives: the alias once, starred. */
class AliasIterator extends PyIterator {
  constructor(public $alias: GenericAlias | null) {
    super();
  }
  $next(): Value {
    if (this.$alias === null) return END;
    const starred = new GenericAlias(this.$alias.$origin, this.$alias.$args);
    starred.$starred = true;
    this.$alias = null;
    return starred;
  }
}
methods(iteratorType("generic_alias_iterator", AliasIterator, "types"), {
  "__reduce__(self, /)": function (this: AliasIterator): Suspends<Tuple> {
    return new Tuple([$getattr(moduleNamed("builtins"), "iter"), new Tuple([this.$alias ?? new Tuple([])])]);
  },
});

/** Gives a class `__class_getitem__`. */
export function generic(cls: Value): void {
  methods(cls as PyType, {
    "__class_getitem__(cls, object, /)": function (this: PyType, item: Value): GenericAlias {
      return genericAlias(this, item);
    },
  });
}
