/**
 * registry - gilt's own modules by name; each is loaded when it is first imported.
 */
import type { PyModule } from "../objects/module.js";

// The bundler makes each of these a part that runs at its first use; `require` is its word for that.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
declare const require: (file: string) => any;

export const natives: Readonly<Record<string, () => PyModule>> = {
  _io: () => require("./io/index.js").default,
  _random: () => require("./_random.js").default,
  _thread: () => require("./_thread/index.js").default,
  abc: () => require("./abc.js").default,
  atexit: () => require("./atexit.js").default,
  io: () => require("./io/index.js").default,
  math: () => require("./math/index.js").default,
  os: () => require("./os/index.js").default,
  "os.path": () => require("./os/path.js").default,
  posixpath: () => require("./os/path.js").default,
  _heapq: () => require("./_heapq.js").default,
  heapq: () => require("./heapq.js").default,
  bisect: () => require("./bisect.js").default,
  _bisect: () => require("./bisect.js").default,
  collections: () => require("./collections/index.js").default,
  "collections.abc": () => require("./collections/abc.js").default,
  _collections_abc: () => require("./collections/abc.js").default,
  contextlib: () => require("./contextlib.js").default,
  copy: () => require("./copy.js").default,
  functools: () => require("./functools/index.js").default,
  itertools: () => require("./itertools/index.js").default,
  operator: () => require("./operator.js").default,
  _operator: () => require("./operator.js").default,
  _signal: () => require("./signal/index.js").default,
  signal: () => require("./signal/index.js").default,
  sched: () => require("./sched.js").default,
  contextvars: () => require("./contextvars.js").default,
  _contextvars: () => require("./contextvars.js").default,
  _queue: () => require("./queue.js").default,
  concurrent: () => require("./concurrent/index.js").default,
  "concurrent.futures": () => require("./concurrent/futures/index.js").default,
  "concurrent.futures._base": () => require("./concurrent/futures/index.js").base,
  "concurrent.futures.thread": () => require("./concurrent/futures/index.js").thread,
  queue: () => require("./queue.js").default,
  random: () => require("./random/index.js").default,
  struct: () => require("./struct/index.js").default,
  _struct: () => require("./struct/index.js").default,
  threading: () => require("./threading/index.js").default,
  types: () => require("./types.js").default,
  time: () => require("./time/index.js").default,
};

/** As sys.builtin_module_names has them. */
export const NATIVE_NAMES: readonly string[] = [
  "_abc", "_ast", "_codecs", "_collections", "_functools", "_imp", "_io", "_locale", "_operator", "_signal", "_sre", "_stat", "_string", "_suggestions", "_symtable", "_sysconfig",
  "_thread", "_tokenize", "_tracemalloc", "_typing", "_warnings", "_weakref", "atexit", "builtins", "errno", "faulthandler", "gc", "itertools", "marshal", "posix", "pwd", "sys", "time",
];
