/**
 * exceptions - the tree of exception classes, and their fields.
 *
 * Mirrors     Objects/exceptions.c
 */
import { hidden, object, type PyInstance, type PyType, type Value } from "./object.js";
import type { TraceStep } from "./raise.js";
import { builtinType } from "./register.js";

/** An exception. Fields of gilt start with `$`; Python's `args`, `__cause__` ... are computed from them. */
export interface PyException extends PyInstance {
  /** the positional arguments */
  $args: Value[];
  $context: PyException | null;
  $cause: PyException | null;
  $suppress: boolean;
  /** where it has been; null before it was raised */
  $trace: TraceStep[] | null;
  /** `__traceback__`, if it was set or asked for */
  $traceback: Value;
}
export type ExceptionType = PyType<PyException>;

/** The function that makes the bare objects of an exception class. */
export function exceptionAllocator(cls: PyType): Value {
  const Alloc: Value = function (this: PyException) {
    this.$args = [];
    this.$context = null;
    this.$cause = null;
    this.$suppress = false;
    this.$trace = null;
    this.$traceback = undefined;
  };
  Alloc.prototype = cls.prototype;
  return Alloc;
}

/** Classes whose instances have fields of their own: two of them cannot be bases of one class. */
const OWN_FIELDS: ReadonlySet<string> = new Set(
  "OSError SyntaxError StopIteration SystemExit ImportError AttributeError NameError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError BaseExceptionGroup".split(
    " ",
  ),
);

/** Makes an exception class. */
export function exceptionType(name: string, base: ExceptionType | null, doc: string, bases?: PyType[]): ExceptionType {
  const parents = bases ?? [base ?? object];
  const cls = builtinType(`${name}(*args, **kwargs)`, null, { bases: parents, doc }) as ExceptionType;
  if (base !== null || bases !== undefined) cls.$layout = OWN_FIELDS.has(name) ? cls : parents[0]!.$layout;
  cls.$hasDict = true;
  return cls;
}

