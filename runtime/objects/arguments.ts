/**
 * arguments - puts the arguments of a call into their places, and says what is wrong with them in CPython's words.
 *
 * Mirrors     Python/ceval.c (initialize_locals), Python/getargs.c
 */
import { TypeError } from "./exceptions.js";
import { isFitting, isMethodForm, Kw, takesKw, type FunctionMeta } from "./function.js";
import { classMethodDescriptorType, isType, late, lookup, wrapperDescriptorType, type PyType, type Value } from "./object.js";
import { builtinError, checkBound, checkOwnWay, positionalOnly, shortName, unexpectedBuiltin } from "./refusals.js";
import type { SignatureMeta } from "./signature.js";
import { suggest } from "./suggestions.js";
import { className, typeName } from "./typename.js";

/** The names of the keywords of a call; texts have one array for each list of names, which can make its Kw by itself. */
export interface Names extends ReadonlyArray<string> {
  $make?: new (values: readonly Value[]) => Kw;
}

const lists = new Map<string, Names>();

/** The one array of these names. `make` stores the values as properties: a function of its own for each list, so that V8 knows what it makes. */
export function $names(make: object, ...names: string[]): Names {
  const key = names.join(" ");
  let list = lists.get(key);
  if (list === undefined) {
    (make as { prototype: unknown }).prototype = Kw.prototype;
    list = names as Names;
    list.$make = make as new (values: readonly Value[]) => Kw;
    lists.set(key, list);
  }
  return list;
}

/** Keyword arguments given as names and values. */
export function kwOf(names: Names, values: readonly Value[]): Kw {
  if (names.$make !== undefined) return new names.$make(values);
  const kw = new Kw();
  for (let i = 0; i < names.length; i++) kw[names[i]!] = values[i];
  return kw;
}

/**
 * The arguments with which to call `f`, keywords in their places; `f` in method form gets its first parameter as `this`, not from here.
 * `boundTo` is what the method was bound to before the call; undefined: nothing.
 */
export function place(f: Value, pos: readonly Value[], kw: Kw, boundTo: Value = undefined): Value[] {
  const meta: FunctionMeta = f.$f;
  const offset = isMethodForm(f) ? 1 : 0;
  if (meta.builtin !== undefined) return placeBuiltin(f, meta as SignatureMeta, offset, pos, kw, boundTo);
  const { params, posonly, kwonly } = meta;
  const count = params.length - offset;
  const args: Value[] = pos.length > count && meta.varargs === null ? pos.slice(0, count) : pos.slice();
  let out: Kw | null = null;
  let keywordOnly = 0;
  for (const name in kw) {
    const value: Value = kw[name];
    const at = params.indexOf(name, posonly) - offset;
    if (at >= 0) {
      if (at < pos.length) throw new TypeError(`${meta.qualname}() got multiple values for argument '${name}'`);
      while (args.length < at) args.push(undefined);
      args[at] = value;
    } else if (at === -1 && offset === 1 && params.indexOf(name, posonly) === 0) {
      throw new TypeError(`${meta.qualname}() got multiple values for argument '${name}'`);
    } else if (kwonly.includes(name)) {
      keywordOnly++;
      (out ??= new Kw())[name] = value;
    } else if (meta.varkw !== null) (out ??= new Kw())[name] = value;
    else throw unexpected(meta, name, kw);
  }
  if (pos.length > count && meta.varargs === null) throw tooMany(meta, pos.length + offset, keywordOnly);
  for (let i = 0; i < meta.required - offset; i++) if (args[i] === undefined) throw missing(meta, offset, args);
  if (meta.kwrequired !== 0) checkKeywordOnly(meta, out);
  if (takesKw(meta)) {
    while (args.length < count) args.push(undefined);
    args.push(out ?? new Kw());
  }
  return args;
}

/** Where the keywords of a call go. */
export interface Places {
  readonly offset: number;
  /** how many positional arguments the call gives */
  readonly given: number;
  readonly names: Names;
  /** of each name, its place among the positional parameters; null: all of them go into the Kw */
  readonly slots: readonly number[] | null;
  /** the last place that is filled, plus one; where a Kw follows, that of the Kw */
  readonly count: number;
  /** the names that go into the Kw, and which of the call's they are; null if there is none */
  readonly rest: Names | null;
  readonly from: readonly number[];
  /** of each keyword-only parameter, which of the call's names it is; -1: none */
  readonly keywords: readonly number[];
}

/** A function is called in few ways: so many are remembered. */
const MOST_PLACES = 4;

/**
 * What `place` gives, for keywords of functions of scripts that are all as they should be; undefined for other calls, which take the long way. `pos`
 * becomes the result.
 */
