/**
 * sqlite3.connection - a database that is open: its settings, transactions and functions.
 *
 * Mirrors     Modules/_sqlite/connection.c of CPython 3.13
 * Suspends    statements while the database is locked: other threads run meanwhile
 * Calls back  functions, aggregates, collations, handlers of the script's; they run at one go, and may not wait
 * Differs     WAL is not taken up (`PRAGMA journal_mode=WAL` leaves the mode as it is, a file that has one gets a journal when it is opened); a database in memory is empty in a forked process
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { atOnce } from "../../frames/atomic.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { AttributeError, MemoryError, NotImplementedError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float, toDouble } from "../../objects/float.js";
import { int } from "../../objects/int.js";
import { isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { toIndex, toSize } from "../../objects/protocols/index.js";
import { $caught, $uncaught } from "../../objects/raise.js";
import { getset, pyclass } from "../../objects/register.js";
import { str, stringOf } from "../../objects/str.js";
import { carriedContents } from "../../snapshot/carried.js";
import { reportUnraisable } from "../unraisable.js";
import { collectGarbage } from "../../scheduler/collect.js";
import { isolate, type GreenThread } from "../../scheduler/current.js";
import { policy } from "../../scheduler/policy.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../../scheduler/waiters.js";
import { fspath } from "../../system/paths.js";
import { backUp, imageOf, takeImage } from "./backup.js";
import { openBlob } from "./blob.js";
import { Cursor } from "./cursor.js";
import { dumpLines } from "./dump.js";
import { callback, copyIn, copyOut, engine, free, setWord, textAt, utf8, withText, word } from "./engine.js";
import { EXCEPTIONS, failure, OperationalError, ProgrammingError } from "./errors.js";
import { argumentsAt, BUSY, checkedText, DONE, giveResult, LOCKED, OK, pieceOf, prepare, ROW, type Statement } from "./statement.js";

/** The value of `autocommit` for the old way of transactions. */
export const LEGACY = -1;
const OPEN_READWRITE = 2;
const OPEN_CREATE = 4;
const OPEN_URI = 0x40;
const LEVELS = ["", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];
/** SQLITE_DBCONFIG_DQS_DML and _DDL: whether "x" may be a string. */
const QUOTES = [1013, 1014];
/** As SQLite is usually built, and this one is not. */
const USUAL = "PRAGMA page_size=4096; PRAGMA recursive_triggers=0; PRAGMA cache_size=-2000";
const OUT_OF_WAL = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE; PRAGMA locking_mode=NORMAL; SELECT 1 FROM sqlite_schema LIMIT 1";
/** What a database file has for a version of its format if it goes with a WAL. */
const WAL_FORMAT = 2;
/** How long SQLite's own handler sleeps before it tries again, and again. */
const DELAYS_MS = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];
/** Place of xShmMap among the functions of an open file. */
const SHARED_MEMORY = 13;
const FCNTL_FILE_POINTER = 7;

const waiting = new Waiters();
/** Connections by number, for what SQLite calls. */
const connections = new Map<number, Connection>();
const counted = { next: 1 };
/** What the script registered, by the number that SQLite hands back; and aggregates that are under way. */
const registered = new Map<number, Registered>();
const instances = new Map<number, Value>();

interface Registered {
  readonly connection: Connection;
  readonly callable: Value;
}

const named = (level: Value): string | null => {
  if (level === null) return null;
  const text = stringOf(level);
  if (text === undefined) throw new TypeError("isolation_level must be str or None");
  if (text.includes("\0")) throw new ValueError("embedded null character");
  const found = LEVELS.find((one) => one === text.toUpperCase());
  if (found === undefined) throw new ValueError("isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'");
  return found;
};

@pyclass("sqlite3.Connection", { builtin: true, doc: "SQLite database connection object." })
export class Connection extends PyObject {
  declare $db: number;
  declare $number: number;
  declare $path: string;
  declare $thread: number | null;
  declare $timeout: number;
  declare $detect: number;
  declare $isolation: string | null;
  declare $autocommit: boolean | number;
  declare $statements: Map<string, Statement>;
  declare $most: number;
  /** every statement that there is */
  declare $live: Set<Statement>;
  /** SQLite has found the database locked and would wait */
  declare $wouldWait: boolean;
  /** what a function of the script's raised */
  declare $raised: Value;
  declare row_factory: Value;
  declare text_factory: Value;

