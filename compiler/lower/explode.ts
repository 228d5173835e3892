/**
 * explode - expressions taken apart as far as sites need it: one site a statement, and the order of evaluation kept.
 *
 * Operands that stand before a site and could change meanwhile go to temporaries; what has no site stays as it is written.
 */
import { boundNames, isFunction, raw } from "./estree.js";
import type * as E from "./estree.js";
import { isPassing } from "./ops.js";
import type { Op, Ops, Place, Site, SiteKind } from "./ops.js";
import { THIS } from "./print.js";
import type { FunctionInfo } from "./scope.js";
import type { Unit } from "./unit.js";

/** How many operands are kept in variables of their own, and how many go into the array at a time when there are more. */
const MOST_HELD = 64;
const GROUP = 32;

type Argument = E.Expression | E.SpreadElement;

/** An op without the fields that emit() fills in. */
type Draft<T> = T extends Op ? Omit<T, "at"> : never;

export abstract class Exploder {
  protected out: Ops = [];
  /** Variables in scope whose declaration has been executed, in order. */
  protected scopeVars: string[] = [];
  readonly temps = new Set<string>();
  /** Every variable of the function, for the second form. */
  readonly locals = new Set<string>();
  /** Places of the sites, by pc; 0 is the function's start. */
  readonly places: Place[] = [];
  /** The statement being taken apart. */
  protected at: Place;
  protected temporaries = 0;
  protected superDone: boolean;

  constructor(
    protected readonly unit: Unit,
    protected readonly f: FunctionInfo,
    protected readonly node: E.FunctionNode,
  ) {
    this.at = node;
    this.places.push({ start: node.start, end: node.end });
    this.superDone = !(f.memberKind === "constructor" && f.cls?.superClass);
  }

  protected abstract emitIf(test: string, then: () => void, otherwise: (() => void) | null): void;
  protected abstract emitBreak(label: string): void;
  protected abstract statement(node: E.Statement, labels: readonly string[]): void;

  // ---- building

  protected emit(op: Draft<Op>): void {
    (op as Op).at = this.at;
    this.out.push(op as Op);
  }

  /** The ops that `build` emits, as a list of their own; names it declares go out of scope. */
  protected into(build: () => void): Ops {
    const outer = this.out;
    const depth = this.scopeVars.length;
    this.out = [];
    build();
    const made = this.out;
    this.out = outer;
    this.scopeVars.length = depth;
    return made;
  }

  protected text(text: string): void {
    this.out.push({ op: "text", text, at: this.at, hi: 0, order: 0, place: -1 });
  }

  protected declare(kind: "let" | "const" | null, lhs: string, rhs: string | null, pattern = false): void {
    this.out.push({ op: "declare", kind, lhs, rhs, pattern, at: this.at, hi: 0, order: 0, place: -1 });
  }

  protected local(name: string): void {
    this.locals.add(name);
    this.scopeVars.push(name);
  }

  protected temp(): string {
    const name = `$e${++this.temporaries}`;
    this.temps.add(name);
    this.locals.add(name);
    return name;
  }

  /** Keeps a temporary in scope while `build` runs: loops and conditions use it more than once. */
  protected keeping(names: readonly string[], build: () => void): void {
    this.scopeVars.push(...names);
    build();
    for (const name of names) this.scopeVars.splice(this.scopeVars.lastIndexOf(name), 1);
  }

  protected has(node: E.Node | null): boolean {
    return node !== null && this.unit.isSite(node);
  }

  protected print(node: E.Node, least = 1): string {
    return this.unit.printer.expr(node, least);
  }

  protected site(
    text: string,
    place: Place,
    dst: string | null,
    declare: "let" | "const" | null,
    kind: SiteKind = "call",
    extra: { twinText?: string; target?: string } = {},
  ): void {
    const at = place.start >= 0 ? { start: place.start, end: place.end } : this.at;
    const pc = this.places.push(at) - 1;
    const op: Site = {
      op: "site",
      pc,
      kind,
      text,
      dst,
      declare,
      twinText: extra.twinText,
      target: extra.target,
      scope: this.scopeVars.slice(),
      superDone: this.superDone,
      vars: [],
      at,
      hi: 0,
      order: 0,
      place: -1,
    };
    this.out.push(op);
  }

  // ---- operands

