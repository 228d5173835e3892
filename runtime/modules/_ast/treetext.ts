/**
 * _ast.treetext - a syntax tree as text that compiles to it, and where the nodes of that text say they are.
 *
 * Suspends    all: fields of nodes are attributes
 * Differs     a name that is no identifier is another one in the code that comes of it (`encoded`); columns are taken as characters
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { typeName } from "../../objects/typename.js";
import { BINARY, constantText, ExpressionPrinter, writeOperand } from "./treeexpressions.js";
import { encoded, items, kindOf, maybe, need, placeOf } from "./treefields.js";
import { validate } from "./validate.js";

/** A text, and in turn an offset, a line and a column of each place that is known in it. */
export interface TreeText {
  readonly text: string;
  readonly places: readonly number[];
}

/**
 * @param wanted what the tree must be
 * @throws TypeError, ValueError it is something else, or lacks what it must have
 */
export function textOfTree(tree: Value, wanted: "Module" | "Expression" | "Interactive"): Suspends<TreeText> {
  const printer = new Printer();
  if (kindOf(tree) !== wanted) throw new TypeError(`expected ${wanted} node, got ${typeName(tree)}`);
  validate(tree);
  if (wanted === "Expression") printer.loose(need(tree, "body"));
  else printer.statements(items(tree, "body"));
  return { text: printer.text, places: printer.sortedPlaces() };
}

class Printer extends ExpressionPrinter {
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
        this.given(need(node, "iter"));
        this.block(items(node, "body"));
        this.clause("else", items(node, "orelse"));
        this.place(node, "stmt", start, true);
        return;
      case "While":
      case "If":
        this.put(kind === "If" ? "if " : "while ");
        this.given(need(node, "test"));
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
        if (kind === "Expr") this.loose(value);
        else {
          this.put("return ");
          if (value !== null) this.given(value);
        }
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
        this.put(
          `${kind.toLowerCase()} ${items(node, "names")
            .map((name) => encoded(name))
            .join(", ")}`,
        );
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
      // a definition begins with its first decorator
      this.places.set(this.text.length, placeOf(decorator, "expr"));
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

  // ---------------------------------------------------------------- patterns

  match(node: Value): Suspends<void> {
    this.put("match ");
    this.given(need(node, "subject"));
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
