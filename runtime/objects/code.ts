/**
 * code - code objects: what `f.__code__` tells about a function.
 *
 * Mirrors     Objects/codeobject.c
 * Differs     there are no instructions: `co_positions()` and `co_lines()` have the places that frames and tracebacks of the code were asked for
 */
import { closureOf } from "./cell.js";
import { scriptTables } from "../frames/scripts.js";
import type { Dict } from "./dict.js";
import { NotImplementedError, TypeError } from "./exceptions.js";
import type { FunctionMeta } from "./function.js";
import { address, idOf } from "./identity.js";
import { futuresOf } from "./futures.js";
import { fileOfModule } from "./modulehooks.js";
import { pyIterator } from "./iterator.js";
import { libraryLine } from "./librarydocs.js";
import { isinstance, NotImplemented, object, type Value } from "./object.js";
import type { Suspends } from "../frames/suspend.js";
import { carriedContents, carriedTable } from "../snapshot/carried.js";
import { argumentName } from "./typename.js";
import { $getattr } from "./attributes.js";
import { truth } from "./protocols/bool.js";
import { eq } from "./protocols/eq.js";
import { toIndex } from "./protocols/index.js";
import { str } from "./str.js";
import { builtinType, getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";

/** Set where texts are read again: the names that a code has, and the same code for a function with other globals, if its text is to be had. */
export const codeHooks: {
  names: ((code: Code) => Suspends<string[]>) | null;
  withGlobals: ((code: Code, globals: Dict) => Suspends<Code | undefined>) | null;
} = { names: null, withGlobals: null };

export class Code {
  constructor(
    readonly $meta: FunctionMeta,
    readonly $file: string,
    /** names of the free variables */
    readonly $free: readonly string[],
    /** makes a function of a script with this code, from the values of its free variables; null for other code */
    readonly $factory: Value = null,
    /** which of the free variables the factory takes as boxes: those that change after they were captured */
    readonly $boxed: readonly boolean[] = [],
  ) {}

  /** Where somebody has seen a frame of the code; the first is its definition. */
  declare $places: Tuple[] | undefined;
  /** Of a text given to compile(): its `co_flags`. */
  declare $flags: number | undefined;
  /** What `replace()` made it of. */
  declare $of: Code | undefined;
}
Object.setPrototypeOf(Code.prototype, object.prototype);
export const codeType = builtinType("code(*args)", unmade, { prototype: Code.prototype, final: true });

/** Code is made by compilers alone. */
function unmade(args: Value[]): never {
  if (args.length < 16) throw new TypeError(`code expected at least 16 arguments, got ${args.length}`);
  throw new NotImplementedError("code objects from instructions");
}

const codes = new WeakMap<FunctionMeta, Code>();
/** Codes that functions were given. */
const kept = new WeakMap<FunctionMeta, Code>();
carriedTable("codes of functions", () => kept);

/** The code object of a function: one for each `def`. */
export function codeOf(f: Value): Code {
  const meta = f.$f as FunctionMeta;
  let code = kept.get(meta) ?? codes.get(meta);
  if (code === undefined) {
    const made: Value = (f.$method ?? f).$c ?? null;
    const { names, cells } = closureOf(f) ?? { names: [], cells: [] };
    const boxed = cells.map((cell) => cell.$shared);
    codes.set(meta, (code = new Code(meta, scriptTables.fileOf(meta) ?? fileOfModule(meta.module), names, Array.isArray(made) ? made[0] : made, boxed)));
  }
  return code;
}

/** A description of a function is changed: the function has this code. */
export function keepCode(meta: FunctionMeta, code: Code): void {
  kept.set(meta, code);
}

/** What frames of a function of a script show: the code that a function was given last, made of that function's by `replace()`. */
const shown = new Map<FunctionMeta, Code>();
carriedContents("codes that frames show", shown);

/** A function has been given this code. */
export function showCode(code: Code): void {
  if (code.$of === undefined) shown.delete(code.$meta);
  else shown.set(code.$of.$meta, code);
}

/** The code of a frame. */
export function codeOfMeta(meta: FunctionMeta, file: string): Code {
  let code = shown.get(meta) ?? kept.get(meta) ?? codes.get(meta);
  if (code === undefined) codes.set(meta, (code = new Code(meta, file, [])));
  return code;
}

/** Functions whose generators may be awaited: `types.coroutine` was called with them. */
export const iterableCoroutines = new Set<FunctionMeta>();
carriedContents("types.coroutine", iterableCoroutines);

const CO_OPTIMIZED = 1;
const CO_NEWLOCALS = 2;
const CO_VARARGS = 4;
const CO_VARKEYWORDS = 8;
const CO_NESTED = 16;
const CO_ITERABLE_COROUTINE = 0x100;
const KIND_FLAGS = { function: 0, generator: 0x20, coroutine: 0x80, asyncgen: 0x200 } as const;

function flags(meta: FunctionMeta): number {
  return (
    CO_OPTIMIZED |
    CO_NEWLOCALS |
    (meta.varargs === null ? 0 : CO_VARARGS) |
    (meta.varkw === null ? 0 : CO_VARKEYWORDS) |
    (meta.qualname.includes("<locals>") ? CO_NESTED : 0) |
    (iterableCoroutines.has(meta) ? CO_ITERABLE_COROUTINE : 0) |
    KIND_FLAGS[meta.kind]
  );
}

/** Parameters and local variables. */
export function variables(meta: FunctionMeta): string[] {
  const names = [...meta.params, ...meta.kwonly];
  if (meta.varargs !== null) names.push(meta.varargs);
  if (meta.varkw !== null) names.push(meta.varkw);
  for (const name of (meta as { locals?: string[] }).locals ?? []) if (!names.includes(name)) names.push(name);
  return names;
}

getset(codeType, {
  co_name: [(c) => c.$meta.name],
  co_qualname: [(c) => c.$meta.qualname],
  co_filename: [(c) => c.$file],
  co_firstlineno: [(c) => (c.$meta.line === 0 ? libraryLine(c.$meta.module as string, c.$meta.qualname as string) : c.$meta.line)],
  co_argcount: [(c) => c.$meta.params.length],
  co_posonlyargcount: [(c) => c.$meta.posonly],
  co_kwonlyargcount: [(c) => c.$meta.kwonly.length],
  co_nlocals: [(c) => variables(c.$meta as FunctionMeta).length],
  co_varnames: [(c) => new Tuple(variables(c.$meta as FunctionMeta))],
  co_flags: [(c) => c.$flags ?? flags(c.$meta as FunctionMeta) | futuresOf(c.$file as string)],
  co_freevars: [(c) => new Tuple([...(c.$free as string[])])],
  co_cellvars: [() => new Tuple([])],
  co_names: [(c): Suspends<Value> => new Tuple(codeHooks.names === null ? [] : codeHooks.names(c as Code))],
  co_consts: [(c) => new Tuple([c.$meta.doc])],
  co_stacksize: [() => 1],
  co_code: [noBytecode],
});

function noBytecode(): never {
  throw new NotImplementedError("gilt compiles to JavaScript: a code object has no bytecode to look at or to disassemble");
}

/** Lines and columns (bytes of UTF-8), in the order of `co_positions()`; null where only the line is known. */
type Place = readonly [line: number, endLine: number | null, column: number | null, endColumn: number | null];

function placesOf(code: Code): Tuple[] {
  return (code.$places ??= [new Tuple([code.$meta.line, code.$meta.line, 0, 0])]);
}

/** `f_lasti` of a frame of the code: with it `co_positions()` finds the place. */
export function instructionAt(code: Code, place: Place): number {
  const places = placesOf(code);
  let found = places.findIndex(({ items }) => place.every((n, i) => n === items[i]));
  if (found < 0) found = places.push(new Tuple([...place])) - 1;
  return 2 * found;
}

/** What `replace()` may change, in CPython's order; the names of a function's parts are described, its instructions are not there to be others. */
const REPLACEABLE = { co_firstlineno: "line", co_filename: "file", co_name: "name", co_qualname: "qualname" } as const;
const FIXED =
  "co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_stacksize co_flags co_code co_consts co_names co_varnames co_freevars co_cellvars co_linetable co_exceptiontable";

/** A text or a number, as the code object has it. */
function replacement(name: string, value: Value, before: Value): Suspends<Value> {
  if (typeof before === "number") return Number(toIndex(value));
  if (!isinstance(value, str)) throw new TypeError(`replace() argument '${name}' must be str, not ${argumentName(value)}`);
  return String(value);
}

function replaced(code: Code, names: string[], values: Value[]): Suspends<Code> {
  const facts: Record<string, Value> = { ...code.$meta, file: code.$file };
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    const name = names[i]!;
    const fact: string | undefined = REPLACEABLE[name as keyof typeof REPLACEABLE];
    if (fact !== undefined) facts[fact] = replacement(name, value, facts[fact]);
    else if (!truth(eq(value, $getattr(code as Value, name)))) throw new NotImplementedError(`code.replace() with another ${name}`);
  }
  const { file, ...meta } = facts;
  const made = new Code(meta as unknown as FunctionMeta, file as string, code.$free, code.$factory, code.$boxed);
  made.$of = code.$of ?? code;
  if (code.$flags !== undefined) made.$flags = code.$flags;
  return made;
}

