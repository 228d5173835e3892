/**
 * generatoriterators - iterators of the runtime that are generators in CPython's library: they say so, and can be closed.
 *
 * Mirrors     gen_repr, gen_close, gen_send_ex, gen_throw in Objects/genobject.c of CPython 3.13
 * Calls back  $finish, what stands in the generator's finally
 * Differs     the type is called generator, but is not types.GeneratorType; there is no gi_frame
 */
import type { Suspends } from "../frames/suspend.js";
import { StopIteration, TypeError } from "./exceptions.js";
import { address } from "./identity.js";
import { iteratorType } from "./iterator.js";
import { END, PyIterator } from "./iteratorbase.js";
import { isType, type PyType, type Value } from "./object.js";
import { call } from "./protocols/call.js";
import { getset, methods } from "./register.js";

interface GeneratorIterator extends PyIterator {
  $finish?(): Suspends<void>;
}

function ended(): Value {
  return END;
}

function finish(it: GeneratorIterator): Suspends<void> {
  if (it.$next === ended) return;
  it.$next = ended;
  if (it.$finish !== undefined) it.$finish();
}

/** Makes the Python type of an iterator class that stands for the generators of a function. */
export function generatorIterator(qualname: string, iterator: { prototype: object }): PyType {
  const type = iteratorType("generator", iterator);
  methods(type, {
    "__repr__(self, /)": function (this: PyIterator): string {
      return `<generator object ${qualname} at ${address(this)}>`;
    },
    "send(self, value, /)": function (this: PyIterator, value: Value): Suspends<Value> {
      if (value !== null) throw new TypeError("can't send non-None value to a just-started generator");
      const next = this.$next();
      if (next === END) throw new StopIteration();
      return next;
    },
    "close(self, /)": function (this: GeneratorIterator): Suspends<null> {
      finish(this);
      return null;
    },
    "throw(self, typ, val=None, tb=None, /)": function (this: GeneratorIterator, typ: Value, val: Value): Suspends<never> {
      finish(this);
      const error = isType(typ) ? (val === undefined || val === null ? call(typ) : call(typ, val)) : typ;
      throw error;
    },
  });
  getset(type, {
    __name__: [(): string => qualname.slice(qualname.lastIndexOf(".") + 1)],
    __qualname__: [(): string => qualname],
    gi_running: [(): boolean => false],
    gi_yieldfrom: [(): null => null],
  });
  return type;
}
