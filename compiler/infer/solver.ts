/**
 * solver - cells and the list of units to analyse again: the frame of the fixpoint.
 *
 * Invariants
 *   I1  A cell's type only grows. Whoever read it is analysed again when it does.
 *   I2  What a join with Value swallows has escaped (infer/escape.ts): from there on anybody may write to it or call it.
 */
import type * as ast from "../ast/nodes.js";
import type { SymbolTable, Variable } from "../bind/symtable.js";
import { Lattice, MAX, type Atom, type Kind, type Type } from "../types/lattice.js";
import { Patched } from "./patched.js";
import { escape, outside } from "./escape.js";
import { isExceptionName } from "./signatures.js";
import { isUnknown, rootOf, type Cell, type Class, type Fn, type Site, type Unit } from "./model.js";

/** Bounds a growing interval is widened to. */
const STEPS = [2 ** 8, 2 ** 31, 2 ** 50, MAX, Infinity];
/** More analyses of one unit than this: its growing cells become Value. */
const PATIENCE = 60;

/** What a call may reach, seen in the last pass. */
export interface CallSite {
  readonly fns: Set<Fn>;
  /** The class, if nothing else is called. */
  classes: Set<Class>;
  /** Something that is no function or class of the script. */
  other: boolean;
}

export class Solver {
  readonly lattice = new Lattice();
  readonly fns: Fn[] = [];
  readonly classes: Class[] = [];
  readonly fnOf = new Map<ast.Node, Fn>();
  readonly classOf = new Map<ast.Node, Class>();
  readonly methodsNamed = new Map<string, Fn[]>();
  readonly fieldNames = new Map<string, Type>();
  readonly #variables = new Map<Variable, Cell>();
  readonly #sites = new Map<ast.Node, Map<string, Site>>();
  readonly escaped = new Set<Atom>();
  readonly escaping: Atom[] = [];
  draining = false;
  #queue: Unit[] = [];
  #ids = 0;
  unit: Unit | null = null;
  /** Any attribute of any instance may be set to anything: `setattr(o, name, v)`. */
  anyField = false;
  /** Names that the text says in strings and keywords: what gets them may set attributes of that name (`patch.object(o, "f")`). */
  readonly spoken = new Set<string>();
  readonly patched = new Patched();
  /** A class of the script derives from int, str ... : isinstance proves nothing. */
  builtinSubclass = false;
  /** The last pass: types of expressions, callees of calls. */
  recording = false;
  readonly types = new Map<ast.Expr, Type>();
  readonly results = new Map<ast.AugAssign, Type>();
  readonly calls = new Map<ast.Call, CallSite>();
  /** Raw floats may be seen by something that asks for names or fields. */
  noRaw = false;
  /** Examples in docstrings use the module as one that imports it does. */
  open = false;
  readonly noRawClasses = new Set<Class>();

  constructor(
    readonly symbols: SymbolTable,
    readonly module: ast.Module,
    /** Run, not imported: nobody else writes its variables or calls its functions. */
    readonly main: boolean,
  ) {}

  id(): number {
    return this.#ids++;
  }

  cell(type: Type = this.lattice.empty, field: string | null = null): Cell {
    return { type, readers: new Set(), growth: 0, leaks: false, boxed: false, inClass: false, field };
  }

  variable(v: Variable): Cell {
    let cell = this.#variables.get(v);
    if (cell === undefined) {
      this.#variables.set(v, (cell = this.cell(this.isOpen(v) ? this.lattice.Value : this.lattice.empty)));
    }
    return cell;
  }

  /** Is it a variable that others see? */
  isOpen(v: Variable): boolean {
    return (!this.main || this.open) && v.scope.kind === "module";
  }

  /** The variables that were met before it was known that others see them. */
  openVariables(): void {
    for (const [v, cell] of this.#variables) if (this.isOpen(v)) this.write(cell, this.lattice.Value);
  }

  knownVariable(v: Variable): Cell | undefined {
    return this.#variables.get(v);
  }

  site(node: ast.Node, tag = ""): Site {
    let tags = this.#sites.get(node);
    if (tags === undefined) this.#sites.set(node, (tags = new Map()));
    let site = tags.get(tag);
    if (site === undefined) tags.set(tag, (site = { id: this.id(), node, item: this.cell(), key: this.cell(), positions: null, mixed: false }));
    return site;
  }

  isException(name: string): boolean {
    return isExceptionName(name);
  }

  /** A class of which operators may be found elsewhere. */
  isOpaque(c: Class): boolean {
    return isUnknown(c) || this.read(rootOf(c).open).top;
  }

  // ---------------------------------------------------------------- cells

  read(cell: Cell): Type {
    if (this.unit !== null) cell.readers.add(this.unit);
    return cell.type;
  }

  /** Joins; what a Value swallows escapes. */
  join(a: Type, b: Type): Type {
    if (a === b) return a;
    const result = this.lattice.join(a, b);
    if (result.top) {
      escape(this, a);
      escape(this, b);
    }
    return result;
  }

  union(types: readonly Type[]): Type {
    return types.reduce((a, b) => this.join(a, b), this.lattice.empty);
  }

  write(cell: Cell, t: Type): void {
    const old = cell.type;
    if (old === t) return;
    if (old.top) {
      escape(this, t);
      return;
    }
    let next = this.join(old, t);
    if (next === old) return;
    if (!next.top) {
      cell.growth++;
      if (cell.growth > 4) next = this.#widen(old, next);
      if (this.unit !== null && this.unit.runs > PATIENCE) {
        escape(this, next);
        next = this.lattice.Value;
      }
    }
    cell.type = next;
    if (cell.leaks && !next.top) escape(this, outside(this, cell, t));
    for (const unit of cell.readers) this.push(unit);
  }

  #widen(old: Type, next: Type): Type {
    if (next.lo === old.lo && next.hi === old.hi) return next;
    const up = (x: number): number => STEPS.find((s) => s >= x)!;
    const lo = next.lo < old.lo && next.lo < 0 ? -up(-next.lo) : next.lo;
    const hi = next.hi > old.hi && next.hi > 0 ? up(next.hi) : next.hi;
    return this.lattice.bounded(next, lo, hi);
  }

