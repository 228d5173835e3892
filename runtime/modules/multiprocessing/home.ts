/**
 * multiprocessing.home - calls of a pool's that are made where the pool is, while nobody can tell: no process has begun to run for it yet.
 *
 * The processes are there to everybody and are held back (processes/reserve.ts). What they would call must be a function of which the compiler has found
 * that it makes plain values of plain values and touches nothing else (objects/apart.ts), and they must know it by its name. Arguments and results are what
 * the queues would have made of them. A call that takes long, raises or makes something else is given up and made again by a process, as all after it are;
 * so are calls that are no shorter than messages.
 *
 * Units: milliseconds; of processor time of all threads where a name says CPU.
 */
import { attempt, GIVEN_UP } from "../../frames/attempt.js";
import { hooks } from "../../frames/suspend.js";
import type { Suspends } from "../../frames/suspend.js";
import { instances } from "../../importer/instances.js";
import { Dict } from "../../objects/dict.js";
import { isApart } from "../../objects/apart.js";
import { jsName } from "../../objects/names.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { $callx } from "../../objects/call.js";
import { Tuple } from "../../objects/tuple.js";
import { policy } from "../../scheduler/policy.js";
import { cpuMs } from "../../system/cputime.js";
import { compact, expand } from "./compact.js";
import { referenceTo } from "./references.js";

/** A call may take so long. */
const LONG_MS = 10;
/** Between two looks at the processor time there are so many calls, and so much time. */
const SPAN = 8;
const SPAN_MS = 8;
/** Calls are long if fewer are made in a millisecond; judged once there is so much of it. */
const JUDGED_CPU = 30;
const FEW = 4;
const SHORT_PER_CPU = 2;
/** Short ones may take so much in all; beyond, they must be as short as a message. */
const PATIENCE_CPU = 300;
const MESSAGE_CPU = 0.04;

export class Home {
  /** Functions that the processes know by their names. */
  readonly $known = new Set<Value>();
  $open = true;
  /** The function that was asked for last, and whether it may be called here. */
  $func: Value = undefined;
  $goes = false;
  $calls = 0;
  /** the call that runs was first seen at a fuel check, and processor time then */
  $begunMs = -1;
  $begunCpu = 0;
  /** processor time was looked at; at the first call, and when it was last judged */
  $seenMs = 0;
  $firstCpu = -1;
  $judgedCpu = 0;
  /** calls made when it was */
  $judgedCalls = 0;

  constructor() {
    for (const { record, own } of instances.values()) {
      if (own === null) continue;
      const module = record.module as object;
      for (const name of Object.getOwnPropertyNames(module)) {
        const value: Value = (module as Value)[name];
        if (isApart(value) && jsName(value.$f.qualname as string) === name) this.$known.add(value);
      }
    }
  }

  /**
   * May this function be called here?
   *
   * @throws PicklingError
   */
  $takes(func: Value): Suspends<boolean> {
    if (!this.$open) return false;
    if (func !== this.$func) {
      this.$goes = this.$known.has(func) && isApart(func) && referenceTo(func) !== undefined;
      this.$func = func;
    }
    if (!this.$goes) this.$open = false;
    return this.$goes;
  }

  /** Calls it with each of the arguments, or, if they are rows, with those of each; undefined: a process is to do it. */
  $results(func: Value, args: Tuple, areRows: boolean): Suspends<Value[] | undefined> {
    if (this.$firstCpu < 0) this.$firstCpu = this.$judgedCpu = cpuMs();
    const arePlain = areRows ? args.items.every(isRowOfAtoms) : args.items.every(isAtom);
    const given = arePlain ? args.items : arrived(args.items);
    const results = given === undefined ? undefined : this.$call(func, given, areRows);
    const kept = results === undefined || results.every(isAtom) ? results : (copiesOf(results) ?? arrived(results));
    if (kept === undefined) this.$open = false;
    return kept;
  }

  $call(func: Value, args: readonly Value[], areRows: boolean): Value[] | undefined {
    const isOver = (): boolean => this.$isLong();
    const work = areRows ? called : call;
    const results = args.slice();
    for (let i = 0; i < results.length; i++) {
      this.$begunMs = -1;
      const result: Value = attempt(work, func, results[i], isOver);
      if (result === GIVEN_UP) return undefined;
      results[i] = result;
      if (++this.$calls % SPAN === 0) this.$look();
    }
    return results;
  }

