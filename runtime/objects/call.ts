/**
 * call - the ways of calling that lowered code has: of objects, of methods, with keywords, with computed arguments, of super.
 *
 * Mirrors     Objects/call.c
 */
import type { Suspends } from "../frames/suspend.js";
import { $badargs, kwOf, place, placeNamed, slotsNamed, type Names } from "./arguments.js";
import { $getattr } from "./attributes.js";
import { TypeError } from "./exceptions.js";
import { Kw } from "./function.js";
import { jsName } from "./names.js";
import { typeName } from "./typename.js";
import { isType, late, Make, methodDescriptorType, specialMethod, type PyType, type Value } from "./object.js";

/** `f(*args)` where `f` is no JavaScript function. */
export function $callobj(f: Value, args: Value[]): Suspends<Value> {
  if (typeof f === "function") return f(...args);
  const method = specialMethod(f, "__call__");
  if (method === undefined || method === null) throw new TypeError(`'${typeName(f)}' object is not callable`);
  return method.apply(f, args);
}

/** The method of a call, before it is called. It is no tail: its frame tells a traceback that this is what failed (lookups.ts). */
function methodLookup(o: Value, name: string): Suspends<Value> {
  const found = $getattr(o, name);
  return found;
}

/** `o.name(*args)` where `o.name` is not simply a function. */
export function $callattr(o: Value, name: string, args: Value[]): Suspends<Value> {
  const f = methodLookup(o, name);
  if (typeof f !== "function") return $callobj(f, args);
  return isUnbound(f, o) ? f.$func.apply(o, args) : f(...args);
}

/** _PyObject_GetMethod: a method of C's that is called at once is not bound before, but that of a class. */
function isUnbound(f: Value, o: Value): boolean {
  return f.$func !== undefined && f.$func.$cls === methodDescriptorType && f.$self === o && !isType(o);
}

export function $callkw(f: Value, pos: Value[], names: Names, values: Value[]): Suspends<Value> {
  return callNamed(f, pos, names, values);
}

/** Keywords of functions and classes of scripts go into their places without a Kw. */
function callNamed(f: Value, pos: Value[], names: Names, values: Value[]): Suspends<Value> {
  if (typeof f === "function") {
    if (f.$mro !== undefined) {
      if (f.$make === Make.Init && f.$init.$f !== undefined) {
        const args = placeNamed(f.$init, pos, names, values);
        if (args !== undefined) return late.makeInit(f as PyType, args);
      }
    } else if (f.$f !== undefined) {
      if (f.$body !== undefined && f.$f.kwonly.length > 0) {
        const inSlots = slotsNamed(f, pos, names, values);
        if (inSlots !== undefined) return f.$body.apply(undefined, inSlots);
      }
      const args = placeNamed(f, pos, names, values);
      if (args !== undefined) return f(...args);
    } else if (f.$func !== undefined && f.$func.$f !== undefined && f.$func.$mro === undefined) {
      const args = placeNamed(f.$func, pos, names, values);
      if (args !== undefined) return f(...args);
    }
  }
  return $callx(f, pos, kwOf(names, values));
}

/** `o.name(*pos, k=v)`, where `o.name` has given `method`; undefined: it is still to be looked up. */
export function $callmethodkw(method: Value, o: Value, name: string, pos: Value[], names: Names, values: Value[]): Suspends<Value> {
  if (typeof method === "function" && method.$f !== undefined && method.$mro === undefined) {
    if (method.$body !== undefined && method.$f.kwonly.length > 0) {
      const inSlots = slotsNamed(method, pos, names, values);
      if (inSlots !== undefined) return method.$body.apply(o, inSlots);
    }
    const args = placeNamed(method, pos, names, values);
    if (args !== undefined) return method.apply(o, args);
  }
  return isWhole(method) ? callNamed(method, pos, names, values) : $callattrkw(o, name, pos, names, values);
}

