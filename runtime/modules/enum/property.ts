/**
 * enum.property - properties of members, under names that members may have too.
 *
 * Mirrors   property of Lib/enum.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { AttributeError } from "../../objects/exceptions.js";
import { lookup, type PyType, type Value } from "../../objects/object.js";
import type { Dict } from "../../objects/keymap.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { define, pyclass } from "../../objects/register.js";
import { DynamicClassAttribute } from "../types.js";

@pyclass("enum.property")
export class EnumProperty extends DynamicClassAttribute {
  declare name$: string;
  declare clsname: string;
  /** what the class shows under the name */
  declare member: Value;
  /** of a member's name that means something else to members: a property, another descriptor, or an attribute */
  declare _attr_type: "enum" | "desc" | "attr" | null;
  /** the class that has that */
  declare _cls_type: PyType | null;

  __get__(instance: Value, ownerclass: Value = null): Suspends<Value> {
    if (instance === null) {
      if (this.member !== null) return this.member;
      throw new AttributeError(`${repr(ownerclass)} has no attribute ${repr($getattr(this, "name"))}`);
    }
    if (this.fget !== null) return call(this.fget, instance);
    if (this._attr_type === "attr") return $getattr(this._cls_type, this.name$);
    if (this._attr_type === "desc") return $getattr(instance._value_, this.name$);
    const found: Value = (lookup(ownerclass as PyType, "_member_map_") as Dict | undefined)?.$named(this.name$);
    if (found !== undefined) return found;
    throw new AttributeError(`${repr(ownerclass)} has no attribute ${repr(this.name$)}`);
  }

  __set__(instance: Value, value: Value): Suspends<Value> {
    if (this.fset !== null) return call(this.fset, instance, value);
    throw new AttributeError(`<enum ${repr(this.clsname)}> cannot set attribute ${repr(this.name$)}`);
  }

  __delete__(instance: Value): Suspends<Value> {
    if (this.fdel !== null) return call(this.fdel, instance);
    throw new AttributeError(`<enum ${repr(this.clsname)}> cannot delete attribute ${repr(this.name$)}`);
  }

  __set_name__(ownerclass: PyType, name: string): Suspends<null> {
    this.name$ = name;
    this.clsname = ownerclass.$name;
    return null;
  }
}
for (const name of ["member", "_attr_type", "_cls_type"]) define(EnumProperty as Value, name, null, null);

/** A property for a member whose name is also that of something that members have: the class shows the member, the members what they have. */
export function redirected(
  cls: PyType,
  name: string,
  made: Value,
  found: Value,
  kind: EnumProperty["_attr_type"],
  owner: PyType | null,
): Suspends<EnumProperty> {
  const one: EnumProperty = call(EnumProperty);
  one.member = made;
  one.__set_name__(cls, name);
  if (kind === "enum" || kind === "desc") {
    one.fget = getattrOr(found, "fget") ?? null;
    one.fset = getattrOr(found, "fset") ?? null;
    one.fdel = getattrOr(found, "fdel") ?? null;
  }
  one._attr_type = kind;
  one._cls_type = owner;
  return one;
}
