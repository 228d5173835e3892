/**
 * pyexpat.parser - reads a document as it comes and tells handlers what is in it.
 *
 * Mirrors     lib/xmlparse.c of expat 2.6, xmlparseobject of Modules/pyexpat.c
 * Suspends    Parse, ParseFile: the handlers are Python code
 * Differs     parameter entities are not read; CurrentByteIndex counts UTF-8
 * Invariants
 *   E1  `$at` is where the event begins that is reported; `$line` and `$column` are its place.
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { decode } from "../../objects/bytes/codecs.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { intValue } from "../../objects/int.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { toInt, toLong } from "../../objects/protocols/index.js";
import { getset, pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { markAstral } from "../../objects/str/points.js";
import { aroundSubset, declarationsOf, doctypeHead, modelOf, tokensOf, type Declaration, type Entity } from "./declarations.js";
import { Code, expatError } from "./errors.js";
import { Input } from "./input.js";
import {
  badCharacter,
  characterOf,
  doctypeEnd,
  endOfToken,
  isSpace,
  Malformed,
  nameAt,
  PARTIAL,
  PREDEFINED,
  skipSpace,
  startTag,
  type Attribute,
} from "./tokens.js";

export const HANDLERS = (
  "StartElementHandler EndElementHandler ProcessingInstructionHandler CharacterDataHandler UnparsedEntityDeclHandler NotationDeclHandler StartNamespaceDeclHandler " +
  "EndNamespaceDeclHandler CommentHandler StartCdataSectionHandler EndCdataSectionHandler DefaultHandler DefaultHandlerExpand NotStandaloneHandler ExternalEntityRefHandler " +
  "StartDoctypeDeclHandler EndDoctypeDeclHandler EntityDeclHandler XmlDeclHandler ElementDeclHandler AttlistDeclHandler SkippedEntityHandler"
).split(" ");

/** Tokens of the prolog that are whole whatever follows. */
const PUNCTUATION = /[>[\](),|]/;

/** What no other token is followed by. */
const NO_END = /[^\s>),|[%?+*\]]/;

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
const PROLOG = 0;
const CONTENT = 1;
const EPILOG = 2;

interface Open {
  /** as written */
  readonly raw: string;
  /** with its namespace */
  readonly name: string;
  /** prefixes declared here, with what they meant before */
  readonly declared: readonly (readonly [prefix: string, before: string | undefined])[];
}

@pyclass("pyexpat.xmlparser", { builtin: true })
export class XMLParser extends PyObject {
  [handler: string]: Value;
  declare $buffered: boolean;
  declare $most: number;
  declare $ordered: boolean;
  declare $specified: boolean;
  declare $prefixed: boolean;
  declare $intern: Value;
  declare $separator: string | null;
  declare $input: Input;
  declare $text: string;
  declare $at: number;
  declare $line: number;
  declare $column: number;
  declare $bytes: number;
  declare $state: number;
  declare $open: Open[];
  declare $spaces: Map<string, string>;
  declare $entities: Map<string, Entity>;
  declare $defaults: Map<string, Map<string, string>>;
  declare $expanding: string[];
  /** what an attribute is, where it is not CDATA, by element */
  declare $types: Map<string, Set<string>>;
  /** entities may have been declared where nobody looked */
  declare $external: boolean;
  declare $standalone: boolean;
  /** whether declarations still count: not behind a parameter entity that was not read */
  declare $keep: boolean;
  /** when the external subset is asked for: never, unless the document is standalone, always */
  declare $subsets: number;
  declare $foreign: boolean;
  /** the length of what was no whole token when it was last looked at */
  declare $tried: number;
  declare $cdata: boolean;
  declare $started: boolean;
  declare $finished: boolean;
  declare $failed: number;
  declare $characters: string;
  declare $base: Value;
  declare $deferral: boolean;

