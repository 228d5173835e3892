/**
 * enum.members - Enum and what members can do; IntEnum, StrEnum.
 *
 * Mirrors   Enum, ReprEnum, IntEnum, StrEnum of Lib/enum.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { makeStaticmethod } from "../../objects/descriptors.js";
import { TypeError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { hidden, lookup, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { format } from "../../objects/protocols/format.js";
import { hash } from "../../objects/protocols/hash.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { $callx } from "../../objects/call.js";
import { define, methods, pyfunction } from "../../objects/register.js";
import { str } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { EnumDict } from "./body.js";
import { EnumProperty } from "./property.js";
import { dirOfMember } from "./dir.js";
import { addName, addValue, EnumType, find, known, makeEnum, nextValue } from "./type.js";

/** A class of this module without members. */
export function enumClass(name: string, bases: PyType[], boundary: Value, doc: string): Suspends<PyType> {
  const body = new EnumDict();
  body.$enumName = name;
  body.$setNamed("__module__", "enum");
  body.$setNamed("__doc__", doc);
  return makeEnum(EnumType, name, bases, body, boundary, null);
}

/** `<Color.RED: 1>`; without a name `<Flag: 0>`. */
export function memberRepr(self: Value, nameless: boolean): Suspends<string> {
  const cls = typeOf(self);
  const shown: Value = getattrOr(cls, "_value_repr_");
  const value: Value = self._value_;
  return `<${cls.$name}${nameless ? "" : `.${self._name_ as string}`}: ${shown === null || shown === undefined ? repr(value) : (call(shown, value) as string)}>`;
}

export const Enum = enumClass("Enum", [], null, "Create a collection of name/value pairs.");
methods(Enum, {
  "__new__(cls, value, /)"(this: PyType, value: Value): Suspends<Value> {
    return find(this, value);
  },
  "__repr__(self, /)"(this: Value): Suspends<string> {
    return memberRepr(this, false);
  },
  "__str__(self, /)"(this: Value): string {
    return `${typeOf(this).$name}.${this._name_ as string}`;
  },
  "__format__(self, format_spec, /)"(this: Value, spec: string): Suspends<string> {
    return format(text(this), spec);
  },
  "__hash__(self, /)"(this: Value): Suspends<Value> {
    return hash(this._name_);
  },
  "__reduce_ex__(self, proto, /)"(this: Value): Value {
    return new Tuple([typeOf(this), new Tuple([this._value_])]);
  },
  "__dir__(self, /)"(this: Value): Suspends<Value> {
    return dirOfMember(this);
  },
  "__copy__(self, /)"(this: Value): Value {
    return this;
  },
  "__deepcopy__(self, memo, /)"(this: Value): Value {
    return this;
  },
  "__signature__(cls)"(this: PyType): string {
    const names = lookup(this, "_member_names_") as string[] | undefined;
    return (names?.length ?? 0) > 0 ? "(*values)" : "(new_class_name, /, names, *, module=None, qualname=None, type=None, start=1, boundary=None)";
  },
  "_missing_(cls, value)"(): null {
    return null;
  },
  "_generate_next_value_(name, start, count, last_values)"(_name: Value, start: Value, _count: Value, last: Value[]): Suspends<Value> {
    return nextValue(start, last);
  },
  "_add_value_alias_(self, value)"(this: Value, value: Value): Suspends<null> {
    addValue(typeOf(this), value, this);
    return null;
  },
  "_add_alias_(self, name)"(this: Value, name: string): Suspends<null> {
    addName(typeOf(this), name, this);
    return null;
  },
});
// functions with names of their own, by which a forked process finds them
const memberName: Value = pyfunction("name(self)", (self: Value): Value => self._name_, "enum");
const memberValue: Value = pyfunction("value(self)", (self: Value): Value => self._value_, "enum");
for (const [name, property, get] of [
  ["name", "_name_", memberName],
  ["value", "_value_", memberValue],
] as const) {
  get.$f.qualname = `Enum.${name}`;
  get.$f.doc = `The ${name} of the Enum member.`; // said here: the property asks, and whoever asks has the library's text read
  const one: EnumProperty = call(EnumProperty, get);
  one.__set_name__(Enum, name);
  define(Enum, name, one, undefined);
  const shown = name === "name" ? "name$" : name;
  Object.defineProperty(Enum.prototype as object, shown, {
    configurable: true,
    get(this: Value): Value {
      return this[property];
    },
    // a subclass that shows something else under the name
    set(this: Value, value: Value) {
      Object.defineProperty(this as object, shown, { value, writable: true, configurable: true, enumerable: true });
    },
  });
}
// members refuse stores to `name` and `value`
hidden(Enum.prototype as object, "$plain", false);
known.Enum = Enum;

export const ReprEnum = enumClass("ReprEnum", [Enum], null, "Only changes the repr(), leaving str() and format() to the mixed-in type.");
known.ReprEnum = ReprEnum;
export const IntEnum = enumClass("IntEnum", [int, ReprEnum], null, "Enum where members are also (and must be) ints");
export const StrEnum = enumClass("StrEnum", [str, ReprEnum], null, "Enum where members are also (and must be) strings");
methods(StrEnum, {
  "__new_member__(cls, /, *values)"(this: PyType, values: Value[]): Suspends<Value> {
    if (values.length > 3) throw new TypeError(`too many arguments for str(): ${repr(new Tuple(values))}`);
    if (values.length === 1 && !isText(values[0])) throw new TypeError(`${repr(values[0])} is not a string`);
    if (values.length >= 2 && !isText(values[1])) throw new TypeError(`encoding must be a string, not ${repr(values[1])}`);
    if (values.length === 3 && !isText(values[2])) throw new TypeError(`errors must be a string, not ${repr(values[2])}`);
    const value = $callx(str, values, null);
    const made = (lookup(str, "__new__") as Value).call(this, value);
    made._value_ = value;
    return made;
  },
  "_generate_next_value_(name, start, count, last_values)"(name: string): string {
    return name.toLowerCase();
  },
});
const maker: Value = StrEnum.$dict.get("__new_member__");
const newMember: Value = pyfunction("__new__(cls, *values)", (cls: Value, values: Value[]): Suspends<Value> => maker.call(cls, ...values), "enum");
newMember.$f.qualname = "StrEnum.__new__";
define(StrEnum, "__new_member__", makeStaticmethod(newMember), undefined);

function isText(x: Value): boolean {
  return typeof x === "string" || (x !== null && typeof x === "object" && typeof x.$value === "string");
}
