/** numbers - the value of a number token. */
import type { ConstantValue } from "../ast/nodes.js";

export function numberValue(text: string): ConstantValue {
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  const last = digits.charCodeAt(digits.length - 1) | 32;
  if (/^0[xXbBoO]/.test(digits)) return { type: "int", value: BigInt(digits) };
  if (last === 106) return { type: "complex", imag: Number(digits.slice(0, -1)) };
  if (/[.eE]/.test(digits)) return { type: "float", value: Number(digits) };
  return { type: "int", value: BigInt(digits) };
}
