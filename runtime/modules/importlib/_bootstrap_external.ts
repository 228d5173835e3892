/**
 * importlib._bootstrap_external - modules in files: suffixes, finders, loaders.
 *
 * Mirrors     Lib/importlib/_bootstrap_external.py of CPython 3.13
 * Suspends    loaders
 * Differs     there are no extension modules: their loader raises ImportError
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { currentFolder } from "../../system/folder.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { ImportError, NotImplementedError, OSError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { Dict } from "../../objects/dict.js";
import { $callx } from "../../objects/call.js";
import type { Kw } from "../../objects/function.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { len } from "../../objects/protocols/len.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { iterate } from "../../objects/iterate.js";
import { builtin, methods, pyclass } from "../../objects/register.js";
import { compile, exec } from "../builtins/evaluate.js";
import { fspath } from "../../system/paths.js";
import { bytecodeOf } from "../../importer/describe.js";
import { PathFinder } from "../../importer/finders.js";
import { findAmong, importModule, path } from "../../importer/importer.js";
import { decodeSource, ExtensionFileLoader, FileLoader, SourceFileLoader } from "../../importer/sourceloader.js";
import { ModuleSpec, specOfFile } from "../../importer/spec.js";
import { Float } from "../../objects/float.js";
import { system } from "../../system/oserror.js";
import { _calc_mode, _classify_pyc, _code_to_hash_pyc, _code_to_timestamp_pyc, _write_atomic, codeIn, MAGIC_NUMBER } from "./compiled.js";

const EXTENSION_SUFFIXES = [".cpython-313-x86_64-linux-gnu.so", ".abi3.so", ".so"];

@pyclass("_frozen_importlib_external._LoaderBasics")
export class _LoaderBasics extends PyObject {
  is_package(fullname: Value): Suspends<Value> {
    const file = str(callMethod(this, "get_filename", fullname));
    const name = str(fullname);
    return /(?:^|\/)__init__\.[^/.]*$/.test(file) && name.slice(name.lastIndexOf(".") + 1) !== "__init__";
  }
  create_module(_spec: Value): null {
    return null;
  }
  exec_module(module: Value): Suspends<null> {
    const name = $getattr(module, "__name__");
    const code = callMethod(this, "get_code", name);
    if (code === null) throw new ImportError(`cannot load module ${repr(name)} when get_code() returns None`);
    call(exec, code, $getattr(module, "__dict__"));
    return null;
  }
  load_module(_fullname: Value): never {
    throw new NotImplementedError("load_module() is not available in gilt: use exec_module()");
  }
}

@pyclass("_frozen_importlib_external.SourceLoader")
export class SourceLoader extends _LoaderBasics {
  path_mtime(_path: Value): never {
    throw new OSError();
  }
  path_stats(path: Value): Suspends<Value> {
    return Dict.$of([["mtime", callMethod(this, "path_mtime", path)]]);
  }
  set_data(_path: Value, _data: Value): null {
    return null;
  }
  get_source(fullname: Value): Suspends<Value> {
    const file = callMethod(this, "get_filename", fullname);
    return decodeSource(toBuffer(callMethod(this, "get_data", file)));
  }
  source_to_code(data: Value, path: Value): Suspends<Value> {
    return compile(typeof data === "string" ? data : decodeSource(toBuffer(data)), path, "exec", 0, true, -1) as Value;
  }
  get_code(fullname: Value): Suspends<Value> {
    const file = callMethod(this, "get_filename", fullname);
    return callMethod(this, "source_to_code", callMethod(this, "get_data", file), file);
  }
}

@pyclass("_frozen_importlib_external.SourcelessFileLoader")
export class SourcelessFileLoader extends FileLoader {
  get_source(_fullname: Value): null {
    return null;
  }
  get_code(fullname: Value): Suspends<Value> {
    const file = callMethod(this, "get_filename", fullname);
    return codeIn(toBuffer(callMethod(this, "get_data", file)), fullname, file);
  }
  exec_module(module: Value): Suspends<null> {
    call(exec, callMethod(this, "get_code", $getattr(module, "__name__")), $getattr(module, "__dict__"));
    return null;
  }
}
@pyclass("_frozen_importlib_external.AppleFrameworkLoader")
export class AppleFrameworkLoader extends ExtensionFileLoader {}
/** `__path__` of a namespace package, as its loader has it. */
@pyclass("_frozen_importlib_external._NamespacePath")
export class _NamespacePath extends PyObject {
  declare _path: Value;

