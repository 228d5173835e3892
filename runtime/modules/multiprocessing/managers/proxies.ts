/**
 * multiprocessing.managers - proxies of particular kinds of objects, and the objects that only servers have.
 *
 * Mirrors     Lib/multiprocessing/managers.py of CPython 3.13: IteratorProxy to PoolProxy, Namespace, Value, Array
 * Suspends    each call of a method: it waits for the server
 */
import type { Suspends } from "../../../frames/suspend.js";
import { attributeDict } from "../../../objects/attributedict.js";
import { genericDelete, genericGet, genericSet, noAttribute } from "../../../objects/attributes.js";
import { add, sub } from "../../../objects/arithmetic.js";
import { $class } from "../../../objects/class.js";
import { Float } from "../../../objects/float.js";
import type { Kw } from "../../../objects/function.js";
import { genericAlias } from "../../../objects/genericalias.js";
import type { Entry } from "../../../objects/keymap.js";
import { jsName } from "../../../objects/names.js";
import { forget, PyObject, typeOf, type PyType, type Value as Any } from "../../../objects/object.js";
import { truth } from "../../../objects/protocols/bool.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { le } from "../../../objects/protocols/compare.js";
import { repr } from "../../../objects/protocols/repr.js";
import { builtin, getset, methods, pyclass } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { Dict } from "../../../objects/dict.js";
import { policy } from "../../../scheduler/policy.js";
import { array } from "../../array.js";
import { BaseProxy, MakeProxyType } from "./proxy.js";

function names(text: string): Tuple {
  return new Tuple(text.split(" "));
}

function ask(self: Any, method: string, ...args: Any[]): Suspends<Any> {
  return callMethod(self, "_callmethod", method, new Tuple(args));
}

@pyclass("multiprocessing.managers.IteratorProxy")
export class IteratorProxy extends BaseProxy {
  static _exposed_ = names("__next__ send throw close");
  __iter__(): Any {
    return this;
  }
}
for (const name of ["__next__", "send", "throw", "close"]) {
  methods(
    IteratorProxy,
    {
      [`${name}(self, *args)`]: function (this: Any, args: Any[]): Suspends<Any> {
        return ask(this, name, ...args);
      },
    },
    false,
  );
}

@pyclass("multiprocessing.managers.AcquirerProxy")
export class AcquirerProxy extends BaseProxy {
  static _exposed_ = names("acquire release");
  acquire(blocking: Any = true, timeout: Any = null): Suspends<Any> {
    return timeout === null ? ask(this, "acquire", blocking) : ask(this, "acquire", blocking, timeout);
  }
  release(): Suspends<Any> {
    return ask(this, "release");
  }
  __enter__(): Suspends<Any> {
    return ask(this, "acquire");
  }
  __exit__(exc_type: Any, exc_val: Any, exc_tb: Any): Suspends<Any> {
    return ask(this, "release");
  }
}

@pyclass("multiprocessing.managers.ConditionProxy")
export class ConditionProxy extends AcquirerProxy {
  static override _exposed_ = names("acquire release wait notify notify_all");
  wait(timeout: Any = null): Suspends<Any> {
    return ask(this, "wait", timeout);
  }
  notify(n: Any = 1): Suspends<Any> {
    return ask(this, "notify", n);
  }
  notify_all(): Suspends<Any> {
    return ask(this, "notify_all");
  }
  wait_for(predicate: Any, timeout: Any = null): Suspends<Any> {
    const now = (): Float => new Float(policy.current.nowMs() / 1000);
    const end: Any = timeout === null ? null : add(now(), timeout);
    let result = call(predicate);
    while (!truth(result)) {
      const left: Any = end === null ? null : sub(end, now());
      if (left !== null && truth(le(left, 0))) break;
      callMethod(this, "wait", left);
      result = call(predicate);
    }
    return result;
  }
}

@pyclass("multiprocessing.managers.EventProxy")
export class EventProxy extends BaseProxy {
  static _exposed_ = names("is_set set clear wait");
  is_set(): Suspends<Any> {
    return ask(this, "is_set");
  }
  set(): Suspends<Any> {
    return ask(this, "set");
  }
  clear(): Suspends<Any> {
    return ask(this, "clear");
  }
  wait(timeout: Any = null): Suspends<Any> {
    return ask(this, "wait", timeout);
  }
}

@pyclass("multiprocessing.managers.BarrierProxy")
export class BarrierProxy extends BaseProxy {
  static _exposed_ = names("__getattribute__ wait abort reset");
  wait(timeout: Any = null): Suspends<Any> {
    return ask(this, "wait", timeout);
  }
  abort(): Suspends<Any> {
    return ask(this, "abort");
  }
  reset(): Suspends<Any> {
    return ask(this, "reset");
  }
}
function remote(name: string): (self: Any) => Suspends<Any> {
  return (self: Any): Suspends<Any> => ask(self, "__getattribute__", name);
}
getset(BarrierProxy, { parties: [remote("parties")], n_waiting: [remote("n_waiting")], broken: [remote("broken")] });

/** Names that begin with `_` are the proxy's own, all others the object's. */
@pyclass("multiprocessing.managers.NamespaceProxy")
export class NamespaceProxy extends BaseProxy {
  static _exposed_ = names("__getattribute__ __setattr__ __delattr__");
  __getattr__(key: Any): Suspends<Any> {
    const name = String(key);
    if (!name.startsWith("_")) return ask(this, "__getattribute__", name);
    const found = genericGet(this, typeOf(this), name);
    if (found === undefined) throw noAttribute(this, name);
    return found;
  }
  __setattr__(key: Any, value: Any): Suspends<Any> {
    const name = String(key);
    if (!name.startsWith("_")) return ask(this, "__setattr__", name, value);
    genericSet(this, typeOf(this), name, value);
    return null;
  }
  __delattr__(key: Any): Suspends<Any> {
    const name = String(key);
    if (!name.startsWith("_")) return ask(this, "__delattr__", name);
    genericDelete(this, typeOf(this), name);
    return null;
  }
}

