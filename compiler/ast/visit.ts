/**
 * visit - walks the tree by FIELDS, in CPython's field order.
 */
import { FIELDS, type Node } from "./nodes.js";

/** Whether the value of a field of CHILD_FIELDS is a node. */
function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** Fields that never hold nodes, of any kind that has them. */
const TEXTS: ReadonlySet<string> = new Set("id op ops ctx attr level module asname conversion simple is_async kwd_attrs rest arg".split(" "));

/** Of FIELDS those that may hold nodes. */
const CHILD_FIELDS = {} as { [K in Node["kind"]]: readonly string[] };
for (const kind of Object.keys(FIELDS) as Node["kind"][]) {
  const none = kind === "Constant" || kind === "Global" || kind === "Nonlocal" || kind === "MatchSingleton";
  CHILD_FIELDS[kind] = none ? [] : FIELDS[kind].filter((name) => !TEXTS.has(name) && (name !== "name" || kind === "TypeAlias"));
}

/**
 * Calls `f` with each child node, in field order. Called for every node many times, in code that V8 has not compiled yet: a name should cost next to
 * nothing, and no iterators are made.
 */
export function eachChild(node: Node, f: (child: Node) => void): void {
  const fields = CHILD_FIELDS[node.kind];
  for (let i = 0; i < fields.length; i++) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[fields[i]!];
    if (Array.isArray(value)) {
      for (let k = 0; k < value.length; k++) if (isNode(value[k])) f(value[k] as Node);
    } else if (isNode(value)) f(value);
  }
}

/** Whether `found` holds for the node or one below it; `enter` false: not into this child. */
export function some(node: Node, found: (node: Node) => boolean, enter?: (node: Node) => boolean): boolean {
  if (found(node)) return true;
  const fields = CHILD_FIELDS[node.kind];
  for (let i = 0; i < fields.length; i++) {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[fields[i]!];
    if (Array.isArray(value)) {
      for (let k = 0; k < value.length; k++) {
        const item: unknown = value[k];
        if (isNode(item) && (enter === undefined || enter(item)) && some(item, found, enter)) return true;
      }
    } else if (isNode(value) && (enter === undefined || enter(value)) && some(value, found, enter)) return true;
  }
  return false;
}
