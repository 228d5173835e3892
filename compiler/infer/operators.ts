/**
 * operators - results of arithmetic, by the kinds of the operands.
 */
import type * as ast from "../ast/nodes.js";
import { only, soleKind, MAX, type Atom, type Kind, type Type } from "../types/lattice.js";
import { escape } from "./escape.js";
import { callSpecial, made, type Exec } from "./exec.js";

export const DUNDER: { readonly [K in ast.Operator]: string } = {
  Add: "add",
  Sub: "sub",
  Mult: "mul",
  MatMult: "matmul",
  Div: "truediv",
  FloorDiv: "floordiv",
  Mod: "mod",
  Pow: "pow",
  LShift: "lshift",
  RShift: "rshift",
  BitOr: "or",
  BitXor: "xor",
  BitAnd: "and",
};

const NUMBERS: ReadonlySet<Kind> = new Set(["bool", "int", "float", "complex"]);
/** Kinds whose operators are known: what has no rule raises TypeError. */
const BASIC: ReadonlySet<Kind> = new Set([
  "bool",
  "int",
  "float",
  "complex",
  "str",
  "bytes",
  "None",
  "list",
  "tuple",
  "dict",
  "set",
  "function",
  "class",
  "range",
]);

/** @param node where a container that results is made */
export function binary(x: Exec, node: ast.Node, op: ast.Operator, l: Type, r: Type, right: ast.Expr | null, inPlace = false): Type {
  const { s } = x;
  if (op === "Mod" && only(l, "str", "bytes")) {
    for (const a of r.atoms) if (a.kind === "instance") shown(x, a);
    return l;
  }
  if (l.top || r.top) {
    const known = l.top ? r : l;
    for (const a of known.atoms) {
      if (a.kind === "instance") {
        const names = l.top ? [`__r${DUNDER[op]}__`] : [`__${DUNDER[op]}__`, `__i${DUNDER[op]}__`];
        for (const name of names) callSpecial(x, a, name, [s.lattice.Value], node);
      }
      escape(s, s.lattice.of(a));
    }
    return x.Value;
  }
  // the usual cases at once
  if (soleKind(l) === "int" && soleKind(r) === "int") return intResult(x, op, l, r, right);
  let result = x.empty;
  for (const a of l.atoms) for (const b of r.atoms) result = s.join(result, pair(x, node, op, a, l, b, r, right, inPlace));
  return result;
}

/** The runtime formats an instance: its special methods get what they get. */
export function shown(x: Exec, a: Atom): void {
  for (const name of ["__format__", "__str__", "__repr__"]) callSpecial(x, a, name, name === "__format__" ? [x.s.lattice.str] : [], a.cls!.node);
}