/** Two are equal if they do the same and say the same of themselves. */
function sameCode(this: Code, other: Value): Value {
  if (!(other instanceof Code)) return NotImplemented;
  if (this === other) return true;
  const [a, b] = [this.$meta, other.$meta];
  return (this.$of ?? this) === (other.$of ?? other) && a.name === b.name && a.line === b.line;
}

const CHANGES = [...FIXED.split(" "), ...Object.keys(REPLACEABLE)];

methods(codeType, {
  [`replace(self, /, *, ${CHANGES.map((name) => `${name}=<unrepresentable>`).join(", ")})`](this: Code, ...values: Value[]): Suspends<Value> {
    return replaced(this, CHANGES, values);
  },
  [`__replace__(self, /, *, ${CHANGES.map((name) => `${name}=<unrepresentable>`).join(", ")})`](this: Code, ...values: Value[]): Suspends<Value> {
    return replaced(this, CHANGES, values);
  },
  "__eq__(self, value, /)": sameCode,
  "__hash__(self, /)"(this: Code): number {
    return idOf(this.$of ?? this) / 16;
  },
  "co_positions(self, /)"(this: Code): Suspends<Value> {
    return pyIterator(placesOf(this));
  },
  "co_lines(self, /)"(this: Code): Suspends<Value> {
    return pyIterator(placesOf(this).map(({ items }, i) => new Tuple([2 * i, 2 * i + 2, items[0]])));
  },
  "__repr__(self, /)"(this: Code) {
    return `<code object ${this.$meta.name} at ${address(this)}, file "${this.$file}", line ${this.$meta.line}>`;
  },
});
