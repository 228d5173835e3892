/**
 * Random programs do lowered what they do direct. FRAMES_PROGRAMS=COUNT FRAMES_SEED=SEED runs more of them.
 */
import test from "ava";
import type { FramesOptions } from "../../../compiler/lower/frames.js";
import { direct, lowered, random, run } from "./machine.js";
import { randomProgram } from "./randomprogram.js";

const count = Number(process.env["FRAMES_PROGRAMS"] ?? 12);
const first = Number(process.env["FRAMES_SEED"] ?? 1) * 100_000;
const configurations: Partial<FramesOptions>[] = [
  { inject: true },
  { inject: true, fuel: true, all: true, flights: "throws" },
  { depth: true, fuel: true, flights: "throws" },
  { elideTails: true, flights: "passes" },
];

test(`${count} random programs`, (t) => {
  for (let seed = first; seed < first + count; seed++) {
    const source = randomProgram(seed);
    const out: unknown[] = [];
    direct(source)(out);
    const expected = JSON.stringify(out);
    for (const configuration of configurations) {
      const main = lowered(source, { ...configuration, closeIterators: true });
      const next = random(seed + 7);
      const policies = configuration.inject ? [null, () => true, () => next() < 0.5, () => next() < 0.1] : [null];
      policies.forEach((policy, i) => t.is(run(main, policy), expected, `program ${seed} ${JSON.stringify(configuration)} policy ${i}`));
    }
  }
});
