/**
 * warnings.deprecated - the decorator that makes functions and classes warn of their use.
 *
 * Mirrors     class deprecated in Lib/warnings.py of CPython 3.13 (PEP 702)
 * Suspends    all: the warning, and what is decorated
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { makeClassmethod, makeStaticmethod } from "../../objects/descriptors.js";
import { DeprecationWarning, TypeError } from "../../objects/exceptions.js";
import { describe, Kw, plainMeta } from "../../objects/function.js";
import { isType, methodType, object, PyObject, typeOf, type Value } from "../../objects/object.js";
import { callable, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyclass } from "../../objects/register.js";
import { importModule } from "../../importer/importer.js";
import { updateWrapper } from "../functools/wraps.js";
import { warn } from "../_warnings.js";

/** A function of `*args, **kwargs`, as Python code has them. */
function wrapperOf(name: string, body: (args: Value[], kw: Kw | null) => Suspends<Value>): Value {
  const wrapper = (...args: Value[]): Suspends<Value> => {
    const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
    return body(args, kw);
  };
  return describe(wrapper, plainMeta(name, "warnings", { varargs: "args", varkw: "kwargs" }));
}

@pyclass("warnings.deprecated")
export class deprecated extends PyObject {
  declare message: Value;
  declare category: Value;
  declare stacklevel: Value;

  __init__(message: Value, /* / */ { category = DeprecationWarning, stacklevel = 1 }: { category?: Value; stacklevel?: Value } = {}): Suspends<null> {
    if (typeof message !== "string") throw new TypeError(`Expected an object of type str for 'message', not ${repr(typeOf(message).$name)}`);
    this.message = message;
    this.category = category;
    this.stacklevel = stacklevel;
    return null;
  }

  __call__(arg: Value): Suspends<Value> {
    const { message, category, stacklevel } = this;
    if (category === null) {
      $setattr(arg, "__deprecated__", message);
      return arg;
    }
    const warned = (): Suspends<Value> => $callx(warn, [message, category, stacklevel], null);
    if (isType(arg)) return deprecatedClass(arg, message, warned);
    if (!callable(arg)) throw new TypeError(`@deprecated decorator with non-None category must be applied to a class or callable, not ${repr(arg)}`);
    const wrapper = wrapperOf("wrapper", (args, kw) => {
      warned();
      return $callx(arg, args, kw);
    });
    updateWrapper(wrapper, arg);
    if (arg.$f?.kind === "coroutine") callMethod(importModule("inspect"), "markcoroutinefunction", wrapper);
    $setattr(arg, "__deprecated__", message);
    $setattr(wrapper, "__deprecated__", message);
    return wrapper;
  }
}

function deprecatedClass(cls: Value, message: Value, warned: () => Suspends<Value>): Suspends<Value> {
  const originalNew = $getattr(cls, "__new__");
  const objectNew = $getattr(object, "__new__");
  const made = wrapperOf("__new__", (args, kw) => {
    const [given] = args;
    if (given === cls) warned();
    if (originalNew !== objectNew) return $callx(originalNew, args, kw);
    if ((args.length > 1 || kw !== null) && $getattr(given, "__init__") === $getattr(object, "__init__"))
      throw new TypeError(`${(given as Value).$name}() takes no arguments`);
    return $callx(originalNew, [given], null);
  });
  updateWrapper(made, originalNew);
  $setattr(cls, "__new__", makeStaticmethod(made));
  const originalInit: Value = $getattr(cls, "__init_subclass__");
  const own = typeOf(originalInit) === methodType;
  const target: Value = own ? $getattr(originalInit, "__func__") : originalInit;
  const init = wrapperOf("__init_subclass__", (args, kw) => {
    warned();
    return $callx(target, args, kw);
  });
  updateWrapper(init, target);
  $setattr(cls, "__init_subclass__", own ? makeClassmethod(init) : makeStaticmethod(init));
  $setattr(cls, "__deprecated__", message);
  $setattr(made, "__deprecated__", message);
  $setattr(init, "__deprecated__", message);
  return cls;
}
