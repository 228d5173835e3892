/**
 * generators - functions whose body runs step by step: they return an object that owns one frame of the second form.
 */
import type * as E from "./estree.js";
import type { FormContext } from "./form.js";
import type { Site } from "./ops.js";
import { THIS } from "./print.js";

/** The body of the function itself: it makes the object. */
export function generatorBody(context: FormContext, node: E.FunctionNode, sites: readonly Site[], entry: readonly string[], prologue: string): string {
  const size = Math.max(entry.length, ...sites.map((site) => site.vars.length));
  const slots = [...entry, ...Array<string>(size - entry.length).fill("undefined")];
  const maker = node.async ? (node.generator ? "$asyncgen" : "$coroutine") : "$gen";
  const object = `${maker}(${context.descriptor}, ${context.f.usesThis ? THIS : "null"}, [${slots.join(", ")}])`;
  const entitled = node.type === "FunctionExpression" && node.$entitled === true;
  return `{\n${prologue}return ${entitled ? `$entitled($self, ${object})` : object}; }`;
}
