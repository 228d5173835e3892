/**
 * imports - import declarations, executed at their place.
 */
import type * as E from "../estree.js";
import { assign, id, literal, statement } from "../estree.js";
import { array, index } from "./context.js";
import type { Context } from "./context.js";
import { variable } from "./expressions.js";

/** Python's name of the module that a specifier names; relative ones begin with dots. */
export function moduleName(specifier: string): string {
  if (specifier.startsWith("gilt/")) return specifier.slice(5).replaceAll("/", ".");
  if (specifier.endsWith(".js")) return specifier.replace(/^\.\//, "").slice(0, -3).replaceAll("/", ".");
  let dots = 1;
  let rest = specifier;
  if (rest.startsWith("./")) rest = rest.slice(2);
  while (rest === ".." || rest.startsWith("../")) {
    dots += 1;
    rest = rest.slice(3);
  }
  return ".".repeat(dots) + (rest === "." ? "" : rest.replaceAll("/", "."));
}

export function openImport(c: Context, node: E.ImportDeclaration): E.Statement[] {
  const source = String(node.source.value);
  if (source === "gilt") return [];
  const name = literal(moduleName(source), node.source);
  const named = node.specifiers.filter((s): s is E.ImportSpecifier => s.type === "ImportSpecifier");
  if (node.specifiers.length === 0) return [statement(c.callHelper("$import", [id("$module", node), name], node))];
  // `import a.b as c` looks b up in a
  const imported = (): E.Expression => c.callHelper(String(name.value).includes(".") ? "$importAs" : "$import", [id("$module", node), name], node);
  const out: E.Statement[] = [];
  for (const specifier of node.specifiers) {
    if (specifier.type === "ImportDefaultSpecifier") return c.fail(node, "a default import");
    if (specifier.type === "ImportNamespaceSpecifier") out.push(statement(assign(variable(c, specifier.local), imported(), node)));
  }
  if (named.length > 0) {
    const names = array(
      named.map((s) => literal(s.imported.name, s)),
      node,
    );
    const values = c.hoist(c.callHelper("$importFrom", [id("$module", node), name, names], node));
    named.forEach((s, i) => out.push(statement(assign(variable(c, s.local), index(values, literal(i, s), s), s))));
  }
  return out;
}
