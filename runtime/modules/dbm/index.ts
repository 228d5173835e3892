/**
 * dbm - opens a database by the kind that its files show.
 *
 * Mirrors     Lib/dbm/__init__.py of CPython 3.13
 * Differs     there are dbm.sqlite3 and dbm.dumb; databases of gdbm and ndbm are known, and not opened, as where CPython was built without them
 * Suspends    __fspath__ of a path
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { Exception, ImportError, OSError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { getitem, setitem } from "../../objects/protocols/getitem.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { nativeModule } from "../registry.js";

@pyclass("dbm.error")
class Failure extends Exception {}

const error = new Tuple([Failure, OSError]);

const open = builtin(
  "open(file, flag='r', mode=0o666)",
  (file: Value, flag: Value, mode: Value): Suspends<Value> => {
    if (module._defaultmod === null) loadKinds();
    const how = flag === undefined ? "r" : flag;
    const anew = contains(how, "n");
    const kind = anew ? null : kindOf(file);
    if (kind === null && !anew && !contains(how, "c")) throw new Failure("db file doesn't exist; use 'c' or 'n' flag to create a new db");
    if (kind === "") throw new Failure("db type could not be determined");
    if (kind !== null && !contains(module._modules, kind)) throw new Failure(`db type is ${kind}, but the module is not available`);
    return callMethod(kind === null ? module._defaultmod : getitem(module._modules, kind), "open", file, how, mode === undefined ? 0o666 : mode);
  },
  "dbm",
);

/** Finds the kinds that can be opened; new databases are of the first. */
function loadKinds(): Suspends<void> {
  for (const name of spread(module._names)) {
    let found: Value;
    try {
      found = importModule(name);
    } catch (failed) {
      if (!(failed instanceof ImportError)) throw failed;
      continue;
    }
    module._defaultmod ??= found;
    setitem(module._modules, name, found);
  }
}

/** The module that a database's files are of; "" if it is none that is known, null if there is no such file. */
function kindOf(file: Value): Suspends<string | null> {
  const os: Value = nativeModule("os");
  const name = callMethod(os, "fsencode", file);
  const beside = (suffix: string): Value => callMethod(name, "__add__", new Bytes(Buffer.from(suffix)));
  if (firstBytes(beside(".pag")) !== undefined && firstBytes(beside(".dir")) !== undefined) return "dbm.ndbm";
  if (firstBytes(beside(".dat")) !== undefined) {
    const start = firstBytes(beside(".dir"));
    if (start !== undefined && (start.length === 0 || start[0] === 0x27 || start[0] === 0x22)) return "dbm.dumb";
  }
  const start = firstBytes(name);
  if (start === undefined) return null;
  if (start.length < 4) return "";
  const head = Buffer.from(start.buffer, start.byteOffset, start.length);
  if (head.toString("latin1") === "SQLite format 3\0") return "dbm.sqlite3";
  return GDBM.has(head.readInt32LE(0)) ? "dbm.gnu" : "";
}

/** Magic numbers of gdbm's files. */
const GDBM: ReadonlySet<number> = new Set([0x13579ace, 0x13579acd, 0x13579acf]);

/** The first sixteen bytes of a file; undefined if it cannot be read. */
function firstBytes(name: Value): Suspends<Uint8Array | undefined> {
  let file: Value;
  try {
    file = callMethod(nativeModule("io"), "open", name, "rb");
  } catch (failed) {
    if (!(failed instanceof OSError)) throw failed;
    return undefined;
  }
  try {
    return (callMethod(file, "read", 16) as Bytes).$data;
  } finally {
    callMethod(file, "close");
  }
}

const whichdb = builtin("whichdb(filename)", (filename: Value): Suspends<Value> => kindOf(filename), "dbm");

const module = pymodule("dbm", {
  __all__: ["open", "whichdb", "error"],
  _names: ["dbm.sqlite3", "dbm.gnu", "dbm.ndbm", "dbm.dumb"],
  _defaultmod: null,
  _modules: new Dict(),
  open,
  whichdb,
  error,
  ndbm: null,
  __path__: [],
}) as Value;
export default module;
