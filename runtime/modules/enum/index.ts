/**
 * enum - classes whose instances are a fixed set of named values.
 *
 * Mirrors     Lib/enum.py
 * Differs     verify() and EnumCheck are not there
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { $getattr } from "../../objects/attributes.js";
import { Dict } from "../../objects/keymap.js";
import { isType, lookup, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyfunction } from "../../objects/register.js";
import { auto, enumDictType, member, nonmember } from "./body.js";
import { CONFORM, EJECT, Flag, FlagBoundary, IntFlag, KEEP, STRICT } from "./flags.js";
import { global_enum, global_enum_repr, global_flag_repr, global_str, pickle_by_enum_name, pickle_by_global_name, show_flag_values } from "./global.js";
import { Enum, IntEnum, ReprEnum, StrEnum } from "./members.js";
import { EnumProperty } from "./property.js";
import { simpleEnum } from "./simple.js";
import { EnumType, membersOf } from "./type.js";

export const unique = pyfunction(
  "unique(enumeration)",
  function (cls: Value): Suspends<Value> {
    const found: string[] = [];
    const ofEnum = isType(cls) && lookup(cls, "_member_map_") instanceof Dict;
    const members: Value = ofEnum ? membersOf(cls) : $getattr(cls, "__members__");
    for (const entry of (members as Dict).$entries()) {
      const name: string = entry.value._name_;
      if (entry.key !== name) found.push(`${entry.key as string} -> ${name}`);
    }
    if (found.length > 0) throw new ValueError(`duplicate values found in ${repr(cls)}: ${found.join(", ")}`);
    return cls;
  },
  "enum",
);

export default pymodule("enum", {
  EnumType,
  EnumMeta: EnumType,
  EnumDict: enumDictType,
  Enum,
  IntEnum,
  StrEnum,
  Flag,
  IntFlag,
  ReprEnum,
  auto,
  unique,
  property: EnumProperty,
  FlagBoundary,
  STRICT,
  CONFORM,
  EJECT,
  KEEP,
  member,
  nonmember,
  _simple_enum: simpleEnum,
  global_enum,
  global_enum_repr,
  global_flag_repr,
  global_str,
  show_flag_values,
  pickle_by_global_name,
  pickle_by_enum_name,
  _reduce_ex_by_global_name: pickle_by_global_name,
});
