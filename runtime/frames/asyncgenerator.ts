/**
 * asyncgenerator - generators that may also await: each step is an awaitable of its own.
 *
 * Mirrors     Objects/genobject.c (async_gen_asend_send and its kin)
 * A `yield` gives the value in a Yielded; whatever else the body yields comes from an await and goes up to the event loop.
 */
import { END } from "./end.js";
import { Generator, generatorHooks, State } from "./generator.js";
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
};

export class AsyncGenerator extends Generator {
  /** A step has begun and has not ended. */
  busy = false;
  override get $kind(): string {
    return "async generator";
  }
}

export function $asyncgen(f: FrameCode, t: unknown, l: unknown[]): AsyncGenerator {
  return new AsyncGenerator(f, t, l);
}

export type StepKind = "anext" | "asend" | "athrow" | "aclose";

const stepping = handwritten("<async generator>", (frame) => (frame.t as AsyncStep).$finish());

/** `asend(value)`, `athrow(exception)` and `aclose()`: what is awaited. */
export class AsyncStep {
  returned: unknown = null;
  $begun = false;
  $over = false;

  constructor(
    readonly generator: AsyncGenerator,
    readonly kind: StepKind,
    readonly value: unknown,
  ) {}

  $next(): Suspends<unknown> {
    return this.$send(null);
  }

  $send(value: unknown): Suspends<unknown> {
    const { generator, kind } = this;
    if (this.$begun) return this.$run(() => generator.$send(value));
    this.$begin();
    if (kind === "anext" || kind === "asend") return this.$run(() => generator.$send(this.value));
    if (generator.state === State.Done || (kind === "aclose" && generator.state === State.New)) {
      generator.state = State.Done;
      this.$end();
      if (kind === "aclose") return END;
      throw asyncHooks.stopAsyncIteration();
    }
    return this.$run(() => generator.$throw(kind === "aclose" ? generatorHooks.generatorExit() : this.value));
  }

  $throw(exception: unknown): Suspends<unknown> {
    if (!this.$begun) this.$begin();
    return this.$run(() => this.generator.$throw(exception));
  }

  close(): void {
    this.$over = true;
  }

  $begin(): void {
    const name = this.kind === "anext" || this.kind === "asend" ? "__anext__()/asend()" : "aclose()/athrow()";
    if (this.$over) throw generatorHooks.runtimeError(`cannot reuse already awaited ${name}`);
    if (this.generator.busy) throw generatorHooks.runtimeError(`${this.kind}(): asynchronous generator is already running`);
    this.$begun = true;
    this.generator.busy = true;
  }

  $end(): void {
    this.$over = true;
    this.generator.busy = false;
  }

  $run(step: () => Suspends<unknown>): Suspends<unknown> {
    if (this.$over) throw generatorHooks.runtimeError("cannot reuse already awaited __anext__()/asend()");
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
    if (this.kind === "aclose" && (generatorHooks.isGeneratorExit(exception) || asyncHooks.isStopAsyncIteration(exception))) return END;
    if (asyncHooks.isStopAsyncIteration(exception) && this.kind !== "aclose")
      throw generatorHooks.runtimeError("async generator raised StopAsyncIteration", exception);
    throw exception;
  }
}
