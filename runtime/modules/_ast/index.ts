/**
 * _ast - syntax trees: the classes, and the trees of texts, which the compiler gives.
 *
 * Mirrors     Python/Python-ast.c of CPython 3.13
 * Suspends    warnings and errors of the text
 */
import type { Suspends } from "../../frames/suspend.js";
import { loader, syntaxError } from "../../importer/code.js";
import { Bytes } from "../../objects/bytes.js";
import { Complex } from "../../objects/complex.js";
import { Float } from "../../objects/float.js";
import { variables, type Code } from "../../objects/code.js";
import type { FunctionMeta } from "../../objects/function.js";
import { pymodule } from "../../objects/module.js";
import { jsName } from "../../objects/names.js";
import { Ellipsis, type Value } from "../../objects/object.js";
import { sourceOf } from "../../objects/tracelines.js";
import { markAstral } from "../../objects/str/points.js";
import { sourceOfCode } from "../builtins/evaluate.js";
import { classes, single } from "./classes.js";
import { withGlobals } from "./rebound.js";
import { namesOfFunction, namesOfText } from "./names.js";
import { textOfTree } from "./treetext.js";
import { digitLimit } from "../../objects/int/text.js";

/** A node or a constant as the compiler has it. */
interface Node {
  readonly kind?: string;
  readonly type?: string;
  readonly start?: number;
  readonly end?: number;
}
interface Source {
  line(at: number): number;
  columnBytes(at: number): number;
}

const ENUMERATIONS: ReadonlySet<string> = new Set(["ctx", "op", "ops"]);

function constant(value: Node): Value {
  const { value: plain, imag } = value as { value?: Value; imag?: number };
  switch (value.type) {
    case "None":
      return null;
    case "True":
      return true;
    case "False":
      return false;
    case "Ellipsis":
      return Ellipsis;
    case "int":
      return Number.isSafeInteger(Number(plain)) ? Number(plain) : plain;
    case "float":
      return new Float(plain as number);
    case "complex":
      return new Complex(0, imag!);
    case "bytes":
      return new Bytes(plain as Uint8Array);
    default:
      return markAstral(plain as string);
  }
}

/** One tree being made Python's. */
class Conversion {
  constructor(
    private readonly source: Source,
    private readonly fields: Readonly<Record<string, readonly string[]>>,
  ) {}

  node(node: Node): Value {
    const kind = node.kind!;
    const made: Value = Object.create(classes[kind]!.prototype as object);
    for (const name of this.fields[kind]!) {
      if (name === "type_params" && kind.endsWith("FunctionDef")) made.type_comment = null;
      const value = (node as unknown as Record<string, unknown>)[kind === "Constant" && name === "kind" ? "constKind" : name];
      made[jsName(name)] = this.value(name, value);
    }
    if (kind === "Module") made.type_ignores = [];
    else if (node.start !== undefined && kind !== "Expression" && kind !== "Interactive") {
      made.lineno = this.source.line(node.start);
      made.col_offset = this.source.columnBytes(node.start);
      made.end_lineno = this.source.line(node.end!);
      made.end_col_offset = this.source.columnBytes(node.end!);
    }
    return made;
  }

  private value(field: string, value: unknown): Value {
    if (Array.isArray(value)) return value.map((item: unknown) => this.value(field, item));
    if (typeof value === "string") return ENUMERATIONS.has(field) ? single(value) : value;
    if (value === null || value === undefined || typeof value !== "object") return (value ?? null) as Value;
    return "kind" in value ? this.node(value as Node) : constant(value as Node);
  }
}

/** The tree of a text. @throws SyntaxError */
function treeOf(text: string, path: string, mode: "exec" | "eval" | "single", flags: number): Suspends<Value> {
  const { parseWithComments, textSource, ast, PythonSyntaxError } = loader.loadBundle("compiler");
  try {
    const source = textSource(text, path, false, digitLimit.value) as Source;
    return new Conversion(source, ast.FIELDS as Readonly<Record<string, readonly string[]>>).node(parseWithComments(source, mode, flags).tree as Node);
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw syntaxError(error as Parameters<typeof syntaxError>[0], path);
    throw error;
  }
}

/** A node as the compiler has it: children by CPython's names of fields. */
export interface PlainNode {
  readonly kind: string;
  readonly [field: string]: PlainNode | readonly PlainNode[] | string | number | null | undefined;
}

/** The compiler's own tree of a text, with what is needed to walk it. @throws SyntaxError */
export function plainTree(
  text: string,
  path: string,
  mode: "exec" | "eval" | "single",
): Suspends<{ tree: PlainNode; fields: Readonly<Record<string, readonly string[]>>; lineOf: (node: PlainNode) => number }> {
  const { parseWithComments, checkTextScopes, textSource, ast, PythonSyntaxError } = loader.loadBundle("compiler");
  try {
    const source = textSource(text, path, false, digitLimit.value) as Source;
    const tree = parseWithComments(source, mode, 0).tree as PlainNode;
    checkTextScopes(tree, source);
    return { tree, fields: ast.FIELDS as Readonly<Record<string, readonly string[]>>, lineOf: (node) => source.line(node["start"] as number) };
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw syntaxError(error as Parameters<typeof syntaxError>[0], path);
    throw error;
  }
}

/** `co_names`; of a function whose text is not to be had: none. */
function namesOf(code: Code): Suspends<string[]> {
  const { $file, $meta, $free } = code;
  const source = sourceOfCode(code);
  if (source !== undefined) {
    const { tree, fields } = plainTree(source[0], $file, source[2]);
    return namesOfText(tree, fields);
  }
  const text = sourceOf($file);
  if (text === "") return [];
  const { tree, fields, lineOf } = plainTree(text, $file, "exec");
  if ($meta.name === "<module>") return namesOfText(tree, fields);
  const starts = (node: PlainNode): number => Math.min(lineOf(node), ...((node["decorator_list"] ?? []) as readonly PlainNode[]).map(lineOf));
  const isIt = (node: PlainNode): boolean =>
    node.kind === "Lambda"
      ? $meta.name === "<lambda>" && lineOf(node) === $meta.line
      : node["name"] === $meta.name && node["args"] !== undefined && starts(node) === $meta.line;
  return namesOfFunction(tree, fields, isIt, [...variables($meta as FunctionMeta), ...$free]) ?? [];
}

const module = pymodule("_ast", {
  ...classes,
  PyCF_ALLOW_TOP_LEVEL_AWAIT: 8192,
  PyCF_ONLY_AST: 1024,
  PyCF_OPTIMIZED_AST: 33792,
  PyCF_TYPE_COMMENTS: 4096,
}) as Value;
module.$treeOf = treeOf;
module.$textOfTree = textOfTree;
module.$namesOf = namesOf;
module.$withGlobals = withGlobals;
export default module;
