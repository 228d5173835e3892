/**
 * field - the fields of structures and unions: where they stand, and reading and storing them.
 *
 * Mirrors     Modules/_ctypes/cfield.c of CPython 3.13
 * Suspends    storing: `__index__` ... of values
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import { canon } from "../../objects/int/big.js";
import { isinstance, object, type PyType, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { typeName } from "../../objects/typename.js";
import { load, store } from "./access.js";
import { _CData, type CData, type Info } from "./data.js";
import { characters, readCharacters, writeCharacters } from "./fieldtext.js";

export class CField {
  constructor(
    readonly $name: string,
    readonly $type: PyType,
    readonly $info: Info,
    readonly $offset: number,
    /** of a bit field; 0 for all others */
    readonly $bits: number,
    readonly $shift: number,
  ) {}
}
Object.setPrototypeOf(CField.prototype, object.prototype as object);

const cfield = builtinType("CField()", null, { prototype: CField.prototype, module: "_ctypes" });

/** The integer in which a bit field stands, as an unsigned one. */
function unit(field: CField, whole: CData): bigint {
  const { size, big } = field.$info;
  let n = 0n;
  for (let i = 0; i < size; i++) {
    const at = field.$offset + (big ? i : size - 1 - i);
    n = (n << 8n) | BigInt(whole.$bytes[at] as number);
  }
  return n;
}

function readBits(field: CField, whole: CData): Value {
  const { $bits, $shift, $info } = field;
  const shift = $info.big ? $info.size * 8 - $bits - $shift : $shift;
  const bits = (unit(field, whole) >> BigInt(shift)) & ((1n << BigInt($bits)) - 1n);
  if ($info.code === "?") return bits !== 0n;
  return canon("bhilq".includes($info.code) ? BigInt.asIntN($bits, bits) : bits);
}

function writeBits(field: CField, whole: CData, value: Value): Suspends<void> {
  const given = BigInt(toIndex(value));
  const { $bits, $shift, $info } = field;
  const shift = BigInt($info.big ? $info.size * 8 - $bits - $shift : $shift);
  const mask = ((1n << BigInt($bits)) - 1n) << shift;
  let n = (unit(field, whole) & ~mask) | ((given << shift) & mask);
  for (let i = 0; i < $info.size; i++) {
    whole.$bytes[field.$offset + ($info.big ? $info.size - 1 - i : i)] = Number(n & 255n);
    n >>= 8n;
  }
}

export function readField(field: CField, whole: CData): Value {
  if (field.$bits > 0) return readBits(field, whole);
  const of = characters(field.$info);
  return of === undefined ? load(field.$type, field.$info, whole, field.$offset) : readCharacters(of, field.$info, whole, field.$offset);
}

export function writeField(field: CField, whole: CData, value: Value): Suspends<void> {
  const of = field.$bits > 0 ? undefined : characters(field.$info);
  if (field.$bits > 0) writeBits(field, whole, value);
  else if (of !== undefined) writeCharacters(of, field.$info, whole, field.$offset, value);
  else store(field.$type, field.$info, whole, field.$offset, value);
}

methods(cfield, {
  "__get__(self, instance, owner=None, /)": function (this: CField, instance: Value): Value {
    if (instance === null) return this;
    if (!isinstance(instance, _CData)) throw new TypeError("not a ctype instance");
    return readField(this, instance as CData);
  },
  "__set__(self, instance, value, /)": function (this: CField, instance: Value, value: Value): Suspends<null> {
    if (!isinstance(instance, _CData)) throw new TypeError(`not a ctype instance, but ${typeName(instance)}`);
    writeField(this, instance as CData, value);
    return null;
  },
  "__delete__(self, instance, /)": function (): null {
    throw new TypeError("can't delete attribute");
  },
  "__repr__(self, /)": function (this: CField): string {
    const place = this.$bits > 0 ? `ofs=${this.$offset}:${this.$shift}, bits=${this.$bits}` : `ofs=${this.$offset}, size=${this.$info.size}`;
    return `<Field type=${this.$type.$name}, ${place}>`;
  },
});
getset(cfield, {
  offset: [(self: CField) => self.$offset],
  size: [(self: CField) => (self.$bits > 0 ? self.$bits * 65536 + self.$shift : self.$info.size)],
});
