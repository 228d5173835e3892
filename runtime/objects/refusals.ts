/**
 * refusals - what is wrong with the arguments of a call, in the words of functions that are C in CPython.
 *
 * Mirrors     Python/getargs.c, cfunction_check_kwargs in Objects/methodobject.c, wrap_* in Objects/typeobject.c
 */
import { TypeError } from "./exceptions.js";
import type { Kw } from "./function.js";
import { isType, typeOf, type Value } from "./object.js";
import type { SignatureMeta } from "./signature.js";
import { suggest } from "./suggestions.js";

/**
 * "list.append", or "math.sin" for functions of other modules than builtins; of a method that was taken before it was called, that of what it is bound to.
 * Special methods are bound before their arguments are evaluated, also where they are called at once: these have their class's name.
 */
function fullName(meta: SignatureMeta, boundTo: Value): string {
  if (meta.errorName !== null) return meta.errorName;
  if (isType(boundTo)) return `${boundTo.$qualname}.${meta.name}`;
  if (boundTo !== undefined && !meta.name.startsWith("__")) return `${typeOf(boundTo).$qualname}.${meta.name}`;
  return meta.module === "builtins" || meta.makes || meta.qualname !== meta.name ? meta.qualname : `${meta.module}.${shortName(meta)}`;
}

export function shortName(meta: SignatureMeta): string {
  return meta.errorName ?? meta.name;
}

/** What a function that takes keywords is called in its errors; some in C give no name to what reads their arguments. */
function called(meta: SignatureMeta): string {
  return meta.errorName === NAMELESS ? NAMELESS : `${shortName(meta)}()`;
}
export const NAMELESS = "function";

/** Raises what is wrong with so many arguments of a method of C's, in the words that name what it is bound to, where something is. */
export function checkBound(method: Value, self: Value, args: readonly Value[]): void {
  const meta: SignatureMeta = method.$f;
  if (!positionalOnly(meta) || meta.wrapper || meta.varargs !== null) return;
  if (args.length > meta.params.length - 1 || args.length < meta.required - 1) throw builtinError(meta, args, null, self);
}

/** A function that takes positional arguments alone (METH_NOARGS, METH_O, METH_FASTCALL). */
export function positionalOnly(meta: SignatureMeta): boolean {
  return meta.posonly === meta.params.length && meta.kwonly.length === 0 && meta.varkw === null;
}

const plural = (n: number): string => (n === 1 ? "" : "s");

/** Classes whose calls without keywords have a way of their own in C, which counts the arguments itself; what it calls itself. */
const COUNTING: Readonly<Record<string, string>> = { int: "int", str: "str", super: "super()" };

/** enumerate_vectorcall, which knows its two parameters without argument clinic; undefined: nothing is wrong. */
function wrongEnumerate(given: number, names: readonly string[]): string | undefined {
  const all = given + names.length;
  if (all !== 1 && all !== 2) return given === 0 ? "enumerate() missing required argument 'iterable'" : `enumerate() takes at most 2 arguments (${all} given)`;
  const expected = names.length === 2 && names[0] === "start" ? ["start", "iterable"] : ["iterable", "start"].slice(given);
  const wrong = names.find((name, i) => name !== expected[i]);
  return wrong === undefined ? undefined : `'${wrong}' is an invalid keyword argument for enumerate()`;
}

/** Classes whose calls have a way of their own in C also with keywords. */
const WRONG: Readonly<Record<string, typeof wrongEnumerate>> = { enumerate: wrongEnumerate };

export function checkOwnWay(meta: SignatureMeta, given: number, names: readonly string[]): void {
  const wrong = meta.makes && meta.module === "builtins" && Object.hasOwn(WRONG, meta.name) ? WRONG[meta.name]!(given, names) : undefined;
  if (wrong !== undefined) throw new TypeError(wrong);
}

