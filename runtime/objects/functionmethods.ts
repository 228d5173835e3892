/**
 * functionmethods - the attributes and methods of functions, methods and descriptors.
 *
 * Mirrors     Objects/funcobject.c, Objects/classobject.c, Objects/methodobject.c, Objects/descrobject.c
 */
import { builtinDoc, slotDoc } from "./builtindocs.js";
import { closureOf } from "./cell.js";
import type { Suspends } from "../frames/suspend.js";
import { attributeDict, AttributeMap, partFromDict } from "./attributedict.js";
import { $getattr, appliesTo, descriptorGet, descriptorSet, getattrOr } from "./attributes.js";
import { $callx } from "./call.js";
import { changeCode, changeDefaults, changeKwdefaults, kwdefaultsOf, kwdictOf, makeFunction } from "./changed.js";
import { Code, codeOf } from "./code.js";
import { declared } from "./declareddefaults.js";
import { Dict, isDict } from "./dict.js";
import { $kwdict } from "./display.js";
import { TypeError } from "./exceptions.js";
import { bindCallable, bindMethod, exposed, methodForm, type Kw } from "./function.js";
import { address, idOf } from "./identity.js";
import { globalsOfMeta, moduleNamed } from "./modulehooks.js";
import {
  builtinFunctionType,
  classMethodDescriptorType,
  functionType,
  hidden,
  isinstance,
  issubclass,
  isType,
  methodDescriptorType,
  methodType,
  methodWrapperType,
  NotImplemented,
  specialMethod,
  typeOf,
  wrapperDescriptorType,
  type PyType,
  type Value,
} from "./object.js";
import { repr } from "./protocols/repr.js";
import { getset, getsetType, memberType, methods } from "./register.js";
import { docOf, textSignature } from "./signaturetext.js";
import { str } from "./str.js";
import { Tuple } from "./tuple.js";
import { className, typeName } from "./typename.js";

/** Attributes that one function has for itself, not from its description. */
interface Own {
  name?: Value;
  qualname?: Value;
  module?: Value;
  doc?: Value;
  annotations?: Value;
}

function own(f: Value): Own {
  if (f.$own === undefined) hidden(f as object, "$own", {});
  return f.$own as Own;
}

type Setter = (f: Value, value: Value) => void;

function nameSetter(what: "name" | "qualname"): Setter {
  return (f, value) => {
    if (value === undefined || !isinstance(value, str)) throw new TypeError(`__${what}__ must be set to a string object`);
    own(f)[what] = value;
  };
}

/** An attribute whose deletion is treated as the setting of undefined. */
function attribute(get: (f: Value) => Value, set: Setter): [(f: Value) => Value, Setter, (f: Value) => void] {
  return [get, set, (f) => set(f, undefined)];
}

/** `f.__dict__ = d`: from then on `d` shows the function's attributes; one that shows another object's gives its items. */
function setFunctionDict(f: Value, value: Value): void {
  if (value === undefined) throw new TypeError("cannot delete __dict__");
  if (!isDict(value)) throw new TypeError(`__dict__ must be set to a dictionary, not a '${typeName(value)}'`);
  if (value === attributeDict(f)) return;
  const map = partFromDict(f);
  for (const entry of value.$entries()) map.set(entry.key, entry);
  const shown: Dict = value.$map instanceof AttributeMap ? new Dict() : value;
  shown.$map = map;
  hidden(f as object, "$attributes", shown);
}

const defaultsOf = (f: Value): Value => (f.$defaults ?? f.$method?.$defaults ?? declared(f)?.defaults ?? null) as Value;

