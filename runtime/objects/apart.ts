/**
 * apart - functions of scripts of which the compiler has found that nobody can tell where they are called (compiler/lower/open/apart.ts).
 */
import type { FunctionMeta } from "./function.js";
import type { Value } from "./object.js";

/** What describes them. */
const APART = new WeakSet<FunctionMeta>();

/** Lowered modules say so of a function. */
export function $apart(meta: FunctionMeta): void {
  APART.add(meta);
}

/** Is it one of those, as it was defined? */
export function isApart(f: Value): boolean {
  return (
    typeof f === "function" &&
    f.$f !== undefined &&
    f.$self === undefined &&
    f.$change === undefined &&
    f.$defaults === undefined &&
    APART.has(f.$f as FunctionMeta)
  );
}
