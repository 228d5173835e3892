/**
 * generator - objects whose body runs step by step, in one frame of its own that is updated in place.
 *
 * Mirrors     Objects/genobject.c
 * Invariants
 *   G1  The frame's `y` is set between a yield and the step that receives its value; a step that ends without it has returned or thrown.
 *   G2  A body that suspends its thread leaves two frames: its own, and one that finishes the step when the body has been resumed.
 *   G3  While the body runs its own handled exception is on top; while it does not, the caller's is untouched.
 */
import { END } from "./end.js";
import { leftUnbegun } from "./left.js";
import { $enter, $fn, $take, handwritten, refill, supply } from "./save.js";
import { S, type Frame, type FrameCode, type Suspends } from "./suspend.js";

/** What generators need of the object model, which sets it. */
export const generatorHooks = {
  /** StopIteration with the value that the body returned. */
  stopIteration: (value: unknown): unknown => new Error(`StopIteration: ${String(value)}`),
  isStopIteration: (_exception: unknown): boolean => false,
  /** An exception arrives at a yield: its traceback begins in that frame (null: the generator is over); `handled` is what the generator handles itself. */
  thrown: (_exception: unknown, _frame: Frame | null, _handled: unknown): void => {},
  /** An exception leaves what a generator delegates to, after it was thrown in there: it is raised in the generator as any other. */
  chained: (_exception: unknown): void => {},
  generatorExit: (): unknown => new Error("GeneratorExit"),
  isGeneratorExit: (_exception: unknown): boolean => false,
  /** GeneratorExit or StopIteration: what ends close() well. */
  isExit: (_exception: unknown): boolean => false,
  runtimeError: (message: string, _cause?: unknown, _frame?: Frame): unknown => new Error(message),
  valueError: (message: string): unknown => new Error(message),
  typeError: (message: string): unknown => new Error(message),
  /** A coroutine is made while it is noted where. */
  made: (_c: Coroutine): void => {},
  /** One was made whose end somebody could notice: it has to be awaited, or its body does something when it is closed. */
  own: (_g: Awaitable): void => {},
  /** Its end is nothing special any more. */
  disown: (_g: Awaitable): void => {},
};

/** How many frames are noted where a coroutine is made. */
export const origins = { depth: 0 };

/** Has the body a `finally`, a `with` or a handler? */
export function closes(f: FrameCode): boolean {
  return (f.closes ??= /\btry\b/.test(Function.prototype.toString.call(f.twin)));
}

export interface GeneratorFrame extends Frame {
  y: boolean;
  /** What steps the iterator that it delegates to, while it stands at a delegating yield. */
  d: { readonly inner: unknown; own: unknown; outer: unknown } | null;
  /** During a step: what whoever resumed it handles. */
  outer: unknown;
}

export const enum State {
  New,
  Suspended,
  Running,
  Done,
}

const NOTHING = Symbol("no exception of its own");
/** A step under way, which is a level of calls as a function is. */
const stepping = $fn({ name: "<generator>", file: "", spans: [], counts: true, twin: (frame) => (frame.t as Generator).$finish(frame.l as unknown[]) });
/** A step that was stopped before it began; what a signal's handler raises meanwhile arrives in the generator. */
const entered = handwritten("<generator>", (frame) => {
  const generator = frame.t as Generator;
  if (S.threw) return generator.$throw(S.value);
  [S.value, S.threw] = frame.l as [unknown, boolean];
  return generator.$run(S.depth + 1);
});
const raising = handwritten("<generator.send>", (frame) => (frame.t as Generator).$stopped($take()));
const giving = handwritten("<generator>", (frame) => {
  $take();
  return (frame.l as unknown[])[0];
});
const closing = handwritten("<generator.close>", (frame) => (frame.t as Generator).$closed());

/**
 * The coroutine that was made last, while it has not begun: most are awaited at once, and need nobody who looks for their end. It is handed on when
 * the next one is made, and by `handOn` where somebody looks.
 */
const latest = { one: null as Awaitable | null };

/** A coroutine, or a step of an asynchronous generator: it is forgotten if nobody awaits it. */
export interface Awaitable {
  readonly state: State;
  $owned: boolean;
}

/** One has been made. */
export function fresh(one: Awaitable): void {
  if (latest.one !== null) handOn();
  latest.one = one;
}

/** One is awaited. */
export function begun(one: Awaitable): void {
  if (latest.one === one) latest.one = null;
  else if (one.$owned) generatorHooks.disown(one);
}

