/**
 * multiprocessing.resource_tracker - removes shared memory that the program has left behind.
 *
 * Mirrors     Lib/multiprocessing/resource_tracker.py of CPython 3.13
 * Differs     no process of its own: the program itself looks when it ends
 */
import fs from "node:fs";
import { pymodule } from "../../objects/module.js";
import { PyObject, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { ends } from "../ends.js";

/** Names by kind, in the order in which they came. */
const kept = new Map<string, Set<string>>();
const state = { atEnd: false };

function remove(kind: string, name: string): void {
  if (kind === "shared_memory") fs.unlinkSync(`/dev/shm/${name.replace(/^\/+/, "")}`);
}

export function register(name: Value, rtype: Value): null {
  if (!state.atEnd) {
    state.atEnd = true;
    ends.system.push(removeLeft);
  }
  const kind = String(rtype);
  let names = kept.get(kind);
  if (names === undefined) kept.set(kind, (names = new Set()));
  names.add(String(name));
  return null;
}

export function unregister(name: Value, rtype: Value): null {
  kept.get(String(rtype))?.delete(String(name));
  return null;
}

function removeLeft(): void {
  for (const [kind, names] of kept) {
    if (names.size === 0) continue;
    const list = [...names].map((name) => `'${name}'`).join(", ");
    const message = `resource_tracker: There appear to be ${names.size} leaked ${kind} objects to clean up at shutdown: {${list}}`;
    fs.writeSync(2, `multiprocessing/resource_tracker.py:276: UserWarning: ${message}\n  warnings.warn(\n`);
    for (const name of names) {
      try {
        remove(kind, name);
      } catch (error) {
        fs.writeSync(2, `multiprocessing/resource_tracker.py:292: UserWarning: resource_tracker: '${name}': ${(error as Error).message}\n`);
      }
    }
  }
}

@pyclass("multiprocessing.resource_tracker.ResourceTracker")
export class ResourceTracker extends PyObject {
  register(name: Value, rtype: Value): null {
    return register(name, rtype);
  }

  unregister(name: Value, rtype: Value): null {
    return unregister(name, rtype);
  }

  ensure_running(): null {
    return null;
  }
}

export function ensure_running(): null {
  return null;
}

export default pymodule("multiprocessing.resource_tracker", {
  ResourceTracker,
  _resource_tracker: new ResourceTracker(),
  ensure_running,
  register,
  unregister,
  __all__: ["ensure_running", "register", "unregister"],
});
