/**
 * asyncgenerator - generators that may also await: each step is an awaitable of its own.
 *
 * Mirrors     Objects/genobject.c (async_gen_asend_send and its kin)
 * A `yield` gives the value in a Yielded; whatever else the body yields comes from an await and goes up to the event loop.
 */
import { END } from "./end.js";
import { $landed } from "./flight.js";
import { begun, closes, Generator, generatorHooks, State, type Awaitable } from "./generator.js";
import { $take, handwritten } from "./save.js";
import { S, type FrameCode, type Suspends } from "./suspend.js";

class Yielded {
  constructor(readonly value: unknown) {}
}

/** At a `yield` of an asynchronous generator. */
export function $yielded(value: unknown): unknown {
  return new Yielded(value);
}

export const asyncHooks = {
  stopAsyncIteration: (): unknown => new Error("StopAsyncIteration"),
  isStopAsyncIteration: (_exception: unknown): boolean => false,
  /** The exception that the arguments of athrow() mean; may call a class. */
  thrownBy: (value: unknown): Suspends<unknown> => value,
};

export class AsyncGenerator extends Generator {
  /** A step has begun and has not ended. */
  busy = false;
  /** aclose() has begun, or its end has been seen. */
  closed = false;
  /** The hooks know of it: its first step has been asked for. */
  hooked = false;
  /** What is to be called when nobody has it any more and it is not over. */
  $finalizer: unknown = null;
  override get $kind(): string {
    return "async generator";
  }
}

export function $asyncgen(f: FrameCode, t: unknown, l: unknown[]): AsyncGenerator {
  closes(f);
  return new AsyncGenerator(f, t, l);
}

export type StepKind = "anext" | "asend" | "athrow" | "aclose";

const stepping = handwritten("<async generator>", (frame) => (frame.t as AsyncStep).$finish());
const throwing = handwritten("<async generator.athrow>", (frame) => (frame.t as AsyncStep).$thrown($take()));
const closing = handwritten("<async generator.close>", (frame) => (frame.t as AsyncStep).$closing());

/** `asend(value)`, `athrow(exception)` and `aclose()`: what is awaited. */
export class AsyncStep implements Awaitable {
  returned: unknown = null;
  $begun = false;
  $over = false;
  /** Does somebody look for its end? */
  $owned = false;

  get state(): State {
    return this.$over ? State.Done : this.$begun ? State.Running : State.New;
  }

  constructor(
    readonly generator: AsyncGenerator,
    readonly kind: StepKind,
    /** what is sent, or what athrow() was given */
    readonly value: unknown,
  ) {}

  $next(): Suspends<unknown> {
    return this.$send(null);
  }

  get $sends(): boolean {
    return this.kind === "anext" || this.kind === "asend";
  }

  $send(value: unknown): Suspends<unknown> {
    const { generator } = this;
    this.$check();
    if (this.$sends) {
      const isFirst = !this.$begun;
      if (isFirst) this.$begin();
      const sent = isFirst && (value === null || value === undefined) ? this.value : value;
      return this.$run(() => generator.$send(sent));
    }
    if (generator.state === State.Done) {
      this.$over = true;
      return END;
    }
    return this.$begun ? this.$run(() => generator.$send(value)) : this.$first(value);
  }

  /** The first step of athrow() or aclose(). */
  $first(value: unknown): Suspends<unknown> {
    const { generator } = this;
    this.$alone();
    if (generator.closed) {
      this.$over = true;
      throw asyncHooks.stopAsyncIteration();
    }
    if (value !== null && value !== undefined) throw generatorHooks.runtimeError("can't send non-None value to a just-started coroutine");
    this.$begin();
    if (this.kind === "aclose") {
      generator.closed = true;
      return this.$thrown(generatorHooks.generatorExit());
    }
    let exception: unknown;
    try {
      exception = asyncHooks.thrownBy(this.value);
    } catch (failed) {
      return this.$failed(failed);
    }
    if (S.mode === 2) return this.$failed($landed());
    if (S.mode !== 0) {
      S.captured.push({ f: throwing, pc: 1, t: this, l: null });
      return undefined;
    }
    return this.$thrown(exception);
  }

  $thrown(exception: unknown): Suspends<unknown> {
    return this.$run(() => this.generator.$throw(exception));
  }

  $throw(exception: unknown): Suspends<unknown> {
    this.$check();
    if (!this.$begun) this.$begin();
    return this.$thrown(exception);
  }

  /** close(): GeneratorExit arrives in the generator. */
  close(): Suspends<unknown> {
    if (this.$over) return null;
    let given: unknown;
    try {
      given = this.$throw(generatorHooks.generatorExit());
    } catch (exception) {
      return ended(exception);
    }
    if (S.mode !== 0) {
      S.captured.push({ f: closing, pc: 1, t: this, l: null });
      return undefined;
    }
    return closed(given);
  }

  $closing(): unknown {
    let given: unknown;
    try {
      given = $take();
    } catch (exception) {
      return ended(exception);
    }
    return closed(given);
  }

  $check(): void {
    begun(this);
    if (this.$over) throw generatorHooks.runtimeError(`cannot reuse already awaited ${this.$sends ? "__anext__()/asend()" : "aclose()/athrow()"}`);
  }

  /** No other step is under way. */
  $alone(): void {
    if (!this.generator.busy) return;
    this.$over = true;
    throw generatorHooks.runtimeError(`${this.$sends ? "anext" : this.kind}(): asynchronous generator is already running`);
  }

  $begin(): void {
    this.$alone();
    this.$begun = true;
    this.generator.busy = true;
  }

  $end(): void {
    this.$over = true;
    this.generator.busy = false;
  }

  $run(step: () => Suspends<unknown>): Suspends<unknown> {
    let given: unknown;
    try {
      given = step();
    } catch (exception) {
      return this.$failed(exception);
    }
    if (S.mode !== 0) {
      S.captured.push({ f: stepping, pc: 1, t: this, l: null });
      return undefined;
    }
    return this.$stepped(given);
  }

  $finish(): unknown {
    let given: unknown;
    try {
      given = $take();
    } catch (exception) {
      return this.$failed(exception);
    }
    return this.$stepped(given);
  }

  $stepped(given: unknown): unknown {
    if (given !== END && !(given instanceof Yielded)) return given;
    this.$end();
    if (given === END) this.generator.closed = true;
    if (this.kind === "aclose") {
      if (given !== END) throw generatorHooks.runtimeError("async generator ignored GeneratorExit");
      return END;
    }
    if (given === END) throw asyncHooks.stopAsyncIteration();
    this.returned = (given as Yielded).value;
    return END;
  }

  $failed(exception: unknown): unknown {
    this.$end();
    const isEnd = asyncHooks.isStopAsyncIteration(exception);
    if (isEnd || generatorHooks.isGeneratorExit(exception)) {
      this.generator.closed = true;
      if (this.kind === "aclose") return END;
    }
    if (isEnd) throw generatorHooks.runtimeError("async generator raised StopAsyncIteration", exception);
    throw exception;
  }
}

/** What close() makes of an exception. */
function ended(exception: unknown): null {
  if (generatorHooks.isExit(exception) || asyncHooks.isStopAsyncIteration(exception)) return null;
  throw exception;
}

function closed(given: unknown): null {
  if (given !== END) throw generatorHooks.runtimeError("coroutine ignored GeneratorExit");
  return null;
}