export function placeNamed(f: Value, pos: Value[], names: Names, values: readonly Value[]): Value[] | undefined {
  const places = placesOf(f, pos.length, names);
  if (places === undefined) return undefined;
  const { slots, count, rest } = places;
  while (pos.length < count) pos.push(undefined);
  if (slots === null) pos.push(kwOf(names, values));
  else {
    for (let i = 0; i < slots.length; i++) if (slots[i]! >= 0) pos[slots[i]!] = values[i];
    if (rest !== null) {
      pos.push(
        kwOf(
          rest,
          places.from.map((i) => values[i]),
        ),
      );
    }
  }
  return pos;
}

/**
 * What `slots` gives for keywords of a function in C that are all as they should be, and undefined for other calls, `**kw` parameters among them. `pos`
 * is used up.
 */
export function slotsNamed(f: Value, pos: Value[], names: Names, values: readonly Value[]): Value[] | undefined {
  const meta: FunctionMeta = f.$f;
  if (meta.varkw !== null) return undefined;
  const places = placesOf(f, pos.length, names);
  if (places === undefined) return undefined;
  const { slots, offset, keywords } = places;
  const count = meta.params.length - offset;
  const out = meta.varargs === null ? pos : count === 0 ? [pos] : [...padded(pos, count), pos.slice(count)];
  while (out.length < count) out.push(undefined);
  if (slots !== null) for (let i = 0; i < slots.length; i++) if (slots[i]! >= 0) out[slots[i]!] = values[i];
  for (let i = 0; i < keywords.length; i++) out.push(keywords[i]! < 0 ? undefined : values[keywords[i]!]);
  return out;
}

/** Where the keywords of a call go that gives so many positional arguments; undefined where something is wrong with them. */
function placesOf(f: Value, given: number, names: Names): Places | undefined {
  const meta: FunctionMeta = f.$f;
  const offset = isMethodForm(f) ? 1 : 0;
  const known = (meta.$places ??= []);
  for (let i = 0; i < known.length; i++) {
    const entry = known[i]!;
    if (entry.offset === offset && entry.given === given && (entry.names === names || areSame(entry.names, names))) return entry;
  }
  const places = findPlaces(f, meta, offset, given, names);
  if (places !== undefined && known.length < MOST_PLACES) known.push(places);
  return places;
}

function areSame(names: Names, others: Names): boolean {
  if (names.length !== others.length) return false;
  for (let i = 0; i < names.length; i++) if (names[i] !== others[i]) return false;
  return true;
}

function findPlaces(f: Value, meta: FunctionMeta, offset: number, given: number, names: Names): Places | undefined {
  if (meta.builtin !== undefined && (f.$method !== undefined || positionalOnly(meta as SignatureMeta))) return undefined;
  const { params, posonly, kwonly, varkw } = meta;
  const end = params.length - offset;
  if (given > end && meta.varargs === null) return undefined;
  const slots: number[] = [];
  const from: number[] = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const at = params.indexOf(name, posonly) - offset;
    if (at >= 0) {
      if (at < given || slots.includes(at)) return undefined;
      slots.push(at);
    } else {
      // `self=` where the method is called on an instance, and what the function does not have
      if ((at === -1 && offset === 1 && params.indexOf(name, posonly) === 0) || (varkw === null && !kwonly.includes(name))) return undefined;
      if (names.indexOf(name) !== i) return undefined;
      from.push(i);
      slots.push(-1);
    }
  }
  for (let i = given; i < meta.required - offset; i++) if (!slots.includes(i)) return undefined;
  for (let i = 0; i < kwonly.length; i++) if ((meta.kwrequired & (1 << i)) !== 0 && !names.includes(kwonly[i]!)) return undefined;
  const most = Math.max(given, ...slots.map((slot) => slot + 1));
  const keywords = kwonly.map((name) => names.indexOf(name));
  if (from.length === 0) return { offset, given, names, slots, count: most, rest: null, from, keywords };
  const count = Math.max(most, end);
  if (from.length === names.length) return { offset, given, names, slots: null, count, rest: names, from, keywords };
  return { offset, given, names, slots, count, rest: from.map((i) => names[i]!), from, keywords };
}

function unexpected(meta: FunctionMeta, name: string, kw: Kw): Value {
  const { params, posonly, qualname } = meta;
  const passed = params.slice(0, posonly).filter((param) => Object.hasOwn(kw, param));
  if (passed.length > 0) {
    return new TypeError(`${qualname}() got some positional-only arguments passed as keyword arguments: '${passed.join(", ")}'`);
  }
  const similar = suggest(name, [...params.slice(posonly), ...meta.kwonly]);
  return new TypeError(`${qualname}() got an unexpected keyword argument '${name}'${similar === null ? "" : `. Did you mean '${similar}'?`}`);
}

