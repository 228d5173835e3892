/**
 * pyexpat.prolog - what stands outside the root element: declarations, comments, processing instructions.
 *
 * Mirrors   prologProcessor, doProlog, reportComment, reportProcessingInstruction of lib/xmlparse.c of expat 2.6
 * Suspends  all but what only looks: the handlers are Python code
 */
import type { Suspends } from "../../frames/suspend.js";
import { call } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { attributeValue, startElement } from "./content.js";
import { aroundSubset, declarationsOf, doctypeHead, modelOf, tokensOf, type Declaration } from "./declarations.js";
import { Code } from "./errors.js";
import type { XMLParser } from "./parser.js";
import { EPILOG, PROLOG } from "./state.js";
import { badCharacter, doctypeEnd, endOfToken, isSpace, nameAt, skipSpace } from "./tokens.js";

/** Tokens of the prolog that are whole whatever follows. */
const PUNCTUATION = /[>[\](),|]/;

/** What no other token is followed by. */
const NO_END = /[^\s>),|[%?+*\]]/;

/** Before or after the root element. */
export function prologPart(parser: XMLParser, final: boolean): Suspends<boolean> {
  const { $text, $at } = parser;
  const junk = parser.$state === EPILOG ? Code.JUNK : Code.SYNTAX;
  if (isSpace($text.charCodeAt($at))) {
    const end = skipSpace($text, $at);
    parser.$started = true;
    parser.$default($text.slice($at, end));
    parser.$advance(end);
    return true;
  }
  if ($text[$at] !== "<") {
    const end = endOfToken($text, $at);
    const isToken = end > $at && (PUNCTUATION.test($text[$at]!) || !NO_END.test($text.slice(end, end + 1)));
    if (isToken) parser.$fail($text[$at] === "%" && junk === Code.SYNTAX ? Code.PARAM_ENTITY_REF : junk, $at);
    parser.$fail(Code.INVALID_TOKEN, end);
  }
  if ($text.length === $at + 1) return false;
  if ($text[$at + 1] === "?" || $text.startsWith("<!--", $at)) return markup(parser);
  if ("<!--".startsWith($text.slice($at, $at + 4)) && !final) return false;
  if ($text.startsWith("<!DOCTYPE", $at)) {
    if (parser.$state === EPILOG) parser.$fail(Code.JUNK, $at);
    return doctype(parser);
  }
  if ($text[$at + 1] === "!") {
    if ("<!DOCTYPE".startsWith($text.slice($at, $at + 9)) && !final) return false;
    parser.$fail(Code.INVALID_TOKEN, $at + 2);
  }
  if (parser.$state === EPILOG) parser.$fail(Code.JUNK, $at);
  if ($text[$at + 1] === "/") parser.$fail(Code.INVALID_TOKEN, $at + 1);
  parser.$started = true;
  if (parser.$foreign) externalSubset(parser, null, null, $at);
  return startElement(parser);
}

/** Asks for the declarations that stand elsewhere. */
export function externalSubset(parser: XMLParser, system: string | null, publicId: string | null, at: number): Suspends<void> {
  parser.$foreign = false;
  if (system !== null) parser.$external = true;
  if (parser.$subsets === 0 || parser.ExternalEntityRefHandler === null) return;
  parser.$flush();
  if (!truth(call(parser.ExternalEntityRefHandler, null, parser.$base, system, publicId))) parser.$fail(Code.EXTERNAL_ENTITY, at);
}

/** What a document that is not standalone has elsewhere is met. */
export function declaredElsewhere(parser: XMLParser, at: number): Suspends<void> {
  parser.$external = true;
  if (parser.$standalone || parser.NotStandaloneHandler === null) return;
  parser.$flush();
  if (!truth(call(parser.NotStandaloneHandler))) parser.$fail(Code.NOT_STANDALONE, at);
}

export function doctype(parser: XMLParser): Suspends<boolean> {
  const { $text, $at } = parser;
  const end = doctypeEnd($text, $at);
  if (end === undefined) return false;
  const raw = $text.slice($at, end);
  const head = doctypeHead(raw);
  const declarations = head === undefined ? undefined : declarationsOf(head.subset ?? "");
  if (head === undefined || declarations === undefined) parser.$fail(Code.SYNTAX, $at);
  const { name, system, publicId, subset } = head;
  parser.$started = true;
  const [before, after] = aroundSubset(raw);
  const starts = parser.StartDoctypeDeclHandler;
  if (starts === null) {
    // the handler hears of where else declarations are before it has heard of the last token
    const tokens = tokensOf(before);
    const external = system === null ? tokens.length : tokens.findLastIndex((token) => token.startsWith('"') || token.startsWith("'"));
    tellEach(parser, tokens.slice(0, external));
    if (system !== null && parser.$subsets === 0) declaredElsewhere(parser, $at + tokens.slice(0, external).join("").length);
    tellEach(parser, tokens.slice(external));
  } else {
    if (system !== null && parser.$subsets === 0) declaredElsewhere(parser, $at);
    parser.$flush();
    call(starts, name, system, publicId, subset === null ? 0 : 1);
  }
  for (const one of declarations) declare(parser, one);
  const closing = tokensOf(after);
  if (starts === null) tellEach(parser, closing.slice(0, -1));
  else
    tellEach(
      parser,
      closing.slice(0, -1).filter((token) => token !== "]"),
    );
  if (system !== null || parser.$foreign) externalSubset(parser, system, publicId, end - 1);
  if (parser.EndDoctypeDeclHandler !== null) {
    parser.$flush();
    call(parser.EndDoctypeDeclHandler);
  } else if (starts === null || subset !== null) parser.$default(">");
  parser.$advance(end);
  return true;
}

