/**
 * sqlite3.statement - a prepared statement: its parameters, its columns and its steps.
 *
 * Mirrors     Modules/_sqlite/statement.c, and of cursor.c what binds and reads, of CPython 3.13
 * Suspends    binding: adapters, `__getitem__`, `__missing__`; reading: converters and text factories
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { ByteArray, Bytes, MemoryView } from "../../objects/bytes/data.js";
import { isContiguous } from "../../objects/bytes/view.js";
import { bytearray } from "../../objects/bytearray.js";
import { bytes as bytesType } from "../../objects/bytes.js";
import { Dict, isDict } from "../../objects/dict.js";
import { BufferError, IndexError, LookupError, OverflowError, TypeError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { canon } from "../../objects/int/big.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { len } from "../../objects/protocols/len.js";
import { str, stringOf } from "../../objects/str.js";
import { markAstral } from "../../objects/str/points.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";
import { adapted, basics } from "./adapt.js";
import { copyIn, copyOut, engine, free, textAt, utf8, word } from "./engine.js";
import { DataError, failure, OperationalError, ProgrammingError } from "./errors.js";

export const OK = 0;
export const BUSY = 5;
export const LOCKED = 6;
export const ROW = 100;
export const DONE = 101;
const [INTEGER, FLOAT, TEXT, BLOB] = [1, 2, 3, 4];
const TRANSIENT = -1;

/** A prepared statement; `$at` is SQLite's. */
export class Statement {
  $busy = false;
  constructor(
    public $at: number,
    readonly $db: number,
    readonly $sql: string,
    readonly $isDml: boolean,
  ) {}

  $reset(): void {
    if (this.$at !== 0) engine().api["sqlite3_reset"]!(this.$at);
    this.$busy = false;
  }

  $finalize(): void {
    if (this.$at !== 0) engine().api["sqlite3_finalize"]!(this.$at);
    this.$at = 0;
    this.$busy = false;
  }

  get $columns(): number {
    return engine().api["sqlite3_column_count"]!(this.$at);
  }
}

/** Without the comments and the blanks that it begins with. */
function begun(sql: string): string {
  return sql.replace(/^(?:[\s;]+|--[^\n]*(?:\n|$)|\/\*[^]*?(?:\*\/|$))+/, "");
}

/** Compiles one statement; undefined for a text without any. */
export function prepare(db: number, sql: string): Suspends<Statement | undefined> {
  const data = textOfQuery(db, sql);
  if (sql.includes("\0")) throw new ProgrammingError("the query contains a null character");
  const { api } = engine();
  const text = copyIn(data);
  const places = api["sqlite3_malloc"]!(8);
  try {
    if (api["sqlite3_prepare_v2"]!(db, text, -1, places, places + 4) !== OK) throw failure(db);
    const at = word(places);
    const rest = textAt(word(places + 4)) ?? "";
    if (begun(rest) !== "") {
      if (at !== 0) api["sqlite3_finalize"]!(at);
      throw new ProgrammingError("You can only execute one statement at a time.");
    }
    if (at === 0) return undefined;
    return new Statement(at, db, sql, /^(?:insert|update|delete|replace)\b/i.test(begun(sql)));
  } finally {
    free(places);
    free(text);
  }
}

/** A query as SQLite takes it. */
export function textOfQuery(db: number, sql: string): Suspends<Uint8Array> {
  const data = utf8(checkedText(sql));
  if (data.length > engine().api["sqlite3_limit"]!(db, LIMIT_SQL_LENGTH, -1)) throw new DataError("query string is too large");
  return data;
}
const LIMIT_SQL_LENGTH = 1;

/** Where the next statement of a script begins; its own number, or 0 if there is none. */
export function prepareNext(db: number, text: number, place: number): number {
  const { api } = engine();
  if (api["sqlite3_prepare_v2"]!(db, text, -1, place, place + 4) !== OK) throw failure(db);
  return word(place);
}

const [LOW, HIGH] = [-(2n ** 63n), 2n ** 63n - 1n];

/** One parameter's value; what SQLite has no type for is refused. */
export function bindValue(at: number, index: number, value: Value, name: string): Suspends<number> {
  const { api } = engine();
  if (value === null) return api["sqlite3_bind_null"]!(at, index);
  const plain: Value = typeof value === "object" && value.$value !== undefined ? value.$value : value;
  switch (typeof plain) {
    case "boolean":
      return api["sqlite3_bind_int"]!(at, index, Number(plain));
    case "number":
    case "bigint": {
      const n = BigInt(plain);
      if (n < LOW || n > HIGH) throw new OverflowError("Python int too large to convert to SQLite INTEGER");
      return api["sqlite3_bind_int64"]!(at, index, n);
    }
    case "string":
      return bindBytes("sqlite3_bind_text", at, index, utf8(checkedText(plain)));
    default:
  }
  if (plain instanceof Float) return api["sqlite3_bind_double"]!(at, index, plain.value);
  const data = pieceOf(value);
  if (data !== undefined) return bindBytes("sqlite3_bind_blob", at, index, data);
  throw new ProgrammingError(`Error binding parameter ${name}: type '${typeOf(value).$name}' is not supported`);
}

