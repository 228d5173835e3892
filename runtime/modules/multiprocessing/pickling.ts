/**
 * multiprocessing.pickling - objects as bytes and back, as ForkingPickler does it: with reducers of its own for what only multiprocessing can send.
 *
 * Mirrors     Lib/multiprocessing/reduction.py: ForkingPickler, DupFd
 * Suspends    dumps, loads: what pickle calls
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import type { Value } from "../../objects/object.js";
import { dispatchTable } from "../copyreg.js";
import { loadBytes } from "../pickle/unpickler.js";
import { Writer } from "../pickle/writer.js";
import { carried } from "../../snapshot/carried.js";
import { compact, expand, MARK } from "./compact.js";
import { addReducers, addSockets } from "./reducers.js";

const PROTOCOL = 4;

/** Reducers by class: those that multiprocessing and scripts have registered, and (made when needed) these and copyreg's together. */
export const reducers = { extra: new Dict(), all: new Dict(), from: [-1, -1], sockets: false };
carried(
  "multiprocessing reducers",
  () => reducers.extra,
  (extra) => {
    reducers.extra.$copyFrom(extra as Dict);
  },
);

/** The dispatch table of a ForkingPickler. */
export function forkingTable(): Suspends<Dict> {
  const { extra, from } = reducers;
  if (extra.$size() === 0) addReducers(extra);
  if (!reducers.sockets) reducers.sockets = addSockets(extra);
  if (from[0] !== dispatchTable.$size() || from[1] !== extra.$size()) {
    reducers.all = dispatchTable.$copy();
    for (const entry of extra.$entries()) reducers.all.$set(entry.key as Value, entry.value);
    reducers.from = [dispatchTable.$size(), extra.$size()];
  }
  return reducers.all;
}

export function registerReducer(type: Value, reduce: Value): Suspends<void> {
  if (reducers.extra.$size() === 0) addReducers(reducers.extra);
  reducers.extra.$set(type, reduce);
  reducers.from = [-1, -1];
}

export function dumps(obj: Value): Suspends<Uint8Array> {
  const writer = new Writer(PROTOCOL, null, true, null);
  writer.dispatchTable = forkingTable();
  writer.dump(obj);
  return writer.out.finish();
}

export function loads(data: Uint8Array): Suspends<Value> {
  return loadBytes(new Bytes(data), true, undefined, undefined, undefined);
}

/** A class of the runtime's own whose objects go through queues in a form that begins with their mark: above MARK, below a pickle's first byte. */
export interface Form {
  readonly mark: number;
  /** without a call of anything that suspends; undefined: not now */
  writeKnown(obj: Value): Uint8Array | undefined;
  /** undefined: it is pickled */
  write(obj: Value): Suspends<Uint8Array | undefined>;
  read(data: Uint8Array): Suspends<Value>;
}
export const PICKLE_MARK = 0x80;

/** Filled by files while they load. */
const FORMS = { byClass: new Map<unknown, Form>(), byMark: [] as Form[] };

export function addForm(cls: unknown, form: Form): void {
  FORMS.byClass.set(cls, form);
  FORMS.byMark[form.mark] = form;
}

/** An object as bytes for one of gilt's queues, which nobody else reads. */
export function pack(obj: Value): Suspends<Uint8Array> {
  return compact(obj) ?? packForm(obj) ?? dumps(obj);
}

/** The same for an object that can be written without asking anybody; undefined: not now. */
export function packKnown(obj: Value): Uint8Array | undefined {
  if (typeof obj !== "object" || obj === null) return undefined;
  return FORMS.byClass.get(obj.$cls)?.writeKnown(obj);
}

function packForm(obj: Value): Suspends<Uint8Array | undefined> {
  if (typeof obj !== "object" || obj === null) return undefined;
  const form: Value = FORMS.byClass.get(obj.$cls);
  return form === undefined ? undefined : form.write(obj);
}

/** What pack() or dumps() has made bytes of. */
export function unpack(data: Uint8Array): Suspends<Value> {
  const mark = data[0]!;
  if (mark === MARK) return expand(data, 0);
  const form: Value = mark < PICKLE_MARK ? FORMS.byMark[mark] : undefined;
  return form === undefined ? loads(data) : form.read(data);
}
