/**
 * types - a module's inferred types as text, for tables.
 */
import type * as ast from "../../../compiler/ast/nodes.js";
import { bind } from "../../../compiler/bind/bind.js";
import { readSource } from "../../../compiler/host.js";
import { infer } from "../../../compiler/infer/infer.js";
import type { Solver } from "../../../compiler/infer/solver.js";
import { parse } from "../../../compiler/parse/parse.js";
import type { Atom, Type } from "../../../compiler/types/lattice.js";

function atomText(a: Atom, t: Type): string {
  if (a.kind === "int") return t.lo === -Infinity && t.hi === Infinity ? "int" : `int[${t.lo},${t.hi}]`;
  if (a.cls !== undefined) return a.kind === "instance" ? a.cls.name : `${a.kind} ${a.cls.name}`;
  if (a.fn !== undefined) return `${a.kind} ${a.fn.name}`;
  if (a.kind === "tuple" && a.site!.positions !== null) return `(${a.site!.positions.map((c) => typeText(c.type)).join(", ")})`;
  if (a.site !== undefined && a.kind === "dict") return `dict<${typeText(a.site.key.type)}, ${typeText(a.site.item.type)}>`;
  if (a.site !== undefined) return `${a.kind}<${typeText(a.site.item.type)}>`;
  return a.name === undefined ? a.kind : `${a.kind} ${a.name}`;
}

export function typeText(t: Type): string {
  if (t.top) return "Value";
  return t.atoms.length === 0
    ? "-"
    : t.atoms
        .map((a) => atomText(a, t))
        .sort()
        .join(" | ");
}

export function solve(source: string, main = true): Solver | null {
  const file = readSource(new TextEncoder().encode(source), "t.py");
  const module = parse(file) as ast.Module;
  return infer(module, bind(module, file), main);
}

/** `x`, `f.x` a local or parameter, `f()` a result, `C.x` a field. */
export function typeIn(s: Solver | null, name: string): string {
  if (s === null) return "unknown module";
  const call = /^(?:(\w+)\.)?(\w+)\(\)$/.exec(name);
  if (call !== null) {
    const fn = s.fns.find((f) => f.name === call[2] && (call[1] === undefined || f.cls?.name === call[1]));
    return typeText(fn!.result.type);
  }
  const [owner, member] = name.split(".") as [string, string?];
  if (member === undefined) return typeText(s.variable(s.symbols.module.variables.get(owner)!).type);
  const cls = s.classes.find((c) => c.name === owner);
  if (cls !== undefined) return typeText(cls.root.fields.get(member)!.type);
  const fn = s.fns.find((f) => f.name === owner)!;
  return typeText(s.variable(fn.scope.variables.get(member)!).type);
}