  __init__(_name: Value, path: Value, _path_finder: Value): null {
    this._path = path;
    return null;
  }
  __iter__(): Suspends<Value> {
    return callMethod(this._path, "__iter__");
  }
  __len__(): Suspends<number> {
    return len(this._path);
  }
  __getitem__(index: Value): Suspends<Value> {
    return getitem(this._path, index);
  }
  __repr__(): Suspends<string> {
    return `_NamespacePath(${repr(this._path)})`;
  }
}

@pyclass("_frozen_importlib_external.NamespaceLoader")
export class NamespaceLoader extends PyObject {
  declare _path: Value;

  __init__(name: Value, path: Value, path_finder: Value): Suspends<null> {
    this._path = new _NamespacePath(name, path, path_finder);
    return null;
  }
  is_package(_fullname: Value): boolean {
    return true;
  }
  get_source(_fullname: Value): string {
    return "";
  }
  get_code(_fullname: Value): Suspends<Value> {
    return compile("", "<string>", "exec", 0, true, -1) as Value;
  }
  create_module(_spec: Value): null {
    return null;
  }
  exec_module(_module: Value): null {
    return null;
  }
  get_resource_reader(_module: Value): Suspends<Value> {
    return call($getattr(importModule("importlib.readers"), "NamespaceReader"), this._path);
  }
}
@pyclass("_frozen_importlib_external.WindowsRegistryFinder")
export class WindowsRegistryFinder extends PyObject {}

methods(FileLoader, {
  "get_resource_reader(self, module)"(this: Value): Suspends<Value> {
    return call($getattr(importModule("importlib.readers"), "FileReader"), this);
  },
});
methods(SourceFileLoader, {
  "get_code(self, fullname)"(this: Value, name: Value): Suspends<Value> {
    return compile(callMethod(this, "get_source", name), callMethod(this, "get_filename", name), "exec", 0, true, -1) as Value;
  },
  "source_to_code(self, data, path, *, _optimize=-1)"(this: Value, data: Value, file: Value, optimize: Value): Suspends<Value> {
    return compile(typeof data === "string" ? data : decodeSource(toBuffer(data)), file, "exec", 0, true, optimize ?? -1) as Value;
  },
  "path_stats(self, path)"(this: Value, path: Value): Suspends<Value> {
    const file = str(fspath(path));
    const { mtimeMs, size } = system(() => fs.statSync(file), file);
    return Dict.$of([
      ["mtime", new Float(mtimeMs / 1000)],
      ["size", size],
    ]);
  },
  "load_module(self, fullname=None)"(this: Value): never {
    throw new NotImplementedError("load_module() is not available in gilt: use exec_module()");
  },
});

/** The spec of a module in one of the folders. */
export function specIn(folders: Value[], name: string): Suspends<Value> {
  const found = findAmong(folders, name);
  if (found === undefined) return null;
  if ("spec" in found) return found.spec;
  if ("namespace" in found) {
    const loader = new NamespaceLoader(name, found.namespace, null);
    const spec = new ModuleSpec(name, loader, null) as Value;
    spec.submodule_search_locations = loader._path;
    return spec;
  }
  return specOf(name, found.file, found.isPackage);
}

function specOf(name: string, file: string, isPackage: boolean): Suspends<ModuleSpec> {
  const spec = specOfFile(name, new SourceFileLoader(name, file), file);
  if (isPackage) spec.submodule_search_locations = [file.slice(0, file.lastIndexOf("/"))];
  return spec;
}

methods(PathFinder, {
  "find_distributions(*args, **kwargs)"(args: Value[], kw: Kw): Suspends<Value> {
    const finder = $getattr(importModule("importlib.metadata"), "MetadataPathFinder");
    return $callx($getattr(finder, "find_distributions"), args, kw);
  },
  "find_spec(cls, fullname, path=None, target=None)"(name: Value, places: Value): Suspends<Value> {
    return specIn(places === undefined || places === null ? path : iterate(places), str(name));
  },
  "invalidate_caches()"(): null {
    return null;
  },
});

@pyclass("_frozen_importlib_external.FileFinder")
export class FileFinder extends PyObject {
  declare path: Value;

  find_spec(fullname: Value, _target: Value = null): Suspends<Value> {
    return specIn([this.path], str(fullname));
  }

