/**
 * changed - functions that were given other defaults or another code after they were made: `f.__defaults__ = ...`, `f.__code__ = ...`.
 *
 * Mirrors   func_set_code, func_set_defaults, func_set_kwdefaults of Objects/funcobject.c
 * Suspends  what is called instead
 * See       compiler/lower/open/functions.ts: functions of a text that assigns such attributes call `$changed` when `meta.changed` is set
 * Differs   functions of other texts raise NotImplementedError when such an attribute is assigned; frames of all functions of one `def` show the code that one of them was given last
 */
import type { Suspends } from "../frames/suspend.js";
import { Cell, closureOf, nameOfCaptured } from "./cell.js";
import { Code, codeHooks, codeOf, keepCode, showCode } from "./code.js";
import { Dict } from "./keymap.js";
import { Tuple } from "./tuple.js";
import { argumentName, typeName } from "./typename.js";
import { NotImplementedError, TypeError, ValueError } from "./exceptions.js";
import { isMethodForm, Kw, plain, takesKw, type FunctionMeta } from "./function.js";
import { globalsOfMeta } from "./modulehooks.js";
import { hidden, late, type Value } from "./object.js";
import { warn } from "./warn.js";

/** Makes a function of what it captures. */
type Factory = (...captured: Value[]) => object;

/** What is called instead of a function: its own code or another one, with all of its arguments in place. */
interface Change {
  /** another code's function, or this one's once more; made at the first call */
  target: Value;
  code: Code | null;
}

/** The function with which a changed one begins; itself if the call goes on with the function's own text. */
export function $changed(self: Value, first: Value, given: ArrayLike<Value>): Suspends<Value> {
  const change: Change | undefined = self.$change;
  if (change === undefined) return $changed;
  return callTarget(self, change, first, given);
}

function callTarget(self: Value, change: Change, first: Value, given: ArrayLike<Value>): Suspends<Value> {
  change.target ??= change.code === null ? again(self) : ofCode(change.code, self);
  const { target } = change;
  const args = filled(self, first, given);
  if (isMethodForm(self)) return isMethodForm(target) ? target.apply(first, args) : target(first, ...args);
  return isMethodForm(target) ? plain(target)(...args) : target(...args);
}

/** The arguments of a call, with the defaults that the function has now. */
function filled(self: Value, first: Value, given: ArrayLike<Value>): Value[] {
  const meta: FunctionMeta = self.$f;
  const offset = isMethodForm(self) ? 1 : 0;
  const count = meta.params.length - offset;
  const args = Array.from(given);
  const kw = args.at(-1) instanceof Kw ? (args.pop() as Kw) : null;
  while (args.length > count && args.at(-1) === undefined) args.pop();
  if (args.length > count && meta.varargs === null) late.badargs(self, first, given);
  const required = meta.required - offset;
  for (let i = 0; i < required; i++) if (args[i] === undefined) late.badargs(self, first, given);
  const defaults = (self.$defaults ?? []) as Value[];
  for (let i = Math.max(required, 0); i < count; i++) if (args[i] === undefined) args[i] = defaults[i - count + defaults.length];
  if (!takesKw(meta)) return args;
  const all = new Kw();
  for (const name in kw) all[name] = kw[name];
  const more = kwdefaultsOf(self) ?? {};
  for (const name of meta.kwonly) all[name] ??= more[name];
  for (const name of meta.kwonly) if (all[name] === undefined) lacking(self, first, given);
  while (args.length < count) args.push(undefined);
  args.push(all);
  return args;
}

/** Raises: keyword-only arguments are missing. Which are needed may have changed with the dictionary of defaults. */
function lacking(self: Value, first: Value, given: ArrayLike<Value>): void {
  self.$f = metaWith((self.$change as Change).code ?? codeOf(self), self);
  late.badargs(self, first, given);
}

/** The same function once more: its defaults do not matter, all arguments are given. */
function again(self: Value): Value {
  const made: Value = self.$c;
  const [factory, ...captured] = (Array.isArray(made) ? made : [made]) as [Factory, ...Value[]];
  return described(factory(...captured), codeOf(self).$meta);
}

function described(f: object, meta: FunctionMeta): Value {
  (f as Value).$f = meta;
  return f;
}

/** A function with another code and this one's variables. */
function ofCode(code: Code, self: Value): Value {
  const closure = closureOf(self);
  return described(instance(code, closure === null ? [] : closure.cells), code.$meta);
}

