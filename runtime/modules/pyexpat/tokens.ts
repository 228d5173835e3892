/**
 * pyexpat.tokens - the pieces of XML text: names, references, tags.
 *
 * Mirrors  lib/xmltok_impl.c of expat 2.6
 */
const START =
  ":A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD";
const NAME = new RegExp(`[${START}][${START}.0-9\\xB7\\u0300-\\u036F\\u203F-\\u2040-]*`, "y");

/** The token is not whole yet: more text has to come. */
export const PARTIAL = Symbol("partial");

/** Text that is no XML, at an offset. */
export class Malformed {
  constructor(
    readonly code: number,
    readonly at: number,
  ) {}
}

/** The name at a place; "" if there is none. */
export function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? "";
}

/** Where a character stands that XML has not, or -1. */
export function badCharacter(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 ? !isSpace(code) : code >= 0xfffe) return i;
  }
  return -1;
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

export function skipSpace(text: string, at: number): number {
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The character of `&#65;` or `&#x41;`, from between `&#` and `;`; undefined if XML has no such character. */
export function characterOf(digits: string): string | undefined {
  const hex = digits.startsWith("x");
  if (!(hex ? /^x[0-9a-fA-F]+$/ : /^[0-9]+$/).test(digits)) return undefined;
  const code = hex ? parseInt(digits.slice(1), 16) : parseInt(digits, 10);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  return code < 0x10000 && badCharacter(character, 0, 1) >= 0 ? undefined : character;
}

export const PREDEFINED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

export interface Attribute {
  readonly name: string;
  readonly at: number;
  /** as written, between the quotes */
  readonly raw: string;
  readonly rawAt: number;
}

export interface StartTag {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly empty: boolean;
  readonly end: number;
}

/** The tag that begins at `at`, where `<` stands. */
export function startTag(text: string, at: number): StartTag | typeof PARTIAL | Malformed {
  const { length } = text;
  const name = nameAt(text, at + 1);
  let i = at + 1 + name.length;
  if (name === "") return i >= length ? PARTIAL : new Malformed(4, i);
  const attributes: Attribute[] = [];
  for (;;) {
    if (i >= length) return PARTIAL;
    const spaced = isSpace(text.charCodeAt(i));
    i = skipSpace(text, i);
    if (i >= length) return PARTIAL;
    const c = text[i]!;
    if (c === ">") return { name, attributes, empty: false, end: i + 1 };
    if (c === "/") {
      if (i + 1 >= length) return PARTIAL;
      return text[i + 1] === ">" ? { name, attributes, empty: true, end: i + 2 } : new Malformed(4, i + 1);
    }
    const attribute = spaced ? nameAt(text, i) : "";
    if (attribute === "") return new Malformed(4, i);
    const start = i;
    i = skipSpace(text, i + attribute.length);
    if (i >= length) return PARTIAL;
    if (text[i] !== "=") return new Malformed(4, i);
    i = skipSpace(text, i + 1);
    if (i >= length) return PARTIAL;
    const quote = text[i]!;
    if (quote !== '"' && quote !== "'") return new Malformed(4, i);
    const end = text.indexOf(quote, i + 1);
    const less = text.indexOf("<", i + 1);
    if (less >= 0 && (end < 0 || less < end)) return new Malformed(4, less);
    if (end < 0) return PARTIAL;
    const bad = badCharacter(text, i + 1, end);
    if (bad >= 0) return new Malformed(4, bad);
    attributes.push({ name: attribute, at: start, raw: text.slice(i + 1, end), rawAt: i + 1 });
    i = end + 1;
  }
}

const TOKEN = new RegExp(`"[^"]*"|'[^']*'|[%#][${START}][${START}.0-9\\xB7-]*;?|[${START}.0-9\\xB7-]+|[>\\[\\](),|]`, "y");

/** Where a token of the prolog ends that begins here; the same place if there is none. */
export function endOfToken(text: string, at: number): number {
  TOKEN.lastIndex = at;
  return TOKEN.test(text) ? TOKEN.lastIndex : at;
}

/** Where the document type declaration that begins at `at` ends; undefined if it is not whole. */
export function doctypeEnd(text: string, at: number): number | undefined {
  let inside = false;
  for (let i = at; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === "'") {
      i = text.indexOf(c, i + 1);
      if (i < 0) return undefined;
    } else if (text.startsWith("<!--", i)) {
      i = text.indexOf("-->", i + 4);
      if (i < 0) return undefined;
      i += 2;
    } else if (text.startsWith("<?", i)) {
      i = text.indexOf("?>", i + 2);
      if (i < 0) return undefined;
      i += 1;
    } else if (c === "[") inside = true;
    else if (c === "]") inside = false;
    else if (c === ">" && !inside) return i + 1;
    else if (inside && c === "<") {
      const end = declarationEnd(text, i);
      if (end === undefined) return undefined;
      i = end - 1;
    }
  }
  return undefined;
}

/** Where a declaration inside it ends. */
export function declarationEnd(text: string, at: number): number | undefined {
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === "'") {
      i = text.indexOf(c, i + 1);
      if (i < 0) return undefined;
    } else if (c === ">") return i + 1;
  }
  return undefined;
}
