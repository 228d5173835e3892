/**
 * typing.classes - Any, Protocol, NamedTuple, TypedDict, NewType: what classes are made from.
 *
 * Mirrors   the parts of that name in Lib/typing.py
 * Differs   a Protocol's members are the names of its body and of its bases that are protocols
 */
import { callingModule } from "../callingmodule.js";
import { text as str } from "../../objects/protocols/str.js";
import { unpack } from "../../objects/unpack.js";
import type { Suspends } from "../../frames/suspend.js";
import { generic } from "../../objects/typeparams.js";
import { getattrOr } from "../../objects/attributes.js";
import { newClass } from "../../objects/class.js";
import { dict, Dict, updateDict } from "../../objects/dict.js";
import { AttributeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { exposed, Kw } from "../../objects/function.js";
import { iterate } from "../../objects/iterate.js";
import { changed } from "../../objects/mirror.js";
import { initType, isType, issubclass, lookup, object, type, typeFunction, typeOf, type PyType, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, builtinType, define, getset, methods } from "../../objects/register.js";
import { frozenSetOf } from "../../objects/set.js";
import { Tuple } from "../../objects/tuple.js";
import { $callx } from "../../objects/call.js";
import { ABCMeta } from "../abc.js";
import { namedTuple, checkTupleName } from "../collections/namedtuple.js";
import { argument } from "./forms.js";

function metaclass(name: string, base: PyType): PyType {
  const made = initType(typeFunction(), name, [base], [base, ...base.$mro.slice(1)], Object.create(base.prototype as object) as object, type);
  made.$module = "typing";
  made.$heap = true;
  made.$hasDict = true;
  return made;
}

const anyMeta = metaclass("_AnyMeta", type);
methods(anyMeta, {
  "__repr__(self, /)"(this: PyType): string {
    return this === Any ? "typing.Any" : `<class '${this.$module}.${this.$qualname}'>`;
  },
  "__instancecheck__(self, obj, /)"(this: PyType, x: Value): boolean {
    if (this === Any) throw new TypeError("typing.Any cannot be used with isinstance()");
    return issubclass(typeOf(x), this);
  },
});
export const Any: PyType = newClass(anyMeta, "Any", [object], new Map<string, Value>([["__module__", "typing"]]), null, null);
methods(Any, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType): Suspends<Value> {
    if (this === Any) throw new TypeError("Any cannot be instantiated");
    return $callx(getattrOr(object, "__new__"), [this], null);
  },
});

/** Names of a class body that say nothing about the protocol. */
const NO_MEMBERS: ReadonlySet<string> = new Set(
  "__abstractmethods__ __annotations__ __dict__ __doc__ __init__ __module__ __new__ __slots__ __subclasshook__ __weakref__ __class_getitem__ __match_args__ __static_attributes__ __firstlineno__ __orig_bases__ __parameters__ _is_protocol _is_runtime_protocol __protocol_attrs__ __init_subclass__ __type_params__".split(
    " ",
  ),
);
const protocolMeta = metaclass("_ProtocolMeta", ABCMeta);
methods(protocolMeta, {
  "__new__(cls, name, bases, namespace, /, **kwargs)"(this: PyType, name: string, bases: Tuple, names: Value, kw: Kw): Suspends<Value> {
    const own = bases.items.includes(Protocol) || Protocol === undefined;
    if (own && Protocol !== undefined) {
      for (const base of bases.items as PyType[]) {
        if (base !== object && base.$name !== "Generic" && base.$dict.get("_is_protocol") !== true && !base.$module.startsWith("collections.abc")) {
          throw new TypeError(`Protocols can only inherit from other protocols, got ${repr(base)}`);
        }
      }
    }
    const cls = (lookup(ABCMeta, "__new__") as Value).call(this, name, bases, names, kw) as PyType;
    define(cls, "_is_protocol", own, own);
    changed(cls, "_is_protocol");
    return cls;
  },
  "__call__(self, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
    if (this.$dict.get("_is_protocol") === true) throw new TypeError("Protocols cannot be instantiated");
    return (lookup(type, "__call__") as Value).call(this, ...args, kw);
  },
  "__instancecheck__(self, instance, /)"(this: PyType, x: Value): Suspends<boolean> {
    if (this.$dict.get("_is_protocol") !== true) return (lookup(ABCMeta, "__instancecheck__") as Value).call(this, x);
    if (issubclass(typeOf(x), this)) return true;
    if (this.$dict.get("_is_runtime_protocol") !== true) throw new TypeError("Instance and class checks can only be used with @runtime_checkable protocols");
    for (const name of protocolMembers(this)) {
      const found = getattrOr(x, name);
      if (found === undefined || (found === null && typeof getattrOr(this, name) === "function")) return false;
    }
    return true;
  },
  "__subclasscheck__(self, other, /)"(this: PyType, other: Value): Suspends<boolean> {
    if (this.$dict.get("_is_protocol") !== true) return (lookup(ABCMeta, "__subclasscheck__") as Value).call(this, other);
    if (!isType(other)) throw new TypeError("issubclass() arg 1 must be a class");
    if (issubclass(other, this)) return true;
    if (this.$dict.get("_is_runtime_protocol") !== true) throw new TypeError("Instance and class checks can only be used with @runtime_checkable protocols");
    for (const name of protocolMembers(this)) if (lookup(other, name) === undefined) return false;
    return true;
  },
});

