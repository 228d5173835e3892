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
import { $reraise } from "./raise.js";
import { traceObject } from "./traceobject.js";

/** A context manager that has been entered. */
export interface Entered {
  /** what `__enter__` gave */
  readonly value: Value;
  /** `__exit__` after an exception; throws it again unless it is swallowed */
  failed(e: Value): Suspends<void>;
  /** `__exit__` without an exception; nothing after `failed` */
  exit(): Suspends<void>;
}

function bind(manager: Value, name: string): Suspends<Value> {
  const cls = typeOf(manager);
  const found = lookup(cls, name);
  return found === undefined ? undefined : descriptorGet(found, manager, cls, name);
}

class Context implements Entered {
  private left = false;
  constructor(
    readonly value: Value,
    private readonly leave: Value,
  ) {}
  failed(e: Value): Suspends<void> {
    this.left = true;
    if (!truth($callx(this.leave, [typeOf(e), e, traceObject(e as PyException)], null))) throw $reraise(e);
  }
  exit(): Suspends<void> {
    if (this.left) return;
    this.left = true;
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
