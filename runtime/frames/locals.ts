/**
 * locals - the variables of a saved frame by name.
 *
 * No table is kept: the second form's own text says what each site saves.
 */
import type { LeftFrame } from "./left.js";
import type { Frame, FrameCode } from "./suspend.js";

/** For each code the names of what its sites save, by pc; "" where a slot is free. */
const known = new WeakMap<FrameCode, Map<number, readonly string[]>>();

const list = (text: string): string[] => (text === "" ? [] : text.split(/,? /).map((name) => name.trim()));

function namesOf(code: FrameCode): Map<number, readonly string[]> {
  let names = known.get(code);
  if (names !== undefined) return names;
  known.set(code, (names = new Map()));
  const text = Function.prototype.toString.call(code.twin);
  const end = text.slice(text.lastIndexOf("\n}\n") + 3);
  for (const match of end.matchAll(/((?:case \d+: )*)return \$save\([^[]*\[([^\]]*)\]\)/g)) {
    const pcs = [...(match[1] as string).matchAll(/\d+/g)].map(Number);
    for (const pc of pcs.length > 0 ? pcs : [-1]) names.set(pc, list(match[2] as string));
  }
  if (names.size === 0) nameStored(names, text);
  // what is never stored again keeps the first name of its slot
  const restore = text.split("\n")[2] ?? "";
  names.set(
    -3,
    [...restore.matchAll(/([^\s=;]+)(?: = [^\s=;]+)* = \$l\[\d+\];/g)].map((match) => match[1] as string),
  );
  return names;
}

/** What a generator's site stores, slot by slot: the number of the place of one that yields, or the places that share it, and the stores. */
const YIELDS = /\$fr\.pc = (\d+); ((?:\$l\[\d+\] = [^\s=;]+; )*)(?:\$fr\.d = [^\s=;]+; )?\$fr\.y = true/g;
const SAVES = /((?:case \d+: )*)((?:\$l\[\d+\] = [^\s=;]+; )*)return \$saveGen\(/g;

/** Calls back for each site of a generator's code, with the places it is for. */
function eachSite(text: string, note: (pcs: readonly number[], stores: readonly [slot: number, name: string][]) => void): void {
  for (const pattern of [YIELDS, SAVES]) {
    for (const [, places, stores] of text.matchAll(pattern)) {
      const pcs = [...(places as string).matchAll(/\d+/g)].map(Number);
      const slots = [...(stores as string).matchAll(/\$l\[(\d+)\] = ([^\s=;]+);/g)].map(([, slot, name]): [number, string] => [Number(slot), name as string]);
      note(pcs.length > 0 ? pcs : [-1], slots);
    }
  }
}

/** A generator's frame is updated in place: a slot that a site does not store has what another has left there, which is known if all give it one name. */
function nameStored(names: Map<number, readonly string[]>, text: string): void {
  const usual: string[] = [];
  eachSite(text, (_pcs, stores) => {
    for (const [slot, name] of stores) usual[slot] = usual[slot] === undefined || usual[slot] === name ? name : "";
  });
  names.set(-2, usual);
  eachSite(text, (pcs, stores) => {
    const own = [...usual];
    for (const [slot, name] of stores) own[slot] = name;
    for (const pc of pcs) names.set(pc, own);
  });
}

/** What the slots of a saved frame hold, under JavaScript's names; "" where a slot is free. */
function slotsOf(frame: Frame): readonly string[] {
  if ("names" in frame) return list((frame as LeftFrame).names!);
  const names = namesOf(frame.f);
  const first = names.get(-3) ?? [];
  const own = names.get(frame.pc) ?? names.get(-1) ?? names.get(-2) ?? first;
  return (frame.l ?? []).map((_value, i) => own[i] ?? (names.has(-2) ? first[i] : undefined) ?? "");
}

/** The variables of a saved frame, under JavaScript's names; temporaries begin with `$`. Those that change in closures are cells `{ v }`. */
export function localsOf(frame: Frame): Record<string, unknown> {
  const locals: Record<string, unknown> = {};
  slotsOf(frame).forEach((name, i) => {
    if (name !== "") locals[name] = frame.l?.[i];
  });
  return locals;
}

/** Gives a variable of a saved frame, by JavaScript's name, another value: the function goes on with it. */
export function storeLocal(frame: Frame, name: string, value: unknown): void {
  slotsOf(frame).forEach((one, i) => {
    if (one !== name) return;
    const held = frame.l![i];
    if (isCell(held)) held.v = value;
    else frame.l![i] = value;
  });
}

/** Whether a saved value is a variable that changes in closures. */
export function isCell(value: unknown): value is { v: unknown } {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Every name that a site of the code saves. */
export function savedNames(code: FrameCode): Set<string> {
  const all = new Set<string>();
  if ((code.twin as unknown) === null) return all;
  for (const names of namesOf(code).values()) for (const name of names) if (name) all.add(name);
  return all;
}

/** What the sites of a generator's code store: the slots of each, by pc, and those of all together. */
interface Stored {
  readonly at: Map<number, readonly number[]>;
  readonly all: ReadonlySet<number>;
}

const stored = new WeakMap<FrameCode, Stored>();

function storedBy(code: FrameCode): Stored {
  let found = stored.get(code);
  if (found !== undefined) return found;
  const at = new Map<number, readonly number[]>();
  const all = new Set<number>();
  eachSite(Function.prototype.toString.call(code.twin), (pcs, stores) => {
    const slots = stores.map(([slot]) => slot);
    for (const slot of slots) all.add(slot);
    for (const pc of pcs) at.set(pc, slots);
  });
  stored.set(code, (found = { at, all }));
  return found;
}

/** A generator's frame is updated in place: what the site at which it stands has not stored is dead, and is held no longer. */
export function forgetDead({ f, pc, l }: Frame): void {
  if (pc === 0 || l === null) return;
  const { at, all } = storedBy(f);
  const live = at.get(pc) ?? at.get(-1);
  if (live === undefined) return;
  for (const slot of all) if (!live.includes(slot)) l[slot] = undefined;
}
