/**
 * evaluate - compile, eval, exec: text that becomes code while the program runs.
 *
 * Mirrors     builtin_compile, builtin_eval and builtin_exec in Python/bltinmodule.c of CPython 3.13
 * Suspends    eval and exec: the text is Python code
 * Calls back  __getitem__, __setitem__ of a mapping given as locals, which must not suspend
 * Differs     syntax trees (compile of an ast.AST, flag PyCF_ONLY_AST) are not available yet and raise NotImplementedError
 */
import type { Suspends } from "../../frames/suspend.js";
import { runText, type TextCode } from "../../importer/text.js";
import { Code } from "../../objects/code.js";
import { Dict } from "../../objects/dict.js";
import { NotImplementedError, SyntaxError, TypeError, ValueError } from "../../objects/exceptions.js";
import { lookup, typeOf, type Value } from "../../objects/object.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { getattrOr } from "../../objects/attributes.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { fspath } from "../../system/paths.js";
import { compileTextCode } from "../../importer/text.js";

function sourceText(source: Value, where: string): string {
  let text: string;
  if (typeof source === "string") text = source;
  else if (source !== null && typeof source.$value === "string") text = source.$value;
  else {
    const data = bufferOf(source);
    if (data === undefined) {
      if (getattrOr(source, "_fields") !== undefined) throw new NotImplementedError(`${where}() of a syntax tree is not available in gilt yet`);
      throw new TypeError(`${where}() arg 1 must be a string, bytes${where === "compile" ? "" : " or code"}${where === "compile" ? " or AST" : ""} object`);
    }
    text = Buffer.from(data).toString("utf8");
  }
  if (text.includes("\0")) throw new SyntaxError("source code string cannot contain null bytes");
  return text;
}

export const compile = builtin(
  "compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
  function (source: Value, filename: Value, mode: Value, flags: Value): Suspends<Value> {
    if (typeof mode !== "string") throw new TypeError(`compile() argument 'mode' must be str, not ${typeOf(mode).$name}`);
    const path = fspath(filename);
    if (flags !== undefined && (Number(toIndex(flags)) & 0x400) !== 0) throw new NotImplementedError("compile() to a syntax tree is not available in gilt yet");
    if (mode !== "exec" && mode !== "eval" && mode !== "single") throw new ValueError("compile() mode must be 'exec', 'eval' or 'single'");
    if (source instanceof Code) return source;
    return compileTextCode(sourceText(source, "compile"), path, mode);
  },
);

/** The dict of global names, with `__builtins__` in it. */
function checkSpaces(where: string, globals: Value, locals: Value): Suspends<void> {
  if (!(globals instanceof Dict)) {
    throw new TypeError(
      where === "eval" && lookup(typeOf(globals), "__getitem__") !== undefined
        ? "globals must be a real dict; try eval(code, {}, mapping)"
        : `${where}() ${where === "eval" ? "globals must be a dict" : `globals must be a dict, not ${typeOf(globals).$name}`}`,
    );
  }
  if (locals !== null && !(locals instanceof Dict) && lookup(typeOf(locals), "__getitem__") === undefined) {
    throw new TypeError(`${where}() locals must be a mapping or None, not ${typeOf(locals).$name}`);
  }
}

function codeFor(where: "eval" | "exec", source: Value): Suspends<TextCode> {
  if (source instanceof Code) {
    if ((source as Value).$text === undefined) throw new NotImplementedError(`${where}() of a function's code object is not available in gilt yet`);
    return source as unknown as TextCode;
  }
  const text = sourceText(source, where);
  return compileTextCode(where === "eval" ? text.replace(/^[ \t]+/, "") : text, "<string>", where);
}

export const eval_ = builtin("eval(source, /, globals=None, locals=None)", function (source: Value, globals: Value, locals: Value): Suspends<Value> {
  if (globals === undefined || globals === null) throw new NotImplementedError("eval() called by another name needs globals in gilt");
  checkSpaces("eval", globals, locals ?? null);
  return runText(codeFor("eval", source), globals, locals ?? null);
});

export const exec = builtin("exec(source, /, globals=None, locals=None, *, closure=None)", function (source: Value, globals: Value, locals: Value): Suspends<Value> {
  if (globals === undefined || globals === null) throw new NotImplementedError("exec() called by another name needs globals in gilt");
  checkSpaces("exec", globals, locals ?? null);
  runText(codeFor("exec", source), globals, locals ?? null);
  return null;
});
