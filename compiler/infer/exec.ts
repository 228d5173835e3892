/**
 * exec - abstract execution of one unit: where it is, what tests have narrowed, how names and items are read and written.
 *
 * One type per variable; only variables that are bound once are narrowed by tests (another binding, another thread cannot come between).
 */
import type * as ast from "../ast/nodes.js";
import { mangle, type Resolution, type Scope, type Variable } from "../bind/symtable.js";
import { soleKind, type Atom, type Kind, type Type } from "../types/lattice.js";
import { callFn } from "./calls.js";
import { escape, openFn } from "./escape.js";
import { family, mro, type Cell, type Class, type Fn, type Unit } from "./model.js";
import type { CallSite, Solver } from "./solver.js";

export class Exec {
  scope: Scope;
  /** The class whose body is being run. */
  inClass: Class | null = null;
  narrowed: ReadonlyMap<Variable, Type> = new Map();
  /** What the call being evaluated reaches. */
  callSite: CallSite | null = null;

  constructor(
    readonly s: Solver,
    readonly unit: Unit,
  ) {
    this.scope = unit.scope;
  }

  get Value(): Type {
    return this.s.lattice.Value;
  }

  get empty(): Type {
    return this.s.lattice.empty;
  }

  get fn(): Fn | null {
    return this.unit.fn;
  }

  within<T>(scope: Scope, run: () => T): T {
    const outer = this.scope;
    this.scope = scope;
    const result = run();
    this.scope = outer;
    return result;
  }

  mangled(name: string): string {
    return mangle(this.scope.className, name);
  }

  resolve(name: string): Resolution {
    return this.s.symbols.resolve(this.scope, this.mangled(name));
  }

  // ---------------------------------------------------------------- narrowing

  narrow(v: Variable, t: Type): void {
    this.narrowed = new Map(this.narrowed).set(v, t);
  }

  /** Whether a test holds for every later read in its block: nothing else binds it. */
  isStable(v: Variable): boolean {
    let bindings = 0;
    for (const ref of v.refs) if (ref.use !== "read") bindings++;
    return bindings <= 1 && v.scope.kind !== "module" && v.scope.kind !== "class";
  }
}

/** All that a module bound elsewhere or a class body may mean by a name. */
export function bindName(x: Exec, name: string, t: Type, boxed = false): void {
  const meaning = x.resolve(name);
  if (meaning.kind === "class") {
    const cls = x.inClass!;
    // an enum, a metaclass: what is stored is not what is read
    if (cls.unknownBase || mro(cls).some((k) => k.unknownBase)) {
      if (!(t.atoms.length > 0 && t.atoms.every((a) => a.kind === "function" || a.kind === "property"))) {
        escape(x.s, t);
        t = x.Value;
      }
    }
    const cell = x.s.field(cls, x.mangled(name));
    cell.boxed = true;
    cell.inClass = true;
    x.s.write(cell, t);
    return;
  }
  if (meaning.kind === "global") return;
  const cell = x.s.variable(meaning.variable);
  if (boxed) cell.boxed = true;
  if (x.narrowed.has(meaning.variable)) {
    const narrowed = new Map(x.narrowed);
    narrowed.delete(meaning.variable);
    x.narrowed = narrowed;
  }
  x.s.write(cell, t);
}

// ---------------------------------------------------------------- methods of instances

/** What `name` may be on "C or below": the method by the MRO, and every override in subclasses. */
export function methodsOf(c: Class, name: string): Fn[] {
  const found: Fn[] = [];
  for (const k of mro(c)) {
    const fn = k.methods.get(name);
    if (fn !== undefined) {
      found.push(fn);
      break;
    }
  }
  for (const k of family(c)) {
    const fn = k.methods.get(name);
    if (fn !== undefined && !found.includes(fn)) found.push(fn);
    // a subclass may have another base whose method comes first
    if (k !== c && k.bases.length > 1) {
      for (const b of mro(k)) {
        const other = b.methods.get(name);
        if (other === undefined) continue;
        if (!found.includes(other)) found.push(other);
        break;
      }
    }
  }
  return found;
}

/** A call that the runtime makes of a special method: what goes in and out is boxed. */
export function callSpecial(x: Exec, atom: Atom, name: string, args: readonly Type[], node: ast.Node): Type | null {
  const methods = methodsOf(atom.cls!, name);
  if (x.s.isOpaque(atom.cls!)) {
    for (const t of args) escape(x.s, t);
    for (const fn of methods) openFn(x.s, fn, true);
    return x.Value;
  }
  if (methods.length === 0) return null;
  return x.s.union(
    methods.map((fn) => {
      fn.boxed = true;
      return callFn(x, fn, { positional: args, keywords: new Map(), star: null, mapping: null }, node, atom);
    }),
  );
}

