/**
 * logging.handler - where records go: Handler, StreamHandler, FileHandler, NullHandler.
 *
 * Mirrors     Handler, StreamHandler, FileHandler, NullHandler of Lib/logging/__init__.py
 * Frames      emitText: StreamHandler.emit
 * Suspends    whatever takes the handler's lock, and what writes
 */
import { S, type Suspends } from "../../frames/suspend.js";
import { getattrOr, $getattr } from "../../objects/attributes.js";
import { generic } from "../../objects/genericalias.js";
import { formatEntries } from "../../objects/tracelines.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { Dict } from "../../objects/dict.js";
import { truth } from "../../objects/protocols/bool.js";
import { define, getset, pyclass } from "../../objects/register.js";
import { exceptionPieces } from "../../objects/traceback.js";
import { callStack, type Entry } from "../../objects/trace.js";
import { $caught, $handled, $passing, $reraise, $uncaught, caughtOutside, type Passed } from "../../objects/raise.js";
import { Exception, NotImplementedError, RecursionError } from "../../objects/exceptions.js";
import { acquireRLock, releaseRLock, RLockObject } from "../_thread/rlock.js";
import { openFile } from "../io/open.js";
import { abspath } from "../os/path.js";
import { stderr, writeStderr } from "../sys/streams.js";
import { LIBRARY } from "../../importer/place.js";
import { Filterer, Formatter } from "./formatter.js";
import { checkLevel, getLevelName, isOn } from "./record.js";
import { carriedContents } from "../../snapshot/carried.js";

/** Every handler, for the end of the program. */
export const everyHandler: Handler[] = [];
carriedContents("logging handlers", everyHandler);
/** Handlers that have a name. */
export const handlersByName = new Dict();
carriedContents("logging names", handlersByName);

/** `handler.name = name` */
function setName(handler: Handler, name: Value): Suspends<void> {
  if (handlersByName.$has(handler._name)) handlersByName.$delete(handler._name);
  handler._name = name;
  if (truth(name)) handlersByName.$set(name, handler);
}
let plainFormatter: Formatter | undefined;
function defaultFormatter(): Suspends<Value> {
  return (plainFormatter ??= new Formatter());
}

/** Whether a file is one of the library's logging package. */
export function isLogging(file: string): boolean {
  return file.startsWith(`${LIBRARY}/logging/`);
}

/** A stack up to where logging was called: of what is its own nothing is shown, unless a handler of the script's is in it. */
function outsideLogging(stack: Entry[]): Entry[] {
  const last = stack.findLastIndex(({ file }) => !isLogging(file));
  return stack.slice(0, last + 1);
}

function forgetName(handler: Handler): Suspends<void> {
  if (typeof handler._name === "string") handlersByName.$delete(handler._name);
}

@pyclass("logging.Handler")
export class Handler extends Filterer {
  declare _name: Value;
  declare level: Value;
  declare formatter: Value;
  declare lock: RLockObject;
  declare _closed: boolean;

  override __init__(level: Value = 0): Suspends<null> {
    this.filters = [];
    this._name = null;
    this.level = checkLevel(level);
    this.formatter = null;
    this._closed = false;
    everyHandler.push(this);
    this.lock = new RLockObject();
    return null;
  }
  get_name(): Value {
    return this._name;
  }
  set_name(name: Value): Suspends<null> {
    setName(this, name);
    return null;
  }
  createLock(): null {
    this.lock = new RLockObject();
    return null;
  }
  acquire(): Suspends<null> {
    acquireRLock(this.lock, Infinity);
    return null;
  }
  release(): null {
    releaseRLock(this.lock);
    return null;
  }
  setLevel(level: Value): Suspends<null> {
    this.level = checkLevel(level);
    return null;
  }
  format(record: Value): Suspends<Value> {
    return callMethod(this.formatter === null ? defaultFormatter() : this.formatter, "format", record);
  }
  emit(_record: Value): Suspends<Value> {
    throw new NotImplementedError("emit must be implemented by Handler subclasses");
  }
  handle(record: Value): Suspends<Value> {
    const passed = callMethod(this, "filter", record);
    if (!truth(passed)) return passed;
    const given = passed === true ? record : passed;
    callMethod(this, "acquire");
    try {
      callMethod(this, "emit", given);
    } finally {
      callMethod(this, "release");
    }
    return passed;
  }
  setFormatter(fmt: Value): null {
    this.formatter = fmt;
    return null;
  }
  flush(): Suspends<null> {
    return null;
  }
  close(): Suspends<null> {
    const at = everyHandler.indexOf(this);
    if (at >= 0) everyHandler.splice(at, 1);
    this._closed = true;
    forgetName(this);
    return null;
  }
  handleError(record: Value): Suspends<null> {
    if (!isOn("raiseExceptions") || stderr() === null) return null;
    writeStderr("--- Logging error ---\n");
    if (S.handled !== null) writeStderr(exceptionPieces(S.handled, { limit: null, chain: true }).join(""));
    writeStderr("Call stack:\n");
    writeStderr(formatEntries(outsideLogging(callStack(callStack))).join(""));
    const handled = $handled();
    try {
      writeStderr(`Message: ${repr($getattr(record, "msg"))}\nArguments: ${text($getattr(record, "args"))}\n`);
    } catch (e) {
      const error = $caught(e, null);
      if (!isinstance(error, Exception) || isinstance(error, RecursionError)) throw $reraise(error);
      writeStderr("Unable to print the message and arguments - possible formatting error.\nUse the traceback above to help find the error.\n");
      $uncaught(handled);
    }
    return null;
  }
  __repr__(): Suspends<string> {
    return `<${typeOf(this).$name} (${text(getLevelName(this.level))})>`;
  }
}
getset(Handler, {
  name: [(self: Handler) => self._name, (self: Handler, value: Value): Suspends<void> => setName(self, value)],
});

