/**
 * collections.abc - how an abstract class is made: abstract methods, mixins, the subclass hook.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 */
import type { Suspends } from "../../../frames/suspend.js";
import { $setattr } from "../../../objects/attributes.js";
import { $class } from "../../../objects/class.js";
import { IndexError, KeyError } from "../../../objects/exceptions.js";
import { describe, Kw, plain, plainMeta } from "../../../objects/function.js";
import { genericAlias } from "../../../objects/genericalias.js";
import { forget, isinstance, NotImplemented, type PyType, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { $caught, $handled, $reraise, $uncaught } from "../../../objects/raise.js";
import { builtin, methods } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";
import { ABCMeta } from "../../abc.js";

export type Methods = Record<string, (this: Value, ...args: Value[]) => Value>;

/** An abstract method: the parameters after `self` (`val=None`: it may be left out), and what it does when it is called all the same. */
function abstractMethod(module: string, owner: string, name: string, params: string[], body: (this: Value, ...args: Value[]) => Value): Suspends<Value> {
  const names = params.map((param) => param.replace("=None", ""));
  const required = params.findIndex((param) => param.includes("=")) + 1 || params.length + 1;
  // one body may serve several methods, which differ in what they say of themselves
  const own = function (this: Value, ...args: Value[]): Suspends<Value> {
    return body.call(this, ...args);
  };
  const f = plain(describe(own, plainMeta(name, module, { qualname: `${owner}.${name}`, params: ["self", ...names], required, method: true })));
  if (required <= params.length) (f as Value).$defaults = Array<null>(params.length + 1 - required).fill(null);
  $setattr(f, "__isabstractmethod__", true);
  return f;
}

/** Abstract methods: name to parameters after self, and what a call by super() gives. */
export type Abstract = Record<string, [string[], (this: Value, ...args: Value[]) => Value]>;

interface Definition {
  bases?: Value[];
  abstract?: Abstract;
  mixin?: Methods;
  /** methods whose presence makes any class a subclass */
  hook?: string[];
  /** what `C[...]` makes, if it can be written */
  generic?: boolean | ((origin: Value, item: Value) => Suspends<Value>);
  module?: string;
  metaclass?: Value;
}

/** An abstract class, as `class name(metaclass=ABCMeta)` makes it. */
export function abstractClass(
  name: string,
  { bases = [], abstract = {}, mixin = {}, hook, generic = false, module = "collections.abc", metaclass = ABCMeta }: Definition,
): Suspends<Value> {
  const keywords = new Kw();
  keywords["metaclass"] = metaclass;
  const cls: Value = $class(
    { name, qualname: name, module, doc: null, line: 0, statics: [] },
    bases,
    bases.length === 0 || metaclass !== ABCMeta ? keywords : null,
    (ns) => {
      ns.set("__slots__", new Tuple([]));
      // stand here so that the class is not abstract by them; the real ones follow
      for (const signature of Object.keys(mixin)) ns.set(signature.slice(0, signature.indexOf("(")), null);
      for (const method of Object.keys(abstract)) {
        const [params, body] = abstract[method] as [string[], (this: Value, ...args: Value[]) => Value];
        ns.set(method, abstractMethod(module, name, method, params, body));
      }
    },
  );
  const isOfClass = (signature: string): boolean => signature.includes("(cls");
  methods(
    cls,
    chosen(mixin, (signature) => !isOfClass(signature)),
    false,
  );
  methods(cls, chosen(mixin, isOfClass));
  if (hook !== undefined) {
    methods(cls, {
      "__subclasshook__(cls, C, /)": function (this: Value, C: Value): Value {
        return this === cls ? hasMethods(C as PyType, hook) : NotImplemented;
      },
    });
  }
  if (generic !== false) {
    methods(cls, {
      "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Suspends<Value> {
        return generic === true ? genericAlias(this, item) : generic(this, item);
      },
    });
  }
  forget(cls as PyType);
  return cls;
}

function chosen(mixin: Methods, which: (signature: string) => boolean): Methods {
  return Object.fromEntries(Object.entries(mixin).filter(([signature]) => which(signature)));
}

export function hasMethods(C: PyType, names: readonly string[]): Value {
  for (const name of names) {
    const owner = C.$mro.find((base) => base.$dict.has(name));
    if (owner === undefined || owner.$dict.get(name) === null) return NotImplemented;
  }
  return true;
}

/** Private in CPython's module, and used by other modules of its library. */
export const _check_methods = builtin(
  "_check_methods(C, /, *methods)",
  function (C: Value, names: Value[]): Value {
    return hasMethods(C as PyType, names as string[]);
  },
  "_collections_abc",
);

/** Whether a method that takes an item away raises what says that there is none left. */
export function ends(self: Value, method: string, empty: PyType): Suspends<boolean> {
  const handled = $handled();
  try {
    callMethod(self, method);
    return false;
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, empty)) throw $reraise(error);
    $uncaught(handled);
    return true;
  }
}

export const keyError = (): never => {
  throw new KeyError();
};
export const indexError = (): never => {
  throw new IndexError();
};
