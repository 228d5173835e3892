/**
 * pyexpat.content - what stands in the root element: tags with their attributes and namespaces, text, sections, references to entities.
 *
 * Mirrors   doContent, storeAtts, appendAttributeValue, processInternalEntity of lib/xmlparse.c of expat 2.6
 * Suspends  all but names and values of attributes: the handlers are Python code
 */
import type { Suspends } from "../../frames/suspend.js";
import { Dict } from "../../objects/dict.js";
import { call } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { markAstral } from "../../objects/str/points.js";
import { Code } from "./errors.js";
import type { XMLParser } from "./parser.js";
import { markup } from "./prolog.js";
import { CONTENT, EPILOG, NONE_DECLARED, type Declared, type Open } from "./state.js";
import { badCharacter, characterOf, Malformed, nameAt, PARTIAL, PREDEFINED, skipSpace, startTag, type Attribute } from "./tokens.js";

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

export function contentPart(parser: XMLParser, final: boolean): Suspends<boolean> {
  const { $text, $at } = parser;
  if ($text[$at] === "<") {
    if ($at + 1 >= $text.length) return false;
    const next = $text[$at + 1];
    if (next === "/") return endElement(parser);
    if (next === "?") return markup(parser);
    if (next !== "!") return startElement(parser);
    if ($text.startsWith("<!--", $at)) return markup(parser);
    if ($text.startsWith("<![CDATA[", $at)) {
      parser.$tell(parser.StartCdataSectionHandler, "<![CDATA[");
      parser.$advance($at + 9);
      parser.$cdata = true;
      return true;
    }
    const head = $text.slice($at, $at + 9);
    if (!final && ("<![CDATA[".startsWith(head) || "<!--".startsWith(head))) return false;
    parser.$fail(Code.INVALID_TOKEN, $at + 2);
  }
  if ($text[$at] === "&") return reference(parser);
  let end = textEnd($text, $at);
  const bad = badCharacter($text, $at, end);
  const closing = $text.slice($at, end).indexOf("]]>");
  if (closing >= 0 && (bad < 0 || $at + closing < bad)) {
    if (closing > 0) parser.$data($text.slice($at, $at + closing));
    parser.$fail(Code.INVALID_TOKEN, $at + closing + 2);
  }
  if (bad >= 0) {
    if (bad > $at) parser.$data($text.slice($at, bad));
    parser.$fail(Code.INVALID_TOKEN, bad);
  }
  // the end of a section may be under way
  if (end === $text.length && !final && parser.$expanding.length === 0) while (end > $at && end > $text.length - 2 && $text[end - 1] === "]") end--;
  if (end === $at) return false;
  parser.$data($text.slice($at, end));
  parser.$advance(end);
  return true;
}

/** Where text ends that is neither a tag nor a reference. */
function textEnd(text: string, at: number): number {
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 60 || code === 38) break;
  }
  return at;
}

export function cdataPart(parser: XMLParser, final: boolean): Suspends<boolean> {
  const { $text, $at } = parser;
  let end = $text.indexOf("]]>", $at);
  const whole = end >= 0;
  if (!whole) {
    end = $text.length;
    if (!final) while (end > $at && end > $text.length - 2 && $text[end - 1] === "]") end--;
  }
  const bad = badCharacter($text, $at, end);
  if (bad >= 0) parser.$fail(Code.INVALID_TOKEN, bad);
  // a bracket may be the first of the end: it begins a piece of its own
  for (let from = $at; from < end;) {
    const bracket = $text.indexOf("]", from + 1);
    const to = bracket < 0 || bracket > end ? end : bracket;
    parser.$data($text.slice(from, to));
    from = to;
  }
  parser.$advance(end);
  if (!whole) return false;
  parser.$tell(parser.EndCdataSectionHandler, "]]>");
  parser.$advance(end + 3);
  parser.$cdata = false;
  return true;
}

/** An attribute of an element, its name as the handlers are told it. */
type Given = [name: string, value: string];

function hasName(given: readonly Given[], name: string, before = given.length): boolean {
  for (let i = 0; i < before; i++) if (given[i]![0] === name) return true;
  return false;
}

function declaresSpace(name: string): boolean {
  return name.startsWith("xmlns") && (name.length === 5 || name[5] === ":");
}

