/**
 * pyexpat.declarations - what a document type says: entities, default attributes, content models.
 *
 * Mirrors  the internal subset in lib/xmlparse.c of expat 2.6
 * Differs  parameter entities are not read
 */
import { Tuple } from "../../objects/tuple.js";
import type { Value } from "../../objects/object.js";
import { characterOf } from "./tokens.js";

export interface Entity {
  /** the text of an internal one */
  readonly value: string | null;
  readonly system: string | null;
  readonly publicId: string | null;
  readonly notation: string | null;
}

export type Declaration =
  | { readonly kind: "entity"; readonly name: string; readonly parameter: boolean; readonly entity: Entity; readonly raw: string }
  | { readonly kind: "notation"; readonly name: string; readonly system: string | null; readonly publicId: string | null; readonly raw: string }
  | { readonly kind: "element"; readonly name: string; readonly model: string; readonly raw: string }
  | { readonly kind: "attributes"; readonly name: string; readonly attributes: readonly AttributeRule[]; readonly raw: string }
  | { readonly kind: "comment" | "instruction" | "parameter" | "space"; readonly raw: string };

export interface AttributeRule {
  readonly name: string;
  readonly type: string;
  readonly value: string | null;
  readonly required: boolean;
}

const NAME = "[^\\s\"'<>\\[\\]()|,?*+%&;=]+";
const QUOTED = "\"[^\"]*\"|'[^']*'";
const EXTERNAL = `(?:SYSTEM\\s+(${QUOTED})|PUBLIC\\s+(${QUOTED})(?:\\s+(${QUOTED}))?)`;

const bare = (quoted: string | undefined): string | null => (quoted === undefined ? null : quoted.slice(1, -1));

/** `name SYSTEM "x" [` of a document type. */
export function doctypeHead(text: string): { name: string; system: string | null; publicId: string | null; subset: string | null } | undefined {
  const found = new RegExp(`^<!DOCTYPE\\s+(${NAME})(?:\\s+${EXTERNAL})?\\s*(?:\\[([\\s\\S]*)\\]\\s*)?>$`).exec(text);
  if (found === null) return undefined;
  return { name: found[1]!, system: bare(found[2] ?? found[4]), publicId: bare(found[3]), subset: found[5] ?? null };
}

