/**
 * constants - what stands in nodes of literals.
 */
import type { Node } from "./nodes.js";

/** The string that a literal is; null for any other node. */
export function stringOf(node: Node): string | null {
  return node.kind === "Constant" && node.value.type === "str" ? node.value.value : null;
}
