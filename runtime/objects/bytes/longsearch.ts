/**
 * longsearch - where a long part stands in a text: in time in proportion to the text, whatever both look like.
 *
 * Mirrors  two-way search in Objects/stringlib/fastsearch.h of CPython 3.13
 * Mind     the engine's own searches are quicker for nearly everything; the worst case takes them the text times the part
 */

/** Bytes, or UTF-16 units. */
export type Units = Uint8Array | Uint16Array;

/** A part that is shorter is never looked for here, nor one that the engine has soon compared with all of the text. */
const LONG = 100;
const COMPARED = 2 ** 26;

export function isLongSearch(part: number, text: number): boolean {
  return part >= LONG && part * text > COMPARED;
}

export function unitsOf(s: string): Units {
  const bytes = Buffer.allocUnsafeSlow(2 * s.length);
  bytes.write(s, "utf16le");
  return new Uint16Array(bytes.buffer, bytes.byteOffset, s.length);
}

/** The greatest suffix of a part in one order of its units: where it begins, and its period. */
function greatestSuffix(part: Units, inverted: boolean): readonly [number, number] {
  let at = 0;
  let candidate = 1;
  let k = 0;
  let period = 1;
  while (candidate + k < part.length) {
    const a = part[candidate + k]!;
    const b = part[at + k]!;
    if (inverted ? b < a : a < b) {
      candidate += k + 1;
      k = 0;
      period = candidate - at;
    } else if (a === b) {
      if (k + 1 !== period) k++;
      else {
        candidate += period;
        k = 0;
      }
    } else {
      at = candidate++;
      k = 0;
      period = 1;
    }
  }
  return [at, period];
}

const TABLE = 64;
const IN_TABLE = TABLE - 1;

/** What is known of a part before any text is looked at. */
interface Plan {
  readonly part: Units;
  /** Right of it a comparison begins. */
  readonly cut: number;
  readonly period: number;
  readonly isPeriodic: boolean;
  /** How far the last unit is from the one before it that is in the same row of the table. */
  readonly gap: number;
  /** How far the part goes on when a unit stands at its end. */
  readonly shifts: Int32Array;
}

function planOf(part: Units): Plan {
  const { length } = part;
  const [cut1, period1] = greatestSuffix(part, false);
  const [cut2, period2] = greatestSuffix(part, true);
  const [cut, ownPeriod] = cut1 > cut2 ? [cut1, period1] : [cut2, period2];
  let isPeriodic = ownPeriod + cut <= length;
  for (let i = 0; isPeriodic && i < cut; i++) isPeriodic = part[i] === part[ownPeriod + i];
  const period = isPeriodic ? ownPeriod : Math.max(cut, length - cut) + 1;
  const last = part[length - 1]! & IN_TABLE;
  let gap = length;
  for (let i = length - 2; i >= 0 && gap === length; i--) if ((part[i]! & IN_TABLE) === last) gap = length - 1 - i;
  const shifts = new Int32Array(TABLE).fill(length);
  for (let i = 0; i < length; i++) shifts[part[i]! & IN_TABLE] = length - 1 - i;
  return { part, cut, period, isPeriodic, gap, shifts };
}

/** The first place at or behind `from`; -1 if there is none. */
function findPlanned(plan: Plan, text: Units, from: number): number {
  const { part, cut, period, isPeriodic, gap, shifts } = plan;
  const { length } = part;
  const gapEnd = Math.min(length, cut + gap);
  // so many units at the head are known to be the same
  let memory = 0;
  let last = from + length - 1;
  while (last < text.length) {
    const shift = shifts[text[last]! & IN_TABLE]!;
    if (shift !== 0) {
      last += memory === 0 ? shift : Math.max(shift, Math.max(cut, memory) - cut + 1);
      memory = 0;
      continue;
    }
    const start = last - length + 1;
    let i = Math.max(cut, memory);
    while (i < length && part[i] === text[start + i]) i++;
    if (i < length) {
      last += i < gapEnd ? gap : i - cut + 1;
      memory = 0;
      continue;
    }
    i = memory;
    while (i < cut && part[i] === text[start + i]) i++;
    if (i >= cut) return start;
    last += period;
    if (isPeriodic) memory = length - period;
  }
  return -1;
}

export function findLong(text: Units, part: Units, from: number): number {
  return findPlanned(planOf(part), text, from);
}

/** How often a part is there, one behind the other. */
export function countLong(text: Units, part: Units): number {
  const plan = planOf(part);
  let count = 0;
  for (let at = findPlanned(plan, text, 0); at >= 0; at = findPlanned(plan, text, at + part.length)) count++;
  return count;
}
