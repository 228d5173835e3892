/**
 * typing.forms - Optional, List, Callable ... and what subscripting them gives.
 *
 * Mirrors   _SpecialForm, _GenericAlias, _SpecialGenericAlias, _UnionGenericAlias, ForwardRef of Lib/typing.py
 * Differs   aliases are not parametrised a second time; arguments are not checked to be types
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { AttributeError, TypeError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { argumentText } from "../../objects/genericalias.js";
import { Ellipsis, isType, issubclass, NoneType, NotImplemented, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { eq } from "../../objects/protocols/eq.js";
import { hash } from "../../objects/protocols/hash.js";
import { parametersOf, substituted, wrongCount } from "../../objects/parameters.js";
import { unionOf } from "../../objects/typeparams.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { Union as PipeUnion } from "../../objects/union.js";

/** `Optional`, `Literal`, `Final`: names that are subscripted in their own way, or not at all. */
export class SpecialForm {
  constructor(
    readonly $special: string,
    readonly $subscript: ((form: SpecialForm, item: Value) => Suspends<Value>) | null,
  ) {}
}
Object.setPrototypeOf(SpecialForm.prototype, object.prototype);
const specialForm = builtinType("_SpecialForm(getitem, /)", null, { prototype: SpecialForm.prototype, module: "typing", final: true });

/** `List`: a class under its name in typing. */
export class SpecialAlias {
  constructor(
    readonly $name: string,
    readonly $origin: PyType,
  ) {}
}
Object.setPrototypeOf(SpecialAlias.prototype, object.prototype);
const specialAlias = builtinType("_SpecialGenericAlias(origin, /)", null, { prototype: SpecialAlias.prototype, module: "typing", final: true });

/** `List[int]`, `Union[int, str]` */
export class Alias {
  constructor(
    readonly $origin: Value,
    readonly $items: Value[],
    /** what the repr begins with */
    readonly $name: string,
    /** of Annotated */
    readonly $metadata: Value[] | null = null,
  ) {}

  $rebuild(items: Value[]): Suspends<Value> {
    return this.$origin === UnionForm ? makeUnion(items) : new Alias(this.$origin, items, this.$name, this.$metadata);
  }
}
Object.setPrototypeOf(Alias.prototype, object.prototype);
export const aliasType = builtinType("_GenericAlias(origin, args, /)", null, { prototype: Alias.prototype, module: "typing", final: true });

export class ForwardRef {
  constructor(readonly $text: string) {}
}
Object.setPrototypeOf(ForwardRef.prototype, object.prototype);
export const forwardRefType = builtinType("ForwardRef(arg, /)", (text: Value) => new ForwardRef(text as string), {
  prototype: ForwardRef.prototype,
  module: "typing",
  final: true,
});
for (const cls of [specialForm, specialAlias, aliasType, forwardRefType]) {
  methods(cls, {
    "__or__(self, right, /)"(this: Value, right: Value): Suspends<Value> {
      return makeUnion([this, right]);
    },
    "__ror__(self, left, /)"(this: Value, left: Value): Suspends<Value> {
      return makeUnion([left, this]);
    },
  });
}
methods(forwardRefType, {
  "__repr__(self, /)"(this: ForwardRef): Suspends<string> {
    return `ForwardRef(${repr(this.$text)})`;
  },
  "__eq__(self, other, /)"(this: ForwardRef, other: Value): Value {
    return other instanceof ForwardRef ? other.$text === this.$text : NotImplemented;
  },
  "__hash__(self, /)"(this: ForwardRef): Suspends<Value> {
    return hash(this.$text);
  },
});
getset(forwardRefType, { __forward_arg__: [(self: ForwardRef) => self.$text] });

/** An argument as typing keeps it: None as its class, text as a forward reference. */
export function argument(x: Value): Value {
  if (x === null) return NoneType;
  return typeof x === "string" ? new ForwardRef(x) : x;
}
export function itemsOf(item: Value): Value[] {
  return item instanceof Tuple ? item.items : [item];
}

export let UnionForm: SpecialForm;

