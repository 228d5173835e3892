/**
 * What programs leave behind: no descriptors, no children, no memory that grows with their number.
 */
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";

/** Says what has grown meanwhile: descriptors, children, whether the heap did by more than a little. */
const COUNTED = `
import os, subprocess, sys

def text(name):
    with open("/proc/self/" + name) as f:
        return f.read()

def held():
    children = [pid for task in os.listdir("/proc/self/task") for pid in text(f"task/{task}/children").split()]
    return len(os.listdir("/proc/self/fd")), len(children)

def memory():
    return next(int(line.split()[1]) for line in text("status").splitlines() if line.startswith("VmRSS"))

def work(n):
ROUND

work(20)
before, memory_before = held(), memory()
work(COUNT)
after = held()
print([b - a for a, b in zip(before, after)], memory() - memory_before < 150_000)
`;

const ROUNDS: Readonly<Record<string, { readonly count: number; readonly source: string }>> = {
  "a thousand programs in a row": {
    count: 1000,
    source: `
for i in range(n):
    if i % 3 == 0: subprocess.run(["true"])
    elif i % 3 == 1: subprocess.run(["cat"], input=b"x", capture_output=True)
    else: subprocess.run(["false"], stdout=subprocess.DEVNULL)`,
  },
  "programs that do not start": {
    count: 200,
    source: `
for i in range(n):
    for words, more in ((["/no/such"], {}), (["true"], {"cwd": "/no/such"}), ([5], {}), (["true"], {"encoding": "no-such"})):
        try: subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, **more)
        except (OSError, TypeError, LookupError): pass`,
  },
  "programs that are killed by a timeout": {
    count: 30,
    source: `
for i in range(n):
    try: subprocess.run(["sleep", "60"], capture_output=True, timeout=0.005)
    except subprocess.TimeoutExpired: pass`,
  },
  "popen, system, spawn and pipes": {
    count: 60,
    source: `
for i in range(n):
    os.popen("echo x").close()
    os.system("exit 1")
    os.spawnlp(os.P_WAIT, "true", "true")
    for fd in os.pipe(): os.close(fd)
    os.close(os.dup(0))`,
  },
  "twenty at once": {
    count: 5,
    source: `
for i in range(n // 4):
    running = [subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(20)]
    for p in running: p.communicate(b"x" * 1000)`,
  },
};

function run(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path.resolve("bin/gilt.js"), "run", script], { timeout: 110_000 }, (error, stdout, stderr) => {
      if (error !== null || stderr !== "") reject(new Error(`${error?.message ?? ""}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

for (const [title, { count, source }] of Object.entries(ROUNDS)) {
  test.serial(title, async (t) => {
    t.timeout(120_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gilt-leaks-"));
    t.teardown(() => fs.rmSync(folder, { recursive: true }));
    const script = path.join(folder, "script.py");
    fs.writeFileSync(script, COUNTED.replace("ROUND", source.replaceAll("\n", "\n    ")).replace("COUNT", String(count)));
    t.is(await run(script), "[0, 0] True\n");
  });
}

test("a program that outlives its starter is left alone, one that is waited for is gone", async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gilt-leaks-"));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const script = path.join(folder, "script.py");
  fs.writeFileSync(script, 'import subprocess\nprint(subprocess.Popen(["sleep", "0.3"]).pid)\np = subprocess.Popen(["true"]); p.wait(); print(p.pid)\n');
  const [left, waited] = (await run(script)).split("\n").map(Number) as [number, number];
  t.true(fs.existsSync(`/proc/${left}`));
  t.false(fs.existsSync(`/proc/${waited}`));
  process.kill(left, "SIGKILL");
});
