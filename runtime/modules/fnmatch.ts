/**
 * fnmatch - names against patterns of the shell.
 *
 * Mirrors     Lib/fnmatch.py
 * Suspends    os.fspath of names
 */
import { len } from "../objects/protocols/len.js";
import { TypeError } from "../objects/exceptions.js";
import type { Suspends } from "../frames/suspend.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { $getattr } from "../objects/attributes.js";
import { spread } from "../objects/iterator.js";
import { pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { stringOf } from "../objects/str.js";
import { characters } from "../objects/str/points.js";
import { normcase } from "./os/path.js";
import { compilePattern } from "./re/compile.js";

const STAR = null;
/** Parts of a pattern: regular expressions, and null for a star. */
type Parts = (string | null)[];

const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;
const escaped = (char: string): string => char.replace(SPECIAL, "\\$&");

/** The inside of brackets as a set of `re`; null where it is never or always in it ("", "!"). */
function setText(stuff: string): string {
  let text: string;
  if (!stuff.includes("-")) text = stuff.replaceAll("\\", "\\\\");
  else {
    const chunks: string[] = [];
    let from = 0;
    let k = stuff.startsWith("!") ? 2 : 1;
    for (;;) {
      k = stuff.indexOf("-", k);
      if (k < 0) break;
      chunks.push(stuff.slice(from, k));
      from = k + 1;
      k += 3;
    }
    const rest = stuff.slice(from);
    if (rest !== "") chunks.push(rest);
    else chunks[chunks.length - 1] += "-";
    // ranges that are empty are not allowed in a pattern
    for (let i = chunks.length - 1; i > 0; i--) {
      const [before, after] = [chunks[i - 1] as string, chunks[i] as string];
      if ((before.at(-1) as string) > (after[0] as string)) {
        chunks[i - 1] = before.slice(0, -1) + after.slice(1);
        chunks.splice(i, 1);
      }
    }
    text = chunks.map((chunk) => chunk.replaceAll("\\", "\\\\").replaceAll("-", "\\-")).join("-");
  }
  return text.replace(/[&~|]/g, "\\$&");
}

/** Characters of a pattern that is no str, but a sequence of them. */
function itemsOfPattern(pattern: Value): Suspends<string[]> {
  len(pattern);
  const items = spread(pattern);
  for (const item of items) if (stringOf(item) === undefined) throw new TypeError(`decoding to str: need a bytes-like object, ${typeOf(item).$name} found`);
  return items as string[];
}

function partsOf(pattern: Value, question: string): Suspends<Parts> {
  const whole = stringOf(pattern);
  const chars = whole === undefined ? itemsOfPattern(pattern) : characters(whole);
  const parts: Parts = [];
  for (let i = 0; i < chars.length;) {
    const char = chars[i++] as string;
    if (char === "*") {
      if (parts.length === 0 || parts.at(-1) !== STAR) parts.push(STAR);
    } else if (char === "?") parts.push(question);
    else if (char !== "[") parts.push(escaped(char));
    else {
      let j = i;
      if (chars[j] === "!") j++;
      if (chars[j] === "]") j++;
      while (j < chars.length && chars[j] !== "]") j++;
      if (j >= chars.length) parts.push("\\[");
      else {
        const stuff = setText(chars.slice(i, j).join(""));
        i = j + 1;
        if (stuff === "") parts.push("(?!)");
        else if (stuff === "!") parts.push(".");
        else if (stuff.startsWith("!")) parts.push(`[^${stuff.slice(1)}]`);
        else parts.push(/^[\^[]/.test(stuff) ? `[\\${stuff}]` : `[${stuff}]`);
      }
    }
  }
  return parts;
}

function joined(parts: Parts): string {
  let text = "";
  let i = 0;
  for (; i < parts.length && parts[i] !== STAR; i++) text += parts[i] as string;
  while (i < parts.length) {
    i++;
    if (i === parts.length) {
      text += ".*";
      break;
    }
    let fixed = "";
    for (; i < parts.length && parts[i] !== STAR; i++) fixed += parts[i] as string;
    // a star in the middle takes as little as it can, and never more
    text += i === parts.length ? `.*${fixed}` : `(?>.*?${fixed})`;
  }
  return `(?s:${text})\\Z`;
}

/** Translate a shell PATTERN to a regular expression. */
export function translate(pat: Value): Suspends<string> {
  return joined(partsOf(pat, "."));
}

const kept = new Map<string, Value>();

/** The compiled pattern of a str or bytes. */
function compiled(pat: Value): Suspends<Value> {
  const text = stringOf(pat);
  if (text === undefined) {
    const data = bufferOf(pat);
    if (data === undefined) return compilePattern(translate(pat), 0);
    const latin = Buffer.from(data).toString("latin1");
    return compilePattern(new Bytes(Buffer.from(translate(latin), "latin1")), 0);
  }
  const known = kept.get(text);
  if (known !== undefined) return known;
  const made = compilePattern(translate(text), 0);
  if (kept.size > 32768) kept.clear();
  kept.set(text, made);
  return made;
}

/** Test whether FILENAME matches PATTERN. */
export function fnmatch(name: Value, pat: Value): Suspends<boolean> {
  const own = normcase(name);
  return fnmatchcase(own, normcase(pat));
}

/** Test whether FILENAME matches PATTERN, including case. */
export function fnmatchcase(name: Value, pat: Value): Suspends<boolean> {
  const pattern = compiled(pat);
  return callMethod(pattern, "match", name) !== null;
}

/** Construct a list from those elements of the iterable NAMES that match PAT. */
export function filter(names: Value, pat: Value): Suspends<Value> {
  const pattern = compiled(normcase(pat));
  const all = spread(names);
  const found: Value[] = [];
  for (let i = 0; i < all.length; i++) if (callMethod(pattern, "match", all[i]) !== null) found.push(all[i]);
  return found;
}

/** The parts of a pattern, for `glob`: the two objects stand for the wildcards. */
export function _translate(pat: Value, STAR: Value, QUESTION_MARK: Value): Suspends<Value[]> {
  // a star beside another of the same text counts once, as the list is looked at by identity in CPython
  return partsOf(pat, QUESTION_MARK as string).map((part) => (part === null ? STAR : part) as Value);
}

/** A regular expression of such parts. */
export function _join_translated_parts(inp: Value, STAR: Value): Suspends<string> {
  return joined(spread(inp).map((part: Value) => (part === STAR ? null : (part as string))));
}

/** The method that matches a pattern. */
export function _compile_pattern(pat: Value): Suspends<Value> {
  return $getattr(compiled(pat), "match");
}

export default pymodule("fnmatch", {
  _translate,
  _join_translated_parts,
  _compile_pattern,
  fnmatch,
  fnmatchcase,
  filter,
  translate,
  __all__: ["filter", "fnmatch", "fnmatchcase", "translate"],
});
