/**
 * evaluate - compile, eval, exec: text that becomes code while the program runs.
 *
 * Mirrors     builtin_compile, builtin_eval, builtin_exec in Python/bltinmodule.c of CPython 3.13
 * Suspends    eval, exec
 * Differs     names of a syntax tree that are no identifiers are others in its code (_ast/treetext.ts); of the flags of `__future__` only that of
 *             annotations changes anything, and PyCF_ALLOW_TOP_LEVEL_AWAIT raises NotImplementedError
 */
import type { Suspends } from "../../frames/suspend.js";
import { Cell } from "../../objects/cell.js";
import { Tuple } from "../../objects/tuple.js";
import { functionOfCode } from "../../objects/changed.js";
import { Code } from "../../objects/code.js";
import { plainMeta } from "../../objects/function.js";
import { inheritedFutures } from "../../objects/futures.js";
import { isDict } from "../../objects/dict.js";
import { NotImplementedError, TypeError, ValueError } from "../../objects/exceptions.js";
import { globalsOfModule } from "../../objects/modulehooks.js";
import { hidden, type Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { currentFrame } from "../../objects/frameobject.js";
import { globalsOfFrame, localsOfFrame } from "../../objects/traceobject.js";
import { truth } from "../../objects/protocols/bool.js";
import { toIndex } from "../../objects/protocols/index.js";
import { typeName } from "../../objects/typename.js";
import { fspath } from "../../system/paths.js";
import { carriedTable } from "../../snapshot/carried.js";
import { isTracing } from "../sys/tracing.js";
import type { TextMode } from "../../importer/dynamic.js";
import type { ModuleCode } from "../../importer/code.js";
import type { TreeText } from "../_ast/treetext.js";
import { sourceText } from "./sourcetext.js";
import { stringOf } from "../../objects/str.js";
import { audit, auditHooks } from "../../objects/audit.js";
import { Bytes } from "../../objects/bytes/data.js";

/** What importer/dynamic.ts offers; it stands behind the builtins in the order of modules. */
export const textHooks: {
  codeOfText?: (text: string, path: string, mode: TextMode, flags?: number, optimize?: number, places?: readonly number[]) => Suspends<ModuleCode>;
  /** the syntax tree of a text, and the text of a tree */
  treeOf?: (text: string, path: string, mode: TextMode, flags: number) => Suspends<Value>;
  textOfTree?: (tree: Value, mode: TextMode) => Suspends<TreeText>;
  runText?: (code: ModuleCode, globals: Value, locals: Value) => Suspends<Value>;
  /** what code runs with has `__builtins__` */
  giveBuiltins?: (globals: Value) => Suspends<void>;
} = {};

const compiled = new WeakMap<Code, ModuleCode>();
carriedTable("compiled code", () => compiled);

/** What codeOfText() was given for code; kept on it, since what runs while a trace function is set is compiled to tell it what it does, and marshal writes nothing else. */
export type Source = Parameters<NonNullable<typeof textHooks.codeOfText>>;

/** ast.PyCF_ONLY_AST */
const ONLY_TREE = 0x400;
/** ast.PyCF_ALLOW_TOP_LEVEL_AWAIT */
const TOP_LEVEL_AWAIT = 0x2000;
/** PyCF_MASK, PyCF_MASK_OBSOLETE and PyCF_COMPILE_MASK of Include/cpython/compile.h: the features of `__future__`, nested scopes, ast's and codeop's flags */
const KNOWN_FLAGS = 0x1fe0000 | 0x10 | 0xf600;

/** PyCF_MASK: what `from __future__ import ...` can ask for */
const FUTURE_MASK = 0x1fe0000;

const NO_SOURCE = "compile() arg 1 must be a string, bytes or AST object";

/** The name of a file as compile() takes it: a str, or what names a path. */
function filenameOf(filename: Value): Suspends<string> {
  return stringOf(filename) ?? fspath(filename);
}

/** How compile() is to read a text. */
function modeOf(given: Value, onlyTree: boolean): Suspends<TextMode> {
  const mode = stringOf(given);
  if (mode === "exec" || mode === "eval" || mode === "single") return mode;
  if (mode === undefined) throw new TypeError(`compile() argument 'mode' must be str, not ${given === null ? "None" : typeName(given)}`);
  if (mode === "func_type") {
    if (!onlyTree) throw new ValueError("compile() mode 'func_type' requires flag PyCF_ONLY_AST");
    throw new NotImplementedError("compile() mode 'func_type'");
  }
  throw new ValueError(`compile() mode must be 'exec', 'eval'${onlyTree ? ", 'single' or 'func_type'" : " or 'single'"}`);
}

export const compile = builtin(
  "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
  (source: Value, filename: Value, mode: Value, flags: Value, dontInherit: Value, optimize: Value): Suspends<Value> => {
    const path = filenameOf(filename);
    const given = flags === undefined ? 0 : Number(toIndex(flags));
    const asked = dontInherit !== undefined && truth(dontInherit) ? given : given | inheritedFutures();
    const level = optimize === undefined ? -1 : Number(toIndex(optimize));
    if ((asked & ~KNOWN_FLAGS) !== 0) throw new ValueError("compile(): unrecognised flags");
    if (level < -1 || level > 2) throw new ValueError("compile(): invalid optimize value");
    const onlyTree = (asked & ONLY_TREE) !== 0;
    const how = modeOf(mode, onlyTree);
    if ((asked & TOP_LEVEL_AWAIT) !== 0) throw new NotImplementedError("compile() with PyCF_ALLOW_TOP_LEVEL_AWAIT");
    const isTree = typeof source === "object" && source !== null && source._fields !== undefined;
    if (isTree) audit("compile", source, null);
    if (onlyTree) return isTree ? source : textHooks.treeOf!(auditedText(source, path, NO_SOURCE), path, how, asked);
    const { text, places } = isTree ? textHooks.textOfTree!(source, how) : { text: auditedText(source, path, NO_SOURCE), places: undefined };
    return codeOfSource([text, path, how, asked, level < 0 ? undefined : level, places]);
  },
);

/** The text of what is compiled, which hooks are told of as bytes. */
function auditedText(source: Value, path: string, wrong: string): Suspends<string> {
  const text = sourceText(source, path, wrong);
  if (auditHooks.length > 0) audit("compile", new Bytes(Buffer.from(text, "utf8")), path);
  return text;
}

/** What hooks are told that runs. */
function auditedCode(source: Value, mode: TextMode): Suspends<Value> {
  return source instanceof Code ? source : codeOfSource([sourceText(source, "<string>", ""), "<string>", mode, inheritedFutures()]);
}

/** The code object of a text. */
export function codeOfSource(source: Source): Suspends<Code> {
  const [, path, , flags = 0] = source;
  const code = new Code(plainMeta("<module>", "", { line: 1 }), path, []);
  code.$flags = flags & FUTURE_MASK;
  compiled.set(code, textHooks.codeOfText!(...source));
  hidden(code, "$source", source);
  return code;
}

/** What a code object was made of; undefined: it is a function's. */
export function sourceOfCode(code: Code): Source | undefined {
  return (((code as Value).$of ?? code) as Value).$source as Source | undefined;
}

/** The names a text runs with. */
function spaces(what: string, globals: Value, locals: Value): Suspends<[Value, Value]> {
  if (globals === null || globals === undefined) {
    const caller = currentFrame(0);
    if (caller === null) return [globalsOfModule("__main__"), locals ?? globalsOfModule("__main__")];
    return [globalsOfFrame(caller), locals ?? localsOfFrame(caller)];
  }
  if (!isDict(globals)) throw new TypeError(what === "eval" ? "globals must be a dict" : `${what}() globals must be a dict, not ${typeName(globals)}`);
  return [globals, locals ?? globals];
}

/** The code to run: of a code object, or of a text. Undefined: of a function. */
function codeIn(source: Value, what: string, mode: TextMode): Suspends<ModuleCode | undefined> {
  if (source instanceof Code) {
    const given = sourceOfCode(source);
    return given?.[2] === "exec" && isTracing() ? textHooks.codeOfText!(...given) : compiled.get(source.$of ?? source);
  }
  const text = auditedText(source, "<string>", `${what}() arg 1 must be a string, bytes or code object`);
  return textHooks.codeOfText!(mode === "eval" ? text.replace(/^[ \t]+/, "") : text, "<string>", mode, inheritedFutures());
}

export const eval_ = builtin("eval(source, /, globals=None, locals=None)", (source: Value, globals: Value, locals: Value): Suspends<Value> => {
  const [all, own] = spaces("eval", globals, locals);
  const code = codeIn(source, "eval", "eval");
  if (auditHooks.length > 0) audit("exec", auditedCode(source, "eval"));
  if (code !== undefined) return textHooks.runText!(code, all, own);
  if (source.$free.length > 0) throw new TypeError("code object passed to eval() may not contain free variables");
  textHooks.giveBuiltins!(all);
  return functionOfCode(source as Code, all, [])();
});

export const exec = builtin(
  "exec(source, /, globals=None, locals=None, *, closure=None)",
  (source: Value, globals: Value, locals: Value, closure: Value): Suspends<null> => {
    const [all, own] = spaces("exec", globals, locals);
    const code = codeIn(source, "exec", "exec");
    if (auditHooks.length > 0) audit("exec", auditedCode(source, "exec"));
    const cells = cellsFor(source instanceof Code ? source : null, closure ?? null);
    if (code === undefined) {
      textHooks.giveBuiltins!(all);
      functionOfCode(source as Code, all, cells)();
    } else textHooks.runText!(code, all, own);
    return null;
  },
);

/** The closure that exec() is given, which must be what the code takes. */
function cellsFor(code: Code | null, closure: Value): Cell[] {
  if (code === null) {
    if (closure !== null) throw new TypeError("closure can only be used when source is a code object");
    return [];
  }
  const count = code.$free.length;
  if (count === 0) {
    if (closure !== null) throw new TypeError("cannot use a closure with this code object");
    return [];
  }
  const cells = closure instanceof Tuple ? (closure.items as Cell[]) : [];
  if (!(closure instanceof Tuple) || cells.length !== count || !cells.every((cell) => cell instanceof Cell))
    throw new TypeError(`code object requires a closure of exactly length ${count}`);
  return cells;
}
