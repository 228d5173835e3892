/**
 * sqlite3.errors - the exceptions of DB-API 2.0, and which of them a result code of SQLite's is.
 *
 * Mirrors     Modules/_sqlite/util.c of CPython 3.13
 */
import { Exception, MemoryError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { engine, textAt } from "./engine.js";
import { CODES } from "./constants.js";

@pyclass("sqlite3.Warning")
export class Warning extends Exception {}
@pyclass("sqlite3.Error")
export class Error_ extends Exception {}
@pyclass("sqlite3.InterfaceError")
export class InterfaceError extends Error_ {}
@pyclass("sqlite3.DatabaseError")
export class DatabaseError extends Error_ {}
@pyclass("sqlite3.InternalError")
export class InternalError extends DatabaseError {}
@pyclass("sqlite3.OperationalError")
export class OperationalError extends DatabaseError {}
@pyclass("sqlite3.ProgrammingError")
export class ProgrammingError extends DatabaseError {}
@pyclass("sqlite3.IntegrityError")
export class IntegrityError extends DatabaseError {}
@pyclass("sqlite3.DataError")
export class DataError extends DatabaseError {}
@pyclass("sqlite3.NotSupportedError")
export class NotSupportedError extends DatabaseError {}

export const EXCEPTIONS: Readonly<Record<string, Value>> = {
  Warning,
  Error: Error_,
  InterfaceError,
  DatabaseError,
  InternalError,
  OperationalError,
  ProgrammingError,
  IntegrityError,
  DataError,
  NotSupportedError,
};

/** The class for a result code. */
function classOf(code: number): Value {
  switch (code) {
    case 2: // INTERNAL
    case 12: // NOTFOUND
      return InternalError;
    case 7: // NOMEM
      return MemoryError;
    case 11: // CORRUPT
      return DatabaseError;
    case 18: // TOOBIG
      return DataError;
    case 19: // CONSTRAINT
    case 20: // MISMATCH
      return IntegrityError;
    case 21: // MISUSE
    case 25: // RANGE
      return InterfaceError;
    default:
      return code >= 1 && code <= 17 ? OperationalError : DatabaseError;
  }
}

/** What a connection's last failure is. */
export function failure(db: number): Value {
  const { api } = engine();
  const code = api["sqlite3_errcode"]!(db);
  const cls = classOf(code & 0xff) as new (...args: Value[]) => Value;
  if ((cls as Value) === MemoryError) return new cls();
  const error = new cls(textAt(api["sqlite3_errmsg"]!(db)) ?? "");
  const extended = api["sqlite3_extended_errcode"]!(db);
  error.sqlite_errorcode = extended;
  error.sqlite_errorname = Object.keys(CODES).find((name) => CODES[name] === extended) ?? "unknown";
  return error;
}

/** What SQLite would say where gilt does its work: SQLITE_ERROR in its words, or another code. */
export function refused(message: string, name = "SQLITE_ERROR"): Value {
  const error: Value = new OperationalError(message);
  error.sqlite_errorcode = CODES[name];
  error.sqlite_errorname = name;
  return error;
}