  __init__(
    database: Value,
    timeout: Value = 5.0,
    detect_types: Value = 0,
    isolation_level: Value = "",
    check_same_thread: Value = true,
    factory: Value = null,
    cached_statements: Value = 128,
    uri: Value = false,
    { autocommit = -1 }: { autocommit?: Value } = {},
  ): Suspends<null> {
    const name = fspath(database);
    if ((this.$db as unknown) !== undefined && this.$db !== 0) closeDatabase(this);
    this.$number = counted.next++;
    this.$path = name;
    this.$timeout = typeof timeout === "number" ? timeout * 1000 : toDouble(timeout) * 1000;
    this.$detect = Number(toIndex(detect_types));
    this.$isolation = named(isolation_level);
    this.$thread = truth(check_same_thread) ? (isolate.current as GreenThread).ident : null;
    this.$autocommit = autocommitOf(autocommit);
    this.$statements = new Map();
    this.$most = toSize(cached_statements);
    this.$live = new Set();
    this.$wouldWait = false;
    this.$raised = null;
    this.row_factory = null;
    this.text_factory = str;
    openDatabase(this, truth(uri));
    if (this.$autocommit === false) runText(this, "BEGIN");
    return null;
  }

  cursor(factory: Value = undefined): Suspends<Value> {
    checkThread(this);
    checkConnection(this);
    const made = factory === undefined || factory === Cursor ? makeCursor(this) : call(factory, this);
    if (!(made instanceof (Cursor as unknown as new () => object))) throw new TypeError(`factory must return a cursor, not ${typeOf(made).$name}`);
    if (this.row_factory !== null) (made as Value).row_factory = this.row_factory;
    return made;
  }

  execute(sql: Value, parameters: Value = undefined): Suspends<Value> {
    const cursor = callMethod(this, "cursor");
    return parameters === undefined ? callMethod(cursor, "execute", sql) : callMethod(cursor, "execute", sql, parameters);
  }

  executemany(sql: Value, parameters: Value): Suspends<Value> {
    return callMethod(callMethod(this, "cursor"), "executemany", sql, parameters);
  }

  executescript(sql_script: Value): Suspends<Value> {
    return callMethod(callMethod(this, "cursor"), "executescript", sql_script);
  }

  commit(): Suspends<null> {
    checkThread(this);
    checkConnection(this);
    finish(this, "COMMIT");
    return null;
  }

  rollback(): Suspends<null> {
    checkThread(this);
    checkConnection(this);
    finish(this, "ROLLBACK");
    return null;
  }

  close(): Suspends<null> {
    checkThread(this);
    if ((this.$db as unknown) === undefined) throw new ProgrammingError("Base Connection.__init__ not called.");
    if (this.$db !== 0 && this.$autocommit === false && engine().api["sqlite3_get_autocommit"]!(this.$db) === 0) runText(this, "ROLLBACK");
    closeDatabase(this);
    return null;
  }

  __enter__(): Value {
    checkThread(this);
    checkConnection(this);
    return this;
  }

  __exit__(type: Value, _value: Value, _traceback: Value): Suspends<boolean> {
    if (type !== null) {
      callMethod(this, "rollback");
      return false;
    }
    try {
      callMethod(this, "commit");
    } catch (error) {
      callMethod(this, "rollback");
      throw error;
    }
    return false;
  }

  __call__(sql: Value): Value {
    throw new NotImplementedError(`a statement of its own: ${typeOf(sql).$name}`);
  }

  create_function(name: Value, narg: Value, func: Value, { deterministic = false }: { deterministic?: Value } = {}): Suspends<null> {
    usable(this);
    const count = toSize(narg);
    const flags = 1 | (truth(deterministic) ? 0x800 : 0);
    const at = func === null ? 0 : register(this, func);
    const step = func === null ? 0 : callback("function", "viii", calledFunction);
    register1(this, name, count, flags, at, [step, 0, 0], "Error creating function");
    return null;
  }

  create_aggregate(name: Value, n_arg: Value, aggregate_class: Value): Suspends<null> {
    usable(this);
    const at = aggregate_class === null ? 0 : register(this, aggregate_class);
    const places = at === 0 ? [0, 0, 0] : [0, callback("step", "viii", steppedAggregate), callback("final", "vi", finalOf)];
    register1(this, name, toSize(n_arg), 1, at, places, "Error creating aggregate");
    return null;
  }