export const BaseException = exceptionType("BaseException", null, "Common base class for all exceptions.");
hidden(BaseException.prototype as object, "$plain", false);
const e = exceptionType;
export const BaseExceptionGroup = e("BaseExceptionGroup", BaseException, "A combination of multiple unrelated exceptions.");
export const Exception = e("Exception", BaseException, "Common base class for all non-exit exceptions.");
export const GeneratorExit = e("GeneratorExit", BaseException, "Request that a generator exit.");
export const KeyboardInterrupt = e("KeyboardInterrupt", BaseException, "Program interrupted by user.");
export const SystemExit = e("SystemExit", BaseException, "Request to exit from the interpreter.");
export const ArithmeticError = e("ArithmeticError", Exception, "Base class for arithmetic errors.");
export const FloatingPointError = e("FloatingPointError", ArithmeticError, "Floating-point operation failed.");
export const OverflowError = e("OverflowError", ArithmeticError, "Result too large to be represented.");
export const ZeroDivisionError = e("ZeroDivisionError", ArithmeticError, "Second argument to a division or modulo operation was zero.");
export const AssertionError = e("AssertionError", Exception, "Assertion failed.");
export const AttributeError = e("AttributeError", Exception, "Attribute not found.");
export const BufferError = e("BufferError", Exception, "Buffer error.");
export const EOFError = e("EOFError", Exception, "Read beyond end of file.");
export const ImportError = e("ImportError", Exception, "Import can't find module, or can't find name in module.");
export const ModuleNotFoundError = e("ModuleNotFoundError", ImportError, "Module not found.");
export const LookupError = e("LookupError", Exception, "Base class for lookup errors.");
export const IndexError = e("IndexError", LookupError, "Sequence index out of range.");
export const KeyError = e("KeyError", LookupError, "Mapping key not found.");
export const MemoryError = e("MemoryError", Exception, "Out of memory.");
export const NameError = e("NameError", Exception, "Name not found globally.");
export const UnboundLocalError = e("UnboundLocalError", NameError, "Local name referenced but not bound to a value.");
export const OSError = e("OSError", Exception, "Base class for I/O related errors.");
export const BlockingIOError = e("BlockingIOError", OSError, "I/O operation would block.");
export const ChildProcessError = e("ChildProcessError", OSError, "Child process error.");
export const ConnectionError = e("ConnectionError", OSError, "Connection error.");
export const BrokenPipeError = e("BrokenPipeError", ConnectionError, "Broken pipe.");
export const ConnectionAbortedError = e("ConnectionAbortedError", ConnectionError, "Connection aborted.");
export const ConnectionRefusedError = e("ConnectionRefusedError", ConnectionError, "Connection refused.");
export const ConnectionResetError = e("ConnectionResetError", ConnectionError, "Connection reset.");
export const FileExistsError = e("FileExistsError", OSError, "File already exists.");
export const FileNotFoundError = e("FileNotFoundError", OSError, "File not found.");
export const InterruptedError = e("InterruptedError", OSError, "Interrupted by signal.");
export const IsADirectoryError = e("IsADirectoryError", OSError, "Operation doesn't work on directories.");
export const NotADirectoryError = e("NotADirectoryError", OSError, "Operation only works on directories.");
export const PermissionError = e("PermissionError", OSError, "Not enough permissions.");
export const ProcessLookupError = e("ProcessLookupError", OSError, "Process not found.");
export const TimeoutError = e("TimeoutError", OSError, "Timeout expired.");
export const ReferenceError = e("ReferenceError", Exception, "Weak ref proxy used after referent went away.");
export const RuntimeError = e("RuntimeError", Exception, "Unspecified run-time error.");
export const NotImplementedError = e("NotImplementedError", RuntimeError, "Method or function hasn't been implemented yet.");
export const PythonFinalizationError = e("PythonFinalizationError", RuntimeError, "Operation blocked during Python finalization.");
export const RecursionError = e("RecursionError", RuntimeError, "Recursion limit exceeded.");
export const StopAsyncIteration = e("StopAsyncIteration", Exception, "Signal the end from iterator.__anext__().");
export const StopIteration = e("StopIteration", Exception, "Signal the end from iterator.__next__().");
export const SyntaxError = e("SyntaxError", Exception, "Invalid syntax.");
export const IndentationError = e("IndentationError", SyntaxError, "Improper indentation.");
export const TabError = e("TabError", IndentationError, "Improper mixture of spaces and tabs.");
export const _IncompleteInputError = e("_IncompleteInputError", SyntaxError, "incomplete input.");
export const SystemError = e(
  "SystemError",
  Exception,
  "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.",
);
export const TypeError = e("TypeError", Exception, "Inappropriate argument type.");
export const ValueError = e("ValueError", Exception, "Inappropriate argument value (of correct type).");
export const UnicodeError = e("UnicodeError", ValueError, "Unicode related error.");
export const UnicodeDecodeError = e("UnicodeDecodeError", UnicodeError, "Unicode decoding error.");
export const UnicodeEncodeError = e("UnicodeEncodeError", UnicodeError, "Unicode encoding error.");
export const UnicodeTranslateError = e("UnicodeTranslateError", UnicodeError, "Unicode translation error.");
export const Warning = e("Warning", Exception, "Base class for warning categories.");
export const ExceptionGroup = e("ExceptionGroup", null, "", [BaseExceptionGroup, Exception]);
export const BytesWarning = e(
  "BytesWarning",
  Warning,
  "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.",
);
export const DeprecationWarning = e("DeprecationWarning", Warning, "Base class for warnings about deprecated features.");
export const EncodingWarning = e("EncodingWarning", Warning, "Base class for warnings about encodings.");
export const FutureWarning = e("FutureWarning", Warning, "Base class for warnings about constructs that will change semantically\nin the future.");
export const ImportWarning = e("ImportWarning", Warning, "Base class for warnings about probable mistakes in module imports");
export const PendingDeprecationWarning = e(
  "PendingDeprecationWarning",
  Warning,
  "Base class for warnings about features which will be deprecated\nin the future.",
);
export const ResourceWarning = e("ResourceWarning", Warning, "Base class for warnings about resource usage.");
export const RuntimeWarning = e("RuntimeWarning", Warning, "Base class for warnings about dubious runtime behavior.");
export const SyntaxWarning = e("SyntaxWarning", Warning, "Base class for warnings about dubious syntax.");
export const UnicodeWarning = e("UnicodeWarning", Warning, "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.");
export const UserWarning = e("UserWarning", Warning, "Base class for warnings generated by user code.");
export { OSError as EnvironmentError, OSError as IOError };
