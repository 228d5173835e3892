/**
 * unparse - the text of an expression, as `__annotations__` has it under `from __future__ import annotations`.
 *
 * Mirrors  Python/ast_unparse.c of CPython 3.13
 */
import { reprConstant, reprStr } from "./literals.js";
import type {
  Arg,
  Arguments,
  BoolOperator,
  CompareOperator,
  Comprehension,
  Constant,
  Expr,
  FormattedValue,
  JoinedStr,
  Operator,
  UnaryOperator,
} from "./nodes.js";

/** How strongly an expression binds: one that binds less than its place asks for stands in parentheses. */
const enum Bind {
  Tuple,
  Test,
  Or,
  And,
  Not,
  Compare,
  Expr,
  BitXor,
  BitAnd,
  Shift,
  Arith,
  Term,
  Factor,
  Power,
  Await,
  Atom,
}

const BOOL: Record<BoolOperator, readonly [string, Bind]> = { And: [" and ", Bind.And], Or: [" or ", Bind.Or] };
const BINARY: Record<Operator, readonly [string, Bind]> = {
  Add: [" + ", Bind.Arith],
  Sub: [" - ", Bind.Arith],
  Mult: [" * ", Bind.Term],
  MatMult: [" @ ", Bind.Term],
  Div: [" / ", Bind.Term],
  Mod: [" % ", Bind.Term],
  FloorDiv: [" // ", Bind.Term],
  LShift: [" << ", Bind.Shift],
  RShift: [" >> ", Bind.Shift],
  BitOr: [" | ", Bind.Expr],
  BitXor: [" ^ ", Bind.BitXor],
  BitAnd: [" & ", Bind.BitAnd],
  Pow: [" ** ", Bind.Power],
};
const UNARY: Record<UnaryOperator, readonly [string, Bind]> = {
  Invert: ["~", Bind.Factor],
  Not: ["not ", Bind.Not],
  UAdd: ["+", Bind.Factor],
  USub: ["-", Bind.Factor],
};
const COMPARE: Record<CompareOperator, string> = {
  Eq: " == ",
  NotEq: " != ",
  Lt: " < ",
  LtE: " <= ",
  Gt: " > ",
  GtE: " >= ",
  Is: " is ",
  IsNot: " is not ",
  In: " in ",
  NotIn: " not in ",
};

export function unparse(node: Expr): string {
  return text(node, Bind.Test);
}

function list(nodes: readonly Expr[], level = Bind.Test): string {
  return nodes.map((node) => text(node, level)).join(", ");
}

function text(node: Expr, level: Bind): string {
  const within = (own: Bind, made: string): string => (level > own ? `(${made})` : made);
  switch (node.kind) {
    case "BoolOp": {
      const [sign, own] = BOOL[node.op];
      return within(own, node.values.map((value) => text(value, own + 1)).join(sign));
    }
    case "BinOp": {
      const [sign, own] = BINARY[node.op];
      const right = node.op === "Pow" ? 1 : 0;
      return within(own, text(node.left, own + right) + sign + text(node.right, own + 1 - right));
    }
    case "UnaryOp": {
      const [sign, own] = UNARY[node.op];
      return within(own, sign + text(node.operand, own));
    }
    case "Lambda": {
      const { args } = node;
      const blank = args.posonlyargs.length + args.args.length > 0 ? " " : "";
      return within(Bind.Test, `lambda${blank}${parameters(args)}: ${text(node.body, Bind.Test)}`);
    }
    case "IfExp":
      return within(Bind.Test, `${text(node.body, Bind.Test + 1)} if ${text(node.test, Bind.Test + 1)} else ${text(node.orelse, Bind.Test)}`);
    case "NamedExpr":
      return within(Bind.Tuple, `${text(node.target, Bind.Atom)} := ${text(node.value, Bind.Atom)}`);
    case "Dict": {
      const items = node.values.map((value, i) => {
        const key = node.keys[i]!;
        return key === null ? `**${text(value, Bind.Expr)}` : `${text(key, Bind.Test)}: ${text(value, Bind.Test)}`;
      });
      return `{${items.join(", ")}}`;
    }
    case "Set":
      return `{${list(node.elts)}}`;
    case "List":
      return `[${list(node.elts)}]`;
    case "Tuple":
      if (node.elts.length === 0) return "()";
      return within(Bind.Tuple, list(node.elts) + (node.elts.length === 1 ? "," : ""));
    case "GeneratorExp":
      return `(${text(node.elt, Bind.Test)}${clauses(node.generators)})`;
    case "ListComp":
      return `[${text(node.elt, Bind.Test)}${clauses(node.generators)}]`;
    case "SetComp":
      return `{${text(node.elt, Bind.Test)}${clauses(node.generators)}}`;
    case "DictComp":
      return `{${text(node.key, Bind.Test)}: ${text(node.value, Bind.Test)}${clauses(node.generators)}}`;
    case "Yield":
      return node.value === null ? "(yield)" : `(yield ${text(node.value, Bind.Test)})`;
    case "YieldFrom":
      return `(yield from ${text(node.value, Bind.Test)})`;
    case "Await":
      return within(Bind.Await, `await ${text(node.value, Bind.Atom)}`);
    case "Compare":
      return within(
        Bind.Compare,
        text(node.left, Bind.Compare + 1) + node.comparators.map((value, i) => COMPARE[node.ops[i]!] + text(value, Bind.Compare + 1)).join(""),
      );
    case "Call": {
      const func = text(node.func, Bind.Atom);
      const [only] = node.args;
      if (node.args.length === 1 && node.keywords.length === 0 && only!.kind === "GeneratorExp") return func + text(only!, Bind.Test);
      const keywords = node.keywords.map(({ arg, value }) => `${arg === null ? "**" : `${arg}=`}${text(value, Bind.Test)}`);
      return `${func}(${[...node.args.map((arg) => text(arg, Bind.Test)), ...keywords].join(", ")})`;
    }
    case "JoinedStr":
      return `f${reprStr(parts(node))}`;
    case "FormattedValue":
      return `f${reprStr(replacement(node))}`;
    case "Constant":
      return constant(node);
    case "Attribute": {
      const { value } = node;
      return `${text(value, Bind.Atom)}${value.kind === "Constant" && value.value.type === "int" ? " ." : "."}${node.attr}`;
    }
    case "Starred":
      return `*${text(node.value, Bind.Expr)}`;
    case "Name":
      return node.id;
    case "Subscript":
      return `${text(node.value, Bind.Atom)}[${text(node.slice, Bind.Tuple)}]`;
    case "Slice": {
      const bound = (one: Expr | null): string => (one === null ? "" : text(one, Bind.Test));
      return `${bound(node.lower)}:${bound(node.upper)}${node.step === null ? "" : `:${bound(node.step)}`}`;
    }
  }
}

