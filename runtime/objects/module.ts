/**
 * module - module objects: their attributes are properties.
 *
 * Mirrors     Objects/moduleobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { attributeDict, removeAttribute } from "./attributedict.js";
import { attributeError, descriptorGet, isDataDescriptor } from "./attributes.js";
import { Dict } from "./dict.js";
import { TypeError } from "./exceptions.js";
import { jsName } from "./names.js";
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
