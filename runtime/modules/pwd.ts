/**
 * pwd - the users of the system.
 *
 * Mirrors  Modules/pwdmodule.c of CPython 3.13
 * Differs  reads /etc/passwd alone: no network services
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { KeyError, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { indexOf } from "../objects/protocols/index.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin } from "../objects/register.js";
import { makeStruct, structItems, structSequence } from "../objects/structseq.js";

export const struct_passwd = structSequence("pwd.struct_passwd", ["pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"], 7);

/** The lines of one of the system's tables, in their fields; none if there is no such file. */
export function tableOf(file: string): string[][] {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(":"));
}

/** An id as an argument: undefined for a number that no id can be. */
export function idOf(x: Value, what: string): Suspends<number | undefined> {
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`${what} should be integer, not ${typeOf(x).$name}`);
  return n >= -1 && n <= 4294967295 ? Number(n) : undefined;
}

export function checkedName(name: Value, text: string): Suspends<string> {
  const plain = typeof name === "string" ? name : name?.$value;
  if (typeof plain !== "string") throw new TypeError(`${text} must be str, not ${typeOf(name).$name}`);
  if (plain.includes("\0")) throw new ValueError("embedded null byte");
  return plain;
}

function users(): Value[] {
  return tableOf("/etc/passwd").map(([name, password, uid, gid, gecos, dir, shell]) =>
    makeStruct(struct_passwd, [name, password, Number(uid), Number(gid), gecos, dir, shell]),
  );
}

export const getpwnam = builtin(
  "getpwnam(name, /)",
  (name: Value): Suspends<Value> => {
    const wanted = checkedName(name, "getpwnam() argument");
    const found = users().find((user) => structItems(user)[0] === wanted);
    if (found === undefined) throw new KeyError(`getpwnam(): name not found: ${repr(wanted)}`);
    return found;
  },
  "pwd",
);

export const getpwuid = builtin(
  "getpwuid(uidobj, /)",
  (uid: Value): Suspends<Value> => {
    const wanted = idOf(uid, "uid");
    if (wanted === undefined) throw new KeyError("getpwuid(): uid not found");
    const found = users().find((user) => structItems(user)[2] === wanted);
    if (found === undefined) throw new KeyError(`getpwuid(): uid not found: ${wanted}`);
    return found;
  },
  "pwd",
);

export const getpwall = builtin("getpwall()", (): Value => users(), "pwd");

export default pymodule("pwd", { struct_passwd, getpwnam, getpwuid, getpwall });