/** An infinite float is a literal that is too big. */
function constant({ value, constKind }: Constant): string {
  if (value.type === "Ellipsis") return "...";
  const shown = reprConstant(value);
  return (constKind ?? "") + (value.type === "float" || value.type === "complex" ? shown.replace("inf", "1e309") : shown);
}

function parameters(args: Arguments): string {
  const found: string[] = [];
  const positional = [...args.posonlyargs, ...args.args];
  const value = (node: Expr | null | undefined): string => (node === null || node === undefined ? "" : `=${text(node, Bind.Test)}`);
  const name = ({ arg, annotation }: Arg): string => (annotation === null ? arg : `${arg}: ${text(annotation, Bind.Test)}`);
  positional.forEach((arg, i) => {
    found.push(name(arg) + value(args.defaults[i - positional.length + args.defaults.length]));
    if (i + 1 === args.posonlyargs.length) found.push("/");
  });
  if (args.vararg !== null || args.kwonlyargs.length > 0) found.push(args.vararg === null ? "*" : `*${name(args.vararg)}`);
  args.kwonlyargs.forEach((arg, i) => found.push(name(arg) + value(args.kw_defaults[i])));
  if (args.kwarg !== null) found.push(`**${name(args.kwarg)}`);
  return found.join(", ");
}

function clauses(generators: readonly Comprehension[]): string {
  return generators
    .map(({ target, iter, ifs, is_async }) => {
      const head = `${is_async === 1 ? " async for " : " for "}${text(target, Bind.Tuple)} in ${text(iter, Bind.Test + 1)}`;
      return head + ifs.map((test) => ` if ${text(test, Bind.Test + 1)}`).join("");
    })
    .join("");
}

/** What stands between the quotes of an f-string, or behind the colon of a replacement. */
function parts(node: JoinedStr): string {
  return node.values
    .map((value) => {
      if (value.kind === "FormattedValue") return replacement(value);
      if (value.kind === "JoinedStr") return parts(value);
      return value.kind === "Constant" && value.value.type === "str" ? value.value.value.replaceAll("{", "{{").replaceAll("}", "}}") : "";
    })
    .join("");
}

function replacement({ value, conversion, format_spec }: FormattedValue): string {
  // what begins with a brace is kept apart from the one around it, and a lambda stands in parentheses
  const shown = text(value, Bind.Test + 1);
  const how = conversion < 0 ? "" : `!${String.fromCharCode(conversion)}`;
  return `{${shown.startsWith("{") ? " " : ""}${shown}${how}${format_spec === null ? "" : `:${parts(format_spec)}`}}`;
}
