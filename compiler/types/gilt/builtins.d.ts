/**
 * builtins - what emitted text imports from "gilt": types, Python's builtins, the functions of `operator`, gilt's own helpers.
 *
 * Casing tells the side of the border: Python's names are Python's (`setdefault`), gilt's own are camelCase (`causedBy`).
 * Keywords of a call travel in a trailing object literal. Where Python takes anything, so do these.
 */

declare module "gilt" {
  // ---------------------------------------------------------------- types

  /** A Python value whose type is not known. Members and calls are checked when the program runs, as in Python. */
  export type Value = any;
  /** A Python int. Outside the safe range it is a bigint at run time: arithmetic that may get there is add(), mul() ... */
  export type int = number;
  /** A float whose type is known, as a plain number. Where the type is lost it is a `Float`. */
  export type float = number;
  /** A number that is kept or shown as it was given: a plain int, or a boxed float. */
  export type real = int | Float;
  export type bool = boolean;
  export type str = string;
  /** A Python list is a JavaScript array. */
  export type list<T = Value> = T[];
  /** Keyword arguments on their way: a plain object, which is never a Python value, until `kw = dict(kw)` makes it one. */
  export type Keywords = Value;
  /** Positional arguments on their way: a list or a tuple. */
  export type Args = Iterable<Value>;
  export type Class<T = Value> = new (...args: any[]) => T;
  /** What an `async function` returns. It does not start before it is awaited or made a task. */
  export type Coroutine<T = Value> = Promise<T>;
  /** Says to `lower` that the call may suspend its thread; nothing else changes. */
  export type Suspends<T> = T;

  /** What one goes through: nothing is known of an instance, and of what is no iterable at all. */
  export type ItemOf<X> = IsAny<X> extends true ? Value : X extends Iterable<infer T> ? T : X extends { __iter__(): Iterable<infer T> } ? T : Value;

  type IsAny<T> = 0 extends 1 & T ? true : false;
  type Known<A, B, R> = IsAny<A> extends true ? Value : IsAny<B> extends true ? Value : R;
  /** A literal's type, made that of a variable. */
  type Wide<T> = T extends number ? int : T extends string ? str : T extends boolean ? bool : T;
  type Sum<A, B> = Known<
    A,
    B,
    A extends { __add__(other: any): infer R }
      ? R
      : A extends number | boolean
        ? B extends number | boolean
          ? int
          : Value
        : A extends string
          ? str
          : A extends tuple<any>
            ? tuple<Value>
            : A extends (infer T)[]
              ? B extends (infer U)[]
                ? list<T | U>
                : Value
              : Value
  >;
  type Arithmetic<A, B> = Known<A, B, A extends number ? (B extends number ? int : Value) : Value>;
  type Product<A, B> = Known<A, B, A extends string ? str : A extends tuple<any> ? tuple<Value> : A extends readonly Value[] ? A : Arithmetic<A, B>>;
  type Quotient<A, B> = Known<A, B, A extends number ? (B extends number ? Float : Value) : Value>;

  // ---------------------------------------------------------------- builtin types

  /** The root of all classes. `extends object` is written only where a class calls super() without another base. */
  class PyObject {
    constructor(...args: Value[]);
    static readonly __name__: str;
    static readonly __mro__: tuple<(typeof PyObject)[]>;
    /** An explicit call of a base's __init__, as in Python. */
    static __init__(self: Value, ...args: Value[]): void;
    static __new__(cls: Value, ...args: Value[]): Value;
    static __getattribute__(self: Value, name: Value): Value;
    static __setattr__(self: Value, name: Value, value: Value): Value;
    static __delattr__(self: Value, name: Value): Value;
    static __repr__(self: Value): Value;
    static __sizeof__(self: Value): Value;
    // what super() finds of it
    __new__(...args: Value[]): Value;
    __init_subclass__(...args: Value[]): Value;
    __getattribute__(name: Value): Value;
    __setattr__(name: Value, value: Value): Value;
    __delattr__(name: Value): Value;
    __repr__(): Value;
    __str__(): Value;
    __format__(spec: Value): Value;
    __hash__(): Value;
    __eq__(other: Value): Value;
    __ne__(other: Value): Value;
    __dir__(): Value;
    __sizeof__(): Value;
    __reduce__(): Value;
    __reduce_ex__(protocol: Value): Value;
  }
  export { PyObject as object };
  type Statics<T> = { [K in keyof T as Exclude<K, "prototype">]: T[K] };
  /** Several bases, in Python's method resolution order; a trailing literal holds the keywords of the class statement. */
  export function bases<T extends readonly Value[]>(...classes: T): (new (...args: Value[]) => Value) & AllOf<StaticsOf<T[number]>>;
  type StaticsOf<T> = IsAny<T> extends true ? {} : T extends abstract new (...args: any) => any ? Statics<T> : {};
  type AllOf<U> = (U extends any ? (part: U) => void : never) extends (part: infer I) => void ? I : never;

