/**
 * Where koffi has no binary: the fixtures of the common cases give the same by child_process, and what it cannot do is said.
 */
import path from "node:path";
import test from "ava";
import { differences, readHeader, readRecording, runScript } from "../../../../bin/commands/fixture.js";

const GILT = ["env", "GILT_NO_KOFFI=1", process.execPath, path.resolve("bin/gilt.js"), "run"];

for (const name of ["basics", "calls", "popen"]) {
  test(`fixtures/subprocess/${name}.py`, async (t) => {
    t.timeout(120_000);
    const script = `fixtures/subprocess/${name}.py`;
    const header = readHeader(script);
    const parts = differences(header, readRecording(script), await runScript(GILT, script, header, 90));
    t.is(parts.length, 0, parts.join("\n"));
  });
}

const REFUSED: Readonly<Record<string, { readonly source: string; readonly words: string }>> = {
  pass_fds: { source: 'subprocess.run(["true"], pass_fds=[1])', words: "subprocess: pass_fds is not available: koffi has no binary for this machine" },
  preexec_fn: { source: 'subprocess.run(["true"], preexec_fn=print)', words: "subprocess: preexec_fn is not available: koffi has no binary for this machine" },
  process_group: {
    source: 'subprocess.run(["true"], process_group=0)',
    words: "subprocess: process_group is not available: koffi has no binary for this machine",
  },
  "os.pipe": { source: "os.pipe()", words: "pipe2() is not available: koffi has no binary for this machine" },
};

for (const [title, { source, words }] of Object.entries(REFUSED)) {
  test(title, async (t) => {
    t.timeout(60_000);
    const { execFileSync } = await import("node:child_process");
    const text = `import os, subprocess\ntry:\n    ${source}\nexcept NotImplementedError as e:\n    print(e)\n`;
    t.is(execFileSync(GILT[0]!, [...GILT.slice(1), "-c", text], { encoding: "utf8" }), words + "\n");
  });
}
