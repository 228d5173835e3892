/**
 * dispatch - functools.singledispatch and singledispatchmethod.
 *
 * Mirrors     Lib/functools.py
 * Frames      dispatched: wrapper; wrapper: -; dispatchedTo: _method
 * Suspends    the functions, and `__subclasscheck__` of abstract classes
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { TypeError } from "../../objects/exceptions.js";
import { describe, Kw, plainMeta } from "../../objects/function.js";
import { isCallable } from "../../objects/iterators.js";
import { Dict } from "../../objects/keymap.js";
import { mappingProxy } from "../../objects/mappingproxy.js";
import { madeFor, isType, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtinType, getset, methods, pyfunction } from "../../objects/register.js";
import { plainTuple } from "../../objects/tuple.js";
import { typing as text } from "../../objects/typeparams.js";
import { Union } from "../../objects/union.js";
import { get_cache_token } from "../abc.js";
import { findImplementation } from "./mro.js";
import { updateWrapper } from "./wraps.js";

/** The types of a union, `X | Y` or typing's; undefined for anything else. */
function unionOf(cls: Value): Suspends<Value[] | undefined> {
  if (cls instanceof Union) return cls.$args;
  if (isType(cls) || cls === null || typeof cls !== "object" || getattrOr(cls, "__origin__") === undefined) return undefined;
  const typing = text.module();
  if (callMethod(typing, "get_origin", cls) !== typing.Union) return undefined;
  return plainTuple(callMethod(typing, "get_args", cls)).items;
}

/** The class that the first annotation of a function names; text is evaluated. */
function annotated(f: Value): Suspends<Value> {
  const annotations = getattrOr(f, "__annotations__");
  const given = annotations instanceof Dict ? annotations.$entries() : [];
  if (given.length === 0) {
    throw new TypeError(
      `Invalid first argument to \`register()\`: ${repr(f)}. Use either \`@register(some_class)\` or plain \`@register\` on an annotated function.`,
    );
  }
  const hints = given.every((one) => isType(one.value)) ? given : (callMethod(text.module(), "get_type_hints", f) as Dict).$entries();
  const { key, value } = hints[0]!;
  if (isType(value)) return value;
  const parts = unionOf(value);
  if (parts === undefined) throw new TypeError(`Invalid annotation for ${repr(key)}. ${repr(value)} is not a class.`);
  if (!parts.every(isType)) throw new TypeError(`Invalid annotation for ${repr(key)}. ${repr(value)} not all arguments are classes.`);
  return value;
}

const TAKES_ALL = plainMeta("wrapper", "functools", { varargs: "args", varkw: "kw" });

/** What a generic function knows of its implementations. */
interface Implementations {
  readonly registry: Dict;
  readonly known: Map<PyType, Value>;
  /** abc's version at the last look, once an abstract class is registered */
  token: Value;
}

function dispatch(to: Implementations, cls: PyType): Suspends<Value> {
  if (to.token !== null) {
    const token = (get_cache_token as Value)() as Value;
    if (token !== to.token) {
      to.known.clear();
      to.token = token;
    }
  }
  let chosen = to.known.get(cls);
  if (chosen === undefined) {
    chosen = to.registry.$get(cls) ?? findImplementation(cls, to.registry);
    to.known.set(cls, chosen);
  }
  return chosen;
}

function register(to: Implementations, given: Value, func: Value): Suspends<Value> {
  let cls = given;
  let f = func;
  const parts = unionOf(cls);
  if (isType(cls) || (parts !== undefined && parts.every(isType))) {
    if (f === null) return pyfunction("<lambda>(f)", (later: Value): Suspends<Value> => register(to, cls, later), "functools");
  } else {
    if (f !== null) throw new TypeError(`Invalid first argument to \`register()\`. ${repr(cls)} is not a class or union type.`);
    f = cls;
    cls = annotated(f);
  }
  const all = unionOf(cls) ?? [cls];
  for (let i = 0; i < all.length; i++) to.registry.$set(all[i], f);
  if (to.token === null && getattrOr(cls, "__abstractmethods__") !== undefined) to.token = (get_cache_token as Value)() as Value;
  to.known.clear();
  return f;
}

export const singledispatch = pyfunction("singledispatch(func)", (f: Value): Suspends<Value> => dispatching(f), "functools");

/** A call of a generic function; `args` may end with its keywords. */
function dispatched(to: Implementations, name: Value, args: Value[]): Suspends<Value> {
  const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
  if (args.length === 0) throw new TypeError(`${name} requires at least 1 positional argument`);
  return $callx(dispatch(to, classOf(args[0])), args, kw);
}

