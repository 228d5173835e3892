/**
 * subprocess communicate - feeds a child and reads what it says, all at once, until both streams end.
 *
 * Mirrors     Popen._communicate in Lib/subprocess.py of CPython 3.13
 * Suspends    until a stream is ready, the time is over, or all is done
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { decode } from "../../objects/bytes/codecs.js";
import { BrokenPipeError, TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { policy } from "../../scheduler/policy.js";
import { checkSignals } from "../../scheduler/signals.js";
import { INTERRUPTED, TIMED_OUT } from "../../scheduler/waiters.js";
import { real } from "../../system/descriptors.js";
import { system } from "../../system/oserror.js";
import { available } from "../../system/posix.js";
import { POLLIN, POLLOUT, ready, waitDescriptors } from "../../system/poll.js";
import { concatBytes } from "../io/decoding.js";
import { TimeoutExpired, withOutput } from "./errors.js";
import { NodePipe } from "./nodepipe.js";
import { type Popen, remaining } from "./popen.js";

/** So much can be written to a pipe that is ready, without waiting. */
const PIPE_BUF = 4096;
const CHUNK = 65536;

/** What has been read and written so far: it goes on where a timeout stopped it. */
export interface Exchange {
  input: Uint8Array | null;
  offset: number;
  stdout: Uint8Array[];
  stderr: Uint8Array[];
}

function isOpen(stream: Value): Suspends<boolean> {
  return stream !== null && !truth($getattr(stream, "closed"));
}

export function communicate(self: Popen, input: Value, deadlineMs: number, timeout: Value): Suspends<Value> {
  const { stdin, stdout, stderr } = self;
  if (stdin !== null && !self._communication_started) {
    quietly(stdin, "flush");
    if (!truth(input)) quietly(stdin, "close");
  }
  const exchange = (self.$exchange ??= { input: null, offset: 0, stdout: [], stderr: [] });
  takeInput(self, exchange, input);
  if (!available()) {
    communicateByNode(self, exchange, input, deadlineMs, timeout);
    return finished(self, exchange, deadlineMs);
  }
  const chunk = Buffer.allocUnsafe(CHUNK);

  for (;;) {
    const streams: Value[] = [];
    const events: number[] = [];
    if (stdin !== null && truth(input) && isOpen(stdin)) {
      streams.push(stdin);
      events.push(POLLOUT);
    }
    for (const stream of [stdout, stderr]) {
      if (!isOpen(stream)) continue;
      streams.push(stream);
      events.push(POLLIN);
    }
    if (streams.length === 0) break;
    const fds: number[] = [];
    for (const stream of streams) fds.push(Number(callMethod(stream, "fileno")));
    if (policy.current.nowMs() > deadlineMs) throw expired(self, exchange, timeout);
    const bits = waitForOne(fds, events, deadlineMs);
    if (bits === null || policy.current.nowMs() > deadlineMs) throw expired(self, exchange, timeout);
    for (let at = 0; at < streams.length; at++) {
      if (bits[at] === 0) continue;
      const stream = streams[at];
      if (stream === stdin) feed(stream, fds[at]!, exchange);
      else {
        const got = system(() => fs.readSync(real(fds[at]!), chunk, 0, CHUNK, null));
        if (got === 0) callMethod(stream, "close");
        else (stream === stdout ? exchange.stdout : exchange.stderr).push(Uint8Array.from(chunk.subarray(0, got)));
      }
    }
  }
  return finished(self, exchange, deadlineMs);
}

function finished(self: Popen, exchange: Exchange, deadlineMs: number): Suspends<Value> {
  callMethod(self, "wait", remaining(deadlineMs));
  return new Tuple([result(self, self.stdout, exchange.stdout), result(self, self.stderr, exchange.stderr)]);
}

/** The raw stream below a stream of Popen's. */
function rawOf(stream: Value): NodePipe {
  let at = stream;
  while (!(at instanceof NodePipe)) at = at.$buffer ?? at.$raw;
  return at;
}

/** The same with pipes of Node's, which reads them by itself: what is left is to wait for their ends. */
function communicateByNode(self: Popen, exchange: Exchange, input: Value, deadlineMs: number, timeout: Value): Suspends<void> {
  const { stdin, stdout, stderr } = self;
  if (stdin !== null && truth(input) && isOpen(stdin)) {
    const { $writable } = rawOf(stdin);
    if (exchange.input !== null && exchange.offset === 0 && !$writable!.destroyed) $writable!.end(exchange.input);
    exchange.offset = exchange.input?.length ?? 0;
    rawOf(stdin).$closed = true;
  }
  for (const [stream, parts] of [
    [stdout, exchange.stdout],
    [stderr, exchange.stderr],
  ] as const) {
    if (!isOpen(stream)) continue;
    const raw = rawOf(stream);
    for (;;) {
      if (!raw.$await(deadlineMs)) throw expired(self, exchange, timeout);
      if (raw.$chunks.length === 0) break;
      parts.push(...raw.$chunks.splice(0));
    }
    callMethod(stream, "close");
  }
}

function quietly(stream: Value, method: string): Suspends<void> {
  try {
    callMethod(stream, method);
  } catch (error) {
    if (!(error instanceof BrokenPipeError)) throw error;
  }
}

function takeInput(self: Popen, exchange: Exchange, input: Value): Suspends<void> {
  const { stdin } = self;
  if (stdin === null || exchange.input !== null || input === null) return;
  const data = truth(self.text_mode) ? callMethod(input, "encode", $getattr(stdin, "encoding"), $getattr(stdin, "errors")) : input;
  self._input = data;
  if (!truth(input)) return;
  const bytes = bufferOf(data);
  if (bytes === undefined) throw new TypeError(`memoryview: a bytes-like object is required, not '${typeName(data)}'`);
  exchange.input = bytes;
}

function waitForOne(fds: number[], events: number[], deadlineMs: number): Suspends<readonly number[] | null> {
  for (;;) {
    const now = ready(fds, events);
    if (now.count > 0) return now.bits;
    const woken = waitDescriptors(fds, events, deadlineMs);
    if (woken === TIMED_OUT) return null;
    if (woken === INTERRUPTED) checkSignals();
    else return woken as number[];
  }
}

function feed(stdin: Value, fd: number, exchange: Exchange): Suspends<void> {
  const input = exchange.input ?? new Uint8Array(0);
  let broken = false;
  try {
    exchange.offset += system(() => fs.writeSync(real(fd), input, exchange.offset, Math.min(PIPE_BUF, input.length - exchange.offset)));
  } catch (error) {
    if (!(error instanceof BrokenPipeError)) throw error;
    broken = true;
  }
  if (broken || exchange.offset >= input.length) callMethod(stdin, "close");
}

function expired(self: Popen, exchange: Exchange, timeout: Value): Value {
  const got = (parts: Uint8Array[]): Value => (parts.length > 0 ? new Bytes(concatBytes(parts)) : null);
  return withOutput(new TimeoutExpired(self.args, timeout), got(exchange.stdout), got(exchange.stderr));
}

/** What a stream gave, as bytes or text; None if there is no pipe. */
function result(self: Popen, stream: Value, parts: Uint8Array[]): Suspends<Value> {
  if (stream === null) return null;
  const data = concatBytes(parts);
  if (!truth(self.text_mode)) return new Bytes(data);
  const text = decode(data, String($getattr(stream, "encoding")), String($getattr(stream, "errors")), new Bytes(data));
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
