/**
 * dump - a tree as Python's ast.dump prints it.
 *
 * Mirrors  dump() of Lib/ast.py of CPython 3.13
 * Units    col_offset and end_col_offset in UTF-8 bytes, as CPython's
 */
import type { SourceFile } from "../source.js";
import { reprConstant, reprStr } from "./literals.js";
import { FIELDS, type ConstantValue, type Node } from "./nodes.js";

export interface DumpOptions {
  /** False: names of fields are left out where the order tells them. */
  readonly annotateFields?: boolean;
  readonly includeAttributes?: boolean;
  /** A number of blanks, or the text itself; null: all on one line. */
  readonly indent?: number | string | null;
  readonly showEmpty?: boolean;
}

/** A fields' text, and whether it is short in itself: no list and no node with arguments. */
interface Printed {
  readonly text: string;
  readonly simple: boolean;
}

export function dump(tree: Node, source: SourceFile, options: DumpOptions = {}): string {
  return new Dumper(source, options).node(tree, 0).text;
}

/** Fields that are names of enumerations, shown as nodes without fields: `ctx=Load()`. */
const ENUMERATIONS: ReadonlySet<string> = new Set(["ctx", "op", "ops"]);

class Dumper {
  readonly #annotate: boolean;
  readonly #attributes: boolean;
  readonly #indent: string | null;
  readonly #showEmpty: boolean;

  constructor(
    readonly source: SourceFile,
    options: DumpOptions,
  ) {
    const { indent = null } = options;
    this.#annotate = options.annotateFields ?? true;
    this.#attributes = options.includeAttributes ?? false;
    this.#indent = typeof indent === "number" ? " ".repeat(indent) : indent;
    this.#showEmpty = options.showEmpty ?? false;
  }

  node(node: Node, outer: number): Printed {
    const level = outer + 1;
    const args: string[] = [];
    let skipped: string[] = [];
    let allSimple = true;
    let keywords = this.#annotate;
    for (const [name, value] of fields(node)) {
      if (value === null) {
        keywords = true;
        continue;
      }
      if (Array.isArray(value) && value.length === 0 && !this.#showEmpty) {
        skipped.push("[]");
        continue;
      }
      if (!keywords) {
        args.push(...skipped);
        skipped = [];
      }
      const { text, simple } = this.#value(name, value, level);
      allSimple &&= simple;
      args.push(keywords ? `${name}=${text}` : text);
    }
    if (this.#attributes && "start" in node && node.kind !== "Module" && node.kind !== "Expression" && node.kind !== "Interactive") {
      args.push(...this.#position(node.start, node.end));
    }
    if (allSimple && args.length <= 3) return { text: `${node.kind}(${args.join(", ")})`, simple: args.length === 0 };
    return { text: `${node.kind}(${this.#prefix(level)}${args.join(this.#separator(level))})`, simple: false };
  }

  #position(start: number, end: number): string[] {
    const { source } = this;
    return [
      `lineno=${source.line(start)}`,
      `col_offset=${source.columnBytes(start)}`,
      `end_lineno=${source.line(end)}`,
      `end_col_offset=${source.columnBytes(end)}`,
    ];
  }

  #value(field: string, value: unknown, level: number): Printed {
    if (Array.isArray(value)) {
      if (value.length === 0) return { text: "[]", simple: true };
      const inner = level + 1;
      const texts = value.map((item: unknown) => this.#value(field, item, inner).text);
      return { text: `[${this.#prefix(inner)}${texts.join(this.#separator(inner))}]`, simple: false };
    }
    if (typeof value === "string") return { text: ENUMERATIONS.has(field) ? `${value}()` : reprStr(value), simple: true };
    if (typeof value === "number" || value === null) return { text: value === null ? "None" : String(value), simple: true };
    if (isConstant(value)) return { text: reprConstant(value), simple: true };
    return this.node(value as Node, level);
  }

  #prefix(level: number): string {
    return this.#indent === null ? "" : "\n" + this.#indent.repeat(level);
  }
  #separator(level: number): string {
    return this.#indent === null ? ", " : ",\n" + this.#indent.repeat(level);
  }
}

function isConstant(value: unknown): value is ConstantValue {
  return typeof value === "object" && value !== null && "type" in value && !("kind" in value);
}

/** CPython's fields: with those that only a type comment could fill, and `kind` of constants. */
function* fields(node: Node): Generator<[name: string, value: unknown]> {
  const record = node as unknown as Readonly<Record<string, unknown>>;
  for (const name of FIELDS[node.kind]) {
    if (name === "type_params" && node.kind.endsWith("FunctionDef")) yield ["type_comment", null];
    yield [name, node.kind === "Constant" && name === "kind" ? record["constKind"] : record[name]];
  }
  if (node.kind === "Module") yield ["type_ignores", []];
}
