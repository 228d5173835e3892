/**
 * unit - one file being lowered: its options, what it makes at module level, and how functions are printed.
 *
 * A closure of a lowered function is made by a factory at module level, shared by both forms, so that nothing in a second form is a closure.
 */
import { isFunction } from "./estree.js";
import type * as E from "./estree.js";
import { Printer, THIS, withThis } from "./print.js";
import type { Binding, FunctionInfo } from "./scope.js";
import { cannotSuspend, hasSite } from "./sites.js";
import type { SiteOptions } from "./sites.js";

/** Marks, at the start of a line, the place it comes from, by its number in `Unit.places`; removed when the text is finished. */
export const MARK = "\u0002";
export const MARK_END = "\u0003";
/** Before the number of a place within a statement; and what stands in the mark of the line on which the statement goes on. */
export const WITHIN = "+";
export const BACK = "-";

export interface UnitOptions extends SiteOptions {
  /** Functions count their depth, so that the stack moves to the heap. */
  depth: boolean;
  /** Every site may suspend after its call (a build for tests). */
  inject: boolean;
  /** JavaScript iterators are closed when a loop is left early. */
  closeIterators: boolean;
  /**
   * How exceptions travel by return (runtime/frames/flight.ts). `throws`: the function's own `throw` begins a flight or jumps to its handler.
   * `passes`: its `throw` is JavaScript's, but calls may give it a flight. `never`: calls give none.
   */
  flights: "throws" | "passes" | "never";
  /** `return f(x)` outside try needs no frame. */
  elideTails: boolean;
  /** What leaves a function takes along what its variables are then (runtime/frames/left.ts). */
  keepsLocals: boolean;
  /** The Python variables of the function at a place of the TypeScript text, in CPython's order. */
  variablesOf: (start: number, end: number) => readonly string[] | undefined;
  /** Lines get marks (MARK). */
  marks: boolean;
  /** In generators: a value that `catch` lets through (tests with JavaScript generators). */
  passThrough: string | null;
  /** Told of members that JavaScript calls itself and that have sites. */
  onUnsuspendable?: (f: FunctionInfo) => void;
  /** Function expressions at module level are kept in an array, so that they can be named. */
  keeps: boolean;
  /** Every function goes through flatten.ts, so that each of its statements has a line. */
  all: boolean;
}

/** A call that may raise and is no site: of a helper under Python's name (`truediv`), of an item, or the one that raises for a variable without a value. */
function isOwnPlace(node: E.CallExpression | E.NewExpression): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.$b !== undefined) return false;
  const { name } = node.callee;
  return name.charCodeAt(0) !== 36 || name === "$unbound" || node.$never === true;
}

/** One described function. */
export interface Described {
  readonly name: string;
  readonly functionName: string;
  readonly places: readonly { start: number; end: number }[];
  /** where the function stands in the text */
  readonly start: number;
  readonly end: number;
  readonly counts: boolean;
  readonly number: number;
  readonly twin: string;
  /** The constant that describes the Python function. */
  readonly meta: string | undefined;
  /** Its Python variables, in CPython's order, if its frames are to know. */
  readonly variables: readonly string[] | undefined;
}

export interface LoweredFunction {
  readonly params: string;
  readonly body: string;
}

/** Lowers one function; flatten.ts and the forms, given from outside so that files need not import each other in a circle. */
export type LowerFunction = (unit: Unit, node: E.FunctionNode, f: FunctionInfo) => LoweredFunction;

/** Functions of a file that stand nowhere else under a name of their own. */
export const KEPT = "$kept";