  create_window_function(name: Value, num_params: Value, aggregate_class: Value): Suspends<null> {
    usable(this);
    const at = aggregate_class === null ? 0 : register(this, aggregate_class);
    const places =
      at === 0
        ? [0, 0, 0, 0]
        : [
            callback("step", "viii", steppedAggregate),
            callback("final", "vi", finalOf),
            callback("value", "vi", valueOf),
            callback("inverse", "viii", invertedAggregate),
          ];
    const text = textOf(name, "create_window_function", 1);
    const { api } = engine();
    const count = toSize(num_params);
    if (withText(text, (place) => api["sqlite3_create_window_function"]!(this.$db, place, count, 1, at, ...places, 0)) !== OK)
      throw new ProgrammingError("bad parameter or other API misuse");
    return null;
  }

  create_collation(name: Value, callback_: Value): Suspends<null> {
    usable(this);
    const text = textOf(name, "create_collation", 1);
    if (callback_ !== null && getattrOr(callback_, "__call__") === undefined) throw new TypeError("parameter must be callable");
    const at = callback_ === null ? 0 : register(this, callback_);
    const { api } = engine();
    checkedText(text);
    const compare = at === 0 ? 0 : callback("collation", "iiiiii", collated);
    if (withText(text, (place) => api["sqlite3_create_collation_v2"]!(this.$db, place, 1, at, compare, 0)) !== OK) throw failure(this.$db);
    return null;
  }

  set_authorizer(authorizer_callback: Value): null {
    usable(this);
    const at = authorizer_callback === null ? 0 : register(this, authorizer_callback);
    engine().api["sqlite3_set_authorizer"]!(this.$db, at === 0 ? 0 : callback("authorizer", "iiiiiii", authorized), at);
    return null;
  }

  set_progress_handler(progress_handler: Value, n: Value): Suspends<null> {
    usable(this);
    const count = toSize(n);
    const at = progress_handler === null ? 0 : register(this, progress_handler);
    engine().api["sqlite3_progress_handler"]!(this.$db, at === 0 ? 0 : count, at === 0 ? 0 : callback("progress", "ii", progressed), at);
    return null;
  }

  set_trace_callback(trace_callback: Value): null {
    usable(this);
    const at = trace_callback === null ? 0 : register(this, trace_callback);
    engine().api["sqlite3_trace_v2"]!(this.$db, at === 0 ? 0 : 1, at === 0 ? 0 : callback("trace", "iiiii", traced), at);
    return null;
  }

  interrupt(): null {
    checkConnection(this);
    engine().api["sqlite3_interrupt"]!(this.$db);
    return null;
  }

  iterdump({ filter = null }: { filter?: Value } = {}): Suspends<Value> {
    usable(this);
    return callMethod(dumpLines(this, filter), "__iter__");
  }

  serialize({ name = "main" }: { name?: Value } = {}): Bytes {
    usable(this);
    return new Bytes(imageOf(this, textOf(name, "serialize", 1)));
  }

  deserialize(data: Value, { name = "main" }: { name?: Value } = {}): null {
    usable(this);
    const image = pieceOf(data);
    if (image === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(data).$name}'`);
    takeImage(this, textOf(name, "deserialize", 1), image);
    return null;
  }

  backup(
    target: Value,
    { pages = -1, progress = null, name = "main", sleep: _sleep = new Float(0.25) }: { pages?: Value; progress?: Value; name?: Value; sleep?: Value } = {},
  ): Suspends<null> {
    usable(this);
    if (!(target instanceof (Connection as unknown as new () => object))) {
      throw new TypeError(`backup() argument 'target' must be sqlite3.Connection, not ${typeOf(target).$name}`);
    }
    const other = target as unknown as Connection;
    const step = toSize(pages);
    const schema = textOf(name, "backup", "'name'");
    if (other === this) throw new ValueError("target cannot be the same connection instance");
    usable(other);
    if (progress !== null && getattrOr(progress, "__call__") === undefined) throw new TypeError("progress argument must be a callable");
    backUp(this, other, schema, step, progress);
    return null;
  }

  blobopen(table: Value, column: Value, row: Value, { readonly = false, name = "main" }: { readonly?: Value; name?: Value } = {}): Suspends<Value> {
    const [inTable, ofColumn] = [textOf(table, "blobopen", 1), textOf(column, "blobopen", 2)];
    if (!isinstance(row, int)) throw new TypeError("expected 'int'");
    const schema = textOf(name, "blobopen", "'name'");
    usable(this);
    return openBlob(this, inTable, ofColumn, row, truth(readonly), schema);
  }

