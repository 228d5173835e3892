/**
 * estree - the JavaScript tree that `lower` works on: acorn's shape, with offsets into the TypeScript text it came from.
 *
 * Keys that begin with `$` are notes of a stage, not children; `$ts` leads back to the TypeScript node.
 * `decorators` are kept on classes and their members until a stage has dealt with them.
 */
import type { ts } from "ts-morph";
import type { Binding, FunctionInfo } from "./scope.js";

interface Base {
  /** Offsets in UTF-16 units of the TypeScript text; -1 for what has no place there. */
  start: number;
  end: number;
  $ts?: ts.Node | undefined;
  /** Whether the node contains a site of the function it is in (sites.ts). */
  $site?: boolean | undefined;
}

export interface Program extends Base {
  type: "Program";
  body: Statement[];
  sourceType: "module";
  $f?: FunctionInfo;
}
export interface Identifier extends Base {
  type: "Identifier";
  name: string;
  /** Of a parameter or variable: the text of its type annotation, and whether `?` or `!` follows its name. */
  $type?: string | undefined;
  $optional?: boolean | undefined;
  $definite?: boolean | undefined;
  $b?: Binding | undefined;
}
export interface PrivateIdentifier extends Base {
  type: "PrivateIdentifier";
  name: string;
}
export interface Literal extends Base {
  type: "Literal";
  value: string | number | boolean | null | bigint | RegExp;
  raw?: string;
  bigint?: string;
  regex?: { pattern: string; flags: string };
}
/** Finished text in the place of an expression. */
export interface Raw extends Base {
  type: "Raw";
  text: string;
  $stable?: boolean;
}
export interface ThisExpression extends Base {
  type: "ThisExpression";
}
export interface Super extends Base {
  type: "Super";
  $home?: Identifier;
  $static?: boolean;
}
export interface ArrayExpression extends Base {
  type: "ArrayExpression";
  elements: (Expression | SpreadElement | null)[];
}
export interface ObjectExpression extends Base {
  type: "ObjectExpression";
  /** Stands for a function that gives the object. */
  $lazy?: boolean;
  properties: (Property | SpreadElement)[];
}
export interface Property extends Base {
  type: "Property";
  key: Expression | PrivateIdentifier;
  value: Expression | Pattern;
  kind: "init" | "get" | "set";
  method: boolean;
  shorthand: boolean;
  computed: boolean;
}
export interface SpreadElement extends Base {
  type: "SpreadElement";
  argument: Expression;
}
export interface FunctionExpression extends Base {
  type: "FunctionExpression";
  id: Identifier | null;
  params: Pattern[];
  body: BlockStatement;
  generator: boolean;
  async: boolean;
  expression: false;
  $thisType?: string | undefined;
  $f?: FunctionInfo;
  $name?: string;
  /** Its own name in the text, for its prologue alone: nothing captures it. */
  $own?: string;
  /** The generators and coroutines that its calls make are told of it by that name. */
  $entitled?: true;
  /** What describes the Python function that it is, if its calls make generators or coroutines, which know it. */
  $meta?: Identifier;
  /** Called where it stands, or by a method of arrays: nobody else ever has it. */
  $local?: true;
  /** Stands in a table that registers it, by which it is found. */
  $placed?: true;
  /** So many statements at the start hold no site and run at the call, before the frame counts. */
  $prologue?: number;
}
export interface FunctionDeclaration extends Base {
  type: "FunctionDeclaration";
  id: Identifier;
  params: Pattern[];
  body: BlockStatement;
  generator: boolean;
  async: boolean;
  expression: false;
  $thisType?: string | undefined;
  $f?: FunctionInfo;
  $name?: string;
  $prologue?: number;
}
export interface ArrowFunctionExpression extends Base {
  type: "ArrowFunctionExpression";
  id: null;
  params: Pattern[];
  body: BlockStatement | Expression;
  generator: false;
  async: boolean;
  expression: boolean;
  $thisType?: undefined;
  $f?: FunctionInfo;
  $name?: string;
  $local?: true;
  /** Stands in a table that registers it, by which it is found. */
  $placed?: true;
  $prologue?: number;
}
export interface ClassBody extends Base {
  type: "ClassBody";
  body: ClassMember[];
}
export interface ClassExpression extends Base {
  type: "ClassExpression";
  id: Identifier | null;
  superClass: Expression | null;
  body: ClassBody;
  decorators: Expression[];
  $name?: string;
}
export interface ClassDeclaration extends Base {
  type: "ClassDeclaration";
  id: Identifier;
  superClass: Expression | null;
  body: ClassBody;
  decorators: Expression[];
  $name?: string;
}
export interface MethodDefinition extends Base {
  type: "MethodDefinition";
  key: Expression | PrivateIdentifier;
  value: FunctionExpression;
  kind: "constructor" | "method" | "get" | "set";
  computed: boolean;
  static: boolean;
  decorators: Expression[];
}
export interface PropertyDefinition extends Base {
  type: "PropertyDefinition";
  key: Expression | PrivateIdentifier;
  value: Expression | null;
  computed: boolean;
  static: boolean;
  decorators: Expression[];
  $type?: string | undefined;
  $f?: FunctionInfo;
}
export interface StaticBlock extends Base {
  type: "StaticBlock";
  body: Statement[];
  $f?: FunctionInfo;
}
export type ClassMember = MethodDefinition | PropertyDefinition | StaticBlock;
export interface UnaryExpression extends Base {
  type: "UnaryExpression";
  operator: string;
  prefix: true;
  argument: Expression;
}
export interface UpdateExpression extends Base {
  type: "UpdateExpression";
  operator: "++" | "--";
  prefix: boolean;
  argument: Expression;
}
export interface BinaryExpression extends Base {
  type: "BinaryExpression";
  operator: string;
  left: Expression | PrivateIdentifier;
  right: Expression;
}
export interface LogicalExpression extends Base {
  type: "LogicalExpression";
  operator: "&&" | "||" | "??";
  left: Expression;
  right: Expression;
}
export interface AssignmentExpression extends Base {
  type: "AssignmentExpression";
  operator: string;
  left: Pattern;
  right: Expression;
}
export interface ConditionalExpression extends Base {
  type: "ConditionalExpression";
  test: Expression;
  consequent: Expression;
  alternate: Expression;
}
export interface SequenceExpression extends Base {
  type: "SequenceExpression";
  expressions: Expression[];
}
export interface CallExpression extends Base {
  type: "CallExpression";
  callee: Expression | Super;
  arguments: (Expression | SpreadElement)[];
  optional: boolean;
  /** Proven not to suspend. */ $never?: true;
}
export interface NewExpression extends Base {
  type: "NewExpression";
  callee: Expression;
  arguments: (Expression | SpreadElement)[];
  $never?: true;
}
export interface MemberExpression extends Base {
  type: "MemberExpression";
  object: Expression | Super;
  property: Expression | PrivateIdentifier;
  computed: boolean;
  optional: boolean;
}
export interface ChainExpression extends Base {
  type: "ChainExpression";
  expression: CallExpression | MemberExpression;
}
export interface TemplateElement extends Base {
  type: "TemplateElement";
  value: { raw: string; cooked: string };
  tail: boolean;
}
export interface TemplateLiteral extends Base {
  type: "TemplateLiteral";
  quasis: TemplateElement[];
  expressions: Expression[];
}
export interface TaggedTemplateExpression extends Base {
  type: "TaggedTemplateExpression";
  tag: Expression;
  quasi: TemplateLiteral;
}
export interface YieldExpression extends Base {
  type: "YieldExpression";
  argument: Expression | null;
  delegate: boolean;
}
export interface AwaitExpression extends Base {
  type: "AwaitExpression";
  argument: Expression;
}
export interface ImportExpression extends Base {
  type: "ImportExpression";
  source: Expression;
}
export interface MetaProperty extends Base {
  type: "MetaProperty";
  meta: Identifier;
  property: Identifier;
}

