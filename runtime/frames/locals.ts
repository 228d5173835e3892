/**
 * locals - the variables of a saved frame by name.
 *
 * No table is kept: the second form's own text says what each site saves.
 */
import type { Frame, FrameCode } from "./suspend.js";

/** For each code the names of what its sites save, by pc; "" where a slot is free. */
const known = new WeakMap<FrameCode, Map<number, readonly string[]>>();

const list = (text: string): string[] => (text === "" ? [] : text.split(", ").map((name) => name.trim()));

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
  // a generator's sites store slot by slot: one line each
  for (const match of text.matchAll(/((?:\$l\[\d+\] = [^\s=;]+; )+)(?:\$fr\.y = true|return \$saveGen)/g)) {
    const slots: string[] = [];
    for (const [, slot, name] of (match[1] as string).matchAll(/\$l\[(\d+)\] = ([^\s=;]+);/g)) slots[Number(slot)] = name as string;
    names.set(
      -2,
      Array.from(slots, (name, i) => name ?? names.get(-2)?.[i] ?? ""),
    );
  }
  // what is never stored again keeps the first name of its slot
  const restore = text.split("\n")[2] ?? "";
  names.set(
    -3,
    [...restore.matchAll(/([^\s=;]+)(?: = [^\s=;]+)* = \$l\[\d+\];/g)].map((match) => match[1] as string),
  );
  return names;
}

/** The variables of a saved frame, under JavaScript's names; temporaries begin with `$`. Those that change in closures are cells `{ v }`. */
export function localsOf(frame: Frame): Record<string, unknown> {
  const locals: Record<string, unknown> = {};
  const names = namesOf(frame.f);
  const first = names.get(-3) ?? [];
  const own = names.get(frame.pc) ?? names.get(-1) ?? names.get(-2) ?? first;
  (frame.l ?? []).forEach((value, i) => {
    const name = own[i] || (own === names.get(-2) ? first[i] : undefined);
    if (name) locals[name] = value;
  });
  return locals;
}

/** Every name that a site of the code saves. */
export function savedNames(code: FrameCode): Set<string> {
  const all = new Set<string>();
  for (const names of namesOf(code).values()) for (const name of names) if (name !== "") all.add(name);
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
  const text = Function.prototype.toString.call(code.twin);
  const note = (pcs: readonly number[], stores: string): void => {
    const slots = [...stores.matchAll(/\$l\[(\d+)\] =/g)].map((match) => Number(match[1]));
    for (const slot of slots) all.add(slot);
    for (const pc of pcs) at.set(pc, slots);
  };
  for (const [, pc, stores] of text.matchAll(/\$fr\.pc = (\d+); ((?:\$l\[\d+\] = [^\s=;]+; )*)(?:\$fr\.d = [^\s=;]+; )?\$fr\.y = true/g))
    note([Number(pc)], stores as string);
  for (const [, cases, stores] of text.matchAll(/((?:case \d+: )*)((?:\$l\[\d+\] = [^\s=;]+; )*)return \$saveGen\(/g)) {
    const pcs = [...(cases as string).matchAll(/\d+/g)].map(Number);
    note(pcs.length > 0 ? pcs : [-1], stores as string);
  }
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