/** Hands on the coroutine that has not begun. */
export function handOn(): void {
  const { one } = latest;
  latest.one = null;
  if (one !== null && one.state === State.New) generatorHooks.own(one);
}

/** A coroutine that has not begun is a task's from now on, whose end is its end. */
export function entrust(c: Coroutine): void {
  if (c.state !== State.New) return;
  if (latest.one === c) latest.one = null;
  else if (c.$owned) generatorHooks.disown(c);
}

/** The frame that has left its last handler, until an exception is handled again. */
export const left: { frame: GeneratorFrame | null } = { frame: null };

const NO_VARIABLES: unknown[] = [];

/** A generator, or the machine of a coroutine. */
export class Generator {
  readonly frame: GeneratorFrame;
  /** Does somebody look for its end? */
  $owned = false;
  state = State.New;
  /** What the body returned. */
  returned: unknown = null;
  $ownHandled: unknown = NOTHING;
  /** What throw() has brought to the yield in this step: handled by the body, it is the body's own, though the caller may handle it too. */
  $thrown: unknown = NOTHING;
  /** What it delegates to (`yield from`, `await`), or null. */
  get delegate(): unknown {
    return this.frame.d === null ? null : this.frame.d.inner;
  }

  /** "generator", "coroutine", "async generator": in messages. */
  get $kind(): string {
    return "generator";
  }

  constructor(f: FrameCode, t: unknown, l: unknown[]) {
    this.frame = { f, pc: 0, t, l, y: false, d: null, outer: null };
  }

  /** The raw protocol: the next value, or END. */
  $next(): Suspends<unknown> {
    S.value = null;
    S.threw = false;
    return this.$step();
  }

  /** send(): the next value, or END; the object model makes StopIteration of END. */
  $send(value: unknown): Suspends<unknown> {
    if (this.state === State.New && value !== null && value !== undefined)
      throw generatorHooks.typeError(`can't send non-None value to a just-started ${this.$kind}`);
    S.value = value;
    S.threw = false;
    return this.$step();
  }

  /** throw(): an exception instance arrives at the yield. */
  $throw(exception: unknown): Suspends<unknown> {
    if (this.state === State.Done) {
      this.$reused();
      generatorHooks.thrown(exception, null, null);
      throw exception;
    }
    if (this.state === State.New) {
      this.$over();
      leftUnbegun(this.frame, exception);
      generatorHooks.thrown(exception, this.frame, null);
      throw exception;
    }
    // what it delegates to takes the exception first
    const { d } = this.frame;
    if (d === null) {
      this.$thrown = exception;
      if (this.state === State.Suspended) generatorHooks.thrown(exception, this.frame, this.$ownHandled === NOTHING ? null : this.$ownHandled);
    } else if (this.$ownHandled !== NOTHING && this.state === State.Suspended) {
      d.own = this.$ownHandled;
      d.outer = S.handled;
    }
    S.value = exception;
    S.threw = true;
    return this.$step();
  }

  /** It is over and somebody steps it once more: what a coroutine does not allow. */
  $reused(): void {}

  send(value: unknown): Suspends<unknown> {
    const yielded = this.$send(value);
    if (S.mode !== 0) {
      S.captured.push({ f: raising, pc: 1, t: this, l: null });
      return undefined;
    }
    return this.$stopped(yielded);
  }

  $stopped(yielded: unknown): unknown {
    if (yielded === END) throw generatorHooks.stopIteration(this.returned);
    return yielded;
  }

  /** close(): GeneratorExit arrives at the yield; gives the value if the body returns one. */
  close(): Suspends<unknown> {
    if (this.state === State.Done) return null;
    if (this.state === State.New) {
      this.$over();
      return null;
    }
    let yielded: unknown;
    try {
      yielded = this.$throw(generatorHooks.generatorExit());
    } catch (exception) {
      if (!generatorHooks.isExit(exception)) throw exception;
      this.$letGo();
      return null;
    }
    if (S.mode !== 0) {
      S.captured.push({ f: closing, pc: 1, t: this, l: null });
      return undefined;
    }
    return this.$afterClose(yielded);
  }

  $closed(): unknown {
    let yielded: unknown;
    try {
      yielded = $take();
    } catch (exception) {
      if (!generatorHooks.isExit(exception)) throw exception;
      this.$letGo();
      return null;
    }
    return this.$afterClose(yielded);
  }

