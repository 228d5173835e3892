/**
 * sqlite3.adapt - what makes values fit for SQLite, and columns Python's again.
 *
 * Mirrors     Modules/_sqlite/microprotocols.c, and of Lib/sqlite3/dbapi2.py the default adapters and converters, of CPython 3.13
 * Suspends    adapted: adapters, `__conform__`, `__adapt__`
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { builtin, pyclass } from "../../objects/register.js";
import { bytearray } from "../../objects/bytearray.js";
import { float } from "../../objects/float.js";
import { int } from "../../objects/int.js";
import { str, stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";
import { carriedContents } from "../../snapshot/carried.js";
import { TypeError } from "../../objects/exceptions.js";
import { nativeModule } from "../registry.js";
import { ProgrammingError } from "./errors.js";

@pyclass("sqlite3.PrepareProtocol", { doc: "PEP 246 style object adaption protocol type." })
export class PrepareProtocol extends PyObject {}

/** By type and protocol. */
export const adapters = new Dict();
/** By name, in capitals. */
export const converters = new Dict();
carriedContents("sqlite3 adapters", adapters);
carriedContents("sqlite3 converters", converters);
const defaults = { are: false };
carriedContents("sqlite3 defaults", defaults);

/** Has an adapter been registered for one of the types that SQLite has itself? Only then they are asked for one. */
export const basics = { adapted: false };
carriedContents("sqlite3 adapters of basic types", basics);

function deprecated(what: string): Suspends<void> {
  warn("DeprecationWarning", `The default ${what} is deprecated as of Python 3.12; see the sqlite3 documentation for suggested replacement recipes`);
}

const adapt_date = builtin(
  "adapt_date(val)",
  (value: Value): Suspends<Value> => {
    deprecated("date adapter");
    return callMethod(value, "isoformat");
  },
  "sqlite3.dbapi2",
);
const adapt_datetime = builtin(
  "adapt_datetime(val)",
  (value: Value): Suspends<Value> => {
    deprecated("datetime adapter");
    return callMethod(value, "isoformat", " ");
  },
  "sqlite3.dbapi2",
);

const latin = (value: Value): string => Buffer.from((value as Bytes).$data).toString("latin1");

const convert_date = builtin(
  "convert_date(val)",
  (value: Value): Suspends<Value> => {
    deprecated("date converter");
    return call((nativeModule("datetime") as Value).date, ...latin(value).split("-").map(Number));
  },
  "sqlite3.dbapi2",
);
const convert_timestamp = builtin(
  "convert_timestamp(val)",
  (value: Value): Suspends<Value> => {
    deprecated("timestamp converter");
    const [day = "", time = ""] = latin(value).split(" ");
    const [whole = "", fraction] = time.split(".");
    const micro = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
    return call((nativeModule("datetime") as Value).datetime, ...day.split("-").map(Number), ...whole.split(":").map(Number), micro);
  },
  "sqlite3.dbapi2",
);

/** The adapters and converters of dates, once. */
export function setDefaults(): Suspends<void> {
  if (defaults.are) return;
  defaults.are = true;
  const { date, datetime } = nativeModule("datetime") as Value;
  adapters.$set(new Tuple([date, PrepareProtocol as Value]), adapt_date);
  adapters.$set(new Tuple([datetime, PrepareProtocol as Value]), adapt_datetime);
  converters.$set("DATE", convert_date);
  converters.$set("TIMESTAMP", convert_timestamp);
}

/** The value in a form that SQLite may have; the value itself if nobody knows how. */
export function adapted(value: Value): Suspends<Value> {
  const adapter = adapters.$get(new Tuple([typeOf(value), PrepareProtocol as Value]));
  if (adapter !== undefined) return call(adapter, value);
  const conform = getattrOr(typeOf(value), "__conform__") === undefined ? undefined : getattrOr(value, "__conform__");
  if (conform !== undefined) {
    const made = unlessTypeError(conform, PrepareProtocol as Value);
    if (made !== null) return made;
  }
  return value;
}

/** What a method makes of a value; None where it raises a TypeError. */
function unlessTypeError(method: Value, given: Value): Suspends<Value> {
  try {
    return call(method, given);
  } catch (error) {
    if (!isinstance(error as Value, TypeError)) throw error;
    return null;
  }
}

const BASIC: readonly Value[] = [int, float, str, bytearray];

export const register_adapter = builtin(
  "register_adapter(type, adapter, /)",
  (type: Value, adapter: Value): Suspends<null> => {
    if (BASIC.includes(type)) basics.adapted = true;
    adapters.$set(new Tuple([type, PrepareProtocol as Value]), adapter);
    return null;
  },
  "sqlite3",
);

export const register_converter = builtin(
  "register_converter(typename, converter, /)",
  (typename: Value, converter: Value): Suspends<null> => {
    const name = stringOf(typename);
    if (name === undefined) throw new TypeError(`register_converter() argument 1 must be str, not ${typeOf(typename).$name}`);
    converters.$set(name.toUpperCase(), converter);
    return null;
  },
  "sqlite3",
);

export const adapt = builtin(
  "adapt(obj, proto=PrepareProtocol, alt=None, /)",
  (obj: Value, proto: Value, alt: Value): Suspends<Value> => {
    const protocol: Value = proto === undefined ? PrepareProtocol : proto;
    const adapter = adapters.$get(new Tuple([typeOf(obj), protocol]));
    if (adapter !== undefined) return call(adapter, obj);
    const give = getattrOr(protocol, "__adapt__");
    if (give !== undefined) {
      const made = unlessTypeError(give, obj);
      if (made !== null) return made;
    }
    const conform = getattrOr(obj, "__conform__");
    if (conform !== undefined) {
      const made = unlessTypeError(conform, protocol);
      if (made !== null) return made;
    }
    if (alt !== undefined) return alt;
    throw new ProgrammingError("can't adapt");
  },
  "sqlite3",
);
