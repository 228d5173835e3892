/**
 * enum.flags - members that combine: Flag, IntFlag.
 *
 * Mirrors   Flag, IntFlag, FlagBoundary of Lib/enum.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { ListIterator } from "../../objects/iterator.js";
import type { Dict } from "../../objects/keymap.js";
import { isinstance, lookup, NotImplemented, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { greaterThan } from "../../objects/protocols/compare.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { methods } from "../../objects/register.js";
import { binary, bitLength, bits, split } from "./bits.js";
import { EnumDict, setName } from "./body.js";
import { Enum, enumClass, memberRepr, ReprEnum, StrEnum } from "./members.js";
import { canonical, EnumType, find, known, makeEnum, membersOf } from "./type.js";

function boundaries(): Suspends<PyType> {
  const body = new EnumDict();
  body.$enumName = "FlagBoundary";
  body.$setNamed("__module__", "enum");
  for (const name of ["STRICT", "CONFORM", "EJECT", "KEEP"]) setName(body, name, name.toLowerCase());
  return makeEnum(EnumType, "FlagBoundary", [StrEnum], body, null, null);
}
export const FlagBoundary = boundaries();
export const [STRICT, CONFORM, EJECT, KEEP] = canonical(FlagBoundary) as [Value, Value, Value, Value];
known.eject = EJECT;
known.keep = KEEP;

export const Flag = enumClass("Flag", [Enum], STRICT, "Support for flags");
known.Flag = Flag;

function integer(cls: PyType, name: string): number | bigint {
  return bits.of(lookup(cls, name));
}

/** Members of single bits that a value has, in the order of their definition. */
function iterMembers(cls: PyType, value: Value): Suspends<Value[]> {
  const map = lookup(cls, "_value2member_map_") as Dict;
  const found: Value[] = [];
  for (const bit of split(bits.and(value, integer(cls, "_flag_mask_")))) {
    const one = map.$get(bit);
    if (one !== undefined) found.push(one);
  }
  return found.sort((a, b) => (a._sort_order_ as number) - (b._sort_order_ as number));
}

/** The member for a combination of bits, made when it is first asked for. */
function combination(cls: PyType, given: Value): Suspends<Value> {
  if (!isinstance(given, int)) throw new ValueError(`${repr(given)} is not a valid ${cls.$qualname}`);
  let value = bits.of(given);
  const mask = integer(cls, "_flag_mask_");
  const singles = integer(cls, "_singles_mask_");
  const all = integer(cls, "_all_bits_");
  const boundary = lookup(cls, "_boundary_");
  if (value < bits.invert(all) || value > all || bits.and(value, bits.xor(all, mask)) !== 0) {
    if (boundary === STRICT) {
      const width = Math.max(bitLength(value), bitLength(mask));
      throw new ValueError(`${repr(cls)} invalid value ${repr(value)}\n    given ${binary(value, width)}\n  allowed ${binary(mask, width)}`);
    }
    if (boundary === CONFORM) value = bits.and(value, mask);
    else if (boundary === EJECT) return value;
    else if (value < 0) value = positive(value, all);
  }
  let negative: Value = null;
  if (value < 0) {
    negative = value;
    value = small(BigInt(all) + 1n + BigInt(value));
  }
  const unknown = bits.and(value, bits.invert(mask));
  if (unknown !== 0 && boundary !== KEEP) throw new ValueError(`${cls.$name}(${repr(value)}) -->  unknown values ${repr(unknown)} [${binary(unknown, 0)}]`);
  const made = pseudoMember(cls, value);
  made._name_ = combinedName(cls, value, bits.and(value, singles), bits.and(value, bits.invert(singles)), boundary);
  const map = lookup(cls, "_value2member_map_") as Dict;
  const before = map.$get(value);
  if (before === undefined) map.$set(value, made);
  const kept = before ?? made;
  if (negative !== null) map.$set(negative, kept);
  return kept;
}

function small(x: bigint): number | bigint {
  return x >= -9007199254740991n && x <= 9007199254740991n ? Number(x) : x;
}
function positive(value: number | bigint, all: number | bigint): number | bigint {
  const full = BigInt(all) + 1n;
  const own = 1n << BigInt(bitLength(value));
  return small((full > own ? full : own) + BigInt(value));
}

function pseudoMember(cls: PyType, value: Value): Suspends<Value> {
  const data = lookup(cls, "_member_type_") as PyType;
  const make = $getattr(data, "__new__");
  const made = data === object ? $callx(make, [cls], null) : $callx(make, [cls, value], null);
  if (getattrOr(made, "_value_") === undefined) made._value_ = value;
  return made;
}

