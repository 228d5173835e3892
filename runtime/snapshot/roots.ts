/**
 * roots - where everything begins that a program can reach: its threads, what the runtime's files declare, what scripts changed in the runtime's modules and classes.
 */
import type { DynamicRecord } from "../importer/dynamic.js";
import { jsName } from "../objects/names.js";
import { patched } from "../objects/mirror.js";
import type { Value } from "../objects/object.js";
import builtinsModule from "../modules/builtins/module.js";
import { loadedNatives, nativeModule } from "../modules/registry.js";
import { sysModule } from "../modules/sys/module.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { readyThreads } from "../scheduler/scheduler.js";
import { timers } from "../scheduler/timers.js";
import { carriedState } from "./carried.js";
import { looseMembers, nameOf } from "./names.js";

/** Which threads go along. */
export type Passengers = "all" | Passenger;

/** The thread that forks: with its frames, or, with an `entry`, to call that on an empty stack. */
export interface Passenger {
  readonly thread: GreenThread;
  readonly entry: (() => unknown) | null;
}

/** Names and contents of what the runtime's files have declared, one after the other. */
export function stateOf(): Value[] {
  const state: Value[] = [];
  for (const [name, { read }] of carriedState) state.push(name, read());
  return state;
}

/** What a script's names are kept in: its module; of a text for eval or exec also the two dictionaries. */
export function recordOf(record: { module: Value }): Value[] {
  const dynamic = record as Partial<DynamicRecord>;
  return dynamic.globals === undefined ? [record.module] : [record.module, dynamic.globals, dynamic.locals];
}

export function threadsOf(passengers: Passengers): Value[] {
  if (passengers !== "all") return [passengers.thread, [], [], isolate.begun];
  return [isolate.main, readyThreads(), timers(), isolate.begun, isolate.alive, isolate.helpers];
}

/** What a module was at the last snapshot. */
interface LastSeen {
  /** How many properties it has. */
  readonly count: number;
  /** Those that travel, and those that are gone. */
  readonly others: readonly string[];
  /** Those that are as the module was made, and hold what has a name or needs none, with what they hold. */
  readonly same: readonly string[];
  readonly values: readonly Value[];
  /** Those that are computed. */
  readonly computed: readonly string[];
}

const seen = new Map<Value, LastSeen>();

/** Attributes of native modules that are not what they were: module, name, value. */
export function moduleChanges(): Value[] {
  const changes: Value[] = [];
  for (const module of new Set<Value>([sysModule, builtinsModule, ...loadedNatives.map(nativeModule)])) {
    let last = seen.get(module);
    if (last === undefined || !isAsSeen(module, last)) {
      last = lookAt(module);
      seen.set(module, last);
    }
    for (const key of last.others) changes.push(module, key, module[key]);
  }
  return changes;
}

function isAsSeen(module: Value, { count, same, values, computed }: LastSeen): boolean {
  if (Object.keys(module as object).length !== count) return false;
  for (let i = 0; i < same.length; i++) if (module[same[i]!] !== values[i]) return false;
  return computed.every((key) => Object.getOwnPropertyDescriptor(module, key)?.get !== undefined);
}

function lookAt(module: Value): LastSeen {
  const members: Record<string, Value> = module.$members ?? {};
  const made = new Map(Object.keys(members).map((key) => [jsName(key), members[key]]));
  const keys = Object.keys(module as object);
  const same: string[] = [];
  const others: string[] = [];
  const computed: string[] = [];
  for (const key of keys) {
    if (key.startsWith("$")) continue;
    if (Object.getOwnPropertyDescriptor(module, key)!.get !== undefined) {
      computed.push(key);
      continue;
    }
    const value: Value = module[key];
    const asMade = made.has(key) && made.get(key) === value && (typeof value !== "object" || value === null || nameOf(value) !== undefined);
    (asMade ? same : others).push(key);
  }
  for (const key of made.keys()) if (!Object.hasOwn(module as object, key)) others.push(key);
  return { count: keys.length, same, values: same.map((key) => module[key] as Value), others, computed };
}

/** Attributes of the runtime's own classes that scripts have set or deleted: class, name, value. A script's class has its own with it. */
export function classChanges(): Value[] {
  const changes: Value[] = [];
  for (const [cls, names] of patched) if (nameOf(cls) !== undefined) for (const name of names) changes.push(cls, name, cls.$dict.get(name));
  for (const [cls, name] of looseMembers) changes.push(cls, name, cls.$dict.get(name));
  return changes;
}
