/**
 * interactive - builtins of the prompt and the importer: exit, quit, help, breakpoint, __import__.
 *
 * Mirrors  Lib/_sitebuiltins.py of CPython 3.13
 */
import { NotImplementedError, SystemExit, TypeError } from "../../objects/exceptions.js";
import { PyObject, specialMethod, typeOf, type Value } from "../../objects/object.js";
import { builtin, pyclass } from "../../objects/register.js";
import { call } from "../../objects/protocols/call.js";
import { dunderImport } from "../../importer/importer.js";
import { sysModule } from "../sys/module.js";
import type { Suspends } from "../../frames/suspend.js";

@pyclass("_sitebuiltins.Quitter")
class Quitter extends PyObject {
  declare name$: string;

  __init__(name: string): null {
    this.name$ = name;
    return null;
  }

  __call__(code: Value = null): never {
    throw code === null ? new SystemExit(null) : new SystemExit(code);
  }

  __repr__(): string {
    return `Use ${this.name$}() or Ctrl-D (i.e. EOF) to exit`;
  }
}

export const exit: Value = new Quitter("exit");
export const quit: Value = new Quitter("quit");

export const help = builtin("help(*args, **kwds)", (): never => {
  throw new NotImplementedError("help() is not available in gilt yet");
});

/** Builtins of asynchronous iteration. */
export const aiter = builtin("aiter(async_iterable, /)", function (x: Value): Suspends<Value> {
  const method = specialMethod(x, "__aiter__");
  if (method === undefined || method === null) throw new TypeError(`'${typeOf(x).$name}' object is not an async iterable`);
  const iterator: Value = method.call(x);
  if (specialMethod(iterator, "__anext__") == null) throw new TypeError(`aiter() returned not an async iterator of type '${typeOf(iterator).$name}'`);
  return iterator;
});

export const anext = builtin("anext(aiterator, default=None, /)", function (iterator: Value, otherwise: Value): Suspends<Value> {
  const method = specialMethod(iterator, "__anext__");
  if (method === undefined || method === null) throw new TypeError(`'${typeOf(iterator).$name}' object is not an async iterator`);
  if (otherwise !== undefined) throw new NotImplementedError("anext() with a default is not available in gilt yet");
  return method.call(iterator);
});

export const breakpoint = builtin("breakpoint(*args, **kws)", (args: Value[]): Suspends<Value> => call(sysModule.breakpointhook, ...args));

export const __import__ = builtin(
  "__import__(name, globals=None, locals=None, fromlist=(), level=0)",
  (name: Value, globals: Value, _locals: Value, fromlist: Value, level: Value): Suspends<Value> =>
    dunderImport(name, globals ?? null, fromlist ?? null, level ?? 0),
);
