/**
 * exceptions - Python's builtin exceptions, as "gilt" exports them.
 */

declare module "gilt" {
  export class BaseException {
    constructor(...args: Value[]);
    args: Value;
    __cause__: BaseException | null;
    __context__: BaseException | null;
    __suppress_context__: bool;
    __traceback__: Value;
    with_traceback(traceback: Value): this;
    add_note(note: str): void;
    /** Explicit calls of a base's methods, as in Python. */
    static __init__(self: Value, ...args: Value[]): Value;
    static __new__(cls: Value, ...args: Value[]): Value;
    static __str__(self: Value): str;
    static __repr__(self: Value): str;
  }
  export class Exception extends BaseException {}
  export class ArithmeticError extends Exception {}
  export class AssertionError extends Exception {}
  export class AttributeError extends Exception {
    name: Value;
    obj: Value;
  }
  export class BaseExceptionGroup extends BaseException {
    readonly message: str;
    readonly exceptions: tuple<BaseException[]>;
    split(cls: Value): tuple<[Value, Value]>;
    subgroup(cls: Value): Value;
    derive(parts: Value): Value;
  }
  export class OSError extends Exception {
    errno: Value;
    strerror: Value;
    filename: Value;
  }
  export class BlockingIOError extends OSError {}
  export class ConnectionError extends OSError {}
  export class BrokenPipeError extends ConnectionError {}
  export class BufferError extends Exception {}
  export class Warning extends Exception {}
  export class BytesWarning extends Warning {}
  export class ChildProcessError extends OSError {}
  export class ConnectionAbortedError extends ConnectionError {}
  export class ConnectionRefusedError extends ConnectionError {}
  export class ConnectionResetError extends ConnectionError {}
  export class DeprecationWarning extends Warning {}
  export class EOFError extends Exception {}
  export class EncodingWarning extends Warning {}
  export class ExceptionGroup extends Exception {
    readonly message: str;
    readonly exceptions: tuple<BaseException[]>;
    split(cls: Value): tuple<[Value, Value]>;
    subgroup(cls: Value): Value;
    derive(parts: Value): Value;
  }
  export class FileExistsError extends OSError {}
  export class FileNotFoundError extends OSError {}
  export class FloatingPointError extends ArithmeticError {}
  export class FutureWarning extends Warning {}
  export class GeneratorExit extends BaseException {}
  export class ImportError extends Exception {
    name: Value;
    path: Value;
    msg: Value;
  }
  export class ImportWarning extends Warning {}
  export class SyntaxError extends Exception {
    msg: Value;
    lineno: Value;
    offset: Value;
    text: Value;
    filename: Value;
    end_lineno: Value;
    end_offset: Value;
  }
  export class IndentationError extends SyntaxError {}
  export class LookupError extends Exception {}
  export class IndexError extends LookupError {}
  export class InterruptedError extends OSError {}
  export class IsADirectoryError extends OSError {}
  export class KeyError extends LookupError {}
  export class KeyboardInterrupt extends BaseException {}
  export class MemoryError extends Exception {}
  export class ModuleNotFoundError extends ImportError {}
  export class NameError extends Exception {
    name: Value;
  }
  export class NotADirectoryError extends OSError {}
  export class RuntimeError extends Exception {}
  export class NotImplementedError extends RuntimeError {}
  export class OverflowError extends ArithmeticError {}
  export class PendingDeprecationWarning extends Warning {}
  export class PermissionError extends OSError {}
  export class ProcessLookupError extends OSError {}
  export class RecursionError extends RuntimeError {}
  export class ReferenceError extends Exception {}
  export class ResourceWarning extends Warning {}
  export class RuntimeWarning extends Warning {}
  export class StopAsyncIteration extends Exception {}
  export class StopIteration extends Exception {
    value: Value;
  }
  export class SyntaxWarning extends Warning {}
  export class SystemError extends Exception {}
  export class SystemExit extends BaseException {
    code: Value;
  }
  export class TabError extends IndentationError {}
  export class TimeoutError extends OSError {}
  export class TypeError extends Exception {}
  export class UnboundLocalError extends NameError {}
  export class ValueError extends Exception {}
  export class UnicodeError extends ValueError {}
  export class UnicodeDecodeError extends UnicodeError {
    encoding: Value;
    object: Value;
    start: int;
    end: int;
    reason: str;
  }
  export class UnicodeEncodeError extends UnicodeError {
    encoding: Value;
    object: Value;
    start: int;
    end: int;
    reason: str;
  }
  export class UnicodeTranslateError extends UnicodeError {
    encoding: Value;
    object: Value;
    start: int;
    end: int;
    reason: str;
  }
  export class UnicodeWarning extends Warning {}
  export class UserWarning extends Warning {}
  export class ZeroDivisionError extends ArithmeticError {}
  export { OSError as EnvironmentError, OSError as IOError };
}