export interface ObjectPattern extends Base {
  type: "ObjectPattern";
  properties: (Property | RestElement)[];
  $type?: string | undefined;
  $optional?: boolean | undefined;
}
export interface ArrayPattern extends Base {
  type: "ArrayPattern";
  elements: (Pattern | null)[];
  $type?: string | undefined;
  $optional?: boolean | undefined;
}
export interface RestElement extends Base {
  type: "RestElement";
  argument: Pattern;
  $type?: string | undefined;
}
export interface AssignmentPattern extends Base {
  type: "AssignmentPattern";
  left: Pattern;
  right: Expression;
}
export type Pattern = Identifier | MemberExpression | ObjectPattern | ArrayPattern | RestElement | AssignmentPattern | Raw;

export interface ExpressionStatement extends Base {
  type: "ExpressionStatement";
  expression: Expression;
  directive?: string;
}
export interface BlockStatement extends Base {
  type: "BlockStatement";
  body: Statement[];
}
export interface EmptyStatement extends Base {
  type: "EmptyStatement";
}
export interface DebuggerStatement extends Base {
  type: "DebuggerStatement";
}
export interface ReturnStatement extends Base {
  type: "ReturnStatement";
  argument: Expression | null;
}
export interface ThrowStatement extends Base {
  type: "ThrowStatement";
  argument: Expression;
}
export interface LabeledStatement extends Base {
  type: "LabeledStatement";
  label: Identifier;
  body: Statement;
}
export interface BreakStatement extends Base {
  type: "BreakStatement";
  label: Identifier | null;
}
export interface ContinueStatement extends Base {
  type: "ContinueStatement";
  label: Identifier | null;
}
export interface IfStatement extends Base {
  type: "IfStatement";
  test: Expression;
  consequent: Statement;
  alternate: Statement | null;
}
export interface SwitchCase extends Base {
  type: "SwitchCase";
  test: Expression | null;
  consequent: Statement[];
}
export interface SwitchStatement extends Base {
  type: "SwitchStatement";
  discriminant: Expression;
  cases: SwitchCase[];
}
export interface CatchClause extends Base {
  type: "CatchClause";
  param: Pattern | null;
  body: BlockStatement;
}
export interface TryStatement extends Base {
  type: "TryStatement";
  block: BlockStatement;
  handler: CatchClause | null;
  finalizer: BlockStatement | null;
  /** An exception that passes is the handled one while `finalizer` runs. */
  $pending?: boolean;
}
export interface WhileStatement extends Base {
  type: "WhileStatement";
  test: Expression;
  body: Statement;
}
export interface DoWhileStatement extends Base {
  type: "DoWhileStatement";
  body: Statement;
  test: Expression;
}
export interface ForStatement extends Base {
  type: "ForStatement";
  init: VariableDeclaration | Expression | null;
  test: Expression | null;
  update: Expression | null;
  body: Statement;
}
export interface ForInStatement extends Base {
  type: "ForInStatement";
  left: VariableDeclaration | Pattern;
  right: Expression;
  body: Statement;
}
export interface ForOfStatement extends Base {
  type: "ForOfStatement";
  left: VariableDeclaration | Pattern;
  right: Expression;
  body: Statement;
  await: boolean;
}
export interface VariableDeclarator extends Base {
  type: "VariableDeclarator";
  id: Pattern;
  init: Expression | null;
}
export interface VariableDeclaration extends Base {
  type: "VariableDeclaration";
  kind: "var" | "let" | "const";
  declarations: VariableDeclarator[];
  /** Its names are declared already; what is left are assignments (flatten.ts, switch). */
  $assign?: boolean;
}
export interface ImportSpecifier extends Base {
  type: "ImportSpecifier";
  imported: Identifier;
  local: Identifier;
}
export interface ImportDefaultSpecifier extends Base {
  type: "ImportDefaultSpecifier";
  local: Identifier;
}
export interface ImportNamespaceSpecifier extends Base {
  type: "ImportNamespaceSpecifier";
  local: Identifier;
}
export interface ImportDeclaration extends Base {
  type: "ImportDeclaration";
  specifiers: (ImportSpecifier | ImportDefaultSpecifier | ImportNamespaceSpecifier)[];
  source: Literal;
}
export interface ExportSpecifier extends Base {
  type: "ExportSpecifier";
  local: Identifier;
  exported: Identifier;
}
export interface ExportNamedDeclaration extends Base {
  type: "ExportNamedDeclaration";
  declaration: VariableDeclaration | FunctionDeclaration | ClassDeclaration | null;
  specifiers: ExportSpecifier[];
  source: Literal | null;
}
export interface ExportDefaultDeclaration extends Base {
  type: "ExportDefaultDeclaration";
  declaration: Expression | FunctionDeclaration | ClassDeclaration;
}
export interface ExportAllDeclaration extends Base {
  type: "ExportAllDeclaration";
  exported: Identifier | null;
  source: Literal;
}

