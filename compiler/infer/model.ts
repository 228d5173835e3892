/**
 * model - what the types of a module hang on: cells that only grow, allocation sites, functions, classes.
 */
import type * as ast from "../ast/nodes.js";
import type { Scope, Variable } from "../bind/symtable.js";
import type { Type } from "../types/lattice.js";

/** A module body, function or lambda: what is analysed again when a cell it read has grown. */
export interface Unit {
  readonly node: ast.Module | Def | ast.Lambda;
  readonly scope: Scope;
  readonly fn: Fn | null;
  queued: boolean;
  runs: number;
}

export type Def = ast.FunctionDef | ast.AsyncFunctionDef;

export interface Cell {
  type: Type;
  readonly readers: Set<Unit>;
  growth: number;
  /** Whatever gets in escapes. */
  leaks: boolean;
  /** Something sets or reads it that can only handle a boxed float. */
  boxed: boolean;
  /** A class body binds it. */
  inClass: boolean;
  /** Name of a field: methods in it are reached by name. */
  readonly field: string | null;
}

/** Where a container is made: an AST node and what of it. Named by these, containers are told apart by nothing else. */
export interface Site {
  readonly id: number;
  readonly node: ast.Node;
  /** Element; of a dict the value; content of a queue or future. */
  readonly item: Cell;
  readonly key: Cell;
  /** Tuples: by position, while all tuples of this site have the same length. */
  positions: Cell[] | null;
  /** Tuples of several lengths. */
  mixed: boolean;
}

export interface Fn {
  readonly id: number;
  readonly name: string;
  readonly node: Def | ast.Lambda;
  readonly scope: Scope;
  readonly unit: Unit;
  /** The class whose method it is. */
  cls: Class | null;
  kind: "plain" | "static" | "class" | "property";
  /** Names of the positional parameters. */
  readonly positional: readonly string[];
  readonly keywordOnly: readonly string[];
  readonly variables: ReadonlyMap<string, Variable>;
  readonly defaults: ReadonlyMap<string, Cell>;
  readonly result: Cell;
  readonly yields: Cell;
  readonly sent: Cell;
  /** `*args`, `**kw`: their elements. */
  readonly rest: Cell;
  readonly keywords: Cell;
  called: boolean;
  escaped: boolean;
  /** Somebody calls it who passes and takes boxed floats only. */
  boxed: boolean;
  /** `@contextmanager` */
  manager: boolean;
  decorated: boolean;
}

export interface Class {
  readonly id: number;
  readonly name: string;
  readonly node: ast.ClassDef;
  readonly scope: Scope;
  readonly bases: Class[];
  readonly subclasses: Set<Class>;
  readonly methods: Map<string, Fn>;
  /** Attribute names that its text stores to. */
  readonly stored: ReadonlySet<string>;
  /** Representative of the hierarchy: fields belong to it. */
  root: Class;
  /** Fields of the hierarchy, on its root. */
  fields: Map<string, Cell>;
  /** A class of the runtime among the bases that inference knows. */
  runtimeBase: "exception" | "thread" | null;
  unknownBase: boolean;
  metaclass: boolean;
  /** Annotated names, of a dataclass. */
  dataclass: readonly ast.AnnAssign[] | null;
  /** Its decorator may give it a `__setattr__` or slots: stores to its instances are no plain ones. */
  guarded: boolean;
  /** Attributes its `__slots__` gives room for, as far as its text tells; null: it has none, so its instances have a `__dict__`. */
  readonly slots: ReadonlySet<string> | null;
  escaped: boolean;
  /** On the root. Value: code that is not analysed has the class and may derive others from it, with methods and fields of their own. */
  open: Cell;
}

export function rootOf(c: Class): Class {
  while (c.root !== c) c = c.root;
  return c;
}

export function mro(c: Class): Class[] {
  const order = [c];
  for (let i = 0; i < c.bases.length; i++) for (const k of mro(c.bases[i]!)) if (!order.includes(k)) order.push(k);
  return order;
}

/** Whether every instance of a class has room for an attribute: a slot of the name, or a `__dict__`. */
export function hasRoom(c: Class, name: string): boolean {
  return mro(c).some((k) => k.slots === null || k.slots.has(name) || k.slots.has("__dict__"));
}

/** A class and all below it. */
export function family(c: Class): Class[] {
  const all = [c];
  if (c.subclasses.size === 0) return all;
  for (const k of all) for (const s of k.subclasses) if (!all.includes(s)) all.push(s);
  return all;
}

export function isUnknown(c: Class): boolean {
  return c.bases.length === 0 ? c.unknownBase : mro(c).some((k) => k.unknownBase);
}

export function runtimeBase(c: Class): Class["runtimeBase"] {
  return mro(c).find((k) => k.runtimeBase !== null)?.runtimeBase ?? null;
}
