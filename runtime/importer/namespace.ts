/**
 * namespace - a module's variables, which are variables of its JavaScript, seen as attributes and as globals().
 */
import type { Value } from "../objects/object.js";
import { jsName } from "../objects/names.js";
import { uncallable } from "../objects/raise.js";
import * as abi from "../abi.js";
import * as builtins from "../modules/builtins/index.js";
import { newInstance, owns, type ScriptRecord, type ScriptText } from "./instances.js";
import { follow } from "./replaced.js";
import { mayBeCalled, standIn } from "./standin.js";

/** `called`: the text calls it as the function or class that it defines, without a look at what it is. */
type Accessors = Readonly<Record<string, readonly [get: () => Value, set: (value: Value) => undefined, called?: boolean]>>;

/** What every compiled module gets as `$gilt`. */
export const gilt = { abi, builtins };

/** What a compiled module gets as `$module`. */
export interface ModuleRecord extends ScriptRecord {
  /** Makes the script's variables the module's attributes; one that is undefined does not exist. */
  $bind(variables: Accessors): void;
  /** Sets the variables that hold builtins whenever a script puts something in their place. */
  $follow(setters: Readonly<Record<string, (value: Value) => undefined>>): void;
}

/** A variable that others may set to what is no function of JavaScript's, or delete: the text then calls a function that stands for that. */
function bindCalled(module: Value, name: string, get: () => Value, set: (value: Value) => undefined): void {
  const property = jsName(name);
  const usual: PropertyDescriptor = {
    get,
    set(value: Value): undefined {
      if (typeof value === "function") return set(value);
      if (value !== undefined && !mayBeCalled(value)) {
        uncallable.set(property, value);
        return set(value);
      }
      set(standIn(name, value));
      const replaced = { get: () => value as unknown, set: restore, enumerable: true, configurable: true };
      Object.defineProperty(module, property, replaced);
    },
    enumerable: true,
    configurable: true,
  };
  const restore = (value: Value): undefined => {
    Object.defineProperty(module, property, usual);
    module[property] = value;
  };
  Object.defineProperty(module, property, usual);
}

export function bindModule(module: Value, text: ScriptText, number?: number): ModuleRecord {
  const record: ModuleRecord = {
    module,
    $own: (own, factories, flags) => owns(instance, own, factories, flags),
    $follow: (setters) => follow(module, setters),
    $bind(variables): void {
      for (const name in variables) {
        const [get, set, called] = variables[name]!;
        const property = jsName(name);
        // What is there already (`__name__`, a name that another module set) becomes the variable's value.
        if (Object.hasOwn(module as object, property)) set(module[property]);
        if (called === true) bindCalled(module, name, get, set);
        else Object.defineProperty(module, property, { get, set, enumerable: true, configurable: true });
      }
    },
  };
  const instance = newInstance(text, record, number);
  return record;
}
