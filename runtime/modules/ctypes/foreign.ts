/**
 * foreign - C functions as objects: calls of them, and calls of Python's functions out of C.
 *
 * Mirrors     Modules/_ctypes/_ctypes.c (PyCFuncPtr_*), callproc.c (_ctypes_callproc, ConvParam, GetResult), callbacks.c of CPython 3.13
 * Suspends    from_param, errcheck and restype, if they are Python code; not the C function, which lets no other thread run
 * Differs     threads of the program are all the same to C: `pthread_setname_np(ident, name)` names the one on which they run; structures by value and long double raise NotImplementedError, as do the flags of parameters of a prototype; a callback cannot wait
 */
import { atOnce } from "../../frames/atomic.js";
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { NotImplementedError, OverflowError, TypeError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { int } from "../../objects/int.js";
import { isinstance, lookup, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callable, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { text } from "../../objects/protocols/str.js";
import { $caught } from "../../objects/raise.js";
import { getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { className, typeName } from "../../objects/typename.js";
import { isIdent } from "../../scheduler/current.js";
import { callAt, callback, dropCallback, errno, prototype, pthreadSelf, setErrno, type Prototype } from "../../system/posix.js";
import { reportUnraisable } from "../unraisable.js";
import { addressOf, isGiven, reachOutside, realAddress } from "./addresses.js";
import { readCode, terminatedBytes, wideBytes, writeCode } from "./codes.js";
import { CData, classOf, CTypeType, _CData, fresh, infoOf, isData, knownInfo, metaclass, over, ownClass, type Info } from "./data.js";
import { CArgument } from "./memory.js";
import { addressIn } from "./parameters.js";
import { ArgumentError } from "./pointer.js";
import { symbolIn } from "./symbols.js";

export const [FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI, FUNCFLAG_USE_ERRNO, FUNCFLAG_USE_LASTERROR] = [1, 4, 8, 16];

export const PyCFuncPtrType = metaclass("PyCFuncPtrType", CTypeType);

methods(PyCFuncPtrType, {
  "__new__(cls, name, bases, namespace, /, **kwargs)": function (this: PyType, name: string, bases: Tuple, names: Value, kw: Kw): Suspends<PyType> {
    const made = classOf(this, name, bases, names, kw);
    describe(made);
    return made;
  },
  "__init__(self, /, *args, **kwargs)": function (): null {
    return null;
  },
});

function describe(cls: PyType): void {
  if (!isinstance(lookup(cls, "_flags_"), int)) throw new TypeError("class must define _flags_ which must be an integer");
  (cls as Value).$info = {
    kind: "function",
    size: 8,
    align: 8,
    format: "X{}",
    shape: [],
    code: "X",
    boxed: false,
    big: false,
    item: null,
    length: 0,
    pointers: true,
  } satisfies Info;
}

/** A class of functions. */
export function functionClass(name: string, flags: number, restype: Value, argtypes: Value[] | null): Suspends<PyType> {
  const attributes: [string, Value][] = [
    ["_flags_", flags],
    ["_restype_", restype],
  ];
  if (argtypes !== null) attributes.push(["_argtypes_", new Tuple(argtypes)]);
  const made = ownClass(PyCFuncPtrType, name, CFuncPtr, attributes);
  describe(made);
  return made;
}

/** Gets the values of ctypes objects: addresses as numbers, None for 0. */
export type OwnFunction = (args: Value[]) => Suspends<Value>;

export interface Func extends CData {
  /** None: not said; it then takes anything */
  $argtypes: Value;
  /** undefined: what the class says */
  $restype: Value;
  $errcheck: Value;
  /** Python's function, of a callback */
  $callable: Value;
  /** what stands in for a function of CPython's own: it gets what C would */
  $own: OwnFunction | undefined;
}

/** errno as ctypes keeps it for functions of `use_errno`. */
const own = { errno: 0 };
export function swapErrno(value: number): number {
  const before = own.errno;
  own.errno = value;
  return before;
}
export function ownErrno(): number {
  return own.errno;
}

export const CFuncPtr = ownClass(PyCFuncPtrType, "CFuncPtr", _CData, [], "_ctypes");
CFuncPtr.$heap = false;

methods(CFuncPtr, {
  "__new__(cls, *args, **kwargs)": function (this: PyType, args: Value[]): Suspends<Value> {
    const made = fresh(this) as Func;
    made.$argtypes = null;
    made.$restype = undefined;
    made.$errcheck = null;
    made.$callable = null;
    made.$own = undefined;
    if (args.length === 0) return made;
    if (args.length > 1) throw new NotImplementedError("ctypes: gilt has no flags of parameters");
    const [given] = args as [Value];
    if (isTuple(given)) made.$view.setBigInt64(0, exported(plainTuple(given).items as Value[]), true);
    else if (isinstance(given, int)) made.$view.setBigInt64(0, BigInt(toIndex(given)), true);
    else if (callable(given)) {
      made.$callable = given;
      made.$view.setBigInt64(0, callbackOf(made), true);
    } else throw new TypeError("argument must be callable or integer function address");
    return made;
  },
  "__init__(self, /, *args, **kwargs)": function (): null {
    return null;
  },
  "__call__(self, /, *args, **kwargs)": function (this: Func, args: Value[]): Suspends<Value> {
    return invoke(this, args);
  },
  "__bool__(self, /)": function (this: Func): boolean {
    return this.$view.getBigUint64(0, true) !== 0n;
  },
});
getset(CFuncPtr, {
  argtypes: [
    (self: Func) => self.$argtypes as Value,
    (self: Func, value: Value): Suspends<void> => {
      if (value === null) {
        self.$argtypes = null;
        return;
      }
      if (!isTuple(value) && !Array.isArray(value)) throw new TypeError("_argtypes_ must be a sequence of types");
      const types = spread(value);
      for (let i = 0; i < types.length; i++)
        if (types[i] === null || getattrOr(types[i], "from_param") === undefined) throw new TypeError(`item ${i + 1} in _argtypes_ has no from_param method`);
      self.$argtypes = value;
    },
  ],
  restype: [
    (self: Func) => restypeOf(self),
    (self: Func, value: Value): Suspends<void> => {
      if (value !== null && knownInfo(value) === undefined && !callable(value)) throw new TypeError("restype must be a type, a callable, or None");
      self.$restype = value;
    },
  ],
  errcheck: [
    (self: Func) => self.$errcheck as Value,
    (self: Func, value: Value): Suspends<void> => {
      if (value !== null && !callable(value)) throw new TypeError("the errcheck attribute must be callable");
      self.$errcheck = value;
    },
  ],
});

function exported([name, library]: Value[]): Suspends<bigint> {
  const text = stringOf(name) ?? (name instanceof Bytes ? Buffer.from(name.$data).toString() : undefined);
  if (text === undefined) throw new TypeError("the first item in the tuple must be a string or integer");
  const handle = getattrOr(library, "_handle");
  if (!isinstance(handle, int)) throw new TypeError("the _handle attribute of the second argument must be an integer");
  return symbolIn(BigInt(toIndex(handle)), text);
}

function restypeOf(f: Func): Value {
  return f.$restype === undefined ? lookup(typeOf(f), "_restype_") : f.$restype;
}

function argtypesOf(f: Func): Suspends<Value[] | null> {
  if (f.$argtypes !== null) return spread(f.$argtypes);
  const own: Value = lookup(typeOf(f), "_argtypes_");
  return own === undefined ? null : spread(own);
}

// ---- what C gets

/** One argument: koffi's type of it, and the value. */
interface Passed {
  type: string;
  value: number | bigint;
}

const TYPES: Readonly<Record<string, string>> = {
  c: "int8",
  b: "int8",
  B: "uint8",
  "?": "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  l: "int64",
  L: "uint64",
  q: "int64",
  Q: "uint64",
  f: "float",
  d: "double",
  u: "uint32",
  z: "uint64",
  Z: "uint64",
  P: "uint64",
  O: "uint64",
  X: "uint64",
};

function typeOfCode(code: string): string {
  const type = TYPES[code];
  if (type === undefined) throw new NotImplementedError("ctypes: gilt passes no long double");
  return type;
}

/** The number in memory, as koffi takes it. */
function numberAt(code: string, view: DataView): number | bigint {
  switch (code) {
    case "c":
    case "b":
      return view.getInt8(0);
    case "B":
    case "?":
      return view.getUint8(0);
    case "h":
      return view.getInt16(0, true);
    case "H":
      return view.getUint16(0, true);
    case "i":
      return view.getInt32(0, true);
    case "I":
    case "u":
      return view.getUint32(0, true);
    case "f":
      return view.getFloat32(0, true);
    case "d":
      return view.getFloat64(0, true);
    case "l":
    case "q":
      return view.getBigInt64(0, true);
  }
  const word = view.getBigUint64(0, true);
  return isIdent(word) ? BigInt(pthreadSelf() as number | bigint) : realAddress(word);
}

/** Arguments on their way: what must live until the call is over, and places whose addresses are real as long as it lasts. */
class Passing {
  private readonly kept: unknown[] = [];
  private readonly seen = new Set<CData>();
  private readonly places: { view: DataView; at: number; given: bigint; real: bigint }[] = [];

  memory(bytes: Uint8Array): Passed {
    this.kept.push(bytes);
    return { type: "uint64", value: realAddress(BigInt(addressOf(bytes))) };
  }

  data(data: CData): Passed {
    const info = infoOf(typeOf(data));
    if (info.kind === "structure") throw new NotImplementedError(`ctypes: gilt passes no structures by value (${typeOf(data).$name})`);
    if (info.pointers || data.$kept !== null) this.expose(data);
    if (info.kind === "array") return this.memory(data.$bytes);
    const view = new DataView(data.$bytes.slice().buffer);
    return { type: typeOfCode(info.code), value: numberAt(info.code, view) };
  }

  /** Puts real addresses into memory that C may look at, and into what it leads to. */
  expose(data: CData): void {
    let whole = data;
    while (whole.$base !== null) whole = whole.$base;
    if (this.seen.has(whole)) return;
    this.seen.add(whole);
    for (const [place, what] of whole.$kept ?? []) {
      const at = Math.max(place, 0);
      if (at + 8 <= whole.$bytes.length) {
        const given = whole.$view.getBigUint64(at, true);
        if (isGiven(given)) {
          const real = realAddress(given);
          whole.$view.setBigUint64(at, real, true);
          this.places.push({ view: whole.$view, at, given, real });
        }
      }
      if (what instanceof CData) this.expose(what);
      else if (what instanceof CArgument) this.expose(what.$of);
    }
  }

  /** What C has left alone is as before. */
  restore(): void {
    for (const { view, at, given, real } of this.places) if (view.getBigUint64(at, true) === real) view.setBigUint64(at, given, true);
  }

  /** What an argument is without, or past, a declared type. */
  convert(value: Value, number: number): Suspends<Passed> {
    if (value === null) return { type: "uint64", value: 0 };
    if (value instanceof CArgument) {
      if (value.$tag !== "P" || infoOf(typeOf(value.$of)).code === "P") return this.argument(value);
      this.expose(value.$of);
      return this.memory(value.$of.$bytes.subarray(value.$offset));
    }
    if (isData(value)) return this.data(value);
    if (isinstance(value, int)) return { type: "int32", value: lowInt(value) };
    if (value instanceof Bytes) return this.memory(terminatedBytes(value) as Uint8Array);
    const text = stringOf(value);
    if (text !== undefined) return this.memory(wideBytes(text));
    const other = getattrOr(value, "_as_parameter_");
    if (other !== undefined) return this.convert(other, number);
    throw new TypeError(`Don't know how to convert parameter ${number}`);
  }

  private argument({ $of: of, $tag: tag, $offset: offset }: CArgument): Passed {
    if (tag === "P" && offset === 0 && infoOf(typeOf(of)).code !== "P") return this.memory(of.$bytes);
    this.kept.push(of);
    return { type: typeOfCode(tag), value: numberAt(tag, of.$view) };
  }
}

/** The lower 32 bits of what fits in an unsigned or signed long. */
function lowInt(value: Value): Suspends<number> {
  const n = BigInt(toIndex(value));
  if (n >= 1n << 64n || n < -(1n << 63n)) throw new OverflowError("int too long to convert");
  return Number(BigInt.asIntN(32, n));
}

function invoke(f: Func, args: Value[]): Suspends<Value> {
  const wanted = argtypesOf(f);
  if (wanted !== null && args.length < wanted.length) {
    const count = wanted.length;
    throw new TypeError(`this function takes at least ${count} argument${count === 1 ? "" : "s"} (${args.length} given)`);
  }
  const result = f.$own === undefined ? foreignResult(f, args, wanted) : ownResult(f, f.$own, args, wanted);
  if (f.$errcheck !== null) return call(f.$errcheck, result, f, new Tuple(args.slice()));
  return result;
}

function foreignResult(f: Func, args: Value[], wanted: Value[] | null): Suspends<Value> {
  const passing = new Passing();
  const passed: Passed[] = [];
  for (let i = 0; i < args.length; i++) passed.push(onWay(passing, wanted?.[i], args[i], i + 1));
  const restype = restypeOf(f);
  const raw = callRaw(f, passed, wanted?.length ?? Math.min(1, passed.length), resultType(restype));
  passing.restore();
  return resultOf(restype, raw);
}

function ownResult(f: Func, work: OwnFunction, args: Value[], wanted: Value[] | null): Suspends<Value> {
  const given: Value[] = [];
  for (let i = 0; i < args.length; i++) given.push(plain(taken(wanted?.[i], args[i], i + 1)));
  const value = work(given);
  const restype = restypeOf(f);
  if (restype === null) return null;
  const info = knownInfo(restype);
  if (info === undefined) return call(restype, value);
  switch (info.code) {
    case "O":
      return value;
    case "?":
      return truth(value);
    case "P":
      return value === 0 || value === 0n ? null : value;
  }
  return value;
}

/** What an argument holds. */
function plain(x: Value): Suspends<Value> {
  const data: Value = x instanceof CArgument ? x.$of : x;
  if (!isData(data)) return data;
  const info = infoOf(typeOf(data));
  return info.kind === "simple" ? readCode(info.code, data.$view, 0) : addressIn(data);
}

/** What a parameter of a declared type makes of an argument. */
function taken(wanted: Value, given: Value, number: number): Suspends<Value> {
  return wanted === undefined ? given : numbered(number, () => callMethod(wanted, "from_param", given));
}

/** One argument on its way to C. */
function onWay(passing: Passing, wanted: Value, given: Value, number: number): Suspends<Passed> {
  const value = taken(wanted, given, number);
  return numbered(number, () => passing.convert(value, number));
}

/** Errors about an argument say which it is. */
function numbered<T>(number: number, work: () => Suspends<T>): Suspends<T> {
  try {
    return work();
  } catch (thrown) {
    const error: Value = $caught(thrown, null);
    if (isinstance(error, NotImplementedError)) throw error;
    throw new ArgumentError(`argument ${number}: ${className(typeOf(error))}: ${text(error)}`);
  }
}

function callRaw(f: Func, passed: readonly Passed[], fixed: number, result: string): Suspends<unknown> {
  const at = f.$callable === null ? f.$view.getBigUint64(0, true) : callbackOf(f);
  const types: string[] = [];
  const values: unknown[] = [];
  for (let i = 0; i < passed.length; i++) {
    const { type, value } = passed[i] as Passed;
    if (i < fixed) types.push(type);
    else values.push(type === "float" ? "double" : type);
    values.push(value);
  }
  if (passed.length > fixed) types.push("...");
  const type = prototype(result, types);
  const usesErrno = (Number(lookup(typeOf(f), "_flags_")) & FUNCFLAG_USE_ERRNO) !== 0;
  if (!usesErrno) return callAt(at, type, values);
  setErrno(own.errno);
  const raw = callAt(at, type, values);
  own.errno = errno();
  return raw;
}

// ---- what C gives

function resultType(restype: Value): string {
  if (restype === null) return "void";
  const info = knownInfo(restype);
  if (info === undefined) return "int32";
  if (info.kind === "simple") return typeOfCode(info.code);
  if (info.kind === "structure" || info.kind === "array")
    throw new NotImplementedError(`ctypes: gilt takes no structures by value (${(restype as PyType).$name})`);
  return "uint64";
}

function resultOf(restype: Value, raw: unknown): Suspends<Value> {
  if (restype === null) return null;
  const info = knownInfo(restype);
  if (info === undefined) return call(restype, raw as number);
  const made = fresh(restype as PyType);
  place(made.$view, info.code, raw as number | bigint);
  if (info.kind !== "simple") return asFunction(made, info);
  return info.boxed ? made : readCode(info.code, made.$view, 0);
}

function asFunction(made: CData, info: Info): CData {
  if (info.kind === "function") Object.assign(made, { $argtypes: null, $restype: undefined, $errcheck: null, $callable: null, $own: undefined });
  return made;
}

/** Puts a number of C's into memory. */
function place(view: DataView, code: string, raw: number | bigint): void {
  if (code === "f") view.setFloat32(0, Number(raw), true);
  else if (code === "d") view.setFloat64(0, Number(raw), true);
  else {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigInt64(0, BigInt.asIntN(64, BigInt(raw)), true);
    for (let i = 0; i < view.byteLength; i++) view.setUint8(i, bytes.getUint8(i));
  }
}

// ---- calls out of C

/** Addresses of callbacks that this isolate has made. */
const callbacks = new WeakMap<Func, bigint>();
const gone = new FinalizationRegistry<bigint>(dropCallback);

function callbackOf(f: Func): Suspends<bigint> {
  const known = callbacks.get(f);
  if (known !== undefined) return known;
  const types = argtypesOf(f);
  if (types === null) throw new TypeError("cannot construct instance of this class: no argtypes");
  const restype = restypeOf(f);
  const result = resultType(restype);
  const at = callback(entry(f.$callable, types, restype), callbackType(result, types));
  reachOutside();
  callbacks.set(f, at);
  gone.register(f, at);
  return at;
}

function callbackType(result: string, types: Value[]): Prototype {
  return prototype(
    result,
    types.map((type) => {
      const info = infoOf(type as PyType);
      if (info.kind === "structure" || info.kind === "array") throw new NotImplementedError("ctypes: callbacks of gilt take no structures by value");
      return typeOfCode(info.code);
    }),
  );
}

/** What C calls. */
function entry(f: Value, types: Value[], restype: Value): (...raw: (number | bigint)[]) => unknown {
  const work = (raw: (number | bigint)[]): Suspends<unknown> => {
    try {
      const args: Value[] = [];
      for (let i = 0; i < types.length; i++) args.push(resultOf(types[i], raw[i]));
      return answer(restype, call(f, ...args));
    } catch (thrown) {
      reportUnraisable($caught(thrown, null), "Exception ignored on calling ctypes callback function", f);
      return restype === null ? undefined : 0;
    }
  };
  return (...raw) => atOnce(() => work(raw));
}

/** The result of a callback, for C. */
function answer(restype: Value, value: Value): Suspends<unknown> {
  if (restype === null) return undefined;
  const info = infoOf(restype as PyType);
  if (isData(value)) return info.kind === "simple" && !info.pointers ? numberAt(info.code, value.$view) : realAddress(addressIn(value));
  const made = over(restype as PyType, new Uint8Array(info.size), null);
  if (info.kind !== "simple") {
    if (value === null) return 0;
    throw new TypeError(`incompatible types, ${typeName(value)} instance instead of ${(restype as PyType).$name} instance`);
  }
  writeCode(info.code, made.$view, 0, value);
  return numberAt(info.code, made.$view);
}
