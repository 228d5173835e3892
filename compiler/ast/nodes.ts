/**
 * nodes - Python's abstract syntax tree as types, with CPython's names and fields.
 *
 * Mirrors  Parser/Python.asdl of CPython 3.13
 * Units    `start`, `end`: offsets in UTF-16 units of the decoded source text; source.ts makes lines and columns of them
 */

interface Located {
  readonly start: number;
  readonly end: number;
}

/** A constant's value, tagged with its Python type. */
export type ConstantValue =
  | { readonly type: "None" | "True" | "False" | "Ellipsis" }
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "complex"; readonly imag: number }
  /** Lone surrogates stay as they are. */
  | { readonly type: "str"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array };

export type Context = "Load" | "Store" | "Del";
export type BoolOperator = "And" | "Or";
export type Operator = "Add" | "Sub" | "Mult" | "MatMult" | "Div" | "Mod" | "Pow" | "LShift" | "RShift" | "BitOr" | "BitXor" | "BitAnd" | "FloorDiv";
export type UnaryOperator = "Invert" | "Not" | "UAdd" | "USub";
export type CompareOperator = "Eq" | "NotEq" | "Lt" | "LtE" | "Gt" | "GtE" | "Is" | "IsNot" | "In" | "NotIn";

// ---------------------------------------------------------------- modules

export interface Module extends Located {
  readonly kind: "Module";
  readonly body: readonly Stmt[];
}
export interface Interactive extends Located {
  readonly kind: "Interactive";
  readonly body: readonly Stmt[];
}
export interface Expression extends Located {
  readonly kind: "Expression";
  readonly body: Expr;
}
export type Mod = Module | Interactive | Expression;

// ---------------------------------------------------------------- statements

