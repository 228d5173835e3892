/**
 * contextvars - variables that each context has for itself: a thread begins with an empty one.
 *
 * Mirrors     Python/context.c of CPython 3.13
 * Suspends    Context.run, comparisons
 * Calls back  the function of Context.run
 */
import type { Suspends } from "../frames/suspend.js";
import { $callx } from "../objects/call.js";
import { KeyError, LookupError, RuntimeError, TypeError, ValueError } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { genericAlias } from "../objects/genericalias.js";
import { address } from "../objects/identity.js";
import { pymodule } from "../objects/module.js";
import { object, NotImplemented, type Value } from "../objects/object.js";
import { same } from "../objects/protocols/eq.js";
import { iter } from "../objects/protocols/iter.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { stringOf } from "../objects/str.js";

type Values = ReadonlyMap<ContextVarObject, Value>;

/** A mapping of variables to values; changed only by its running owner, by replacing the map, so that copies are free. */
export class ContextObject {
  $values: Values = new Map();
  /** the context that ran before; while this one is entered */
  $previous: ContextObject | null = null;
  $entered = false;
}
Object.setPrototypeOf(ContextObject.prototype, object.prototype as object);

export class ContextVarObject {
  constructor(
    readonly $label: string,
    readonly $default: Value,
  ) {}
}
Object.setPrototypeOf(ContextVarObject.prototype, object.prototype as object);

class TokenObject {
  $used = false;
  constructor(
    readonly $context: ContextObject,
    readonly $var: ContextVarObject,
    /** undefined: there was none */
    readonly $old: Value,
  ) {}
}
Object.setPrototypeOf(TokenObject.prototype, object.prototype as object);

/** The running thread's context, made at the first look. */
export function currentContext(): ContextObject {
  const { local } = isolate.current as GreenThread;
  return (local.context ??= new ContextObject()) as ContextObject;
}

/** Runs something in a context; the thread has its own again afterwards. */
export function runIn(context: ContextObject, work: () => Suspends<Value>): Suspends<Value> {
  if (context.$entered) throw alreadyEntered(context);
  enterContext(context);
  try {
    return work();
  } finally {
    leaveContext(context);
  }
}

function alreadyEntered(context: ContextObject): Suspends<Value> {
  return new RuntimeError(`cannot enter context: ${repr(context)} is already entered`);
}

function enterContext(context: ContextObject): void {
  context.$previous = currentContext();
  context.$entered = true;
  (isolate.current as GreenThread).local.context = context;
}

function leaveContext(context: ContextObject): void {
  (isolate.current as GreenThread).local.context = context.$previous;
  context.$previous = null;
  context.$entered = false;
}

/** `Context.run`, which event loops call for each of their callbacks: with its arguments as they come, a Kw last. */
function runInContext(this: ContextObject, f: Value, ...args: Value[]): Suspends<Value> {
  if (f === undefined || f instanceof Kw) throw new TypeError("run() missing 1 required positional argument");
  if (this.$entered) throw alreadyEntered(this);
  const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
  enterContext(this);
  try {
    if (kw === null && typeof f === "function") return args.length === 1 ? f(args[0]) : f(...args);
    return $callx(f, args, kw);
  } finally {
    leaveContext(this);
  }
}
(runInContext as Value).$checked = true;

/** A copy of the running context, as `copy_context()` makes it. */
export function copyOf(context: ContextObject): ContextObject {
  const copy = new ContextObject();
  copy.$values = context.$values;
  return copy;
}

const missingType = builtinType("Token.MISSING()", null, { name: "Token.MISSING", module: "builtins" });
const MISSING: Value = Object.create(missingType.prototype as object);
methods(missingType, {
  "__repr__(self, /)": function (): string {
    return "<Token.MISSING>";
  },
});

export const ContextVar = builtinType(
  "ContextVar(name, /, *, default=<unrepresentable>)",
  (name: Value, otherwise: Value): Value => {
    if (stringOf(name) === undefined) throw new TypeError("context variable name must be a str");
    return new ContextVarObject(name, otherwise);
  },
  { module: "_contextvars", prototype: ContextVarObject.prototype, final: true },
);

