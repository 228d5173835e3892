/**
 * Processes that gilt starts itself: how they end, who learns of it, what is their own, and that nothing is left of them.
 *
 * Scripts use _testprocesses (runtime/modules), which is runtime/processes and nothing around it.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "ava";

interface Case {
  readonly source: string;
  readonly expected: string;
  /** Status of the first program. */
  readonly status?: number;
  /** Of each isolate. */
  readonly heapMb?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  "statuses as waitpid gives them": {
    source: `
        for text in "pass", "import sys; sys.exit(5)", "import os; os._exit(7)", "raise SystemExit('no')":
            pid = p.start(text, [0, 1])
            assert p.wait(pid)[0] == pid
            print(p.wait(p.start(text, [0, 1]))[1])`,
    expected: "0\n1280\n1792\n256\n",
  },
  "who is who": {
    source: `
        pid = p.start(f"import os; print(os.getpid() != {os.getpid()}, os.getppid() == {os.getpid()}, flush=True)")
        print(pid != os.getpid(), p.wait(pid) == (pid, 0))`,
    expected: "True True\nTrue True\n",
  },
  "a wait that finds nothing": {
    source: `
        pid = p.start("import time; time.sleep(30)")
        print(p.wait(pid, os.WNOHANG), p.has_children())
        p.kill(pid, 9)
        print(p.wait(-1)[0] == pid, p.has_children())
        try: p.wait(pid)
        except ChildProcessError as e: print(e)`,
    expected: "None True\nTrue False\n[Errno 10] No child processes\n",
  },
  "signals end what sleeps, loops, waits for descriptors and sorts": {
    source: `
        bodies = ["time.sleep(60)", "while True: pass", "select.select([os.pipe()[0]], [], [])", "sorted(range(10**7), key=lambda x: -x); time.sleep(60)"]
        for number in 15, 9, 10:
            for body in bodies:
                r, w = os.pipe()
                pid = p.start(f"import os, select, time; os.write({w}, b'x')\\n{body}", [0, 1, 2, w])
                os.read(r, 1)
                p.kill(pid, number)
                assert p.wait(pid) == (pid, number), (body, number)
                os.close(r); os.close(w)
        print("all")`,
    expected: "all\n",
  },
  "a handler of the child's own": {
    source: `
        r, w = os.pipe()
        pid = p.start(f"""
        import os, signal, sys, time
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(number + 1))
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        os.write({w}, b'x')
        time.sleep(60)
        """.replace("        ", ""))
        os.read(r, 1)
        print(p.kill(pid, signal.SIGUSR1), p.kill(pid, 0), p.kill(pid, signal.SIGTERM), p.wait(pid)[1], p.kill(pid, 0))`,
    expected: "True True True 4096 False\n",
  },
  "stopped and continued": {
    source: `
        r, w = os.pipe()
        pid = p.start(f"import os, time\\nwhile True: os.write({w}, b'x'); time.sleep(0.01)")
        os.read(r, 1)
        p.kill(pid, signal.SIGSTOP)
        time.sleep(0.3)
        while select.select([r], [], [], 0)[0]: os.read(r, 4096)
        print(select.select([r], [], [], 0.2)[0] == [])
        p.kill(pid, signal.SIGCONT)
        print(os.read(r, 1), p.kill(pid, 9), p.wait(pid)[1])`,
    expected: "True\nb'x' True 9\n",
  },
  "SIGCHLD to a handler of the parent's": {
    source: `
        seen = []
        signal.signal(signal.SIGCHLD, lambda number, frame: seen.append(number))
        pid = p.start("pass")
        while not seen: time.sleep(0.01)
        print(seen, p.wait(pid)[1])`,
    expected: "[17] 0\n",
  },
  "a sentinel can be read when its process has ended": {
    source: `
        pid = p.start("import time; time.sleep(60)")
        a, b = p.sentinel(pid), p.sentinel(pid)
        print(select.select([a, b], [], [], 0)[0])
        p.kill(pid, 9)
        print(select.select([a, b], [], [], 20)[0] == [a, b], p.wait(pid)[1])`,
    expected: "[]\nTrue 9\n",
  },
  "folder, mask and environment are a process's own": {
    source: `
        os.chdir("/tmp"); os.environ["GILT_TEST"] = "parent"; os.umask(0o22)
        pid = p.start("""
        import os
        print(os.getcwd(), os.environ["GILT_TEST"], os.path.abspath("x"))
        os.chdir("/usr"); os.environ["GILT_TEST"] = "child"; print(oct(os.umask(0o77)), os.getcwd(), os.path.exists("bin"), flush=True)
        """.replace("        ", ""))
        p.wait(pid)
        print(os.getcwd(), os.environ["GILT_TEST"], oct(os.umask(0o22)))`,
    expected: "/tmp parent /tmp/x\n0o22 /usr True\n/tmp parent 0o22\n",
  },
  "a child's descriptors are its own": {
    source: `
        r, w = os.pipe()
        pid = p.start(f"import os; os.close({r}); os.write({w}, b'from the child'); os.close({w})", [1, 2, r, w])
        p.wait(pid)
        print(os.read(r, 100))
        os.close(w)
        print(os.read(r, 100))
        pid = p.start(f"""
        import os
        try: os.read({r}, 1)
        except OSError as e: print(e, flush=True)
        """.replace("        ", ""), [1])
        p.wait(pid)`,
    expected: "b'from the child'\nb''\n[Errno 9] Bad file descriptor\n",
  },
  "children of children; orphans": {
    source: `
        pid = p.start("""
        import _testprocesses as q, os
        pid = q.start(f"import os; os._exit(3 if os.getppid() == {os.getpid()} else 4)")
        print(q.wait(pid)[1], flush=True)
        q.start("import os, time\\\\nwhile os.getppid() != 1: time.sleep(0.01)\\\\nprint('orphan', flush=True)")
        """.replace("        ", ""))
        print(p.wait(pid)[1], p.has_children(), flush=True)`,
    expected: "768\n0 False\norphan\n",
  },
  "the first program's status, seen when its orphans have ended": {
    source: `
        p.start("import time; time.sleep(0.3); print('child', flush=True)")
        print("first", flush=True)
        os._exit(9)`,
    expected: "first\nchild\n",
    status: 9,
  },
  "a process that runs out of memory ends alone": {
    source: `
        pid = p.start("xs = []\\nwhile True: xs.append([0] * 100_000)")
        print(p.wait(pid)[1] & 127)
        print(p.wait(p.start("pass"))[1])`,
    expected: "9\n0\n",
    heapMb: 100,
  },
  "an uncaught exception": {
    source: `
        pid = p.start("1 / 0", [1])
        print(p.wait(pid)[1])`,
    expected: "256\n",
  },
  "a lock that four processes take in turns": {
    source: `
        lock = p.semaphore(1, 1, 1)
        name = os.path.join(sys.argv[1], "held")
        pids = [p.start(f"""
        import _testprocesses as q, os
        for i in range(100):
            q.acquire({lock})
            os.close(os.open({name!r}, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            os.unlink({name!r})
            q.release({lock})
        """.replace("        ", "")) for _ in range(4)]
        print([p.wait(pid)[1] for pid in pids], p.value(lock))`,
    expected: "[0, 0, 0, 0] 1\n",
  },
  "a waiter that is killed takes no wake-up with it": {
    source: `
        s, back = p.semaphore(1, 0, 9), p.semaphore(1, 0, 9)
        for i in range(8):
            a = p.start(f"import _testprocesses as q; q.acquire({s})")
            b = p.start(f"import _testprocesses as q; q.acquire({s}); q.release({back})")
            time.sleep(0.01 * (i % 4))
            p.kill(a, 9); p.release(s); p.release(s)
            assert p.acquire(back, True, 20)
            p.wait(a); p.wait(b)
            while p.acquire(s, False): pass
        print(p.acquire(s, True, 0.02), p.acquire(s, False))`,
    expected: "False False\n",
  },
  "one that is killed amid system calls which it never leaves off takes nobody with it": {
    source: `
        for _ in range(8):
            r, w = os.pipe()
            pid = p.start(f"import _testprocesses as q, os; os.write({w}, b'x'); q.system_calls()", [0, 1, 2, w])
            os.read(r, 1)
            p.kill(pid, 9)
            assert p.wait(pid) == (pid, 9)
            os.close(r); os.close(w)
        print("all")`,
    expected: "all\n",
  },
  "a recursive mutex, and too many releases": {
    source: `
        m, s = p.semaphore(0, 1, 1), p.semaphore(1, 1, 1)
        print(p.acquire(m), p.acquire(m), p.value(m)); p.release(m); p.release(m)
        for handle in m, s:
            try: p.release(handle)
            except (AssertionError, ValueError) as e: print(type(e).__name__, e)`,
    expected: "True True 0\nAssertionError attempt to release recursive lock not owned by thread\nValueError semaphore or lock released too many times\n",
  },
  "processes that one worker has been know nothing of one another": {
    source: `
        import collections, threading
        counter = collections.Counter()
        class A: n = 0
        def run(f):
            pid = os.fork()
            if pid == 0:
                f()
                sys.stdout.flush()
                os._exit(0)
            os.waitpid(pid, 0)
        def first():
            counter["x"] += 1; A.n += 1; os.environ["ONE"] = "1"; sys.path.append("one"); os.foo = 3; sys.setrecursionlimit(300)
            class B(A): pass
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
            signal.signal(signal.SIGUSR1, lambda number, frame: None)
            print("first", counter, A.n, threading.active_count(), [c.__name__ for c in A.__subclasses__()])
        def second():
            print("second", counter, A.n, os.environ.get("ONE"), "one" in sys.path, threading.active_count(), A.__subclasses__(), sys.getrecursionlimit())
            print(hasattr(os, "foo"), signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL, threading.current_thread() is threading.main_thread())
        for _ in range(2): run(first); run(second)`,
    expected: "first Counter({'x': 1}) 1 2 ['B']\nsecond Counter() 0 None False 1 [] 1000\nFalse True True\n".repeat(2),
  },
  "a worker that was a fork is the next ones, with the same runtime": {
    source: `
        import multiprocessing as mp
        context = mp.get_context("fork")
        seen, answers = [], context.SimpleQueue()
        def work(n):
            seen.append(n)
            answers.put((p.renewals(), seen, os.environ.pop("GILT_SEEN", None)))
        os.environ["GILT_SEEN"] = "no"
        for n in range(4):
            child = context.Process(target=work, args=(n,))
            child.start(); child.join()
            print(child.exitcode, *answers.get(), p.renewals())
        def fork(body):
            pid = os.fork()
            if pid == 0:
                body()
                os._exit(p.renewals())
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(fork(list), fork(list))
        # another program begins with a fresh one; so do a fork that has another module, and one after it has changed a class of the runtime's
        print(p.wait(p.start("import _testprocesses as p; p.exit(p.renewals())"))[1] >> 8, fork(list), fork(list))
        import threading
        def patch(): threading.Thread.extra = 1
        print(fork(patch), fork(list))`,
    expected: "0 0 [0] no 0\n0 1 [1] no 0\n0 2 [2] no 0\n0 3 [3] no 0\n4 5\n0 0 1\n0 0\n",
  },
  "many, one after the other and at once, leave nothing": {
    source: `
        def left():
            return len(os.listdir("/proc/self/fd"))
        for _ in range(3): p.wait(p.start("pass"))
        before = left()
        for _ in range(40): assert p.wait(p.start("pass"))[1] == 0
        print(left() <= before + 1)
        pids = [p.start("import time; time.sleep(0.1)") for _ in range(20)]
        print(len(set(pids)), {p.wait(pid)[1] for pid in pids})
        end = time.monotonic() + 20
        while (len(os.listdir("/proc/self/task")) > 20 or left() > before + 40) and time.monotonic() < end: time.sleep(0.05)
        print(len(os.listdir("/proc/self/task")) <= 20, left() <= before + 40)`,
    expected: "True\n20 {0}\nTrue True\n",
  },
};

for (const [title, { source, expected, status, heapMb }] of Object.entries(CASES)) {
  test.serial(title, (t) => {
    t.timeout(120_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gilt-processes-"));
    t.teardown(() => fs.rmSync(folder, { recursive: true }));
    const script = path.join(folder, "script.py");
    fs.writeFileSync(script, `import _testprocesses as p, os, select, signal, sys, time\n${source.replaceAll("\n        ", "\n")}\n`);
    const ended = spawnSync(process.execPath, [path.resolve("bin/gilt.js"), "run", script, folder], {
      encoding: "utf8",
      timeout: 100_000,
      env: heapMb === undefined ? process.env : { ...process.env, NODE_OPTIONS: `--max-old-space-size=${heapMb}` },
    });
    t.is(ended.stderr, "");
    t.is(ended.stdout, expected);
    t.is(ended.status, status ?? 0);
  });
}
