/** _ctypes - what of ctypes is C in CPython. */
import { pymodule } from "../objects/module.js";
import { Array, PyCArrayType } from "./ctypes/array.js";
import { _CData, _unpickle, CTypeType } from "./ctypes/data.js";
import { addressof, alignment, byref, resize, sizeof } from "./ctypes/memory.js";
import { _SimpleCData, PyCSimpleType } from "./ctypes/simple.js";

export default pymodule("_ctypes", {
  Array,
  CType_Type: CTypeType,
  PyCArrayType,
  PyCSimpleType,
  _CData,
  _SimpleCData,
  _unpickle,
  addressof,
  alignment,
  byref,
  resize,
  sizeof,
});
