/**
 * decimal.text - numbers as text and back.
 *
 * Mirrors     mpd_qset_string, _mpd_to_string of libmpdec; numeric_as_ascii of Modules/_decimal/_decimal.c
 */
import { canon, type Int } from "../../objects/int/big.js";
import { asciiDigits } from "../../objects/str/categories.js";
import { DecimalObject, digitsOf, FINITE, INFINITE, nan, QNAN, SNAN } from "./number.js";
import { rounded } from "./rounding.js";
import { CONVERSION_SYNTAX, EXP_CLAMP, EXP_INF, raised, type DecimalContext } from "./status.js";

const PLAIN = /^[+-]?\d{1,15}(?:\.\d{1,6})?$/;
const NUMBER = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?)(\d+))?$/;
const SPECIAL = /^([+-]?)(?:(inf(?:inity)?)|(s?)nan(\d*))$/i;

/** The number that text denotes, rounded by the context. */
export function parsed(text: string, ctx: DecimalContext): DecimalObject {
  if (PLAIN.test(text)) return parsedPlain(text, ctx);
  const found = NUMBER.exec(text);
  if (found === null) return parsedSpecial(text, ctx);
  const fraction = found[3] ?? found[4] ?? "";
  const digits = (found[2] ?? "") + fraction;
  let exp = 0;
  if (found[6] !== undefined) {
    const size = found[6].length > 22 ? (/^0*(\d{0,22})$/.exec(found[6]) === null ? 1e30 : Number(found[6])) : Number(found[6]);
    exp = found[5] === "-" ? -size : size;
  }
  const most = exp > EXP_INF ? EXP_INF : exp < EXP_CLAMP ? EXP_CLAMP : exp;
  return rounded(found[1] === "-" ? 1 : 0, coefficient(digits), most - fraction.length, ctx);
}

/** The usual case: few digits, no exponent. */
function parsedPlain(text: string, ctx: DecimalContext): DecimalObject {
  const first = text.charCodeAt(0);
  const signed = first === 45 || first === 43;
  const dot = text.indexOf(".");
  const digits = dot < 0 ? (signed ? text.slice(1) : text) : text.slice(signed ? 1 : 0, dot) + text.slice(dot + 1);
  return rounded(first === 45 ? 1 : 0, coefficient(digits), dot < 0 ? 0 : dot + 1 - text.length, ctx);
}

function coefficient(digits: string): Int {
  return digits.length <= 15 ? Number(digits) : canon(BigInt(digits));
}

function parsedSpecial(text: string, ctx: DecimalContext): DecimalObject {
  const found = SPECIAL.exec(text);
  if (found !== null) {
    const sign = found[1] === "-" ? 1 : 0;
    if (found[2] !== undefined) return new DecimalObject(sign, INFINITE, 0, 0, 1);
    const payload = found[4]!.replace(/^0+/, "");
    if (payload.length <= ctx.$prec - ctx.$clamp) {
      const coef = payload === "" ? 0 : coefficient(payload);
      return new DecimalObject(sign, found[3] === "" ? QNAN : SNAN, coef, 0, digitsOf(coef));
    }
  }
  raised.bits |= CONVERSION_SYNTAX;
  return nan();
}

/** Digits of any script as ASCII ones. */
export function plainText(text: string): string {
  return /^[\x21-\x7e]*$/.test(text) ? text : asciiDigits(text);
}

/** The same without spaces around and underscores. */
export function numericText(text: string): string {
  if (/^[\x21-\x5e`-\x7e]*$/.test(text)) return text;
  const ascii = asciiDigits(text).trim().replaceAll("_", "");
  return ascii;
}

/** How a number is written: where the point stands, and whether there is an exponent. */
export const enum Form {
  Scientific,
  Engineering,
  Fixed,
  Exponent,
}

/** str() and its relatives. `point`: digits before the point of the form Exponent. */
export function textOf(a: DecimalObject, form: Form, upper: boolean, point = 1): string {
  const sign = a.$sign === 1 ? "-" : "";
  if (a.$kind !== FINITE) {
    if (a.$kind === INFINITE) return sign + "Infinity";
    return sign + (a.$kind === SNAN ? "sNaN" : "NaN") + (a.$coef === 0 ? "" : String(a.$coef));
  }
  const digits = String(a.$coef);
  const count = digits.length;
  const left = count + a.$exp;
  if (form === Form.Scientific || form === Form.Engineering) {
    if (a.$exp === 0) return sign + digits;
    if (a.$exp < 0 && left > -6) point = left;
    else if (form === Form.Engineering) point = a.$coef === 0 ? -1 + modulo3(a.$exp + 2) : 1 + modulo3(left - 1);
  } else if (form === Form.Fixed) point = left;
  let text: string;
  if (point <= 0) text = "0." + "0".repeat(-point) + digits;
  else if (point >= count) text = digits + "0".repeat(point - count);
  else text = digits.slice(0, point) + "." + digits.slice(point);
  if (left !== point || form === Form.Exponent) {
    const exp = left - point;
    text += (upper ? "E" : "e") + (exp < 0 ? "-" : "+") + exponentText(Math.abs(exp));
  }
  return sign + text;
}

function exponentText(exp: number): string {
  if (exp <= 9007199254740991) return String(exp);
  // the limits of exponents are no doubles
  return exp === 1e18 ? "999999999999999999" : exp === 2e18 ? "1999999999999999997" : BigInt(exp).toString();
}

function modulo3(n: number): number {
  return ((n % 3) + 3) % 3;
}
