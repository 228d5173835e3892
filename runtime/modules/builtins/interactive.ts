/**
 * interactive - builtins of the prompt and the importer: exit, quit, help, breakpoint, __import__.
 *
 * Mirrors  Lib/_sitebuiltins.py of CPython 3.13
 */
import { NotImplementedError, SystemExit } from "../../objects/exceptions.js";
import { PyObject, type Value } from "../../objects/object.js";
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

export const breakpoint = builtin("breakpoint(*args, **kws)", (args: Value[]): Suspends<Value> => call(sysModule.breakpointhook, ...args));

export const __import__ = builtin(
  "__import__(name, globals=None, locals=None, fromlist=(), level=0)",
  (name: Value, globals: Value, _locals: Value, fromlist: Value, level: Value): Suspends<Value> => dunderImport(name, globals ?? null, fromlist ?? null, level ?? 0),
);