  getlimit(category: Value): Suspends<Value> {
    usable(this);
    const value = engine().api["sqlite3_limit"]!(this.$db, toSize(category), -1);
    if (value < 0) throw new ProgrammingError("'category' is out of bounds");
    return value;
  }

  setlimit(category: Value, limit: Value): Suspends<Value> {
    usable(this);
    const value = engine().api["sqlite3_limit"]!(this.$db, toSize(category), toSize(limit));
    if (value < 0) throw new ProgrammingError("'category' is out of bounds");
    return value;
  }

  getconfig(op: Value): Suspends<boolean> {
    return configured(this, toSize(op), -1);
  }

  setconfig(op: Value, enable: Value = true): Suspends<null> {
    if (configured(this, toSize(op), truth(enable) ? 1 : 0) !== truth(enable)) throw new OperationalError("Unable to set config");
    return null;
  }

  /** A statement from the cache, or a new one; undefined for a text without any. */
  $prepare(sql: string): Suspends<Statement | undefined> {
    const { $statements: known } = this;
    const before = known.get(sql);
    if (before !== undefined && !before.$busy && before.$at !== 0) {
      known.delete(sql);
      known.set(sql, before);
      return before;
    }
    const made = prepare(this.$db, sql);
    if (made === undefined) return undefined;
    this.$live.add(made);
    if (this.$most <= 0) return made;
    if (known.size >= this.$most) {
      for (const [text, oldest] of known) {
        if (oldest.$busy) continue;
        known.delete(text);
        this.$live.delete(oldest);
        oldest.$finalize();
        break;
      }
    }
    if (before === undefined) known.set(sql, made);
    return made;
  }

  /** What has gone wrong: what a function of the script's raised, or what SQLite says. */
  $failure(): Value {
    this.$raised = null;
    return failure(this.$db);
  }

  /** In a forked process: the database is opened anew when it is next used. */
  $forked(): void {
    this.$statements = new Map();
    this.$live = new Set();
    if (this.$db === 0) return;
    this.$db = 0;
    openDatabase(this, this.$path.startsWith("file:"));
  }
}

getset(Connection as Value, {
  isolation_level: [
    (self) => {
      checkConnection(self as Connection);
      return self.$isolation;
    },
    (self, level) => setIsolation(self as Connection, level),
  ],
  autocommit: [
    (self) => {
      usable(self as Connection);
      return self.$autocommit;
    },
    (self, value) => setAutocommit(self as Connection, value),
  ],
  total_changes: [
    (self) => {
      checkConnection(self as Connection);
      return engine().api["sqlite3_total_changes"]!(self.$db as number);
    },
  ],
  in_transaction: [
    (self) => {
      checkConnection(self as Connection);
      return engine().api["sqlite3_get_autocommit"]!(self.$db as number) === 0;
    },
  ],
  ...Object.fromEntries(Object.entries(EXCEPTIONS).map(([name, cls]) => [name, [() => cls]])),
});

function setIsolation(connection: Connection, level: Value): Suspends<undefined> {
  if (level === undefined) throw new TypeError("cannot delete attribute");
  connection.$isolation = named(level);
  // nothing begins by itself any more: what has begun ends
  if (level === null && connection.$autocommit === LEGACY) finish(connection, "COMMIT");
}

function setAutocommit(connection: Connection, value: Value): Suspends<undefined> {
  usable(connection);
  const to = autocommitOf(value);
  const begun = engine().api["sqlite3_get_autocommit"]!(connection.$db) === 0;
  if (to === true && begun) runText(connection, "COMMIT");
  else if (to === false && !begun) runText(connection, "BEGIN");
  connection.$autocommit = to;
}

function autocommitOf(value: Value): boolean | number {
  if (value === true || value === false || value === LEGACY) return value as boolean | number;
  throw new ValueError("autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL");
}

function makeCursor(connection: Connection): Value {
  const made: Value = Object.create((Cursor as Value).prototype as object);
  (made as Cursor).__init__(connection);
  return made;
}

function textOf(value: Value, f: string, at: number | string): string {
  const text = stringOf(value);
  if (text === undefined) throw new TypeError(`${f}() argument ${at} must be str, not ${typeOf(value).$name}`);
  return text;
}