  Parse(data: Value, isfinal: Value = false): Suspends<number> {
    const final = truth(isfinal);
    if (this.$finished || this.$failed !== 0) this.$fail(Code.FINISHED, this.$at);
    const given = stringOf(data);
    let text = given !== undefined ? this.$input.ends(given, final) : this.$input.take(toBuffer(data), final);
    if (text === null) {
      this.$input.use(charactersOf(this.$input.unknown));
      text = this.$input.take(new Uint8Array(0), final);
    }
    if (text === undefined) {
      this.$take(markAstral(this.$input.valid), false);
      this.$fail(Code.INVALID_TOKEN, this.$text.length);
    }
    if (text === null) this.$fail(Code.UNKNOWN_ENCODING, 0, this.$input.named);
    this.$take(markAstral(text), final);
    this.$flush();
    return 1;
  }
  ParseFile(file: Value): Suspends<number> {
    for (;;) {
      const block = callMethod(file, "read", 2048);
      if (!(block instanceof Bytes) && stringOf(block) === undefined) throw new TypeError(`read() did not return a bytes object (type=${typeOf(block).$name})`);
      const last = !truth(block);
      callMethod(this, "Parse", block, last);
      if (last) return 1;
    }
  }
  SetBase(base: Value): null {
    this.$base = base;
    return null;
  }
  GetBase(): Value {
    return this.$base;
  }
  GetInputContext(): Value {
    return null;
  }
  UseForeignDTD(flag: Value = true): Suspends<null> {
    this.$foreign = truth(flag);
    return null;
  }
  SetParamEntityParsing(flag: Value): Suspends<number> {
    this.$subsets = toInt(flag);
    return 1;
  }
  GetReparseDeferralEnabled(): boolean {
    return this.$deferral;
  }
  SetReparseDeferralEnabled(enabled: Value): Suspends<null> {
    this.$deferral = truth(enabled);
    return null;
  }
  /** A parser for the text of an external entity, with the same handlers. */
  ExternalEntityParserCreate(_context: Value, encoding: Value = null): Value {
    const made = makeParser(encoding as string | null, this.$separator, this.$intern);
    for (const name of [...HANDLERS, "$buffered", "$ordered", "$specified", "$prefixed"]) made[name] = this[name];
    for (const [name, entity] of this.$entities) made.$entities.set(name, entity);
    for (const [prefix, uri] of this.$spaces) made.$spaces.set(prefix, uri);
    made.$state = CONTENT;
    made.$external = true;
    return made;
  }

  // ---- places

  /** Moves to `to` in the text: what is before has been reported. */
  $advance(to: number): void {
    const { $text } = this;
    if (this.$expanding.length > 0) {
      this.$at = to;
      return;
    }
    let from = this.$at;
    for (let end = $text.indexOf("\n", from); end >= 0 && end < to; end = $text.indexOf("\n", from)) {
      this.$line++;
      this.$column = 0;
      from = end + 1;
    }
    for (let i = from; i < to; i++) if (($text.charCodeAt(i) & 0xfc00) !== 0xdc00) this.$column++;
    this.$bytes += Buffer.byteLength($text.slice(this.$at, to));
    this.$at = to;
  }
  $fail(code: number, at: number, column = 0): never {
    this.$advance(at);
    this.$column += column;
    this.$failed = code;
    throw expatError(code, this.$line, this.$column);
  }

  // ---- events

  $flush(): Suspends<void> {
    const text = this.$characters;
    if (text === "") return;
    this.$characters = "";
    if (this.CharacterDataHandler !== null) call(this.CharacterDataHandler, text);
  }
  $default(raw: string): Suspends<void> {
    const handler = this.DefaultHandlerExpand ?? this.DefaultHandler;
    if (handler === null) return;
    this.$flush();
    call(handler, raw);
  }
  /** Tells a handler, or the default one what is written there. */
  $tell(handler: Value, raw: string, ...args: Value[]): Suspends<void> {
    if (handler === null) return this.$default(raw);
    this.$flush();
    call(handler, ...args);
  }
  $data(text: string): Suspends<void> {
    if (this.CharacterDataHandler === null) return this.$default(text);
    if (this.$buffered) {
      this.$characters += text;
      while (this.$characters.length > this.$most) {
        const part = this.$characters.slice(0, this.$most);
        this.$characters = this.$characters.slice(part.length);
        call(this.CharacterDataHandler, part);
      }
      return;
    }
    // the end of a line is told by itself
    for (let from = 0; from < text.length;) {
      const end = text.indexOf("\n", from);
      const to = end < 0 ? text.length : end === from ? end + 1 : end;
      call(this.CharacterDataHandler, text.slice(from, to));
      from = to;
    }
  }

  // ---- the document

