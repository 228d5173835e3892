/**
 * dispatch - functools.singledispatch and singledispatchmethod.
 *
 * Mirrors     Lib/functools.py
 * Suspends    the functions, and `__subclasscheck__` of abstract classes
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { getattrOr } from "../../objects/attributes.js";
import { RuntimeError, TypeError } from "../../objects/exceptions.js";
import { describe, Kw } from "../../objects/function.js";
import { Dict } from "../../objects/keymap.js";
import { mappingProxy } from "../../objects/mappingproxy.js";
import { isType, issubclass, NoneType, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, builtinType, methods, pyfunction } from "../../objects/register.js";
import { Union } from "../../objects/union.js";
import { updateWrapper } from "./wraps.js";

/** Whether a class counts as a subclass, abstract base classes asked too. */
function isSubclass(cls: PyType, base: PyType): Suspends<boolean> {
  if (issubclass(cls, base)) return true;
  if (!typeOf(base).$heap && typeOf(base).$name !== "ABCMeta") return false;
  const check = getattrOr(base, "__subclasscheck__");
  return check !== undefined && call(check, cls) === true;
}

/** The implementation for a class: that of the first class of its MRO, else of an abstract base class. */
function find(cls: PyType, registry: Map<PyType, Value>): Suspends<Value> {
  const found: PyType[] = [];
  const candidates = [...registry.keys()];
  for (let i = 0; i < candidates.length; i++) {
    const base = candidates[i] as PyType;
    if (base !== (object as PyType) && isSubclass(cls, base)) found.push(base);
  }
  let best: PyType | undefined;
  for (let i = 0; i < found.length; i++) {
    const base = found[i] as PyType;
    if (best === undefined) best = base;
    else {
      const before = cls.$mro.indexOf(base);
      const at = cls.$mro.indexOf(best);
      if (before >= 0 && (at < 0 ? !isSubclass(best, base) : before < at)) best = base;
      else if (before < 0 && at < 0) {
        if (isSubclass(base, best)) best = base;
        else if (!isSubclass(best, base)) throw new RuntimeError(`Ambiguous dispatch: ${repr(best)} or ${repr(base)}`);
      } else if (before < 0 && isSubclass(base, best) && best !== cls) best = base;
    }
  }
  return best === undefined ? registry.get(object as PyType) : registry.get(best);
}

export const singledispatch = builtin("singledispatch(func)", (f: Value): Suspends<Value> => dispatching(f), "functools");

function dispatching(f: Value): Suspends<Value> {
  const registry = new Map<PyType, Value>([[object as PyType, f]]);
  const shown = new Dict();
  shown.$set(object, f);
  const known = new Map<PyType, Value>();
  const name = getattrOr(f, "__name__") ?? "singledispatch function";
  const wrapper: Value = function (...args: Value[]): Suspends<Value> {
    const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
    if (args.length === 0) throw new TypeError(`${name} requires at least 1 positional argument`);
    const chosen = dispatch(typeOf(args[0]));
    return $callx(chosen, args, kw);
  };
  describe(wrapper, {
    name: "wrapper",
    qualname: "wrapper",
    module: "functools",
    params: [],
    posonly: 0,
    required: 0,
    kwonly: [],
    kwrequired: 0,
    varargs: "args",
    varkw: "kw",
    doc: null,
    kind: "function",
    method: false,
    line: 0,
  });
  function dispatch(cls: PyType): Suspends<Value> {
    let chosen = known.get(cls);
    if (chosen === undefined) {
      chosen = registry.get(cls) ?? find(cls, registry);
      known.set(cls, chosen);
    }
    return chosen;
  }
  function register(cls: Value, func: Value): Suspends<Value> {
    if (isType(cls) || cls instanceof Union) {
      if (func === undefined) return builtin("register(func)", (later: Value): Suspends<Value> => register(cls, later));
    } else {
      if (func !== undefined) throw new TypeError(`Invalid first argument to \`register()\`. ${repr(cls)} is not a class or union type.`);
      const annotations = getattrOr(cls, "__annotations__");
      const names = annotations instanceof Dict ? annotations.$entries() : [];
      if (names.length === 0) {
        throw new TypeError(
          `Invalid first argument to \`register()\`: ${repr(cls)}. Use either \`@register(some_class)\` or plain \`@register\` on an annotated function.`,
        );
      }
      // what get_type_hints() makes of it
      const annotated = names[0]!.value === null ? NoneType : names[0]!.value;
      if (!isType(annotated) && !(annotated instanceof Union)) {
        throw new TypeError(`Invalid annotation for ${repr(names[0]!.key)}. ${repr(annotated)} is not a class.`);
      }
      return register(annotated, cls);
    }
    for (const one of cls instanceof Union ? cls.$args : [cls]) {
      registry.set(one as PyType, func);
      shown.$set(one, func);
    }
    known.clear();
    return func;
  }
  wrapper.register = pyfunction(
    "register(cls, func=None)",
    (cls: Value, func: Value): Suspends<Value> => register(cls, func === null ? undefined : func),
    "functools",
  );
  wrapper.register.$f.qualname = "singledispatch.<locals>.register";
  wrapper.dispatch = builtin("dispatch(klass)", (cls: Value): Suspends<Value> => dispatch(cls as PyType));
  wrapper.registry = mappingProxy(shown);
  wrapper._clear_cache = builtin("clear()", () => {
    known.clear();
    return null;
  });
  return updateWrapper(wrapper, f);
}

class SingleDispatchMethod {
  declare dispatcher: Value;
  declare func: Value;
}
Object.setPrototypeOf(SingleDispatchMethod.prototype, object.prototype);
export const singledispatchmethod = builtinType(
  "singledispatchmethod(func)",
  function (func: Value): Suspends<Value> {
    const made = new SingleDispatchMethod();
    made.dispatcher = dispatching(func);
    made.func = func;
    return made;
  },
  { prototype: SingleDispatchMethod.prototype, module: "functools" },
);
singledispatchmethod.$hasDict = true;
methods(singledispatchmethod, {
  "register(self, cls, method=None)": function (this: SingleDispatchMethod, cls: Value, method: Value): Suspends<Value> {
    return call(this.dispatcher.register, cls, ...(method === undefined || method === null ? [] : [method]));
  },
  "__get__(self, obj, cls=None)": function (this: SingleDispatchMethod, obj: Value, owner: Value): Suspends<Value> {
    const { dispatcher } = this;
    const name = getattrOr(this.func, "__name__") ?? "singledispatchmethod method";
    const bound: Value = builtin("_method(*args, **kwargs)", function (args: Value[], kwargs: Kw): Suspends<Value> {
      if (args.length === 0) throw new TypeError(`${name} requires at least 1 positional argument`);
      const chosen = call(dispatcher.dispatch, typeOf(args[0]));
      const get = getattrOr(chosen, "__get__");
      const target = get === undefined ? chosen : call(get, obj, owner === undefined ? null : owner);
      return $callx(target, args, Object.keys(kwargs).length === 0 ? null : kwargs);
    });
    bound.register = dispatcher.register;
    return bound;
  },
});
