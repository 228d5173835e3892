/**
 * parameters - the type variables in the arguments of an alias, and the alias with others in their place.
 *
 * Mirrors   _Py_make_parameters, _Py_subs_parameters of Objects/genericaliasobject.c
 * Suspends  `__parameters__`, `__typing_subst__` and their like are attributes, often of Python code
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { TypeError } from "./exceptions.js";
import { Ellipsis, isType, specialMethod, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { same } from "./protocols/eq.js";
import { getitem } from "./protocols/getitem.js";
import { truth } from "./protocols/bool.js";
import { repr } from "./protocols/repr.js";
import { Tuple } from "./tuple.js";

const NONE: readonly Value[] = [];

function isPlain(x: Value): boolean {
  return x === null || typeof x !== "object" || Array.isArray(x) || x instanceof Tuple;
}

function inside(x: Value): Suspends<readonly Value[]> {
  if (isPlain(x)) return NONE;
  const found = getattrOr(x, "__parameters__");
  return found instanceof Tuple ? found.items : NONE;
}

function indexOf(items: readonly Value[], item: Value): Suspends<number> {
  for (let i = 0; i < items.length; i++) if (same(items[i], item)) return i;
  return -1;
}

function add(found: Value[], item: Value): Suspends<void> {
  if (indexOf(found, item) < 0) found.push(item);
}

/** The type variables among arguments, each once, in the order of their first use. */
export function parametersOf(args: readonly Value[]): Suspends<Value[]> {
  const found: Value[] = [];
  for (const one of args) {
    if (isType(one) || isPlain(one)) continue;
    if (getattrOr(one, "__typing_subst__") !== undefined) add(found, one);
    else for (const parameter of inside(one)) add(found, parameter);
  }
  return found;
}

/** Arguments in brackets, with those of an unpacked tuple of known length in its place. */
function unpacked(item: Value): Suspends<Value[]> {
  const made: Value[] = [];
  for (const one of item instanceof Tuple ? item.items : [item]) {
    const parts = isType(one) || isPlain(one) ? undefined : getattrOr(one, "__typing_unpacked_tuple_args__");
    if (parts instanceof Tuple && !(parts.items.length > 0 && parts.items.at(-1) === Ellipsis)) made.push(...parts.items);
    else made.push(one);
  }
  return made;
}

/** What an alias inside has as arguments when its parameters are given. */
function within(x: Value, parameters: readonly Value[], values: readonly Value[]): Suspends<Value> {
  const inner = inside(x);
  if (inner.length === 0) return x;
  const args: Value[] = [];
  for (const one of inner) {
    const at = indexOf(parameters, one);
    const value = at < 0 ? one : values[at];
    if (at >= 0 && value instanceof Tuple && specialMethod(parameters[at], "__iter__") !== undefined) args.push(...value.items);
    else args.push(value);
  }
  return getitem(x, new Tuple(args));
}

/** The arguments of `self[item]`. */
export function substituted(self: Value, args: readonly Value[], parameters: readonly Value[], item: Value): Suspends<Value[]> {
  if (parameters.length === 0) throw new TypeError(`${repr(self)} is not a generic class`);
  let given: Value = new Tuple(unpacked(item));
  for (const parameter of parameters) {
    const prepared = getattrOr(parameter, "__typing_prepare_subst__");
    if (prepared !== undefined && prepared !== null) given = call(prepared, self, given instanceof Tuple ? given : new Tuple([given]));
  }
  const values: Value[] = given instanceof Tuple ? given.items : [given];
  if (values.length !== parameters.length) {
    throw new TypeError(
      `Too ${values.length > parameters.length ? "many" : "few"} arguments for ${repr(self)}; actual ${values.length}, expected ${parameters.length}`,
    );
  }
  const made: Value[] = [];
  for (const one of args) {
    if (isType(one) || isPlain(one)) {
      made.push(one);
      continue;
    }
    const several = getattrOr(one, "__typing_is_unpacked_typevartuple__");
    const subst = getattrOr(one, "__typing_subst__");
    const value = subst === undefined ? within(one, parameters, values) : call(subst, values[indexOf(parameters, one)]);
    if (several !== undefined && truth(several) && value instanceof Tuple) made.push(...value.items);
    else made.push(value);
  }
  return made;
}