getset(functionType, {
  __name__: attribute((f) => f.$own?.name ?? f.$f.name, nameSetter("name")),
  __qualname__: attribute((f) => f.$own?.qualname ?? f.$f.qualname, nameSetter("qualname")),
  __module__: [
    (f) => (f.$own?.module !== undefined ? f.$own.module : f.$f.module),
    (f, value) => {
      own(f).module = value;
    },
    (f) => {
      own(f).module = null;
    },
  ],
  __doc__: [
    (f) => (f.$own?.doc !== undefined ? f.$own.doc : docOf(f)),
    (f, value) => {
      own(f).doc = value;
    },
    (f) => {
      own(f).doc = null;
    },
  ],
  __dict__: attribute(attributeDict, setFunctionDict),
  __defaults__: attribute(
    (f) => {
      const defaults = defaultsOf(f);
      return defaults === null || defaults.length === 0 ? null : new Tuple(defaults as Value[]);
    },
    (f, value) => {
      const given: Value = value ?? null;
      if (given !== null && !(given instanceof Tuple)) throw new TypeError("__defaults__ must be set to a tuple object");
      changeDefaults(f, given === null ? null : given.items);
    },
  ),
  __kwdefaults__: attribute(
    (f) => {
      const own = kwdictOf(f);
      if (own !== undefined) return own;
      const kw = kwdefaultsOf(f) ?? declared(f)?.kwdefaults ?? null;
      if (kw === null) return null;
      const shown = $kwdict(kw);
      if (f.$f.changed !== undefined) changeKwdefaults(f, shown);
      return shown;
    },
    (f, value) => {
      const given: Value = value ?? null;
      if (given !== null && !(given instanceof Dict)) throw new TypeError("__kwdefaults__ must be set to a dict object");
      changeKwdefaults(f, given);
    },
  ),
  __code__: attribute(
    (f) => codeOf(f),
    (f, value): Suspends<void> => {
      if (!(value instanceof Code)) throw new TypeError("__code__ must be set to a code object");
      changeCode(f, value);
    },
  ),
  __globals__: [(f) => f.$globals ?? globalsOfMeta(codeOf(f).$meta)],
  __builtins__: [() => attributeDict(moduleNamed("builtins"))],
  __closure__: [
    (f) => {
      if (f.$cells === undefined) {
        const closure = closureOf(f);
        hidden(f as object, "$cells", closure === null ? null : new Tuple(closure.cells));
      }
      return f.$cells as Value;
    },
  ],
  __annotations__: attribute(
    (f): Suspends<Value> => {
      const o = own(f);
      if (o.annotations === undefined) {
        const annotate = f.$annotate ?? f.$method?.$annotate;
        o.annotations = annotate === undefined ? new Dict() : typeof annotate === "function" ? annotate() : annotate;
      }
      return o.annotations;
    },
    (f, value) => {
      const given: Value = value ?? null;
      if (given !== null && !isDict(given)) throw new TypeError("__annotations__ must be set to a dict object");
      own(f).annotations = given ?? new Dict();
    },
  ),
  __type_params__: attribute(
    (f) => {
      const given: Value = f.$typeParams ?? f.$method?.$typeParams ?? [];
      if (given instanceof Tuple) return given;
      const made = new Tuple(given as Value[]);
      hidden(f as object, "$typeParams", made);
      return made;
    },
    (f, value) => {
      if (!(value instanceof Tuple)) throw new TypeError("__type_params__ must be set to a tuple");
      hidden(f as object, "$typeParams", value);
    },
  ),
});

methods(functionType, {
  "__new__(cls, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)"(
    this: PyType,
    code: Value,
    globals: Value,
    name: Value,
    argdefs: Value,
    closure: Value,
    kwdefaults: Value,
  ): Suspends<Value> {
    return makeFunction(code, globals, name ?? null, argdefs ?? null, closure ?? null, kwdefaults ?? null);
  },
  "__get__(self, instance, owner=None, /)"(this: Value, o: Value) {
    return o === null ? this : bindMethod(o, methodForm(this));
  },
  "__call__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<Value> {
    return $callx(this, args, kw);
  },
  "__repr__(self, /)"(this: Value) {
    return `<function ${this.$own?.qualname ?? this.$f.qualname} at ${address(this)}>`;
  },
});

const nameOf = (f: Value): Value => f.$f?.name ?? f.$func?.$f?.name;

/** `__qualname__` of a function of C: of one that is bound with the type that it is bound to (meth_get__qualname__ of Objects/methodobject.c). */
function boundName(f: Value): Value {
  if (f.$self === undefined) return (f.$f ?? f.$func.$f).qualname;
  return `${(isType(f.$self) ? f.$self : typeOf(f.$self)).$qualname}.${nameOf(f)}`;
}

for (const kind of [builtinFunctionType, methodWrapperType]) {
  getset(kind, {
    __name__: [(f) => nameOf(f)],
    __qualname__: [kind === builtinFunctionType ? boundName : (f) => (f.$f ?? f.$func.$f).qualname as Value],
    __module__: [(f) => (f.$self === undefined && f.$owner === undefined ? (f.$f.module as Value) : null)],
    __self__: [(f) => f.$self ?? f.$owner ?? moduleNamed(f.$f.module as string) ?? null],
    __doc__: [(f) => docOf(f.$func ?? f)],
    __text_signature__: [(f) => textSignature(f.$func ?? f)],
  });
  methods(kind, {
    "__call__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<Value> {
      return $callx(this, args, kw);
    },
    "__eq__(self, value, /)": sameMethod,
    "__hash__(self, /)": methodHash,
  });
}
methods(builtinFunctionType, {
  "__repr__(self, /)"(this: Value) {
    if (this.$self === undefined)
      return this.$owner === undefined ? `<built-in function ${nameOf(this)}>` : `<built-in method ${nameOf(this)} of type object at ${address(this.$owner)}>`;
    return `<built-in method ${nameOf(this)} of ${typeName(this.$self)} object at ${address(this.$self)}>`;
  },
});
getset(methodWrapperType, { __objclass__: [(f) => f.$func.$owner] });
methods(methodWrapperType, {
  "__repr__(self, /)"(this: Value) {
    return `<method-wrapper '${nameOf(this)}' of ${typeName(this.$self)} object at ${address(this.$self)}>`;
  },
});

