/**
 * generators - generators and coroutines as Python code sees them; frames/generator.ts runs them.
 *
 * Mirrors     Objects/genobject.c
 */
import { isOfLibrary } from "../importer/place.js";
import { disown, own } from "../lifetimes/tracked.js";
import { reportUnraisable } from "../modules/unraisable.js";
import { warn } from "./warn.js";
import { delegateHooks } from "../frames/delegate.js";
import { END } from "../frames/end.js";
import { AsyncGenerator, AsyncStep } from "../frames/asyncgenerator.js";
import { $coroutine, Coroutine, Generator, generatorHooks, origins, State } from "../frames/generator.js";
import { recursion } from "../frames/save.js";
import type { FrameCode, Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { codeOfMeta, iterableCoroutines, type Code } from "./code.js";
import { BaseException, GeneratorExit, RecursionError, RuntimeError, StopIteration, TypeError, ValueError, type PyException } from "./exceptions.js";
import { plainMeta, type FunctionMeta } from "./function.js";
import { metaAt } from "./framelocals.js";
import { address } from "./identity.js";
import { iterate, resume, UserIterator } from "./iterator.js";
import { PyIterator } from "./iteratorbase.js";
import { hidden, inward, isinstance, issubclass, isType, object, specialMethod, typeOf, type Value } from "./object.js";
import { call, callMethod } from "./protocols/call.js";
import { repr } from "./protocols/repr.js";
import { $caught, $handled, $raise, $reraise, $uncaught, inContext, raised, thrownInto } from "./raise.js";
import { builtinType, getset, methods } from "./register.js";
import { callerEntry, runningEntries, type Entry } from "./trace.js";
import { formatEntries } from "./tracelines.js";
import { FrameObject, frameChain, givenFrame } from "./traceobject.js";
import { Tuple } from "./tuple.js";
import { typeName } from "./typename.js";
import { setTraceback } from "./exceptionmethods.js";
import { stringOf } from "./str.js";

// the prototypes keep their JavaScript members, which are gilt's and have `$` names but for send and close
Object.setPrototypeOf(Generator.prototype, object.prototype);
inward(Generator.prototype);
inward(AsyncStep.prototype);
export const generatorType = builtinType("generator", null, { prototype: Generator.prototype, final: true, atOnce: true });
export const coroutineType = builtinType("coroutine", null, { prototype: Coroutine.prototype, final: true, atOnce: true });

generatorHooks.own = (one) => {
  if (one instanceof AsyncStep) {
    one.$owned = true;
    own(one, stepLost, isOfLibrary(one.generator.frame.f.file));
    return;
  }
  const g = one as Generator;
  const ofLibrary = isOfLibrary(g.frame.f.file);
  if (ofLibrary && g.state !== State.New) {
    // what the library does at the end of such ones nobody sees
    g.frame.f.closes = false;
    return;
  }
  g.$owned = true;
  if (g instanceof AsyncGenerator) {
    own(g, asyncgenLost, true);
    return;
  }
  if (g instanceof Coroutine) own(g, endLost, ofLibrary || g.state !== State.New);
  else own(g, endLost);
};
generatorHooks.disown = (g) => {
  g.$owned = false;
  disown(g);
};

generatorHooks.made = (c) => {
  const frames = runningEntries($coroutine).filter(({ file, name }) => file !== c.frame.f.file || name !== nameOf(c, false));
  const noted = frames.slice(0, origins.depth).map(({ file, line, name }) => new Tuple([file, line, name]));
  (c as Value).$origin = new Tuple(noted);
};

/** `coroutine 'f' was never awaited`, and where it was made if that was noted. */
function forgotten(c: Value): Suspends<string> {
  const message = `coroutine '${c.$qualname ?? nameOf(c, true)}' was never awaited`;
  if (c.$origin === undefined) return message;
  const entries = (c.$origin.items as Tuple[]).map(({ items: [file, line, name] }) => ({ file, line, name, column: 0, endLine: 0, endColumn: 0 }));
  return `${message}\nCoroutine created at (most recent call last)\n${formatEntries((entries as Entry[]).reverse())
    .join("")
    .trimEnd()}`;
}

/** The end of one that nobody steps any more: it is closed; a coroutine that has not begun was forgotten. */
export function endLost(g: Value): Suspends<void> {
  const handled = $handled();
  try {
    if (g.state === State.New) {
      if (g instanceof Coroutine) warn("RuntimeWarning", forgotten(g), g);
    } else if (g.state === State.Suspended) closeBody.call(g);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, g);
    $uncaught(handled);
  }
}

