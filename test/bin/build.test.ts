/**
 * `gilt build`: what it writes runs by `node` alone, wherever it is put.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";

const GILT = path.resolve("bin/gilt.js");

const SCRIPT = {
  "main.py":
    "import sys\nimport util\nfrom pkg.tools import double\n\ndef fail(n):\n    raise ValueError(n)\n\nprint(util.VALUE, double(4), sys.argv[1:])\nfail(3)\n",
  "util.py": "if True:\n    VALUE = 'value'\n",
  "pkg/__init__.py": "",
  "pkg/tools.py": "from . import names\n\ndef double(x):\n    return names.NAME, x * 2\n",
  "pkg/names.py": "NAME = 'names'\n",
};

function run(words: string[], cache: string): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, words, { encoding: "utf8", timeout: 60_000, env: { ...process.env, GILT_CACHE: cache } });
}

test("a built script and its modules run, in another folder too", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-build-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(SCRIPT)) {
    const file = path.join(folder, "source", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const cache = path.join(folder, "cache");
  const built = run([GILT, "build", path.join(folder, "source/main.py"), "-o", path.join(folder, "out")], cache);
  t.is(built.stderr, "");
  t.is(built.stdout.trim().split("\n").length, 5);
  t.regex(readFileSync(path.join(folder, "out/main.ts"), "utf8"), /import \* as util from "\.\/util\.js";\nimport \{ double \} from "\.\/pkg\/tools\.js";/);
  const map = JSON.parse(readFileSync(path.join(folder, "out/main.js.map"), "utf8")) as { sources: string[]; mappings: string };
  t.deepEqual(map.sources, ["main.py"]);
  t.regex(map.mappings, /[A-Z]{4}/);
  cpSync(path.join(folder, "out"), path.join(folder, "moved"), { recursive: true });
  rmSync(path.join(folder, "source"), { recursive: true });
  const done = run([path.join(folder, "moved/main.js"), "a", "b"], cache);
  t.is(done.stdout, "value ('names', 8) ['a', 'b']\n");
  t.regex(done.stderr, /File "[^"]*\/moved\/main\.py", line 6, in fail\n {4}raise ValueError\(n\)\nValueError: 3\n$/);
  t.is(done.status, 1);
});

test("a built script that was changed is refused, one whose Python was changed is compiled again", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-build-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const cache = path.join(folder, "cache");
  const script = path.join(folder, "n.py");
  writeFileSync(script, "print(1)\n");
  t.is(run([GILT, "build", script, "-o", path.join(folder, "out")], cache).status, 0);
  const [js, py] = [path.join(folder, "out/n.js"), path.join(folder, "out/n.py")];
  const whole = readFileSync(js, "utf8");
  writeFileSync(js, whole.replace("print(1)", "print(2)"));
  const refused = run([js], cache);
  t.is(refused.stdout, "");
  t.regex(refused.stderr, /^gilt: .*n\.js was changed since gilt wrote it/);
  t.is(refused.status, 2);
  writeFileSync(js, whole);
  t.is(run([js], cache).stdout, "1\n");
  writeFileSync(py, "print(3)\n");
  t.is(run([js], cache).stdout, "3\n");
  t.is(run([GILT, "run", py], cache).stdout, "3\n");
});

test("--explain-sites lists the calls that may suspend", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-sites-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "s.py");
  writeFileSync(file, "import queue\n\ndef take(q, n):\n    return q.get() + len('abc')\n\nprint(take(queue.Queue(), 2))\n");
  const { stdout, status } = run([GILT, "build", file, "--explain-sites"], path.join(folder, "cache"));
  t.is(status, 0);
  t.true(stdout.includes(`${file}:4:12: q.get()\n`));
  t.false(stdout.includes(": len('abc')"));
});