/** A function with this code, whose free variables are these, in the order of their names. */
function instance(code: Code, cells: readonly Cell[]): Value {
  const factory = code.$factory as Factory | null;
  if (factory === null) throw new NotImplementedError(`gilt cannot run the code of ${code.$meta.qualname}() for itself`);
  const args = capturedBy(code, factory).map((name) => {
    if (name === undefined) return undefined;
    const at = code.$free.indexOf(name);
    // a variable that never changes is captured as it is
    return code.$boxed[at] === true ? cells[at]?.$box : cells[at]?.$box.v;
  });
  return factory(...args);
}

/** The names of the variables that a code's factory takes, in order; undefined for what is not Python's. */
function capturedBy(code: Code, factory: Factory): (string | undefined)[] {
  const text = Function.prototype.toString.call(factory);
  const names = text.slice(text.indexOf("(") + 1, text.indexOf(")"));
  return names === "" ? [] : names.split(",").map((name) => nameOfCaptured(name.trim(), code.$meta));
}

/** The function as it was made, to be called without arguments: `exec(f.__code__)`; the cells are in the order of its free variables. */
export function functionOfCode(code: Code, globals: Dict, cells: readonly Cell[]): Suspends<Value> {
  const own = inModule(code, globals);
  // it is called without arguments, and defaults are the function's, not the code's
  const { $meta } = code;
  const meta: FunctionMeta = { ...$meta, method: false, required: $meta.params.length, kwrequired: (1 << $meta.kwonly.length) - 1 };
  if (meta.required > 0 || meta.kwrequired > 0) late.badargs(meta, undefined, []);
  return plain(described(instance(own, cells), own.$meta));
}

/** `types.FunctionType(code, globals, ...)` */
export function makeFunction(code: Value, globals: Value, name: Value, defaults: Value, closure: Value, kwdefaults: Value): Suspends<Value> {
  if (!(code instanceof Code)) throw new TypeError(`function() argument 'code' must be code, not ${argumentName(code)}`);
  if (!(globals instanceof Dict)) throw new TypeError(`function() argument 'globals' must be dict, not ${argumentName(globals)}`);
  if (name !== null && typeof name !== "string") throw new TypeError("arg 3 (name) must be None or string");
  if (defaults !== null && !(defaults instanceof Tuple)) throw new TypeError("arg 4 (defaults) must be None or tuple");
  const count = code.$free.length;
  if (closure === null && count > 0) throw new TypeError("arg 5 (closure) must be tuple");
  if (closure !== null && !(closure instanceof Tuple)) throw new TypeError("arg 5 (closure) must be None or tuple");
  if (kwdefaults !== null && !(kwdefaults instanceof Dict)) throw new TypeError("arg 6 (kwdefaults) must be None or dict");
  const cells = (closure?.items ?? []) as Value[];
  if (cells.length !== count) throw new ValueError(`${code.$meta.name} requires closure of length ${count}, not ${cells.length}`);
  for (const cell of cells) if (!(cell instanceof Cell)) throw new TypeError(`arg 5 (closure) expected cell, found ${typeName(cell)}`);
  const own = inModule(code, globals);
  const made: Change = { target: plain(described(instance(own, cells), own.$meta)), code };
  const f: Value = function (...args: Value[]): Suspends<Value> {
    return callTarget(f, made, undefined, args);
  };
  const { $meta } = code;
  f.$f = { ...$meta, method: false, ...(name === null ? {} : { name }) };
  if (defaults !== null) f.$defaults = defaults.items;
  if (kwdefaults !== null) f.$kwdefaults = kwFrom(kwdefaults);
  hidden(f as object, "$change", made);
  hidden(f as object, "$globals", globals);
  hidden(f as object, "$cells", closure);
  hidden(f as object, "$own", { module: globals.$named("__name__") ?? null });
  const meta = metaWith(code, f);
  meta.changed = true;
  f.$f = meta;
  keepCode(meta, code);
  return f;
}

export function kwFrom(dict: Dict): Kw {
  const kw = new Kw();
  for (const entry of dict.$entries()) kw[entry.key as string] = entry.value as Value;
  return kw;
}

