/**
 * sqlite3.dump - a database as the SQL that makes it.
 *
 * Mirrors     Lib/sqlite3/dump.py of CPython 3.13
 * Suspends    all: the statements
 * Differs     all of the text is made at once
 */
import type { Suspends } from "../../frames/suspend.js";
import { spread } from "../../objects/iterator.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { Tuple } from "../../objects/tuple.js";

const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quotedValue = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function rows(cursor: Value, sql: string, parameters: Value[] = []): Suspends<Value[][]> {
  const result = callMethod(cursor, "execute", sql, new Tuple(parameters));
  return spread(result).map((row: Value) => row.items as Value[]);
}

export function dumpLines(connection: Value, filter: Value): Suspends<string[]> {
  const lines: string[] = [];
  const cursor = callMethod(connection, "cursor");
  cursor.row_factory = null;
  if (rows(cursor, "PRAGMA foreign_key_check").length > 0) lines.push("PRAGMA foreign_keys=OFF;");
  lines.push("BEGIN TRANSACTION;");
  const like = filter === null || filter === "" ? "" : "AND name LIKE ?";
  const given = like === "" ? [] : [filter];
  const tables = rows(cursor, `SELECT "name", "type", "sql" FROM "sqlite_master" WHERE "sql" NOT NULL AND "type" == 'table' ${like} ORDER BY "name"`, given);
  const sequences: string[] = [];
  let writable = false;
  for (const [name, , sql] of tables as [string, string, string][]) {
    if (name === "sqlite_sequence") {
      const found = rows(cursor, 'SELECT name, seq FROM "sqlite_sequence"') as [string, number][];
      sequences.push('DELETE FROM "sqlite_sequence";');
      for (const [table, seq] of found) sequences.push(`INSERT INTO "sqlite_sequence" VALUES(${quotedValue(table)},${seq});`);
      continue;
    }
    if (name === "sqlite_stat1") lines.push('ANALYZE "sqlite_master";');
    else if (name.startsWith("sqlite_")) continue;
    else if (sql.startsWith("CREATE VIRTUAL TABLE")) {
      if (!writable) {
        writable = true;
        lines.push("PRAGMA writable_schema=ON;");
      }
      lines.push(`INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql)VALUES('table',${quotedValue(name)},${quotedValue(name)},0,${quotedValue(sql)});`);
    } else lines.push(`${sql};`);
    const ident = quotedName(name);
    const columns = rows(cursor, `PRAGMA table_info(${ident})`).map((row) => String(row[1]));
    const values = columns.map((column) => `'||quote(${quotedName(column)})||'`).join(",");
    for (const [line] of rows(cursor, `SELECT 'INSERT INTO ${ident.replaceAll("'", "''")} VALUES(${values})' FROM ${ident};`)) lines.push(`${line as string};`);
  }
  const rest = rows(cursor, `SELECT "name", "type", "sql" FROM "sqlite_master" WHERE "sql" NOT NULL AND "type" IN ('index', 'trigger', 'view') ${like}`, given);
  for (const row of rest) lines.push(`${row[2] as string};`);
  if (writable) lines.push("PRAGMA writable_schema=OFF;");
  lines.push(...sequences, "COMMIT;");
  return lines;
}

/** `sqlite3.dump._iterdump` */
export function iterdump(connection: Value, filter: Value): Suspends<Value> {
  return callMethod(dumpLines(connection, filter), "__iter__");
}
