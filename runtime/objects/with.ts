/**
 * with - the general form of the with statement.
 *
 * Mirrors     WITH_EXCEPT_START and BEFORE_WITH of Python/ceval.c
 */
import type { Suspends } from "../frames/suspend.js";
import { descriptorGet } from "./attributes.js";
import { $callx } from "./call.js";
import { TypeError, type PyException } from "./exceptions.js";
import { lookup, typeOf, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { traceObject } from "./traceobject.js";

/** A context manager that has been entered. */
export interface Entered {
  /** what `__enter__` gave */
  readonly value: Value;
  /** `__exit__` after an exception: whether it is swallowed */
  failed(e: Value): Suspends<boolean>;
  /** `__exit__` without an exception */
  exit(): Suspends<void>;
}

function bind(manager: Value, name: string): Suspends<Value> {
  const cls = typeOf(manager);
  const found = lookup(cls, name);
  return found === undefined ? undefined : descriptorGet(found, manager, cls, name);
}

class Context implements Entered {
  constructor(
    readonly value: Value,
    private readonly leave: Value,
  ) {}
  failed(e: Value): Suspends<boolean> {
    return truth($callx(this.leave, [typeOf(e), e, traceObject(e as PyException)], null));
  }
  exit(): Suspends<void> {
    $callx(this.leave, [null, null, null], null);
  }
}

/** `with x` */
export function enter(x: Value): Suspends<Entered> {
  const start = bind(x, "__enter__");
  if (start === undefined) throw new TypeError(`'${typeOf(x).$qualname}' object does not support the context manager protocol`);
  const leave = bind(x, "__exit__");
  if (leave === undefined) throw new TypeError(`'${typeOf(x).$qualname}' object does not support the context manager protocol (missed __exit__ method)`);
  const value = $callx(start, [], null);
  return new Context(value, leave);
}
