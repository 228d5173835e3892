/** typename - the name of a value's class as CPython's C code prints it in messages. */
import { typeOf, type PyType, type Value } from "./object.js";

/** `tp_name`: classes of C modules carry their module's name. */
export function className(cls: PyType): string {
  return cls.$heap || cls.$module === "builtins" ? cls.$name : `${cls.$module}.${cls.$name}`;
}

/** The same as Argument Clinic's messages have it: None by its own name. */
export function argumentName(value: Value): string {
  return value === null ? "None" : typeName(value);
}

export function typeName(value: Value): string {
  return className(typeOf(value));
}
