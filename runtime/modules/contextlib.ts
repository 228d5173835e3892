/**
 * contextlib - tools for the `with` statement.
 *
 * Mirrors     Lib/contextlib.py of CPython 3.13
 * Frames      within: inner; inner: -; managerOf: helper; helper: -; unwind: ExitStack.__exit__; leave: -; run: -
 * Suspends    what enters and leaves
 * Differs     the asynchronous half is CPython's text
 */
import type { Suspends } from "../frames/suspend.js";
import { S } from "../frames/suspend.js";
import { attributeDict } from "../objects/attributedict.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import { $callx } from "../objects/call.js";
import { BaseException, BaseExceptionGroup, RuntimeError, StopIteration, TypeError, type PyException } from "../objects/exceptions.js";
import { $kwdict } from "../objects/display.js";
import { describe, Kw, plainMeta } from "../objects/function.js";
import { Dict } from "../objects/keymap.js";
import { pymodule } from "../objects/module.js";
import { abstractClass } from "./collections/abc/define.js";
import { asyncHalf } from "./libraryhalves.js";
import { nativeModule } from "./registry.js";
import { caughtOutside } from "../objects/raise.js";
import { hidden, isinstance, object, specialMethod, typeOf, type PyType, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { ABC } from "./abc.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { builtinType, define, getset, methods, pyfunction } from "../objects/register.js";
import { plainTuple, Tuple } from "../objects/tuple.js";
import { next } from "./builtins/iteration.js";
import { subclassOf } from "../objects/protocols/isinstance.js";
import { sysModule } from "./sys/module.js";
import { updateWrapper } from "./functools/wraps.js";

/** A class that Python code may derive from and give attributes to. */
function pythonClass(signature: string, make: (...slots: Value[]) => Value, prototype: { prototype: object }, bases?: PyType[]): Value {
  const cls: Value = builtinType(signature, make, {
    prototype: prototype.prototype,
    module: "contextlib",
    ...(bases === undefined ? {} : { bases }),
    empty: (sub) => Object.create(sub.prototype as object) as Value,
  });
  cls.$heap = true;
  cls.$hasDict = true;
  // in CPython it is a class of Python's, with which others go together
  cls.$layout = object;
  define(cls, "__doc__", null, null);
  getset(cls, { __dict__: [(self: Value) => attributeDict(self)] });
  return cls;
}

/** Made as a script would make it: an abstract class, by ABCMeta. */
export const AbstractContextManager: Value = abstractClass("AbstractContextManager", {
  bases: [ABC],
  abstract: { __exit__: [["exc_type", "exc_value", "traceback"], () => null] },
  mixin: {
    "__enter__(self)": function (this: Value): Value {
      return this;
    },
  },
  hook: ["__enter__", "__exit__"],
  generic: true,
  module: "contextlib",
});
class AbstractContextManager_ {}
Object.setPrototypeOf(AbstractContextManager_.prototype, AbstractContextManager.prototype as object);

class ContextDecorator_ {}
Object.setPrototypeOf(ContextDecorator_.prototype, object.prototype);
export const ContextDecorator = pythonClass("ContextDecorator()", () => new ContextDecorator_(), ContextDecorator_);
methods(
  ContextDecorator,
  {
    "_recreate_cm(self)": function (this: Value): Value {
      return this;
    },
    "__call__(self, func)": function (this: Value, func: Value): Suspends<Value> {
      return decorated(this, func);
    },
  },
  false,
);

/** The function run inside the context manager. */
function decorated(manager: Value, func: Value): Suspends<Value> {
  const inner: Value = function (...args: Value[]): Suspends<Value> {
    const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
    const used = callMethod(manager, "_recreate_cm");
    return within(used, func, args, kw);
  };
  describe(inner, plainMeta("inner", "contextlib", { varargs: "args", varkw: "kwds" }));
  return updateWrapper(inner, func);
}

function within(manager: Value, func: Value, args: Value[], kw: Kw | null): Suspends<Value> {
  const exit = specialMethod(manager, "__exit__");
  specialMethod(manager, "__enter__").call(manager);
  const handled = S.handled;
  let result: Value;
  try {
    result = $callx(func, args, kw);
  } catch (error) {
    if (!isinstance(error, BaseException)) throw error;
    S.handled = error;
    if (!truth(exit.call(manager, typeOf(error), error, tracebackOf(error)))) throw error;
    S.handled = handled;
    return null;
  }
  exit.call(manager, null, null, null);
  return result;
}

function tracebackOf(error: Value): Suspends<Value> {
  return getattrOr(error, "__traceback__") ?? null;
}

class GeneratorContextManager_ extends AbstractContextManager_ {
  declare gen: Value;
  declare func: Value;
  declare $args: Value[];
  declare $kw: Kw | null;
}
export const _GeneratorContextManager = pythonClass(
  "_GeneratorContextManager(func, args, kwds)",
  (func: Value, args: Value, kwds: Value): Suspends<Value> => managerOf(func, plainTuple(args).items, keywordsOf(kwds)),
  GeneratorContextManager_,
  [AbstractContextManager],
);

function managerOf(func: Value, args: Value[], kw: Kw | null): Suspends<Value> {
  const made = new GeneratorContextManager_();
  begin(made, func, args, kw);
  return made;
}

/** The generator is made; the function's text is the manager's. */
function begin(made: GeneratorContextManager_, func: Value, args: Value[], kw: Kw | null): Suspends<void> {
  made.gen = $callx(func, args.slice(), kw);
  made.func = func;
  made.$args = args;
  made.$kw = kw;
  const doc = getattrOr(func, "__doc__");
  if (doc !== undefined && doc !== null) (made as Value).__doc__ = doc;
}

/** What a script gives as `kwds`. */
function keywordsOf(kwds: Value): Kw {
  const kw = new Kw();
  if (kwds instanceof Dict) for (const entry of kwds.$entries()) kw[entry.key as string] = entry.value;
  return kw;
}

methods(
  _GeneratorContextManager,
  {
    "__init__(self, func, args, kwds)": function (this: GeneratorContextManager_, func: Value, args: Value, kwds: Value): Suspends<null> {
      begin(this, func, plainTuple(args).items, keywordsOf(kwds));
      return null;
    },
    "_recreate_cm(self)": function (this: GeneratorContextManager_): Suspends<Value> {
      const cls = typeOf(this);
      if (cls === _GeneratorContextManager) return managerOf(this.func, this.$args, this.$kw);
      return call(cls, this.func, new Tuple(this.$args), this.$kw === null ? new Dict() : $kwdict(this.$kw));
    },
    "__call__(self, func)": function (this: Value, func: Value): Suspends<Value> {
      return decorated(this, func);
    },
    "__enter__(self)": function (this: GeneratorContextManager_): Suspends<Value> {
      try {
        return next(this.gen, undefined);
      } catch (error) {
        if (!(error instanceof StopIteration)) throw error;
        throw noYield();
      }
    },
    "__exit__(self, typ, value, traceback)": function (this: GeneratorContextManager_, typ: Value, value: Value): Suspends<Value> {
      return typ === null ? finish(this.gen) : throwInto(this.gen, value === null ? call(typ) : value);
    },
  },
  false,
);

/** Raised without a context, as CPython does by `from None`. */
function noYield(): Value {
  const error = new RuntimeError("generator didn't yield") as PyException;
  error.$suppress = true;
  error.$cause = null;
  return error;
}

function finish(gen: Value): Suspends<boolean> {
  try {
    next(gen, undefined);
  } catch (error) {
    if (error instanceof StopIteration) return false;
    throw error;
  }
  return stillRunning(gen, "generator didn't stop");
}

function stillRunning(gen: Value, message: string): Suspends<never> {
  try {
    throw new RuntimeError(message);
  } finally {
    callMethod(gen, "close");
  }
}

/** `exc.__traceback__ = traceback`: the exception has been nowhere else meanwhile. */
function setWay(error: Value, way: Value): void {
  error.$trace = way;
  error.$traced = undefined;
}

/** The exception of the body goes into the generator: true if it is swallowed there. */
function throwInto(gen: Value, value: Value): Suspends<boolean> {
  const handled = S.handled;
  const way = value.$trace?.map((step: object) => ({ ...step })) ?? null;
  try {
    callMethod(gen, "throw", value);
  } catch (error) {
    const passed = error === value || (error instanceof RuntimeError && value instanceof StopIteration && (error as PyException).$cause === value);
    if (!passed && !(error instanceof StopIteration)) throw error;
    if (passed) setWay(value, way);
    S.handled = handled;
    return !passed;
  }
  return stillRunning(gen, "generator didn't stop after throw()");
}

export const contextmanager = pyfunction(
  "contextmanager(func)",
  function (func: Value): Suspends<Value> {
    const helper: Value = function (...args: Value[]): Suspends<Value> {
      const kw = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
      return managerOf(func, args, kw);
    };
    describe(helper, plainMeta("helper", "contextlib", { varargs: "args", varkw: "kwds" }));
    return updateWrapper(helper, func);
  },
  "contextlib",
);

class Closing_ extends AbstractContextManager_ {
  declare thing: Value;
}
export const closing = pythonClass(
  "closing(thing)",
  function (thing: Value): Value {
    const made = new Closing_();
    made.thing = thing;
    return made;
  },
  Closing_,
  [AbstractContextManager],
);
methods(
  closing,
  {
    "__init__(self, thing)": function (this: Closing_, thing: Value): null {
      this.thing = thing;
      return null;
    },
    "__enter__(self)": function (this: Closing_): Value {
      return this.thing;
    },
    "__exit__(self, *exc_info)": function (this: Closing_): Suspends<null> {
      callMethod(this.thing, "close");
      return null;
    },
  },
  false,
);

class Suppress_ extends AbstractContextManager_ {
  declare $exceptions: Value[];
}
export const suppress = pythonClass(
  "suppress(*exceptions)",
  function (exceptions: Value[]): Value {
    const made = new Suppress_();
    made.$exceptions = exceptions;
    return made;
  },
  Suppress_,
  [AbstractContextManager],
);
methods(
  suppress,
  {
    "__init__(self, *exceptions)": function (this: Suppress_, exceptions: Value[]): null {
      this.$exceptions = exceptions;
      return null;
    },
    "__enter__(self)": () => null,
    "__exit__(self, exctype, excinst, exctb)": function (this: Suppress_, cls: Value, error: Value): Suspends<Value> {
      if (cls === null) return null;
      if (subclassOf(cls, new Tuple(this.$exceptions))) return true;
      if (!(cls as PyType).$mro.includes(BaseExceptionGroup)) return false;
      const parts = callMethod(error, "split", new Tuple(this.$exceptions));
      const [, rest] = plainTuple(parts).items as [Value, Value];
      if (rest === null) return true;
      throw rest;
    },
  },
  false,
);
class NullContext_ extends AbstractContextManager_ {
  declare enter_result: Value;
}
export const nullcontext = pythonClass(
  "nullcontext(enter_result=None)",
  function (result: Value): Value {
    const made = new NullContext_();
    made.enter_result = result === undefined ? null : result;
    return made;
  },
  NullContext_,
  [AbstractContextManager],
);
methods(
  nullcontext,
  {
    "__init__(self, enter_result=None)": function (this: NullContext_, result: Value): null {
      this.enter_result = result === undefined ? null : result;
      return null;
    },
    "__enter__(self)": function (this: NullContext_): Value {
      return this.enter_result;
    },
    "__exit__(self, *excinfo)": () => null,
    "__aenter__(self)": function (this: NullContext_): Suspends<Value> {
      return call($getattr(asyncHalf("contextlib").nullcontext, "__aenter__"), this);
    },
    "__aexit__(self, *excinfo)": function (this: NullContext_): Suspends<Value> {
      return call($getattr(asyncHalf("contextlib").nullcontext, "__aexit__"), this);
    },
  },
  false,
);

/** One thing to do when the stack is left. */
interface Callback {
  readonly isExit: boolean;
  readonly run: (type: Value, error: Value, traceback: Value) => Suspends<Value>;
}
class ExitStack_ extends AbstractContextManager_ {
  declare $callbacks: Callback[];
}
export const ExitStack = pythonClass(
  "ExitStack()",
  function (): Value {
    const made = new ExitStack_();
    made.$callbacks = [];
    return made;
  },
  ExitStack_,
  [AbstractContextManager],
);

/** Leaves the stack: callbacks from the last to the first, each sees the exception of the one before. */
function unwind(self: ExitStack_, given: Value): Suspends<boolean> {
  const received = given !== null;
  let pending: Value = given;
  let suppressed = false;
  const outer = S.handled as PyException | null;
  while (self.$callbacks.length > 0) {
    const callback = self.$callbacks.pop() as Callback;
    try {
      const done = pending === null ? callback.run(null, null, null) : callback.run(typeOf(pending), pending, tracebackOf(pending));
      if (callback.isExit && truth(done)) {
        suppressed = true;
        pending = null;
      }
    } catch (thrown) {
      const error = caughtOutside(thrown) as PyException;
      fixContext(error, pending, outer);
      pending = error;
      suppressed = false;
      S.handled = outer;
    }
  }
  if (pending !== null && pending !== given) {
    const fixed = (pending as PyException).$context;
    try {
      throw pending;
    } finally {
      (pending as PyException).$context = fixed;
    }
  }
  return received && suppressed;
}

/** The exception of a callback gets the pending one as its context, in place of the one outside. */
function fixContext(error: PyException, pending: Value, outer: PyException | null): void {
  let at: PyException = error;
  for (;;) {
    const context = at.$context;
    if (context === null || context === pending) return;
    if (context === outer) break;
    at = context;
  }
  at.$context = pending;
}

function pushExit(self: ExitStack_, exit: Value): void {
  self.$callbacks.push({ isExit: true, run: (type, error, traceback) => call(exit, type, error, traceback) });
}

function wrongManager(cm: Value): Value {
  const cls = typeOf(cm);
  return new TypeError(`'${cls.$module}.${cls.$qualname}' object does not support the context manager protocol`);
}

function _exit_wrapper(f: Value, args: Value[], kw: Kw | null): Suspends<Value> {
  return $callx(f, args.slice(), kw);
}

function leave(this: ExitStack_, details: Value[]): Suspends<Value> {
  return unwind(this, details[1] ?? null);
}

methods(
  ExitStack,
  {
    "__init__(self)": function (this: ExitStack_): null {
      this.$callbacks = [];
      return null;
    },
    "enter_context(self, cm)": function (this: ExitStack_, cm: Value): Suspends<Value> {
      const enter = specialMethod(cm, "__enter__");
      const exit = specialMethod(cm, "__exit__");
      if (typeof enter !== "function" || typeof exit !== "function") throw wrongManager(cm);
      const result = enter.call(cm);
      this.$callbacks.push({ isExit: true, run: (type, error, traceback) => exit.call(cm, type, error, traceback) });
      return result;
    },
    "push(self, exit)": function (this: ExitStack_, exit: Value): Value {
      const method = specialMethod(exit, "__exit__");
      if (typeof method !== "function") pushExit(this, exit);
      else this.$callbacks.push({ isExit: true, run: (type, error, traceback) => method.call(exit, type, error, traceback) });
      return exit;
    },
    "callback(self, callback, /, *args, **kwds)": function (this: ExitStack_, f: Value, args: Value[], kwds: Kw): Value {
      const kw = Object.keys(kwds).length === 0 ? null : kwds;
      this.$callbacks.push({ isExit: false, run: () => _exit_wrapper(f, args, kw) });
      return f;
    },
    "pop_all(self)": function (this: ExitStack_): Suspends<Value> {
      const made = call(typeOf(this)) as ExitStack_;
      made.$callbacks = this.$callbacks;
      this.$callbacks = [];
      return made;
    },
    "close(self)": function (this: ExitStack_): Suspends<null> {
      unwind(this, null);
      return null;
    },
    "__enter__(self)": function (this: ExitStack_): Value {
      return this;
    },
    "__exit__(self, *exc_details)": leave,
  },
  false,
);

/** redirect_stdout and redirect_stderr. */
class Redirect_ extends AbstractContextManager_ {
  declare $target: Value;
  declare $old: Value[];
}
function redirect(name: string, stream: "stdout" | "stderr"): Value {
  class Redirect extends Redirect_ {}
  const cls = pythonClass(
    `${name}(new_target)`,
    function (target: Value): Value {
      const made = new Redirect();
      made.$target = target;
      made.$old = [];
      return made;
    },
    Redirect,
    [AbstractContextManager],
  );
  methods(
    cls,
    {
      "__init__(self, new_target)": function (this: Redirect_, target: Value): null {
        this.$target = target;
        this.$old = [];
        return null;
      },
      "__enter__(self)": function (this: Redirect_): Value {
        this.$old.push(sysModule[stream]);
        sysModule[stream] = this.$target;
        return this.$target;
      },
      "__exit__(self, exctype, excinst, exctb)": function (this: Redirect_): null {
        sysModule[stream] = this.$old.pop();
        return null;
      },
    },
    false,
  );
  return cls;
}
export const redirect_stdout = redirect("redirect_stdout", "stdout");
export const redirect_stderr = redirect("redirect_stderr", "stderr");

class Chdir_ extends AbstractContextManager_ {
  declare path: Value;
  declare _old_cwd: Value[];
}
export const chdir = pythonClass(
  "chdir(path)",
  function (path: Value): Value {
    const made = new Chdir_();
    made.path = path;
    made._old_cwd = [];
    return made;
  },
  Chdir_,
  [AbstractContextManager],
);
methods(
  chdir,
  {
    "__init__(self, path)": function (this: Chdir_, path: Value): null {
      this.path = path;
      this._old_cwd = [];
      return null;
    },
    "__enter__(self)": function (this: Chdir_): Suspends<null> {
      const os: Value = nativeModule("os");
      this._old_cwd.push(callMethod(os, "getcwd"));
      callMethod(os, "chdir", this.path);
      return null;
    },
    "__exit__(self, *excinfo)": function (this: Chdir_): Suspends<null> {
      callMethod(nativeModule("os") as Value, "chdir", this._old_cwd.pop());
      return null;
    },
  },
  false,
);

/** The asynchronous half is coroutines: CPython's own text, loaded when somebody asks for a name of it. */
const ASYNC_NAMES = "AbstractAsyncContextManager AsyncContextDecorator AsyncExitStack _AsyncGeneratorContextManager aclosing asynccontextmanager".split(" ");

function asyncMember(name: string): Suspends<Value> {
  if (!ASYNC_NAMES.includes(name)) return undefined;
  const source = asyncHalf("contextlib");
  for (const one of ASYNC_NAMES) (contextlib as Value)[one] = source[one];
  return source[name];
}

const contextlib = pymodule("contextlib", {
  contextmanager,
  closing,
  nullcontext,
  AbstractContextManager,
  ContextDecorator,
  ExitStack,
  redirect_stdout,
  redirect_stderr,
  suppress,
  chdir,
  _GeneratorContextManager,
});
hidden(contextlib, "$late", asyncMember);
export default contextlib;
