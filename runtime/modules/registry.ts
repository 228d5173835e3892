/**
 * registry - gilt's own modules by name; each is loaded when it is first imported.
 *
 * The build lists them: a file of modules/ that has a default export is a module of that name ("gilt:natives").
 */
import { files } from "gilt:natives";
import { LIBRARY } from "../importer/place.js";
import type { PyModule } from "../objects/module.js";
import { libraryNames } from "./sys/librarynames.js";

const known = files as Readonly<Record<string, () => Readonly<Record<string, PyModule>>>>;
/** Other names: of the same module object, or of another export of its file ("file export"). */
const ALIASES: Readonly<Record<string, string>> = {
  _bisect: "bisect",
  _codecs_cn: "_multibytecodec _codecs_cn",
  _codecs_hk: "_multibytecodec _codecs_hk",
  _codecs_iso2022: "_multibytecodec _codecs_iso2022",
  _codecs_jp: "_multibytecodec _codecs_jp",
  _codecs_kr: "_multibytecodec _codecs_kr",
  _codecs_tw: "_multibytecodec _codecs_tw",
  _collections: "collections",
  _collections_abc: "collections.abc",
  _contextvars: "contextvars",
  _datetime: "datetime",
  _decimal: "decimal",
  _frozen_importlib: "importlib._bootstrap",
  _frozen_importlib_external: "importlib._bootstrap_external",
  _functools: "functools",
  _hashlib: "hashlib _hashlib",
  _md5: "hashlib _md5",
  _io: "io native",
  _operator: "operator _operator",
  _pickle: "pickle native",
  _pydecimal: "decimal",
  _queue: "queue",
  _sha1: "hashlib _sha1",
  _sha2: "hashlib _sha2",
  _sha3: "hashlib _sha3",
  _signal: "signal",
  _sqlite3: "sqlite3 _sqlite3",
  _struct: "struct",
  "_sysconfigdata__linux_x86_64-linux-gnu": "_sysconfigdata",
  "concurrent.futures._base": "concurrent.futures base",
  "concurrent.futures.thread": "concurrent.futures thread",
  "json.decoder": "json decoder",
  "json.encoder": "json encoder",
  "json.scanner": "json scanner",
  posixpath: "os.path",
  "re._compiler": "re _compiler",
  "re._constants": "re _constants",
  "re._parser": "re _parser",
  "sqlite3.dbapi2": "sqlite3 dbapi2",
  "sqlite3.dump": "sqlite3 dump",
};

/** Names of those that have been asked for, in order. */
export const loadedNatives: string[] = [];
const loaded = new Set<string>();
/** Told of each that has been loaded (processes/renewal.ts). */
export const loading = { done: undefined as (() => undefined) | undefined };

/** The module of that name; undefined if gilt has none of its own. */
export function nativeModule(name: string): PyModule | undefined {
  const [target, member = "default"] = Object.hasOwn(ALIASES, name) ? (ALIASES[name]!.split(" ") as [string, string?]) : [name];
  if (!Object.hasOwn(known, target)) return undefined;
  if (!loaded.has(name)) {
    loaded.add(name);
    loadedNatives.push(name);
    if (loading.done !== undefined) {
      const module = known[target]!()[member];
      loading.done();
      return module;
    }
  }
  return known[target]!()[member];
}

/** Whether gilt has a module of that name of its own. */
export function isNative(name: string): boolean {
  return Object.hasOwn(known, name) || Object.hasOwn(ALIASES, name);
}

/**
 * Modules whose text in the library takes what it can from a module in C, by that module's name. gilt has them whole; the text is what `import` finds
 * when a script has put None in the place of the C module (as CPython's tests do), so that both forms are there.
 */
const ACCELERATORS: Readonly<Record<string, string>> = {
  bisect: "_bisect",
  datetime: "_datetime",
  functools: "_functools",
  heapq: "_heapq",
  json: "_json",
  "json.decoder": "_json",
  "json.encoder": "_json",
  "json.scanner": "_json",
  operator: "_operator",
  pickle: "_pickle",
  queue: "_queue",
};

/** The C module that the library's text of this one takes things from. */
export function acceleratorOf(name: string): string | undefined {
  return Object.hasOwn(ACCELERATORS, name) ? ACCELERATORS[name] : undefined;
}

/** As sys.builtin_module_names has them. */
export const NATIVE_NAMES: readonly string[] = [
  "_abc",
  "_ast",
  "_codecs",
  "_collections",
  "_functools",
  "_imp",
  "_io",
  "_locale",
  "_operator",
  "_signal",
  "_sre",
  "_stat",
  "_string",
  "_suggestions",
  "_symtable",
  "_sysconfig",
  "_thread",
  "_tokenize",
  "_tracemalloc",
  "_typing",
  "_warnings",
  "_weakref",
  "atexit",
  "builtins",
  "errno",
  "faulthandler",
  "gc",
  "itertools",
  "marshal",
  "posix",
  "pwd",
  "sys",
  "time",
];

/** Modules that CPython has in shared objects beside the library. */
const EXTENSIONS =
  "_asyncio _bisect _bz2 _contextvars _csv _ctypes _datetime _decimal _elementtree _hashlib _heapq _json _lsprof _lzma _multiprocessing _opcode _pickle " +
  "_posixshmem _posixsubprocess _queue _random _socket _ssl _statistics _struct _uuid _zoneinfo array binascii cmath fcntl grp math mmap pyexpat readline " +
  "resource select syslog termios unicodedata zlib";

/** Modules whose code is part of CPython's interpreter, though they have a file. */
const FROZEN = "_collections_abc _sitebuiltins abc codecs genericpath importlib.machinery importlib.util io ntpath os posixpath runpy site stat zipimport";

/** Whether a module says that it is `(frozen)`. */
export function isFrozen(name: string): boolean {
  return FROZEN.split(" ").includes(name);
}

/** The file that CPython has the module in; null: the interpreter itself, or it is no module of CPython's. */
export function nativeFile(name: string, isPackage: boolean): string | null {
  const top = name.split(".")[0]!;
  if (NATIVE_NAMES.includes(top) || !libraryNames().includes(top)) return null;
  if (EXTENSIONS.split(" ").includes(name)) return `${LIBRARY}/lib-dynload/${name}.cpython-313-x86_64-linux-gnu.so`;
  return `${LIBRARY}/${name.replaceAll(".", "/")}${isPackage ? "/__init__" : ""}.py`;
}
