/**
 * logging - what a program tells about its doings.
 *
 * Mirrors     Lib/logging/__init__.py
 * Suspends    what writes
 * Differs     _handlerList holds the handlers themselves, _handlers keeps them
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $callattrx } from "../../objects/call.js";
import { attributeDict } from "../../objects/attributedict.js";
import { getattrOr } from "../../objects/attributes.js";
import { OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { iterate } from "../../objects/iterate.js";
import { pymodule } from "../../objects/module.js";
import { moduleNamed } from "../../objects/modulehooks.js";
import { hidden, isinstance, isType, issubclass, typeOf, type Value } from "../../objects/object.js";
import { patched } from "../../objects/patches.js";
import { truth } from "../../objects/protocols/bool.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { register } from "../atexit.js";
import { Filter, Filterer, Formatter, basicFormat } from "./formatter.js";
import { everyHandler, handlersByName, FileHandler, Handler, NullHandler, StderrHandler, StreamHandler } from "./handler.js";
import { BufferingFormatter, captureWarnings, Manager, PlaceHolder, _showwarning } from "./manager.js";
import { PercentStyle, StrFormatStyle, StringTemplateStyle } from "./styles.js";
import { RLockObject } from "../_thread/rlock.js";
import { frozenSetOf } from "../../objects/set.js";
import { spread } from "../../objects/iterator.js";
import { getLogger as loggerOf, lastResort, Logger, LoggerAdapter, RootLogger, tree, warnOfWarn } from "./logger.js";
import "./located.js";
import { addLevelName, checkLevel, getLevelName, isOn, LEVELS, levelToName, LogRecord, nameToLevel, own as switched } from "./record.js";

export const getLogger = pyfunction("getLogger(name=None)", (name: Value): Suspends<Value> => loggerOf(name ?? null), "logging");

export const basicConfig = pyfunction(
  "basicConfig(**kwargs)",
  function (kw: Kw): Suspends<null> {
    const take = (name: string, otherwise: Value): Value => {
      const value: Value = kw[name];
      delete kw[name];
      return value === undefined ? otherwise : value;
    };
    const { root } = tree;
    const force = take("force", false);
    const encoding = take("encoding", null);
    const errors = take("errors", "backslashreplace");
    if (force !== false) {
      for (const handler of root.handlers.slice()) {
        root.removeHandler(handler);
        callMethod(handler, "close");
      }
    }
    if (root.handlers.length > 0) return null;
    let handlers: Value = take("handlers", null);
    if (handlers === null) {
      if (kw["stream"] !== undefined && kw["filename"] !== undefined) throw new ValueError("'stream' and 'filename' should not be specified together");
      const filename = take("filename", null);
      const mode = take("filemode", "a");
      const binary = typeof mode === "string" && mode.includes("b");
      if (filename !== null && filename !== "") handlers = [call(FileHandler, filename, mode, encoding, false, binary ? null : errors)];
      else handlers = [call(StreamHandler, take("stream", null))];
    } else if (kw["stream"] !== undefined || kw["filename"] !== undefined)
      throw new ValueError("'stream' or 'filename' should not be specified together with 'handlers'");
    const datefmt = take("datefmt", null);
    const style = take("style", "%");
    const format = take("format", basicFormat(style));
    const formatter = call(Formatter, format, datefmt, style);
    for (const handler of iterate(handlers)) {
      if ((handler as Value).formatter === null) callMethod(handler, "setFormatter", formatter);
      root.addHandler(handler);
    }
    const level = take("level", null);
    if (level !== null) root.setLevel(level);
    const unknown = Object.keys(kw);
    if (unknown.length > 0) throw new ValueError(`Unrecognised argument(s): ${unknown.join(", ")}`);
    return null;
  },
  "logging",
);

/** A function of the module that logs to the root logger by its method of that name. */
function rootFunction(name: string): Value {
  return pyfunction(
    `${name}(msg, *args, **kwargs)`,
    function (msg: Value, args: Value[], kw: Kw): Suspends<null> {
      if (name === "warn") warnOfWarn("function");
      configure();
      $callattrx(tree.root, name === "warn" ? "warning" : name, [msg, ...args], kw);
      return null;
    },
    "logging",
  );
}
const functions: Record<string, Value> = {};
for (const name of ["debug", "info", "warning", "warn", "error", "critical", "fatal", "exception"]) functions[name] = rootFunction(name);
functions["log"] = pyfunction(
  "log(level, msg, *args, **kwargs)",
  function (level: Value, msg: Value, args: Value[], kw: Kw): Suspends<null> {
    configure();
    $callattrx(tree.root, "log", [level, msg, ...args], kw);
    return null;
  },
  "logging",
);

/** The functions of the module give the root logger a handler first. */
function configure(): Suspends<void> {
  if (tree.root.handlers.length === 0) call(patched("logging.basicConfig") ?? basicConfig);
}

export const disable = pyfunction(
  "disable(level=50)",
  function (level: Value): Suspends<null> {
    tree.disabled = checkLevel(level ?? 50);
    return null;
  },
  "logging",
);

/** The class of weak references; undefined while nobody has made one. */
function weakReference(): Value {
  return (moduleNamed("_weakref") as Value)?.ReferenceType;
}

