/**
 * objects - what every module has without importing it, and Python's members of JavaScript's own types.
 *
 * Methods of str, list and int stand on JavaScript's prototypes (not enumerable). The six names that JavaScript has there with
 * another meaning (split, replace, pop, sort, reverse, index) end in `$`.
 */

declare const __name__: string;
declare const __file__: string;
declare const __class__: any;
declare const __annotations__: any;
declare function globals(): import("gilt").dict<string, any>;

interface String {
  strip(chars?: string | null): string;
  lstrip(chars?: string | null): string;
  rstrip(chars?: string | null): string;
  lower(): string;
  upper(): string;
  title(): string;
  capitalize(): string;
  casefold(): string;
  swapcase(): string;
  center(width: number, fill?: string): string;
  ljust(width: number, fill?: string): string;
  rjust(width: number, fill?: string): string;
  zfill(width: number): string;
  join(parts: Iterable<any>): string;
  split$(separator?: string | null | { sep?: string | null; maxsplit?: number }, maxsplit?: number | { maxsplit?: number }): string[];
  rsplit(separator?: string | null | { sep?: string | null; maxsplit?: number }, maxsplit?: number | { maxsplit?: number }): string[];
  replace$(old: string, by: string, count?: number | { count: number }): string;
  splitlines(keepends?: any): string[];
  partition(separator: string): import("gilt").tuple<[string, string, string]>;
  rpartition(separator: string): import("gilt").tuple<[string, string, string]>;
  startswith(prefix: string | Iterable<string>, start?: number | null, stop?: number | null): boolean;
  endswith(suffix: string | Iterable<string>, start?: number | null, stop?: number | null): boolean;
  removeprefix(prefix: string): string;
  removesuffix(suffix: string): string;
  find(sub: string, start?: number | null, stop?: number | null): number;
  rfind(sub: string, start?: number | null, stop?: number | null): number;
  index$(sub: string, start?: number | null, stop?: number | null): number;
  rindex(sub: string, start?: number | null, stop?: number | null): number;
  count(sub: string, start?: number | null, stop?: number | null): number;
  encode(...args: any[]): import("gilt").bytes;
  expandtabs(size?: any): string;
  translate(table: any): string;
  format(...values: any[]): string;
  format_map(values: any): string;
  isalpha(): boolean;
  isdigit(): boolean;
  isalnum(): boolean;
  isnumeric(): boolean;
  isdecimal(): boolean;
  isspace(): boolean;
  isupper(): boolean;
  islower(): boolean;
  istitle(): boolean;
  isidentifier(): boolean;
  isascii(): boolean;
  isprintable(): boolean;
}
interface Array<T> {
  append(item: T): void;
  extend(items: any): void;
  insert(index: number, item: T): void;
  remove(item: any): void;
  clear(): void;
  copy(): T[];
  count(item: any): number;
  index$(item: any, start?: number, stop?: number): number;
  pop$(index?: number): T;
  sort$(options?: { key?: ((item: T) => any) | null; reverse?: any }): void;
  reverse$(): void;
}
interface ReadonlyArray<T> {
  count(item: any): number;
  index$(item: any, start?: number, stop?: number): number;
}
interface Number {
  bit_length(): number;
  bit_count(): number;
  to_bytes(...args: any[]): import("gilt").bytes;
  as_integer_ratio(): import("gilt").tuple<[number, number]>;
  is_integer(): boolean;
  conjugate(): number;
  hex(): string;
  readonly real: number;
  readonly imag: number;
  readonly numerator: number;
  readonly denominator: number;
}
interface BigInt {
  bit_length(): number;
  bit_count(): number;
  to_bytes(...args: any[]): import("gilt").bytes;
}
interface Object {
  readonly __class__: any;
  readonly __dict__: import("gilt").dict<string, any>;
  readonly __doc__: any;
}
interface Function {
  readonly __closure__: any;
  readonly __name__: string;
  readonly __qualname__: string;
  readonly __module__: string;
  readonly __defaults__: any;
  readonly __kwdefaults__: any;
  readonly __annotations__: any;
  readonly __wrapped__: any;
  readonly __code__: any;
  readonly __mro__: any;
  readonly __bases__: any;
  readonly __subclasses__: any;
  readonly mro: any;
}
interface Generator<T, TReturn, TNext> {
  send(value: any): T;
  close(): void;
  readonly __name__: string;
  readonly __qualname__: string;
  readonly gi_frame: any;
  readonly gi_running: boolean;
  readonly gi_yieldfrom: any;
}
interface AsyncGenerator<T, TReturn, TNext> {
  asend(value: any): Promise<T>;
  athrow(error: any): Promise<T>;
  aclose(): Promise<void>;
}
interface Promise<T> {
  send(value: any): any;
  close(): void;
}
