/**
 * posix - the system calls that Node lacks, through koffi; the only file that imports it, and only when one is needed.
 *
 * Invariants
 *   C1  A worker that is to be ended does not enter C any more, and is not ended while it is there: Node-API's functions fail in a thread that
 *       is being ended, and koffi, as any addon made with node-addon-api, then aborts the whole program.
 * Units: file descriptors and numbers as the kernel has them; a call gives -1 and errno() says why.
 */
import { NotImplementedError } from "../objects/exceptions.js";
import { launcher } from "./nodemodules.js";

type Native = (...args: (number | bigint | string | null | Uint8Array | Int32Array | readonly (Uint8Array | null)[])[]) => number;

interface Koffi {
  load(path: string | null): { func(declaration: string): Native };
  errno(value?: number): number;
  address(memory: Uint8Array): bigint;
  view(address: bigint, size: number): ArrayBuffer;
  proto(result: unknown, parameters: readonly unknown[]): object;
  pointer(type: object): object;
  call(address: bigint, type: object, ...args: unknown[]): unknown;
  register(f: (...args: never[]) => unknown, type: object): bigint;
  unregister(callback: bigint): void;
}

let koffi: Koffi | undefined;
let library: { func(declaration: string): Native } | undefined;

/** The word that says that this isolate is in C, and beside it the one by which another isolate ends this one. */
interface Gate {
  readonly words: Int32Array;
  readonly inside: number;
  readonly ending: number;
}
/** Undefined where nobody ends this isolate. */
let gate: Gate | undefined;

/** From now on this isolate says when it is in C, and does not enter it once it is to be ended: see C1. */
export function guardCalls(words: Int32Array, inside: number, ending: number): void {
  gate = { words, inside, ending };
}

/** Runs what calls C. */
function inside<T>(call: () => T): T {
  if (gate === undefined) return call();
  const before = enterC(gate);
  try {
    return call();
  } finally {
    Atomics.store(gate.words, gate.inside, before);
  }
}

/** What the word was before: C may have called what calls it. */
function enterC(gate: Gate): number {
  const before = Atomics.exchange(gate.words, gate.inside, 1);
  if (before === 0 && Atomics.load(gate.words, gate.ending) !== 0) standStill(gate);
  return before;
}

/** Waits to be ended. */
function standStill({ words, inside: at, ending }: Gate): never {
  Atomics.store(words, at, 0);
  for (;;) Atomics.wait(words, ending, 1);
}

/** Whether some call has been made: loading takes milliseconds. */
export function isLoaded(): boolean {
  return library !== undefined;
}

/** @param what the function that is asked for */
function lib(what: string): { func(declaration: string): Native } {
  if (library === undefined) {
    koffi = load(what);
    library = koffi.load(null);
  }
  return library;
}

/** GILT_NO_KOFFI=1 is for tests: as if there were no binary. @throws NotImplementedError there is none */
function load(what: string): Koffi {
  try {
    if (process.env["GILT_NO_KOFFI"] === "1") throw new Error("GILT_NO_KOFFI");
    return (launcher?.loadKoffi() ?? process.getBuiltinModule("node:module").createRequire(process.cwd() + "/")("koffi")) as Koffi;
  } catch {
    throw new NotImplementedError(`${what}() is not available: koffi has no binary for this machine`);
  }
}

/** Of the call before. */
export function errno(): number {
  return inside(() => (koffi as Koffi).errno());
}

/** A text with its NUL, as C wants it; lone surrogates U+DC80..DCFF stand for single bytes (Python's "surrogateescape"). */
export function cstring(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text + "\0");
  const parts: Buffer[] = [];
  for (const point of text) {
    const code = point.codePointAt(0)!;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(point));
  }
  return Buffer.concat([...parts, Buffer.alloc(1)]);
}

/** The inverse, without the NUL. */
export function systemText(data: Uint8Array): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const whole = bytes.toString("utf8");
  if (!whole.includes(LOST)) return whole;
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at]!;
    const size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const point = bytes.toString("utf8", at, at + size);
    const valid = bytes.length - at >= size && (!point.includes(LOST) || (size === 3 && bytes.readUIntBE(at, 3) === 0xefbfbd));
    text += valid ? point : String.fromCharCode(0xdc00 + lead);
    at += valid ? size : 1;
  }
  return text;
}

/** What Node makes of bytes that are no UTF-8. */
export const LOST = "\ufffd";