/** The end of an asynchronous generator that nobody steps any more: the hook that was set when it began has it closed, as a rule in a task. */
export function asyncgenLost(g: Value): Suspends<void> {
  const handled = $handled();
  try {
    const { $finalizer: finalizer } = g as AsyncGenerator;
    if (finalizer !== null && g.closed === false) call(finalizer, g);
    else if (g.state === State.Suspended) closeBody.call(g);
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, g);
    $uncaught(handled);
  }
}

/** The end of a step of an asynchronous generator that nobody has awaited. */
export function stepLost(step: Value): Suspends<void> {
  const { generator: g, kind } = step as AsyncStep;
  const handled = $handled();
  try {
    if (step.state === State.New) {
      const method = kind === "anext" ? "asend" : kind;
      warn("RuntimeWarning", `coroutine method '${method}' of ${repr((g as Value).$qualname ?? nameOf(g, true))} was never awaited`, g);
    }
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, g);
    $uncaught(handled);
  }
}

generatorHooks.stopIteration = (value) => $raise(value === null ? new StopIteration() : new StopIteration(value));
generatorHooks.isStopIteration = (e) => isinstance(e, StopIteration);
generatorHooks.generatorExit = () => inContext(new GeneratorExit() as PyException);
generatorHooks.thrown = thrownInto;
generatorHooks.chained = (e) => {
  if (isinstance(e, BaseException)) inContext(e as PyException);
};
generatorHooks.isGeneratorExit = (e) => isinstance(e, GeneratorExit);
generatorHooks.isExit = (e) => isinstance(e, GeneratorExit) || isinstance(e, StopIteration);
generatorHooks.runtimeError = (message, cause, frame) => {
  const error = new RuntimeError(message) as PyException;
  if (cause !== undefined) {
    error.$cause = cause as PyException;
    error.$context = cause as PyException;
    error.$suppress = true;
    // its way ends here
    const last = frame === undefined ? undefined : error.$cause.$trace?.at(-1);
    if (last !== undefined) last.catcher = frame!.f;
  }
  return $raise(error);
};
generatorHooks.valueError = (message) => $raise(new ValueError(message));
generatorHooks.typeError = (message) => $raise(new TypeError(message));

recursion.error = () => $raise(new RecursionError("maximum recursion depth exceeded"));

// what `yield from` and `await` step: any iterator
delegateHooks.iterate = (x) => (x instanceof Coroutine ? ofCoroutine(x) : iterate(x));
delegateHooks.await = (x) => awaited(x);
delegateHooks.send = (inner, value) => answered(inner, () => callMethod(behind(inner), "send", value));
delegateHooks.throw = (inner, exception) => {
  const method = getattrOr(behind(inner), "throw");
  if (method === undefined) {
    // a StopIteration at the `yield from` itself is the end of what it steps
    if (!isinstance(exception, StopIteration)) {
      thrownInto(exception, null, null);
      throw $reraise(exception);
    }
    (inner as Value).returned = (exception as Value).$returned ?? null;
    return END;
  }
  const given = thrownAs(exception);
  return answered(inner, () => call(method, ...given));
};
delegateHooks.close = (inner) => {
  const method = closeOf(behind(inner));
  return method === undefined ? null : call(method);
};

