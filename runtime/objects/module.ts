/**
 * module - module objects: their attributes are properties; and names that the text of a module does not declare.
 *
 * Mirrors     Objects/moduleobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { attributeDict, removeAttribute } from "./attributedict.js";
import { attributeError, descriptorGet, isDataDescriptor } from "./attributes.js";
import { Dict } from "./dict.js";
import { NameError, TypeError, UnboundLocalError } from "./exceptions.js";
import { jsName, pyName } from "./names.js";
import { lookup, type PyInstance, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, methods } from "./register.js";

export const moduleType = builtinType("module(name, doc=None)", (name: Value, doc?: Value): PyModule => {
  if (typeof name !== "string") throw new TypeError(`module() argument 'name' must be str, not ${(name as Value)?.$cls?.$name ?? "NoneType"}`);
  return newModule(name, (doc ?? null) as string | null);
}, { empty: (cls) => Object.create(cls.prototype as object) as Value });
moduleType.$hasDict = true;

/** A Python module. */
export interface PyModule extends PyInstance {
  $modname: string;
}

function fill(module: Value, name: string, doc: Value): void {
  module.__name__ = name;
  module.__doc__ = doc;
  module.__package__ = null;
  module.__loader__ = null;
  module.__spec__ = null;
}

/** A new module object. */
export function newModule(name: string, doc: string | null = null): PyModule {
  const module: Value = Object.create(moduleType.prototype as object);
  fill(module, name, doc);
  return module as PyModule;
}

/** A module of the runtime: what Python code finds in it. */
export function pymodule(name: string, members: Record<string, Value>, doc: string | null = null): PyModule {
  const module = newModule(name, doc);
  for (const key in members) (module as Value)[jsName(key)] = members[key];
  return module;
}

moduleType.$getattro = function moduleAttribute(module: Value, name: string): Suspends<Value> {
  const found = lookup(module.$cls, name);
  if (found !== undefined && isDataDescriptor(found)) return descriptorGet(found, module, module.$cls, name);
  const property = jsName(name);
  if (Object.hasOwn(module as object, property)) {
    const own = module[property];
    if (own !== undefined) return own;
  }
  if (found !== undefined) return descriptorGet(found, module, module.$cls, name);
  const hook = Object.hasOwn(module as object, "__getattr__") ? module.__getattr__ : undefined;
  if (hook !== undefined) return call(hook, name);
  throw missing(module, name);
};

function missing(module: Value, name: string): Value {
  const own: Value = Object.hasOwn(module as object, "__name__") ? module.__name__ : undefined;
  const starting = module.__spec__?._initializing === true;
  return attributeError(module, name, typeof own === "string" ? (starting ? `partially initialized module '${own}' has no attribute '${name}' (most likely due to a circular import)` : `module '${own}' has no attribute '${name}'`) : `module has no attribute '${name}'`);
}

moduleType.$setattro = function setModuleAttribute(module: Value, name: string, value: Value): boolean {
  const found = lookup(module.$cls, name);
  if (found !== undefined && isDataDescriptor(found)) return false;
  const property = jsName(name);
  if (value !== undefined) module[property] = value;
  else {
    if (!Object.hasOwn(module as object, property) || module[property] === undefined) throw missing(module, name);
    removeAttribute(module, property);
  }
  return true;
};

methods(moduleType, {
  "__init__(self, name, doc=None)"(this: Value, name: string, doc: Value) {
    fill(this, name, doc ?? null);
    return null;
  },
  "__repr__(self, /)"(this: Value): Suspends<string> {
    const name: Value = Object.hasOwn(this as object, "__name__") ? this.__name__ : undefined;
    const shown = name === undefined ? "'?'" : repr(name);
    if (typeof this.__file__ === "string") return `<module ${shown} from ${repr(this.__file__)}>`;
    return this.$builtin === true ? `<module ${shown} (built-in)>` : `<module ${shown}>`;
  },
  "__dir__(self, /)"(this: Value): Suspends<Value> {
    const hook = Object.hasOwn(this as object, "__dir__") ? this.__dir__ : undefined;
    return hook === undefined ? attributeDict(this).$keys() : call(hook);
  },
});
getset(moduleType, {
  __dict__: [attributeDict],
  __annotations__: [
    (module) => {
      if (!Object.hasOwn(module as object, "$annotations")) module.$annotations = new Dict();
      return module.$annotations;
    },
    (module, value) => {
      module.$annotations = value;
    },
  ],
});

/** The builtins that a name may mean; modules/builtins sets it. */
export const builtinNames = { module: null as Value };

/** What lowered code passes as `$module`. */
export interface ModuleRecord {
  readonly module: Value;
}

/** A name that the text does not declare: of the module, then of the builtins. */
export function $global({ module }: ModuleRecord, name: string): Suspends<Value> {
  const property = jsName(name);
  let value: Value = Object.hasOwn(module as object, property) ? module[property] : undefined;
  if (value !== undefined) return value;
  const builtins = builtinNames.module;
  value = builtins === null || !Object.hasOwn(builtins as object, property) ? undefined : builtins[property];
  if (value !== undefined) return value;
  throw unknownName(name, () => [...namesIn(module), ...(builtins === null ? [] : namesIn(builtins))]);
}

function namesIn(module: Value): string[] {
  return Object.keys(module as object).filter((property) => module[property] !== undefined).map((property) => pyName(property)).filter((name) => name !== undefined);
}

export function $setglobal({ module }: ModuleRecord, name: string, value: Value): void {
  module[jsName(name)] = value;
}

export function $delglobal({ module }: ModuleRecord, name: string): void {
  const property = jsName(name);
  if (!Object.hasOwn(module as object, property) || module[property] === undefined) throw unknownName(name);
  removeAttribute(module, property);
}

/** NameError for a name that is defined nowhere; `candidates` for "Did you mean". */
export function unknownName(name: string, candidates?: () => string[]): Value {
  const error: Value = new NameError(`name '${name}' is not defined`);
  error.$attr = name;
  if (candidates !== undefined) error.$candidates = candidates;
  return error;
}

/** A variable that is read before it has a value: 0 of the function, 1 of the module, 2 of a function around. */
export function $unbound(name: string, kind: 0 | 1 | 2): never {
  if (kind === 1) throw unknownName(name);
  const error: Value =
    kind === 0
      ? new UnboundLocalError(`cannot access local variable '${name}' where it is not associated with a value`)
      : new NameError(`cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
  if (kind === 2) error.$attr = name;
  throw error;
}

/** `locals()` of a function: the variables that have a value. */
export function $locals(names: readonly string[], values: readonly Value[]): Dict {
  const dict = new Dict();
  for (let i = 0; i < names.length; i++) if (values[i] !== undefined) dict.$setNamed(names[i]!, values[i]);
  return dict;
}

/** `globals()` of a module. */
export function globalsOf({ module }: ModuleRecord): Dict {
  return attributeDict(module);
}
