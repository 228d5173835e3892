/**
 * _ast.treetext - a syntax tree as text that compiles to it, and where the nodes of that text say they are.
 *
 * Mirrors     the checks of Python/Python-ast.c (obj2ast) that a tree's own fields can fail
 * Suspends    all: fields of nodes are attributes
 * Differs     a name that is no identifier is another one in the code that comes of it (`encoded`); columns are taken as characters
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes.js";
import { Complex } from "../../objects/complex.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { spread } from "../../objects/iterator.js";
import { Ellipsis, typeOf, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { FrozenSet } from "../../objects/set.js";
import { Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { classes } from "./classes.js";

/** A text, and in turn an offset, a line and a column of each place that is known in it. */
export interface TreeText {
  readonly text: string;
  readonly places: readonly number[];
}

/**
 * @param wanted what the tree must be
 * @throws TypeError it is something else, or lacks what it must have
 */
export function textOfTree(tree: Value, wanted: "Module" | "Expression" | "Interactive"): Suspends<TreeText> {
  const printer = new Printer();
  if (kindOf(tree) !== wanted) throw new TypeError(`expected ${wanted} node, got ${typeName(tree)}`);
  if (wanted === "Expression") printer.loose(need(tree, "body"));
  else printer.statements(items(tree, "body"));
  return { text: printer.text, places: printer.sortedPlaces() };
}

const BINARY: Readonly<Record<string, string>> = {
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
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise " +
    "return try while with yield"
  ).split(" "),
);

/** The name of a node's own class. */
function kindOf(node: Value): string {
  if (typeof node === "object" && node !== null) {
    for (const cls of typeOf(node).$mro) if (classes[cls.$name] === cls) return cls.$name;
  }
  return "";
}

/** A field that a node must have. */
function need(node: Value, name: string): Suspends<Value> {
  const value = getattrOr(node, name);
  if (value === undefined) throw new TypeError(`required field "${name}" missing from ${kindOf(node)}`);
  if (value === null && kindOf(node) !== "Constant" && kindOf(node) !== "MatchSingleton")
    throw new TypeError(`field '${name}' is required for ${kindOf(node)}`);
  return value;
}

/** Where a node says it begins. @param base of its class, as the messages name it */
function placeOf(node: Value, base: string): Suspends<[number, number]> {
  const line = getattrOr(node, "lineno");
  if (typeof line !== "number") throw new TypeError(`required field "lineno" missing from ${base}`);
  const column = getattrOr(node, "col_offset");
  if (typeof column !== "number") throw new TypeError(`required field "col_offset" missing from ${base}`);
  return [line, column];
}

function maybe(node: Value, name: string): Suspends<Value> {
  return getattrOr(node, name) ?? null;
}

function items(node: Value, name: string): Suspends<Value[]> {
  const value = getattrOr(node, name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new TypeError(`${kindOf(node)} field "${name}" must be a list, not a ${typeName(value)}`);
  return value;
}

/** A name as the text can have it: what no identifier may hold is written as its number. */
function encoded(name: Value): string {
  if (typeof name !== "string") throw new TypeError("AST identifier must be of type str");
  if (name === "None" || name === "True" || name === "False") throw new ValueError(`identifier field can't represent '${name}' constant`);
  if (/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name) && !KEYWORDS.has(name)) return name;
  const inner = name.replace(/\P{XID_Continue}/gu, (sign) => `\u02cd${sign.codePointAt(0)!.toString(16)}\u02cd`);
  return `\u02cd${inner}`;
}

class Printer {
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
  between(nodes: readonly Value[], write: (printer: Printer, node: Value) => Suspends<void>, separator = ", "): Suspends<void> {
    for (let i = 0; i < nodes.length; i++) {
      if (i > 0) this.put(separator);
      write(this, nodes[i]);
    }
  }

  // ---------------------------------------------------------------- statements

