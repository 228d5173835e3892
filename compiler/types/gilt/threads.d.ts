/**
 * threads - the modules of threads, queues, executors and processes.
 */

declare module "gilt/threading" {
  import type { Args, Keywords, Suspends, Value, bool, int, list, real, str } from "gilt";
  import { Exception, object } from "gilt";
  type Timeout = real | null | { timeout?: real | null };
  interface ThreadOptions {
    group?: null;
    target?: Value;
    name?: Value;
    args?: Args;
    kwargs?: Value;
    daemon?: Value;
  }
  export class Thread extends object {
    constructor(options?: ThreadOptions | Keywords);
    name: Value;
    daemon: bool;
    readonly ident: Value;
    readonly native_id: Value;
    start(): Suspends<void>;
    run(): Suspends<Value>;
    join(timeout?: Timeout): Suspends<void>;
    is_alive(): bool;
    getName(): str;
    setName(name: str): void;
    isDaemon(): bool;
    setDaemon(daemon: bool): void;
  }
  export class Timer extends Thread {
    constructor(interval: real, target: Value, args?: Value, kwargs?: Value);
    constructor(options: Keywords);
    interval: real;
    function: Value;
    args: Value;
    kwargs: Value;
    readonly finished: Event;
    cancel(): void;
  }
  type Acquire = Value;
  export class Lock {
    acquire(blocking?: Acquire, timeout?: Value): Suspends<bool>;
    release(): void;
    locked(): bool;
    __enter__(): bool;
    __exit__(...error: Value[]): void;
  }
  export class RLock extends Lock {}
  export class Condition {
    constructor(lock?: Value);
    acquire(blocking?: Acquire, timeout?: Value): Suspends<bool>;
    release(): void;
    wait(timeout?: Timeout): Suspends<bool>;
    wait_for(predicate: () => Value, timeout?: Timeout): Suspends<Value>;
    notify(n?: int | { n: int }): void;
    notify_all(): void;
    notifyAll(): void;
    __enter__(): bool;
    __exit__(...error: Value[]): void;
  }
  export class Semaphore {
    constructor(value?: int | { value: int });
    acquire(blocking?: Acquire, timeout?: Value): Suspends<bool>;
    release(n?: int | { n: int }): void;
    __enter__(): bool;
    __exit__(...error: Value[]): void;
  }
  export class BoundedSemaphore extends Semaphore {}
  export class Event {
    set(): void;
    clear(): void;
    is_set(): bool;
    isSet(): bool;
    wait(timeout?: Timeout): Suspends<bool>;
  }
  export class Barrier {
    constructor(parties: int, ...more: Value[]);
    wait(timeout?: Timeout): Suspends<int>;
    reset(): void;
    abort(): void;
    readonly parties: int;
    readonly n_waiting: int;
    readonly broken: bool;
  }
  export class BrokenBarrierError extends Exception {}
  export const local: new (...args: Value[]) => Value;
  export const ExceptHookArgs: Value;
  export const ThreadError: Value;
  export const TIMEOUT_MAX: real;
  export let excepthook: Value;
  export const __excepthook__: Value;
  export function current_thread(): Thread;
  export function currentThread(): Thread;
  export function main_thread(): Thread;
  export function get_ident(): int;
  export function get_native_id(): int;
  export function active_count(): int;
  export function activeCount(): int;
  export function enumerate(): list<Thread>;
  export function settrace(f: Value): void;
  export function setprofile(f: Value): void;
  export function gettrace(): Value;
  export function getprofile(): Value;
  export function stack_size(size?: int): int;
}

declare module "gilt/queue" {
  import type { Suspends, Value, bool, int, real } from "gilt";
  import { Exception } from "gilt";
  export class Empty extends Exception {}
  export class Full extends Exception {}
  export class ShutDown extends Exception {}
  type Waiting = { block?: Value; timeout?: real | null };
  export class Queue<T = Value> {
    constructor(maxsize?: int | { maxsize?: int });
    maxsize: int;
    queue: Value;
    unfinished_tasks: int;
    mutex: Value;
    put(item: T, block?: bool | int | Waiting, timeout?: real | null | Waiting): Suspends<void>;
    get(block?: bool | int | Waiting, timeout?: real | null | Waiting): Suspends<T>;
    put_nowait(item: T): Suspends<void>;
    get_nowait(): Suspends<T>;
    empty(): Suspends<bool>;
    full(): Suspends<bool>;
    qsize(): Suspends<int>;
    task_done(): Suspends<void>;
    join(): Suspends<void>;
    shutdown(immediate?: Value): Suspends<void>;
  }
  export class LifoQueue<T = Value> extends Queue<T> {}
  export class PriorityQueue<T = Value> extends Queue<T> {}
  export class SimpleQueue<T = Value> {
    put(item: T, block?: bool | int | Waiting, timeout?: real | null | Waiting): void;
    get(block?: bool | int | Waiting, timeout?: real | null | Waiting): Suspends<T>;
    put_nowait(item: T): void;
    get_nowait(): T;
    empty(): bool;
    qsize(): int;
  }
}

