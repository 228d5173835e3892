/**
 * library - further modules whose types help the reader; names.d.ts has the names that are not here.
 */

declare module "gilt/subprocess" {
  import type { Keywords, Suspends, Value, bool, bytes, int, list, real, str } from "gilt";
  import { Exception } from "gilt";
  export const PIPE: int;
  export const STDOUT: int;
  export const DEVNULL: int;
  interface Options {
    stdin?: Value;
    stdout?: Value;
    stderr?: Value;
    text?: Value;
    shell?: Value;
    cwd?: Value;
    env?: Value;
    bufsize?: Value;
    encoding?: Value;
    close_fds?: Value;
    start_new_session?: Value;
    universal_newlines?: Value;
    errors?: Value;
    executable?: Value;
    group?: Value;
    extra_groups?: Value;
    pass_fds?: Value;
    pipesize?: Value;
    preexec_fn?: Value;
    process_group?: Value;
    restore_signals?: Value;
    umask?: Value;
    user?: Value;
  }
  interface RunOptions extends Options {
    capture_output?: Value;
    check?: Value;
    timeout?: real | null;
    input?: Value;
  }
  interface Writer {
    write(data: Value): Suspends<int>;
    flush(): Suspends<void>;
    close(): Suspends<void>;
  }
  interface Reader extends Iterable<Value> {
    read(size?: int): Suspends<Value>;
    readline(size?: int): Suspends<Value>;
    readlines(): Suspends<list<Value>>;
    close(): void;
  }
  export class Popen {
    constructor(args: Value, options?: Options);
    stdin: Writer;
    stdout: Reader;
    stderr: Reader;
    readonly pipesize: int;
    readonly pid: int;
    readonly args: Value;
    readonly returncode: int | null;
    communicate(input?: Value, timeout?: Value): Suspends<[Value, Value]>;
    wait(timeout?: real | null | { timeout?: real | null }): Suspends<int>;
    poll(): int | null;
    kill(): void;
    terminate(): void;
    send_signal(signal: Value): void;
    __enter__(): Popen;
    __exit__(...error: Value[]): void;
  }
  export class CompletedProcess<S = Value> {
    constructor(args: Value, returncode: int, stdout?: S, stderr?: S);
    readonly args: Value;
    readonly stdout: S;
    readonly stderr: S;
    readonly returncode: int;
    check_returncode(): void;
  }
  export function run(args: Value, options: RunOptions & { text: true }): Suspends<CompletedProcess<str>>;
  export function run(args: Value, options?: RunOptions | Keywords): Suspends<CompletedProcess>;
  export function check_output(args: Value, options?: RunOptions | Keywords): Suspends<Value>;
  export function check_call(args: Value, options?: RunOptions | Keywords): Suspends<int>;
  export function call(args: Value, options?: RunOptions | Keywords): Suspends<int>;
  export class SubprocessError extends Exception {}
  export class CalledProcessError extends SubprocessError {
    constructor(...args: any[]);
    readonly cmd: Value;
    readonly returncode: int;
    stdout: Value;
    readonly stderr: Value;
    readonly output: Value;
  }
  export class TimeoutExpired extends SubprocessError {
    constructor(...args: any[]);
    readonly cmd: Value;
    readonly timeout: real;
    stdout: Value;
    readonly stderr: Value;
    readonly output: Value;
  }
}

declare module "gilt/os" {
  import type { Suspends, bytes, int, tuple } from "gilt";
  export function getpid(): int;
  export function getppid(): int;
  export function fork(): Suspends<int>;
  export function _exit(status: int): never;
  export function pipe(): tuple<[int, int]>;
  export function read(fd: int, size: int): Suspends<bytes>;
  export function write(fd: int, data: any): Suspends<int>;
  export function close(fd: int): void;
  export function kill(pid: int, signal: int): void;
  export function waitpid(pid: int, options: int): Suspends<tuple<[int, int]>>;
  export function WIFEXITED(status: int): boolean;
  export function WEXITSTATUS(status: int): int;
  export function WIFSIGNALED(status: int): boolean;
  export function WTERMSIG(status: int): int;
  export function waitstatus_to_exitcode(status: int): int;
}

declare module "gilt/signal" {
  import type { Suspends } from "gilt";
  export function pause(): Suspends<void>;
}

declare module "gilt/mmap" {
  import type { bytes, int } from "gilt";
  export class mmap {
    constructor(...args: any[]);
    [Symbol.iterator](): IterableIterator<any>;
    [name: string]: any;
    find(sub: any, ...range: int[]): int;
    flush(...range: int[]): void;
    close(): void;
    read(size?: int): bytes;
    write(data: any): int;
    seek(position: int, whence?: int): void;
    size(): int;
  }
}

declare module "gilt/struct" {
  import type { Value, bytes, int, str, tuple } from "gilt";
  export function calcsize(format: str): int;
  export function pack(format: str, ...values: Value[]): bytes;
  export function unpack(format: str, buffer: Value): tuple<Value[]>;
  export function pack_into(format: str, buffer: Value, offset: int, ...values: Value[]): void;
  export function unpack_from(format: str, buffer: Value, offset?: int): tuple<Value[]>;
}

declare module "gilt/tempfile" {
  import type { int } from "gilt";
  export function TemporaryFile(...options: any[]): { truncate(size: int): int; fileno(): int; close(): void; [member: string]: any };
}

declare module "gilt/sys" {
  import type { Value, list, str } from "gilt";
  export const executable: str;
  export const argv: list<str>;
  export function exit(status?: Value): never;
}

declare module "gilt/time" {
  import type { Suspends, Value, int } from "gilt";
  import { Float } from "gilt";
  export function sleep(seconds: Value): Suspends<void>;
  export function time(): Float;
  export function monotonic(): Float;
  export function perf_counter(): Float;
  export function thread_time(): Float;
  export function process_time(): Float;
  export function time_ns(): int;
  export function monotonic_ns(): int;
  export function perf_counter_ns(): int;
}

declare module "gilt/functools" {
  import type { Value } from "gilt";
  export function wraps(wrapped: Value, ...options: Value[]): <F>(wrapper: F) => F;
  export function total_ordering<T>(cls: T, context?: unknown): T;
}

declare module "gilt/dataclasses" {
  import type { Value } from "gilt";
  export function dataclass<T extends abstract new (...args: any) => any>(cls: T): Value;
  export function dataclass(options?: Value): (cls: Value) => Value;
}