function combinedName(cls: PyType, value: Value, member: Value, aliases: Value, boundary: Value): Suspends<Value> {
  if (member === 0 && aliases === 0) return null;
  const found: Value[] = iterMembers(cls, member);
  let combined: Value = 0;
  for (const one of found) combined = bits.or(combined, one._value_);
  if (aliases !== 0) {
    for (const entry of membersOf(cls).$entries()) {
      const one: Value = entry.value;
      const own: Value = one._value_;
      if (found.includes(one) || bits.of(own) === 0 || bits.and(own, value) !== bits.of(own)) continue;
      found.push(one);
      combined = bits.or(combined, own);
    }
  }
  const unknown = bits.xor(value, combined);
  if (combined === 0) return null;
  if (unknown !== 0 && boundary === STRICT) throw new ValueError(`${repr(cls)}: no members with value ${repr(unknown)}`);
  const name = found.map((one) => one._name_ as string).join("|");
  return unknown === 0 ? name : `${name}|${text(call($getattr(cls, "_numeric_repr_"), unknown))}`;
}

function valueOf(self: Value, flag: Value): Value {
  if (isinstance(flag, typeOf(self))) return flag._value_;
  const data = lookup(typeOf(self), "_member_type_") as PyType;
  return data !== object && isinstance(flag, data) ? flag : NotImplemented;
}

type Operation = (a: Value, b: Value) => number | bigint;
function operate(self: Value, other: Value, symbol: string, op: Operation): Suspends<Value> {
  const right = valueOf(self, other);
  if (right === NotImplemented) return NotImplemented;
  if (self._value_ === null || right === null)
    throw new TypeError(`'${text(self._value_ === null ? self : other)}' cannot be combined with other flags with ${symbol}`);
  const value = op(self._value_, right);
  return $callx(typeOf(self), [value], null);
}

methods(Flag, {
  "_generate_next_value_(name, start, count, last_values)"(_name: Value, start: Value, count: Value, last: Value[]): Suspends<Value> {
    if (count === 0) return start ?? 1;
    let highest: Value = last[0];
    for (const one of last) if (greaterThan(one, highest)) highest = one;
    if (!isinstance(highest, int)) throw new TypeError(`invalid flag value ${repr(highest)}`);
    return bits.power(bitLength(bits.of(highest)));
  },
  "_missing_(cls, value)"(this: PyType, value: Value): Suspends<Value> {
    return combination(this, value);
  },
  "__contains__(self, other, /)"(this: Value, other: Value): boolean {
    if (!isinstance(other, typeOf(this))) {
      throw new TypeError(`unsupported operand type(s) for 'in': '${typeOf(other).$qualname}' and '${typeOf(this).$qualname}'`);
    }
    return bits.and(other._value_, this._value_) === bits.of(other._value_);
  },
  "__iter__(self, /)"(this: Value): Suspends<Value> {
    return new ListIterator(iterMembers(typeOf(this), this._value_));
  },
  "__len__(self, /)"(this: Value): number {
    return split(bits.of(this._value_)).length;
  },
  "__repr__(self, /)"(this: Value): Suspends<string> {
    return memberRepr(this, this._name_ === null);
  },
  "__str__(self, /)"(this: Value): Suspends<string> {
    return this._name_ === null ? `${typeOf(this).$name}(${repr(this._value_)})` : `${typeOf(this).$name}.${this._name_ as string}`;
  },
  "__bool__(self, /)"(this: Value): boolean {
    return bits.of(this._value_) !== 0;
  },
  "__or__(self, other, /)"(this: Value, other: Value): Suspends<Value> {
    return operate(this, other, "|", bits.or);
  },
  "__ror__(self, other, /)"(this: Value, other: Value): Suspends<Value> {
    return operate(this, other, "|", bits.or);
  },
  "__and__(self, other, /)"(this: Value, other: Value): Suspends<Value> {
    return operate(this, other, "&", bits.and);
  },
  "__rand__(self, other, /)"(this: Value, other: Value): Suspends<Value> {
    return operate(this, other, "&", bits.and);
  },
  "__xor__(self, other, /)"(this: Value, other: Value): Suspends<Value> {
    return operate(this, other, "^", bits.xor);
  },
  "__rxor__(self, other, /)"(this: Value, other: Value): Suspends<Value> {
    return operate(this, other, "^", bits.xor);
  },
  "__invert__(self, /)"(this: Value): Suspends<Value> {
    const cls = typeOf(this);
    if (this._value_ === null) throw new TypeError(`'${text(this)}' cannot be inverted`);
    const boundary = lookup(cls, "_boundary_");
    const inverted = bits.invert(this._value_);
    return find(cls, boundary === EJECT || boundary === KEEP ? inverted : bits.and(integer(cls, "_singles_mask_"), inverted));
  },
  "_numeric_repr_(value)"(value: Value): Suspends<string> {
    return repr(value);
  },
});

export const IntFlag = enumClass("IntFlag", [int, ReprEnum, Flag], KEEP, "Support for integer-based Flags");
