/**
 * sqlite3 - SQLite databases, as DB-API 2.0 has databases.
 *
 * Mirrors     Lib/sqlite3/__init__.py, dbapi2.py, Modules/_sqlite/module.c of CPython 3.13
 * Suspends    connect: `__fspath__`, factories; what connections and cursors do
 * Differs     SQLite is the WebAssembly of the package @sqlite.org/sqlite-wasm: its version is another; without the package there is no module
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { memoryview } from "../../objects/bytes/memoryview.js";
import type { Kw } from "../../objects/function.js";
import { moduleHooks } from "../../objects/modulehooks.js";
import { pymodule } from "../../objects/module.js";
import { hidden, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { builtin } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";
import { nativeModule } from "../registry.js";
import { adapt, adapters, converters, PrepareProtocol, register_adapter, register_converter, setDefaults } from "./adapt.js";
import { Blob } from "./blob.js";
import { Connection, LEGACY, tracebacks } from "./connection.js";
import { CODES, OTHERS } from "./constants.js";
import { Cursor } from "./cursor.js";
import { iterdump } from "./dump.js";
import { engine, isThere, missing, textAt } from "./engine.js";
import { EXCEPTIONS } from "./errors.js";
import { Row } from "./row.js";
import { Sequence } from "../collections/abc/sequences.js";
import { isComplete, surrogates } from "./statement.js";
import { audit } from "../../objects/audit.js";

export const connect = builtin(
  "connect(database, *args, **kwargs)",
  (database: Value, rest: Value[], kw: Kw): Suspends<Value> => {
    setDefaults();
    surrogates.encode = builtin("encode(text, /)", (text: Value): Suspends<Value> => callMethod(text, "encode", "utf-8"));
    if (rest.length > 0) {
      warn(
        "DeprecationWarning",
        "Passing more than 1 positional argument to sqlite3.connect() is deprecated. Parameters 'timeout', 'detect_types', 'isolation_level', 'check_same_thread', 'factory', 'cached_statements' and 'uri' will become keyword-only parameters in Python 3.15.",
      );
    }
    const named = kw as Record<string, Value>;
    audit("sqlite3.connect", database);
    const factory: Value = rest[4] ?? named["factory"] ?? Connection;
    const made = $callx(factory, [database, ...rest], kw);
    audit("sqlite3.connect/handle", made);
    return made;
  },
  "_sqlite3",
);

const complete_statement = builtin("complete_statement(statement)", (statement: Value): boolean => isComplete(statement), "_sqlite3");
const enable_callback_tracebacks = builtin(
  "enable_callback_tracebacks(enable, /)",
  (enable: Value): Suspends<null> => {
    tracebacks.shown = truth(enable);
    return null;
  },
  "_sqlite3",
);

/** What DB-API makes of seconds since 1970. */
const DateFromTicks = builtin(
  "DateFromTicks(ticks)",
  (ticks: Value): Suspends<Value> => {
    const { date } = nativeModule("datetime") as Value;
    return callMethod(date, "fromtimestamp", ticks);
  },
  "sqlite3.dbapi2",
);
const TimeFromTicks = builtin(
  "TimeFromTicks(ticks)",
  (ticks: Value): Suspends<Value> => {
    const { datetime } = nativeModule("datetime") as Value;
    return callMethod(callMethod(datetime, "fromtimestamp", ticks), "time");
  },
  "sqlite3.dbapi2",
);
const TimestampFromTicks = builtin(
  "TimestampFromTicks(ticks)",
  (ticks: Value): Suspends<Value> => {
    const { datetime } = nativeModule("datetime") as Value;
    return callMethod(datetime, "fromtimestamp", ticks);
  },
  "sqlite3.dbapi2",
);

const native: Record<string, Value> = {
  ...EXCEPTIONS,
  ...CODES,
  ...OTHERS,
  Connection,
  Cursor,
  Blob,
  Row,
  PrepareProtocol,
  connect,
  complete_statement,
  enable_callback_tracebacks,
  register_adapter,
  register_converter,
  adapt,
  adapters,
  converters,
  PARSE_DECLTYPES: 1,
  PARSE_COLNAMES: 2,
  LEGACY_TRANSACTION_CONTROL: LEGACY,
  threadsafety: 1,
};
const members: Record<string, Value> = {
  ...native,
  Binary: memoryview,
  DateFromTicks,
  TimeFromTicks,
  TimestampFromTicks,
  apilevel: "2.0",
  paramstyle: "qmark",
};

/** What needs SQLite, or the module of dates. */
function lateMember(name: string): Suspends<Value> {
  switch (name) {
    case "sqlite_version":
      return version();
    case "sqlite_version_info":
      return new Tuple(version().split(".").map(Number));
    case "Date":
      return (nativeModule("datetime") as Value).date;
    case "Time":
      return (nativeModule("datetime") as Value).time;
    case "Timestamp":
      return (nativeModule("datetime") as Value).datetime;
    case "version":
    case "version_info":
      warn("DeprecationWarning", `${name} is deprecated and will be removed in Python 3.14`);
      return name === "version" ? "2.6.0" : new Tuple([2, 6, 0]);
    default:
      return undefined;
  }
}

function version(): string {
  return textAt(engine().api["sqlite3_libversion"]!()) ?? "";
}

const LATER = ["sqlite_version", "sqlite_version_info", "Date", "Time", "Timestamp"];

export const dbapi2 = pymodule("sqlite3.dbapi2", members);
export const _sqlite3 = pymodule("_sqlite3", native);
export const dump = pymodule("sqlite3.dump", {
  _iterdump: builtin(
    "_iterdump(connection, *, filter=None)",
    (connection: Value, filter: Value): Suspends<Value> => iterdump(connection, filter ?? null),
    "sqlite3.dump",
  ),
});
callMethod(Sequence, "register", Row);
const sqlite3 = pymodule("sqlite3", { ...members, dbapi2, __path__: [] });
for (const module of [sqlite3, dbapi2, _sqlite3]) {
  hidden(module, "$late", lateMember);
  hidden(module, "$later", LATER);
}
/** As an import finds out: without the package there is no SQLite. */
hidden(sqlite3, "$imported", () => {
  if (isThere()) return;
  for (const name of ["sqlite3", "_sqlite3", "sqlite3.dbapi2"]) moduleHooks.modules?.$delete(name);
  throw missing();
});
export default sqlite3;