/** Code as it is where a function has these globals: gilt's functions see the variables that they were compiled with. */
function inModule(code: Code, globals: Dict): Suspends<Code> {
  if (globals === globalsOfMeta((code.$of ?? code).$meta)) return code;
  const other = codeHooks.withGlobals?.(code, globals);
  if (other === undefined) throw new NotImplementedError(`gilt cannot run the code of ${code.$meta.qualname}() with the variables of another module`);
  return other;
}

/** `__defaults__` */
export function changeDefaults(f: Value, defaults: Value[] | null): void {
  const meta: FunctionMeta = f.$f;
  if (meta.asksDefaults === true) {
    f.$defaults = defaults ?? [];
    f.$f = { ...meta, required: Math.max(0, meta.params.length - (f.$defaults as Value[]).length), $places: [] };
    return;
  }
  const made = changeOf(f, "__defaults__");
  for (const form of formsOf(f)) hidden(form as object, "$defaults", defaults);
  apply(f, made);
}

/** `__kwdefaults__`: the dictionary is the function's own from now on, and may be changed in place. */
export function changeKwdefaults(f: Value, kwdefaults: Dict | null): void {
  const made = changeOf(f, "__kwdefaults__");
  for (const form of formsOf(f)) hidden(form as object, "$kwdict", kwdefaults);
  apply(f, made);
}

/** The dictionary that a function was given or has shown; undefined: none yet. */
export function kwdictOf(f: Value): Dict | null | undefined {
  return (f.$kwdict !== undefined ? f.$kwdict : f.$method?.$kwdict) as Dict | null | undefined;
}

/** What a function's keyword-only parameters are without arguments. */
export function kwdefaultsOf(f: Value): Kw | null {
  const dict = kwdictOf(f);
  if (dict !== undefined) return dict === null ? null : kwFrom(dict);
  return (f.$kwdefaults ?? f.$method?.$kwdefaults ?? null) as Kw | null;
}

/** `__code__` */
export function changeCode(f: Value, code: Code): Suspends<void> {
  const own = closureOf(f)?.names.length ?? 0;
  if (own !== code.$free.length)
    throw new ValueError(`${String(f.$own?.name ?? f.$f.name)}() requires a code object with ${own} free vars, not ${code.$free.length}`);
  if (code.$factory === null) throw new NotImplementedError(`gilt cannot give a function the code of ${code.$meta.qualname}()`);
  if (code.$meta.kind !== codeOf(f).$meta.kind)
    warn("DeprecationWarning", "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)");
  const made = changeOf(f, "__code__");
  made.code = code;
  made.target = undefined;
  showCode(code);
  apply(f, made);
}

/** What is changed of a function so far; raises if its calls do not look there. */
function changeOf(f: Value, what: string): Change {
  const { changed, qualname }: FunctionMeta = f.$f;
  if (changed === undefined) {
    throw new NotImplementedError(`gilt cannot assign ${what} of ${qualname}(): the module that defines the function assigns no ${what} of functions itself`);
  }
  return f.$change ?? { target: undefined, code: null };
}

const formsOf = (f: Value): Value[] => (f.$method === undefined ? [f] : [f, f.$method]);

/** From now on calls of both forms of a function look at the change; and what is known of its arguments. */
function apply(f: Value, made: Change): void {
  const before: FunctionMeta = f.$f;
  const own = codeOf(f);
  const code = made.code ?? own;
  const meta = metaWith(code, f);
  keepCode(meta, code);
  before.changed = true;
  own.$meta.changed = true;
  for (const form of formsOf(f)) {
    hidden(form as object, "$change", made);
    form.$f = meta;
  }
}

/** What is known of a function with the parameters of a code and its own defaults. */
function metaWith(code: Code, f: Value): FunctionMeta {
  const { $meta } = code;
  const { name, qualname, module, doc, method }: FunctionMeta = f.$f;
  const defaults = (f.$defaults ?? f.$method?.$defaults ?? []) as Value[];
  const kwdefaults = kwdefaultsOf(f) ?? {};
  const kwrequired = $meta.kwonly.reduce((bits, keyword, i) => (kwdefaults[keyword] === undefined ? bits | (1 << i) : bits), 0);
  const required = Math.max(0, $meta.params.length - defaults.length);
  const meta: FunctionMeta & { $places?: unknown } = { ...$meta, name, qualname, module, doc, method, required, kwrequired };
  delete meta.$places;
  return meta;
}
