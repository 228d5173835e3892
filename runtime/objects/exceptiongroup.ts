/**
 * exceptiongroup - exception groups, and `except*`.
 *
 * Mirrors     Objects/exceptions.c (BaseExceptionGroup), Python/ceval.c (_PyEval_ExceptionGroupMatch, _PyExc_PrepReraiseStar)
 */
import type { Suspends } from "../frames/suspend.js";
import { BaseException, BaseExceptionGroup, Exception, ExceptionGroup, exceptionAllocator, TypeError, ValueError, type PyException } from "./exceptions.js";
import { genericAlias } from "./genericalias.js";
import { isinstance, issubclass, isType, typeOf, type PyType, type Value } from "./object.js";
import { truth } from "./protocols/bool.js";
import { call, callMethod } from "./protocols/call.js";
import { $except, $handled, $leaving, $reraise, $uncaught, caughtOutside } from "./raise.js";
import { getset, methods } from "./register.js";
import { iterate } from "./iterate.js";
import { stringOf } from "./str.js";
import { isTuple, plainTuple, Tuple } from "./tuple.js";

interface Group extends PyException {
  $message: string;
  $exceptions: PyException[];
}

methods(BaseExceptionGroup, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[]): Suspends<Value> {
    return newGroup(this, args);
  },
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[]) {
    this.$args = args;
    return null;
  },
  "__str__(self, /)"(this: Group): string {
    const n = this.$exceptions.length;
    return `${this.$message} (${n} sub-exception${n === 1 ? "" : "s"})`;
  },
  "derive(self, object, /)"(this: Group, excs: Value): Suspends<Value> {
    return call(BaseExceptionGroup, this.$message, excs);
  },
  "subgroup(self, object, /)"(this: Group, matcher: Value): Suspends<Value> {
    return split(this, matcherOf(matcher), false).match;
  },
  "split(self, object, /)"(this: Group, matcher: Value): Suspends<Value> {
    const { match, rest } = split(this, matcherOf(matcher), true);
    return new Tuple([match, rest]);
  },
  "__class_getitem__(cls, item, /)"(this: PyType, item: Value) {
    return genericAlias(this, item);
  },
});
getset(BaseExceptionGroup, {
  message: [(e) => e.$message],
  exceptions: [(e) => (e.$exceptionsTuple ??= new Tuple(e.$exceptions as Value[]))],
});

function newGroup(cls: PyType, args: Value[]): Suspends<Value> {
  if (args.length !== 2) throw new TypeError(`BaseExceptionGroup.__new__() takes exactly 2 arguments (${args.length} given)`);
  const [message, excs] = args;
  if (stringOf(message) === undefined) throw new TypeError(`BaseExceptionGroup.__new__() argument 1 must be str, not ${typeOf(message).$name}`);
  if (!Array.isArray(excs) && !isTuple(excs)) throw new TypeError("second argument (exceptions) must be a sequence");
  const items: Value[] = isTuple(excs) ? plainTuple(excs).items : iterate(excs);
  if (items.length === 0) throw new ValueError("second argument (exceptions) must be a non-empty sequence");
  let nested = false;
  for (let i = 0; i < items.length; i++) {
    if (!isinstance(items[i], BaseException)) throw new ValueError(`Item ${i} of second argument (exceptions) is not an exception`);
    if (!isinstance(items[i], Exception)) nested = true;
  }
  if (cls === BaseExceptionGroup && !nested) cls = ExceptionGroup;
  else if (nested && cls === ExceptionGroup) throw new TypeError("Cannot nest BaseExceptions in an ExceptionGroup");
  else if (nested && issubclass(cls, Exception)) throw new TypeError(`Cannot nest BaseExceptions in '${cls.$name}'`);
  const Alloc = (cls.$alloc ??= exceptionAllocator(cls) as new () => Value);
  const made = new Alloc() as Group;
  made.$args = args;
  made.$message = message;
  made.$exceptions = items.slice();
  return made;
}

type Matcher = (e: PyException) => Suspends<boolean>;

function matcherOf(x: Value): Matcher {
  const isClass = isType(x) && issubclass(x, BaseException);
  const isClasses = isTuple(x) && plainTuple(x).items.every((one: Value) => isType(one) && issubclass(one, BaseException));
  if (isClass || isClasses) return (e) => $except(e, isClass ? x : plainTuple(x));
  if (typeof x !== "function" && x?.__call__ === undefined)
    throw new TypeError("expected an exception type, a tuple of exception types, or a callable (other than a class)");
  if (isType(x)) throw new TypeError("expected an exception type, a tuple of exception types, or a callable (other than a class)");
  return (e) => truth(call(x, e));
}

interface Parts {
  match: Value;
  rest: Value;
}

function split(e: PyException, matches: Matcher, wantsRest: boolean): Suspends<Parts> {
  if (matches(e)) return { match: e, rest: null };
  if (!isinstance(e, BaseExceptionGroup)) return { match: null, rest: wantsRest ? e : null };
  const matched: Value[] = [];
  const rest: Value[] = [];
  for (const inner of (e as Group).$exceptions) {
    const parts = split(inner, matches, wantsRest);
    if (parts.match !== null) matched.push(parts.match);
    if (parts.rest !== null) rest.push(parts.rest);
  }
  return { match: derived(e, matched), rest: wantsRest ? derived(e, rest) : null };
}

