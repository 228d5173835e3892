/**
 * subprocess nodepipe - one end of a pipe to a child of Node's, as a raw stream.
 *
 * Suspends  reads until something comes, writes until the child takes more
 */
import type { Readable, Writable } from "node:stream";
import type { Suspends } from "../../frames/suspend.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT, Waiters } from "../../scheduler/waiters.js";
import { failure, osError } from "../../system/oserror.js";
import { FileIO } from "../io/fileio.js";

const EPIPE = 32;

export class NodePipe extends FileIO {
  declare $readable: Readable | null;
  declare $writable: Writable | null;
  /** read by Node and not yet by Python */
  declare $chunks: Uint8Array[];
  declare $ended: boolean;
  declare $error: NodeJS.ErrnoException | null;
  declare $waiters: Waiters;

  override fileno(): number {
    this.$check();
    return this.$fd;
  }

  /** Waits until there is something to take, or the deadline comes: false then. */
  $await(deadlineMs: number): Suspends<boolean> {
    while (this.$chunks.length === 0 && !this.$ended) {
      const woken = this.$waiters.park(deadlineMs);
      if (woken === INTERRUPTED) checkSignals();
      if (woken === TIMED_OUT) return false;
    }
    return true;
  }

  override $read(size: number): Suspends<Uint8Array> {
    this.$check();
    this.$await(Infinity);
    const first = this.$chunks.shift();
    if (first === undefined) return new Uint8Array(0);
    if (first.length <= size) return first;
    this.$chunks.unshift(first.subarray(size));
    return first.subarray(0, size);
  }

  override $write(bytes: Uint8Array): Suspends<number> {
    this.$check();
    const stream = this.$writable!;
    if (this.$error !== null) throw osError(this.$error);
    if (stream.destroyed) throw failure(EPIPE);
    let waits = !stream.write(bytes.slice(), () => {
      waits = false;
      this.$waiters.wakeAll(null);
    });
    while (waits && this.$error === null && !stream.destroyed) if (this.$waiters.park(Infinity) === INTERRUPTED) checkSignals();
    if (this.$error !== null) throw osError(this.$error);
    return bytes.length;
  }

  override close(): Suspends<null> {
    if (this.$closed === true) return null;
    this.$closed = true;
    if (this.$writable !== null) this.$writable.end();
    this.$readable?.destroy();
    return null;
  }
}

function bare(mode: string, fd: number): NodePipe {
  const pipe = Object.create(NodePipe.prototype as object) as NodePipe;
  pipe.$fd = fd;
  pipe.name$ = fd;
  pipe.$mode = mode;
  pipe.$closed = false;
  pipe.$closefd = true;
  pipe.$regular = false;
  pipe.$append = false;
  pipe.$position = null;
  pipe.$chunks = [];
  pipe.$ended = false;
  pipe.$error = null;
  pipe.$waiters = new Waiters();
  pipe.$readable = null;
  pipe.$writable = null;
  return pipe;
}

function fdOf(stream: object): number {
  return (stream as { _handle?: { fd?: number } })._handle?.fd ?? -1;
}

/** What a child says. */
export function readingPipe(stream: Readable): NodePipe {
  const pipe = bare("r", fdOf(stream));
  pipe.$readable = stream;
  stream.on("data", (data: Buffer) => {
    pipe.$chunks.push(data);
    pipe.$waiters.wakeAll(null);
  });
  const end = (): void => {
    pipe.$ended = true;
    pipe.$waiters.wakeAll(null);
  };
  stream.on("end", end);
  stream.on("close", end);
  stream.on("error", end);
  return pipe;
}

/** What a child is told. */
export function writingPipe(stream: Writable): NodePipe {
  const pipe = bare("w", fdOf(stream));
  pipe.$writable = stream;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    pipe.$error = error;
    pipe.$waiters.wakeAll(null);
  });
  stream.on("close", () => pipe.$waiters.wakeAll(null));
  return pipe;
}
