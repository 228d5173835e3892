/**
 * table - one emitter for each kind of statement, expression and pattern; a kind without one does not compile.
 */
import type * as ast from "../ast/nodes.js";
import { emitAnnAssign, emitAssign, emitAugAssign, emitDelete, emitNamedExpr } from "./assignment.js";
import { emitCall } from "./calls.js";
import { emitClass } from "./classes.js";
import type { Code } from "./code.js";
import { emitComprehension, emitDictComp } from "./comprehensions.js";
import type { Context } from "./context.js";
import { emitAssert, emitRaise, emitTry, emitTryStar } from "./exceptions.js";
import { emitFunction, emitLambda, emitReturn, emitAwait, emitYield, emitYieldFrom } from "./functions.js";
import { emitImport, emitImportFrom } from "./imports.js";
import { emitConstant, emitDict, emitJoinedStr, emitList, emitSet, emitTuple } from "./literals.js";
import { emitBreak, emitContinue, emitFor, emitWhile } from "./loops.js";
import { emitMatch } from "./match.js";
import { emitBinOp, emitBoolOp, emitCompare, emitIfExp, emitUnaryOp } from "./operators.js";
import { emitAttribute, emitName, emitSlice, emitStarred, emitSubscript } from "./references.js";
import { emitExpressionStatement, emitIf } from "./statements.js";
import { emitTypeAlias } from "./typeparams.js";
import { emitWith } from "./with.js";

export type EmitStatement<N> = (node: N, cx: Context) => void;
export type EmitExpression<N> = (node: N, cx: Context) => Code;
type StatementTable = { readonly [K in ast.Stmt["kind"]]: EmitStatement<Extract<ast.Stmt, { kind: K }>> };
type ExpressionTable = { readonly [K in ast.Expr["kind"]]: EmitExpression<Extract<ast.Expr, { kind: K }>> };

/** `global` and `nonlocal` only say where a name is declared; `pass` is an empty block. */
const nothing = (): void => {};

export const statements: StatementTable = {
  FunctionDef: emitFunction,
  AsyncFunctionDef: emitFunction,
  ClassDef: emitClass,
  Return: emitReturn,
  Delete: emitDelete,
  Assign: emitAssign,
  TypeAlias: emitTypeAlias,
  AugAssign: emitAugAssign,
  AnnAssign: emitAnnAssign,
  For: emitFor,
  AsyncFor: emitFor,
  While: emitWhile,
  If: emitIf,
  With: emitWith,
  AsyncWith: emitWith,
  Match: emitMatch,
  Raise: emitRaise,
  Try: emitTry,
  TryStar: emitTryStar,
  Assert: emitAssert,
  Import: emitImport,
  ImportFrom: emitImportFrom,
  Global: nothing,
  Nonlocal: nothing,
  Expr: emitExpressionStatement,
  Pass: nothing,
  Break: emitBreak,
  Continue: emitContinue,
};

export const expressions: ExpressionTable = {
  BoolOp: emitBoolOp,
  NamedExpr: emitNamedExpr,
  BinOp: emitBinOp,
  UnaryOp: emitUnaryOp,
  Lambda: emitLambda,
  IfExp: emitIfExp,
  Dict: emitDict,
  Set: emitSet,
  ListComp: emitComprehension,
  SetComp: emitComprehension,
  DictComp: emitDictComp,
  GeneratorExp: emitComprehension,
  Await: emitAwait,
  Yield: emitYield,
  YieldFrom: emitYieldFrom,
  Compare: emitCompare,
  Call: emitCall,
  FormattedValue: (node, cx) => emitJoinedStr({ kind: "JoinedStr", values: [node], start: node.start, end: node.end }, cx),
  JoinedStr: emitJoinedStr,
  Constant: emitConstant,
  Attribute: emitAttribute,
  Subscript: emitSubscript,
  Starred: emitStarred,
  Name: emitName,
  List: emitList,
  Tuple: emitTuple,
  Slice: emitSlice,
};