/** A group like `e` with other members; None if there are none. */
function derived(e: Value, items: Value[]): Suspends<Value> {
  if (items.length === 0) return null;
  const made = callMethod(e, "derive", items);
  if (!isinstance(made, BaseExceptionGroup)) throw new TypeError("derive must return an instance of BaseExceptionGroup");
  made.$trace = e.$trace === null ? null : e.$trace.slice();
  made.$traceback = e.$traceback;
  made.$partOf = e;
  made.$context = e.$context;
  made.$cause = e.$cause;
  made.$suppress = true; // PyException_SetCause()
  if (Array.isArray(e.__notes__)) made.__notes__ = e.__notes__.slice();
  return made;
}

/** The handlers of one `try ... except*`. */
export class StarHandlers {
  private rest: Value;
  private readonly thrown: PyException[] = [];
  /** what was handled before the handlers */
  private readonly before = $handled();
  private readonly wrapped: boolean;

  constructor(private readonly original: PyException) {
    this.wrapped = !isinstance(original, BaseExceptionGroup);
    this.rest = original;
  }

  /** `except* cls as group: ...` */
  handle(cls: Value, body: (group: Value) => Suspends<unknown>): Suspends<void> {
    checkStar(cls);
    if (this.rest === null) return;
    const group = this.take(cls);
    if (group === null) return;
    const handled = $handled();
    $uncaught(group);
    try {
      body(group);
    } catch (thrown) {
      this.thrown.push(caughtOutside(thrown));
    }
    $uncaught(handled);
  }

  /** The same for a body that waits: the group that it is to have, the handled exception until the next call; or None. */
  match$(cls: Value): Suspends<Value> {
    $uncaught(this.before);
    checkStar(cls);
    const group = this.rest === null ? null : this.take(cls);
    if (group !== null) $uncaught(group);
    return group;
  }

  /** What such a body has raised. */
  raised(e: PyException): void {
    this.thrown.push(e);
  }

  private take(cls: Value): Suspends<Value> {
    if (this.wrapped) {
      if (!$except(this.rest, cls)) return null;
      const group = call(groupClass(this.rest), "", new Tuple([this.rest]));
      group.$traceback = null;
      this.rest = null;
      return group;
    }
    const { match, rest } = split(this.rest, (e) => $except(e, cls), true);
    this.rest = rest;
    return match;
  }

  /** Raises what is left: what no handler took, and what handlers raised. */
  rethrow(): Suspends<void> {
    $uncaught(this.before);
    if (this.thrown.length === 0) {
      if (this.rest === null) {
        return;
      }
      throw $reraise(this.rest);
    }
    if (this.wrapped) throw $out(this.original, this.thrown[0]!);
    const again = this.thrown.filter((e) => isinstance(e, BaseExceptionGroup) && isAgain(this.original, e));
    const fresh = this.thrown.filter((e) => !again.includes(e));
    if (fresh.length === 0) {
      const members: Value[] = [...again];
      if (this.rest !== null) members.push(this.rest);
      throw $reraise(members.length === 1 ? members[0] : merged(this.original, members));
    }
    const members: Value[] = [...fresh];
    const left: Value[] = [...again];
    if (this.rest !== null) left.push(this.rest);
    if (left.length > 0) members.push(left.length === 1 ? left[0] : merged(this.original, left));
    throw $out(this.original, members.length === 1 ? members[0] : call(BaseExceptionGroup, "", members));
  }
}

/** To throw what is raised again, or what a handler has raised. */
function $out(original: PyException, e: PyException): Value {
  return isAgain(original, e) ? $reraise(e) : $leaving(e);
}

/** Whether a part of an exception was raised again by a bare `raise`: it has been where the whole was, and nowhere else. */
function isAgain(original: PyException, e: PyException): boolean {
  const whole = original.$trace;
  if (whole === null || e.$trace === null || e.$trace[0] !== whole[0]) return false;
  return e.$trace.slice(whole.length).every((step) => step.again === true);
}

/** The members of `original` that are in one of `groups`, in their order. */
function merged(original: PyException, groups: Value[]): Suspends<Value> {
  const leaves = new Set<Value>();
  for (const group of groups) collect(group, leaves);
  return split(original, (e) => leaves.has(e), false).match;
}

function collect(e: Value, into: Set<Value>): void {
  if (!isinstance(e, BaseExceptionGroup)) into.add(e);
  else for (const inner of e.$exceptions) collect(inner, into);
}

function groupClass(e: Value): PyType {
  return isinstance(e, Exception) ? ExceptionGroup : BaseExceptionGroup;
}

function checkStar(cls: Value): void {
  for (const one of isTuple(cls) ? plainTuple(cls).items : [cls]) {
    if (!isType(one) || !issubclass(one, BaseException)) throw new TypeError("catching classes that do not inherit from BaseException is not allowed");
    if (issubclass(one, BaseExceptionGroup)) throw new TypeError("catching ExceptionGroup with except* is not allowed. Use except instead.");
  }
}

/** `except*` of a caught exception. */
export function exceptStar(e: Value): StarHandlers {
  return new StarHandlers(e as PyException);
}