function sameMethod(this: Value, other: Value): Value {
  if (typeof other !== "function" || other.$cls !== this.$cls) return NotImplemented;
  if (this.$self === undefined || other.$self === undefined) return this === other;
  return this.$self === other.$self && exposed(this.$func) === exposed(other.$func);
}
function methodHash(this: Value): number {
  return this.$self === undefined ? idOf(this) / 16 : (idOf(this.$self) * 31 + idOf(exposed(this.$func))) % 2 ** 52;
}

getset(methodType, {
  __func__: [(m) => exposed(m.$func)],
  __self__: [(m) => m.$self],
  __doc__: [(m) => $getattr(exposed(m.$func), "__doc__")],
});
methods(methodType, {
  "__new__(cls, function, instance, /)"(this: PyType, f: Value, self: Value) {
    return makeMethod(f, self);
  },
  "__call__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<Value> {
    return $callx(this, args, kw);
  },
  "__eq__(self, value, /)": sameMethod,
  "__hash__(self, /)": methodHash,
  "__get__(self, instance, owner=None, /)"(this: Value) {
    return this;
  },
  "__repr__(self, /)"(this: Value): Suspends<string> {
    const f = exposed(this.$func);
    const name: Value = getattrOr(f, "__qualname__") ?? getattrOr(f, "__name__");
    return `<bound method ${typeof name === "string" ? name : "?"} of ${repr(this.$self)}>`;
  },
});

/** `types.MethodType(f, o)` */
export function makeMethod(f: Value, self: Value): Value {
  if (typeof f !== "function" && specialMethod(f, "__call__") === undefined) throw new TypeError("first argument must be callable");
  if (self === null) throw new TypeError("instance must not be None");
  return bindCallable(self, f);
}

/** The class that a class method of C is bound to. */
function classFor(f: Value, o: Value, owner: Value): PyType {
  const [name, own]: [string, PyType] = [f.$f.name, f.$owner];
  if (owner === null && o === null) throw new TypeError("__get__(None, None) is invalid");
  const cls: Value = owner ?? typeOf(o);
  if (!isType(cls)) throw new TypeError(`descriptor '${name}' for type '${className(own)}' needs a type, not a '${typeName(cls)}' as arg 2`);
  if (!issubclass(cls, own)) throw new TypeError(`descriptor '${name}' requires a subtype of '${className(own)}' but received '${className(cls)}'`);
  return cls;
}

for (const kind of [methodDescriptorType, wrapperDescriptorType, classMethodDescriptorType]) {
  const word = kind === wrapperDescriptorType ? "slot wrapper" : "method";
  getset(kind, {
    __name__: [(f) => f.$f.name],
    __qualname__: [(f) => f.$f.qualname],
    __objclass__: [(f) => f.$owner],
    __doc__: [docOf],
    __text_signature__: [textSignature],
  });
  methods(kind, {
    "__call__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<Value> {
      return $callx(this, args, kw);
    },
    "__get__(self, instance, owner=None, /)"(this: Value, o: Value, owner: Value): Suspends<Value> {
      if (kind === classMethodDescriptorType) return bindMethod(classFor(this, o, owner ?? null), methodForm(this));
      return o === null ? this : descriptorGet(methodForm(this), o, (owner ?? typeOf(o)) as PyType, "");
    },
    "__repr__(self, /)"(this: Value) {
      return `<${word} '${this.$f.name}' of '${className(this.$owner as PyType)}' objects>`;
    },
  });
}

for (const kind of [getsetType, memberType]) {
  getset(kind, {
    __name__: [(d) => d.$name],
    __qualname__: [(d) => `${d.$owner.$qualname}.${d.$name}`],
    __objclass__: [(d) => d.$owner],
    __doc__: [(d) => builtinDoc(d.$owner.$module as string, `${d.$owner.$qualname}.${d.$name}`) ?? slotDoc(d.$name as string)],
  });
  methods(kind, {
    "__get__(self, instance, owner=None, /)"(this: Value, o: Value, owner: Value): Suspends<Value> {
      if (o === null) return this;
      appliesTo(this, o);
      return descriptorGet(this, o, (owner ?? typeOf(o)) as PyType, this.$name as string);
    },
    "__set__(self, instance, value, /)"(this: Value, o: Value, value: Value): Suspends<null> {
      appliesTo(this, o);
      descriptorSet(this, o, value);
      return null;
    },
    "__delete__(self, instance, /)"(this: Value, o: Value): Suspends<null> {
      appliesTo(this, o);
      descriptorSet(this, o, undefined);
      return null;
    },
    "__repr__(self, /)"(this: Value) {
      return `<${kind === memberType ? "member" : "attribute"} '${this.$name}' of '${className(this.$owner as PyType)}' objects>`;
    },
  });
}