methods(ContextVar, {
  "get(self, default=<unrepresentable>, /)": function (this: ContextVarObject, otherwise: Value): Value {
    const value: Value = currentContext().$values.get(this);
    if (value !== undefined) return value;
    if (otherwise !== undefined) return otherwise;
    if (this.$default !== undefined) return this.$default;
    throw new LookupError(this);
  },
  "set(self, value, /)": function (this: ContextVarObject, value: Value): Value {
    const context = currentContext();
    const token = new TokenObject(context, this, context.$values.get(this));
    context.$values = new Map(context.$values).set(this, value);
    return token;
  },
  "reset(self, token, /)": function (this: ContextVarObject, token: Value): Suspends<null> {
    if (!(token instanceof TokenObject)) throw new TypeError(`expected an instance of Token, got ${repr(token)}`);
    if (token.$used) throw new RuntimeError(`${repr(token)} has already been used once`);
    if (token.$var !== this) throw new ValueError(`${repr(token)} was created by a different ContextVar`);
    const context = currentContext();
    if (token.$context !== context) throw new ValueError(`${repr(token)} was created in a different Context`);
    token.$used = true;
    const values = new Map(context.$values);
    if (token.$old === undefined) values.delete(this);
    else values.set(this, token.$old);
    context.$values = values;
    return null;
  },
  "__repr__(self, /)": function (this: ContextVarObject): Suspends<string> {
    const otherwise = this.$default === undefined ? "" : ` default=${repr(this.$default)}`;
    return `<ContextVar name=${repr(this.$label)}${otherwise} at ${address(this)}>`;
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});
getset(ContextVar, { name: [(self: ContextVarObject) => self.$label] });

export const Token = builtinType("Token()", null, { module: "_contextvars", prototype: TokenObject.prototype, final: true });
methods(Token, {
  "__new__(cls, /, *args, **kwargs)": function (): Value {
    throw new RuntimeError("Tokens can only be created by ContextVars");
  },
  "__repr__(self, /)": function (this: TokenObject): Suspends<string> {
    return `<Token${this.$used ? " used" : ""} var=${repr(this.$var)} at ${address(this)}>`;
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});
getset(Token, { var: [(self: TokenObject) => self.$var], old_value: [(self: TokenObject) => self.$old ?? (self.$old === undefined ? MISSING : null)] });
Token.$dict.set("MISSING", MISSING);
(Token.prototype as Value).MISSING = MISSING;

function variable(key: Value): Suspends<ContextVarObject> {
  if (!(key instanceof ContextVarObject)) throw new TypeError(`a ContextVar key was expected, got ${repr(key)}`);
  return key;
}

export const Context = builtinType("Context()", null, { module: "_contextvars", prototype: ContextObject.prototype, final: true });
methods(Context, {
  "__new__(cls, /, *args, **kwargs)": function (args: Value[], kwargs: Kw | null): Value {
    if (args.length > 0 || (kwargs !== null && Object.keys(kwargs).length > 0)) throw new TypeError("Context() does not accept any arguments");
    return new ContextObject();
  },
});
methods(Context, {
  "run(self, /, callable, *args, **kwargs)": runInContext,
  "copy(self, /)": function (this: ContextObject): Value {
    return copyOf(this);
  },
  "get(self, key, default=None, /)": function (this: ContextObject, key: Value, otherwise: Value): Suspends<Value> {
    const value: Value = this.$values.get(variable(key));
    return value !== undefined ? value : (otherwise ?? null);
  },
  "__getitem__(self, key, /)": function (this: ContextObject, key: Value): Suspends<Value> {
    const value: Value = this.$values.get(variable(key));
    if (value === undefined) throw new KeyError(key);
    return value;
  },
  "__contains__(self, key, /)": function (this: ContextObject, key: Value): Suspends<boolean> {
    return this.$values.has(variable(key));
  },
  "__len__(self, /)": function (this: ContextObject): number {
    return this.$values.size;
  },
  "__iter__(self, /)": function (this: ContextObject): Suspends<Value> {
    return iter([...this.$values.keys()]);
  },
  "keys(self, /)": function (this: ContextObject): Suspends<Value> {
    return iter([...this.$values.keys()]);
  },
  "values(self, /)": function (this: ContextObject): Suspends<Value> {
    return iter([...this.$values.values()]);
  },
  "items(self, /)": function (this: ContextObject): Suspends<Value> {
    return iter([...this.$values].map((pair) => new Tuple(pair)));
  },
  "__eq__(self, value, /)": function (this: ContextObject, value: Value): Suspends<Value> {
    if (!(value instanceof ContextObject)) return NotImplemented;
    if (value.$values.size !== this.$values.size) return false;
    for (const [key, own] of this.$values) {
      const other: Value = value.$values.get(key);
      if (other === undefined || !same(own, other)) return false;
    }
    return true;
  },
});

export const copy_context = builtin("copy_context()", (): Value => copyOf(currentContext()), "_contextvars");

export default pymodule("contextvars", { Context, ContextVar, Token, copy_context });
