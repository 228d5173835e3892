/**
 * numbers - the value of a number token.
 *
 * Mirrors  parsenumber in Parser/pegen.c of CPython 3.13
 */
import type { ConstantValue } from "../ast/nodes.js";
import { LiteralError } from "./strings.js";

/** @param maxDigits sys.get_int_max_str_digits(): CPython's parser converts with int(), whose work grows with the square of the digits; 0 for no limit */
export function numberValue(text: string, maxDigits: number): ConstantValue {
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  const last = digits.charCodeAt(digits.length - 1) | 32;
  if (/^0[xXbBoO]/.test(digits)) return { type: "int", value: BigInt(digits) };
  if (last === 106) return { type: "complex", imag: Number(digits.slice(0, -1)) };
  if (/[.eE]/.test(digits)) return { type: "float", value: Number(digits) };
  if (maxDigits > 0 && digits.length > maxDigits) throw new LiteralError(tooLong(digits.length, maxDigits));
  return { type: "int", value: BigInt(digits) };
}

function tooLong(digits: number, maxDigits: number): string {
  return (
    `Exceeds the limit (${maxDigits} digits) for integer string conversion: value has ${digits} digits; ` +
    "use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
  );
}
