/**
 * super - the next class of the MRO.
 *
 * Mirrors     Objects/typeobject.c (super_getattro)
 */
import type { Suspends } from "../frames/suspend.js";
import { binds, descriptorGet, getattrOr, noAttribute } from "./attributes.js";
import { $callx } from "./call.js";
import { RuntimeError, TypeError } from "./exceptions.js";
import { methodForm, type Kw } from "./function.js";
import { hidden, issubclass, isType, lookup, typeOf, type PyType, type Value } from "./object.js";
import { builtinType, define, getset, methods, whenOpened } from "./register.js";
import { kwOf, place, placeNamed, type Names } from "./arguments.js";

/** The class whose MRO `super(cls, self)` follows. */
function startOf(cls: PyType, self: Value): Suspends<PyType> {
  if (isType(self) && issubclass(self, cls)) return self;
  const own = typeOf(self);
  if (own !== undefined && issubclass(own, cls)) return own;
  // a proxy says that it is an instance
  const claimed = getattrOr(self, "__class__");
  if (isType(claimed) && claimed !== own && issubclass(claimed, cls)) return claimed;
  throw new TypeError(
    `super(type, obj): obj (${isType(self) ? `type ${self.$name}` : `instance of ${own.$name}`}) is not an instance or subtype of type (${cls.$name}).`,
  );
}

/** What comes after `cls` in the MRO under a name; undefined if nothing. */
function findAfter(start: PyType, cls: PyType, name: string): Value {
  const mro = start.$mro;
  for (let i = mro.indexOf(cls) + 1; i < mro.length; i++) {
    const found = mro[i]!.$dict.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `super(cls, self).name` */
export function $superattr(cls: PyType, self: Value, name: string): Suspends<Value> {
  if (cls === undefined) throw new RuntimeError("super(): empty __class__ cell");
  const start = startOf(cls, self);
  const found = name === "__class__" ? undefined : findAfter(start, cls, name);
  if (found === undefined) return name === "__class__" ? superType : superMissing(cls, self, name);
  return descriptorGet(found, self === start ? undefined : self, start, name);
}

function superMissing(cls: PyType, self: Value, name: string): Suspends<Value> {
  const error: Value = noAttribute(fill(Object.create(superType.prototype as object) as Value, cls, self), name);
  throw error;
}

/** The function that `super(cls, self).name` binds, for an instance; undefined where it is something else. */
function functionAfter(cls: PyType, self: Value, name: string): Value {
  if (cls === undefined || isType(self)) return undefined;
  const own = typeOf(self);
  if (own === undefined || !own.$mro.includes(cls)) return undefined;
  const found = findAfter(own, cls, name);
  return found !== undefined && typeof found === "function" && found.$f !== undefined && binds(found) ? found : undefined;
}

/** `super(cls, self).name` of a call, before it is called; as methodLookup in call.ts. */
function superLookup(cls: PyType, self: Value, name: string): Suspends<Value> {
  const found = $superattr(cls, self, name);
  return found;
}

/** `super(cls, self).name(*pos)` */
export function $callsuper(cls: PyType, self: Value, name: string, pos: Value[]): Suspends<Value> {
  const found = functionAfter(cls, self, name);
  if (found !== undefined) return methodForm(found).apply(self, pos);
  return $callx(superLookup(cls, self, name), pos, null);
}

export function $callsuperkw(cls: PyType, self: Value, name: string, pos: Value[], names: Names, values: Value[]): Suspends<Value> {
  const found = functionAfter(cls, self, name);
  if (found !== undefined && found.$f.builtin === undefined) {
    const method = methodForm(found);
    return method.apply(self, placeNamed(method, pos, names, values) ?? place(method, pos, kwOf(names, values)));
  }
  return $callsuperx(cls, self, name, pos, kwOf(names, values));
}

export function $callsuperx(cls: PyType, self: Value, name: string, pos: Value[], kw: Kw | null): Suspends<Value> {
  return $callx(superLookup(cls, self, name), pos, kw);
}

/** `super(type, obj)` as an object. */
export const superType = builtinType(
  "super(type=None, obj=None, /)",
  (cls?: Value, self?: Value): Suspends<Value> => {
    if (cls === undefined) throw new RuntimeError(self === undefined ? "super(): no arguments" : "super(): __class__ cell not found");
    return fill(Object.create(superType.prototype as object) as Value, cls, self);
  },
  { name: "super", empty: (cls) => Object.create(cls.prototype as object) as Value },
);

function fill(made: Value, cls: Value, self: Value): Suspends<Value> {
  if (!isType(cls)) throw new TypeError(`super() argument 1 must be a type, not ${typeOf(cls).$name}`);
  made.$thisclass = cls;
  made.$obj = self ?? null;
  made.$start = self === undefined || self === null ? null : startOf(cls, self);
  return made;
}

superType.$getattro = function superAttribute(s: Value, name: string): Suspends<Value> {
  if (s.$start !== null && name !== "__class__") {
    const found = findAfter(s.$start as PyType, s.$thisclass as PyType, name);
    if (found !== undefined) return descriptorGet(found, s.$obj === s.$start ? undefined : s.$obj, s.$start as PyType, name);
  }
  const own = lookup(s.$cls as PyType, name);
  return own === undefined ? undefined : descriptorGet(own, s, s.$cls as PyType, name);
};

methods(superType, {
  "__init__(self, type=None, obj=None, /)"(this: Value, cls: Value, self: Value): Suspends<null> {
    if (cls !== undefined) fill(this, cls, self);
    return null;
  },
  "__get__(self, instance, owner=None, /)"(this: Value, o: Value): Suspends<Value> {
    if (o === null || this.$obj !== null) return this;
    return fill(Object.create(this.$cls.prototype as object) as Value, this.$thisclass, o);
  },
  "__repr__(self, /)"(this: Value): string {
    const cls = this.$thisclass as PyType;
    return this.$start === null ? `<super: <class '${cls.$name}'>, NULL>` : `<super: <class '${cls.$name}'>, <${(this.$start as PyType).$name} object>>`;
  },
});
// `base = super(); base.__init__(...)` is another class's, before anybody has looked at this one, too
hidden(superType.prototype, "__init__", undefined);
whenOpened(superType, () => define(superType, "__init__", superType.$dict.get("__init__"), undefined));
getset(superType, {
  __thisclass__: [(s) => s.$thisclass],
  __self__: [(s) => s.$obj],
  __self_class__: [(s) => s.$start],
});