export class Unit {
  /** How many functions stand in `$kept`. */
  kept = 0;
  readonly described: Described[] = [];
  /** The places that marks stand for, each with the number of its function. */
  readonly places: { readonly start: number; readonly end: number; readonly number: number }[] = [];
  readonly factories: string[] = [];
  readonly printer: Printer;
  #descriptors = 0;
  #factories = 0;
  #labels = 0;
  /** Of the function being lowered, and whether its text asks for it; and its number. */
  descriptor = "";
  describes = false;
  current = 0;
  /** Names of the functions, by number; 0 is the module. */
  readonly names: string[] = ["<module>"];
  /** Where each stands in the text. */
  readonly extents: (readonly [number, number])[] = [[-1, -1]];
  readonly #lifted = new Map<E.Node, string>();

  constructor(
    readonly options: UnitOptions,
    readonly lowerFunction: LowerFunction,
  ) {
    this.printer = new Printer({
      frameCode: () => this.frameCode(),
      fn: (node) => this.#function(node),
      classExpression: (node) => this.#class(node),
      wrapCall: (node, text) => (isOwnPlace(node) && !this.isSite(node) ? this.#onItsLine(node, text) : text),
    });
  }

  /** A call that has a place of its own within that of its statement: on a line of its own, after which the statement's goes on. `return` ends at a line's end. */
  #onItsLine(node: E.Node, text: string): string {
    if (!this.options.marks || node.start < 0) return text;
    const place = this.places.push({ start: node.start, end: node.end, number: this.current }) - 1;
    return `(\n${MARK}${WITHIN}${place}${MARK_END}${text}\n${MARK}${BACK}${MARK_END})`;
  }

  isSite(node: E.Node): boolean {
    return hasSite(node, this.options);
  }

  /** The descriptor of the function being lowered, which its text asks for; null where none is. */
  frameCode(): string {
    if (this.descriptor === "") return "null";
    this.describes = true;
    return this.descriptor;
  }

  nextDescriptor(): string {
    return `$F${++this.#descriptors}`;
  }

  nextLabel(): string {
    return `$L${++this.#labels}`;
  }

