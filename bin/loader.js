/**
 * loader - evaluates a bundle of dist/ with V8's code cache, kept in gilt's cache folder.
 *
 * Invariants
 *   L1  V8 checks no more than the length of the source, so a cache entry is named by the bundle's content hash, which the build wrote,
 *       and by the Node version and architecture.
 *   L2  What no earlier run has kept may be in dist/v8, where the build puts it (bin/warm.mjs).
 *   L3  What V8 has compiled differs with what programs do, and all that is kept is read at every start: so programs of several kinds have entries of their
 *       own (`profile`). An entry of a pack learns of each module of it that a program is the first to load; that of the core stays as the build made it.
 *   L4  A cache that cannot be read or written costs time, never an error.
 */
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const dist = path.join(__dirname, "..", "dist");
/** The bundle of the runtime's core; those of its packs have longer names. */
const CORE = "runtime";
const loaded = new Map();
/** Compiled bundles. */
const scripts = new Map();

/** The folder for all that gilt keeps between runs. */
function cacheFolder() {
  const env = process.env;
  return env.GILT_CACHE || path.join(env.XDG_CACHE_HOME || path.join(env.HOME || "/tmp", ".cache"), "gilt");
}

/**
 * What files are read into that are only looked at while nothing else is read: megabytes, whose pages cost the system more than what is done with them,
 * and would be others for each file.
 */
let room = Buffer.alloc(0);
const QUIETLY = { throwIfNoEntry: false };

