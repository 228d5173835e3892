/**
 * logging.logger - loggers and their tree.
 *
 * Mirrors   Logger, RootLogger, Manager, LoggerAdapter of Lib/logging/__init__.py
 * Frames    logged: -
 */
import { join, stringOf } from "../../objects/str.js";
import { generic } from "../../objects/genericalias.js";
import { $ge, $gt } from "../../objects/protocols/tests.js";
import { getitem, setitem } from "../../objects/protocols/getitem.js";
import { contains } from "../../objects/protocols/contains.js";
import { numeric } from "../../objects/protocols/compare.js";
import { int } from "../../objects/int.js";
import { S, type Suspends } from "../../frames/suspend.js";
import { getattrOr, $getattr, $setattr } from "../../objects/attributes.js";
import { $callattrx } from "../../objects/call.js";
import { Dict } from "../../objects/dict.js";
import { BaseException, KeyError, TypeError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { isinstance, PyObject, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { methods, pyclass } from "../../objects/register.js";
import { warn } from "../../objects/warn.js";
import { callerEntry, callStack } from "../../objects/trace.js";
import { formatEntries } from "../../objects/tracelines.js";
import { PySet } from "../../objects/set.js";
import { isTuple, Tuple } from "../../objects/tuple.js";
import { itemsOf, spread } from "../../objects/iterator.js";
import { Filterer } from "./formatter.js";
import { LIBRARY } from "../../importer/place.js";
import { isLogging, StderrHandler } from "./handler.js";
import { checkLevel, getLevelName, isOn, LogRecord } from "./record.js";
import { nativeModule } from "../registry.js";
import { writeStderr } from "../sys/streams.js";
import { carriedContents } from "../../snapshot/carried.js";

/** What keeps the loggers: the Manager of manager.ts. */
export interface Managed {
  readonly loggerDict: Dict;
  getLogger(name: Value): Suspends<Value>;
}

/** The state of the module. */
export const tree = {
  root: undefined as unknown as Logger,
  manager: undefined as Managed | undefined,
  disabled: 0 as Value,
  loggerClass: undefined as Value,
  recordFactory: undefined as Value,
  /** undefined: not made yet; what a script has set is in the module */
  lastResort: undefined as Value,
  warned: false,
};
carriedContents("logging", tree);

/** What handles records that no handler takes. */
export function lastResort(): Suspends<Value> {
  const module = nativeModule("logging") as Value;
  const set: Value = Object.hasOwn(module as object, "lastResort") ? module.lastResort : undefined;
  return set === undefined ? (tree.lastResort ??= new StderrHandler(30)) : set;
}

/** What this file needs of one that loads after it: located.ts. */
export const late = { isLocationSeen: (_logger: Value): boolean => true };

/** What findCaller() gives where it finds nothing. */
const NOWHERE: readonly Value[] = ["(unknown file)", 0, "(unknown function)", null];

@pyclass("logging.Logger")
export class Logger extends Filterer {
  declare name$: string;
  declare level: Value;
  declare parent: Value;
  declare propagate: Value;
  declare handlers: Value[];
  declare disabled: Value;
  declare manager: Value;

  setLevel(level: Value): Suspends<null> {
    this.level = checkLevel(level);
    return null;
  }
  addHandler(hdlr: Value): null {
    if (!this.handlers.includes(hdlr)) this.handlers.push(hdlr);
    return null;
  }
  removeHandler(hdlr: Value): null {
    const at = this.handlers.indexOf(hdlr);
    if (at >= 0) this.handlers.splice(at, 1);
    return null;
  }
  hasHandlers(): boolean {
    for (let one: Value = this; one !== null; one = one.propagate === false ? null : one.parent) if (one.handlers.length > 0) return true;
    return false;
  }
  getEffectiveLevel(): Value {
    return effectiveLevel(this);
  }
  isEnabledFor(level: Value): Suspends<boolean> {
    return isEnabled(this, level);
  }
  getChild(suffix: Value): Suspends<Value> {
    if (this === tree.root) return getLogger(suffix);
    return getLogger(join(".", [this.name$, suffix]));
  }
  getChildren(): Suspends<Value> {
    const found = new PySet();
    const level = (one: Value): number => (one === tree.root ? 0 : (one.name$ as string).split(".").length);
    for (const entry of (this.manager.loggerDict as Dict).$entries()) {
      const one: Value = entry.value;
      if (isinstance(one, Logger) && one.parent === this && level(one) === 1 + level(this)) found.$add(one);
    }
    return found;
  }
  findCaller(stack_info: Value = false, stacklevel: Value = 1): Suspends<Value> {
    const [file, line, name] = placeOf(stacklevel);
    return new Tuple([file, line, name, truth(stack_info) ? callersText() : null]);
  }
  makeRecord(
    name: Value,
    level: Value,
    fn: Value,
    lno: Value,
    msg: Value,
    args: Value,
    exc_info: Value,
    func: Value = null,
    extra: Value = null,
    sinfo: Value = null,
  ): Suspends<Value> {
    const factory: Value = tree.recordFactory ?? LogRecord;
    const record: Value = call(factory, name, level, fn, lno, msg, args, exc_info, func, sinfo);
    if (extra !== null) {
      for (const key of spread(extra)) {
        if (key === "message" || key === "asctime" || (typeof key === "string" && getattrOr(record, key) !== undefined))
          throw new KeyError(`Attempt to overwrite ${repr(key)} in LogRecord`);
        setitem($getattr(record, "__dict__"), key, getitem(extra, key));
      }
    }
    return record;
  }
  handle(record: Value): Suspends<null> {
    if (this.disabled === true) return null;
    const passed = callMethod(this, "filter", record);
    if (!truth(passed)) return null;
    callMethod(this, "callHandlers", isinstance(passed, LogRecord) ? passed : record);
    return null;
  }
  callHandlers(record: Value): Suspends<null> {
    const level: Value = record instanceof LogRecord ? record.levelno : $getattr(record, "levelno");
    let found = 0;
    for (let one: Value = this; one !== null && one !== undefined; one = truth(one.propagate) ? one.parent : null) {
      for (const handler of (one.handlers as Value[]).slice()) {
        found++;
        const own: Value = handler.level;
        if (typeof level === "number" && typeof own === "number" ? level >= own : $ge(level, own)) callMethod(handler, "handle", record);
      }
    }
    if (found === 0) {
      const last = lastResort();
      if (last !== null && $ge(level, $getattr(last, "level"))) callMethod(last, "handle", record);
      else if (last === null && isOn("raiseExceptions") && !tree.warned) {
        tree.warned = true;
        writeStderr(`No handlers could be found for logger "${text(this.name$)}"\n`);
      }
    }
    return null;
  }
  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name} ${text(this.name$)} (${text(getLevelName(this.getEffectiveLevel()))})>`;
  }
  __reduce__(): Value {
    return new Tuple([(nativeModule("logging") as Value).getLogger, new Tuple([this.name$])]);
  }
}

function isEnabled(self: Value, level: Value): Suspends<boolean> {
  if (self.disabled === true) return false;
  const { disabled } = tree;
  if (typeof level === "number" && typeof disabled === "number" ? disabled >= level : $ge(disabled, level)) return false;
  const own: Value = self.getEffectiveLevel === ownEffectiveLevel ? effectiveLevel(self) : callMethod(self, "getEffectiveLevel");
  return typeof level === "number" && typeof own === "number" ? level >= own : $ge(level, own);
}

function effectiveLevel(self: Value): Value {
  for (let one = self; one !== null && one !== undefined; one = one.parent) if (one.level !== 0) return one.level;
  return 0;
}

/** A class or an object may have others. */
const ownIsEnabledFor: Value = Logger.prototype.isEnabledFor;
const ownEffectiveLevel: Value = Logger.prototype.getEffectiveLevel;
const ownFindCaller: Value = Logger.prototype.findCaller;

/** File, line and function of the frame so many levels up: of the outermost one if there are not so many, of findCaller() if that is none at all. */
function placeOf(stacklevel: Value): Suspends<Value[]> {
  if (!$gt(stacklevel, 0)) return [`${LIBRARY}/logging/__init__.py`, 1623, "findCaller"];
  const given = numeric(stacklevel);
  const level = given === undefined ? Infinity : Math.ceil(Number(given));
  let at = level === Infinity ? undefined : callerEntry(level - 1);
  if (at === undefined) {
    // the library's own frames, as a thread begins with them
    const outside = callStack(placeOf).filter(({ file }) => !isLogging(file));
    at = outside.at(-level) ?? outside[0];
  }
  return at === undefined ? NOWHERE.slice() : [at.file, at.line, at.name];
}

/** exc_info as the triple that records have. */
function triple(given: Value): Suspends<Value> {
  if (isinstance(given, BaseException)) return new Tuple([typeOf(given), given, getattrOr(given, "__traceback__")]);
  if (given !== null && isTuple(given)) return given;
  if (!truth(given)) return null;
  const e = S.handled;
  return e === null ? new Tuple([null, null, null]) : new Tuple([typeOf(e), e, getattrOr(e, "__traceback__")]);
}

function callersText(): Suspends<string> {
  return `Stack (most recent call last):\n${formatEntries(callStack(callersText)).join("").replace(/\n$/, "")}`;
}

function logged(self: Value, level: number, msg: Value, args: Value[], kw: Kw | null, info?: Value): Suspends<null> {
  if (!(self.isEnabledFor === ownIsEnabledFor ? isEnabled(self, level) : truth(callMethod(self, "isEnabledFor", level)))) return null;
  const rest = kw ?? new Kw();
  if (info !== undefined) rest["exc_info"] = info;
  $callattrx(self, "_log", [level, msg, new Tuple(args)], Object.keys(rest).length === 0 ? null : rest);
  return null;
}

const TABLE: readonly (readonly [string, number])[] = [
  ["debug", 10],
  ["info", 20],
  ["warning", 30],
  ["warn", 30],
  ["error", 40],
  ["critical", 50],
  ["fatal", 50],
];
/** What callers of warn() are told. */
export function warnOfWarn(what: "method" | "function"): Suspends<void> {
  warn("DeprecationWarning", `The 'warn' ${what} is deprecated, use 'warning' instead`);
}

function addLevel(name: string, level: number): void {
  methods(
    Logger,
    {
      [`${name}(self, msg, *args, **kwargs)`]: function (this: Value, msg: Value, args: Value[], kw: Kw): Suspends<null> {
        if (name === "warn") warnOfWarn("method");
        return logged(this, level, msg, args, kw);
      },
    },
    false,
  );
}
for (const [name, level] of TABLE) addLevel(name, level);
methods(
  Logger,
  {
    "__init__(self, name, level=0)"(this: Value, name: Value, level: Value): Suspends<null> {
      this.filters = [];
      this.name$ = name;
      this.level = checkLevel(level ?? 0);
      this.parent = null;
      this.propagate = true;
      this.handlers = [];
      this.disabled = false;
      return null;
    },
    "exception(self, msg, *args, exc_info=True, **kwargs)"(this: Value, msg: Value, args: Value[], info: Value, kw: Kw): Suspends<null> {
      return logged(this, 40, msg, args, kw, info === undefined ? true : info);
    },
    "log(self, level, msg, *args, **kwargs)"(this: Value, level: Value, msg: Value, args: Value[], kw: Kw): Suspends<null> {
      if (!isinstance(level, int)) {
        if (!isOn("raiseExceptions")) return null;
        throw new TypeError("level must be an integer");
      }
      return logged(this, typeof level === "number" ? level : (level.$value ?? Number(level)), msg, args, kw);
    },
    "_log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1)"(
      this: Value,
      level: Value,
      msg: Value,
      args: Value,
      excInfo: Value,
      extra: Value,
      stackInfo: Value,
      stacklevel: Value,
    ): Suspends<null> {
      const stack = stackInfo ?? false;
      const [file, line, func, shown] =
        this.findCaller === ownFindCaller && stacklevel === undefined && stack === false && !late.isLocationSeen(this)
          ? NOWHERE
          : spread(callMethod(this, "findCaller", stack, stacklevel === undefined ? 1 : stacklevel));
      const info = excInfo === undefined ? null : triple(excInfo);
      const record = callMethod(this, "makeRecord", this.name$, level, file, line, msg, args, info, func, extra ?? null, shown);
      callMethod(this, "handle", record);
      return null;
    },
  },
  false,
);

@pyclass("logging.RootLogger")
export class RootLogger extends Logger {}
methods(
  RootLogger,
  {
    "__init__(self, level)"(this: Value, level: Value): Suspends<null> {
      return (Logger.prototype as Value).__init__.call(this, "root", level);
    },
  },
  false,
);

tree.root = new RootLogger(30);
tree.loggerClass = Logger;
(Logger as Value).$dict.set("root", tree.root);

/** `logging.getLogger(name)` */
export function getLogger(name: Value = null): Suspends<Value> {
  const plain = name === null ? "" : stringOf(name);
  if (plain === "" || plain === "root") return tree.root;
  if (plain === undefined) throw new TypeError("A logger name must be a string");
  return tree.manager!.getLogger(name);
}

@pyclass("logging.LoggerAdapter")
export class LoggerAdapter extends PyObject {
  declare logger: Value;
  declare extra: Value;
  declare merge_extra: Value;

  __init__(logger: Value, extra: Value = null, merge_extra: Value = false): null {
    this.logger = logger;
    this.extra = extra;
    this.merge_extra = merge_extra;
    return null;
  }
  process(msg: Value, kwargs: Value): Suspends<Value> {
    if (truth(this.merge_extra) && contains(kwargs, "extra")) {
      const merged = new Dict();
      callMethod(merged, "update", this.extra);
      callMethod(merged, "update", getitem(kwargs, "extra"));
      setitem(kwargs, "extra", merged);
    } else setitem(kwargs, "extra", this.extra);
    return new Tuple([msg, kwargs]);
  }
  isEnabledFor(level: Value): Suspends<Value> {
    return callMethod(this.logger, "isEnabledFor", level);
  }
  setLevel(level: Value): Suspends<Value> {
    callMethod(this.logger, "setLevel", level);
    return null;
  }
  getEffectiveLevel(): Suspends<Value> {
    return callMethod(this.logger, "getEffectiveLevel");
  }
  hasHandlers(): Suspends<Value> {
    return callMethod(this.logger, "hasHandlers");
  }
  get manager(): Suspends<Value> {
    return $getattr(this.logger, "manager");
  }
  set manager(value: Value) {
    $setattr(this.logger, "manager", value);
  }
  get name$(): Suspends<Value> {
    return $getattr(this.logger, "name");
  }
  __repr__(): Suspends<string> {
    const level = getLevelName(callMethod(this.logger, "getEffectiveLevel"));
    return `<${typeOf(this).$name} ${text($getattr(this.logger, "name"))} (${text(level)})>`;
  }
}

function adapt(self: Value, level: number, msg: Value, args: Value[], kw: Kw | null): Suspends<null> {
  if (!truth(callMethod(self, "isEnabledFor", level))) return null;
  const given = new Dict();
  for (const key in kw ?? {}) given.$setNamed(key, kw![key]);
  const pair = itemsOf(callMethod(self, "process", msg, given));
  const rest = new Kw();
  for (const entry of (pair[1] as Dict).$entries()) rest[entry.key as string] = entry.value;
  $callattrx(self.logger, "log", [level, pair[0], ...args], rest);
  return null;
}
function addAdapted(name: string, level: number): void {
  methods(
    LoggerAdapter,
    {
      [`${name}(self, msg, *args, **kwargs)`]: function (this: Value, msg: Value, args: Value[], kw: Kw): Suspends<null> {
        if (name === "warn") warnOfWarn("method");
        $callattrx(this, "log", [level, msg, ...args], kw);
        return null;
      },
    },
    false,
  );
}
for (const [name, level] of TABLE) addAdapted(name, level);
methods(
  LoggerAdapter,
  {
    "exception(self, msg, *args, exc_info=True, **kwargs)"(this: Value, msg: Value, args: Value[], info: Value, kw: Kw): Suspends<null> {
      kw["exc_info"] = info === undefined ? true : info;
      $callattrx(this, "log", [40, msg, ...args], kw);
      return null;
    },
    "_log(self, level, msg, args, **kwargs)"(this: Value, level: Value, msg: Value, args: Value, kw: Kw): Suspends<Value> {
      return $callattrx(this.logger, "_log", [level, msg, args], kw);
    },
    "log(self, level, msg, *args, **kwargs)"(this: Value, level: Value, msg: Value, args: Value[], kw: Kw): Suspends<null> {
      return adapt(this, level as number, msg, args, kw);
    },
  },
  false,
);

generic(LoggerAdapter);