  /** A float that goes where its type is no longer known: `Float` is to `float` what `Number` is to `number`. */
  export class Float {
    constructor(value: float);
    readonly value: float;
    is_integer(): bool;
    as_integer_ratio(): tuple<[int, int]>;
    hex(): str;
    conjugate(): Float;
    readonly real: Float;
    readonly imag: Float;
  }

  /** A Python tuple: to TypeScript a read-only one that is no list. */
  export type tuple<T extends readonly Value[] = Value[]> = Readonly<T> & { readonly [isTuple]: true };
  const isTuple: unique symbol;
  export const tuple: {
    new (...args: Value[]): Value;
    (): tuple<[]>;
    <T extends readonly Value[]>(items: readonly [...T]): tuple<T>;
    <X>(items: X): tuple<ItemOf<X>[]>;
    [member: str]: Value;
  };

  export interface dict<K = Value, V = Value> extends Iterable<K> {
    [Symbol.iterator](): Iterator<K>;
    get(key: Value): V | null;
    get<D>(key: Value, otherwise: D): V | D;
    setdefault(key: Value, value?: Value): V;
    items(): Iterable<tuple<[K, V]>>;
    keys(): Iterable<K>;
    values(): Iterable<V>;
    pop$(key: Value, otherwise?: Value): V;
    popitem(options?: Keywords): tuple<[K, V]>;
    update(...others: Value[]): void;
    copy(): dict<K, V>;
    clear(): void;
  }
  export interface set<T = Value> extends Iterable<T> {
    [Symbol.iterator](): Iterator<T>;
    add(x: T): void;
    discard(x: Value): void;
    remove(x: Value): void;
    pop$(): T;
    clear(): void;
    copy(): set<T>;
    update(...others: Value[]): void;
    union(...others: Value[]): set<Value>;
    intersection(...others: Value[]): set<T>;
    difference(...others: Value[]): set<T>;
    symmetric_difference(other: Value): set<Value>;
    intersection_update(...others: Value[]): void;
    difference_update(...others: Value[]): void;
    symmetric_difference_update(other: Value): void;
    issubset(other: Value): bool;
    issuperset(other: Value): bool;
    isdisjoint(other: Value): bool;
  }
  export interface frozenset<T = Value> extends set<T> {}
  export interface bytes {
    [Symbol.iterator](): Iterator<int>;
    decode(encoding?: Value, errors?: Value): str;
    join(parts: Iterable<Value>): bytes;
    hex(separator?: Value, size?: int): str;
    [member: str]: Value;
  }
  /** A bytes literal: b`...`, one byte for each character up to \xff. */
  export function b(text: TemplateStringsArray): bytes;

