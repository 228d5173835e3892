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
export const setitimer = bind("int setitimer(int which, void *value, void *old)");
export const getitimer = bind("int getitimer(int which, void *value)");

export const pipe2 = bind("int pipe2(void *fds, int flags)");
export const fcntl = bind("int fcntl(int fd, int command, long argument)");
export const socketpair = bind("int socketpair(int family, int type, int protocol, void *fds)");
export const socket = bind("int socket(int family, int type, int protocol)");
export const bindSocket = bind("int bind(int fd, void *address, unsigned int size)");
export const listen = bind("int listen(int fd, int backlog)");
export const accept4 = bind("int accept4(int fd, void *address, void *size, int flags)");
export const connect = bind("int connect(int fd, void *address, unsigned int size)");
export const getsockname = bind("int getsockname(int fd, void *address, void *size)");
export const setsockopt = bind("int setsockopt(int fd, int level, int option, void *value, unsigned int size)");
export const getsockopt = bind("int getsockopt(int fd, int level, int option, void *value, void *size)");
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
  if (at < 0) throw Object.assign(new Error("lseek"), { errno: errno(), code: "lseek" });
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
