/**
 * dynamic - text that becomes code while the program runs, and the names of that code, which are in dictionaries.
 *
 * Mirrors   LOAD_NAME, STORE_NAME, LOAD_GLOBAL in Python/bytecodes.c, run_eval_code_obj in Python/pythonrun.c of CPython 3.13
 * Suspends  everything: the code is Python code, and the locals may be any mapping
 */
import type { Suspends } from "../frames/suspend.js";
import { attributeDict } from "../objects/attributedict.js";
import { getattrOr } from "../objects/attributes.js";
import { codeHooks, type Code } from "../objects/code.js";
import { Dict, isDict } from "../objects/dict.js";
import { KeyError, NameError, RuntimeError } from "../objects/exceptions.js";
import { moduleType } from "../objects/module.js";
import { moduleHooks } from "../objects/modulehooks.js";
import type { Value } from "../objects/object.js";
import { delitem, getitem, setitem } from "../objects/protocols/getitem.js";
import { isinstance } from "../modules/builtins/classes.js";
import type { TreeText } from "../modules/_ast/treetext.js";
import { textHooks } from "../modules/builtins/evaluate.js";
import { nativeModule } from "../modules/registry.js";
import { sysModule } from "../modules/sys/module.js";
import { isTracing } from "../modules/sys/tracing.js";
import { call } from "../objects/protocols/call.js";
import builtinsModule from "../modules/builtins/module.js";
import { compileFlags, loadText, type ModuleCode } from "./code.js";
import { endInstance, instanceOf, instances, newInstance, owns, textOf, type Instance, type ScriptRecord, type ScriptText } from "./instances.js";
import { gilt } from "./namespace.js";

export type TextMode = "exec" | "eval" | "single";

/** What compiled text gets as `$module`. */
export interface DynamicRecord extends ScriptRecord {
  readonly globals: Value;
  readonly locals: Value;
  /** of eval */
  result: Value;
  $bind(): void;
}

/** Not of a class that is derived from dict: such objects are asked as any mapping is. */
const isPlainDict = (mapping: Value): mapping is Dict => isDict(mapping) && Object.getPrototypeOf(mapping) === Dict.prototype;

/** The value of a key, undefined if the mapping has none. */
function find(mapping: Value, name: string): Suspends<Value> {
  if (isPlainDict(mapping)) return mapping.$get(name);
  try {
    return getitem(mapping, name);
  } catch (error) {
    if (!isinstance(error as Value, KeyError)) throw error;
    return undefined;
  }
}

function notDefined(name: string): Value {
  const error = new NameError(`name '${name}' is not defined`) as Value;
  error.$attr = name;
  return error;
}

/** A builtin by `__builtins__`: the module that has them, its dictionary, or what somebody has put in its place; undefined: there is none of that name. */
export function builtinIn(space: Value, name: string): Suspends<Value> {
  if (space === undefined || space === attributeDict(builtinsModule)) return getattrOr(builtinsModule, name);
  return isinstance(space, moduleType) ? getattrOr(space, name) : find(space, name);
}

/** A name: in the locals (not from functions), in the globals, in the builtins. */
export function $nameOf(record: DynamicRecord, name: string, onlyGlobals?: boolean): Suspends<Value> {
  if (onlyGlobals !== true && record.locals !== record.globals) {
    const local = find(record.locals, name);
    if (local !== undefined) return local;
  }
  const { globals, locals } = record;
  // beside other locals, the globals of a module's body are a plain dict, whatever they are derived from
  const found = isDict(globals) && onlyGlobals !== true && locals !== globals ? globals.$get(name) : find(globals, name);
  if (found !== undefined) return found;
  const builtin = builtinIn(isDict(globals) ? globals.$get("__builtins__") : find(globals, "__builtins__"), name);
  if (builtin !== undefined) return builtin;
  throw notDefined(name);
}

/** `x = value`; undefined: the variable is unbound. */
export function $setName(record: DynamicRecord, name: string, value: Value, onlyGlobals?: boolean): Suspends<null> {
  if (onlyGlobals === true && isDict(record.globals)) {
    if (value !== undefined) Dict.prototype.$set.call(record.globals, name, value);
    else Dict.prototype.$delete.call(record.globals, name);
    return null;
  }
  const space = onlyGlobals === true ? record.globals : record.locals;
  if (value !== undefined) setitem(space, name, value);
  else {
    if (!isPlainDict(space)) setitem(space, name, null); // as the end of a handler does with its variable
    deleted(space, name);
  }
  return null;
}

