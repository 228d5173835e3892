/**
 * oserror - the errors of node:fs as Python's OSError and its subclasses.
 */
import { OSError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { errnoOf, strerror } from "./errors.js";
import { spelled } from "./paths.js";
import { errno } from "./posix.js";

/** The OSError for what a function of node:fs threw, with the names of files it was about; anything else as it is. */
export function osError(error: unknown, ...names: Value[]): unknown {
  const code = errnoOf(error);
  if (code === undefined) return error;
  if (names.length === 0 || names[0] === undefined) return new OSError(code, strerror(code));
  const first = spelled(names[0]);
  return names.length > 1 ? new OSError(code, strerror(code), first, null, spelled(names[1])) : new OSError(code, strerror(code), first);
}

/** Runs one call of node:fs and gives its errors Python's class. */
export function system<T>(work: () => T, ...names: Value[]): T {
  try {
    return work();
  } catch (error) {
    throw osError(error, ...names);
  }
}

/** The result of a system call; a negative one is an OSError with the call's errno. */
export function checked(result: number | bigint, ...names: Value[]): number {
  if (result >= 0) return Number(result);
  throw failure(errno(), ...names);
}

/** The OSError of an error number. */
export function failure(code: number, ...names: Value[]): Value {
  return names.length === 0 ? new OSError(code, strerror(code)) : new OSError(code, strerror(code), spelled(names[0]));
}
