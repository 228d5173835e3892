/**
 * isinstance - what is an instance of a class, and what derives from one: types, what overrides it, and objects that have `__bases__`.
 *
 * Mirrors     Objects/abstract.c (object_isinstance, object_issubclass, abstract_issubclass)
 * Suspends    `__instancecheck__`, `__subclasscheck__`, `__class__`, `__bases__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { findHooks, getattrOr } from "../attributes.js";
import { RecursionError, TypeError } from "../exceptions.js";
import { issubclass as derives, isType, lookup, object, specialMethod, type, typeOf, type PyType, type Value } from "../object.js";
import { isTuple, plainTuple } from "../tuple.js";
import { Union } from "../union.js";
import { truth } from "./bool.js";

export function instanceOf(x: Value, cls: Value): Suspends<boolean> {
  if (typeOf(x) === cls) return true;
  if (isType(cls) && cls.$cls === type) return plainInstance(x, cls);
  const several = alternatives(cls);
  if (several !== null) {
    for (let i = 0; i < several.length; i++) if (instanceOf(x, several[i])) return true;
    return false;
  }
  const check = specialMethod(cls, "__instancecheck__");
  if (check !== undefined && check !== null) return truth(check.call(cls, x));
  return plainInstance(x, cls);
}

/** The classes of a tuple or union. */
function alternatives(cls: Value): Value[] | null {
  return isTuple(cls) ? plainTuple(cls).items : cls instanceof Union ? cls.$args : null;
}

/** object_isinstance: by the class, or by what `__class__` says. */
function plainInstance(x: Value, cls: Value): Suspends<boolean> {
  if (isType(cls)) return typeInstance(x, cls);
  checkClass(cls, "isinstance() arg 2 must be a type, a tuple of types, or a union");
  const shown = getattrOr(x, "__class__");
  return shown !== undefined && abstractSubclass(shown, cls);
}

/** What `type.__instancecheck__` says. */
export function typeInstance(x: Value, cls: PyType): Suspends<boolean> {
  const own = typeOf(x);
  if (own.$mro.includes(cls)) return true;
  if (!own.$heap && own.$module === "builtins" && own.$getattro === null) return false;
  if (own.$getattro === null && (own.$hooks ?? findHooks(own)).getattribute === null && lookup(own, "__class__") === OBJECT_CLASS) return false;
  const shown = getattrOr(x, "__class__");
  return isType(shown) && shown !== own && derives(shown, cls);
}
const OBJECT_CLASS: Value = lookup(object, "__class__");

/** The `__bases__` of what stands for a class; undefined if it has no such tuple. */
function basesOf(cls: Value): Suspends<Value[] | undefined> {
  const bases = getattrOr(cls, "__bases__");
  return bases !== undefined && isTuple(bases) ? plainTuple(bases).items : undefined;
}

function checkClass(cls: Value, message: string): Suspends<void> {
  if (basesOf(cls) === undefined) throw new TypeError(message);
}

/** How deep `__bases__` may branch: Py_C_RECURSION_LIMIT. */
const DEEPEST = 10_000;

/** Whether one of them stands above the other by way of `__bases__`: objects that are no types have nothing else. */
function abstractSubclass(derived: Value, cls: Value, depth = 0): Suspends<boolean> {
  if (depth > DEEPEST) throw new RecursionError("maximum recursion depth exceeded in __issubclass__");
  let at = derived;
  for (;;) {
    if (at === cls) return true;
    const bases = basesOf(at);
    if (bases === undefined || bases.length === 0) return false;
    if (bases.length > 1) {
      for (let i = 0; i < bases.length; i++) if (abstractSubclass(bases[i], cls, depth + 1)) return true;
      return false;
    }
    at = bases[0];
  }
}

export function subclassOf(cls: Value, base: Value): Suspends<boolean> {
  if (isType(base) && base.$cls === type) return plainSubclass(cls, base);
  const several = alternatives(base);
  if (several !== null) {
    for (let i = 0; i < several.length; i++) if (subclassOf(cls, several[i])) return true;
    return false;
  }
  const check = specialMethod(base, "__subclasscheck__");
  if (check !== undefined && check !== null) return truth(check.call(base, cls));
  return plainSubclass(cls, base);
}

/** recursive_issubclass: what `type.__subclasscheck__` says. */
export function plainSubclass(cls: Value, base: Value): Suspends<boolean> {
  if (isType(cls) && isType(base)) return derives(cls, base);
  checkClass(cls, "issubclass() arg 1 must be a class");
  checkClass(base, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
  return abstractSubclass(cls, base);
}