function pair(x: Exec, node: ast.Node, op: ast.Operator, a: Atom, lt: Type, b: Atom, rt: Type, right: ast.Expr | null, inPlace: boolean): Type {
  const { s } = x;
  const { lattice } = s;
  const [l, r] = [a.kind, b.kind];
  if (NUMBERS.has(l) && NUMBERS.has(r)) {
    if (l === "complex" || r === "complex") return lattice.complex;
    if (op === "MatMult") return x.empty;
    if (["LShift", "RShift", "BitAnd", "BitOr", "BitXor"].includes(op) && (l === "float" || r === "float")) return x.empty;
    if (op === "Div") return lattice.float;
    if (l === "float" || r === "float") return op === "Pow" && r === "float" ? lattice.join(lattice.float, lattice.complex) : lattice.float;
    if (l === "bool" && r === "bool" && (op === "BitAnd" || op === "BitOr" || op === "BitXor")) return lattice.bool;
    const bound = (k: Kind, t: Type): Type => (k === "bool" ? lattice.interval(0, 1) : lattice.interval(t.lo, t.hi));
    return intResult(x, op, bound(l, lt), bound(r, rt), right);
  }
  const count = (k: Kind): boolean => k === "int" || k === "bool";
  if (op === "Add") {
    if (l === "str" && r === "str") return lattice.str;
    if (l === "bytes" && r === "bytes") return lattice.bytes;
    if (l === "list" && r === "list") return made(x, "list", node, "op", s.join(s.read(a.site!.item), s.read(b.site!.item)));
    if (l === "tuple" && r === "tuple") {
      const [p, q] = [a.site!.positions, b.site!.positions];
      s.read(a.site!.item);
      s.read(b.site!.item);
      const site = s.site(node, "op");
      if (p !== null && q !== null && p.length + q.length < 8)
        return s.tuple(
          site,
          [...p, ...q].map((c) => s.read(c)),
        );
      return s.tupleOf(site, s.join(s.itemsOf(a.site!), s.itemsOf(b.site!)));
    }
  }
  if (op === "Mult") {
    if ((l === "str" || l === "bytes") && count(r)) return lattice.simple(l);
    if ((r === "str" || r === "bytes") && count(l)) return lattice.simple(r);
    if (l === "list" && count(r)) return made(x, "list", node, "op", s.read(a.site!.item));
    if (r === "list" && count(l)) return made(x, "list", node, "op", s.read(b.site!.item));
    if (l === "tuple" && count(r)) return s.tupleOf(s.site(node, "op"), s.itemsOf(a.site!));
    if (r === "tuple" && count(l)) return s.tupleOf(s.site(node, "op"), s.itemsOf(b.site!));
  }
  if (l === "set" && r === "set" && ["BitOr", "BitAnd", "Sub", "BitXor"].includes(op))
    return made(x, "set", node, "op", s.join(s.read(a.site!.item), s.read(b.site!.item)));
  if (l === "dict" && r === "dict" && op === "BitOr")
    return made(x, "dict", node, "op", s.join(s.read(a.site!.item), s.read(b.site!.item)), s.join(s.read(a.site!.key), s.read(b.site!.key)));
  if (l === "instance" || r === "instance") return userOperator(x, node, op, a, b, inPlace);
  if (BASIC.has(l) && BASIC.has(r)) return x.empty;
  escape(s, lattice.of(a));
  escape(s, lattice.of(b));
  return lattice.Value;
}

function userOperator(x: Exec, node: ast.Node, op: ast.Operator, a: Atom, b: Atom, inPlace: boolean): Type {
  const { s } = x;
  const { lattice } = s;
  const name = DUNDER[op];
  const typeOfAtom = (atom: Atom): Type => lattice.of(atom);
  const results: Type[] = [];
  const tries: [Atom, Atom, string][] = [
    [a, b, `__${name}__`],
    [b, a, `__r${name}__`],
  ];
  if (inPlace) tries.unshift([a, b, `__i${name}__`]);
  for (const [self, other, method] of tries) {
    if (self.kind !== "instance") continue;
    const t = callSpecial(x, self, method, [typeOfAtom(other)], node);
    if (t !== null) results.push(lattice.filter(t, (k) => k.kind !== "NotImplemented"));
  }
  const unknown = [a, b].some((k) => k.kind === "instance" && s.isOpaque(k.cls!));
  if (results.length > 0 && !unknown) return s.union(results);
  escape(s, lattice.of(a));
  escape(s, lattice.of(b));
  return lattice.Value;
}

// ---------------------------------------------------------------- intervals

