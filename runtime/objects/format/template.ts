/**
 * template - str.format and str.format_map.
 *
 * Mirrors     Objects/stringlib/unicode_format.h
 * Suspends    all: `__format__`, attributes and items of the arguments
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../attributes.js";
import { IndexError, KeyError, ValueError } from "../exceptions.js";
import type { Value } from "../object.js";
import { format } from "../protocols/format.js";
import { getitem } from "../protocols/getitem.js";
import { ascii, repr } from "../protocols/repr.js";
import { text } from "../protocols/str.js";

/** A step from one value to the next: `.name` or `[key]`. */
interface Step {
  attribute: boolean;
  key: string | number;
}

/** Literal text and the field after it. */
export interface Piece {
  literal: string;
  field: Field | null;
  /** a mistake that is raised when it is reached */
  error: string | null;
}
export interface Field {
  /** as it was written */
  name: string;
  /** "" for automatic numbering */
  first: string | number;
  steps: Step[];
  /** raised after the first value has been looked up */
  stepError: string | null;
  conversion: string;
  spec: string;
  nested: boolean;
}

const cache = new Map<string, Piece[]>();

export function templatePieces(template: string): Piece[] {
  let known = cache.get(template);
  if (known === undefined) {
    known = new Parser(template).parse();
    if (cache.size > 500) cache.clear();
    cache.set(template, known);
  }
  return known;
}

class Parser {
  at = 0;
  constructor(readonly source: string) {}

  parse(): Piece[] {
    const list: Piece[] = [];
    while (this.at < this.source.length) {
      const piece = this.piece();
      list.push(piece);
      if (piece.error !== null) break;
    }
    return list;
  }

  piece(): Piece {
    const { source } = this;
    const start = this.at;
    let c = "";
    while (this.at < source.length) {
      c = source[this.at++] as string;
      if (c === "{" || c === "}") break;
    }
    const brace = c === "{" || c === "}";
    const end = this.at >= source.length;
    if (c === "}" && (end || source[this.at] !== "}")) return this.fail("Single '}' encountered in format string");
    if (c === "{" && end) return this.fail("Single '{' encountered in format string");
    if (!brace) return { literal: source.slice(start), field: null, error: null };
    if (source[this.at] === c) {
      this.at++;
      return { literal: source.slice(start, this.at - 1), field: null, error: null };
    }
    const literal = source.slice(start, this.at - 1);
    const field = this.field();
    return typeof field === "string" ? this.fail(field) : { literal, field, error: null };
  }

  fail(error: string): Piece {
    return { literal: "", field: null, error };
  }

  /** The field after a brace, or what is wrong with it. */
  field(): Field | string {
    const { source } = this;
    const start = this.at;
    let c = "";
    scan: while (this.at < source.length) {
      c = source[this.at++] as string;
      switch (c) {
        case "{":
          return "unexpected '{' in field name";
        case "[":
          while (this.at < source.length && source[this.at] !== "]") this.at++;
          continue;
        case "}":
        case ":":
        case "!":
          break scan;
      }
    }
    if (c !== "}" && c !== ":" && c !== "!") return "expected '}' before end of string";
    const field = named(source.slice(start, this.at - 1));
    if (typeof field === "string") return field;
    if (c === "}") return field;
    if (c === "!") {
      if (this.at >= source.length) return "end of string while looking for conversion specifier";
      field.conversion = String.fromCodePoint(source.codePointAt(this.at) as number);
      this.at += field.conversion.length;
      if (this.at < source.length) {
        c = source[this.at++] as string;
        if (c === "}") return field;
        if (c !== ":") return "expected ':' after conversion specifier";
      }
    }
    const from = this.at;
    for (let depth = 1; this.at < source.length;) {
      c = source[this.at++] as string;
      if (c === "{") {
        field.nested = true;
        depth++;
      } else if (c === "}" && --depth === 0) {
        field.spec = source.slice(from, this.at - 1);
        return field;
      }
    }
    return "unmatched '{' in format spec";
  }
}

