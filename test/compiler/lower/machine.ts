/**
 * machine - runs JavaScript programs direct and lowered: a round-robin scheduler and JavaScript's iteration over gilt's frames.
 */
import { readFileSync } from "node:fs";
import { ts } from "ts-morph";
import type { CallExpression, NewExpression } from "../../../compiler/lower/estree.js";
import { lowerFrames, type FramesOptions } from "../../../compiler/lower/frames.js";
import { toEstree } from "../../../compiler/lower/tree.js";
import { $await, $delegate, $sent, delegateHooks } from "../../../runtime/frames/delegate.js";
import { END } from "../../../runtime/frames/end.js";
import { Generator, generatorHooks, State } from "../../../runtime/frames/generator.js";
import { $inj, injection } from "../../../runtime/frames/inject.js";
import { $fly, $held, $landed, $pause, $resume } from "../../../runtime/frames/flight.js";
import * as javascript from "../../../runtime/frames/javascript.js";
import { $c, $enter, $fn, $save, $saveGen, $take, $throw, $tick, entering, handwritten } from "../../../runtime/frames/save.js";
import { hooks, S, type Frame, type FrameCode } from "../../../runtime/frames/suspend.js";

class Thread {
  readonly frames: Frame[] = [];
  value: unknown;
  threw = false;
  done = false;
  failed = false;
  result: unknown;
  started = false;
  depth = 0;
  readonly waiters: Thread[] = [];
  constructor(
    readonly fn: (...args: unknown[]) => unknown,
    readonly args: unknown[],
  ) {}
  get error(): unknown {
    return this.failed ? this.result : undefined;
  }
}

let ready: Thread[] = [];
let current: Thread | undefined;
let parked = false;

const wake = (thread: Thread, value?: unknown) => {
  thread.value = value;
  thread.threw = false;
  ready.push(thread);
};

function step(thread: Thread): void {
  current = thread;
  let { value, threw } = thread;
  thread.value = undefined;
  thread.threw = false;
  const run = (f: () => unknown): boolean => {
    try {
      value = f();
    } catch (exception) {
      value = exception;
      threw = true;
    }
    if (S.mode === 2) {
      value = $landed();
      threw = true;
    }
    if (S.mode === 0) return true;
    for (const frame of S.captured.reverse()) {
      thread.frames.push(frame);
      if (frame.f.counts) thread.depth++;
    }
    S.captured.length = 0;
    S.mode = 0;
    S.threw = false;
    if (!parked) ready.push(thread);
    parked = false;
    return false;
  };
  if (!thread.started) {
    thread.started = true;
    entering(0);
    if (!run(() => thread.fn(...thread.args))) return;
  }
  for (let frame = thread.frames.pop(); frame; frame = thread.frames.pop()) {
    const { f } = frame;
    entering(thread.depth);
    if (f.counts) thread.depth--;
    S.value = value;
    S.threw = threw;
    threw = false;
    const top = frame;
    if (!run(() => f.twin(top))) return;
  }
  thread.done = true;
  thread.failed = threw;
  thread.result = value;
  for (const waiter of thread.waiters.splice(0)) wake(waiter);
}

function park(): undefined {
  parked = true;
  S.mode = 1;
}

// ---- JavaScript's generators and iteration

export const GENERATOR_EXIT = new Error("generator exit");
const result = (generator: Generator, value: unknown) => (value === END ? { value: generator.returned, done: true } : { value, done: false });
const resulting = handwritten("<next>", (frame) => result(frame.t as Generator, $take()));
const exiting = handwritten("<return>", (frame) => {
  $take();
  return { value: frame.l?.[0], done: true };
});

class JsGenerator extends Generator {
  [Symbol.iterator](): this {
    return this;
  }
  next(value: unknown): unknown {
    return this.wrap(this.state === State.New ? this.$next() : this.$send(value));
  }
  throw(exception: unknown): unknown {
    return this.wrap(this.$throw(exception));
  }
  return(value: unknown): unknown {
    this.close();
    if (S.mode !== 0) S.captured.push({ f: exiting, pc: 1, t: this, l: [value] });
    return { value, done: true };
  }
  wrap(value: unknown): unknown {
    if (S.mode === 0) return result(this, value);
    S.captured.push({ f: resulting, pc: 1, t: this, l: null });
    return undefined;
  }
}

const unwrap = (step: { done: boolean; value: unknown }) => (step.done ? END : step.value);
const unwrapping = handwritten("<$next>", () => unwrap($take() as { done: boolean; value: unknown }));
const wrapping = handwritten("<$iter>", () => wrapIterator($take()));

