/**
 * re.template - replacements: `\1`, `\g<name>`.
 *
 * Mirrors     parse_template of Lib/re/_parser.py
 */
import { bufferOf } from "../../objects/bytes/buffer.js";
import { IndexError, TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { textRepr } from "../../objects/str/categories.js";
import { typeName } from "../../objects/typename.js";
import { MAXGROUPS } from "./constants.js";
import { DIGITS, ESCAPES, isAsciiLetter, OCTDIGITS } from "./escapes.js";
import { countOf, isNumber, isOneOf, Tokenizer } from "./tokenizer.js";

/** Texts (bytes as latin-1) and numbers of groups in turn: the first and the last are texts. */
export type Template = readonly (string | number)[];

/** What a template may refer to. */
export interface Groups {
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** The template in a str or bytes. */
export function parseTemplate(source: Value, known: Groups): Template {
  const string = stringOf(source);
  const bytes = string === undefined ? bufferOf(source) : undefined;
  if (string === undefined && bytes === undefined) throw new TypeError(`decoding to str: need a bytes-like object, ${typeName(source)} found`);
  return read(new Tokenizer(source, string ?? Buffer.from(bytes as Uint8Array).toString("latin1"), string !== undefined), known);
}

function read(s: Tokenizer, known: Groups): Template {
  const parts: (string | number)[] = [];
  let literal = "";
  const addGroup = (index: number, offset: number) => {
    if (index > known.groups) throw s.error(`invalid group reference ${index}`, offset);
    parts.push(literal, index);
    literal = "";
  };
  for (let char = s.get(); char !== null; char = s.get()) {
    if (char[0] !== "\\") {
      literal += char;
      continue;
    }
    const c = char.slice(1);
    if (c === "g") {
      const [index, offset] = namedGroup(s, known);
      addGroup(index, offset);
    } else if (c === "0") {
      literal += String.fromCharCode(parseInt(char.slice(1) + s.getwhile(2, OCTDIGITS), 8) & 0xff);
    } else if (isOneOf(c, DIGITS)) {
      let text = char;
      if (isOneOf(s.next, DIGITS)) {
        text += s.get() as string;
        if (isOneOf(c, OCTDIGITS) && isOneOf(text[2] as string, OCTDIGITS) && isOneOf(s.next, OCTDIGITS)) {
          text += s.get() as string;
          const code = parseInt(text.slice(1), 8);
          if (code > 0o377) throw s.error(`octal escape value ${text} outside of range 0-0o377`, text.length);
          literal += String.fromCharCode(code);
          continue;
        }
      }
      addGroup(Number(text.slice(1)), text.length - 1);
    } else {
      const code = ESCAPES[char];
      if (code === undefined && isAsciiLetter(c)) throw s.error(`bad escape ${char}`, char.length);
      literal += code === undefined ? char : String.fromCharCode(code);
    }
  }
  parts.push(literal);
  return parts;
}

function namedGroup(s: Tokenizer, known: Groups): [index: number, offset: number] {
  if (!s.match("<")) throw s.error("missing <");
  const name = s.getuntil(">", "group name");
  const offset = countOf(name) + 1;
  if (isNumber(name)) {
    const index = Number(name);
    if (index >= MAXGROUPS) throw s.error(`invalid group reference ${name.replace(/^0+(?=.)/, "")}`, offset);
    return [index, offset];
  }
  s.checkgroupname(name, 1);
  const index = known.names.get(name);
  if (index === undefined) throw new IndexError(`unknown group name ${textRepr(name)}`);
  return [index, offset];
}
