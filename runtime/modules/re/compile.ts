/**
 * re.compile - text to patterns, with those made before.
 *
 * Mirrors     _compile of Lib/re/__init__.py
 * Suspends    warnings about patterns
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { bitand } from "../../objects/arithmetic.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { hash } from "../../objects/protocols/hash.js";
import { $reraise } from "../../objects/raise.js";
import { stringOf } from "../../objects/str.js";
import { warn } from "../../objects/warn.js";
import { Compiled } from "./compiled.js";
import { DEBUG, UNICODE, VERBOSE } from "./constants.js";
import { parse } from "./parser.js";
import { moved, Pattern } from "./pattern.js";
import { State, type Sequence } from "./tree.js";

/** How many patterns are kept for each kind and set of flags. */
const KEPT = 512;

/** Patterns by flags, then by text; those over bytes apart. */
const kept = { text: new Map<number, Map<string, Pattern>>(), bytes: new Map<number, Map<string, Pattern>>() };

export function purgeCache(): void {
  kept.text.clear();
  kept.bytes.clear();
}

/** The pattern for an argument that is one, or its text. */
export function compilePattern(pattern: Value, flags: Value): Suspends<Pattern> {
  if (typeof pattern === "string" && typeof flags === "number") {
    const known = kept.text.get(flags)?.get(pattern);
    if (known !== undefined) return known;
  }
  return compileOther(pattern, flags);
}

function compileOther(pattern: Value, given: Value): Suspends<Pattern> {
  if (pattern instanceof Pattern) {
    if (truth(given)) throw new ValueError("cannot process flags argument with a compiled pattern");
    return pattern;
  }
  const string = stringOf(pattern);
  const bytes: Uint8Array | undefined =
    pattern instanceof Bytes ? pattern.$data : pattern !== null && pattern?.$value instanceof Bytes ? pattern.$value.$data : undefined;
  if (string === undefined && bytes === undefined) {
    // it is looked up among the patterns first
    hash(pattern);
    throw new TypeError("first argument must be string or compiled pattern");
  }
  const flags = flagsOf(given);
  const text = string ?? Buffer.from(bytes as Uint8Array).toString("latin1");
  const plain = typeof pattern === "string" || (pattern instanceof Bytes && typeOf(pattern) === BYTES);
  const byFlags = string === undefined ? kept.bytes : kept.text;
  const known = plain ? byFlags.get(flags)?.get(text) : undefined;
  if (known !== undefined) return known;
  // the library's own compiler shows what it makes, and then asks for the pattern (_sre.compile)
  if ((flags & DEBUG) !== 0) return callMethod(importModule("re._compiler"), "compile", pattern, flags);
  const made = makePattern(pattern, text, string !== undefined, flags);
  if (plain) keep(made, byFlags, flags, text);
  return made;
}

function keep(pattern: Pattern, byFlags: Map<number, Map<string, Pattern>>, flags: number, text: string): void {
  let group = byFlags.get(flags);
  if (group === undefined) byFlags.set(flags, (group = new Map<string, Pattern>()));
  if (group.size >= KEPT) group.delete(group.keys().next().value as string);
  group.set(text, pattern);
}

moved.keep = (pattern) => {
  const { $pattern: source, ofBytes } = pattern;
  if (typeof source !== "string" && !(source instanceof Bytes && typeOf(source) === BYTES)) return;
  const byFlags = ofBytes ? kept.bytes : kept.text;
  // what was given: re.UNICODE is what a text has of its own
  const flags = ofBytes ? pattern.$flags : pattern.$flags & ~UNICODE;
  const text = typeof source === "string" ? source : Buffer.from(source.$data).toString("latin1");
  if (byFlags.get(flags)?.has(text) !== true) keep(pattern, byFlags, flags, text);
};
const BYTES: Value = typeOf(new Bytes(new Uint8Array()));

function flagsOf(given: Value): Suspends<number> {
  if (typeof given === "number") return given;
  if (typeof given === "boolean") return given ? 1 : 0;
  const value: Value = typeof given === "object" && given !== null ? given.$value : undefined;
  if (typeof value === "number") return value;
  // raises for what is no int
  bitand(given, VERBOSE);
  throw new TypeError("flags must be an int");
}

/** A pattern of a text or of bytes that is not looked up among those made before. */
export function compileAnew(pattern: Value, flags: number): Suspends<Pattern> {
  const string = stringOf(pattern);
  const text = string ?? Buffer.from(toBuffer(pattern)).toString("latin1");
  return makePattern(pattern, text, string !== undefined, flags);
}

function makePattern(pattern: Value, text: string, istext: boolean, flags: number): Suspends<Pattern> {
  const state = new State();
  const tree = parsed(pattern, text, istext, flags, state);
  const compiled = new Compiled(tree, flags | state.flags);
  return new Pattern(pattern, flags | state.flags, !istext, compiled, state.groupdict);
}

/** The tree; warnings are given first, also if the pattern then turns out to be wrong. */
function parsed(pattern: Value, text: string, istext: boolean, flags: number, state: State): Suspends<Sequence> {
  let tree: Sequence | undefined;
  let failure: unknown;
  try {
    tree = parse(pattern, text, istext, flags, state);
  } catch (error) {
    failure = error;
  }
  for (const [category, message] of state.warnings) warn(category, message);
  if (tree === undefined) throw $reraise(failure as Value);
  return tree;
}
