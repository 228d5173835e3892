/**
 * instances - the scripts that have been evaluated: each gave functions, constants and module variables of its own, which a snapshot names by number.
 */
import { registerScript, scriptTables, type Positions } from "../frames/scripts.js";
import type { FunctionMeta } from "../objects/function.js";
import { noteFutures } from "../objects/futures.js";
import type { Value } from "../objects/object.js";

/** A script's text and what it is called. */
export interface ScriptText {
  /** its name in JavaScript's stacks */
  readonly filename: string;
  /** Python's name for the file */
  readonly path: string;
  readonly code: string;
  readonly positions: Positions | string;
  /** of the code cache; null: none */
  readonly key: string | null;
}

/** What a script gets as `$module`, in so far as it is the same for modules and for texts. */
export interface ScriptRecord {
  readonly module: Value;
  /** What the script declares besides its module variables: constants, frame codes, factories; how many of the last; what its code has in `co_flags`. */
  $own(own: () => Readonly<Record<string, unknown>>, factories: number, flags?: number): void;
}

export interface Instance {
  readonly number: number;
  readonly text: ScriptText;
  readonly record: ScriptRecord;
  /** the code, once a snapshot or a run has it */
  code: object | undefined;
  own: (() => Readonly<Record<string, unknown>>) | null;
  /** functions may outlive the run of the script */
  keeps: boolean;
}

/** By number. */
export const instances = new Map<number, Instance>();
const counted = { next: 0 };

/** The evaluated scripts of each file, made when somebody asks for one. */
const indexed: { paths: Map<string, Instance[]> | null } = { paths: null };

scriptTables.of = (path) => {
  if (indexed.paths === null) {
    indexed.paths = new Map();
    for (const instance of instances.values()) {
      const known = indexed.paths.get(instance.text.path);
      if (known === undefined) indexed.paths.set(instance.text.path, [instance]);
      else known.push(instance);
    }
  }
  const tables: (() => Readonly<Record<string, unknown>>)[] = [];
  for (const { own } of indexed.paths.get(path) ?? []) if (own !== null) tables.push(own);
  return tables;
};

/** The scripts of functions, by their descriptions, of the instances that were looked at. */
const owners = new WeakMap<FunctionMeta, Instance>();
const listed = new WeakSet<Instance>();

/** The script that a function's description is of. */
export function instanceOf(meta: FunctionMeta): Instance | undefined {
  const known = owners.get(meta);
  if (known !== undefined) return known;
  for (const instance of instances.values()) {
    const { own } = instance;
    if (own === null || listed.has(instance)) continue;
    listed.add(instance);
    for (const [name, meta] of Object.entries(own())) if (/^\$f\d+$/.test(name)) owners.set(meta as FunctionMeta, instance);
  }
  return owners.get(meta);
}

scriptTables.fileOf = (meta) => instanceOf(meta)?.text.path;

/** A script that is evaluated later has this number already. */
export function keepNumber(number: number): void {
  counted.next = Math.max(counted.next, number + 1);
}

/** Notes that a script is about to be evaluated with this record, whose `$own` is to call `owns`. */
export function newInstance(text: ScriptText, record: ScriptRecord, number = counted.next): Instance {
  keepNumber(number);
  const instance: Instance = { number, text, record, code: undefined, own: null, keeps: false };
  instances.set(number, instance);
  indexed.paths = null;
  return instance;
}

/** What `$own` of a record does. */
export function owns(instance: Instance, own: () => Readonly<Record<string, unknown>>, factories: number, flags?: number): void {
  instance.own = own;
  noteFutures(instance.text.path, flags);
  // the body is one
  instance.keeps = factories > 0;
}

/** A text's run is over: it is forgotten unless it made functions. */
export function endInstance(instance: Instance): void {
  if (instance.keeps) return;
  instances.delete(instance.number);
  indexed.paths = null;
}

/** The texts of evaluated code, by the function that the code is. */
const texts = new WeakMap<object, ScriptText>();

/** Makes a script known, in JavaScript's stacks and to snapshots. */
export function knowScript<F extends object>(text: ScriptText, code: F): F {
  registerScript(text.filename, text.path, text.positions);
  texts.set(code, text);
  return code;
}

export function textOf(code: object): ScriptText {
  return texts.get(code) as ScriptText;
}
