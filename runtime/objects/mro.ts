/**
 * mro - the order in which a class's bases are searched (C3).
 *
 * Mirrors     Objects/typeobject.c (mro_implementation, pmerge)
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError } from "./exceptions.js";
import { issubclass, isType, lookup, object, type, typeOf, type PyType, type Value } from "./object.js";
import { iterate } from "./iterate.js";

/** The MRO of a class: its metaclass's `mro()`, or C3. */
export function mroOf(cls: PyType): Suspends<PyType[]> {
  const custom = cls.$cls === type ? undefined : lookup(cls.$cls, "mro");
  cls.$ownOrder = false;
  if (custom === undefined || custom.$owner === type) return c3(cls);
  const solid = cls.$layout === cls ? (cls.$base as PyType).$layout : cls.$layout;
  const order = iterate(custom.$method === undefined && custom.$f.method === true ? custom.call(cls) : custom(cls)) as PyType[];
  for (const base of order) {
    if (!isType(base)) throw new TypeError(`mro() returned a non-class ('${typeOf(base).$name}')`);
    if (base !== cls && !issubclass(solid, base.$layout)) throw new TypeError(`mro() returned base with unsuitable layout ('${base.$name}')`);
  }
  cls.$ownOrder = true;
  return order;
}

/** Whether a class has its MRO already: while `mro()` runs it has not. */
export function isComplete(cls: PyType): boolean {
  return cls.$mro.length > 1 || cls === object || cls.$ownOrder === true;
}

/** C3 linearisation. */
export function c3(cls: PyType): PyType[] {
  const bases = cls.$bases;
  if (bases.length === 1) return [cls, ...bases[0]!.$mro];
  for (let i = 0; i < bases.length; i++) {
    if (bases.indexOf(bases[i]!) !== i) throw new TypeError(`duplicate base class ${bases[i]!.$name}`);
  }
  const lists = [...bases.map((base) => base.$mro.slice()), bases.slice()];
  const order: PyType[] = [cls];
  for (;;) {
    let left = false;
    let next: PyType | undefined;
    for (const list of lists) {
      const head = list[0];
      if (head === undefined) continue;
      left = true;
      if (lists.some((other) => other.indexOf(head) > 0)) continue;
      next = head;
      break;
    }
    if (!left) return order;
    if (next === undefined) {
      const heads: Value[] = [];
      for (const list of lists) if (list.length > 0 && !heads.includes(list[0])) heads.push(list[0]);
      throw new TypeError(`Cannot create a consistent method resolution order (MRO) for bases ${heads.map((base) => base.$name as string).join(", ")}`);
    }
    order.push(next);
    for (const list of lists) if (list[0] === next) list.shift();
  }
}
