/**
 * _ast.treeexpressions - the expressions of a syntax tree as text, and where they say they are.
 *
 * Suspends  all: fields of nodes are attributes
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes.js";
import { Complex } from "../../objects/complex.js";
import { TypeError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { spread } from "../../objects/iterator.js";
import { Ellipsis, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { FrozenSet } from "../../objects/set.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { encoded, items, kindOf, maybe, need, placeOf } from "./treefields.js";

export const BINARY: Readonly<Record<string, string>> = {
  Add: "+",
  BitAnd: "&",
  BitOr: "|",
  BitXor: "^",
  Div: "/",
  FloorDiv: "//",
  LShift: "<<",
  MatMult: "@",
  Mod: "%",
  Mult: "*",
  Pow: "**",
  RShift: ">>",
  Sub: "-",
};
const UNARY: Readonly<Record<string, string>> = { Invert: "~", Not: "not ", UAdd: "+", USub: "-" };
const COMPARE: Readonly<Record<string, string>> = {
  Eq: "==",
  Gt: ">",
  GtE: ">=",
  In: "in",
  Is: "is",
  IsNot: "is not",
  Lt: "<",
  LtE: "<=",
  NotEq: "!=",
  NotIn: "not in",
};
/** Expressions that need no parentheses beside anything. */
const ATOMS: ReadonlySet<string> = new Set([
  "Name",
  "Constant",
  "List",
  "Set",
  "Dict",
  "ListComp",
  "SetComp",
  "DictComp",
  "GeneratorExp",
  "Tuple",
  "JoinedStr",
]);
export class ExpressionPrinter {
  text = "";
  indent = "";
  readonly places = new Map<number, readonly [number, number]>();

  sortedPlaces(): number[] {
    const out: number[] = [];
    for (const offset of [...this.places.keys()].sort((a, b) => a - b)) out.push(offset, ...this.places.get(offset)!);
    return out;
  }

  put(text: string): void {
    this.text += text;
  }

  /** Notes where a node that stands between an offset and here says it is; the end of a compound statement is that of its last one. */
  place(node: Value, base: string, start: number, compound = false): Suspends<void> {
    const [line, column] = placeOf(node, base);
    if (!this.places.has(start)) this.places.set(start, [line, column]);
    if (compound) return;
    const endLine = getattrOr(node, "end_lineno");
    const endColumn = getattrOr(node, "end_col_offset");
    const ends = typeof endLine === "number" && typeof endColumn === "number";
    this.places.set(this.text.length, ends ? [endLine, endColumn] : [line, column]);
  }

  /** What is between two others. */
  between(nodes: readonly Value[], write: (printer: this, node: Value) => Suspends<void>, separator = ", "): Suspends<void> {
    for (let i = 0; i < nodes.length; i++) {
      if (i > 0) this.put(separator);
      write(this, nodes[i]);
    }
  }

  /** An expression that may stand beside any other. */
  operand(node: Value): Suspends<void> {
    const wrapped = !ATOMS.has(kindOf(node)) && kindOf(node) !== "Starred";
    if (wrapped) this.put("(");
    this.bare(node);
    if (wrapped) this.put(")");
  }

  /** An expression that fills a statement's place. */
  loose(node: Value): Suspends<void> {
    if (kindOf(node) === "NamedExpr") this.operand(node);
    else this.bare(node);
  }

  /** An expression that fills the place of one that must not be a bare `yield`. */
  given(node: Value): Suspends<void> {
    if (kindOf(node) === "Yield" || kindOf(node) === "YieldFrom") this.operand(node);
    else this.loose(node);
  }

  /** An expression without parentheses around it. */
  bare(node: Value): Suspends<void> {
    const start = this.text.length;
    placeOf(node, "expr");
    this.expression(node, kindOf(node));
    this.place(node, "expr", start);
  }

