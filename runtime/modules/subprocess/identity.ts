/**
 * subprocess identity - the user and the groups that a child is to have.
 *
 * Mirrors     the checks in Popen.__init__ of Lib/subprocess.py of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { $getattr } from "../../objects/attributes.js";
import { int } from "../../objects/int.js";
import { isinstance, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { idNumber } from "../../system/identity.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { importModule } from "../../importer/importer.js";
import type { Identity } from "../../system/spawn.js";

function known(module: string, find: string, field: string, name: Value): Suspends<number> {
  return Number($getattr(call($getattr(importModule(module), find), name), field));
}

function isText(x: Value): boolean {
  return typeof x === "string" || typeof x?.$value === "string";
}

/** A number that is not too big; what is negative has words of its own. */
function numberOf(id: Value, kind: "uid" | "gid"): Suspends<number> {
  const n = toIndex(id);
  return n < 0 ? Number(n) : idNumber(id, kind);
}

export function identityOf(user: Value, group: Value, extra: Value): Suspends<Identity | undefined> {
  if (user === null && group === null && extra === null) return undefined;
  const identity: { user?: number; group?: number; groups?: number[] } = {};
  if (group !== null) {
    if (isText(group)) identity.group = known("grp", "getgrnam", "gr_gid", group);
    else if (isinstance(group, int)) identity.group = numberOf(group, "gid");
    else throw new TypeError(`Group must be a string or an integer, not ${repr(typeOf(group))}`);
    if (identity.group < 0) throw new ValueError(`Group ID cannot be negative, got ${identity.group}`);
  }
  if (extra !== null) {
    if (isText(extra)) throw new ValueError("Groups must be a list, not a string");
    const groups: number[] = [];
    for (const item of spread(extra)) {
      if (isText(item)) groups.push(known("grp", "getgrnam", "gr_gid", item));
      else if (isinstance(item, int)) {
        const gid = toIndex(item);
        if (gid > 0xffff_ffff) throw new ValueError("invalid group id");
        groups.push(Number(gid));
      }
      else throw new TypeError(`Items in extra_groups must be a string or integer, not ${repr(typeOf(item))}`);
    }
    for (const gid of groups) if (gid < 0) throw new ValueError(`Group ID cannot be negative, got ${gid}`);
    identity.groups = groups;
  }
  if (user !== null) {
    if (isText(user)) identity.user = known("pwd", "getpwnam", "pw_uid", user);
    else if (isinstance(user, int)) identity.user = numberOf(user, "uid");
    else throw new TypeError("User must be a string or an integer");
    if (identity.user < 0) throw new ValueError(`User ID cannot be negative, got ${identity.user}`);
  }
  return identity;
}
