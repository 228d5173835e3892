/**
 * weakproxy - what stands for an object without keeping it alive: all that is asked of it is asked of the object.
 *
 * Mirrors     proxy_* of Objects/weakrefobject.c of CPython 3.13
 * Suspends    everything: the object's methods are Python code
 */
import type { Suspends } from "../frames/suspend.js";
import * as operators from "../objects/arithmetic.js";
import { $delattr, $getattr, $setattr } from "../objects/attributes.js";
import { $callx } from "../objects/call.js";
import { ReferenceError, TypeError } from "../objects/exceptions.js";
import type { Kw } from "../objects/function.js";
import { address } from "../objects/identity.js";
import { hidden, object, specialMethod, type PyType, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { iter } from "./builtins/iteration.js";
import { ge, gt, le, lt } from "../objects/protocols/compare.js";
import { eq, ne } from "../objects/protocols/eq.js";
import { contains } from "../objects/protocols/contains.js";
import { delitem, getitem, setitem } from "../objects/protocols/getitem.js";
import { len } from "../objects/protocols/len.js";
import { text } from "../objects/protocols/str.js";
import { builtinType, methods, unhashable } from "../objects/register.js";
import { typeName } from "../objects/typename.js";

export class ProxyObject {
  declare $target: WeakRef<object>;
  declare $callback: Value;
}
Object.setPrototypeOf(ProxyObject.prototype, object.prototype as object);

class CallableProxyObject extends ProxyObject {}

export const ProxyType = builtinType("ProxyType()", null, { module: "weakref", prototype: ProxyObject.prototype });
export const CallableProxyType = builtinType("CallableProxyType()", null, { module: "weakref", prototype: CallableProxyObject.prototype });

/** @throws ReferenceError the object is gone */
function targetOf(proxy: ProxyObject): Value {
  const target = proxy.$target.deref();
  if (target === undefined) throw new ReferenceError("weakly-referenced object no longer exists");
  return target;
}

/** The object of a proxy, anything else as it is. */
function unwrapped(x: Value): Value {
  return x instanceof ProxyObject ? targetOf(x) : x;
}

/** A proxy of an object; `callable` if it can be called. */
export function makeProxy(x: Value, callable: boolean, callback: Value): ProxyObject {
  const made = Object.create((callable ? CallableProxyObject : ProxyObject).prototype) as ProxyObject;
  made.$target = new WeakRef(x as object);
  made.$callback = callback;
  return made;
}

type Operation = (a: Value, b: Value) => Suspends<Value>;
const BINARY: readonly (readonly [string, Operation, Operation | null])[] = [
  ["add", operators.add, operators.iadd],
  ["sub", operators.sub, operators.isub],
  ["mul", operators.mul, operators.imul],
  ["matmul", operators.matmul, operators.imatmul],
  ["truediv", operators.truediv, operators.itruediv],
  ["floordiv", operators.floordiv, operators.ifloordiv],
  ["mod", operators.mod, operators.imod],
  ["divmod", operators.divmod, null],
  ["pow", operators.pow, operators.ipow],
  ["lshift", operators.lshift, operators.ilshift],
  ["rshift", operators.rshift, operators.irshift],
  ["and", operators.bitand, operators.ibitand],
  ["or", operators.bitor, operators.ibitor],
  ["xor", operators.xor, operators.ixor],
];
const COMPARED: readonly (readonly [string, Operation])[] = [
  ["eq", eq],
  ["ne", ne],
  ["lt", lt],
  ["le", le],
  ["gt", gt],
  ["ge", ge],
];
/** Special methods of one object, with the functions that ask for them. */
const UNARY: readonly (readonly [string, (x: Value) => Suspends<Value>])[] = [
  ["neg", operators.neg],
  ["pos", operators.pos],
  ["invert", operators.invert],
  ["abs", operators.abs],
  ["str", text],
  ["bool", truth],
  ["len", len],
];
const ASKED = ["int", "float", "index", "bytes", "reversed"];

type Members = Record<string, (this: Value, ...args: Value[]) => Suspends<Value>>;

function members(): Members {
  const found: Members = {
    "__repr__(self, /)": function (this: ProxyObject): string {
      const target: Value = this.$target.deref() ?? null;
      return `<weakproxy at ${address(this)} to ${typeName(target)} at ${address(target)}>`;
    },
    "__iter__(self, /)": function (this: ProxyObject): Suspends<Value> {
      return call(iter, targetOf(this));
    },
    "__next__(self, /)": function (this: ProxyObject): Suspends<Value> {
      const target = targetOf(this);
      if (specialMethod(target, "__next__") === undefined) throw new TypeError(`Weakref proxy referenced a non-iterator '${typeName(target)}' object`);
      return callMethod(target, "__next__");
    },
    "__contains__(self, key, /)": function (this: ProxyObject, key: Value): Suspends<Value> {
      return contains(targetOf(this), unwrapped(key));
    },
    "__getitem__(self, key, /)": function (this: ProxyObject, key: Value): Suspends<Value> {
      return getitem(targetOf(this), unwrapped(key));
    },
    "__setitem__(self, key, value, /)": function (this: ProxyObject, key: Value, value: Value): Suspends<null> {
      setitem(targetOf(this), unwrapped(key), value);
      return null;
    },
    "__delitem__(self, key, /)": function (this: ProxyObject, key: Value): Suspends<null> {
      delitem(targetOf(this), unwrapped(key));
      return null;
    },
  };
  for (const [name, operation, inplace] of BINARY) {
    found[`__${name}__(self, value, /)`] = function (this: ProxyObject, other: Value): Suspends<Value> {
      return operation(targetOf(this), unwrapped(other));
    };
    found[`__r${name}__(self, value, /)`] = function (this: ProxyObject, other: Value): Suspends<Value> {
      return operation(unwrapped(other), targetOf(this));
    };
    if (inplace === null) continue;
    found[`__i${name}__(self, value, /)`] = function (this: ProxyObject, other: Value): Suspends<Value> {
      return inplace(targetOf(this), unwrapped(other));
    };
  }
  for (const [name, operation] of COMPARED) {
    found[`__${name}__(self, value, /)`] = function (this: ProxyObject, other: Value): Suspends<Value> {
      return operation(targetOf(this), unwrapped(other));
    };
  }
  for (const [name, operation] of UNARY) {
    found[`__${name}__(self, /)`] = function (this: ProxyObject): Suspends<Value> {
      return operation(targetOf(this));
    };
  }
  for (const name of ASKED) {
    found[`__${name}__(self, /)`] = function (this: ProxyObject): Suspends<Value> {
      return callMethod(targetOf(this), `__${name}__`);
    };
  }
  return found;
}

for (const cls of [ProxyType, CallableProxyType] as PyType[]) {
  methods(cls, members());
  unhashable(cls);
  hidden(cls as object, "$standsFor", true);
  cls.$getattro = (proxy: Value, name: string): Suspends<Value> => $getattr(targetOf(proxy as ProxyObject), name);
  cls.$setattro = (proxy: Value, name: string, value: Value): Suspends<boolean> => {
    if (value === undefined) $delattr(targetOf(proxy as ProxyObject), name);
    else $setattr(targetOf(proxy as ProxyObject), name, value);
    return true;
  };
}
methods(CallableProxyType, {
  "__call__(self, /, *args, **kwargs)": function (this: ProxyObject, args: Value[], kw: Kw): Suspends<Value> {
    return $callx(targetOf(this), args, kw);
  },
});
