/**
 * structure - Structure and Union: fields at their places, as the C compiler of the platform puts them.
 *
 * Mirrors     Modules/_ctypes/stgdict.c (PyCStructUnionType_update_stginfo), _ctypes.c (Struct_*), Lib/ctypes/_endian.py of CPython 3.13
 * Suspends    what takes values
 */
import type { Suspends } from "../../frames/suspend.js";
import { $setattr } from "../../objects/attributes.js";
import { AttributeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { intValue } from "../../objects/int.js";
import { changed } from "../../objects/mirror.js";
import { hidden, isType, lookup, type, typeOf, type PyType, type Value } from "../../objects/object.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { spread } from "../../objects/protocols/iter.js";
import { len } from "../../objects/protocols/len.js";
import { methods } from "../../objects/register.js";
import { isTuple, type Tuple } from "../../objects/tuple.js";
import { _CData, classOf, CTypeType, knownInfo, metaclass, ownClass, type CData, type Info } from "./data.js";
import { bigOf } from "./endian.js";
import { CField, writeField } from "./field.js";

/** What is said in `_fields_`. */
interface Wanted {
  name: string;
  type: PyType;
  info: Info;
  bits: number;
}

function wantedFields(given: Value, big: boolean): Suspends<Wanted[]> {
  const wanted: Wanted[] = [];
  if (!isTuple(given) && !Array.isArray(given)) throw new TypeError("'_fields_' must be a sequence of pairs");
  const rows = spread(given);
  for (let i = 0; i < rows.length; i++) {
    const row: Value = rows[i];
    const count = isTuple(row) ? len(row) : 0;
    if (count !== 2 && count !== 3) throw new TypeError("'_fields_' must be a sequence of (name, C type) pairs");
    const name = getitem(row, 0);
    if (typeof name !== "string") throw new TypeError("'_fields_' must be a sequence of (name, C type) pairs");
    let cls = getitem(row, 1);
    if (big && isType(cls)) cls = bigOf(cls);
    const info = knownInfo(cls);
    if (info === undefined) throw new TypeError(`second item in _fields_ tuple (index ${i}) must be a C type`);
    const bits = count === 3 ? bitsOf(getitem(row, 2), cls as PyType, info) : 0;
    wanted.push({ name, type: cls as PyType, info, bits });
  }
  return wanted;
}

function bitsOf(given: Value, cls: PyType, info: Info): number {
  const bits = Number(intValue(given) ?? 0);
  if (info.kind !== "simple" || !"bBhHiIlLqQ?".includes(info.code)) throw new TypeError(`bit fields not allowed for type ${cls.$name}`);
  if (bits <= 0 || bits > info.size * 8) throw new ValueError("number of bits invalid for bit field");
  return bits;
}

const up = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Where the fields stand, from the end of the base class's on. */
class Layout {
  size: number;
  align: number;
  readonly fields: CField[] = [];
  format = "";
  pointers: boolean;
  /** of the bit field before: bits of its unit, and how many are taken */
  private unitBits = 0;
  private taken = 0;
  private unitAt = 0;

  constructor(
    base: Info | undefined,
    readonly union: boolean,
    readonly pack: number,
  ) {
    this.size = base?.size ?? 0;
    this.align = base?.align ?? 1;
    this.pointers = base?.pointers ?? false;
  }

  add({ name, type, info, bits }: Wanted): void {
    const align = this.pack > 0 ? Math.min(this.pack, info.align) : info.align;
    this.align = Math.max(this.align, align);
    this.pointers ||= info.pointers;
    if (this.union) {
      this.fields.push(new CField(name, type, info, 0, bits, 0));
      this.size = Math.max(this.size, info.size);
      return;
    }
    if (bits > 0 && this.unitBits > 0 && info.size * 8 >= this.unitBits && this.taken + bits <= info.size * 8) {
      // goes on in the unit of the field before, which may become larger
      if (info.size * 8 > this.unitBits) {
        this.unitBits = info.size * 8;
        this.size = Math.max(this.size, this.unitAt + info.size);
      }
      this.fields.push(new CField(name, type, info, this.unitAt, bits, this.taken));
      this.taken += bits;
      return;
    }
    const at = up(this.size, align);
    if (at > this.size) this.format += `${at - this.size === 1 ? "" : at - this.size}x`;
    this.fields.push(new CField(name, type, info, at, bits, 0));
    this.format += `${shapeText(info)}${info.format}:${name}:`;
    this.size = at + info.size;
    this.unitBits = bits > 0 ? info.size * 8 : 0;
    this.taken = bits;
    this.unitAt = at;
  }

  info(): Info {
    const size = up(this.size, this.align);
    if (size > this.size) this.format += `${size - this.size === 1 ? "" : size - this.size}x`;
    return {
      kind: "structure",
      size,
      align: this.align,
      format: this.union || this.pack > 0 ? "B" : `T{${this.format}}`,
      shape: [],
      code: "",
      boxed: false,
      big: false,
      item: null,
      length: 0,
      pointers: this.pointers,
    };
  }
}

function shapeText(info: Info): string {
  return info.kind === "array" ? `(${info.shape.join(",")})` : "";
}

/** Gives a class its fields. */
function describe(cls: Value, given: Value, union: boolean): Suspends<void> {
  const packed: Value = lookup(cls as PyType, "_pack_");
  const pack = packed === undefined ? 0 : intValue(packed);
  if (pack === undefined || pack < 0) throw new ValueError("_pack_ must be a non-negative integer");
  const big = lookup(cls as PyType, "_swappedbytes_") !== undefined;
  const wanted = wantedFields(given, big);
  const layout = new Layout(knownInfo((cls as PyType).$bases[0]), union, Number(pack));
  for (const one of wanted) layout.add(one);
  cls.$info = layout.info();
  cls.$fields = layout.fields;
  for (const field of layout.fields) place(cls, field.$name, field);
  const anonymous = lookup(cls as PyType, "_anonymous_");
  if (anonymous !== undefined && (cls as PyType).$dict.has("_anonymous_")) addAnonymous(cls, spread(anonymous));
}

function place(cls: Value, name: string, field: CField): void {
  (cls as PyType).$dict.set(name, field);
  hidden(cls.prototype as object, "$plain", false);
  changed(cls as PyType, name);
}

/** Fields of anonymous fields are fields of the whole. */
function addAnonymous(cls: Value, names: Value[]): void {
  for (const name of names) {
    const field: Value = (cls as PyType).$dict.get(name as string);
    if (!(field instanceof CField)) throw new AttributeError(name);
    for (const inner of allFields(field.$type)) {
      const { $name, $type, $info, $offset, $bits, $shift } = inner;
      place(cls, $name, new CField($name, $type, $info, field.$offset + $offset, $bits, $shift));
    }
  }
}

/** The fields of a class, those of its bases first. */
function allFields(cls: PyType): CField[] {
  const fields: CField[] = [];
  for (let i = cls.$mro.length - 1; i >= 0; i--) {
    const base: Value = cls.$mro[i];
    if (Object.hasOwn(base as object, "$fields")) fields.push(...(base.$fields as CField[]));
  }
  return fields;
}

const EMPTY: Info = {
  kind: "structure",
  size: 0,
  align: 1,
  format: "B",
  shape: [],
  code: "",
  boxed: false,
  big: false,
  item: null,
  length: 0,
  pointers: false,
};

function family(name: string, union: boolean): PyType {
  const meta = metaclass(name, CTypeType);
  methods(meta, {
    "__new__(cls, name, bases, namespace, /, **kwargs)": function (this: PyType, name: string, bases: Tuple, names: Value, kw: Kw): Suspends<PyType> {
      const made: Value = classOf(this, name, bases, names, kw);
      const fields: Value = (made as PyType).$dict.get("_fields_");
      const base: Value = (bases.items as PyType[])[0];
      if (base !== undefined) base.$used = true;
      if (fields !== undefined) describe(made, fields, union);
      else if (knownInfo(made) === undefined) made.$info = EMPTY;
      return made as PyType;
    },
    "__init__(self, /, *args, **kwargs)": function (): null {
      return null;
    },
  });
  meta.$setattro = function (cls: Value, name: string, value: Value): Suspends<boolean> {
    if (name === "_fields_" && value !== undefined) {
      if (cls.$used === true || Object.hasOwn(cls as object, "$fields")) throw new AttributeError("_fields_ is final");
      describe(cls, value, union);
    }
    return type.$setattro!(cls, name, value);
  };
  return meta;
}

export const PyCStructType = family("PyCStructType", false);
export const UnionType = family("UnionType", true);
export const Structure = ownClass(PyCStructType, "Structure", _CData, [["__doc__", "Structure base class"]], "_ctypes");
export const Union = ownClass(UnionType, "Union", _CData, [["__doc__", "Union base class"]], "_ctypes");
Structure.$heap = Union.$heap = false;
/** Fields in the other order of bytes, whatever the platform's is. */
export const BigEndianStructure = ownClass(PyCStructType, "BigEndianStructure", Structure, [["_swappedbytes_", null]], "ctypes._endian");
export const BigEndianUnion = ownClass(UnionType, "BigEndianUnion", Union, [["_swappedbytes_", null]], "ctypes._endian");

function initialise(this: CData, args: Value[], kw: Kw): Suspends<null> {
  const cls: Value = typeOf(this);
  cls.$used = true;
  const fields = allFields(cls as PyType);
  if (args.length > fields.length) throw new TypeError("too many initializers");
  for (let i = 0; i < args.length; i++) writeField(fields[i]!, this, args[i]);
  for (const name in kw) {
    if (fields.slice(0, args.length).some((field) => field.$name === name)) throw new TypeError(`duplicate values for field '${name}'`);
    $setattr(this, name, kw[name]);
  }
  return null;
}
for (const cls of [Structure, Union]) methods(cls, { "__init__(self, /, *args, **kwargs)": initialise });
