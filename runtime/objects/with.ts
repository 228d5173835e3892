/**
 * with - the general form of the with statement.
 *
 * Mirrors     WITH_EXCEPT_START and BEFORE_WITH of Python/ceval.c
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, type PyException } from "./exceptions.js";
import { specialMethod, typeOf, type Value } from "./object.js";
import { typeName } from "./typename.js";
import { truth } from "./protocols/bool.js";
import { $reraise } from "./raise.js";
import { traceObject } from "./traceobject.js";

/** A context manager that has been entered. */
export interface Entered {
  /** what `__enter__` gave */
  readonly value: Value;
  /** `__exit__` after an exception, which goes on unless that says that it is swallowed */
  failed(e: Value): Suspends<void>;
  /** `__exit__` without an exception; nothing after failed() */
  exit(): Suspends<void>;
}

class Context implements Entered {
  private left = false;
  /** Has a variable got what `__enter__` gave? */
  private bound = false;
  constructor(
    private entered: Value,
    private manager: Value,
    private leave: Value,
  ) {}
  get value(): Value {
    this.bound = true;
    return this.entered;
  }
  failed(e: Value): Suspends<void> {
    const { manager, leave } = this;
    this.release();
    if (leave === null) throw new TypeError("'NoneType' object is not callable");
    if (!truth(leave.call(manager, typeOf(e), e, traceObject(e as PyException)))) throw $reraise(e);
  }
  exit(): Suspends<void> {
    if (this.left) return;
    const { manager, leave } = this;
    this.release();
    leave.call(manager, null, null, null);
  }
  /** What has been left is held no longer, but for what a variable has, which may be the block's own: this itself the function has until its end. */
  private release(): void {
    this.left = true;
    if (!this.bound) this.entered = null;
    this.manager = null;
    this.leave = null;
  }
}

/** `with x` */
export function enter(x: Value): Suspends<Entered> {
  const start = specialMethod(x, "__enter__");
  if (start === undefined || start === null) throw new TypeError(`'${typeName(x)}' object does not support the context manager protocol`);
  const leave = specialMethod(x, "__exit__");
  if (leave === undefined) {
    throw new TypeError(`'${typeName(x)}' object does not support the context manager protocol (missed __exit__ method)`);
  }
  return new Context(start.call(x), x, leave);
}
