/**
 * subscripts - what `o[i]` gives.
 */
import type * as ast from "../ast/nodes.js";
import { isMemory, type Atom, type Type } from "../types/lattice.js";
import { escape } from "./escape.js";
import { callSpecial, made, type Exec } from "./exec.js";
import { evaluate, literalInt } from "./expressions.js";

export function subscript(x: Exec, node: ast.Subscript): Type {
  const o = evaluate(x, node.value);
  const i = evaluate(x, node.slice);
  const { s } = x;
  if (o.top) {
    escape(s, i);
    return o;
  }
  return s.union(o.atoms.map((a) => itemAt(x, a, i, node)));
}

function itemAt(x: Exec, a: Atom, i: Type, node: ast.Subscript): Type {
  const { s } = x;
  const { lattice } = s;
  const isSlice = !i.top && i.atoms.length > 0 && i.atoms.every((k) => k.kind === "slice");
  const mayBeSlice = i.top || i.atoms.some((k) => k.kind === "slice" || k.kind === "instance" || k.kind === "object");
  if (isMemory(a)) {
    const part = a.kind === "object" ? lattice.simple("bytes") : lattice.of(a);
    if (isSlice) return part;
    return mayBeSlice ? lattice.join(lattice.interval(0, 255), part) : lattice.interval(0, 255);
  }
  switch (a.kind) {
    case "str":
      return lattice.str;
    case "list":
      if (isSlice) return made(x, "list", node, "slice", s.read(a.site!.item));
      return mayBeSlice ? s.join(s.read(a.site!.item), lattice.of(a)) : s.read(a.site!.item);
    case "deque":
      return s.read(a.site!.item);
    case "tuple": {
      if (isSlice) return s.tupleOf(s.site(node, "slice"), s.itemsOf(a.site!));
      if (mayBeSlice) {
        escape(s, lattice.of(a));
        return lattice.Value;
      }
      const at = literalInt(node.slice);
      const { positions } = a.site!;
      s.read(a.site!.item);
      if (at === null || positions === null) return s.itemsOf(a.site!);
      const cell = positions[at < 0 ? at + positions.length : at];
      return cell === undefined ? lattice.empty : s.read(cell);
    }
    case "defaultdict":
      s.write(a.site!.key, i);
      return s.read(a.site!.item);
    case "counter":
      return s.join(s.read(a.site!.item), lattice.interval(0, 0));
    case "dict":
      return s.read(a.site!.item);
    case "range":
      return isSlice || mayBeSlice ? lattice.Value : lattice.int;
    case "instance":
      return callSpecial(x, a, "__getitem__", [i], node) ?? (s.isOpaque(a.cls!) || a.cls!.bases.length > 0 ? lattice.Value : lattice.empty);
    case "None":
    case "int":
    case "bool":
    case "float":
      return lattice.empty;
    default:
      escape(s, lattice.of(a));
      escape(s, i);
      return lattice.Value;
  }
}
