/**
 * posix - the part of os that is C in CPython.
 *
 * Mirrors  Modules/posixmodule.c of CPython 3.13
 */
import { Bytes } from "../objects/bytes/data.js";
import { Dict } from "../objects/dict.js";
import { pymodule } from "../objects/module.js";
import { isType, type Value } from "../objects/object.js";
import { systemEnvironment } from "./os/environment.js";
import os from "./os/index.js";

/** Functions of its own, constants, and named tuples. */
function isNative(value: Value): boolean {
  if (typeof value === "number") return true;
  if (typeof value !== "function") return false;
  return isType(value) ? ["posix", "os"].includes(value.$module) && value.$dict.has("n_fields") : value.$f?.module === "posix";
}

const names: Record<string, Value> = {};
for (const [name, value] of Object.entries((os as unknown as { $members: Record<string, Value> }).$members)) {
  if (!name.startsWith("$") && !["SEEK_SET", "SEEK_CUR", "SEEK_END"].includes(name) && isNative(value)) names[name] = value;
}
const environ: Value = new Dict();
const bytes = (text: string): Bytes => new Bytes(Buffer.from(text));

for (const [name, value] of systemEnvironment()) environ.$set(bytes(name), bytes(value));

export default pymodule("posix", {
  ...names,
  environ,
  error: (os as unknown as { error: Value }).error,
  _have_functions: [],
});