@pyclass("logging.StreamHandler")
export class StreamHandler extends Handler {
  declare stream: Value;

  override __init__(stream: Value = null): Suspends<null> {
    initHandler(this, 0);
    this.stream = stream === null ? stderr() : stream;
    return null;
  }
  override flush(): Suspends<null> {
    callMethod(this, "acquire");
    try {
      const { stream } = this;
      if (stream !== null && getattrOr(stream, "flush") !== undefined) callMethod(stream, "flush");
    } finally {
      callMethod(this, "release");
    }
    return null;
  }
  override emit(record: Value): Suspends<Value> {
    emitText(this, record);
    return null;
  }
  setStream(stream: Value): Suspends<Value> {
    if (stream === this.stream) return null;
    const before: Value = this.stream;
    callMethod(this, "flush");
    this.stream = stream;
    return before;
  }
  override __repr__(): Suspends<string> {
    const name = getattrOr(this.stream, "name");
    return `<${typeOf(this).$name} ${name === undefined || name === "" ? "" : `${text(name)} `}(${text(getLevelName(this.level))})>`;
  }
}

define(StreamHandler as Value, "terminator", "\n", undefined);

/** `Handler.__init__` for the classes here. */
function initHandler(self: Handler, level: Value): Suspends<void> {
  self.filters = [];
  self._name = null;
  self.level = checkLevel(level);
  self.formatter = null;
  self._closed = false;
  everyHandler.push(self);
  self.lock = new RLockObject();
}

function emitText(self: StreamHandler, record: Value): Suspends<void> {
  const handled = $handled();
  try {
    const shown = callMethod(self, "format", record);
    callMethod(self.stream, "write", `${shown as string}${(self["terminator"] ?? "\n") as string}`);
    callMethod(self, "flush");
  } catch (e) {
    const error = caughtOutside(e);
    if (!isinstance(error, Exception)) throw $reraise(error);
    callMethod(self, "handleError", record);
    $uncaught(handled);
  }
}

/** `return open_func(...)` */
const OPENING: Passed = { file: `${LIBRARY}/logging/__init__.py`, name: "_open", span: [1247, 15, 1248, 68] };

@pyclass("logging.FileHandler")
export class FileHandler extends StreamHandler {
  declare baseFilename: Value;
  declare mode: Value;
  declare encoding: Value;
  declare delay: Value;
  declare errors: Value;

  override __init__(filename: Value, mode: Value = "a", encoding: Value = null, delay: Value = false, errors: Value = null): Suspends<null> {
    this.baseFilename = abspath(filename);
    this.mode = mode;
    this.encoding = encoding;
    this.delay = truth(delay);
    this.errors = errors;
    // what cannot be opened is no handler: nobody flushes it at the exit
    const stream: Value = this.delay === true ? null : callMethod(this, "_open");
    initHandler(this, 0);
    this.stream = stream;
    return null;
  }
  _open(): Suspends<Value> {
    try {
      return openFile(this.baseFilename, this.mode, -1, this.encoding, this.errors, null, true, null);
    } catch (thrown) {
      throw $passing(thrown, [OPENING]);
    }
  }
  override emit(record: Value): Suspends<Value> {
    if (this.stream === null && (this.mode !== "w" || !this._closed)) this.stream = callMethod(this, "_open");
    if (this.stream !== null) emitText(this, record);
    return null;
  }
  override close(): Suspends<null> {
    callMethod(this, "acquire");
    try {
      if (this.stream !== null) {
        callMethod(this, "flush");
        const stream: Value = this.stream;
        this.stream = null;
        callMethod(stream, "close");
      }
      const at = everyHandler.indexOf(this);
      if (at >= 0) everyHandler.splice(at, 1);
      forgetName(this);
      this._closed = true;
    } finally {
      callMethod(this, "release");
    }
    return null;
  }
  override __repr__(): Suspends<string> {
    return `<${typeOf(this).$name} ${text(this.baseFilename)} (${text(getLevelName(this.level))})>`;
  }
}

@pyclass("logging.NullHandler")
export class NullHandler extends Handler {
  override handle(_record: Value): Suspends<Value> {
    return null;
  }
  override emit(_record: Value): Suspends<Value> {
    return null;
  }
}

/** What writes warnings and worse where no handler is set: to the sys.stderr of the moment. */
@pyclass("logging._StderrHandler")
export class StderrHandler extends StreamHandler {
  override __init__(level: Value = 0): Suspends<null> {
    initHandler(this, level);
    this.stream = stderr();
    return null;
  }
  override emit(record: Value): Suspends<Value> {
    this.stream = stderr();
    if (this.stream !== null) emitText(this, record);
    return null;
  }
}

generic(StreamHandler);
