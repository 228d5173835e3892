/**
 * os.path - operations on names of files, for POSIX.
 *
 * Mirrors     Lib/posixpath.py and Lib/genericpath.py of CPython 3.13, members in the order of their __all__
 * Calls back  __fspath__; what a script puts in the place of os.getcwd, os.stat, os.lstat and of pwd's functions
 */
import { looked } from "../io/writers.js";
import fs from "node:fs";
import { Float } from "../../objects/float.js";
import { $getattr } from "../../objects/attributes.js";
import { KeyError, OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, lookup, typeOf, type Value } from "../../objects/object.js";
import { patched } from "../../objects/patches.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { gt, lt } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { len } from "../../objects/protocols/len.js";
import { $caught, $handled, $uncaught, causedBy } from "../../objects/raise.js";
import { Slice } from "../../objects/slice.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { spread as $spread } from "../../objects/iterator.js";
import { isTuple, Tuple } from "../../objects/tuple.js";
import { currentFolder } from "../../system/folder.js";
import { fspath, isBytes, onDisk, plainPath } from "../../system/paths.js";
import { cstring, systemText } from "../../system/posix.js";
import { osError, system } from "../../system/oserror.js";
import { real } from "../../system/descriptors.js";
import type { Suspends } from "../../frames/suspend.js";
import { pathArgument } from "./arguments.js";
import { environment } from "./environment.js";

export const curdir = ".";
export const pardir = "..";
export const extsep = ".";
export const sep = "/";
export const pathsep = ":";
export const defpath = "/bin:/usr/bin";
export const altsep = null;
export const devnull = "/dev/null";
export const supports_unicode_filenames = false;

/** A path as text, and what turns a result into the kind of the argument. */
interface Given {
  readonly text: string;
  readonly back: (text: string) => Value;
}

const asText = (text: string): Value => text;
const asBytes = (text: string): Value => new Bytes(Buffer.from(text, "latin1"));

function given(path: Value): Suspends<Given> {
  const p = plainPath(path);
  return typeof p === "string" ? { text: p, back: asText } : { text: Buffer.from(bufferOf(p)!).toString("latin1"), back: asBytes };
}

export function normcase(s: Value): Suspends<Value> {
  return plainPath(s);
}

export function isabs(s: Value): Suspends<boolean> {
  return given(s).text.startsWith("/");
}

export function join(a: Value, ...p: Value[]): Suspends<Value> {
  if (a === undefined) throw new TypeError("join() missing 1 required positional argument: 'a'");
  const first = given(a);
  let path = first.text;
  for (const part of p) {
    const next = joined("join", first, part);
    if (next.startsWith("/") || path === "") path = next;
    else path += path.endsWith("/") ? next : `/${next}`;
  }
  return first.back(path);
}

/** A further path, as text, of the kind of the first. Mirrors genericpath._check_arg_types. */
function joined(name: string, first: Given, part: Value): Suspends<string> {
  if (typeof part !== "string" && !isBytes(part) && typeof part?.$value !== "string" && (lookup(typeOf(part), "__fspath__") ?? null) === null) {
    const found = `${name}() argument must be str, bytes, or os.PathLike object, not '${typeOf(part).$name}'`;
    throw causedBy(new TypeError(found), null) as Error;
  }
  const next = given(part);
  if (next.back !== first.back) throw mixed();
  return next.text;
}

function mixed(): Suspends<Value> {
  return causedBy(new TypeError("Can't mix strings and bytes in path components"), null);
}

export function splitdrive(p: Value): Suspends<Value> {
  const path = given(p);
  return new Tuple([path.back(""), path.back(path.text)]);
}

export function splitroot(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  const root = text[0] !== "/" ? "" : text[1] !== "/" || text[2] === "/" ? "/" : "//";
  return new Tuple([back(""), back(root), back(text.slice(root.length))]);
}

export function split(p: Value): Suspends<Value> {
  const { text, back } = given(p);
  const [head, tail] = splitText(text);
  return new Tuple([back(head), back(tail)]);
}

function splitText(text: string): [string, string] {
  const at = text.lastIndexOf("/") + 1;
  const head = text.slice(0, at);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ""), text.slice(at)];
}