/** Where memory is; it must not move or go away while C uses it. */
export function address(memory: Uint8Array): bigint {
  return inside(() => {
    lib("address");
    return (koffi as Koffi).address(memory);
  });
}

/** A function of the C library, found at its first call. */
function bind(declaration: string): Native {
  let f: Native | undefined;
  const found = (): Native => (f = lib(/(\w+)\(/.exec(declaration)![1]!).func(declaration));
  // as inside() does, without a function for each call
  return (...args) => {
    if (gate === undefined) return (f ?? found())(...args);
    const before = enterC(gate);
    try {
      return (f ?? found())(...args);
    } finally {
      Atomics.store(gate.words, gate.inside, before);
    }
  };
}

let missing = false;

/** Whether koffi has a binary for this machine; loads it. */
export function available(): boolean {
  if (library !== undefined) return true;
  if (missing) return false;
  try {
    inside(() => lib("koffi"));
    return true;
  } catch {
    missing = true;
    return false; // no binary: callers have another way, or say what is missing
  }
}

/** Memory at an address, not copied; whoever reads it must know that it is there. */
export function memoryAt(address: number, sizeBytes: number): ArrayBuffer {
  return inside(() => {
    lib("mmap");
    return (koffi as Koffi).view(BigInt(address), sizeBytes);
  });
}

export const EINTR = 4;
export const EAGAIN = 11;
export const O_CLOEXEC = 0o2000000;

export const ppoll = bind("int ppoll(void *fds, unsigned long n, void *timeout, void *mask)");
export const eventfd = bind("int eventfd(unsigned int value, int flags)");
export const kill = bind("int kill(int pid, int signal)");
export const unshare = bind("int unshare(int flags)");
export const chdir = bind("int chdir(void *path)");
/** _exit(2): Node would take workers down one by one first. */
export const exitNow = bind("void _exit(int status)");
export const gettid = bind("int gettid()");
export const setitimer = bind("int setitimer(int which, void *value, void *old)");
export const getitimer = bind("int getitimer(int which, void *value)");

// descriptors
export const pipe2 = bind("int pipe2(void *fds, int flags)");
export const dup = bind("int dup(int fd)");
export const dup2 = bind("int dup2(int from, int to)");
export const dup3 = bind("int dup3(int from, int to, int flags)");
export const fcntl = bind("int fcntl(int fd, int command, long argument)");
export const ioctl = bind("int ioctl(int fd, unsigned long request, void *argument)");
/** pipe2(2) with O_CLOEXEC: the reading and the writing end, the system's numbers. @throws an error with `errno` */
export function makePipe(): [number, number] {
  const fds = new Uint8Array(8);
  if (pipe2(fds, 0o2000000) !== 0) throw failed("pipe2");
  const view = new DataView(fds.buffer);
  return [view.getInt32(0, true), view.getInt32(4, true)];
}

const F_DUPFD_CLOEXEC = 1030;
/** Duplicates for other processes begin here, above the numbers under which programs get theirs: nothing has to be moved first. */
const FIRST_DUPLICATE = 200;

const F_DUPFD = 0;
const F_GETFD = 1;

/** A duplicate of a descriptor, for another process of gilt's, closed on exec. @throws an error with `errno` */
export function duplicateAway(realFd: number): number {
  const fd = fcntl(realFd, F_DUPFD_CLOEXEC, FIRST_DUPLICATE);
  if (fd < 0) throw failed("fcntl");
  return fd;
}

/** Whether exec closes it; also true of what is not open. */
export function closesOnExec(realFd: number): boolean {
  return (fcntl(realFd, F_GETFD, 0) & 1) !== 0;
}

/** The same, closed on exec if that one is. @throws an error with `errno` */
export function duplicateLike(realFd: number): number {
  const fd = fcntl(realFd, closesOnExec(realFd) ? F_DUPFD_CLOEXEC : F_DUPFD, FIRST_DUPLICATE);
  if (fd < 0) throw failed("fcntl");
  return fd;
}

function failed(call: string): Error {
  return Object.assign(new Error(call), { errno: errno(), code: call });
}
export const socketpair = bind("int socketpair(int family, int type, int protocol, void *fds)");
export const socket = bind("int socket(int family, int type, int protocol)");
export const bindSocket = bind("int bind(int fd, void *address, unsigned int size)");
export const listen = bind("int listen(int fd, int backlog)");
export const accept4 = bind("int accept4(int fd, void *address, void *size, int flags)");
export const connect = bind("int connect(int fd, void *address, unsigned int size)");
export const getsockname = bind("int getsockname(int fd, void *address, void *size)");
export const setsockopt = bind("int setsockopt(int fd, int level, int option, void *value, unsigned int size)");
export const getsockopt = bind("int getsockopt(int fd, int level, int option, void *value, void *size)");
export const getpeername = bind("int getpeername(int fd, void *address, void *size)");
export const shutdown = bind("int shutdown(int fd, int how)");
export const recv = bind("long recv(int fd, void *buffer, unsigned long size, int flags)");
export const recvfrom = bind("long recvfrom(int fd, void *buffer, unsigned long size, int flags, void *address, void *length)");
export const send = bind("long send(int fd, void *data, unsigned long size, int flags)");
export const sendto = bind("long sendto(int fd, void *data, unsigned long size, int flags, void *address, unsigned int length)");
export const sendmsg = bind("long sendmsg(int fd, void *message, int flags)");
export const recvmsg = bind("long recvmsg(int fd, void *message, int flags)");

// names of the network; what they give stands at addresses
export const getaddrinfo = bind("int getaddrinfo(void *host, void *service, void *hints, void *result)");
export const freeaddrinfo = bind("void freeaddrinfo(int64_t list)");
export const getnameinfo = bind(
  "int getnameinfo(void *address, unsigned int size, void *host, unsigned int hostSize, void *service, unsigned int serviceSize, int flags)",
);
export const gethostbyname = bind("int gethostbyname_r(void *name, void *entry, void *buffer, unsigned long size, void *result, void *error)");
export const gethostbyaddr = bind(
  "int gethostbyaddr_r(void *address, unsigned int length, int family, void *entry, void *buffer, unsigned long size, void *result, void *error)",
);
export const getservbyname = bind("int getservbyname_r(void *name, void *protocol, void *entry, void *buffer, unsigned long size, void *result)");
export const getservbyport = bind("int getservbyport_r(int port, void *protocol, void *entry, void *buffer, unsigned long size, void *result)");
export const getprotobyname = bind("int getprotobyname_r(void *name, void *entry, void *buffer, unsigned long size, void *result)");
export const inetAton = bind("int inet_aton(void *text, void *address)");
export const inetPton = bind("int inet_pton(int family, void *text, void *address)");
export const inetNtop = bind("int64_t inet_ntop(int family, void *address, void *text, unsigned int size)");
export const nameToIndex = bind("unsigned int if_nametoindex(void *name)");
export const indexToName = bind("int64_t if_indextoname(unsigned int index, void *name)");
export const interfaces = bind("int64_t if_nameindex()");
export const freeInterfaces = bind("void if_freenameindex(int64_t list)");
export const sethostname = bind("int sethostname(void *name, unsigned long size)");
/** From an address into memory of ours. */
export const copyFrom = bind("int64_t memcpy(void *to, int64_t from, size_t size)");
export const lengthAt = bind("unsigned long strlen(int64_t text)");
export const readInto = bind("long read(int fd, void *buffer, unsigned long size)");
export const writeFrom = bind("long write(int fd, void *buffer, unsigned long size)");

// programs
export const posixSpawn = bind("int posix_spawn(void *pid, void *path, void *actions, void *attributes, void **argv, void **envp)");
export const actionsInit = bind("int posix_spawn_file_actions_init(void *actions)");
export const actionsDestroy = bind("int posix_spawn_file_actions_destroy(void *actions)");
export const actionsDup2 = bind("int posix_spawn_file_actions_adddup2(void *actions, int from, int to)");
export const actionsClose = bind("int posix_spawn_file_actions_addclose(void *actions, int fd)");
export const actionsOpen = bind("int posix_spawn_file_actions_addopen(void *actions, int fd, void *path, int flags, unsigned int mode)");
export const actionsChdir = bind("int posix_spawn_file_actions_addchdir_np(void *actions, void *path)");
export const actionsCloseFrom = bind("int posix_spawn_file_actions_addclosefrom_np(void *actions, int from)");
export const attributesInit = bind("int posix_spawnattr_init(void *attributes)");
export const attributesFlags = bind("int posix_spawnattr_setflags(void *attributes, short flags)");
export const attributesGroup = bind("int posix_spawnattr_setpgroup(void *attributes, int group)");
export const attributesDefaults = bind("int posix_spawnattr_setsigdefault(void *attributes, void *signals)");
export const attributesMask = bind("int posix_spawnattr_setsigmask(void *attributes, void *signals)");
export const attributesPolicy = bind("int posix_spawnattr_setschedpolicy(void *attributes, int policy)");
export const attributesParam = bind("int posix_spawnattr_setschedparam(void *attributes, void *param)");
export const execve = bind("int execve(void *path, void **argv, void **envp)");
export const umask = bind("unsigned int umask(unsigned int mask)");
export const utimensat = bind("int utimensat(int folder, void *path, void *times, int flags)");
export const futimens = bind("int futimens(int fd, void *times)");
export const wait4 = bind("int wait4(int pid, void *status, int options, void *usage)");
export const waitid = bind("int waitid(int kind, unsigned int id, void *info, int options)");
export const sigaction = bind("int sigaction(int signal, void *action, void *old)");
/** syscall(2), for what the C library has no function for, or has one for all threads. */
export const syscall = bind("long syscall(long number, long a, long b, long c)");
const syscallOfFour = bind("long syscall(long number, long a, long b, long c, long d)");
/** pidfd_send_signal(2), which the C library lacks. */
export const pidfdSendSignal = (pidfd: number, signal: number, flags: number): number => Number(syscallOfFour(424, pidfd, signal, 0, flags));

// the process and its relations
export const getpgid = bind("int getpgid(int pid)");
export const setpgid = bind("int setpgid(int pid, int group)");
export const getsid = bind("int getsid(int pid)");
export const setsid = bind("int setsid()");
/** What C takes for the identity of the thread that runs. */
export const pthreadSelf = bind("uint64_t pthread_self()");
export const getpriority = bind("int getpriority(int which, unsigned int who)");
export const setpriority = bind("int setpriority(int which, unsigned int who, int priority)");
export const nice = bind("int nice(int increment)");
export const getAffinity = bind("int sched_getaffinity(int pid, unsigned long size, void *mask)");
export const setAffinity = bind("int sched_setaffinity(int pid, unsigned long size, void *mask)");
export const getScheduler = bind("int sched_getscheduler(int pid)");
export const getParam = bind("int sched_getparam(int pid, void *param)");
export const maxPriority = bind("int sched_get_priority_max(int policy)");
export const minPriority = bind("int sched_get_priority_min(int policy)");
export const tcgetpgrp = bind("int tcgetpgrp(int fd)");
export const tcsetpgrp = bind("int tcsetpgrp(int fd, int group)");
export const ttyname = bind("int ttyname_r(int fd, void *name, unsigned long size)");
export const sysconf = bind("long sysconf(int name)");
export const abort = bind("void abort()");

let loopFd = -1;

/** The epoll descriptor of Node's loop: readable when the loop has something to do. */
export function loopDescriptor(): number {
  if (loopFd === -1) {
    const loop = lib("ppoll").func("void *uv_default_loop()") as unknown as () => unknown;
    const backend = lib("ppoll").func("int uv_backend_fd(void *loop)") as unknown as (loop: unknown) => number;
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
export const mkfifo = bind("int mkfifo(void *path, unsigned int mode)");
export const mknod = bind("int mknod(void *path, unsigned int mode, unsigned long device)");
export const memfd = bind("int memfd_create(void *name, unsigned int flags)");
export const fallocate = bind("int posix_fallocate(int fd, long offset, long length)");
export const sendfile = bind("long sendfile(int out, int from, void *offset, unsigned long count)");
export const fpathconf = bind("long fpathconf(int fd, int name)");

// epoll(7)
export const epollCreate = bind("int epoll_create1(int flags)");
export const epollControl = bind("int epoll_ctl(int epfd, int operation, int fd, void *event)");
export const epollWait = bind("int epoll_wait(int epfd, void *events, int most, int timeout)");

// files as devices, and limits
export const fcntlMemory = bind("int fcntl(int fd, int command, void *argument)");
export const flock = bind("int flock(int fd, int operation)");
export const prlimit = bind("int prlimit(int pid, int resource, void *limits, void *old)");
export const getrusage = bind("int getrusage(int who, void *usage)");

// files: their further attributes, and what is moved between them without a copy here
export const getxattr = bind("long getxattr(void *path, void *name, void *value, unsigned long size)");
export const lgetxattr = bind("long lgetxattr(void *path, void *name, void *value, unsigned long size)");
export const fgetxattr = bind("long fgetxattr(int fd, void *name, void *value, unsigned long size)");
export const setxattr = bind("int setxattr(void *path, void *name, void *value, unsigned long size, int flags)");
export const lsetxattr = bind("int lsetxattr(void *path, void *name, void *value, unsigned long size, int flags)");
export const fsetxattr = bind("int fsetxattr(int fd, void *name, void *value, unsigned long size, int flags)");
export const removexattr = bind("int removexattr(void *path, void *name)");
export const lremovexattr = bind("int lremovexattr(void *path, void *name)");
export const fremovexattr = bind("int fremovexattr(int fd, void *name)");
export const listxattr = bind("long listxattr(void *path, void *list, unsigned long size)");
export const llistxattr = bind("long llistxattr(void *path, void *list, unsigned long size)");
export const flistxattr = bind("long flistxattr(int fd, void *list, unsigned long size)");
export const copyFileRange = bind("long copy_file_range(int from, void *fromOffset, int to, void *toOffset, unsigned long size, unsigned int flags)");
export const splice = bind("long splice(int from, void *fromOffset, int to, void *toOffset, unsigned long size, unsigned int flags)");
export const fadvise = bind("int posix_fadvise(int fd, long offset, long length, int advice)");
export const lockf = bind("int lockf(int fd, int command, long length)");
export const preadv2 = bind("long preadv2(int fd, void *parts, int count, long offset, int flags)");
export const pwritev2 = bind("long pwritev2(int fd, void *parts, int count, long offset, int flags)");
export const fstatvfs = bind("int fstatvfs(int fd, void *result)");
export const statvfs = bind("int statvfs(void *path, void *result)");
export const chroot = bind("int chroot(void *path)");
export const setns = bind("int setns(int fd, int kind)");

// timers that are descriptors
export const timerfdCreate = bind("int timerfd_create(int clock, int flags)");
export const timerfdSet = bind("int timerfd_settime(int fd, int flags, void *value, void *old)");
export const timerfdGet = bind("int timerfd_gettime(int fd, void *value)");

export const setParam = bind("int sched_setparam(int pid, void *param)");
export const setScheduler = bind("int sched_setscheduler(int pid, int policy, void *param)");
export const roundRobinInterval = bind("int sched_rr_get_interval(int pid, void *interval)");

// identities: the C library's functions change all threads of the process
export const setreuid = bind("int setreuid(unsigned int real, unsigned int effective)");
export const setregid = bind("int setregid(unsigned int real, unsigned int effective)");
export const setresuid = bind("int setresuid(unsigned int real, unsigned int effective, unsigned int saved)");
export const setresgid = bind("int setresgid(unsigned int real, unsigned int effective, unsigned int saved)");

// the system's log
export const openlog = bind("void openlog(void *ident, int option, int facility)");
export const syslog = bind("void syslog(int priority, void *format, ...)");
export const closelog = bind("void closelog()");
export const setlogmask = bind("int setlogmask(int mask)");

// libraries, and what is in them: for ctypes, and for modules that stand on a library
export const dlopen = bind("int64_t dlopen(void *path, int mode)");
export const dlsym = bind("int64_t dlsym(int64_t library, void *name)");
export const dlerror = bind("int64_t dlerror()");
export const dlclose = bind("int dlclose(int64_t library)");
/** What C has written and holds back goes out. */
export const flushAll = bind("int fflush(int64_t stream)");

/** A C function's type, of the names that koffi has: `"int32(uint64,...,double)"` has a variable number of arguments behind the dots. */
export type Prototype = object;
const prototypes = new Map<string, Prototype>();

export function prototype(result: string, parameters: readonly string[]): Prototype {
  const key = `${result}(${parameters.join()})`;
  let made = prototypes.get(key);
  if (made === undefined) {
    made = inside(() => {
      lib("ctypes");
      return (koffi as Koffi).proto(result, parameters);
    });
    prototypes.set(key, made);
  }
  return made;
}

/** Calls the C function at an address. */
export function callAt(at: bigint, type: Prototype, args: readonly unknown[]): unknown {
  return inside(() => (koffi as Koffi).call(at, type, ...args));
}

/** errno as the next call is to find it. */
export function setErrno(value: number): void {
  inside(() => (koffi as Koffi).errno(value));
}

/** The address of a C function that calls `f`. */
export function callback(f: (...args: never[]) => unknown, type: Prototype): bigint {
  return inside(() => (koffi as Koffi).register(f, (koffi as Koffi).pointer(type)));
}

export function dropCallback(at: bigint): void {
  inside(() => {
    (koffi as Koffi).unregister(at);
  });
}
