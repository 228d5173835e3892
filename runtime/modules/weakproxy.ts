/**
 * weakproxy - what weakref.proxy() gives does to its object whatever is done to it.
 *
 * Mirrors     proxy_* of Objects/weakrefobject.c of CPython 3.13
 * Suspends    everything: it is the object's
 */
import type { Suspends } from "../frames/suspend.js";
import * as arithmetic from "../objects/arithmetic.js";
import { $delattr, $getattr, $setattr } from "../objects/attributes.js";
import { $callx } from "../objects/call.js";
import { ReferenceError, TypeError } from "../objects/exceptions.js";
import type { Kw } from "../objects/function.js";
import { address } from "../objects/identity.js";
import { iterate } from "../objects/iterator.js";
import { object, typeOf, type PyType, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { callMethod } from "../objects/protocols/call.js";
import { compare, EQ, GE, GT, LE, LT, NE } from "../objects/protocols/compare.js";
import { contains } from "../objects/protocols/contains.js";
import { delitem, getitem, setitem } from "../objects/protocols/getitem.js";
import { len } from "../objects/protocols/len.js";
import { text } from "../objects/protocols/str.js";
import { builtinType, methods, unhashable } from "../objects/register.js";
import { fullName, typeName } from "../objects/typename.js";

export class ProxyObject {
  declare $target: WeakRef<object> | null;
  declare $callback: Value;
}
Object.setPrototypeOf(ProxyObject.prototype, object.prototype as object);

class CallableProxyObject extends ProxyObject {}

export const ProxyType = builtinType("ProxyType()", null, { module: "weakref", prototype: ProxyObject.prototype, final: true });
export const CallableProxyType = builtinType("CallableProxyType()", null, { module: "weakref", prototype: CallableProxyObject.prototype, final: true });

/** The object behind a proxy; other values are themselves. */
function behind(x: Value): Value {
  if (!(x instanceof ProxyObject)) return x;
  const target = x.$target?.deref();
  if (target === undefined) throw new ReferenceError("weakly-referenced object no longer exists");
  return target;
}

type Binary = (a: Value, b: Value) => Suspends<Value>;
const BINARY: Readonly<Record<string, Binary>> = {
  add: arithmetic.add,
  sub: arithmetic.sub,
  mul: arithmetic.mul,
  matmul: arithmetic.matmul,
  truediv: arithmetic.truediv,
  floordiv: arithmetic.floordiv,
  mod: arithmetic.mod,
  divmod: arithmetic.divmod,
  pow: arithmetic.pow,
  lshift: arithmetic.lshift,
  rshift: arithmetic.rshift,
  and: arithmetic.bitand,
  or: arithmetic.bitor,
  xor: arithmetic.xor,
};
const IN_PLACE: Readonly<Record<string, Binary>> = {
  iadd: arithmetic.iadd,
  isub: arithmetic.isub,
  imul: arithmetic.imul,
  imatmul: arithmetic.imatmul,
  itruediv: arithmetic.itruediv,
  ifloordiv: arithmetic.ifloordiv,
  imod: arithmetic.imod,
  ipow: arithmetic.ipow,
  ilshift: arithmetic.ilshift,
  irshift: arithmetic.irshift,
  iand: arithmetic.ibitand,
  ior: arithmetic.ibitor,
  ixor: arithmetic.ixor,
};

function setUp(type: PyType): void {
  type.$getattro = function proxyAttribute(proxy: Value, name: string): Suspends<Value> {
    return $getattr(behind(proxy), name);
  };
  type.$setattro = function setProxyAttribute(proxy: Value, name: string, value: Value): Suspends<boolean> {
    if (value === undefined) $delattr(behind(proxy), name);
    else $setattr(behind(proxy), name, value);
    return true;
  };
  for (const name in BINARY) {
    const f = BINARY[name]!;
    methods(type, {
      [`__${name}__(self, value, /)`]: function (this: Value, value: Value): Suspends<Value> {
        return f(behind(this), behind(value));
      },
      [`__r${name}__(self, value, /)`]: function (this: Value, value: Value): Suspends<Value> {
        return f(behind(value), behind(this));
      },
    });
  }
  for (const name in IN_PLACE) {
    const f = IN_PLACE[name]!;
    methods(type, {
      [`__${name}__(self, value, /)`]: function (this: Value, value: Value): Suspends<Value> {
        return f(behind(this), behind(value));
      },
    });
  }
  for (const op of [LT, LE, GT, GE, EQ, NE]) {
    methods(type, {
      [`${op.method}(self, value, /)`]: function (this: Value, value: Value): Suspends<Value> {
        return compare(behind(this), behind(value), op);
      },
    });
  }
  unhashable(type);
  methods(type, {
    "__neg__(self, /)": function (this: Value): Suspends<Value> {
      return arithmetic.neg(behind(this));
    },
    "__pos__(self, /)": function (this: Value): Suspends<Value> {
      return arithmetic.pos(behind(this));
    },
    "__invert__(self, /)": function (this: Value): Suspends<Value> {
      return arithmetic.invert(behind(this));
    },
    "__abs__(self, /)": function (this: Value): Suspends<Value> {
      return arithmetic.abs(behind(this));
    },
    "__int__(self, /)": function (this: Value): Suspends<Value> {
      return callMethod(behind(this), "__int__");
    },
    "__float__(self, /)": function (this: Value): Suspends<Value> {
      return callMethod(behind(this), "__float__");
    },
    "__index__(self, /)": function (this: Value): Suspends<Value> {
      return callMethod(behind(this), "__index__");
    },
    "__bytes__(self, /)": function (this: Value): Suspends<Value> {
      return callMethod(behind(this), "__bytes__");
    },
    "__reversed__(self, /)": function (this: Value): Suspends<Value> {
      return callMethod(behind(this), "__reversed__");
    },
    "__bool__(self, /)": function (this: Value): Suspends<boolean> {
      return truth(behind(this));
    },
    "__len__(self, /)": function (this: Value): Suspends<number> {
      return len(behind(this));
    },
    "__contains__(self, key, /)": function (this: Value, key: Value): Suspends<boolean> {
      return contains(behind(this), behind(key));
    },
    "__getitem__(self, key, /)": function (this: Value, key: Value): Suspends<Value> {
      return getitem(behind(this), behind(key));
    },
    "__setitem__(self, key, value, /)": function (this: Value, key: Value, value: Value): Suspends<null> {
      setitem(behind(this), behind(key), value);
      return null;
    },
    "__delitem__(self, key, /)": function (this: Value, key: Value): Suspends<null> {
      delitem(behind(this), behind(key));
      return null;
    },
    "__iter__(self, /)": function (this: Value): Suspends<Value> {
      return iterate(behind(this));
    },
    "__next__(self, /)": function (this: Value): Suspends<Value> {
      const target = behind(this);
      if (typeOf(target).prototype.__next__ === undefined) throw new TypeError(`Weakref proxy referenced a non-iterator '${typeName(target)}' object`);
      return callMethod(target, "__next__");
    },
    "__str__(self, /)": function (this: Value): Suspends<string> {
      return text(behind(this));
    },
    "__repr__(self, /)": function (this: ProxyObject): string {
      const target = this.$target?.deref();
      if (target === undefined) return `<weakproxy at ${address(this)}; dead>`;
      return `<weakproxy at ${address(this)}; to '${fullName(typeOf(target))}' at ${address(target)}>`;
    },
  });
}
setUp(ProxyType as PyType);
setUp(CallableProxyType as PyType);
methods(CallableProxyType, {
  "__call__(self, /, *args, **kwargs)": function (this: Value, args: Value[], kwargs: Kw): Suspends<Value> {
    return $callx(behind(this), args, Object.keys(kwargs).length === 0 ? null : kwargs);
  },
});
