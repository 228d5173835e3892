/**
 * parameters - `from_param` of the types: what a function that declares a parameter of the type takes for it.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c of CPython 3.13: CDataType_from_param, PyCPointerType_from_param, c_char_p_from_param and its like
 * Suspends    `_as_parameter_`, `__index__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { isinstance, typeOf, type PyType, type Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { typeName } from "../../objects/typename.js";
import { addressOf } from "./addresses.js";
import { writeCode } from "./codes.js";
import { CData, fresh, infoOf, isData, keep, type Info } from "./data.js";
import { CArgument } from "./memory.js";
import { c_char, c_wchar } from "./simple.js";

/** `cls.from_param(value)` */
export function parameterOf(cls: PyType, value: Value): Suspends<Value> {
  if (isinstance(value, cls)) return value;
  const info = infoOf(cls);
  const taken =
    info.kind === "pointer"
      ? toPointer(cls, info, value)
      : info.kind === "array"
        ? toArray(cls, info, value)
        : info.kind !== "simple"
          ? undefined
          : info.pointers && info.code !== "O"
            ? toAddress(cls, info, value)
            : toSimple(cls, info, value);
  if (taken !== undefined) return taken;
  const other = value === null ? undefined : getattrOr(value, "_as_parameter_");
  if (other !== undefined) return parameterOf(cls, other);
  throw wrong(cls, info, value);
}

function wrong(cls: PyType, info: Info, value: Value): Value {
  if (info.kind === "simple") return new TypeError(`'${typeName(value)}' object cannot be interpreted as ctypes.${cls.$name}`);
  return new TypeError(`expected ${cls.$name} instance instead of ${typeName(value)}`);
}

function toSimple(cls: PyType, info: Info, value: Value): Suspends<Value> {
  if (!isinstance(value, int) && value !== null && getattrOr(value, "_as_parameter_") !== undefined) return undefined;
  const made = fresh(cls);
  writeCode(info.code, made.$view, 0, value);
  return new CArgument(made, info.code);
}

/** c_char_p, c_wchar_p, c_void_p */
function toAddress(cls: PyType, info: Info, value: Value): Suspends<Value> {
  if (value === null) return null;
  const { code } = info;
  const isText = stringOf(value) !== undefined;
  const isBytes = value instanceof Bytes;
  if ((isBytes && code !== "Z") || (isText && code !== "z")) return ofCode(cls, isBytes ? "z" : "Z", value);
  if (code === "P" && isinstance(value, int)) return ofCode(cls, "P", value);
  if (value instanceof CArgument) {
    if (code === "P" || pointsTo(infoOf(typeOf(value.$of)), typeOf(value.$of), code)) return value;
    return undefined;
  }
  if (!isData(value)) return undefined;
  const given = infoOf(typeOf(value));
  if (code === "P") return given.kind !== "simple" && given.kind !== "structure" ? value : given.pointers ? value : undefined;
  const item = given.kind === "array" || given.kind === "pointer" ? given.item : null;
  return item !== null && pointsTo(infoOf(item), item, code) ? value : undefined;
}

/** Whether an object of the class is what such an address leads to. */
function pointsTo(info: Info, cls: PyType, code: string): boolean {
  return cls === (code === "z" ? c_char : c_wchar) || (info.kind === "simple" && info.code === (code === "z" ? "c" : "u"));
}

function ofCode(cls: PyType, code: string, value: Value): Suspends<Value> {
  const made = fresh(cls);
  const kept = writeCode(code, made.$view, 0, value);
  if (kept !== undefined) keep(made, 0, kept);
  return new CArgument(made, code);
}

function toPointer(cls: PyType, info: Info, value: Value): Value {
  if (value === null) return null;
  const item = info.item as PyType;
  if (value instanceof CArgument && isinstance(value.$of, item)) return value;
  if (!isData(value)) return undefined;
  if (isinstance(value, item)) return new CArgument(value, "P");
  const given = infoOf(typeOf(value));
  if ((given.kind !== "array" && given.kind !== "pointer") || given.item === null) return undefined;
  return given.item === item || given.item.$mro.includes(item) ? value : undefined;
}

function toArray(cls: PyType, info: Info, value: Value): Value {
  if (!(value instanceof Bytes) || info.item !== c_char) return undefined;
  if (value.$data.length > info.length) throw new TypeError(`bytes too long (${value.$data.length}, maximum length ${info.length})`);
  const made = fresh(cls);
  made.$bytes.set(value.$data);
  return made;
}

/** The address of an object's memory, and what it holds if it holds an address. */
export function addressIn(data: CData): bigint {
  const info = infoOf(typeOf(data));
  return info.kind === "array" || info.kind === "structure" ? BigInt(addressOf(data.$bytes)) : data.$view.getBigUint64(0, true);
}
