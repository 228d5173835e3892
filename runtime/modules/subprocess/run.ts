/**
 * subprocess.run - programs that are started, waited for, and looked at.
 *
 * Mirrors     Lib/subprocess.py of CPython 3.13
 * Frames      runProgram: run
 * Suspends    all of them
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { $getattr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { generic } from "../../objects/genericalias.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyclass, pyfunction } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { itemsOf } from "../../objects/protocols/iter.js";
import { CalledProcessError, TimeoutExpired, withOutput } from "./errors.js";
import { PIPE, STDOUT } from "./handles.js";
import { Popen } from "./popen.js";

const python = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => pyfunction(signature, body, "subprocess");

@pyclass("subprocess.CompletedProcess", {
  doc: "A process that has finished running.\n\n    This is returned by run().\n\n    Attributes:\n      args: The list or str args passed to run().\n      returncode: The exit code of the process, negative for signals.\n      stdout: The standard output (None if not captured).\n      stderr: The standard error (None if not captured).\n    ",
})
export class CompletedProcess extends PyObject {
  declare args: Value;
  declare returncode: Value;
  declare stdout: Value;
  declare stderr: Value;

  __init__(args: Value, returncode: Value, stdout: Value = null, stderr: Value = null): null {
    this.args = args;
    this.returncode = returncode;
    this.stdout = stdout;
    this.stderr = stderr;
    return null;
  }

  __repr__(): Suspends<string> {
    const parts = [`args=${repr(this.args)}`, `returncode=${repr(this.returncode)}`];
    if (this.stdout !== null) parts.push(`stdout=${repr(this.stdout)}`);
    if (this.stderr !== null) parts.push(`stderr=${repr(this.stderr)}`);
    return `${typeOf(this).$name}(${parts.join(", ")})`;
  }

  check_returncode(): Suspends<null> {
    if (truth(this.returncode)) throw new CalledProcessError(this.returncode, this.args, this.stdout, this.stderr);
    return null;
  }
}
generic(CompletedProcess);

/** The module itself: a script may put another Popen into it, which run() and its like use then. */
export const late = { module: { Popen } as Value };

function given(kw: Kw, name: string): Value {
  const value = (kw as Record<string, Value>)[name];
  return value === undefined ? null : value;
}

/** Runs `work` with the process as `with` does; what is thrown kills it first. */
function within(process: Value, work: () => Suspends<Value>): Suspends<Value> {
  let result: Value;
  try {
    try {
      result = work();
    } catch (error) {
      callMethod(process, "kill");
      if (error instanceof TimeoutExpired) callMethod(process, "wait");
      throw error;
    }
  } catch (error) {
    callMethod(process, "__exit__", typeOf(error), error, null);
    throw error;
  }
  callMethod(process, "__exit__", null, null, null);
  return result;
}

function runProgram(args: Value[], input: Value, capture: Value, timeout: Value, check: Value, kw: Kw): Suspends<Value> {
  const options = kw as Record<string, Value>;
  if (input !== null) {
    if (given(kw, "stdin") !== null) throw new ValueError("stdin and input arguments may not both be used.");
    options["stdin"] = PIPE;
  }
  if (truth(capture)) {
    if (given(kw, "stdout") !== null || given(kw, "stderr") !== null) throw new ValueError("stdout and stderr arguments may not be used with capture_output.");
    options["stdout"] = PIPE;
    options["stderr"] = PIPE;
  }
  const process = $callx(late.module.Popen, args, kw);
  return within(process, () => {
    const [stdout, stderr] = itemsOf(callMethod(process, "communicate", input, timeout)) as [Value, Value];
    const code = callMethod(process, "poll");
    if (truth(check) && truth(code)) throw withOutput(new CalledProcessError(code, $getattr(process, "args")), stdout, stderr);
    return new CompletedProcess($getattr(process, "args"), code, stdout, stderr);
  });
}

function callProgram(args: Value[], timeout: Value, kw: Kw): Suspends<Value> {
  const process = $callx(late.module.Popen, args, kw);
  return within(process, () => callMethod(process, "wait", timeout));
}

export const run = python(
  "run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **kwargs)",
  (args: Value, input: Value, capture: Value, timeout: Value, check: Value, kw: Value): Suspends<Value> =>
    runProgram(args, input ?? null, capture ?? false, timeout ?? null, check ?? false, kw ?? new Kw()),
);

export const call = python("call(*popenargs, timeout=None, **kwargs)", (args: Value, timeout: Value, kw: Value): Suspends<Value> =>
  callProgram(args, timeout ?? null, kw ?? new Kw()),
);

export const check_call = python("check_call(*popenargs, **kwargs)", (args: Value, kw: Value): Suspends<Value> => {
  const options = (kw ?? new Kw()) as Record<string, Value>;
  const { timeout = null, ...rest } = options;
  const code = callProgram(args, timeout, Object.assign(new Kw(), rest));
  if (truth(code)) throw new CalledProcessError(code, options["args"] ?? args[0]);
  return 0;
});

export const check_output = python("check_output(*popenargs, timeout=None, **kwargs)", (args: Value, timeout: Value, kw: Value): Suspends<Value> => {
  const options = (kw ?? new Kw()) as Record<string, Value>;
  for (const name of ["stdout", "check"]) {
    if (options[name] !== undefined) throw new ValueError(`${name} argument not allowed, it will be overridden.`);
  }
  if (options["input"] === null) {
    const isText =
      truth(options["universal_newlines"] ?? null) || truth(options["text"] ?? null) || truth(options["encoding"] ?? null) || truth(options["errors"] ?? null);
    options["input"] = isText ? "" : new Bytes(new Uint8Array(0));
  }
  const { input = null, capture_output = false, ...rest } = options;
  const more = Object.assign(new Kw(), rest) as Record<string, Value>;
  more["stdout"] = PIPE;
  return $getattr(runProgram(args, input, capture_output, timeout ?? null, true, more as Kw), "stdout");
});

function statusAndOutput(command: Value, encoding: Value, errors: Value): Suspends<[Value, Value]> {
  const options = Object.assign(new Kw(), { shell: true, text: true, stderr: STDOUT, encoding, errors, stdout: PIPE });
  const done = runProgram([command], null, false, null, false, options);
  const output = $getattr(done, "stdout");
  return [$getattr(done, "returncode"), String(output).endsWith("\n") ? String(output).slice(0, -1) : output];
}

export const getstatusoutput = python(
  "getstatusoutput(cmd, *, encoding=None, errors=None)",
  (command: Value, encoding: Value, errors: Value): Suspends<Value> => new Tuple(statusAndOutput(command, encoding ?? null, errors ?? null)),
);

export const getoutput = python(
  "getoutput(cmd, *, encoding=None, errors=None)",
  (command: Value, encoding: Value, errors: Value): Suspends<Value> => statusAndOutput(command, encoding ?? null, errors ?? null)[1],
);