  // Python's types are called without `new`, as JavaScript's String() and Number() are. They have members as every class has.
  export const int: { new (...args: Value[]): Value; (x?: Value, base?: Value): int; [member: str]: Value };
  export const str: { new (...args: Value[]): Value; (x?: Value, ...encoding: Value[]): str; [member: str]: Value };
  export const bool: { (x?: Value): bool; [member: str]: Value };
  export const float: {
    new (...args: Value[]): Value;
    (x?: Value): Float;
    /** Operations that give a raw float. Their namesakes outside take any values and give a boxed one. */
    truediv(x: float, y: float): float;
    pow(x: float, y: float): float;
    floordiv(x: float, y: float): float;
    mod(x: float, y: float): float;
    sum(xs: Iterable<float>): float;
    sqrt(x: float): float;
    [member: str]: Value;
  };
  /** The raw double of a value that is a float. */
  export function unboxed(x: Value): float;
  /** A number of any kind as a raw double. */
  export function double(x: Value): float;
  export const list: { new (...args: Value[]): Value[]; <T = Value>(): list<T>; <X>(items: X): list<ItemOf<X>>; [member: str]: Value };
  /** {...}: an object literal for string keys, pairs for others; later parts win. */
  export const dict: {
    new <K = Value, V = Value>(...parts: Value[]): dict<K, V>;
    (): dict<Value, Value>;
    <K, V>(pairs: Iterable<readonly [K, V]>): dict<K, V>;
    <K, V>(other: dict<K, V>): dict<K, V>;
    <T extends { [name: str]: Value }>(entries: T): dict<str, T[keyof T]>;
    (...parts: Value[]): dict<Value, Value>;
    fromkeys<X>(keys: X, value?: Value): dict<ItemOf<X>, Value>;
    [member: str]: Value;
  };
  export const set: { new <T = Value>(...args: Value[]): set<T>; <T = Value>(): set<T>; <X>(items: X): set<ItemOf<X>>; [member: str]: Value };
  export const frozenset: {
    new <T = Value>(...args: Value[]): frozenset<T>;
    <T = Value>(): frozenset<T>;
    <X>(items: X): frozenset<ItemOf<X>>;
    [member: str]: Value;
  };
  export const bytes: { new (...args: Value[]): bytes; (...args: Value[]): bytes; fromhex(text: str): bytes; [member: str]: Value };
  /** A class of which no more is declared than that it is one. */
  interface AnyClass {
    new (...args: Value[]): Value;
    (...args: Value[]): Value;
    [member: str]: Value;
  }
  export const bytearray: AnyClass;
  export const memoryview: AnyClass;
  export const complex: AnyClass;
  export const property: AnyClass;
  export const classmethod: AnyClass;
  export const staticmethod: AnyClass;
  export const slice: { (start: Value, stop?: Value, step?: Value): Slice; [member: str]: Value };
  export interface Slice {
    readonly start: Value;
    readonly stop: Value;
    readonly step: Value;
    indices(length: int): tuple<[int, int, int]>;
  }
  export const Ellipsis: Value;
  export const NotImplemented: Value;

  // ---------------------------------------------------------------- iteration

  /**
   * An iterator. map, filter and flatMap are lazy and go item by item: comprehensions and generator expressions
   * are made of them.
   */
  export interface Iter<T> extends Iterable<T> {
    __next__(): T;
    __length_hint__(): int;
    map<U>(f: (item: T) => U): Iter<U>;
    filter<U extends T>(f: (item: T) => item is U): Iter<U>;
    filter(f: (item: T) => unknown): Iter<T>;
    flatMap<U>(f: (item: T) => Iterable<U>): Iter<U>;
    send(value: Value): T;
    close(): void;
  }
  export function iter<X>(items: X): Iter<ItemOf<X>>;
  export function iter(f: () => Value, sentinel: Value): Iter<Value>;
  export function next<X>(items: X): Suspends<ItemOf<X>>;
  export function next<X, D>(items: X, otherwise: D): Suspends<ItemOf<X> | D>;
  /** What `range` gives. */
  export interface Range extends Iterable<int> {
    readonly start: int;
    readonly stop: int;
    readonly step: int;
    index$(x: Value): int;
    count(x: Value): int;
  }
  export const range: { (stop: Value): Range; (start: Value, stop: Value, step?: Value): Range; (...args: Value[]): Range; [member: str]: Value };
  export function enumerate<X>(items: X, start?: int | { start: int }): Iter<tuple<[int, ItemOf<X>]>>;
  export function zip<A, B>(a: A, b: B, options?: { strict?: bool }): Iter<tuple<[ItemOf<A>, ItemOf<B>]>>;
  export function zip<A, B, C>(a: A, b: B, c: C, options?: { strict?: bool }): Iter<tuple<[ItemOf<A>, ItemOf<B>, ItemOf<C>]>>;
  export function zip(...items: Value[]): Iter<Value>;
  export function reversed<X>(items: X): Iter<ItemOf<X>>;
  export function map<X, U>(f: (item: ItemOf<X>) => U, items: X): Iter<U>;
  export function map(f: Value, ...items: Value[]): Iter<Value>;
  export function filter<X>(f: ((item: ItemOf<X>) => Value) | null, items: X): Iter<ItemOf<X>>;
  export function filter(f: Value, items: Value): Iter<Value>;
  /** The items of any iterable, exactly `count` of them: else Python's ValueError. */
  export function unpack<T extends readonly Value[], N extends T["length"]>(items: tuple<T>, count: N): [...T];
  export function unpack(items: Value, count: 1): [Value];
  export function unpack(items: Value, count: 2): [Value, Value];
  export function unpack(items: Value, count: 3): [Value, Value, Value];
  export function unpack(items: Value, count: int): Value[];
  /** `first, *middle, last = items`: so many before and after; the list between them. */
  export function unpackRest<T>(items: list<T>, before: 1, after: 1): [T, list<T>, T];
  export function unpackRest<T>(items: list<T>, before: 1, after: 0): [T, list<T>];
  export function unpackRest<T>(items: list<T>, before: 0, after: 1): [list<T>, T];
  export function unpackRest(items: Value, before: int, after: int): Value[];

