/**
 * posix - the system calls that Node lacks, through koffi; the only file that imports it, and only when one is needed.
 *
 * Units: file descriptors and numbers as the kernel has them; a call gives -1 and errno() says why.
 */
type Native = (...args: (number | bigint | string | null | Uint8Array)[]) => number;

interface Koffi {
  load(path: string | null): { func(declaration: string): Native };
  errno(): number;
}

let koffi: Koffi | undefined;
let library: { func(declaration: string): Native } | undefined;

function lib(): { func(declaration: string): Native } {
  if (library === undefined) {
    koffi = (typeof require === "function" ? require : process.getBuiltinModule("node:module").createRequire(process.cwd() + "/"))("koffi") as Koffi;
    library = koffi.load(null);
  }
  return library;
}

/** Of the call before. */
export function errno(): number {
  return (koffi as Koffi).errno();
}

/** A function of the C library, found at its first call. */
function bind(declaration: string): Native {
  let f: Native | undefined;
  return (...args) => (f ??= lib().func(declaration))(...args);
}

/** Whether koffi has a binary for this machine; loads it. */
export function available(): boolean {
  try {
    lib();
    return true;
  } catch {
    return false; // no binary: callers have another way, or say what is missing
  }
}

export const EINTR = 4;
export const EAGAIN = 11;

export const ppoll = bind("int ppoll(void *fds, unsigned long n, void *timeout, void *mask)");
export const eventfd = bind("int eventfd(unsigned int value, int flags)");
export const kill = bind("int kill(int pid, int signal)");
export const unshare = bind("int unshare(int flags)");
export const chdir = bind("int chdir(const char *path)");
export const umask = bind("int umask(int mask)");
export const gettid = bind("int gettid()");
export const getpgid = bind("int getpgid(int pid)");
export const getsid = bind("int getsid(int pid)");
export const tcgetpgrp = bind("int tcgetpgrp(int fd)");
export const fcntl = bind("int fcntl(int fd, int command, int value)");
export const setitimer = bind("int setitimer(int which, void *value, void *old)");
export const getitimer = bind("int getitimer(int which, void *value)");

const pipe2Raw = bind("int pipe2(void *fds, int flags)");

/** pipe2(2) with O_CLOEXEC: the reading and the writing end, the system's numbers. @throws an error with `errno` */
export function makePipe(): [number, number] {
  const fds = new Uint8Array(8);
  if (pipe2Raw(fds, 0o2000000) !== 0) throw failed("pipe2");
  const view = new DataView(fds.buffer);
  return [view.getInt32(0, true), view.getInt32(4, true)];
}

const F_DUPFD_CLOEXEC = 1030;
/** Duplicates for other processes begin here, out of the way of the numbers that Python code of the first process sees. */
const FIRST_DUPLICATE = 200;

/** A duplicate of a descriptor, for another process of gilt's. @throws an error with `errno` */
export function duplicate(realFd: number): number {
  const fd = fcntl(realFd, F_DUPFD_CLOEXEC, FIRST_DUPLICATE);
  if (fd < 0) throw failed("fcntl");
  return fd;
}

function failed(call: string): Error {
  return Object.assign(new Error(call), { errno: errno(), code: call });
}

let loopFd = -1;

/** The epoll descriptor of Node's loop: readable when the loop has something to do. */
export function loopDescriptor(): number {
  if (loopFd === -1) {
    const loop = lib().func("void *uv_default_loop()") as unknown as () => unknown;
    const backend = lib().func("int uv_backend_fd(void *loop)") as unknown as (loop: unknown) => number;
    loopFd = backend(loop());
  }
  return loopFd;
}

const lseekRaw = bind("long lseek(int fd, long offset, int whence)");

/** lseek(2). @throws an error with `errno` */
export function lseek(fd: number, offset: number, whence: number): number {
  const at = Number(lseekRaw(fd, offset, whence));
  if (at < 0) throw failed("lseek");
  return at;
}
