/**
 * sortnative - sorting by JavaScript, of keys whose comparison runs no Python code: numbers, strings, and tuples and lists of such.
 *
 * Method  tuples are taken apart into columns, one for each place: numbers into doubles, strings as they are. What says more than that (a NaN, which is
 *         equal to itself where it is one object, a big int, None, lengths that differ, other classes) is left to timsort (sort.ts).
 */
import { Float } from "./float.js";
import { list } from "./list.js";
import { typeOf, type Value } from "./object.js";
import { isAstral } from "./str/points.js";
import { Tuple, tuple } from "./tuple.js";

/** Below so many keys, comparing them one by one takes less time than taking them apart. */
const FEW = 16;

/** Sorts `keys` in place and moves `values` (if not null) in the same way, if all are comparable here; else tells so. */
export function sortNatively(keys: Value[], values: Value[] | null, reverse: boolean): boolean {
  const first = keys[0];
  if (typeof first === "string") {
    if (!areStrings(keys)) return false;
    if (values === null && !reverse) keys.sort();
    else sortBy(keys, values, reverse ? (a, b) => (a < b ? 1 : a > b ? -1 : 0) : (a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return true;
  }
  if (typeof first === "number") {
    for (let i = 1; i < keys.length; i++) if (typeof keys[i] !== "number") return false;
    if (values !== null) sortBy(keys, values, reverse ? (a, b) => b - a : (a, b) => a - b);
    else sortInts(keys, reverse);
    return true;
  }
  if (first instanceof Float) {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (!(key instanceof Float) || key.value !== key.value) return false;
    }
    sortBy(keys, values, reverse ? (a, b) => order(b.value, a.value) : (a, b) => order(a.value, b.value));
    return true;
  }
  return keys.length >= FEW && itemsOf(first) !== undefined && sortRows(keys, values, reverse);
}

function order(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function areStrings(keys: readonly Value[]): boolean {
  for (let i = 0; i < keys.length; i++) if (typeof keys[i] !== "string" || isAstral(keys[i] as string)) return false;
  return true;
}

function sortInts(keys: number[], reverse: boolean): void {
  const sorted = Float64Array.from(keys).sort();
  const n = keys.length;
  if (reverse) for (let i = 0; i < n; i++) keys[i] = sorted[n - 1 - i] as number;
  else for (let i = 0; i < n; i++) keys[i] = sorted[i] as number;
}

function sortBy(keys: Value[], values: Value[] | null, compare: (a: Value, b: Value) => number): void {
  if (values === null) {
    keys.sort(compare);
    return;
  }
  const places = keys.map((_, i) => i);
  places.sort((i, j) => compare(keys[i], keys[j]));
  arrange(keys, places);
  arrange(values, places);
}

function arrange(values: Value[], places: readonly number[]): void {
  const old = values.slice();
  for (let i = 0; i < places.length; i++) values[i] = old[places[i] as number];
}

/** What stands at one place of all keys. */
type Column = Float64Array | string[];

function sortRows(keys: Value[], values: Value[] | null, reverse: boolean): boolean {
  const columns: Column[] = [];
  const whole = takeColumns(keys, columns);
  const [first, second] = columns;
  if (first === undefined) return whole;
  const places = keys.map((_, i) => i);
  if (second === undefined) places.sort((i, j) => order(first[i]!, first[j]!));
  else {
    places.sort((i, j) => {
      const a = first[i]!;
      const b = first[j]!;
      return a === b ? orderRest(columns, i, j) : a < b ? -1 : 1;
    });
  }
  // what could not be taken apart matters only where all before it is equal
  if (!whole && hasEqual(places, columns)) return false;
  if (reverse) reverseRuns(places, columns);
  arrange(keys, places);
  if (values !== null) arrange(values, places);
  return true;
}

function orderRest(columns: readonly Column[], i: number, j: number): number {
  for (let k = 1; k < columns.length; k++) {
    const column = columns[k] as Column;
    const a = column[i]!;
    const b = column[j]!;
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

function areEqual(columns: readonly Column[], i: number, j: number): boolean {
  return columns[0]![i] === columns[0]![j] && orderRest(columns, i, j) === 0;
}

function hasEqual(places: readonly number[], columns: readonly Column[]): boolean {
  for (let i = 1; i < places.length; i++) if (areEqual(columns, places[i - 1] as number, places[i] as number)) return true;
  return false;
}

/** Descending order from ascending: keys that are equal stay as they stood. */
function reverseRuns(places: number[], columns: readonly Column[]): void {
  places.reverse();
  const n = places.length;
  for (let from = 0; from < n;) {
    let to = from + 1;
    while (to < n && areEqual(columns, places[from] as number, places[to] as number)) to++;
    for (let i = from, j = to - 1; i < j; i++, j--) {
      const place = places[i] as number;
      places[i] = places[j] as number;
      places[j] = place;
    }
    from = to;
  }
}

/** The items of a tuple, of a list, or of an instance of a class that compares as tuples do; undefined for anything else. */
function itemsOf(key: Value): Value[] | undefined {
  if (key instanceof Tuple) return key.items;
  if (Array.isArray(key)) return key.$cls === list ? key : undefined;
  if (typeof key !== "object" || key === null || !(key.$value instanceof Tuple)) return undefined;
  const { __lt__, __gt__, __eq__ } = typeOf(key).prototype;
  const own = tuple.prototype;
  return __lt__ === own.__lt__ && __gt__ === own.__gt__ && __eq__ === own.__eq__ ? key.$value.items : undefined;
}

/** How deep tuples in tuples may be; a list may be in itself. */
const DEEPEST = 4;

/** Adds the columns that these values make up, as far as they can be compared here; tells whether that is all of them. */
function takeColumns(values: readonly Value[], columns: Column[], depth = 0): boolean {
  const first = values[0];
  if (typeof first === "string") {
    if (!areStrings(values)) return false;
    columns.push(values as string[]);
    return true;
  }
  const items = depth === DEEPEST ? undefined : itemsOf(first);
  if (items === undefined) {
    const column = numbersOf(values);
    if (column === undefined) return false;
    columns.push(column);
    return true;
  }
  const isList = Array.isArray(first);
  const rows: Value[][] = [];
  for (let i = 0; i < values.length; i++) {
    const row = itemsOf(values[i]);
    if (row === undefined || row.length !== items.length || Array.isArray(values[i]) !== isList) return false;
    rows.push(row);
  }
  for (let k = 0; k < items.length; k++) {
    const column: Value[] = [];
    for (let i = 0; i < rows.length; i++) column.push((rows[i] as Value[])[k]);
    if (!takeColumns(column, columns, depth + 1)) return false;
  }
  return true;
}

/** Ints, bools and floats as doubles that compare like them; undefined if one of the values is none, or too big for that. */
function numbersOf(values: readonly Value[]): Float64Array | undefined {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "number") numbers[i] = value;
    else if (value instanceof Float && value.value === value.value) numbers[i] = value.value;
    else if (typeof value === "boolean") numbers[i] = value ? 1 : 0;
    else return undefined;
  }
  return numbers;
}