  $take(text: string, final: boolean): Suspends<void> {
    this.$text = this.$text.slice(this.$at) + text;
    this.$at = 0;
    // what was no token is looked at again when there is twice as much
    if (this.$deferral && !final && this.$text.length < 2 * this.$tried) return;
    this.$read(final);
    this.$tried = this.$at === 0 ? this.$text.length : 0;
    if (!final) return;
    if (this.$cdata) this.$fail(Code.UNCLOSED_CDATA, this.$text.length);
    if (this.$at < this.$text.length) this.$fail(Code.UNCLOSED_TOKEN, this.$at);
    if (this.$state === PROLOG || this.$open.length > 0) this.$fail(Code.NO_ELEMENTS, this.$text.length);
    this.$flush();
    this.$finished = true;
  }
  /** Reads what is whole. */
  $read(final: boolean): Suspends<void> {
    while (this.$at < this.$text.length) {
      const done = this.$cdata ? this.$section(final) : this.$state === CONTENT ? this.$content(final) : this.$outside(final);
      if (!done) return;
    }
  }
  /** Before or after the root element. */
  $outside(final: boolean): Suspends<boolean> {
    const { $text, $at } = this;
    const junk = this.$state === EPILOG ? Code.JUNK : Code.SYNTAX;
    if (isSpace($text.charCodeAt($at))) {
      const end = skipSpace($text, $at);
      this.$started = true;
      this.$default($text.slice($at, end));
      this.$advance(end);
      return true;
    }
    if ($text[$at] !== "<") {
      const end = endOfToken($text, $at);
      const isToken = end > $at && (PUNCTUATION.test($text[$at]!) || !NO_END.test($text.slice(end, end + 1)));
      if (isToken) this.$fail($text[$at] === "%" && junk === Code.SYNTAX ? Code.PARAM_ENTITY_REF : junk, $at);
      this.$fail(Code.INVALID_TOKEN, end);
    }
    if ($text.length === $at + 1) return false;
    if ($text[$at + 1] === "?" || $text.startsWith("<!--", $at)) return this.$markup();
    if ("<!--".startsWith($text.slice($at, $at + 4)) && !final) return false;
    if ($text.startsWith("<!DOCTYPE", $at)) {
      if (this.$state === EPILOG) this.$fail(Code.JUNK, $at);
      return this.$doctype();
    }
    if ($text[$at + 1] === "!") {
      if ("<!DOCTYPE".startsWith($text.slice($at, $at + 9)) && !final) return false;
      this.$fail(Code.INVALID_TOKEN, $at + 2);
    }
    if (this.$state === EPILOG) this.$fail(Code.JUNK, $at);
    if ($text[$at + 1] === "/") this.$fail(Code.INVALID_TOKEN, $at + 1);
    this.$started = true;
    if (this.$foreign) this.$subset(null, null, $at);
    return this.$start();
  }
  /** Asks for the declarations that stand elsewhere. */
  $subset(system: string | null, publicId: string | null, at: number): Suspends<void> {
    this.$foreign = false;
    if (system !== null) this.$external = true;
    if (this.$subsets === 0 || this.ExternalEntityRefHandler === null) return;
    this.$flush();
    if (!truth(call(this.ExternalEntityRefHandler, null, this.$base, system, publicId))) this.$fail(Code.EXTERNAL_ENTITY, at);
  }
  /** What a document that is not standalone has elsewhere is met. */
  $elsewhere(at: number): Suspends<void> {
    this.$external = true;
    if (this.$standalone || this.NotStandaloneHandler === null) return;
    this.$flush();
    if (!truth(call(this.NotStandaloneHandler))) this.$fail(Code.NOT_STANDALONE, at);
  }
  $content(final: boolean): Suspends<boolean> {
    const { $text, $at } = this;
    if ($text[$at] === "<") {
      if ($at + 1 >= $text.length) return false;
      const next = $text[$at + 1];
      if (next === "/") return this.$end();
      if (next === "?") return this.$markup();
      if (next !== "!") return this.$start();
      if ($text.startsWith("<!--", $at)) return this.$markup();
      if ($text.startsWith("<![CDATA[", $at)) {
        this.$tell(this.StartCdataSectionHandler, "<![CDATA[");
        this.$advance($at + 9);
        this.$cdata = true;
        return true;
      }
      const head = $text.slice($at, $at + 9);
      if (!final && ("<![CDATA[".startsWith(head) || "<!--".startsWith(head))) return false;
      this.$fail(Code.INVALID_TOKEN, $at + 2);
    }
    if ($text[$at] === "&") return this.$reference();
    let end = $at;
    while (end < $text.length && $text[end] !== "<" && $text[end] !== "&") end++;
    const bad = badCharacter($text, $at, end);
    const close = $text.indexOf("]]>", $at);
    if (close >= 0 && close < end && (bad < 0 || close < bad)) {
      if (close > $at) this.$data($text.slice($at, close));
      this.$fail(Code.INVALID_TOKEN, close + 2);
    }
    if (bad >= 0) {
      if (bad > $at) this.$data($text.slice($at, bad));
      this.$fail(Code.INVALID_TOKEN, bad);
    }
    // the end of a section may be under way
    if (end === $text.length && !final && this.$expanding.length === 0) while (end > $at && end > $text.length - 2 && $text[end - 1] === "]") end--;
    if (end === $at) return false;
    this.$data($text.slice($at, end));
    this.$advance(end);
    return true;
  }
  $section(final: boolean): Suspends<boolean> {
    const { $text, $at } = this;
    let end = $text.indexOf("]]>", $at);
    const whole = end >= 0;
    if (!whole) {
      end = $text.length;
      if (!final) while (end > $at && end > $text.length - 2 && $text[end - 1] === "]") end--;
    }
    const bad = badCharacter($text, $at, end);
    if (bad >= 0) this.$fail(Code.INVALID_TOKEN, bad);
    // a bracket may be the first of the end: it begins a piece of its own
    for (let from = $at; from < end;) {
      const bracket = $text.indexOf("]", from + 1);
      const to = bracket < 0 || bracket > end ? end : bracket;
      this.$data($text.slice(from, to));
      from = to;
    }
    this.$advance(end);
    if (!whole) return false;
    this.$tell(this.EndCdataSectionHandler, "]]>");
    this.$advance(end + 3);
    this.$cdata = false;
    return true;
  }
  /** A comment or a processing instruction; the declaration of XML. */
  $markup(): Suspends<boolean> {
    const { $text, $at } = this;
    if ($text[$at + 1] === "!") {
      const dashes = $text.indexOf("--", $at + 4);
      if (dashes < 0 || dashes + 2 >= $text.length) return false;
      if ($text[dashes + 2] !== ">") this.$fail(Code.INVALID_TOKEN, dashes + 2);
      const bad = badCharacter($text, $at, dashes);
      if (bad >= 0) this.$fail(Code.INVALID_TOKEN, bad);
      this.$started = true;
      this.$tell(this.CommentHandler, $text.slice($at, dashes + 3), $text.slice($at + 4, dashes));
      this.$advance(dashes + 3);
      return true;
    }
    const end = $text.indexOf("?>", $at + 2);
    const target = nameAt($text, $at + 2);
    if (target === "" && $text.length > $at + 2) this.$fail(Code.INVALID_TOKEN, $at + 2);
    if (end < 0) return false;
    const raw = $text.slice($at, end + 2);
    if (target.toLowerCase() === "xml") {
      if (target !== "xml") this.$fail(Code.INVALID_TOKEN, $at + 2);
      if (this.$started || this.$state !== PROLOG) this.$fail(Code.MISPLACED_XML, $at);
      this.$declaration(raw);
    } else {
      const after = $at + 2 + target.length;
      if (after < end && !isSpace($text.charCodeAt(after))) this.$fail(Code.INVALID_TOKEN, after);
      this.$tell(this.ProcessingInstructionHandler, raw, target, $text.slice(skipSpace($text, after), end));
    }
    this.$started = true;
    this.$advance(end + 2);
    return true;
  }
  $declaration(raw: string): Suspends<void> {
    const found =
      /^<\?xml\s+version\s*=\s*(?:"([\w.:-]+)"|'([\w.:-]+)')(?:\s+encoding\s*=\s*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:\s+standalone\s*=\s*(?:"(yes|no)"|'(yes|no)'))?\s*\?>$/.exec(
        raw,
      );
    if (found === null) this.$fail(Code.XML_DECL, this.$at);
    const alone = found[5] ?? found[6];
    this.$standalone = alone === "yes";
    if (this.$standalone && this.$subsets === 1) this.$subsets = 0;
    this.$tell(this.XmlDeclHandler, raw, found[1] ?? found[2], found[3] ?? found[4] ?? null, alone === undefined ? -1 : alone === "yes" ? 1 : 0);
  }
  $doctype(): Suspends<boolean> {
    const { $text, $at } = this;
    const end = doctypeEnd($text, $at);
    if (end === undefined) return false;
    const raw = $text.slice($at, end);
    const head = doctypeHead(raw);
    const declarations = head === undefined ? undefined : declarationsOf(head.subset ?? "");
    if (head === undefined || declarations === undefined) this.$fail(Code.SYNTAX, $at);
    const { name, system, publicId, subset } = head;
    this.$started = true;
    const [before, after] = aroundSubset(raw);
    const starts = this.StartDoctypeDeclHandler;
    if (starts === null) {
      // the handler hears of where else declarations are before it has heard of the last token
      const tokens = tokensOf(before);
      const external = system === null ? tokens.length : tokens.findLastIndex((token) => token.startsWith('"') || token.startsWith("'"));
      this.$each(tokens.slice(0, external));
      if (system !== null && this.$subsets === 0) this.$elsewhere($at + tokens.slice(0, external).join("").length);
      this.$each(tokens.slice(external));
    } else {
      if (system !== null && this.$subsets === 0) this.$elsewhere($at);
      this.$flush();
      call(starts, name, system, publicId, subset === null ? 0 : 1);
    }
    for (const one of declarations) this.$declare(one);
    const closing = tokensOf(after);
    if (starts === null) this.$each(closing.slice(0, -1));
    else this.$each(closing.slice(0, -1).filter((token) => token !== "]"));
    if (system !== null || this.$foreign) this.$subset(system, publicId, end - 1);
    if (this.EndDoctypeDeclHandler !== null) {
      this.$flush();
      call(this.EndDoctypeDeclHandler);
    } else if (starts === null || subset !== null) this.$default(">");
    this.$advance(end);
    return true;
  }
  /** Tells the default handler of one token after the other. */
  $each(tokens: readonly string[]): Suspends<void> {
    for (const token of tokens) this.$default(token);
  }
  $declare(one: Declaration): Suspends<void> {
    switch (one.kind) {
      case "comment":
        return this.$tell(this.CommentHandler, one.raw, one.raw.slice(4, -3));
      case "instruction": {
        const target = nameAt(one.raw, 2);
        return this.$tell(this.ProcessingInstructionHandler, one.raw, target, one.raw.slice(skipSpace(one.raw, 2 + target.length), -2));
      }
      case "entity": {
        const { name, parameter, entity } = one;
        const heard = entity.notation !== null && this.UnparsedEntityDeclHandler !== null ? this.UnparsedEntityDeclHandler : this.EntityDeclHandler;
        if (!this.$keep || heard === null) this.$each(tokensOf(one.raw));
        if (!this.$keep) return;
        if (!parameter && !this.$entities.has(name)) this.$entities.set(name, entity);
        if (entity.notation !== null && this.UnparsedEntityDeclHandler !== null)
          call(this.UnparsedEntityDeclHandler, name, this.$base, entity.system, entity.publicId, entity.notation);
        else if (this.EntityDeclHandler !== null)
          call(this.EntityDeclHandler, name, parameter ? 1 : 0, entity.value, this.$base, entity.system, entity.publicId, entity.notation);
        return;
      }
      case "notation":
        if (this.NotationDeclHandler !== null) call(this.NotationDeclHandler, one.name, this.$base, one.system, one.publicId);
        else this.$each(tokensOf(one.raw));
        return;
      case "element":
        if (this.ElementDeclHandler !== null) call(this.ElementDeclHandler, one.name, modelOf(one.model));
        else this.$each(tokensOf(one.raw));
        return;
      case "attributes":
        if (!this.$keep || this.AttlistDeclHandler === null) this.$each(tokensOf(one.raw));
        if (!this.$keep) return;
        for (const rule of one.attributes) {
          if (rule.type !== "CDATA") {
            let types = this.$types.get(one.name);
            if (types === undefined) this.$types.set(one.name, (types = new Set()));
            types.add(rule.name);
          }
          const value = rule.value === null ? null : this.$value(rule.value, this.$at, rule.type !== "CDATA");
          if (this.AttlistDeclHandler !== null) call(this.AttlistDeclHandler, one.name, rule.name, rule.type, value, rule.required ? 1 : 0);
          if (value === null) continue;
          let known = this.$defaults.get(one.name);
          if (known === undefined) this.$defaults.set(one.name, (known = new Map()));
          if (!known.has(rule.name)) known.set(rule.name, value);
        }
        return;
      case "parameter":
        this.$elsewhere(this.$at);
        if (this.$subsets === 0) this.$keep = this.$standalone;
        return this.$default(one.raw);
      default:
        return this.$default(one.raw);
    }
  }

