/**
 * sqlite3.asked - what gilt itself asks a database.
 *
 * Suspends    all, while the database is locked
 */
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { str } from "../../objects/str.js";
import { stepped, type Connection } from "./connection.js";
import { failure } from "./errors.js";
import { bindValue, DONE, prepare, readRow, ROW, type Statement } from "./statement.js";

/** The first row that a query gives; undefined if it gives none. */
export function firstRow(connection: Connection, sql: string, parameters: Value[] = []): Suspends<Value[] | undefined> {
  const statement = prepare(connection.$db, sql) as Statement;
  try {
    for (let i = 0; i < parameters.length; i++) bindValue(statement.$at, i + 1, parameters[i], String(i + 1));
    const code = stepped(connection, statement.$at);
    if (code === ROW) return readRow(statement, { converters: null, text: str });
    if (code !== DONE) throw failure(connection.$db);
    return undefined;
  } finally {
    statement.$finalize();
  }
}