export function $delName(record: DynamicRecord, name: string, onlyGlobals?: boolean): Suspends<null> {
  const space = onlyGlobals === true ? record.globals : record.locals;
  if (onlyGlobals === true && isDict(space) ? Dict.prototype.$delete.call(space, name) === undefined : !deleted(space, name)) throw notDefined(name);
  return null;
}

/** Deletes a key; whether it was there. */
function deleted(space: Value, name: string): Suspends<boolean> {
  if (isPlainDict(space) && space.$get(name) === undefined) return false;
  try {
    delitem(space, name);
  } catch (error) {
    if (!isinstance(error as Value, KeyError)) throw error;
    return false;
  }
  return true;
}

/** `globals()`, `locals()` */
export function $namespaceOf(record: DynamicRecord, globals: boolean): Value {
  return globals ? record.globals : record.locals;
}

/** The value of the expression that eval was given. */
export function $evaluated(record: DynamicRecord, value: Value): null {
  record.result = value;
  return null;
}

/** What the prompt does with the value of a statement. */
export function $displayed(_record: DynamicRecord, value: Value): Suspends<null> {
  const hook = getattrOr(sysModule, "displayhook");
  if (hook === undefined) throw new RuntimeError("lost sys.displayhook");
  call(hook, value);
  return null;
}

/**
 * Code of a text, ready to run anywhere.
 *
 * @param flags ast.PyCF_*
 * @param optimize as the option -O; undefined as this program runs
 * @param places of the text of a tree: where its nodes say they are
 * @throws SyntaxError
 */
export function codeOfText(
  text: string,
  path: string,
  mode: TextMode,
  flags = 0,
  optimize = compileFlags.optimize,
  places?: readonly number[],
): Suspends<ModuleCode> {
  return loadText(text, { path, mode, flags, optimize, inject: compileFlags.inject, traced: isTracing(), ...(places === undefined ? {} : { places }) });
}

/** Code runs with names that have `__builtins__` among them. */
export function giveBuiltins(globals: Value): Suspends<void> {
  if (isDict(globals) && globals.$get("__builtins__") === undefined) {
    Dict.prototype.$set.call(globals, "__builtins__", attributeDict(builtinsModule));
  }
}

/** Runs code with these names; the result of eval. */
export function runText(code: ModuleCode, globals: Value, locals: Value): Suspends<Value> {
  giveBuiltins(globals);
  const known = (name: string): Suspends<Value> => (isDict(globals) ? globals.$get(name) : find(globals, name));
  const module = { __name__: known("__name__") ?? "builtins" };
  const { record, instance } = bindText(module, globals, locals, textOf(code));
  instance.code = code;
  try {
    code(gilt, record)();
  } finally {
    endInstance(instance);
  }
  return record.result;
}

/** The record of a text; `module` stands for a module: names of functions come from it. */
export function bindText(module: Value, globals: Value, locals: Value, text: ScriptText, number?: number): { record: DynamicRecord; instance: Instance } {
  const record: DynamicRecord = { module, globals, locals, result: null, $bind() {}, $own: (own, factories, flags) => owns(instance, own, factories, flags) };
  const instance = newInstance(text, record, number);
  return { record, instance };
}

moduleHooks.globalsOfText = (meta) => {
  const record = instanceOf(meta)?.record;
  return record !== undefined && "globals" in record && isDict(record.globals as Value) ? (record.globals as Dict) : undefined;
};

textHooks.treeOf = (text, path, mode, flags) => {
  const find: (text: string, path: string, mode: TextMode, flags: number) => Suspends<Value> = (nativeModule("_ast") as Value).$treeOf;
  return find(text, path, mode, flags);
};
codeHooks.names = (code) => {
  const find: (code: Code) => Suspends<string[]> = (nativeModule("_ast") as Value).$namesOf;
  return find(code);
};
codeHooks.withGlobals = (code, globals) => {
  const make: (code: Code, globals: Dict) => Suspends<Code | undefined> = (nativeModule("_ast") as Value).$withGlobals;
  return make(code, globals);
};
textHooks.textOfTree = (tree, mode) => {
  const find: (tree: Value, wanted: string) => Suspends<TreeText> = (nativeModule("_ast") as Value).$textOfTree;
  return find(tree, mode === "eval" ? "Expression" : mode === "single" ? "Interactive" : "Module");
};
moduleHooks.namesOfFile = (file) => {
  let found: DynamicRecord | undefined;
  for (const { text, record } of instances.values()) if (text.path === file) found = "globals" in record ? (record as DynamicRecord) : undefined;
  return found;
};
textHooks.codeOfText = codeOfText;
textHooks.runText = runText;
textHooks.giveBuiltins = giveBuiltins;