/** `close` of what a generator steps; what goes wrong when it is looked up is only told of (gen_close_iter). */
function closeOf(inner: Value): Suspends<Value> {
  const handled = $handled();
  try {
    return getattrOr(inner, "close");
  } catch (thrown) {
    reportUnraisable($caught(thrown, null), null, inner);
    $uncaught(handled);
    return undefined;
  }
}

/** What `yield from` steps of a coroutine: only generators of `types.coroutine` may. */
function ofCoroutine(x: Coroutine): Coroutine {
  const entry = callerEntry(0);
  const meta = entry === undefined ? undefined : metaAt(entry);
  if (meta !== undefined && !iterableCoroutines.has(meta)) throw new TypeError("cannot 'yield from' a coroutine object in a non-coroutine generator");
  return x;
}

/** The iterator that Python code knows. */
export function behind(inner: Value): Value {
  return inner instanceof UserIterator ? inner.iterator : inner;
}

/** A step that Python code made: END and the result where it raises StopIteration. */
function answered(inner: Value, step: () => Suspends<Value>): Suspends<Value> {
  const handled = $handled();
  try {
    return step();
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, StopIteration)) throw $reraise(error);
    $uncaught(handled);
    inner.returned = error.$returned ?? null;
    return END;
  }
}

/** What steps an awaitable; an iterator of Python code is in a UserIterator. */
export function awaited(x: Value): Suspends<Value> {
  if (x instanceof Opened) return x.steps;
  if (x instanceof Coroutine || (x instanceof Generator && iterableCoroutines.has(x.frame.f.meta as FunctionMeta))) return x;
  const method = x === null ? undefined : specialMethod(x, "__await__");
  if (method === undefined || method === null) throw new TypeError(`object ${typeOf(x).$name} can't be used in 'await' expression`);
  const it = method.call(x);
  if (it instanceof Coroutine) throw new TypeError("__await__() returned a coroutine");
  if (it === null || (it.$next === undefined && specialMethod(it, "__next__") === undefined))
    throw new TypeError(`__await__() returned non-iterator of type '${typeOf(it).$name}'`);
  return resume(it);
}

/** An awaitable that `async for` has opened already. */
export class Opened {
  constructor(readonly steps: Value) {}
}

/** Whether `await x` is possible. */
export function isAwaitable(x: Value): boolean {
  if (x === null) return false;
  return x instanceof Generator ? x instanceof Coroutine || iterableCoroutines.has(x.frame.f.meta as FunctionMeta) : specialMethod(x, "__await__") != null;
}

/** What throw() was given, where it was no exception: an iterator of another kind that is delegated to is given the same. */
const raw: { exception: Value; given: Value[] } = { exception: null, given: [] };

function thrownAs(exception: Value): Value[] {
  return raw.exception === exception ? raw.given : [exception];
}

/** The exception that arrives in a generator by `throw(type, value, tb)`. */
function thrownInner(type: Value, value: Value, tb: Value): Suspends<Value> {
  const exception = thrownOf(type, value, tb);
  if (exception === type && value === undefined) raw.exception = null;
  else {
    raw.exception = exception;
    raw.given = tb === undefined ? (value === undefined ? [type] : [type, value]) : [type, value, tb];
  }
  return exception;
}

/** The exception that `throw(type, value, tb)` means. */
export function thrownOf(type: Value, value: Value, tb: Value, method = "throw"): Suspends<Value> {
  if (value !== undefined) oldSignature(method);
  return exceptionOf(type, value, tb);
}

export function oldSignature(method: string): Suspends<void> {
  warn("DeprecationWarning", `the (type, exc, tb) signature of ${method}() is deprecated, use the single-arg signature instead.`);
}

