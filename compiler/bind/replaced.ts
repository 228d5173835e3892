/**
 * replaced - the builtins that a module puts something else in the place of: `builtins.print = ...`, `patch("builtins.input")`.
 *
 * The module's own uses of such a name are looked up when they run; other modules keep the builtin.
 */
import { stringOf } from "../ast/constants.js";
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";

const NONE: ReadonlySet<string> = new Set();
/** Of the caller's scope: calls of them mean more than the function. */
const KEPT: ReadonlySet<string> = new Set(["super", "globals", "locals", "vars", "dir", "eval", "exec", "__import__"]);

/** The names; `text` is the module's, in which `builtins` must occur. */
export function replacedBuiltins(module: ast.Node, text: string): ReadonlySet<string> {
  if (!text.includes("builtins")) return NONE;
  const modules = new Set(["__builtins__"]);
  const found = new Set<string>();
  const add = (name: string): void => {
    if (!KEPT.has(name)) found.add(name);
  };
  const visit = (node: ast.Node): void => {
    if (node.kind === "alias" && node.name === "builtins") modules.add(node.asname ?? "builtins");
    else if (node.kind === "Attribute") {
      if (node.ctx !== "Load" && node.value.kind === "Name" && modules.has(node.value.id)) add(node.attr);
    } else if (node.kind === "Constant") {
      const name = /^builtins\.(\w+)$/.exec(stringOf(node) ?? "")?.[1];
      if (name !== undefined) add(name);
    } else if (node.kind === "Call") {
      const [first, second] = node.args;
      const name = second === undefined ? null : stringOf(second);
      if (first?.kind === "Name" && modules.has(first.id) && name !== null) add(name);
    }
    eachChild(node, visit);
  };
  visit(module);
  return found;
}
