/**
 * sqlite3.blob - one value of a table as a file of fixed length.
 *
 * Mirrors     Modules/_sqlite/blob.c of CPython 3.13, and of SQLite's src/vdbeblob.c what cannot be opened
 * Suspends    what reads and writes, while the database is locked
 * Differs     SQLite's package has no incremental input and output: the value is read by SELECT and written whole by UPDATE, which triggers and `total_changes` see
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { IndexError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { PyObject, type Value } from "../../objects/object.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { methods, pyclass } from "../../objects/register.js";
import { Slice, sliceIndices } from "../../objects/slice.js";
import { typeName } from "../../objects/typename.js";
import { firstRow } from "./asked.js";
import { checkConnection, checkThread, type Connection } from "./connection.js";
import { engine } from "./engine.js";
import { ProgrammingError, refused } from "./errors.js";
import { pieceOf } from "./statement.js";

const MOST = 2 ** 31 - 1;

@pyclass("sqlite3.Blob", { builtin: true })
export class Blob extends PyObject {
  declare $connection: Connection;
  /** the value's table and column, quoted */
  declare $table: string;
  declare $column: string;
  declare $row: Value;
  declare $readonly: boolean;
  declare $isText: boolean;
  /** as it was last seen, and the state of the connection then */
  declare $data: Uint8Array;
  declare $stamp: string;
  declare $offset: number;
  /** the row has been written by something else: nothing can be read or written any more */
  declare $expired: boolean;
  declare $closed: boolean;
}

/** What `Connection.blobopen()` gives. */
export function openBlob(connection: Connection, table: string, column: string, row: Value, readonly: boolean, schema: string): Suspends<Blob> {
  const kind = firstRow(connection, "SELECT type, wr FROM pragma_table_list WHERE schema = lower(?) AND lower(name) = lower(?)", [schema, table]);
  if (kind === undefined) throw refused(`no such table: ${schema}.${table}`);
  if (kind[0] === "view") throw refused(`cannot open view: ${table}`);
  if (kind[0] === "virtual") throw refused(`cannot open virtual table: ${table}`);
  if (kind[1] === 1) throw refused(`cannot open table without rowid: ${table}`);
  const known = firstRow(connection, "SELECT 1 FROM pragma_table_xinfo(?, ?) WHERE lower(name) = lower(?)", [table, schema, column]);
  if (known === undefined) throw refused(`no such column: "${column}"`);
  if (!readonly) {
    const foreign = firstRow(connection, 'SELECT 1 FROM pragma_foreign_key_list(?, ?) WHERE lower("from") = lower(?)', [table, schema, column]);
    if (foreign !== undefined) throw refused("cannot open foreign key column for writing");
    const inIndex = "SELECT 1 FROM pragma_index_list(?1, ?2) AS l, pragma_index_info(l.name, ?2) AS i WHERE lower(i.name) = lower(?3)";
    if (firstRow(connection, inIndex, [table, schema, column]) !== undefined) throw refused("cannot open indexed column for writing");
  }
  const blob: Blob = Object.create((Blob as Value).prototype as object) as Blob;
  blob.$connection = connection;
  blob.$table = `${quoted(schema)}.${quoted(table)}`;
  blob.$column = quoted(column);
  blob.$row = row;
  blob.$readonly = readonly;
  blob.$offset = 0;
  blob.$expired = blob.$closed = false;
  const [type, data] = stored(blob) ?? [undefined, null];
  if (type === undefined) throw refused(`no such rowid: ${String(row)}`);
  if (type !== "text" && type !== "blob") throw refused(`cannot open value of type ${String(type)}`);
  blob.$isText = type === "text";
  blob.$data = (data as Bytes).$data;
  blob.$stamp = stampOf(connection);
  return blob;
}

(Blob as Value).$noNew = (Blob as Value).$keyed = true;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The type and the bytes that the table has now. */
function stored({ $connection, $table, $column, $row }: Blob): Suspends<Value[] | undefined> {
  return firstRow($connection, `SELECT typeof(${$column}), CAST(${$column} AS BLOB) FROM ${$table} WHERE rowid = ?`, [$row]);
}

/** Another one when anything may have been written. */
function stampOf({ $db }: Connection): string {
  const { api } = engine();
  return `${api["sqlite3_total_changes"]!($db)} ${api["sqlite3_get_autocommit"]!($db)}`;
}

function check(blob: Blob): void {
  checkThread(blob.$connection);
  checkConnection(blob.$connection);
  if (blob.$closed) throw new ProgrammingError("Cannot operate on a closed blob.");
}

/** The bytes, unless the row has changed. */
function current(blob: Blob): Suspends<Uint8Array> {
  const stamp = stampOf(blob.$connection);
  if (!blob.$expired && stamp !== blob.$stamp) {
    const [type, data] = stored(blob) ?? [undefined, null];
    const isSame = type === (blob.$isText ? "text" : "blob") && Buffer.compare((data as Bytes).$data, blob.$data) === 0;
    if (isSame) blob.$stamp = stamp;
    else blob.$expired = true;
  }
  if (blob.$expired) throw refused("query aborted", "SQLITE_ABORT");
  return blob.$data;
}

