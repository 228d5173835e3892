/**
 * zlib.inflate - a stream that is decompressed piece by piece, by Node's zlib.
 *
 * An engine is Node's: it cannot travel to another process, nor be copied. So a stream keeps what its engine was given and how much that gave: where there
 * is none, one is made and told the same again.
 *
 * Invariants
 *   Z1  `fed` holds what the engine has taken in, and nothing that it left; `made` counts what it gave, the byte in `ahead` too.
 */
import { nodeModule } from "../../system/nodemodules.js";

/** What this file needs of Node's streams: one call of zlib, and what it left of the room in `out` and of the input. */
interface Engine {
  readonly _handle: {
    writeSync(flush: number, input: Uint8Array, at: number, length: number, out: Uint8Array, outAt: number, room: number): number;
    onerror: object;
  };
  readonly _writeState: Uint32Array;
}

/** What a stream keeps of itself. */
export interface Inflating {
  /** bits of the window; negative: no header and no checksum */
  readonly bits: number;
  readonly dictionary: Uint8Array | null;
  fed: Uint8Array[];
  made: number;
  /** the next byte of the result, found when its end was looked for */
  ahead: Uint8Array;
  ended: boolean;
}

export interface Inflated {
  readonly out: Uint8Array;
  /** how much of the input was taken */
  readonly taken: number;
}

const NOTHING = new Uint8Array(0);
const CHUNK = 16384;
/** What zlib is asked for with a piece: all that it gives, or its end. */
const SYNC_FLUSH = 2;
const FINISH = 4;

export function inflating(bits: number, dictionary: Uint8Array | null): Inflating {
  return { bits, dictionary, fed: [], made: 0, ahead: NOTHING, ended: false };
}

/** The same stream once more. */
export function copied(stream: Inflating): Inflating {
  return { ...stream, fed: stream.fed.slice() };
}

/** What a stream raises, set by the module. */
export const errors = { make: (failure: unknown): Error => failure as Error };

interface Failure {
  readonly code: string;
  readonly message: string;
}

interface Running {
  readonly engine: Engine;
  failure: Failure | null;
}

const engines = new WeakMap<Inflating, Running>();

function engineOf(stream: Inflating): Running {
  let running = engines.get(stream);
  if (running !== undefined) return running;
  const { bits, dictionary } = stream;
  const options = { windowBits: bits < 0 ? Math.max(9, -bits) : bits, ...(dictionary === null ? {} : { dictionary }) };
  const { createInflate, createInflateRaw } = nodeModule("node:zlib");
  const engine = (bits < 0 ? createInflateRaw(options) : createInflate(options)) as unknown as Engine;
  const made: Running = { engine, failure: null };
  engine._handle.onerror = (message: string, _errno: number, code: string): void => {
    made.failure = { code, message };
  };
  engines.set(stream, (running = made));
  for (let left = stream.made, given = Buffer.concat(stream.fed), at = 0; left > 0 || at < given.length;) {
    const room = Math.min(CHUNK, left);
    const step = turn(made, SYNC_FLUSH, given.subarray(at), new Uint8Array(Math.max(1, room)), room);
    if (step.taken === 0 && step.given === 0) break;
    at += step.taken;
    left -= step.given;
  }
  return made;
}

/** One call of zlib; throws what zlib says, unless it only waits for more. */
function turn(running: Running, flush: number, input: Uint8Array, out: Uint8Array, room: number): { taken: number; given: number; waits: boolean } {
  const { engine } = running;
  engine._handle.writeSync(flush, input, 0, input.length, out, 0, room);
  const { failure } = running;
  running.failure = null;
  const [roomLeft, inputLeft] = engine._writeState as unknown as [number, number];
  if (failure !== null && failure.code !== "Z_BUF_ERROR") throw errors.make(failure);
  // a call that failed leaves no counts: only the one that asks for the end fails so, and it has no input
  return failure === null ? { taken: input.length - inputLeft, given: room - roomLeft, waits: false } : { taken: 0, given: 0, waits: true };
}

/** What the input gives, as far as `most` bytes (0: all); throws what zlib says. */
export function inflate(stream: Inflating, input: Uint8Array, most: number): Inflated {
  if (stream.ended) return { out: NOTHING, taken: 0 };
  const running = engineOf(stream);
  const parts: Uint8Array[] = stream.ahead.length > 0 ? [stream.ahead] : [];
  let length = stream.ahead.length;
  stream.ahead = NOTHING;
  let at = 0;
  for (let more = true; more && (most === 0 || length < most);) {
    const room = most === 0 ? CHUNK : Math.min(CHUNK, most - length);
    const out = new Uint8Array(room);
    const step = turn(running, SYNC_FLUSH, input.subarray(at), out, room);
    at += step.taken;
    length += step.given;
    stream.made += step.given;
    if (step.given > 0) parts.push(out.subarray(0, step.given));
    more = step.given === room;
    stream.ended = !more && at < input.length;
  }
  if (at > 0) stream.fed.push(input.slice(0, at));
  if (!stream.ended) lookForEnd(stream, running);
  return { out: parts.length === 1 ? parts[0]! : Buffer.concat(parts), taken: at };
}

/** zlib says that a stream waits for more only when it is asked for its end; it may have a byte left. */
function lookForEnd(stream: Inflating, running: Running): void {
  const next = new Uint8Array(1);
  const step = turn(running, FINISH, NOTHING, next, 1);
  if (step.given > 0) {
    stream.made += step.given;
    stream.ahead = next;
  } else stream.ended = !step.waits;
}
