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

scriptTables.all = () => [...instances.values()].flatMap(({ text, own }) => (own === null ? [] : [{ path: text.path, own }]));

/** The files of functions, by their descriptions, of the instances that were looked at. */
const files = new WeakMap<FunctionMeta, string>();
const listed = new WeakSet<Instance>();

scriptTables.fileOf = (meta) => {
  for (const instance of instances.values()) {
    const { own, text } = instance;
    if (own === null || listed.has(instance)) continue;
    listed.add(instance);
    for (const [name, meta] of Object.entries(own())) if (/^\$f\d+$/.test(name)) files.set(meta as FunctionMeta, text.path);
  }
  return files.get(meta);
};

/** A script that is evaluated later has this number already. */
export function keepNumber(number: number): void {
  counted.next = Math.max(counted.next, number + 1);
}

/** Notes that a script is about to be evaluated with this record, whose `$own` is to call `owns`. */
export function newInstance(text: ScriptText, record: ScriptRecord, number = counted.next): Instance {
  keepNumber(number);
  const instance: Instance = { number, text, record, code: undefined, own: null, keeps: false };
  instances.set(number, instance);
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
  if (!instance.keeps) instances.delete(instance.number);
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
