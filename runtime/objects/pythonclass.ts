/**
 * pythonclass - classes of library modules that inherit from abstract ones, made from a table of methods.
 */
import type { Suspends } from "../frames/suspend.js";
import { $class } from "./class.js";
import { forget, type PyType, type Value } from "./object.js";
import { methods } from "./register.js";

export type Methods = Record<string, (this: Value, ...args: Value[]) => Value>;

/** @param table functions by signature, as `methods` takes them */
export function pythonClass(name: string, module: string, base: Value, table: Methods): Suspends<Value> {
  const own = new Set(Object.keys(table).map((signature) => signature.slice(0, signature.indexOf("("))));
  const cls: Value = $class({ name, qualname: name, module, doc: null, line: 0, statics: [] }, [base], null, (ns) => {
    // stand here so that the class is not abstract; the real ones follow
    for (const method of own) ns.set(method, null);
  });
  const ofInstances: Methods = {};
  const ofClass: Methods = {};
  for (const signature of Object.keys(table)) (signature.includes("(self") ? ofInstances : ofClass)[signature] = table[signature]!;
  methods(cls, ofInstances, false);
  methods(cls, ofClass);
  forget(cls as PyType);
  return cls;
}
