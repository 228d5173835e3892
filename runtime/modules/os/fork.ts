/**
 * fork - os.fork and os.register_at_fork.
 *
 * Mirrors  Modules/posixmodule.c of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { adopt, closeFd } from "../../system/descriptors.js";
import { PythonFinalizationError, TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { callable } from "../../objects/protocols/call.js";
import { builtin } from "../../objects/register.js";
import { typeName } from "../../objects/typename.js";
import { registered } from "../../processes/atfork.js";
import { forkProcess } from "../../processes/fork.js";
import { Tuple } from "../../objects/tuple.js";
import { finalizing } from "../sys/index.js";
import { loginTerminal, openTerminal, setInheritable } from "./descriptors.js";
import { audit } from "../../objects/audit.js";

function forkHere(): Suspends<number> {
  if (finalizing.now) throw new PythonFinalizationError("can't fork at interpreter shutdown");
  audit("os.fork");
  return forkProcess(null);
}

export const forking: Record<string, Value> = {
  fork: builtin("fork()", (): Suspends<number> => forkHere(), "posix"),
  forkpty: builtin(
    "forkpty()",
    (): Suspends<Tuple> => {
      const [master, slave] = openTerminal();
      const [ours, theirs] = [adopt(master), adopt(slave)];
      let pid: number;
      try {
        pid = forkHere();
      } catch (error) {
        closeFd(ours);
        closeFd(theirs);
        throw error;
      }
      if (pid === 0) {
        closeFd(ours);
        loginTerminal(theirs);
        return new Tuple([0, -1]);
      }
      closeFd(theirs);
      setInheritable(ours, true);
      return new Tuple([pid, ours]);
    },
    "posix",
  ),
  register_at_fork: builtin(
    "register_at_fork(*, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)",
    (before?: Value, child?: Value, parent?: Value): null => {
      if (before === undefined && child === undefined && parent === undefined) throw new TypeError("At least one argument is required.");
      for (const [name, hook] of [
        ["before", before],
        ["after_in_child", child],
        ["after_in_parent", parent],
      ]) {
        if (hook !== undefined && !callable(hook)) throw new TypeError(`'${name as string}' must be callable, not ${typeName(hook)}`);
      }
      if (before !== undefined) registered.before.push(before);
      if (child !== undefined) registered.child.push(child);
      if (parent !== undefined) registered.parent.push(parent);
      return null;
    },
    "posix",
  ),
};
