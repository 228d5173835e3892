/**
 * ctypes - C's data types: numbers, arrays and structures in memory as a C program has them.
 *
 * Mirrors     Lib/ctypes/__init__.py, Modules/_ctypes of CPython 3.13
 * Differs     of functions see foreign.ts, of those of CPython pythonapi.ts
 */
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import type { Suspends } from "../../frames/suspend.js";
import { mul } from "../../objects/arithmetic.js";
import { Array } from "./array.js";
import { alignment, addressof, byref, create_string_buffer, create_unicode_buffer, memmove, memset, resize, sizeof, string_at, wstring_at } from "./memory.js";
import { CFuncPtr, FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI, FUNCFLAG_USE_ERRNO, FUNCFLAG_USE_LASTERROR } from "./foreign.js";
import { CDLL, CFUNCTYPE, get_errno, LibraryLoader, PyDLL, PYFUNCTYPE, set_errno } from "./library.js";
import { ArgumentError, cast, POINTER, pointer, _Pointer } from "./pointer.js";
import { BigEndianStructure, BigEndianUnion, Structure, Union } from "./structure.js";
import { pythonapi } from "./pythonapi.js";
import * as simple from "./simple.js";
import { RTLD_GLOBAL, RTLD_LOCAL } from "./symbols.js";

const { _SimpleCData, c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint, c_long, c_ulong, c_void_p } = simple;
const { c_float, c_double, c_longdouble, c_char, c_char_p, c_bool, c_wchar, c_wchar_p, py_object } = simple;

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
  CFUNCTYPE,
  PYFUNCTYPE,
  CDLL,
  PyDLL,
  LibraryLoader,
  cdll: new LibraryLoader(CDLL),
  pydll: new LibraryLoader(PyDLL),
  pythonapi,
  get_errno,
  set_errno,
  RTLD_LOCAL,
  RTLD_GLOBAL,
  DEFAULT_MODE: RTLD_LOCAL,
  SIZEOF_TIME_T: 8,
  _CFuncPtr: CFuncPtr,
  _FUNCFLAG_CDECL: FUNCFLAG_CDECL,
  _FUNCFLAG_PYTHONAPI: FUNCFLAG_PYTHONAPI,
  _FUNCFLAG_USE_ERRNO: FUNCFLAG_USE_ERRNO,
  _FUNCFLAG_USE_LASTERROR: FUNCFLAG_USE_LASTERROR,
  __version__: "1.1.0",
  __path__: [],
});
