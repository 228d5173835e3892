/**
 * enum.body - the namespace of an enum's class body: it takes note of the members and fills in `auto()`.
 *
 * Mirrors     EnumDict, auto, member, nonmember of Lib/enum.py
 * Calls back  _generate_next_value_
 */
import { stringOf } from "../../objects/str.js";
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { dict } from "../../objects/dict.js";
import { TypeError, ValueError, AttributeError } from "../../objects/exceptions.js";
import { staticmethodType } from "../../objects/descriptors.js";
import type { Kw } from "../../objects/function.js";
import { spread } from "../../objects/iterator.js";
import { Dict } from "../../objects/keymap.js";
import { unpack } from "../../objects/unpack.js";
import { functionType, isType, madeFor, object, PyObject, specialMethod, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, getset, methods, pyclass } from "../../objects/register.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";

/** A value that is to be made up. */
@pyclass("enum.auto")
export class auto extends PyObject {
  declare value: Value;

  __init__(value: Value = undefined): null {
    this.value = value === undefined ? NO_VALUE : value;
    return null;
  }
  __repr__(): Suspends<string> {
    return `auto(${repr(this.value)})`;
  }
}
const NO_VALUE: Value = Object.create(object.prototype as object);

@pyclass("enum.member")
export class member extends PyObject {
  declare value: Value;

  __init__(value: Value): null {
    this.value = value;
    return null;
  }
}

@pyclass("enum.nonmember")
export class nonmember extends PyObject {
  declare value: Value;

  __init__(value: Value): null {
    this.value = value;
    return null;
  }
}

export class EnumDict extends Dict {
  /** the name of the class; null where the script made the namespace itself */
  $enumName: Value = null;
  readonly $members: string[] = [];
  readonly $values: Value[] = [];
  $ignored: Value[] = [];
  $autoCalled = false;
  $generate: Value = null;
}
export const enumDictType = builtinType("EnumDict()", () => new EnumDict(), {
  prototype: EnumDict.prototype,
  module: "enum",
  bases: [dict],
  empty: (cls: PyType) => madeFor(EnumDict, cls),
});

const SUNDERS: ReadonlySet<string> = new Set(
  "_order_ _generate_next_value_ _numeric_repr_ _missing_ _ignore_ _iter_member_ _iter_member_by_value_ _iter_member_by_def_ _add_alias_ _add_value_alias_".split(
    " ",
  ),
);
const SUNDER = /^_[^_](?:.*[^_])?_$/;
const DUNDER = /^__[^_](?:.*[^_])?__$/;

getset(enumDictType, {
  member_names: [(self: EnumDict) => [...self.$members]],
  _member_names: [(self: EnumDict) => [...self.$members]],
  _cls_name: [
    (self: EnumDict) => self.$enumName,
    (self: EnumDict, value: Value) => {
      self.$enumName = value;
    },
  ],
});
methods(enumDictType, {
  "__setitem__(self, key, value, /)"(this: EnumDict, key: Value, value: Value): Suspends<null> {
    setName(this, key, value);
    return null;
  },
  "update(self, members, /, *more_members, **kwds)"(this: EnumDict, members: Value, more: Value[], kwds: Kw): Suspends<null> {
    for (const given of [members, ...more]) {
      const pairs = getattrOr(given, "keys") === undefined ? spread(given) : spread(callMethod(given, "items"));
      for (const pair of pairs) {
        const [key, value] = unpack(pair, 2);
        setName(this, key, value);
      }
    }
    for (const name in kwds) setName(this, name, kwds[name]);
    return null;
  },
});

function isPrivate(cls: Value, name: string): boolean {
  const start = `_${(stringOf(cls) ?? "").replace(/^_+/, "")}__`;
  return name.length > start.length && name.startsWith(start) && !name.endsWith("__");
}

export function isDescriptor(value: Value): boolean {
  if (value === null || value === undefined || isType(value)) return false;
  if (typeof value === "function") return value.$cls === functionType;
  if (typeof value !== "object") return false;
  return (specialMethod(value, "__get__") ?? specialMethod(value, "__set__") ?? specialMethod(value, "__delete__") ?? null) !== null;
}

/** `C.x = value` in the body. */
export function setName(names: EnumDict, key: Value, value: Value): Suspends<void> {
  if (names.$enumName === null) throw new AttributeError("'EnumDict' object has no attribute '_cls_name'");
  if (typeof key !== "string") throw new TypeError(`expected string or bytes-like object, got '${typeOf(key).$name}'`);
  let name: string = key;
  let kept = value;
  if (isPrivate(names.$enumName, key)) {
    // an attribute like any other
  } else if (SUNDER.test(key)) kept = setSunder(names, key, value);
  else if (DUNDER.test(key)) {
    if (key === "__order__") name = "_order_";
  } else if (names.$members.includes(key)) throw new TypeError(`${repr(key)} already defined as ${repr(names.$named(key))}`);
  else if (names.$ignored.includes(key)) {
    // goes away with the body
  } else if (value instanceof nonmember) kept = value.value;
  else if (!isDescriptor(value) && !(isType(value) && value.$qualname.endsWith(`${stringOf(names.$enumName) ?? ""}.${value.$name}`)))
    kept = addMember(names, key, value);
  names.$setNamed(name, kept);
}

function setSunder(names: EnumDict, key: string, value: Value): Suspends<Value> {
  if (!SUNDERS.has(key) && !key.startsWith("_repr_")) throw new ValueError(`_sunder_ names, such as ${repr(key)}, are reserved for future Enum use`);
  if (key === "_generate_next_value_") {
    if (names.$autoCalled) throw new TypeError("_generate_next_value_ must be defined before members");
    names.$generate = value !== null && typeOf(value) === staticmethodType ? value.$func : value;
  } else if (key === "_ignore_") {
    const ignored =
      typeof value === "string"
        ? value
            .replaceAll(",", " ")
            .split(/\s+/)
            .filter((part) => part !== "")
        : spread(value);
    names.$ignored = ignored;
    return ignored;
  }
  return value;
}

function addMember(names: EnumDict, key: string, given: Value): Suspends<Value> {
  if (names.$named(key) !== undefined) throw new TypeError(`${repr(key)} already defined as ${repr(names.$named(key))}`);
  let value: Value = given instanceof member ? given.value : given;
  if (value instanceof auto) value = madeUp(names, key, value);
  else if (isTuple(value) && plainTuple(value).items.some((item) => item instanceof auto)) {
    const items: Value[] = [];
    for (const item of plainTuple(value).items) items.push(item instanceof auto ? madeUp(names, key, item) : item);
    value = tupleLike(typeOf(value), items);
  } else names.$values.push(value);
  names.$members.push(key);
  return value;
}

/** A tuple of a class that takes its items as one argument, or one by one. */
function tupleLike(cls: PyType, items: Value[]): Suspends<Value> {
  try {
    return call(cls, items);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return call(cls, ...items);
  }
}

/** The value of an `auto()`. */
function madeUp(names: EnumDict, key: string, one: Value): Suspends<Value> {
  if (one.value === NO_VALUE) {
    one.value = call(names.$generate, key, 1, names.$members.length, names.$values.slice());
    names.$autoCalled = true;
  }
  names.$values.push(one.value);
  return one.value;
}
