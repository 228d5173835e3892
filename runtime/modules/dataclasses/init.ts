/**
 * dataclasses.init - the `__init__` of a data class.
 *
 * Mirrors   _init_fn of Lib/dataclasses.py
 * Suspends  default factories that are Python code, __post_init__, a __setattr__ of the class's own
 * Mind      where nothing may suspend the stores are a function compiled for the class, so that V8 sees plain stores in a fixed order
 */
import type { Suspends } from "../../frames/suspend.js";
import { $badargs } from "../../objects/arguments.js";
import { $setattr, findHooks, genericSet, sharedStores } from "../../objects/attributes.js";
import { dict, Dict } from "../../objects/dict.js";
import { TypeError } from "../../objects/exceptions.js";
import { annotate, describe, Kw, type FunctionMeta, plainMeta } from "../../objects/function.js";
import { list } from "../../objects/list.js";
import { jsName } from "../../objects/names.js";
import { typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { set } from "../../objects/set.js";
import { FACTORY, INITVAR, MISSING, type Field } from "./field.js";
import { $leaves } from "./methods.js";

/** What `__init__` does with the fields, in the order of the class. */
interface Plan {
  readonly cls: PyType;
  readonly fields: readonly Field[];
  /** place of the field's argument: among the positional ones, or among the keyword-only ones; -1 if it takes none */
  readonly at: readonly number[];
  readonly positional: readonly string[];
  readonly kwonly: readonly string[];
  readonly frozen: boolean;
  readonly slots: boolean;
  readonly post: boolean;
  readonly lines: Lines;
}

/** Where the statements of `__init__` stand in the text that CPython makes of the methods. */
export interface Lines {
  /** by field; 0 for one that `__init__` does not set */
  readonly of: readonly number[];
  /** after those of the fields: the call of `__post_init__` */
  readonly end: number;
}

/** @param def the line of the `def` */
export function linesOfInit(fields: readonly Field[], slots: boolean, def: number): Suspends<Lines> {
  let end = def + 1;
  const of: number[] = [];
  for (const field of fields) {
    const isSet = field.default_factory !== MISSING || truth(field.init) || (slots && field.default !== MISSING);
    of.push(isSet && field._field_type !== INITVAR ? end++ : 0);
  }
  return { of, end };
}

/** @param fields in the order of the class */
export function makeInit(cls: PyType, fields: readonly Field[], lines: Lines, frozen: boolean, slots: boolean, post: boolean): Suspends<Value> {
  const positional: string[] = [];
  const kwonly: string[] = [];
  const defaults: Value[] = [];
  const kwdefaults = new Kw();
  const at: number[] = [];
  let kwrequired = 0;
  for (const field of fields) {
    const name: string = field.name$;
    const takes = truth(field.init);
    const value: Value = field.default_factory !== MISSING ? FACTORY : field.default;
    if (!takes) at.push(-1);
    else if (field.kw_only !== MISSING && truth(field.kw_only)) {
      if (value === MISSING) kwrequired |= 1 << kwonly.length;
      else kwdefaults[name] = value;
      at.push(kwonly.length);
      kwonly.push(name);
    } else {
      if (value !== MISSING) defaults.push(value);
      else if (defaults.length > 0) {
        throw new TypeError(`non-default argument '${name}' follows default argument '${positional[positional.length - 1] as string}'`);
      }
      at.push(positional.length);
      positional.push(name);
    }
  }
  const meta: FunctionMeta = plainMeta("__init__", cls.$module, {
    qualname: `${cls.$qualname}.__init__`,
    params: [positional.includes("self") || kwonly.includes("self") ? "__dataclass_self__" : "self", ...positional],
    required: positional.length - defaults.length + 1,
    kwonly,
    kwrequired,
    method: true,
  });
  const plan: Plan = { cls, fields, at, positional, kwonly, frozen, slots, post, lines };
  const f: Value = initFunction(plan, meta, kwdefaults, defaults);
  describe(f, meta, defaults.length > 0 ? defaults : null);
  if (Object.keys(kwdefaults).length > 0) f.$kwdefaults = kwdefaults;
  const annotations = new Dict();
  const types = new Map(fields.map((field) => [field.name$ as string, field.type as Value]));
  for (const name of [...positional, ...kwonly]) annotations.$setNamed(name, types.get(name));
  annotations.$setNamed("return", null);
  return annotate(f, () => annotations);
}

function initFunction(plan: Plan, meta: FunctionMeta, kwdefaults: Kw, defaults: Value[]): Value {
  const slow = function (this: Value, ...given: Value[]): Suspends<null> {
    const args = complete(meta, kwdefaults, defaults, this, given);
    const posted = assign(this, plan, args);
    if (plan.post && !partly) postInit(this, plan, posted);
    return null;
  };
  const partly = canBePlain(plan);
  if (!partly) return slow;
  const fast: Value = compiled(plan, meta, kwdefaults, defaults);
  fast.$slow = slow;
  if (!plan.post) return fast;
  return function (this: Value, ...given: Value[]): Suspends<null> {
    fast.apply(this, given);
    postInit(this, plan, []);
    return null;
  };
}

function postInit(self: Value, plan: Plan, posted: Value[]): Suspends<void> {
  try {
    callMethod(self, "__post_init__", ...posted);
  } catch (thrown) {
    throw $leaves(thrown, "__init__", plan.lines.end);
  }
}

/** The arguments in slots: the positional ones, then the keyword-only ones. */
function complete(meta: FunctionMeta, kwdefaults: Kw, defaults: Value[], self: Value, given: Value[]): Value[] {
  const count = meta.params.length - 1;
  const keywords: Value = given[count];
  const kw: Kw | null = keywords instanceof Kw && meta.kwonly.length > 0 ? keywords : null;
  if (given.length > count + (kw === null ? 0 : 1))
    for (let i = count; i < given.length; i++) if (given[i] !== undefined && given[i] !== kw) $badargs(meta as Value, self, given);
  const args: Value[] = [];
  const required = count - defaults.length;
  for (let i = 0; i < count; i++) {
    const value = given[i];
    if (value !== undefined) args.push(value);
    else if (i < required) $badargs(meta as Value, self, given);
    else args.push(defaults[i - required]);
  }
  for (const name of meta.kwonly) {
    const value = kw === null || kw[name] === undefined ? kwdefaults[name] : kw[name];
    if (value === undefined) $badargs(meta as Value, self, given);
    args.push(value);
  }
  return args;
}

/** Stores the fields one by one, in Python's ways. */
function assign(self: Value, plan: Plan, args: Value[]): Suspends<Value[]> {
  const posted: Value[] = [];
  for (let i = 0; i < plan.fields.length; i++) {
    const field = plan.fields[i]!;
    const at = plan.at[i]!;
    let value: Value = at < 0 ? MISSING : args[truth(field.kw_only) ? plan.positional.length + at : at];
    if (field._field_type === INITVAR) {
      posted.push(at < 0 ? field.default : value);
      continue;
    }
    try {
      if (field.default_factory !== MISSING) {
        if (value === FACTORY || at < 0) value = call(field.default_factory);
      } else if (at < 0 && plan.slots) value = field.default;
      if (value !== MISSING) store(self, field.name$ as string, value, plan.frozen);
    } catch (thrown) {
      throw $leaves(thrown, "__init__", plan.lines.of[i]!);
    }
  }
  return posted;
}

function store(self: Value, name: string, value: Value, frozen: boolean): Suspends<void> {
  if (frozen) genericSet(self, typeOf(self), name, value);
  else $setattr(self, name, value);
}

/** Whether each store is one of a plain attribute, and no Python code runs. */
function canBePlain(plan: Plan): boolean {
  const { cls } = plan;
  if (plan.slots || sharedStores.any || (plan.frozen ? (cls.$hooks ?? findHooks(cls)).veiled : cls.prototype.$plain !== true)) return false;
  for (const field of plan.fields) {
    if (field._field_type === INITVAR || !/^[A-Za-z_][A-Za-z_0-9]*$/.test(field.name$)) return false;
    const factory: Value = field.default_factory;
    if (factory !== MISSING && factory !== list && factory !== dict && factory !== set) return false;
  }
  return true;
}

/** The function with plain stores. An instance that is not plain (a subclass with `__setattr__`) goes the slow way. */
function compiled(plan: Plan, meta: FunctionMeta, kwdefaults: Kw, defaults: Value[]): Value {
  const { positional, kwonly } = plan;
  const params = positional.map((_, i) => `a${i}`);
  const required = positional.length - defaults.length;
  const lines: string[] = [];
  const full = kwonly.length > 0 ? [...params, "kw"] : params;
  lines.push(
    `if (arguments.length > ${full.length}${required > 0 ? ` || a${required - 1} === undefined` : ""}${kwonly.length > 0 ? " || (kw !== undefined && !(kw instanceof Kw))" : ""}) bad(meta, this, arguments);`,
  );
  lines.push(`if (${plan.frozen ? "shared.any" : "this.$plain !== true"}) return f.$slow.apply(this, arguments);`);
  for (let i = required; i < positional.length; i++) lines.push(`if (a${i} === undefined) a${i} = defaults[${i - required}];`);
  kwonly.forEach((name, i) => {
    lines.push(`let k${i} = kw === undefined ? undefined : kw[${JSON.stringify(name)}];`);
    lines.push(
      `if (k${i} === undefined) ${(meta.kwrequired & (1 << i)) !== 0 ? "bad(meta, this, arguments)" : `k${i} = kwdefaults[${JSON.stringify(name)}]`};`,
    );
  });
  plan.fields.forEach((field, i) => {
    const at = plan.at[i]!;
    const name: string = field.name$;
    const from = at < 0 ? null : kwonly[at] === name && positional[at] !== name ? `k${at}` : `a${at}`;
    const target = `this[${JSON.stringify(jsName(name))}]`;
    if (field.default_factory !== MISSING)
      lines.push(`${target} = ${from === null ? `factories[${i}]()` : `${from} === FACTORY ? factories[${i}]() : ${from}`};`);
    else if (from !== null) lines.push(`${target} = ${from};`);
  });
  lines.push("return null;");
  const factories = plan.fields.map((field) => field.default_factory as Value);
  return fromText(`return function f(${full.join(", ")}) {\n${lines.join("\n")}\n}`, meta, defaults, kwdefaults, factories);
}

/** The function of a text. */
function fromText(text: string, meta: FunctionMeta, defaults: Value[], kwdefaults: Kw, factories: Value[]): Value {
  const make = new Function("Kw", "bad", "meta", "shared", "defaults", "kwdefaults", "FACTORY", "factories", text) as (...parts: unknown[]) => object;
  const f = make(Kw, $badargs, meta, sharedStores, defaults, kwdefaults, FACTORY, factories) as Value;
  f.$c = [fromText, text, meta, defaults, kwdefaults, factories];
  return f;
}
