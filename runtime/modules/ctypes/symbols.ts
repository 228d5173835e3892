/**
 * symbols - libraries of the system and the addresses of what they export.
 *
 * Mirrors     Modules/_ctypes/callproc.c: dlopen, dlsym
 */
import { builtin } from "../../objects/register.js";
import { AttributeError, OSError } from "../../objects/exceptions.js";
import type { Suspends } from "../../frames/suspend.js";
import type { Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { pathBytes } from "../../system/paths.js";
import {
  address as placeOf,
  copyFrom,
  cstring,
  dlclose as closeRaw,
  dlerror,
  dlopen as openRaw,
  dlsym as symRaw,
  lengthAt,
  systemText,
} from "../../system/posix.js";
import { call } from "../../objects/protocols/call.js";
import { reachOutside } from "./addresses.js";

export const [RTLD_LOCAL, RTLD_NOW, RTLD_GLOBAL] = [0, 2, 256];

/** Looking for a C function makes the loader forget what is wrong: those that tell it are found before. */
function readyToComplain(): void {
  dlerror();
  const nothing = new Uint8Array(1);
  copyFrom(new Uint8Array(1), placeOf(nothing), Number(lengthAt(placeOf(nothing))));
}

/** What the loader last said is wrong. */
function complaint(): string {
  const at = dlerror();
  if (Number(at) === 0) return "unknown error";
  const bytes = new Uint8Array(Number(lengthAt(at)));
  copyFrom(bytes, at, bytes.length);
  return systemText(bytes);
}

/** The handle of a library; None is the program itself. */
export function libraryHandle(name: Value, mode: number): Suspends<Value> {
  readyToComplain();
  const handle = openRaw(name === null ? null : pathBytes(name), mode | RTLD_NOW);
  if (Number(handle) === 0) throw new OSError(complaint());
  reachOutside();
  return handle as Value;
}

/** Where a library has a name. @param error what is raised if it has not */
export function symbolIn(handle: bigint, name: string, error: Value = AttributeError): Suspends<bigint> {
  readyToComplain();
  const at = BigInt(symRaw(handle, cstring(name)));
  if (at === 0n) throw call(error, complaint());
  return at;
}

const ctypes = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_ctypes");

export const dlopen = ctypes("dlopen(name, flag=2, /)", (name: Value, flag: Value): Suspends<Value> => {
  return libraryHandle(name, flag === undefined ? RTLD_NOW : Number(toIndex(flag)));
});

export const dlsym = ctypes("dlsym(handle, name, /)", (handle: Value, name: Value): Suspends<Value> => {
  return Number(symbolIn(BigInt(toIndex(handle)), name as string, OSError));
});

export const dlclose = ctypes("dlclose(handle, /)", (handle: Value): Suspends<null> => {
  if (closeRaw(BigInt(toIndex(handle))) !== 0) throw new OSError(complaint());
  return null;
});
