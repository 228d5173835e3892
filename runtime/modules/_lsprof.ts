/**
 * _lsprof - the profiler under cProfile: how often functions are called, and how long they take.
 *
 * Mirrors     Modules/_lsprof.c, Modules/rotatingtree.c of CPython 3.13
 * Suspends    a timer of the script's
 * Differs     what is heard is what `sys.setprofile` hears (`_trace.ts`): the functions of modules whose text imports a profiler, no C functions
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { ValueError } from "../objects/exceptions.js";
import { Float, toDouble } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import { PyObject, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call } from "../objects/protocols/call.js";
import { builtin, pyclass } from "../objects/register.js";
import { makeStruct, structSequence } from "../objects/structseq.js";
import { tracing } from "./sys/tracing.js";

const FIELDS = ["code", "callcount", "reccallcount", "totaltime", "inlinetime"];
export const profiler_entry = structSequence("_lsprof.profiler_entry", [...FIELDS, "calls"]);
export const profiler_subentry = structSequence("_lsprof.profiler_subentry", FIELDS);

/** What is known of a function, or of its calls from one other. */
interface Entry {
  readonly code: Value;
  calls: number;
  /** calls while another one was under way */
  recursive: number;
  total: number;
  inline: number;
  depth: number;
  readonly callees: Map<Value, Entry>;
}

/** A call under way. */
interface Open {
  readonly entry: Entry;
  readonly sub: Entry | null;
  readonly since: number;
  /** spent in what it called */
  below: number;
}

const entryFor = (table: Map<Value, Entry>, code: Value): Entry => {
  let entry = table.get(code);
  if (entry === undefined) {
    entry = { code, calls: 0, recursive: 0, total: 0, inline: 0, depth: 0, callees: new Map() };
    table.set(code, entry);
  }
  return entry;
};

@pyclass("_lsprof.Profiler", { builtin: true, doc: "Build a profiler object using the specified timer function." })
export class Profiler extends PyObject {
  declare $timer: Value;
  declare $unit: number;
  declare $entries: Map<Value, Entry>;
  declare $open: Open[];
  declare $subcalls: boolean;
  declare $hook: Value;

  __init__(timer: Value = null, timeunit: Value = 0, subcalls: Value = true, builtins: Value = true): Suspends<null> {
    this.$timer = timer;
    this.$unit = toDouble(timeunit);
    this.$entries = new Map();
    this.$open = [];
    this.$subcalls = truth(subcalls);
    truth(builtins);
    this.$hook = null;
    return null;
  }

  enable(subcalls: Value = true, builtins: Value = true): Suspends<null> {
    if (tracing().profile !== null) throw new ValueError("Another profiling tool is already active");
    this.$subcalls = truth(subcalls);
    truth(builtins);
    this.$hook ??= builtin("profile(frame, event, arg, /)", (frame: Value, event: Value): Suspends<null> => heard(this, frame, event), "_lsprof");
    tracing().profile = this.$hook;
    return null;
  }

  disable(): Suspends<null> {
    const own = tracing();
    if (own.profile === this.$hook) own.profile = null;
    const now = this.$open.length === 0 ? 0 : clock(this);
    while (this.$open.length > 0) leave(this, now);
    return null;
  }

  clear(): null {
    this.$entries.clear();
    this.$open.length = 0;
    return null;
  }

  getstats(): Suspends<Value[]> {
    return [...this.$entries.values()].map((entry) => {
      const calls = [...entry.callees.values()].map((sub): Value => makeStruct(profiler_subentry, fieldsOf(sub)));
      return makeStruct(profiler_entry, [...fieldsOf(entry), calls.length === 0 ? null : calls]);
    });
  }
}

function fieldsOf(entry: Entry): Value[] {
  return [entry.code, entry.calls, entry.recursive, new Float(entry.total), new Float(entry.inline)];
}

/** Seconds. */
function clock(self: Profiler): Suspends<number> {
  if (self.$timer === null) return Number(process.hrtime.bigint()) / 1e9;
  return toDouble(call(self.$timer)) * (self.$unit > 0 ? self.$unit : 1);
}

function heard(self: Profiler, frame: Value, event: Value): Suspends<null> {
  const now = clock(self);
  if (event === "call") enter(self, $getattr(frame, "f_code"), now);
  else if (event === "return" && self.$open.length > 0) leave(self, now);
  return null;
}

function enter(self: Profiler, code: Value, now: number): void {
  const entry = entryFor(self.$entries, code);
  const caller = self.$open.at(-1);
  const sub = caller === undefined || !self.$subcalls ? null : entryFor(caller.entry.callees, code);
  for (const one of sub === null ? [entry] : [entry, sub]) {
    one.calls++;
    if (one.depth++ > 0) one.recursive++;
  }
  self.$open.push({ entry, sub, since: now, below: 0 });
}

function leave(self: Profiler, now: number): void {
  const { entry, sub, since, below } = self.$open.pop()!;
  const spent = now - since;
  const caller = self.$open.at(-1);
  if (caller !== undefined) caller.below += spent;
  for (const one of sub === null ? [entry] : [entry, sub]) {
    one.inline += spent - below;
    if (--one.depth === 0) one.total += spent;
  }
}

export default pymodule("_lsprof", { Profiler, profiler_entry, profiler_subentry });
