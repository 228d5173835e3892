/**
 * Every fixture: translated, run, and held against what CPython gave; then again with its threads suspended at every call and at random ones, and
 * moved into a fresh isolate at random moments.
 */
import { availableParallelism } from "node:os";
import path from "node:path";
import test from "ava";
import { differences, findScripts, lacking, readHeader, readRecording, runScript } from "../bin/commands/fixture.js";

const MODES: readonly (readonly string[])[] = [[], ["--suspend=always"], ["--suspend=random:1"], ["--suspend=random:2"], ["--thaw=random:1"]];
/** Fixtures that hold what an isolate cannot hand on: watched descriptors, the system's timers, mapped memory, processes; and one whose module compares constants of its own by identity. */
const HANDLES = /^fixtures\/(?:concurrent\/futures\/processes|ctypes|mmap|multiprocessing|os|select|shared_memory|signal|subprocess|pickle\/taken_apart)\b/;
const GILT = [process.execPath, path.resolve("bin/gilt.js"), "run"];

/** ava starts all tests at once: so many run. */
let free = Math.max(2, availableParallelism());
const waiting: (() => void)[] = [];

async function withSlot<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}

for (const script of findScripts(["fixtures"])) {
  const header = readHeader(script);
  if (lacking(header).length > 0) {
    test.skip(`${script}: this system has no ${lacking(header).join(", ")}`, () => undefined);
    continue;
  }
  for (const mode of MODES) {
    if (mode.length > 0 && header.notUnder.includes("suspend")) continue;
    if (mode[0]?.startsWith("--thaw") === true && (header.notUnder.includes("thaw") || HANDLES.test(script))) continue;
    test([script, ...mode].join(" "), async (t) => {
      t.timeout(1_800_000); // all of them wait for a slot from the beginning
      const got = await withSlot(() => runScript([...GILT, ...mode], script, header, 90));
      const parts = differences(header, readRecording(script), got);
      t.is(parts.length, 0, parts.join("\n"));
    });
  }
}
