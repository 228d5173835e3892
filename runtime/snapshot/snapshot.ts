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
import { nameMade } from "../objects/module.js";
import type { PyType, Value } from "../objects/object.js";
import { brought, loadedNatives, loading, nativeModule } from "../modules/registry.js";
import { isolate, type GreenThread } from "../scheduler/current.js";
import { armTimer } from "../scheduler/timers.js";
import { makeReady } from "../scheduler/scheduler.js";
import { self } from "../processes/self.js";
import { files } from "./anchors.js";
import { carriedState, carriedTables, copyOf } from "./carried.js";
import { Changes } from "./changes.js";
import { collectNames, singletons } from "./names.js";
import { Reader } from "./read.js";
import { classChanges, moduleChanges, recordOf, stateOf, threadsOf, type Passengers } from "./roots.js";
import { plain, shared, type SharedText } from "./texts.js";
import { loadImpatient, readAll, rowOf, type NativeRow, type Natives } from "./unread.js";
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
  readonly natives: Natives;
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
  return { tape, natives: natives(), texts: passengers === "all" ? texts : texts.map(shared), instances: rows };
}

const lastNatives = { count: 0, details: "" };

function natives(): Natives {
  const names = loadedNatives.slice();
  if (lastNatives.count !== names.length) Object.assign(lastNatives, { count: names.length, details: JSON.stringify(nativeRows()) });
  return { names, details: lastNatives.details };
}

function nativeRows(): NativeRow[] {
  const [allFiles, allState] = [[...files.keys()], [...carriedState.keys()]];
  return loadedNatives.map((name) => {
    const known = rowOf(name);
    if (known !== undefined) return known;
    const { files: some, state } = brought.get(name)!;
    const module = nativeModule(name)!;
    return {
      name,
      made: nameMade(module),
      properties: Object.getOwnPropertyNames(module),
      files: allFiles.slice(...some),
      state: allState.slice(...state),
    };
  });
}

/** Who looks at the runtime as it is before a fork begins in it. */
export type Loaded = () => ((cls: PyType) => undefined) | undefined;

/**
 * Makes the program of a snapshot in this isolate, which has run nothing yet. The thread that a fork brought, or the main thread.
 *
 * @param loaded called when those of the runtime's modules are loaded that cannot wait, before anything else; what it gives is called before a class of theirs is changed
 */
export function restore({ tape, natives: loadedThere, texts, instances: rows }: Snapshot, loaded?: Loaded): GreenThread {
  loading.settle = undefined;
  loadImpatient(loadedThere);
  const note = loaded?.();
  const reader = new Reader(tape, () => new Map([...carriedTables].map(([name, table]) => [name, table()])));
  const [threads, state, attributes, classes, records, constants, results] = reader.itemNumbers(tape.root) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (const array of [tape.root, records, ...reader.itemNumbers(records)]) reader.leaveOut(array);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const given = texts[row.text]!;
    const record = reader.itemNumber(records, i);
    if (row.isModule && isOfLibrary(given.path)) {
      keepNumber(row.number);
      reader.readLater(reader.itemNumber(record, 0), row.number, (module) => evaluate(row, plain(given), [module]));
    } else evaluate(row, plain(given), reader.items(record));
  }
  const changes = new Changes(reader, { attributes, constants, state, classes }, note);
  reader.obtain([threads, results]);
  const evaluated = reader.value(results) as Value[];
  for (let i = 0; i < evaluated.length; i += 2) (instances.get(evaluated[i] as number)!.record as DynamicRecord).result = evaluated[i + 1];
  changes.apply();
  const thread = takeOver(reader.value(threads) as Value[]);
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

/** The scheduler takes the threads of a snapshot. */
function takeOver([main, ready, waiting, begun, alive]: Value[]): GreenThread {
  isolate.main = main as GreenThread;
  if (alive === undefined)
    Object.assign(isolate.main, { nativeId: self.pid, list: null, before: null, after: null, nextReady: null, timer: -1, deadlineMs: Infinity });
  isolate.begun = begun as number;
  isolate.alive = (alive as number | undefined) ?? 1;
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