  invalidate_caches(): null {
    return null;
  }

  __repr__(): Suspends<string> {
    return `FileFinder(${repr(this.path)})`;
  }
}
methods(
  FileFinder,
  {
    "__init__(self, path, *loader_details)"(this: FileFinder, folder: Value): Suspends<null> {
      this.path = folder === null || folder === "" ? currentFolder() : str(fspath(folder));
      return null;
    },
  },
  false,
);

/** A spec for a file; None if nothing loads files of its name. */
export const spec_from_file_location = builtin(
  "spec_from_file_location(name, location=None, *, loader=None, submodule_search_locations=None)",
  (name: Value, location: Value, loader: Value, places: Value): Suspends<Value> => {
    let file: Value = location ?? null;
    if (file === null) {
      file = "<unknown>";
      if (loader !== null && loader !== undefined && getattrOr(loader, "get_filename") !== undefined) file = callMethod(loader, "get_filename", name);
    } else {
      file = str(fspath(file));
      if (!(file as string).startsWith("/")) file = `${currentFolder()}/${file as string}`;
    }
    let used: Value = loader ?? null;
    if (used === null) {
      if (/\.py$/.test(file as string)) used = new SourceFileLoader(name, file);
      else if (EXTENSION_SUFFIXES.some((suffix) => (file as string).endsWith(suffix))) used = new ExtensionFileLoader(name, file);
      else if (/\.pyc$/.test(file as string)) used = new SourcelessFileLoader(name, file);
      else return null;
    }
    const spec = specOfFile(name, used, file) as Value;
    let isPackage = false;
    if (places === undefined && getattrOr(used, "is_package") !== undefined) isPackage = callMethod(used, "is_package", name) === true;
    spec.submodule_search_locations = places ?? (isPackage ? [(file as string).slice(0, (file as string).lastIndexOf("/"))] : null);
    return spec;
  },
  "importlib._bootstrap_external",
);

export const cache_from_source = builtin(
  "cache_from_source(path, debug_override=None, *, optimization=None)",
  (file: Value, debug: Value, optimization: Value): Suspends<Value> => {
    const name = str(fspath(file));
    let level = optimization === undefined || optimization === null ? "" : str(optimization);
    if (debug !== undefined && debug !== null && debug === false) level = "1";
    if (!/^[A-Za-z0-9]*$/.test(level)) throw new ValueError(`${repr(level)} is not alphanumeric`);
    return bytecodeOf(name, level);
  },
  "importlib._bootstrap_external",
);

export const source_from_cache = builtin(
  "source_from_cache(path)",
  (file: Value): Suspends<Value> => {
    const name = str(fspath(file));
    const match = /^(.*?)__pycache__\/([^/]*)$/s.exec(name);
    if (match === null) throw new ValueError(`__pycache__ not bottom-level directory in ${repr(name)}`);
    const parts = match[2]!.split(".");
    if (parts.length !== 3 && parts.length !== 4) throw new ValueError(`expected only 2 or 3 dots in ${repr(match[2]!)}`);
    return `${match[1]!}${parts[0]!}.py`;
  },
  "importlib._bootstrap_external",
);

export const decode_source = builtin(
  "decode_source(source_bytes)",
  (bytes: Value): Suspends<Value> => decodeSource(toBuffer(bytes)),
  "importlib._bootstrap_external",
);

export default pymodule("importlib._bootstrap_external", {
  SOURCE_SUFFIXES: [".py"],
  BYTECODE_SUFFIXES: [".pyc"],
  DEBUG_BYTECODE_SUFFIXES: [".pyc"],
  OPTIMIZED_BYTECODE_SUFFIXES: [".pyc"],
  EXTENSION_SUFFIXES,
  MAGIC_NUMBER: new Bytes(MAGIC_NUMBER),
  path_sep: "/",
  FileLoader,
  _LoaderBasics,
  SourceLoader,
  SourceFileLoader,
  SourcelessFileLoader,
  ExtensionFileLoader,
  AppleFrameworkLoader,
  NamespaceLoader,
  WindowsRegistryFinder,
  PathFinder,
  FileFinder,
  spec_from_file_location,
  cache_from_source,
  source_from_cache,
  decode_source,
  _code_to_timestamp_pyc,
  _code_to_hash_pyc,
  _classify_pyc,
  _calc_mode,
  _write_atomic,
});
