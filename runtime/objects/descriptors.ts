/**
 * descriptors - property, staticmethod, classmethod.
 *
 * Mirrors     Objects/descrobject.c (property), Objects/funcobject.c (classmethod, staticmethod)
 * Suspends    the functions they hold
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, $setattr, attributeError, getattrOr } from "./attributes.js";
import { attributeDict } from "./attributedict.js";
import type { Dict } from "./keymap.js";
import { AttributeError, RuntimeError, TypeError } from "./exceptions.js";
import { bindCallable, methodForm, type Kw } from "./function.js";
import { $callx } from "./call.js";
import { functionType, hidden, isinstance, late, typeOf, type PyInstance, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { call } from "./protocols/call.js";
import { repr } from "./protocols/repr.js";
import { $caught, $handled, $reraise, $uncaught } from "./raise.js";
import { builtinType, getset, memberType, methods } from "./register.js";

export interface Property extends PyInstance {
  $get: Value;
  $set: Value;
  $delete: Value;
  $propertyDoc: Value;
  /** `doc` was given when it was made */
  $docGiven: boolean;
  /** the name given by __set_name__ or assigned; undefined: none yet */
  $pname: Value;
}

function fill(self: Value, get: Value, set: Value, remove: Value, doc: Value): Value {
  self.$get = get ?? null;
  self.$getter = typeof get === "function" && get.$cls === functionType && get.$f !== undefined ? methodForm(get) : null;
  self.$set = set ?? null;
  self.$delete = remove ?? null;
  self.$propertyDoc = doc ?? null;
  self.$docGiven = self.$propertyDoc !== null;
  self.$pname ??= undefined;
  return self;
}

export const property = builtinType(
  "property(fget=None, fset=None, fdel=None, doc=None)",
  (fget?: Value, fset?: Value, fdel?: Value, doc?: Value): Property => fill(Object.create(property.prototype as object), fget, fset, fdel, doc),
  { empty: (cls) => fill(Object.create(cls.prototype as object), null, null, null, null) },
);
property.$isProperty = true;

/** `property(get, set, delete)` */
export function makeProperty(get: Value, set: Value, remove: Value): Property {
  return fill(Object.create(property.prototype as object), get, set, remove, null);
}

function invoke(f: Value, o: Value): Suspends<Value> {
  return typeof f === "function" ? f(o) : call(f, o);
}

function missing(self: Value, o: Value, what: string): Value {
  const name = typeof self.$pname === "string" ? `'${self.$pname}'` : getName(self);
  return attributeError(o, (self.$pname ?? "") as string, `property ${name === null ? "" : `${name} `}of '${typeOf(o).$qualname}' object has no ${what}`);
}
function getName(self: Value): string | null {
  const name: Value = typeof self.$get === "function" && self.$get.$f !== undefined ? self.$get.$f.name : undefined;
  return name === undefined ? null : `'${name}'`;
}

/** The text that a copy of a property begins with: one that came from its function is not kept. */
function keptDoc(self: Value): Suspends<Value> {
  if (self.$docGiven || self.$propertyDoc === null) return self.$propertyDoc;
  return self.$get !== null && (getattrOr(self.$get, "__doc__") ?? null) !== null ? null : self.$propertyDoc;
}

/** A copy of a property with one function replaced: `@x.setter`. */
export function withAccessor(self: Value, which: "getter" | "setter" | "deleter", f: Value): Suspends<Value> {
  if (typeOf(self) !== property) return $callx($getattr(self, which), [f], null);
  const made = Object.create(self.$cls.prototype as object) as Value;
  fill(made, which === "getter" ? f : self.$get, which === "setter" ? f : self.$set, which === "deleter" ? f : self.$delete, keptDoc(self));
  made.$pname = self.$pname;
  return made;
}

