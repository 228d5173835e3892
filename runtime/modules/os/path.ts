/**
 * os.path - operations on names of files, for POSIX.
 *
 * Mirrors     Lib/posixpath.py and Lib/genericpath.py of CPython 3.13, members in the order of their __all__
 * Calls back  __fspath__
 */
import { looked } from "../io/writers.js";
import fs from "node:fs";
import { Float } from "../../objects/float.js";
import { OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { typeOf, type Value } from "../../objects/object.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { spread as $spread } from "../../objects/iterator.js";
import { Tuple } from "../../objects/tuple.js";
import { currentFolder } from "../../system/folder.js";
import { fspath, plainPath } from "../../system/paths.js";
import { osError } from "../../system/oserror.js";
import { real } from "../../system/descriptors.js";
import type { Suspends } from "../../frames/suspend.js";
import { environment } from "./environ.js";

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
    const next = joinable(first, part);
    if (next.startsWith("/") || path === "") path = next;
    else path += path.endsWith("/") ? next : `/${next}`;
  }
  return first.back(path);
}

function joinable(first: Given, part: Value): Suspends<string> {
  if (part === null || (typeof part !== "string" && typeof part !== "object")) throw badArgument("join", part);
  const cls = typeOf(part);
  if (typeof part !== "string" && bufferOf(part) === undefined && cls.$dict.get("__fspath__") === undefined && !cls.$mro.some((c) => c.$dict.has("__fspath__")))
    throw badArgument("join", part);
  const next = given(part);
  if (next.back !== first.back) throw new TypeError("Can't mix strings and bytes in path components");
  return next.text;
}

function badArgument(name: string, part: Value): Value {
  return new TypeError(`${name}() argument must be str, bytes, or os.PathLike object, not '${typeOf(part).$name}'`);
}

export function splitdrive(p: Value): Suspends<Value> {
  const path = given(p);
  return new Tuple([path.back(""), path.back(path.text)]);
}

export function splitroot(p: Value): Suspends<Value> {
  const { text, back } = given(p);
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
  if (typeof list[0] === "object" && bufferOf(list[0]) === undefined)
    throw new TypeError("commonprefix() of sequences is not supported by gilt yet: give names of files");
  const paths: Given[] = [];
  for (const path of list) paths.push(given(path));
  const texts = paths.map((path) => path.text).sort();
  const first = texts[0]!;
  const last = texts[texts.length - 1]!;
  let same = 0;
  while (same < first.length && first[same] === last[same]) same++;
  return paths[0]!.back(first.slice(0, same));
}

function statOf(path: Value): Suspends<fs.Stats | undefined> {
  if (typeof path === "number") {
    try {
      return fs.fstatSync(real(path));
    } catch {
      return undefined; // a closed descriptor does not exist
    }
  }
  return statText(existsText(path));
}

/** Python's exists() takes a name with a null byte for one that is not there. */
function existsText(path: Value): Suspends<string> {
  const { text, back } = given(path);
  return back === asText ? text : Buffer.from(text, "latin1").toString("utf8");
}

function statText(text: string): fs.Stats | undefined {
  if (text.includes("\0")) return undefined;
  return fs.statSync(text, { throwIfNoEntry: false }) ?? undefined;
}

function quietly(work: () => fs.Stats | undefined): fs.Stats | undefined {
  try {
    return work();
  } catch {
    return undefined; // ENOTDIR, EACCES, ELOOP: as if it were not there
  }
}

export function exists(path: Value): Suspends<boolean> {
  if (typeof path === "number") return statOf(path) !== undefined;
  const text = existsText(path);
  return quietly(() => statText(text)) !== undefined;
}

export function lexists(path: Value): Suspends<boolean> {
  const text = existsText(path);
  return quietly(() => (text.includes("\0") ? undefined : fs.lstatSync(text))) !== undefined;
}

export function isfile(path: Value): Suspends<boolean> {
  if (typeof path === "number") return statOf(path)?.isFile() === true;
  const text = existsText(path);
  return quietly(() => statText(text))?.isFile() === true;
}

export function isdir(s: Value): Suspends<boolean> {
  if (typeof s === "number") return statOf(s)?.isDirectory() === true;
  const text = existsText(s);
  return quietly(() => statText(text))?.isDirectory() === true;
}

export function islink(path: Value): Suspends<boolean> {
  const text = existsText(path);
  return quietly(() => (text.includes("\0") ? undefined : fs.lstatSync(text)))?.isSymbolicLink() === true;
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
  const text = existsText(path);
  const own = quietly(() => fs.lstatSync(text));
  if (own === undefined || own.isSymbolicLink()) return false;
  const parent = quietly(() => fs.lstatSync(`${text}/..`));
  return parent !== undefined && (own.dev !== parent.dev || own.ino === parent.ino);
}

function wholeStat(filename: Value): Suspends<fs.Stats> {
  const text = typeof filename === "number" ? "" : fspath(filename);
  // stat() takes -1 for "no descriptor"
  if (filename === -1) throw new OSError(14, "Bad address", filename);
  try {
    return typeof filename === "number" ? fs.fstatSync(real(filename)) : fs.statSync(text);
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

export function samestat(s1: Value, s2: Value): boolean {
  return s1.st_ino === s2.st_ino && s1.st_dev === s2.st_dev;
}

export function expanduser(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  const match = /^~([^/]*)/.exec(text);
  if (match === null) return back(text);
  const home = match[1] === "" ? (environment.get("HOME") ?? homeOf(process.getuid!())) : homeOf(match[1]!);
  if (home === undefined) return back(text);
  return back(home.replace(/\/+$/, "") + text.slice(match[0].length) || "/");
}

/** Home folder of a user by name or number, from the list of users. */
function homeOf(user: string | number): string | undefined {
  const row = fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find((fields) => (typeof user === "string" ? fields[0] === user : Number(fields[2]) === user));
  return row?.[5];
}

export function expandvars(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  return back(
    text.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, bare: string | undefined, braced: string | undefined) => environment.get(bare ?? braced ?? "") ?? whole),
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

function absolute(text: string): string {
  return normalize(text.startsWith("/") ? text : `${currentFolder()}/${text}`);
}

export function abspath(path: Value): Suspends<Value> {
  const { text, back } = given(path);
  return back(absolute(text));
}

export function realpath(filename: Value, { strict = false }: { strict?: Value } = {}): Suspends<Value> {
  const { text, back } = given(filename);
  // links first, then `..`: what is above a link is above the place that it leads to
  return back(resolveLinks(text.startsWith("/") ? text : `${currentFolder()}/${text}`, strict === true));
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
      if (fs.lstatSync(next).isSymbolicLink()) {
        const known = seen.get(next);
        if (known !== undefined) {
          if (known === null && strict) throw new OSError(40, "Too many levels of symbolic links", next);
          done = known ?? next;
          continue;
        }
        seen.set(next, null);
        const target = fs.readlinkSync(next);
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
  const { text, back } = given(path);
  if (text === "") throw new ValueError("no path specified");
  if (start !== null && typeof given(start).back("") !== typeof back("")) throw new TypeError("Can't mix strings and bytes in path components");
  const from = absolute(start === null ? "." : given(start).text)
    .split("/")
    .filter((part) => part !== "");
  const to = absolute(text)
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
  if (all.some((path) => path.back !== all[0]!.back)) throw new TypeError("Can't mix strings and bytes in path components");
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
