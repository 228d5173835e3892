/**
 * registry - gilt's own modules by name; each is loaded when it is first imported.
 */
import type { PyModule } from "../objects/module.js";

// The bundler makes each of these a part that runs at its first use; `require` is its word for that.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
declare const require: (file: string) => any;

export const natives: Readonly<Record<string, () => PyModule>> = {
  _io: () => require("./io/index.js").default,
  _thread: () => require("./_thread/index.js").default,
  abc: () => require("./abc.js").default,
  atexit: () => require("./atexit.js").default,
  io: () => require("./io/index.js").default,
  os: () => require("./os/index.js").default,
  "os.path": () => require("./os/path.js").default,
  posixpath: () => require("./os/path.js").default,
  queue: () => require("./queue.js").default,
  threading: () => require("./threading/index.js").default,
  types: () => require("./types.js").default,
  time: () => require("./time/index.js").default,
};

/** As sys.builtin_module_names has them. */
export const NATIVE_NAMES: readonly string[] = [
  "_abc", "_ast", "_codecs", "_collections", "_functools", "_imp", "_io", "_locale", "_operator", "_signal", "_sre", "_stat", "_string", "_suggestions", "_symtable", "_sysconfig",
  "_thread", "_tokenize", "_tracemalloc", "_typing", "_warnings", "_weakref", "atexit", "builtins", "errno", "faulthandler", "gc", "itertools", "marshal", "posix", "pwd", "sys", "time",
];
