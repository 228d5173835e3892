/**
 * describe - what a module says of itself: `__spec__`, `__loader__`, `__package__`, `__file__`, `__cached__`, `__path__`.
 *
 * Mirrors  _init_module_attrs in Lib/importlib/_bootstrap.py of CPython 3.13
 */
import nodePath from "node:path";
import { attributeDict } from "../objects/attributedict.js";
import { $getattr } from "../objects/attributes.js";
import { Dict } from "../objects/dict.js";
import { call } from "../objects/protocols/call.js";
import { inInterpreter } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import builtinsModule from "../modules/builtins/module.js";
import { sysModule } from "../modules/sys/module.js";
import { isFrozen, nativeFile, nativeModule } from "../modules/registry.js";
import type { Suspends } from "../frames/suspend.js";
import { compileFlags } from "./code.js";
import { BuiltinImporter, FrozenImporter } from "./finders.js";
import { ExtensionFileLoader, SourceFileLoader } from "./sourceloader.js";
import { isOfLibrary } from "./place.js";
import { ModuleSpec } from "./spec.js";

/** `sys.implementation.cache_tag` */
const CACHE_TAG = "cpython-313";

/** Says of a module of gilt's own what CPython says of its: where its file is, if it is no part of the interpreter; other modules of its package are in the library. */
export function describeNative(module: Value): void {
  const isPackage = module.__path__ !== undefined;
  const own = String(module.__name__);
  const file = nativeFile(own, isPackage);
  const spec = describe(module, own, null, isPackage) as Value;
  if (file === null) {
    if (!inInterpreter.names.has(own)) return;
    spec.loader = module.__loader__ = BuiltinImporter;
    spec.origin = "built-in";
    return;
  }
  located(module, spec as ModuleSpec, file);
  if (isPackage) module.__path__ = spec.submodule_search_locations = [file.slice(0, -"/__init__.py".length)];
}

/** Says of `__main__` what it is, in CPython's order. @param spec of a module that was found by its name */
export function describeMain(module: Value, file: string, spec: ModuleSpec | null): Suspends<void> {
  for (const native of [sysModule, builtinsModule] as Value[]) describeNative(native);
  const isFile = file !== "<string>" && file !== "<stdin>";
  module.__package__ = spec === null ? null : $getattr(spec, "parent");
  module.__loader__ = spec !== null ? spec.loader : isFile ? new SourceFileLoader("__main__", file) : BuiltinImporter;
  module.__spec__ = spec;
  module.__annotations__ = new Dict();
  module.__builtins__ = builtinsModule;
  if (file === "<string>") return;
  module.__file__ = isFile ? nodePath.resolve(file) : file;
  module.__cached__ = spec === null ? null : $getattr(spec, "cached");
}

/** Says of a package without a file where its parts are. */
export function describeNamespace(module: Value, name: string, places: Value): Suspends<void> {
  const spec = describe(module, name, null, true);
  const { NamespaceLoader } = nativeModule("importlib._bootstrap_external") as Value;
  spec.loader = module.__loader__ = call(NamespaceLoader, name, places, null);
  module.__path__ = spec.submodule_search_locations = module.__loader__._path;
  module.__file__ = undefined;
}

/** Gives a module `__spec__`, `__package__`, `__file__`. */
export function describe(module: Value, name: string, file: string | null, isPackage: boolean): ModuleSpec {
  const spec = new ModuleSpec(name, null) as Value;
  spec._initializing = false;
  spec.submodule_search_locations = isPackage ? (file === null ? [] : [file.slice(0, -"/__init__.py".length)]) : null;
  module.__loader__ = null;
  module.__spec__ = spec;
  module.__package__ = isPackage ? name : name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "";
  if (file !== null) {
    located(module, spec as ModuleSpec, file);
    module.__builtins__ = attributeDict(builtinsModule);
  }
  return spec as ModuleSpec;
}

/** Says of a module that it comes from a file, as it does unless its code is part of the interpreter. */
function located(module: Value, spec: ModuleSpec, file: string): void {
  const name = spec.name$ as string;
  module.__file__ = file;
  if (isOfLibrary(file) && isFrozen(name)) {
    spec.loader = module.__loader__ = FrozenImporter;
    spec.origin = "frozen";
    return;
  }
  spec.origin = file;
  spec._set_fileattr = true;
  const isText = file.endsWith(".py");
  spec.loader = module.__loader__ = isText ? new SourceFileLoader(name, file) : new ExtensionFileLoader(name, file);
  if (isText) spec._cached = module.__cached__ = cacheOf(file);
}

/** Where CPython would keep a file's bytecode, at this program's level of -O; gilt has none. */
export function cacheOf(file: string): string {
  return bytecodeOf(file, compileFlags.optimize === 0 ? "" : String(compileFlags.optimize));
}

/** The same at any level, as it is written in the name. */
export function bytecodeOf(file: string, level: string): string {
  const slash = file.lastIndexOf("/") + 1;
  const base = file.slice(slash);
  const dot = base.lastIndexOf(".");
  return `${file.slice(0, slash)}__pycache__/${dot > 0 ? base.slice(0, dot) : base}.${CACHE_TAG}${level === "" ? "" : `.opt-${level}`}.pyc`;
}
