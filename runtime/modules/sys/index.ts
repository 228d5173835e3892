/**
 * sys - the interpreter as scripts see it.
 *
 * Mirrors  Python/sysmodule.c of CPython 3.13
 * Differs  settrace and setprofile hear of the functions of modules whose text sets them or that are loaded while they are set, nothing of C functions; monitoring is kept but never called; sizes (getsizeof) are CPython's for plain values, estimates for the rest
 */
import { $callx } from "../../objects/call.js";
import { argumentName, typeName } from "../../objects/typename.js";
import { asyncgenHooks, setAsyncgenHooks } from "../../objects/asyncgenerators.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { builtin } from "../../objects/register.js";
import {
  BaseException,
  Exception,
  OverflowError,
  RecursionError,
  RuntimeError,
  SystemExit,
  TypeError,
  UnicodeEncodeError,
  ValueError,
} from "../../objects/exceptions.js";
import { inInterpreter, later, pymodule, type PyModule } from "../../objects/module.js";
import { isinstance, object as objectType, specialMethod, type as typeType, typeOf, type Value } from "../../objects/object.js";
import { str, stringOf } from "../../objects/str.js";
import { headerOf, wholeSize } from "../../objects/sizes.js";
import { Float } from "../../objects/float.js";
import { Tuple, plainTuple, tuple } from "../../objects/tuple.js";
import { makeStruct, structSequence as structType } from "../../objects/structseq.js";
import { namespace } from "../../objects/namespace.js";
import { callMethod, callable } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { toIndex } from "../../objects/protocols/index.js";
import { $handled } from "../../objects/raise.js";
import { formatException, showException, suggestionHooks, tracebackLimit, tracebackOf } from "../../objects/traceback.js";
import { currentFrame, keptFrame, waitingFrames } from "../../objects/frameobject.js";
import { callerEntry, runningHooks } from "../../objects/trace.js";
import { moduleNameIn } from "../../objects/modulehooks.js";
import { isolate } from "../../scheduler/current.js";
import { Dict } from "../../objects/dict.js";
import { S, type Suspends } from "../../frames/suspend.js";
import { limitRecursion, recursion } from "../../frames/save.js";
import { origins } from "../../frames/generator.js";
import { interval } from "../../scheduler/policy.js";
import { textDefaults } from "../io/defaults.js";
import { writeStderr } from "./streams.js";
import { tracing } from "./tracing.js";
import { sysModule } from "./module.js";
import builtinsModule from "../builtins/module.js";
import { metaPath } from "../../importer/finders.js";
import { pathHooks } from "../../importer/pathhooks.js";
import { modules, path } from "../../importer/importer.js";
import { digitLimit } from "../../objects/int/text.js";
import { frozenSetOf } from "../../objects/set.js";
import { hashSeed } from "../../objects/siphash.js";
import { NATIVE_NAMES } from "../registry.js";
import { breakpointHook } from "./breakpoint.js";
import { libraryNames } from "./librarynames.js";
import { carriedContents } from "../../snapshot/carried.js";
import { audit, auditHooks } from "../../objects/audit.js";

/** A maker of named tuples all of whose fields are items. */
function structSequence(name: string, fields: readonly string[]): (values: Value[]) => Value {
  const cls = structType(name, fields);
  return (values) => makeStruct(cls, values);
}

const release = structSequence("sys.version_info", ["major", "minor", "micro", "releaselevel", "serial"]);
const version_info = release([3, 13, 0, "final", 0]);

const flagsType = structType(
  "sys.flags",
  [
    "debug",
    "inspect",
    "interactive",
    "optimize",
    "dont_write_bytecode",
    "no_user_site",
    "no_site",
    "ignore_environment",
    "verbose",
    "bytes_warning",
    "quiet",
    "hash_randomization",
    "isolated",
    "dev_mode",
    "utf8_mode",
    "warn_default_encoding",
    "safe_path",
    "int_max_str_digits",
    "gil",
  ],
  18,
);

/** Settings of python3's command line, in the order of sys.flags. */
export const commandLine = {
  interactive: 0,
  quiet: 0,
  optimize: 0,
  isolated: 0,
  ignoreEnvironment: 0,
  noSite: 0,
  devMode: false,
  noUserSite: 0,
  unbuffered: false,
  debug: 0,
  dontWriteBytecode: 0,
  bytesWarning: 0,
  safePath: false,
};