function openDatabase(connection: Connection, uri: boolean): void {
  const { api } = engine();
  const place = copyIn(new Uint8Array(4));
  const flags = OPEN_READWRITE | OPEN_CREATE | (uri ? OPEN_URI : 0);
  const code = withText(connection.$path, (name) => withText("unix", (vfs) => api["sqlite3_open_v2"]!(name, place, flags, vfs)));
  const db = word(place);
  free(place);
  if (code !== OK) {
    const error = failure(db);
    api["sqlite3_close_v2"]!(db);
    throw error;
  }
  connection.$db = db;
  connections.set(connection.$number, connection);
  for (const option of QUOTES) api["sqlite3__wasm_db_config_ip"]!(db, option, 1, 0);
  withoutSharedMemory(db);
  leaveWal(db);
  withText(USUAL, (text) => api["sqlite3_exec"]!(db, text, 0, 0, 0));
  api["sqlite3_busy_handler"]!(db, callback("busy", "iii", busy), connection.$number);
}

/** WAL needs memory that processes share. */
function withoutSharedMemory(db: number): void {
  const { api } = engine();
  const place = copyIn(new Uint8Array(4));
  if (withText("main", (name) => api["sqlite3_file_control"]!(db, name, FCNTL_FILE_POINTER, place)) === OK) {
    const file = word(place);
    const functions = file === 0 ? 0 : word(file);
    if (functions !== 0 && word(functions) >= 2) setWord(functions + 4 * SHARED_MEMORY, 0);
  }
  free(place);
}

/** A file that another program left with a WAL gets a journal: with the file for itself, SQLite needs no shared memory. */
function leaveWal(db: number): void {
  const { api } = engine();
  const file = textAt(withText("main", (name) => api["sqlite3_db_filename"]!(db, name)));
  if (file !== null && file !== "" && isInWal(file)) withText(OUT_OF_WAL, (text) => api["sqlite3_exec"]!(db, text, 0, 0, 0));
}

