/**
 * changes - what a program has changed in the runtime, given to the runtime of a process that it has forked: attributes of modules and classes, state of files.
 *
 * What belongs to a module that has not been loaded (unread.ts) waits for that.
 */
import { changed } from "../objects/mirror.js";
import type { PyType, Value } from "../objects/object.js";
import { loading } from "../modules/registry.js";
import { carriedState, refill } from "./carried.js";
import { MODULE, type Reader } from "./read.js";
import { addAttribute, isAnyWaiting, isStateToCome, isToCome, isWaiting } from "./unread.js";

const STEP = "\0";
const NONE: readonly Change[] = [];

/** One change: `target` and `value` are values of the tape. */
interface Change {
  readonly target: number;
  readonly name: string;
  readonly value: number;
}

type Kind = "attributes" | "constants" | "state" | "classes";

export class Changes {
  private readonly waiting: Record<Kind, readonly Change[]>;
  private isApplying = false;

  /**
   * The arguments are numbers of arrays of the tape, as roots.ts and snapshot.ts make them.
   *
   * @param note called before a class of the runtime's is changed
   */
  constructor(
    private readonly reader: Reader,
    arrays: Readonly<Record<Kind, number>>,
    private readonly note: ((cls: PyType) => undefined) | undefined,
  ) {
    const rows = (array: number, hasTarget: boolean, hasName: boolean): Change[] => {
      const step = 1 + Number(hasTarget) + Number(hasName);
      reader.leaveOut(array);
      return Array.from({ length: reader.itemCount(array) / step }, (_, i) => {
        const at = i * step;
        return {
          target: hasTarget ? reader.itemNumber(array, at) : -1,
          name: hasName ? (reader.value(reader.itemNumber(array, at + Number(hasTarget))) as string) : "",
          value: reader.itemNumber(array, at + step - 1),
        };
      });
    };
    this.waiting = {
      attributes: rows(arrays.attributes, true, true),
      constants: rows(arrays.constants, true, false),
      state: rows(arrays.state, false, true),
      classes: rows(arrays.classes, true, true),
    };
    for (const { target, name } of this.waiting.attributes) {
      const native = reader.nativeAt(target);
      if (native !== undefined && isWaiting(native)) addAttribute(native, name);
    }
    reader.waiters = this;
    loading.settle = () => {
      if (!this.isApplying) reader.complete();
    };
  }

  /** The values of the tape that are still needed. */
  needed(): number[] {
    return Object.values(this.waiting).flatMap(valuesOf);
  }

  /** Applies what can be, as often as reading it loads further modules. Objects of the tape that are made for it are complete afterwards, but not told. */
  apply(): void {
    if (this.isApplying) return;
    this.isApplying = true;
    while (this.applyOnce());
    this.isApplying = false;
  }

  private applyOnce(): boolean {
    const { reader } = this;
    const attributes = this.take("attributes");
    const constants = this.take("constants");
    const state = this.take("state");
    const classes = this.take("classes");
    const all = [...attributes, ...constants, ...state, ...classes];
    if (all.length === 0) return false;
    reader.obtain(valuesOf(all));
    for (const { target, name, value } of attributes) setModule(reader.value(target), name, reader.value(value));
    for (const { target, value } of constants) refill(reader.value(target) as object, reader.value(value) as object);
    for (const { name, value } of state) carriedState.get(name)!.write(reader.value(value));
    reader.joinClasses();
    for (const { target, name, value } of classes) this.setClass(reader.value(target), name, reader.value(value));
    return true;
  }

  private take(kind: Kind): readonly Change[] {
    if (this.waiting[kind].length === 0) return NONE;
    const now: Change[] = [];
    const later: Change[] = [];
    for (const change of this.waiting[kind]) {
      if (this.canBe(kind, change)) now.push(change);
      else if (kind !== "state" || isStateToCome(change.name)) later.push(change); // else of a file that this process does without
    }
    this.waiting[kind] = later;
    return now;
  }

  private canBe(kind: Kind, { target, name }: Change): boolean {
    if (kind === "state") return carriedState.has(name);
    const path = this.reader.nameOf(target);
    if (path === undefined || !isAnyWaiting()) return true;
    if (!path.startsWith(MODULE)) return !isToCome(path.slice(0, path.indexOf(STEP)));
    const end = path.indexOf(STEP, MODULE.length);
    return !isWaiting(end < 0 ? path.slice(MODULE.length) : path.slice(MODULE.length, end));
  }

  private setClass(cls: Value, name: string, value: Value): void {
    if (cls.$dict.get(name) === value) return; // its own module has set it here too
    this.note?.(cls as PyType);
    if (value === undefined) cls.$dict.delete(name);
    else cls.$dict.set(name, value);
    changed(cls as PyType, name);
  }
}

function valuesOf(changes: readonly Change[]): number[] {
  return changes.flatMap(({ target, value }) => (target >= 0 ? [target, value] : [value]));
}

function setModule(module: Value, key: string, value: Value): void {
  if (value === undefined) delete module[key];
  else module[key] = value;
}