/** Tells the default handler of one token after the other. */
export function tellEach(parser: XMLParser, tokens: readonly string[]): Suspends<void> {
  for (const token of tokens) parser.$default(token);
}

export function declare(parser: XMLParser, one: Declaration): Suspends<void> {
  switch (one.kind) {
    case "comment":
      return parser.$tell(parser.CommentHandler, one.raw, one.raw.slice(4, -3));
    case "instruction": {
      const target = nameAt(one.raw, 2);
      return parser.$tell(parser.ProcessingInstructionHandler, one.raw, target, one.raw.slice(skipSpace(one.raw, 2 + target.length), -2));
    }
    case "entity": {
      const { name, parameter, entity } = one;
      const heard = entity.notation !== null && parser.UnparsedEntityDeclHandler !== null ? parser.UnparsedEntityDeclHandler : parser.EntityDeclHandler;
      if (!parser.$keep || heard === null) tellEach(parser, tokensOf(one.raw));
      if (!parser.$keep) return;
      if (!parameter && !parser.$entities.has(name)) parser.$entities.set(name, entity);
      if (entity.notation !== null && parser.UnparsedEntityDeclHandler !== null)
        call(parser.UnparsedEntityDeclHandler, name, parser.$base, entity.system, entity.publicId, entity.notation);
      else if (parser.EntityDeclHandler !== null)
        call(parser.EntityDeclHandler, name, parameter ? 1 : 0, entity.value, parser.$base, entity.system, entity.publicId, entity.notation);
      return;
    }
    case "notation":
      if (parser.NotationDeclHandler !== null) call(parser.NotationDeclHandler, one.name, parser.$base, one.system, one.publicId);
      else tellEach(parser, tokensOf(one.raw));
      return;
    case "element":
      if (parser.ElementDeclHandler !== null) call(parser.ElementDeclHandler, one.name, modelOf(one.model));
      else tellEach(parser, tokensOf(one.raw));
      return;
    case "attributes":
      if (!parser.$keep || parser.AttlistDeclHandler === null) tellEach(parser, tokensOf(one.raw));
      if (!parser.$keep) return;
      for (const rule of one.attributes) {
        if (rule.type !== "CDATA") {
          let types = parser.$types.get(one.name);
          if (types === undefined) parser.$types.set(one.name, (types = new Set()));
          types.add(rule.name);
        }
        const value = rule.value === null ? null : attributeValue(parser, rule.value, parser.$at, rule.type !== "CDATA");
        if (parser.AttlistDeclHandler !== null) call(parser.AttlistDeclHandler, one.name, rule.name, rule.type, value, rule.required ? 1 : 0);
        if (value === null) continue;
        let known = parser.$defaults.get(one.name);
        if (known === undefined) parser.$defaults.set(one.name, (known = new Map()));
        if (!known.has(rule.name)) known.set(rule.name, value);
      }
      return;
    case "parameter":
      declaredElsewhere(parser, parser.$at);
      if (parser.$subsets === 0) parser.$keep = parser.$standalone;
      return parser.$default(one.raw);
    default:
      return parser.$default(one.raw);
  }
}

/** A comment or a processing instruction; the declaration of XML. */
export function markup(parser: XMLParser): Suspends<boolean> {
  const { $text, $at } = parser;
  if ($text[$at + 1] === "!") {
    const dashes = $text.indexOf("--", $at + 4);
    if (dashes < 0 || dashes + 2 >= $text.length) return false;
    if ($text[dashes + 2] !== ">") parser.$fail(Code.INVALID_TOKEN, dashes + 2);
    const bad = badCharacter($text, $at, dashes);
    if (bad >= 0) parser.$fail(Code.INVALID_TOKEN, bad);
    parser.$started = true;
    parser.$tell(parser.CommentHandler, $text.slice($at, dashes + 3), $text.slice($at + 4, dashes));
    parser.$advance(dashes + 3);
    return true;
  }
  const end = $text.indexOf("?>", $at + 2);
  const target = nameAt($text, $at + 2);
  if (target === "" && $text.length > $at + 2) parser.$fail(Code.INVALID_TOKEN, $at + 2);
  if (end < 0) return false;
  const raw = $text.slice($at, end + 2);
  if (target.toLowerCase() === "xml") {
    if (target !== "xml") parser.$fail(Code.INVALID_TOKEN, $at + 2);
    if (parser.$started || parser.$state !== PROLOG) parser.$fail(Code.MISPLACED_XML, $at);
    xmlDeclaration(parser, raw);
  } else {
    const after = $at + 2 + target.length;
    if (after < end && !isSpace($text.charCodeAt(after))) parser.$fail(Code.INVALID_TOKEN, after);
    parser.$tell(parser.ProcessingInstructionHandler, raw, target, $text.slice(skipSpace($text, after), end));
  }
  parser.$started = true;
  parser.$advance(end + 2);
  return true;
}

export function xmlDeclaration(parser: XMLParser, raw: string): Suspends<void> {
  const found =
    /^<\?xml\s+version\s*=\s*(?:"([\w.:-]+)"|'([\w.:-]+)')(?:\s+encoding\s*=\s*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:\s+standalone\s*=\s*(?:"(yes|no)"|'(yes|no)'))?\s*\?>$/.exec(
      raw,
    );
  if (found === null) parser.$fail(Code.XML_DECL, parser.$at);
  const alone = found[5] ?? found[6];
  parser.$standalone = alone === "yes";
  if (parser.$standalone && parser.$subsets === 1) parser.$subsets = 0;
  parser.$tell(parser.XmlDeclHandler, raw, found[1] ?? found[2], found[3] ?? found[4] ?? null, alone === undefined ? -1 : alone === "yes" ? 1 : 0);
}