/** Flushes and closes a handler, which may be closed already. */
function endHandler(handler: Value): Suspends<void> {
  try {
    const before = $handled();
    try {
      callMethod(handler, "acquire");
      if (truth(getattrOr(handler, "flushOnClose") ?? true)) callMethod(handler, "flush");
      callMethod(handler, "close");
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (!isinstance(error, OSError) && !isinstance(error, ValueError)) throw error;
      $uncaught(before);
    }
  } finally {
    callMethod(handler, "release");
  }
}

export const shutdown = pyfunction(
  "shutdown(handlerList=None)",
  function (handlers: Value): Suspends<null> {
    for (const entry of (handlers === undefined ? everyHandler : spread(handlers)).slice().reverse() as Value[]) {
      const before = $handled();
      try {
        // CPython's list has weak references, as a script's may
        const handler: Value = typeOf(entry) === weakReference() ? call(entry) : entry;
        if (truth(handler)) endHandler(handler);
      } catch (thrown) {
        const error = $caught(thrown, null);
        if (isOn("raiseExceptions")) throw error;
        $uncaught(before);
      }
    }
    return null;
  },
  "logging",
);
call(register, shutdown);

export const makeLogRecord = pyfunction(
  "makeLogRecord(dict)",
  function (values: Value): Suspends<Value> {
    const record: Value = call(LogRecord as Value, null, null, "", 0, "", null, null, null, null);
    const own = attributeDict(record);
    callMethod(own, "update", values);
    return record;
  },
  "logging",
);

export const setLoggerClass = pyfunction(
  "setLoggerClass(klass)",
  function (cls: Value): null {
    if (!isType(cls) || !issubclass(cls, Logger)) throw new TypeError(`logger not derived from logging.Logger: ${String(cls?.$name)}`);
    tree.loggerClass = cls;
    return null;
  },
  "logging",
);
export const getLoggerClass = pyfunction("getLoggerClass()", (): Value => tree.loggerClass, "logging");
export const setLogRecordFactory = pyfunction(
  "setLogRecordFactory(factory)",
  function (factory: Value): null {
    tree.recordFactory = factory === LogRecord ? undefined : factory;
    return null;
  },
  "logging",
);
export const getLogRecordFactory = pyfunction("getLogRecordFactory()", (): Value => tree.recordFactory ?? LogRecord, "logging");
export const getLevelNamesMapping = pyfunction("getLevelNamesMapping()", (): Value => nameToLevel.$copy(), "logging");
export const getHandlerByName = pyfunction("getHandlerByName(name)", (name: Value): Value => handlersByName.$get(name) ?? null, "logging");
export const getHandlerNames = pyfunction(
  "getHandlerNames()",
  (): Value => frozenSetOf(Array.from(handlersByName.$entries(), (entry) => entry.key as Value)),
  "logging",
);

/** Members that few scripts ask for. */
function lateMember(name: string): Suspends<Value> {
  if (name === "lastResort") return lastResort();
  if (name === "_lock") return ((logging as Value)._lock = new RLockObject());
  // what its text imports for itself, and scripts find there
  if (IMPORTED.includes(name)) return ((logging as Value)[name] = importModule(name));
  return undefined;
}
/** `vars(logging)` has them all: so the arguments that `logging.config` reads from a file find them. */
function importAll(): Suspends<void> {
  for (const name of IMPORTED) (logging as Value)[name] ??= importModule(name);
}

const IMPORTED: readonly string[] = ["atexit", "collections", "io", "os", "re", "sys", "threading", "time", "traceback", "warnings", "weakref"];

const logging = pymodule("logging", {
  ...LEVELS,
  BASIC_FORMAT: "%(levelname)s:%(name)s:%(message)s",
  getLogger,
  basicConfig,
  ...functions,
  disable,
  shutdown,
  makeLogRecord,
  setLoggerClass,
  getLoggerClass,
  setLogRecordFactory,
  getLogRecordFactory,
  getLevelName,
  addLevelName,
  getLevelNamesMapping,
  getHandlerByName,
  getHandlerNames,
  captureWarnings,
  Manager,
  PlaceHolder,
  BufferingFormatter,
  PercentStyle,
  StrFormatStyle,
  StringTemplateStyle,
  Filter,
  Filterer,
  Formatter,
  Handler,
  StreamHandler,
  FileHandler,
  NullHandler,
  _StderrHandler: StderrHandler,
  Logger,
  RootLogger,
  LoggerAdapter,
  LogRecord,
  root: tree.root,
  raiseExceptions: true,
  _levelToName: levelToName,
  _nameToLevel: nameToLevel,
  _checkLevel: builtin("_checkLevel(level)", (level: Value): Suspends<Value> => checkLevel(level), "logging"),
  _showwarning,
  _handlers: handlersByName,
  _handlerList: everyHandler,
  logThreads: true,
  logMultiprocessing: true,
  logProcesses: true,
  logAsyncioTasks: true,
  __path__: [],
});
hidden(logging, "$late", lateMember);
hidden(logging, "$whole", importAll);
switched.module = logging;
export default logging;
