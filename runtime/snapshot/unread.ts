/**
 * unread - modules that a process has from the one that forked it and that nothing has asked for: those of the library, which read.ts reads when something
 * does, and those of the runtime, which are loaded then.
 *
 * Invariants
 *   U1  What has not been read is as it was when the process began, and nothing that has been read can get at it but through what is here.
 *   U2  A module of the runtime's may wait if its files change nothing but themselves when they are evaluated, and nobody else looks at their state: neither
 *       does what has a hook in the runtime (signals, threads, weak references, codecs, forks), nor what is among the abstract base classes that abc.ts lists.
 */
import { atOnce } from "../frames/atomic.js";
import { isMade, standIn } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { isLoaded, nativeModule } from "../modules/registry.js";

/** Modules of the runtime's that may wait. */
const PATIENT: ReadonlySet<string> = new Set(
  (
    "_ast _bisect _blake2 _bz2 _csv _datetime _decimal _functools _hashlib _heapq _json _lzma _md5 _opcode _operator _posixshmem _pydecimal _queue _sha1 _sha2 " +
    "_sha3 _socket _sre _stat _statistics _string _struct _typing _uuid base64 binascii bisect cmath contextlib copy copyreg dataclasses datetime decimal enum " +
    "errno fcntl fnmatch functools grp hashlib heapq itertools json json.decoder json.encoder json.scanner marshal math operator os os.path posix posixpath pwd " +
    "pyexpat queue re re._compiler re._constants re._parser reprlib resource sched select string struct subprocess textwrap time traceback types unicodedata zlib"
  ).split(" "),
);

/** A module of the runtime's in a snapshot. */
export interface NativeRow {
  readonly name: string;
  /** The name under which its object is made; null: it cannot be made before the module is loaded. */
  readonly made: string | null;
  /** Its attributes, as properties. */
  readonly properties: readonly string[];
  /** The runtime's files that came with it, and names of what they declare (carried.ts). */
  readonly files: readonly string[];
  readonly state: readonly string[];
}

/** What reads modules of the library, by the numbers of their scripts. */
const scripts = new Map<number, () => void>();
/** Modules of the runtime's that have not been loaded, by each file that comes with them, and by each name of what those declare. */
const homes = new Map<string, string>();
const stateHomes = new Map<string, string>();
/** Those modules, by name. */
const waiting = new Map<string, NativeRow>();
/** Attributes that scripts have given them, as properties. */
const added = new Map<string, string[]>();
/** Objects with accessors in the place of what has not been read: modules, and entries of dicts. */
const withAccessors = new WeakSet<object>();
const rest = { referred: (): Iterable<object> => [], natives: null as Natives | null };

/** A program comes from a snapshot: what is left of another one is forgotten. `referred`: what has been read, and is referred to from what has not. */
export function beginReading(referred: () => Iterable<object>): void {
  scripts.clear();
  rest.referred = referred;
}

/** The modules of the runtime's in a snapshot: their names in the order in which they were loaded, and a NativeRow of each, as JSON. */
export interface Natives {
  readonly names: readonly string[];
  readonly details: string;
}

/** Loads those modules of the runtime's that cannot wait. */
export function loadImpatient(natives: Natives): void {
  for (const table of [homes, stateHomes, waiting, added]) table.clear();
  rest.natives = natives;
  for (const name of natives.names) {
    if (isLoaded(name)) continue;
    const row = PATIENT.has(name) ? rowIn(natives, name) : undefined;
    if (row === undefined || row.made === null) nativeModule(name);
    else {
      waiting.set(name, row);
      for (const file of row.files) homes.set(file, name);
      for (const one of row.state) stateHomes.set(one, name);
    }
  }
}

/** What was parsed last. */
const parsed = { details: "", rows: new Map<string, NativeRow>() };

function rowIn({ details }: Natives, name: string): NativeRow | undefined {
  if (details !== parsed.details) {
    parsed.details = details;
    parsed.rows = new Map((JSON.parse(details) as NativeRow[]).map((row) => [row.name, row]));
  }
  return parsed.rows.get(name);
}

/** What the snapshot that this program comes from said of a module: what came with it there may have come with something else here. */
export function rowOf(name: string): NativeRow | undefined {
  return rest.natives === null ? undefined : rowIn(rest.natives, name);
}

/** A module that has not been loaded has an attribute that it has not by itself. */
export function addAttribute(name: string, property: string): void {
  const known = added.get(name);
  if (known === undefined) added.set(name, [property]);
  else known.push(property);
}

/** A module of the runtime's, which is loaded at one go: whoever looks at an attribute does not wait for it. */
export function loadNow(name: string): Value {
  return isLoaded(name) ? nativeModule(name) : atOnce(() => nativeModule(name));
}

/** The object of a module that has not been loaded; one whose files came with something else is. */
export function unreadModule(name: string): Value {
  const { made, properties } = waiting.get(name)!;
  if (isMade(made!)) return loadNow(name);
  const module = standIn(made!, [...properties, ...(added.get(name) ?? [])], () => nativeModule(name));
  noteAccessors(module);
  return module;
}

/** Might a program with these modules begin in a runtime that has loaded those? */
export function isPartOf(loaded: readonly string[], natives: Natives): boolean {
  const names = new Set(natives.names);
  return loaded.every((name) => names.has(name)) && natives.names.every((name) => isLoaded(name) || (PATIENT.has(name) && rowIn(natives, name)!.made !== null));
}

/** Is this module of the runtime's there when something asks for it? */
export function isWaiting(name: string): boolean {
  return waiting.has(name) && !isLoaded(name);
}

export function isAnyWaiting(): boolean {
  for (const name of waiting.keys()) if (!isLoaded(name)) return true;
  return false;
}

/** Loads what brings this file of the runtime's; all that waits, if it came with something else. */
export function loadHomeOf(file: string): void {
  const home = homes.get(file);
  if (home !== undefined) loadNow(home);
  else loadAll();
}

function loadAll(): void {
  for (const name of waiting.keys()) loadNow(name);
  waiting.clear();
}

/** Does this file come with a module that has not been loaded? */
export function isToCome(file: string): boolean {
  const home = homes.get(file);
  return home !== undefined && !isLoaded(home);
}

/** The same of what a file declares; of one that came with something else it may be so as long as anything waits. */
export function isStateToCome(name: string): boolean {
  const home = stateHomes.get(name);
  return home === undefined ? isAnyWaiting() : !isLoaded(home);
}

/** A module that need not be read yet. */
export function addUnread(script: number, read: () => void): void {
  scripts.set(script, read);
}

/** Something of a script's is asked for. */
export function readScript(script: number): void {
  const read = scripts.get(script);
  if (read === undefined) return;
  scripts.delete(script);
  read();
}

/** For those who look at all that there is. */
export function readAll(): void {
  loadAll();
  for (const script of scripts.keys()) readScript(script);
}

/** This object has accessors in the place of what has not been read. */
export function noteAccessors(o: object): void {
  withAccessors.add(o);
}

export function hasAccessors(o: object): boolean {
  return withAccessors.has(o);
}

/** What has been read, and is referred to from what has not. */
export function referredByUnread(): Iterable<object> {
  return rest.referred();
}