declare module "gilt/collections" {
  import type { Keywords, Value, int } from "gilt";
  import { dict } from "gilt";
  export class deque<T = Value> implements Iterable<T> {
    constructor(items?: Iterable<T> | null | { maxlen: int | null }, maxlen?: int | null | { maxlen: int | null });
    [Symbol.iterator](): Iterator<T>;
    readonly maxlen: int | null;
    append(item: T): void;
    appendleft(item: T): void;
    pop$(): T;
    popleft(): T;
    extend(items: Iterable<T>): void;
    extendleft(items: Iterable<T>): void;
    rotate(n?: int): void;
    clear(): void;
    copy(): deque<T>;
    count(item: Value): int;
    index$(item: Value, start?: int, stop?: int): int;
    insert(index: int, item: T): void;
    remove(item: Value): void;
    reverse$(): void;
  }
  export const defaultdict: { new <V>(factory: () => V): dict<Value, V> & Value; new (...args: Value[]): dict<Value, Value> & Value };
  export const Counter: Value;
  export const OrderedDict: Value;
  export const ChainMap: Value;
  export const UserDict: Value;
  export const UserList: Value;
  export const UserString: Value;
  export function namedtuple(name: string, fields: Value, ...options: Value[]): Value;
  export const abc: Value;
}

declare module "gilt/concurrent/futures" {
  import type { ItemOf, Suspends, Value, bool, int, real, str } from "gilt";
  import { Exception } from "gilt";
  type Timeout = real | null | { timeout?: real | null };
  export class Future<T = Value> {
    result(timeout?: Timeout): Suspends<T>;
    exception(timeout?: Timeout): Suspends<Value>;
    done(): bool;
    running(): bool;
    cancelled(): bool;
    cancel(): bool;
    add_done_callback(f: (future: Value) => Value): void;
    set_result(value: T): void;
    set_exception(error: Value): void;
    set_running_or_notify_cancel(): bool;
  }
  export class Executor {
    submit(f: Value, ...args: Value[]): Suspends<Future<Value>>;
    map(f: Value, ...items: Value[]): Suspends<Generator<Value>>;
    shutdown(wait?: Value, ...more: Value[]): Suspends<void>;
    __enter__(): this;
    __exit__(...error: Value[]): Value;
  }
  export class ThreadPoolExecutor extends Executor {
    constructor(
      max_workers?:
        | int
        | null
        | {
            max_workers?: int | null;
            thread_name_prefix?: str;
            initializer?: Value;
            initargs?: Value;
          },
      ...more: Value[]
    );
    submit<A extends Value[], R>(f: (...args: A) => R, ...args: A): Suspends<Future<R>>;
    submit(f: Value, ...args: Value[]): Suspends<Future<Value>>;
    map<X, R>(f: (item: ItemOf<X>) => R, items: X, options?: { timeout?: real | null; chunksize?: int }): Suspends<Generator<R>>;
    map(f: Value, ...items: Value[]): Suspends<Generator<Value>>;
  }
  export class ProcessPoolExecutor extends Executor {
    constructor(...args: Value[]);
  }
  export function as_completed<F>(futures: Iterable<F>, timeout?: Timeout): Generator<F>;
  export function wait(futures: Value, ...options: Value[]): Suspends<Value>;
  export const FIRST_COMPLETED: str;
  export const FIRST_EXCEPTION: str;
  export const ALL_COMPLETED: str;
  export class CancelledError extends Exception {}
  export class TimeoutError extends Exception {}
  export class InvalidStateError extends Exception {}
  export class BrokenExecutor extends Exception {}
}