export function startElement(parser: XMLParser): Suspends<boolean> {
  const { $text, $at } = parser;
  const tag = startTag($text, $at);
  if (tag === PARTIAL) return false;
  if (tag instanceof Malformed) parser.$fail(tag.code, tag.at);
  const { name, attributes, empty, end } = tag;
  const given: Given[] = [];
  const types = parser.$types.get(name);
  for (const attribute of attributes) {
    if (hasName(given, attribute.name)) parser.$fail(Code.DUPLICATE_ATTRIBUTE, attribute.at);
    given.push([attribute.name, attributeValue(parser, attribute.raw, attribute.rawAt, types?.has(attribute.name) === true)]);
  }
  const defaults = parser.$specified ? undefined : parser.$defaults.get(name);
  if (defaults !== undefined) for (const [key, value] of defaults) if (!hasName(given, key)) given.push([key, value]);
  let shown = name;
  let told = given;
  let declared: readonly Declared[] = NONE_DECLARED;
  if (parser.$separator !== null) {
    declared = declareSpaces(parser, given);
    shown = expandedName(parser, name, true);
    told = expandedNames(parser, given, attributes);
  }
  const raw = $text.slice($at, end);
  if (parser.StartElementHandler === null) {
    if (!empty || parser.EndElementHandler === null) parser.$default(raw);
  } else {
    parser.$flush();
    call(parser.StartElementHandler, shown, parser.$ordered ? told.flat() : Dict.$of(told));
  }
  const open = { raw: name, name: shown, declared };
  parser.$state = CONTENT;
  if (!empty) parser.$open.push(open);
  parser.$advance(end);
  if (empty) closeElement(parser, open, "");
  if (empty && parser.$open.length === 0 && parser.$expanding.length === 0) parser.$state = EPILOG;
  return true;
}

/** The namespaces that attributes declare are there from now on. */
function declareSpaces(parser: XMLParser, given: readonly Given[]): Suspends<readonly Declared[]> {
  let declared: Declared[] | null = null;
  for (const [key, value] of given) {
    if (!declaresSpace(key)) continue;
    const prefix = key === "xmlns" ? "" : key.slice(6);
    if (prefix !== "" && value === "") parser.$fail(28, parser.$at);
    (declared ??= []).push([prefix, parser.$spaces.get(prefix)]);
    parser.$spaces.set(prefix, value);
    if (parser.StartNamespaceDeclHandler !== null) {
      parser.$flush();
      call(parser.StartNamespaceDeclHandler, prefix === "" ? null : prefix, value === "" ? null : value);
    }
  }
  return declared ?? NONE_DECLARED;
}

/** The attributes that declare no namespace, with that of each. */
function expandedNames(parser: XMLParser, given: Given[], attributes: readonly Attribute[]): Given[] {
  let prefixed = false;
  for (const [key] of given) if (declaresSpace(key) || key.includes(":")) prefixed = true;
  if (!prefixed) return given;
  const told: Given[] = [];
  for (const [key, value] of given) if (!declaresSpace(key)) told.push([expandedName(parser, key, false), value]);
  for (let i = 1; i < told.length; i++) if (hasName(told, told[i]![0], i)) parser.$fail(Code.DUPLICATE_ATTRIBUTE, attributes[i]?.at ?? parser.$at);
  return told;
}

export function endElement(parser: XMLParser): Suspends<boolean> {
  const { $text, $at } = parser;
  const name = nameAt($text, $at + 2);
  const after = skipSpace($text, $at + 2 + name.length);
  if (after >= $text.length) return false;
  if (name === "") parser.$fail(Code.INVALID_TOKEN, $at + 2);
  if ($text[after] !== ">") parser.$fail(Code.INVALID_TOKEN, after);
  const open = parser.$open.at(-1);
  if (open === undefined || open.raw !== name) parser.$fail(open === undefined && parser.$expanding.length > 0 ? 13 : Code.TAG_MISMATCH, $at + 2);
  parser.$open.pop();
  closeElement(parser, open, $text.slice($at, after + 1));
  parser.$advance(after + 1);
  if (parser.$open.length === 0 && parser.$expanding.length === 0) parser.$state = EPILOG;
  return true;
}

export function closeElement(parser: XMLParser, open: Open, raw: string): Suspends<void> {
  if (parser.EndElementHandler !== null || raw !== "") parser.$tell(parser.EndElementHandler, raw, open.name);
  for (let i = open.declared.length - 1; i >= 0; i--) {
    const [prefix, before] = open.declared[i]!;
    if (parser.EndNamespaceDeclHandler !== null) {
      parser.$flush();
      call(parser.EndNamespaceDeclHandler, prefix === "" ? null : prefix);
    }
    if (before === undefined) parser.$spaces.delete(prefix);
    else parser.$spaces.set(prefix, before);
  }
}

/** A name with its namespace. */
export function expandedName(parser: XMLParser, name: string, element: boolean): string {
  const colon = name.indexOf(":");
  if (colon < 0 && !element) return name;
  const prefix = colon < 0 ? "" : name.slice(0, colon);
  const uri = prefix === "xml" ? XML_NAMESPACE : parser.$spaces.get(prefix);
  if (uri === undefined && prefix !== "") parser.$fail(Code.UNBOUND_PREFIX, parser.$at);
  if (uri === undefined || uri === "") return name;
  const local = name.slice(colon + 1);
  const written = prefix !== "" && parser.$prefixed;
  return `${uri}${parser.$separator!}${local}${written ? `${parser.$separator!}${prefix}` : ""}`;
}

