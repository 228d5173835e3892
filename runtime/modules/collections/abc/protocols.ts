/**
 * collections.abc - the classes of one or a few methods: Hashable, Iterable, Generator, Callable and their like.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 * Suspends    the mixin methods: they call the abstract ones
 */
import { callableOf } from "./callable.js";
import type { Suspends } from "../../../frames/suspend.js";
import { asyncHalf } from "../../libraryhalves.js";
import { GeneratorExit, NotImplementedError, RuntimeError, StopIteration } from "../../../objects/exceptions.js";
import { ArrayIterator } from "../../../objects/iterator.js";
import { $getattr } from "../../../objects/attributes.js";
import { isType, type Value } from "../../../objects/object.js";
import { call, callMethod } from "../../../objects/protocols/call.js";
import { abstractClass, type Abstract } from "./define.js";

/** What steps a generator or coroutine, and what a call by super() does. */
const STEPPED: Abstract = {
  send: [
    ["value"],
    () => {
      throw new StopIteration();
    },
  ],
  throw: [
    ["typ", "val=None", "tb=None"],
    (typ: Value, val: Value, tb: Value): Suspends<never> => {
      const noTraceback = (tb ?? null) === null;
      if ((val ?? null) === null && noTraceback) throw isType(typ) ? call(typ) : typ;
      const error = (val ?? null) === null ? call(typ) : val;
      throw noTraceback ? error : callMethod(error, "with_traceback", tb);
    },
  ],
};

/** What an `async def` of CPython's own text makes of these arguments. */
function coroutineOf(cls: string, method: string, ...args: Value[]): Suspends<Value> {
  return call($getattr($getattr(asyncHalf("collections.abc"), cls), method), ...args);
}

export const Hashable = abstractClass("Hashable", { abstract: { __hash__: [[], () => 0] }, hook: ["__hash__"] });
export const Awaitable = abstractClass("Awaitable", { abstract: { __await__: [[], () => null] }, hook: ["__await__"], generic: true });
export const Coroutine = abstractClass("Coroutine", {
  bases: [Awaitable],
  abstract: STEPPED,
  mixin: { "close(self)": closeGenerator("coroutine") },
  hook: ["__await__", "send", "throw", "close"],
});
export const AsyncIterable = abstractClass("AsyncIterable", { abstract: { __aiter__: [[], () => null] }, hook: ["__aiter__"], generic: true });
export const AsyncIterator = abstractClass("AsyncIterator", {
  bases: [AsyncIterable],
  abstract: {
    __anext__: [
      [],
      function (this: Value): Suspends<Value> {
        return coroutineOf("AsyncIterator", "__anext__", this);
      },
    ],
  },
  mixin: {
    "__aiter__(self)": function (this: Value): Value {
      return this;
    },
  },
  hook: ["__anext__", "__aiter__"],
});
export const AsyncGenerator = abstractClass("AsyncGenerator", {
  bases: [AsyncIterator],
  abstract: {
    asend: [
      ["value"],
      function (this: Value, value: Value): Suspends<Value> {
        return coroutineOf("AsyncGenerator", "asend", this, value);
      },
    ],
    athrow: [
      ["typ", "val=None", "tb=None"],
      function (this: Value, typ: Value, val: Value, tb: Value): Suspends<Value> {
        return coroutineOf("AsyncGenerator", "athrow", this, typ, val ?? null, tb ?? null);
      },
    ],
  },
  mixin: {
    "__anext__(self)": function (this: Value): Suspends<Value> {
      return coroutineOf("AsyncGenerator", "__anext__", this);
    },
    "aclose(self)": function (this: Value): Suspends<Value> {
      return coroutineOf("AsyncGenerator", "aclose", this);
    },
  },
  hook: ["__aiter__", "__anext__", "asend", "athrow", "aclose"],
});
export const Iterable = abstractClass("Iterable", { abstract: { __iter__: [[], () => new ArrayIterator([])] }, hook: ["__iter__"], generic: true });
export const Iterator = abstractClass("Iterator", {
  bases: [Iterable],
  abstract: {
    __next__: [
      [],
      () => {
        throw new StopIteration();
      },
    ],
  },
  mixin: {
    "__iter__(self)": function (this: Value): Value {
      return this;
    },
  },
  hook: ["__iter__", "__next__"],
});
export const Reversible = abstractClass("Reversible", {
  bases: [Iterable],
  abstract: { __reversed__: [[], () => new ArrayIterator([])] },
  hook: ["__reversed__", "__iter__"],
});

function closeGenerator(kind: string): (this: Value) => Value {
  return function (this: Value): Suspends<null> {
    try {
      callMethod(this, "throw", GeneratorExit);
    } catch (error) {
      if (error instanceof GeneratorExit || error instanceof StopIteration) return null;
      throw error;
    }
    throw new RuntimeError(`${kind} ignored GeneratorExit`);
  };
}
export const Generator = abstractClass("Generator", {
  bases: [Iterator],
  abstract: STEPPED,
  mixin: {
    "__next__(self)": function (this: Value): Suspends<Value> {
      return callMethod(this, "send", null);
    },
    "close(self)": closeGenerator("generator"),
  },
  hook: ["__iter__", "__next__", "send", "throw", "close"],
});
export const Sized = abstractClass("Sized", { abstract: { __len__: [[], () => 0] }, hook: ["__len__"] });
export const Container = abstractClass("Container", { abstract: { __contains__: [["x"], () => false] }, hook: ["__contains__"], generic: true });
export const Collection = abstractClass("Collection", { bases: [Sized, Iterable, Container], hook: ["__len__", "__iter__", "__contains__"] });
export const Buffer = abstractClass("Buffer", {
  abstract: {
    __buffer__: [
      ["flags"],
      () => {
        throw new NotImplementedError();
      },
    ],
  },
  hook: ["__buffer__"],
});
export const Callable = abstractClass("Callable", { abstract: { __call__: [["args", "kwds"], () => false] }, hook: ["__call__"], generic: callableOf });
