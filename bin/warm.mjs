/**
 * warm - keeps V8's code for the bundles in dist/v8, so that the first run of a script does not compile gilt itself.
 *
 * A child compiles scripts that use most of the language and runs one that imports what most scripts import; what V8 has compiled by then is kept, and
 * no more: what is kept is read at every start. Of CPython's library each module's code is kept by itself, so it is read where the module is imported.
 * The files are named by Node's version (bin/loader.js): another Node makes its own in the cache folder.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const FOLDER = "dist/v8";
const SCRATCH = "dist/warming";
const LIBRARY = `${SCRATCH}/library`;
/** Folders of scripts to compile; one of them is nested more deeply than this thread's stack allows. */
const COMPILED = ["fixtures/programs", "fixtures/language", "fixtures/threading"];
const RUN = `
import abc, argparse, collections.abc, concurrent.futures, contextlib, copy, dataclasses, enum, functools, itertools, json, logging, math
import os, queue, random, re, signal, string, sys, threading, time, traceback, types, typing, warnings, weakref

class Worker(threading.Thread):
    def __init__(self, tasks, done):
        super().__init__()
        self.tasks = tasks
        self.done = done

    def run(self):
        while True:
            item = self.tasks.get()
            if item is None:
                break
            with lock:
                self.done.append(f"{self.name} {item:>3}")
            self.tasks.task_done()
            time.sleep(0)

lock = threading.Lock()
tasks = queue.Queue()
done = []
workers = [Worker(tasks, done) for _ in range(3)]
for worker in workers:
    worker.start()
for n in range(20):
    tasks.put(n)
for _ in workers:
    tasks.put(None)
for worker in workers:
    worker.join(timeout=5)
print(len(done), sorted(done)[0], {"a": 1}, [1.5, None, (2,)], "%d" % 3)
`;

/** The same for programs with processes, which have entries of their own (bin/loader.js). */
const RUN_PROCESSES = `
import multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor

def double(n):
    return n * 2, "%d" % n

def shown(n):
    print(end="")
    return n

def consume(tasks, answers, total, lock):
    count = 0
    for item in iter(tasks.get, None):
        count += 1
    with lock, total.get_lock():
        total.value += count
    answers.put((count, [count]))

if __name__ == "__main__":
    context = mp.get_context("fork")
    tasks, answers, total, lock = context.Queue(), context.Queue(), context.Value("l", 0), context.Lock()
    for _ in range(2):
        consumer = context.Process(target=consume, args=(tasks, answers, total, lock))
        consumer.start()
        for i in range(500):
            tasks.put((i, "abc", i % 3 == 0))
        tasks.put(None)
        print(*answers.get())
        consumer.join()
    ours, theirs = context.Pipe()
    sender = context.Process(target=theirs.send, args=([1],))
    sender.start()
    print(ours.recv(), consumer.exitcode, total.value)
    sender.join()
    with context.Pool(2) as pool:
        print(pool.map(double, range(50), chunksize=1)[3], list(pool.imap(double, [1])), pool.apply(double, (1,)), sum(pool.map(shown, range(50))))
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        print(list(executor.map(double, range(50)))[3], executor.submit(double, 1).result(), sum(executor.map(shown, range(50))))
`;

/** Programs that import nothing have entries of their own as well: here what most of them use, */
const RUN_ALONE = `
class Account:
    """What somebody has."""

    def __init__(self, owner, balance=0):
        self.owner = owner
        self._balance = balance

    @property
    def balance(self):
        return self._balance

    def withdraw(self, amount):
        if amount > self._balance:
            raise ValueError(f"{self.owner} has only {self._balance:.2f}")
        self._balance -= amount

    def __repr__(self):
        return f"Account({self.owner!r}, {self._balance})"

def squares(n):
    for i in range(n):
        yield i * i

def main():
    account = Account("Ada", balance=10.5)
    try:
        account.withdraw(20)
    except ValueError as refused:
        print("refused:", refused)
    words = "to be or not to be".split()
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    print(account, sorted(counts.items(), key=lambda item: -item[1])[:3])
    print([n for n in squares(10) if n % 2], sum(squares(5)), {n % 3 for n in range(9)})
    print("%s is %d" % ("x", 3), "{:>5}|{}".format("a", [1, (2, None)]), ", ".join(words[1:4]).upper())
    for i, (a, b) in enumerate(zip(words, range(3))):
        print(i, a, b, end=" ")
    print(account.balance, len(words), isinstance(account, Account), 7 // 2, 2**10, abs(-3), max(1, 2), list(map(str, (1, 2))))

if __name__ == "__main__":
    main()
`;

/** and here those that define nothing either. */
const RUN_BARE = `
total = 6 * 7
print("Hello", total)
`;

/** What of CPython's library is imported most and makes V8 compile most. */
const RUN_LIBRARY = `
import argparse, ast, asyncio, contextlib, csv, dataclasses, email.message, fractions, http.client, importlib.util, inspect, logging.handlers, pathlib, pprint
import shutil, socket, statistics, tempfile, typing, unittest, urllib.request, uuid, zipfile
`;

/** Makes dist/v8 for the bundles that are there. */
export function warm() {
  for (const folder of [SCRATCH, FOLDER]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(SCRATCH, { recursive: true });
  run("imports", [fileURLToPath(import.meta.url), "child"], SCRATCH);
  const launcher = fileURLToPath(new URL("gilt.js", import.meta.url));
  for (const [name, text, folder] of [
    ["processes", RUN_PROCESSES, SCRATCH],
    ["alone", RUN_ALONE, SCRATCH],
    ["bare", RUN_BARE, SCRATCH],
    // in a folder of its own: the runtime's code is to be what nearly all scripts need
    ["library", RUN_LIBRARY, LIBRARY],
  ]) {
    writeFileSync(`${SCRATCH}/${name}.py`, text);
    run(name, [launcher, "run", `${SCRATCH}/${name}.py`], folder);
  }
  mkdirSync(FOLDER, { recursive: true });
  // bundles have names, scripts only hashes
  keep(SCRATCH, (name) => /^[a-z-]+-[0-9a-f]{20}(?:-processes|-alone|-bare)?-v/.test(name));
  keep(LIBRARY, isOfLibrary);
  rmSync(SCRATCH, { recursive: true, force: true });
}

function run(what, args, cache) {
  const done = spawnSync(process.execPath, args, { env: { ...process.env, GILT_CACHE: cache }, stdio: ["ignore", "ignore", "inherit"] });
  if (done.status !== 0) throw new Error(`the run that warms the caches (${what}) ended with ${done.status}`);
}

function keep(cache, isKept) {
  for (const name of readdirSync(`${cache}/v8`)) if (isKept(name)) cpSync(`${cache}/v8/${name}`, `${FOLDER}/${name}`);
}

/** Whether V8's code is that of a module of CPython's library. */
function isOfLibrary(name) {
  const key = /^[0-9a-f]{32}(?=-v)/.exec(name)?.[0];
  return key !== undefined && readFileSync(`${LIBRARY}/${key.slice(0, 2)}/${key}.json`, "latin1").includes('file: "/usr/lib/python3.13/');
}

if (process.argv[2] === "child") {
  const { loadBundle } = createRequire(import.meta.url)("./loader.js");
  const { compile } = loadBundle("compiler");
  for (const folder of COMPILED) {
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".py") && name !== "deep_source.py") compile(readFileSync(`${folder}/${name}`), { path: name, name: "__main__" });
    }
  }
  writeFileSync(`${SCRATCH}/run.py`, RUN);
  loadBundle("runtime").runScript(`${SCRATCH}/run.py`, []);
}
