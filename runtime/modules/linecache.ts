/**
 * linecache - lines of files, kept.
 *
 * Mirrors     Lib/linecache.py of CPython 3.13
 * Suspends    module_globals of lazycache
 */
import { contains } from "../objects/protocols/contains.js";
import { truth } from "../objects/protocols/bool.js";
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "../objects/attributes.js";
import { Dict } from "../objects/dict.js";
import { Float } from "../objects/float.js";
import { pymodule } from "../objects/module.js";
import { isinstance, type Value } from "../objects/object.js";
import { sub } from "../objects/arithmetic.js";
import { Bytes } from "../objects/bytes.js";
import { LookupError, UnicodeDecodeError } from "../objects/exceptions.js";
import { spread } from "../objects/protocols/iter.js";
import { ge } from "../objects/protocols/compare.js";
import { getitem } from "../objects/protocols/getitem.js";
import { len } from "../objects/protocols/len.js";
import { $caught, $handled, $reraise, $uncaught } from "../objects/raise.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { text as str } from "../objects/protocols/str.js";
import { encodingOf, isUtf8 } from "../objects/sourcebytes.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { lineHooks } from "../objects/tracelines.js";
import { path } from "../importer/importer.js";
import { isOfLibrary, library } from "../importer/place.js";
import { carriedContents } from "../snapshot/carried.js";

/** Name of a file to (size, time, lines, full name), or to a tuple of one function that gives the text. */
export const cache = new Dict();
carriedContents("linecache", cache);

export function clearcache(): Suspends<null> {
  for (const entry of [...cache.$entries()]) cache.$delete(entry.key as string);
  return null;
}

/** Line of a file, counted from 1, with its newline; "" if there is none. */
export function getline(filename: Value, lineno: Value, module_globals: Value = null): Suspends<Value> {
  const lines: Value[] = getlines(filename, module_globals);
  if (typeof lineno === "number") return lineno >= 1 && lineno <= lines.length ? lines[lineno - 1] : "";
  return ge(lineno, 1) && ge(lines.length, lineno) ? getitem(lines, sub(lineno, 1)) : "";
}

export function getlines(filename: Value, module_globals: Value = null): Suspends<Value> {
  const known: Value = cache.$get(filename);
  if (isTuple(known) && plainTuple(known).items.length !== 1) return plainTuple(known).items[2];
  return updatecache(filename, module_globals);
}

/** Forgets files that have changed. */
export function checkcache(filename: Value = null): Suspends<null> {
  const names: Value[] = filename === null ? [...cache.$entries()].map((entry) => entry.key) : [filename];
  for (const name of names) {
    const known: Value = cache.$get(name);
    if (known === undefined || plainTuple(known).items.length === 1) continue;
    const [size, time, , full] = plainTuple(known).items as [Value, Value, Value, Value];
    if (time === null) continue;
    try {
      const stat = fs.statSync(str(full));
      if (stat.size !== size || stat.mtimeMs / 1000 !== (time as Float).value) cache.$delete(name);
    } catch {
      cache.$delete(name); // gone
    }
  }
  return null;
}

/** Reads a file anew; its lines. */
export function updatecache(filename: Value, module_globals: Value = null): Suspends<Value> {
  const known: Value = cache.$get(filename);
  if (known !== undefined && plainTuple(known).items.length !== 1) cache.$delete(filename);
  if (nowhere(filename)) return [];
  const name = str(filename);
  if (isOfLibrary(name)) {
    const bytes = library().readFile(name);
    if (bytes === undefined) return [];
    const lines = linesOf(Buffer.from(bytes).toString("utf8"));
    cache.$set(filename, new Tuple([bytes.length, null, lines, name]));
    return lines;
  }
  let full = name;
  if (!fs.existsSync(full)) {
    if (lazycache(filename, module_globals)) {
      const source: Value = call(plainTuple(cache.$get(filename)).items[0]);
      if (source === null || source === undefined) return [];
      const lines = linesOf(str(source));
      cache.$set(filename, new Tuple([str(source).length, null, lines, name]));
      return lines;
    }
    if (name.startsWith("/")) return [];
    const folder = path.find((one: Value) => typeof one === "string" && fs.existsSync(`${one}/${name}`));
    if (folder === undefined) return [];
    full = `${folder as string}/${name}`;
  }
  try {
    const stat = fs.statSync(full);
    const source = sourceText(fs.readFileSync(full));
    if (source === undefined) return [];
    const lines = source === "" ? ["\n"] : linesOf(source);
    cache.$set(filename, new Tuple([stat.size, new Float(stat.mtimeMs / 1000), lines, full]));
    return lines;
  } catch {
    return []; // a folder, or not to be read: no lines
  }
}

/** The text of a source in the encoding that it states; undefined if it is not in that. */
function sourceText(bytes: Uint8Array): Suspends<string | undefined> {
  const stated = encodingOf(bytes);
  const handled = $handled();
  try {
    return str(callMethod(new Bytes(bytes), "decode", stated === null || isUtf8(stated) ? "utf-8-sig" : stated));
  } catch (thrown) {
    const error = $caught(thrown, null);
    $uncaught(handled);
    if (!isinstance(error, UnicodeDecodeError) && !isinstance(error, LookupError)) throw $reraise(error);
    return undefined;
  }
}

/** A name that is no file's. */
function nowhere(filename: Value): Suspends<boolean> {
  if (typeof filename === "string") return filename === "" || (filename.startsWith("<") && filename.endsWith(">"));
  return !truth(filename) || (truth(callMethod(filename, "startswith", "<")) && truth(callMethod(filename, "endswith", ">")));
}

function item(names: Value, name: string): Suspends<Value> {
  return names instanceof Dict ? names.$get(name) : callMethod(names, "get", name);
}

/** Notes where the text of a module may be had, for later. */
export function lazycache(filename: Value, module_globals: Value): Suspends<boolean> {
  const known: Value = cache.$get(filename);
  if (known !== undefined) return plainTuple(known).items.length === 1;
  if (nowhere(filename) || !truth(module_globals) || !contains(module_globals, "__name__")) return false;
  const spec: Value = item(module_globals, "__spec__");
  const name = ofSpec(spec, "name") ?? item(module_globals, "__name__");
  const loader = ofSpec(spec, "loader") ?? item(module_globals, "__loader__");
  const getSource = loader === undefined || loader === null ? undefined : getattrOr(loader, "get_source");
  if (name === undefined || name === null || getSource === undefined) return false;
  cache.$set(filename, new Tuple([(): Suspends<Value> => call(getSource, name)]));
  return true;
}

/** Keeps the lines of a text that is in no file. */
export function _register_code(code: Value, string: Value, name: Value): Suspends<null> {
  cache.$set(code, new Tuple([len(string), null, spread(callMethod(string, "splitlines")).map((line: Value) => `${String(line)}\n`), name]));
  return null;
}

/** An attribute of a module's spec, if it says anything. */
function ofSpec(spec: Value, name: string): Suspends<Value> {
  const value = spec === undefined || spec === null ? undefined : getattrOr(spec, name);
  return value !== undefined && truth(value) ? value : undefined;
}

function linesOf(text: string): Value[] {
  const lines = text.replace(/\r\n?/g, "\n").match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const last = lines.at(-1);
  if (last !== undefined && !last.endsWith("\n")) lines[lines.length - 1] = last + "\n";
  return [...lines];
}

const linecacheModule = pymodule("linecache", { cache, clearcache, getline, getlines, checkcache, updatecache, lazycache, _register_code }) as Value;
lineHooks.getlines = (file): Suspends<Value> => callMethod(linecacheModule, "getlines", file);

export default linecacheModule;
