/**
 * numbers - what is wrong with a number of a Python text.
 *
 * Mirrors     verify_end_of_number and its callers in Parser/tokenizer of CPython 3.13
 */

/** A message, and how many characters of the number CPython has read by then. */
export interface Fault {
  readonly message: string;
  readonly read: number;
}

const BASES: Readonly<Record<string, readonly [name: string, digits: RegExp]>> = {
  x: ["hexadecimal", /[\da-fA-F]/],
  o: ["octal", /[0-7]/],
  b: ["binary", /[01]/],
};
/** Keywords that may follow a number at once. */
const FOLLOWING = ["and", "else", "for", "if", "in", "is", "not", "or"];
const LEADING_ZEROS = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";

/**
 * @param text begins with the number
 * @param strict looks at leading zeros and what follows, too
 */
export function numberFault(text: string, strict: boolean): Fault | null {
  const base = BASES[text[0] === "0" ? (text[1] ?? "").toLowerCase() : ""];
  if (base !== undefined) return basedFault(text, base[0], base[1], strict);
  let at = digitsEnd(text, 0);
  if (text[at] === "_") return invalid("decimal", at + 1);
  const whole = text.slice(0, at);
  let isInteger = true;
  if (text[at] === ".") {
    isInteger = false;
    const from = at + 1;
    at = digitsEnd(text, from);
    if (at > from && text[at] === "_") return invalid("decimal", at + 1);
  }
  if (/^[eE][-+]?\d/.test(text.slice(at))) {
    isInteger = false;
    at = digitsEnd(text, at + (/[-+]/.test(text[at + 1]!) ? 2 : 1));
    if (text[at] === "_") return invalid("decimal", at + 1);
  } else if (/^[eE][-+]/.test(text.slice(at))) return invalid("decimal", at + 2);
  if (!strict) return null;
  if (/[jJ]/.test(text[at] ?? "")) return endFault(text, at + 1, "imaginary");
  if (isInteger && whole.startsWith("0") && /[1-9]/.test(whole)) return { message: LEADING_ZEROS, read: 1 };
  return endFault(text, at, "decimal");
}

function invalid(kind: string, read: number): Fault {
  return { message: `invalid ${kind} literal`, read };
}

/** Behind digits, single underscores between them. */
function digitsEnd(text: string, from: number): number {
  return from + /^(?:\d(?:_?\d)*)?/.exec(text.slice(from))![0].length;
}

function basedFault(text: string, kind: string, digit: RegExp, strict: boolean): Fault | null {
  let at = 2;
  do {
    if (text[at] === "_") at++;
    const char = text[at] ?? "";
    if (!digit.test(char)) return /\d/.test(char) ? { message: `invalid digit '${char}' in ${kind} literal`, read: at + 1 } : invalid(kind, at);
    while (digit.test(text[at] ?? "")) at++;
  } while (text[at] === "_");
  const next = text[at] ?? "";
  if (/\d/.test(next)) return { message: `invalid digit '${next}' in ${kind} literal`, read: at + 1 };
  return strict ? endFault(text, at, kind) : null;
}

function endFault(text: string, at: number, kind: string): Fault | null {
  if (!/[\w\u0080-\uffff]/.test(text[at] ?? "")) return null;
  const rest = text.slice(at);
  return FOLLOWING.some((word) => rest.startsWith(word)) ? null : invalid(kind, at);
}