/** `Union[a, b]`: flat, each type once; one type alone is itself. */
export function makeUnion(given: readonly Value[]): Suspends<Value> {
  const found: Value[] = [];
  for (const one of given) {
    const parts: readonly Value[] = one instanceof Alias && one.$origin === UnionForm ? one.$items : one instanceof PipeUnion ? one.$args : [argument(one)];
    for (const part of parts) {
      let known = false;
      for (const other of found) if (other === part || eq(other, part) === true) known = true;
      if (!known) found.push(part);
    }
  }
  return found.length === 1 ? found[0] : new Alias(UnionForm, found, "typing.Union");
}

export function setUnionForm(form: SpecialForm): void {
  UnionForm = form;
}

methods(specialForm, {
  "__repr__(self, /)"(this: SpecialForm): string {
    return `typing.${this.$special}`;
  },
  "__getitem__(self, parameters, /)"(this: SpecialForm, item: Value): Suspends<Value> {
    const { $subscript } = this;
    if ($subscript === null) throw new TypeError(`typing.${this.$special} is not subscriptable`);
    return $subscript(this, item);
  },
  "__call__(self, /, *args, **kwds)"(this: SpecialForm): never {
    throw new TypeError(`Cannot instantiate typing.${this.$special}`);
  },
  "__instancecheck__(self, obj, /)"(this: SpecialForm): never {
    throw new TypeError(`typing.${this.$special} cannot be used with isinstance()`);
  },
  "__subclasscheck__(self, cls, /)"(this: SpecialForm): never {
    throw new TypeError(`typing.${this.$special} cannot be used with issubclass()`);
  },
});
getset(specialForm, { _name: [(self: SpecialForm) => self.$special], __name__: [(self: SpecialForm) => self.$special] });

methods(specialAlias, {
  "__repr__(self, /)"(this: SpecialAlias): string {
    return `typing.${this.$name}`;
  },
  "__getitem__(self, params, /)"(this: SpecialAlias, item: Value): Suspends<Value> {
    return this.$name === "Callable"
      ? callableAlias(this, item)
      : new Alias(
          this.$origin,
          itemsOf(item).map((one) => argument(one)),
          `typing.${this.$name}`,
        );
  },
  "__call__(self, /, *args, **kwds)"(this: SpecialAlias): never {
    throw new TypeError(`Type ${this.$name} cannot be instantiated; use ${this.$origin.$name}() instead`);
  },
  "__mro_entries__(self, bases, /)"(this: SpecialAlias): Value {
    return new Tuple([this.$origin]);
  },
  "__instancecheck__(self, obj, /)"(this: SpecialAlias, x: Value): boolean {
    return issubclass(typeOf(x), this.$origin);
  },
  "__subclasscheck__(self, cls, /)"(this: SpecialAlias, cls: Value): boolean {
    return isType(cls) && issubclass(cls, this.$origin);
  },
});
getset(specialAlias, {
  __origin__: [(self: SpecialAlias) => self.$origin],
  _name: [(self: SpecialAlias) => self.$name],
  __name__: [(self: SpecialAlias) => self.$name],
});

function callableAlias(form: SpecialAlias, item: Value): Value {
  const parts = itemsOf(item);
  if (parts.length !== 2) throw new TypeError("Callable must be used as Callable[[arg, ...], result].");
  const [params, result] = parts;
  if (Array.isArray(params)) return new Alias(form.$origin, [...(params as Value[]).map((one) => argument(one)), argument(result)], "typing.Callable");
  return new Alias(form.$origin, [params, argument(result)], "typing.Callable");
}

function texts(items: readonly Value[]): Suspends<string> {
  let shown = "";
  for (let i = 0; i < items.length; i++) shown += (i > 0 ? ", " : "") + shownItem(items[i]);
  return shown;
}
function shownItem(x: Value): Suspends<string> {
  return x === NoneType ? "NoneType" : argumentText(x);
}

