/**
 * visit - walks the tree by FIELDS, in CPython's field order.
 */
import { FIELDS, type Node } from "./nodes.js";

/** Whether a field's value is a node. */
function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && (value as Partial<Node>).kind !== undefined;
}

/** Calls `f` with each child node, in field order. */
export function eachChild(node: Node, f: (child: Node) => void): void {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  for (const name of FIELDS[node.kind]) {
    const value = fields[name];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) f(item);
    } else if (isNode(value)) {
      f(value);
    }
  }
}

/** Whether `found` holds for the node or one below it; `enter` false: not into this child. */
export function some(node: Node, found: (node: Node) => boolean, enter: (node: Node) => boolean = () => true): boolean {
  if (found(node)) return true;
  let result = false;
  eachChild(node, (child) => {
    if (!result && enter(child)) result = some(child, found, enter);
  });
  return result;
}
