/**
 * subprocess errors - what goes wrong with programs once they run.
 *
 * Mirrors     Lib/subprocess.py of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { mod } from "../../objects/arithmetic.js";
import { Exception } from "../../objects/exceptions.js";
import { floatFrom } from "../../objects/float.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { lt } from "../../objects/protocols/compare.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { getset, pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { signals } from "../signal/enums.js";

@pyclass("subprocess.SubprocessError")
export class SubprocessError extends Exception {}

@pyclass("subprocess.CalledProcessError", {
  doc: "Raised when run() is called with check=True and the process\n    returns a non-zero exit status.\n\n    Attributes:\n      cmd, returncode, stdout, stderr, output\n    ",
})
export class CalledProcessError extends SubprocessError {
  declare returncode: Value;
  declare cmd: Value;
  declare output: Value;
  declare stderr: Value;

  __init__(returncode: Value, cmd: Value, output: Value = null, stderr: Value = null): null {
    this.returncode = returncode;
    this.cmd = cmd;
    this.output = output;
    this.stderr = stderr;
    return null;
  }

  __str__(): Suspends<string> {
    const { returncode } = this;
    if (!truth(returncode) || !truth(lt(returncode, 0))) {
      return mod("Command '%s' returned non-zero exit status %d.", new Tuple([this.cmd, returncode])) as string;
    }
    const number = Math.trunc(-floatFrom(returncode));
    const signal = signals.members.has(number) ? repr(signals.of(number)) : undefined;
    return signal === undefined ? `Command '${str(this.cmd)}' died with unknown signal ${number}.` : `Command '${str(this.cmd)}' died with ${signal}.`;
  }
}

@pyclass("subprocess.TimeoutExpired", {
  doc: "This exception is raised when the timeout expires while waiting for a\n    child process.\n\n    Attributes:\n        cmd, output, stdout, stderr, timeout\n    ",
})
export class TimeoutExpired extends SubprocessError {
  declare cmd: Value;
  declare timeout: Value;
  declare output: Value;
  declare stderr: Value;

  __init__(cmd: Value, timeout: Value, output: Value = null, stderr: Value = null): null {
    this.cmd = cmd;
    this.timeout = timeout;
    this.output = output;
    this.stderr = stderr;
    return null;
  }

  __str__(): Suspends<string> {
    return `Command '${str(this.cmd)}' timed out after ${str(this.timeout)} seconds`;
  }
}

/** An exception of run() and its like: what the program said are keywords there, and no part of `args`. */
export function withOutput<E extends CalledProcessError | TimeoutExpired>(error: E, output: Value, stderr: Value): E {
  error.output = output;
  error.stderr = stderr;
  return error;
}

for (const cls of [CalledProcessError, TimeoutExpired]) {
  getset(cls, {
    stdout: [
      (self: Value): Value => self.output,
      (self: Value, value: Value): void => {
        self.output = value;
      },
    ],
  });
}
