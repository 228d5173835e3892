/**
 * dataclasses.methods - what a data class gets besides `__init__`: repr, comparison, hash, the frozen ones.
 *
 * Mirrors   the *_fn functions of Lib/dataclasses.py
 * Mind      CPython makes the methods from one text, so each stands in tracebacks with its line there: `line` is that of its `def`
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { AttributeError } from "../../objects/exceptions.js";
import { $passingOften, type Passed } from "../../objects/raise.js";
import { describe, plain, type FunctionMeta, plainMeta } from "../../objects/function.js";
import { jsName } from "../../objects/names.js";
import { NotImplemented, typeOf, type PyType, type Value } from "../../objects/object.js";
import { compare, GE, GT, LE, LT, type Comparison } from "../../objects/protocols/compare.js";
import { same } from "../../objects/protocols/eq.js";
import { hash } from "../../objects/protocols/hash.js";
import { repr } from "../../objects/protocols/repr.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { LIBRARY } from "../../importer/place.js";
import { pyclass, pyfunction } from "../../objects/register.js";
import { $callsuper } from "../../objects/super.js";
import { Tuple } from "../../objects/tuple.js";

@pyclass("dataclasses.FrozenInstanceError")
export class FrozenInstanceError extends AttributeError {}

/** An exception leaves a method that has a line in the text of them all. Gives what to throw. */
export function $leaves(thrown: Value, name: string, line: number, ...around: Passed[]): Value {
  return $passingOften(thrown, [{ file: "<string>", name, span: [line] }, ...around]);
}

function meta(cls: PyType, name: string, params: string[]): FunctionMeta {
  return plainMeta(name, cls.$module, { qualname: `${cls.$qualname}.${name}`, params, required: params.length, method: true });
}

/** The value of a field: a plain attribute, or whatever the class makes of it. */
function read(self: Value, name: string, property: string): Suspends<Value> {
  const value = self[property];
  return value !== undefined && typeof value !== "function" ? value : $getattr(self, name);
}

function values(self: Value, names: readonly string[], properties: readonly string[]): Suspends<Tuple> {
  const items: Value[] = [];
  for (let i = 0; i < names.length; i++) items.push(read(self, names[i]!, properties[i]!));
  return new Tuple(items);
}

const REPR_GUARD: Passed = { file: `${LIBRARY}/reprlib.py`, name: "wrapper", span: [21, 25, 21, 44] };

export function reprMethod(cls: PyType, names: readonly string[], line: number): Suspends<Value> {
  const properties = names.map((name) => jsName(name));
  const method: Value = describe(
    function (this: Value): Suspends<string> {
      if (isWithin(this)) return "...";
      try {
        let shown = "";
        for (let i = 0; i < names.length; i++) shown += `${i > 0 ? ", " : ""}${names[i]}=${repr(read(this, names[i]!, properties[i]!))}`;
        return `${typeOf(this).$qualname}(${shown})`;
      } catch (thrown) {
        throw $leaves(thrown, "__repr__", line, REPR_GUARD);
      } finally {
        leave(this);
      }
    },
    meta(cls, "__repr__", ["self"]),
  );
  $setattr(plain(method), "__wrapped__", generatedRepr);
  return method;
}

/** What stands for the generated function behind the guard against recursion: pprint looks at its name. */
const generatedRepr = pyfunction("__repr__(self)", (self: Value): Suspends<string> => repr(self), "dataclasses") as Value;
generatedRepr.$f.qualname = "__create_fn__.<locals>.__repr__";

export function eqMethod(cls: PyType, names: readonly string[], line: number): Value {
  const properties = names.map((name) => jsName(name));
  return describe(
    function (this: Value, other: Value): Suspends<Value> {
      if (this === other) return true;
      if (typeOf(other) !== typeOf(this)) return NotImplemented;
      try {
        for (let i = 0; i < names.length; i++) {
          const mine = read(this, names[i]!, properties[i]!);
          if (!same(mine, read(other, names[i]!, properties[i]!))) return false;
        }
      } catch (thrown) {
        throw $leaves(thrown, "__eq__", line + 4);
      }
      return true;
    },
    meta(cls, "__eq__", ["self", "other"]),
  );
}

const ORDER: Readonly<Record<string, Comparison>> = { __lt__: LT, __le__: LE, __gt__: GT, __ge__: GE };
export const ORDER_NAMES = Object.keys(ORDER);

export function orderMethod(cls: PyType, method: string, names: readonly string[], line: number): Value {
  const properties = names.map((name) => jsName(name));
  const op = ORDER[method]!;
  return describe(
    function (this: Value, other: Value): Suspends<Value> {
      if (typeOf(other) !== typeOf(this)) return NotImplemented;
      try {
        const mine = values(this, names, properties);
        return compare(mine, values(other, names, properties), op);
      } catch (thrown) {
        throw $leaves(thrown, method, line + 2);
      }
    },
    meta(cls, method, ["self", "other"]),
  );
}

export function hashMethod(cls: PyType, names: readonly string[], line: number): Value {
  const properties = names.map((name) => jsName(name));
  return describe(
    function (this: Value): Suspends<Value> {
      try {
        return hash(values(this, names, properties));
      } catch (thrown) {
        throw $leaves(thrown, "__hash__", line + 1);
      }
    },
    meta(cls, "__hash__", ["self"]),
  );
}

/** `__setattr__` and `__delattr__` of a frozen class. */
export function frozenMethod(cls: PyType, method: "__setattr__" | "__delattr__", names: readonly string[], line: number): Value {
  const verb = method === "__setattr__" ? "assign to" : "delete";
  return describe(
    function (this: Value, name: Value, ...value: Value[]): Suspends<Value> {
      const refused = typeOf(this) === cls || names.includes(name as string);
      try {
        if (refused) throw new FrozenInstanceError(`cannot ${verb} field ${repr(name)}`);
        return $callsuper(cls, this, method, [name, ...value]);
      } catch (thrown) {
        throw $leaves(thrown, method, line + (refused ? 2 : 3));
      }
    },
    meta(cls, method, method === "__setattr__" ? ["self", "name", "value"] : ["self", "name"]),
  );
}
