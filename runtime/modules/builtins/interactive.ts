/**
 * interactive - builtins of the prompt and the importer: exit, quit, help, breakpoint, __import__.
 *
 * Mirrors  Lib/_sitebuiltins.py of CPython 3.13
 */
import { RuntimeError, StopAsyncIteration, StopIteration, SystemExit, TypeError } from "../../objects/exceptions.js";
import { isinstance, PyObject, specialMethod, typeOf, type Value } from "../../objects/object.js";
import { builtin, pyclass } from "../../objects/register.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import type { Kw } from "../../objects/function.js";
import { moduleHooks } from "../../objects/modulehooks.js";
import { awaited, behind } from "../../objects/generators.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { dunderImport, importModule, locate } from "../../importer/importer.js";
import { sysModule } from "../sys/module.js";
import type { Suspends } from "../../frames/suspend.js";
import { print } from "./print.js";
import { audit } from "../../objects/audit.js";

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

/** pydoc's, as in CPython; where that is not there, the docstring. */
@pyclass("_sitebuiltins._Helper")
class Helper extends PyObject {
  __call__(request: Value = undefined): Suspends<Value> {
    if (locate("pydoc") !== undefined) {
      const show = $getattr(importModule("pydoc"), "help");
      return request === undefined ? call(show) : call(show, request);
    }
    if (request === undefined) return null;
    const subject: Value = typeof request === "string" ? importModule(request) : request;
    const name: Value = getattrOr(subject, "__name__");
    const doc: Value = getattrOr(subject, "__doc__");
    call(print, `Help on ${typeOf(subject).$name}${typeof name === "string" ? ` ${name}` : ""}:\n\n${typeof doc === "string" ? doc : "(no documentation)"}\n`);
    return null;
  }

  __repr__(): string {
    return "Type help() for interactive help, or help(object) for help about object.";
  }
}

export const help: Value = new Helper();

/** What `anext(it, default)` gives: a step whose end is the default. */
@pyclass("builtins.anext_awaitable")
class AnextAwaitable extends PyObject {
  declare $step: Value;
  declare $default: Value;

  __init__(step: Value, otherwise: Value): null {
    this.$step = step;
    this.$default = otherwise;
    return null;
  }

  __await__(): Value {
    return this;
  }

  __iter__(): Value {
    return this;
  }

  __next__(): Suspends<Value> {
    return this.send(null);
  }

  send(value: Value): Suspends<Value> {
    const it = behind(awaited(this.$step));
    return endedBy(this.$default, () => (getattrOr(it, "send") === undefined ? callMethod(it, "__next__") : callMethod(it, "send", value)));
  }

  throw(error: Value): Suspends<Value> {
    const it = behind(awaited(this.$step));
    return endedBy(this.$default, () => callMethod(it, "throw", error));
  }

  close(): Suspends<Value> {
    return callMethod(behind(awaited(this.$step)), "close");
  }
}

function endedBy(otherwise: Value, step: () => Suspends<Value>): Suspends<Value> {
  const handled = $handled();
  try {
    return step();
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, StopAsyncIteration)) throw $reraise(error);
    $uncaught(handled);
    throw new StopIteration(otherwise);
  }
}

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
  const step: Value = method.call(iterator);
  return otherwise === undefined ? step : new AnextAwaitable(step, otherwise);
});

export const breakpoint = builtin("breakpoint(*args, **kws)", function (args: Value[], kw: Kw): Suspends<Value> {
  const hook: Value = sysModule.breakpointhook;
  if (hook === undefined) throw new RuntimeError("lost sys.breakpointhook");
  audit("builtins.breakpoint", hook);
  return $callx(hook, args, kw);
});

export const __import__ = builtin(
  "__import__(name, globals=None, locals=None, fromlist=(), level=0)",
  (name: Value, globals: Value, _locals: Value, fromlist: Value, level: Value): Suspends<Value> => dunderImport(name, globals, fromlist ?? null, level ?? 0),
);
moduleHooks.usualImport = __import__;