class JsIterator {
  constructor(readonly iterator: { next(): { done: boolean; value: unknown }; return?(): unknown }) {}
  get return(): (() => unknown) | undefined {
    return this.iterator.return && (() => this.iterator.return?.());
  }
  $next(): unknown {
    const step = this.iterator.next();
    if (S.mode === 0) return unwrap(step);
    S.captured.push({ f: unwrapping, pc: 1, t: null, l: null });
    return undefined;
  }
}

function wrapIterator(iterator: unknown): unknown {
  return iterator instanceof Generator ? iterator : new JsIterator(iterator as JsIterator["iterator"]);
}

function $iter(x: Iterable<unknown>): unknown {
  const iterator = x[Symbol.iterator]();
  if (S.mode === 0) return wrapIterator(iterator);
  S.captured.push({ f: wrapping, pc: 1, t: null, l: null });
  return undefined;
}

const ABI: Record<string, unknown> = {
  S,
  END,
  $c,
  $fn,
  $save,
  $saveGen,
  $take,
  $tick,
  $enter,
  $throw,
  $fly,
  $held,
  $landed,
  $pause,
  $resume,
  $inj,
  $delegate,
  $await,
  $sent,
  ...javascript,
  $iter,
  $gen: (f: FrameCode, t: unknown, l: unknown[]) => new JsGenerator(f, t, l),
  $GeneratorExit: GENERATOR_EXIT,
  $suspend: park,
  $cur: () => current,
  $wake: wake,
  $spawnRaw: (fn: () => unknown, args: unknown[]) => {
    const thread = new Thread(fn, args);
    ready.push(thread);
    return thread;
  },
};

// ---- programs

const library = readFileSync("test/compiler/lower/library.txt", "utf8");

export function programs(): { name: string; source: string }[] {
  return readFileSync("test/compiler/lower/programs.txt", "utf8")
    .split(/^\/\/# /m)
    .slice(1)
    .map((text) => ({ name: text.slice(0, text.indexOf("\n")), source: text.slice(text.indexOf("\n") + 1) }));
}

const SAFE = new Set(
  "Math Object Array String Number Boolean JSON console Symbol BigInt Reflect Date parseInt parseFloat isNaN Error TypeError RangeError SyntaxError Map Set WeakMap $spawnRaw $cur $wake".split(
    " ",
  ),
);
const SAFE_METHODS = new Set(
  "push pop shift unshift slice splice concat indexOf includes charCodeAt charAt substring startsWith endsWith trim split toUpperCase join has keys values entries fill reverse".split(
    " ",
  ),
);

/** Every call is a site, but for JavaScript's own functions. */
function everyCall(call: CallExpression | NewExpression): boolean {
  const { callee } = call;
  if (callee.type === "Identifier") return !(SAFE.has(callee.name) && !callee.$b);
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return true;
  if (SAFE_METHODS.has(callee.property.name) && !(callee.property.name === "join" || callee.property.name === "keys")) return false;
  return !(callee.object.type === "Identifier" && SAFE.has(callee.object.name) && !callee.object.$b);
}

type Main = (out: unknown[]) => unknown;

function evaluate(code: string): Main {
  const make = new Function(...Object.keys(ABI), `"use strict";\n${code}\nreturn main;`) as (...values: unknown[]) => Main;
  return make(...Object.values(ABI));
}

export function lowerText(source: string, options: Partial<FramesOptions> = {}): string {
  const file = ts.createSourceFile("program.js", source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  return lowerFrames(toEstree(ts, file), { rule: everyCall, iterate: true, passThrough: "$GeneratorExit", ...options }).code;
}

export function direct(source: string): Main {
  return evaluate(`${library}\n${source}`);
}

export function lowered(source: string, options: Partial<FramesOptions> = {}): Main {
  return evaluate(lowerText(`${library}\n${source}`, options));
}

/** Runs a program to its end, suspended where `policy` says so; gives its output. */
export function run(main: Main, policy: (() => boolean) | null): string {
  generatorHooks.generatorExit = () => GENERATOR_EXIT;
  generatorHooks.isGeneratorExit = generatorHooks.isExit = (exception) => exception === GENERATOR_EXIT;
  delegateHooks.iterate = (x) => $iter(x as Iterable<unknown>);
  injection.policy = policy;
  hooks.mustStop = policy ?? (() => false);
  hooks.fuel = policy ? 0 : undefined;
  S.mode = 0;
  S.captured.length = 0;
  S.threw = false;
  ready = [];
  const out: unknown[] = [];
  const thread = new Thread(main as (...args: unknown[]) => unknown, [out]);
  ready.push(thread);
  for (let next = ready.shift(); next; next = ready.shift()) step(next);
  if (!thread.done) return `not finished: ${JSON.stringify(out)}`;
  if (thread.failed) return `ERROR ${thread.result instanceof Error ? String(thread.result.stack) : String(thread.result)}`;
  return JSON.stringify(out);
}

export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
