/**
 * signature - the text signatures of functions that are C in CPython, read when they are first needed.
 *
 * In: `"sorted(iterable, /, *, key=None, reverse=False)"`, as `inspect.signature` prints them, with the name before it; of functions written in TypeScript
 * `"put(self, item, block = true, ...rest)"`.
 */
import type { FunctionMeta } from "./function.js";

/** What a text signature says; its fields are made at the first look. */
export class SignatureMeta implements FunctionMeta {
  name: string;
  qualname: string;
  module: string;
  readonly signature: string;
  /** errors in the words of a C function; undefined for the methods of TypeScript classes, which are Python functions */
  declare readonly builtin: string;
  method: boolean;
  kind = "function" as const;
  doc: string | null = null;
  line = 0;
  /** the name in messages, if it is another one */
  errorName: string | null = null;
  /** a slot wrapper: its errors have words of their own */
  wrapper = false;
  /** takes its arguments apart with PyArg_ParseTuple, which counts them in words of its own */
  parsedTuple = false;
  /** calling a class: errors are worded in another way */
  makes = false;
  $parsed: Parsed | null = null;

  constructor(signature: string, owner: string | null, module: string, method: boolean, inC = true) {
    const open = signature.indexOf("(");
    this.name = open < 0 ? signature : signature.slice(0, open);
    this.qualname = owner === null ? this.name : `${owner}.${this.name}`;
    this.module = module;
    this.signature = signature;
    if (inC) this.builtin = signature;
    this.method = method;
  }
  /** All of it; one look for those who ask for several fields at each call. */
  get all(): Parsed {
    return (this.$parsed ??= parse(this.signature));
  }
  get params(): string[] {
    return this.all.params;
  }
  get posonly(): number {
    return this.all.posonly;
  }
  get required(): number {
    return this.all.required;
  }
  get kwonly(): string[] {
    return this.all.kwonly;
  }
  get kwrequired(): number {
    return this.all.kwrequired;
  }
  get varargs(): string | null {
    return this.all.varargs;
  }
  get varkw(): string | null {
    return this.all.varkw;
  }
  /** texts of the defaults, positional parameters first; undefined where there is none */
  get defaults(): (string | undefined)[] {
    return this.all.defaults;
  }
}

export interface Parsed {
  params: string[];
  posonly: number;
  required: number;
  kwonly: string[];
  kwrequired: number;
  varargs: string | null;
  varkw: string | null;
  defaults: (string | undefined)[];
}

export function parse(signature: string): Parsed {
  const parsed: Parsed = { params: [], posonly: 0, required: 0, kwonly: [], kwrequired: 0, varargs: null, varkw: null, defaults: [] };
  let keywordOnly = false;
  for (const part of parameters(signature)) {
    if (part === "/") parsed.posonly = parsed.params.length;
    else if (part === "*") keywordOnly = true;
    else if (part.startsWith("**")) parsed.varkw = part.slice(2);
    else if (part.startsWith("*") || part.startsWith("...")) {
      parsed.varargs = part.replace(/^\*|^\.{3}/, "");
      keywordOnly = true;
    } else {
      const at = part.indexOf("=");
      const name = at < 0 ? part : part.slice(0, at).trimEnd();
      parsed.defaults.push(at < 0 ? undefined : part.slice(at + 1).trimStart());
      if (keywordOnly) {
        if (at < 0) parsed.kwrequired |= 1 << parsed.kwonly.length;
        parsed.kwonly.push(name);
      } else {
        parsed.params.push(name);
        if (at < 0) parsed.required = parsed.params.length;
      }
    }
  }
  return parsed;
}

/** Whether there are brackets or quotes. */
function hasNesting(text: string): boolean {
  return text.includes("(") || text.includes("'") || text.includes('"') || text.includes("[") || text.includes("{");
}

/** The parameters' texts; commas inside brackets and quotes do not part them. */
function parameters(signature: string): string[] {
  const text = signature.slice(signature.indexOf("(") + 1, signature.lastIndexOf(")"));
  if (text === "") return [];
  if (!hasNesting(text)) return text.split(",").map((part) => part.trim());
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i] ?? ",";
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') quote = char;
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && (depth === 0 || i === text.length)) {
      const part = text.slice(start, i).trim();
      if (part !== "") parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}
