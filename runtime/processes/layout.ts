/**
 * layout - the tables of what isolates share: every record, word by word.
 *
 * A record begins at a unit (64 bytes) of the arena, and its number is that unit's. Words are 32 bits, touched through Atomics
 * unless their text says otherwise.
 */

/** Bytes of the arena. The system gives pages of it when they are first touched. */
export const ARENA_BYTES = 64 * 1024 * 1024;
export const UNIT_WORDS = 16;
export const UNIT_BYTES = 64;

/** Offsets of a record's words, with its size in units. */
export interface Layout<K extends string> {
  readonly at: Readonly<Record<K, number>>;
  readonly units: number;
}

/** A record of these words in this order; a number after the text is how many words there are of it. */
function layout<K extends string>(words: Readonly<Record<K, string | readonly [string, number]>>): Layout<K> {
  const at = {} as Record<K, number>;
  let next = 0;
  for (const name in words) {
    at[name] = next;
    const word = words[name];
    next += typeof word === "string" ? 1 : word[1];
  }
  return { at, units: Math.ceil(next / UNIT_WORDS) };
}

/** Most processes there can be at once, the ended ones that nobody waited for included. */
export const MOST_PROCESSES = 1024;
/** Most of them that can run. */
export const MOST_RUNNING = 256;
/** Sizes of freed records: one list for each power of two of units. */
export const SIZES = 21;
/** Descriptors of the system up to this number are known by owner. */
export const MOST_DESCRIPTORS = 65536;

/** At unit 0. */
export const ARENA = layout({
  next: "first unit that was never used",
  nextPid: "pid of the next process that has no thread identity of its own to show",
  highest: "places of the process table below this have been used",
  running: "processes that run",
  firstPid: "pid of the first process",
  begun: "number of the process that has begun last, counted as they were started",
  begunMs: "when it did, by Date.now(), the low 32 bits",
  passed: "number of the last one that need not run alone any more: it waits, or has ended",
  tracker: "descriptor of the system, plus one, of the pipe to multiprocessing's resource tracker; 0 while there is none",
  free: ["heads of the lists of freed records by size: unit in the low 20 bits, a count against mistaken identity above", SIZES],
});

/** One isolate's mailbox; a worker keeps it from process to process. */
export const MAILBOX = layout({
  seq: "posts so far",
  state: "what the owner does: RUN, FUTEX (blocked on `seq`) or POLL (blocked in ppoll with its bell)",
  bell: "its eventfd, -1 while there is none",
  news: "bits of what has come, NEWS_*",
  free: "1: the owner, a worker, has ended its process and waits for the next; it said so here alone",
  native: "1: the owner, a worker, is in C and must not be ended",
  ending: "1: the owner is about to be ended and must not enter C",
});
export const RUN = 0;
export const FUTEX = 1;
export const POLL = 2;

/** Signals are pending for the process that runs here. */
export const NEWS_SIGNAL = 1;
/** One of its children has ended, or halted: there is one to look for. */
export const NEWS_CHILD = 2;
/** A message is in the isolate's port. */
export const NEWS_MESSAGE = 4;
/** Something that a thread here waits for may have come. */
export const NEWS_WAKE = 8;
/** For the kernel: a process has been sent a signal that ends it. */
export const NEWS_KILL = 16;
/** One of its children has ended, or halted: the process is sent SIGCHLD. */
export const NEWS_SIGCHLD = 32;

/** One process; its place in the table is its slot. */
export const PROCESS = layout({
  state: "FREE, TAKEN, RUNNING, ENDING or ENDED",
  pid: "number by which Python code knows it",
  parent: "pid of its parent, 1 if that has ended",
  parentSlot: "slot of its parent, -1 if that has ended",
  group: "its process group",
  session: "its session",
  mailbox: "number of the mailbox of its isolate, 0 while it has none",
  status: "as waitpid gives it, once it has ended",
  signals: ["pending signals, one bit each: number n is bit n - 1", 2],
  sentinel: "descriptor to be closed when it ends, 0 for none, -1 once it has ended",
  caught: ["signals that are Python's business there, one bit each", 2],
  halted: "that it has been stopped or goes on, as waitpid gives it, until somebody has been told; else 0",
  killed: "a signal that ends it has been sent: its number, else 0; stands last",
});
export const FREE = 0;
export const TAKEN = 1;
export const RUNNING = 2;
export const ENDING = 3;
export const ENDED = 4;

/** What threads of several isolates wait for. */
export const PARKING = layout({
  tag: "PARKING_TAG while it exists: a process that was killed is taken out of every such record",
  waiting: "isolates of which a thread waits; may only be too high",
  next: "slot at which the search for one to wake begins",
  slots: ["a bit for each process of which a thread waits", MOST_PROCESSES / 32],
});
export const PARKING_TAG = 0x5041524b;

/** A semaphore or mutex. */
export const SEMAPHORE = layout({
  parking: ["a parking record", PARKING.at.slots + MOST_PROCESSES / 32],
  value: "how often it can be acquired",
  most: "the greatest value; set once",
  kind: "RECURSIVE_MUTEX or SEMAPHORE; set once",
});
