/**
 * namespace - a module's variables, which are variables of its JavaScript, seen as attributes and as globals().
 */
import type { Suspends } from "../frames/suspend.js";
import { $callx } from "../objects/call.js";
import { Kw } from "../objects/function.js";
import type { Value } from "../objects/object.js";
import { jsName } from "../objects/names.js";
import * as abi from "../abi.js";
import * as builtins from "../modules/builtins/index.js";
import { newInstance, owns, type ScriptRecord, type ScriptText } from "./instances.js";

type Accessors = Readonly<Record<string, readonly [get: () => Value, set: (value: Value) => undefined, called?: true]>>;

/** What every compiled module gets as `$gilt`. */
export const gilt = { abi, builtins };

/** What a compiled module gets as `$module`. */
export interface ModuleRecord extends ScriptRecord {
  /** Makes the script's variables the module's attributes; one that is undefined does not exist. */
  $bind(variables: Accessors): void;
}

/**
 * Sets a variable whose calls in the module's own text are JavaScript's: an object that another module puts there (a Mock) is called by a function in
 * its place, while everybody else sees the object.
 */
function calledSetter(module: Value, property: string, get: () => Value, assign: (value: Value) => undefined): (value: Value) => undefined {
  const show = (shown: () => Value): void => {
    Object.defineProperty(module, property, { get: shown, set, enumerable: true, configurable: true });
  };
  let replaced = false;
  const set = (value: Value): undefined => {
    const isObject = value !== undefined && typeof value !== "function";
    if (!isObject) assign(value);
    else assign(callOf(value, get()));
    if (isObject || replaced) show(isObject ? () => value : get);
    replaced = isObject;
  };
  return set;
}

/** Calls an object as the function was called whose place it takes: behind an argument that was left out, the others are keywords. */
function callOf(object: Value, instead: Value): Value {
  const params: readonly string[] = instead?.$f?.params ?? [];
  return function (...args: Value[]): Suspends<Value> {
    const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : new Kw();
    const left = args.indexOf(undefined);
    if (left >= 0) for (let i = left; i < args.length; i++) if (args[i] !== undefined) kw[params[i]!] = args[i];
    return $callx(object, left < 0 ? args : args.slice(0, left), Object.keys(kw).length === 0 ? null : kw);
  };
}

export function bindModule(module: Value, text: ScriptText, number?: number): ModuleRecord {
  const record: ModuleRecord = {
    module,
    $own: (own, factories) => owns(instance, own, factories),
    $bind(variables): void {
      for (const name in variables) {
        const [get, assign, called] = variables[name]!;
        const property = jsName(name);
        const set = called === true ? calledSetter(module, property, get, assign) : assign;
        // What is there already (`__name__`, a name that another module set) becomes the variable's value.
        if (Object.hasOwn(module as object, property)) set(module[property]);
        Object.defineProperty(module, property, { get, set, enumerable: true, configurable: true });
      }
    },
  };
  const instance = newInstance(text, record, number);
  return record;
}