interface FunctionFields extends Located {
  readonly name: string;
  readonly args: Arguments;
  readonly body: readonly Stmt[];
  readonly decorator_list: readonly Expr[];
  readonly returns: Expr | null;
  readonly type_params: readonly TypeParam[];
}
export interface FunctionDef extends FunctionFields {
  readonly kind: "FunctionDef";
}
export interface AsyncFunctionDef extends FunctionFields {
  readonly kind: "AsyncFunctionDef";
}
export interface ClassDef extends Located {
  readonly kind: "ClassDef";
  readonly name: string;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorator_list: readonly Expr[];
  readonly type_params: readonly TypeParam[];
}
export interface Return extends Located {
  readonly kind: "Return";
  readonly value: Expr | null;
}
export interface Delete extends Located {
  readonly kind: "Delete";
  readonly targets: readonly Expr[];
}
export interface Assign extends Located {
  readonly kind: "Assign";
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface TypeAlias extends Located {
  readonly kind: "TypeAlias";
  readonly name: Name;
  readonly type_params: readonly TypeParam[];
  readonly value: Expr;
}
export interface AugAssign extends Located {
  readonly kind: "AugAssign";
  readonly target: Name | Attribute | Subscript;
  readonly op: Operator;
  readonly value: Expr;
}
export interface AnnAssign extends Located {
  readonly kind: "AnnAssign";
  readonly target: Name | Attribute | Subscript;
  readonly annotation: Expr;
  readonly value: Expr | null;
  readonly simple: 0 | 1;
}
interface ForFields extends Located {
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface For extends ForFields {
  readonly kind: "For";
}
export interface AsyncFor extends ForFields {
  readonly kind: "AsyncFor";
}
export interface While extends Located {
  readonly kind: "While";
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface If extends Located {
  readonly kind: "If";
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
interface WithFields extends Located {
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
}
export interface With extends WithFields {
  readonly kind: "With";
}
export interface AsyncWith extends WithFields {
  readonly kind: "AsyncWith";
}
export interface Match extends Located {
  readonly kind: "Match";
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
export interface Raise extends Located {
  readonly kind: "Raise";
  readonly exc: Expr | null;
  readonly cause: Expr | null;
}
interface TryFields extends Located {
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface Try extends TryFields {
  readonly kind: "Try";
}
export interface TryStar extends TryFields {
  readonly kind: "TryStar";
}
export interface Assert extends Located {
  readonly kind: "Assert";
  readonly test: Expr;
  readonly msg: Expr | null;
}
export interface Import extends Located {
  readonly kind: "Import";
  readonly names: readonly Alias[];
}
export interface ImportFrom extends Located {
  readonly kind: "ImportFrom";
  readonly module: string | null;
  readonly names: readonly Alias[];
  readonly level: number;
}
export interface Global extends Located {
  readonly kind: "Global";
  readonly names: readonly string[];
}
export interface Nonlocal extends Located {
  readonly kind: "Nonlocal";
  readonly names: readonly string[];
}
export interface ExprStmt extends Located {
  readonly kind: "Expr";
  readonly value: Expr;
}
export interface Pass extends Located {
  readonly kind: "Pass";
}
export interface Break extends Located {
  readonly kind: "Break";
}
export interface Continue extends Located {
  readonly kind: "Continue";
}

export type Stmt =
  | FunctionDef
  | AsyncFunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | TypeAlias
  | AugAssign
  | AnnAssign
  | For
  | AsyncFor
  | While
  | If
  | With
  | AsyncWith
  | Match
  | Raise
  | Try
  | TryStar
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue;

// ---------------------------------------------------------------- expressions

export interface BoolOp extends Located {
  readonly kind: "BoolOp";
  readonly op: BoolOperator;
  readonly values: readonly Expr[];
}
export interface NamedExpr extends Located {
  readonly kind: "NamedExpr";
  readonly target: Name;
  readonly value: Expr;
}
export interface BinOp extends Located {
  readonly kind: "BinOp";
  readonly left: Expr;
  readonly op: Operator;
  readonly right: Expr;
}
export interface UnaryOp extends Located {
  readonly kind: "UnaryOp";
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface Lambda extends Located {
  readonly kind: "Lambda";
  readonly args: Arguments;
  readonly body: Expr;
}
export interface IfExp extends Located {
  readonly kind: "IfExp";
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
/** `{**d}` has a null key. */
export interface Dict extends Located {
  readonly kind: "Dict";
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
}
export interface SetDisplay extends Located {
  readonly kind: "Set";
  readonly elts: readonly Expr[];
}
export interface ListComp extends Located {
  readonly kind: "ListComp";
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface SetComp extends Located {
  readonly kind: "SetComp";
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends Located {
  readonly kind: "DictComp";
  readonly key: Expr;
  readonly value: Expr;
  readonly generators: readonly Comprehension[];
}
export interface GeneratorExp extends Located {
  readonly kind: "GeneratorExp";
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface Await extends Located {
  readonly kind: "Await";
  readonly value: Expr;
}
export interface Yield extends Located {
  readonly kind: "Yield";
  readonly value: Expr | null;
}
export interface YieldFrom extends Located {
  readonly kind: "YieldFrom";
  readonly value: Expr;
}
export interface Compare extends Located {
  readonly kind: "Compare";
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
}
export interface Call extends Located {
  readonly kind: "Call";
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
/** conversion: -1 none, 115 `!s`, 114 `!r`, 97 `!a`. */
export interface FormattedValue extends Located {
  readonly kind: "FormattedValue";
  readonly value: Expr;
  readonly conversion: number;
  readonly format_spec: JoinedStr | null;
}
export interface JoinedStr extends Located {
  readonly kind: "JoinedStr";
  readonly values: readonly Expr[];
}
/** constKind: "u" for u"" strings, as `kind` in CPython. */
export interface Constant extends Located {
  readonly kind: "Constant";
  readonly value: ConstantValue;
  readonly constKind: "u" | null;
}
export interface Attribute extends Located {
  readonly kind: "Attribute";
  readonly value: Expr;
  readonly attr: string;
  readonly ctx: Context;
}
export interface Subscript extends Located {
  readonly kind: "Subscript";
  readonly value: Expr;
  readonly slice: Expr;
  readonly ctx: Context;
}
export interface Starred extends Located {
  readonly kind: "Starred";
  readonly value: Expr;
  readonly ctx: Context;
}
export interface Name extends Located {
  readonly kind: "Name";
  readonly id: string;
  readonly ctx: Context;
}
export interface List extends Located {
  readonly kind: "List";
  readonly elts: readonly Expr[];
  readonly ctx: Context;
}
export interface Tuple extends Located {
  readonly kind: "Tuple";
  readonly elts: readonly Expr[];
  readonly ctx: Context;
}
export interface Slice extends Located {
  readonly kind: "Slice";
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}

export type Expr =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetDisplay
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | JoinedStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice;

// ---------------------------------------------------------------- parts

export interface Comprehension {
  readonly kind: "comprehension";
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
  readonly is_async: 0 | 1;
}
export interface ExceptHandler extends Located {
  readonly kind: "ExceptHandler";
  readonly type: Expr | null;
  readonly name: string | null;
  readonly body: readonly Stmt[];
}
export interface Arguments {
  readonly kind: "arguments";
  readonly posonlyargs: readonly Arg[];
  readonly args: readonly Arg[];
  readonly vararg: Arg | null;
  readonly kwonlyargs: readonly Arg[];
  /** One for each keyword-only parameter; null: it has none. */
  readonly kw_defaults: readonly (Expr | null)[];
  readonly kwarg: Arg | null;
  /** For the last of posonlyargs + args. */
  readonly defaults: readonly Expr[];
}
export interface Arg extends Located {
  readonly kind: "arg";
  readonly arg: string;
  readonly annotation: Expr | null;
}
export interface Keyword extends Located {
  readonly kind: "keyword";
  readonly arg: string | null;
  readonly value: Expr;
}
export interface Alias extends Located {
  readonly kind: "alias";
  readonly name: string;
  readonly asname: string | null;
}
export interface WithItem {
  readonly kind: "withitem";
  readonly context_expr: Expr;
  readonly optional_vars: Expr | null;
}
export interface MatchCase {
  readonly kind: "match_case";
  readonly pattern: Pattern;
  readonly guard: Expr | null;
  readonly body: readonly Stmt[];
}

export interface MatchValue extends Located {
  readonly kind: "MatchValue";
  readonly value: Expr;
}
export interface MatchSingleton extends Located {
  readonly kind: "MatchSingleton";
  readonly value: ConstantValue;
}
export interface MatchSequence extends Located {
  readonly kind: "MatchSequence";
  readonly patterns: readonly Pattern[];
}
export interface MatchMapping extends Located {
  readonly kind: "MatchMapping";
  readonly keys: readonly Expr[];
  readonly patterns: readonly Pattern[];
  readonly rest: string | null;
}
export interface MatchClass extends Located {
  readonly kind: "MatchClass";
  readonly cls: Expr;
  readonly patterns: readonly Pattern[];
  readonly kwd_attrs: readonly string[];
  readonly kwd_patterns: readonly Pattern[];
}
export interface MatchStar extends Located {
  readonly kind: "MatchStar";
  readonly name: string | null;
}
export interface MatchAs extends Located {
  readonly kind: "MatchAs";
  readonly pattern: Pattern | null;
  readonly name: string | null;
}
export interface MatchOr extends Located {
  readonly kind: "MatchOr";
  readonly patterns: readonly Pattern[];
}
export type Pattern = MatchValue | MatchSingleton | MatchSequence | MatchMapping | MatchClass | MatchStar | MatchAs | MatchOr;

export interface TypeVar extends Located {
  readonly kind: "TypeVar";
  readonly name: string;
  readonly bound: Expr | null;
  readonly default_value: Expr | null;
}
export interface ParamSpec extends Located {
  readonly kind: "ParamSpec";
  readonly name: string;
  readonly default_value: Expr | null;
}
export interface TypeVarTuple extends Located {
  readonly kind: "TypeVarTuple";
  readonly name: string;
  readonly default_value: Expr | null;
}
export type TypeParam = TypeVar | ParamSpec | TypeVarTuple;

export type Node = Mod | Stmt | Expr | Comprehension | ExceptHandler | Arguments | Arg | Keyword | Alias | WithItem | MatchCase | Pattern | TypeParam;

/** Child fields of each kind, in CPython's field order (ASDL), which is also the order of ast.dump. */
export const FIELDS: { readonly [K in Node["kind"]]: readonly string[] } = {
  Module: ["body"],
  Interactive: ["body"],
  Expression: ["body"],
  FunctionDef: ["name", "args", "body", "decorator_list", "returns", "type_params"],
  AsyncFunctionDef: ["name", "args", "body", "decorator_list", "returns", "type_params"],
  ClassDef: ["name", "bases", "keywords", "body", "decorator_list", "type_params"],
  Return: ["value"],
  Delete: ["targets"],
  Assign: ["targets", "value"],
  TypeAlias: ["name", "type_params", "value"],
  AugAssign: ["target", "op", "value"],
  AnnAssign: ["target", "annotation", "value", "simple"],
  For: ["target", "iter", "body", "orelse"],
  AsyncFor: ["target", "iter", "body", "orelse"],
  While: ["test", "body", "orelse"],
  If: ["test", "body", "orelse"],
  With: ["items", "body"],
  AsyncWith: ["items", "body"],
  Match: ["subject", "cases"],
  Raise: ["exc", "cause"],
  Try: ["body", "handlers", "orelse", "finalbody"],
  TryStar: ["body", "handlers", "orelse", "finalbody"],
  Assert: ["test", "msg"],
  Import: ["names"],
  ImportFrom: ["module", "names", "level"],
  Global: ["names"],
  Nonlocal: ["names"],
  Expr: ["value"],
  Pass: [],
  Break: [],
  Continue: [],
  BoolOp: ["op", "values"],
  NamedExpr: ["target", "value"],
  BinOp: ["left", "op", "right"],
  UnaryOp: ["op", "operand"],
  Lambda: ["args", "body"],
  IfExp: ["test", "body", "orelse"],
  Dict: ["keys", "values"],
  Set: ["elts"],
  ListComp: ["elt", "generators"],
  SetComp: ["elt", "generators"],
  DictComp: ["key", "value", "generators"],
  GeneratorExp: ["elt", "generators"],
  Await: ["value"],
  Yield: ["value"],
  YieldFrom: ["value"],
  Compare: ["left", "ops", "comparators"],
  Call: ["func", "args", "keywords"],
  FormattedValue: ["value", "conversion", "format_spec"],
  JoinedStr: ["values"],
  Constant: ["value", "kind"],
  Attribute: ["value", "attr", "ctx"],
  Subscript: ["value", "slice", "ctx"],
  Starred: ["value", "ctx"],
  Name: ["id", "ctx"],
  List: ["elts", "ctx"],
  Tuple: ["elts", "ctx"],
  Slice: ["lower", "upper", "step"],
  comprehension: ["target", "iter", "ifs", "is_async"],
  ExceptHandler: ["type", "name", "body"],
  arguments: ["posonlyargs", "args", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults"],
  arg: ["arg", "annotation"],
  keyword: ["arg", "value"],
  alias: ["name", "asname"],
  withitem: ["context_expr", "optional_vars"],
  match_case: ["pattern", "guard", "body"],
  MatchValue: ["value"],
  MatchSingleton: ["value"],
  MatchSequence: ["patterns"],
  MatchMapping: ["keys", "patterns", "rest"],
  MatchClass: ["cls", "patterns", "kwd_attrs", "kwd_patterns"],
  MatchStar: ["name"],
  MatchAs: ["pattern", "name"],
  MatchOr: ["patterns"],
  TypeVar: ["name", "bound", "default_value"],
  ParamSpec: ["name", "default_value"],
  TypeVarTuple: ["name", "default_value"],
};
