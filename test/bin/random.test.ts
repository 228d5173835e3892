/**
 * Random programs say the same whether their threads are suspended at every call, at random ones or never. `gilt compare --random` runs more, against CPython too.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { programDifferences, runPrograms } from "../../bin/commands/random/index.js";
import { randomScript } from "../../bin/commands/random/programs.js";

const GILT = [process.execPath, path.resolve("bin/gilt.js"), "run"];
const COUNT = 30;

test(`${COUNT} random programs, direct and suspended`, async (t) => {
  t.timeout(600_000);
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-random-"));
  try {
    const script = path.join(folder, "programs.py");
    writeFileSync(script, randomScript(1, COUNT));
    const direct = await runPrograms(GILT, script);
    t.is(direct.trouble, "");
    t.is(direct.programs.size, COUNT);
    for (const rule of ["always", "random:1"]) t.is(programDifferences(direct, await runPrograms([...GILT, `--suspend=${rule}`], script)).join("\n"), "", rule);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
