/**
 * context - what opening a module keeps in mind: the function it is in, statements that must run first, names in use.
 */
import type { Inlined } from "../inlined.js";
import type * as E from "../estree.js";
import { assign, call, id, literal, member, statement } from "../estree.js";
import type { Binding, Bindings } from "./binding.js";
import { isOfLibrary } from "../../source.js";

export type Place = { readonly start: number; readonly end: number };

export interface OpenOptions {
  /** Path for messages. */
  readonly file: string;
  /** Names that the emitter made up; they stay out of `globals()`. */
  readonly temporaries: Set<string>;
  /** Python's line of a node of the TypeScript text. */
  readonly line: (node: Place) => number;
  /** What the emitter proved of an expression (docs/conventions.md, section 7). */
  readonly isProven?: (node: E.Node, fact: string) => boolean;
  /** The TypeScript text, for doc comments and marks. */
  readonly text: string;
  /** Functions look at each call whether their defaults or their code have been assigned (`$changed`). */
  readonly changeable?: boolean;
  /** Functions whose calls make generators or coroutines tell these of themselves, since they may have been given other names (`$entitled`). */
  readonly renamable?: boolean;
}

/** A bug in gilt: the text is not of the subset that `open` takes. */
export class InternalError extends Error {
  override name = "InternalError";
}

/** What a jump may leave, outermost first. */
export type Region =
  /** `iterator`: what an asynchronous loop goes over, which a jump out of the loop may let go. */
  | { readonly kind: "loop" | "label" | "switch"; readonly labels: readonly string[]; readonly iterator?: string }
  /** What a finally block is run after; it restores `previous`, which a jump changes that leaves a handler further out too. */
  | { readonly kind: "guarded"; readonly previous: string; changed: boolean }
  /** A handler or finally block; `previous` holds what was handled before. */
  | { readonly kind: "handler"; readonly previous: string; readonly variable: Binding | null; readonly caught: string };

/** The JavaScript function being written. */
export interface FunctionContext {
  readonly parent: FunctionContext | null;
  readonly kind: "body" | "function" | "class";
  /** Arrow functions and class bodies see the `this` of the function around them. */
  readonly lexicalThis: boolean;
  /** Its `this` is a class: that of a class method. */
  readonly takesClass: boolean;
  /** Its `this` is a method's parameter `self`. */
  readonly takesSelf: boolean;
  /** Set where a function inside needs `this` as a variable. */
  thisVariable: boolean;
  /** Variables `$m`, `$v`, `$o` in use. */
  readonly scratch: Set<string>;
  /** The namespace variable of the class whose body or method this is. */
  readonly namespace: string | null;
  /** In a class body: the class's name in the text. */
  readonly className: string | null;
  readonly qualname: string;
  readonly regions: Region[];
  /** How many comprehensions that became loops are around: their rounds do not see the names of a class body. */
  rounds: number;
  readonly node: E.FunctionNode | E.ClassNode | E.Program;
}

export class Context {
  /** Statements to run before the one being opened. */
  pre: E.Statement[] = [];
  fn: FunctionContext;
  /** The text speaks of the ends of objects: after a statement that may have let go of one, what has ended is told so. */
  readonly watches: boolean;
  /** The text has coroutines: one that a statement calls for and drops was forgotten. */
  readonly awaits: boolean;
  /** Constants and metadata at module level. */
  readonly constants: E.Statement[] = [];
  /** Namespaces of classes (`$ns1`) whose methods ask for the class itself. */
  readonly asked = new Set<string>();
  /** Helpers of `runtime/abi.ts` in use. */
  readonly helpers = new Set<string>();
  /** Parameters of asynchronous generator expressions: asynchronous iterators already. */
  readonly asyncIterators = new Set<Binding>();
  /** Chains that were opened into loops where a call consumes them. */
  readonly inlined: Inlined[] = [];
  /** Helpers imported from "gilt" in use: name in the text to name in gilt. */
  readonly builtins = new Map<string, string>();
  #numbers = new Map<string, number>();
  #constants = new Map<string, string>();
  readonly #volatile = new Set<string>();
  /** A function assigns to this variable of the module: a function or class of that name, made for it, belongs to the module. */
  globalName: string | null = null;