  statements(body: readonly Value[]): Suspends<void> {
    for (let i = 0; i < body.length; i++) {
      this.put(this.indent);
      const start = this.text.length;
      const kind = kindOf(body[i]);
      placeOf(body[i], "stmt");
      this.statement(body[i], kind, start);
    }
  }

  block(body: readonly Value[]): Suspends<void> {
    this.put(":\n");
    const outer = this.indent;
    this.indent = `${outer} `;
    this.statements(body);
    if (body.length === 0) this.put(`${this.indent}pass\n`);
    this.indent = outer;
  }

  /** A clause of a compound statement. */
  clause(word: string, body: readonly Value[]): Suspends<void> {
    if (body.length === 0) return;
    this.put(`${this.indent}${word}`);
    this.block(body);
  }

  statement(node: Value, kind: string, start: number): Suspends<void> {
    switch (kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        this.decorators(node);
        this.definition(node, kind);
        return;
      case "ClassDef":
        this.decorators(node);
        this.classDefinition(node);
        return;
      case "For":
      case "AsyncFor":
        this.put(kind === "For" ? "for " : "async for ");
        this.bare(need(node, "target"));
        this.put(" in ");
        this.bare(need(node, "iter"));
        this.block(items(node, "body"));
        this.clause("else", items(node, "orelse"));
        this.place(node, "stmt", start, true);
        return;
      case "While":
      case "If":
        this.put(kind === "If" ? "if " : "while ");
        this.bare(need(node, "test"));
        this.block(items(node, "body"));
        this.clause("else", items(node, "orelse"));
        this.place(node, "stmt", start, true);
        return;
      case "With":
      case "AsyncWith":
        this.put(kind === "With" ? "with (" : "async with (");
        this.between(items(node, "items"), writeWithItem);
        this.put(")");
        this.block(items(node, "body"));
        this.place(node, "stmt", start, true);
        return;
      case "Match":
        this.match(node);
        this.place(node, "stmt", start, true);
        return;
      case "Try":
      case "TryStar":
        this.put("try");
        this.block(items(node, "body"));
        for (const handler of items(node, "handlers")) this.handler(handler, kind === "TryStar");
        this.clause("else", items(node, "orelse"));
        this.clause("finally", items(node, "finalbody"));
        this.place(node, "stmt", start, true);
        return;
      default:
        this.simple(node, kind);
        this.place(node, "stmt", start);
        this.put("\n");
    }
  }

  simple(node: Value, kind: string): Suspends<void> {
    switch (kind) {
      case "Return":
      case "Expr": {
        const value = maybe(node, "value");
        if (kind === "Return") this.put("return ");
        if (value !== null) this.loose(value);
        return;
      }
      case "Delete":
        this.put("del ");
        this.between(items(node, "targets"), writeOperand);
        return;
      case "Assign":
        for (const target of items(node, "targets")) {
          this.loose(target);
          this.put(" = ");
        }
        this.loose(need(node, "value"));
        return;
      case "TypeAlias":
        this.put("type ");
        this.operand(need(node, "name"));
        this.typeParameters(node);
        this.put(" = ");
        this.operand(need(node, "value"));
        return;
      case "AugAssign":
        this.loose(need(node, "target"));
        this.put(` ${BINARY[kindOf(need(node, "op"))]!}= `);
        this.loose(need(node, "value"));
        return;
      case "AnnAssign": {
        const simple = maybe(node, "simple") === 1;
        const value = maybe(node, "value");
        if (!simple) this.put("(");
        this.operand(need(node, "target"));
        if (!simple) this.put(")");
        this.put(": ");
        this.operand(need(node, "annotation"));
        if (value !== null) {
          this.put(" = ");
          this.loose(value);
        }
        return;
      }
      case "Raise": {
        const [raised, cause] = [maybe(node, "exc"), maybe(node, "cause")];
        this.put("raise ");
        if (raised !== null) this.operand(raised);
        if (cause !== null) {
          this.put(" from ");
          this.operand(cause);
        }
        return;
      }
      case "Assert": {
        const message = maybe(node, "msg");
        this.put("assert ");
        this.operand(need(node, "test"));
        if (message !== null) {
          this.put(", ");
          this.operand(message);
        }
        return;
      }
      case "Import":
        this.put("import ");
        this.between(items(node, "names"), writeAlias);
        return;
      case "ImportFrom": {
        const module = maybe(node, "module");
        const level = maybe(node, "level");
        this.put(`from ${".".repeat(level === null ? 0 : Number(level))}${module === null ? "" : String(module)} import `);
        this.between(items(node, "names"), writeAlias);
        return;
      }
      case "Global":
      case "Nonlocal":
        this.put(`${kind.toLowerCase()} ${items(node, "names").map(encoded).join(", ")}`);
        return;
      case "Pass":
      case "Break":
      case "Continue":
        this.put(kind.toLowerCase());
        return;
      default:
        throw new TypeError(`expected some sort of stmt, but got ${repr(node)}`);
    }
  }