function protocolMembers(cls: PyType): string[] {
  const found = new Set<string>();
  for (const base of cls.$mro) {
    if (base.$dict.get("_is_protocol") !== true || base === Protocol) continue;
    for (const name of base.$dict.keys()) if (!NO_MEMBERS.has(name)) found.add(name);
    const annotations: Value = base.$dict.get("__annotations__");
    if (annotations !== undefined) for (const entry of (annotations as Dict).$entries()) found.add(entry.key as string);
  }
  return [...found];
}

export let Protocol: PyType = undefined as unknown as PyType;
Protocol = newClass(
  protocolMeta,
  "Protocol",
  [generic() as PyType],
  new Map<string, Value>([
    ["__module__", "typing"],
    ["_is_protocol", true],
  ]),
  null,
  null,
);
export const runtime_checkable = builtin(
  "runtime_checkable(cls)",
  function (cls: Value): Value {
    if (!isType(cls) || cls.$dict.get("_is_protocol") !== true)
      throw new TypeError(`@runtime_checkable can be only applied to protocol classes, got ${repr(cls)}`);
    define(cls, "_is_runtime_protocol", true, true);
    changed(cls, "_is_runtime_protocol");
    return cls;
  },
  "typing",
);

// ---- NamedTuple: a name that a class statement replaces by the metaclass's root
const PROHIBITED: ReadonlySet<string> = new Set(
  "__new__ __init__ __slots__ __getnewargs__ _fields _field_defaults _field_types _make _replace _asdict _source".split(" "),
);
const namedTupleMeta = metaclass("NamedTupleMeta", type);
methods(namedTupleMeta, {
  "__new__(cls, name, bases, ns, /, **kwargs)"(this: PyType, name: string, _bases: Tuple, body: Value): Suspends<Value> {
    const names = body as Dict;
    const annotations = (names.$named("__annotations__") ?? new Dict()) as Dict;
    const fields: string[] = [];
    const defaults: Value[] = [];
    for (const entry of annotations.$entries()) {
      const field = entry.key as string;
      const value = names.$named(field);
      if (field.startsWith("_")) throw new ValueError(`Field names cannot start with an underscore: ${repr(field)}`);
      if (value !== undefined) defaults.push(value);
      else if (defaults.length > 0) {
        const before = fields.filter((one) => names.$named(one) !== undefined);
        throw new TypeError(`Non-default namedtuple field ${field} cannot follow default field${before.length > 1 ? "s" : ""} ${before.join(", ")}`);
      }
      fields.push(field);
    }
    const cls = namedTuple(name, fields, (names.$named("__module__") ?? "__main__") as string, defaults) as PyType;
    cls.$dict.set("__annotations__", typed(annotations));
    cls.$dict.set("__orig_bases__", new Tuple([NamedTuple]));
    for (const entry of names.$entries()) {
      const key = entry.key as string;
      if (PROHIBITED.has(key)) throw new AttributeError(`Cannot overwrite NamedTuple attribute ${key}`);
      if (key === "__qualname__") cls.$qualname = entry.value;
      else if (key === "__doc__") {
        cls.$doc = entry.value;
        cls.$dict.set(key, entry.value);
      } else if (!fields.includes(key) && !SKIPPED.has(key)) {
        cls.$dict.set(key, exposed(entry.value));
        changed(cls, key);
      }
    }
    if ((names as Value).$cell !== undefined) (names as Value).$cell.cls = cls;
    return cls;
  },
});
const SKIPPED: ReadonlySet<string> = new Set(["__annotations__", "__module__", "__orig_bases__"]);

function typed(annotations: Dict): Dict {
  const made = new Dict();
  for (const entry of annotations.$entries()) made.$setNamed(entry.key as string, argument(entry.value));
  return made;
}

