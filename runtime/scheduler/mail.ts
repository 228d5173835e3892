/**
 * mail - what the scheduler has to know of other isolates: that there are any, and how to wait for their news.
 */

/** This isolate's mailbox. */
export interface Mail {
  /** Acts on what has come, if anything has: threads become ready, signals are noted, the loop ends. Costs one read of memory when nothing has. */
  look(): void;
  /** Blocks until something comes, or for so many milliseconds. */
  sleep(ms: number): void;
  /** Before a block in ppoll with bell(); false: something has come, do not block. After it, or after false: polled(), with whether the bell could be read. */
  polling(): boolean;
  polled(rung: boolean): void;
  /** The system's number of a descriptor that is readable when something has come. */
  bell(): number;
}

export const mail = {
  /** undefined while there are no other isolates */
  box: undefined as Mail | undefined,
  /** This isolate is a worker_thread: Node's loop brings it nothing that it would have to wait for. */
  worker: false,
};
