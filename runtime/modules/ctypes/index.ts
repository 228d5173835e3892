/**
 * ctypes - C's data types: numbers, arrays and structures in memory as a C program has them.
 *
 * Mirrors     Lib/ctypes/__init__.py, Modules/_ctypes of CPython 3.13
 * Differs     no libraries can be loaded and no C functions called: CDLL and its like raise NotImplementedError; pythonapi has PyThreadState_SetAsyncExc alone
 */
import { NotImplementedError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import type { Suspends } from "../../frames/suspend.js";
import { mul } from "../../objects/arithmetic.js";
import { builtin } from "../../objects/register.js";
import { Array } from "./array.js";
import { alignment, addressof, byref, create_string_buffer, create_unicode_buffer, memmove, memset, resize, sizeof, string_at, wstring_at } from "./memory.js";
import { ArgumentError, cast, noFunctions, POINTER, pointer, _Pointer } from "./pointer.js";
import { BigEndianStructure, BigEndianUnion, Structure, Union } from "./structure.js";
import { pythonapi } from "./pythonapi.js";
import * as simple from "./simple.js";

const { _SimpleCData, c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint, c_long, c_ulong, c_void_p } = simple;
const { c_float, c_double, c_longdouble, c_char, c_char_p, c_bool, c_wchar, c_wchar_p, py_object } = simple;

function noLibraries(name: string): Value {
  return builtin(
    `${name}(*args, **kwargs)`,
    (): Value => {
      throw new NotImplementedError(`ctypes.${name}: gilt cannot load libraries`);
    },
    "ctypes",
  );
}

/** `typ * len` */
export function ARRAY(typ: Value, len: Value): Suspends<Value> {
  return mul(typ, len);
}

export default pymodule("ctypes", {
  ARRAY,
  ArgumentError,
  Array,
  BigEndianStructure,
  BigEndianUnion,
  LittleEndianStructure: Structure,
  LittleEndianUnion: Union,
  POINTER,
  Structure,
  Union,
  _Pointer,
  _SimpleCData,
  c_bool,
  c_byte,
  c_ubyte,
  c_short,
  c_ushort,
  c_int,
  c_uint,
  c_long,
  c_ulong,
  c_longlong: c_long,
  c_ulonglong: c_ulong,
  c_float,
  c_double,
  c_longdouble,
  c_char,
  c_char_p,
  c_wchar,
  c_wchar_p,
  c_void_p,
  c_voidp: c_void_p,
  py_object,
  c_size_t: c_ulong,
  c_ssize_t: c_long,
  c_int8: c_byte,
  c_int16: c_short,
  c_int32: c_int,
  c_int64: c_long,
  c_uint8: c_ubyte,
  c_uint16: c_ushort,
  c_uint32: c_uint,
  c_uint64: c_ulong,
  c_time_t: c_long,
  alignment,
  addressof,
  byref,
  cast,
  create_string_buffer,
  c_buffer: create_string_buffer,
  create_unicode_buffer,
  memmove,
  memset,
  pointer,
  resize,
  sizeof,
  string_at,
  wstring_at,
  CFUNCTYPE: noFunctions("CFUNCTYPE"),
  PYFUNCTYPE: noFunctions("PYFUNCTYPE"),
  CDLL: noLibraries("CDLL"),
  PyDLL: noLibraries("PyDLL"),
  pythonapi,
  __version__: "1.1.0",
  __path__: [],
});
