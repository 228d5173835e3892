/**
 * names - where temporary files go and what they are called; files and folders made under such names.
 *
 * Mirrors     Lib/tempfile.py of CPython 3.13: gettempdir, mkstemp, mkdtemp, mktemp
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { FileExistsError, FileNotFoundError, TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { patched } from "../../objects/patches.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { truth } from "../../objects/protocols/bool.js";
import { Tuple } from "../../objects/tuple.js";
import { openFile } from "../../system/fds.js";
import { currentFolder } from "../../system/folder.js";
import { system } from "../../system/oserror.js";
import { fspath, isBytes, plainPath } from "../../system/paths.js";
import { randomBytes } from "../../system/urandom.js";
import { audit } from "../../objects/audit.js";
import { O_CLOEXEC } from "../../system/posix.js";

export const template = "tmp";
const CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789_";
/** As many names are tried as CPython tries: os.TMP_MAX. */
const MOST = 10000;

/** The module's attribute `tempdir`: the folder once it is known, or what a script has set. */
export const moduleFolder = { read: (): Value => null, write: (_folder: string): void => {} };

/** What names are taken from: the module's function, or what a script put in the place of it. */
function candidates(): Suspends<() => Suspends<string>> {
  const replaced = patched("tempfile._get_candidate_names");
  if (replaced === undefined) return candidateName;
  const names = call(replaced);
  return () => fspath(callMethod(names, "__next__"));
}

export function candidateName(): string {
  const bytes = randomBytes(8);
  let name = "";
  for (const byte of bytes) name += CHARACTERS[byte % CHARACTERS.length] as string;
  return name;
}

function isUsable(folder: string): boolean {
  const file = `${folder}/${candidateName()}`;
  try {
    fs.closeSync(fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL, 0o600));
    fs.unlinkSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : process.getBuiltinModule("node:path").resolve(currentFolder(), path);
}

/** tempfile.gettempdir() */
export function temporaryFolder(): Suspends<Value> {
  const set = moduleFolder.read();
  if (set !== null && set !== undefined) return set;
  const { TMPDIR, TEMP, TMP } = process.env;
  const candidates = [TMPDIR, TEMP, TMP].filter((name): name is string => name !== undefined && name !== "");
  candidates.push("/tmp", "/var/tmp", "/usr/tmp", currentFolder());
  for (const candidate of candidates) {
    const folder = absolute(candidate);
    if (!isUsable(folder)) continue;
    moduleFolder.write(folder);
    return folder;
  }
  throw new FileNotFoundError(2, `No usable temporary directory found in ${repr(candidates)}`);
}

/** What the parts of a name come to: all of them str, or all bytes. */
export interface Parts {
  prefix: string;
  suffix: string;
  folder: string;
  bytes: boolean;
}

export function partsOf(suffix: Value, prefix: Value, dir: Value): Suspends<Parts> {
  let bytes: boolean | null = null;
  for (const part of [prefix, suffix, dir]) {
    if (part === null) continue;
    const one = typeof plainPath(part) !== "string";
    if (bytes !== null && bytes !== one) throw new TypeError("Can't mix bytes and non-bytes in path components.");
    bytes = one;
  }
  const usual = dir === null ? temporaryFolder() : dir;
  const folder = fspath(usual);
  return {
    prefix: prefix === null ? template : fspath(prefix),
    suffix: suffix === null ? "" : fspath(suffix),
    folder: absolute(folder),
    bytes: bytes ?? isBytes(moduleFolder.read()),
  };
}

/** A path in the kind of its parts. */
export function shown(path: string, parts: Parts): Value {
  return parts.bytes ? new Bytes(Buffer.from(path)) : path;
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EEXIST";
}

/** A new file, open: its descriptor and its name. */
export function makeFile(parts: Parts): Suspends<{ fd: number; path: string }> {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;
  const name = candidates();
  for (let i = 0; i < MOST; i++) {
    const path = `${parts.folder}/${parts.prefix}${name()}${parts.suffix}`;
    audit("tempfile.mkstemp", path);
    audit("open", path, null, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
    try {
      return { fd: openFile(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600), path };
    } catch (error) {
      if (!isTaken(error)) throw system(() => rethrown(error), path);
    }
  }
  throw new FileExistsError(17, "No usable temporary file name found");
}

function rethrown(error: unknown): never {
  throw error;
}

/** A new folder. */
export function makeFolder(parts: Parts): Suspends<string> {
  const name = candidates();
  for (let i = 0; i < MOST; i++) {
    const path = `${parts.folder}/${parts.prefix}${name()}${parts.suffix}`;
    audit("tempfile.mkdtemp", path);
    audit("os.mkdir", path, 0o700, -1);
    try {
      fs.mkdirSync(path, 0o700);
      return path;
    } catch (error) {
      if (!isTaken(error)) throw system(() => rethrown(error), path);
    }
  }
  throw new FileExistsError(17, "No usable temporary directory name found");
}

export function mkstemp(suffix: Value = null, prefix: Value = null, dir: Value = null, text: Value = false): Suspends<Value> {
  truth(text);
  const parts = partsOf(suffix, prefix, dir);
  const { fd, path } = makeFile(parts);
  return new Tuple([fd, shown(path, parts)]);
}

export function mkdtemp(suffix: Value = null, prefix: Value = null, dir: Value = null): Suspends<Value> {
  const parts = partsOf(suffix, prefix, dir);
  return shown(makeFolder(parts), parts);
}

export function mktemp(suffix: Value = "", prefix: Value = template, dir: Value = null): Suspends<Value> {
  const parts = partsOf(suffix, prefix, dir);
  const name = candidates();
  for (let i = 0; i < MOST; i++) {
    const path = `${parts.folder}/${parts.prefix}${name()}${parts.suffix}`;
    if (!fs.existsSync(path)) return shown(path, parts);
  }
  throw new FileExistsError(17, "No usable temporary filename found");
}

export function gettempdir(): Suspends<Value> {
  return fspath(temporaryFolder());
}

export function gettempdirb(): Suspends<Value> {
  return new Bytes(Buffer.from(fspath(temporaryFolder())));
}

export function gettempprefix(): Value {
  return template;
}

export function gettempprefixb(): Value {
  return new Bytes(Buffer.from(template));
}

/** The bytes or text of a path as text. */
export function pathText(path: Value): string {
  const data = bufferOf(path);
  return data === undefined ? String(path) : Buffer.from(data).toString();
}
