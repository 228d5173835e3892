/**
 * call - calling Python from the runtime.
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../attributes.js";
import { $callobj } from "../call.js";
import { jsName } from "../names.js";
import { specialMethod, type Value } from "../object.js";

/** `f(*args)` */
export function call(f: Value, ...args: Value[]): Suspends<Value> {
  return typeof f === "function" ? f(...args) : $callobj(f, args);
}

/** `o.name(*args)` */
export function callMethod(o: Value, name: string, ...args: Value[]): Suspends<Value> {
  const method = o === null ? undefined : o[jsName(name)];
  if (typeof method === "function") return method.apply(o, args);
  return call($getattr(o, name), ...args);
}

/** The type's method of that name called on `o`: `special(o, "__len__")`; undefined if the type has none (None counts as none). */
export function special(o: Value, name: string, ...args: Value[]): Suspends<Value> {
  const method = specialMethod(o, name);
  return method === undefined || method === null ? undefined : method.apply(o, args);
}

/** `callable(x)` */
export function callable(x: Value): Suspends<boolean> {
  return typeof x === "function" || (specialMethod(x, "__call__") ?? undefined) !== undefined;
}
