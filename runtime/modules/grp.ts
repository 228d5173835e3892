/**
 * grp - the groups of the system.
 *
 * Mirrors  Modules/grpmodule.c of CPython 3.13
 * Differs  reads /etc/group alone: no network services
 */
import type { Suspends } from "../frames/suspend.js";
import { KeyError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin } from "../objects/register.js";
import { makeStruct, structItems, structSequence } from "../objects/structseq.js";
import { checkedName, idOf, tableOf } from "./pwd.js";

export const struct_group = structSequence("grp.struct_group", ["gr_name", "gr_passwd", "gr_gid", "gr_mem"], 4);

function groups(): Value[] {
  return tableOf("/etc/group").map(([name, password, gid, members]) =>
    makeStruct(struct_group, [name, password, Number(gid), members === undefined || members === "" ? [] : members.split(",")]),
  );
}

export const getgrnam = builtin(
  "getgrnam(name)",
  (name: Value): Suspends<Value> => {
    const wanted = checkedName(name, "getgrnam() argument 1");
    const found = groups().find((group) => structItems(group)[0] === wanted);
    if (found === undefined) throw new KeyError(`getgrnam(): name not found: ${repr(wanted)}`);
    return found;
  },
  "grp",
);

export const getgrgid = builtin(
  "getgrgid(id)",
  (gid: Value): Suspends<Value> => {
    const wanted = idOf(gid, "gid");
    if (wanted === undefined) throw new KeyError("getgrgid(): gid not found");
    const found = groups().find((group) => structItems(group)[2] === wanted);
    if (found === undefined) throw new KeyError(`getgrgid(): gid not found: ${wanted}`);
    return found;
  },
  "grp",
);

export const getgrall = builtin("getgrall()", (): Value => groups(), "grp");

export default pymodule("grp", { struct_group, getgrnam, getgrgid, getgrall });