  #inLowered(f: FunctionInfo | undefined): boolean {
    return f?.parent?.lowered === true;
  }

  #function(node: E.FunctionExpression | E.ArrowFunctionExpression): string {
    const f = node.$f;
    const liftable = f?.memberKind === undefined || f.memberKind === "object method";
    if (f && this.#inLowered(f) && liftable) return this.liftFunction(node, f);
    const text = this.functionText(node, f);
    const kept = this.options.keeps && f?.parent?.isModule === true && f.memberKind === undefined && node.$local !== true && node.$placed !== true;
    return kept ? `(${KEPT}[${this.kept++}] = ${text})` : text;
  }

  /** A function where it stands. */
  functionText(node: E.FunctionNode, f: FunctionInfo | undefined, name?: string): string {
    let params: string;
    let body: string;
    let native = true;
    if (f?.lowered) {
      ({ params, body } = this.lowerFunction(this, node, f));
      native = false;
    } else {
      if (f && cannotSuspend(f) && isFunction(f.node) && this.isSite(f.node.body)) this.options.onUnsuspendable?.(f);
      params = this.printer.params(node.params);
      body = node.body.type === "BlockStatement" ? this.printer.stmt(node.body) : this.#arrowBody(node.body);
    }
    const isAsync = native && node.async ? "async " : "";
    if (node.type === "ArrowFunctionExpression") return `${isAsync}(${params}) => ${body}`;
    const self = node.type === "FunctionExpression" ? node.$own : undefined;
    const own = name ?? self ?? (node.id ? (node.id.$b?.kind === "own" ? node.id.name : this.printer.name(node.id)) : "");
    return withThis(`${isAsync}function${native && node.generator ? "*" : ""} ${own}(${params}) ${body}`, "this");
  }

  #arrowBody(node: E.Expression): string {
    const text = this.printer.expr(node);
    return text.startsWith("{") ? `(${text})` : text;
  }

  /** `$mk1(captured...)` for a closure of a lowered function. */
  liftFunction(node: E.FunctionNode, f: FunctionInfo): string {
    const known = this.#lifted.get(node);
    if (known !== undefined) return known;
    const declared = node.type === "FunctionDeclaration" ? node.id.$b : undefined;
    const free = [...f.free].filter((b) => b.self !== node || b.boxed);
    const name = declared ? (declared.boxed ? `${declared.uname}$self` : declared.uname) : undefined;
    const text = this.functionText(node, f, name);
    const made = this.#factory(free, f.arrow && f.usesThis, text, [], node.type === "FunctionDeclaration" || node.$local !== true);
    this.#lifted.set(node, made);
    return made;
  }

  /** `kept`: others may come to have the function, so it carries its factory and what it captured (`$c`), for snapshots and `__closure__`. */
  #factory(free: readonly Binding[], self: boolean, text: string, extra: readonly [string, string][], kept: boolean): string {
    const name = `$mk${++this.#factories}`;
    const params = [...free.map((b) => b.uname), ...extra.map(([param]) => param), ...(self ? ["$this"] : [])];
    const args = [...free.map((b) => b.uname), ...extra.map(([, arg]) => arg), ...(self ? [THIS] : [])];
    const made = withThis(text, "$this");
    const whole = kept ? `$c(${made}, ${params.length === 0 ? name : `[${[name, ...params].join(", ")}]`})` : made;
    this.factories.push(`function ${name}(${params.join(", ")}) { return ${whole}; }`);
    return `${name}(${args.join(", ")})`;
  }

  #class(node: E.ClassExpression | E.ClassDeclaration): string {
    const members = node.body.body;
    const infos = members.map((m) => (m.type === "MethodDefinition" ? m.value.$f : m.$f));
    if (!infos.some((f) => this.#inLowered(f))) return this.classText(node, node.superClass ? this.printer.expr(node.superClass, 17) : null);
    return this.liftClass(node);
  }

  liftClass(node: E.ClassNode): string {
    const known = this.#lifted.get(node);
    if (known !== undefined) return known;
    if (node.decorators.length > 0) throw new Error("a decorated class inside a function that suspends");
    const free = new Set<Binding>();
    for (const m of node.body.body) {
      const f = m.type === "MethodDefinition" ? m.value.$f : m.$f;
      for (const b of f?.free ?? []) if (b.self !== node || b.boxed) free.add(b);
    }
    const parent = node.superClass ? this.printer.expr(node.superClass) : null;
    const text = this.classText(node, parent === null ? null : "$super");
    const made = this.#factory([...free], false, withThis(text, "this"), parent === null ? [] : [["$super", parent]], false);
    this.#lifted.set(node, made);
    return made;
  }

  classText(node: E.ClassNode, parent: string | null): string {
    const { printer } = this;
    const own = node.id ? (node.id.$b && !node.id.$b.fn.isModule ? (node.id.$b.boxed ? node.id.name : node.id.$b.uname) : node.id.name) : "";
    const members = node.body.body.map((m) => {
      const prefix = m.type !== "StaticBlock" && m.static ? "static " : "";
      if (m.type === "MethodDefinition") {
        const kind = m.kind === "get" || m.kind === "set" ? `${m.kind} ` : "";
        const f = m.value.$f;
        const text = this.functionText(m.value, f);
        const star = m.value.generator && !f?.lowered ? "*" : "";
        const isAsync = m.value.async && !f?.lowered ? "async " : "";
        return `${prefix}${isAsync}${kind}${star}${printer.key(m)}${text.slice(text.indexOf("("))}`;
      }
      if (m.type === "StaticBlock") return withThis(`static {\n${printer.block(m.body)}\n}`, "this");
      return withThis(`${prefix}${printer.key(m)}${m.value ? ` = ${printer.expr(m.value)}` : ""};`, "this");
    });
    const decorators = node.decorators.map((d) => `@${printer.expr(d)}\n`).join("");
    return `${decorators}class ${own}${parent === null ? "" : ` extends ${parent}`} {\n${members.join("\n")}\n}`;
  }
}