  // ---------------------------------------------------------------- builtin functions

  export function print(...values: Value[]): Suspends<void>;
  export function len(x: Value): int;
  /** Any other number of arguments raises TypeError. */
  export function len(...wrong: Value[]): never;
  export function repr(x: Value): str;
  export function ascii(x: Value): str;
  export function format(x: Value, spec?: str): str;
  /** The % operator of strings. */
  export function sprintf(pattern: str, ...values: Value[]): str;
  /** memoryview(x)[key]; the whole view is given up. */
  export function viewed(x: Value, key: Value): Value;
  /** bytes(view); the view is given up. */
  export function copied(view: Value): bytes;
  export function round(x: Value): int;
  export function round(x: Value, digits: Value): Value;
  export function abs(x: int): int;
  export function abs(x: Value): Value;
  export function hash(x: Value): int;
  export function id(x: Value): int;
  export function ord(x: Value): int;
  export function chr(x: Value): str;
  export function bin(x: Value): str;
  export function oct(x: Value): str;
  export function hex(x: Value): str;
  export function divmod(a: int, b: int): tuple<[int, int]>;
  export function divmod(a: Value, b: Value): Value;
  export const type: {
    (x: Value): Value;
    (name: str, bases: Value, namespace: Value, ...keywords: Value[]): Value;
    new (...args: Value[]): Value;
    [member: str]: Value;
  };
  export function isinstance<T>(x: Value, cls: abstract new (...args: any[]) => T): x is T;
  export function isinstance(x: Value, cls: typeof int): x is int;
  export function isinstance(x: Value, cls: typeof str): x is str;
  export function isinstance(x: Value, cls: Value): bool;
  export function issubclass(cls: Value, base: Value): bool;
  export function callable(x: Value): bool;
  export function getattr(x: Value, name: Value, otherwise?: Value): Suspends<Value>;
  export function setattr(x: Value, name: Value, value: Value): Suspends<void>;
  export function delattr(x: Value, name: Value): Suspends<void>;
  export function hasattr(x: Value, name: Value): Suspends<bool>;
  export function vars(x: Value): dict<str, Value>;
  export function dir(x?: Value): list<str>;
  export function any(items: Value): Suspends<bool>;
  export function all(items: Value): Suspends<bool>;
  export function sum(items: Iterable<int>, start?: int): int;
  export function sum(items: Value, ...more: Value[]): Value;
  export function sorted<X>(items: X, options?: { key?: ((item: ItemOf<X>) => Value) | null; reverse?: Value }): list<ItemOf<X>>;
  export function max<X>(items: X, options?: { key?: ((item: ItemOf<X>) => Value) | null }): ItemOf<X>;
  export function max<X, D>(items: X, options: { key?: ((item: ItemOf<X>) => Value) | null; default: D }): ItemOf<X> | D;
  export function max<T>(a: T, b: T): Wide<T>;
  export function max(...args: Value[]): Value;
  export function min<X>(items: X, options?: { key?: ((item: ItemOf<X>) => Value) | null }): ItemOf<X>;
  export function min<X, D>(items: X, options: { key?: ((item: ItemOf<X>) => Value) | null; default: D }): ItemOf<X> | D;
  export function min<T>(a: T, b: T): Wide<T>;
  export function min(...args: Value[]): Value;
  export function input(prompt?: Value): Suspends<str>;
  export function open(file: Value, ...more: Value[]): Suspends<Value>;
  export function compile(...args: Value[]): Value;
  export function exec(source: Value, globals?: Value, locals?: Value): Suspends<void>;
  export { _eval as eval };
  function _eval(source: Value, globals?: Value, locals?: Value): Suspends<Value>;
  export function __import__(...args: Value[]): Value;
  export const __build_class__: Value;
  export { _super as super };
  const _super: Value;
  export function aiter(items: Value): Value;
  export function anext(items: Value, ...otherwise: Value[]): Coroutine<Value>;
  export function breakpoint(...args: Value[]): Value;
  export function help(...args: Value[]): void;
  export const exit: Value;
  export const quit: Value;
  export const copyright: Value;
  export const credits: Value;
  export const license: Value;
  export function globals(): dict<str, Value>;
  export function locals(): dict<str, Value>;
  /** Python's builtin `pow`; `pow` is the operator. */
  export function powBuiltin(...args: Value[]): Value;