// ---------------------------------------------------------------- items

/** What iterating gives. */
export function elementOf(x: Exec, t: Type, node: ast.Node): Type {
  if (t.top) return t;
  const { s } = x;
  const { lattice } = s;
  return s.union(
    t.atoms.map((a): Type => {
      switch (a.kind) {
        case "list":
        case "set":
        case "deque":
        case "iter":
          return s.read(a.site!.item);
        case "generator":
          return s.read(a.fn!.yields);
        case "dict":
        case "defaultdict":
        case "counter":
          return s.read(a.site!.key);
        case "tuple":
          return s.itemsOf(a.site!);
        case "str":
          return lattice.str;
        case "bytes":
        case "bytearray":
          return lattice.interval(0, 255);
        case "range":
          return a.site === undefined ? lattice.int : s.read(a.site.item);
        case "None":
        case "int":
        case "float":
        case "bool":
          return lattice.empty;
        case "instance":
          return iterated(x, a, node);
        default:
          escape(s, lattice.of(a));
          return lattice.Value;
      }
    }),
  );
}

function iterated(x: Exec, a: Atom, node: ast.Node): Type {
  const made = callSpecial(x, a, "__iter__", [], node);
  if (made === null || made.top) {
    escape(x.s, x.s.lattice.of(a));
    return x.Value;
  }
  return x.s.union(
    made.atoms.map((b) => {
      if (b.kind !== "instance") return elementOf(x, x.s.lattice.of(b), node);
      return callSpecial(x, b, "__next__", [], node) ?? x.Value;
    }),
  );
}

/** Item `i` of `n` that unpacking gives. */
export function itemOf(x: Exec, t: Type, i: number, n: number, node: ast.Node): Type {
  if (t.top) return t;
  return x.s.union(
    t.atoms.map((a) => {
      if (a.kind === "tuple" && a.site!.positions !== null) {
        // registered, for the day its length is no longer known
        x.s.read(a.site!.item);
        if (a.site!.positions.length !== n) return x.empty;
        return x.s.read(a.site!.positions[i]!);
      }
      return elementOf(x, x.s.lattice.of(a), node);
    }),
  );
}

/** Values of a mapping, for `**`. */
export function valuesOf(x: Exec, t: Type): Type {
  if (t.top) return t;
  return x.s.union(t.atoms.map((a) => (a.kind === "dict" || a.kind === "defaultdict" || a.kind === "counter" ? x.s.read(a.site!.item) : x.Value)));
}

export function setItem(x: Exec, o: Type, key: Type, t: Type, node: ast.Node, isSlice: boolean): void {
  const { s } = x;
  if (o.top) {
    escape(s, t);
    escape(s, key);
    return;
  }
  for (const a of o.atoms) {
    switch (a.kind) {
      case "list":
      case "deque":
        if (isSlice || (!key.top && key.atoms.some((k) => k.kind === "slice"))) s.write(a.site!.item, elementOf(x, t, node));
        else {
          s.write(a.site!.item, t);
          if (soleKind(key) !== "int" && soleKind(key) !== "bool")
            s.write(
              a.site!.item,
              key.top
                ? elementOf(
                    x,
                    s.lattice.filter(
                      t,
                      (e) =>
                        e.kind === "list" ||
                        e.kind === "tuple" ||
                        e.kind === "iter" ||
                        e.kind === "str" ||
                        e.kind === "set" ||
                        e.kind === "dict" ||
                        e.kind === "range",
                    ),
                    node,
                  )
                : x.empty,
            );
        }
        break;
      case "dict":
      case "defaultdict":
      case "counter":
        s.write(a.site!.key, key);
        s.write(a.site!.item, t);
        break;
      case "instance":
        if (callSpecial(x, a, "__setitem__", [key, t], node) === null) {
          escape(s, t);
          escape(s, key);
        }
        break;
      default:
        escape(s, t);
        escape(s, key);
    }
  }
}

/** A container made here. */
export function made(x: Exec, kind: Kind, node: ast.Node, tag: string, item: Type, key?: Type): Type {
  return x.s.make(kind, x.s.site(node, tag), item, key);
}

export type { Cell };
