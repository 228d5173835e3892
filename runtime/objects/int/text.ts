/**
 * text - ints as text and back, with the limit on the number of digits.
 *
 * Mirrors  Objects/longobject.c: PyLong_FromUnicodeObject, long_to_decimal_string
 */
import { ValueError } from "../exceptions.js";
import { canon, type Int } from "./big.js";
import { asciiDigits } from "../str/categories.js";
import { carriedContents } from "../../snapshot/carried.js";

/** sys.set_int_max_str_digits(); 0 for no limit. */
export const digitLimit = { value: 4300 };
carriedContents("int digits", digitLimit);

/** str() of an int. */
export function intText(n: Int): string {
  return typeof n === "number" ? "" + n : bigText(n);
}

function bigText(n: bigint): string {
  const limit = digitLimit.value;
  // Each hexadecimal digit is 1.204 decimal ones: the text is only made where it may be shown.
  const text = limit > 0 && n.toString(16).length > limit ? "" : n.toString();
  if (limit > 0 && (text === "" || text.length - (text[0] === "-" ? 1 : 0) > limit)) {
    throw new ValueError(`Exceeds the limit (${limit} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`);
  }
  return text;
}

const SMALL = /^[+-]?[0-9]{1,15}$/;
const PREFIX: { readonly [letter: string]: number } = { x: 16, X: 16, o: 8, O: 8, b: 2, B: 2 };

/**
 * The int that text denotes in a base (0: by its prefix, 2..36); undefined for malformed text.
 *
 * @throws ValueError more digits than the limit
 */
export function parseInteger(text: string, base: number): Int | undefined {
  if (base === 10 && SMALL.test(text)) return Number(text) + 0;
  let rest = asciiDigits(text).trim();
  const negative = rest[0] === "-";
  if (negative || rest[0] === "+") rest = rest.slice(1);
  let prefixed = false;
  if (rest[0] === "0" && rest.length > 1) {
    const wanted = PREFIX[rest[1] as string];
    if (wanted !== undefined && (base === 0 || base === wanted)) {
      base = wanted;
      rest = rest.slice(2);
      if (rest[0] === "_") rest = rest.slice(1);
      prefixed = true;
    }
  }
  if (base === 0) {
    base = 10;
    // "00" is zero, "012" an error
    if (!prefixed && /^0[0_]*[1-9]/.test(rest)) return undefined;
  }
  if (!/^[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*$/.test(rest)) return undefined;
  const digits = rest.indexOf("_") < 0 ? rest : rest.replaceAll("_", "");
  if (!validDigits(digits, base)) return undefined;
  if ((base & (base - 1)) !== 0 && digitLimit.value > 0 && digits.length > digitLimit.value) {
    throw new ValueError(
      `Exceeds the limit (${digitLimit.value} digits) for integer string conversion: value has ${digits.length} digits; ` +
        "use sys.set_int_max_str_digits() to increase the limit",
    );
  }
  const size = digits.length <= 10 ? parseInt(digits, base) : parseBig(digits, base);
  return negative ? canon(-BigInt(size)) : size;
}

function validDigits(digits: string, base: number): boolean {
  for (let i = 0; i < digits.length; i++) {
    const c = digits.charCodeAt(i);
    if ((c < 58 ? c - 48 : (c | 32) - 87) >= base) return false;
  }
  return true;
}

function parseBig(digits: string, base: number): Int {
  if (base === 10) return canon(BigInt(digits));
  if (base === 16) return canon(BigInt("0x" + digits));
  if (base === 8) return canon(BigInt("0o" + digits));
  if (base === 2) return canon(BigInt("0b" + digits));
  return canon(parseHalves(digits, base));
}

function parseHalves(digits: string, base: number): bigint {
  if (digits.length <= 10) return BigInt(parseInt(digits, base));
  const low = digits.length >> 1;
  return parseHalves(digits.slice(0, -low), base) * BigInt(base) ** BigInt(low) + parseHalves(digits.slice(-low), base);
}
