/**
 * future - what a text asks for by `from __future__ import ...`, or compile() by its flags.
 *
 * Mirrors  Python/future.c, Include/cpython/code.h of CPython 3.13
 */
import type { ImportFrom, Mod } from "./nodes.js";
import { some } from "./visit.js";

/** CO_FUTURE_ANNOTATIONS */
export const FUTURE_ANNOTATIONS = 0x1000000;

/** The `from __future__ import ...` at the head of a text: only a docstring and others of them may stand before one. */
export function headFutures(module: Mod): ImportFrom[] {
  const found: ImportFrom[] = [];
  if (module.kind === "Expression") return found;
  for (const [i, node] of module.body.entries()) {
    if (node.kind === "ImportFrom" && node.module === "__future__" && node.level === 0) found.push(node);
    else if (!(i === 0 && node.kind === "Expr" && node.value.kind === "Constant" && node.value.value.type === "str")) break;
  }
  return found;
}

/** Whether annotations are their texts. */
export function annotationsAreTexts(module: Mod, flags = 0): boolean {
  if ((flags & FUTURE_ANNOTATIONS) !== 0) return true;
  if (module.kind !== "Module") return false;
  return module.body.some((s) => s.kind === "ImportFrom" && s.module === "__future__" && s.names.some((a) => a.name === "annotations"));
}

/** What shows the names of a module. */
const SHOWN: ReadonlySet<string> = new Set(["dir", "globals", "locals", "vars"]);

/** Whether the text looks at the names that `from __future__ import ...` binds: the module of that name need not be there where it does not. */
export function looksAtFutures(module: Mod): boolean {
  const names = new Set(SHOWN);
  if (module.kind !== "Expression") {
    for (const s of module.body) if (s.kind === "ImportFrom" && s.module === "__future__") for (const { name, asname } of s.names) names.add(asname ?? name);
  }
  return names.size > SHOWN.size && some(module, (node) => node.kind === "Name" && names.has(node.id));
}
