/**
 * enum.type - EnumType: how an enum is made of its body, and what the class itself can do.
 *
 * Mirrors     EnumType, _proto_member of Lib/enum.py
 * Frames      find: Enum.__new__
 * Calls back  __new__, __init__, _generate_next_value_, _missing_ of enums
 */
import { unpack } from "../../objects/unpack.js";
import { stringOf } from "../../objects/str.js";
import { argumentName } from "../../objects/typename.js";
import { callingModule } from "../callingmodule.js";
import type { Suspends } from "../../frames/suspend.js";
import { $delattr, genericDelete, getattrOr, attributeName, noAttribute } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { newClass } from "../../objects/class.js";
import { makeStaticmethod, property, staticmethodType } from "../../objects/descriptors.js";
import { AttributeError, Exception, NameError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw, plain } from "../../objects/function.js";
import { ListIterator, ListReverseIterator } from "../../objects/iterator.js";
import { Dict } from "../../objects/keymap.js";
import { int } from "../../objects/int.js";
import { mappingProxy } from "../../objects/mappingproxy.js";
import { added, changed } from "../../objects/mirror.js";
import { initType, isinstance, isType, issubclass, lookup, object, type, typeFunction, typeOf, type PyType, type Value } from "../../objects/object.js";
import { $getattr } from "../../objects/attributes.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { eq } from "../../objects/protocols/eq.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { lessThan } from "../../objects/protocols/compare.js";
import { iterate } from "../../objects/iterate.js";
import { truth } from "../../objects/protocols/bool.js";
import { hash } from "../../objects/protocols/hash.js";
import { repr } from "../../objects/protocols/repr.js";
import { $caught, $handled, $reraise, $uncaught, causedBy } from "../../objects/raise.js";
import { builtinType, define, methods, pyfunction } from "../../objects/register.js";
import { isTuple, plainTuple, tuple, Tuple } from "../../objects/tuple.js";
import { DynamicClassAttribute } from "../types.js";
import { EnumDict, isDescriptor, setName } from "./body.js";
import { bits, isSingle } from "./bits.js";
import { dirOfClass } from "./dir.js";
import { redirected, type EnumProperty } from "./property.js";

/** The classes of this module that the metaclass must know; they are made after it. */
export const known = {
  Enum: undefined as PyType | undefined,
  Flag: undefined as PyType | undefined,
  ReprEnum: undefined as PyType | undefined,
  keep: null as Value,
  eject: null as Value,
};

export const EnumType = initType(typeFunction(), "EnumType", [type], type.$mro, Object.create(type.prototype as object) as object, type);
EnumType.$module = "enum";
EnumType.$heap = true;
EnumType.$hasDict = true;

/** A member before its class is there. */
class ProtoMember {
  constructor(readonly $given: Value) {}
}
Object.setPrototypeOf(ProtoMember.prototype, object.prototype);
const protoMember = builtinType("_proto_member(value)", (value: Value) => new ProtoMember(value), { prototype: ProtoMember.prototype, module: "enum" });
methods(protoMember, {
  "__set_name__(self, enum_class, member_name, /)": function (this: ProtoMember, cls: PyType, name: string): Suspends<null> {
    makeMember(cls, name, this.$given);
    return null;
  },
});

export function isEnum(x: Value): boolean {
  return isType(x) && x.$cls !== type && issubclass(x.$cls, EnumType);
}
export function isFlag(cls: PyType): boolean {
  return known.Flag !== undefined && issubclass(cls, known.Flag);
}

/** What the class keeps of its members. */
export function membersOf(cls: PyType): Dict {
  return lookup(cls, "_member_map_") as Dict;
}
export function namesOf(cls: PyType): string[] {
  return lookup(cls, "_member_names_") as string[];
}
function byValue(cls: PyType): Dict {
  return lookup(cls, "_value2member_map_") as Dict;
}