declare module "gilt/multiprocessing" {
  import type { Args, Keywords, Suspends, bool, int, list, real, str } from "gilt";
  type Timeout = real | null | { timeout?: real | null };
  export class Process {
    constructor(options?: { target?: any; name?: any; args?: Args; kwargs?: any; daemon?: any } | Keywords);
    static [name: string]: any;
    [name: string]: any;
    name: str;
    daemon: bool;
    readonly pid: int | null;
    readonly exitcode: int | null;
    readonly sentinel: any;
    start(): Suspends<void>;
    run(): Suspends<any>;
    join(timeout?: Timeout): Suspends<void>;
    is_alive(): Suspends<bool>;
    terminate(): Suspends<void>;
    kill(): Suspends<void>;
    close(): Suspends<void>;
  }
  type Waiting = { block?: any; blocking?: any; timeout?: real | null };
  export interface Queue<T = any> {
    full(): Suspends<bool>;
    cancel_join_thread(): void;
    put(item: T, block?: bool | Waiting, timeout?: real | null | Waiting): Suspends<void>;
    get(block?: bool | Waiting, timeout?: real | null | Waiting): Suspends<T>;
    put_nowait(item: T): Suspends<void>;
    get_nowait(): Suspends<T>;
    empty(): Suspends<bool>;
    qsize(): int;
    close(): Suspends<void>;
    join_thread(): Suspends<void>;
  }
  export function Queue<T = any>(maxsize?: int | { maxsize: int }): Queue<T>;
  export interface Event {
    set(): Suspends<void>;
    clear(): Suspends<void>;
    is_set(): Suspends<bool>;
    wait(timeout?: Timeout): Suspends<bool>;
  }
  export function Event(): Event;
  export interface Lock {
    acquire(block?: any, timeout?: any): Suspends<bool>;
    release(): void;
    [name: string]: any;
  }
  export function Lock(): Lock;
  export function RLock(): Lock;
  export interface Synchronized<T> {
    value: T;
    get_lock(): Lock;
  }
  export interface SynchronizedArray<T> extends Iterable<T> {
    get_lock(): Lock;
    /** of characters: the bytes up to the first null byte, and all of them */
    value: any;
    raw: any;
  }
  export function Value(typecode: any, ...values: any[]): Synchronized<any>;
  export function Array(typecode: any, size_or_items: any, ...more: any[]): SynchronizedArray<any>;
  export interface AsyncResult<T> {
    get(timeout?: Timeout): Suspends<T>;
    wait(timeout?: Timeout): Suspends<void>;
    ready(): bool;
    successful(): bool;
  }
  export interface Pool {
    map<T, R>(f: (item: T) => R, items: Iterable<T>, chunksize?: int | null | { chunksize?: int | null }): Suspends<list<R>>;
    map(f: any, items: any, ...more: any[]): Suspends<list<any>>;
    starmap_async(f: any, items: any, ...more: any[]): AsyncResult<any>;
    imap(f: any, items: any, ...more: any[]): Iterable<any>;
    imap_unordered(f: any, items: any, ...more: any[]): Iterable<any>;
    starmap(f: any, items: any, ...more: any[]): Suspends<list<any>>;
    apply(f: any, ...more: any[]): Suspends<any>;
    map_async(f: any, items: any, ...more: any[]): AsyncResult<list<any>>;
    apply_async(f: any, ...more: any[]): AsyncResult<any>;
    terminate(): Suspends<void>;
    close(): Suspends<void>;
    join(): Suspends<void>;
    __enter__(): Pool;
    __exit__(...error: any[]): void;
  }
  export function Pool(processes?: int | null | Keywords, ...more: any[]): Pool;
  export const resource_tracker: any;
}

declare module "gilt/asyncio" {
  import type { Coroutine, Suspends, Value, bool, int, real, str } from "gilt";
  export interface Task<T> extends Promise<T> {
    get_name(): str;
    set_name(value: Value): null;
    get_coro(): Value;
    get_context(): Value;
    cancel(...message: Value[]): bool;
    cancelled(): bool;
    cancelling(): int;
    uncancel(): int;
    done(): bool;
    result(): T;
    exception(): Value;
    add_done_callback(callback: (task: Task<T>) => Value, options?: { context?: Value }): null;
    remove_done_callback(callback: (task: Task<T>) => Value): int;
  }
  export const Task: any;
  export function run<T>(main: Coroutine<T>, ...options: Value[]): Suspends<T>;
  export function sleep(seconds: real, result?: Value): Coroutine<Value>;
  export function create_task<T>(coroutine: Coroutine<T>, options?: { name?: str | null; context?: Value }): Task<T>;
  export function gather(...coroutines: Value[]): Coroutine<Value[]>;
  export function wait_for<T>(coroutine: Coroutine<T>, timeout: Value): Coroutine<T>;
  export function to_thread<R>(f: (...args: Value[]) => R, ...args: Value[]): Coroutine<R>;
  export function timeout(seconds: real | null): {
    __aenter__(): Coroutine<Value>;
    __aexit__(...error: Value[]): Coroutine<Value>;
  };
}
