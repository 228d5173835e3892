/** typename - the name of a value's class as CPython's C code prints it in messages. */
import { typeOf, type PyType, type Value } from "./object.js";

/** `tp_name`: classes of C modules carry their module's name. */
export function className(cls: PyType): string {
  return cls.$heap || cls.$module === "builtins" ? cls.$name : `${cls.$module}.${cls.$name}`;
}

/** PyType_GetFullyQualifiedName: of classes of Python code with their module, but for those of the script itself. */
export function fullName(cls: PyType): string {
  if (!cls.$heap) return className(cls);
  return cls.$module === "builtins" || cls.$module === "__main__" || typeof cls.$module !== "string" ? cls.$qualname : `${cls.$module}.${cls.$qualname}`;
}

/** The same as Argument Clinic's messages have it: None by its own name. */
export function argumentName(value: Value): string {
  return value === null ? "None" : typeName(value);
}

export function typeName(value: Value): string {
  return className(typeOf(value));
}