methods(aliasType, {
  "__repr__(self, /)"(this: Alias): Suspends<string> {
    const { $items, $name } = this;
    if (this.$metadata !== null) {
      let shown = shownItem($items[0]);
      for (const one of this.$metadata) shown += `, ${repr(one)}`;
      return `typing.Annotated[${shown}]`;
    }
    if (this.$origin === UnionForm && $items.length === 2 && $items.includes(NoneType))
      return `typing.Optional[${shownItem($items[0] === NoneType ? $items[1] : $items[0])}]`;
    if ($name === "typing.Callable" && $items[0] !== Ellipsis && !($items.length === 2 && $items[0]?.$variadic === true)) {
      return `typing.Callable[[${texts($items.slice(0, -1))}], ${shownItem($items[$items.length - 1])}]`;
    }
    if ($name === "typing.Literal") {
      let shown = "";
      for (const one of $items) shown += (shown === "" ? "" : ", ") + repr(one);
      return `typing.Literal[${shown}]`;
    }
    return `${$name}[${$items.length === 0 ? "()" : texts($items)}]`;
  },
  "__eq__(self, other, /)"(this: Alias, other: Value): Suspends<Value> {
    if (!(other instanceof Alias)) return NotImplemented;
    if (other.$origin !== this.$origin || other.$items.length !== this.$items.length) return false;
    if (this.$origin !== UnionForm) return eq(new Tuple(this.$items), new Tuple(other.$items));
    for (const one of this.$items) {
      let found = false;
      for (const two of other.$items) if (one === two || eq(one, two) === true) found = true;
      if (!found) return false;
    }
    return true;
  },
  "__hash__(self, /)"(this: Alias): Suspends<Value> {
    if (this.$origin === UnionForm) {
      let sum = 0;
      for (const one of this.$items) sum = (sum + Number(hash(one))) % 2 ** 50;
      return sum;
    }
    return hash(new Tuple([this.$origin, ...this.$items]));
  },
  "__call__(self, /, *args, **kwargs)"(this: Alias, args: Value[], kwargs: Kw): Suspends<Value> {
    if (!isType(this.$origin)) throw new TypeError(`Cannot instantiate ${repr(this.$origin)}`);
    if (this.$name.startsWith("typing.")) throw new TypeError(`Type ${this.$name.slice(7)} cannot be instantiated; use ${this.$origin.$name}() instead`);
    return $callx(this.$origin, args, Object.keys(kwargs).length === 0 ? null : kwargs);
  },
  "__mro_entries__(self, bases, /)"(this: Alias): Suspends<Value> {
    if (!isType(this.$origin)) throw new TypeError(`Cannot subclass ${repr(this)}`);
    return new Tuple([this.$origin]);
  },
  "__getitem__(self, item, /)"(this: Alias, item: Value): Suspends<Value> {
    const parameters = parametersOf(this.$items);
    if (parameters.length === 0) throw new TypeError(`${repr(this)} is not a generic class`);
    const values = itemsOf(item).map((one) => argument(one));
    const wrong = wrongCount(repr(this), parameters, values.length);
    if (wrong !== undefined) throw new TypeError(wrong);
    return this.$rebuild(substituted(this.$items, parameters, values));
  },
  "__instancecheck__(self, obj, /)"(this: Alias, x: Value): boolean {
    if (this.$origin !== UnionForm) throw new TypeError("Subscripted generics cannot be used with class and instance checks");
    return this.$items.some((one) => isType(one) && issubclass(typeOf(x), one));
  },
  "__subclasscheck__(self, cls, /)"(this: Alias, cls: Value): boolean {
    if (this.$origin !== UnionForm) throw new TypeError("Subscripted generics cannot be used with class and instance checks");
    return this.$items.some((one) => isType(one) && isType(cls) && issubclass(cls, one));
  },
  "__getattr__(self, name, /)"(this: Alias, name: string): Suspends<Value> {
    if (isType(this.$origin) && !(name.startsWith("__") && name.endsWith("__"))) return $getattr(this.$origin, name);
    throw new AttributeError(`'_GenericAlias' object has no attribute '${name}'`);
  },
});
getset(aliasType, {
  __origin__: [(self: Alias) => self.$origin],
  __args__: [(self: Alias) => new Tuple(self.$items)],
  __metadata__: [(self: Alias) => (self.$metadata === null ? null : new Tuple(self.$metadata))],
  __parameters__: [(self: Alias) => new Tuple(parametersOf(self.$items))],
  __module__: [() => "typing"],
});
unionOf.typing = makeUnion;
