/**
 * imports - which modules a source text may import, and the files of a folder that they are.
 *
 * In   a syntax tree; the folder a script stands in
 * Out  absolute module names; paths of `.py` files below the folder
 */
import { existsSync } from "node:fs";
import path from "node:path";
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";

/** Absolute names that the import statements of a module may mean; `package_` is its `__package__`. */
export function importedNames(module: ast.Mod, package_: string): Set<string> {
  const names = new Set<string>();
  const add = (name: string): void => {
    const parts = name.split(".");
    parts.forEach((_, i) => names.add(parts.slice(0, i + 1).join(".")));
  };
  const visit = (node: ast.Node): void => {
    if (node.kind === "Import") for (const alias of node.names) add(alias.name);
    else if (node.kind === "ImportFrom") {
      const base = absolute(node.module ?? "", node.level, package_);
      if (base !== null) {
        if (base !== "") add(base);
        for (const alias of node.names) if (alias.name !== "*") add(base === "" ? alias.name : `${base}.${alias.name}`);
      }
    } else eachChild(node, visit);
  };
  visit(module);
  return names;
}

function absolute(name: string, level: number, package_: string): string | null {
  if (level === 0) return name;
  const parts = package_ === "" ? [] : package_.split(".");
  if (level > parts.length) return null;
  return [...parts.slice(0, parts.length - level + 1), ...(name === "" ? [] : [name])].join(".");
}

/** The file of a module below a folder, `a/b.py` or `a/b/__init__.py`, as a path from it; null: there is none. */
export function moduleFile(folder: string, name: string): string | null {
  const base = name.replaceAll(".", "/");
  for (const file of [`${base}/__init__.py`, `${base}.py`]) if (existsSync(path.join(folder, file))) return file;
  return null;
}

/** `__package__` of the module in a file. */
export function packageOf(file: string): string {
  return path.dirname(file) === "." ? "" : path.dirname(file).replaceAll("/", ".");
}
