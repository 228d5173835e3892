/**
 * names - what the rules matched, in the words of CPython's messages.
 *
 * Mirrors  _PyPegen_get_expr_name and _PyPegen_get_invalid_target of CPython 3.13
 */
import { Token } from "../../lex/tokens.js";
import { Tree, type Value } from "./peg.js";

// prettier-ignore
const NAMES: Readonly<Record<string, string>> = {
  Attribute: "attribute", Subscript: "subscript", Starred: "starred", List: "list", Tuple: "tuple", Lambda: "lambda", Call: "function call",
  BoolOp: "expression", BinOp: "expression", UnaryOp: "expression", GeneratorExp: "generator expression", Yield: "yield expression",
  Await: "await expression", ListComp: "list comprehension", SetComp: "set comprehension", DictComp: "dict comprehension", Dict: "dict literal",
  Set: "set display", JoinedStr: "f-string expression", Constant: "literal", None: "None", True: "True", False: "False", Ellipsis: "ellipsis",
  Compare: "comparison", IfExp: "conditional expression", NamedExpr: "named expression", Slice: "slice",
};

export const isName = (value: Value): value is Token => value instanceof Token && value.type === "NAME";

export function treeName(value: Value): string {
  if (value instanceof Token) return value.type === "NAME" ? "name" : value.text;
  return value instanceof Tree ? (NAMES[value.kind] ?? value.kind) : "expression";
}

export function startOf(value: Value): number {
  return value instanceof Token || value instanceof Tree ? value.start : startOf(value[0]!);
}

/** The end of a comprehension is that of its last expression: brackets around it do not count. */
export function endOf(value: Value): number {
  if (value instanceof Token) return value.end;
  if (!(value instanceof Tree)) return endOf(value.at(-1)!);
  return value.kind === "Clause" ? endOf(expressionsIn(value.parts).at(-1)!) : value.end;
}

/** The expressions among parts: no punctuation, no keywords. */
function expressionsIn(parts: readonly Value[]): (Token | Tree)[] {
  const found: (Token | Tree)[] = [];
  for (const part of parts) {
    if (part instanceof Tree || isName(part)) found.push(part);
    else if (!(part instanceof Token)) found.push(...expressionsIn(part));
  }
  return found;
}

/** The innermost part of a target that cannot be one; null: it is one. */
export function invalidTarget(value: Value, what: "star" | "del" | "for"): Value | null {
  if (value instanceof Token) return value.type === "NAME" ? null : value;
  if (!(value instanceof Tree)) return null;
  switch (value.kind) {
    case "List":
    case "Tuple":
      for (const item of expressionsIn(value.parts)) {
        const bad = invalidTarget(item, what);
        if (bad !== null) return bad;
      }
      return null;
    case "Starred":
      return what === "del" ? value : invalidTarget(expressionsIn(value.parts)[0]!, what);
    case "Compare": {
      if (what !== "for") return value;
      const pairs = value.parts[1] as readonly Value[];
      const first = pairs[0] as readonly Value[];
      return isIn(first[0]!) ? invalidTarget(value.parts[0]!, what) : null;
    }
    case "Attribute":
    case "Subscript":
      return null;
    default:
      return value;
  }
}

const isIn = (operator: Value): boolean => operator instanceof Token && operator.type === "in";

/** The arguments of a call that have no name. */
export function positional(args: Value): (Token | Tree)[] {
  return args instanceof Tree ? expressionsIn(args.parts).filter((part) => part instanceof Token || (part.kind !== "Kw" && part.kind !== "KwStar")) : [];
}

export function unpacksKeywords(args: Value): boolean {
  return args instanceof Tree && expressionsIn(args.parts).some((part) => part instanceof Tree && part.kind === "KwStar");
}
