/**
 * re.substitute - sub() and subn().
 *
 * Mirrors     pattern_subx, expand_template of Modules/_sre/sre.c
 * Suspends    sub: functions as replacements
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { isCallable } from "../../objects/iterators.js";
import type { Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { hash } from "../../objects/protocols/hash.js";
import { join, stringOf } from "../../objects/str.js";
import { SEARCH } from "./compiled.js";
import { groupText, matchOf, type Match } from "./match.js";
import type { Pattern } from "./pattern.js";
import { regexpFor, searchIn, type Search } from "./search.js";
import type { Subject } from "./subject.js";
import { parseTemplate, type Template } from "./template.js";

/** Templates of a pattern that are kept. */
const KEPT = 100;

/** The template in a str or bytes, read once. */
export function templateOf(pattern: Pattern, source: Value): Suspends<Template> {
  const text = typeof source === "string" ? source : undefined;
  const known = text === undefined ? undefined : pattern.templates.get(text);
  if (known !== undefined) return known;
  if (text === undefined) hash(source);
  const template = parseTemplate(source, { groups: pattern.compiled.groups, names: pattern.names });
  if (text !== undefined) {
    if (pattern.templates.size >= KEPT) pattern.templates.clear();
    pattern.templates.set(text, template);
  }
  return template;
}

/** A text of a template whose source was `source`. */
function literal(text: string, source: Value): Value {
  return typeof source === "string" || stringOf(source) !== undefined ? text : new Bytes(Buffer.from(text, "latin1"));
}

/** A template with the groups of a match in their places. */
export function filled(template: Template, source: Value, match: Match): Suspends<Value> {
  if (template.length === 1) return literal(template[0] as string, source);
  const pieces: Value[] = [];
  for (const part of template) {
    const piece = typeof part === "number" ? groupText(match, part) : part === "" ? undefined : literal(part, source);
    if (piece !== undefined) pieces.push(piece);
  }
  return joined(pieces, match.$subject.bytes !== null);
}

export function joined(pieces: Value[], ofBytes: boolean): Suspends<Value> {
  return ofBytes ? callMethod(EMPTY, "join", pieces) : join("", pieces);
}
const EMPTY = new Bytes(new Uint8Array());

/** What a replacement is: a fixed text, a template, or a function. */
type Replacement = { readonly text: Value } | { readonly template: Template; readonly source: Value } | { readonly function: Value };

function replacementOf(pattern: Pattern, given: Value): Suspends<Replacement> {
  if (typeof given === "string" && !given.includes("\\")) return { text: given };
  if (isCallable(given)) return { function: given };
  const text = stringOf(given);
  const bytes = text === undefined ? bufferOf(given) : undefined;
  if (text !== undefined && !text.includes("\\")) return { text };
  if (bytes !== undefined && !bytes.includes(92)) return { text: given };
  const template = templateOf(pattern, given);
  return template.length === 1 ? { text: literal(template[0] as string, given) } : { template, source: given };
}

/** The subject with its matches replaced, at most `count` of them (0: all), and how many were. */
export function substitute(pattern: Pattern, given: Value, subject: Subject, count: number): Suspends<[text: Value, made: number]> {
  const replacement = replacementOf(pattern, given);
  if (count <= 0 && subject.bytes === null && !("function" in replacement)) {
    const done = natively(pattern, replacement, subject);
    if (done !== null) return done;
  }
  return oneByOne(pattern, replacement, subject, count);
}

/** All at once by V8; null where it cannot. */
function natively(pattern: Pattern, replacement: Replacement, subject: Subject): [string, number] | null {
  const regexp = regexpFor(pattern.compiled, subject, SEARCH, true);
  if (regexp === null) return null;
  const { text } = subject;
  let made = 0;
  try {
    if ("text" in replacement) {
      const by: unknown = replacement.text;
      if (typeof by !== "string") return null;
      regexp.lastIndex = 0;
      const result = text.replace(regexp, () => {
        made++;
        return by;
      });
      return [result, made];
    }
    if (!("template" in replacement) || stringOf(replacement.source) === undefined) return null;
    const { template } = replacement;
    const result = text.replace(regexp, (...found: unknown[]) => {
      made++;
      let piece = "";
      for (const part of template) piece += typeof part === "number" ? ((found[part] as string | undefined) ?? "") : part;
      return piece;
    });
    return [result, made];
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function oneByOne(pattern: Pattern, replacement: Replacement, subject: Subject, count: number): Suspends<[Value, number]> {
  const { length } = subject;
  const search = searchIn(pattern.compiled, subject, length, SEARCH, true);
  const pieces: Value[] = [];
  let at = 0;
  let beyond = false;
  let copied = 0;
  let made = 0;
  while (count <= 0 || made < count) {
    if (!search.find(at, beyond)) break;
    const { start, end } = search;
    if (copied < start) pieces.push(subject.slice(copied, start));
    const piece = replaced(pattern, replacement, search);
    if (piece !== null) pieces.push(piece);
    made++;
    copied = at = end;
    beyond = start === end;
  }
  if (made === 0) return [subject.slice(0, length), 0];
  if (copied < length) pieces.push(subject.slice(copied, length));
  return [joined(pieces, subject.bytes !== null), made];
}

/** What stands for the match that was just found. */
function replaced(pattern: Pattern, replacement: Replacement, search: Search): Suspends<Value> {
  if ("text" in replacement) return replacement.text;
  const match = matchOf(pattern, search, 0);
  if ("function" in replacement) return call(replacement.function, match);
  return filled(replacement.template, replacement.source, match);
}
