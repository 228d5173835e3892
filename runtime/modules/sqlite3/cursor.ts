/**
 * sqlite3.cursor - statements that run, and the rows that they give.
 *
 * Mirrors     Modules/_sqlite/cursor.c of CPython 3.13
 * Suspends    all: parameters, converters, row factories; while the database is locked other threads run
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { END, iterate } from "../../objects/iterator.js";
import { isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toSize } from "../../objects/protocols/index.js";
import { getset, pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { StopIteration } from "../../objects/exceptions.js";
import { canon } from "../../objects/int/big.js";
import { converters } from "./adapt.js";
import { checkConnection, checkThread, Connection, LEGACY, runText, stepped } from "./connection.js";
import { copyIn, engine, free, setWord, textAt, word } from "./engine.js";
import { failure, ProgrammingError } from "./errors.js";
import { bind, DONE, prepareNext, readRow, ROW, textOfQuery, type Converter, type Reading, type Statement } from "./statement.js";

const PARSE_DECLTYPES = 1;
const PARSE_COLNAMES = 2;

@pyclass("sqlite3.Cursor", { builtin: true, doc: "SQLite database cursor class." })
export class Cursor extends PyObject {
  declare $connection: Connection;
  declare $statement: Statement | null;
  declare $converters: readonly Converter[] | null;
  declare $description: Value;
  declare $rowid: Value;
  declare $count: number;
  declare $closed: boolean;
  declare $locked: boolean;
  declare arraysize: Value;
  declare row_factory: Value;

  __init__(connection: Value): null {
    if (!isinstance(connection, Connection as Value)) {
      throw new TypeError(`Cursor() argument 1 must be sqlite3.Connection, not ${typeOf(connection).$name}`);
    }
    if (this.$locked) throw new ProgrammingError("Recursive use of cursors not allowed.");
    this.$connection = connection as Connection;
    this.$statement = null;
    this.$converters = null;
    this.$description = null;
    this.$rowid = null;
    this.$count = -1;
    this.$closed = false;
    this.$locked = false;
    this.arraysize = 1;
    this.row_factory = null;
    checkThread(this.$connection);
    return null;
  }

  execute(sql: Value, parameters: Value = undefined): Suspends<Value> {
    run(this, sql, parameters === undefined ? null : [parameters], false);
    return this;
  }

  executemany(sql: Value, seq_of_parameters: Value): Suspends<Value> {
    run(this, sql, seq_of_parameters, true);
    return this;
  }

  executescript(sql_script: Value): Suspends<Value> {
    check(this);
    this.$closed = false;
    const text = stringOf(sql_script);
    if (text === undefined) throw new TypeError(`executescript() argument must be str, not ${typeOf(sql_script).$name}`);
    const connection = this.$connection;
    const data = textOfQuery(connection.$db, text);
    if (text.includes("\0")) throw new ValueError("embedded null character");
    const { api } = engine();
    if (connection.$autocommit === LEGACY && api["sqlite3_get_autocommit"]!(connection.$db) === 0) runText(connection, "COMMIT");
    const place = copyIn(data);
    const places = copyIn(new Uint8Array(8));
    try {
      for (let from = place; ;) {
        const at = prepareNext(connection.$db, from, places);
        from = word(places + 4);
        if (at === 0) {
          if (textAt(from) === "") break;
          continue;
        }
        let code = ROW;
        while (code === ROW) code = stepped(connection, at);
        if (code !== DONE) {
          const error = failure(connection.$db);
          api["sqlite3_finalize"]!(at);
          throw error;
        }
        api["sqlite3_finalize"]!(at);
        setWord(places, 0);
      }
    } finally {
      free(place);
      free(places);
    }
    return this;
  }

  fetchone(): Suspends<Value> {
    const row = next(this);
    return row === END ? null : row;
  }

  fetchmany(size: Value = undefined): Suspends<Value[]> {
    const most = toSize(size === undefined ? this.arraysize : size);
    const rows: Value[] = [];
    while (most === 0 || rows.length < most) {
      const row = next(this);
      if (row === END) break;
      rows.push(row);
    }
    return rows;
  }

  fetchall(): Suspends<Value[]> {
    const rows: Value[] = [];
    for (let row = next(this); row !== END; row = next(this)) rows.push(row);
    return rows;
  }

  close(): null {
    if ((this.$connection as unknown) === undefined) throw new ProgrammingError("Base Cursor.__init__ not called.");
    checkThread(this.$connection);
    if (this.$locked) throw new ProgrammingError("Recursive use of cursors not allowed.");
    checkConnection(this.$connection);
    release(this);
    this.$closed = true;
    return null;
  }

  setinputsizes(_sizes: Value): null {
    return null;
  }

  setoutputsize(_size: Value, _column: Value = null): null {
    return null;
  }

  __iter__(): Value {
    return this;
  }

  __next__(): Suspends<Value> {
    const row = next(this);
    if (row === END) throw new StopIteration();
    return row;
  }

  /** As the runtime iterates. */
  $next(): Suspends<Value> {
    return next(this);
  }
}

getset(Cursor as Value, {
  connection: [(self) => self.$connection],
  description: [(self) => self.$description],
  lastrowid: [(self) => self.$rowid],
  rowcount: [(self) => self.$count],
});

function check(cursor: Cursor): void {
  if ((cursor.$connection as unknown) === undefined) throw new ProgrammingError("Base Cursor.__init__ not called.");
  if (cursor.$closed) throw new ProgrammingError("Cannot operate on a closed cursor.");
  if (cursor.$locked) throw new ProgrammingError("Recursive use of cursors not allowed.");
  checkThread(cursor.$connection);
  checkConnection(cursor.$connection);
}

