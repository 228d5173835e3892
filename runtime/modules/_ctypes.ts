/** _ctypes - what of ctypes is C in CPython. */
import { pymodule } from "../objects/module.js";
import { Array, PyCArrayType } from "./ctypes/array.js";
import { _CData, _unpickle, CTypeType } from "./ctypes/data.js";
import { addressof, alignment, byref, resize, sizeof } from "./ctypes/memory.js";
import { POINTER, pointer, PyCPointerType, _Pointer } from "./ctypes/pointer.js";
import { PyCStructType, Structure, Union, UnionType } from "./ctypes/structure.js";
import { _SimpleCData, PyCSimpleType } from "./ctypes/simple.js";

export default pymodule("_ctypes", {
  Array,
  CType_Type: CTypeType,
  PyCArrayType,
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