  /** Cannot change while other operands are evaluated. */
  #stable(node: E.Node): boolean {
    switch (node.type) {
      case "Literal":
      case "ThisExpression":
      case "Raw":
      case "Super":
        return true;
      case "Identifier":
        return node.$b === undefined || (node.$b.writes === 0 && !node.$b.noInit);
      case "TemplateLiteral":
        return node.expressions.length === 0;
      default:
        return isFunction(node);
    }
  }

  protected pin(node: E.Expression): E.Expression {
    if (this.#stable(node)) return node;
    const name = this.temp();
    this.declare("const", name, this.print(node));
    return raw(name, node);
  }

  /** Operands in order; all but the last with a site are kept safe from what comes after them. */
  protected operands<T extends Argument>(nodes: readonly T[]): T[] {
    let last = -1;
    for (let i = nodes.length - 1; i >= 0 && last < 0; i--) if (this.has(nodes[i]!)) last = i;
    if (last < 0) return nodes.slice();
    if (last > MOST_HELD) return this.#manyOperands(nodes, last);
    return this.#inOrder(nodes, last);
  }

  /** So many operands that what is kept of them goes into one array, group by group: else each site would save a variable for each operand before it. */
  #manyOperands<T extends Argument>(nodes: readonly T[], last: number): T[] {
    const held = this.temp();
    this.declare("const", held, "[]");
    const made: T[] = [];
    let count = 0;
    for (let from = 0; from < nodes.length; from += GROUP) {
      const group = nodes.slice(from, from + GROUP);
      if (from + GROUP > last) return [...made, ...this.#inOrder(group, last - from)];
      const kept: string[] = [];
      // what comes after the group has a site: all of it is pinned
      for (const node of this.#inOrder(group, GROUP)) {
        const value = node.type === "SpreadElement" ? node.argument : (node as E.Expression);
        if (value.type === "Raw" && value.text !== "") {
          kept.push(this.print(value));
          const there = raw(`${held}[${count++}]`, value);
          made.push((node.type === "SpreadElement" ? { ...node, argument: there } : there) as T);
        } else made.push(node);
      }
      if (kept.length > 0) this.text(`${held}.push(${kept.join(", ")})`);
    }
    return made;
  }

  #inOrder<T extends Argument>(nodes: readonly T[], last: number): T[] {
    return nodes.map((node, i) => {
      if (i > last) return node;
      if (node.type === "SpreadElement") {
        const argument = this.expression(node.argument);
        if (i === last) return { ...node, argument };
        const copy: E.ArrayExpression = { type: "ArrayExpression", elements: [{ ...node, argument }], start: node.start, end: node.end };
        return { ...node, argument: this.pin(copy) };
      }
      const made = this.expression(node as E.Expression);
      return (i < last ? this.pin(made) : made) as T;
    });
  }

  // ---- expressions with sites

  /** The expression without its sites, which have been emitted. */
  protected expression(node: E.Expression): E.Expression {
    if (!this.has(node)) return node;
    switch (node.type) {
      case "CallExpression":
      case "NewExpression":
      case "YieldExpression":
      case "AwaitExpression":
        return this.siteExpression(node) ?? raw("undefined", node);
      case "BinaryExpression": {
        if (node.left.type === "PrivateIdentifier") return { ...node, right: this.expression(node.right) };
        const [left, right] = this.operands([node.left, node.right]) as [E.Expression, E.Expression];
        return { ...node, left, right };
      }
      case "UnaryExpression":
        return { ...node, argument: this.expression(node.argument) };
      case "UpdateExpression": {
        const target = node.argument as E.MemberExpression;
        const object = this.pin(this.expression(target.object as E.Expression));
        return { ...node, argument: { ...target, object, property: target.computed ? this.expression(target.property as E.Expression) : target.property } };
      }
      case "MemberExpression": {
        if (!node.computed) return { ...node, object: this.expression(node.object as E.Expression) };
        const [object, property] = this.operands([node.object as E.Expression, node.property as E.Expression]) as [E.Expression, E.Expression];
        return { ...node, object, property };
      }
      case "LogicalExpression":
        return this.conditional(node, (name) => {
          this.set(name, node.left);
          const test = node.operator === "&&" ? name : node.operator === "||" ? `!${name}` : `${name} === undefined || ${name} === null`;
          this.emitIf(test, () => this.set(name, node.right), null);
        });
      case "ConditionalExpression":
        if (this.isWholeSite(node)) {
          const name = this.temp();
          this.siteInto(node, name, "const");
          return raw(name, node);
        }
        return this.conditional(node, (name) => {
          const test = this.print(this.expression(node.test), 0);
          this.emitIf(
            test,
            () => this.set(name, node.consequent),
            () => this.set(name, node.alternate),
          );
        });
      case "SequenceExpression":
        for (const e of node.expressions.slice(0, -1)) this.effect(e);
        return this.expression(node.expressions.at(-1) as E.Expression);
      case "TemplateLiteral":
        return { ...node, expressions: this.operands(node.expressions) };
      case "ArrayExpression": {
        const present = node.elements.map((e) => e ?? raw("", node));
        const made = this.operands(present);
        return { ...node, elements: made.map((e, i) => (node.elements[i] === null ? null : e)) };
      }
      case "ObjectExpression":
        return this.#object(node);
      case "ChainExpression":
        return this.#optionalChain(node);
      case "AssignmentExpression":
        return this.assignment(node, true) as E.Expression;
      case "ClassExpression":
        node.superClass = node.superClass && this.expression(node.superClass);
        node.$site = false;
        return node;
      case "ImportExpression":
        return { ...node, source: this.expression(node.source) };
      default:
        throw new Error(`cannot lower ${node.type} with a call that may suspend`);
    }
  }

  /** Calls in the branches only, with nothing to save between and at one place: one check after the whole is enough. */
  #oneSite(node: E.ConditionalExpression, found: { place: Place | null }): boolean {
    return !this.has(node.test) && this.#branches(node, found);
  }

  #branches(node: E.ConditionalExpression, found: { place: Place | null }): boolean {
    return this.#branch(node.consequent, found) && this.#branch(node.alternate, found);
  }

  #branch(node: E.Expression, found: { place: Place | null }): boolean {
    if (!this.has(node)) return true;
    if (node.type === "ConditionalExpression") return this.#oneSite(node, found);
    if (this.unit.options.marks && node.start >= 0) {
      found.place ??= node;
      if (found.place.start !== node.start || found.place.end !== node.end) return false;
    }
    return (
      node.type === "CallExpression" &&
      node.callee.type !== "Super" &&
      !this.has(node.callee) &&
      !node.arguments.some((a) => this.has(a)) &&
      !(node.callee.type === "MemberExpression" && node.callee.object.type === "Super")
    );
  }

  /** Whether a site can be written as one expression: its value can then go straight into a variable. */
  protected isWholeSite(node: E.Expression): boolean {
    if (node.type === "ConditionalExpression") return (this.has(node.consequent) || this.has(node.alternate)) && this.#branches(node, { place: null });
    return (node.type === "CallExpression" || node.type === "NewExpression") && node.callee.type !== "Super" && this.unit.options.rule(node);
  }

  protected siteInto(node: E.Expression, dst: string | null, declare: "let" | "const" | null): void {
    if (node.type === "CallExpression" || node.type === "NewExpression") this.siteExpression(node, dst, declare);
    else if (node.type === "ConditionalExpression") {
      const found: { place: Place | null } = { place: null };
      this.#branches(node, found);
      this.site(this.print({ ...node, test: this.expression(node.test) }), found.place ?? node, dst, declare);
    } else this.site(this.print(node), node, dst, declare);
  }

  #object(node: E.ObjectExpression): E.Expression {
    const flat: E.Expression[] = [];
    const isPlain = (p: E.Property) => p.kind === "init" && !p.method;
    for (const p of node.properties) {
      if (p.type === "SpreadElement") flat.push(p.argument);
      else {
        if (p.computed) flat.push(p.key as E.Expression);
        flat.push(isPlain(p) ? (p.value as E.Expression) : raw("", p));
      }
    }
    // a spread copies when it is reached: what follows cannot change it unless the object itself changes
    const made = this.operands(flat);
    let i = 0;
    const properties = node.properties.map((p) => {
      if (p.type === "SpreadElement") return { ...p, argument: made[i++] as E.Expression };
      const key = p.computed ? (made[i++] as E.Expression) : p.key;
      const value = made[i++] as E.Expression;
      return isPlain(p) ? { ...p, key, value, shorthand: false } : { ...p, key };
    });
    return { ...node, properties };
  }

  /** A temporary that is set on different ways. */
  protected conditional(node: E.Node, build: (name: string) => void): E.Expression {
    const name = this.temp();
    this.declare("let", name, null);
    this.keeping([name], () => build(name));
    return raw(name, node);
  }

  protected set(name: string, node: E.Expression): void {
    this.text(`${name} = ${this.print(this.expression(node))}`);
  }

  /** An expression for its effect. */
  protected effect(node: E.Expression): void {
    if (!this.has(node)) this.text(this.print(node, 0));
    else if (node.type === "AssignmentExpression") this.assignment(node, false);
    else if (node.type === "CallExpression" || node.type === "NewExpression" || node.type === "YieldExpression" || node.type === "AwaitExpression") {
      const rest = this.siteExpression(node, null, null);
      if (rest && rest.type !== "Raw") this.text(this.print(rest, 0));
    } else if (this.isWholeSite(node)) this.siteInto(node, null, null);
    else {
      const rest = this.expression(node);
      if (rest.type !== "Raw") this.text(this.print(rest, 0));
    }
  }

  /**
   * A call, `new`, `yield` or `await`: emitted as a site; the result is in `dst`, or in a new temporary.
   * A call that is no site itself but has one among its operands comes back as an expression.
   */
  protected siteExpression(
    node: E.CallExpression | E.NewExpression | E.YieldExpression | E.AwaitExpression,
    dst?: string | null,
    declare: "let" | "const" | null = "const",
  ): E.Expression | null {
    const target = () => (dst === undefined ? (dst = this.temp()) : dst);
    const result = () => (dst ? raw(dst, node) : null);
    if (node.type === "YieldExpression") {
      if (node.delegate) return this.delegate(`$delegate(${this.print(this.expression(node.argument as E.Expression))})`, node, dst, declare);
      const text = node.argument ? this.print(this.expression(node.argument)) : "undefined";
      this.site(text, node, target(), declare, "yield");
      return result();
    }
    if (node.type === "AwaitExpression") return this.delegate(`$await(${this.print(this.expression(node.argument))})`, node, dst, declare);
    if (node.type === "CallExpression" && node.callee.type === "Super") {
      const args = this.operands(node.arguments)
        .map((a) => this.print(a))
        .join(", ");
      this.superDone = true;
      this.site(args, node, null, null, "super");
      return raw(THIS, node);
    }
    let made: E.CallExpression | E.NewExpression;
    const callee = node.callee as E.Expression;
    if (callee.type === "MemberExpression") {
      if (callee.object.type === "Super") {
        this.#superCall(node as E.CallExpression, callee, callee.object, target(), declare);
        return result();
      }
      const parts = this.operands([callee.object, ...(callee.computed ? [callee.property as E.Expression] : []), ...node.arguments]);
      const object = parts[0] as E.Expression;
      made = {
        ...node,
        callee: { ...callee, object, property: callee.computed ? (parts[1] as E.Expression) : callee.property },
        arguments: parts.slice(callee.computed ? 2 : 1),
      };
    } else {
      const parts = this.operands([callee, ...node.arguments]);
      made = { ...node, callee: parts[0] as E.Expression, arguments: parts.slice(1) };
    }
    if (!this.unit.options.rule(node)) return made;
    this.site(this.print(made), node, target(), declare);
    return result();
  }

  #superCall(node: E.CallExpression, callee: E.MemberExpression, parent: E.Super, dst: string | null, declare: "let" | "const" | null): void {
    const args = this.operands(node.arguments).map((a) => this.print(a));
    if (!parent.$home) throw new Error("super in a class without a name");
    const home = this.print(parent.$home);
    const key = callee.computed ? this.print(callee.property) : JSON.stringify((callee.property as E.Identifier).name);
    const fast = `super${callee.computed ? `[${key}]` : `.${(callee.property as E.Identifier).name}`}(${args.join(", ")})`;
    this.site(fast, node, dst, declare, "call", {
      twinText: `$superGet(${home}${parent.$static ? "" : ".prototype"}, ${key}, ${THIS}).call(${[THIS, ...args].join(", ")})`,
    });
  }

  /** `yield*` and `await`: steps an inner iterator, handing on what is sent and thrown. */
  protected delegate(open: string, node: E.Node, dst: string | null | undefined, declare: "let" | "const" | null): E.Expression | null {
    const inner = this.temp();
    this.site(open, node, inner, "const");
    const value = this.temp();
    const label = this.unit.nextLabel();
    const body = this.into(() => {
      this.scopeVars.push(inner);
      this.site(`${inner}.$step()`, node, value, "const");
      this.emitIf(`${value} === END`, () => this.emitBreak(label), null);
      this.site(value, node, null, null, "delegate", { target: inner });
    });
    const target = { kind: "loop" as const, labels: [], label, used: true, continues: null, done: null, kv: "", vv: "", codes: [] };
    this.emit({ op: "loop", target, test: null, update: null, body, copies: [] });
    if (dst) {
      this.declare(declare, dst, `${inner}.result`);
      return raw(dst, node);
    }
    return raw(`${inner}.result`, node);
  }

  // ---- optional chains

  #optionalChain(node: E.ChainExpression): E.Expression {
    return this.conditional(node, (name) => {
      const label = this.unit.nextLabel();
      const bail = (text: string) => this.emitIf(`${text} === undefined || ${text} === null`, () => this.emitBreak(label), null);
      const body = this.into(() => this.text(`${name} = ${this.print(this.#link(node.expression, bail))}`));
      this.emit({ op: "block", label, body });
    });
  }

  #link(node: E.Expression, bail: (text: string) => void): E.Expression {
    if (node.type === "MemberExpression") {
      let object = this.#link(node.object as E.Expression, bail);
      if (node.optional) {
        object = this.pin(object);
        bail(this.print(object));
      }
      return { ...node, optional: false, object, property: node.computed ? this.expression(node.property as E.Expression) : node.property };
    }
    if (node.type !== "CallExpression") return this.expression(node);
    let callee = this.#link(node.callee as E.Expression, bail);
    if (node.optional && callee.type === "MemberExpression") {
      const object = this.pin(callee.object as E.Expression);
      const fn = this.pin({ ...callee, object });
      bail(this.print(fn));
      const args = this.operands(node.arguments);
      const name = this.temp();
      this.site(`${this.print(fn)}.call(${[object, ...args].map((a) => this.print(a)).join(", ")})`, node, name, "const");
      return raw(name, node);
    }
    if (node.optional) {
      callee = this.pin(callee);
      bail(this.print(callee));
    }
    if (callee.type === "MemberExpression") callee = { ...callee, object: this.pin(callee.object as E.Expression) };
    const made: E.CallExpression = { ...node, optional: false, callee, arguments: this.operands(node.arguments) };
    if (!this.unit.options.rule(node)) return made;
    const name = this.temp();
    this.site(this.print(made), node, name, "const");
    return raw(name, node);
  }

  // ---- assignments and patterns

  protected assignment(node: E.AssignmentExpression, needed: boolean): E.Expression | undefined {
    const { left } = node;
    if (node.operator !== "=") return this.#compound(node, needed);
    if (left.type === "Identifier") {
      const right = this.expression(node.right);
      // a variable of this expression alone: nobody else reads it in between
      if (needed && isPassing(left.name)) return { ...node, right };
      if (!needed) {
        this.text(`${this.print(left)} = ${this.print(right)}`);
        return undefined;
      }
      const value = this.pin(right);
      this.text(`${this.print(left)} = ${this.print(value)}`);
      return value;
    }
    if (left.type === "MemberExpression") {
      if (left.object.type === "Super") throw new Error("assignment to a property of super");
      const parts = this.operands([left.object, ...(left.computed ? [left.property as E.Expression] : []), node.right]);
      const target: E.MemberExpression = { ...left, object: parts[0] as E.Expression, property: left.computed ? (parts[1] as E.Expression) : left.property };
      const made: E.AssignmentExpression = { ...node, left: target, right: parts.at(-1) as E.Expression };
      if (needed) return made;
      this.text(this.print(made));
      return undefined;
    }
    const right = this.expression(node.right);
    const value = needed ? this.pin(right) : right;
    if (this.has(left)) this.destructure(left, this.print(value), null);
    else this.text(`(${this.print(left)} = ${this.print(value)})`);
    return value;
  }

  #compound(node: E.AssignmentExpression, needed: boolean): E.Expression | undefined {
    let target: E.Identifier | E.MemberExpression;
    if (node.left.type === "Identifier") target = node.left;
    else {
      const left = node.left as E.MemberExpression;
      const parts = this.operands([left.object as E.Expression, ...(left.computed ? [left.property as E.Expression] : [])]);
      target = {
        ...left,
        object: left.object.type === "Super" ? left.object : this.pin(parts[0] as E.Expression),
        property: left.computed ? this.pin(parts[1] as E.Expression) : left.property,
      };
    }
    const { operator } = node;
    if (operator === "&&=" || operator === "||=" || operator === "??=")
      return this.conditional(node, (name) => {
        this.text(`${name} = ${this.print(target)}`);
        const test = operator === "&&=" ? name : operator === "||=" ? `!${name}` : `${name} === undefined || ${name} === null`;
        this.emitIf(
          test,
          () => {
            this.set(name, node.right);
            this.text(`${this.print(target)} = ${name}`);
          },
          null,
        );
      });
    const old = this.temp();
    this.declare("const", old, this.print(target));
    const right = this.print(this.expression(node.right), 15);
    this.text(`${this.print(target)} = ${old} ${operator.slice(0, -1)} ${right}`);
    return needed ? this.pin(target) : undefined;
  }

  /** Declares the names of a pattern (`kind`), or assigns to it (null). */
  protected declarePattern(pattern: E.Pattern, rhs: string | null, kind: "let" | "const" | null): void {
    if (pattern.type === "Identifier") {
      const b = pattern.$b;
      if (!kind || !b) this.declare(null, this.print(pattern), rhs ?? "undefined");
      else if (b.boxed && b.made) this.text(`${b.uname}.v = ${rhs ?? "undefined"}`);
      else {
        if (b.boxed) this.declare("const", b.uname, `{ v: ${rhs ?? "undefined"} }`);
        else this.declare(kind, b.uname, rhs);
        this.local(b.uname);
      }
      return;
    }
    if (this.has(pattern)) {
      this.destructure(pattern, rhs ?? "undefined", kind);
      return;
    }
    if (!kind) {
      this.text(`(${this.print(pattern)} = ${rhs ?? "undefined"})`);
      return;
    }
    const names = boundNames(pattern).flatMap((name) => (name.$b ? [name.$b] : []));
    if (!names.some((b) => b.boxed)) {
      this.declare(kind, this.print(pattern), rhs, true);
      for (const b of names) this.local(b.uname);
      return;
    }
    for (const b of names) {
      if (b.made) continue;
      this.declare("let", b.uname, b.boxed ? "{ v: undefined }" : null);
      this.local(b.uname);
    }
    this.text(`(${this.print(pattern)} = ${rhs ?? "undefined"})`);
  }

  /** A pattern with sites in its defaults, one step at a time. */
  protected destructure(pattern: E.Pattern, rhs: string, kind: "let" | "const" | null): void {
    if (pattern.type === "AssignmentPattern") {
      const name = this.temp();
      this.declare("let", name, rhs);
      this.keeping([name], () => this.emitIf(`${name} === undefined`, () => this.set(name, pattern.right), null));
      this.destructure(pattern.left, name, kind);
      return;
    }
    if (!this.has(pattern)) {
      this.declarePattern(pattern, rhs, kind);
      return;
    }
    const value = this.temp();
    if (pattern.type === "ArrayPattern") {
      const rest = pattern.elements.at(-1)?.type === "RestElement";
      this.declare("const", value, rest ? `[...${rhs}]` : `$first(${rhs}, ${pattern.elements.length})`);
      pattern.elements.forEach((element, i) => {
        if (element?.type === "RestElement") this.destructure(element.argument, `${value}.slice(${i})`, kind);
        else if (element) this.destructure(element, `${value}[${i}]`, kind);
      });
    } else if (pattern.type === "ObjectPattern") {
      this.declare("const", value, rhs);
      const seen: string[] = [];
      for (const p of pattern.properties) {
        if (p.type === "RestElement") {
          this.destructure(p.argument, `$rest(${value}, [${seen.join(", ")}])`, kind);
          continue;
        }
        const key = p.computed
          ? this.print(this.pin(this.expression(p.key as E.Expression)))
          : JSON.stringify(p.key.type === "Identifier" ? p.key.name : (p.key as E.Literal).value);
        seen.push(key);
        this.destructure(p.value as E.Pattern, `${value}[${key}]`, kind);
      }
    } else throw new Error(`cannot take ${pattern.type} apart`);
  }
}
