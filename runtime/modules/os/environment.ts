/**
 * environment - the process's environment, as texts.
 *
 * Mirrors  os.putenv and os.unsetenv of Modules/posixmodule.c of CPython 3.13; os.environ over it is in environ.ts
 */
import { OSError, ValueError } from "../../objects/exceptions.js";
import { carriedContents } from "../../snapshot/carried.js";
import { LOST, systemText } from "../../system/posix.js";

/** The environment, in the order in which it came; kept equal to process.env, which children get. */
export const environment = new Map<string, string>(startingEnvironment());

/** What process.env has; where Node could not read a text as UTF-8, its bytes (Python's "surrogateescape"). */
function startingEnvironment(): [string, string][] {
  // under a name that Node could not read it finds no value
  const entries = Object.getOwnPropertyNames(process.env).map((name): [string, string | undefined] => [name, process.env[name]]);
  if (entries.every(([name, value]) => value !== undefined && !value.includes(LOST) && !name.includes(LOST))) return entries as [string, string][];
  const raw = new Map<string, [string, string]>();
  for (const row of process.getBuiltinModule("node:fs").readFileSync("/proc/self/environ", "latin1").split("\0")) {
    const [name, value] = [row.slice(0, row.indexOf("=")), row.slice(row.indexOf("=") + 1)].map((part) => Buffer.from(part, "latin1"));
    const shown = name!.toString();
    raw.set(shown.includes(LOST) ? shown : `${shown}=${value!.toString()}`, [systemText(name!), systemText(value!)]);
  }
  return entries.map(([name, value]) => raw.get(name.includes(LOST) ? name : `${name}=${value}`) ?? [name, value ?? ""]);
}

/** What the system has: programs that are started get it. os.putenv and os.unsetenv change it alone. */
const native = new Map(environment);

export function systemEnvironment(): ReadonlyMap<string, string> {
  return native;
}

export function putSystem(name: string, value: string): void {
  if (name.includes("\0") || value.includes("\0")) throw new ValueError("embedded null byte");
  if (name.includes("=")) throw new ValueError("illegal environment variable name");
  if (name === "") throw new OSError(22, "Invalid argument");
  native.set(name, value);
  process.env[name] = value;
}

export function removeSystem(name: string): void {
  if (name.includes("\0")) throw new ValueError("embedded null byte");
  if (name === "" || name.includes("=")) throw new OSError(22, "Invalid argument");
  native.delete(name);
  delete process.env[name];
}

carriedContents("environment", environment);
carriedContents("environment of the system", native);
