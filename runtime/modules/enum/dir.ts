/**
 * enum.dir - what dir() shows of an enumeration and of its members.
 *
 * Mirrors   EnumType.__dir__, Enum.__dir__ of Lib/enum.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import type { Dict } from "../../objects/keymap.js";
import { lookup, object, type PyType, typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { EnumProperty } from "./property.js";

const OF_CLASS = ["__class__", "__contains__", "__doc__", "__getitem__", "__iter__", "__len__", "__members__", "__module__", "__name__", "__qualname__"];
const OF_MEMBER = ["__class__", "__doc__", "__eq__", "__hash__", "__module__"];

export function dirOfClass(cls: PyType): Suspends<Value> {
  const names = new Set<string>([...OF_CLASS, ...(lookup(cls, "_member_names_") as string[])]);
  const data = lookup(cls, "_member_type_") as PyType;
  if (lookup(cls, "_new_member_")?.$func !== $getattr(object, "__new__")) names.add("__new__");
  names.add("__init_subclass__");
  if (data !== object) for (const name of spread(callMethod(data.$cls, "__dir__", data))) names.add(name as string);
  return [...names].sort();
}

/** Public methods and other attributes of interest; a property that only says which member a name is does not count. */
export function dirOfMember(member: Value): Suspends<Value> {
  const cls = typeOf(member);
  const names = new Set<string>();
  const members = lookup(cls, "_member_map_") as Dict;
  if (lookup(cls, "_member_type_") !== object) for (const name of spread(callMethod(object, "__dir__", member))) names.add(name as string);
  if (getattrOr(member, "__dict__") !== undefined) {
    for (const name of spread(attributeDict(member))) if (!name.startsWith("_") && members.$named(name as string) === undefined) names.add(name as string);
  }
  for (const base of spread(callMethod(cls, "mro")) as PyType[]) {
    for (const [name, value] of base.$dict) {
      if (name.startsWith("_")) continue;
      const isMember = members.$named(name) !== undefined;
      if (!isMember || (value instanceof EnumProperty && value.fget !== null)) names.add(name);
      else if (value instanceof EnumProperty) names.delete(name);
    }
  }
  for (const name of OF_MEMBER) names.add(name);
  return [...names].sort();
}