export function makeFlags(): Suspends<Value> {
  const c = commandLine;
  return makeStruct(flagsType, [
    c.debug,
    c.interactive,
    c.interactive,
    c.optimize,
    c.dontWriteBytecode,
    c.noUserSite,
    c.noSite,
    c.ignoreEnvironment,
    0,
    c.bytesWarning,
    c.quiet,
    hashSeed() === 0 ? 0 : 1,
    c.isolated,
    c.devMode,
    textDefaults.isUtf8Mode ? 1 : 0,
    textDefaults.warns ? 1 : 0,
    c.safePath,
    digitLimit.value,
    1,
  ]);
}

const float_info = structSequence("sys.float_info", [
  "max",
  "max_exp",
  "max_10_exp",
  "min",
  "min_exp",
  "min_10_exp",
  "dig",
  "mant_dig",
  "epsilon",
  "radix",
  "rounds",
])([new Float(Number.MAX_VALUE), 1024, 308, new Float(2.2250738585072014e-308), -1021, -307, 15, 53, new Float(Number.EPSILON), 2, 1]);
const int_info = structSequence("sys.int_info", ["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"])([30, 4, 4300, 640]);
const hash_info = structSequence("sys.hash_info", ["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"])([
  64,
  2305843009213693951n,
  314159,
  0,
  1000003,
  "siphash13",
  64,
  128,
  0,
]);
const thread_info = structSequence("sys.thread_info", ["name", "lock", "version"])(["pthread", "semaphore", "NPTL 2.36"]);

function excInfo(): Suspends<Tuple> {
  const e = $handled();
  return e === null ? new Tuple([null, null, null]) : new Tuple([typeOf(e), e, tracebackOf(e)]);
}

