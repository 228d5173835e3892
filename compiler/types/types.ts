/**
 * types - what is known about values: the interface between `infer` and `emit`.
 */
import type * as ast from "../ast/nodes.js";
import type { Scope, Variable } from "../bind/symtable.js";

/** Types as far as `emit` distinguishes them: the one kind a value may have, else "Value". */
export interface Type {
  readonly kind:
    "Value" | "None" | "bool" | "int" | "float" | "str" | "bytes" | "list" | "tuple" | "dict" | "set" | "range" | "instance" | "class" | "function" | "module";
  /** int: bounds; what is outside the safe integers is infinite. */
  readonly lo: number;
  readonly hi: number;
  /** As a TypeScript annotation. */
  readonly text: string;
  /** The value is int, float or bool: which one is not known. */
  readonly number?: boolean;
  /** A tuple: how many items it has, if that is known. */
  readonly length?: number;
  /** bytes, a bytearray or a map: its items are ints, in its `$numbers`. */
  readonly memory?: boolean;
  /** JavaScript and Python agree on its truth. */
  readonly plainTruth?: boolean;
  /** For `chk`: the kinds it may have, as `chk` of the runtime reads them; null: nothing is known. */
  readonly check: string | null;
}

/** Which arguments and whether the result of a call are raw floats. */
export interface RawCall {
  readonly parameters: readonly boolean[];
  readonly result: boolean;
}

/** Types by expression and variable; `Value` where nothing is known. */
export interface TypeTable {
  typeOf(node: ast.Expr): Type;
  /** What an augmented assignment stores. */
  resultOf(node: ast.AugAssign): Type;
  variable(v: Variable): Type;
  /** The variable holds a raw double: nothing but code that knows it reads it. */
  isRawVariable(v: Variable): boolean;
  isRawField(node: ast.Attribute): boolean;
  /** The one function that a call reaches, if it passes raw floats. */
  rawCall(node: ast.Call): RawCall | null;
  /** Type of what a function returns. */
  result(node: ast.FunctionDef | ast.AsyncFunctionDef): Type;
  /** Type of what a generator yields. */
  yields(node: ast.FunctionDef | ast.AsyncFunctionDef): Type;
  isRawResult(node: ast.FunctionDef | ast.AsyncFunctionDef): boolean;
  /** A field of the class, for its declaration. */
  field(node: ast.ClassDef, name: string): Type;
  /** The type of a class attribute to which a class that is derived, or one that it derives from, binds something of another kind; else null. */
  overridden(scope: Scope, name: string): Type | null;
  /** The attribute is a property of the object itself and no function: nothing is called by reading or, with `store`, setting it. */
  isField(node: ast.Attribute, store: boolean): boolean;
  /** `o.m(...)` calls a method that the script defines. */
  isMethodCall(node: ast.Call): boolean;
  /** `math.sqrt` and the like: the qualified name of what is called, if that is all it can be. */
  builtin(node: ast.Call): string | null;
  /** The function of the script that a call certainly reaches, and how many of its parameters are given already. */
  target(node: ast.Call): { readonly def: ast.FunctionDef | ast.AsyncFunctionDef; readonly skip: number } | null;
  /** The qualified name of the library's class that an expression is an instance of. */
  libraryObject(node: ast.Expr): string | null;
  /** The classes of the script that an expression is, or is an instance of; none if it may be anything else (but None). */
  classNodes(node: ast.Expr): readonly { readonly node: ast.ClassDef; readonly instance: boolean }[];
  /** The expression may be an exception class of the library. */
  isExceptionClass(node: ast.Expr): boolean;
}

function simple(kind: Type["kind"], text: string, check: string | null = kind): Type {
  return { kind, lo: 0, hi: 0, text, check };
}

export const VALUE: Type = simple("Value", "Value", null);

const LITERALS: { readonly [K in ast.ConstantValue["type"]]: Type } = {
  None: simple("None", "null"),
  True: simple("bool", "bool"),
  False: simple("bool", "bool"),
  Ellipsis: VALUE,
  int: VALUE,
  float: simple("float", "float"),
  complex: VALUE,
  str: simple("str", "str"),
  bytes: simple("bytes", "bytes"),
};

const BOOL: Type = simple("bool", "bool");
const STR: Type = simple("str", "str");
const TUPLE: Type = simple("tuple", "tuple<Value[]>");
const LIST: Type = simple("list", "list<Value>");
const DICT: Type = simple("dict", "dict");
const SET: Type = simple("set", "set");

/** Knows what an expression shows by itself: the table without inference. */
export const literalTypes: TypeTable = {
  typeOf(node) {
    switch (node.kind) {
      case "Constant":
        if (node.value.type === "int") {
          const n = Number(node.value.value);
          return {
            kind: "int",
            lo: n <= Number.MAX_SAFE_INTEGER ? n : Number.MAX_SAFE_INTEGER,
            hi: n <= Number.MAX_SAFE_INTEGER ? n : Infinity,
            text: "int",
            check: "int",
          };
        }
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
  resultOf: () => VALUE,
  variable: () => VALUE,
  isRawVariable: () => false,
  isRawField: () => false,
  rawCall: () => null,
  result: () => VALUE,
  yields: () => VALUE,
  isRawResult: () => false,
  field: () => VALUE,
  isField: () => false,
  isMethodCall: () => false,
  builtin: () => null,
  target: () => null,
  libraryObject: () => null,
  classNodes: () => [],
  overridden: () => null,
  isExceptionClass: () => false,
};
