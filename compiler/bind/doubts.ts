/**
 * doubts - the SyntaxWarnings of CPython's code generator, in its order: what is compiled twice is told of twice.
 *
 * Mirrors  check_compare, check_caller, check_subscripter, check_index and compiler_assert in Python/compile.c of CPython 3.13
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";

export interface Doubt {
  readonly msg: string;
  readonly start: number;
  readonly end: number;
}

/** What CPython warns of when it compiles the tree. */
export function doubtsIn(module: ast.Mod): Doubt[] {
  const doubts: Doubt[] = [];
  new Doubts(doubts).visit(module);
  return doubts;
}

/** Name of the type of what an expression makes, where its text says so. */
function typeOf(node: ast.Expr): string | undefined {
  switch (node.kind) {
    case "Tuple":
      return "tuple";
    case "List":
    case "ListComp":
      return "list";
    case "Dict":
    case "DictComp":
      return "dict";
    case "Set":
    case "SetComp":
      return "set";
    case "GeneratorExp":
      return "generator";
    case "Lambda":
      return "function";
    case "JoinedStr":
    case "FormattedValue":
      return "str";
    case "Constant":
      return constantType(node.value.type);
    case "UnaryOp":
    case "BinOp":
      return foldedType(node);
    default:
      return undefined;
  }
}

function constantType(type: ast.ConstantValue["type"]): string {
  return type === "None" ? "NoneType" : type === "True" || type === "False" ? "bool" : type === "Ellipsis" ? "ellipsis" : type;
}

const NUMBERS = ["bool", "int", "float", "complex"];

/** Type of arithmetic on constants, which CPython has done before it looks. */
function foldedType(node: ast.UnaryOp | ast.BinOp): string | undefined {
  if (node.kind === "UnaryOp") {
    if (!isConstant(node.operand)) return undefined;
    const type = typeOf(node.operand) as string;
    if (node.op === "Not") return "bool";
    return type === "bool" ? "int" : NUMBERS.includes(type) ? type : undefined;
  }
  if (!isConstant(node.left) || !isConstant(node.right)) return undefined;
  const left = NUMBERS.indexOf(typeOf(node.left) as string);
  const right = NUMBERS.indexOf(typeOf(node.right) as string);
  if (left < 0 || right < 0) return undefined;
  const widest = NUMBERS[Math.max(left, right, 1)]!;
  return node.op === "Div" && widest === "int" ? "float" : widest;
}

/** A constant once CPython has folded what it can. */
function isConstant(node: ast.Expr): boolean {
  if (node.kind === "Constant") return true;
  if (node.kind === "Tuple") return node.ctx === "Load" && node.elts.every(isConstant);
  return (node.kind === "UnaryOp" || node.kind === "BinOp") && foldedType(node) !== undefined;
}

/** `is` may stand beside it. */
function isFit(node: ast.Expr): boolean {
  if (!isConstant(node)) return true;
  const type = typeOf(node);
  return type === "NoneType" || type === "bool" || type === "ellipsis";
}

const NOT_CALLED: ReadonlySet<string> = new Set([
  "Tuple",
  "List",
  "ListComp",
  "Dict",
  "DictComp",
  "Set",
  "SetComp",
  "GeneratorExp",
  "JoinedStr",
  "FormattedValue",
]);
const NOT_SUBSCRIPTED: ReadonlySet<string> = new Set(["Set", "SetComp", "GeneratorExp", "Lambda"]);
const INDEXED: ReadonlySet<string> = new Set(["Tuple", "List", "ListComp", "JoinedStr", "FormattedValue"]);
const NO_ITEMS: ReadonlySet<string> = new Set(["NoneType", "ellipsis", "bool", "int", "float", "complex"]);

class Doubts {
  constructor(readonly found: Doubt[]) {}

  visit(node: ast.Node): void {
    this.look(node);
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        this.all(node.decorator_list);
        this.visit(node.args);
        if (node.returns !== null) this.visit(node.returns);
        this.all(node.body);
        break;
      case "ClassDef":
        this.all(node.decorator_list);
        this.all(node.body);
        this.all(node.bases);
        this.all(node.keywords);
        break;
      case "Assign":
        this.visit(node.value);
        this.all(node.targets);
        break;
      case "For":
      case "AsyncFor":
        this.visit(node.iter);
        this.visit(node.target);
        this.all(node.body);
        this.all(node.orelse);
        break;
      case "While":
        this.visit(node.test);
        this.all(node.body);
        this.visit(node.test);
        this.all(node.orelse);
        break;
      case "Try":
      case "TryStar":
        this.all(node.body);
        this.all(node.orelse);
        this.all(node.handlers);
        this.all(node.finalbody);
        this.all(node.finalbody);
        break;
      case "ListComp":
      case "SetComp":
      case "GeneratorExp":
        this.all(node.generators);
        this.visit(node.elt);
        break;
      case "DictComp":
        this.all(node.generators);
        this.visit(node.key);
        this.visit(node.value);
        break;
      default:
        eachChild(node, (child) => this.visit(child));
    }
  }

  all(nodes: readonly ast.Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  tell(node: { readonly start: number; readonly end: number }, msg: string): void {
    this.found.push({ msg, start: node.start, end: node.end });
  }

  look(node: ast.Node): void {
    if (node.kind === "Compare") this.compare(node);
    else if (node.kind === "Assert") {
      if (node.test.kind === "Tuple" && node.test.elts.length > 0) this.tell(node, "assertion is always true, perhaps remove parentheses?");
    } else if (node.kind === "Call") {
      const { func } = node;
      if (NOT_CALLED.has(func.kind) || isConstant(func)) this.tell(node, `'${typeOf(func)}' object is not callable; perhaps you missed a comma?`);
    } else if (node.kind === "Subscript" && node.ctx === "Load") this.subscript(node);
  }

  compare(node: ast.Compare): void {
    let { left } = node;
    for (let i = 0; i < node.ops.length; i++) {
      const right = node.comparators[i]!;
      const op = node.ops[i];
      if ((op === "Is" || op === "IsNot") && !(isFit(left) && isFit(right))) {
        const type = typeOf(isFit(left) ? right : left);
        this.tell(node, op === "Is" ? `"is" with '${type}' literal. Did you mean "=="?` : `"is not" with '${type}' literal. Did you mean "!="?`);
        return;
      }
      left = right;
    }
  }

  subscript(node: ast.Subscript): void {
    const { value, slice } = node;
    const type = typeOf(value);
    const constant = isConstant(value);
    if (NOT_SUBSCRIPTED.has(value.kind) || (constant && NO_ITEMS.has(type!))) {
      this.tell(node, `'${type}' object is not subscriptable; perhaps you missed a comma?`);
      return;
    }
    if (slice.kind === "Slice") return;
    const index = typeOf(slice);
    if (index === undefined || index === "int" || index === "bool") return;
    if (INDEXED.has(value.kind) || (constant && (type === "str" || type === "bytes" || type === "tuple"))) {
      this.tell(node, `${type} indices must be integers or slices, not ${index}; perhaps you missed a comma?`);
    }
  }
}
