/**
 * decimal.signaldict - the mappings from signals to booleans that flags and traps of a context are.
 *
 * Mirrors     PyDecSignalDictMixin_Type of Modules/_decimal/_decimal.c
 * Suspends    truth of values
 */
import type { Suspends } from "../../frames/suspend.js";
import { $class } from "../../objects/class.js";
import { dict, Dict } from "../../objects/dict.js";
import { KeyError, TypeError, ValueError } from "../../objects/exceptions.js";
import { isinstance, NotImplemented, object, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { iter } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, methods, unhashable } from "../../objects/register.js";
import { MutableMapping } from "../collections/abc.js";
import { SIGNALS } from "./signals.js";
import type { DecimalContext } from "./status.js";

/** A view of one of a context's two sets of bits. */
export class SignalDictObject {
  /** undefined: made by calling the class */
  $context: DecimalContext | undefined = undefined;
  $field: "$traps" | "$status" = "$traps";
}
Object.setPrototypeOf(SignalDictObject.prototype, object.prototype as object);

const WORDS =
  "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]";

/** The bits of a signal class. */
export function bitsOf(cls: Value): number {
  for (const [signal, bits] of SIGNALS) if (signal === cls) return bits;
  throw new KeyError(WORDS);
}

/** The bits of a list of signal classes. */
export function bitsOfList(list: Value[]): number {
  let bits = 0;
  for (const cls of list) bits |= bitsOf(cls);
  return bits;
}

/** The bits of a signal dictionary, or of a dict that has all signals. */
export function bitsOfDict(x: Value): Suspends<number> {
  if (x instanceof SignalDictObject) return current(x);
  if (!isinstance(x, dict)) throw new TypeError("argument must be a signal dict");
  const entries = (x as Dict).$entries();
  if (entries.length !== SIGNALS.length) throw new KeyError("invalid signal dict");
  let bits = 0;
  for (const { key, value } of entries) {
    const flag = bitsOf(key);
    if (truth(value)) bits |= flag;
  }
  return bits;
}

function current(self: SignalDictObject): number {
  if (self.$context === undefined) throw new ValueError("invalid signal dict");
  return self.$context[self.$field];
}

export const SignalDictMixin = builtinType("SignalDictMixin()", null, { module: "decimal", prototype: SignalDictObject.prototype });
methods(SignalDictMixin, {
  "__init__(self, /, *args, **kwargs)": function (this: SignalDictObject): null {
    return null;
  },
  "__len__(self, /)": function (this: SignalDictObject): number {
    current(this);
    return SIGNALS.length;
  },
  "__getitem__(self, key, /)": function (this: SignalDictObject, key: Value): boolean {
    const bits = current(this);
    return (bits & bitsOf(key)) !== 0;
  },
  "__setitem__(self, key, value, /)": function (this: SignalDictObject, key: Value, value: Value): Suspends<null> {
    current(this);
    const flag = bitsOf(key);
    const on = truth(value);
    const context = this.$context!;
    const field = this.$field;
    context[field] = on ? context[field] | flag : context[field] & ~flag;
    return null;
  },
  "__delitem__(self, key, /)": function (): never {
    throw new ValueError("signal keys cannot be deleted");
  },
  "__iter__(self, /)": function (this: SignalDictObject): Suspends<Value> {
    current(this);
    return iter(SIGNALS.map(([cls]) => cls));
  },
  "__repr__(self, /)": function (this: SignalDictObject): Suspends<string> {
    const bits = current(this);
    let text = "";
    for (const [cls, flag] of SIGNALS) text += `${text === "" ? "" : ", "}${repr(cls)}:${(bits & flag) !== 0 ? "True" : "False"}`;
    return `{${text}}`;
  },
  "__eq__(self, value, /)": function (this: SignalDictObject, value: Value): Suspends<Value> {
    const bits = current(this);
    if (!(value instanceof SignalDictObject) && !isinstance(value, dict)) return NotImplemented;
    if (!(value instanceof SignalDictObject) && (value as Dict).$size() !== SIGNALS.length) return false;
    return bitsOfDict(value) === bits;
  },
  "copy(self, /)": function (this: SignalDictObject): Suspends<Value> {
    const bits = current(this);
    const made = new Dict();
    for (const [cls, flag] of SIGNALS) made.$set(cls, (bits & flag) !== 0);
    return made;
  },
});
unhashable(SignalDictMixin);

export const SignalDict: PyType = $class(
  { name: "SignalDict", qualname: "SignalDict", module: "abc", doc: null, line: 0, statics: [] },
  [SignalDictMixin, MutableMapping],
  null,
  () => undefined,
);

function view(context: DecimalContext, field: "$traps" | "$status"): SignalDictObject {
  const made = Reflect.construct(SignalDictObject, [], SignalDict) as SignalDictObject;
  made.$context = context;
  made.$field = field;
  return made;
}

/** flags and traps of a context, always the same objects. */
export function viewsOf(context: DecimalContext): { flags: object; traps: object } {
  return (context.$views ??= { flags: view(context, "$status"), traps: view(context, "$traps") });
}