  expression(node: Value, kind: string): Suspends<void> {
    switch (kind) {
      case "Name":
        this.put(encoded(need(node, "id")));
        return;
      case "Constant":
        this.put(constantText(need(node, "value")));
        return;
      case "BoolOp":
        this.between(items(node, "values"), writeOperand, kindOf(need(node, "op")) === "And" ? " and " : " or ");
        return;
      case "NamedExpr":
        this.bare(need(node, "target"));
        this.put(" := ");
        this.operand(need(node, "value"));
        return;
      case "BinOp":
        this.operand(need(node, "left"));
        this.put(` ${BINARY[kindOf(need(node, "op"))]!} `);
        this.operand(need(node, "right"));
        return;
      case "UnaryOp":
        this.put(UNARY[kindOf(need(node, "op"))]!);
        this.operand(need(node, "operand"));
        return;
      case "Lambda":
        this.put("lambda ");
        this.parameters(need(node, "args"));
        this.put(": ");
        this.operand(need(node, "body"));
        return;
      case "IfExp":
        this.operand(need(node, "body"));
        this.put(" if ");
        this.operand(need(node, "test"));
        this.put(" else ");
        this.operand(need(node, "orelse"));
        return;
      case "Dict":
        this.dictionary(items(node, "keys"), items(node, "values"));
        return;
      case "Set":
        this.put(items(node, "elts").length === 0 ? "{*()" : "{");
        this.between(items(node, "elts"), writeOperand);
        this.put("}");
        return;
      case "List":
        this.put("[");
        this.between(items(node, "elts"), writeOperand);
        this.put("]");
        return;
      case "Tuple":
        this.put("(");
        this.between(items(node, "elts"), writeOperand);
        this.put(items(node, "elts").length === 1 ? ",)" : ")");
        return;
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp":
        this.comprehension(node, kind);
        return;
      case "Await":
      case "YieldFrom":
        this.put(kind === "Await" ? "await " : "yield from ");
        this.operand(need(node, "value"));
        return;
      case "Yield":
        this.put("yield");
        if (maybe(node, "value") === null) return;
        this.put(" ");
        this.operand(maybe(node, "value"));
        return;
      case "Compare": {
        const [operators, others] = [items(node, "ops"), items(node, "comparators")];
        this.operand(need(node, "left"));
        for (let i = 0; i < operators.length; i++) {
          this.put(` ${COMPARE[kindOf(operators[i])]!} `);
          this.operand(others[i]);
        }
        return;
      }
      case "Call":
        this.operand(need(node, "func"));
        this.put("(");
        this.arguments(items(node, "args"), items(node, "keywords"));
        this.put(")");
        return;
      case "FormattedValue":
      case "JoinedStr":
        this.put('f"""');
        this.formatted(kind === "JoinedStr" ? items(node, "values") : [node]);
        this.put('"""');
        return;
      case "Attribute":
        this.operand(need(node, "value"));
        this.put(`.${encoded(need(node, "attr"))}`);
        return;
      case "Subscript":
        this.operand(need(node, "value"));
        this.put("[");
        this.index(need(node, "slice"));
        this.put("]");
        return;
      case "Starred":
        this.put("*");
        this.operand(need(node, "value"));
        return;
      case "Slice":
        this.slice(node);
        return;
      default:
        throw new TypeError(`expected some sort of expr, but got ${repr(node)}`);
    }
  }

  dictionary(keys: readonly Value[], values: readonly Value[]): Suspends<void> {
    this.put("{");
    for (let i = 0; i < values.length; i++) {
      const key = keys[i] ?? null;
      if (i > 0) this.put(", ");
      if (key === null) this.put("**");
      else {
        this.operand(key);
        this.put(": ");
      }
      this.operand(values[i]);
    }
    this.put("}");
  }

  comprehension(node: Value, kind: string): Suspends<void> {
    const [open, close] = kind === "ListComp" ? ["[", "]"] : kind === "GeneratorExp" ? ["(", ")"] : ["{", "}"];
    this.put(open!);
    if (kind === "DictComp") {
      this.operand(need(node, "key"));
      this.put(": ");
      this.operand(need(node, "value"));
    } else this.operand(need(node, "elt"));
    for (const one of items(node, "generators")) {
      this.put(maybe(one, "is_async") === 1 ? " async for " : " for ");
      this.bare(need(one, "target"));
      this.put(" in ");
      this.operand(need(one, "iter"));
      for (const test of items(one, "ifs")) {
        this.put(" if ");
        this.operand(test);
      }
    }
    this.put(close!);
  }

  arguments(positional: readonly Value[], keywords: readonly Value[]): Suspends<void> {
    for (const argument of positional) {
      this.operand(argument);
      this.put(", ");
    }
    for (const keyword of keywords) {
      const start = this.text.length;
      const name = maybe(keyword, "arg");
      this.put(name === null ? "**" : `${encoded(name)}=`);
      this.operand(need(keyword, "value"));
      this.place(keyword, "keyword", start);
      this.put(", ");
    }
  }

  index(node: Value): Suspends<void> {
    const elements = kindOf(node) === "Tuple" ? items(node, "elts") : [];
    if (!elements.some((one) => kindOf(one) === "Slice")) {
      if (kindOf(node) === "Slice") this.bare(node);
      else this.operand(node);
      return;
    }
    const start = this.text.length;
    for (const one of elements) {
      if (kindOf(one) === "Slice") this.bare(one);
      else this.operand(one);
      this.put(",");
    }
    this.place(node, "expr", start);
  }

