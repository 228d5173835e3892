/**
 * bool - True and False.
 *
 * Mirrors     Objects/boolobject.c
 * Suspends    bool(): `__bool__`, `__len__`
 */
import type { Suspends } from "../frames/suspend.js";
import { int, intValue } from "./int.js";
import { intAnd, intOr, intXor } from "./int/ops.js";
import { NotImplemented, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { builtinType, methods } from "./register.js";
import { warn } from "./warn.js";

Object.setPrototypeOf(Boolean.prototype, Number.prototype);

export const bool = builtinType(
  "bool(object=False, /)",
  function (x: Value): Suspends<boolean> {
    return x !== undefined && truth(x);
  },
  { prototype: Boolean.prototype, bases: [int], final: true },
);

function own(self: Value): number {
  return self === true ? 1 : 0;
}

methods(bool, {
  "__new__(cls, object=False, /)": function (this: Value, x: Value): Suspends<boolean> {
    return x !== undefined && truth(x);
  },
  "__repr__(self, /)": function (this: Value): string {
    return own(this) ? "True" : "False";
  },
  "__and__(self, value, /)": function (this: Value, other: Value): Value {
    return logical(this, other, intAnd);
  },
  "__rand__(self, value, /)": function (this: Value, other: Value): Value {
    return logical(this, other, intAnd);
  },
  "__or__(self, value, /)": function (this: Value, other: Value): Value {
    return logical(this, other, intOr);
  },
  "__ror__(self, value, /)": function (this: Value, other: Value): Value {
    return logical(this, other, intOr);
  },
  "__xor__(self, value, /)": function (this: Value, other: Value): Value {
    return logical(this, other, intXor);
  },
  "__rxor__(self, value, /)": function (this: Value, other: Value): Value {
    return logical(this, other, intXor);
  },
  "__invert__(self, /)": function (this: Value): Suspends<number> {
    return invertBool(this);
  },
});

function logical(self: Value, other: Value, op: (a: number | bigint, b: number | bigint) => number | bigint): Value {
  const y = intValue(other);
  if (y === undefined) return NotImplemented;
  const result = op(own(self), y);
  return typeof other === "boolean" ? result === 1 : result;
}

/** ~True, which warns. */
export function invertBool(x: boolean): Suspends<number> {
  warn(
    "DeprecationWarning",
    "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.",
  );
  return x ? -2 : -1;
}