function write(blob: Blob, at: number, bytes: Uint8Array): Suspends<void> {
  const data = Uint8Array.from(current(blob));
  if (blob.$readonly) throw refused("attempt to write a readonly database", "SQLITE_READONLY");
  data.set(bytes, at);
  const { $connection, $table, $column, $row } = blob;
  firstRow($connection, `UPDATE ${$table} SET ${$column} = ${blob.$isText ? "CAST(? AS TEXT)" : "?"} WHERE rowid = ?`, [new Bytes(data), $row]);
  blob.$data = data;
  blob.$stamp = stampOf($connection);
}

function bytesOf(value: Value): Uint8Array {
  const data = pieceOf(value);
  if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeName(value)}'`);
  return data;
}

/** The position of an item; undefined for what is no number. */
function positionOf(blob: Blob, key: Value): Suspends<number | undefined> {
  const index = indexOf(key);
  if (index === undefined) return undefined;
  if (typeof index === "bigint") throw new IndexError("cannot fit 'int' into an index-sized integer");
  const { length } = blob.$data;
  const at = index < 0 ? index + length : index;
  if (at < 0 || at >= length) throw new IndexError("Blob index out of range");
  return at;
}

const noIndex = (): Value => new TypeError("Blob indices must be integers");

/** An item's new value. */
function byteOf(value: Value): Suspends<number> {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean")
    throw new TypeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  const n = Number(value);
  if (n < 0 || n > 255) throw new ValueError("byte must be in range(0, 256)");
  return n;
}

function setSlice(blob: Blob, slice: Slice, value: Value): Suspends<void> {
  const { start, step, count } = sliceIndices(slice, blob.$data.length);
  const bytes = bytesOf(value);
  if (bytes.length !== count) throw new IndexError("Blob slice assignment is wrong size");
  if (count === 0) return;
  const changed = Uint8Array.from(current(blob));
  for (let i = 0; i < count; i++) changed[start + i * step] = bytes[i]!;
  write(blob, 0, changed);
}

function close(blob: Blob): null {
  checkThread(blob.$connection);
  checkConnection(blob.$connection);
  blob.$closed = true;
  return null;
}

methods(Blob as Value, {
  "close(self, /)"(this: Blob): null {
    return close(this);
  },
  "read(self, length=-1, /)"(this: Blob, length: Value): Suspends<Bytes> {
    check(this);
    const rest = this.$data.length - this.$offset;
    const asked = length === undefined ? -1 : Number(toIndex(length));
    const count = asked < 0 || asked > rest ? rest : asked;
    if (count <= 0) return new Bytes(new Uint8Array(0));
    const from = this.$offset;
    const data = current(this).slice(from, from + count);
    this.$offset += data.length;
    return new Bytes(data);
  },
  "write(self, data, /)"(this: Blob, data: Value): Suspends<null> {
    const bytes = bytesOf(data);
    check(this);
    if (bytes.length > this.$data.length - this.$offset) throw new ValueError("data longer than blob length");
    write(this, this.$offset, bytes);
    this.$offset += bytes.length;
    return null;
  },
  "seek(self, offset, origin=0, /)"(this: Blob, offset: Value, origin: Value): Suspends<null> {
    const by = toIndex(offset);
    const from = origin === undefined ? 0 : Number(toIndex(origin));
    if (typeof by === "bigint" || Math.abs(by) > MOST) throw new OverflowError("Python int too large to convert to C int");
    check(this);
    const { length } = this.$data;
    const base = [0, this.$offset, length][from];
    if (base === undefined) throw new ValueError("'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END");
    if (from > 0 && by > MOST - base) throw new OverflowError("seek offset results in overflow");
    if (base + by < 0 || base + by > length) throw new ValueError("offset out of blob range");
    this.$offset = base + by;
    return null;
  },
  "tell(self, /)"(this: Blob): number {
    check(this);
    return this.$offset;
  },
  "__enter__(self, /)"(this: Blob): Blob {
    check(this);
    return this;
  },
  "__exit__(self, type, val, tb, /)"(this: Blob): boolean {
    check(this);
    close(this);
    return false;
  },
  "__len__(self, /)"(this: Blob): number {
    check(this);
    return this.$data.length;
  },
  "__getitem__(self, key, /)"(this: Blob, key: Value): Suspends<Value> {
    check(this);
    if (key instanceof Slice) {
      const { start, step, count } = sliceIndices(key, this.$data.length);
      const data = count === 0 ? this.$data : current(this);
      return new Bytes(Uint8Array.from({ length: count }, (_, i) => data[start + i * step]!));
    }
    const at = positionOf(this, key);
    if (at === undefined) throw noIndex();
    const data = current(this);
    return data[at]!;
  },
  "__setitem__(self, key, value, /)"(this: Blob, key: Value, value: Value): Suspends<null> {
    check(this);
    if (key instanceof Slice) {
      setSlice(this, key, value);
      return null;
    }
    const at = positionOf(this, key);
    if (at === undefined) throw noIndex();
    write(this, at, Uint8Array.of(byteOf(value)));
    return null;
  },
  "__delitem__(self, key, /)"(this: Blob, key: Value): Suspends<null> {
    check(this);
    if (key instanceof Slice) throw new TypeError("Blob doesn't support slice deletion");
    if (positionOf(this, key) === undefined) throw noIndex();
    throw new TypeError("Blob doesn't support item deletion");
  },
});
