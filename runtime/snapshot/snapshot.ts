/**
 * snapshot - the program as data, and from data: what Python code can reach, the state that the runtime's files declare, and threads with their frames.
 *
 * Of a fork one thread goes along, the one that forks; of a move all do, with their timers and what they wait for.
 * See         docs/conventions.md, section 10
 * Invariants
 *   P1  Nothing of Python's runs while a snapshot is written or read: it shows one moment.
 *   P2  It is read by a fresh isolate of the same build.
 */
import { handOn } from "../frames/generator.js";
import { entering } from "../frames/save.js";
import { evaluateScript } from "../importer/code.js";
import { bindText, type DynamicRecord } from "../importer/dynamic.js";
import { instances, keepNumber, type ScriptText } from "../importer/instances.js";
import { bindModule, gilt } from "../importer/namespace.js";
import { isOfLibrary } from "../importer/place.js";
import { changed } from "../objects/mirror.js";
import type { PyType, Value } from "../objects/object.js";
import { loadedNatives, nativeModule } from "../modules/registry.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { armTimer } from "../scheduler/timers.js";
import { makeReady } from "../scheduler/scheduler.js";
import { self } from "../processes/self.js";
import { carriedState, carriedTables, copyOf, refill } from "./carried.js";
import { collectNames, singletons } from "./names.js";
import { Reader } from "./read.js";
import { classChanges, moduleChanges, recordOf, stateOf, threadsOf, type Passengers } from "./roots.js";
import { plain, shared, type SharedText } from "./texts.js";
import { readAll } from "./unread.js";
import { writeTape } from "./write.js";
import type { Tape } from "./tape.js";

interface InstanceRow {
  readonly number: number;
  readonly text: number;
  readonly isModule: boolean;
  readonly name: Value;
}

/** The tape and what travels beside it: data that structured cloning takes, and in which nothing changes any more. */
export interface Snapshot {
  readonly tape: Tape;
  /** the runtime's modules that the program has loaded */
  readonly natives: readonly string[];
  readonly texts: readonly (ScriptText | SharedText)[];
  readonly instances: readonly InstanceRow[];
}

/** The program as it stands, between two steps of the scheduler. */
export function capture(passengers: Passengers): Snapshot {
  readAll();
  collectNames();
  handOn();
  const texts: ScriptText[] = [];
  const rows: InstanceRow[] = [];
  const records: Value[] = [];
  // of texts that eval() was given and that have come to their value
  const results: Value[] = [];
  for (const { number, text, record, own } of instances.values()) {
    if (own === null) continue;
    let at = texts.indexOf(text);
    if (at < 0) at = texts.push(text) - 1;
    const parts = recordOf(record);
    const isModule = parts.length === 1;
    rows.push({ number, text: at, isModule, name: isModule ? record.module.__name__ : null });
    records.push(parts);
    const { result } = record as Partial<DynamicRecord>;
    if (result !== undefined && result !== null) results.push(number, result);
  }
  const constants = singletons.flatMap((o) => [o, copyOf(o as object)]);
  const root: Value[] = [threadsOf(passengers), stateOf(), moduleChanges(), classChanges(), records, constants, results];
  const tape = writeTape(root, passengers === "all" ? null : passengers);
  // a move goes through bytes
  return { tape, natives: loadedNatives.slice(), texts: passengers === "all" ? texts : texts.map(shared), instances: rows };
}

/** Who looks at the runtime as it is before a fork begins in it. */
export type Loaded = () => ((cls: PyType) => undefined) | undefined;

/**
 * Makes the program of a snapshot in this isolate, which has run nothing yet. The thread that a fork brought, or the main thread.
 *
 * @param loaded called when the runtime's modules are loaded, before anything else; what it gives is called before a class of theirs is changed
 */
export function restore({ tape, natives, texts, instances: rows }: Snapshot, loaded?: Loaded): GreenThread {
  for (const name of natives) nativeModule(name);
  const note = loaded?.();
  const reader = new Reader(tape, () => new Map([...carriedTables].map(([name, table]) => [name, table()])));
  const records = reader.itemNumber(tape.root, 4);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const given = texts[row.text]!;
    const record = reader.itemNumber(records, i);
    if (row.isModule && isOfLibrary(given.path)) {
      keepNumber(row.number);
      reader.readLater(reader.itemNumber(record, 0), row.number, (module) => evaluate(row, plain(given), [module]));
    } else evaluate(row, plain(given), reader.items(record));
  }
  const root = reader.value(tape.root) as Value[][];
  reader.finish();
  const [threads, state, moduleAttributes, classAttributes, , constants, results] = root;
  for (let i = 0; i < results!.length; i += 2) (instances.get(results![i] as number)!.record as DynamicRecord).result = results![i + 1];
  for (let i = 0; i < moduleAttributes!.length; i += 3) setModule(moduleAttributes![i], moduleAttributes![i + 1] as string, moduleAttributes![i + 2]);
  for (let i = 0; i < constants!.length; i += 2) refill(constants![i] as object, constants![i + 1] as object);
  for (let i = 0; i < state!.length; i += 2) carriedState.get(state![i] as string)?.write(state![i + 1]);
  reader.joinClasses();
  for (let i = 0; i < classAttributes!.length; i += 3) {
    const [cls, name, value] = classAttributes!.slice(i, i + 3);
    if (cls.$dict.get(name) === value) continue; // its own module has set it here too
    note?.(cls as PyType);
    if (value === undefined) cls.$dict.delete(name);
    else cls.$dict.set(name, value);
    changed(cls, name as string);
  }
  const thread = takeOver(threads!);
  reader.tell();
  return thread;
}

/** Evaluates a script, so that its functions and constants are there; its body does not run. */
function evaluate(row: InstanceRow, text: ScriptText, [module, globals, locals]: Value[]): void {
  const code = evaluateScript(text);
  if (row.isModule) {
    module.__name__ = row.name;
    code(gilt, bindModule(module, text, row.number));
  } else {
    const { record, instance } = bindText(module, globals, locals, text, row.number);
    instance.code = code;
    code(gilt, record);
    instance.keeps = true;
  }
}

function setModule(module: Value, key: string, value: Value): void {
  if (value === undefined) delete module[key];
  else module[key] = value;
}

/** The scheduler takes the threads of a snapshot. */
function takeOver([main, ready, waiting, begun, alive, helpers]: Value[]): GreenThread {
  isolate.main = main as GreenThread;
  if (alive === undefined)
    Object.assign(isolate.main, { nativeId: self.pid, list: null, before: null, after: null, nextReady: null, timer: -1, deadlineMs: Infinity });
  isolate.begun = begun as number;
  isolate.alive = (alive as number | undefined) ?? 1;
  isolate.helpers = (helpers as number | undefined) ?? 0;
  // so that tables of the running thread are its own
  isolate.current = main as GreenThread;
  for (const thread of waiting as GreenThread[]) {
    thread.timer = -1;
    armTimer(thread, thread.deadlineMs);
  }
  for (const thread of ready as GreenThread[]) {
    thread.nextReady = null;
    makeReady(thread);
  }
  entering(0);
  return main as GreenThread;
}
