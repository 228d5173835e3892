import test from "ava";
import { object, type Value } from "../../../runtime/objects/object.js";
import { builtinType, methods } from "../../../runtime/objects/register.js";
import { sortKeys } from "../../../runtime/objects/sort.js";
import "../../../runtime/objects/objectmethods.js";

/** What the comparisons were, in one number, as a Python class adds it up. */
const seen = { count: 0, sum: 0 };
class Item {
  constructor(
    readonly value: number,
    readonly index: number,
  ) {}
}
Object.setPrototypeOf(Item.prototype, object.prototype as object);
const itemType = builtinType("Item()", null, { prototype: Item.prototype });
methods(itemType, {
  "__lt__(self, other, /)": function (this: Item, other: Item): boolean {
    seen.count++;
    seen.sum = (seen.sum * 31 + this.index * 7 + other.index) % 1000003;
    return this.value < other.value;
  },
});

function congruential(count: number, below: number): number[] {
  const found: number[] = [];
  let x = 12345n;
  for (let i = 0; i < count; i++) {
    x = (x * 1103515245n + 12345n) % 2147483648n;
    found.push(Number(x % BigInt(below)));
  }
  return found;
}
const upTo = (start: number, stop: number, step = 1): number[] => Array.from({ length: Math.ceil((stop - start) / step) }, (_, i) => start + i * step);

/** Number of comparisons, and their sum, of CPython 3.13's list.sort. */
const cases: Record<string, { values: number[]; comparisons: [number, number] }> = {
  random: { values: congruential(200, 1000), comparisons: [1272, 110799] },
  "few distinct": { values: congruential(150, 3), comparisons: [716, 984856] },
  ascending: { values: upTo(0, 100), comparisons: [99, 919005] },
  descending: { values: upTo(0, 100).map((n) => 100 - n), comparisons: [99, 919005] },
  equal: { values: new Array<number>(40).fill(7), comparisons: [39, 554336] },
  "two runs": { values: [...upTo(0, 90, 2), ...upTo(1, 90, 2)], comparisons: [179, 908335] },
  gallops: { values: [...upTo(1000, 1300), ...upTo(0, 40), ...upTo(1100, 1150)], comparisons: [532, 497614] },
};
for (const [title, { values, comparisons }] of Object.entries(cases)) {
  test(`comparisons in CPython's order: ${title}`, (t) => {
    seen.count = seen.sum = 0;
    const items: Value[] = values.map((value, i) => new Item(value, i));
    sortKeys(items, null, false);
    t.deepEqual([seen.count, seen.sum], comparisons);
    const sorted = values.map((value, i) => [value, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    t.deepEqual(
      items.map((item: Item) => item.index),
      sorted.map(([, i]) => i),
    );
  });
}

test("numbers and strings, and values moved with them", (t) => {
  const numbers: Value[] = [3, 1, 2];
  sortKeys(numbers, null, true);
  t.deepEqual(numbers, [3, 2, 1]);
  const keys: Value[] = ["b", "a", "b"];
  const values: Value[] = [0, 1, 2];
  sortKeys(keys, values, true);
  t.deepEqual(values, [0, 2, 1]);
});