@pyclass("multiprocessing.managers.ValueProxy")
export class ValueProxy extends BaseProxy {
  static _exposed_ = names("get set");
  get(): Suspends<Any> {
    return ask(this, "get");
  }
  set(value: Any): Suspends<Any> {
    return ask(this, "set", value);
  }
  static __class_getitem__(item: Any): Any {
    return genericAlias(ValueProxy, item);
  }
}
getset(ValueProxy, {
  value: [
    (self: Any): Suspends<Any> => callMethod(self, "get"),
    (self: Any, value: Any): Suspends<void> => {
      callMethod(self, "set", value);
    },
  ],
});

/** A class of proxies that derives from one made by MakeProxyType. */
function derived(name: string, base: Any, table: Parameters<typeof methods>[1]): Suspends<Any> {
  const meta = { name, qualname: name, module: "multiprocessing.managers", doc: null, line: 0, statics: [] };
  const cls: Any = $class(meta, [base], null, () => undefined);
  methods(cls, table, false);
  forget(cls as PyType);
  return cls;
}
const aliased = {
  "__class_getitem__(cls, item)": function (this: Any, item: Any): Any {
    return genericAlias(this, item);
  },
};

export const BaseListProxy = MakeProxyType(
  "BaseListProxy",
  names(
    "__add__ __contains__ __delitem__ __getitem__ __len__ __mul__ __reversed__ __rmul__ __setitem__ append count extend index insert pop remove reverse sort __imul__",
  ),
);
export const ListProxy = derived("ListProxy", BaseListProxy, {
  "__iadd__(self, value)": function (this: Any, value: Any): Suspends<Any> {
    ask(this, "extend", value);
    return this;
  },
  "__imul__(self, value)": function (this: Any, value: Any): Suspends<Any> {
    ask(this, "__imul__", value);
    return this;
  },
});
methods(ListProxy, aliased);

export const _BaseDictProxy = MakeProxyType(
  "DictProxy",
  names("__contains__ __delitem__ __getitem__ __iter__ __len__ __setitem__ clear copy get items keys pop popitem setdefault update values"),
);
_BaseDictProxy.$dict.set("_method_to_typeid_", Dict.$of([["__iter__", "Iterator"]]));
forget(_BaseDictProxy as PyType);
export const DictProxy = derived("DictProxy", _BaseDictProxy, {});
methods(DictProxy, aliased);

export const ArrayProxy = MakeProxyType("ArrayProxy", names("__len__ __getitem__ __setitem__"));

export const BasePoolProxy = MakeProxyType(
  "PoolProxy",
  names("apply apply_async close imap imap_unordered join map map_async starmap starmap_async terminate"),
);
BasePoolProxy.$dict.set(
  "_method_to_typeid_",
  Dict.$of([
    ["apply_async", "AsyncResult"],
    ["map_async", "AsyncResult"],
    ["starmap_async", "AsyncResult"],
    ["imap", "Iterator"],
    ["imap_unordered", "Iterator"],
  ]),
);
forget(BasePoolProxy as PyType);
export const PoolProxy = derived("PoolProxy", BasePoolProxy, {
  "__enter__(self)": function (this: Any): Any {
    return this;
  },
  "__exit__(self, exc_type, exc_val, exc_tb)": function (this: Any, _type: Any, _value: Any, _tb: Any): Suspends<null> {
    callMethod(this, "terminate");
    return null;
  },
});

/** Attributes that processes share. */
@pyclass("multiprocessing.managers.Namespace")
export class Namespace extends PyObject {
  __repr__(): Suspends<string> {
    const entries = attributeDict(this).$entries();
    const parts: string[] = [];
    for (let i = 0; i < entries.length; i++) {
      const { key, value } = entries[i] as Entry;
      if (!String(key).startsWith("_")) parts.push(`${String(key)}=${repr(value)}`);
    }
    return `${typeOf(this).$name}(${parts.sort().join(", ")})`;
  }
}
methods(
  Namespace,
  {
    "__init__(self, /, **kwds)": function (this: Any, kwds: Kw): null {
      for (const name in kwds) this[jsName(name)] = kwds[name];
      return null;
    },
  },
  false,
);

@pyclass("multiprocessing.managers.Value")
export class Value extends PyObject {
  declare _typecode: Any;
  declare _value: Any;
  __init__(typecode: Any, value: Any, lock: Any = true): null {
    this._typecode = typecode;
    this._value = value;
    return null;
  }
  get(): Any {
    return this._value;
  }
  set(value: Any): null {
    this._value = value;
    return null;
  }
  __repr__(): Suspends<string> {
    return `${typeOf(this).$name}(${repr(this._typecode)}, ${repr(this._value)})`;
  }
}
getset(Value, {
  value: [
    (self: Value): Any => self._value,
    (self: Value, value: Any): void => {
      self._value = value;
    },
  ],
});

export const Array = builtin(
  "Array(typecode, sequence, lock=True)",
  (typecode: Any, sequence: Any, _lock: Any): Suspends<Any> => call(array, typecode, sequence),
  "multiprocessing.managers",
);
