/**
 * types - what is known about the values of expressions: the interface between `infer` and `emit`.
 */
import type * as ast from "../ast/nodes.js";

/** Types as far as `emit` distinguishes them. `kind` of a class instance is "instance". */
export interface Type {
  readonly kind: "Value" | "None" | "bool" | "int" | "float" | "str" | "bytes" | "list" | "tuple" | "dict" | "set" | "instance" | "class" | "function" | "module";
  /** int: no operation on it can leave the safe integers (counters, lengths). */
  readonly small?: boolean;
  /** As a TypeScript annotation. */
  readonly text: string;
}

/** Types by expression; `Value` where nothing is known. */
export interface TypeTable {
  typeOf(node: ast.Expr): Type;
}

export const VALUE: Type = { kind: "Value", text: "Value" };

const LITERALS: { readonly [K in ast.ConstantValue["type"]]: Type } = {
  None: { kind: "None", text: "null" },
  True: { kind: "bool", text: "bool" },
  False: { kind: "bool", text: "bool" },
  Ellipsis: VALUE,
  int: { kind: "int", small: true, text: "int" },
  // raw only where inference proves every use: here a float is boxed, so it counts as unknown
  float: VALUE,
  complex: VALUE,
  str: { kind: "str", text: "str" },
  bytes: { kind: "bytes", text: "bytes" },
};

const BOOL: Type = { kind: "bool", text: "bool" };
const STR: Type = { kind: "str", text: "str" };
const TUPLE: Type = { kind: "tuple", text: "tuple<Value[]>" };
const LIST: Type = { kind: "list", text: "list<Value>" };
const DICT: Type = { kind: "dict", text: "dict" };
const SET: Type = { kind: "set", text: "set" };

/** Knows what an expression shows by itself: the table without inference. */
export const literalTypes: TypeTable = {
  typeOf(node) {
    switch (node.kind) {
      case "Constant":
        return LITERALS[node.value.type];
      case "JoinedStr":
        return STR;
      case "List":
      case "ListComp":
        return LIST;
      case "Tuple":
        return TUPLE;
      case "Dict":
      case "DictComp":
        return DICT;
      case "Set":
      case "SetComp":
        return SET;
      case "UnaryOp":
        return node.op === "Not" ? BOOL : VALUE;
      case "Compare":
        return node.ops.every((op) => op === "Is" || op === "IsNot" || op === "In" || op === "NotIn") ? BOOL : VALUE;
      default:
        return VALUE;
    }
  },
};
