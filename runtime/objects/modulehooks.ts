/**
 * modulehooks - what objects need of the importer, which is loaded after them: the modules by name.
 */
import { attributeDict } from "./attributedict.js";
import { Dict } from "./dict.js";
import { late, type Value } from "./object.js";
import { runningEntries } from "./trace.js";

/** `sys.modules`; the importer sets it. */
export const moduleHooks = { modules: null as Dict | null };

/** The module of that name, if it is imported. */
export function moduleNamed(name: string): Value {
  return moduleHooks.modules?.$named(name);
}

/** Where a module's code is, as `co_filename` says. */
export function fileOfModule(name: string): string {
  const file: Value = moduleNamed(name)?.__file__;
  return typeof file === "string" ? file : name === "__main__" ? "<string>" : `<frozen ${name}>`;
}

/** Name of the module whose code is in a file. */
export function moduleOfFile(file: string): string {
  for (const entry of moduleHooks.modules?.$entries() ?? []) if (entry.value?.__file__ === file) return entry.key as string;
  return "__main__";
}

/** `__globals__` of the functions of a module. */
export function globalsOfModule(name: string): Dict {
  const module: Value = moduleNamed(name);
  return module === undefined || module === null ? new Dict() : attributeDict(module);
}

late.callerModule = () => {
  const [entry] = runningEntries(late.callerModule);
  return entry === undefined ? "__main__" : moduleOfFile(entry.file);
};
