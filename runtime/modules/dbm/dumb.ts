/**
 * dbm.dumb - a database in two files: values in blocks, and a text that says where the values of the keys stand.
 *
 * Mirrors     Lib/dbm/dumb.py of CPython 3.13
 * Differs     one that is not closed is written when the program ends, not when it is dropped
 * Suspends    __fspath__ of a path
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { disown, own } from "../../lifetimes/tracked.js";
import { $getattr } from "../../objects/attributes.js";
import { isBytesOrArray } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { END, iterate } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { delitem, getitem, setitem } from "../../objects/protocols/getitem.js";
import { spread } from "../../objects/protocols/iter.js";
import { toIndex } from "../../objects/protocols/index.js";
import { len } from "../../objects/protocols/len.js";
import { repr } from "../../objects/protocols/repr.js";
import { pythonClass } from "../../objects/pythonclass.js";
import { builtin } from "../../objects/register.js";
import { str } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { MutableMapping } from "../collections/abc/mappings.js";
import { nativeModule } from "../registry.js";

const BLOCK = 512;

const os = (): Value => nativeModule("os");

function opened(name: Value, mode: string): Suspends<Value> {
  return callMethod(nativeModule("io"), "open", name, mode, ...(mode.includes("b") ? [] : [-1, "Latin-1"]));
}

/** Does something with a file, which is closed then. */
function using<T>(name: Value, mode: string, work: (file: Value) => Suspends<T>): Suspends<T> {
  const file = opened(name, mode);
  try {
    return work(file);
  } finally {
    callMethod(file, "close");
  }
}

/** Does something whose failing does not matter. */
function trying(what: string, ...names: Value[]): Suspends<void> {
  try {
    callMethod(os(), what, ...names);
  } catch (failed) {
    if (!(failed instanceof OSError)) throw failed;
  }
}

function setMode(self: Value, file: Value): Suspends<void> {
  callMethod(os(), "chmod", file, self._mode);
}

/** Looks at a file that is to be there; flags that make databases make it. */
function ensure(self: Value, file: Value, flag: string, look: (file: Value) => Suspends<void>): Suspends<void> {
  let found: Value;
  try {
    found = opened(file, "r");
  } catch (failed) {
    if (!(failed instanceof OSError) || (flag !== "c" && flag !== "n")) throw failed;
    using(file, "w", () => setMode(self, file));
    return;
  }
  try {
    look(found);
  } finally {
    callMethod(found, "close");
  }
}

/** Reads the text that says where values stand. */
function readIndex(self: Value, file: Value): Suspends<void> {
  const evaluate = $getattr(importModule("ast"), "literal_eval");
  const it = iterate(file);
  for (let line = it.$next(); line !== END; line = it.$next()) {
    const [key, place] = spread(call(evaluate, callMethod(line, "rstrip")));
    setitem(self._index, callMethod(key, "encode", "Latin-1"), place);
  }
}

/** Writes it anew; the one before is kept as a copy. */
function commit(self: Value): Suspends<null> {
  if (self._index === null || !self._modified) return null;
  trying("unlink", self._bakfile);
  trying("rename", self._dirfile, self._bakfile);
  using(self._dirfile, "w", (file) => {
    setMode(self, self._dirfile);
    const it = iterate(callMethod(self._index, "items"));
    for (let item = it.$next(); item !== END; item = it.$next()) callMethod(file, "write", entry(getitem(item, 0), getitem(item, 1)));
  });
  self._modified = false;
  return null;
}

function entry(key: Value, place: Value): Suspends<string> {
  return `${repr(callMethod(key, "decode", "Latin-1"))}, ${repr(place)}\n`;
}

function close(self: Value): Suspends<null> {
  disown(self);
  try {
    commit(self);
  } finally {
    self._index = self._datfile = self._dirfile = self._bakfile = null;
  }
  return null;
}

function verifyOpen(self: Value): void {
  if (self._index === null) throw new OSError("DBM object has already been closed");
}

function keyOf(key: Value): Suspends<Value> {
  return isinstance(key, str) ? callMethod(key, "encode", "utf-8") : key;
}

/** @throws TypeError it is neither text nor bytes */
function stored(value: Value, what: string): Suspends<Value> {
  const bytes = keyOf(value);
  if (!isBytesOrArray(bytes)) throw new TypeError(`${what} must be bytes or strings`);
  return bytes;
}

/** Appends a value in blocks of its own; where it stands and how long it is. */
function addValue(self: Value, value: Value): Suspends<Value> {
  return using(self._datfile, "rb+", (file) => {
    const end = Number(callMethod(file, "seek", 0, 2));
    const place = Math.ceil(end / BLOCK) * BLOCK;
    callMethod(file, "write", new Bytes(new Uint8Array(place - end)));
    callMethod(file, "write", value);
    return new Tuple([place, len(value)]);
  });
}