/** The value of an attribute; of one that is not CDATA, without the spaces that say nothing. */
export function attributeValue(parser: XMLParser, raw: string, at: number, tokens = false): string {
  if (tokens) return attributeValue(parser, raw, at).replace(/ +/g, " ").replace(/^ | $/g, "");
  if (!/[&\n\t\r]/.test(raw)) return raw;
  let value = "";
  for (let i = 0; i < raw.length;) {
    const c = raw[i]!;
    if (c !== "&") {
      value += c === "\n" || c === "\t" || c === "\r" ? " " : c;
      i++;
      continue;
    }
    const end = raw.indexOf(";", i);
    if (end < 0) parser.$fail(Code.INVALID_TOKEN, at + i);
    const name = raw.slice(i + 1, end);
    if (name.startsWith("#")) {
      const character = characterOf(name.slice(1));
      if (character === undefined) parser.$fail(Code.BAD_CHAR_REF, at + i);
      value += character;
    } else if (Object.hasOwn(PREDEFINED, name)) value += PREDEFINED[name]!;
    else if (nameAt(name, 0) !== name || name === "") parser.$fail(Code.INVALID_TOKEN, at + i + 1);
    else {
      const entity = parser.$entities.get(name);
      if (entity === undefined) parser.$fail(Code.UNDEFINED_ENTITY, at + i);
      if (entity.value === null) parser.$fail(entity.notation === null ? Code.ATTRIBUTE_EXTERNAL_ENTITY : Code.BINARY_ENTITY, at + i);
      if (parser.$expanding.includes(name)) parser.$fail(Code.RECURSIVE_ENTITY, at + i);
      parser.$expanding.push(name);
      value += attributeValue(parser, entity.value, at + i);
      parser.$expanding.pop();
    }
    i = end + 1;
  }
  return value;
}

/** `&name;` in the text. */
export function reference(parser: XMLParser): Suspends<boolean> {
  const { $text, $at } = parser;
  const end = $text.indexOf(";", $at);
  const named = $text[$at + 1] !== "#";
  const name = named ? nameAt($text, $at + 1) : (/[#0-9A-Za-z]*/y.exec($text.slice($at + 1))?.[0] ?? "");
  if ($at + 1 + name.length < $text.length && $text[$at + 1 + name.length] !== ";") parser.$fail(Code.INVALID_TOKEN, $at + 1 + name.length);
  if (end < 0) return false;
  const raw = $text.slice($at, end + 1);
  if (!named) {
    const character = characterOf(name.slice(1));
    if (character === undefined) parser.$fail(/^#(?:x[0-9a-fA-F]+|[0-9]+)$/.test(name) ? Code.BAD_CHAR_REF : Code.INVALID_TOKEN, $at);
    if (parser.CharacterDataHandler === null) parser.$default(raw);
    else parser.$data(markAstral(character));
  } else if (Object.hasOwn(PREDEFINED, name)) {
    if (parser.CharacterDataHandler === null) parser.$default(raw);
    else parser.$data(PREDEFINED[name]!);
  } else entityReference(parser, name, raw);
  parser.$advance(end + 1);
  return true;
}

export function entityReference(parser: XMLParser, name: string, raw: string): Suspends<void> {
  const entity = parser.$entities.get(name);
  if (entity === undefined) {
    if (!parser.$external || parser.$standalone) parser.$fail(Code.UNDEFINED_ENTITY, parser.$at);
    return parser.$tell(parser.SkippedEntityHandler, raw, name, 0);
  }
  if (parser.$expanding.includes(name)) parser.$fail(Code.RECURSIVE_ENTITY, parser.$at);
  if (entity.notation !== null) parser.$fail(Code.BINARY_ENTITY, parser.$at);
  if (entity.value === null) {
    if (parser.ExternalEntityRefHandler === null) return parser.$default(raw);
    parser.$flush();
    if (!truth(call(parser.ExternalEntityRefHandler, name, parser.$base, entity.system, entity.publicId))) parser.$fail(Code.EXTERNAL_ENTITY, parser.$at);
    return;
  }
  if (parser.DefaultHandler !== null && parser.DefaultHandlerExpand === null) return parser.$default(raw);
  const { $text, $at } = parser;
  const depth = parser.$open.length;
  parser.$expanding.push(name);
  parser.$text = entity.value;
  parser.$at = 0;
  parser.$read(true);
  if (parser.$at < parser.$text.length || parser.$open.length !== depth) parser.$fail(13, parser.$at);
  parser.$expanding.pop();
  parser.$text = $text;
  parser.$at = $at;
}
