/**
 * form - what the writers of both forms share: ops as lines of JavaScript.
 *
 * One op is one line, or the lines of a compound statement; each line starts with a mark that says where it comes from (unit.ts).
 */
import type { BlockOp, DeclareOp, FinallyOp, GuardOp, IfOp, LoopOp, Op, Ops, ReturnOp, Site, SwitchOp, TryOp } from "./ops.js";
import { lists } from "./ops.js";
import { withThis } from "./print.js";
import type { FunctionInfo } from "./scope.js";
import { MARK, MARK_END } from "./unit.js";
import type { Unit } from "./unit.js";

/** What the forms know of the function. */
export interface FormContext {
  readonly unit: Unit;
  readonly f: FunctionInfo;
  readonly descriptor: string;
  /** Its number in the unit. */
  readonly number: number;
  /** Outer variables and parameters: the first that are saved. */
  readonly entry: readonly string[];
  /** Counts its depth at entry. */
  readonly counts: boolean;
  /** What leaves it takes along what its variables are. */
  readonly keepsLocals: boolean;
  /** Handlers put the depth back. */
  readonly restoresDepth: boolean;
  readonly isGenerator: boolean;
  readonly isAsyncGenerator: boolean;
  readonly isDerived: boolean;
  readonly isConstructor: boolean;
}

export const CAPTURING = "S.mode !== 0";

/** A `try` in whose block ops are being written: how one of its own `throw`s gets to what handles it, and how what a call gives does. */
export interface Region {
  /** The labelled statement behind which exceptions are handled. */
  readonly label: string;
  readonly thrown: (text: string) => string;
}

export abstract class Form {
  constructor(protected readonly context: FormContext) {}

  /** The `try`s around what is being written, innermost last; those whose exceptions are JavaScript's count in `natives`. */
  protected readonly regions: Region[] = [];
  private natives = 0;

  /** What `this` is called. */
  protected abstract readonly self: string;
  protected abstract site(op: Site): string;
  protected abstract list(ops: Ops): string;
  protected abstract ifTest(op: IfOp): string;
  protected abstract loopTest(op: LoopOp): string;
  protected abstract declaration(op: DeclareOp): string;
  protected abstract switchText(op: SwitchOp): string;
  protected abstract tryText(op: TryOp): string;
  protected abstract returnText(op: ReturnOp): string;
  protected abstract blockText(op: BlockOp): string;
  protected abstract beforeGuard(op: GuardOp): string;

  protected own(text: string): string {
    return withThis(text, this.self);
  }

  /** The number of its place, which is the same in both forms. */
  private mark(op: Op): string {
    const { unit, number } = this.context;
    if (!unit.options.marks || op.at.start < 0) return "";
    if (op.place === undefined || op.place < 0) op.place = unit.places.push({ start: op.at.start, end: op.at.end, number }) - 1;
    return `${MARK}${op.place}${MARK_END}`;
  }

  /** Whether a call gives its value to a variable that is to stay what it is if the call raises. */
  protected keeps({ dst }: Site): boolean {
    return this.context.keepsLocals && dst !== null && !dst.startsWith("$");
  }

  /** The handler of a `try`; where variables are kept, its own has no value behind it. */
  protected handling(handler: Ops): string {
    const text = this.list(handler);
    const [first] = this.context.keepsLocals ? handler.filter((op) => op.op === "declare" && op.rhs?.startsWith("$caught(") === true) : [];
    if (first?.op !== "declare") return text;
    return `try {\n${text}} finally { if (S.mode !== 1) ${first.lhs} = undefined; }\n`;
  }

  /** A declaration where the variables are the whole function's. */
  protected assigned({ lhs, rhs, pattern }: DeclareOp): string {
    const value = rhs === null ? "undefined" : this.own(rhs);
    return pattern ? `(${lhs} = ${value});` : `${lhs} = ${value};`;
  }

  /** The depth is what it was at entry: for the start of a handler. */
  protected restoreDepth(): string {
    return this.context.restoresDepth ? "S.depth = $d; " : "";
  }

  protected call(op: Site, text: string): string {
    return this.context.unit.options.inject ? `$inj(${text})` : text;
  }