function tooMany(meta: FunctionMeta, given: number, keywordOnly: number): Value {
  const count = meta.params.length;
  const fromTo = meta.required < count;
  const plural = fromTo || count !== 1;
  const extra =
    keywordOnly === 0 ? "" : ` positional argument${given === 1 ? "" : "s"} (and ${keywordOnly} keyword-only argument${keywordOnly === 1 ? "" : "s"})`;
  return new TypeError(
    `${meta.qualname}() takes ${fromTo ? `from ${meta.required} to ${count}` : count} positional argument${plural ? "s" : ""} but ${given}${extra} ${given === 1 && keywordOnly === 0 ? "was" : "were"} given`,
  );
}

function missing(meta: FunctionMeta, offset: number, args: ArrayLike<Value>): Value {
  const names: string[] = [];
  for (let i = offset; i < meta.required; i++) if (args[i - offset] === undefined) names.push(meta.params[i]!);
  return missingText(meta, "positional", names);
}

function missingText(meta: FunctionMeta, kind: string, names: string[]): Value {
  const quoted = names.map((name) => `'${name}'`);
  const list =
    quoted.length === 1 ? quoted[0] : quoted.length === 2 ? `${quoted[0]} and ${quoted[1]}` : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
  return new TypeError(`${meta.qualname}() missing ${names.length} required ${kind} argument${names.length === 1 ? "" : "s"}: ${list}`);
}

function checkKeywordOnly(meta: FunctionMeta, kw: Kw | null): void {
  const names = meta.kwonly.filter((name, i) => (meta.kwrequired & (1 << i)) !== 0 && (kw === null || kw[name] === undefined));
  if (names.length > 0) throw missingText(meta, "keyword-only", names);
}

/** Raises what is wrong with the arguments a function has got. `f` is the function or its description; `self` is given in method form. */
export function $badargs(f: Value, self: Value, given: ArrayLike<Value>): never {
  const meta: FunctionMeta = f.$f ?? f;
  let args = Array.from(given);
  const kw = args.at(-1) instanceof Kw ? (args.pop() as Kw) : null;
  if (meta.builtin !== undefined) throw builtinError(meta as SignatureMeta, args, kw);
  // a method in plain form that was called without anything
  const offset = meta.method && self !== undefined ? 1 : 0;
  const count = meta.params.length - offset;
  if (takesKw(meta) && meta.varargs === null && args.length > count) args = trimmed(args);
  if (args.length > count && meta.varargs === null) {
    let keywordOnly = 0;
    if (kw !== null) for (const name of meta.kwonly) if (kw[name] !== undefined) keywordOnly++;
    throw tooMany(meta, args.length + offset, keywordOnly);
  }
  for (let i = 0; i < meta.required - offset; i++) if (args[i] === undefined) throw missing(meta, offset, args);
  checkKeywordOnly(meta, kw);
  throw new TypeError(`${meta.qualname}(): wrong arguments`);
}

function trimmed(args: Value[]): Value[] {
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return args;
}

function placeBuiltin(f: Value, meta: SignatureMeta, offset: number, pos: readonly Value[], kw: Kw, boundTo: Value): Value[] {
  const { params, posonly, kwonly } = meta;
  const owner = f.$method === undefined ? undefined : (f.$owner as PyType | undefined);
  if (owner !== undefined && meta.name !== "__new__" && !isFitting(f.$method, pos[0])) badself(f.$method, pos[0]);
  const count = params.length - offset;
  const names = Object.keys(kw);
  checkOwnWay(meta, pos.length, names);
  if (names.length > 0 && positionalOnly(meta)) throw builtinError(meta, pos, kw, boundTo);
  if (meta.varargs === null && (pos.length > count || (meta.varkw === null && pos.length + names.length > count + kwonly.length)))
    throw builtinError(meta, pos, kw);
  const args = pos.slice();
  let out: Kw | null = null;
  for (const name of names) {
    const at = params.indexOf(name, posonly) - offset;
    if (at >= 0) {
      if (at < pos.length) throw new TypeError(`argument for ${shortName(meta)}() given by name ('${name}') and position (${at + 1})`);
      while (args.length < at) args.push(undefined);
      args[at] = kw[name];
    } else if (kwonly.includes(name) || meta.varkw !== null) (out ??= new Kw())[name] = kw[name];
    else throw unexpectedBuiltin(meta, pos, kw, name);
  }
  for (let i = 0; i < meta.required - offset; i++) if (args[i] === undefined) throw builtinError(meta, args, out);
  if (out !== null) {
    while (args.length < count) args.push(undefined);
    args.push(out);
  }
  return args;
}

