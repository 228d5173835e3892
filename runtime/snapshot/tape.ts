/**
 * tape - the form of a snapshot: numbers that say what is what, and tables of what does not fit into one.
 *
 * A value is one number, its kind in the low four bits. Objects are numbered in the order in which they are met; `bodies[n]` is where the n-th is
 * described in `code`: its Body, then what that asks for.
 */

export const enum Kind {
  /** undefined, null, false, true */
  Constant,
  /** an integer of 28 bits */
  Small,
  String,
  Double,
  Bigint,
  Object,
  /** of names.ts */
  Named,
}

export const CONSTANTS: readonly unknown[] = [undefined, null, false, true];
export const SMALLEST = -(2 ** 27);
export const LARGEST = 2 ** 27 - 1;

export const enum Body {
  /** shape, then the values of its properties */
  Plain,
  /** count, the items; then as Plain */
  Array,
  /** count, key and value in turn; then as Plain */
  Map,
  /** count, the members; then as Plain */
  Set,
  /** number of the buffer */
  Buffer,
  /** shared memory: high and low 32 bits of its address, of its size, and of the address of the count of its users */
  Shared,
  /** class, buffer, byte offset, length; then as Plain */
  View,
  /** factory, count, arguments; then as Plain */
  Closure,
  /** the same of a class: then its prototype */
  Class,
  /** the object referred to, if it is alive */
  WeakRef,
  WeakMap,
  RegExp,
  /** count, the items that JavaScript's iterator has yet to give */
  Iterator,
  /** a stack that was taken: the entries of a traceback, as an array */
  Stack,
  /** a function that nothing can make again: what it is called */
  Lost,
}

/** What the properties of an object are: its prototype and their names. */
export interface Shape {
  /** as a value */
  readonly prototype: number;
  readonly names: readonly string[];
  /** one letter for each name: "e" enumerable, "h" hidden */
  readonly flags: string;
}

export interface Tape {
  code: Int32Array;
  bodies: Int32Array;
  shapes: Shape[];
  strings: string[];
  names: string[];
  doubles: Float64Array;
  bigints: bigint[];
  buffers: Uint8Array[];
  /** entries of WeakMaps: map, key and value in turn */
  weak: Int32Array;
  /** entries of carried tables: object, name of the table and what it holds, in turn */
  entries: Int32Array;
  /** the root, a value */
  root: number;
}
