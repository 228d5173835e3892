/** _ctypes - what of ctypes is C in CPython. */
import { pymodule } from "../objects/module.js";
import { Array, PyCArrayType } from "./ctypes/array.js";
import { _CData, _unpickle, CTypeType } from "./ctypes/data.js";
import { CFuncPtr, FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI, FUNCFLAG_USE_ERRNO, FUNCFLAG_USE_LASTERROR, PyCFuncPtrType } from "./ctypes/foreign.js";
import { get_errno, set_errno } from "./ctypes/library.js";
import { addressof, alignment, byref, resize, sizeof } from "./ctypes/memory.js";
import { ArgumentError, POINTER, pointer, PyCPointerType, _Pointer } from "./ctypes/pointer.js";
import { PyCStructType, Structure, Union, UnionType } from "./ctypes/structure.js";
import { dlclose, dlopen, dlsym, RTLD_GLOBAL, RTLD_LOCAL } from "./ctypes/symbols.js";
import { _SimpleCData, PyCSimpleType } from "./ctypes/simple.js";

export default pymodule("_ctypes", {
  Array,
  CType_Type: CTypeType,
  CFuncPtr,
  FUNCFLAG_CDECL,
  FUNCFLAG_PYTHONAPI,
  FUNCFLAG_USE_ERRNO,
  FUNCFLAG_USE_LASTERROR,
  PyCArrayType,
  PyCFuncPtrType,
  RTLD_GLOBAL,
  RTLD_LOCAL,
  ArgumentError,
  dlclose,
  dlopen,
  dlsym,
  get_errno,
  set_errno,
  POINTER,
  PyCPointerType,
  PyCSimpleType,
  PyCStructType,
  Structure,
  Union,
  UnionType,
  _CData,
  _Pointer,
  _SimpleCData,
  _unpickle,
  addressof,
  alignment,
  byref,
  pointer,
  resize,
  sizeof,
});
