/**
 * passing - descriptors that go through a socket from one process of the system to another (SCM_RIGHTS).
 *
 * Suspends  both, while the socket is not ready
 * Units: descriptors are the numbers that Python code sees.
 */
import type { Suspends } from "../frames/suspend.js";
import { adopt, real } from "./descriptors.js";
import { failure } from "./oserror.js";
import { waitReadable, waitWritable } from "./poll.js";
import { address, EAGAIN, EINTR, errno, recvmsg, sendmsg } from "./posix.js";

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
const MSG_DONTWAIT = 0x40;
const MSG_CMSG_CLOEXEC = 0x4000_0000;
/** The kernel's most for one message. */
export const MOST = 253;

/** Places in one piece of memory: a struct msghdr, a struct iovec, the data, the control message. */
const [IOVEC, DATA, CONTROL] = [64, 80, 96];
const HEADER = 16;

interface Message {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** A message of `data`'s size with room for so many descriptors. */
function message(size: number, count: number): Message {
  const bytes = new Uint8Array(new ArrayBuffer(CONTROL + HEADER + 4 * MOST + 8));
  const view = new DataView(bytes.buffer);
  const base = address(bytes);
  view.setBigUint64(16, base + BigInt(IOVEC), true);
  view.setBigUint64(24, 1n, true);
  view.setBigUint64(32, base + BigInt(CONTROL), true);
  view.setBigUint64(40, BigInt(HEADER + Math.ceil(count / 2) * 8), true);
  view.setBigUint64(IOVEC, base + BigInt(DATA), true);
  view.setBigUint64(IOVEC + 8, BigInt(size), true);
  return { bytes, view };
}

/** Sends one byte with these descriptors. @throws OSError */
export function sendDescriptors(socket: number, byte: number, fds: readonly number[]): Suspends<void> {
  const { bytes, view } = message(1, fds.length);
  bytes[DATA] = byte;
  view.setBigUint64(CONTROL, BigInt(HEADER + 4 * fds.length), true);
  view.setInt32(CONTROL + 8, SOL_SOCKET, true);
  view.setInt32(CONTROL + 12, SCM_RIGHTS, true);
  fds.forEach((fd, at) => {
    view.setInt32(CONTROL + HEADER + 4 * at, real(fd), true);
  });
  while (Number(sendmsg(real(socket), bytes, MSG_NOSIGNAL | MSG_DONTWAIT)) < 0) {
    const code = errno();
    if (code === EAGAIN) waitWritable(socket);
    else if (code !== EINTR) throw failure(code);
  }
}

/** Receives one byte with so many descriptors at most; no byte: the end. @throws OSError */
export function receiveDescriptors(socket: number, most: number): Suspends<{ byte: number | undefined; fds: number[] | undefined }> {
  for (;;) {
    const { bytes, view } = message(1, most);
    const got = Number(recvmsg(real(socket), bytes, MSG_CMSG_CLOEXEC | MSG_DONTWAIT));
    if (got < 0) {
      const code = errno();
      if (code === EAGAIN) waitReadable(socket);
      else if (code !== EINTR) throw failure(code);
      continue;
    }
    const controlled =
      view.getBigUint64(40, true) >= BigInt(HEADER) && view.getInt32(CONTROL + 8, true) === SOL_SOCKET && view.getInt32(CONTROL + 12, true) === SCM_RIGHTS;
    const fds: number[] = [];
    const count = controlled ? (Number(view.getBigUint64(CONTROL, true)) - HEADER) >> 2 : 0;
    for (let at = 0; at < count; at++) fds.push(adopt(view.getInt32(CONTROL + HEADER + 4 * at, true)));
    return { byte: got === 0 ? undefined : bytes[DATA]!, fds: controlled ? fds : undefined };
  }
}
