/**
 * asyncgenerators - asynchronous generators and their steps as Python code sees them; frames/asyncgenerator.ts runs them.
 *
 * Mirrors     Objects/genobject.c
 */
import { AsyncGenerator, AsyncStep, asyncHooks, type StepKind } from "../frames/asyncgenerator.js";
import { END } from "../frames/end.js";
import { fresh, generatorHooks, State } from "../frames/generator.js";
import type { Suspends } from "../frames/suspend.js";
import { StopAsyncIteration, type PyException } from "./exceptions.js";
import { codeOfMeta } from "./code.js";
import type { FunctionMeta } from "./function.js";
import { exceptionOf, frameOf, named, oldSignature, thrownOf } from "./generators.js";
import { address } from "./identity.js";
import { isinstance, object, type PyType, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { $raise } from "./raise.js";
import { builtinType, getset, methods } from "./register.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { carriedContents } from "../snapshot/carried.js";

export const asyncGeneratorType = builtinType("async_generator", null, { prototype: AsyncGenerator.prototype, final: true, atOnce: true });

asyncHooks.stopAsyncIteration = () => $raise(new StopAsyncIteration() as PyException);
asyncHooks.isStopAsyncIteration = (e) => isinstance(e, StopAsyncIteration);

/** What athrow() was given means an exception when the step begins. */
asyncHooks.thrownBy = (given): Suspends<Value> => {
  const { type, value, tb } = given as Thrown;
  return exceptionOf(type, value, tb);
};

interface Thrown {
  readonly type: Value;
  readonly value: Value;
  readonly tb: Value;
}

/** close() of the step, under another name than the method of Python that stands on the prototype. */
const closeStep = AsyncStep.prototype.close;

/** The steps of one kind have a type of their own in CPython. */
class SendStep extends AsyncStep {}
class ThrowStep extends AsyncStep {}

function stepType(name: string, step: { prototype: object }): PyType {
  Object.setPrototypeOf(AsyncStep.prototype, object.prototype as object);
  const type = builtinType(name, null, { prototype: step.prototype, final: true });
  methods(type, {
    "__await__(self, /)": function (this: Value) {
      return this;
    },
    "__iter__(self, /)": function (this: Value) {
      return this;
    },
    "__next__(self, /)": function (this: AsyncStep): Suspends<Value> {
      return stopped(this, this.$next());
    },
    "send(self, value, /)": function (this: AsyncStep, value: Value): Suspends<Value> {
      return stopped(this, this.$send(value));
    },
    "throw(self, type, value=None, traceback=None, /)": function (this: AsyncStep, kind: Value, value?: Value, tb?: Value): Suspends<Value> {
      return stopped(this, this.$throw(thrownOf(kind, value, tb)));
    },
    "close(self, /)": function (this: AsyncStep): Suspends<Value> {
      return closeStep.call(this) as Value;
    },
  });
  return type;
}
stepType("async_generator_asend", SendStep);
stepType("async_generator_athrow", ThrowStep);

function stopped(step: AsyncStep, yielded: Value): Value {
  if (yielded === END) throw generatorHooks.stopIteration(step.returned);
  return yielded;
}

function qualnameOf(g: Value): string {
  const { f } = (g as AsyncGenerator).frame;
  return g.$qualname ?? (f.meta as FunctionMeta | undefined)?.qualname ?? f.name;
}

/** What `sys.set_asyncgen_hooks` was given, by thread. */
export interface AsyncgenHooks {
  readonly firstiter: Value;
  readonly finalizer: Value;
}
const hooks = new Map<number, AsyncgenHooks>();
carriedContents("asyncgen hooks", hooks);
const NO_HOOKS: AsyncgenHooks = { firstiter: null, finalizer: null };

export function asyncgenHooks(): AsyncgenHooks {
  return hooks.get((isolate.current as GreenThread).ident) ?? NO_HOOKS;
}

export function setAsyncgenHooks(firstiter: Value, finalizer: Value): void {
  const { ident } = isolate.current as GreenThread;
  if (firstiter === null && finalizer === null) hooks.delete(ident);
  else hooks.set(ident, { firstiter, finalizer });
}

function isOfLoop(finalizer: Value): boolean {
  return typeof finalizer === "function" && finalizer.$self !== undefined && finalizer.$func?.$f?.name === "_asyncgen_finalizer_hook";
}

function step(generator: AsyncGenerator, kind: StepKind, value: Value): Suspends<AsyncStep> {
  if (!generator.hooked) {
    generator.hooked = true;
    if (hooks.size > 0) {
      const { firstiter, finalizer } = asyncgenHooks();
      generator.$finalizer = finalizer;
      // an event loop's closes it, which nobody sees of a body without handlers
      if (finalizer !== null && !generator.$owned && !isOfLoop(finalizer)) generatorHooks.own(generator);
      if (firstiter !== null) call(firstiter, generator);
    }
  }
  const made = kind === "anext" || kind === "asend" ? new SendStep(generator, kind, value) : new ThrowStep(generator, kind, value);
  fresh(made);
  return made;
}

methods(asyncGeneratorType, {
  "__aiter__(self, /)": function (this: AsyncGenerator) {
    return this;
  },
  "__anext__(self, /)": function (this: AsyncGenerator): Suspends<Value> {
    return step(this, "anext", null);
  },
  "asend(self, value, /)": function (this: AsyncGenerator, value: Value): Suspends<Value> {
    return step(this, "asend", value);
  },
  "athrow(self, type, value=None, traceback=None, /)": function (this: AsyncGenerator, type: Value, value?: Value, tb?: Value): Suspends<Value> {
    if (value !== undefined) oldSignature("athrow");
    return step(this, "athrow", { type, value, tb } satisfies Thrown);
  },
  "aclose(self, /)": function (this: AsyncGenerator): Suspends<Value> {
    return step(this, "aclose", null);
  },
  "__repr__(self, /)": function (this: Value) {
    return `<async_generator object ${qualnameOf(this)} at ${address(this)}>`;
  },
});
getset(asyncGeneratorType, {
  __name__: [(g) => g.$name ?? g.frame.f.name.slice(g.frame.f.name.lastIndexOf(".") + 1), (g, name) => void (g.$name = named("__name__", name))],
  __qualname__: [qualnameOf, (g, name) => void (g.$qualname = named("__qualname__", name))],
  ag_frame: [(g) => (g.state === State.Done ? null : frameOf(g as AsyncGenerator))],
  ag_code: [(g) => codeOfMeta(g.frame.f.meta as FunctionMeta, g.frame.f.file as string)],
  ag_await: [(g) => g.delegate],
  ag_running: [(g) => g.busy],
  ag_suspended: [(g) => g.state === State.Suspended],
});
