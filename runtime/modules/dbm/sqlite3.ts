/**
 * dbm.sqlite3 - a database of keys and values in a table of SQLite.
 *
 * Mirrors     Lib/dbm/sqlite3.py of CPython 3.13
 * Differs     the journal stays as it was where SQLite cannot share memory with other programs; the keys of an iteration are read at its start
 * Suspends    __fspath__ of a path
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { $callattrkw } from "../../objects/call.js";
import { KeyError, OSError, ValueError } from "../../objects/exceptions.js";
import { iterate } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { pythonClass } from "../../objects/pythonclass.js";
import { builtin, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { MutableMapping } from "../collections/abc/mappings.js";
import { nativeModule } from "../registry.js";
import { OperationalError, Error_ as SqliteError } from "../sqlite3/errors.js";

@pyclass("dbm.sqlite3.error")
class Failure extends OSError {}

const TABLE = `
  CREATE TABLE IF NOT EXISTS Dict (
    key BLOB UNIQUE NOT NULL,
    value BLOB NOT NULL
  )
`;
/** What SQLite calls the ways in which a database may be opened. */
const MODES: Readonly<Record<string, string>> = { r: "ro", w: "rw", c: "rwc", n: "rwc" };

/** The result of a statement as a cursor, which the caller closes. */
function execute(self: Value, sql: string, ...values: Value[]): Suspends<Value> {
  if (!truth(self._cx)) throw new Failure("DBM object has already been closed");
  try {
    return callMethod(self._cx, "execute", sql, new Tuple(values));
  } catch (failed) {
    if (!isinstance(failed, SqliteError)) throw failed;
    throw new Failure(text(failed));
  }
}

function close(self: Value): Suspends<null> {
  if (truth(self._cx)) {
    callMethod(self._cx, "close");
    self._cx = null;
  }
  return null;
}

function pathOf(path: Value): Suspends<Value> {
  return call($getattr(importModule("pathlib"), "Path"), path);
}

function normalUri(path: Value): Suspends<string> {
  return (callMethod(callMethod(pathOf(path), "absolute"), "as_uri") as string).replace(/\/{2,}/g, "/");
}

/** Makes the file as the flag wants it. */
function prepare(file: Value, flag: string, mode: Value): Suspends<void> {
  if (flag === "n") callMethod(file, "unlink", true);
  if (flag === "n" || flag === "c") callMethod(file, "touch", mode);
}

const Database: Value = pythonClass("_Database", "dbm.sqlite3", MutableMapping, {
  "__init__(self, path, /, *, flag, mode)": function (this: Value, path: Value, flag: Value, mode: Value): Suspends<null> {
    if (getattrOr(this, "_cx") !== undefined) throw new Failure("DBM object does not support reinitialization");
    const file = pathOf(callMethod(nativeModule("os"), "fsdecode", path));
    const how = typeof flag === "string" && Object.hasOwn(MODES, flag) ? MODES[flag] : undefined;
    if (how === undefined) throw new ValueError(`Flag must be one of 'r', 'w', 'c', or 'n', not ${repr(flag)}`);
    prepare(file, flag, mode);
    try {
      this._cx = $callattrkw(nativeModule("sqlite3"), "connect", [`${normalUri(file)}?mode=${how}`], ["autocommit", "uri"], [true, true]);
    } catch (failed) {
      if (!isinstance(failed, SqliteError)) throw failed;
      throw new Failure(text(failed));
    }
    try {
      callMethod(callMethod(this._cx, "execute", "PRAGMA journal_mode = wal"), "close");
    } catch (failed) {
      if (!isinstance(failed, OperationalError)) throw failed; // it is an optimisation only
    }
    if (how === "rwc") callMethod(execute(this, TABLE), "close");
    return null;
  },
  "__len__(self)": function (this: Value): Suspends<number> {
    const cursor = execute(this, "SELECT COUNT (key) FROM Dict");
    const row = callMethod(cursor, "fetchone");
    callMethod(cursor, "close");
    return getitem(row, 0);
  },
  "__getitem__(self, key)": function (this: Value, key: Value): Suspends<Value> {
    const cursor = execute(this, "SELECT value FROM Dict WHERE key = CAST(? AS BLOB)", key);
    const row = callMethod(cursor, "fetchone");
    callMethod(cursor, "close");
    if (!truth(row)) throw new KeyError(key);
    return getitem(row, 0);
  },
  "__setitem__(self, key, value)": function (this: Value, key: Value, value: Value): Suspends<null> {
    execute(this, "REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))", key, value);
    return null;
  },
  "__delitem__(self, key)": function (this: Value, key: Value): Suspends<null> {
    const cursor = execute(this, "DELETE FROM Dict WHERE key = CAST(? AS BLOB)", key);
    const count = $getattr(cursor, "rowcount");
    callMethod(cursor, "close");
    if (!truth(count)) throw new KeyError(key);
    return null;
  },
  "__iter__(self)": function (this: Value): Suspends<Value> {
    return iterate(keysOf(this));
  },
  "close(self)": function (this: Value): Suspends<null> {
    return close(this);
  },
  "keys(self)": function (this: Value): Suspends<Value> {
    return keysOf(this);
  },
  "__enter__(self)": function (this: Value): Value {
    return this;
  },
  "__exit__(self, *args)": function (this: Value): Suspends<null> {
    return close(this);
  },
});

function keysOf(self: Value): Suspends<Value> {
  const cursor = execute(self, "SELECT key FROM Dict");
  const rows = spread(callMethod(cursor, "fetchall"));
  callMethod(cursor, "close");
  const keys: Value[] = [];
  for (const row of rows) keys.push(getitem(row, 0));
  return keys;
}

const open = builtin(
  "open(filename, /, flag='r', mode=0o666)",
  (filename: Value, flag: Value, mode: Value): Suspends<Value> =>
    $callattrkw(module, "_Database", [filename], ["flag", "mode"], [flag === undefined ? "r" : flag, mode === undefined ? 0o666 : mode]),
  "dbm.sqlite3",
);

const module = pymodule("dbm.sqlite3", {
  error: Failure,
  open,
  _Database: Database,
  _normalize_uri: builtin("_normalize_uri(path)", normalUri, "dbm.sqlite3"),
});
export default module;
