/**
 * check - `--check-types`: whether values are what inference says. A value that is not ends the process with status 70.
 *
 * A type is text: kinds joined by `|`, `int:lo:hi`, `list(item)`, `dict(key;value)`, `items(a;b)`; `?` says nothing, `!` that nothing comes here.
 */
import { writeSync } from "node:fs";
import { Float } from "./float.js";
import type { Value } from "./object.js";
import { typeName } from "./typename.js";

type Check = (v: Value, depth: number) => boolean;

const checks = new Map<string, Check>();
/** Items of a container that are looked at. */
const ITEMS = 30;

/** The value, if it is of the type that the text after the first blank says. */
export function chk(text: string, v: Value): Value {
  let check = checks.get(text);
  if (check === undefined) checks.set(text, (check = parse(text.slice(text.indexOf(" ") + 1))));
  if (v !== undefined && !check(v, 0)) {
    writeSync(2, `gilt: type check: ${text}, but it is ${describe(v)}\n`);
    process.exit(70);
  }
  return v;
}

function describe(v: Value): string {
  if (v instanceof Float) return `float ${v.value}`;
  if (v === null || typeof v !== "object") return `${typeof v} ${String(v).slice(0, 80)}`;
  return typeName(v);
}

/** Splits at `separator` outside parentheses. */
function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    else if (text[i] === separator && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function parse(text: string): Check {
  if (text === "?" || text === "" || text === "!") return () => true;
  const parts = split(text, "|").map(parseOne);
  return parts.length === 1 ? parts[0]! : (v, depth) => parts.some((check) => check(v, depth));
}

/** A class's name without its module. */
function bareName(v: Value): string {
  return typeName(v).split(".").at(-1)!;
}

function items(v: Iterable<Value>, check: Check, depth: number): boolean {
  if (depth >= 3) return true;
  let n = 0;
  for (const item of v) {
    if (n++ >= ITEMS) break;
    if (!check(item, depth + 1)) return false;
  }
  return true;
}

function parseOne(text: string): Check {
  const open = text.indexOf("(");
  if (open >= 0) {
    const kind = text.slice(0, open);
    const inner = open + 2 === text.length ? [] : split(text.slice(open + 1, -1), ";").map(parse);
    switch (kind) {
      case "list":
        return (v, depth) => Array.isArray(v) && items(v as Value[], inner[0]!, depth);
      case "tuple":
        return (v, depth) => bareName(v) === "tuple" && items(v.items as Value[], inner[0]!, depth);
      case "items":
        return (v, depth) =>
          bareName(v) === "tuple" && (v.items as Value[]).length === inner.length && inner.every((check, i) => depth >= 3 || check(v.items[i], depth + 1));
      case "set":
        return (v) => bareName(v) === "set" || bareName(v) === "frozenset";
      default:
        return (v) => ["dict", "defaultdict", "Counter", "OrderedDict", "deque"].includes(bareName(v));
    }
  }
  const [kind, lo, hi] = text.split(":");
  switch (kind) {
    case "int": {
      const [low, high] = [Number(lo), Number(hi)];
      return (v) => (typeof v === "bigint" || (typeof v === "number" && Number.isInteger(v) && !Object.is(v, -0))) && v >= low && v <= high;
    }
    case "None":
      return (v) => v === null;
    case "bool":
      return (v) => typeof v === "boolean";
    case "str":
      return (v) => typeof v === "string";
    case "float":
      // raw ones are doubles
      return (v) => v instanceof Float || typeof v === "number";
    case "callable":
      return (v) => typeof v === "function" || (typeof v === "object" && v !== null);
    case "object":
    case "any":
      return (v) => (typeof v === "object" && v !== null) || typeof v === "function";
    case "type":
      return (v) => typeof v === "function";
    default:
      return (v) => bareName(v) === kind;
  }
}