export function splitext(p: Value): Suspends<Value> {
  const { text, back } = given(p);
  const slash = text.lastIndexOf("/");
  const dot = text.lastIndexOf(".");
  if (dot > slash) {
    for (let i = slash + 1; i < dot; i++) if (text[i] !== ".") return new Tuple([back(text.slice(0, dot)), back(text.slice(dot))]);
  }
  return new Tuple([back(text), back("")]);
}

export function basename(p: Value): Suspends<Value> {
  const { text, back } = given(p);
  return back(text.slice(text.lastIndexOf("/") + 1));
}

export function dirname(p: Value): Suspends<Value> {
  const { text, back } = given(p);
  return back(splitText(text)[0]);
}

export function commonprefix(m: Value): Suspends<Value> {
  const list = $spread(m);
  if (list.length === 0) return "";
  // lists and tuples are compared by their items
  const paths: Value[] = [];
  for (const path of list) paths.push(Array.isArray(list[0]) || isTuple(list[0]) ? path : plainPath(path));
  let first: Value = paths[0];
  let last: Value = first;
  for (const path of paths) {
    if (truth(lt(path, first))) first = path;
    if (truth(gt(path, last))) last = path;
  }
  const size = len(first);
  for (let i = 0; i < size; i++) if (i >= len(last) || !eq(getitem(first, i), getitem(last, i))) return getitem(first, new Slice(null, i, null));
  return first;
}

/** What is asked about a file. */
interface Status {
  readonly mode: number;
  readonly dev: Value;
  readonly ino: Value;
}

/** The file's status, of a link itself or of what it leads to; undefined: as if it were not there. */
function statusOf(path: Value, which: "stat" | "lstat"): Suspends<Status | undefined> {
  const replaced = patched(`os.${which}`);
  if (replaced !== undefined) return statusBy(replaced, path);
  if (typeof path === "number" && path < 0) return undefined;
  const found =
    typeof path === "string" ? path : isBytes(path) ? systemText(bufferOf(path)!) : pathArgument(path, which, which === "stat" ? "path or fd" : "path");
  if (typeof found === "string" && found.includes("\0")) return undefined;
  try {
    if (typeof found === "number") return fs.fstatSync(found);
    return which === "stat" ? fs.statSync(onDisk(found), WHETHER) : fs.lstatSync(onDisk(found), WHETHER);
  } catch {
    return undefined; // ENOTDIR, EACCES, ELOOP, EBADF
  }
}

const WHETHER = { throwIfNoEntry: false } as const;

/** The same by a script's function. */
function statusBy(stat: Value, path: Value): Suspends<Status | undefined> {
  const before = $handled();
  try {
    const found: Value = call(stat, path);
    return { mode: Number($getattr(found, "st_mode")), dev: $getattr(found, "st_dev"), ino: $getattr(found, "st_ino") };
  } catch (error) {
    const e = $caught(error, null);
    if (!isinstance(e, OSError) && !isinstance(e, ValueError)) throw e;
    $uncaught(before);
    return undefined;
  }
}

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK } = fs.constants;

function isKind(status: Status | undefined, kind: number): boolean {
  return status !== undefined && (status.mode & S_IFMT) === kind;
}

export function exists(path: Value): Suspends<boolean> {
  return statusOf(path, "stat") !== undefined;
}

export function lexists(path: Value): Suspends<boolean> {
  return statusOf(path, "lstat") !== undefined;
}

export function isfile(path: Value): Suspends<boolean> {
  return isKind(statusOf(path, "stat"), S_IFREG);
}

export function isdir(s: Value): Suspends<boolean> {
  return isKind(statusOf(s, "stat"), S_IFDIR);
}

export function islink(path: Value): Suspends<boolean> {
  return isKind(statusOf(path, "lstat"), S_IFLNK);
}

export function isjunction(path: Value): Suspends<boolean> {
  plainPath(path);
  return false;
}

export function isdevdrive(path: Value): Suspends<boolean> {
  plainPath(path);
  return false;
}