/** The members in the order of their definition, without aliases. */
export function canonical(cls: PyType): Value[] {
  const map = membersOf(cls);
  return namesOf(cls).map((name) => map.$named(name));
}

function makeMember(cls: PyType, name: string, given: Value): Suspends<void> {
  cls.$dict.delete(name);
  let args: Value[] = isTuple(given) ? plainTuple(given).items.slice() : [given];
  const data = lookup(cls, "_member_type_") as PyType;
  if (data === tuple) args = [new Tuple(args)];
  const make: Value = cls.$dict.get("_new_member_");
  const own = make instanceof Object && make.$cls === staticmethodType ? make.$func : make;
  const useArgs = cls.$dict.get("_use_args_") === true;
  let made: Value = useArgs ? $callx(own, [cls, ...args], null) : $callx(own, [cls], null);
  if (getattrOr(made, "_value_") === undefined) made._value_ = data === object ? given : computedValue(data, args);
  const value: Value = made._value_;
  made._name_ = name;
  made.__objclass__ = cls;
  const init = lookup(cls, "__init__");
  if (init !== undefined && init.$owner !== object) callMethod(made, "__init__", ...args);
  made._sort_order_ = namesOf(cls).length;
  const flag = isFlag(cls);
  if (flag) {
    if (isinstance(value, int)) {
      const raw = bits.of(value);
      cls.$dict.set("_flag_mask_", bits.or(cls.$dict.get("_flag_mask_"), raw));
      if (isSingle(raw)) cls.$dict.set("_singles_mask_", bits.or(cls.$dict.get("_singles_mask_"), raw));
    }
    cls.$dict.set("_all_bits_", bits.all(cls.$dict.get("_flag_mask_")));
  }
  const known_ = sameValue(cls, value);
  if (known_ !== undefined) made = known_;
  else if (!flag || (isinstance(value, int) && isSingle(bits.of(value)))) namesOf(cls).push(name);
  addName(cls, name, made);
  remember(cls, name, value, made);
}

/** The value of a member whose `__new__` has not set it. */
function computedValue(data: PyType, args: Value[]): Suspends<Value> {
  try {
    return $callx(data, args, null);
  } catch (cause) {
    if (!(cause instanceof Exception)) throw cause;
    const error: Value = new TypeError("_value_ not set in __new__, unable to create it");
    throw causedBy(error, cause);
  }
}