  // ---- elements

  $start(): Suspends<boolean> {
    const { $text, $at } = this;
    const tag = startTag($text, $at);
    if (tag === PARTIAL) return false;
    if (tag instanceof Malformed) this.$fail(tag.code, tag.at);
    const { name, attributes, empty, end } = tag;
    const given: [string, string][] = [];
    for (const attribute of attributes) {
      if (given.some(([known]) => known === attribute.name)) this.$fail(Code.DUPLICATE_ATTRIBUTE, attribute.at);
      given.push([attribute.name, this.$value(attribute.raw, attribute.rawAt, this.$types.get(name)?.has(attribute.name) === true)]);
    }
    const specified = given.length;
    for (const [key, value] of this.$defaults.get(name) ?? []) if (!given.some(([known]) => known === key)) given.push([key, value]);
    let shown = name;
    let told = given.slice(0, this.$specified ? specified : undefined);
    const declared: [string, string | undefined][] = [];
    if (this.$separator !== null) {
      for (const [key, value] of told) {
        if (key !== "xmlns" && !key.startsWith("xmlns:")) continue;
        const prefix = key === "xmlns" ? "" : key.slice(6);
        if (prefix !== "" && value === "") this.$fail(28, $at);
        declared.push([prefix, this.$spaces.get(prefix)]);
        this.$spaces.set(prefix, value);
        if (this.StartNamespaceDeclHandler !== null) {
          this.$flush();
          call(this.StartNamespaceDeclHandler, prefix === "" ? null : prefix, value === "" ? null : value);
        }
      }
      shown = this.$named(name, true);
      told = told.filter(([key]) => key !== "xmlns" && !key.startsWith("xmlns:")).map(([key, value]) => [this.$named(key, false), value]);
      for (let i = 1; i < told.length; i++)
        if (told.slice(0, i).some(([key]) => key === told[i]![0])) this.$fail(Code.DUPLICATE_ATTRIBUTE, (attributes as readonly Attribute[])[i]?.at ?? $at);
    }
    const raw = $text.slice($at, end);
    if (this.StartElementHandler === null) {
      if (!empty || this.EndElementHandler === null) this.$default(raw);
    } else {
      this.$flush();
      call(this.StartElementHandler, shown, this.$ordered ? told.flat() : Dict.$of(told));
    }
    const open = { raw: name, name: shown, declared };
    this.$state = CONTENT;
    if (!empty) this.$open.push(open);
    this.$advance(end);
    if (empty) this.$close(open, "");
    if (empty && this.$open.length === 0 && this.$expanding.length === 0) this.$state = EPILOG;
    return true;
  }
  $end(): Suspends<boolean> {
    const { $text, $at } = this;
    const name = nameAt($text, $at + 2);
    const after = skipSpace($text, $at + 2 + name.length);
    if (after >= $text.length) return false;
    if (name === "") this.$fail(Code.INVALID_TOKEN, $at + 2);
    if ($text[after] !== ">") this.$fail(Code.INVALID_TOKEN, after);
    const open = this.$open.at(-1);
    if (open === undefined || open.raw !== name) this.$fail(open === undefined && this.$expanding.length > 0 ? 13 : Code.TAG_MISMATCH, $at + 2);
    this.$open.pop();
    this.$close(open, $text.slice($at, after + 1));
    this.$advance(after + 1);
    if (this.$open.length === 0 && this.$expanding.length === 0) this.$state = EPILOG;
    return true;
  }
  $close(open: Open, raw: string): Suspends<void> {
    if (this.EndElementHandler !== null || raw !== "") this.$tell(this.EndElementHandler, raw, open.name);
    for (const [prefix, before] of [...open.declared].reverse()) {
      if (this.EndNamespaceDeclHandler !== null) {
        this.$flush();
        call(this.EndNamespaceDeclHandler, prefix === "" ? null : prefix);
      }
      if (before === undefined) this.$spaces.delete(prefix);
      else this.$spaces.set(prefix, before);
    }
  }
  /** A name with its namespace. */
  $named(name: string, element: boolean): string {
    const colon = name.indexOf(":");
    if (colon < 0 && !element) return name;
    const prefix = colon < 0 ? "" : name.slice(0, colon);
    const uri = prefix === "xml" ? XML_NAMESPACE : this.$spaces.get(prefix);
    if (uri === undefined && prefix !== "") this.$fail(Code.UNBOUND_PREFIX, this.$at);
    if (uri === undefined || uri === "") return name;
    const local = name.slice(colon + 1);
    const written = prefix !== "" && this.$prefixed;
    return `${uri}${this.$separator!}${local}${written ? `${this.$separator!}${prefix}` : ""}`;
  }
  /** The value of an attribute; of one that is not CDATA, without the spaces that say nothing. */
  $value(raw: string, at: number, tokens = false): string {
    if (tokens) return this.$value(raw, at).replace(/ +/g, " ").replace(/^ | $/g, "");
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
      if (end < 0) this.$fail(Code.INVALID_TOKEN, at + i);
      const name = raw.slice(i + 1, end);
      if (name.startsWith("#")) {
        const character = characterOf(name.slice(1));
        if (character === undefined) this.$fail(Code.BAD_CHAR_REF, at + i);
        value += character;
      } else if (Object.hasOwn(PREDEFINED, name)) value += PREDEFINED[name]!;
      else if (nameAt(name, 0) !== name || name === "") this.$fail(Code.INVALID_TOKEN, at + i + 1);
      else {
        const entity = this.$entities.get(name);
        if (entity === undefined) this.$fail(Code.UNDEFINED_ENTITY, at + i);
        if (entity.value === null) this.$fail(entity.notation === null ? Code.ATTRIBUTE_EXTERNAL_ENTITY : Code.BINARY_ENTITY, at + i);
        if (this.$expanding.includes(name)) this.$fail(Code.RECURSIVE_ENTITY, at + i);
        this.$expanding.push(name);
        value += this.$value(entity.value, at + i);
        this.$expanding.pop();
      }
      i = end + 1;
    }
    return value;
  }
  /** `&name;` in the text. */
  $reference(): Suspends<boolean> {
    const { $text, $at } = this;
    const end = $text.indexOf(";", $at);
    const named = $text[$at + 1] !== "#";
    const name = named ? nameAt($text, $at + 1) : (/[#0-9A-Za-z]*/y.exec($text.slice($at + 1))?.[0] ?? "");
    if ($at + 1 + name.length < $text.length && $text[$at + 1 + name.length] !== ";") this.$fail(Code.INVALID_TOKEN, $at + 1 + name.length);
    if (end < 0) return false;
    const raw = $text.slice($at, end + 1);
    if (!named) {
      const character = characterOf(name.slice(1));
      if (character === undefined) this.$fail(/^#(?:x[0-9a-fA-F]+|[0-9]+)$/.test(name) ? Code.BAD_CHAR_REF : Code.INVALID_TOKEN, $at);
      if (this.CharacterDataHandler === null) this.$default(raw);
      else this.$data(markAstral(character));
    } else if (Object.hasOwn(PREDEFINED, name)) {
      if (this.CharacterDataHandler === null) this.$default(raw);
      else this.$data(PREDEFINED[name]!);
    } else this.$entity(name, raw);
    this.$advance(end + 1);
    return true;
  }
  $entity(name: string, raw: string): Suspends<void> {
    const entity = this.$entities.get(name);
    if (entity === undefined) {
      if (!this.$external || this.$standalone) this.$fail(Code.UNDEFINED_ENTITY, this.$at);
      return this.$tell(this.SkippedEntityHandler, raw, name, 0);
    }
    if (this.$expanding.includes(name)) this.$fail(Code.RECURSIVE_ENTITY, this.$at);
    if (entity.notation !== null) this.$fail(Code.BINARY_ENTITY, this.$at);
    if (entity.value === null) {
      if (this.ExternalEntityRefHandler === null) return this.$default(raw);
      this.$flush();
      if (!truth(call(this.ExternalEntityRefHandler, name, this.$base, entity.system, entity.publicId))) this.$fail(Code.EXTERNAL_ENTITY, this.$at);
      return;
    }
    if (this.DefaultHandler !== null && this.DefaultHandlerExpand === null) return this.$default(raw);
    const { $text, $at } = this;
    const depth = this.$open.length;
    this.$expanding.push(name);
    this.$text = entity.value;
    this.$at = 0;
    this.$read(true);
    if (this.$at < this.$text.length || this.$open.length !== depth) this.$fail(13, this.$at);
    this.$expanding.pop();
    this.$text = $text;
    this.$at = $at;
  }
}

for (const [name, read] of [
  ["CurrentLineNumber", (self: XMLParser): Value => self.$line],
  ["CurrentColumnNumber", (self: XMLParser): Value => self.$column],
  ["CurrentByteIndex", (self: XMLParser): Value => self.$bytes],
  ["ErrorLineNumber", (self: XMLParser): Value => self.$line],
  ["ErrorColumnNumber", (self: XMLParser): Value => self.$column],
  ["ErrorByteIndex", (self: XMLParser): Value => self.$bytes],
  ["ErrorCode", (self: XMLParser): Value => self.$failed],
  ["buffer_used", (self: XMLParser): Value => self.$characters.length],
] as const)
  getset(XMLParser, { [name]: [read] });

for (const name of HANDLERS)
  getset(XMLParser, {
    [name]: [
      (self: XMLParser): Value => self[name],
      (self: XMLParser, handler: Value): void => {
        self[name] = handler;
      },
      (): never => {
        throw new RuntimeError("Cannot delete attribute");
      },
    ],
  });

function flag(name: string, field: "$ordered" | "$specified" | "$prefixed"): void {
  getset(XMLParser, {
    [name]: [
      (self: XMLParser): Value => self[field],
      (self: XMLParser, value: Value): Suspends<void> => {
        self[field] = truth(value);
      },
    ],
  });
}
flag("ordered_attributes", "$ordered");
flag("specified_attributes", "$specified");
flag("namespace_prefixes", "$prefixed");

getset(XMLParser, {
  intern: [(self: XMLParser): Value => self.$intern],
  buffer_text: [
    (self: XMLParser): Value => self.$buffered,
    (self: XMLParser, value: Value): Suspends<void> => {
      self.$buffered = truth(value);
      if (!self.$buffered) self.$flush();
    },
  ],
  buffer_size: [
    (self: XMLParser): Value => self.$most,
    (self: XMLParser, value: Value): Suspends<void> => {
      if (intValue(value) === undefined) throw new TypeError("buffer_size must be an integer");
      const size = toLong(value);
      if (size <= 0) throw new ValueError("buffer_size must be greater than zero");
      if (size > 2147483647) throw new ValueError("buffer_size must not be greater than 2147483647");
      self.$flush();
      self.$most = size;
    },
  ],
});
(XMLParser as Value).$hasDict = false;

/** The characters of all bytes in an encoding that expat does not know itself. */
function charactersOf(encoding: string): Suspends<string> {
  const text = decode(
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    encoding,
    "replace",
    null,
  );
  if (text.length !== 256) throw new ValueError("multi-byte encodings are not supported");
  return text;
}

/** A parser that has read nothing. */
export function makeParser(encoding: string | null, separator: string | null, intern: Value): XMLParser {
  const made = Object.create(XMLParser.prototype) as XMLParser;
  for (const name of HANDLERS) made[name] = null;
  made.$buffered = made.$ordered = made.$specified = made.$prefixed = false;
  made.$most = 8192;
  made.$intern = intern;
  made.$separator = separator;
  made.$input = new Input(encoding);
  made.$text = "";
  made.$at = 0;
  made.$line = 1;
  made.$column = made.$bytes = 0;
  made.$state = PROLOG;
  made.$open = [];
  made.$spaces = new Map();
  made.$entities = new Map();
  made.$defaults = new Map();
  made.$expanding = [];
  made.$types = new Map();
  made.$keep = true;
  made.$subsets = made.$tried = 0;
  made.$standalone = made.$foreign = false;
  made.$external = made.$cdata = made.$started = made.$finished = false;
  made.$failed = 0;
  made.$characters = "";
  made.$base = null;
  made.$deferral = true;
  return made;
}