export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;
export type ClassNode = ClassDeclaration | ClassExpression;
export type Expression =
  | Identifier
  | Literal
  | Raw
  | ThisExpression
  | ArrayExpression
  | ObjectExpression
  | FunctionExpression
  | ArrowFunctionExpression
  | ClassExpression
  | UnaryExpression
  | UpdateExpression
  | BinaryExpression
  | LogicalExpression
  | AssignmentExpression
  | ConditionalExpression
  | SequenceExpression
  | CallExpression
  | NewExpression
  | MemberExpression
  | ChainExpression
  | TemplateLiteral
  | TaggedTemplateExpression
  | YieldExpression
  | AwaitExpression
  | ImportExpression
  | MetaProperty;
export type Statement =
  | ExpressionStatement
  | BlockStatement
  | EmptyStatement
  | DebuggerStatement
  | ReturnStatement
  | ThrowStatement
  | LabeledStatement
  | BreakStatement
  | ContinueStatement
  | IfStatement
  | SwitchStatement
  | TryStatement
  | WhileStatement
  | DoWhileStatement
  | ForStatement
  | ForInStatement
  | ForOfStatement
  | VariableDeclaration
  | FunctionDeclaration
  | ClassDeclaration
  | ImportDeclaration
  | ExportNamedDeclaration
  | ExportDefaultDeclaration
  | ExportAllDeclaration;
