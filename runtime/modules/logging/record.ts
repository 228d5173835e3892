/**
 * logging.record - levels and records.
 *
 * Mirrors   LogRecord, getLevelName, addLevelName of Lib/logging/__init__.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { mod } from "../../objects/arithmetic.js";
import { Dict } from "../../objects/dict.js";
import { Exception, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { int } from "../../objects/int.js";
import { $getattr } from "../../objects/attributes.js";
import { moduleNamed } from "../../objects/modulehooks.js";
import { isinstance, PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { patched } from "../../objects/patches.js";
import { toIndex } from "../../objects/protocols/index.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { pyclass, pyfunction } from "../../objects/register.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { ownPid } from "../../processes/index.js";
import { currentThread } from "../../scheduler/current.js";
import { current_thread } from "../threading/thread.js";
import { stringOf } from "../../objects/str.js";

export const LEVELS: Readonly<Record<string, number>> = { CRITICAL: 50, FATAL: 50, ERROR: 40, WARN: 30, WARNING: 30, INFO: 20, DEBUG: 10, NOTSET: 0 };
export const levelToName = Dict.$of([]);
export const nameToLevel = Dict.$of(Object.entries(LEVELS));
for (const name of ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"]) levelToName.$set(LEVELS[name], name);
/** When the module was loaded, in milliseconds. */
const begun = Date.now();

export const getLevelName = pyfunction(
  "getLevelName(level)",
  function (level: Value): Suspends<Value> {
    return levelToName.$get(level) ?? nameToLevel.$get(level) ?? `Level ${text(level)}`;
  },
  "logging",
);

export const addLevelName = pyfunction(
  "addLevelName(level, levelName)",
  function (level: Value, name: Value): Suspends<null> {
    levelToName.$set(level, name);
    nameToLevel.$set(name, level);
    return null;
  },
  "logging",
);

/** A level as a number. */
export function checkLevel(level: Value): Suspends<Value> {
  if (isinstance(level, int)) return level;
  const name = stringOf(level);
  if (name === undefined) throw new TypeError(`Level not an integer or a valid string: ${repr(level)}`);
  const found = nameToLevel.$named(name);
  if (found === undefined) throw new ValueError(`Unknown level: ${repr(level)}`);
  return found;
}

/** The module itself, where scripts set the switches. */
export const own = { module: null as Value };

/** `logging.raiseExceptions` and its like. */
export function isOn(name: "raiseExceptions" | "logThreads" | "logProcesses" | "logMultiprocessing" | "logAsyncioTasks"): boolean {
  const set: Value = own.module === null ? true : own.module[name];
  return set === true || (set !== undefined && set !== null && set !== false && set !== 0);
}

/** The time in seconds and in milliseconds, and the whole ones of its second; by a script's `time.time_ns` where there is one. */
function moment(): Suspends<[created: number, now: number, ms: number]> {
  const clock = patched("time.time_ns");
  if (clock === undefined) {
    const now = performance.timeOrigin + performance.now();
    return [now / 1000, now, Math.floor(now) % 1000];
  }
  const ns = BigInt(toIndex(call(clock)));
  const seconds = ns / 1_000_000_000n;
  const ms = Number((ns % 1_000_000_000n) / 1_000_000n);
  // the seconds as a float may have been rounded up
  return [Number(ns) / 1e9, Number(ns) / 1e6, ms === 999 && BigInt(Math.trunc(Number(ns) / 1e9)) !== seconds ? 0 : ms];
}

@pyclass("logging.LogRecord")
export class LogRecord extends PyObject {
  declare name$: Value;
  declare msg: Value;
  declare args: Value;
  declare exc_info: Value;
  declare exc_text: Value;
  declare stack_info: Value;
  declare levelno: Value;
  declare message: Value;
  declare asctime: Value;
  declare created: Float;
  declare msecs: Float;

  __init__(
    name: Value,
    level: Value,
    pathname: Value,
    lineno: Value,
    msg: Value,
    args: Value,
    exc_info: Value,
    func: Value = null,
    sinfo: Value = null,
  ): Suspends<null> {
    const [created, now, ms] = moment();
    this.name$ = name;
    this.msg = msg;
    const only: Value = args !== null && isTuple(args) && plainTuple(args).items.length === 1 ? plainTuple(args).items[0] : undefined;
    this.args = only instanceof Dict && only.$size() > 0 ? only : args;
    this["levelname"] = getLevelName(level);
    this.levelno = level;
    this["pathname"] = pathname;
    const file = typeof pathname === "string" ? pathname.slice(pathname.lastIndexOf("/") + 1) : pathname;
    this["filename"] = file;
    this["module"] = typeof file === "string" ? (file.lastIndexOf(".") > 0 ? file.slice(0, file.lastIndexOf(".")) : file) : "Unknown module";
    this.exc_info = exc_info;
    this.exc_text = null;
    this.stack_info = sinfo;
    this["lineno"] = lineno;
    this["funcName"] = func;
    this.created = new Float(created);
    this.msecs = new Float(ms);
    this["relativeCreated"] = new Float(now - begun);
    const ofThread = isOn("logThreads");
    this["thread"] = ofThread ? currentThread().ident : null;
    this["threadName"] = ofThread ? (current_thread() as Value)._name : null;
    this["processName"] = processName();
    this["process"] = isOn("logProcesses") ? ownPid() : null;
    this["taskName"] = taskName();
    return null;
  }
  getMessage(): Suspends<Value> {
    const msg = text(this.msg);
    return truth(this.args) ? mod(msg, this.args) : msg;
  }
  __repr__(): Suspends<string> {
    return `<LogRecord: ${text(this.name$)}, ${text(this.levelno)}, ${text(this["pathname"])}, ${text(this["lineno"])}, "${text(this.msg)}">`;
  }
}

/** The name of asyncio's running task, where asyncio is there. */
function taskName(): Suspends<Value> {
  const asyncio: Value = moduleNamed("asyncio");
  if (asyncio === undefined || asyncio === null || !isOn("logAsyncioTasks")) return null;
  const handled = $handled();
  try {
    return callMethod(callMethod(asyncio, "current_task"), "get_name");
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (!isinstance(error, Exception)) throw $reraise(error);
    $uncaught(handled);
    return null;
  }
}

/** The process's name as multiprocessing has it; its own module says so only when it is there. */
function processName(): Suspends<Value> {
  if (!isOn("logMultiprocessing")) return null;
  const multiprocessing: Value = moduleNamed("multiprocessing");
  return multiprocessing === undefined || multiprocessing === null ? "MainProcess" : $getattr(callMethod(multiprocessing, "current_process"), "name");
}

export const NO_ARGS = new Tuple([]);
