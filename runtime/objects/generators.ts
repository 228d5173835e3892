/**
 * generators - generators and coroutines as Python code sees them; frames/generator.ts runs them.
 *
 * Mirrors     Objects/genobject.c
 */
import { END } from "../frames/end.js";
import { Coroutine, Generator, generatorHooks, State } from "../frames/generator.js";
import type { Suspends } from "../frames/suspend.js";
import { codeOf } from "./code.js";
import { GeneratorExit, RuntimeError, StopIteration, TypeError, ValueError, type PyException } from "./exceptions.js";
import { address } from "./identity.js";
import { hidden, isinstance, object, type Value } from "./object.js";
import { $instance, $raise } from "./raise.js";
import { builtinType, getset, methods } from "./register.js";
import { setTraceback } from "./exceptionmethods.js";

// the prototypes keep their JavaScript members, which are gilt's and have `$` names but for send and close
Object.setPrototypeOf(Generator.prototype, object.prototype);
export const generatorType = builtinType("generator", null, { prototype: Generator.prototype, final: true });
export const coroutineType = builtinType("coroutine", null, { prototype: Coroutine.prototype, final: true });
hidden(Coroutine.prototype, "$cls", coroutineType);

generatorHooks.stopIteration = (value) => $raise(value === null ? new StopIteration() : new StopIteration(value));
generatorHooks.isStopIteration = (e) => isinstance(e, StopIteration);
generatorHooks.generatorExit = () => $raise(new GeneratorExit());
generatorHooks.isGeneratorExit = (e) => isinstance(e, GeneratorExit);
generatorHooks.isExit = (e) => isinstance(e, GeneratorExit) || isinstance(e, StopIteration);
generatorHooks.runtimeError = (message, cause) => {
  const error = new RuntimeError(message) as PyException;
  if (cause !== undefined) {
    error.$cause = cause as PyException;
    error.$context = cause as PyException;
    error.$suppress = true;
  }
  return $raise(error);
};
generatorHooks.valueError = (message) => $raise(new ValueError(message));
generatorHooks.typeError = (message) => $raise(new TypeError(message));

/** The exception that `throw(type, value, tb)` means. */
export function thrownOf(type: Value, value: Value, tb: Value): Suspends<Value> {
  let error: Value;
  if (value === undefined || value === null) error = $instance(type);
  else if (typeof type === "function") error = isinstance(value, type) ? value : type(value);
  else throw new TypeError("instance exception may not have a separate value");
  if (tb !== undefined && tb !== null) setTraceback(error as PyException, tb);
  return $raise(error);
}

for (const kind of [generatorType, coroutineType]) {
  const prefix = kind === generatorType ? "gi" : "cr";
  methods(kind, {
    "send(self, value, /)"(this: Generator, value: Value): Suspends<Value> {
      return stopped(this, this.$send(value));
    },
    "throw(self, type, value=None, traceback=None, /)"(this: Generator, type: Value, value?: Value, tb?: Value): Suspends<Value> {
      return stopped(this, this.$throw(thrownOf(type, value, tb)));
    },
    "__repr__(self, /)"(this: Value) {
      return `<${kind.$name} object ${nameOf(this, true)} at ${address(this)}>`;
    },
  });
  const close = Generator.prototype.close;
  methods(kind, {
    "close(self, /)"(this: Generator): Suspends<Value> {
      return close.call(this);
    },
  });
  getset(kind, {
    __name__: [(g) => g.$name ?? nameOf(g, false), (g, value) => void (g.$name = value)],
    __qualname__: [(g) => g.$qualname ?? nameOf(g, true), (g, value) => void (g.$qualname = value)],
    [`${prefix}_running`]: [(g) => g.state === State.Running],
    [`${prefix}_suspended`]: [(g) => g.state === State.Suspended],
    [`${prefix}_frame`]: [(g) => (g.state === State.Done ? null : g.frame)],
    [`${prefix}_yieldfrom`]: [(g) => g.delegate],
    [`${prefix}_code`]: [(g) => (g.$def === undefined ? null : codeOf(g.$def))],
  });
}

methods(generatorType, {
  "__iter__(self, /)"(this: Generator) {
    return this;
  },
  "__next__(self, /)"(this: Generator): Suspends<Value> {
    return stopped(this, this.$next());
  },
});
methods(coroutineType, {
  "__await__(self, /)"(this: Generator) {
    return this;
  },
});

function stopped(g: Generator, yielded: Value): Value {
  if (yielded === END) throw generatorHooks.stopIteration(g.returned);
  return yielded;
}

function nameOf(g: Value, qualified: boolean): string {
  const name = g.frame.f.name as string;
  return qualified ? name : name.slice(name.lastIndexOf(".") + 1);
}