  constructor(
    readonly bindings: Bindings,
    readonly checked: ReadonlySet<E.Identifier>,
    readonly options: OpenOptions,
    body: E.Program,
  ) {
    // a generator that is dropped is closed
    const drops = /function\*/.test(options.text) && /\bunbound\b/.test(options.text);
    this.watches = !isOfLibrary(options.file) && (drops || /\b(?:__del__|weakref|gc)\b/.test(options.text));
    this.awaits = !isOfLibrary(options.file) && /\basync\b/.test(options.text);
    this.fn = {
      parent: null,
      kind: "body",
      rounds: 0,
      lexicalThis: false,
      takesClass: false,
      takesSelf: false,
      thisVariable: false,
      scratch: new Set(),
      namespace: null,
      className: null,
      qualname: "",
      regions: [],
      node: body,
    };
    for (const binding of bindings.of.values()) if (binding.volatile) this.#volatile.add(binding.name);
  }

  /** Whether a variable of this name may change in the middle of a statement. */
  isVolatile(name: string): boolean {
    return this.#volatile.has(name);
  }

  fail(node: E.Node, what: string): never {
    const line = this.options.line(node);
    throw new InternalError(`${this.options.file}:${line}: ${what} is outside the subset that lower takes; this is a bug in gilt`);
  }

  /** A name not used before: `$t1`, `$it2`. */
  fresh(stem: string): string {
    const number = (this.#numbers.get(stem) ?? 0) + 1;
    this.#numbers.set(stem, number);
    return `$${stem}${number}`;
  }

  helper(name: string, at: Place): E.Identifier {
    this.helpers.add(name);
    return id(name, at);
  }

  /** The qualified name of a function or class made here. */
  qualify(name: string, python: string): string {
    if (name === this.globalName) {
      this.globalName = null;
      return python;
    }
    const { qualname, kind } = this.fn;
    return qualname === "" ? python : `${qualname}${kind === "function" ? ".<locals>." : "."}${python}`;
  }

  callHelper(name: string, args: (E.Expression | E.SpreadElement)[], at: Place): E.CallExpression {
    return call(this.helper(name, at), args, at);
  }

  /** A variable of the function that is dead after the expression. */
  scratch(name: "$m" | "$v" | "$o" | "$k", at: Place): E.Identifier {
    this.fn.scratch.add(name);
    return id(name, at);
  }

  /** Evaluates `value` before the statement and gives the constant that holds it. */
  hoist(value: E.Expression): E.Identifier {
    const name = this.fresh("t");
    this.pre.push(declare("const", name, value));
    return id(name, value);
  }

  /** An immutable value made once for the module; equal keys share it. */
  constant(key: string, make: () => E.Expression): E.Identifier {
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = this.fresh("k");
      this.#constants.set(key, name);
      this.constants.push(declare("const", name, make()));
    }
    return id(name);
  }

  /** Statements that `body` wants to run first, apart from those of the statement around. */
  apart<T>(body: () => T): { readonly pre: E.Statement[]; readonly result: T } {
    const outer = this.pre;
    this.pre = [];
    try {
      const result = body();
      return { pre: this.pre, result };
    } finally {
      this.pre = outer;
    }
  }

  within<T>(fn: FunctionContext, body: () => T): T {
    const outer = this.fn;
    const pre = this.pre;
    this.fn = fn;
    this.pre = [];
    try {
      return body();
    } finally {
      this.fn = outer;
      this.pre = pre;
    }
  }

  region<T>(region: Region, body: () => T): T {
    this.fn.regions.push(region);
    try {
      return body();
    } finally {
      this.fn.regions.pop();
    }
  }

  binding(node: E.Identifier): Binding | undefined {
    return this.bindings.of.get(node);
  }

  /** The gilt helper that an expression names, if any. */
  helperName(node: E.Node | null | undefined): string | undefined {
    if (node?.type !== "Identifier") return undefined;
    const binding = this.binding(node);
    return binding?.kind === "helper" ? binding.imported : undefined;
  }

  /** The gilt helper that a call calls, if any. */
  calledHelper(node: E.Node | null | undefined): string | undefined {
    return node?.type === "CallExpression" ? this.helperName(node.callee) : undefined;
  }

  /** The function whose `this` an expression sees. */
  get receiver(): FunctionContext {
    let { fn } = this;
    while (fn.lexicalThis && fn.parent) fn = fn.parent;
    return fn;
  }

  /** `this` of the Python method. */
  self(at: Place): E.Expression {
    if (!this.fn.lexicalThis) return { type: "ThisExpression", start: at.start, end: at.end };
    this.receiver.thisVariable = true;
    return id("$this", at);
  }
}

export function place(at: Place): Place {
  return { start: at.start, end: at.end };
}

export function declare(kind: "let" | "const", name: string, init: E.Expression | null, at: Place = init ?? { start: -1, end: -1 }): E.VariableDeclaration {
  return {
    type: "VariableDeclaration",
    kind,
    start: at.start,
    end: at.end,
    declarations: [{ type: "VariableDeclarator", id: id(name, at), init, start: at.start, end: at.end }],
  };
}

