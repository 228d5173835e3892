/**
 * sockets - stream sockets of the two families that multiprocessing listens on: paths (or abstract names), and addresses of the internet.
 *
 * Suspends  acceptSocket, connectSocket
 * Units: descriptors are the numbers that Python code sees.
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { OSError } from "../objects/exceptions.js";
import { deadlineAfter } from "../scheduler/seconds.js";
import { checkSignals } from "../scheduler/signals.js";
import { INTERRUPTED, Waiters } from "../scheduler/waiters.js";
import { adopt, closeFd, real } from "./descriptors.js";
import { withDescriptors } from "./dropped.js";
import { strerror } from "./errors.js";
import { accept4, bindSocket, connect, EAGAIN, EINTR, errno, getsockname, getsockopt, listen, setsockopt, socket } from "./posix.js";
import { waitReadable, waitWritable } from "./poll.js";

export const AF_UNIX = 1;
export const AF_INET = 2;
const SOCK_STREAM = 1;
const SOCK_FLAGS = 0o2004000; // close-on-exec, non-blocking
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_ERROR = 4;
const EINPROGRESS = 115;
const PATH_BYTES = 108;
/** How long a connect to a socket whose backlog is full waits between two tries. */
const RETRY_MS = 1;

/** A path or abstract name as bytes, or host and port. */
export type Address = Uint8Array | { readonly host: string; readonly port: number };

function failed(code = errno()): never {
  throw new OSError(code, strerror(code));
}

/** The address of a name: as it stands, or as /etc/hosts has it. */
function resolve(host: string): readonly number[] {
  if (host === "") return [0, 0, 0, 0];
  const literal = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  if (literal !== null) return literal.slice(1).map(Number);
  for (const line of hostsFile().split("\n")) {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (names.includes(host) && /^\d+\.\d+\.\d+\.\d+$/.test(address ?? "")) return address!.split(".").map(Number);
  }
  if (host === "localhost") return [127, 0, 0, 1];
  throw new OSError(-2, "Name or service not known");
}

function hostsFile(): string {
  try {
    return fs.readFileSync("/etc/hosts", "utf8");
  } catch {
    return ""; // no such file: only what stands for itself is known
  }
}

function pack(address: Address): Uint8Array {
  if (address instanceof Uint8Array) {
    const abstract = address[0] === 0;
    if (address.length > PATH_BYTES - (abstract ? 0 : 1)) throw new OSError("AF_UNIX path too long");
    const packed = new Uint8Array(2 + address.length + (abstract ? 0 : 1));
    packed[0] = AF_UNIX;
    packed.set(address, 2);
    return packed;
  }
  const { host, port } = address;
  const packed = new Uint8Array(16);
  packed[0] = AF_INET;
  packed[2] = port >> 8;
  packed[3] = port;
  packed.set(resolve(host), 4);
  return packed;
}

function unpack(packed: Uint8Array, size: number): Address {
  if (packed[0] === AF_INET) return { host: packed.subarray(4, 8).join("."), port: (packed[2]! << 8) | packed[3]! };
  const name = packed.slice(2, size);
  const end = name[0] === 0 ? name.length : name.indexOf(0);
  return end < 0 ? name : name.subarray(0, end);
}

function sized(): [Uint8Array, Int32Array] {
  return [new Uint8Array(2 + PATH_BYTES + 2), Int32Array.of(2 + PATH_BYTES + 2)];
}

function open(family: number): Suspends<number> {
  return adopt(
    withDescriptors(() => {
      const fd = socket(family, SOCK_STREAM | SOCK_FLAGS, 0);
      return fd < 0 ? failed() : fd;
    }),
  );
}

/** A socket that listens, and its address. @throws OSError */
export function listenSocket(family: number, address: Address, backlog: number): Suspends<{ fd: number; address: Address }> {
  const packed = pack(address);
  const fd = open(family);
  try {
    const one = new Uint8Array(Int32Array.of(1).buffer);
    if (setsockopt(real(fd), SOL_SOCKET, SO_REUSEADDR, one, 4) < 0) failed();
    if (bindSocket(real(fd), packed, packed.length) < 0) failed();
    if (listen(real(fd), backlog) < 0) failed();
    const [name, size] = sized();
    if (getsockname(real(fd), name, new Uint8Array(size.buffer)) < 0) failed();
    return { fd, address: unpack(name, size[0]!) };
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}

/** Waits for somebody to connect: the new socket, and the other's address. @throws OSError */
export function acceptSocket(fd: number): Suspends<{ fd: number; address: Address }> {
  for (;;) {
    const [name, size] = sized();
    const made = accept4(real(fd), name, new Uint8Array(size.buffer), SOCK_FLAGS);
    if (made >= 0) return { fd: adopt(made), address: size[0]! <= 2 ? new Uint8Array(0) : unpack(name, size[0]!) };
    const code = errno();
    if (code !== EAGAIN && code !== EINTR) failed(code);
    waitReadable(fd);
  }
}

/** A socket connected to an address. @throws OSError */
export function connectSocket(family: number, address: Address): Suspends<number> {
  const packed = pack(address);
  const fd = open(family);
  try {
    while (connect(real(fd), packed, packed.length) < 0) {
      const code = errno();
      if (code === EAGAIN) {
        if (new Waiters().park(deadlineAfter(RETRY_MS)) === INTERRUPTED) checkSignals();
      } else if (code === EINPROGRESS) {
        waitWritable(fd);
        checkConnected(fd);
        break;
      } else if (code !== EINTR) failed(code);
    }
    return fd;
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}

function checkConnected(fd: number): void {
  const value = new Int32Array(1);
  const size = Int32Array.of(4);
  if (getsockopt(real(fd), SOL_SOCKET, SO_ERROR, new Uint8Array(value.buffer), new Uint8Array(size.buffer)) < 0) failed();
  if (value[0] !== 0) failed(value[0]);
}