  $afterClose(yielded: unknown): unknown {
    if (yielded !== END) throw generatorHooks.runtimeError(`${this.$kind} ignored GeneratorExit`);
    return this.returned;
  }

  /** Before the first step. */
  $begun(): void {}

  $over(): void {
    if (this.$owned) generatorHooks.disown(this);
    this.state = State.Done;
  }

  /** Nobody sees the variables of a body that has ended without an error. */
  $letGo(): void {
    const { frame } = this;
    frame.l = NO_VARIABLES;
    frame.t = null;
    this.$thrown = NOTHING;
  }

  $step(): Suspends<unknown> {
    const depth = S.depth + 1;
    if (depth > --S.depthLimit && this.$stops(depth)) return undefined;
    return this.$run(depth);
  }

  /** Runs the body to its next yield, as a level of calls. */
  $run(depth: number): Suspends<unknown> {
    if (this.state === State.Done) {
      this.$reused();
      this.returned = null;
      return END;
    }
    if (this.state === State.Running) throw generatorHooks.valueError(`${this.$kind} already executing`);
    const { frame } = this;
    const isNew = this.state === State.New;
    this.state = State.Running;
    if (isNew) this.$begun();
    const handled = S.handled;
    frame.outer = handled;
    if (this.$ownHandled !== NOTHING) S.handled = this.$ownHandled;
    let value: unknown;
    S.depth = depth;
    try {
      value = frame.f.twin(frame);
    } catch (exception) {
      S.depth = depth - 1;
      return this.$failed(exception, handled);
    }
    S.depth = depth - 1;
    if (S.mode !== 0) {
      S.captured.push({ f: stepping, pc: 1, t: this, l: [handled] });
      return undefined;
    }
    return --supply.left < 0 ? this.$paused(value, handled) : this.$stepped(value, handled);
  }

  /** A step is one level too many for the stack, which moves to the heap, or for the recursion limit, which ends the generator; or many calls have been made. */
  $stops(depth: number): boolean {
    const { value, threw } = S;
    try {
      if (!$enter(depth)) return false;
    } catch (error) {
      if (this.state !== State.Running) this.$over();
      throw error;
    }
    S.captured.push({ f: entered, pc: 0, t: this, l: [value, threw] });
    return true;
  }

  /** After many steps: a point where others may run, between what the body has yielded and the one who takes it. */
  $paused(value: unknown, handled: unknown): unknown {
    const yielded = this.$stepped(value, handled);
    refill();
    if (S.mode === 0) return yielded;
    S.captured.push({ f: giving, pc: 1, t: null, l: [yielded] });
    return undefined;
  }

  /** The body, resumed by the scheduler, has yielded, returned or thrown. */
  $finish(l: unknown[]): unknown {
    let value: unknown;
    try {
      value = $take();
    } catch (exception) {
      return this.$failed(exception, l[0]);
    }
    return this.$stepped(value, l[0]);
  }

  $stepped(value: unknown, handled: unknown): unknown {
    const { frame } = this;
    if (frame.y) {
      frame.y = false;
      this.state = State.Suspended;
      if (frame.f.closes === true && !this.$owned) generatorHooks.own(this);
      this.$ownHandled = S.handled === handled && (this.$thrown !== handled || left.frame === frame) ? NOTHING : S.handled;
      this.$thrown = NOTHING;
      S.handled = handled;
      if (handled !== null) frame.outer = null;
      return value === undefined ? null : value;
    }
    this.$over();
    this.$letGo();
    S.handled = handled;
    this.returned = value === undefined ? null : value;
    return END;
  }

  $failed(exception: unknown, handled: unknown): never {
    this.$over();
    S.handled = handled;
    if (generatorHooks.isStopIteration(exception)) throw generatorHooks.runtimeError(`${this.$kind} raised StopIteration`, exception, this.frame);
    throw exception;
  }
}

export class Coroutine extends Generator {
  override get $kind(): string {
    return "coroutine";
  }

  override $begun(): void {
    begun(this);
  }

  override $reused(): void {
    throw generatorHooks.runtimeError("cannot reuse already awaited coroutine");
  }
}

export function $gen(f: FrameCode, t: unknown, l: unknown[]): Generator {
  closes(f);
  return new Generator(f, t, l);
}

export function $coroutine(f: FrameCode, t: unknown, l: unknown[]): Coroutine {
  const c = new Coroutine(f, t, l);
  closes(f);
  if (origins.depth > 0) generatorHooks.made(c);
  fresh(c);
  return c;
}