/** The statement is no longer this cursor's. */
function release(cursor: Cursor): void {
  const statement = cursor.$statement;
  if (statement === null) return;
  cursor.$statement = null;
  dropped.unregister(cursor);
  statement.$reset();
  const connection = cursor.$connection;
  if (connection.$statements.get(statement.$sql) === statement) return;
  connection.$live.delete(statement);
  statement.$finalize();
}

/** Statements of cursors that are gone hold no locks. */
const dropped = new FinalizationRegistry<Statement>((statement) => statement.$reset());

/** Runs a statement with each of the parameters. */
function run(cursor: Cursor, sql: Value, parameters: Value, many: boolean): Suspends<void> {
  const text = stringOf(sql);
  if (text === undefined) throw new TypeError(`${many ? "executemany" : "execute"}() argument 1 must be str, not ${typeOf(sql).$name}`);
  check(cursor);
  cursor.$locked = true;
  try {
    runAll(cursor, text, parameters, many);
  } catch (error) {
    release(cursor);
    cursor.$count = -1;
    throw error;
  } finally {
    cursor.$locked = false;
  }
}

function runAll(cursor: Cursor, sql: string, parameters: Value, many: boolean): Suspends<void> {
  const connection = cursor.$connection;
  const { api } = engine();
  release(cursor);
  cursor.$description = null;
  cursor.$converters = null;
  const statement = connection.$prepare(sql);
  if (statement === undefined) {
    cursor.$count = -1;
    return;
  }
  cursor.$statement = statement;
  statement.$busy = true;
  dropped.register(cursor, statement, cursor);
  if (many && !statement.$isDml) throw new ProgrammingError("executemany() can only execute DML statements.");
  cursor.$count = statement.$isDml ? 0 : -1;
  if (connection.$autocommit === LEGACY && connection.$isolation !== null && statement.$isDml && api["sqlite3_get_autocommit"]!(connection.$db) !== 0) {
    runText(connection, connection.$isolation === "" ? "BEGIN " : `BEGIN ${connection.$isolation}`);
  }
  const sets = parameters === null ? null : iterate(parameters);
  let first = true;
  for (;;) {
    let given: Value = null;
    if (sets !== null) {
      given = sets.$next();
      if (given === END) break;
    } else if (!first) break;
    if (!first) statement.$reset();
    statement.$busy = true;
    bind(statement, given ?? new Tuple([]));
    const code = stepped(connection, statement.$at);
    if (code !== DONE && code !== ROW) throw connection.$failure();
    if (first) describe(cursor, statement);
    if (statement.$isDml && code === DONE) cursor.$count += api["sqlite3_changes"]!(connection.$db);
    if (!many) cursor.$rowid = canon(api["sqlite3_last_insert_rowid"]!(connection.$db) as unknown as bigint);
    if (code === ROW && many) throw new ProgrammingError("executemany() can only execute DML statements.");
    if (code === DONE) statement.$reset();
    first = false;
    if (code === DONE && !many) release(cursor);
  }
  if (many) release(cursor);
}

/** Names of the columns, and what converts them. */
function describe(cursor: Cursor, statement: Statement): void {
  const { api } = engine();
  const count = statement.$columns;
  if (count === 0) return;
  const { $detect: detect } = cursor.$connection;
  const columns: Value[] = [];
  const found: Converter[] = [];
  for (let i = 0; i < count; i++) {
    const name = textAt(api["sqlite3_column_name"]!(statement.$at, i)) ?? "";
    const bracket = (detect & PARSE_COLNAMES) !== 0 ? name.indexOf("[") : -1;
    const shown = bracket > 0 ? name.slice(0, name[bracket - 1] === " " ? bracket - 1 : bracket) : name;
    columns.push(new Tuple([shown, null, null, null, null, null, null]));
    if (detect === 0) continue;
    let converter: Value = undefined;
    if (bracket >= 0)
      converter = converters.$named(
        name
          .slice(bracket + 1)
          .split("]")[0]!
          .toUpperCase(),
      );
    if (converter === undefined && (detect & PARSE_DECLTYPES) !== 0) {
      const type = textAt(api["sqlite3_column_decltype"]!(statement.$at, i));
      if (type !== null) converter = converters.$named(type.split(/[ (]/)[0]!.toUpperCase());
    }
    found.push(converter ?? null);
  }
  cursor.$description = new Tuple(columns);
  cursor.$converters = detect === 0 ? null : found;
}

/** The next row, or END. */
function next(cursor: Cursor): Suspends<Value> {
  check(cursor);
  const statement = cursor.$statement;
  if (statement === null || statement.$at === 0) return END;
  const connection = cursor.$connection;
  cursor.$locked = true;
  let row: Value;
  try {
    const reading: Reading = { converters: cursor.$converters, text: connection.text_factory };
    row = new Tuple(readRow(statement, reading));
  } finally {
    cursor.$locked = false;
  }
  const code = stepped(connection, statement.$at);
  if (code === DONE) {
    if (statement.$isDml) cursor.$count = engine().api["sqlite3_changes"]!(connection.$db);
    release(cursor);
  } else if (code !== ROW) {
    const error = connection.$failure();
    release(cursor);
    throw error;
  }
  const factory: Value = cursor.row_factory;
  return factory === null ? row : call(factory, cursor, row);
}
