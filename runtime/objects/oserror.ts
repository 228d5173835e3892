/**
 * oserror - OSError and the classes it becomes by its errno.
 *
 * Mirrors     Objects/exceptions.c (OSError), Python/errno of 64-bit Linux
 */
import type { Suspends } from "../frames/suspend.js";
import {
  AttributeError,
  BaseException,
  BlockingIOError,
  BrokenPipeError,
  ChildProcessError,
  ConnectionAbortedError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  InterruptedError,
  IsADirectoryError,
  NotADirectoryError,
  OSError,
  PermissionError,
  ProcessLookupError,
  TimeoutError,
  TypeError,
} from "./exceptions.js";
import type { Kw } from "./function.js";
import { lookup, type PyType, type Value } from "./object.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { getset, methods } from "./register.js";
import { Tuple } from "./tuple.js";

/** The class for an errno. */
const BY_ERRNO = new Map<number, PyType>([
  [11, BlockingIOError],
  [114, BlockingIOError],
  [115, BlockingIOError],
  [10, ChildProcessError],
  [32, BrokenPipeError],
  [108, BrokenPipeError],
  [103, ConnectionAbortedError],
  [111, ConnectionRefusedError],
  [104, ConnectionResetError],
  [17, FileExistsError],
  [2, FileNotFoundError],
  [21, IsADirectoryError],
  [20, NotADirectoryError],
  [4, InterruptedError],
  [13, PermissionError],
  [1, PermissionError],
  [3, ProcessLookupError],
  [110, TimeoutError],
]);

/** `OSError(errno, ...)` makes an instance of the class that stands for the errno. */
OSError.$pick = (cls: PyType, args: Value[]): PyType =>
  cls === OSError && args.length >= 2 && args.length <= 5 ? (BY_ERRNO.get(args[0] as number) ?? cls) : cls;

function fill(e: Value, args: Value[]): void {
  e.$args = args;
  if (args.length < 2 || args.length > 5) return;
  e.$errno = args[0];
  e.$strerror = args[1];
  if (args.length > 2 && args[2] !== null) {
    e.$filename = args[2];
    if (e.$cls === BlockingIOError && typeof args[2] === "number") {
      e.$written = args[2];
      e.$filename = null;
    } else e.$args = args.slice(0, 2);
    if (args.length > 4 && args[4] !== null) e.$filename2 = args[4];
  }
}

methods(OSError, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    if (lookup(this.$cls as PyType, "__new__") !== lookup(OSError, "__new__")) {
      // of a class with a `__new__` of its own the arguments are those that this has handed on
      fill(this, this.$args as Value[]);
      return null;
    }
    if (Object.keys(kw).length > 0) throw new TypeError(`${this.$cls.$name}() takes no keyword arguments`);
    fill(this, args);
    return null;
  },
  "__str__(self, /)"(this: Value): Suspends<string> {
    const { $errno: errno, $strerror: strerror, $filename: filename, $filename2: second } = this;
    if (filename !== undefined && filename !== null) {
      const start = `[Errno ${text(errno ?? null)}] ${text(strerror ?? null)}: ${repr(filename)}`;
      return second === undefined || second === null ? start : `${start} -> ${repr(second)}`;
    }
    if (errno !== undefined && errno !== null && strerror !== undefined && strerror !== null) return `[Errno ${text(errno)}] ${text(strerror)}`;
    return BaseException.prototype.__str__.call(this);
  },
  "__reduce__(self, /)"(this: Value) {
    const args = this.$args as Value[];
    const { $filename: filename, $filename2: second } = this;
    if (args.length !== 2 || filename === undefined || filename === null) return new Tuple([this.$cls, new Tuple(args)]);
    const all = second === undefined || second === null ? [...args, filename] : [...args, filename, null, second];
    return new Tuple([this.$cls, new Tuple(all)]);
  },
});

function field(property: string): [(e: Value) => Value, (e: Value, value: Value) => void] {
  return [
    (e) => e[property] ?? null,
    (e, value) => {
      e[property] = value;
    },
  ];
}
getset(OSError, {
  errno: field("$errno"),
  strerror: field("$strerror"),
  filename: field("$filename"),
  filename2: field("$filename2"),
  characters_written: [
    (e) => {
      if (e.$written === undefined) throw new AttributeError("characters_written");
      return e.$written;
    },
    (e, value) => {
      e.$written = value;
    },
    (e) => {
      if (e.$written === undefined) throw new AttributeError("characters_written");
      e.$written = undefined;
    },
  ],
});
