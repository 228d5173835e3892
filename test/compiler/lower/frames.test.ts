/**
 * A lowered program does what the program does: suspended nowhere, everywhere, at every n-th site and at random.
 */
import test from "ava";
import type { FramesOptions } from "../../../compiler/lower/frames.js";
import { direct, lowered, programs, random, run } from "./machine.js";

const configurations: Partial<FramesOptions>[] = [
  { inject: true },
  { inject: true, fuel: true, flights: "throws" },
  { depth: true, fuel: true, flights: "throws" },
  { elideTails: true, all: true, flights: "passes" },
];

for (const { name, source } of programs()) {
  test(name, (t) => {
    const closeIterators = name.includes("@iterclose");
    let expected: string | undefined;
    if (!name.includes("(threaded)")) {
      const out: unknown[] = [];
      direct(source)(out);
      expected = JSON.stringify(out);
    }
    for (const configuration of configurations) {
      const main = lowered(source, { ...configuration, closeIterators });
      const check = (how: string, policy: (() => boolean) | null) => {
        const got = run(main, policy);
        expected ??= got;
        t.is(got, expected, `${how} ${JSON.stringify(configuration)}`);
      };
      check("never", null);
      if (!configuration.inject) continue;
      check("always", () => true);
      for (const n of [2, 3, 7]) {
        let count = 0;
        check(`every ${n}`, () => ++count % n === 0);
      }
      for (let seed = 1; seed <= 10; seed++) {
        const next = random(seed * 7919);
        const share = [0.5, 0.1, 0.9, 0.02, 0.3][seed % 5] as number;
        check(`random ${seed}`, () => next() < share);
      }
    }
  });
}