  /** At a fuel check: has the call that runs taken long? Not if the machine had other things to do. */
  $isLong(): boolean {
    const nowMs = (hooks.clockMs = policy.current.nowMs());
    if (this.$begunMs >= 0) return nowMs - this.$begunMs >= LONG_MS && cpuMs() - this.$begunCpu >= LONG_MS;
    this.$begunMs = nowMs;
    this.$begunCpu = cpuMs();
    return false;
  }

  $look(): void {
    const nowMs = policy.current.nowMs();
    if (nowMs - this.$seenMs < SPAN_MS) return;
    this.$seenMs = nowMs;
    const cpu = cpuMs();
    const all = cpu - this.$firstCpu;
    if (all > PATIENCE_CPU && all > this.$calls * MESSAGE_CPU) this.$open = false;
    const span = cpu - this.$judgedCpu;
    if (span < JUDGED_CPU) return;
    if (this.$calls - this.$judgedCalls <= FEW + SHORT_PER_CPU * span) this.$open = false;
    this.$judgedCpu = cpu;
    this.$judgedCalls = this.$calls;
  }
}

function called(func: Value, row: Value): Suspends<Value> {
  const { items } = row as Tuple;
  return items.length === 1 ? call(func, items[0]) : $callx(func, items.slice(), null);
}

function isAtom(value: Value): boolean {
  return value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean" || typeof value === "bigint";
}

function isRowOfAtoms(row: Value): boolean {
  return (row as Tuple).items.every(isAtom);
}

/** Copies of small tuples and lists; undefined: some are none. */
function copiesOf(values: readonly Value[]): Value[] | undefined {
  if (values.length === 1) {
    const copy = copyOf(values[0]);
    return copy === undefined ? undefined : [copy];
  }
  const copies: Value[] = [];
  const seen = new Set<Value>();
  for (const value of values) {
    const copy = copyOf(value);
    if (copy === undefined || (copy !== value && seen.size === seen.add(value).size)) return undefined;
    copies.push(copy);
  }
  return copies;
}

/** The copy of a tuple or list in which no object can be twice, since it holds one other container at most; undefined: it may be otherwise. */
function copyOf(value: Value): Value {
  if (isAtom(value)) return value;
  const isTuple = value instanceof Tuple && Object.getPrototypeOf(value) === Tuple.prototype;
  if (!isTuple && !(Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype)) return undefined;
  const items = isTuple ? value.items : (value as Value[]);
  if (items.length === 0 || items.length > MOST_COPIED) return undefined;
  const copy = items.slice();
  let others = 0;
  for (let i = 0; i < copy.length; i++) {
    if (isAtom(copy[i])) continue;
    const item: Value = others++ === 0 ? copyOf(copy[i]) : undefined;
    if (item === undefined) return undefined;
    copy[i] = item;
  }
  return isTuple ? new Tuple(copy) : copy;
}

const MOST_COPIED = 16;

/**
 * Values as they come out of a queue; undefined if they are more than numbers, texts, and lists, tuples and dicts of them: what a class of the program's does
 * could be told from what it does in a process. So could an object that is in two of them.
 */
function arrived(values: readonly Value[]): Value[] | undefined {
  const seen = new Set<Value>();
  const copies: Value[] = [];
  for (const value of values) {
    if (!areOnce(value, seen)) return undefined;
    const bytes = compact(value);
    if (bytes === undefined) return undefined;
    copies.push(expand(bytes, 0));
  }
  return copies;
}

/** Is no container in it one of those seen? */
function areOnce(value: Value, seen: Set<Value>): boolean {
  if (isAtom(value) || typeof value !== "object") return true;
  if (seen.size === seen.add(value).size) return false;
  if (value instanceof Tuple) return value.items.every((item: Value) => areOnce(item, seen));
  if (Array.isArray(value)) return value.every((item: Value) => areOnce(item, seen));
  return !(value instanceof Dict) || value.$entries().every((entry) => areOnce(entry.value, seen));
}