  slice(node: Value): Suspends<void> {
    const [lower, upper, step] = [maybe(node, "lower"), maybe(node, "upper"), maybe(node, "step")];
    if (lower !== null) this.operand(lower);
    this.put(":");
    if (upper !== null) this.operand(upper);
    if (step === null) return;
    this.put(":");
    this.operand(step);
  }

  /** The inside of an f-string, or of a format in it. */
  formatted(values: readonly Value[]): Suspends<void> {
    for (const part of values) {
      const kind = kindOf(part);
      if (kind === "Constant") this.put(escaped(need(part, "value")));
      else if (kind === "JoinedStr") this.formatted(items(part, "values"));
      else {
        const conversion = maybe(part, "conversion");
        const format = maybe(part, "format_spec");
        this.put("{(");
        this.bare(need(part, "value"));
        this.put(")");
        if (typeof conversion === "number" && conversion >= 0) this.put(`!${String.fromCharCode(conversion)}`);
        if (format !== null) {
          this.put(":");
          this.formatted(items(format, "values"));
        }
        this.put("}");
      }
    }
  }

  parameters(node: Value): Suspends<void> {
    const [positionalOnly, plain, only] = [items(node, "posonlyargs"), items(node, "args"), items(node, "kwonlyargs")];
    const [defaults, onlyDefaults] = [items(node, "defaults"), items(node, "kw_defaults")];
    const [rest, keywords] = [maybe(node, "vararg"), maybe(node, "kwarg")];
    const all = [...positionalOnly, ...plain];
    let first = true;
    const next = (mark: string): void => {
      if (!first) this.put(", ");
      first = false;
      this.put(mark);
    };
    for (let i = 0; i < all.length; i++) {
      next("");
      this.parameter(all[i], defaults[i - all.length + defaults.length] ?? null);
      if (i === positionalOnly.length - 1) next("/");
    }
    if (rest !== null) {
      next("*");
      this.parameter(rest, null);
    } else if (only.length > 0) next("*");
    for (let i = 0; i < only.length; i++) {
      next("");
      this.parameter(only[i], onlyDefaults[i] ?? null);
    }
    if (keywords !== null) {
      next("**");
      this.parameter(keywords, null);
    }
  }

  parameter(node: Value, otherwise: Value): Suspends<void> {
    const start = this.text.length;
    const annotation = maybe(node, "annotation");
    this.put(encoded(need(node, "arg")));
    if (annotation !== null) {
      this.put(": ");
      if (kindOf(annotation) === "Starred") this.bare(annotation);
      else this.operand(annotation);
    }
    this.place(node, "arg", start);
    if (otherwise === null) return;
    this.put("=");
    this.operand(otherwise);
  }
}

export function writeOperand(printer: ExpressionPrinter, node: Value): Suspends<void> {
  printer.operand(node);
}

/** Text between the quotes of an f-string. */
function escaped(text: Value): string {
  return String(text).replace(/[{}"'\\\0-\x1f\x7f]|[\ud800-\udfff]/gu, (sign) =>
    sign === "{" || sign === "}" ? sign + sign : sign.charCodeAt(0) < 128 ? `\\x${hex(sign, 2)}` : `\\u${hex(sign, 4)}`,
  );
}

function hex(sign: string, digits: number): string {
  return sign.charCodeAt(0).toString(16).padStart(digits, "0");
}

/** A constant as an expression in parentheses where it needs some. */
export function constantText(value: Value): Suspends<string> {
  if (value === Ellipsis) return "...";
  if (value === null || typeof value === "boolean" || typeof value === "string" || value instanceof Bytes) return repr(value);
  if (typeof value === "number" || typeof value === "bigint") return value < 0 ? `(${value})` : String(value);
  if (value instanceof Float || value instanceof Complex) {
    const text = repr(value).replaceAll("inf", "1e309").replaceAll("nan", "(1e309-1e309)");
    return text.startsWith("-") ? `(${text})` : text.replaceAll("1e309-1e309)j", "1e309-1e309)*1j");
  }
  if (value instanceof Tuple || value instanceof FrozenSet) {
    let inner = "";
    for (const item of spread(value)) inner += `${constantText(item)}, `;
    return value instanceof Tuple ? `(${inner})` : `frozenset((${inner}))`;
  }
  throw new TypeError(`got an invalid type in Constant: ${typeName(value)}`);
}
