/**
 * module - module objects: their attributes are properties.
 *
 * Mirrors     Objects/moduleobject.c
 */
import { initType, object, type, typeFunction, type PyInstance, type Value } from "./object.js";
import { jsName } from "./names.js";

export const moduleType = initType(typeFunction(), "module", [object], [object], Object.create(object.prototype as object) as object, type);
moduleType.$hasDict = true;
moduleType.$layout = moduleType;

/** A Python module. */
export interface PyModule extends PyInstance {
  $modname: string;
}

/** A new module object. */
export function newModule(name: string, doc: string | null = null): PyModule {
  const module: Value = Object.create(moduleType.prototype as object);
  module.$modname = name;
  module.name$ = undefined;
  delete module.name$;
  module.__name__ = name;
  module.__doc__ = doc;
  module.__package__ = null;
  module.__loader__ = null;
  module.__spec__ = null;
  return module as PyModule;
}

/** A module of the runtime: what Python code finds in it. */
export function pymodule(name: string, members: Record<string, Value>, doc: string | null = null): PyModule {
  const module = newModule(name, doc);
  for (const key in members) (module as Value)[jsName(key)] = members[key];
  return module;
}
