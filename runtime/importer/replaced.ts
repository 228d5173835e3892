/**
 * replaced - builtins in whose place a script puts something: for every module, `mock.patch("builtins.open")`, or for one, `mock.patch("m.open", create=True)`.
 *
 * Compiled code has the builtins that it uses in variables of its own. Those of the names in `REPLACEABLE` (`compiler/lower/frames.ts`) are set when the
 * module, or the module builtins, gets another one; of other builtins only the text that puts something in their place hears (`compiler/bind/replaced.ts`).
 */
import { jsName } from "../objects/names.js";
import type { Value } from "../objects/object.js";
import * as builtins from "../modules/builtins/index.js";
import builtinsModule from "../modules/builtins/module.js";
import { carried } from "../snapshot/carried.js";
import { standIn } from "./standin.js";

/** A builtin that modules follow. */
interface Followed {
  readonly own: Value;
  /** What is in its place; undefined: it was deleted. */
  value: Value;
  /** They set the variables of modules. */
  readonly setters: (() => undefined)[];
}

const followed = new Map<string, Followed>();
/** What a program that moved here had in the place of builtins that no module follows yet. */
const moved = new Map<string, Value>();

carried("replaced builtins", replacements, (found) => {
  moved.clear();
  for (const [name, value] of found as Map<string, Value>) moved.set(name, value);
  for (const [name, builtin] of followed) put(builtin, moved.has(name) ? moved.get(name) : builtin.own);
});

function replacements(): Map<string, Value> {
  const found = new Map(moved);
  for (const [name, { own, value }] of followed) {
    if (value === own) found.delete(name);
    else found.set(name, value);
  }
  return found;
}

function put(builtin: Followed, value: Value): undefined {
  builtin.value = value;
  for (const set of builtin.setters) set();
}

/** What the text calls: what is no function of JavaScript's is called by one. */
function called(name: string, value: Value): Value {
  return typeof value === "function" ? value : standIn(name, value);
}

/** Begins to look at a builtin of the module. */
function observe(name: string): Followed {
  const property = jsName(name);
  // a script may have put something in its place before any module follows it
  const own: Value = (builtins as Value)[name];
  const builtin: Followed = { own, value: moved.has(name) ? moved.get(name) : (builtinsModule as Value)[property], setters: [] };
  const set = (value: Value): undefined => put(builtin, value);
  Object.defineProperty(builtinsModule, property, { get: () => builtin.value as unknown, set, enumerable: true, configurable: true });
  followed.set(name, builtin);
  return builtin;
}

/** Tells a module, now and later, what is in the place of builtins that it calls. */
export function follow(module: Value, setters: Readonly<Record<string, (value: Value) => undefined>>): void {
  for (const name in setters) followOne(module, name, setters[name]!);
}

function followOne(module: Value, name: string, set: (value: Value) => undefined): void {
  const builtin = followed.get(name) ?? observe(name);
  const property = jsName(name);
  /** What the module itself has under the name. */
  let own: Value = Object.hasOwn(module as object, property) ? module[property] : undefined;
  const choose = (): undefined => set(called(name, own !== undefined ? own : builtin.value));
  const put = (value: Value): undefined => {
    own = value;
    choose();
  };
  Object.defineProperty(module, property, { get: () => own as unknown, set: put, enumerable: true, configurable: true });
  builtin.setters.push(choose);
  if (own !== undefined || builtin.value !== builtin.own) choose();
}
