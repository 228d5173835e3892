/**
 * module - module objects: their attributes are properties.
 *
 * Mirrors     Objects/moduleobject.c
 */
import { atOnce } from "../frames/atomic.js";
import type { Suspends } from "../frames/suspend.js";
import { attributeDict, removeAttribute } from "./attributedict.js";
import { iterate } from "./iterate.js";
import { $getattr, attributeError, descriptorGet, findHooks, getattrOr, HIDDEN, isDataDescriptor, ownProperty, veiled } from "./attributes.js";
import { Dict, isDict } from "./dict.js";
import { AttributeError, TypeError } from "./exceptions.js";
import { builtinModuleDoc } from "./builtindocs.js";
import { libraryDoc } from "./librarydocs.js";
import type { FunctionMeta } from "./function.js";
import { jsName } from "./names.js";
import { notePatch } from "./patches.js";
import { hidden, lookup, typeOf, type PyInstance, type PyType, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { call } from "./protocols/call.js";
import { repr } from "./protocols/repr.js";
import { text as str } from "./protocols/str.js";
import { builtinType, getset, methods } from "./register.js";

export const moduleType = builtinType(
  "module(name, doc=None)",
  (name: Value, doc?: Value): PyModule => {
    const plain = typeof name === "string" ? name : (name?.$value as Value);
    if (typeof plain !== "string") throw new TypeError(`module() argument 'name' must be str, not ${(name as Value)?.$cls?.$name ?? "NoneType"}`);
    return newModule(plain, (doc ?? null) as string | null);
  },
  { empty: (cls) => Object.create(cls.prototype as object) as Value },
);
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

/** A module of the runtime: what Python code finds in it. `module` is given where others need the object before there is anything in it. */
export function pymodule(name: string, members: Record<string, Value>, doc: string | null = null, module = newModule(name, doc)): PyModule {
  made.add(name);
  for (const key in members) {
    const value: Value = members[key];
    (module as Value)[jsName(key)] = value;
    if (typeof value === "function" && value.$f !== undefined && value.$mro === undefined) claim(value.$f as FunctionMeta, name);
  }
  hidden(module, "$members", members);
  return module;
}

/** Gives a module of the runtime an attribute that is made at the first look at it: what hardly any script uses and takes long to make. */
export function later(module: PyModule, name: string, make: () => Value): void {
  const property = jsName(name);
  const set = (value: Value): void => {
    Object.defineProperty(module, property, { value, writable: true, configurable: true, enumerable: true });
  };
  const get = (): Value => {
    const value: Value = atOnce(make);
    set(value);
    return value;
  };
  Object.defineProperty(module, property, { get, set, configurable: true, enumerable: true });
}

/** Has nobody looked at such an attribute yet, nor set or deleted it? */
export function isUnasked(module: PyModule, name: string): boolean {
  return Object.getOwnPropertyDescriptor(module, jsName(name))?.get !== undefined;
}

/** Names of the runtime's modules. */
const made = new Set<string>();

/** A function of a file that is no module of Python's is of the first module that has it, if both are of one package. */
function claim(meta: FunctionMeta, name: string): void {
  const { module } = meta;
  if (module !== name && module.includes(".") && !made.has(module) && module.split(".", 1)[0] === name.split(".", 1)[0]) meta.module = name;
}

/** What the importer knows of gilt's own modules: the names of `__all__`, with spaces between. */
export const exporting = { namesOf: (_module: string): string | undefined => undefined };

/** How a module of gilt's own comes to know its `__spec__`, if it was there before any import; the importer sets it. */
export const describing = { native: (_module: Value): void => undefined };

/** What the importer finds in the library's text of a module of gilt's own that lacks a name; undefined: nothing. */
export const libraryText = { find: (_module: Value, _name: string): Suspends<Value> => undefined, isLookedAt: (_module: Value): boolean => false };

/** `__all__` of a module of the runtime that does not say it itself, as far as it has the names; made when first asked for. */
function exportsOf(module: Value): Value {
  const names = module.$exported === true ? undefined : exporting.namesOf(module.__name__ as string);
  if (names === undefined) return undefined;
  hidden(module as object, "$exported", true); // a script may take it away
  module.__all__ = names.split(" ").filter((name) => Object.hasOwn(module as object, jsName(name)) || libraryText.isLookedAt(module));
  return module.__all__;
}

moduleType.$getattro = function moduleAttribute(module: Value, name: string): Suspends<Value> {
  const found = lookup(module.$cls, name);
  if (found !== undefined && isDataDescriptor(found)) return descriptorGet(found, module, module.$cls, name);
  const property = jsName(name);
  if (Object.hasOwn(module as object, property)) {
    const own = module[property];
    if (own === null && module.$members !== undefined) {
      if (name === "__doc__") return libraryDoc(module.__name__ as string, "") ?? builtinModuleDoc(module.__name__ as string);
      if (name === "__spec__" || name === "__loader__") {
        describing.native(module);
        return module[property];
      }
    }
    if (own !== undefined) return own;
  }
  if (veiled.any) {
    const own: Value = module[HIDDEN + name];
    if (own !== undefined) return own;
  }
  if (found !== undefined) return descriptorGet(found, module, module.$cls, name);
  if (name === "__all__" && module.$members !== undefined) {
    const all = exportsOf(module);
    if (all !== undefined) return all;
  }
  if (module.$late !== undefined) {
    const late = module.$late(name);
    if (late !== undefined) return late;
  }
  const hook = Object.hasOwn(module as object, "__getattr__") ? module.__getattr__ : undefined;
  if (hook !== undefined) return call(hook, name);
  if (module.$members !== undefined && !name.startsWith("__")) {
    const inText = libraryText.find(module, name);
    if (inText !== undefined) return inText;
  }
  throw missing(module, name);
};

/** What the importer knows of a script's file that has the name of a library module; it sets these. */
export const shadowing = {
  /** the file is in the folder of the script */
  isBesideScript: (_file: string): boolean => false,
  isLibraryName: (_name: string): boolean => false,
};

/** Names of the modules that are part of CPython's interpreter; sys sets them. */
export const inInterpreter = { names: new Set<string>() };

function missing(module: Value, name: string): Value {
  const own: Value = Object.hasOwn(module as object, "__name__") ? module.__name__ : undefined;
  if (typeof own !== "string") return attributeError(module, name, `module has no attribute '${name}'`);
  return attributeError(module, name, withoutAttribute(own, name, module.__spec__));
}

/** The words of _Py_module_getattro_impl for a module without an attribute. */
function withoutAttribute(own: string, name: string, spec: Value): string {
  const text = `module '${own}' has no attribute '${name}'`;
  const origin: unknown = spec?._set_fileattr === true && typeof spec.origin === "string" ? spec.origin : undefined;
  const isBeside = typeof origin === "string" && shadowing.isBesideScript(origin);
  if (isBeside && shadowing.isLibraryName(own)) {
    return `${text} (consider renaming '${origin}' since it has the same name as the standard library module named '${own}' and the import system gives it precedence)`;
  }
  if (spec?._initializing === true) {
    if (isBeside) return `${text} (consider renaming '${origin}' if it has the same name as a third-party module you intended to import)`;
    const from = origin === undefined ? "" : ` from '${origin as string}'`;
    return `partially initialized module '${own}'${from} has no attribute '${name}' (most likely due to a circular import)`;
  }
  const coming: unknown = spec?._uninitialized_submodules;
  return Array.isArray(coming) && coming.includes(name) ? `cannot access submodule '${name}' of module '${own}' (most likely due to a circular import)` : text;
}

moduleType.$setattro = function setModuleAttribute(module: Value, name: string, value: Value): boolean {
  const found = lookup(module.$cls, name);
  if (found !== undefined && isDataDescriptor(found)) return false;
  const cls = module.$cls as PyType;
  const property = cls === moduleType ? jsName(name) : ownProperty(module, cls.$hooks ?? findHooks(cls), name);
  if (module.$members !== undefined) notePatch(module, name, property, value);
  if (value !== undefined) module[property] = value;
  else {
    if (!Object.hasOwn(module as object, property) || module[property] === undefined) throw missing(module, name);
    removeAttribute(module, property);
  }
  return true;
};

/** How a module is shown that the import system has made. */
function bySpec(spec: Value): Suspends<string> {
  const name = getattrOr(spec, "name") ?? null;
  const shown = name === null ? "'?'" : repr(name);
  const origin = getattrOr(spec, "origin") ?? null;
  if (origin !== null) return truth(getattrOr(spec, "has_location") ?? false) ? `<module ${shown} from ${repr(origin)}>` : `<module ${shown} (${str(origin)})>`;
  const loader = getattrOr(spec, "loader") ?? null;
  if (loader === null) return `<module ${shown}>`;
  if (typeOf(loader).$name === "NamespaceLoader") return `<module ${shown} (namespace) from ${repr(iterate(getattrOr(loader, "_path")))}>`;
  return `<module ${shown} (${repr(loader)})>`;
}

methods(moduleType, {
  "__init__(self, name, doc=None)"(this: Value, name: string, doc: Value) {
    fill(this, name, doc ?? null);
    return null;
  },
  "__repr__(self, /)"(this: Value): Suspends<string> {
    const spec: Value = Object.hasOwn(this as object, "__spec__") ? this.__spec__ : undefined;
    if (spec !== undefined && spec !== null && truth(spec)) return bySpec(spec);
    const name: Value = Object.hasOwn(this as object, "__name__") ? this.__name__ : undefined;
    const shown = name === undefined ? "'?'" : repr(name);
    if (Object.hasOwn(this as object, "__file__") && this.__file__ !== undefined) return `<module ${shown} from ${repr(this.__file__)}>`;
    if (this.$members !== undefined && inInterpreter.names.has(name as string)) return `<module ${shown} (built-in)>`;
    const loader: Value = Object.hasOwn(this as object, "__loader__") ? this.__loader__ : undefined;
    return loader === undefined || loader === null ? `<module ${shown}>` : `<module ${shown} (${repr(loader)})>`;
  },
  "__dir__(self, /)"(this: Value): Suspends<Value> {
    const hook = Object.hasOwn(this as object, "__dir__") ? this.__dir__ : undefined;
    if (hook !== undefined) return call(hook);
    if (typeOf(this) !== moduleType && !isDict($getattr(this, "__dict__"))) throw new TypeError("<module>.__dict__ is not a dictionary");
    const names = attributeDict(this).$keys() as Value[];
    return this.$later === undefined ? names : [...names, ...(this.$later as string[])];
  },
});
/** Whether the dictionary of a module has its annotations, which it gets when somebody asks for them. */
function annotates(module: Value): boolean {
  return Object.hasOwn(module as object, "__annotations__") && module.__annotations__ !== undefined;
}

getset(moduleType, {
  __dict__: [
    (module) => {
      if (module.$whole !== undefined) module.$whole();
      return attributeDict(module);
    },
  ],
  __annotations__: [
    (module) => {
      if (!annotates(module)) module.__annotations__ = new Dict();
      return module.__annotations__;
    },
    (module, value) => {
      module.__annotations__ = value;
    },
    (module) => {
      if (!annotates(module)) throw new AttributeError("__annotations__");
      attributeDict(module).$delete("__annotations__");
    },
  ],
});
