/**
 * genericalias - `list[int]`.
 *
 * Mirrors     Objects/genericaliasobject.c
 * Suspends    calling one; comparing and printing its arguments
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "./attributes.js";
import { $callx } from "./call.js";
import { TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { Ellipsis, isType, NotImplemented, object, type PyType, type Value } from "./object.js";
import { same } from "./protocols/eq.js";
import { hash } from "./protocols/hash.js";
import { parametersOf, substituted, wrongCount } from "./parameters.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";
import { makeUnion } from "./union.js";

export class GenericAlias {
  constructor(
    readonly $origin: Value,
    readonly $items: Tuple,
  ) {}

  $rebuild(items: Value[]): GenericAlias {
    return new GenericAlias(this.$origin, new Tuple(items));
  }
}
Object.setPrototypeOf(GenericAlias.prototype, object.prototype);

/** `origin[item]` */
export function genericAlias(origin: Value, item: Value): GenericAlias {
  return new GenericAlias(origin, item instanceof Tuple ? item : new Tuple([item]));
}

export const genericAliasType = builtinType(
  "GenericAlias(origin, args, /)",
  function (origin: Value, args: Value): GenericAlias {
    return genericAlias(origin, args);
  },
  { prototype: GenericAlias.prototype, module: "types" },
);

/** How an argument of an alias is printed: classes by their names. */
export function argumentText(x: Value): Suspends<string> {
  if (x === Ellipsis) return "...";
  if (x === null) return "None";
  if (isType(x)) return x.$module === "builtins" ? x.$qualname : `${x.$module}.${x.$qualname}`;
  if (Array.isArray(x)) return `[${argumentTexts(x)}]`;
  return repr(x);
}

function argumentTexts(items: readonly Value[]): Suspends<string> {
  let text = "";
  for (let i = 0; i < items.length; i++) text += (i > 0 ? ", " : "") + argumentText(items[i]);
  return text;
}

/** Attributes that an alias has itself; all others are its class's. */
const OWN: ReadonlySet<string> = new Set(
  "__origin__ __args__ __parameters__ __mro_entries__ __reduce_ex__ __reduce__ __copy__ __deepcopy__ __unpacked__ __typing_unpacked_tuple_args__ __class__".split(
    " ",
  ),
);

methods(genericAliasType, {
  "__repr__(self, /)": function (this: GenericAlias): Suspends<string> {
    const origin = argumentText(this.$origin);
    const { items } = this.$items;
    return `${origin}[${items.length === 0 ? "()" : argumentTexts(items)}]`;
  },
  "__or__(self, value, /)": function (this: GenericAlias, value: Value): Suspends<Value> {
    return makeUnion(this, value);
  },
  "__ror__(self, value, /)": function (this: GenericAlias, value: Value): Suspends<Value> {
    return makeUnion(value, this);
  },
  "__eq__(self, value, /)": function (this: GenericAlias, value: Value): Suspends<Value> {
    if (!(value instanceof GenericAlias)) return NotImplemented;
    return same(this.$origin, value.$origin) && same(this.$items, value.$items);
  },
  "__hash__(self, /)": function (this: GenericAlias): Suspends<Value> {
    return hash(new Tuple([this.$origin, this.$items]));
  },
  "__call__(self, /, *args, **kwargs)": function (this: GenericAlias, args: Value[], kwargs: Kw): Suspends<Value> {
    const made = $callx(this.$origin, args, Object.keys(kwargs).length === 0 ? null : kwargs);
    if (made !== null && made.$plain === true) made.__orig_class__ = this;
    return made;
  },
  "__getitem__(self, key, /)": function (this: GenericAlias, key: Value): Suspends<Value> {
    const parameters = parametersOf(this.$items.items);
    if (parameters.length === 0) throw new TypeError(`${repr(this)} is not a generic class`);
    const values = key instanceof Tuple ? key.items : [key];
    const wrong = wrongCount(repr(this), parameters, values.length);
    if (wrong !== undefined) throw new TypeError(wrong);
    return this.$rebuild(substituted(this.$items.items, parameters, values));
  },
  "__mro_entries__(self, bases, /)": function (this: GenericAlias): Tuple {
    return new Tuple([this.$origin]);
  },
  "__getattribute__(self, name, /)": function (this: GenericAlias, name: string): Suspends<Value> {
    if (
      OWN.has(name) ||
      (name.startsWith("__") && name.endsWith("__") && name !== "__name__" && name !== "__qualname__" && name !== "__module__" && name !== "__doc__")
    ) {
      return object.prototype.__getattribute__.call(this, name);
    }
    return $getattr(this.$origin, name);
  },
  "__instancecheck__(self, instance, /)": function (): never {
    throw new TypeError("isinstance() argument 2 cannot be a parameterized generic");
  },
  "__subclasscheck__(self, cls, /)": function (): never {
    throw new TypeError("issubclass() argument 2 cannot be a parameterized generic");
  },
  "__reduce__(self, /)": function (this: GenericAlias): Tuple {
    return new Tuple([genericAliasType, new Tuple([this.$origin, this.$items])]);
  },
});
getset(genericAliasType, {
  __origin__: [(self: GenericAlias) => self.$origin],
  __args__: [(self: GenericAlias) => self.$items],
  __parameters__: [(self: GenericAlias) => new Tuple(parametersOf(self.$items.items))],
  __unpacked__: [() => false],
});

/** Gives a class `__class_getitem__`. */
export function generic(cls: Value): void {
  methods(cls as PyType, {
    "__class_getitem__(cls, object, /)": function (this: PyType, item: Value): GenericAlias {
      return genericAlias(this, item);
    },
  });
}
