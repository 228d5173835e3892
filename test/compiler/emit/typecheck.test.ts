/**
 * The TypeScript of every fixture passes tsc in strict mode, against the declarations in compiler/types/gilt: one run for all.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { translate } from "../../../compiler/pipeline.js";

const OPTIONS = {
  strict: true,
  target: "es2022",
  module: "nodenext",
  moduleDetection: "force",
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noEmit: true,
  types: [],
};

/** Scripts that pass arguments of wrong types on purpose: tsc refuses them, as it should. */
const WRONG_ON_PURPOSE = [
  "mmap/arguments",
  "mmap/reading",
  "mmap/searching",
  "os/groups",
  "os/pipes",
  "os/waiting",
  "pickle/buffers_beside",
  "subprocess/errors",
  "subprocess/settings",
];
/** Scripts whose text does not say to tsc yet what they do: lists of several types that grow, attributes of caught exceptions, of classes and subclasses of builtins. */
const NOT_SAID_YET = [
  "multiprocessing/connection_bytes",
  "multiprocessing/fork_inherits",
  "multiprocessing/pipe_processes",
  "os/fork",
  "pickle/containers_shared",
  "pickle/instances_and_state",
  "pickle/names_of_things",
  "re/astral",
  "re/syntax",
  "subprocess/basics",
  "subprocess/calls",
];
const LEFT_OUT = new Set([...WRONG_ON_PURPOSE, ...NOT_SAID_YET].map((name) => `${name}.py`));

test("the emitted TypeScript of every fixture passes tsc --strict", (t) => {
  t.timeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-typecheck-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const scripts = readdirSync("fixtures", { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".py") && !LEFT_OUT.has(name));
  for (const script of scripts) {
    const file = path.join(folder, "scripts", script.replace(/\.py$/, ".ts"));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, translate(readFileSync(path.join("fixtures", script)), { path: script, name: "__main__" }));
  }
  cpSync("compiler/types/gilt", path.join(folder, "types"), { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["scripts/**/*.ts", "types/*.d.ts"] }));
  const { stdout, status } = spawnSync(process.execPath, [path.resolve("node_modules/typescript7/bin/tsc"), "-p", folder], { encoding: "utf8", cwd: folder });
  t.is(stdout, "");
  t.is(status, 0);
});