  // ---------------------------------------------------------------- operators, named as in Python's module `operator`

  export function add<A, B>(a: A, b: B): Suspends<Sum<A, B>>;
  export function sub<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function mul<A, B>(a: A, b: B): Suspends<Product<A, B>>;
  export function matmul(a: Value, b: Value): Suspends<Value>;
  export function truediv<A, B>(a: A, b: B): Suspends<Quotient<A, B>>;
  export function floordiv<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function mod<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function pow<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function lshift<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function rshift<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function bitand<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function bitor<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function bitxor<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function xor<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function iadd<A, B>(a: A, b: B): Suspends<Sum<A, B>>;
  export function isub<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function imul<A, B>(a: A, b: B): Suspends<Product<A, B>>;
  export function imatmul(a: Value, b: Value): Suspends<Value>;
  export function itruediv<A, B>(a: A, b: B): Suspends<Quotient<A, B>>;
  export function ifloordiv<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function imod<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function ipow<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function ilshift<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function irshift<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function iand<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function ior<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function ixor<A, B>(a: A, b: B): Suspends<Arithmetic<A, B>>;
  export function neg<A>(a: A): Suspends<Arithmetic<A, A>>;
  export function pos<A>(a: A): Suspends<Arithmetic<A, A>>;
  export function invert<A>(a: A): Suspends<Arithmetic<A, A>>;
  export function eq(a: Value, b: Value): Suspends<bool>;
  export function ne(a: Value, b: Value): Suspends<bool>;
  export function lt(a: Value, b: Value): Suspends<bool>;
  export function le(a: Value, b: Value): Suspends<bool>;
  export function gt(a: Value, b: Value): Suspends<bool>;
  export function ge(a: Value, b: Value): Suspends<bool>;
  export function contains(items: Value, x: Value): Suspends<bool>;
  export function getitem<T extends readonly Value[], N extends int>(items: tuple<T>, index: N): T[N];
  export function getitem<T>(items: list<T>, index: int): T;
  export function getitem<T>(items: list<T>, index: Slice): list<T>;
  export function getitem(items: str, index: int | Slice): str;
  export function getitem(items: bytes, index: int): int;
  export function getitem(items: bytes, index: Slice): bytes;
  export function getitem<K, V>(items: dict<K, V>, key: Value): Suspends<V>;
  export function getitem(items: Value, key: Value): Suspends<Value>;
  export function setitem(items: Value, key: Value, value: Value): Suspends<void>;
  export function delitem(items: Value, key: Value): Suspends<void>;
  /** `a and b`, `a or b` as values, where the truth of `a` is Python's and not JavaScript's. */
  export function and<A, B>(a: A, b: () => B): Suspends<A | B>;
  export function or<A, B>(a: A, b: () => B): Suspends<A | B>;

  // ---------------------------------------------------------------- gilt's own helpers

