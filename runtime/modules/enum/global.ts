/**
 * enum.global - enumerations whose members are also names of their module: `_convert_`, global_enum() and how such members are shown.
 *
 * Mirrors     EnumType._convert_, global_enum, global_enum_repr, global_flag_repr, global_str, show_flag_values of Lib/enum.py
 * Calls back  the filter of `_convert_`
 */
import type { Suspends } from "../../frames/suspend.js";
import { modules } from "../../importer/importer.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { TypeError } from "../../objects/exceptions.js";
import { iterate } from "../../objects/iterate.js";
import { int } from "../../objects/int.js";
import { isinstance, issubclass, lookup, typeOf, type PyType, type Value } from "../../objects/object.js";
import { moduleType } from "../../objects/module.js";
import { pyName } from "../../objects/names.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { repr } from "../../objects/protocols/repr.js";
import { methods, pyfunction } from "../../objects/register.js";
import { sortKeys } from "../../objects/sort.js";
import { truth } from "../../objects/protocols/bool.js";
import { Tuple } from "../../objects/tuple.js";
import { bits, isSingle, split } from "./bits.js";
import { setName } from "./body.js";
import { Flag } from "./flags.js";
import { ReprEnum } from "./members.js";
import { EnumType, known, makeEnum, membersOf, prepare } from "./type.js";

function lastPart(module: Value): string {
  const name = module as string;
  return name.slice(name.lastIndexOf(".") + 1);
}

export const global_enum_repr = pyfunction(
  "global_enum_repr(self)",
  (self: Value): string => `${lastPart(lookup(typeOf(self), "__module__"))}.${self._name_ as string}`,
  "enum",
);

export const global_flag_repr = pyfunction(
  "global_flag_repr(self)",
  (self: Value): Suspends<string> => {
    const cls = typeOf(self);
    const module = lastPart(lookup(cls, "__module__"));
    const name: Value = self._name_;
    if (name === null) return `${module}.${cls.$name}(${repr(self._value_)})`;
    if (isSingle(bits.of(self._value_))) return `${module}.${name as string}`;
    const keeps = lookup(cls, "_boundary_") === known.keep;
    const parts = (name as string).split("|");
    return parts.map((part) => (keeps && /^\d/.test(part) ? part : `${module}.${part}`)).join("|");
  },
  "enum",
);

export const global_str = pyfunction(
  "global_str(self)",
  (self: Value): Suspends<Value> => (self._name_ === null ? `${typeOf(self).$name}(${repr(self._value_)})` : self._name_),
  "enum",
);

/** Makes the members names of the module of their class. */
function exportMembers(cls: PyType, module: Value): Suspends<void> {
  for (const entry of membersOf(cls).$entries()) $setattr(module, entry.key as string, entry.value);
}

function showByModule(cls: PyType, everyText: boolean): Suspends<PyType> {
  $setattr(cls, "__repr__", issubclass(cls, Flag) ? global_flag_repr : global_enum_repr);
  if (everyText || !issubclass(cls, ReprEnum)) $setattr(cls, "__str__", global_str);
  exportMembers(cls, getitem(modules, $getattr(cls, "__module__")));
  return cls;
}

export const global_enum = pyfunction(
  "global_enum(cls, update_str=False)",
  (cls: Value, everyText: Value): Suspends<Value> => showByModule(cls as PyType, truth(everyText ?? false)),
  "enum",
);

export const show_flag_values = pyfunction(
  "show_flag_values(value)",
  (value: Value): Suspends<Value[]> => {
    const raw = isinstance(value, int) ? value : $getattr(value, "value");
    if (!isinstance(raw, int)) throw new TypeError(`${repr(value)} is not a flag`);
    return split(bits.of(raw));
  },
  "enum",
);

export const pickle_by_global_name = pyfunction("pickle_by_global_name(self, proto)", (self: Value): Suspends<Value> => $getattr(self, "name"), "enum");
export const pickle_by_enum_name = pyfunction(
  "pickle_by_enum_name(self, proto)",
  (self: Value): Suspends<Value> => new Tuple([$getattr(getitem(modules, "builtins"), "getattr"), new Tuple([typeOf(self), self._name_])]),
  "enum",
);

type Pair = [string, Value];

/** What an object's dict holds; of a module without making the dict. */
function namesOf(source: Value): Suspends<Pair[]> {
  if (typeOf(source) !== moduleType) return iterate(callMethod($getattr(source, "__dict__"), "items")).map((entry) => (entry as Tuple).items as Pair);
  const found: Pair[] = [];
  for (const property of Object.keys(source as object)) {
    const name = property.startsWith("$") ? undefined : pyName(property);
    if (name !== undefined && source[property] !== undefined) found.push([name, source[property]]);
  }
  return found;
}

/** By value and name; by name alone where values have no order. */
function inOrder(pairs: Pair[]): Suspends<Pair[]> {
  const byName = (a: Pair, b: Pair): number => (a[0] < b[0] ? -1 : 1);
  if (pairs.every(([, value]) => typeof value === "number")) return pairs.sort((a, b) => (a[1] as number) - (b[1] as number) || byName(a, b));
  const sorted = pairs.slice();
  try {
    sortKeys(
      pairs.map(([name, value]) => new Tuple([value, name])),
      sorted,
      false,
    );
    return sorted;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return pairs.sort(byName);
  }
}

methods(
  EnumType,
  {
    "_convert_(cls, name, module, filter, source=None, *, boundary=None, as_global=False)"(
      this: PyType,
      name: string,
      module: Value,
      filter: Value,
      source: Value,
      boundary: Value,
      asGlobal: Value,
    ): Suspends<Value> {
      const own = getitem(modules, module);
      const pairs: Pair[] = [];
      for (const pair of namesOf(truth(source ?? null) ? source : own)) if (truth(call(filter, pair[0]))) pairs.push(pair);
      const body = prepare(name, [this]);
      for (const [key, value] of inOrder(pairs)) setName(body, key, value);
      body.$setNamed("__module__", module);
      body.$setNamed("__qualname__", name);
      const cls = makeEnum(this.$cls as PyType, name, [this], body, boundary ?? known.keep, null);
      if (truth(asGlobal ?? false)) showByModule(cls, false);
      else exportMembers(cls, own);
      $setattr(own, name, cls);
      return cls;
    },
  },
  false,
);
