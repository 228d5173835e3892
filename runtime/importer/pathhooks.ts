/**
 * pathhooks - `sys.path_hooks`: what makes finders of the entries of `sys.path`.
 *
 * Mirrors     the hooks that Lib/importlib/_bootstrap_external.py and Python/import.c of CPython 3.13 install
 * Suspends    zipimport is Python code
 * Differs     in folders the importer looks by itself, while the two hooks stand first; the first one stands for the class zipimporter, whose module is
 *             imported for a zip file alone
 */
import { statSync, type Stats } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { ImportError } from "../objects/exceptions.js";
import { typeOf, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { setitem } from "../objects/protocols/getitem.js";
import { text as str } from "../objects/protocols/str.js";
import { builtin } from "../objects/register.js";
import { nativeModule } from "../modules/registry.js";
import { sysModule } from "../modules/sys/module.js";
import { fspath } from "../system/paths.js";
import { currentFolder } from "../system/folder.js";
import { carriedContents } from "../snapshot/carried.js";
import { importModule } from "./importer.js";
import { isOfLibrary, LIBRARY_PATH } from "./place.js";

/** What is there; undefined: nothing, or nothing that can be looked at. */
function whatIs(path: string): Stats | undefined {
  try {
    return statSync(resolve(currentFolder(), path), { throwIfNoEntry: false });
  } catch {
    return undefined; // a way through a file, say
  }
}

function isFolder(path: string): boolean {
  return whatIs(path)?.isDirectory() === true;
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

const OWN_HOOKS: readonly Value[] = [zipimporter, path_hook_for_FileFinder];
export const pathHooks: Value[] = [...OWN_HOOKS];
carriedContents("sys.path_hooks", pathHooks);

/** Entries that were folders when they were looked at. */
const folders = new Set<string>();

/** Whether an entry of a path is not simply a folder in which the importer looks, or one that is not there. */
export function isHooked(entry: Value): boolean {
  if (typeof entry !== "string" || LIBRARY_PATH.includes(entry) || isOfLibrary(entry)) return false;
  const hooks: Value = sysModule.path_hooks;
  if (Array.isArray(hooks) && hooks[0] !== undefined && !OWN_HOOKS.includes(hooks[0])) return true;
  if (folders.has(entry)) return false;
  if (entry === "" || isFolder(entry)) {
    folders.add(entry);
    return false;
  }
  // a zip file, or a folder in one
  for (let place = resolve(currentFolder(), entry); place !== "/"; place = dirname(place)) {
    const found = whatIs(place);
    if (found !== undefined) return found.isFile();
  }
  return false;
}

/** Entries whose finders are being made: what is imported for that is not in them. */
const making = new Set<Value>();
carriedContents("path entries whose finders are being made", making);

/** The finder of an entry, remembered in `sys.path_importer_cache`; null: the importer looks there itself, or nothing does. */
export function finderOf(entry: Value): Suspends<Value> {
  if (!isHooked(entry) || making.has(entry)) return null;
  const cache: Value = sysModule.path_importer_cache;
  const before = callMethod(cache, "get", entry);
  if (before !== null) return isOwn(before) ? null : before;
  const hooks: Value[] = sysModule.path_hooks as Value[];
  for (let i = 0; i < hooks.length; i++) {
    const finder = finderBy(hooks[i], entry);
    if (finder === undefined) continue;
    setitem(cache, entry, finder);
    return isOwn(finder) ? null : finder;
  }
  return null;
}

/** What a hook makes of an entry; undefined: it does not know it. */
function finderBy(hook: Value, entry: Value): Suspends<Value> {
  making.add(entry);
  try {
    return call(hook, entry);
  } catch (error) {
    if (error instanceof ImportError) return undefined;
    throw error;
  } finally {
    making.delete(entry);
  }
}

function isOwn(finder: Value): boolean {
  return typeOf(finder).$name === "FileFinder" && typeOf(finder).$module === "_frozen_importlib_external";
}