export type Node =
  | Program
  | Expression
  | Statement
  | Pattern
  | Super
  | SpreadElement
  | Property
  | ClassBody
  | ClassMember
  | TemplateElement
  | SwitchCase
  | CatchClause
  | VariableDeclarator
  | PrivateIdentifier
  | ImportSpecifier
  | ImportDefaultSpecifier
  | ImportNamespaceSpecifier
  | ExportSpecifier;

export function isFunction(node: Node): node is FunctionNode {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

export function isClass(node: Node): node is ClassNode {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

/** The fields of each type that hold nodes or lists of them, in the order of evaluation where there is one. */
export const CHILD_FIELDS: { readonly [K in Node["type"]]: readonly string[] } = {
  Program: ["body"],
  Identifier: [],
  PrivateIdentifier: [],
  Literal: [],
  Raw: [],
  ThisExpression: [],
  Super: [],
  ArrayExpression: ["elements"],
  ObjectExpression: ["properties"],
  Property: ["key", "value"],
  SpreadElement: ["argument"],
  FunctionExpression: ["id", "params", "body"],
  FunctionDeclaration: ["id", "params", "body"],
  ArrowFunctionExpression: ["params", "body"],
  ClassBody: ["body"],
  ClassExpression: ["id", "superClass", "body", "decorators"],
  ClassDeclaration: ["id", "superClass", "body", "decorators"],
  MethodDefinition: ["key", "value", "decorators"],
  PropertyDefinition: ["key", "value", "decorators"],
  StaticBlock: ["body"],
  UnaryExpression: ["argument"],
  UpdateExpression: ["argument"],
  BinaryExpression: ["left", "right"],
  LogicalExpression: ["left", "right"],
  AssignmentExpression: ["left", "right"],
  ConditionalExpression: ["test", "consequent", "alternate"],
  SequenceExpression: ["expressions"],
  CallExpression: ["callee", "arguments"],
  NewExpression: ["callee", "arguments"],
  MemberExpression: ["object", "property"],
  ChainExpression: ["expression"],
  TemplateElement: [],
  TemplateLiteral: ["quasis", "expressions"],
  TaggedTemplateExpression: ["tag", "quasi"],
  YieldExpression: ["argument"],
  AwaitExpression: ["argument"],
  ImportExpression: ["source"],
  MetaProperty: ["meta", "property"],
  ObjectPattern: ["properties"],
  ArrayPattern: ["elements"],
  RestElement: ["argument"],
  AssignmentPattern: ["left", "right"],
  ExpressionStatement: ["expression"],
  BlockStatement: ["body"],
  EmptyStatement: [],
  DebuggerStatement: [],
  ReturnStatement: ["argument"],
  ThrowStatement: ["argument"],
  LabeledStatement: ["label", "body"],
  BreakStatement: ["label"],
  ContinueStatement: ["label"],
  IfStatement: ["test", "consequent", "alternate"],
  SwitchCase: ["test", "consequent"],
  SwitchStatement: ["discriminant", "cases"],
  CatchClause: ["param", "body"],
  TryStatement: ["block", "handler", "finalizer"],
  WhileStatement: ["test", "body"],
  DoWhileStatement: ["body", "test"],
  ForStatement: ["init", "test", "update", "body"],
  ForInStatement: ["left", "right", "body"],
  ForOfStatement: ["left", "right", "body"],
  VariableDeclarator: ["id", "init"],
  VariableDeclaration: ["declarations"],
  ImportSpecifier: ["imported", "local"],
  ImportDefaultSpecifier: ["local"],
  ImportNamespaceSpecifier: ["local"],
  ImportDeclaration: ["specifiers", "source"],
  ExportSpecifier: ["local", "exported"],
  ExportNamedDeclaration: ["declaration", "specifiers", "source"],
  ExportDefaultDeclaration: ["declaration"],
  ExportAllDeclaration: ["exported", "source"],
};

/**
 * Calls `f` with each child of a node, in the order of CHILD_FIELDS.
 *
 * Walks of a whole tree are most of what `lower` does once for each node, in code that V8 has not compiled yet: no lists or iterators are made.
 */
export function eachChild(node: Node, f: (child: Node) => void): void {
  const fields = CHILD_FIELDS[node.type];
  for (let i = 0; i < fields.length; i++) {
    const value = (node as unknown as Readonly<Record<string, Node | readonly (Node | null)[] | null | undefined>>)[fields[i]!];
    if (value === null || value === undefined) continue;
    if (!isList(value)) f(value);
    else
      for (let k = 0; k < value.length; k++) {
        const item = value[k]!;
        if (item !== null) f(item);
      }
  }
}

function isList(value: Node | readonly (Node | null)[]): value is readonly (Node | null)[] {
  return Array.isArray(value);
}

/** The children of a node, in that order. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  eachChild(node, (child) => found.push(child));
  return found;
}

/** The identifiers that a pattern binds. */
export function boundNames(pattern: Node | null, out: Identifier[] = []): Identifier[] {
  switch (pattern?.type) {
    case "Identifier":
      out.push(pattern);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) boundNames(property.type === "RestElement" ? property.argument : property.value, out);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) boundNames(element, out);
      break;
    case "AssignmentPattern":
      boundNames(pattern.left, out);
      break;
    case "RestElement":
      boundNames(pattern.argument, out);
      break;
  }
  return out;
}