/** The slots of a C function: positional, `*args` as an array, keyword-only, `**kw`. */
function slots(f: Value, self: Value, given: Value[]): Value[] {
  const meta: SignatureMeta = f.$f;
  const { params, required, varargs, kwonly, kwrequired, varkw } = meta.all;
  const offset = meta.method ? 1 : 0;
  const kw = given.length > 0 && given[given.length - 1] instanceof Kw ? (given.pop() as Kw) : null;
  const count = params.length - offset;
  if (varargs === null) {
    if (given.length > count) throw wrongSlots(meta, self, given, kw);
    while (given.length < count) given.push(undefined);
  }
  for (let i = 0; i < required - offset; i++) if (given[i] === undefined) throw wrongSlots(meta, self, given, kw);
  const out = varargs === null ? given : count === 0 ? [given] : [...padded(given, count), given.slice(count)];
  if (kwonly.length > 0) {
    for (let i = 0; i < kwonly.length; i++) {
      const value: Value = kw?.[kwonly[i]!];
      if (value === undefined && (kwrequired & (1 << i)) !== 0) throw wrongSlots(meta, self, given, kw);
      out.push(value);
    }
  }
  if (varkw !== null) out.push(kwonly.length === 0 || kw === null ? (kw ?? new Kw()) : without(kw, kwonly));
  return out;
}

function wrongSlots(meta: SignatureMeta, self: Value, given: Value[], kw: Kw | null): Value {
  return meta.builtin === undefined ? $badargs(meta, self ?? null, kw === null ? given : [...given, kw]) : builtinError(meta, given, kw);
}

function padded(given: Value[], count: number): Value[] {
  const out = given.slice(0, count);
  while (out.length < count) out.push(undefined);
  return out;
}

function without(kw: Kw, names: readonly string[]): Kw {
  const rest = new Kw();
  for (const name in kw) if (!names.includes(name)) rest[name] = kw[name];
  return rest;
}

/** tp_new_wrapper: an instance of the class must begin as this `__new__` makes one. */
function checkNew(method: Value, cls: Value): void {
  if (!isType(cls)) badself(method, cls);
  const owner = method.$owner as PyType;
  if (owner.$module !== "builtins") return;
  const shown = `${owner.$name}.__new__(${cls.$name})`;
  if (!cls.$mro.includes(owner)) throw new TypeError(`${shown}: ${className(cls)} is not a subtype of ${className(owner)}`);
  let base = cls;
  while (newOfC(base) === undefined) base = baseOf(base);
  // a class of Python's begins as that of C which its memory is laid out as, whatever its order of bases
  let laidOut = base;
  while (laidOut.$heap === true) laidOut = baseOf(laidOut);
  const by = newOfC(laidOut)?.$owner as PyType | undefined;
  if (by !== undefined && by !== owner && by.$module === "builtins") throw new TypeError(`${shown} is not safe, use ${base.$name}.__new__()`);
}

const baseOf = (cls: PyType): PyType => cls.$base ?? (cls.$bases[0] as PyType);

/** The `__new__` that a class has, if it is not Python's. */
function newOfC(cls: PyType): Value {
  const made = lookup(cls, "__new__");
  const found = typeof made === "function" ? made : made?.$func;
  return found?.$f?.builtin === undefined ? undefined : found;
}

/** A method of a C class was called through the class with a wrong first argument. */
function badself(method: Value, self: Value): never {
  const { name } = method.$f as SignatureMeta;
  const owner = method.$owner as PyType;
  const ofClass = className(owner);
  if (name === "__new__")
    throw new TypeError(
      self === undefined ? `${ofClass}.__new__(): not enough arguments` : `${ofClass}.__new__(X): X is not a type object (${typeName(self)})`,
    );
  const wrapper = method.$cls === wrapperDescriptorType;
  const isOfClass = method.$cls === classMethodDescriptorType;
  if (self === undefined) {
    const named = wrapper || isOfClass;
    throw new TypeError(named ? `descriptor '${name}' of '${ofClass}' object needs an argument` : `unbound method ${owner.$name}.${name}() needs an argument`);
  }
  const descriptor = `descriptor '${name}'`;
  if (isOfClass) {
    throw new TypeError(
      isType(self)
        ? `${descriptor} requires a subtype of '${ofClass}' but received '${className(self)}'`
        : `${descriptor} for type '${ofClass}' needs a type, not a '${typeName(self)}' as arg 2`,
    );
  }
  const given = typeName(self);
  throw new TypeError(
    wrapper
      ? `${descriptor} requires a '${ofClass}' object but received a '${given}'`
      : `${descriptor} for '${ofClass}' objects doesn't apply to a '${given}' object`,
  );
}

late.badself = badself;
late.checkBound = checkBound;
late.checkNew = checkNew;
late.badargs = $badargs;
late.slots = slots;
