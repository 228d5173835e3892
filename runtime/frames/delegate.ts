/**
 * delegate - `yield from` and `await`: an inner iterator is stepped, what is sent and thrown goes to it, what it returns is the result.
 *
 * Mirrors     PEP 380; RESUME, SEND and END_SEND of CPython's ceval
 */
import { END } from "./end.js";
import { AsyncStep } from "./asyncgenerator.js";
import { $landed } from "./flight.js";
import { Coroutine, Generator, generatorHooks, State } from "./generator.js";
import { $take, handwritten } from "./save.js";
import { S, type Suspends } from "./suspend.js";

/** What steps: generators, and the object model's iterators. */
export interface Steps {
  $next(): Suspends<unknown>;
  $send?(value: unknown): Suspends<unknown>;
  $throw?(exception: unknown): Suspends<unknown>;
  /** What StopIteration held, once `$next` has given END. */
  returned?: unknown;
}

/** What delegation needs of the object model, which sets it. Each gives END at the end and leaves the result in `returned`. */
export const delegateHooks = {
  iterate: (x: unknown): Suspends<unknown> => x,
  /** The iterator of `x.__await__()`. */
  await: (x: unknown): Suspends<unknown> => x,
  send: (inner: unknown, _value: unknown): Suspends<unknown> => (inner as Steps).$next(),
  throw: (_inner: unknown, exception: unknown): Suspends<unknown> => {
    throw exception;
  },
  close: (_inner: unknown): Suspends<unknown> => null,
};

const opened = handwritten("<yield from>", () => new Delegate($take() as Steps));
const stepped = handwritten("<yield from>", (frame) => {
  const delegate = frame.t as Delegate;
  let value: unknown;
  try {
    value = $take();
  } catch (exception) {
    throw delegate.$failed(exception);
  }
  return delegate.$stepped(value);
});
const closed = handwritten("<yield from>", (frame) => {
  $take();
  throw arrived(frame.l?.[0]);
});

/** What was thrown in arrives at the delegating yield itself. */
function arrived(exception: unknown): unknown {
  generatorHooks.thrown(exception, null, null);
  return exception;
}

export class Delegate {
  /** What the generator was sent, or was thrown if `threw`, since the last step. */
  sent: unknown = null;
  threw = false;
  /** While an exception is thrown in: what the generator handles (undefined: nothing of its own), and what whoever throws does. */
  own: unknown = undefined;
  outer: unknown = null;
  result: unknown = null;

  constructor(readonly inner: Steps) {}

  /** The next value, or END. */
  $step(): Suspends<unknown> {
    if (this.threw) return this.$pass();
    const value = this.#advance();
    if (S.mode !== 0) {
      if (S.mode === 1) S.captured.push({ f: stepped, pc: 1, t: this, l: null });
      return undefined;
    }
    return this.$stepped(value);
  }

  /** A step with an exception: what it meets in the inner iterator happens before it is raised here, where the generator handles what it handles. */
  $pass(): Suspends<unknown> {
    if (this.own !== undefined) S.handled = this.outer;
    let value: unknown;
    try {
      value = this.#throw(this.inner, this.sent);
      if (S.mode === 2) throw $landed();
    } catch (exception) {
      throw this.$failed(exception);
    }
    if (S.mode !== 0) {
      S.captured.push({ f: stepped, pc: 1, t: this, l: null });
      return undefined;
    }
    return this.$stepped(value);
  }

  /** What goes on from here, where an exception has left the inner iterator. */
  $failed(exception: unknown): unknown {
    if (this.own === undefined) return exception;
    S.handled = this.own;
    this.own = undefined;
    generatorHooks.chained(exception);
    return exception;
  }

  $stepped(value: unknown): unknown {
    if (this.own !== undefined) {
      S.handled = this.own;
      this.own = undefined;
    }
    if (value === END) this.result = this.inner.returned ?? null;
    return value;
  }

  #advance(): Suspends<unknown> {
    const { inner, sent } = this;
    if (inner.$send !== undefined) return inner.$send(sent);
    return sent === null || sent === undefined ? inner.$next() : delegateHooks.send(inner, sent);
  }

  #throw(inner: Steps, exception: unknown): Suspends<unknown> {
    this.threw = false;
    this.sent = null;
    if (!generatorHooks.isGeneratorExit(exception)) return inner.$throw !== undefined ? inner.$throw(exception) : delegateHooks.throw(inner, exception);
    if (inner instanceof Generator || inner instanceof AsyncStep) inner.close();
    else delegateHooks.close(inner);
    if (S.mode !== 0) {
      if (S.mode === 1) S.captured.push({ f: closed, pc: 1, t: null, l: [exception] });
      return undefined;
    }
    throw arrived(exception);
  }
}

function open(inner: unknown): unknown {
  if (S.mode === 0) return new Delegate(inner as Steps);
  if (S.mode === 1) S.captured.push({ f: opened, pc: 1, t: null, l: null });
  return undefined;
}

export function $delegate(x: unknown): Suspends<unknown> {
  return x instanceof Generator && !(x instanceof Coroutine) ? new Delegate(x) : open(delegateHooks.iterate(x));
}

export function $await(x: unknown): Suspends<unknown> {
  if (x instanceof Coroutine) return x.frame.d === null ? new Delegate(x) : delegateOf(x);
  return x instanceof AsyncStep ? new Delegate(x) : open(delegateHooks.await(x));
}

/** The delegate of a coroutine whose frame stands at an `await`, or stood there at last. */
function delegateOf(x: Coroutine): Delegate {
  if (x.state === State.Suspended) throw generatorHooks.runtimeError("coroutine is being awaited already");
  return new Delegate(x);
}

/** At a delegating `yield` that is resumed: hands on what arrives. */
export function $sent(delegate: Delegate): void {
  delegate.sent = S.value;
  delegate.threw = S.threw;
  S.value = undefined;
  S.threw = false;
}