/** What stands before an internal subset, with its bracket, and behind it; all and nothing where there is none. */
export function aroundSubset(text: string): [before: string, after: string] {
  const start = /^(?:[^"'[]|"[^"]*"|'[^']*')*\[/.exec(text);
  if (start === null) return [text.slice(0, -1), ">"];
  return [start[0], text.slice(text.lastIndexOf("]"))];
}

/** The tokens of a declaration, spaces included, as expat tells the default handler of them. */
export function tokensOf(text: string): string[] {
  return text.match(/\s+|"[^"]*"|'[^']*'|<![A-Za-z]+|\)[*+?]?|[(|,>[\]]|%(?=\s)|[^\s"'<>()|,[\]]+/g) ?? [];
}

/** The declarations of an internal subset; undefined if it is malformed. */
export function declarationsOf(subset: string): Declaration[] | undefined {
  const found: Declaration[] = [];
  const token = new RegExp(`\\s+|<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|%${NAME};|<!(?:"[^"]*"|'[^']*'|[^>"'])*>`, "y");
  for (let at = 0; at < subset.length; at = token.lastIndex) {
    token.lastIndex = at;
    const raw = token.exec(subset)?.[0];
    if (raw === undefined) return undefined;
    if (raw.startsWith("<!--")) found.push({ kind: "comment", raw });
    else if (raw.startsWith("<?")) found.push({ kind: "instruction", raw });
    else if (raw.startsWith("<!")) {
      const one = declarationOf(raw);
      if (one === undefined) return undefined;
      found.push(one);
    } else found.push({ kind: raw.startsWith("%") ? "parameter" : "space", raw });
  }
  return found;
}

function declarationOf(raw: string): Declaration | undefined {
  let match = new RegExp(`^<!ENTITY\\s+(%\\s+)?(${NAME})\\s+(?:(${QUOTED})|${EXTERNAL}(?:\\s+NDATA\\s+(${NAME}))?)\\s*>$`).exec(raw);
  if (match !== null) {
    const value = match[3] === undefined ? null : withCharacters(match[3].slice(1, -1));
    return {
      kind: "entity",
      name: match[2]!,
      parameter: match[1] !== undefined,
      entity: { value, system: bare(match[4] ?? match[6]), publicId: bare(match[5]), notation: match[7] ?? null },
      raw,
    };
  }
  match = new RegExp(`^<!NOTATION\\s+(${NAME})\\s+${EXTERNAL}\\s*>$`).exec(raw);
  if (match !== null) return { kind: "notation", name: match[1]!, system: bare(match[2] ?? match[4]), publicId: bare(match[3]), raw };
  match = new RegExp(`^<!ELEMENT\\s+(${NAME})\\s+([\\s\\S]+?)\\s*>$`).exec(raw);
  if (match !== null) return { kind: "element", name: match[1]!, model: match[2]!, raw };
  match = new RegExp(`^<!ATTLIST\\s+(${NAME})([\\s\\S]*)>$`).exec(raw);
  if (match === null) return undefined;
  const rules: AttributeRule[] = [];
  const rule = new RegExp(`\\s+(${NAME})\\s+(NOTATION\\s*\\([^)]*\\)|\\([^)]*\\)|[A-Z]+)\\s+(#REQUIRED|#IMPLIED|(#FIXED\\s+)?(${QUOTED}))`, "y");
  const text = match[2]!;
  let at = 0;
  for (let one = rule.exec(text); one !== null; one = rule.exec(text)) {
    at = rule.lastIndex;
    rules.push({
      name: one[1]!,
      type: one[2]!.replace(/\s+/g, ""),
      value: bare(one[5]),
      required: one[3] === "#REQUIRED" || one[4] !== undefined,
    });
  }
  return text.slice(at).trim() === "" ? { kind: "attributes", name: match[1]!, attributes: rules, raw } : undefined;
}

/** References to characters are read where an entity is declared, others where it is used. */
function withCharacters(text: string): string {
  return text.replace(/&#([^;]*);/g, (whole, digits: string) => characterOf(digits) ?? whole);
}

const COUNTS: Readonly<Record<string, number>> = { "": 0, "?": 1, "*": 2, "+": 3 };

/** A content model as the tuples that ElementDeclHandler gets. */
export function modelOf(text: string): Value {
  const tokens = text.match(/#PCDATA|[()|,?*+]|[^\s()|,?*+]+/g) ?? [];
  if (tokens[0] === "EMPTY") return node(1, "", null, []);
  if (tokens[0] === "ANY") return node(2, "", null, []);
  let at = 0;
  const count = (): string => (tokens[at] !== undefined && "?*+".includes(tokens[at]!) ? tokens[at++]! : "");
  const part = (): Value => {
    if (tokens[at] !== "(") {
      const name = tokens[at++] ?? "";
      return node(4, count(), name, []);
    }
    at++;
    const mixed = tokens[at] === "#PCDATA";
    if (mixed) at++;
    const parts: Value[] = [];
    let choice = false;
    while (at < tokens.length && tokens[at] !== ")") {
      if (tokens[at] === "|" || tokens[at] === ",") choice = tokens[at++] === "|";
      else parts.push(part());
    }
    at++;
    return node(mixed ? 3 : choice ? 5 : 6, count(), null, parts);
  };
  return part();
}

function node(type: number, count: string, name: string | null, parts: Value[]): Value {
  return new Tuple([type, COUNTS[count]!, name, new Tuple(parts)]);
}
