/**
 * sqlite3.backup - whole databases: as bytes, and from one connection to another.
 *
 * Mirrors     serialize, deserialize and backup of Modules/_sqlite/connection.c of CPython 3.13
 * Suspends    backup: its callback, and while the other database is locked
 * Differs     a backup is one copy, made when the last of its pages would have been
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { firstRow } from "./asked.js";
import { runText, type Connection } from "./connection.js";
import { copyIn, copyOut, engine, free, textAt, withText, word } from "./engine.js";
import { failure, OperationalError, refused } from "./errors.js";
import { DONE, OK } from "./statement.js";

/**
 * Copies a database, and tells of every step.
 *
 * @param pages that a step would copy; 0 or less: all
 * @param progress called with a status, the pages that are left and all that there are; null: nobody is told
 */
export function backUp(from: Connection, to: Connection, schema: string, pages: number, progress: Value): Suspends<void> {
  if (engine().api["sqlite3_get_autocommit"]!(to.$db) === 0) throw refused("destination database is in use");
  if (firstRow(from, "SELECT 1 FROM pragma_database_list WHERE name = lower(?)", [schema]) === undefined) {
    throw refused(`unknown database ${schema}`);
  }
  for (let left: number | undefined; left !== 0;) {
    const total = firstRow(from, `PRAGMA "${schema.replaceAll('"', '""')}".page_count`)![0] as number;
    left = pages <= 0 ? 0 : Math.max(0, (left ?? total) - pages);
    if (left === 0) copyImage(to, imageOf(from, schema));
    if (progress !== null) call(progress, left === 0 ? DONE : OK, left, total);
  }
}

/** A database as bytes: what its file would be. */
export function imageOf(connection: Connection, schema: string): Uint8Array {
  const { api } = engine();
  const size = copyIn(new Uint8Array(8));
  const at = withText(schema, (name) => api["sqlite3_serialize"]!(connection.$db, name, size, 0));
  const length = word(size);
  free(size);
  if (at === 0) {
    if (length === 0) return new Uint8Array(0);
    throw new OperationalError("unable to serialize '" + schema + "'");
  }
  const image = copyOut(at, length);
  free(at);
  return image;
}

export function takeImage(connection: Connection, schema: string, image: Uint8Array): void {
  const { api } = engine();
  const place = copyIn(image);
  // SQLite frees it, and lets it grow
  if (withText(schema, (name) => api["sqlite3_deserialize"]!(connection.$db, name, place, BigInt(image.length), BigInt(image.length), 3)) !== OK)
    throw failure(connection.$db);
}

/** Puts a whole database into the place of another: in memory as it is, in a file by its pages. */
function copyImage(connection: Connection, image: Uint8Array): Suspends<void> {
  const { api } = engine();
  const place = withText("main", (name) => api["sqlite3_db_filename"]!(connection.$db, name));
  const file = textAt(place) ?? "";
  if (file === "") {
    takeImage(connection, "main", image);
    return;
  }
  for (const statement of connection.$live) statement.$finalize();
  connection.$live.clear();
  connection.$statements.clear();
  runText(connection, "BEGIN EXCLUSIVE");
  runText(connection, "ROLLBACK");
  fs.writeFileSync(file, image);
  withText("PRAGMA schema_version", (text) => api["sqlite3_exec"]!(connection.$db, text, 0, 0, 0));
}