  /** The method as a value, bound to `self`: `self.name` without a call. */
  export function bound<T, N extends keyof T>(self: T, name: N): T[N];
  /** A call with `*args` of a function whose parameters are known, or of any with computed keywords (Python's operator.call). */
  export function call(f: Value, args: Args, keywords?: Keywords): Suspends<Value>;
  /** Takes the keyword arguments off the end of a rest parameter. */
  export function keywords(args: Value[]): Keywords;
  /** A mapping as keyword arguments: `**mapping`. */
  export function keywords(mapping: Value): Keywords;
  /** `raise error from cause`. */
  export function causedBy<E>(error: E, cause: unknown): E;
  /** A bare `raise` outside a handler. */
  export function reraise(): Value;
  /** `except*`: handles the parts of a group, then rethrows what is left. */
  export function exceptStar(error: unknown): {
    handle(cls: Value, body: (group: Value) => void): void;
    match(cls: Value): Value;
    raised(error: unknown): void;
    rethrow(): void;
  };
  /** A `with` whose __exit__ may swallow the exception, or looks at it. */
  export function enter<V>(manager: { __enter__(): V }): { readonly value: V; failed(error: unknown): void; exit(): void };
  export function enter(manager: Value): { readonly value: Value; failed(error: unknown): void; exit(): void };
  /** `async with`, and the iterable of an asynchronous comprehension. */
  export function enterAsync<V>(manager: { __aenter__(): Coroutine<V> }): Coroutine<Entered<V>>;
  export function enterAsync(manager: Value): Coroutine<Entered<Value>>;
  interface Entered<V> {
    readonly value: V;
    failed(error: unknown): Coroutine<void>;
    exit(): Coroutine<void>;
  }
  export function iterAsync<T>(items: AsyncIterable<T>): AsyncIter<T>;
  export function iterAsync(items: Value): AsyncIter<Value>;
  interface AsyncIter<T> extends AsyncIterable<T> {
    map<U>(f: (item: T) => U | Coroutine<U>): AsyncIter<U>;
    filter(f: (item: T) => unknown): AsyncIter<T>;
    flatMap(f: (item: T) => Value): AsyncIter<Value>;
    list(): Coroutine<list<T>>;
    set(): Coroutine<set<T>>;
    dict(): Coroutine<dict<Value, Value>>;
  }
  /** Patterns of `match`: the parts, or null where the subject does not fit. */
  export function matchSequence(subject: Value, before: int, after?: int, middle?: bool): Value;
  export function matchMapping(subject: Value, ...keys: Value[]): Value;
  export function matchClass(subject: Value, cls: Value, count: int, ...names: str[]): Value;
  /** What `match` takes for a sequence or a mapping. */
  export function isSequence(x: Value, length: int, more?: true): bool;
  export function isMapping(x: Value, ...keys: Value[]): bool;
  /** A mapping without some keys: `**rest` in a pattern. */
  export function without(mapping: Value, ...keys: Value[]): dict<Value, Value>;
  /** `{**a, **b, "c": 1}`: mappings one after the other. */
  export function merged(...parts: Value[]): dict<Value, Value>;
  /** Assigned by `del name`. Reading the variable then is Python's NameError. */
  export const unbound: never;
  /** A name of the module or a builtin, looked up when it is read. */
  export function globalName(name: str): Value;
  /** `locals()`: unbound variables are left out. */
  export function localsOf(names: Value): Value;
  export function importModule(name: str): Value;
  /** `import a.b as c`: what a has under the name b, once a.b is imported. */
  export function importAs(name: str): Value;
  export function importFrom(name: str, names: str[]): Value[];
  export function importStar(name: str): void;
  export function typeAlias(name: str, parameters: Value, value: () => Value): Value;
  export function typeVar(name: str, bound: Value, otherwise?: Value, constraints?: Value): Value;
  export function paramSpec(name: str, otherwise?: Value): Value;
  export function typeVarTuple(name: str, otherwise?: Value): Value;
  export function generic(...parameters: Value[]): Value;
  /** Gives a function its `__annotations__`, or what makes them when they are asked for. */
  export function annotate<F>(f: F, annotations: (() => Value) | Value | null, typeParameters?: Value[]): F;
  // eval, exec and the prompt
  export function nameOf(name: str, globals?: true): Value;
  export function setName(name: str, value: Value, globals?: true): void;
  export function delName(name: str, globals?: true): void;
  export function namespaceOf(globals: bool): dict<str, Value>;
  export function evaluated(value: Value): void;
  export function displayed(value: Value): void;
  /** Builds with --check-types: the value is of the kind that was inferred. */
  export function chk<T>(expected: str, value: T): T;
}

/** Names that TypeScript does not let a module bind. */
declare module "gilt/builtins" {
  import type { Value, dict, str } from "gilt";
  export { _eval as eval };
  function _eval(source: Value, globals?: dict<str, Value>, locals?: dict<str, Value>): Value;
}
