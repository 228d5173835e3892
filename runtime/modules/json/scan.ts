/**
 * scan - JSON text to values.
 *
 * Mirrors     Modules/_json.c: scan_once, scanstring
 * Frames      value: scan_once
 * Suspends    all: hooks
 * Mind        positions are UTF-16 units here, code points in errors
 */
import type { Suspends } from "../../frames/suspend.js";
import { StopIteration } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { parseInteger } from "../../objects/int/text.js";
import { Dict } from "../../objects/keymap.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { markAstral, pointIndex } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { JSONDecodeError } from "./error.js";

/** What a decoder was made with; null where it is the usual. */
export interface Hooks {
  object_hook: Value;
  object_pairs_hook: Value;
  parse_float: Value;
  parse_int: Value;
  parse_constant: Value;
  strict: boolean;
}

const PLAIN = /[^"\\\x00-\x1f]*/y;
const LOOSE = /[^"\\]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

export class Scanner {
  /** the next unit */
  at = 0;
  /** where there is no value: StopIteration, as `_json.make_scanner` has it, not JSONDecodeError */
  stops = false;
  constructor(
    readonly source: string,
    readonly hooks: Hooks,
  ) {}

  fail(message: string, at: number): Value {
    return new JSONDecodeError(message, this.source, pointIndex(this.source, at));
  }

  space(): void {
    const { source } = this;
    let c = source.charCodeAt(this.at);
    while (c === 32 || c === 10 || c === 13 || c === 9) c = source.charCodeAt(++this.at);
  }

  /** The value at `at`. */
  value(): Suspends<Value> {
    const { source, at } = this;
    switch (source.charCodeAt(at)) {
      case 34:
        this.at++;
        return this.string();
      case 123:
        this.at++;
        return this.object();
      case 91:
        this.at++;
        return this.array();
      case 110:
        if (source.startsWith("null", at)) {
          this.at += 4;
          return null;
        }
        break;
      case 116:
        if (source.startsWith("true", at)) {
          this.at += 4;
          return true;
        }
        break;
      case 102:
        if (source.startsWith("false", at)) {
          this.at += 5;
          return false;
        }
        break;
      case 78:
        if (source.startsWith("NaN", at)) return this.constant("NaN", NaN);
        break;
      case 73:
        if (source.startsWith("Infinity", at)) return this.constant("Infinity", Infinity);
        break;
      case 45:
        if (source.startsWith("-Infinity", at)) return this.constant("-Infinity", -Infinity);
        break;
    }
    return this.number();
  }

  constant(name: string, value: number): Suspends<Value> {
    this.at += name.length;
    const hook = this.hooks.parse_constant;
    return hook === null ? new Float(value) : call(hook, name);
  }

  number(): Suspends<Value> {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.source);
    if (found === null) throw this.stops ? new StopIteration(pointIndex(this.source, this.at)) : this.fail("Expecting value", this.at);
    const text = found[0];
    this.at += text.length;
    if (found[1] !== undefined || found[2] !== undefined) {
      const hook = this.hooks.parse_float;
      return hook === null ? new Float(Number(text)) : call(hook, text);
    }
    const hook = this.hooks.parse_int;
    return hook === null ? parseInteger(text, 10) : call(hook, text);
  }

  /** The string whose opening quote is behind. */
  string(): string {
    const { source } = this;
    const begin = this.at - 1;
    const pattern = this.hooks.strict ? PLAIN : LOOSE;
    let result = "";
    for (;;) {
      pattern.lastIndex = this.at;
      const part = (pattern.exec(source) as RegExpExecArray)[0];
      this.at += part.length;
      result = result === "" ? part : result + part;
      const c = source.charCodeAt(this.at);
      if (c === 34) {
        this.at++;
        return result;
      }
      if (c !== c) throw this.fail("Unterminated string starting at", begin);
      if (c !== 92) throw this.fail("Invalid control character at", this.at);
      result += this.escape(begin);
    }
  }

  escape(begin: number): string {
    const { source } = this;
    const slash = this.at;
    const c = source[slash + 1];
    if (c === undefined) throw this.fail("Unterminated string starting at", begin);
    if (c !== "u") {
      const at = '"\\/bfnrt'.indexOf(c);
      if (at < 0) throw this.fail("Invalid \\escape", slash);
      this.at += 2;
      return '"\\/\b\f\n\r\t'[at] as string;
    }
    const hex = source.slice(slash + 2, slash + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.fail("Invalid \\uXXXX escape", slash + 1);
    this.at += 6;
    const code = parseInt(hex, 16);
    if (code >= 0xd800 && code < 0xdc00 && source.startsWith("\\u", this.at)) {
      const second = source.slice(this.at + 2, this.at + 6);
      if (/^[dD][c-fC-F][0-9a-fA-F]{2}$/.test(second)) {
        this.at += 6;
        return markAstral(String.fromCharCode(code, parseInt(second, 16)));
      }
    }
    return String.fromCharCode(code);
  }

  array(): Suspends<Value[]> {
    const { source } = this;
    const items: Value[] = [];
    this.space();
    if (source[this.at] === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value());
      this.space();
      const c = source[this.at];
      if (c === "]") break;
      if (c !== ",") throw this.fail("Expecting ',' delimiter", this.at);
      const comma = this.at++;
      this.space();
      if (source[this.at] === "]") throw this.fail("Illegal trailing comma before end of array", comma);
    }
    this.at++;
    return items;
  }

  object(): Suspends<Value> {
    const { source, hooks } = this;
    const pairs: Value[] | null = hooks.object_pairs_hook === null ? null : [];
    const dict = new Dict();
    this.space();
    if (source[this.at] !== "}") {
      for (;;) {
        if (source[this.at] !== '"') throw this.fail("Expecting property name enclosed in double quotes", this.at);
        this.at++;
        const key = this.string();
        this.space();
        if (source[this.at] !== ":") throw this.fail("Expecting ':' delimiter", this.at);
        this.at++;
        this.space();
        const value = this.value();
        if (pairs !== null) pairs.push(new Tuple([key, value]));
        else dict.$set(key, value);
        this.space();
        const c = source[this.at];
        if (c === "}") break;
        if (c !== ",") throw this.fail("Expecting ',' delimiter", this.at);
        const comma = this.at++;
        this.space();
        if (source[this.at] === "}") throw this.fail("Illegal trailing comma before end of object", comma);
      }
    }
    this.at++;
    if (pairs !== null) return call(hooks.object_pairs_hook, pairs);
    return hooks.object_hook === null ? dict : call(hooks.object_hook, dict);
  }
}
