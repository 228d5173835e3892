/**
 * Depth: recursion is bounded by the limit alone, and saved frames are readable data.
 */
import test from "ava";
import { localsOf } from "../../../runtime/frames/locals.js";
import { recursion } from "../../../runtime/frames/save.js";
import { S, type Frame } from "../../../runtime/frames/suspend.js";
import { lowered, lowerText, run } from "./machine.js";

test.serial("500,000 calls deep", (t) => {
  recursion.limit = 600_000;
  const main = lowered("function deep(n) { return n === 0 ? 0 : deep(n - 1) + 1; } function main(out) { out.push(deep(500000)); }", { depth: true });
  t.is(run(main, null), "[500000]");
  recursion.limit = 1000;
});

test.serial("the limit is exact, also after the stack has moved, and handlers put the depth back", (t) => {
  const source = `let n = 0; function down() { n++; down(); } function main(out) {
    for (let i = 0; i < 3; i++) { n = 0; try { down(); } catch (e) { out.push(n, e.name); } } }`;
  for (const limit of [100, 1000, 5000]) {
    recursion.limit = limit;
    const main = lowered(source, { depth: true });
    const calls = limit - 1; // main is one of them
    t.is(run(main, null), JSON.stringify([calls, "RangeError", calls, "RangeError", calls, "RangeError"]), `limit ${limit}`);
  }
  recursion.limit = 1000;
});

test.serial("the variables of a saved frame by name", (t) => {
  const main = lowered("function main(out) { const a = 1; let b = 2; const g = () => b++; g(); $suspend(); $suspend(a, g); out.push(b); }");
  S.mode = 0;
  main([]);
  const [frame] = S.captured.splice(0) as [Frame];
  S.mode = 0;
  const { a, b } = localsOf(frame);
  t.deepEqual([a, b], [1, { v: 3 }]);
});

test("a call is one line, and its second form another", (t) => {
  const text = lowerText("function main(out) { const a = f(1) + f(2); return a; } function f(x) { return x; }");
  const calls = text.split("\n").filter((line) => /\bf\([12]\)/.test(line));
  t.is(calls.length, 4);
});
