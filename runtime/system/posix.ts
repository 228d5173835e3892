/**
 * posix - the system calls that Node lacks, through koffi; the only file that imports it, and only when one is needed.
 *
 * Units: file descriptors and numbers as the kernel has them; a call gives -1 and errno() says why.
 */
type Native = (...args: (number | bigint | string | null | Uint8Array)[]) => number;

interface Koffi {
  load(path: string | null): { func(declaration: string): Native };
  errno(): number;
  view(address: bigint, size: number): ArrayBuffer;
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

/** Memory at an address, not copied; whoever reads it must know that it is there. */
export function memoryAt(address: number, sizeBytes: number): ArrayBuffer {
  lib();
  return (koffi as Koffi).view(BigInt(address), sizeBytes);
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
export const fcntl = bind("int fcntl(int fd, int command, long argument)");
export const setitimer = bind("int setitimer(int which, void *value, void *old)");
export const getitimer = bind("int getitimer(int which, void *value)");

/** pipe2(2) with O_CLOEXEC: the reading and the writing end, the system's numbers. @throws an error with `errno` */
export function makePipe(): [number, number] {
  const fds = new Uint8Array(8);
  if (pipe2(fds, 0o2000000) !== 0) throw failed("pipe2");
  const view = new DataView(fds.buffer);
  return [view.getInt32(0, true), view.getInt32(4, true)];
}

const F_DUPFD_CLOEXEC = 1030;
/** Duplicates for other processes begin here, out of the way of the numbers that Python code of the first process sees. */
const FIRST_DUPLICATE = 200;

/** A duplicate of a descriptor, for another process of gilt's. @throws an error with `errno` */
export function duplicateAway(realFd: number): number {
  const fd = fcntl(realFd, F_DUPFD_CLOEXEC, FIRST_DUPLICATE);
  if (fd < 0) throw failed("fcntl");
  return fd;
}

function failed(call: string): Error {
  return Object.assign(new Error(call), { errno: errno(), code: call });
}
export const pipe2 = bind("int pipe2(void *fds, int flags)");
export const socketpair = bind("int socketpair(int family, int type, int protocol, void *fds)");
export const readInto = bind("long read(int fd, void *buffer, unsigned long size)");
export const writeFrom = bind("long write(int fd, void *buffer, unsigned long size)");

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

export const mmap = bind("int64_t mmap(int64_t address, size_t length, int prot, int flags, int fd, int64_t offset)");
export const munmap = bind("int munmap(int64_t address, size_t length)");
export const msync = bind("int msync(int64_t address, size_t length, int flags)");
export const madvise = bind("int madvise(int64_t address, size_t length, int advice)");
export const duplicate = bind("int dup(int fd)");
export const setClosedOnExec = bind("int ioctl(int fd, unsigned long request)");
export const allocate = bind("int64_t calloc(size_t count, size_t size)");
export const free = bind("void free(int64_t address)");