const functions: Record<string, Value> = {
  exit: builtin(
    "exit(status=None, /)",
    (status: Value): never => {
      throw status === undefined || status === null ? new SystemExit() : isTuple(status) ? new SystemExit(...(status as Tuple).items) : new SystemExit(status);
    },
    "sys",
  ),
  exc_info: builtin("exc_info()", (): Suspends<Value> => excInfo(), "sys"),
  exception: builtin("exception()", (): Value => $handled(), "sys"),
  excepthook: builtin(
    "excepthook(exctype, value, traceback, /)",
    (_exctype: Value, value: Value, _traceback: Value): Suspends<Value> => {
      if (isinstance(value, BaseException)) showException(value);
      else writeStderr(`TypeError: print_exception(): Exception expected for value, ${typeName(value)} found\n`);
      return null;
    },
    "sys",
  ),
  unraisablehook: builtin(
    "unraisablehook(unraisable, /)",
    (unraisable: Value): Suspends<Value> => {
      const err_msg = $getattr(unraisable, "err_msg");
      const object = $getattr(unraisable, "object");
      const exc_value = $getattr(unraisable, "exc_value");
      const message: string | null = err_msg === null || err_msg === undefined ? null : String(err_msg);
      if (object !== null && object !== undefined) writeStderr(`${message ?? "Exception ignored in"}: ${repr(object)}\n`);
      else if (message !== null) writeStderr(`${message}:\n`);
      if (exc_value !== null && exc_value !== undefined) {
        const shown = formatException(exc_value, { carets: false, chain: false });
        // the colon is there without a message, too
        writeStderr(/(?:^|\n)[^:\n]+\n$/.test(shown) ? `${shown.slice(0, -1)}: \n` : shown);
      }
      return null;
    },
    "sys",
  ),
  displayhook: builtin(
    "displayhook(object, /)",
    (object: Value): Suspends<Value> => {
      if (object === null) return null;
      const builtins = builtinsModule as Value;
      $setattr(builtins, "_", null); // nothing of the last value is printed while repr() runs
      const { stdout } = sysModule;
      if (stdout === undefined || stdout === null) throw new RuntimeError("lost sys.stdout");
      const text = repr(object);
      try {
        callMethod(stdout, "write", text);
      } catch (error) {
        if (!isinstance(error as Value, UnicodeEncodeError)) throw error;
        const shown = callMethod(text, "encode", $getattr(stdout, "encoding"), "backslashreplace");
        const buffer = getattrOr(stdout, "buffer");
        if (buffer !== undefined) callMethod(buffer, "write", shown);
        else callMethod(stdout, "write", callMethod(shown, "decode", $getattr(stdout, "encoding"), "strict"));
      }
      callMethod(stdout, "write", "\n");
      $setattr(builtins, "_", object);
      return null;
    },
    "sys",
  ),
  getrecursionlimit: builtin("getrecursionlimit()", (): Value => recursion.limit, "sys"),
  setrecursionlimit: builtin(
    "setrecursionlimit(limit, /)",
    (limit: Value): Suspends<Value> => {
      const n = toIndex(limit);
      if (n > 2147483647) throw new OverflowError("signed integer is greater than maximum");
      if (n < 1) throw new ValueError("recursion limit must be greater or equal than 1");
      if (S.depth >= n) throw new RecursionError(`cannot set the recursion limit to ${String(n)} at the recursion depth ${S.depth}: the limit is too low`);
      limitRecursion(Number(n));
      return null;
    },
    "sys",
  ),
  getdlopenflags: builtin("getdlopenflags()", (): number => dlopenFlags.value, "sys"),
  setdlopenflags: builtin(
    "setdlopenflags(flags, /)",
    (flags: Value): Suspends<null> => {
      dlopenFlags.value = Number(toIndex(flags));
      return null;
    },
    "sys",
  ),
  getswitchinterval: builtin("getswitchinterval()", (): Value => new Float(interval.ms / 1000), "sys"),
  setswitchinterval: builtin(
    "setswitchinterval(interval, /)",
    (given: Value): Suspends<Value> => {
      const seconds = given instanceof Float ? given.value : Number(toIndex(given));
      if (!(seconds > 0)) throw new ValueError("switch interval must be strictly positive");
      interval.ms = seconds * 1000;
      return null;
    },
    "sys",
  ),
  getdefaultencoding: builtin("getdefaultencoding()", (): Value => "utf-8", "sys"),
  getfilesystemencoding: builtin("getfilesystemencoding()", (): Value => "utf-8", "sys"),
  getfilesystemencodeerrors: builtin("getfilesystemencodeerrors()", (): Value => "surrogateescape", "sys"),
  intern: builtin(
    "intern(string, /)",
    (text: Value): Value => {
      if (typeof text !== "string")
        throw new TypeError(isinstance(text, str) ? `can't intern ${typeOf(text).$name}` : `intern() argument must be str, not ${typeOf(text).$name}`);
      return text;
    },
    "sys",
  ),
  getrefcount: builtin("getrefcount(object, /)", (_object: Value): Value => 2, "sys"),
  getsizeof: builtin(
    "getsizeof(object, default=<unrepresentable>)",
    (object: Value, _otherwise: Value): Suspends<Value> => {
      const owner = typeOf(object).$mro.find((cls) => cls.$dict.has("__sizeof__"));
      if (owner === objectType || owner === typeType) return wholeSize(object);
      const size = specialMethod(object, "__sizeof__").call(object);
      if (typeof size !== "number") throw new TypeError("an integer is required");
      if (size < 0) throw new ValueError("__sizeof__() should return >= 0");
      return size + headerOf(object);
    },
    "sys",
  ),
  is_finalizing: builtin("is_finalizing()", (): Value => finalizing.now, "sys"),
  settrace: builtin(
    "settrace(function, /)",
    (f: Value): Suspends<Value> => {
      audit("sys.settrace");
      tracing().trace = f;
      return null;
    },
    "sys",
  ),
  gettrace: builtin("gettrace()", (): Value => tracing().trace, "sys"),
  setprofile: builtin(
    "setprofile(function, /)",
    (f: Value): Suspends<Value> => {
      audit("sys.setprofile");
      tracing().profile = f;
      return null;
    },
    "sys",
  ),
  getprofile: builtin("getprofile()", (): Value => tracing().profile, "sys"),
  _getframe: builtin(
    "_getframe(depth=0, /)",
    (depth: Value): Suspends<Value> => {
      const frame = keptFrame(depth === undefined ? 0 : Number(toIndex(depth)));
      if (frame === null) throw new ValueError("call stack is not deep enough");
      audit("sys._getframe", frame);
      return frame;
    },
    "sys",
  ),
  _getframemodulename: builtin(
    "_getframemodulename(depth=0)",
    (depth: Value): Suspends<Value> => {
      const entry = callerEntry(depth === undefined ? 0 : Number(toIndex(depth)));
      return entry === undefined ? null : moduleNameIn(entry.file);
    },
    "sys",
  ),
  get_int_max_str_digits: builtin("get_int_max_str_digits()", (): Value => digitLimit.value, "sys"),
  set_int_max_str_digits: builtin(
    "set_int_max_str_digits(maxdigits)",
    (maxdigits: Value): Suspends<Value> => {
      const n = Number(toIndex(maxdigits));
      if (n !== 0 && n < 640) throw new ValueError("maxdigits must be 0 or larger than 640");
      digitLimit.value = n;
      return null;
    },
    "sys",
  ),
  getallocatedblocks: builtin("getallocatedblocks()", (): Value => Math.floor(process.memoryUsage().heapUsed / 64), "sys"),
  getunicodeinternedsize: builtin("getunicodeinternedsize(*, _only_immortal=False)", (_only: Value): Value => 0, "sys"),
  get_asyncgen_hooks: builtin(
    "get_asyncgen_hooks()",
    (): Value => {
      const { firstiter, finalizer } = asyncgenHooks();
      return asyncgenHooksType([firstiter, finalizer]);
    },
    "sys",
  ),
  set_asyncgen_hooks: builtin(
    "set_asyncgen_hooks(firstiter=None, finalizer=None)",
    (firstiter: Value, finalizer: Value): Value => {
      const now = asyncgenHooks();
      for (const [name, hook] of [
        ["finalizer", finalizer],
        ["firstiter", firstiter],
      ] as const)
        if (hook !== undefined && hook !== null && !callable(hook)) throw new TypeError(`callable ${name} expected, got ${typeName(hook)}`);
      setAsyncgenHooks(firstiter === undefined ? now.firstiter : firstiter, finalizer === undefined ? now.finalizer : finalizer);
      return null;
    },
    "sys",
  ),
  get_coroutine_origin_tracking_depth: builtin("get_coroutine_origin_tracking_depth()", (): Value => origins.depth, "sys"),
  set_coroutine_origin_tracking_depth: builtin(
    "set_coroutine_origin_tracking_depth(depth)",
    (depth: Value): Suspends<Value> => {
      const n = toIndex(depth);
      if (n > 2147483647 || n < -2147483648) throw new OverflowError("Python int too large to convert to C int");
      if (n < 0) throw new ValueError("depth must be >= 0");
      origins.depth = Number(n);
      return null;
    },
    "sys",
  ),
  addaudithook: builtin(
    "addaudithook(hook)",
    (hook: Value): Suspends<Value> => {
      try {
        audit("sys.addaudithook");
      } catch (error) {
        if (!isinstance(error as Value, Exception)) throw error;
        return null; // a hook wants no others
      }
      auditHooks.push(hook);
      return null;
    },
    "sys",
  ),
  audit: builtin(
    "audit(event, /, *args)",
    (event: Value, args: Value[]): Suspends<Value> => {
      const name = stringOf(event);
      if (name === undefined) throw new TypeError(`expected str for argument 'event', not ${typeName(event)}`);
      audit(name, ...args);
      return null;
    },
    "sys",
  ),
  call_tracing: builtin(
    "call_tracing(func, args, /)",
    (f: Value, args: Value): Suspends<Value> => {
      if (!isinstance(args, tuple)) throw new TypeError(`call_tracing() argument 2 must be tuple, not ${argumentName(args)}`);
      return $callx(f, plainTuple(args).items.slice(), null);
    },
    "sys",
  ),
  _current_frames: builtin(
    "_current_frames()",
    (): Suspends<Value> => {
      audit("sys._current_frames");
      const rows: [Value, Value][] = waitingFrames();
      const own: [Value, Value] = [isolate.current!.ident, currentFrame(0)];
      return Dict.$of(isolate.current === isolate.main ? [...rows, own] : [own, ...rows]);
    },
    "sys",
  ),
  _current_exceptions: builtin(
    "_current_exceptions()",
    (): Suspends<Value> => {
      audit("sys._current_exceptions");
      const rows: [Value, Value][] = runningHooks.waiting().map((thread) => [thread.ident, (thread.local.handled as Value) ?? null]);
      const own: [Value, Value] = [isolate.current!.ident, $handled()];
      return Dict.$of(isolate.current === isolate.main ? [...rows, own] : [own, ...rows]);
    },
    "sys",
  ),
  breakpointhook: builtin("breakpointhook(*args, **kwargs)", breakpointHook, "sys"),
  activate_stack_trampoline: builtin(
    "activate_stack_trampoline(backend, /)",
    (backend: Value): Value => {
      if (typeof backend !== "string") throw new TypeError(`activate_stack_trampoline() argument must be str, not ${typeName(backend)}`);
      if (backend !== "perf" && backend !== "perf_jit") throw new ValueError(`invalid backend: ${backend}`);
      trampoline.active = true;
      return null;
    },
    "sys",
  ),
  deactivate_stack_trampoline: builtin(
    "deactivate_stack_trampoline()",
    (): Value => {
      trampoline.active = false;
      return null;
    },
    "sys",
  ),
  is_stack_trampoline_active: builtin("is_stack_trampoline_active()", (): Value => trampoline.active, "sys"),
  _is_gil_enabled: builtin("_is_gil_enabled()", (): Value => true, "sys"),
  _clear_type_cache: builtin("_clear_type_cache()", (): Value => null, "sys"),
};
const asyncgenHooksType = structSequence("sys.asyncgen_hooks", ["firstiter", "finalizer"]);
/** RTLD_NOW, unless a script says otherwise; gilt loads no extension modules by it. */
const dlopenFlags = { value: 2 };
/** Whether functions would have names for `perf`: gilt has none to give it. */
const trampoline = { active: false };

