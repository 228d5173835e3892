/**
 * text - text compiled while the program runs, and run in dictionaries that hold its names.
 *
 * Invariants
 *   X1  A name of the text's outermost scope lives in the locals, else the globals; functions of the text see the globals alone.
 *   X2  Looking a name up runs no Python code, except with a mapping of a script's own class as locals.
 */
import type { Suspends } from "../frames/suspend.js";
import { registerScript, type Positions } from "../frames/scripts.js";
import { Code } from "../objects/code.js";
import { Dict } from "../objects/dict.js";
import { KeyError } from "../objects/exceptions.js";
import { newModule } from "../objects/module.js";
import { isinstance, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { call } from "../objects/protocols/call.js";
import { $caught, $handled, $uncaught } from "../objects/raise.js";
import builtinsModule from "../modules/builtins/module.js";
import { sysModule } from "../modules/sys/module.js";
import { loader, syntaxError, type ModuleCode } from "./code.js";
import { gilt } from "./namespace.js";

/** A code object made of text. */
export interface TextCode extends Code {
  readonly $text: { readonly run: ModuleCode; readonly names: Readonly<Record<string, string>>; readonly mode: string };
}

const RESULT = "__gilt_result__";
const SHOW = "__gilt_show__";

const made = new Map<string, TextCode>();
let texts = 0;

/** A code object of a text. @throws SyntaxError and its like, as Python exceptions */
export function compileTextCode(text: string, path: string, mode: "exec" | "eval" | "single"): TextCode {
  const key = `${mode}\0${path}\0${text}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const { compileText, PythonSyntaxError } = loader.loadBundle("compiler");
  let compiled: { code: string; positions: Positions; names: Record<string, string> };
  try {
    compiled = compileText(text, { path, name: "", mode });
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw syntaxError(error as never, path);
    throw error;
  }
  const filename = `gilt:text${texts++}:${path}`;
  registerScript(filename, path, compiled.positions);
  const { script } = loader.compileCached(compiled.code, filename, null);
  const meta = {
    name: "<module>", qualname: "<module>", module: "", params: [], posonly: 0, required: 0, kwonly: [], kwrequired: 0, varargs: null, varkw: null, doc: null,
    kind: "function" as const, method: false, line: 1,
  };
  const code = new Code(meta, path, []) as TextCode;
  Object.defineProperty(code, "$text", { value: { run: script.runInThisContext() as ModuleCode, names: compiled.names, mode } });
  made.set(key, code);
  return code;
}

/** A name among the locals: those of a script's own class are asked as Python asks them. */
function localValue(locals: Value, name: string): Suspends<Value> {
  if (locals instanceof Dict) return locals.$named(name);
  const before = $handled();
  try {
    return callMethod(locals, "__getitem__", name);
  } catch (thrown) {
    const e = $caught(thrown, null);
    if (!isinstance(e, KeyError)) throw thrown;
    $uncaught(before);
    return undefined;
  }
}

function nameIn(globals: Dict, name: string): Value {
  return globals.$named(name);
}

/** Runs a text's code; the value of an expression, None of statements. */
export function runText(code: TextCode, globals: Value, locals: Value): Suspends<Value> {
  const { run, names } = code.$text;
  const space: Value = locals ?? globals;
  if (nameIn(globals, "__builtins__") === undefined) globals.$setNamed("__builtins__", builtinsModule);
  const module = newModule(String(nameIn(globals, "__name__") ?? "builtins")) as Value;
  module.__package__ = nameIn(globals, "__package__") ?? null;
  let result: Value = null;
  const scope = new Proxy(Object.create(null) as object, {
    has: (_target, property) => typeof property === "string" && Object.hasOwn(names, property),
    get: (_target, property) => (typeof property === "string" ? localValue(space, names[property]!) ?? nameIn(globals, names[property]!) : undefined),
    set: (_target, property, value) => {
      const name = names[property as string]!;
      if (name === RESULT) result = value;
      else if (value === undefined) {
        if (space instanceof Dict) space.$delete(name);
        else callMethod(space, "__delitem__", name);
      } else if (space instanceof Dict) space.$setNamed(name, value);
      else callMethod(space, "__setitem__", name, value);
      return true;
    },
  });
  const record = {
    module,
    $bind: () => undefined,
    $scope: scope,
    /** names that the text does not bind */
    $lookup: (name: string): Suspends<Value> => (name === SHOW ? show : localValue(space, name) ?? nameIn(globals, name)),
    $dict: globals,
  };
  run(gilt, record)();
  return result;
}

/** A line at the prompt shows its value. */
function show(value: Value): Suspends<Value> {
  return call(sysModule.displayhook, value);
}
