/**
 * lattice - what inference knows of a value: `Value` (anything), or a small set of atoms; the empty set means "nothing reaches this yet".
 *
 * Invariants
 *   L1  Atoms are interned and types are hash-consed: equality is `===`.
 *   L2  `int` is one atom; its interval [lo, hi] belongs to the type. Joins take the hull.
 *   L3  A join of more than LIMIT atoms is Value.
 */
import type { Class, Fn, Site } from "../infer/model.js";

export type Kind =
  | "None"
  | "bool"
  | "int"
  | "float"
  | "complex"
  | "str"
  | "bytes"
  | "bytearray"
  | "range"
  | "slice"
  | "ellipsis"
  | "NotImplemented"
  // with a site
  | "list"
  | "set"
  | "dict"
  | "defaultdict"
  | "counter"
  | "tuple"
  | "iter"
  | "deque"
  | "queue"
  | "future"
  | "pool"
  // of the script
  | "instance"
  | "class"
  | "function"
  | "bound"
  | "generator"
  | "coroutine"
  | "manager"
  | "super"
  | "property"
  // of the runtime: an object, a module, a function or class, a method of a receiver
  | "object"
  | "module"
  | "builtin"
  | "method";

export interface Atom {
  readonly kind: Kind;
  readonly id: number;
  readonly site?: Site;
  readonly cls?: Class;
  readonly fn?: Fn;
  /** Receiver of `bound` and `method`. */
  readonly of?: Atom;
  /** Of `object module builtin method`. */
  readonly name?: string;
}

export interface Type {
  readonly id: number;
  readonly top: boolean;
  readonly atoms: readonly Atom[];
  /** Bounds if there is an int among the atoms. */
  readonly lo: number;
  readonly hi: number;
}

const NO_PARTS: Omit<Atom, "kind" | "id"> = {};
const LIMIT = 10;
export const MAX = Number.MAX_SAFE_INTEGER;

/** The atoms and types of one inference. */
export class Lattice {
  readonly #atoms = new Map<string, Atom>();
  /** Atoms that are no more than a kind. */
  readonly #plain = new Map<Kind, Atom>();
  /** The types of one atom. */
  readonly #single = new Map<Atom, Type>();
  readonly #types = new Map<string, Type>();
  readonly #joins = new Map<number, Type>();
  #typeIds = 0;

  readonly Value: Type = { id: this.#typeIds++, top: true, atoms: [], lo: 0, hi: 0 };
  readonly empty: Type = this.#make([], 0, 0);
  readonly intAtom = this.atom("int");
  readonly None = this.simple("None");
  readonly bool = this.simple("bool");
  readonly float = this.simple("float");
  readonly complex = this.simple("complex");
  readonly str = this.simple("str");
  readonly bytes = this.simple("bytes");
  readonly int = this.interval(-Infinity, Infinity);

  atom(kind: Kind, parts?: Omit<Atom, "kind" | "id">): Atom {
    if (parts === undefined) {
      let plain = this.#plain.get(kind);
      if (plain === undefined) this.#plain.set(kind, (plain = this.atom(kind, NO_PARTS)));
      return plain;
    }
    let key = kind as string;
    if (parts.site !== undefined) key += ` s${parts.site.id}`;
    if (parts.cls !== undefined) key += ` c${parts.cls.id}`;
    if (parts.fn !== undefined) key += ` f${parts.fn.id}`;
    if (parts.of !== undefined) key += ` o${parts.of.id}`;
    if (parts.name !== undefined) key += ` ${parts.name}`;
    let atom = this.#atoms.get(key);
    if (atom === undefined) this.#atoms.set(key, (atom = { kind, id: this.#atoms.size, ...parts }));
    return atom;
  }

  #make(atoms: readonly Atom[], lo: number, hi: number): Type {
    let key = "";
    for (const a of atoms) key += `${a.id},`;
    key += `${lo} ${hi}`;
    let type = this.#types.get(key);
    if (type === undefined) this.#types.set(key, (type = { id: this.#typeIds++, top: false, atoms, lo, hi }));
    return type;
  }

  of(atom: Atom): Type {
    let type = this.#single.get(atom);
    if (type === undefined) {
      const isInt = atom.kind === "int";
      this.#single.set(atom, (type = this.#make([atom], isInt ? -Infinity : 0, isInt ? Infinity : 0)));
    }
    return type;
  }

  simple(kind: Kind): Type {
    return this.of(this.atom(kind));
  }

  interval(lo: number, hi: number): Type {
    if (lo < -MAX) lo = -Infinity;
    if (hi > MAX) hi = Infinity;
    if (hi < -MAX) hi = -MAX;
    if (lo > MAX) lo = MAX;
    return this.#make([this.intAtom], lo, hi);
  }

  /** The same atoms with other bounds. */
  bounded(t: Type, lo: number, hi: number): Type {
    return this.#make(t.atoms, lo, hi);
  }

  /** Those atoms that `keep` holds for. */
  filter(t: Type, keep: (atom: Atom) => boolean): Type {
    if (t.top || t.atoms.every(keep)) return t;
    const atoms = t.atoms.filter(keep);
    const int = atoms.includes(this.intAtom);
    return this.#make(atoms, int ? t.lo : 0, int ? t.hi : 0);
  }

  withoutNone(t: Type): Type {
    return this.filter(t, (a) => a.kind !== "None");
  }

  /** Least type of both; what becomes Value has not escaped yet (infer/cells.ts does that). */
  join(a: Type, b: Type): Type {
    if (a === b || b === this.empty) return a;
    if (a === this.empty) return b;
    if (a.top || b.top) return this.Value;
    const key = a.id * 1048576 + b.id;
    let result = this.#joins.get(key);
    if (result === undefined) this.#joins.set(key, (result = this.#union(a, b)));
    return result;
  }

  #union(a: Type, b: Type): Type {
    const atoms = [...a.atoms];
    for (const atom of b.atoms) if (!atoms.includes(atom)) atoms.push(atom);
    if (atoms.length > LIMIT) return this.Value;
    atoms.sort((x, y) => x.id - y.id);
    const inA = a.atoms.includes(this.intAtom);
    const inB = b.atoms.includes(this.intAtom);
    if (!inA && !inB) return this.#make(atoms, 0, 0);
    return this.#make(atoms, Math.min(inA ? a.lo : Infinity, inB ? b.lo : Infinity), Math.max(inA ? a.hi : -Infinity, inB ? b.hi : -Infinity));
  }
}

export function hasKind(t: Type, kind: Kind): boolean {
  return t.atoms.some((a) => a.kind === kind);
}

/** The one kind of all atoms; null if there are several or none. */
export function soleKind(t: Type): Kind | null {
  if (t.top || t.atoms.length === 0) return null;
  const { kind } = t.atoms[0]!;
  return t.atoms.every((a) => a.kind === kind) ? kind : null;
}

/** bytes, a bytearray or a map: its items are ints. */
export function isMemory(a: Atom): boolean {
  return a.kind === "bytes" || a.kind === "bytearray" || (a.kind === "object" && a.name === "mmap.mmap");
}

export function only(t: Type, ...kinds: Kind[]): boolean {
  return !t.top && t.atoms.length > 0 && t.atoms.every((a) => kinds.includes(a.kind));
}

export function isSmall(t: Type): boolean {
  return t.lo >= -MAX && t.hi <= MAX;
}
