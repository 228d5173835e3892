/**
 * self - who this isolate is among the processes of gilt. Loaded by every script, so it holds nothing but the answer.
 */

export const self = {
  /** os.getpid() */
  pid: process.pid,
  /** Place in the table of processes; 0 is the first process, which is the kernel of the others. */
  slot: 0,
  /** This isolate is a worker_thread. */
  worker: false,
  /** The shared arena is there: a process has been started, or this is one. */
  attached: false,
  /** The thread of this worker is not as it was (its identity, its priority): it can be no other process. */
  marked: false,
  /** What `gilt run` was given, for the processes that this one starts; set at the start. */
  options: {} as object,
};