// ---- makers: `at` gives the place

export const NOWHERE = { start: -1, end: -1 };
/** The place of a statement that no traceback shows: without one of its own it would have the place of what stands before it. */
export const HIDDEN = { start: -2, end: -2 };

export function id(name: string, at: { start: number; end: number } = NOWHERE): Identifier {
  return { type: "Identifier", name, start: at.start, end: at.end };
}

export function raw(text: string, at: { start: number; end: number } = NOWHERE): Raw {
  return { type: "Raw", text, start: at.start, end: at.end };
}

export function literal(value: string | number | boolean | null, at: { start: number; end: number } = NOWHERE): Literal {
  return { type: "Literal", value, start: at.start, end: at.end };
}

export function call(callee: Expression | string, args: (Expression | SpreadElement)[], at: { start: number; end: number } = NOWHERE): CallExpression {
  return {
    type: "CallExpression",
    callee: typeof callee === "string" ? id(callee, at) : callee,
    arguments: args,
    optional: false,
    start: at.start,
    end: at.end,
  };
}

export function member(object: Expression, property: string, at: { start: number; end: number } = NOWHERE): MemberExpression {
  return { type: "MemberExpression", object, property: id(property, at), computed: false, optional: false, start: at.start, end: at.end };
}

export function assign(left: Pattern, right: Expression, at: { start: number; end: number } = NOWHERE): AssignmentExpression {
  return { type: "AssignmentExpression", operator: "=", left, right, start: at.start, end: at.end };
}

export function statement(expression: Expression): ExpressionStatement {
  return { type: "ExpressionStatement", expression, start: expression.start, end: expression.end };
}