export function ismount(path: Value): Suspends<boolean> {
  const own = statusOf(path, "lstat");
  if (own === undefined || isKind(own, S_IFLNK)) return false;
  const above = join(path, typeof plainPath(path) === "string" ? ".." : asBytes(".."));
  const parent = statusOf(above, "lstat") ?? statusOf(realpath(above), "lstat");
  return parent !== undefined && (!eq(own.dev, parent.dev) || eq(own.ino, parent.ino));
}

function wholeStat(filename: Value): Suspends<fs.Stats> {
  const text = typeof filename === "number" ? "" : fspath(filename);
  // stat() takes -1 for "no descriptor"
  if (filename === -1) throw new OSError(14, "Bad address", filename);
  try {
    return typeof filename === "number" ? fs.fstatSync(real(filename)) : fs.statSync(onDisk(text));
  } catch (error) {
    throw osError(error, filename);
  }
}

export function getsize(filename: Value): Suspends<Value> {
  if (typeof filename === "string") looked(filename);
  return wholeStat(filename).size;
}

export function getmtime(filename: Value): Suspends<Value> {
  return new Float(wholeStat(filename).mtimeMs / 1000);
}

export function getatime(filename: Value): Suspends<Value> {
  return new Float(wholeStat(filename).atimeMs / 1000);
}

export function getctime(filename: Value): Suspends<Value> {
  return new Float(wholeStat(filename).ctimeMs / 1000);
}

export function samefile(f1: Value, f2: Value): Suspends<boolean> {
  const a = wholeStat(f1);
  const b = wholeStat(f2);
  return a.ino === b.ino && a.dev === b.dev;
}

export function sameopenfile(fp1: Value, fp2: Value): Suspends<boolean> {
  return samefile(fp1, fp2);
}

export function samestat(s1: Value, s2: Value): Suspends<boolean> {
  return eq($getattr(s1, "st_ino"), $getattr(s2, "st_ino")) && eq($getattr(s1, "st_dev"), $getattr(s2, "st_dev"));
}

export function expanduser(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  const match = /^~([^/]*)/.exec(text);
  if (match === null) return back(text);
  const home = match[1] === "" ? (environment.get("HOME") ?? homeOf("getpwuid", process.getuid!())) : homeOf("getpwnam", match[1]!);
  if (home === undefined) return back(text);
  return back(home.replace(/\/+$/, "") + text.slice(match[0].length) || "/");
}

/** Home folder of a user by number or name, from the list of users. */
function homeOf(by: "getpwuid" | "getpwnam", user: string | number): Suspends<string | undefined> {
  const lookup = patched(`pwd.${by}`);
  if (lookup !== undefined) return homeBy(lookup, user);
  const row = fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find((fields) => (typeof user === "string" ? fields[0] === user : Number(fields[2]) === user));
  return row?.[5];
}

/** The same by a script's function. */
function homeBy(lookup: Value, user: string | number): Suspends<string | undefined> {
  const before = $handled();
  try {
    return fspath($getattr(call(lookup, user), "pw_dir"));
  } catch (error) {
    const e = $caught(error, null);
    if (!isinstance(e, KeyError)) throw e;
    $uncaught(before);
    return undefined;
  }
}

export function expandvars(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  const valueOf = (name: string): string | undefined => {
    if (back === asText) return environment.get(name);
    const value = environment.get(systemText(Buffer.from(name, "latin1")));
    return value === undefined ? undefined : Buffer.from(cstring(value).subarray(0, -1)).toString("latin1");
  };
  return back(
    text.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, bare: string | undefined, braced: string | undefined) => valueOf(bare ?? braced ?? "") ?? whole),
  );
}

/** normpath() on text. */
export function normalize(text: string): string {
  if (text === "") return ".";
  const root = text[0] !== "/" ? "" : text[1] !== "/" || text[2] === "/" ? "/" : "//";
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || (root === "" && parts.length === 0) || parts[parts.length - 1] === "..") parts.push(part);
    else parts.pop();
  }
  return root + parts.join("/") || ".";
}

export function normpath(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  return back(normalize(text));
}

function absolute({ text, back }: Given): Suspends<string> {
  if (text.startsWith("/")) return normalize(text);
  const bytes = back === asBytes;
  const getcwd = patched(bytes ? "os.getcwdb" : "os.getcwd");
  const folder =
    getcwd !== undefined
      ? given(call(getcwd)).text
      : bytes
        ? Buffer.from(cstring(system(currentFolder)).subarray(0, -1)).toString("latin1")
        : system(currentFolder);
  return normalize(`${folder}/${text}`);
}

