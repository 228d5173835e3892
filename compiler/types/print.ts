/**
 * print - inferred types as text: TypeScript annotations, and the form that `chk` of the runtime reads.
 */
import type * as ast from "../ast/nodes.js";
import { jsIdentifier } from "../emit/names.js";
import type { Atom, Type } from "./lattice.js";

const DEPTH = 3;

/** As a TypeScript annotation; Value where it would say nothing. */
export function annotation(t: Type, depth = 0): string {
  if (t.top || t.atoms.length === 0 || t.atoms.length > 4 || depth > DEPTH) return "Value";
  const parts = new Set(t.atoms.map((a) => atomText(a, depth)));
  if (parts.has("Value")) return "Value";
  // null stands last
  const list = [...parts].filter((p) => p !== "null").sort();
  if (parts.has("null")) list.push("null");
  return list.join(" | ");
}

const LIBRARY: ReadonlySet<string> = new Set(["threading.Lock", "threading.Condition", "threading.Semaphore", "threading.Event", "threading.Barrier"]);

/** Made by `Queue(...)`, not by a subclass. */
function isPlainQueue(node: ast.Node): boolean {
  if (node.kind !== "Call") return false;
  const { func } = node;
  return (func.kind === "Attribute" && func.attr === "Queue") || (func.kind === "Name" && func.id === "Queue");
}

function atomText(a: Atom, depth: number): string {
  switch (a.kind) {
    case "None":
      return "null";
    case "bool":
    case "int":
    case "str":
    case "bytes":
      return a.kind;
    case "float":
      // raw doubles are `float`: types/table.ts says where
      return "Float";
    case "list":
    case "set":
      return `${a.kind}<${annotation(a.site!.item.type, depth + 1)}>`;
    // `@` stands before a class of the library: emit knows what the module calls it
    case "deque":
      return `@collections.deque<${annotation(a.site!.item.type, depth + 1)}>`;
    case "queue":
      return isPlainQueue(a.site!.node) ? `@queue.Queue<${annotation(a.site!.item.type, depth + 1)}>` : "Value";
    case "object":
      return LIBRARY.has(a.name!) ? `@${a.name!}` : "Value";
    case "dict":
      return `dict<${annotation(a.site!.key.type, depth + 1)}, ${annotation(a.site!.item.type, depth + 1)}>`;
    case "tuple": {
      const { positions } = a.site!;
      if (positions === null) return `tuple<${annotation(a.site!.item.type, depth + 1)}[]>`;
      return `tuple<[${positions.map((c) => annotation(c.type, depth + 1)).join(", ")}]>`;
    }
    case "instance":
      // a class of an inner block has no name outside it
      return a.cls!.scope.parent?.kind === "module" && a.cls!.scope.place?.block === a.cls!.scope.parent.body ? jsIdentifier(a.cls!.name) : "Value";
    default:
      return "Value";
  }
}

/** Kinds with bounds, as `chk` reads them: `int:0:255 None list(int::)`; null if nothing is known. */
export function check(t: Type, depth = 0): string | null {
  if (t.top || depth > DEPTH) return null;
  const parts: string[] = [];
  for (const a of t.atoms) {
    const part = atomCheck(a, t, depth);
    if (part === null) return null;
    parts.push(part);
  }
  return parts.join("|");
}

function atomCheck(a: Atom, t: Type, depth: number): string | null {
  const inner = (type: Type): string => (type.top ? "?" : type.atoms.length === 0 ? "!" : (check(type, depth + 1) ?? "?"));
  switch (a.kind) {
    case "int":
      return `int:${t.lo}:${t.hi}`;
    case "None":
    case "bool":
    case "float":
    case "complex":
    case "str":
    case "bytes":
    case "bytearray":
    case "range":
    case "slice":
      return a.kind;
    case "list":
    case "set":
    case "deque":
      return `${a.kind}(${inner(a.site!.item.type)})`;
    case "dict":
    case "defaultdict":
    case "counter":
      return `dict(${inner(a.site!.key.type)};${inner(a.site!.item.type)})`;
    case "tuple":
      return a.site!.positions === null ? `tuple(${inner(a.site!.item.type)})` : `items(${a.site!.positions.map((c) => inner(c.type)).join(";")})`;
    case "instance":
      return `object:${a.cls!.name}`;
    case "class":
      return "type";
    case "function":
    case "bound":
    case "builtin":
    case "method":
      return "callable";
    default:
      return "any";
  }
}