/** Whether the header of a database file says so. */
function isInWal(file: string): boolean {
  const head = new Uint8Array(20);
  try {
    const fd = fs.openSync(file, "r");
    try {
      return fs.readSync(fd, head, 0, head.length, 0) === head.length && head[18] === WAL_FORMAT;
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return false; // SQLite will say what is wrong with it
  }
}

function closeDatabase(connection: Connection): void {
  if (connection.$db === 0) return;
  for (const statement of connection.$live) statement.$finalize();
  connection.$live.clear();
  connection.$statements.clear();
  engine().api["sqlite3_close_v2"]!(connection.$db);
  connection.$db = 0;
  connections.delete(connection.$number);
  for (const [number, one] of registered) if (one.connection === connection) registered.delete(number);
}

export function checkThread(connection: Connection): void {
  const { $thread: thread } = connection;
  if (thread === null || thread === undefined) return;
  const { ident } = isolate.current as GreenThread;
  if (ident !== thread) {
    throw new ProgrammingError(
      `SQLite objects created in a thread can only be used in that same thread. The object was created in thread id ${thread} and this is thread id ${ident}.`,
    );
  }
}

export function checkConnection(connection: Connection): void {
  if ((connection.$db as unknown) === undefined) throw new ProgrammingError("Base Connection.__init__ not called.");
  if (connection.$db === 0) throw new ProgrammingError("Cannot operate on a closed database.");
}

function usable(connection: Connection): void {
  checkThread(connection);
  checkConnection(connection);
}

/** Ends the transaction, if there is one. */
function finish(connection: Connection, how: "COMMIT" | "ROLLBACK"): Suspends<void> {
  const begun = engine().api["sqlite3_get_autocommit"]!(connection.$db) === 0;
  if (connection.$autocommit === LEGACY) {
    if (begun) runText(connection, how);
  } else if (connection.$autocommit === false) {
    runText(connection, how);
    runText(connection, "BEGIN");
  }
}

/** Runs one statement without parameters or rows. */
export function runText(connection: Connection, sql: string): Suspends<void> {
  const statement = prepare(connection.$db, sql) as Statement;
  const code = stepped(connection, statement.$at);
  if (code !== DONE && code !== ROW) {
    const error = failure(connection.$db);
    statement.$finalize();
    throw error;
  }
  statement.$finalize();
}

/** Statements that are in `stepped`. */
const stepping = new Set<number>();

/** sqlite3_step, which waits for locks of others as long as the connection says; threads run meanwhile. */
export function stepped(connection: Connection, at: number): Suspends<number> {
  stepping.add(at);
  try {
    return stepInTime(connection, at);
  } finally {
    stepping.delete(at);
  }
}

function stepInTime(connection: Connection, at: number): Suspends<number> {
  const { api } = engine();
  const deadline = policy.current.nowMs() + connection.$timeout;
  let letsGo = true;
  for (let tries = 0; ; tries++) {
    connection.$wouldWait = false;
    const code = api["sqlite3_step"]!(at);
    if (tries === 0 && isInTheWay(connection, code)) {
      letGo();
      continue;
    }
    if ((code & 0xff) !== BUSY || !connection.$wouldWait) return code;
    if (letsGo && (hasUnfinished() || hasTime())) {
      letGo();
      letsGo = false;
    }
    const now = policy.current.nowMs();
    if (now >= deadline) return code;
    const ms = DELAYS_MS[Math.min(tries, DELAYS_MS.length - 1)]!;
    if (waiting.park(Math.min(deadline, now + ms)) === INTERRUPTED) checkSignals();
  }
}

/** Whether a statement has failed because others of its connection have not ended. */
function isInTheWay(connection: Connection, code: number): boolean {
  if (code === DONE || code === ROW || connection.$wouldWait) return false;
  if ((code & 0xff) === LOCKED) return true;
  return /SQL statements in progress|^database .* is locked$/.test(textAt(engine().api["sqlite3_errmsg"]!(connection.$db)) ?? "");
}

/** Cursors that nobody has any more may still hold a lock: CPython ends their statements at once. */
function letGo(): Suspends<void> {
  collecting.ms += collectGarbage();
}

/** What collecting for those who wait for a lock may take: so much at once, and this part of all the time. Threads that share a database wait often. */
const FREE_MS = 200;
const SHARE = 0.05;
const collecting = { ms: 0, sinceMs: 0 };

/** Is there a statement of this program that has not given all its rows? */
function hasUnfinished(): boolean {
  for (const { $live } of connections.values()) for (const { $busy, $at } of $live) if ($busy && !stepping.has($at)) return true;
  return false;
}

/** Is there time to collect? */
function hasTime(): boolean {
  const nowMs = policy.current.nowMs();
  if (collecting.sinceMs === 0) collecting.sinceMs = nowMs;
  return collecting.ms <= FREE_MS + SHARE * (nowMs - collecting.sinceMs);
}

function busy(number: number): number {
  const connection = connections.get(number);
  if (connection !== undefined) connection.$wouldWait = true;
  return 0;
}

function register(connection: Connection, callable: Value): number {
  const number = counted.next++;
  registered.set(number, { connection, callable });
  return number;
}

function register1(connection: Connection, name: Value, count: number, flags: number, at: number, places: readonly number[], message: string): void {
  const text = textOf(name, "create_function", 1);
  const { api } = engine();
  const code = withText(text, (place) => api["sqlite3_create_function_v2"]!(connection.$db, place, count, flags, at, ...places, 0));
  if (code !== OK) throw new OperationalError(message);
}

/** Whether what callbacks raise is shown (`enable_callback_tracebacks`). */
export const tracebacks = { shown: false };
carriedContents("sqlite3 callback tracebacks", tracebacks);

/** Calls Python out of SQLite; what it raises is kept, and undefined given. */
function called(one: Registered, work: () => Value): Value {
  one.connection.$raised = null;
  try {
    return atOnce(work) as Value;
  } catch (thrown) {
    const error = $caught(thrown, null);
    $uncaught(null);
    one.connection.$raised = error;
    if (tracebacks.shown) atOnce(() => reportUnraisable(error, null, one.callable) as Value);
    return undefined;
  }
}

/** The same of a method of an aggregate's instance. */
function calledMethod(context: number, instance: Value, name: string, given: readonly Value[]): Value {
  const value = called(of(context), () => callMethod(instance, name, ...given));
  if (value !== undefined) return value;
  const { $raised } = of(context).connection;
  const isMissing = $raised instanceof AttributeError && ($raised as Value).$obj === instance && ($raised as Value).$attr === name;
  fault(context, `user-defined aggregate's '${name}' method ${isMissing ? "not defined" : "raised error"}`);
  return undefined;
}

function fault(context: number, message: string): void {
  const { $raised } = of(context).connection;
  if ($raised instanceof MemoryError) return engine().api["sqlite3_result_error_nomem"]!(context) as never;
  if ($raised instanceof OverflowError) return engine().api["sqlite3_result_error_toobig"]!(context) as never;
  const data = utf8(message);
  const place = copyIn(data);
  engine().api["sqlite3_result_error"]!(context, place, data.length);
  free(place);
}

const of = (context: number): Registered => registered.get(engine().api["sqlite3_user_data"]!(context))!;

function calledFunction(context: number, count: number, places: number): undefined {
  const one = of(context);
  const given = argumentsAt(count, places);
  const done = called(one, () => giveResult(context, call(one.callable, ...given)));
  if (done === undefined) fault(context, "user-defined function raised exception");
}

/** The aggregate's instance of the group that is under way; made at its first row. */
function instanceOf(context: number, make: boolean): Value {
  const place = engine().api["sqlite3_aggregate_context"]!(context, make ? 4 : 0);
  if (place === 0) return undefined;
  let number = word(place);
  if (number === 0) {
    if (!make) return undefined;
    const one = of(context);
    const made = called(one, () => call(one.callable));
    if (made === undefined) {
      fault(context, "user-defined aggregate's '__init__' method raised error");
      return undefined;
    }
    number = counted.next++;
    instances.set(number, made);
    setWord(place, number);
  }
  return instances.get(number);
}

function steppedAggregate(context: number, count: number, places: number): undefined {
  const given = argumentsAt(count, places);
  const instance = instanceOf(context, true);
  if (instance === undefined) return;
  calledMethod(context, instance, "step", given);
}

function invertedAggregate(context: number, count: number, places: number): undefined {
  const given = argumentsAt(count, places);
  const instance = instanceOf(context, true);
  calledMethod(context, instance, "inverse", given);
}

/** What a method of an aggregate has made, unless it has failed. */
function giveMade(context: number, value: Value, method: string): void {
  if (value === undefined || called(of(context), () => giveResult(context, value)) !== undefined) return;
  fault(context, `user-defined aggregate's '${method}' method raised error`);
}

function valueOf(context: number): undefined {
  const value = calledMethod(context, instanceOf(context, true), "value", []);
  giveMade(context, value, "value");
}

function finalOf(context: number): undefined {
  // without a row there is none: the result is NULL
  const instance = instanceOf(context, false);
  if (instance === undefined) return;
  const value = calledMethod(context, instance, "finalize", []);
  giveMade(context, value, "finalize");
  const place = engine().api["sqlite3_aggregate_context"]!(context, 0);
  if (place !== 0) instances.delete(word(place));
}

function collated(number: number, firstLength: number, first: number, secondLength: number, second: number): number {
  const one = registered.get(number)!;
  const a = Buffer.from(copyOut(first, firstLength)).toString("utf8");
  const b = Buffer.from(copyOut(second, secondLength)).toString("utf8");
  const result = called(one, () => toIndex(call(one.callable, a, b)));
  return result === undefined ? 0 : result > 0 ? 1 : result < 0 ? -1 : 0;
}

function authorized(number: number, action: number, ...texts: number[]): number {
  const one = registered.get(number)!;
  const result = called(one, () => call(one.callable, action, ...texts.map(textAt)));
  return typeof result === "number" && (result | 0) === result ? result : 1;
}

function progressed(number: number): number {
  const one = registered.get(number)!;
  const result = called(one, () => truth(call(one.callable)));
  return result === false ? 0 : 1;
}

function traced(_mask: number, number: number, statement: number, text: number): number {
  const one = registered.get(number)!;
  const expanded = engine().api["sqlite3_expanded_sql"]!(statement);
  const sql = textAt(expanded) ?? textAt(text) ?? "";
  if (expanded !== 0) free(expanded);
  called(one, () => call(one.callable, sql));
  return 0;
}

function configured(connection: Connection, option: number, value: number): boolean {
  usable(connection);
  const { api } = engine();
  const place = copyIn(new Uint8Array(4));
  const code = api["sqlite3__wasm_db_config_ip"]!(connection.$db, option, value, place);
  const now = word(place);
  free(place);
  if (code !== OK) throw new ValueError("unknown config 'op': " + option);
  return now !== 0;
}