/** The bytes of an object whose memory is in one piece; undefined if it has none. @throws BufferError they are not one after the other */
export function pieceOf(value: Value): Uint8Array | undefined {
  if (value instanceof MemoryView && !isContiguous(value)) throw new BufferError("memoryview: underlying buffer is not C-contiguous");
  return bufferOf(value);
}

/** Lone surrogates have no UTF-8. */
export function checkedText(text: string): Suspends<string> {
  if (!text.isWellFormed()) return call(surrogates.encode, text) as string;
  return text;
}
/** What raises the UnicodeEncodeError; the module sets it. */
export const surrogates = { encode: null as Value };

function bindBytes(how: string, at: number, index: number, data: Uint8Array): number {
  const { api } = engine();
  const place = copyIn(data);
  const result = api[how]!(at, index, place, data.length, TRANSIENT);
  free(place);
  return result;
}

/** What a value is bound as: plain ones as they are, others by their adapter. */
function forBinding(value: Value): Suspends<Value> {
  const kind = typeof value;
  if (!basics.adapted) {
    if (value === null || kind === "number" || kind === "string" || kind === "bigint") return value;
    if (kind === "object" && (value instanceof Float || typeOf(value) === bytearray)) return value;
  }
  return adapted(value);
}

/** Gives a statement its parameters: a sequence, or a mapping of names. */
export function bind(statement: Statement, parameters: Value): Suspends<void> {
  const { api } = engine();
  const at = statement.$at;
  const wanted = api["sqlite3_bind_parameter_count"]!(at);
  const isList = Array.isArray(parameters) || isTuple(parameters);
  if (isList || (!isDict(parameters) && isSequence(parameters))) {
    const items: Value[] | undefined = Array.isArray(parameters) ? (parameters as Value[]) : isTuple(parameters) ? plainTuple(parameters).items : undefined;
    const given = items === undefined ? Number(len(parameters)) : items.length;
    if (given !== wanted) {
      throw new ProgrammingError(`Incorrect number of bindings supplied. The current statement uses ${wanted}, and there are ${given} supplied.`);
    }
    for (let i = 0; i < wanted; i++) {
      const name = textAt(api["sqlite3_bind_parameter_name"]!(at, i + 1));
      if (name !== null && name[0] !== "?") {
        warn(
          "DeprecationWarning",
          `Binding ${i + 1} ('${name}') is a named parameter, but you supplied a sequence which requires nominal (qmark) placeholders. Starting with Python 3.14 an sqlite3.ProgrammingError will be raised.`,
        );
      }
      // an adapter may have taken items away
      if (items !== undefined && i >= items.length) throw new IndexError("list index out of range");
      const value = forBinding(items === undefined ? getitem(parameters, i) : items[i]);
      if (bindValue(at, i + 1, value, String(i + 1)) !== OK) throw failure(statement.$db);
    }
    return;
  }
  if (!isMapping(parameters)) throw new ProgrammingError("parameters are of unsupported type");
  for (let i = 0; i < wanted; i++) {
    const name = textAt(api["sqlite3_bind_parameter_name"]!(at, i + 1));
    if (name === null) throw new ProgrammingError(`Binding ${i + 1} has no name, but you supplied a dictionary (which has only names).`);
    const value = forBinding(named(parameters, name.slice(1)));
    if (bindValue(at, i + 1, value, String(i + 1)) !== OK) throw failure(statement.$db);
  }
}

function named(parameters: Value, name: string): Suspends<Value> {
  if (typeOf(parameters) === (Dict as Value)) {
    const found = parameters.$named(name);
    if (found !== undefined) return found;
    throw new ProgrammingError(`You did not supply a value for binding parameter :${name}.`);
  }
  try {
    return getitem(parameters, name);
  } catch (error) {
    if (!isinstance(error as Value, LookupError)) throw error;
    throw new ProgrammingError(`You did not supply a value for binding parameter :${name}.`);
  }
}

const has = (x: Value, name: string): boolean => x !== null && x !== undefined && typeOf(x).$mro.some((cls) => cls.$dict.has(name));
const isSequence = (x: Value): boolean => has(x, "__getitem__") && has(x, "__len__") && !has(x, "keys");
const isMapping = (x: Value): boolean => isDict(x) || has(x, "__getitem__");

/** What a column is read with: its converter, or null. */
export type Converter = Value;

/** How rows are read. */
export interface Reading {
  readonly converters: readonly Converter[] | null;
  readonly text: Value;
}

