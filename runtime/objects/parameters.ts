/**
 * parameters - the type variables in an alias, and the alias with others in their place.
 *
 * Mirrors  _collect_type_parameters and _generic_class_getitem of Lib/typing.py; Objects/genericaliasobject.c
 *
 * Type variables have a `$sign`; aliases hold their arguments in `$items` (an array or a tuple) and make one with others by `$rebuild`.
 */
import type { Suspends } from "../frames/suspend.js";
import type { Value } from "./object.js";

export function isParameter(x: Value): boolean {
  return x !== null && typeof x === "object" && x.$sign !== undefined;
}

/** The arguments of an alias; undefined for what is none. */
function argumentsOf(x: Value): readonly Value[] | undefined {
  if (x === null || typeof x !== "object") return undefined;
  if (Array.isArray(x)) return x;
  const items: Value = x.$rebuild === undefined ? undefined : (x.$items ?? x.$args);
  return Array.isArray(items) ? items : items?.items;
}

/** The type variables among arguments, each once, in the order of their first use. */
export function parametersOf(args: readonly Value[]): Value[] {
  const found: Value[] = [];
  for (const one of args) {
    const inner = isParameter(one) ? [one] : parametersOf(argumentsOf(one) ?? []);
    for (const parameter of inner) if (!found.includes(parameter)) found.push(parameter);
  }
  return found;
}

/** Arguments with values in place of type variables. */
export function substituted(args: readonly Value[], parameters: readonly Value[], values: readonly Value[]): Suspends<Value[]> {
  const made: Value[] = [];
  for (const one of args) {
    const inner = argumentsOf(one);
    if (isParameter(one)) made.push(values[parameters.indexOf(one)]);
    else if (inner === undefined || parametersOf(inner).length === 0) made.push(one);
    else made.push(Array.isArray(one) ? substituted(inner, parameters, values) : one.$rebuild(substituted(inner, parameters, values)));
  }
  return made;
}

/** Whether a number of arguments may be any: of a TypeVarTuple or ParamSpec, or with a default. */
export function isVariadic(parameters: readonly Value[]): boolean {
  return parameters.some((one) => one.$variadic === true || (one.$default !== undefined && one.$default !== null));
}

/** What is wrong with the number of arguments given for `what`; undefined if nothing. */
export function wrongCount(what: string, parameters: readonly Value[], given: number): string | undefined {
  if (given === parameters.length || isVariadic(parameters)) return undefined;
  return `Too ${given > parameters.length ? "many" : "few"} arguments for ${what}; actual ${given}, expected ${parameters.length}`;
}