export function builtinError(meta: SignatureMeta, args: readonly Value[], kw: Kw | null, boundTo: Value = undefined): Value {
  const offset = meta.method ? 1 : 0;
  const most = meta.params.length - offset;
  const least = meta.required - offset;
  // the places up to that of the keywords may be there without a value
  let given = args.length;
  while (given > 0 && args[given - 1] === undefined) given--;
  const keywords = kw === null ? 0 : Object.keys(kw).length;
  checkOwnWay(meta, given, kw === null ? [] : Object.keys(kw));
  if (meta.wrapper && meta.varargs === null) return wrapperError(meta, given, keywords, least, most);
  if (positionalOnly(meta)) {
    if (keywords > 0) return new TypeError(`${fullName(meta, boundTo)}() takes no keyword arguments`);
    if (meta.parsedTuple) return tupleError(meta, given, least, most);
    if (most === 0 && meta.varargs === null) return new TypeError(`${fullName(meta, boundTo)}() takes no arguments (${given} given)`);
    if (most === 1 && least === 1 && meta.varargs === null && !meta.makes)
      return new TypeError(`${fullName(meta, boundTo)}() takes exactly one argument (${given} given)`);
    return countError(meta, given, least, most);
  }
  const total = most + meta.kwonly.length;
  if (meta.makes && keywords === 0 && given > most && meta.module === "builtins" && Object.hasOwn(COUNTING, meta.name))
    return new TypeError(`${COUNTING[meta.name]!} expected at most ${most} arguments, got ${given}`);
  if (given + keywords > total && meta.varargs === null) {
    return new TypeError(`${called(meta)} takes at most ${total} ${given === 0 ? "keyword " : ""}argument${plural(total)} (${given + keywords} given)`);
  }
  if (given > most && meta.varargs === null) {
    if (most === 0) return new TypeError(`${called(meta)} takes no positional arguments`);
    return new TypeError(`${called(meta)} takes ${least === most ? "exactly" : "at most"} ${most} positional argument${plural(most)} (${given} given)`);
  }
  const positional = Math.max(0, meta.posonly - offset);
  const needed = Math.min(positional, least);
  if (given < needed) {
    return new TypeError(`${called(meta)} takes ${needed < most ? "at least" : "exactly"} ${needed} positional argument${plural(needed)} (${given} given)`);
  }
  for (let i = 0; i < least; i++) {
    if (args[i] === undefined) return new TypeError(`${called(meta)} missing required argument '${meta.params[i + offset]!}' (pos ${i + 1})`);
  }
  const lacking = meta.kwonly.find((name, i) => (meta.kwrequired & (1 << i)) !== 0 && kw?.[name] === undefined);
  return new TypeError(`${called(meta)} missing required argument '${lacking ?? ""}' (pos ${total})`);
}

function tupleError(meta: SignatureMeta, given: number, least: number, most: number): Value {
  const wanted = given < least ? least : most;
  const how = least === most ? "exactly" : given < least ? "at least" : "at most";
  return new TypeError(`${shortName(meta)}() takes ${how} ${wanted} argument${plural(wanted)} (${given} given)`);
}

function countError(meta: SignatureMeta, given: number, least: number, most: number): Value {
  const name = (meta.makes && meta.module === "builtins" ? COUNTING[meta.name] : undefined) ?? shortName(meta);
  if (least === most && meta.varargs === null) return new TypeError(`${name} expected ${most} argument${plural(most)}, got ${given}`);
  if (given < least) return new TypeError(`${name} expected at least ${least} argument${plural(least)}, got ${given}`);
  return new TypeError(`${name} expected at most ${most} argument${plural(most)}, got ${given}`);
}

export function unexpectedBuiltin(meta: SignatureMeta, pos: readonly Value[], kw: Kw, name: string): Value {
  const offset = meta.method ? 1 : 0;
  for (let i = pos.length; i < meta.required - offset; i++) {
    const param = meta.params[i + offset]!;
    if (i + offset < meta.posonly || kw[param] === undefined) return builtinError(meta, pos, null);
  }
  const similar = suggest(name, [...meta.params.slice(meta.posonly), ...meta.kwonly]);
  return new TypeError(`${shortName(meta)}() got an unexpected keyword argument '${name}'${similar === null ? "" : `. Did you mean '${similar}'?`}`);
}

/** What slot wrappers say: they know neither their name nor their class. */
function wrapperError(meta: SignatureMeta, given: number, keywords: number, least: number, most: number): Value {
  if (keywords > 0) return new TypeError(`wrapper ${meta.name}() takes no keyword arguments`);
  // the repetition of a sequence unpacks a tuple for its one argument
  const unpacks = /^__[ri]?mul__$/.test(meta.name) && /^(?:list|tuple|str|bytes|bytearray|deque|array)\./.test(meta.qualname);
  if (most <= 1 && least === most && !unpacks) return new TypeError(`expected ${most} argument${plural(most)}, got ${given}`);
  if (least === most) return new TypeError(` expected ${most} argument${plural(most)}, got ${given}`);
  if (given < least) return new TypeError(` expected at least ${least} argument${plural(least)}, got ${given}`);
  return new TypeError(` expected at most ${most} argument${plural(most)}, got ${given}`);
}