function intResult(x: Exec, op: ast.Operator, l: Type, r: Type, right: ast.Expr | null): Type {
  const { lattice } = x.s;
  const int = (lo: number, hi: number): Type => lattice.interval(lo, hi);
  switch (op) {
    case "Add":
      return int(l.lo + r.lo, l.hi + r.hi);
    case "Sub":
      return int(l.lo - r.hi, l.hi - r.lo);
    case "Mult": {
      const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
      const all = [product(l.lo, r.lo), product(l.lo, r.hi), product(l.hi, r.lo), product(l.hi, r.hi)];
      return int(Math.min(...all), Math.max(...all));
    }
    case "Div":
      return lattice.float;
    case "FloorDiv":
      if (r.lo >= 1)
        return int(
          l.lo >= 0 ? 0 : r.lo > 1 && l.lo > -Infinity ? Math.floor(l.lo / r.lo) : l.lo,
          l.hi < 0 ? 0 : l.hi === Infinity ? Infinity : Math.floor(l.hi / r.lo),
        );
      return int(-Math.max(Math.abs(l.lo), Math.abs(l.hi)), Math.max(Math.abs(l.lo), Math.abs(l.hi)));
    case "Mod":
      if (r.lo >= 0) return int(0, l.lo >= 0 ? Math.min(l.hi, Math.max(r.hi - 1, 0)) : Math.max(r.hi - 1, 0));
      return int(Math.min(r.lo, 0), Math.max(r.hi, 0));
    case "Pow": {
      if (right?.kind === "UnaryOp" && right.op === "USub") return lattice.float;
      if (r.lo < 0) return lattice.join(lattice.int, lattice.float);
      if (r.hi > 1100 || !Number.isFinite(l.lo) || !Number.isFinite(l.hi)) return l.lo >= 0 ? int(0, Infinity) : lattice.int;
      const top = Math.pow(Math.max(Math.abs(l.lo), Math.abs(l.hi)), r.hi);
      return int(l.lo >= 0 ? 0 : -top, Math.max(top, 1));
    }
    case "LShift":
      return r.hi <= 60
        ? int(l.lo < 0 ? l.lo * 2 ** r.hi : l.lo * 2 ** Math.max(r.lo, 0), l.hi < 0 ? l.hi : l.hi * 2 ** r.hi)
        : int(l.lo >= 0 ? 0 : -Infinity, Infinity);
    case "RShift":
      return int(l.lo >= 0 ? 0 : l.lo, l.hi < 0 ? -1 : r.lo > 0 && l.hi < Infinity ? Math.floor(l.hi / 2 ** Math.min(r.lo, 100)) : l.hi);
    case "BitAnd":
      if (l.lo >= 0 && r.lo >= 0) return int(0, Math.min(l.hi, r.hi));
      if (l.lo >= 0) return int(0, l.hi);
      if (r.lo >= 0) return int(0, r.hi);
      return bits(x, l, r);
    case "BitOr":
    case "BitXor":
      return bits(x, l, r);
    case "MatMult":
      return x.empty;
  }
}

/** Both have at most n bits: so has the result. */
function bits(x: Exec, l: Type, r: Type): Type {
  const reach = Math.max(-Math.min(l.lo, r.lo) - 1, l.hi, r.hi, 0);
  if (reach > MAX) return l.lo >= 0 && r.lo >= 0 ? x.s.lattice.interval(0, Infinity) : x.s.lattice.int;
  let all = 1;
  while (all <= reach) all *= 2;
  return x.s.lattice.interval(l.lo >= 0 && r.lo >= 0 ? 0 : -all, all - 1);
}

/** `n += c` with a small c: at a nanosecond a round it takes days to leave the safe integers. */
export function counter(x: Exec, op: ast.Operator, l: Type, r: Type, result: Type): Type {
  if ((op !== "Add" && op !== "Sub") || soleKind(l) !== "int" || !only(r, "int", "bool") || soleKind(result) !== "int") return result;
  const LIMIT = 2 ** 50;
  const step: [number, number] = soleKind(r) === "bool" ? [0, 1] : [Math.min(r.lo, r.atoms.length > 1 ? 0 : r.lo), r.hi];
  if (Math.max(Math.abs(step[0]), Math.abs(step[1])) > 256 || l.lo < -LIMIT || l.hi > LIMIT) return result;
  const up = op === "Add" ? step[1] > 0 : step[0] < 0;
  const down = op === "Add" ? step[0] < 0 : step[1] > 0;
  return x.s.lattice.interval(down ? -LIMIT : Math.max(result.lo, -LIMIT), up ? LIMIT : Math.min(result.hi, LIMIT));
}

export function negated(x: Exec, t: Type): Type {
  return x.s.lattice.interval(-t.hi, -t.lo);
}
