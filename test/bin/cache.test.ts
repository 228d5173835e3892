/**
 * What gilt keeps between runs: the second run of a script does without the compiler, of texts that it gives to eval and exec as well.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";

const GILT = path.resolve("bin/gilt.js");

/** Says when the compiler is read. */
const WATCH = `const fs = require("node:fs");
const { openSync } = fs;
fs.openSync = (file, ...rest) => {
  if (String(file).endsWith("compiler.cjs")) process._rawDebug("compiler");
  return openSync(file, ...rest);
};
`;

const SCRIPT = `import sys, traceback
names = {}
exec("def f(n):\\n    return n + [1, 2][n]", names)
print(eval("f(1) * 2", names), eval(sys.argv[1]))
try:
    names["f"](5)
except IndexError:
    traceback.print_exc(file=sys.stdout)
try:
    eval("1 +")
except SyntaxError as error:
    print(error.msg)
`;

test("texts given to eval and exec are compiled once, whatever happens to the file that keeps them", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-cache-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [watch, script, cache] = [path.join(folder, "watch.cjs"), path.join(folder, "script.py"), path.join(folder, "cache")];
  writeFileSync(watch, WATCH);
  writeFileSync(script, SCRIPT.replace('try:\n    eval("1 +")\nexcept SyntaxError as error:\n    print(error.msg)\n', ""));
  const run = (...args: string[]): { stdout: string; stderr: string } =>
    spawnSync(process.execPath, ["-r", watch, GILT, "run", script, ...args], { encoding: "utf8", timeout: 60_000, env: { ...process.env, GILT_CACHE: cache } });

  const first = run("6 * 7");
  t.regex(first.stdout, /^6 42\nTraceback[^]*File "<string>", line 2, in f\nIndexError: list index out of range\n$/);
  t.regex(first.stderr, /compiler/);
  t.is(run("6 * 7").stdout, first.stdout);
  t.is(run("6 * 7").stderr, "");
  // a text that is new
  const other = run("6 * 8");
  t.is(other.stdout, first.stdout.replace("42", "48"));
  t.regex(other.stderr, /compiler/);
  t.is(run("6 * 8").stderr, "");
  t.is(run("6 * 7").stderr, "");

  const holds = (file: string): boolean => file.endsWith(".json") && readFileSync(file, "utf8").startsWith('[["text');
  const files = readdirSync(cache, { recursive: true }).map((name) => path.join(cache, String(name)));
  const kept = files.filter((file) => holds(file));
  t.is(kept.length, 1);
  writeFileSync(kept[0]!, readFileSync(kept[0]!, "utf8").slice(0, 100));
  t.is(run("6 * 7").stdout, first.stdout);
  t.is(run("6 * 7").stderr, "");
  // what cannot be compiled is said again
  writeFileSync(script, SCRIPT);
  run("1");
  t.regex(run("1").stdout, /\ninvalid syntax\n$/);
});
