/**
 * case - upper, lower, title and folded case.
 *
 * Mind  JavaScript maps lower and upper case as Python does, final sigma included; it has no title case and no folding
 */

/** Title case where it is neither upper case nor its first letter: digraphs, and Greek with iota below. */
function titleCharacter(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code < 0xdf) return char.toUpperCase();
  if (code >= 0x1c4 && code <= 0x1cc) return "\u01c5\u01c8\u01cb"[Math.floor((code - 0x1c4) / 3)] as string;
  if (code >= 0x1f1 && code <= 0x1f3) return "\u01f2";
  if (code >= 0x10d0 && code <= 0x10ff) return char;
  if (code >= 0x1f80 && code <= 0x1ffc) {
    if (code <= 0x1faf) return String.fromCharCode(code | 8);
    const special = "\u1fb3\u1fbc\u1fc3\u1fcc\u1ff3\u1ffc".indexOf(char);
    if (special >= 0) return "\u1fbc\u1fbc\u1fcc\u1fcc\u1ffc\u1ffc"[special] as string;
    const pair = "\u1fb2\u1fb4\u1fb7\u1fc2\u1fc4\u1fc7\u1ff2\u1ff4\u1ff7".indexOf(char);
    if (pair >= 0) {
      return ["\u1fba\u0345", "\u0386\u0345", "\u1fbc\u0342", "\u1fca\u0345", "\u0389\u0345", "\u1fcc\u0342", "\u1ffa\u0345", "\u038f\u0345", "\u1ffc\u0342"][
        pair
      ] as string;
    }
  }
  const upper = char.toUpperCase();
  if (upper.length <= 1 || code === 0x149 || code > 0xffff) return upper;
  return upper[0] + upper.slice(1).toLowerCase();
}

/** str.title(): a letter after a character without case is in title case, others in lower case. */
export function titleText(s: string): string {
  return isAscii(s) ? titleAscii(s) : titlePoints(s);
}

const ASCII = /^[\x00-\x7f]*$/;

export function isAscii(s: string): boolean {
  return ASCII.test(s);
}

function titleAscii(s: string): string {
  const lower = s.toLowerCase();
  let result = "";
  let from = 0;
  let after = false;
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i);
    const letter = code >= 97 && code <= 122;
    if (letter && !after) {
      result += lower.slice(from, i) + String.fromCharCode(code - 32);
      from = i + 1;
    }
    after = letter;
  }
  return result + lower.slice(from);
}

function titlePoints(s: string): string {
  const lower = lowerParts(s);
  let result = "";
  let after = false;
  let i = 0;
  for (const char of s) {
    result += after ? lower[i] : titleCharacter(char);
    after = isCased(char);
    i++;
  }
  return result;
}

/** Each character in lower case; sigma at the end of a word is looked at with its neighbours. */
function lowerParts(s: string): string[] {
  const chars = Array.from(s);
  return chars.map((char, i) => (char === "\u03a3" ? finalSigma(chars, i) : char.toLowerCase()));
}

function finalSigma(chars: readonly string[], at: number): string {
  const before = chars.slice(0, at).join("");
  const after = chars.slice(at + 1).join("");
  return (before + "\u03a3" + after).toLowerCase().charAt(before.toLowerCase().length);
}

export function capitalizeText(s: string): string {
  if (s === "") return s;
  if (isAscii(s)) return (s[0] as string).toUpperCase() + s.slice(1).toLowerCase();
  const first = String.fromCodePoint(s.codePointAt(0) as number);
  return titleCharacter(first) + lowerParts(s).slice(1).join("");
}

/** Has the character a case (upper, lower or title)? */
export function isCased(char: string): boolean {
  const code = char.charCodeAt(0);
  if (code < 128) return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u.test(char);
}

export function swapText(s: string): string {
  if (isAscii(s)) return s.replace(/[a-z]+|[A-Z]+/g, (part) => (part.charCodeAt(0) >= 97 ? part.toUpperCase() : part.toLowerCase()));
  const lower = lowerParts(s);
  let result = "";
  let i = 0;
  for (const char of s) {
    if (/\p{Uppercase}/u.test(char)) result += lower[i];
    else if (/\p{Lowercase}/u.test(char)) result += char.toUpperCase();
    else result += char;
    i++;
  }
  return result;
}

export function foldText(s: string): string {
  if (/^[\x00-\x7f]*$/.test(s)) return s.toLowerCase();
  return Array.from(s, foldCharacter).join("");
}

function foldCharacter(char: string): string {
  const code = char.codePointAt(0) as number;
  if (code === 0x131) return char;
  if (code === 0x1e9e) return "ss";
  if (code >= 0x13a0 && code <= 0x13fd) return code >= 0x13f8 ? String.fromCharCode(code - 8) : char;
  if (code >= 0xab70 && code <= 0xabbf) return String.fromCharCode(code - 0xab70 + 0x13a0);
  return char.toUpperCase().toLowerCase();
}

/** str.isupper() and islower(): at least one character has a case, and none the other one. */
export function isUpper(s: string): boolean {
  if (/^[\x00-\x7f]*$/.test(s)) return /[A-Z]/.test(s) && !/[a-z]/.test(s);
  return /\p{Uppercase}/u.test(s) && !/[\p{Lowercase}\p{Lt}]/u.test(s);
}

export function isLower(s: string): boolean {
  if (/^[\x00-\x7f]*$/.test(s)) return /[a-z]/.test(s) && !/[A-Z]/.test(s);
  return /\p{Lowercase}/u.test(s) && !/[\p{Uppercase}\p{Lt}]/u.test(s);
}

/** str.istitle() */
export function isTitle(s: string): boolean {
  let after = false;
  let any = false;
  for (const char of s) {
    if (/[\p{Uppercase}\p{Lt}]/u.test(char)) {
      if (after) return false;
      after = any = true;
    } else if (/\p{Lowercase}/u.test(char)) {
      if (!after) return false;
      any = true;
    } else after = false;
  }
  return any;
}