/** `0.name[key]` taken apart, or what is wrong with it. */
function named(name: string): Field | string {
  const end = name.search(/[.[]/);
  const first = end < 0 ? name : name.slice(0, end);
  const number = integer(first);
  if (number === null) return "Too many decimal digits in format string";
  const field: Field = { name, first: number ?? first, steps: [], stepError: null, conversion: "", spec: "", nested: false };
  let i = end < 0 ? name.length : end;
  while (i < name.length) {
    let key: string;
    const attribute = name[i] === ".";
    if (attribute) {
      const next = name.slice(i + 1).search(/[.[]/);
      key = next < 0 ? name.slice(i + 1) : name.slice(i + 1, i + 1 + next);
      i += 1 + key.length;
    } else if (name[i] === "[") {
      const close = name.indexOf("]", i);
      if (close < 0) {
        field.stepError = "Missing ']' in format string";
        return field;
      }
      key = name.slice(i + 1, close);
      i = close + 1;
    } else {
      field.stepError = "Only '.' or '[' may follow ']' in format field specifier";
      return field;
    }
    if (key === "") {
      field.stepError = "Empty attribute in format string";
      return field;
    }
    const index = attribute ? undefined : integer(key);
    if (index === null) {
      field.stepError = "Too many decimal digits in format string";
      return field;
    }
    field.steps.push({ attribute, key: index ?? key });
  }
  return field;
}

/** Digits as a number; undefined for other text, null for too many. */
function integer(digits: string): number | undefined | null {
  if (!/^\d+$/.test(digits)) return undefined;
  const n = Number(digits);
  return n > Number.MAX_SAFE_INTEGER ? null : n;
}

/** The numbering of the fields without a name. */
interface Numbering {
  next: number;
  kind: "" | "automatic" | "manual";
}

/** `template.format(*args, **kwargs)` */
export function formatString(template: string, args: Value[], kwargs: Value): Suspends<string> {
  return build(template, args, kwargs, false, { next: 0, kind: "" }, 2);
}

/** `template.format_map(mapping)` */
export function formatMap(template: string, mapping: Value): Suspends<string> {
  return build(template, null, mapping, true, { next: 0, kind: "" }, 2);
}

function build(template: string, args: Value[] | null, named: Value, mapping: boolean, numbering: Numbering, depth: number): Suspends<string> {
  if (depth <= 0) throw new ValueError("Max string recursion exceeded");
  const list = templatePieces(template);
  let result = "";
  for (let i = 0; i < list.length; i++) {
    const piece = list[i] as Piece;
    if (piece.error !== null) throw new ValueError(piece.error);
    result += piece.literal;
    const { field } = piece;
    if (field === null) continue;
    let value = valueOf(field, args, named, mapping, numbering);
    if (field.conversion !== "") value = converted(value, field.conversion);
    const spec = field.nested ? build(field.spec, args, named, mapping, numbering, depth - 1) : field.spec;
    result += format(value, spec);
  }
  return result;
}

function valueOf(field: Field, args: Value[] | null, named: Value, mapping: boolean, numbering: Numbering): Suspends<Value> {
  let { first } = field;
  if (first === "" || typeof first === "number") {
    const kind = first === "" ? "automatic" : "manual";
    if (numbering.kind === "") numbering.kind = kind;
    else if (numbering.kind !== kind) {
      throw new ValueError(
        kind === "automatic"
          ? "cannot switch from manual field specification to automatic field numbering"
          : "cannot switch from automatic field numbering to manual field specification",
      );
    }
    if (first === "") first = numbering.next++;
  }
  let value: Value;
  if (typeof first === "number") {
    if (args === null) throw new ValueError("Format string contains positional fields");
    value = args[first];
    if (value === undefined) throw new IndexError(`Replacement index ${first} out of range for positional args tuple`);
  } else if (mapping) value = getitem(named, first);
  else {
    value = named === undefined || named === null ? undefined : named[first];
    if (value === undefined) throw new KeyError(first);
  }
  const { steps } = field;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as Step;
    value = step.attribute ? $getattr(value, step.key as string) : getitem(value, step.key);
  }
  if (field.stepError !== null) throw new ValueError(field.stepError);
  return value;
}

function converted(value: Value, conversion: string): Suspends<string> {
  switch (conversion) {
    case "r":
      return repr(value);
    case "s":
      return text(value);
    case "a":
      return ascii(value);
  }
  const code = conversion.codePointAt(0) as number;
  throw new ValueError(`Unknown conversion specifier ${code > 32 && code < 127 ? conversion : "\\x" + code.toString(16)}`);
}
