/**
 * enum.simple - `_simple_enum`: a plain class made an enumeration.
 *
 * Mirrors   _simple_enum in Lib/enum.py
 * Differs   the members are made by the metaclass, as of any enumeration
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { iterate } from "../../objects/iterate.js";
import type { PyType, Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { builtin } from "../../objects/register.js";
import { setName } from "./body.js";
import { Enum } from "./members.js";
import { makeEnum, prepare } from "./type.js";

/** What of a class's namespace belongs to the class alone. */
const OF_CLASS: ReadonlySet<string> = new Set(["__dict__", "__weakref__", "__static_attributes__", "__firstlineno__"]);

export const simpleEnum = builtin(
  "_simple_enum(etype=None, *, boundary=None, use_args=None)",
  (etype: Value, boundary: Value): Value => {
    const base = (etype ?? Enum) as PyType;
    return builtin("convert_class(cls)", (cls: Value): Suspends<Value> => convert(base, cls as PyType, boundary ?? null), "enum");
  },
  "enum",
);

function convert(base: PyType, cls: PyType, boundary: Value): Suspends<Value> {
  const body = prepare(cls.$name, [base]);
  for (const entry of iterate(callMethod($getattr(cls, "__dict__"), "items"))) {
    const [name, value] = (entry as Value).items as [string, Value];
    if (!OF_CLASS.has(name) && !(name === "__doc__" && value === null)) setName(body, name, value);
  }
  body.$setNamed("__qualname__", cls.$qualname);
  return makeEnum(base.$cls as PyType, cls.$name, [base], body, boundary, null);
}