/** The exception that a type, a value and a traceback mean. */
export function exceptionOf(type: Value, value: Value, tb: Value): Suspends<Value> {
  let error: Value;
  if (tb !== undefined && tb !== null && typeOf(tb).$name !== "traceback") throw new TypeError("throw() third argument must be a traceback object");
  if (!(isType(type) && issubclass(type, BaseException)) && !isinstance(type, BaseException)) {
    throw new TypeError(`exceptions must be classes or instances deriving from BaseException, not ${typeOf(type).$name}`);
  }
  if (isType(type)) error = isinstance(value ?? null, type) ? value : madeOf(type, value);
  else if (value === undefined || value === null) error = type;
  else throw new TypeError("instance exception may not have a separate value");
  if (tb !== undefined && tb !== null) setTraceback(error as PyException, tb);
  return error;
}

/** An exception of a class and what it is made with; what goes wrong with that takes its place (PyErr_NormalizeException). */
function madeOf(cls: Value, value: Value): Suspends<Value> {
  const handled = $handled();
  try {
    const made: Value = value === undefined || value === null ? call(cls) : value instanceof Tuple ? call(cls, ...value.items) : call(cls, value);
    if (!isinstance(made, BaseException)) throw new TypeError(`calling ${repr(cls)} should have returned an instance of BaseException, not ${typeName(made)}`);
    return made;
  } catch (thrown) {
    const error = $caught(thrown, null);
    $uncaught(handled);
    return error;
  }
}

/** close() of the frames, under another name than the method of Python that stands on the prototype. */
const closeBody = Generator.prototype.close;

for (const kind of [generatorType, coroutineType]) {
  const prefix = kind === generatorType ? "gi" : "cr";
  methods(kind, {
    "send(self, value, /)"(this: Generator, value: Value): Suspends<Value> {
      return stopped(this, this.$send(value));
    },
    "throw(self, type, value=None, traceback=None, /)"(this: Generator, type: Value, value?: Value, tb?: Value): Suspends<Value> {
      return stopped(this, this.$throw(thrownInner(type, value, tb)));
    },
    "__repr__(self, /)"(this: Value) {
      return `<${kind.$name} object ${(this as Value).$qualname ?? nameOf(this, true)} at ${address(this)}>`;
    },
  });
  methods(kind, {
    "close(self, /)"(this: Generator): Suspends<Value> {
      return closeBody.call(this);
    },
  });
  getset(kind, {
    __name__: [(g) => g.$name ?? nameOf(g, false), (g, name) => void (g.$name = named("__name__", name)), () => void named("__name__", undefined)],
    __qualname__: [
      (g) => g.$qualname ?? nameOf(g, true),
      (g, name) => void (g.$qualname = named("__qualname__", name)),
      () => void named("__qualname__", undefined),
    ],
    [`${prefix}_running`]: [(g) => g.state === State.Running],
    [`${prefix}_suspended`]: [(g) => g.state === State.Suspended],
    [`${prefix}_frame`]: [(g) => (g.state === State.Done ? null : frameOf(g as Generator))],
    [kind === generatorType ? "gi_yieldfrom" : "cr_await"]: [(g) => behind(g.delegate)],
    [`${prefix}_code`]: [(g) => codeOfFrame(g as Generator)],
  });
}
getset(coroutineType, { cr_origin: [(c) => c.$origin ?? null] });

methods(generatorType, {
  "__iter__(self, /)"(this: Generator) {
    return this;
  },
  "__next__(self, /)"(this: Generator): Suspends<Value> {
    return stopped(this, this.$next());
  },
});
/** What `__await__()` of a coroutine gives: the coroutine as an iterator. */
class CoroutineWrapper extends PyIterator {
  constructor(readonly $coroutine: Coroutine) {
    super();
  }
  get returned(): Value {
    return this.$coroutine.returned;
  }
  $next(): Suspends<Value> {
    return this.$coroutine.$next();
  }
  $send(value: Value): Suspends<Value> {
    return this.$coroutine.$send(value);
  }
  $throw(exception: Value): Suspends<Value> {
    return this.$coroutine.$throw(exception);
  }
}
const coroutineWrapper = builtinType("coroutine_wrapper()", null, { prototype: CoroutineWrapper.prototype, final: true });
methods(coroutineWrapper, {
  "__iter__(self, /)"(this: CoroutineWrapper) {
    return this;
  },
  "__next__(self, /)"(this: CoroutineWrapper): Suspends<Value> {
    return stopped(this.$coroutine, this.$next());
  },
  "send(self, value, /)"(this: CoroutineWrapper, value: Value): Suspends<Value> {
    return stopped(this.$coroutine, this.$send(value));
  },
  "throw(self, type, value=None, traceback=None, /)"(this: CoroutineWrapper, type: Value, value?: Value, tb?: Value): Suspends<Value> {
    return stopped(this.$coroutine, this.$throw(thrownInner(type, value, tb)));
  },
  "close(self, /)"(this: CoroutineWrapper): Suspends<Value> {
    return closeBody.call(this.$coroutine);
  },
});

