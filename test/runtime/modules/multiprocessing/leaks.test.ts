/**
 * What processes leave behind: no descriptors, no threads of the system that grow with their number, no temporary files; however they end.
 */
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";

const COUNTED = `
import multiprocessing, os, signal, sys, time
from multiprocessing import connection, util

def held():
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))

SETUP

def work(n):
ROUND

if __name__ == "__main__":
    work(4)
    before = held()
    work(COUNT)
    # sentinels of the last ones that ended stay open for those who look
    print([b - a <= ALLOWED for a, b in zip(before, held())], multiprocessing.active_children())
`;

interface Round {
  readonly count: number;
  readonly setup?: string;
  readonly source: string;
}

const ROUNDS: Readonly<Record<string, Round>> = {
  "processes one after another, each with its own end": {
    count: 12,
    setup: `
def end(how):
    if how == 0: return
    if how == 1: sys.exit(3)
    if how == 2: os._exit(4)
    if how == 3: raise SystemExit
    time.sleep(60)`,
    source: `
    for i in range(n):
        p = multiprocessing.Process(target=end, args=(i % 6,))
        p.start()
        if i % 6 == 4: p.terminate()
        if i % 6 == 5: p.kill()
        p.join()
        p.close()`,
  },
  "several at once": {
    count: 2,
    setup: `
def nothing(): pass`,
    source: `
    for i in range(n):
        processes = [multiprocessing.Process(target=nothing) for _ in range(4)]
        for p in processes: p.start()
        for p in processes: p.join()
        for p in processes: p.close()`,
  },
  "pipes and queues that are closed": {
    count: 50,
    source: `
    for i in range(n):
        a, b = multiprocessing.Pipe()
        a.send(1); b.recv(); a.close(); b.close()
        q = multiprocessing.Queue()
        q.put(1); q.get(); q.close(); q.join_thread()
        s = multiprocessing.SimpleQueue()
        s.close()`,
  },
  "pools that are terminated": {
    count: 4,
    source: `
    for i in range(n):
        with multiprocessing.Pool(2) as pool:
            pool.map(abs, range(3))
        for worker in multiprocessing.active_children(): worker.join()`,
  },
  listeners: {
    count: 30,
    source: `
    for i in range(n):
        with connection.Listener() as listener:
            path = listener.address
        assert not os.path.exists(path)`,
  },
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gilt-leaks-"));
test.after.always(() => fs.rmSync(folder, { recursive: true, force: true }));

function run(file: string): Promise<{ stdout: string; stderr: string; status: number | null }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["bin/gilt.js", "run", file], { timeout: 100_000 }, (_error, stdout, stderr) =>
      resolve({ stdout, stderr, status: child.exitCode }),
    );
  });
}

let files = 0;
for (const [title, { count, setup = "", source }] of Object.entries(ROUNDS)) {
  test(title, async (t) => {
    t.timeout(120_000);
    const file = path.join(folder, `leak_${files++}.py`);
    const text = COUNTED.replace("SETUP", setup).replace("ROUND", source).replace("COUNT", String(count)).replace("ALLOWED", "8");
    fs.writeFileSync(file, text);
    const { stdout, stderr, status } = await run(file);
    t.deepEqual({ stdout, stderr, status }, { stdout: "[True, True] []\n", stderr: "", status: 0 });
  });
}
