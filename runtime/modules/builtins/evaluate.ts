/**
 * evaluate - compile, eval, exec: text that becomes code while the program runs.
 *
 * Mirrors     builtin_compile, builtin_eval, builtin_exec in Python/bltinmodule.c of CPython 3.13
 * Suspends    eval, exec
 * Differs     compile() knows one flag, PyCF_ONLY_AST; of a syntax tree it compiles the text, whose lines are not the tree's
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { Cell } from "../../objects/cell.js";
import { Tuple } from "../../objects/tuple.js";
import { functionOfCode } from "../../objects/changed.js";
import { Code, frameMeta } from "../../objects/code.js";
import { isDict } from "../../objects/dict.js";
import { SyntaxError, TypeError, ValueError } from "../../objects/exceptions.js";
import { moduleHooks } from "../../objects/modulehooks.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { typeName } from "../../objects/typename.js";
import type { TextMode } from "../../importer/dynamic.js";
import type { ModuleCode } from "../../importer/code.js";

/** What importer/dynamic.ts offers; it stands behind the builtins in the order of modules. */
export const textHooks: {
  codeOfText?: (text: string, path: string, mode: TextMode) => Suspends<ModuleCode>;
  /** the syntax tree of a text, and the text of a tree */
  treeOf?: (text: string, path: string, mode: TextMode) => Suspends<Value>;
  textOfTree?: (tree: Value) => Suspends<string>;
  runText?: (code: ModuleCode, globals: Value, locals: Value) => Suspends<Value>;
} = {};

const compiled = new WeakMap<Code, ModuleCode>();

/** Text of a source argument. */
function textOf(source: Value, what: string): Suspends<string> {
  if (typeof source === "string") {
    if (source.includes("\0")) throw new SyntaxError("source code string cannot contain null bytes");
    return source;
  }
  if (source instanceof Uint8Array || typeof source?.decode === "function") return source.decode() as string;
  throw new TypeError(`${what} arg 1 must be a string, bytes or code object`);
}

/** ast.PyCF_ONLY_AST */
const ONLY_TREE = 0x400;

export const compile = builtin(
  "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
  (source: Value, filename: Value, mode: Value, flags: Value): Suspends<Value> => {
    if (mode !== "exec" && mode !== "eval" && mode !== "single") throw new ValueError("compile() mode must be 'exec', 'eval' or 'single'");
    const path = String(filename);
    const isTree = typeof source === "object" && source !== null && source._fields !== undefined;
    if (((flags ?? 0) & ONLY_TREE) !== 0) return isTree ? source : textHooks.treeOf!(textOf(source, "compile()"), path, mode);
    const text = isTree ? textHooks.textOfTree!(source) : textOf(source, "compile()");
    const code = new Code(frameMeta("<module>", 1), path, []);
    compiled.set(code, textHooks.codeOfText!(mode === "eval" ? text.replace(/^[ \t]+/, "") : text, path, mode));
    return code;
  },
);

/** The names a text runs with. */
function spaces(what: string, globals: Value, locals: Value): Suspends<[Value, Value]> {
  if (globals === null || globals === undefined) {
    const own = $getattr(moduleHooks.modules!.$get("__main__"), "__dict__");
    return [own, locals ?? own];
  }
  if (!isDict(globals)) throw new TypeError(what === "eval" ? "globals must be a dict" : `${what}() globals must be a dict, not ${typeName(globals)}`);
  return [globals, locals ?? globals];
}

/** The code to run: of a code object, or of a text. Undefined: of a function. */
function codeIn(source: Value, what: string, mode: TextMode): Suspends<ModuleCode | undefined> {
  if (source instanceof Code) return compiled.get(source);
  const text = textOf(source, `${what}()`);
  return textHooks.codeOfText!(mode === "eval" ? text.replace(/^[ \t]+/, "") : text, "<string>", mode);
}

export const eval_ = builtin("eval(source, /, globals=None, locals=None)", (source: Value, globals: Value, locals: Value): Suspends<Value> => {
  const [all, own] = spaces("eval", globals, locals);
  const code = codeIn(source, "eval", "eval");
  if (code !== undefined) return textHooks.runText!(code, all, own);
  if (source.$free.length > 0) throw new TypeError("code object passed to eval() may not contain free variables");
  return functionOfCode(source as Code, all, [])();
});

export const exec = builtin(
  "exec(source, /, globals=None, locals=None, *, closure=None)",
  (source: Value, globals: Value, locals: Value, closure: Value): Suspends<null> => {
    const [all, own] = spaces("exec", globals, locals);
    const code = codeIn(source, "exec", "exec");
    const cells = cellsFor(source instanceof Code ? source : null, closure ?? null);
    if (code === undefined) functionOfCode(source as Code, all, cells)();
    else textHooks.runText!(code, all, own);
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