  /** The test after a site. */
  protected after(op: Site, save: string): string {
    const { flights } = this.context.unit.options;
    if (flights === "never" || op.kind === "tick") return `if (${CAPTURING}) ${save};`;
    if (this.context.isGenerator || this.natives > 0) return `if (${CAPTURING} && $held()) ${save};`;
    const region = this.regions.at(-1);
    if (region === undefined && this.context.keepsLocals) return `if (${CAPTURING} && $held()) ${save};`;
    return region === undefined ? `if (${CAPTURING}) ${save};` : `if (${CAPTURING}) { if (S.mode === 2) break ${region.label}; ${save}; }`;
  }

  /** Whether exceptions come to a `try` with this block by return or jump. */
  protected catchesFlights(block: Ops): boolean {
    return this.context.unit.options.flights === "throws" && !this.context.isGenerator && hasFlights(block);
  }

  /** The block of a `try`: of one that catches flights if `region` is given. */
  protected inside(block: Ops, region: Region | null): string {
    if (region !== null) {
      this.regions.push(region);
      const text = this.list(block);
      this.regions.pop();
      return text;
    }
    if (this.context.unit.options.flights === "throws") return this.list(block);
    this.natives++;
    const text = this.list(block);
    this.natives--;
    return text;
  }

  protected op(op: Op): string {
    return this.mark(op) + this.plain(op);
  }

  private plain(op: Op): string {
    switch (op.op) {
      case "text":
        return this.context.unit.printer.expressionStatement(this.own(op.text));
      case "declare":
        return this.declaration(op);
      case "site":
        return this.site(op);
      case "if":
        return `if (${this.ifTest(op)}) {\n${this.list(op.then)}}${op.else ? ` else {\n${this.list(op.else)}}` : ""}`;
      case "block":
        return this.blockText(op);
      case "loop": {
        const label = op.target.used ? `${op.target.label}: ` : "";
        if (op.update === "each") return `${label}for (${this.own(op.test as string)}) {\n${this.list(op.body)}}`;
        return `${label}for (; ${this.loopTest(op)}; ${op.update ? this.own(op.update) : ""}) {\n${this.list(op.body)}}`;
      }
      case "switch":
        return this.switchText(op);
      case "try":
        return this.tryText(op);
      case "finally":
        return this.finallyText(op);
      case "guard":
        return this.guardText(op);
      case "return":
        return this.returnText(op);
      case "break":
        return `break ${op.label};`;
      case "continue":
        return `continue ${op.label};`;
      case "throw":
        return this.throwText(this.own(op.text));
    }
  }

  private throwText(text: string): string {
    const { flights, depth } = this.context.unit.options;
    if (flights === "throws" && !this.context.isGenerator) {
      const region = this.regions.at(-1);
      if (region === undefined && this.context.keepsLocals) return `$throw(${text});`;
      return region === undefined ? `return $fly(${text});` : `{ ${region.thrown(text)} break ${region.label}; }`;
    }
    // V8 looks up the place of a throw, in time proportional to the function's size: a small function throws
    return depth ? `$throw(${text});` : `throw ${text};`;
  }

  private guardText(op: GuardOp): string {
    const { kv, vv, label } = op.target;
    const flights = this.catchesFlights(op.block);
    const region = flights ? { label, thrown: (text: string) => `${vv} = ${text}; ${kv} = -1;` } : null;
    const landing = flights ? `\nif (S.mode === 2) { ${this.restoreDepth()}${kv} = -1; ${vv} = $landed(); }` : "";
    return `${this.beforeGuard(op)}${label}: try {\n${this.inside(op.block, region)}} catch (${op.caught}) { ${this.restoreDepth()}${kv} = -1; ${vv} = ${op.caught}; }${landing}`;
  }

  private finallyText(op: FinallyOp): string {
    if (this.catchesFlights(op.block))
      return `try {\n${this.list(op.block)}} finally {\nif (S.mode !== 1) {\nconst $z = $pause();\n${this.list(op.final)}$resume($z);\n}}`;
    const running = this.context.isGenerator ? "S.mode === 0 && !$fr.y" : "S.mode === 0";
    return `try {\n${this.inside(op.block, null)}} finally {\nif (${running}) {\n${this.list(op.final)}}}`;
  }

  protected get passThrough(): string | null {
    return this.context.isGenerator ? this.context.unit.options.passThrough : null;
  }
}

/** Whether there is something in them that an exception may come from by return: a call that may suspend, a `throw`. */
function hasFlights(ops: Ops): boolean {
  return ops.some((op) => (op.op === "site" && op.kind !== "tick") || op.op === "throw" || lists(op).some(hasFlights));
}