export function set(name: string, value: E.Expression): E.Statement {
  return statement(assign(id(name, value), value, value));
}

export function block(body: E.Statement[], at: Place): E.BlockStatement {
  return { type: "BlockStatement", body, start: at.start, end: at.end };
}

export function when(test: E.Expression, consequent: E.Statement[], alternate: E.Statement[] | null, at: Place): E.IfStatement {
  return { type: "IfStatement", test, consequent: block(consequent, at), alternate: alternate ? block(alternate, at) : null, start: at.start, end: at.end };
}

export function binary(left: E.Expression, operator: string, right: E.Expression, at: Place): E.BinaryExpression {
  return { type: "BinaryExpression", operator, left, right, start: at.start, end: at.end };
}

export function both(left: E.Expression, right: E.Expression, at: Place): E.LogicalExpression {
  return { type: "LogicalExpression", operator: "&&", left, right, start: at.start, end: at.end };
}

export function either(left: E.Expression, right: E.Expression, at: Place): E.LogicalExpression {
  return { type: "LogicalExpression", operator: "||", left, right, start: at.start, end: at.end };
}

export function not(argument: E.Expression, at: Place): E.UnaryExpression {
  return { type: "UnaryExpression", operator: "!", prefix: true, argument, start: at.start, end: at.end };
}

export function choose(test: E.Expression, consequent: E.Expression, alternate: E.Expression, at: Place): E.ConditionalExpression {
  return { type: "ConditionalExpression", test, consequent, alternate, start: at.start, end: at.end };
}

export function isFunctionTest(value: E.Expression, at: Place): E.BinaryExpression {
  return binary(
    { type: "UnaryExpression", operator: "typeof", prefix: true, argument: value, start: at.start, end: at.end },
    "===",
    literal("function", at),
    at,
  );
}

export function undefinedAt(at: Place): E.Identifier {
  return id("undefined", at);
}

export function array(elements: E.Expression[], at: Place): E.ArrayExpression {
  return { type: "ArrayExpression", elements, start: at.start, end: at.end };
}

export function index(object: E.Expression, property: E.Expression, at: Place): E.MemberExpression {
  return { type: "MemberExpression", object, property, computed: true, optional: false, start: at.start, end: at.end };
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** `o.name`, or `o["name"]` for what JavaScript does not write so. */
export function property(object: E.Expression, name: string, at: Place): E.MemberExpression {
  return IDENTIFIER.test(name) ? member(object, name, at) : index(object, literal(name, at), at);
}

/** An object literal. */
export function record(entries: readonly (readonly [string, E.Expression])[], at: Place): E.ObjectExpression {
  return {
    type: "ObjectExpression",
    start: at.start,
    end: at.end,
    properties: entries.map(([name, value]): E.Property => ({
      type: "Property",
      key: IDENTIFIER.test(name) && name !== "__proto__" ? id(name, at) : literal(name, at),
      value,
      kind: "init",
      method: false,
      shorthand: false,
      computed: name === "__proto__",
      start: at.start,
      end: at.end,
    })),
  };
}

/** Whether an expression may stand twice: no effects, nothing that can suspend, short. */
export function isSimple(node: E.Expression): boolean {
  switch (node.type) {
    case "Identifier":
      return node.name !== "$v" && node.name !== "$m";
    case "Literal":
    case "ThisExpression":
      return true;
    case "UnaryExpression":
      return isSimple(node.argument);
    case "BinaryExpression":
      return (isAtom(node.left as E.Expression) || node.left.type === "UnaryExpression") && isAtom(node.right);
    default:
      return false;
  }
}

export function isAtom(node: E.Expression): boolean {
  return node.type === "Identifier" || node.type === "Literal" || node.type === "ThisExpression";
}

/** Whether nothing in it can suspend: operators, reads of variables. */
export function isCalm(node: E.Expression | E.SpreadElement): boolean {
  switch (node.type) {
    case "Identifier":
    case "Literal":
    case "ThisExpression":
    case "Raw":
      return true;
    case "UnaryExpression":
      return isCalm(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isCalm(node.left as E.Expression) && isCalm(node.right);
    case "ConditionalExpression":
      return isCalm(node.test) && isCalm(node.consequent) && isCalm(node.alternate);
    case "ArrayExpression":
      return node.elements.every((element) => element !== null && isCalm(element));
    case "TemplateLiteral":
      return node.expressions.every(isCalm);
    case "MemberExpression":
      return node.object.type !== "Super" && isCalm(node.object) && isCalm(node.property as E.Expression);
    default:
      return false;
  }
}