/** Whether a value has a hash: a tuple has one if its items do. */
function isHashable(value: Value): Suspends<boolean> {
  if (value === null) return true;
  if (lookup(typeOf(value), "__hash__") === null) return false;
  if (!isTuple(value)) return true;
  try {
    hash(value);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
  return true;
}

function sameValue(cls: PyType, value: Value): Suspends<Value> {
  if (isHashable(value)) return byValue(cls).$get(value);
  for (const entry of membersOf(cls).$entries()) if (eq(entry.value._value_, value) === true) return entry.value;
  return undefined;
}

function remember(cls: PyType, name: string, value: Value, made: Value): Suspends<void> {
  if (!isHashable(value)) {
    (cls.$dict.get("_unhashable_values_") as Value[]).push(value);
    const map = cls.$dict.get("_unhashable_values_map_") as Dict;
    const list: Value = map.$named(name);
    if (list === undefined) map.$setNamed(name, [value]);
    else list.push(value);
  } else if (byValue(cls).$get(value) === undefined) byValue(cls).$set(value, made);
}

/** Another value that stands for a member. */
export function addValue(cls: PyType, value: Value, made: Value): Suspends<void> {
  const other = sameValue(cls, value);
  if (other === made) return;
  if (other !== undefined) throw new ValueError(`${repr(value)} is already bound: ${repr(other)}`);
  remember(cls, isHashable(value) ? "" : made._name_, value, made);
}

/** Makes a member an attribute of its class. */
export function addName(cls: PyType, given: Value, made: Value): Suspends<void> {
  const name = attributeName(given);
  const map = membersOf(cls);
  const bound_ = map.$named(name);
  if (bound_ !== undefined) {
    if (bound_ !== made) throw new NameError(`${repr(name)} is already bound: ${repr(bound_)}`);
    return;
  }
  let found: Value = undefined;
  let kind: EnumProperty["_attr_type"] = null;
  let owner: PyType | null = null;
  for (const base of cls.$mro.slice(1)) {
    const attribute: Value = base.$dict.get(name);
    if (attribute === undefined || attribute === null) continue;
    if (isinstance(attribute, property) || attribute instanceof DynamicClassAttribute) {
      found = attribute;
      owner = base;
      kind = "enum";
      break;
    }
    if (hasProtocol(attribute)) {
      found = attribute;
      kind ??= "desc";
      owner ??= base;
    } else {
      kind = "attr";
      owner = base;
    }
  }
  if (found !== undefined || !added(cls, name, made)) {
    const isNew = found === undefined && !cls.$dict.has(name);
    cls.$dict.set(name, found === undefined ? made : redirected(cls, name, made, found, kind, owner));
    changed(cls, name, isNew && !hasProtocol(made));
  }
  map.$setNamed(name, made);
}

/** Whether a value in a class is a descriptor of any kind. */
function hasProtocol(attribute: Value): boolean {
  return isDescriptor(attribute) || (!isType(attribute) && lookup(typeOf(attribute), "__get__") !== undefined);
}

/** The data type of the members and the enum that is extended. */
function mixins(name: string, bases: readonly Value[]): Suspends<[PyType, PyType | null]> {
  if (bases.length === 0) return [object, known.Enum ?? null];
  const first: Value = bases[bases.length - 1];
  if (!isEnum(first)) throw new TypeError("new enumerations should be created as `EnumName([mixin_type, ...] [data_type,] enum_type)`");
  return [dataType(name, bases) ?? object, first];
}

function dataType(name: string, bases: readonly Value[]): Suspends<PyType | null> {
  const found = new Set<PyType>();
  for (const chain of bases) {
    let candidate: PyType | null = null;
    for (const base of (chain as PyType).$mro) {
      if (base === object) continue;
      if (isEnum(base)) {
        const data = lookup(base, "_member_type_") as PyType;
        if (data !== object) {
          found.add(data);
          break;
        }
      } else if (base.$dict.has("__new__") || base.$dict.has("__dataclass_fields__")) {
        found.add(candidate ?? base);
        break;
      } else candidate ??= base;
    }
  }
  if (found.size > 1)
    throw new TypeError(
      `too many data types for ${repr(name)}: {${[...found].map((cls) => `<class '${cls.$module === "builtins" ? "" : `${cls.$module}.`}${cls.$qualname}'>`).join(", ")}}`,
    );
  return found.size === 0 ? null : [...found][0]!;
}

/** The fields of a data class whose values members have. */
const dataclassRepr = pyfunction(
  "_dataclass_repr(self)",
  function (self: Value): Suspends<string> {
    let shown = "";
    for (const entry of ($getattr(self, "__dataclass_fields__") as Dict).$entries()) {
      if (!truth((entry.value as Value).repr)) continue;
      shown += `${shown === "" ? "" : ", "}${entry.key as string}=${repr($getattr(self, entry.key as string))}`;
    }
    return shown;
  },
  "enum",
);

/** How the value of a member is printed, where that is not the usual repr. */
function dataRepr(bases: readonly Value[]): Value {
  for (const chain of bases) {
    for (const base of (chain as PyType).$mro) {
      if (base === object) continue;
      if (isEnum(base)) return lookup(base, "_value_repr_") ?? null;
      const own = base.$dict.get("__repr__");
      const params: Value = base.$dict.has("__dataclass_fields__") ? base.$dict.get("__dataclass_params__") : undefined;
      if (own !== undefined && params?.repr === true) return dataclassRepr;
      if (own !== undefined) return typeof own === "function" ? plain(own) : own;
    }
  }
  return null;
}

/** The `__new__` that makes members. */
function memberMaker(names: EnumDict, data: PyType, first: PyType | null): Suspends<{ make: Value; save: boolean; useArgs: boolean }> {
  let make: Value = names.$named("__new__");
  const save = first !== null && make !== undefined;
  const plainNew: Value[] = [getattrOr(object, "__new__")];
  if (known.Enum !== undefined) plainNew.push(getattrOr(known.Enum, "__new__"));
  if (make === undefined) {
    for (const method of ["__new_member__", "__new__"]) {
      for (const one of [data, first]) {
        const target = one === null ? undefined : getattrOr(one, method);
        if (make === undefined && target !== undefined && !plainNew.includes(target)) make = target;
      }
    }
    make ??= plainNew[0];
  }
  return { make, save, useArgs: first !== null && !plainNew.includes(make) };
}

methods(EnumType, {
  "__prepare__(cls, name, bases, /, **kwds)"(this: PyType, name: string, bases: Tuple): Suspends<Value> {
    return prepare(name, bases.items);
  },
  "__new__(cls, name, bases, classdict, /, *, boundary=None, _simple=False, **kwds)"(
    this: PyType,
    name: string,
    bases: Tuple,
    names: Value,
    boundary: Value,
    _simple: Value,
    kwds: Kw,
  ): Suspends<Value> {
    if (!(names instanceof EnumDict)) {
      $getattr(names, "setdefault");
      throw noAttribute(names, "_member_names");
    }
    checkName(name);
    if (!isTuple(bases)) throw new TypeError(`type.__new__() argument 2 must be tuple, not ${argumentName(bases)}`);
    return makeEnum(this, name, plainTuple(bases).items as PyType[], names, boundary ?? null, Object.keys(kwds ?? {}).length === 0 ? null : kwds);
  },
});
methods(
  EnumType,
  {
    "__contains__(cls, value)"(this: PyType, value: Value): Suspends<boolean> {
      if (isinstance(value, this)) return true;
      if (isHashable(value)) return byValue(this).$has(value);
      for (const one of lookup(this, "_unhashable_values_") as Value[]) if (eq(one, value) === true) return true;
      return false;
    },
    "__getitem__(cls, name)"(this: PyType, name: Value): Suspends<Value> {
      return getitem(membersOf(this), name);
    },
    "__dir__(cls)"(this: PyType): Suspends<Value> {
      return dirOfClass(this);
    },
    "__iter__(cls)"(this: PyType): Value {
      return new ListIterator(canonical(this));
    },
    "__reversed__(cls)"(this: PyType): Value {
      return new ListReverseIterator(canonical(this));
    },
    "__len__(cls)"(this: PyType): number {
      return namesOf(this).length;
    },
    "__bool__(cls)"(): boolean {
      return true;
    },
    "__repr__(cls)"(this: PyType): string {
      return `<${isFlag(this) ? "flag" : "enum"} '${this.$name}'>`;
    },
    "__call__(cls, value, names=(), *values, module=None, qualname=None, type=None, start=1, boundary=None)"(
      this: PyType,
      value: Value,
      names: Value,
      values: Value[],
      module: Value,
      qualname: Value,
      mixin: Value,
      start: Value,
      boundary: Value,
    ): Suspends<Value> {
      if (membersOf(this).$size() > 0) return find(this, names === undefined ? value : new Tuple([value, names, ...(values ?? [])]));
      if (names === undefined && (mixin === undefined || mixin === null)) {
        throw new TypeError(`${repr(this)} has no members; specify \`names=()\` if you meant to create a new, empty, enum`);
      }
      return createEnum(this, stringOf(value) ?? (value as string), names, {
        module: module ?? null,
        qualname: qualname ?? null,
        mixin: mixin ?? null,
        start: start === undefined ? 1 : start,
        boundary: boundary ?? null,
      });
    },
    "__delattr__(cls, attr)"(this: PyType, name: string): Suspends<null> {
      if (membersOf(this)?.$named(name) !== undefined) throw new AttributeError(`${repr(this.$name)} cannot delete member ${repr(name)}.`);
      genericDelete(this, this.$cls, name);
      return null;
    },
    "__setattr__(cls, name, value)"(this: PyType, name: string, value: Value): Suspends<null> {
      if ((this.$dict.get("_member_map_") as Dict | undefined)?.$named(name) !== undefined) throw new AttributeError(`cannot reassign member ${repr(name)}`);
      (lookup(type, "__setattr__") as Value).call(this, name, value);
      return null;
    },
  },
  false,
);
const members: Value = pyfunction("__members__(cls)", (cls: PyType): Value => mappingProxy(membersOf(cls)), "enum");
members.$f.qualname = "EnumType.__members__";
members.$f.doc =
  "\nReturns a mapping of member name->value.\n\nThis mapping lists all enum members, including aliases. Note that this\nis a read-only view of the internal mapping.\n";
define(EnumType, "__members__", call(property, members), undefined);

export function prepare(name: string, bases: readonly Value[]): Suspends<EnumDict> {
  for (const chain of bases) {
    for (const base of (chain as PyType).$mro) {
      if (isEnum(base) && namesOf(base).length > 0) throw new TypeError(`<enum ${repr(name)}> cannot extend ${repr(base)}`);
    }
  }
  const made = new EnumDict();
  made.$enumName = name;
  const [, first] = mixins(name, bases);
  if (first !== null && lookup(first, "_generate_next_value_") !== undefined) setName(made, "_generate_next_value_", $getattr(first, "_generate_next_value_"));
  return made;
}

/** The name that a class has while its members are made. */
function progress(name: string): string {
  return `_${name}__in_progress`;
}

export function makeEnum(meta: PyType, name: string, bases: PyType[], body: EnumDict, boundary: Value, kw: Kw | null): Suspends<PyType> {
  for (const ignored of [...body.$ignored, "_ignore_"]) body.$delete(ignored);
  const members = body.$members.filter((one) => body.$named(one) !== undefined);
  const invalid = ["mro", ""].filter((one) => members.includes(one));
  if (invalid.length > 0) throw new ValueError(`invalid enum member name(s) ${invalid.map((one) => `'${one}'`).join(",")}`);
  let order: Value = body.$delete("_order_");
  const [data, first] = mixins(name, bases);
  const { make, save, useArgs } = memberMaker(body, data, first);
  const names = new Map<string, Value>();
  for (const entry of body.$entries()) names.set(entry.key as string, entry.value);
  const generate: Value = names.get("_generate_next_value_");
  if (generate !== undefined && generate !== null && typeOf(generate) !== staticmethodType) names.set("_generate_next_value_", makeStaticmethod(generate));
  names.set("_new_member_", makeStaticmethod(make));
  names.set("_use_args_", useArgs);
  for (const one of members) names.set(one, new ProtoMember(names.get(one)));
  names.set("_member_names_", []);
  names.set("_member_map_", new Dict());
  names.set("_value2member_map_", new Dict());
  names.set("_unhashable_values_", []);
  names.set("_unhashable_values_map_", new Dict());
  names.set("_member_type_", data);
  names.set("_value_repr_", wrapped(dataRepr(bases)));
  const flag = name === "Flag" || (known.Flag !== undefined && bases.some((base) => isFlag(base)));
  if (flag) {
    names.set("_boundary_", boundary ?? (first === null ? null : (lookup(first, "_boundary_") ?? null)));
    names.set("_flag_mask_", 0);
    names.set("_singles_mask_", 0);
    names.set("_all_bits_", 0);
    names.set("_inverted_", null);
  }
  names.set(progress(name), true);
  const cls = withoutNote(meta, name, bases, names, kw);
  cls.$dict.delete(progress(name));
  adoptMethods(cls, bases, names, data, first, flag);
  if (known.Enum !== undefined) {
    if (save) set(cls, "__new_member__", makeStaticmethod(make));
    set(cls, "__new__", known.Enum.$dict.get("__new__"));
  }
  if (order !== undefined && order !== null) {
    if (typeof order === "string")
      order = order
        .replaceAll(",", " ")
        .split(/\s+/)
        .filter((part) => part !== "");
    checkOrder(cls, order as Value[]);
  }
  return cls;
}

/** The class; an error of a member's does not tell that it came by `__set_name__`. */
function withoutNote(meta: PyType, name: string, bases: PyType[], names: Map<string, Value>, kw: Kw | null): Suspends<PyType> {
  const handled = $handled();
  // made by code of this module
  if (!names.has("__module__")) names.set("__module__", "enum");
  try {
    return newClass(meta, name, bases, names, kw, null);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (error instanceof Exception && getattrOr(error, "__notes__") !== undefined) $delattr(error, "__notes__");
    $uncaught(handled);
    throw $reraise(error);
  }
}

function wrapped(f: Value): Value {
  return typeof f === "function" ? makeStaticmethod(f) : f;
}

function checkOrder(cls: PyType, order: Value[]): Suspends<void> {
  const map = membersOf(cls);
  const kept = order.filter((name) => map.$named(name as string) === undefined || namesOf(cls).includes(name as string));
  const mine = namesOf(cls);
  if (kept.length !== mine.length || kept.some((name, i) => name !== mine[i]))
    throw new TypeError(`member order does not match _order_:\n  ${repr(mine)}\n  ${repr(kept)}`);
}

/** Gives a class a method of a special name: none that has a say in how its instances store attributes. */
function set(cls: PyType, name: `__${string}__`, value: Value): void {
  cls.$dict.set(name, value);
  changed(cls, name, true);
}

/** Methods of Enum that win over those of the data type. */
function adoptMethods(cls: PyType, bases: PyType[], names: Map<string, Value>, data: PyType, first: PyType | null, flag: boolean): Suspends<void> {
  if (known.ReprEnum !== undefined && bases.includes(known.ReprEnum)) {
    if (data === object) throw new TypeError("ReprEnum subclasses must be mixed with a data type (i.e. int, str, float, etc.)");
    if (!names.has("__format__")) set(cls, "__format__", lookup(data, "__format__"));
    if (!names.has("__str__")) {
      const shown = lookup(data, "__str__");
      set(cls, "__str__", shown === lookup(object, "__str__") ? lookup(data, "__repr__") : shown);
    }
  }
  if (first === null) return;
  for (const name of ["__repr__", "__str__", "__format__", "__reduce_ex__"] as const) {
    if (names.has(name)) continue;
    const found = lookup(cls, name);
    const replaces = cls.$dict.has(name) && known.ReprEnum !== undefined && bases.includes(known.ReprEnum);
    if (!replaces && (found === lookup(data, name) || found === lookup(object, name))) set(cls, name, lookup(first, name));
  }
  if (!flag || known.Flag === undefined) return;
  for (const name of ["__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__", "__invert__"] as const) {
    if (!names.has(name)) set(cls, name, known.Flag.$dict.get(name));
  }
}

/** What `_missing_` gives; what it raises comes after the error that there would have been. */
function missing(cls: PyType, value: Value, unknown: Value): Suspends<Value> {
  try {
    return callMethod(cls, "_missing_", value);
  } catch (thrown) {
    const error: Value = thrown;
    if (error instanceof Exception && !(error instanceof ValueError)) (error as Value).$context = unknown;
    throw error;
  }
}

/** `Color(1)` */
export function find(cls: PyType, value: Value): Suspends<Value> {
  if (value !== null && typeOf(value) === cls) return value;
  if (isHashable(value)) {
    const found = byValue(cls).$get(value);
    if (found !== undefined) return found;
  } else {
    for (const entry of (lookup(cls, "_unhashable_values_map_") as Dict).$entries()) {
      for (const one of entry.value as Value[]) if (eq(one, value) === true) return membersOf(cls).$named(entry.key as string);
    }
  }
  if (membersOf(cls).$size() === 0 && cls.$dict.has(progress(cls.$name))) {
    throw new TypeError("do not use `super().__new__; call the appropriate __new__ directly");
  }
  if (membersOf(cls).$size() === 0) throw new TypeError(`${repr(cls)} has no members defined`);
  const unknown: Value = new ValueError(`${repr(value)} is not a valid ${cls.$qualname}`);
  const result = missing(cls, value, unknown);
  if (isinstance(result, cls)) return result;
  if (isFlag(cls) && lookup(cls, "_boundary_") === known.eject && isinstance(result, int)) return result;
  if (result === null) throw unknown;
  const error: Value = new TypeError(`error in ${cls.$name}._missing_: returned ${repr(result)} instead of None or a valid member`);
  error.$context = unknown;
  throw error;
}

export interface Creation {
  module: Value;
  qualname: Value;
  mixin: Value;
  start: Value;
  boundary: Value;
}

function checkName(name: Value): void {
  if (stringOf(name) === undefined) throw new TypeError(`type.__new__() argument 1 must be str, not ${argumentName(name)}`);
}

/** The functional API: `Enum("Color", "RED GREEN")`. */
export function createEnum(cls: PyType, name: string, given: Value, { module, qualname, mixin, start, boundary }: Creation): Suspends<PyType> {
  const bases = mixin === null ? [cls] : [mixin, cls];
  const [, first] = mixins(name, bases);
  const body = prepare(name, bases);
  let names: Value = given ?? new Tuple([]);
  const listed = stringOf(names);
  if (listed !== undefined)
    names = listed
      .replaceAll(",", " ")
      .split(/\s+/)
      .filter((part: string) => part !== "");
  const items = iterate(names);
  if ((Array.isArray(names) || isTuple(names)) && items.length > 0 && stringOf(items[0]) !== undefined) {
    const last: Value[] = [];
    for (let i = 0; i < items.length; i++) {
      const value = callMethod(first, "_generate_next_value_", items[i], start, i, last.slice());
      last.push(value);
      setName(body, stringOf(items[i]) as string, value);
    }
  } else {
    for (const item of items) {
      const name = stringOf(item);
      if (name !== undefined) setName(body, name, getitem(names, item));
      else {
        const pair = unpack(item, 2);
        setName(body, stringOf(pair[0]) ?? pair[0], pair[1]);
      }
    }
  }
  body.$setNamed("__module__", module ?? callingModule());
  if (qualname !== null) body.$setNamed("__qualname__", qualname);
  checkName(name);
  return makeEnum(cls.$cls, name, bases as PyType[], body, boundary, null);
}

/** Enum's own `_generate_next_value_`. */
export function nextValue(start: Value, last: Value[]): Suspends<Value> {
  if (last.length === 0) return start;
  let highest: Value = last[0];
  for (let i = 1; i < last.length; i++) {
    if (!comparable(highest, last[i])) throw new TypeError("unable to sort non-numeric values");
    if (!lessThan(last[i], highest)) highest = last[i];
  }
  if (!isNumber(highest)) throw new TypeError(`unable to increment ${repr(highest)}`);
  return call($getattr(highest, "__add__"), 1);
}
function isNumber(x: Value): boolean {
  return x !== null && lookup(typeOf(x), "__add__") !== undefined && typeof x !== "string" && !Array.isArray(x) && !isTuple(x);
}
function comparable(a: Value, b: Value): boolean {
  return a !== null && b !== null && ((isNumber(a) && isNumber(b)) || typeOf(a) === typeOf(b));
}