export function abspath(path: Value): Suspends<Value> {
  const found = given(path);
  return found.back(absolute(found));
}

export function realpath(filename: Value, { strict = false }: { strict?: Value } = {}): Suspends<Value> {
  const { text, back } = given(filename);
  const path = back === asText ? text : systemText(Buffer.from(text, "latin1"));
  // links first, then `..`: what is above a link is above the place that it leads to
  const real = resolveLinks(path.startsWith("/") ? path : `${system(currentFolder)}/${path}`, strict === true);
  return back === asText ? real : new Bytes(Buffer.from(cstring(real).subarray(0, -1)));
}

function resolveLinks(path: string, strict: boolean): string {
  let done = "";
  const rest: (string | null)[] = path
    .split("/")
    .filter((part) => part !== "")
    .reverse();
  /** where a link leads; null while it is being followed */
  const seen = new Map<string, string | null>();
  while (rest.length > 0) {
    const part = rest.pop()!;
    if (part === null) {
      seen.set(rest.pop() as string, done);
      continue;
    }
    if (part === "..") {
      done = done.slice(0, Math.max(0, done.lastIndexOf("/")));
      continue;
    }
    if (part === ".") continue;
    const next = `${done}/${part}`;
    try {
      if (fs.lstatSync(onDisk(next)).isSymbolicLink()) {
        const known = seen.get(next);
        if (known !== undefined) {
          if (known === null && strict) throw new OSError(40, "Too many levels of symbolic links", next);
          done = known ?? next;
          continue;
        }
        seen.set(next, null);
        const target = systemText(fs.readlinkSync(onDisk(next), "buffer"));
        rest.push(next, null);
        if (target.startsWith("/")) done = "";
        rest.push(
          ...target
            .split("/")
            .filter((piece) => piece !== "")
            .reverse(),
        );
        continue;
      }
    } catch (error) {
      if (strict) throw osError(error, next);
    }
    done = next;
  }
  return done || "/";
}

export function relpath(path: Value, start: Value = null): Suspends<Value> {
  const target = given(path);
  const { text, back } = target;
  if (text === "") throw new ValueError("no path specified");
  const origin = start === null ? { text: ".", back } : given(start);
  if (origin.back !== back) throw mixed();
  const from = absolute(origin)
    .split("/")
    .filter((part) => part !== "");
  const to = absolute(target)
    .split("/")
    .filter((part) => part !== "");
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return back([...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".");
}

export function commonpath(paths: Value): Suspends<Value> {
  const list = $spread(paths);
  if (list.length === 0) throw new ValueError("commonpath() arg is an empty sequence");
  const all: Given[] = [];
  for (const path of list) all.push(given(path));
  if (all.some((path) => path.back !== all[0]!.back)) throw mixed();
  const rooted = all.map((path) => path.text.startsWith("/"));
  if (rooted.includes(true) && rooted.includes(false)) throw new ValueError("Can't mix absolute and relative paths");
  const parts = all.map((path) => path.text.split("/").filter((part) => part !== "" && part !== "."));
  const common: string[] = [];
  for (let i = 0; parts.every((list) => i < list.length && list[i] === parts[0]![i]); i++) common.push(parts[0]![i]!);
  return all[0]!.back((rooted[0]! ? "/" : "") + common.join("/"));
}

export default pymodule("posixpath", {
  normcase,
  isabs,
  join,
  splitdrive,
  splitroot,
  split,
  splitext,
  basename,
  dirname,
  commonprefix,
  getsize,
  getmtime,
  getatime,
  getctime,
  islink,
  exists,
  lexists,
  isdir,
  isfile,
  ismount,
  isjunction,
  isdevdrive,
  expanduser,
  expandvars,
  normpath,
  abspath,
  samefile,
  sameopenfile,
  samestat,
  curdir,
  pardir,
  sep,
  pathsep,
  defpath,
  altsep,
  extsep,
  devnull,
  realpath,
  supports_unicode_filenames,
  relpath,
  commonpath,
});