export function readRow(statement: Statement, reading: Reading): Suspends<Value[]> {
  const { api } = engine();
  const at = statement.$at;
  const count = api["sqlite3_data_count"]!(at);
  const row: Value[] = [];
  for (let i = 0; i < count; i++) {
    const converter: Value = reading.converters === null ? null : reading.converters[i];
    if (converter !== null && converter !== undefined) {
      const place = api["sqlite3_column_blob"]!(at, i);
      row.push(place === 0 ? null : call(converter, new Bytes(copyOut(place, api["sqlite3_column_bytes"]!(at, i)))));
      continue;
    }
    switch (api["sqlite3_column_type"]!(at, i)) {
      case INTEGER:
        row.push(canon(api["sqlite3_column_int64"]!(at, i) as unknown as bigint));
        break;
      case FLOAT:
        row.push(new Float(api["sqlite3_column_double"]!(at, i)));
        break;
      case TEXT:
        row.push(textValue(at, i, reading.text));
        break;
      case BLOB:
        row.push(new Bytes(columnBytes(at, i, "sqlite3_column_blob")));
        break;
      default:
        row.push(null);
    }
  }
  return row;
}

function columnBytes(at: number, i: number, how: string): Uint8Array {
  const { api } = engine();
  const place = api[how]!(at, i);
  return copyOut(place, api["sqlite3_column_bytes"]!(at, i));
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textValue(at: number, i: number, factory: Value): Suspends<Value> {
  const data = columnBytes(at, i, "sqlite3_column_text");
  if (factory === str) return decoded(at, i, data);
  if (factory === bytesType) return new Bytes(data);
  if (factory === bytearray) return new ByteArray(data);
  return call(factory, new Bytes(data));
}

function decoded(at: number, i: number, data: Uint8Array): string {
  const { length } = data;
  if (length < 32) {
    let text = "";
    let j = 0;
    for (; j < length && data[j]! < 128; j++) text += String.fromCharCode(data[j]!);
    if (j === length) return text;
  }
  try {
    return markAstral(strict.decode(data));
  } catch {
    const name = textAt(engine().api["sqlite3_column_name"]!(at, i));
    throw new OperationalError(`Could not decode to UTF-8 column '${name}' with text '${Buffer.from(data).toString("utf8")}'`);
  }
}

/** Memory that SQLite is given for a result, and takes over. */
export function resultBytes(context: number, how: string, data: Uint8Array): void {
  const place = copyIn(data);
  engine().api[how]!(context, place, data.length, TRANSIENT);
  free(place);
}

/** The values of a function that SQL calls, as Python has them. */
export function argumentsAt(count: number, places: number): Value[] {
  const { api } = engine();
  const values: Value[] = [];
  for (let i = 0; i < count; i++) {
    const at = word(places + 4 * i);
    switch (api["sqlite3_value_type"]!(at)) {
      case INTEGER:
        values.push(canon(api["sqlite3_value_int64"]!(at) as unknown as bigint));
        break;
      case FLOAT:
        values.push(new Float(api["sqlite3_value_double"]!(at)));
        break;
      case TEXT: {
        const place = api["sqlite3_value_text"]!(at);
        values.push(markAstral(Buffer.from(copyOut(place, api["sqlite3_value_bytes"]!(at))).toString("utf8")));
        break;
      }
      case BLOB: {
        const place = api["sqlite3_value_blob"]!(at);
        values.push(new Bytes(copyOut(place, api["sqlite3_value_bytes"]!(at))));
        break;
      }
      default:
        values.push(null);
    }
  }
  return values;
}

/** The result of a function that SQL calls. @throws what says that SQLite has no such value */
export function giveResult(context: number, value: Value): Suspends<null> {
  const { api } = engine();
  const plain: Value = value !== null && typeof value === "object" && value.$value !== undefined ? value.$value : value;
  if (plain === null) api["sqlite3_result_null"]!(context);
  else if (typeof plain === "boolean") api["sqlite3_result_int"]!(context, Number(plain));
  else if (typeof plain === "number" || typeof plain === "bigint") {
    const n = BigInt(plain);
    if (n < LOW || n > HIGH) throw new OverflowError("Python int too large to convert to SQLite INTEGER");
    api["sqlite3_result_int64"]!(context, n);
  } else if (typeof plain === "string") resultBytes(context, "sqlite3_result_text", utf8(checkedText(plain)));
  else if (plain instanceof Float) api["sqlite3_result_double"]!(context, plain.value);
  else {
    const data = pieceOf(value);
    if (data === undefined) throw new ProgrammingError(`User-defined functions cannot return '${typeOf(value).$name}' values to SQLite`);
    resultBytes(context, "sqlite3_result_blob", data);
  }
  return null;
}

/** A text of SQLite's that may be longer than it says: for tests of completeness. */
export function isComplete(sql: Value): boolean {
  const text = stringOf(sql);
  if (text === undefined) throw new TypeError(`complete_statement() argument 'statement' must be str, not ${typeOf(sql).$name}`);
  const place = copyIn(utf8(text));
  const result = engine().api["sqlite3_complete"]!(place);
  free(place);
  return result !== 0;
}
