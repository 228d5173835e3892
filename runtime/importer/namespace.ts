/**
 * namespace - a module's variables, which are variables of its JavaScript, seen as attributes and as globals().
 */
import type { Value } from "../objects/object.js";
import { jsName } from "../objects/names.js";
import * as abi from "../abi.js";
import * as builtins from "../modules/builtins/index.js";
import { newInstance, owns, type ScriptRecord, type ScriptText } from "./instances.js";

type Accessors = Readonly<Record<string, readonly [get: () => Value, set: (value: Value) => undefined]>>;

/** What every compiled module gets as `$gilt`. */
export const gilt = { abi, builtins };

/** What a compiled module gets as `$module`. */
export interface ModuleRecord extends ScriptRecord {
  /** Makes the script's variables the module's attributes; one that is undefined does not exist. */
  $bind(variables: Accessors): void;
}

export function bindModule(module: Value, text: ScriptText, number?: number): ModuleRecord {
  const record: ModuleRecord = {
    module,
    $own: (own, factories) => owns(instance, own, factories),
    $bind(variables): void {
      for (const name in variables) {
        const [get, set] = variables[name]!;
        const property = jsName(name);
        // What is there already (`__name__`, a name that another module set) becomes the variable's value.
        if (Object.hasOwn(module as object, property)) set(module[property]);
        Object.defineProperty(module, property, { get, set, enumerable: true, configurable: true });
      }
    },
  };
  const instance = newInstance(text, record, number);
  return record;
}
