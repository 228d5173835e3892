/**
 * enum.property - properties of members, under names that members may have too.
 *
 * Mirrors   property of Lib/enum.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { AttributeError } from "../../objects/exceptions.js";
import { lookup, object, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import type { Dict } from "../../objects/keymap.js";

export class EnumProperty {
  $label = "";
  $owner = "";
  $member: Value = undefined;
  /** of a member's name that means something else to members: a property, another descriptor, or an attribute */
  $kind: "enum" | "desc" | "attr" | null = null;
  /** the class that has that */
  $from: PyType | null = null;
  /** what reads it of a member: a getter function, or another property */
  constructor(readonly $get: Value) {}
}
Object.setPrototypeOf(EnumProperty.prototype, object.prototype);
export const enumProperty = builtinType("property(fget=None)", (get: Value) => new EnumProperty(get ?? null), {
  prototype: EnumProperty.prototype,
  module: "enum",
});

methods(enumProperty, {
  "__get__(self, instance, owner=None, /)"(this: EnumProperty, instance: Value, owner: PyType): Suspends<Value> {
    if (instance === null) {
      if (this.$member !== undefined) return this.$member;
      if (this.$owner === "") throw new AttributeError("'property' object has no attribute 'name'");
      const found = owner === undefined ? undefined : (lookup(owner, "_member_map_") as Dict | undefined)?.$named(this.$label);
      if (found !== undefined) return found;
      throw new AttributeError(`${repr(owner)} has no attribute ${repr(this.$label)}`);
    }
    return read(this, instance);
  },
  "__set__(self, instance, value, /)"(this: EnumProperty): never {
    throw new AttributeError(`<enum '${this.$owner}'> cannot set attribute '${this.$label}'`);
  },
  "__delete__(self, instance, /)"(this: EnumProperty): never {
    throw new AttributeError(`<enum '${this.$owner}'> cannot delete attribute '${this.$label}'`);
  },
  "__set_name__(self, owner, name, /)"(this: EnumProperty, owner: PyType, name: string): null {
    this.$label = name;
    this.$owner = owner.$name;
    return null;
  },
});
getset(enumProperty, { fget: [(self: EnumProperty) => self.$get] });

function read(one: EnumProperty, instance: Value): Suspends<Value> {
  const get = one.$get;
  if (get instanceof EnumProperty) return read(get, instance);
  if (get === null) {
    if (one.$kind === "attr") return $getattr(one.$from, one.$label);
    return one.$kind === "desc" ? $getattr(instance._value_, one.$label) : one.$member;
  }
  return call(typeof get === "object" && get.$get !== undefined ? get.$get : get, instance);
}