/** A property of a subclass has its text in its `__dict__` or a slot, where that of the class does not hide it. */
function keepDoc(self: Value): Suspends<void> {
  const ofGetter: Value = self.$propertyDoc === null && self.$get !== null ? (getattrOr(self.$get, "__doc__") ?? null) : null;
  const handled = $handled();
  try {
    $setattr(self, "__doc__", self.$propertyDoc ?? ofGetter);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (ofGetter !== null || !isinstance(error, AttributeError)) throw $reraise(error);
    $uncaught(handled);
  }
}

methods(property, {
  "__init__(self, fget=None, fset=None, fdel=None, doc=None)"(this: Value, get: Value, set: Value, remove: Value, doc: Value): Suspends<null> {
    fill(this, get, set, remove, doc);
    if (typeOf(this) !== property) keepDoc(this);
    return null;
  },
  "__get__(self, instance, owner=None, /)"(this: Value, o: Value): Suspends<Value> {
    if (o === null) return this;
    if (this.$get === null) throw missing(this, o, "getter");
    return invoke(this.$get, o);
  },
  "__set__(self, instance, value, /)"(this: Value, o: Value, value: Value): Suspends<null> {
    if (this.$set === null) throw missing(this, o, "setter");
    call(this.$set, o, value);
    return null;
  },
  "__delete__(self, instance, /)"(this: Value, o: Value): Suspends<null> {
    if (this.$delete === null) throw missing(this, o, "deleter");
    call(this.$delete, o);
    return null;
  },
  "__set_name__(self, /, *args)"(this: Value, args: Value[]) {
    if (args.length !== 2) throw new TypeError(`__set_name__() takes 2 positional arguments but ${args.length} were given`);
    this.$pname = args[1];
    return null;
  },
  "getter(self, f, /)"(this: Value, f: Value): Suspends<Value> {
    return replaced(this, "getter", f);
  },
  "setter(self, f, /)"(this: Value, f: Value): Suspends<Value> {
    return replaced(this, "setter", f);
  },
  "deleter(self, f, /)"(this: Value, f: Value): Suspends<Value> {
    return replaced(this, "deleter", f);
  },
});

function replaced(self: Value, which: "getter" | "setter" | "deleter", f: Value): Suspends<Value> {
  if (typeOf(self) === property) return withAccessor(self, which, f);
  const made = call(
    typeOf(self),
    which === "getter" ? f : self.$get,
    which === "setter" ? f : self.$set,
    which === "deleter" ? f : self.$delete,
    keptDoc(self),
  );
  if (made !== null && typeof made === "object" && isinstance(made, property)) made.$pname = self.$pname;
  return made;
}

getset(property, { fget: [(self) => self.$get], fset: [(self) => self.$set], fdel: [(self) => self.$delete] }, memberType);
getset(property, {
  __name__: [
    (self): Suspends<Value> => {
      const name = self.$pname !== undefined || self.$get === null ? self.$pname : getattrOr(self.$get, "__name__");
      if (name === undefined) throw attributeError(self, "__name__", "'property' object has no attribute '__name__'");
      return name;
    },
    (self, value) => {
      self.$pname = value;
    },
    (self) => {
      self.$pname = undefined;
    },
  ],
  __doc__: [
    (self): Suspends<Value> => self.$propertyDoc ?? (self.$get === null ? null : (getattrOr(self.$get, "__doc__") ?? null)),
    (self, value) => {
      self.$propertyDoc = value;
    },
  ],
  __isabstractmethod__: [
    (self): Suspends<boolean> => {
      for (const f of [self.$get, self.$set, self.$delete]) if (f !== null && isAbstract(f)) return true;
      return false;
    },
  ],
});

/** Whether `f.__isabstractmethod__` is true. */
export function isAbstract(f: Value): Suspends<boolean> {
  return truth(getattrOr(f, "__isabstractmethod__") ?? false);
}

/** Attributes of their function that a static method and a class method have in their `__dict__`. */
const COPIED = ["__module__", "__name__", "__qualname__", "__doc__", "__annotations__"] as const;

