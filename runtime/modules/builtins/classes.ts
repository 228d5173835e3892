/**
 * classes - builtins about classes, attributes and identity.
 *
 * Mirrors     Python/bltinmodule.c
 */
import type { Suspends } from "../../frames/suspend.js";
import { classDict } from "../../objects/attributedict.js";
import { attributeName, $delattr, $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { TypeError } from "../../objects/exceptions.js";
import { currentFrame } from "../../objects/frameobject.js";
import { idOf } from "../../objects/identity.js";
import { isType, object, type, type Value } from "../../objects/object.js";
import { listed } from "../../objects/objectmethods.js";
import { callable as isCallable } from "../../objects/protocols/call.js";
import { instanceOf, subclassOf } from "../../objects/protocols/isinstance.js";
import { builtin } from "../../objects/register.js";
import { sortNames } from "../../objects/sortnames.js";
import { localsOfFrame } from "../../objects/traceobject.js";

export { object, type };
export { classmethodType as classmethod, property, staticmethodType as staticmethod } from "../../objects/descriptors.js";
export { superType as super_ } from "../../objects/super.js";

/** `isinstance(x, C)` */
export const isinstance = builtin("isinstance(obj, class_or_tuple, /)", function (x: Value, cls: Value): Suspends<boolean> {
  return instanceOf(x, cls);
});

/** `issubclass(C, B)` */
export const issubclass = builtin("issubclass(cls, class_or_tuple, /)", function (cls: Value, base: Value): Suspends<boolean> {
  return subclassOf(cls, base);
});

export const getattr = builtin("getattr(object, name, default=None, /)", function (o: Value, name: Value, fallback?: Value): Suspends<Value> {
  const text = attributeName(name);
  if (fallback === undefined) return $getattr(o, text);
  const value = getattrOr(o, text);
  return value === undefined ? fallback : value;
});
export const hasattr = builtin("hasattr(obj, name, /)", function (o: Value, name: Value): Suspends<boolean> {
  return getattrOr(o, attributeName(name)) !== undefined;
});
export const setattr = builtin("setattr(obj, name, value, /)", function (o: Value, name: Value, value: Value): Suspends<null> {
  $setattr(o, attributeName(name), value);
  return null;
});
export const delattr = builtin("delattr(obj, name, /)", function (o: Value, name: Value): Suspends<null> {
  $delattr(o, attributeName(name));
  return null;
});

export const callable = builtin("callable(obj, /)", function (x: Value): boolean {
  return isCallable(x);
});
export const id = builtin("id(obj, /)", function (x: Value): number {
  return idOf(x);
});

/** `globals()` and `locals()` under another name: the caller's, as its frame has them. */
export const globals = builtin("globals()", (): Suspends<Value> => $getattr(currentFrame(0), "f_globals"));
export const locals = builtin("locals()", (): Suspends<Value> => localsOfFrame(currentFrame(0)));

/** `vars(x)`; `vars()` is written as `locals()` by the compiler. */
export const vars = builtin("vars(object=<unrepresentable>, /)", function (x?: Value): Suspends<Value> {
  if (x === undefined) throw new TypeError("gilt: vars() without argument was called through another name");
  if (isType(x)) return classDict(x);
  const dict = getattrOr(x, "__dict__");
  if (dict === undefined) throw new TypeError("vars() argument must have __dict__ attribute");
  return dict;
});

/** `dir(x)`: `__dir__`, sorted. */
export const dir = builtin("dir(object=<unrepresentable>, /)", function (x?: Value): Suspends<Value> {
  if (x === undefined) throw new TypeError("gilt: dir() without argument was called through another name");
  return sortNames(listed(x));
});
