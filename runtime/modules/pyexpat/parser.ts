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
import { RuntimeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { intValue } from "../../objects/int.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { toInt, toLong } from "../../objects/protocols/index.js";
import { getset, pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { markAstral } from "../../objects/str/points.js";
import { cdataPart, contentPart } from "./content.js";
import type { Entity } from "./declarations.js";
import { Code, expatError } from "./errors.js";
import { Input } from "./input.js";
import { prologPart } from "./prolog.js";
import { CONTENT, PROLOG, type Open } from "./state.js";

export const HANDLERS = (
  "StartElementHandler EndElementHandler ProcessingInstructionHandler CharacterDataHandler UnparsedEntityDeclHandler NotationDeclHandler StartNamespaceDeclHandler " +
  "EndNamespaceDeclHandler CommentHandler StartCdataSectionHandler EndCdataSectionHandler DefaultHandler DefaultHandlerExpand NotStandaloneHandler ExternalEntityRefHandler " +
  "StartDoctypeDeclHandler EndDoctypeDeclHandler EntityDeclHandler XmlDeclHandler ElementDeclHandler AttlistDeclHandler SkippedEntityHandler"
).split(" ");

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
    let { $line: line, $column: column, $bytes: bytes } = this;
    for (let i = this.$at; i < to; i++) {
      const code = $text.charCodeAt(i);
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
      if (code === 10) {
        line++;
        column = 0;
      } else if ((code & 0xfc00) !== 0xdc00) column++;
      // the second half of a character of four bytes
      else bytes -= 2;
    }
    this.$line = line;
    this.$column = column;
    this.$bytes = bytes;
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
      const done = this.$cdata ? cdataPart(this, final) : this.$state === CONTENT ? contentPart(this, final) : prologPart(this, final);
      if (!done) return;
    }
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
