/**
 * multiprocessing.resource_tracker - removes shared memory that the program has left behind, whichever way it ended.
 *
 * Mirrors     Lib/multiprocessing/resource_tracker.py of CPython 3.13
 * Differs     the process that waits for the end is a shell, which is there in a millisecond; all processes of a program have one in common
 */
import fs from "node:fs";
import { Dict } from "../../objects/dict.js";
import { AssertionError, RuntimeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { text as str } from "../../objects/protocols/str.js";
import { builtin, getset, pyclass } from "../../objects/register.js";
import { arena, memory } from "../../processes/arena.js";
import { ARENA } from "../../processes/layout.js";
import { real } from "../../system/descriptors.js";
import { osError } from "../../system/oserror.js";
import { cstring, makePipe } from "../../system/posix.js";
import { tryWait, waitChild } from "../../system/children.js";
import { spawn } from "../../system/spawn.js";
import { warn } from "../../objects/warn.js";
import { sem_unlink } from "../_multiprocessing.js";
import { shm_unlink } from "../_posixshmem.js";
import type { Suspends } from "../../frames/suspend.js";

const FILE = "/usr/lib/python3.13/multiprocessing/resource_tracker.py";

/** Reads names to keep and to forget; at the end of its input, when no process of the program is left, it removes those that are still kept. */
const SCRIPT = String.raw`
trap '' INT TERM
nl='
'
held=$nl
exit_code=0
failed() {
  printf '%s\n' 'Traceback (most recent call last):' '  File "${FILE}", line '"$1"', in main' "$2" "$3" "$4" >&2
  exit_code=3
}
while IFS= read -r line; do
  rest=${"$"}{line#*:}
  name=${"$"}{rest%:*}
  rtype=${"$"}{rest##*:}
  case $rtype in
  shared_memory | semaphore | dummy | noop) ;;
  *)
    printf '%s\n' 'Traceback (most recent call last):' '  File "${FILE}", line 253, in main' '    raise ValueError(' "        f'Cannot register {name} for automatic cleanup: '" "        f'unknown resource type {rtype}')" "ValueError: Cannot register $name for automatic cleanup: unknown resource type $rtype" >&2
    exit_code=3
    continue ;;
  esac
  case $line in
  REGISTER:*)
    case $held in *"$nl$rest$nl"*) ;; *) held=$held$rest$nl ;; esac ;;
  UNREGISTER:*)
    case $held in
    *"$nl$rest$nl"*) held=${"$"}{held%%"$nl$rest$nl"*}$nl${"$"}{held#*"$nl$rest$nl"} ;;
    *) failed 263 '    cache[rtype].remove(name)' '    ~~~~~~~~~~~~~~~~~~~^^^^^^' "KeyError: '$name'" ;;
    esac ;;
  esac
done
IFS=$nl
for kind in dummy semaphore shared_memory; do
  count=0
  list=
  for item in $held; do
    [ "${"$"}{item##*:}" = $kind ] || continue
    count=$((count + 1))
    list=${"$"}{list:+$list, }\'${"$"}{item%:*}\'
  done
  [ $count -gt 0 ] || continue
  exit_code=1
  [ $kind != dummy ] || continue
  printf '%s\n' "${FILE}:276: UserWarning: resource_tracker: There appear to be $count leaked $kind objects to clean up at shutdown: {$list}" '  warnings.warn(' >&2
  for item in $held; do
    [ "${"$"}{item##*:}" = $kind ] || continue
    name=${"$"}{item%:*}
    file=${"$"}{name#/}
    [ $kind != semaphore ] || file=sem.$file
    rm "/dev/shm/$file" 2>/dev/null && continue
    exit_code=2
    printf '%s\n' "${FILE}:292: UserWarning: resource_tracker: '$name': [Errno 2] No such file or directory: '$name'" "  warnings.warn('resource_tracker: %r: %s' % (name, e))" >&2
  done
done
exit $exit_code
`;

/** Where the descriptor of the system stands, plus one, that leads to the shell of all processes of the program. */
function place(): Int32Array {
  arena();
  return memory.words.subarray(ARENA.at.tracker, ARENA.at.tracker + 1);
}

/** Starts a shell: its pid, and the descriptor of the system that leads to it. */
function launch(): [pid: number, fd: number] {
  const [reading, writing] = makePipe();
  const actions = [
    ["dup2", reading, 0],
    ["open", 1, cstring("/dev/null"), fs.constants.O_WRONLY, 0],
    ["dup2", real(2), 2],
    ["closefrom", 3],
  ] as const;
  const words = [cstring("sh"), cstring("-c"), cstring(SCRIPT)];
  const pid = spawn(cstring("/bin/sh"), words, [cstring("PATH=/usr/bin:/bin"), cstring("LC_ALL=C")], actions, { ignored: [SIGINT, SIGTERM] });
  fs.closeSync(reading);
  if (pid < 0) {
    fs.closeSync(writing);
    throw osError(Object.assign(new Error("posix_spawn"), { errno: -pid, code: "posix_spawn" }), "/bin/sh");
  }
  return [pid, writing];
}
const [SIGINT, SIGTERM] = [2, 15];

const PROBE = Buffer.from("PROBE:0:noop\n");

function answers(fd: number): boolean {
  try {
    fs.writeSync(fd, PROBE);
    return true;
  } catch {
    return false;
  }
}

/** A way to a shell: an instance's own, or for the module's instance the one that all processes of the program have. */
@pyclass("multiprocessing.resource_tracker.ResourceTracker")
export class ResourceTracker extends PyObject {
  /** The descriptor of the system; null: there is no shell yet. */
  declare $fd: number | null;
  declare $isShared: boolean;
  declare _pid: number | null;
  declare _exitcode: Value;

  __init__(): null {
    this.$fd = null;
    this.$isShared = false;
    this._pid = null;
    this._exitcode = null;
    return null;
  }

  /** The descriptor of the system; -1: there is no shell. */
  $known(): number {
    if (this.$isShared) return Atomics.load(place(), 0) - 1;
    return this.$fd ?? -1;
  }

  $forget(): void {
    if (this.$isShared) Atomics.store(place(), 0, 0);
    this.$fd = null;
    this._pid = null;
    this._exitcode = null;
  }

  /** The descriptor of the system; starts the shell if there is none. */
  $descriptor(): number {
    const known = this.$known();
    if (known >= 0) return known;
    const [pid, fd] = launch();
    if (this.$isShared && Atomics.compareExchange(place(), 0, 0, fd + 1) !== 0) {
      fs.closeSync(fd); // another process was quicker; this shell ends at once
      return this.$known();
    }
    this.$fd = fd;
    this._pid = pid;
    return fd;
  }

  /** The shell has ended: another one is to be started. */
  $replace(): Suspends<void> {
    const fd = this.$known();
    const pid = this._pid;
    this.$forget();
    fs.closeSync(fd);
    if (pid !== null) reap(pid);
    warn("UserWarning", "resource_tracker: process died unexpectedly, relaunching.  Some resources might leak.");
  }

  ensure_running(): Suspends<null> {
    if (this.$known() >= 0 && !this._check_alive()) this.$replace();
    this.$descriptor();
    return null;
  }

  getfd(): Suspends<number> {
    this.ensure_running();
    return this.$descriptor();
  }

  _check_alive(): boolean {
    return answers(this.$known());
  }

  register(name: Value, rtype: Value): Suspends<null> {
    this._send("REGISTER", name, rtype);
    return null;
  }

  unregister(name: Value, rtype: Value): Suspends<null> {
    this._send("UNREGISTER", name, rtype);
    return null;
  }

  _send(cmd: Value, name: Value, rtype: Value): Suspends<null> {
    const message = Buffer.from(`${str(cmd)}:${str(name)}:${str(rtype)}\n`, "latin1");
    if (message.length > 512) throw new ValueError("msg too long");
    try {
      if (fs.writeSync(this.$descriptor(), message) !== message.length) throw new AssertionError();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw osError(error);
      this.$replace();
      fs.writeSync(this.$descriptor(), message);
    }
    return null;
  }

  /** Ends the shell, and waits for that. */
  _stop(): Suspends<null> {
    const fd = this.$known();
    if (fd < 0) return null;
    const pid = this._pid;
    this.$forget();
    fs.closeSync(fd);
    if (pid === null) return null;
    const { status } = waitChild(pid, 0);
    this._exitcode = (status & 0x7f) === 0 ? (status >> 8) & 0xff : -(status & 0x7f);
    return null;
  }
}
getset(ResourceTracker, { _fd: [(self: ResourceTracker) => (self.$known() < 0 ? null : self.$known())] });

/** Lets a shell go that has ended. */
function reap(pid: number): void {
  try {
    tryWait(pid, 0);
  } catch {
    // somebody has waited for it
  }
}

const tracker = new ResourceTracker();
tracker.$isShared = true;

export function register(name: Value, rtype: Value): Suspends<null> {
  return tracker.register(name, rtype);
}

export function unregister(name: Value, rtype: Value): Suspends<null> {
  return tracker.unregister(name, rtype);
}

export function ensure_running(): Suspends<null> {
  return tracker.ensure_running();
}

export function getfd(): Suspends<number> {
  return tracker.getfd();
}

/** What removes a resource, by its kind. */
function cleanups(): Dict {
  const noop = builtin(
    "cleanup_noop(name)",
    (): never => {
      throw new RuntimeError("noop should never be registered or cleaned up");
    },
    "multiprocessing.resource_tracker",
  );
  const dummy = builtin("<lambda>(name)", (): null => null, "multiprocessing.resource_tracker");
  return Dict.$of([
    ["noop", noop],
    ["dummy", dummy],
    ["semaphore", sem_unlink],
    ["shared_memory", shm_unlink],
  ]);
}

export default pymodule("multiprocessing.resource_tracker", {
  ResourceTracker,
  _resource_tracker: tracker,
  _CLEANUP_FUNCS: cleanups(),
  ensure_running,
  register,
  unregister,
  getfd,
  __all__: ["ensure_running", "register", "unregister"],
});