/** `o.name(*pos, **kw)`, where `o.name` has given `method`. */
export function $callmethodx(method: Value, o: Value, name: string, pos: Value[], kw: Kw | null): Suspends<Value> {
  if (typeof method === "function" && method.$f !== undefined && method.$mro === undefined)
    return applied(method, o, kw === null ? pos : place(method, pos, kw));
  return isWhole(method) ? $callx(method, pos, kw) : $callattrx(o, name, pos, kw);
}

/** Is what a property has given called as it is, without the object: a class, a bound method, an object? */
function isWhole(method: Value): boolean {
  return typeof method === "function" ? method.$mro !== undefined || method.$func !== undefined : method !== undefined;
}

export function $callattrkw(o: Value, name: string, pos: Value[], names: Names, values: Value[]): Suspends<Value> {
  const method = o === null || name.startsWith("__") ? undefined : o[jsName(name)];
  if (typeof method === "function" && method.$f !== undefined && !isType(method)) {
    return method.apply(o, placeNamed(method, pos, names, values) ?? place(method, pos, kwOf(names, values)));
  }
  const f = methodLookup(o, name);
  if (typeof f === "function" && isUnbound(f, o)) return f.$func.apply(o, placeNamed(f.$func, pos, names, values) ?? place(f.$func, pos, kwOf(names, values)));
  return callNamed(f, pos, names, values);
}

export function $callattrx(o: Value, name: string, pos: Value[], kw: Kw | null): Suspends<Value> {
  const method = o === null || name.startsWith("__") ? undefined : o[jsName(name)];
  if (typeof method === "function" && method.$f !== undefined && !isType(method)) return applied(method, o, kw === null ? pos : place(method, pos, kw));
  return $callx(methodLookup(o, name), pos, kw);
}

/** More arguments than this may have no room on JavaScript's stack. */
const MANY = 50_000;

/** `f.apply(self, args)`, whatever their number. */
function applied(f: Value, self: Value, args: Value[]): Suspends<Value> {
  return args.length > MANY ? callMany(f, self, args) : f.apply(self, args);
}

/** A call with so many arguments: a function of the runtime that takes any number of them gets them as the one array that they are for it. */
function callMany(f: Value, self: Value, pos: Value[]): Suspends<Value> {
  if (f.$body !== undefined) return f.$body.apply(self, late.slots(f, self, pos.slice()));
  const made: Value = f.$mro === undefined ? f.$func : f.$builtinMake;
  if (typeof made === "function" && made.$body !== undefined) return callMany(made, f.$self, pos);
  if (f.$f !== undefined && f.$f.varargs === null) return $badargs(f, self, pos);
  return f.apply(self, pos);
}

/** `f(*pos, **kw)` */
export function $callx(f: Value, pos: Value[], kw: Kw | null): Suspends<Value> {
  if (typeof f !== "function") return callInstance(f, pos, kw);
  if (kw === null) return applied(f, undefined, pos);
  if (f.$f !== undefined && f.$mro === undefined) return applied(f, undefined, place(f, pos, kw));
  if (f.$mro !== undefined)
    return f.$f !== undefined && f.$builtinMake !== null ? applied(f, undefined, place(f, pos, kw)) : late.instantiate(f as PyType, [...pos, kw]);
  if (f.$func !== undefined) {
    const inner = f.$func;
    return typeof inner === "function" && inner.$f !== undefined && inner.$mro === undefined
      ? applied(f, undefined, place(inner, pos, kw, f.$self))
      : $callx(inner, [f.$self, ...pos], kw);
  }
  return f(...pos, kw);
}

late.notCallable = (f) => {
  throw new TypeError(`'${typeName(f)}' object is not callable`);
};

function callInstance(f: Value, pos: Value[], kw: Kw | null): Suspends<Value> {
  const method = specialMethod(f, "__call__");
  if (method === undefined || method === null) throw new TypeError(`'${typeName(f)}' object is not callable`);
  if (kw === null) return method.apply(f, pos);
  return method.apply(f, method.$f === undefined ? [...pos, kw] : place(method, pos, kw));
}
