/**
 * SIGINT in what a program may be doing: the traceback of a KeyboardInterrupt, and death by that signal.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";

interface Case {
  /** What the main thread does when the signal comes. */
  readonly source: string;
  /** Line of the traceback, without its indentation. */
  readonly line: string;
}

const CASES: Readonly<Record<string, Case>> = {
  "a loop that does nothing": { source: "while True: pass", line: "while True: pass" },
  "a loop of calls": { source: "def f(n): return n + 1\nwhile True:\n    f(1)", line: "" },
  "recursion without loops": { source: "def f(n): return 0 if n == 0 else f(n - 1) + f(n - 1)\nf(100)", line: "f(100)" },
  "time.sleep": { source: "time.sleep(60)", line: "time.sleep(60)" },
  "queue.get": { source: "import queue\nq = queue.Queue()\nq.get()", line: "q.get()" },
  "queue.get with a timeout": { source: "import queue\nq = queue.Queue()\nq.get(timeout=60)", line: "q.get(timeout=60)" },
  "Thread.join": { source: "t = threading.Thread(target=time.sleep, args=(60,), daemon=True)\nt.start()\nt.join()", line: "t.join()" },
  "Lock.acquire": { source: "k = threading.Lock()\nk.acquire()\nk.acquire()", line: "k.acquire()" },
  "Condition.wait": { source: "c = threading.Condition()\nwith c:\n    c.wait()", line: "c.wait()" },
  "Event.wait": { source: "e = threading.Event()\ne.wait()", line: "e.wait()" },
  input: { source: "input()", line: "input()" },
};

/** A second thread says so when the main thread waits or is in its loop: only then does it get its turn. */
const PRELUDE = `import threading, time
def ready():
    time.sleep(0.05)
    print("ready", flush=True)
threading.Thread(target=ready, daemon=True).start()
`;

/** How a program ended that got SIGINT after its first output. */
function interrupted(script: string, flags: readonly string[]): Promise<{ signal: NodeJS.Signals | null; status: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.resolve("bin/gilt.js"), "run", ...flags, script], { stdio: ["pipe", "pipe", "pipe"] });
    const limit = setTimeout(() => child.kill("SIGKILL"), 30_000);
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    child.stdout.once("data", () => child.kill("SIGINT"));
    child.on("error", reject);
    child.on("close", (status, signal) => {
      clearTimeout(limit);
      resolve({ signal, status, stderr });
    });
  });
}

for (const [title, { source, line }] of Object.entries(CASES)) {
  test.serial(title, async (t) => {
    t.timeout(60_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gilt-signals-"));
    t.teardown(() => fs.rmSync(folder, { recursive: true }));
    const script = path.join(folder, "script.py");
    fs.writeFileSync(script, `${PRELUDE}${source}\n`);
    const { signal, status, stderr } = await interrupted(script, []);
    t.is(signal, "SIGINT", `status ${status}\n${stderr}`);
    t.regex(stderr, /^Traceback \(most recent call last\):\n/);
    t.true(stderr.endsWith("\nKeyboardInterrupt\n"), stderr);
    t.true(line === "" || stderr.includes(`\n    ${line}\n`), stderr);
  });
}