/** A function that CPython's singledispatch() makes inside of itself. */
function local(signature: string, body: (...args: Value[]) => Suspends<Value>): Value {
  const f: Value = pyfunction(signature, body, "functools");
  f.$f.qualname = `singledispatch.<locals>.${f.$f.name}`;
  return f;
}

function dispatching(f: Value): Suspends<Value> {
  const to: Implementations = { registry: new Dict(), known: new Map(), token: null };
  to.registry.$set(object, f);
  const name = getattrOr(f, "__name__") ?? "singledispatch function";
  const wrapper: Value = (...args: Value[]): Suspends<Value> => dispatched(to, name, args);
  describe(wrapper, TAKES_ALL);
  wrapper.register = local("register(cls, func=None)", (cls: Value, func: Value): Suspends<Value> => register(to, cls, func ?? null));
  wrapper.dispatch = local("dispatch(cls)", (cls: Value): Suspends<Value> => dispatch(to, cls as PyType));
  wrapper.registry = mappingProxy(to.registry);
  wrapper._clear_cache = pyfunction(
    "_clear_cache()",
    () => {
      to.known.clear();
      return null;
    },
    "functools",
  );
  return updateWrapper(wrapper, f);
}

/** `x.__class__`, which a class may make up. */
function classOf(x: Value): Suspends<PyType> {
  const cls = typeOf(x);
  return cls.$heap ? ($getattr(x, "__class__") as PyType) : cls;
}

class SingleDispatchMethod {
  declare dispatcher: Value;
  declare func: Value;
}
Object.setPrototypeOf(SingleDispatchMethod.prototype, object.prototype);

function fill(self: SingleDispatchMethod, func: Value): Suspends<SingleDispatchMethod> {
  if (!isCallable(func) && getattrOr(func, "__get__") === undefined) throw new TypeError(`${repr(func)} is not callable or a descriptor`);
  self.dispatcher = dispatching(func);
  self.func = func;
  return self;
}

export const singledispatchmethod = builtinType("singledispatchmethod(func)", (func: Value): Suspends<Value> => fill(new SingleDispatchMethod(), func), {
  prototype: SingleDispatchMethod.prototype,
  module: "functools",
  empty: (cls: PyType) => madeFor(SingleDispatchMethod, cls),
});
singledispatchmethod.$hasDict = true;
singledispatchmethod.$heap = true;
getset(singledispatchmethod, {
  __dict__: [(self: Value) => attributeDict(self)],
  __isabstractmethod__: [(self: SingleDispatchMethod): Suspends<Value> => getattrOr(self.func, "__isabstractmethod__") ?? false],
});
methods(
  singledispatchmethod,
  {
    "__init__(self, func)": function (this: SingleDispatchMethod, func: Value): Suspends<null> {
      fill(this, func);
      return null;
    },
    "register(self, cls, method=None)": function (this: SingleDispatchMethod, cls: Value, method: Value): Suspends<Value> {
      return call(this.dispatcher.register, cls, method ?? null);
    },
    "__get__(self, obj, cls=None)": function (this: SingleDispatchMethod, obj: Value, owner: Value): Suspends<Value> {
      return methodOf(this, obj, owner ?? null);
    },
  },
  false,
);

/** A call of a generic method; `args` may end with its keywords. */
function dispatchedTo(self: SingleDispatchMethod, obj: Value, owner: Value, args: Value[]): Suspends<Value> {
  const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
  if (args.length === 0) throw new TypeError(`${getattrOr(self.func, "__name__") ?? "singledispatchmethod method"} requires at least 1 positional argument`);
  const chosen = call(self.dispatcher.dispatch, classOf(args[0]));
  return $callx(callMethod(chosen, "__get__", obj, owner), args, kw);
}

/** The generic method, bound to an instance. */
function methodOf(self: SingleDispatchMethod, obj: Value, owner: Value): Suspends<Value> {
  const bound: Value = (...args: Value[]): Suspends<Value> => dispatchedTo(self, obj, owner, args);
  describe(bound, { ...TAKES_ALL, name: "_method", qualname: "singledispatchmethod.__get__.<locals>._method", varkw: "kwargs" });
  bound.__isabstractmethod__ = getattrOr(self.func, "__isabstractmethod__") ?? false;
  bound.register = $getattr(self, "register");
  return updateWrapper(bound, self.func);
}
