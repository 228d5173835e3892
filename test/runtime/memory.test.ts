/**
 * Mapped and shared memory in what CPython cannot be asked: files that are cut short, and what is left of programs that die.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";

interface Case {
  readonly source: string;
  readonly expected: string;
  readonly signal?: NodeJS.Signals;
}

const MAPPED = `import mmap, os
f = open("mapped.bin", "w+b")
f.write(b"x" * 8192)
f.flush()
m = mmap.mmap(f.fileno(), 0)
def attempt(action):
    try:
        print(action())
    except OSError as error:
        print(error)
`;

const CASES: Readonly<Record<string, Case>> = {
  "M2 a file cut short by its own program": {
    source: `${MAPPED}print(m[5000])
os.ftruncate(f.fileno(), 100)
attempt(lambda: m[5000])
attempt(lambda: m[:])
attempt(lambda: m.find(b"y"))
attempt(lambda: m.__setitem__(5000, 1))
print(m[50], m[200])
m.close()`,
    expected: "120\n[Errno 14] Bad address\n[Errno 14] Bad address\n[Errno 14] Bad address\n[Errno 14] Bad address\n120 0\n",
  },
  "M2 a file cut short by another program": {
    source: `${MAPPED}import time
print(m[5000])
os.system("true > mapped.bin")
time.sleep(0.05)
attempt(lambda: m[0])
attempt(lambda: bytes(m))`,
    expected: "120\n[Errno 14] Bad address\n[Errno 14] Bad address\n",
  },
  "M2 a file cut short whose descriptor was not kept": {
    source: `${MAPPED}loose = mmap.mmap(f.fileno(), 8192, trackfd=False)
os.ftruncate(f.fileno(), 0)
attempt(lambda: loose[5000])`,
    expected: "[Errno 14] Bad address\n",
  },
  "M1 views that nobody has any more do not keep a map open": {
    source: `import mmap
m = mmap.mmap(-1, 100)
for i in range(10):
    memoryview(m)[i:i + 5]
m.close()
print(m.closed)`,
    expected: "True\n",
  },
  "what is left is removed when a program ends": {
    source: `from multiprocessing import shared_memory
block = shared_memory.SharedMemory("NAME", create=True, size=10)
print("made")`,
    expected: "made\n",
  },
  "what is left is removed when a program is killed": {
    source: `from multiprocessing import shared_memory
import os, signal
block = shared_memory.SharedMemory("NAME", create=True, size=10)
print("made", flush=True)
os.kill(os.getpid(), signal.SIGKILL)`,
    expected: "made\n",
    signal: "SIGKILL",
  },
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

for (const [title, { source, expected, signal }] of Object.entries(CASES)) {
  test(title, async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gilt-memory-"));
    const name = path.basename(folder);
    t.teardown(() => fs.rmSync(folder, { recursive: true }));
    fs.writeFileSync(path.join(folder, "script.py"), source.replace("NAME", name));
    const ended = spawnSync(process.execPath, [path.resolve("bin/gilt.js"), "run", "script.py"], { cwd: folder, encoding: "utf8", timeout: 30_000 });
    t.is(ended.stdout, expected);
    t.is(ended.signal, signal ?? null);
    if (!source.includes("NAME")) {
      t.is(ended.stderr, "");
      return;
    }
    t.regex(ended.stderr, new RegExp(`There appear to be 1 leaked shared_memory objects to clean up at shutdown: \\{'/${name}'\\}`));
    for (let i = 0; i < 100 && fs.existsSync(`/dev/shm/${name}`); i++) await pause(20);
    t.false(fs.existsSync(`/dev/shm/${name}`));
  });
}
