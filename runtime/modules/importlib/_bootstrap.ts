/**
 * importlib._bootstrap - specs, and the loader of what the interpreter has built in.
 *
 * Mirrors     Lib/importlib/_bootstrap.py of CPython 3.13
 * Suspends    loaders, and modules' bodies
 * Differs     gilt's import is runtime/importer; finders and loaders here are for who asks them
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr, $getattr } from "../../objects/attributes.js";
import { ImportError } from "../../objects/exceptions.js";
import { inInterpreter, newModule, pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { truth } from "../../objects/protocols/bool.js";
import { builtin, methods } from "../../objects/register.js";
import { BuiltinImporter, FrozenImporter } from "../../importer/finders.js";
import { importModule, modules } from "../../importer/importer.js";
import { ModuleSpec } from "../../importer/spec.js";
import { NATIVE_NAMES } from "../registry.js";
import { DeadlockError } from "./errors.js";

methods(BuiltinImporter, {
  "find_spec(cls, fullname, path=None, target=None)"(_name: Value): Suspends<Value> {
    return typeof _name === "string" && inInterpreter.names.has(_name) ? new ModuleSpec(_name, BuiltinImporter, "built-in") : null;
  },
  "create_module(spec)"(spec: Value): Suspends<Value> {
    const name = str($getattr(spec, "name"));
    if (NATIVE_NAMES.includes(name)) return importModule(name);
    const error = new ImportError(`${repr(name)} is not a built-in module`);
    error.$modname = name;
    throw error;
  },
  "exec_module(module)"(_module: Value): null {
    return null;
  },
  "get_code(cls, fullname)"(_name: Value): null {
    return null;
  },
  "get_source(cls, fullname)"(_name: Value): null {
    return null;
  },
  "is_package(cls, fullname)"(_name: Value): boolean {
    return false;
  },
});
methods(FrozenImporter, {
  "find_spec(cls, fullname, path=None, target=None)"(_name: Value): null {
    return null;
  },
});

export const _init_module_attrs = builtin(
  "_init_module_attrs(spec, module, *, override=False)",
  (spec: Value, module: Value): Suspends<Value> => {
    module.__name__ = $getattr(spec, "name");
    module.__loader__ = $getattr(spec, "loader");
    module.__package__ = $getattr(spec, "parent");
    module.__spec__ = spec;
    const places = getattrOr(spec, "submodule_search_locations");
    if (places !== undefined && places !== null) module.__path__ = places;
    if (truth($getattr(spec, "has_location"))) {
      module.__file__ = $getattr(spec, "origin");
      module.__cached__ = getattrOr(spec, "cached") ?? null;
    }
    return module;
  },
  "importlib._bootstrap",
);

/** An empty module for a spec. */
export const module_from_spec = builtin(
  "module_from_spec(spec)",
  (spec: Value): Suspends<Value> => {
    const loader = $getattr(spec, "loader");
    let module: Value = null;
    if (loader !== null && getattrOr(loader, "create_module") !== undefined) module = callMethod(loader, "create_module", spec);
    else if (loader !== null && getattrOr(loader, "exec_module") !== undefined)
      throw new ImportError("loaders that define exec_module() must also define create_module()");
    if (module === null) module = newModule(str($getattr(spec, "name")));
    return _init_module_attrs(spec, module);
  },
  "importlib._bootstrap",
);

/** A spec for a loader that says itself what it has. */
export const spec_from_loader = builtin(
  "spec_from_loader(name, loader, *, origin=None, is_package=None)",
  (name: Value, loader: Value, origin: Value, isPackage: Value): Suspends<Value> => {
    let file: Value = origin ?? null;
    const fileOf = getattrOr(loader, "get_filename");
    if (file === null && fileOf !== undefined) file = callMethod(loader, "get_filename", name);
    let isOne: Value = isPackage ?? null;
    if (isOne === null && getattrOr(loader, "is_package") !== undefined) isOne = callMethod(loader, "is_package", name);
    const spec = new ModuleSpec(name, loader, file) as Value;
    spec._set_fileattr = fileOf !== undefined;
    if (isOne === true)
      spec.submodule_search_locations = typeof file === "string" && spec._set_fileattr === true ? [file.slice(0, Math.max(0, file.lastIndexOf("/")))] : [];
    return spec;
  },
  "importlib._bootstrap",
);

/** A module made, put into sys.modules and run. */
export const _load = builtin(
  "_load(spec)",
  (spec: Value): Suspends<Value> => {
    const module = module_from_spec(spec);
    const name = $getattr(spec, "name");
    modules.$set(name, module);
    const loader = $getattr(spec, "loader");
    if (loader === null) return module;
    try {
      callMethod(loader, "exec_module", module);
    } catch (error) {
      modules.$delete(name);
      throw error;
    }
    return modules.$get(name) ?? module;
  },
  "importlib._bootstrap",
);

export default pymodule("importlib._bootstrap", {
  ModuleSpec,
  BuiltinImporter,
  FrozenImporter,
  _init_module_attrs,
  module_from_spec,
  spec_from_loader,
  _load,
  _DeadlockError: DeadlockError,
});