  decorators(node: Value): Suspends<void> {
    for (const decorator of items(node, "decorator_list")) {
      this.put("@");
      this.operand(decorator);
      this.put(`\n${this.indent}`);
    }
  }

  definition(node: Value, kind: string): Suspends<void> {
    const start = this.text.length;
    this.put(`${kind === "FunctionDef" ? "def" : "async def"} ${encoded(need(node, "name"))}`);
    this.typeParameters(node);
    this.put("(");
    this.parameters(need(node, "args"));
    this.put(")");
    const returns = maybe(node, "returns");
    if (returns !== null) {
      this.put(" -> ");
      this.operand(returns);
    }
    this.block(items(node, "body"));
    this.place(node, "stmt", start, true);
  }

  classDefinition(node: Value): Suspends<void> {
    const start = this.text.length;
    this.put(`class ${encoded(need(node, "name"))}`);
    this.typeParameters(node);
    this.put("(");
    this.arguments(items(node, "bases"), items(node, "keywords"));
    this.put(")");
    this.block(items(node, "body"));
    this.place(node, "stmt", start, true);
  }

  handler(node: Value, star: boolean): Suspends<void> {
    this.put(this.indent);
    const start = this.text.length;
    const [type, name] = [maybe(node, "type"), maybe(node, "name")];
    this.put(star ? "except* " : "except ");
    if (type !== null) this.operand(type);
    if (name !== null) this.put(` as ${encoded(name)}`);
    this.block(items(node, "body"));
    this.place(node, "excepthandler", start, true);
  }