methods(coroutineType, {
  "__await__(self, /)"(this: Generator) {
    return new CoroutineWrapper(this as Coroutine);
  },
});

// a coroutine derives from a generator for gilt alone: Python code must not find what iterates it
for (const name of ["__iter__", "__next__"]) hidden(Coroutine.prototype, name, undefined);

function stopped(g: Generator, yielded: Value): Suspends<Value> {
  if (yielded === END) return raised(g.returned === null ? new StopIteration() : new StopIteration(g.returned));
  return yielded;
}

/** The frame as an object. */
export function frameOf(g: Generator): FrameObject {
  const frame: Value = (g.state === State.Running ? runningFrame(g) : undefined) ?? suspendedFrame(g);
  frame.$code = codeOfFrame(g);
  frame.$generator = g;
  return frame as FrameObject;
}

function suspendedFrame(g: Generator): FrameObject {
  const { f, pc } = g.frame;
  const at = pc * 4;
  const frame: Value = new FrameObject({ file: f.file, name: nameOf(g, false), line: f.spans[at] ?? 0, column: 0, endLine: 0, endColumn: 0 }, null);
  frame.$saved = g.frame;
  return frame as FrameObject;
}

/** Where a generator is that the running thread steps now; of several from one function, the innermost. Undefined if another thread steps it. */
function runningFrame(g: Generator): FrameObject | undefined {
  const { file, meta } = g.frame.f;
  const name = nameOf(g, false);
  const line = (meta as FunctionMeta | undefined)?.line;
  let frame = frameChain(runningEntries(runningFrame));
  while (frame !== null && !(frame.$entry.file === file && frame.$entry.name === name && (line === undefined || metaAt(frame.$entry)?.line === line)))
    frame = frame.$back;
  return frame === null ? undefined : (givenFrame(frame, g) ?? frame);
}

/** The code object of what made a generator. */
function codeOfFrame(g: Generator): Code {
  const { f } = g.frame;
  return codeOfMeta((f.meta ??= genexprMeta(g)) as FunctionMeta, f.file);
}

function genexprMeta(g: Generator): FunctionMeta {
  const meta = plainMeta(nameOf(g, false), "", { line: g.frame.f.spans[0] ?? 0 });
  return { ...meta, qualname: nameOf(g, true), params: [".0"], posonly: 1, required: 1, kind: "generator" };
}

/** What a function's call has made has the function's names, where it was given others than its text has. */
export function $entitled(f: Value, g: Value): Value {
  const own = f.$own ?? f.$plain?.$own;
  if (own?.name !== undefined) g.$name = own.name;
  if (own?.qualname !== undefined) g.$qualname = own.qualname;
  return g;
}

/** A name that a generator is given. */
export function named(attribute: string, name: Value): string {
  const plain = stringOf(name);
  if (plain === undefined) throw new TypeError(`${attribute} must be set to a string object`);
  return plain;
}

function nameOf(g: Value, qualified: boolean): string {
  const { name, meta } = g.frame.f as FrameCode;
  return qualified ? ((meta as FunctionMeta | undefined)?.qualname ?? name) : name.slice(name.lastIndexOf(".") + 1);
}
