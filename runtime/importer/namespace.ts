/**
 * namespace - a module's variables, which are variables of its JavaScript, seen as attributes and as globals().
 */
import { hidden, type Value } from "../objects/object.js";
import { moduleType } from "../objects/module.js";
import { jsName } from "../objects/names.js";
import * as abi from "../abi.js";
import * as builtins from "../modules/builtins/index.js";

type Accessors = Readonly<Record<string, readonly [get: () => Value, set: (value: Value) => void]>>;

/** What every compiled module gets as `$gilt`; `$module` is the Python module. */
export const gilt = { abi, builtins };

/** `$module.$bind`: makes the script's variables the module's attributes; one that is undefined does not exist. */
hidden(moduleType.prototype as object, "$bind", function (this: Value, variables: Accessors): void {
  for (const name in variables) {
    const [get, set] = variables[name]!;
    const property = jsName(name);
    // What is there already (`__name__`, a name that another module set) becomes the variable's value.
    if (Object.hasOwn(this as object, property)) set(this[property]);
    Object.defineProperty(this, property, { get, set, enumerable: true, configurable: true });
  }
});
