/**
 * escape - whatever flows into Value is in the hands of code that is not analysed: it may write to it, call it, look into it.
 *
 * | a function     | its parameters are Value, its result leaks                                    |
 * | a generator    | what it yields and returns leaks, what is sent is Value                        |
 * | a container    | its contents become Value; a tuple's or iterator's only leak                   |
 * | an instance    | its fields leak, its special methods may be called                              |
 * | a class        | as an instance, and `__init__`                                                  |
 */
import type { Atom, Type } from "../types/lattice.js";
import { family, rootOf, type Cell, type Fn } from "./model.js";
import type { Solver } from "./solver.js";

/** Methods that the runtime calls by name on what it is given. */
export const PROTOCOL: ReadonlySet<string> = new Set(
  "write read flush readline readlines close send recv fileno emit format filter run handle process target acquire release".split(" "),
);

export function isSpecial(name: string): boolean {
  return name.startsWith("__") && name.endsWith("__");
}

export function escape(s: Solver, t: Type): void {
  if (t.top || t.atoms.length === 0) return;
  for (const atom of t.atoms) if (!s.escaped.has(atom)) s.escaping.push(atom);
  if (s.draining) return;
  s.draining = true;
  for (let atom = s.escaping.pop(); atom !== undefined; atom = s.escaping.pop()) {
    if (s.escaped.has(atom)) continue;
    s.escaped.add(atom);
    escapeAtom(s, atom);
  }
  s.draining = false;
}

function escapeAtom(s: Solver, atom: Atom): void {
  const { Value } = s.lattice;
  const { site } = atom;
  switch (atom.kind) {
    case "list":
    case "set":
    case "deque":
    case "queue":
    case "future":
    case "dict":
    case "defaultdict":
    case "counter":
      s.write(site!.item, Value);
      s.write(site!.key, Value);
      return;
    case "tuple":
      for (const cell of site!.positions ?? []) s.leak(cell);
      s.leak(site!.item);
      return;
    case "iter":
    case "pool":
      s.leak(site!.item);
      return;
    case "generator":
    case "coroutine":
      // it is under way: who has it gets what it gives, and may send; its arguments it has already
      s.leak(atom.fn!.result);
      s.leak(atom.fn!.yields);
      s.write(atom.fn!.sent, Value);
      return;
    case "function":
    case "manager":
    case "property":
      openFn(s, atom.fn!, atom.fn!.cls !== null && atom.fn!.kind !== "static" && atom.kind !== "function");
      return;
    case "bound":
      openFn(s, atom.fn!, true);
      s.escaping.push(atom.of!);
      return;
    case "method":
      s.escaping.push(atom.of!);
      return;
    case "super":
    case "instance":
    case "class": {
      const root = rootOf(atom.cls!);
      root.escaped = true;
      if (atom.kind === "class") {
        s.write(root.open, Value);
        for (const cell of root.fields.values()) s.write(cell, Value);
      }
      for (const c of family(root)) {
        c.escaped = true;
        for (const [name, fn] of c.methods) {
          if ((isSpecial(name) && name !== "__init__") || PROTOCOL.has(name) || (atom.kind === "class" && name === "__init__")) openFn(s, fn, true);
        }
      }
      for (const [name, cell] of root.fields) {
        s.leak(cell);
        const stored = s.fieldNames.get(name);
        if (stored !== undefined) s.write(cell, stored);
      }
      return;
    }
    default:
  }
}

/** What is in a cell, without the methods of a field: those are reached by name. */
export function outside(s: Solver, cell: Cell, t: Type): Type {
  if (cell.field === null || t.top) return t;
  return s.lattice.filter(t, (a) => !((a.kind === "function" || a.kind === "property") && a.fn!.cls !== null && a.fn!.name === cell.field));
}

/** Anybody may call it. `bound`: its first parameter is the instance all the same. */
export function openFn(s: Solver, fn: Fn, bound: boolean): void {
  fn.called = true;
  fn.boxed = true;
  const self = fn.cls !== null && fn.kind !== "static" ? fn.positional[0] : undefined;
  const all = !fn.escaped;
  fn.escaped = true;
  if (!bound && self !== undefined) s.write(parameter(s, fn, self), s.lattice.Value);
  if (!all) return;
  for (const name of [...fn.positional, ...fn.keywordOnly]) if (name !== self) s.write(parameter(s, fn, name), s.lattice.Value);
  s.write(fn.rest, s.lattice.Value);
  s.write(fn.keywords, s.lattice.Value);
  s.leak(fn.result);
  s.leak(fn.yields);
  s.write(fn.sent, s.lattice.Value);
}

export function parameter(s: Solver, fn: Fn, name: string): Cell {
  return s.variable(fn.variables.get(name)!);
}
