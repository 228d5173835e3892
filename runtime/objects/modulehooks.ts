/**
 * modulehooks - what objects need of the importer, which is loaded after them: the modules by name.
 */
import { attributeDict } from "./attributedict.js";
import { Dict } from "./dict.js";
import type { FunctionMeta } from "./function.js";
import type { Suspends } from "../frames/suspend.js";
import { jsName } from "./names.js";
import { hidden, late, type Value } from "./object.js";
import { callerFile } from "./trace.js";

/**
 * What the importer sets: `sys.modules`; the running of a library module's text beside gilt's own module of that name, once; the names with which
 * the text runs that a function is of, undefined if it is a module's, and those of the text of a file name that was run last; `builtins.__import__` itself.
 */
export const moduleHooks = {
  modules: null as Dict | null,
  textBeside: null as ((name: string) => Suspends<Value>) | null,
  globalsOfText: null as ((meta: FunctionMeta) => Dict | undefined) | null,
  usualImport: undefined as Value,
  namesOfFile: null as ((file: string) => { readonly globals: Value; readonly locals: Value } | undefined) | null,
};

/**
 * Has a module of the runtime give these names from the text that CPython has in its library, which is run beside it when one of them is first asked for:
 * what hardly any script uses and needs nothing of the module's own state.
 */
export function fromText(module: Value, names: string): void {
  hidden(module as object, "$later", names.split(" "));
  hidden(module as object, "$late", lateName);
}

function lateName(this: Value, name: string): Suspends<Value> {
  if (!(this.$later as string[]).includes(name)) return undefined;
  const beside = moduleHooks.textBeside as (name: string) => Suspends<Value>;
  const shadow = beside(this.__name__ as string);
  return shadow[jsName(name)];
}

/** The module of that name, if it is imported. */
export function moduleNamed(name: string): Value {
  return moduleHooks.modules?.$named(name);
}

/** Where a module's code is, as `co_filename` says. */
export function fileOfModule(name: string): string {
  const file: Value = moduleNamed(name)?.__file__;
  return typeof file === "string" ? file : name === "__main__" ? "<string>" : `<frozen ${name}>`;
}

/** The modules of files that were asked for; looked at again each time, since scripts change `sys.modules`. */
const namesOfFiles = new Map<string, string>();

/** Name of the module whose code is in a file. */
export function moduleOfFile(file: string): string {
  const known = namesOfFiles.get(file);
  if (known !== undefined && moduleNamed(known)?.__file__ === file) return known;
  for (const entry of moduleHooks.modules?.$entries() ?? []) {
    if (entry.value?.__file__ !== file) continue;
    namesOfFiles.set(file, entry.key as string);
    return entry.key as string;
  }
  return "__main__";
}

/** `__globals__` of the functions with this description. */
export function globalsOfMeta(meta: FunctionMeta): Dict {
  return moduleHooks.globalsOfText?.(meta) ?? globalsOfModule(meta.module);
}

/** `__globals__` of the functions of a module. */
export function globalsOfModule(name: string): Dict {
  const module: Value = moduleNamed(name);
  return module === undefined || module === null ? new Dict() : attributeDict(module);
}

/** The `__name__` of the names that a file's code runs with; null: a text's that have none. */
export function moduleNameIn(file: string): string | null {
  const globals: Value = moduleHooks.namesOfFile?.(file)?.globals;
  if (!(globals instanceof Dict)) return moduleOfFile(file);
  const name: Value = globals.$named("__name__");
  return typeof name === "string" ? name : null;
}

late.callerModule = () => {
  const file = callerFile();
  return file === undefined ? "__main__" : moduleNameIn(file);
};
