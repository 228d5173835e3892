/**
 * names - Python identifiers as TypeScript identifiers, and back.
 */

const RESERVED: ReadonlySet<string> = new Set(
  (
    "arguments await async break case catch class const continue debugger default delete do else enum eval export extends false finally for function " +
    "if implements import in instanceof interface let new null package private protected public return static super switch this throw true try " +
    "typeof undefined var void while with yield NaN Infinity of " +
    // what emitted text itself means by these words
    "Object Function Array String Number Boolean BigInt Symbol Promise Proxy Reflect globalThis"
  ).split(" "),
);

const RESERVED_FORM = new RegExp(`^(?:${[...RESERVED].join("|")})_*$`);

/** The TypeScript identifier for a Python name: a reserved word, with any underscores after it, gets one more. */
export function jsIdentifier(name: string): string {
  return RESERVED_FORM.test(name) ? name + "_" : name;
}

/** The Python name of an identifier in emitted text. */
export function pyIdentifier(identifier: string): string {
  return identifier.endsWith("_") && RESERVED_FORM.test(identifier.slice(0, -1)) ? identifier.slice(0, -1) : identifier;
}

/**
 * A name as Python code sees it. A tree may have names that no text can have: they are written with `\u02cd` before them, and around the numbers
 * of what no identifier holds (modules/_ast/treefields.ts).
 */
export function seenName(name: string): string {
  if (!/^\u02cd.*\u02cd[0-9a-f]+\u02cd/.test(name)) return name;
  return name.slice(1).replace(/\u02cd([0-9a-f]+)\u02cd/g, (_, number: string) => String.fromCodePoint(parseInt(number, 16)));
}

/** Methods that JavaScript has under the same name with another meaning: they get a `$` in the text. */
export const CLASHING_METHODS: ReadonlySet<string> = new Set(["split", "replace", "pop", "sort", "reverse", "index"]);

/** Names of Python's module `builtins`. */
export const BUILTINS: ReadonlySet<string> = new Set(
  (
    "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError BytesWarning " +
    "ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis " +
    "EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit " +
    "IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError " +
    "MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError " +
    "PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError ResourceWarning " +
    "RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError " +
    "TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError " +
    "Warning ZeroDivisionError __build_class__ __debug__ __import__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable " +
    "chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals " +
    "hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open " +
    "ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip"
  ).split(" "),
);

/** Whether a builtin is a class of exceptions: written with `new`. */
export function isExceptionName(name: string): boolean {
  return BUILTINS.has(name) && /(?:Error|Exception|Warning|Group|Exit|Interrupt|Iteration)$/.test(name);
}
