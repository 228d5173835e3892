/**
 * multiprocessing.resource_tracker - removes shared memory that the program has left behind, whichever way it ended.
 *
 * Mirrors     Lib/multiprocessing/resource_tracker.py of CPython 3.13
 * Differs     the process that waits for the end is a shell, which is there in a millisecond; all processes of a program have one in common
 */
import fs from "node:fs";
import { AssertionError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { arena, memory } from "../../processes/arena.js";
import { ARENA } from "../../processes/layout.js";
import { real } from "../../system/descriptors.js";
import { osError } from "../../system/oserror.js";
import { cstring, makePipe } from "../../system/posix.js";
import { spawn } from "../../system/spawn.js";
import { warn } from "../../objects/warn.js";
import type { Suspends } from "../../frames/suspend.js";

const FILE = "/usr/lib/python3.13/multiprocessing/resource_tracker.py";

/** Reads names to keep and to forget; at the end of its input, when no process of the program is left, it removes those that are still kept. */
const SCRIPT = String.raw`
trap '' INT TERM
nl='
'
held=$nl
while IFS= read -r line; do
  rest=${"$"}{line#*:}
  case $line in
  REGISTER:*)
    case $held in *"$nl$rest$nl"*) ;; *) held=$held$rest$nl ;; esac ;;
  UNREGISTER:*)
    case $held in
    *"$nl$rest$nl"*) held=${"$"}{held%%"$nl$rest$nl"*}$nl${"$"}{held#*"$nl$rest$nl"} ;;
    *) printf '%s\n' 'Traceback (most recent call last):' '  File "${FILE}", line 263, in main' '    cache[rtype].remove(name)' '    ~~~~~~~~~~~~~~~~~~~^^^^^^' "KeyError: '${"$"}{rest%:*}'" >&2 ;;
    esac ;;
  esac
done
IFS=$nl
count=0
list=
for item in $held; do
  count=$((count + 1))
  list=${"$"}{list:+$list, }\'${"$"}{item%:*}\'
done
if [ $count -gt 0 ]; then
  printf '%s\n' "${FILE}:276: UserWarning: resource_tracker: There appear to be $count leaked shared_memory objects to clean up at shutdown: {$list}" '  warnings.warn(' >&2
  for item in $held; do
    name=${"$"}{item%:*}
    rm -f "/dev/shm/${"$"}{name#/}"
  done
fi
`;

/** Where the descriptor of the system stands, plus one, that leads to the shell. */
function place(): Int32Array {
  arena();
  return memory.words.subarray(ARENA.at.tracker, ARENA.at.tracker + 1);
}

/** The descriptor of the system; starts the shell if there is none. */
function descriptor(): number {
  const words = place();
  const known = Atomics.load(words, 0);
  if (known !== 0) return known - 1;
  const [reading, writing] = makePipe();
  const actions = [
    ["dup2", reading, 0],
    ["open", 1, cstring("/dev/null"), fs.constants.O_WRONLY, 0],
    ["dup2", real(2), 2],
    ["closefrom", 3],
  ] as const;
  const pid = spawn(cstring("/bin/sh"), [cstring("sh"), cstring("-c"), cstring(SCRIPT)], [cstring("PATH=/usr/bin:/bin"), cstring("LC_ALL=C")], actions, {});
  fs.closeSync(reading);
  if (pid < 0) {
    fs.closeSync(writing);
    throw osError(Object.assign(new Error("posix_spawn"), { errno: -pid, code: "posix_spawn" }), "/bin/sh");
  }
  if (Atomics.compareExchange(words, 0, 0, writing + 1) === 0) return writing;
  fs.closeSync(writing); // another process was quicker; this shell ends at once
  return Atomics.load(words, 0) - 1;
}

function send(command: string, name: Value, rtype: Value): Suspends<void> {
  const message = Buffer.from(`${command}:${String(name)}:${String(rtype)}\n`, "latin1");
  if (message.length > 512) throw new ValueError("msg too long");
  try {
    if (fs.writeSync(descriptor(), message) !== message.length) throw new AssertionError();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw osError(error);
    Atomics.store(place(), 0, 0);
    warn("UserWarning", "resource_tracker: process died unexpectedly, relaunching.  Some resources might leak.");
    fs.writeSync(descriptor(), message);
  }
}

export function register(name: Value, rtype: Value): Suspends<null> {
  send("REGISTER", name, rtype);
  return null;
}

export function unregister(name: Value, rtype: Value): Suspends<null> {
  send("UNREGISTER", name, rtype);
  return null;
}

export function ensure_running(): null {
  descriptor();
  return null;
}

export function getfd(): number {
  return descriptor();
}

@pyclass("multiprocessing.resource_tracker.ResourceTracker")
export class ResourceTracker extends PyObject {
  register(name: Value, rtype: Value): Suspends<null> {
    return register(name, rtype);
  }

  unregister(name: Value, rtype: Value): Suspends<null> {
    return unregister(name, rtype);
  }

  ensure_running(): null {
    return ensure_running();
  }

  getfd(): number {
    return getfd();
  }
}

export default pymodule("multiprocessing.resource_tracker", {
  ResourceTracker,
  _resource_tracker: new ResourceTracker(),
  ensure_running,
  register,
  unregister,
  getfd,
  __all__: ["ensure_running", "register", "unregister"],
});