/** Set while the program ends. */
export const finalizing = { now: false };
carriedContents("coroutine origins", origins);
carriedContents("sys dlopen flags", dlopenFlags);
carriedContents("sys stack trampoline", trampoline);

function isTuple(x: Value): boolean {
  return x instanceof Tuple;
}

const implementation = namespace({ name: "cpython", cache_tag: "cpython-313", version: version_info, hexversion: 0x030d00f0, _multiarch: "x86_64-linux-gnu" });

const contents = {
  ...functions,
  __displayhook__: functions["displayhook"],
  __excepthook__: functions["excepthook"],
  __unraisablehook__: functions["unraisablehook"],
  __breakpointhook__: functions["breakpointhook"],
  modules,
  path,
  argv: [""],
  orig_argv: [],
  version: "3.13.0 (main, Oct  7 2024, 05:02:14) [GCC 12.2.0]",
  version_info,
  hexversion: 0x030d00f0,
  api_version: 1013,
  implementation,
  copyright:
    "Copyright (c) 2001-2024 Python Software Foundation.\nAll Rights Reserved.\n\nCopyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\nCopyright (c) 1995-2001 Corporation for National Research Initiatives.\nAll Rights Reserved.\n\nCopyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\nAll Rights Reserved.",
  platform: "linux",
  byteorder: "little",
  maxsize: 9223372036854775807n,
  maxunicode: 0x10ffff,
  executable: "",
  prefix: "/usr",
  exec_prefix: "/usr",
  base_prefix: "/usr",
  base_exec_prefix: "/usr",
  _base_executable: "",
  platlibdir: "lib",
  abiflags: "",
  float_info,
  int_info,
  hash_info,
  thread_info,
  float_repr_style: "short",
  flags: makeFlags(),
  warnoptions: [],
  _xoptions: new Dict(),
  dont_write_bytecode: false,
  pycache_prefix: null,
  meta_path: metaPath,
  path_hooks: pathHooks,
  path_importer_cache: new Dict(),
  _git: new Tuple(["CPython", "", ""]),
  _framework: "",
  builtin_module_names: new Tuple([...NATIVE_NAMES]),
};
pymodule("sys", contents, null, sysModule as PyModule);
later(sysModule as PyModule, "stdlib_module_names", () => frozenSetOf(libraryNames()));
inInterpreter.names = new Set(NATIVE_NAMES);
function limitNow(): number | null {
  const limit: Value = sysModule.tracebacklimit;
  return typeof limit === "number" ? Math.max(0, limit) : null;
}
tracebackLimit.current = limitNow;
suggestionHooks.isLibrary = (name) => libraryNames().includes(name);
export default sysModule;