/** A file's bytes between two texts, good until the next call; undefined if it is not there. */
function readForNow(file, head = "", tail = "") {
  try {
    const found = fs.statSync(file, QUIETLY);
    if (found === undefined) return undefined;
    const fd = fs.openSync(file, "r");
    try {
      const begin = head.length;
      const most = begin + found.size;
      if (room.length < most + 1 + tail.length) room = Buffer.allocUnsafeSlow(Math.max(2 * most, 1 << 21));
      let end = begin;
      // one byte more than there is to be: a file that was replaced just now is another one
      for (let count = -1; count !== 0 && end <= most; end += count) count = fs.readSync(fd, room, end, most + 1 - end, null);
      if (end !== most) return Buffer.concat([Buffer.from(head), fs.readFileSync(file), Buffer.from(tail)]);
      room.latin1Write(head, 0);
      room.latin1Write(tail, end);
      return room.subarray(0, end + tail.length);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** Writes by rename, so that a reader never sees half a file. */
function writeAtomic(file, data) {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, data);
    fs.renameSync(draft, file);
  } catch {
    // A read-only home: the next run compiles again.
  }
}

/** Node's own values of all flags that programs are run with here. */
const NODES = [
  "--interrupt-budget=67584",
  "--max-inlined-bytecode-size-cumulative=920",
  "--incremental-marking-soft-trigger=0",
  "--incremental-marking-hard-trigger=0",
  "--semi-space-growth-factor=2",
];
/**
 * For a program that imports something: what its modules do is done once, so V8 waits three times as long before it optimises; and since most of what they
 * make stays, the space for new objects grows at once to where they need not be looked at again and again.
 */
const IMPORTS = ["--interrupt-budget=200000", "--semi-space-growth-factor=4"];
/**
 * How much V8 copies into a function that it optimises: many small functions that are hot for a tenth of a second, as threads that hand
 * things to each other are, run as fast with a third of the usual, and are compiled in half the time. Nor is it to look at all of a heap before the room
 * for it is nearly used up: it reckons with so little room at first that short programs were looked at once or twice.
 */
const SMALL = ["--max-inlined-bytecode-size-cumulative=300", "--incremental-marking-soft-trigger=90", "--incremental-marking-hard-trigger=90"];
const THREADS = [...SMALL, "--interrupt-budget=67584", "--semi-space-growth-factor=2"];
/** A program that speaks of processes runs much once, and all that hands tasks on for a moment: V8 waits three times as long before it optimises. */
const PROCESSES = [...SMALL, "--interrupt-budget=200000"];
/**
 * For the compiler, which runs for a fraction of a second and throws away nearly all that it makes: V8 optimises only what is hot for long, and the others
 * than the new objects are not looked at in steps, for which every write would be noted. The space for new objects grows as it always does: what is in it
 * twice as fast is pages that nobody had before, and the system has to clear each.
 */
const COMPILER = ["--interrupt-budget=4000000", "--no-use-osr", "--no-incremental-marking"];
const NO_COMPILER = ["--interrupt-budget=67584", "--use-osr", "--incremental-marking"];
/** The flags in force, where they are not Node's. */
let tuned;

/** What sets a flag of V8's: Node's own, since `node:v8` loads twenty modules, streams among them, for two milliseconds. */
let setFlag;

function flagSetter() {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return process.binding("v8").setFlagsFromString;
  } catch {
    return require("node:v8").setFlagsFromString;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

/** All at one go: after each call V8 looks at all of its flags. */
function setFlags(flags) {
  setFlag ??= flagSetter();
  setFlag(flags.join(" "));
}

function tuneTo(flags) {
  tuned = flags;
  setFlags(flags);
}

/** For a program with threads, or one that speaks of processes. Not where there are other isolates: flags are the whole process's. */
function tune() {
  tuneTo(profile === PROCESSES_PROFILE ? PROCESSES : THREADS);
}

function untune() {
  if (tuned !== undefined) setFlags(NODES);
  tuned = undefined;
}

/**
 * Where there are workers: each isolate optimises for itself what all of them run, for half of the time that a short program takes. So V8 is
 * to wait a little longer, besides what suits threads. In memory that all see: whether that is wished, and how many isolates load code now.
 */
let together;
const WISHED = 0;
const LOADING = 1;
const SEVERAL = [...SMALL, "--interrupt-budget=400000"];

function beginLoading() {
  if (Atomics.add(together, LOADING, 1) === 0 && Atomics.load(together, WISHED) === 1) setFlags(NODES);
}

function endLoading() {
  if (Atomics.sub(together, LOADING, 1) === 1 && Atomics.load(together, WISHED) === 1) setFlags(SEVERAL);
}

/** Work with code caches, Node's for its own modules among them: they are only taken with the flags that they were made with. */
function withUsualFlags(work) {
  if (together !== undefined) {
    beginLoading();
    try {
      return work();
    } finally {
      endLoading();
    }
  }
  if (tuned === undefined) return work();
  const flags = tuned;
  untune();
  try {
    return work();
  } finally {
    tuneTo(flags);
  }
}

/** Work of the compiler, which is loaded already: code caches are only taken with the usual flags. */
function asCompiler(work) {
  setFlags(COMPILER);
  try {
    return work();
  } finally {
    setFlags(NO_COMPILER);
    if (together !== undefined && Atomics.load(together, LOADING) === 0 && Atomics.load(together, WISHED) === 1) setFlags(SEVERAL);
    else if (tuned !== undefined) setFlags(tuned);
  }
}

/** In a worker: scripts by key, for the processes that it will be. */
let compiled;
const MOST_COMPILED = 500;

/** Scripts whose code is to be stored at the end: one for each text, however often it is evaluated (a module whose import fails is tried again). */
const unstored = new Map();

/** A script compiled with the code cache named `key` (null: none); `store` keeps what the run compiled. */
function compileCached(source, filename, key, options = {}) {
  if (key === null) return { script: new vm.Script(source, { filename, ...options }), store: undefined };
  const known = compiled?.get(`${key} ${filename}`) ?? unstored.get(`${key} ${filename}`);
  if (known !== undefined) return { script: known, store: undefined };
  const entryName = `${key}-${process.version}-${process.arch}`;
  const entry = path.join(cacheFolder(), "v8", entryName);
  const cachedData = readForNow(entry) ?? readForNow(path.join(dist, "v8", entryName));
  const script = withUsualFlags(() => new vm.Script(source, { filename, cachedData, ...options }));
  const fresh = cachedData === undefined || script.cachedDataRejected === true;
  if (compiled !== undefined && compiled.size < MOST_COMPILED) compiled.set(`${key} ${filename}`, script);
  if (fresh) unstored.set(`${key} ${filename}`, script);
  return { script, store: fresh ? () => writeAtomic(entry, script.createCachedData()) : undefined };
}

/** What must run just before the process ends. */
const atEnd = [];

const SPEAKS_OF_PROCESSES = /\b(?:multiprocessing|ProcessPoolExecutor|fork)\b/;
/** One of these is in such a text. Looked for first: V8 would compile the expression at each start. */
const OF_PROCESSES = ["multiprocessing", "ProcessPoolExecutor", "fork"];
const PROCESSES_PROFILE = "-processes";
/** Which entries serve this program: "", PROCESSES_PROFILE, or for the core of one that imports nothing "-alone" if it defines something, else "-bare". */
let profile = "";

/** A program is about to be run: what its text speaks of tells which entries are likely to have what it needs. No text: a module by name. */
function expect(text) {
  const has = (word) => text.includes(word);
  if (text !== undefined && OF_PROCESSES.some(has) && SPEAKS_OF_PROCESSES.test(text.toString("latin1"))) {
    profile = PROCESSES_PROFILE;
    tune();
  } else if (text === undefined || has("import")) tuneTo(IMPORTS);
  else profile = has("def ") || has("class ") ? "-alone" : "-bare";
}

/** The same for a script. */
function expectScript(file) {
  // a pipe can be read only once
  const text = fs.statSync(file, QUIETLY)?.isFile() === true ? readForNow(file) : undefined;
  if (text !== undefined) expect(text);
}

/** Which entry serves a bundle of this program. */
function profileOf(name) {
  return name === CORE || (name.startsWith(CORE) && profile === PROCESSES_PROFILE) ? profile : "";
}

/** The text of a bundle as a function of what a CommonJS module has. Bundles are ASCII: Latin-1 is the quickest to decode, and megabytes are copied once. */
function readWrapped(file) {
  return readForNow(file, "(function (exports, require, module, __filename, __dirname) {", "\n})")?.latin1Slice();
}

/** The text of a bundle as V8 has it; undefined if it is not there. */
function bundleText(file) {
  return inUse.get(path.basename(file, ".cjs"))?.source ?? readWrapped(file);
}

/** Node's modules that have been loaded here, and packages. */
const required = new Map();

/** `require`, with the flags that Node's own code caches are made with: without those, a module that brings twenty others takes four times as long. */
function requireOnce(id) {
  let module = required.get(id);
  if (module === undefined) required.set(id, (module = withUsualFlags(() => require(id))));
  return module;
}

/** `require` of the bundles: other bundles ("gilt:NAME"), else packages. */
function requireFrom(id) {
  return id.startsWith("gilt:") ? loadBundle(id.slice(5)) : requireOnce(id);
}

/** A bundle, evaluated once. */
function loadBundle(name) {
  return loaded.get(name)?.exports ?? evaluate(name);
}

/** A bundle and its packs, evaluated again: nothing in them is shared with the time before but V8's code. */
function freshBundle(name) {
  for (const known of [...loaded.keys()]) if (known === name || known.startsWith(`${name}-`)) loaded.delete(known);
  return evaluate(name);
}

function evaluate(name) {
  const file = path.join(dist, `${name}.cjs`);
  const script = scripts.get(name) ?? adopted(name, file) ?? compileBundle(name, file);
  scripts.set(name, script);
  const module = { exports: {} };
  loaded.set(name, module);
  script.runInThisContext()(module.exports, requireFrom, module, file, dist);
  return module.exports;
}

/** Before the hash in a bundle's first line. */
const HASH = "// gilt:";

function compileBundle(name, file) {
  const source = readWrapped(file);
  if (source === undefined) {
    process.stderr.write(`gilt: ${file} is missing; build it with: npm run build\n`);
    process.exit(70);
  }
  const mark = source.slice(0, 120).indexOf(HASH);
  const hash = mark < 0 ? String(source.length) : source.slice(mark + HASH.length, source.indexOf("\n", mark));
  const isRuntime = name.startsWith(CORE);
  const entryName = `${name}-${hash}${profileOf(name)}-${process.version}-${process.arch}`;
  const entry = path.join(cacheFolder(), "v8", entryName);
  const { data, parts } = readCode(entryName) ?? { data: undefined, parts: [] };
  const script = withUsualFlags(() => new vm.Script(source, { filename: file, cachedData: data }));
  const fresh = data === undefined || script.cachedDataRejected === true;
  if (isRuntime) inUse.set(name, { source, entryName: fresh ? undefined : entryName });
  atEnd.push(() => {
    const evaluated = evaluatedParts(name);
    if (fresh || evaluated.some((part) => !parts.includes(part))) writeAtomic(entry, withParts(script.createCachedData(), [...parts, ...evaluated]));
  });
  return script;
}

/** The parts of a bundle that have been evaluated. */
function evaluatedParts(name) {
  const exports = loaded.get(name)?.exports ?? {};
  return Object.keys(exports).filter((part) => exports[part] === null);
}

/** Koffi's binary, where it is known. */
let koffiBinary;
let koffi;

/** The folder of packages that koffi is in, as `require.resolve` finds it, which reads descriptions of packages for some milliseconds. Undefined if it is nowhere. */
function folderOfKoffi() {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    try {
      return path.dirname(fs.realpathSync.native(path.join(folder, "node_modules", "koffi")));
    } catch {
      if (folder === path.dirname(folder)) return undefined;
    }
  }
}

/** koffi: its binary alone, since its JavaScript takes several times as long to find that. */
function loadKoffi() {
  if (koffi !== undefined) return koffi;
  koffiBinary ??= path.join(folderOfKoffi() ?? __dirname, "@koromix", `koffi-linux-${process.arch}`, `linux_${process.arch}`, "koffi.node");
  const module = { exports: {} };
  try {
    process.dlopen(module, koffiBinary);
    koffi = module.exports;
  } catch {
    koffi = require("koffi"); // which knows of other places and systems, and says if there is none
  }
  return koffi;
}

/** The runtime's bundles that are in use here, the one that runs scripts first: text, and the name of V8's code if the cache had it. */
const inUse = new Map();
/** What workers are given, once there are any. */
let forWorkers;
/** In a worker: those of them that it has not needed yet, by name. */
const given = new Map();

function shared(bytes) {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** A bundle's text in shared memory. */
function sharedText(source) {
  const bytes = Buffer.from(new SharedArrayBuffer(source.length));
  bytes.latin1Write(source, 0);
  return bytes;
}

/** V8's code of a bundle in shared memory. */
function sharedCode(name, entryName) {
  const found = entryName === undefined ? undefined : readCode(entryName);
  return shared(found === undefined ? scripts.get(name).createCachedData() : found.data);
}

/** For a worker that is about to start: those bundles and V8's code, in shared memory. It calls hasLoaded() when it has them. */
function bundlesForWorkers() {
  forWorkers ??= [...inUse].map(([name, { source, entryName }]) => ({ name, text: sharedText(source), code: sharedCode(name, entryName) }));
  together ??= new Int32Array(new SharedArrayBuffer(8));
  beginLoading();
  together[WISHED] = 1;
  return { bundles: forWorkers, together, koffiBinary, profile };
}

/** The worker that this isolate is has started. */
function hasLoaded() {
  endLoading();
}

/** In a worker: takes over the bundles of the first process. Each call of the result evaluates the runtime anew. */
function adoptBundles({ bundles, together: words, koffiBinary: binary, profile: expected }) {
  profile = expected;
  koffiBinary = binary;
  compiled = new Map();
  for (const bundle of bundles) given.set(bundle.name, bundle);
  together = words;
  return () => freshBundle(bundles[0].name);
}

/** A bundle that the first process had when this worker began: a process needs few of those that its parent has. */
function adopted(name, filename) {
  const bundle = given.get(name);
  if (bundle === undefined) return undefined;
  given.delete(name);
  const { text, code } = bundle;
  const source = Buffer.from(text.buffer, 0, text.length).latin1Slice();
  return withUsualFlags(() => new vm.Script(source, { filename, cachedData: Buffer.from(code.buffer, 0, code.length) }));
}

/**
 * The code cache of a bundle, and which parts of it had been evaluated when it was made: of a pack (bin/pack.mjs) a run evaluates only what it imports,
 * and V8 caches only what has been compiled. The names stand behind V8's data, their length last. Undefined if there is none.
 */
function readParts(entry) {
  const found = readForNow(entry);
  if (found === undefined || found.length < 4) return undefined;
  const end = found.length - 4;
  const begin = end - found.readUInt32LE(end);
  if (begin < 0) return undefined;
  return { data: found.subarray(0, begin), parts: begin === end ? [] : found.latin1Slice(begin, end).split(" ") };
}

/** That of a bundle, from an earlier run or from the build (L2). */
function readCode(entryName) {
  return readParts(path.join(cacheFolder(), "v8", entryName)) ?? readParts(path.join(dist, "v8", entryName));
}

function withParts(data, parts) {
  const names = Buffer.from([...new Set(parts)].join(" "), "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(names.length);
  return Buffer.concat([data, names, length]);
}

/** Called once by the runtime when the program is over. */
function storeCaches() {
  untune();
  if (together !== undefined) {
    Atomics.store(together, WISHED, 0);
    setFlags(NODES);
  }
  for (const store of atEnd.splice(0)) store();
}

globalThis[Symbol.for("gilt.loader")] = {
  cacheFolder,
  compileCached,
  readForNow,
  bundleText,
  writeAtomic,
  storeCaches,
  atEnd,
  loadBundle,
  asCompiler,
  freshBundle,
  bundlesForWorkers,
  hasLoaded,
  loadKoffi,
  requireOnce,
  expect,
  expectScript,
  dist,
  tune,
  untune,
  setFlags,
};
module.exports = { loadBundle, adoptBundles, expectScript };
