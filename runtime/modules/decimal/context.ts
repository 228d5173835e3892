/**
 * decimal.context - Context objects, and the one that is current: each thread has its own, in its contextvars context.
 *
 * Mirrors     PyDecContext_Type, PyDec_GetCurrentContext, ctxmanager_new of Modules/_decimal/_decimal.c
 * Suspends    attributes given by keywords
 */
import type { Suspends } from "../../frames/suspend.js";
import { carriedContents } from "../../snapshot/carried.js";
import { attributeError } from "../../objects/attributes.js";
import { AttributeError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { canon, type Int } from "../../objects/int/big.js";
import { intValue } from "../../objects/int.js";
import { madeFor, lookup, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { className } from "../../objects/typename.js";
import { ContextVarObject, currentContext } from "../contextvars.js";
import { signalNames, signalsOf } from "./signals.js";
import { bitsOfDict, bitsOfList, viewsOf } from "./signaldict.js";
import {
  CLAMPED,
  DecimalContext,
  DIVISION_BY_ZERO,
  etiny,
  etop,
  INVALID,
  MAX_EMAX,
  MAX_PREC,
  MIN_EMIN,
  OVERFLOW,
  ROUND_HALF_UP,
  ROUNDINGS,
  UNDERFLOW,
} from "./status.js";

const TRAPS = INVALID | DIVISION_BY_ZERO | OVERFLOW;

export const DefaultContext = new DecimalContext();
DefaultContext.$traps = TRAPS;
export const BasicContext = new DecimalContext();
BasicContext.$prec = 9;
BasicContext.$round = ROUND_HALF_UP;
BasicContext.$traps = TRAPS | CLAMPED | UNDERFLOW;
export const ExtendedContext = new DecimalContext();
ExtendedContext.$prec = 9;
for (const [name, template] of Object.entries({ DefaultContext, BasicContext, ExtendedContext })) carriedContents(`decimal ${name}`, template);

/** Where the current context is kept. */
const variable = new ContextVarObject("decimal_context", undefined);

export const Context: PyType = builtinType(
  "Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
  function (...given: Value[]): Suspends<DecimalContext> {
    const made = instance(Context);
    fill(made, given);
    return made;
  },
  {
    prototype: DecimalContext.prototype,
    module: "decimal",
    doc: "The context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.  A new context\ncan be constructed as follows:\n\n    >>> c = Context(prec=28, Emin=-425000000, Emax=425000000,\n    ...             rounding=ROUND_HALF_EVEN, capitals=1, clamp=1,\n    ...             traps=[InvalidOperation, DivisionByZero, Overflow],\n    ...             flags=[])\n    >>>\n\n\n",
  },
);

export function isContext(x: Value): x is DecimalContext {
  return x instanceof DecimalContext;
}

function instance(cls: PyType): DecimalContext {
  const made = madeFor(DecimalContext, cls);
  copyInto(made, DefaultContext);
  made.$status = 0;
  return made;
}

function copyInto(target: DecimalContext, source: DecimalContext): void {
  target.$prec = source.$prec;
  target.$emax = source.$emax;
  target.$emin = source.$emin;
  target.$round = source.$round;
  target.$clamp = source.$clamp;
  target.$capitals = source.$capitals;
  target.$traps = source.$traps;
  target.$status = source.$status;
  target.$exact = source.$exact === null ? null : { ...source.$exact };
}

export function copyOf(source: DecimalContext): DecimalContext {
  const made = new DecimalContext();
  copyInto(made, source);
  return made;
}

/** getcontext() */
export function current(): DecimalContext {
  const found: Value = currentContext().$values.get(variable);
  return found === undefined ? makeCurrent(freshCopy(DefaultContext)) : found;
}

function freshCopy(source: DecimalContext): DecimalContext {
  const made = copyOf(source);
  made.$status = 0;
  return made;
}

function makeCurrent(context: DecimalContext): DecimalContext {
  const owner = currentContext();
  owner.$values = new Map(owner.$values).set(variable, context as Value);
  return context;
}

/** setcontext(): the templates are copied. */
function setCurrent(context: DecimalContext): void {
  makeCurrent(context === DefaultContext || context === BasicContext || context === ExtendedContext ? freshCopy(context) : context);
}

/** The context argument of methods. */
export function chosen(context: Value = null): DecimalContext {
  if (context === null) return current();
  if (context instanceof DecimalContext) return context;
  throw new TypeError("optional argument must be a context");
}

/** The argument `rounding`. */
export function roundingOf(x: Value): number {
  const name = stringOf(x);
  const found = name === undefined ? -1 : ROUNDINGS.indexOf(name);
  if (found < 0) {
    throw new TypeError(
      "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
    );
  }
  return found;
}

function ssize(x: Value): Int {
  const n = intValue(x);
  if (n === undefined) throw new TypeError("an integer is required");
  if (typeof n === "bigint" && BigInt.asIntN(64, n) !== n) throw new OverflowError("Python int too large to convert to C ssize_t");
  return n;
}

/** Sets one of the limits, which a double may not say. */
function setLimit(self: DecimalContext, field: "prec" | "emin" | "emax", n: Int): void {
  const value = Number(n);
  if (field === "prec") self.$prec = value;
  else if (field === "emin") self.$emin = value;
  else self.$emax = value;
  if (typeof n === "bigint") (self.$exact ??= {})[field] = n;
  else if (self.$exact !== null) delete self.$exact[field];
}

const SETTERS: Readonly<Record<string, (self: DecimalContext, value: Value) => Suspends<void>>> = {
  prec(self, value) {
    const n = ssize(value);
    if (n < 1 || n > MAX_PREC) throw new ValueError("valid range for prec is [1, MAX_PREC]");
    setLimit(self, "prec", n);
  },
  rounding(self, value) {
    self.$round = roundingOf(value);
  },
  Emin(self, value) {
    const n = ssize(value);
    if (n > 0 || n < MIN_EMIN) throw new ValueError("valid range for Emin is [MIN_EMIN, 0]");
    setLimit(self, "emin", n);
  },
  Emax(self, value) {
    const n = ssize(value);
    if (n < 0 || n > MAX_EMAX) throw new ValueError("valid range for Emax is [0, MAX_EMAX]");
    setLimit(self, "emax", n);
  },
  capitals(self, value) {
    const n = ssize(value);
    if (n !== 0 && n !== 1) throw new ValueError("valid values for capitals are 0 or 1");
    self.$capitals = n;
  },
  clamp(self, value) {
    const n = ssize(value);
    if (n !== 0 && n !== 1) throw new ValueError("valid values for clamp are 0 or 1");
    self.$clamp = n;
  },
  flags(self, value): Suspends<void> {
    self.$status = bitsOfDict(value);
  },
  traps(self, value): Suspends<void> {
    self.$traps = bitsOfDict(value);
  },
};
const NAMES = ["prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"];

function fill(self: DecimalContext, given: readonly Value[]): Suspends<void> {
  for (let i = 0; i < NAMES.length; i++) {
    const value = given[i];
    if (value === undefined || value === null) continue;
    if (Array.isArray(value) && NAMES[i] === "flags") self.$status = bitsOfList(value);
    else if (Array.isArray(value) && NAMES[i] === "traps") self.$traps = bitsOfList(value);
    else SETTERS[NAMES[i]!]!(self, value);
  }
}

const removed = (): never => {
  throw new AttributeError("context attributes cannot be deleted");
};

getset(Context, {
  prec: [(self: DecimalContext) => self.$exact?.prec ?? self.$prec, SETTERS["prec"]!, removed],
  Emax: [(self: DecimalContext) => self.$exact?.emax ?? self.$emax, SETTERS["Emax"]!, removed],
  Emin: [(self: DecimalContext) => self.$exact?.emin ?? self.$emin, SETTERS["Emin"]!, removed],
  rounding: [(self: DecimalContext) => ROUNDINGS[self.$round], SETTERS["rounding"]!, removed],
  capitals: [(self: DecimalContext) => self.$capitals, SETTERS["capitals"]!, removed],
  clamp: [(self: DecimalContext) => self.$clamp, SETTERS["clamp"]!, removed],
  flags: [(self: DecimalContext) => viewsOf(self).flags, SETTERS["flags"]!, removed],
  traps: [(self: DecimalContext) => viewsOf(self).traps, SETTERS["traps"]!, removed],
});

/** There are no other attributes, as long as a subclass has no `__dict__`. */
Context.$setattro = function setContextAttribute(self: Value, name: string): boolean {
  const cls = typeOf(self);
  if (!cls.$hasDict && lookup(cls, name) === undefined) throw attributeError(self, name, `'${className(cls)}' object has no attribute '${name}'`);
  return false;
};

function shown(self: DecimalContext): string {
  const { $exact: exact } = self;
  const limits = `prec=${exact?.prec ?? self.$prec}, rounding=${ROUNDINGS[self.$round]}, Emin=${exact?.emin ?? self.$emin}, Emax=${exact?.emax ?? self.$emax}`;
  return `Context(${limits}, capitals=${self.$capitals}, clamp=${self.$clamp}, flags=${signalNames(self.$status)}, traps=${signalNames(self.$traps)})`;
}

methods(Context, {
  "__new__(cls, /, *args, **kwargs)": function (this: PyType): DecimalContext {
    return instance(this);
  },
  "__init__(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)": function (
    this: DecimalContext,
    ...given: Value[]
  ): Suspends<null> {
    fill(this, given);
    return null;
  },
  "__repr__(self, /)": function (this: DecimalContext): string {
    return shown(this);
  },
  "__reduce__(self, /)": function (this: DecimalContext): Tuple {
    const { $exact: exact } = this;
    return new Tuple([
      (this as Value).$cls,
      new Tuple([
        exact?.prec ?? this.$prec,
        ROUNDINGS[this.$round],
        exact?.emin ?? this.$emin,
        exact?.emax ?? this.$emax,
        this.$capitals,
        this.$clamp,
        signalsOf(this.$status),
        signalsOf(this.$traps),
      ]),
    ]);
  },
  "copy(self, /)": function (this: DecimalContext): DecimalContext {
    return copyOf(this);
  },
  "__copy__(self, /)": function (this: DecimalContext): DecimalContext {
    return copyOf(this);
  },
  "clear_flags(self, /)": function (this: DecimalContext): null {
    this.$status = 0;
    return null;
  },
  "clear_traps(self, /)": function (this: DecimalContext): null {
    this.$traps = 0;
    return null;
  },
  "Etiny(self, /)": function (this: DecimalContext): Int {
    return limit(this, etiny(this), (prec, emin) => emin - (prec - 1n));
  },
  "Etop(self, /)": function (this: DecimalContext): Int {
    return limit(this, etop(this), (prec, _, emax) => emax - (prec - 1n));
  },
});

function limit(self: DecimalContext, value: number, exactly: (prec: bigint, emin: bigint, emax: bigint) => bigint): Int {
  const { $exact: exact } = self;
  if (exact === null) return value;
  return canon(exactly(exact.prec ?? BigInt(self.$prec), exact.emin ?? BigInt(self.$emin), exact.emax ?? BigInt(self.$emax)));
}

export const getcontext = builtin("getcontext()", (): Value => current(), "decimal");

export const setcontext = builtin(
  "setcontext(context, /)",
  (context: Value): Value => {
    if (!(context instanceof DecimalContext)) throw new TypeError("argument must be a context");
    setCurrent(context);
    return null;
  },
  "decimal",
);

class ContextManager {
  $local = DefaultContext;
  $global = DefaultContext;
}
Object.setPrototypeOf(ContextManager.prototype, object.prototype as object);
const contextManagerType = builtinType("ContextManager()", null, { module: "decimal", prototype: ContextManager.prototype });
contextManagerType["$noNew"] = true;
methods(contextManagerType, {
  "__enter__(self, /)": function (this: ContextManager): Value {
    setCurrent(this.$local);
    return this.$local;
  },
  "__exit__(self, /, *args)": function (this: ContextManager): boolean {
    setCurrent(this.$global);
    return false;
  },
});

export const localcontext = builtin(
  "localcontext(ctx=None, *, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
  function (ctx: Value, ...given: Value[]): Suspends<Value> {
    const global = current();
    const made = new ContextManager();
    made.$global = global;
    made.$local = copyOf(chosen(ctx ?? global));
    fill(made.$local, given);
    return made;
  },
  "decimal",
);
