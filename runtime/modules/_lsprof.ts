/**
 * _lsprof - what cProfile is made of: how often functions were called, by whom, and how long they took.
 *
 * Mirrors   Modules/_lsprof.c of CPython 3.13
 * Suspends  enable and disable, if there is a timer of the program's own
 * See       _trace.ts, which tells of calls; compiler/ast/traced.ts
 * Differs   functions of modules whose text imports no profiler are not seen, nor are builtins, apart from exec() of run() and from disable()
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { Code } from "../objects/code.js";
import { ValueError } from "../objects/exceptions.js";
import { Float } from "../objects/float.js";
import { currentFrame } from "../objects/frameobject.js";
import { plainMeta } from "../objects/function.js";
import { pymodule } from "../objects/module.js";
import { PyObject, type Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { truth } from "../objects/protocols/bool.js";
import { builtin, pyclass } from "../objects/register.js";
import { makeStruct, structSequence } from "../objects/structseq.js";
import { tracing } from "./sys/tracing.js";

const MODULE = "_lsprof";
const FIELDS = ["code", "callcount", "reccallcount", "totaltime", "inlinetime"];
const entryType = structSequence("_lsprof.profiler_entry", [...FIELDS, "calls"]);
const subentryType = structSequence("_lsprof.profiler_subentry", FIELDS);

/** What is known of a function, or of a function as called by another. */
interface Counts {
  readonly code: Value;
  calls: number;
  recursive: number;
  total: number;
  inline: number;
  level: number;
}

interface Entry extends Counts {
  readonly callees: Map<string, Counts>;
}

/** A call that goes on. */
interface Running {
  readonly key: string;
  readonly entry: Entry;
  readonly started: number;
  /** seconds in what it called */
  within: number;
  readonly frame: Value;
}

function counts(code: Value): Counts {
  return { code, calls: 0, recursive: 0, total: 0, inline: 0, level: 0 };
}

function finish(one: Counts, total: number, inline: number): void {
  if (--one.level === 0) one.total += total;
  else one.recursive++;
  one.inline += inline;
  one.calls++;
}

@pyclass("_lsprof.Profiler")
class Profiler extends PyObject {
  declare $timer: Value;
  declare $unit: number;
  declare $subcalls: boolean;
  declare $builtins: boolean;
  declare $entries: Map<string, Entry>;
  declare $running: Running[];
  declare $hook: Value;

  __init__(timer: Value = null, timeunit: Value = 0, subcalls: Value = true, builtins: Value = true): Suspends<null> {
    this.$timer = timer;
    this.$unit = secondsOf(timeunit);
    this.$subcalls = truth(subcalls);
    this.$builtins = truth(builtins);
    this.$entries = new Map();
    this.$running = [];
    this.$hook = null;
    return null;
  }

  enable(subcalls: Value = true, builtins: Value = true): Suspends<null> {
    const own = tracing();
    if (own.profile !== null) throw new ValueError("Another profiling tool is already active");
    this.$subcalls = truth(subcalls);
    this.$builtins = truth(builtins);
    own.profile = this.$hook = hookOf(this);
    const frame = currentFrame(0);
    if (frame !== null && $getattr($getattr(frame, "f_code"), "co_name") === "runctx" && frame.$entry.file.endsWith("/cProfile.py")) {
      if (this.$builtins) begin(this, "exec", "<built-in method builtins.exec>", null);
      begin(this, "<string>:<module>", new Code(plainMeta("<module>", "", { line: 1 }), "<string>", []) as Value, null);
    }
    return null;
  }

  disable(): Suspends<null> {
    const own = tracing();
    if (this.$hook === null) return null;
    if (own.profile === this.$hook) own.profile = null;
    this.$hook = null;
    while (this.$running.length > 0) end(this);
    if (!this.$builtins) return null;
    begin(this, "disable", "<method 'disable' of '_lsprof.Profiler' objects>", null);
    end(this);
    return null;
  }

  clear(): null {
    this.$entries = new Map();
    this.$running = [];
    return null;
  }

  getstats(): Suspends<Value[]> {
    const out: Value[] = [];
    for (const entry of this.$entries.values()) {
      if (entry.calls === 0) continue;
      const callees = [...entry.callees.values()].map((one) => makeStruct(subentryType, values(one)));
      out.push(makeStruct(entryType, [...values(entry), callees.length === 0 ? null : callees]));
    }
    return out;
  }
}

function values(one: Counts): Value[] {
  return [one.code, one.calls, one.recursive, new Float(one.total), new Float(one.inline)];
}

/** A number as a timer gives it. */
function secondsOf(x: Value): number {
  return x instanceof Float ? x.value : Number(x);
}

/** Seconds, by the program's timer if it has one. */
function now(of: Profiler): Suspends<number> {
  if (of.$timer === null) return performance.now() / 1000;
  const time = secondsOf(call(of.$timer));
  return of.$unit > 0 ? time * of.$unit : time;
}

function begin(of: Profiler, key: string, code: Value, frame: Value): Suspends<void> {
  let entry = of.$entries.get(key);
  if (entry === undefined) of.$entries.set(key, (entry = { ...counts(code), callees: new Map() }));
  entry.level++;
  const caller = of.$running.at(-1);
  if (of.$subcalls && caller !== undefined) {
    let callee = caller.entry.callees.get(key);
    if (callee === undefined) caller.entry.callees.set(key, (callee = counts(entry.code)));
    callee.level++;
  }
  const started = now(of);
  of.$running.push({ key, entry, started, within: 0, frame });
}

function end(of: Profiler): Suspends<void> {
  const time = now(of);
  const running = of.$running.pop();
  if (running === undefined) return;
  const total = time - running.started;
  const inline = total - running.within;
  finish(running.entry, total, inline);
  const caller = of.$running.at(-1);
  if (caller === undefined) return;
  caller.within += total;
  const callee = caller.entry.callees.get(running.key);
  if (of.$subcalls && callee !== undefined) finish(callee, total, inline);
}

/** What sys.setprofile would be given. */
function hookOf(of: Profiler): Value {
  return builtin(
    "profile(frame, event, arg, /)",
    (frame: Value, event: Value): Suspends<null> => {
      if (event === "call") {
        const code: Value = $getattr(frame, "f_code");
        begin(of, `${String($getattr(code, "co_filename"))}:${String($getattr(code, "co_firstlineno"))}:${String($getattr(code, "co_name"))}`, code, frame);
      } else if (event === "return" && of.$running.some((one) => one.frame === frame)) {
        // what an exception has left without a word ends here
        while (of.$running.at(-1)!.frame !== frame) end(of);
        end(of);
      }
      return null;
    },
    MODULE,
  ) as Value;
}

export default pymodule(MODULE, { Profiler, profiler_entry: entryType, profiler_subentry: subentryType });
