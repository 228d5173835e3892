/**
 * mro - the order in which singledispatch looks for an implementation: the class's own, with the abstract base classes that it counts for put in.
 *
 * Mirrors     _c3_merge, _c3_mro, _compose_mro, _find_impl of Lib/functools.py
 * Suspends    `__subclasscheck__` of abstract classes
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { RuntimeError } from "../../objects/exceptions.js";
import { iterate as arrayOf } from "../../objects/iterate.js";
import { isType, type PyType, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyfunction } from "../../objects/register.js";
import { Dict } from "../../objects/keymap.js";
import { subclassOf } from "../../objects/protocols/isinstance.js";

function merge(given: readonly Value[][]): Value[] {
  const result: Value[] = [];
  let sequences = given.map((one) => one.slice());
  for (;;) {
    sequences = sequences.filter((one) => one.length > 0);
    if (sequences.length === 0) return result;
    const next: Value = sequences.map((one) => one[0]).find((candidate) => !sequences.some((one) => one.indexOf(candidate, 1) > 0));
    if (next === undefined) throw new RuntimeError("Inconsistent hierarchy");
    result.push(next);
    for (const one of sequences) if (one[0] === next) one.shift();
  }
}

/** The bases up to the last explicit abstract one come first. */
function boundaryOf(bases: readonly Value[]): Suspends<number> {
  for (let i = bases.length; i > 0; i--) if (getattrOr(bases[i - 1], "__abstractmethods__") !== undefined) return i;
  return 0;
}

function isNew(cls: Value, base: Value): Suspends<boolean> {
  if (!subclassOf(cls, base)) return false;
  const bases = (cls as PyType).$bases;
  for (let i = 0; i < bases.length; i++) if (subclassOf(bases[i], base)) return false;
  return true;
}

/** The linear order of a class and of the abstract classes `given`. */
function orderOf(cls: PyType, given: readonly Value[]): Suspends<Value[]> {
  const bases: readonly Value[] = cls.$bases;
  const boundary = boundaryOf(bases);
  const abstract: Value[] = [];
  for (let i = 0; i < given.length; i++) if (isNew(cls, given[i])) abstract.push(given[i]);
  const rest = given.filter((one) => !abstract.includes(one));
  const explicit = bases.slice(0, boundary);
  const other = bases.slice(boundary);
  const orders: Value[][] = [[cls]];
  for (const group of [explicit, abstract, other]) {
    for (let i = 0; i < group.length; i++) {
      const order = orderOf(group[i] as PyType, rest);
      orders.push(order);
    }
  }
  return merge([...orders, explicit.slice(), abstract, other]);
}

function isRelated(cls: PyType, typ: Value): Suspends<boolean> {
  return isType(typ) && !cls.$mro.includes(typ as PyType) && subclassOf(cls, typ) === true;
}

/** The order of a class with those of `types` in it that it counts for. */
function composeOrder(cls: PyType, types: readonly Value[]): Suspends<Value[]> {
  let related: Value[] = [];
  for (let i = 0; i < types.length; i++) if (isRelated(cls, types[i])) related.push(types[i]);
  const all = related;
  related = related.filter((typ) => !all.some((other) => other !== typ && (other as PyType).$mro.includes(typ as PyType)));
  const order: Value[] = [];
  for (let i = 0; i < related.length; i++) {
    const typ = related[i];
    const found: Value[][] = [];
    const subclasses = arrayOf(callMethod(typ, "__subclasses__"));
    for (let j = 0; j < subclasses.length; j++) {
      const sub = subclasses[j] as PyType;
      if (!cls.$mro.includes(sub) && subclassOf(cls, sub)) found.push(sub.$mro.filter((one) => related.includes(one)));
    }
    if (found.length === 0) order.push(typ);
    found.sort((a, b) => b.length - a.length);
    for (const list of found) for (const one of list) if (!order.includes(one)) order.push(one);
  }
  return orderOf(cls, order);
}

/** The implementation for a class. */
export function findImplementation(cls: PyType, registry: Dict): Suspends<Value> {
  const keys: Value[] = registry.$keys();
  const order = composeOrder(cls, keys);
  let match: Value = undefined;
  for (let i = 0; i < order.length; i++) {
    const typ = order[i];
    const registered = registry.$get(typ) !== undefined;
    if (match !== undefined) {
      if (registered && !cls.$mro.includes(typ as PyType) && !cls.$mro.includes(match as PyType) && !subclassOf(match, typ))
        throw new RuntimeError(`Ambiguous dispatch: ${repr(match)} or ${repr(typ)}`);
      break;
    }
    if (registered) match = typ;
  }
  return match === undefined ? null : registry.$get(match);
}

export const c3Mro = pyfunction(
  "_c3_mro(cls, abcs=None)",
  (cls: Value, abcs: Value): Suspends<Value> => orderOf(cls as PyType, abcs === undefined || abcs === null ? [] : arrayOf(abcs)),
  "functools",
);
export const composeMro = pyfunction(
  "_compose_mro(cls, types)",
  (cls: Value, types: Value): Suspends<Value> => composeOrder(cls as PyType, arrayOf(types)),
  "functools",
);
export const findImpl = pyfunction(
  "_find_impl(cls, registry)",
  (cls: Value, registry: Value): Suspends<Value> => findImplementation(cls as PyType, registry as Dict),
  "functools",
);
