/**
 * typing.supports - protocols with one method (SupportsInt ...), and the names of streams (IO, TextIO, BinaryIO).
 *
 * Mirrors   the parts of that name in Lib/typing.py
 * Differs   IO's methods are not there: it is a name for annotations
 */
import type { Suspends } from "../../frames/suspend.js";
import { newClass } from "../../objects/class.js";
import { object, type PyType, type Value } from "../../objects/object.js";
import { builtin, methods } from "../../objects/register.js";
import { genericAlias } from "../../objects/genericalias.js";
import { call } from "../../objects/protocols/call.js";
import { Tuple } from "../../objects/tuple.js";
import { Dict } from "../../objects/dict.js";
import { Protocol, runtime_checkable } from "./classes.js";

const METHODS: Readonly<Record<string, string>> = {
  SupportsInt: "__int__",
  SupportsFloat: "__float__",
  SupportsComplex: "__complex__",
  SupportsBytes: "__bytes__",
  SupportsIndex: "__index__",
  SupportsAbs: "__abs__",
  SupportsRound: "__round__",
};

export function supports(): Suspends<Record<string, Value>> {
  const made: Record<string, Value> = {};
  for (const name in METHODS) {
    const body = new Dict();
    body.$setNamed("__module__", "typing");
    body.$setNamed(
      METHODS[name]!,
      builtin(`${METHODS[name]!}(self)`, (): null => null, "typing"),
    );
    made[name] = runtime_checkable(call(Protocol.$cls, name, new Tuple([Protocol]), body));
  }
  return made;
}

export function streams(): Suspends<Record<string, Value>> {
  const make = (name: string, base: PyType): PyType =>
    newClass(base.$cls as PyType, name, [base], new Map<string, Value>([["__module__", "typing"]]), null, null);
  const io = make("IO", object);
  methods(io, {
    "__class_getitem__(cls, params, /)"(this: PyType, item: Value): Value {
      return genericAlias(this, item);
    },
  });
  return { IO: io, TextIO: make("TextIO", io), BinaryIO: make("BinaryIO", io) };
}