/** Puts a value where one stood that took no fewer blocks. */
function replaceValue(self: Value, place: Value, value: Value): Suspends<Value> {
  return using(self._datfile, "rb+", (file) => {
    callMethod(file, "seek", place);
    callMethod(file, "write", value);
    return new Tuple([place, len(value)]);
  });
}

function writable(self: Value): void {
  if (self._readonly) throw new OSError("The database is opened for reading only");
}

const blocks = (size: number): number => Math.ceil(size / BLOCK);

const Database: Value = pythonClass("_Database", "dbm.dumb", MutableMapping, {
  "__init__(self, filebasename, mode, flag='c')": function (this: Value, filebasename: Value, mode: Value, flag: Value): Suspends<null> {
    const base = callMethod(os(), "fsencode", filebasename);
    const how = flag === undefined ? "c" : flag;
    this._mode = mode;
    this._readonly = how === "r";
    this._index = null;
    for (const kind of ["dir", "dat", "bak"]) this[`_${kind}file`] = callMethod(base, "__add__", new Bytes(Buffer.from(`.${kind}`)));
    if (how === "n") for (const kind of ["dat", "bak", "dir"]) trying("remove", this[`_${kind}file`]);
    ensure(this, this._datfile, how, () => undefined);
    this._modified = false;
    this._index = new Dict();
    ensure(this, this._dirfile, how, (file) => readIndex(this, file));
    own(this, close, true);
    return null;
  },
  "sync(self)": function (this: Value): Suspends<null> {
    return commit(this);
  },
  "__getitem__(self, key)": function (this: Value, key: Value): Suspends<Value> {
    const name = keyOf(key);
    verifyOpen(this);
    const place = getitem(this._index, name);
    return using(this._datfile, "rb", (file) => {
      callMethod(file, "seek", getitem(place, 0));
      return callMethod(file, "read", getitem(place, 1));
    });
  },
  "__setitem__(self, key, val)": function (this: Value, key: Value, val: Value): Suspends<null> {
    writable(this);
    const name = stored(key, "keys");
    const value = stored(val, "values");
    verifyOpen(this);
    this._modified = true;
    if (!contains(this._index, name)) {
      const place = addValue(this, value);
      setitem(this._index, name, place);
      using(this._dirfile, "a", (file) => {
        setMode(this, this._dirfile);
        callMethod(file, "write", entry(name, place));
      });
      return null;
    }
    const [at, size] = spread(getitem(this._index, name)) as [Value, number];
    setitem(this._index, name, blocks(len(value)) <= blocks(size) ? replaceValue(this, at, value) : addValue(this, value));
    return null;
  },
  "__delitem__(self, key)": function (this: Value, key: Value): Suspends<null> {
    writable(this);
    const name = keyOf(key);
    verifyOpen(this);
    this._modified = true;
    delitem(this._index, name);
    return commit(this);
  },
  "keys(self)": function (this: Value): Suspends<Value> {
    verifyOpen(this);
    return spread(this._index);
  },
  "items(self)": function (this: Value): Suspends<Value> {
    verifyOpen(this);
    const all: Value[] = [];
    for (const key of spread(this._index)) all.push(new Tuple([key, getitem(this, key)]));
    return all;
  },
  "__contains__(self, key)": function (this: Value, key: Value): Suspends<boolean> {
    const name = keyOf(key);
    verifyOpen(this);
    return contains(this._index, name);
  },
  "iterkeys(self)": function (this: Value): Suspends<Value> {
    verifyOpen(this);
    return iterate(this._index);
  },
  "__iter__(self)": function (this: Value): Suspends<Value> {
    verifyOpen(this);
    return iterate(this._index);
  },
  "__len__(self)": function (this: Value): Suspends<number> {
    verifyOpen(this);
    return len(this._index);
  },
  "close(self)": function (this: Value): Suspends<null> {
    return close(this);
  },
  "__enter__(self)": function (this: Value): Value {
    return this;
  },
  "__exit__(self, *args)": function (this: Value): Suspends<null> {
    return close(this);
  },
});

const open = builtin(
  "open(file, flag='c', mode=0o666)",
  (file: Value, flag: Value, mode: Value): Suspends<Value> => {
    const mask = callMethod(os(), "umask", 0) as number;
    callMethod(os(), "umask", mask);
    const how = flag === undefined ? "c" : flag;
    if (how !== "r" && how !== "w" && how !== "c" && how !== "n") throw new ValueError("Flag must be one of 'r', 'w', 'c', or 'n'");
    return call(Database, file, Number(toIndex(mode === undefined ? 0o666 : mode)) & ~mask, how);
  },
  "dbm.dumb",
);

export default pymodule("dbm.dumb", { __all__: ["error", "open"], error: OSError, open, _Database: Database, _BLOCKSIZE: BLOCK });