  /** What is in the cell is also reachable for code that is not analysed. */
  leak(cell: Cell): void {
    if (cell.leaks) return;
    cell.leaks = true;
    cell.boxed = true;
    escape(this, outside(this, cell, cell.type));
  }

  // ---------------------------------------------------------------- fields

  field(c: Class, name: string): Cell {
    const root = rootOf(c);
    let cell = root.fields.get(name);
    if (cell === undefined) {
      root.fields.set(name, (cell = this.cell(this.lattice.empty, name)));
      if (root.escaped) {
        this.leak(cell);
        const stored = this.fieldNames.get(name);
        if (stored !== undefined) this.write(cell, stored);
      }
      if (this.anyField || root.open.type.top) this.write(cell, this.lattice.Value);
    }
    return cell;
  }

  /** Joins two hierarchies: their fields of one name are one cell. */
  derive(c: Class, base: Class): void {
    if (c.bases.includes(base) || c === base) return;
    c.bases.push(base);
    base.subclasses.add(c);
    const [a, b] = [rootOf(base), rootOf(c)];
    if (a === b) return;
    b.root = a;
    if (b.open.type.top) escape(this, this.lattice.of(this.lattice.atom("class", { cls: base })));
    for (const unit of b.open.readers) this.push(unit);
    if (a.open.type.top) for (const cell of b.fields.values()) this.write(cell, this.lattice.Value);
    if (b.escaped && !a.escaped) escape(this, this.lattice.of(this.lattice.atom("instance", { cls: base })));
    for (const [name, cell] of b.fields) {
      const target = this.field(a, name);
      this.write(target, cell.type);
      if (cell.leaks) this.leak(target);
      if (cell.boxed) target.boxed = true;
      if (cell.inClass) target.inClass = true;
      for (const unit of cell.readers) this.push(unit);
    }
    b.fields = a.fields;
  }

  // ---------------------------------------------------------------- containers

  make(kind: Kind, site: Site, item: Type, key: Type = this.lattice.empty): Type {
    this.write(site.item, item);
    this.write(site.key, key);
    return this.lattice.of(this.lattice.atom(kind, { site }));
  }

  tuple(site: Site, items: readonly Type[]): Type {
    if (site.positions === null && !site.mixed) site.positions = items.map(() => this.cell());
    if (site.positions !== null && site.positions.length === items.length) items.forEach((t, i) => this.write(site.positions![i]!, t));
    else {
      this.#mix(site);
      for (const t of items) this.write(site.item, t);
    }
    return this.lattice.of(this.lattice.atom("tuple", { site }));
  }

  /** A tuple of unknown length. */
  tupleOf(site: Site, item: Type): Type {
    this.#mix(site);
    return this.make("tuple", site, item);
  }

  #mix(site: Site): void {
    if (site.mixed) return;
    site.mixed = true;
    for (const cell of site.positions ?? []) {
      this.write(site.item, cell.type);
      for (const unit of cell.readers) {
        site.item.readers.add(unit);
        this.push(unit);
      }
      if (cell.leaks) this.leak(site.item);
    }
    site.positions = null;
  }

  /** Join of all items of a tuple. */
  itemsOf(site: Site): Type {
    return site.positions === null ? this.read(site.item) : this.union(site.positions.map((c) => this.read(c)));
  }

  // ---------------------------------------------------------------- the list of units

  push(unit: Unit): void {
    if (unit.queued) return;
    unit.queued = true;
    this.#queue.push(unit);
  }

  solve(analyse: (unit: Unit) => void): void {
    for (let i = 0; i < this.#queue.length; i++) {
      const unit = this.#queue[i]!;
      unit.queued = false;
      this.unit = unit;
      (unit as { runs: number }).runs++;
      analyse(unit);
      if (i > 1000) {
        this.#queue = this.#queue.slice(i + 1);
        i = -1;
      }
    }
    this.#queue = [];
    this.unit = null;
  }
}