  typeParameters(node: Value): Suspends<void> {
    const parameters = items(node, "type_params");
    if (parameters.length === 0) return;
    this.put("[");
    this.between(parameters, writeTypeParameter);
    this.put("]");
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

  // ---------------------------------------------------------------- patterns

  match(node: Value): Suspends<void> {
    this.put("match ");
    this.bare(need(node, "subject"));
    this.put(":\n");
    for (const one of items(node, "cases")) {
      this.put(`${this.indent} case `);
      this.pattern(need(one, "pattern"));
      const guard = maybe(one, "guard");
      if (guard !== null) {
        this.put(" if ");
        this.operand(guard);
      }
      const outer = this.indent;
      this.indent = `${outer} `;
      this.block(items(one, "body"));
      this.indent = outer;
    }
  }

  pattern(node: Value): Suspends<void> {
    const kind = kindOf(node);
    const wrapped = kind === "MatchOr" || (kind === "MatchAs" && maybe(node, "pattern") !== null);
    if (wrapped) this.put("(");
    const start = this.text.length;
    this.patternOf(node, kind);
    this.place(node, "pattern", start);
    if (wrapped) this.put(")");
  }

  patternOf(node: Value, kind: string): Suspends<void> {
    switch (kind) {
      case "MatchValue":
        this.literal(need(node, "value"));
        return;
      case "MatchSingleton":
        this.put(constantText(need(node, "value")));
        return;
      case "MatchSequence":
        this.put("[");
        this.between(items(node, "patterns"), writePattern);
        this.put("]");
        return;
      case "MatchMapping": {
        const [keys, values, rest] = [items(node, "keys"), items(node, "patterns"), maybe(node, "rest")];
        this.put("{");
        for (let i = 0; i < keys.length; i++) {
          this.literal(keys[i]);
          this.put(": ");
          this.pattern(values[i]);
          this.put(", ");
        }
        if (rest !== null) this.put(`**${encoded(rest)}`);
        this.put("}");
        return;
      }
      case "MatchClass": {
        const [names, values] = [items(node, "kwd_attrs"), items(node, "kwd_patterns")];
        this.bare(need(node, "cls"));
        this.put("(");
        for (const inner of items(node, "patterns")) {
          this.pattern(inner);
          this.put(", ");
        }
        for (let i = 0; i < names.length; i++) {
          this.put(`${encoded(names[i])}=`);
          this.pattern(values[i]);
          this.put(", ");
        }
        this.put(")");
        return;
      }
      case "MatchStar":
        this.put(`*${maybe(node, "name") === null ? "_" : encoded(maybe(node, "name"))}`);
        return;
      case "MatchAs": {
        const [inner, name] = [maybe(node, "pattern"), maybe(node, "name")];
        if (inner !== null) {
          this.pattern(inner);
          this.put(" as ");
        }
        this.put(name === null ? "_" : encoded(name));
        return;
      }
      case "MatchOr":
        this.between(items(node, "patterns"), writePattern, " | ");
        return;
      default:
        throw new TypeError(`expected some sort of pattern, but got ${repr(node)}`);
    }
  }

  /** A value of a pattern: a constant, a negative or complex number, or a name with dots, without parentheses. */
  literal(node: Value): Suspends<void> {
    const kind = kindOf(node);
    const start = this.text.length;
    if (kind === "UnaryOp") {
      this.put("-");
      this.literal(need(node, "operand"));
    } else if (kind === "BinOp") {
      this.literal(need(node, "left"));
      this.put(kindOf(need(node, "op")) === "Sub" ? " - " : " + ");
      this.literal(need(node, "right"));
    } else if (kind === "Attribute") {
      this.literal(need(node, "value"));
      this.put(`.${encoded(need(node, "attr"))}`);
    } else return this.bare(node);
    this.place(node, "expr", start);
  }

  // ---------------------------------------------------------------- expressions

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
}

function writeOperand(printer: Printer, node: Value): Suspends<void> {
  printer.operand(node);
}

function writePattern(printer: Printer, node: Value): Suspends<void> {
  printer.pattern(node);
}

function writeWithItem(printer: Printer, node: Value): Suspends<void> {
  const target = maybe(node, "optional_vars");
  printer.operand(need(node, "context_expr"));
  if (target === null) return;
  printer.put(" as ");
  printer.operand(target);
}

function writeAlias(printer: Printer, node: Value): Suspends<void> {
  const start = printer.text.length;
  const as = maybe(node, "asname");
  printer.put(need(node, "name") as string);
  if (as !== null) printer.put(` as ${encoded(as)}`);
  printer.place(node, "alias", start);
}

function writeTypeParameter(printer: Printer, node: Value): Suspends<void> {
  const start = printer.text.length;
  const kind = kindOf(node);
  const [bound, otherwise] = [maybe(node, "bound"), maybe(node, "default_value")];
  printer.put(`${kind === "TypeVarTuple" ? "*" : kind === "ParamSpec" ? "**" : ""}${encoded(need(node, "name"))}`);
  if (bound !== null) {
    printer.put(": ");
    printer.operand(bound);
  }
  if (otherwise !== null) {
    printer.put(" = ");
    printer.operand(otherwise);
  }
  printer.place(node, "type_param", start);
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
function constantText(value: Value): Suspends<string> {
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