export const staticmethodType = builtinType("staticmethod(function, /)", (f: Value): Value => makeStaticmethod(f), {
  empty: (cls) => Object.create(cls.prototype as object) as Value,
});
export const classmethodType = builtinType("classmethod(function, /)", (f: Value): Value => makeClassmethod(f), {
  empty: (cls) => Object.create(cls.prototype as object) as Value,
});
late.staticmethod = staticmethodType;
staticmethodType.$hasDict = classmethodType.$hasDict = true;

export function makeStaticmethod(f: Value): Value {
  const made = Object.create(staticmethodType.prototype as object) as Value;
  made.$func = f;
  return made;
}
export function makeClassmethod(f: Value): Value {
  const made = Object.create(classmethodType.prototype as object) as Value;
  made.$func = f;
  return made;
}

/** The function of one that `__init__` has run for: `__new__` alone gives it none. */
function held(self: Value): Value {
  if (self.$func === undefined) throw new RuntimeError(`uninitialized ${isinstance(self, staticmethodType) ? "staticmethod" : "classmethod"} object`);
  return self.$func;
}

methods(staticmethodType, {
  "__init__(self, function, /)"(this: Value, f: Value) {
    this.$func = f;
    return null;
  },
  "__get__(self, instance, owner=None, /)"(this: Value) {
    return held(this);
  },
  "__call__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<Value> {
    return $callx(held(this), args, kw);
  },
});
methods(classmethodType, {
  "__init__(self, function, /)"(this: Value, f: Value) {
    this.$func = f;
    return null;
  },
  "__get__(self, instance, owner=None, /)"(this: Value, o: Value, owner: Value): Suspends<Value> {
    return bindClass(held(this), owner === undefined || owner === null ? typeOf(o) : owner);
  },
});

/** The function of a classmethod bound to the class. */
export function bindClass(f: Value, cls: Value): Suspends<Value> {
  if (typeof f === "function" && f.$cls === functionType) return bindCallable(cls, f);
  return bindCallable(cls, f);
}

for (const kind of [staticmethodType, classmethodType]) {
  methods(kind, {
    "__repr__(self, /)"(this: Value): Suspends<string> {
      return `<${kind.$name}(${this.$func === undefined ? "<NULL>" : repr(this.$func)})>`;
    },
  });
  getset(kind, {
    __func__: [(self) => self.$func ?? null],
    __wrapped__: [(self) => self.$func ?? null],
    __isabstractmethod__: [(self) => self.$func !== undefined && isAbstract(self.$func)],
    __dict__: [ownOrCopied],
  });
  for (const name of COPIED) getset(kind, { [name]: copiedAttribute(name) });
}

/** The `__dict__` with what it has of the function's attributes, which are copied when somebody asks. */
function ownOrCopied(self: Value): Suspends<Dict> {
  const dict = attributeDict(self);
  if (self.$copied !== true) {
    hidden(self as object, "$copied", true);
    for (const name of COPIED) {
      const value = dict.$named(name) ?? (self.$func === undefined ? undefined : getattrOr(self.$func, name));
      if (value !== undefined) dict.$setNamed(name, value);
    }
  }
  return dict;
}

function copiedAttribute(name: string): [(self: Value) => Value, (self: Value, value: Value) => void, (self: Value) => void] {
  const missing = (self: Value): Value => attributeError(self, name, `'${typeOf(self).$name}' object has no attribute '${name}'`);
  return [
    (self): Suspends<Value> => {
      const value = ownOrCopied(self).$named(name);
      if (value === undefined) throw missing(self);
      return value;
    },
    (self, value): Suspends<void> => {
      ownOrCopied(self).$setNamed(name, value);
    },
    (self): Suspends<void> => {
      const dict = ownOrCopied(self);
      if (dict.$named(name) === undefined) throw missing(self);
      dict.$delete(name);
    },
  ];
}