class NamedTupleForm {}
Object.setPrototypeOf(NamedTupleForm.prototype, object.prototype);
const namedTupleForm = builtinType("function()", null, { prototype: NamedTupleForm.prototype, module: "typing", name: "function" });
let root: PyType | undefined;
methods(namedTupleForm, {
  "__repr__(self, /)"(): string {
    return "<function NamedTuple>";
  },
  "__mro_entries__(self, bases, /)"(): Suspends<Value> {
    root ??= newClass(namedTupleMeta, "NamedTuple", [object], new Map<string, Value>([["__module__", "typing"]]), null, null);
    return new Tuple([root]);
  },
  "__call__(self, typename, fields=(), /, **kwargs)"(this: Value, name: Value, given: Value, kwargs: Kw): Suspends<Value> {
    const annotations = new Dict();
    for (const one of iterate(given ?? new Tuple([]))) {
      const pair = unpack(one, 2);
      annotations.$setNamed(str(pair[0]), pair[1]);
    }
    for (const key in kwargs) annotations.$setNamed(key, kwargs[key]);
    const typename = str(name);
    const fields = annotations.$keys() as string[];
    for (const one of [typename, ...fields]) checkTupleName(one);
    const cls = namedTuple(typename, fields, callingModule() as string) as PyType;
    cls.$dict.set("__annotations__", typed(annotations));
    cls.$dict.set("__orig_bases__", new Tuple([NamedTuple]));
    return cls;
  },
});
export const NamedTuple: Value = new NamedTupleForm();

// ---- TypedDict
const typedDictMeta = metaclass("_TypedDictMeta", type);
methods(typedDictMeta, {
  "__new__(cls, name, bases, ns, /, total=True, **kwargs)"(this: PyType, name: string, bases: Tuple, body: Value, total: Value): Suspends<Value> {
    const annotations = new Dict();
    const required: Value[] = [];
    const optional: Value[] = [];
    for (const base of bases.items as PyType[]) {
      const before: Value = base.$dict.get("__annotations__");
      if (before !== undefined) for (const entry of (before as Dict).$entries()) annotations.$setNamed(entry.key as string, entry.value);
      required.push(...(base.$required ?? []));
      optional.push(...(base.$optional ?? []));
    }
    const own = ((body as Dict).$named("__annotations__") ?? new Dict()) as Dict;
    for (const entry of own.$entries()) {
      annotations.$setNamed(entry.key as string, argument(entry.value));
      const form: Value = entry.value?.$name;
      if (form === "typing.NotRequired" || (total === false && form !== "typing.Required")) optional.push(entry.key);
      else required.push(entry.key);
    }
    const names = new Map<string, Value>();
    for (const entry of (body as Dict).$entries()) names.set(entry.key as string, entry.value);
    names.set("__annotations__", annotations);
    names.set("__total__", total ?? true);
    names.set("__required_keys__", frozenSetOf(required));
    names.set("__optional_keys__", frozenSetOf(optional));
    const cls = newClass(this, name, [dict], names, null, (body as Value).$cell ?? null);
    cls.$required = required;
    cls.$optional = optional;
    return cls;
  },
  "__call__(self, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
    return $callx(dict, args, Object.keys(kw).length === 0 ? null : kw);
  },
  "__instancecheck__(self, instance, /)"(): never {
    throw new TypeError("TypedDict does not support instance and class checks");
  },
  "__subclasscheck__(self, other, /)"(): never {
    throw new TypeError("TypedDict does not support instance and class checks");
  },
});
class TypedDictForm {}
Object.setPrototypeOf(TypedDictForm.prototype, object.prototype);
const typedDictForm = builtinType("function()", null, { prototype: TypedDictForm.prototype, module: "typing", name: "function" });
let dictRoot: PyType | undefined;
function typedRoot(): Suspends<PyType> {
  return (dictRoot ??= newClass(typedDictMeta, "TypedDict", [dict], new Map<string, Value>([["__module__", "typing"]]), null, null));
}
methods(typedDictForm, {
  "__repr__(self, /)"(): string {
    return "<function TypedDict>";
  },
  "__mro_entries__(self, bases, /)"(): Suspends<Value> {
    return new Tuple([typedRoot()]);
  },
  "__call__(self, typename, fields, /, *, total=True)"(this: Value, name: string, fields: Value, total: Value): Suspends<Value> {
    const body = new Dict();
    const annotations = new Dict();
    updateDict(annotations, fields);
    body.$setNamed("__module__", callingModule());
    body.$setNamed("__annotations__", annotations);
    const kw = new Kw();
    kw["total"] = total ?? true;
    typedRoot();
    return $callx(typedDictMeta, [name, new Tuple([typedRoot()]), body], kw);
  },
});
export const TypedDict: Value = new TypedDictForm();
export function isTypedDict(x: Value): boolean {
  return isType(x) && typeOf(x) === typedDictMeta;
}

// ---- NewType
class NewType {
  constructor(
    readonly $name: string,
    readonly $super: Value,
    readonly __module__: Value,
  ) {}
}
Object.setPrototypeOf(NewType.prototype, object.prototype);
export const newType = builtinType("NewType(name, tp)", (name: Value, of: Value): Suspends<Value> => new NewType(name as string, of, callingModule()), {
  prototype: NewType.prototype,
  module: "typing",
  final: true,
});
methods(newType, {
  "__repr__(self, /)"(this: NewType): string {
    return `${this.__module__ as string}.${this.$name}`;
  },
  "__call__(self, x, /)"(this: NewType, x: Value): Value {
    return x;
  },
});
getset(newType, { __supertype__: [(self: NewType) => self.$super], __name__: [(self: NewType) => self.$name] });
