/**
 * errors - exceptions of the interpreter's own, beside those of builtins.
 *
 * Mirrors  Lib/importlib/_bootstrap.py, Python/crossinterp_exceptions.h of CPython 3.13
 */
import { Exception, exceptionType, RuntimeError, ValueError } from "../../objects/exceptions.js";
import { pyclass } from "../../objects/register.js";
import type { PyType } from "../../objects/object.js";

@pyclass("_frozen_importlib._DeadlockError")
export class DeadlockError extends RuntimeError {}

export const InterpreterError = exceptionType("InterpreterError", Exception, "A cross-interpreter operation failed");
export const InterpreterNotFoundError = exceptionType("InterpreterNotFoundError", InterpreterError, "An interpreter was not found");
export const NotShareableError = exceptionType("NotShareableError", ValueError, "");
for (const cls of [InterpreterError, InterpreterNotFoundError, NotShareableError] as PyType[]) cls.$module = "interpreters";
