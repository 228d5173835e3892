/**
 * literals - constants as CPython's repr writes them.
 */
import type { ConstantValue } from "./nodes.js";

export function reprConstant(constant: ConstantValue): string {
  switch (constant.type) {
    case "int":
      return constant.value.toString();
    case "float":
      return reprFloat(constant.value, true);
    case "complex":
      return `${reprFloat(constant.imag, false)}j`;
    case "str":
      return reprStr(constant.value);
    case "bytes":
      return reprBytes(constant.value);
    default:
      return constant.type;
  }
}

/** @param point a whole number gets `.0`: floats do, the parts of a complex do not */
export function reprFloat(value: number, point: boolean): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const [mantissa, exponentText] = value.toExponential().split("e") as [string, string];
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const size = Math.abs(exponent);
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${size < 10 ? "0" : ""}${size}`;
  }
  const sign = mantissa.startsWith("-") || Object.is(value, -0) ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return sign + whole + (fraction !== "" ? `.${fraction}` : point ? ".0" : "");
}

export function reprStr(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of value) {
    const code = character.codePointAt(0)!;
    if (character === quote || character === "\\") out += "\\" + character;
    else if (code >= 32 && code < 127) out += character;
    else if (character === "\n") out += "\\n";
    else if (character === "\r") out += "\\r";
    else if (character === "\t") out += "\\t";
    else if (code >= 127 && isPrintable(character)) out += character;
    else if (code < 0x100) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return out + quote;
}

export function reprBytes(value: Uint8Array): string {
  const quote = value.includes(39) && !value.includes(34) ? '"' : "'";
  let out = "b" + quote;
  for (const code of value) {
    if (code === 9) out += "\\t";
    else if (code === 10) out += "\\n";
    else if (code === 13) out += "\\r";
    else if (code === 92 || code === quote.charCodeAt(0)) out += "\\" + String.fromCharCode(code);
    else if (code >= 32 && code < 127) out += String.fromCharCode(code);
    else out += `\\x${code.toString(16).padStart(2, "0")}`;
  }
  return out + quote;
}

/** A letter, mark, number, punctuation or symbol; repr escapes others. */
function isPrintable(character: string): boolean {
  return !/[\p{C}\p{Z}]/u.test(character);
}
