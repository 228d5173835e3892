import test from "ava";
import "../../../runtime/objects/all.js";
import { H, hashIntInto } from "../../../runtime/objects/hash64.js";
import { SetTable } from "../../../runtime/objects/settable.js";

/** Histories of a set, and the order in which CPython 3.13 iterates it then: a number is added, `[n]` discarded. */
const histories: Record<string, { history: (number | [number])[]; order: number[] }> = {
  "ten, five, eight": { history: [10, 5, 8], order: [8, 10, 5] },
  "a dummy is filled again": { history: [[6], -4, [-4], [2], 12, -2, -14, 14, -1, -16, 10, 2], order: [2, 10, 12, 14, -16, -14, -2, -1] },
  "removals between additions": {
    history: [
      [32],
      -8,
      23,
      [-8],
      -28,
      [-28],
      [32],
      [23],
      0,
      -38,
      29,
      8,
      14,
      27,
      16,
      [8],
      -12,
      [-38],
      [31],
      -17,
      -25,
      24,
      [-17],
      -4,
      [24],
      [0],
      [29],
      [14],
      30,
      -29,
    ],
    order: [-29, -25, 16, -12, 27, -4, 30],
  },
  "more than 32 bits": {
    history: [-729751086637, -352893845212, -400800995723, [-400800995723], 498334081093, -84885203592, 327176521038, 483227731888],
    order: [-352893845212, 498334081093, 327176521038, 483227731888, -729751086637, -84885203592],
  },
};

function replay(history: readonly (number | [number])[]): SetTable {
  const table = new SetTable();
  for (const step of history) {
    const key = typeof step === "number" ? step : step[0];
    const lo = hashIntInto(key);
    if (typeof step === "number") table.add(key, lo, H.hi);
    else {
      const at = table.find(key, lo, H.hi);
      if (at >= 0) table.leave(at);
    }
  }
  return table;
}

for (const [title, { history, order }] of Object.entries(histories)) test(title, (t) => t.deepEqual(replay(history).keys(), order));

test("pop() takes from where the last one ended", (t) => {
  const table = replay([10, 5, 8, 3]);
  t.deepEqual([table.pop(), table.pop(), table.pop(), table.pop(), table.pop()], [8, 10, 3, 5, undefined]);
});
