/**
 * xattrs - the part of os about extended attributes of files.
 *
 * Mirrors     Modules/posixmodule.c of CPython 3.13
 * Calls back  __fspath__
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { builtin } from "../../objects/register.js";
import { checked } from "../../system/oserror.js";
import * as posix from "../../system/posix.js";
import { constantsOf } from "../../system/constants.js";
import { pathArgument, pathOnly } from "./arguments.js";
import { cint } from "./descriptors.js";
import { audit } from "../../objects/audit.js";

const os = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "posix");

/** As much as a name list or a value can be. */
const MOST_BYTES = 65536;

/** What an attribute belongs to: a path as C takes it, or the system's number of a descriptor. */
interface Target {
  readonly file: Uint8Array | number;
  readonly follow: boolean;
}

function targetOf(path: Value, follow: Value, name: string, kind: "path or fd" | "path, fd or None" = "path or fd"): Suspends<Target> {
  const follows = follow === undefined || truth(follow);
  const file = pathArgument(path, name, kind);
  if (typeof file === "string") return { file: posix.cstring(file), follow: follows };
  if (!follows) throw new ValueError(`${name}: cannot use fd and follow_symlinks together`);
  return { file, follow: follows };
}

type Call = (file: number | Uint8Array, ...rest: (Uint8Array | number)[]) => number | bigint;

/** The one of three calls that takes such a target. */
function act(target: Target, calls: readonly [follow: Call, link: Call, fd: Call], ...rest: (Uint8Array | number)[]): number | bigint {
  const call = typeof target.file === "number" ? calls[2] : target.follow ? calls[0] : calls[1];
  return call(target.file, ...rest);
}

function attributeName(attribute: Value, name: string): Suspends<Uint8Array> {
  return posix.cstring(pathOnly(attribute, name, "attribute"));
}

export const functions: Record<string, Value> = {
  getxattr: os("getxattr(path, attribute, *, follow_symlinks=True)", (path: Value, attribute: Value, follow: Value): Suspends<Value> => {
    const target = targetOf(path, follow, "getxattr");
    const key = attributeName(attribute, "getxattr");
    audit("os.getxattr", path, attribute);
    const value = new Uint8Array(MOST_BYTES);
    const size = checked(act(target, [posix.getxattr, posix.lgetxattr, posix.fgetxattr], key, value, value.length), path);
    return new Bytes(value.slice(0, size));
  }),
  setxattr: os(
    "setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)",
    (path: Value, attribute: Value, value: Value, flags: Value, follow: Value): Suspends<Value> => {
      const target = targetOf(path, follow, "setxattr");
      const key = attributeName(attribute, "setxattr");
      const data = bufferOf(value);
      if (data === undefined) throw new TypeError(`a bytes-like object is required, not '${typeOf(value).$name}'`);
      const how = flags === undefined ? 0 : cint(flags);
      audit("os.setxattr", path, attribute, value, how);
      checked(act(target, [posix.setxattr, posix.lsetxattr, posix.fsetxattr], key, Uint8Array.from(data), data.length, how), path);
      return null;
    },
  ),
  removexattr: os("removexattr(path, attribute, *, follow_symlinks=True)", (path: Value, attribute: Value, follow: Value): Suspends<Value> => {
    const target = targetOf(path, follow, "removexattr");
    const key = attributeName(attribute, "removexattr");
    audit("os.removexattr", path, attribute);
    checked(act(target, [posix.removexattr, posix.lremovexattr, posix.fremovexattr], key), path);
    return null;
  }),
  listxattr: os("listxattr(path=None, *, follow_symlinks=True)", (path: Value, follow: Value): Suspends<Value> => {
    const target = targetOf(path ?? null, follow, "listxattr", "path, fd or None");
    audit("os.listxattr", path ?? null);
    const list = new Uint8Array(MOST_BYTES);
    const size = checked(act(target, [posix.listxattr, posix.llistxattr, posix.flistxattr], list, list.length), path ?? ".");
    return posix.systemText(list.subarray(0, size)).split("\0").slice(0, -1);
  }),
};

export const numbers: Record<string, Value> = constantsOf("XATTR_CREATE:1 XATTR_REPLACE:2 XATTR_SIZE_MAX:65536");
