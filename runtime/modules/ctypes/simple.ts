/**
 * simple - _SimpleCData and the types of C's numbers, characters and addresses.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c of CPython 3.13: PyCSimpleType, Simple_*; Lib/ctypes/__init__.py
 * Suspends    what takes values: `__index__`, `__float__`, `__bool__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { AttributeError, TypeError, ValueError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { address } from "../../objects/identity.js";
import { isType, lookup, typeOf, type PyType, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import type { Tuple } from "../../objects/tuple.js";
import { CODES, formatOf, readBig, readCode, SIZES, writeBig, writeCode } from "./codes.js";
import { _CData, CTypeType, classOf, infoOf, keep, metaclass, ownClass, type CData, type Info } from "./data.js";

export const PyCSimpleType = metaclass("PyCSimpleType", CTypeType);

methods(PyCSimpleType, {
  "__new__(cls, name, bases, namespace, /, **kwargs)": function (this: PyType, name: string, bases: Tuple, names: Value, kw: Kw): Suspends<PyType> {
    const made = classOf(this, name, bases, names, kw);
    describe(made);
    return made;
  },
  "__init__(self, /, *args, **kwargs)": function (): null {
    return null;
  },
});

/** Finds out what a class is of from its `_type_`. */
function describe(cls: PyType): void {
  const given: Value = lookup(cls, "_type_");
  if (given === undefined) throw new AttributeError("class must define a '_type_' attribute");
  const code = stringOf(given);
  if (code === undefined) throw new TypeError("class must define a '_type_' string attribute");
  if (code.length !== 1) throw new ValueError("class must define a '_type_' attribute which must be a string of length 1");
  const size = SIZES[code];
  if (size === undefined)
    throw new AttributeError(`class must define a '_type_' attribute which must be\na single character string containing one of '${CODES}'.`);
  const info: Info = {
    kind: "simple",
    size,
    align: size,
    format: formatOf(code),
    shape: [],
    code,
    boxed: cls.$bases[0] !== _SimpleCData,
    big: false,
    item: null,
    length: 0,
    pointers: "zZPO".includes(code),
  };
  (cls as Value).$info = info;
}

export const _SimpleCData = ownClass(PyCSimpleType, "_SimpleCData", _CData, [], "_ctypes");
_SimpleCData.$heap = false;

methods(_SimpleCData, {
  "__init__(self, /, *args, **kwargs)": function (this: CData, args: Value[]): Suspends<null> {
    if (args.length > 1) throw new TypeError(`__init__ expected at most 1 argument, got ${args.length}`);
    if (args.length === 1) setValue(this, args[0]);
    return null;
  },
  "__repr__(self, /)": function (this: CData): Suspends<string> {
    const cls = typeOf(this);
    if (infoOf(cls).boxed) return `<${cls.$name} object at ${address(this)}>`;
    if ("zZ".includes(infoOf(cls).code)) {
      const place = this.$view.getBigUint64(0, true);
      return `${cls.$name}(${place === 0n ? "None" : place})`;
    }
    return infoOf(cls).code === "O" && this.$view.getBigUint64(0, true) === 0n ? `${cls.$name}(<NULL>)` : `${cls.$name}(${repr(getValue(this))})`;
  },
  "__bool__(self, /)": function (this: CData): boolean {
    return this.$bytes.some((byte) => byte !== 0);
  },
});
getset(_SimpleCData, {
  value: [getValue, setValue, noDelete],
});

function getValue(self: CData): Value {
  const info = infoOf(typeOf(self));
  return info.big ? readBig(info.code, self.$view, 0) : readCode(info.code, self.$view, 0);
}

function setValue(self: CData, value: Value): Suspends<void> {
  const info = infoOf(typeOf(self));
  if (info.big) {
    writeBig(info.code, self.$view, 0, value);
    return;
  }
  const kept = writeCode(info.code, self.$view, 0, value);
  if (info.pointers) keep(self, -1, kept instanceof Uint8Array ? [value, kept] : (kept ?? null));
}

export function noDelete(): void {
  throw new TypeError("can't delete attribute");
}

function simple(name: string, code: string): Suspends<PyType> {
  const made = ownClass(PyCSimpleType, name, _SimpleCData, [["_type_", code]]);
  describe(made);
  return made;
}

export const c_short = simple("c_short", "h");
export const c_ushort = simple("c_ushort", "H");
export const c_long = simple("c_long", "l");
export const c_ulong = simple("c_ulong", "L");
export const c_int = simple("c_int", "i");
export const c_uint = simple("c_uint", "I");
export const c_float = simple("c_float", "f");
export const c_double = simple("c_double", "d");
export const c_longdouble = simple("c_longdouble", "g");
export const c_ubyte = simple("c_ubyte", "B");
export const c_byte = simple("c_byte", "b");
export const c_char = simple("c_char", "c");
export const c_char_p = simple("c_char_p", "z");
export const c_void_p = simple("c_void_p", "P");
export const c_bool = simple("c_bool", "?");
export const c_wchar_p = simple("c_wchar_p", "Z");
export const c_wchar = simple("c_wchar", "u");
export const py_object = simple("py_object", "O");

/** A class of values that fields and items show as they are. */
export function isSimple(cls: Value): boolean {
  return isType(cls) && cls.$mro.includes(_SimpleCData);
}
