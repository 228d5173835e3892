/**
 * pathhooks - `sys.path_hooks`: what makes finders of folders and zip files for those who look into them themselves (pkgutil, runpy).
 *
 * Mirrors     the hooks that Lib/importlib/_bootstrap_external.py and Python/import.c of CPython 3.13 install
 * Suspends    zipimport is Python code
 * Differs     the importer asks no hooks; the first one stands for the class zipimporter, whose module is imported for a zip file alone
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { ImportError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { text as str } from "../objects/protocols/str.js";
import { builtin } from "../objects/register.js";
import { nativeModule } from "../modules/registry.js";
import { fspath } from "../system/paths.js";
import { currentFolder } from "../system/folder.js";
import { carriedContents } from "../snapshot/carried.js";
import { importModule } from "./importer.js";

function isFolder(path: string): boolean {
  return statSync(resolve(currentFolder(), path), { throwIfNoEntry: false })?.isDirectory() === true;
}

const zipimporter = builtin(
  "zipimporter(path)",
  (path: Value): Suspends<Value> => {
    if (isFolder(str(fspath(path)))) throw new ImportError(`not a Zip file: '${str(fspath(path))}'`);
    return call($getattr(importModule("zipimport"), "zipimporter"), path);
  },
  "zipimport",
);

const path_hook_for_FileFinder = builtin(
  "path_hook_for_FileFinder(path)",
  (path: Value): Suspends<Value> => {
    if (!isFolder(str(fspath(path)))) {
      const error: Value = new ImportError("only directories are supported");
      error.$path = path;
      throw error;
    }
    return call($getattr(nativeModule("importlib._bootstrap_external"), "FileFinder"), path);
  },
  "_frozen_importlib_external",
);

export const pathHooks: Value[] = [zipimporter, path_hook_for_FileFinder];
carriedContents("sys.path_hooks", pathHooks);
