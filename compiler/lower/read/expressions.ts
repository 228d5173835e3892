/**
 * expressions - expressions of emitted text, without what only types need; the same trees as tree.ts makes of TypeScript's.
 *
 * A node's place goes from its first token, be it a bracket, to its last.
 */
import type * as E from "../estree.js";
import { isName, T, type Place } from "./scanner.js";
import { TypeReader } from "./types.js";

/** How tightly an operator binds; `in`, `instanceof` and `as` as comparisons. */
const BINDING: Readonly<Record<string, number>> = {
  "??": 1,
  "||": 1,
  "&&": 2,
  "|": 3,
  "^": 4,
  "&": 5,
  "==": 6,
  "!=": 6,
  "===": 6,
  "!==": 6,
  "<": 7,
  ">": 7,
  "<=": 7,
  ">=": 7,
  "<<": 8,
  ">>": 8,
  ">>>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
  "**": 11,
};
const COMPARISON = 7;
const POWER = 11;

type Argument = E.Expression | E.SpreadElement;

/** The parameters of a function; `self` is the type of a parameter `this`, which is none. */
export interface FunctionHead {
  readonly params: E.Pattern[];
  readonly self: string | undefined;
}

export abstract class ExpressionReader extends TypeReader {
  /** In the head of a `for`, where `in` is no operator. */
  protected noIn = false;
  /** Between the signs of a conditional expression, where `(a): b` need not begin an arrow function. */
  private inMiddle = false;

  protected abstract block(): E.BlockStatement;
  protected abstract classNode(start: number, decorators: E.Expression[]): Omit<E.ClassExpression, "type">;

  // ---- from the loosest to the tightest

  protected expression(): E.Expression {
    const { start } = this;
    let made = this.single();
    while (this.kind === T.Comma) {
      this.next();
      const right = this.single();
      made = { type: "SequenceExpression", expressions: [...(made.type === "SequenceExpression" ? made.expressions : [made]), right], start, end: this.last };
    }
    return made;
  }

  /** An expression without a comma outside brackets. */
  protected single(): E.Expression {
    const { start } = this;
    if (this.kind === T.Yield) return this.yielded(start);
    const arrow = this.arrow(start);
    if (arrow !== undefined) return arrow;
    const made = this.binary(0);
    if (this.kind === T.Assign) {
      const operator = this.value;
      const left = this.target(made);
      this.next();
      const right = this.single();
      return { type: "AssignmentExpression", operator, left, right, start, end: this.last };
    }
    if (this.kind !== T.Question) return made;
    this.next();
    const { inMiddle } = this;
    this.inMiddle = true;
    const consequent = this.inBrackets(() => this.single());
    this.inMiddle = inMiddle;
    this.expect(T.Colon);
    const alternate = this.single();
    return { type: "ConditionalExpression", test: made, consequent, alternate, start, end: this.last };
  }

  private inBrackets<X>(read: () => X): X {
    const { noIn } = this;
    this.noIn = false;
    const made = read();
    this.noIn = noIn;
    return made;
  }

  private yielded(start: number): E.YieldExpression {
    this.next();
    const delegate = !this.newline && this.kind === T.Operator && this.value === "*";
    if (delegate) this.next();
    const argument = delegate || !(this.newline || this.endsExpression()) ? this.single() : null;
    return { type: "YieldExpression", argument, delegate, start, end: this.last };
  }

  private endsExpression(): boolean {
    switch (this.kind) {
      case T.ParenClose:
      case T.BracketClose:
      case T.BraceClose:
      case T.Comma:
      case T.Semicolon:
      case T.Colon:
      case T.End:
        return true;
      default:
        return false;
    }
  }

  private bindingHere(): number {
    switch (this.kind) {
      case T.Operator:
        return BINDING[this.value] ?? this.unread();
      case T.Less:
      case T.Instanceof:
        return COMPARISON;
      case T.In:
        return this.noIn ? 0 : COMPARISON;
      case T.As:
      case T.Satisfies:
        return this.newline ? 0 : COMPARISON;
      case T.Greater:
        this.greater();
        return this.is(T.Assign) ? 0 : BINDING[this.value]!;
      default:
        return 0;
    }
  }

  private binary(outer: number): E.Expression {
    const { start } = this;
    let left = this.unary();
    for (;;) {
      const binding = this.bindingHere();
      if (binding <= outer) return left;
      if (this.kind === T.As || this.kind === T.Satisfies) {
        this.next();
        if (this.is(T.Const)) this.next();
        else this.skipType();
        continue;
      }
      const operator = this.value;
      this.next();
      const right = this.binary(binding === POWER ? binding - 1 : binding);
      const { last: end } = this;
      left =
        operator === "&&" || operator === "||" || operator === "??"
          ? { type: "LogicalExpression", operator, left, right, start, end }
          : { type: "BinaryExpression", operator, left, right, start, end };
    }
  }

  private unary(): E.Expression {
    const { start, value } = this;
    switch (this.kind) {
      case T.Operator:
        if (value !== "-" && value !== "+") this.unread();
        return this.prefixed(value, start);
      case T.Bang:
      case T.Tilde:
      case T.Typeof:
      case T.Void:
      case T.Delete:
        return this.prefixed(value, start);
      case T.Increment:
        this.next();
        return { type: "UpdateExpression", operator: value as "++", prefix: true, argument: this.unary(), start, end: this.last };
      case T.Await:
        this.next();
        return { type: "AwaitExpression", argument: this.unary(), start, end: this.last };
      case T.Less:
        return this.unread();
      default:
        return this.postfixed(start);
    }
  }

  private prefixed(operator: string, start: number): E.Expression {
    this.next();
    return { type: "UnaryExpression", operator, prefix: true, argument: this.unary(), start, end: this.last };
  }

  private postfixed(start: number): E.Expression {
    const made = this.operand();
    if (this.kind !== T.Increment || this.newline) return made;
    const operator = this.value as "++";
    this.next();
    return { type: "UpdateExpression", operator, prefix: false, argument: made, start, end: this.last };
  }

  // ---- what is called and looked into

  protected operand(): E.Expression {
    const { start } = this;
    return this.trailers(this.primary(), start);
  }

  private trailers(head: E.Expression | E.Super, start: number): E.Expression {
    let made = head;
    let chained = false;
    for (;;) {
      switch (this.kind) {
        case T.Dot:
          this.next();
          made = this.memberOf(made, false, start);
          break;
        case T.QuestionDot:
          chained = true;
          this.next();
          made = this.is(T.ParenOpen)
            ? this.callOf(made, true, start)
            : this.is(T.BracketOpen)
              ? this.itemOf(made, true, start)
              : this.memberOf(made, true, start);
          break;
        case T.BracketOpen:
          made = this.itemOf(made, false, start);
          break;
        case T.ParenOpen:
          made = this.callOf(made, false, start);
          break;
        case T.Bang:
          if (this.newline) return this.ended(made, chained);
          this.next();
          break;
        case T.Template:
          if (chained || made.type === "Super") this.unread();
          made = { type: "TaggedTemplateExpression", tag: made, quasi: this.templateLiteral(), start, end: this.last };
          break;
        case T.Less:
          if (!this.passArguments()) return this.ended(made, chained);
          break;
        default:
          return this.ended(made, chained);
      }
    }
  }

  private ended(made: E.Expression | E.Super, chained: boolean): E.Expression {
    if (made.type === "Super") return this.unread();
    if (!chained) return made;
    if (made.type !== "CallExpression" && made.type !== "MemberExpression") return this.unread();
    return { type: "ChainExpression", expression: made, start: made.start, end: made.end };
  }

  private memberOf(object: E.Expression | E.Super, optional: boolean, start: number): E.MemberExpression {
    return { type: "MemberExpression", object, property: this.anyName(), computed: false, optional, start, end: this.last };
  }

  private itemOf(object: E.Expression | E.Super, optional: boolean, start: number): E.MemberExpression {
    this.next();
    const property = this.inBrackets(() => this.expression());
    this.expect(T.BracketClose);
    return { type: "MemberExpression", object, property, computed: true, optional, start, end: this.last };
  }

  private callOf(callee: E.Expression | E.Super, optional: boolean, start: number): E.CallExpression {
    return { type: "CallExpression", callee, arguments: this.args(), optional, start, end: this.last, $ts: undefined };
  }

  private args(): Argument[] {
    const { noIn } = this;
    this.noIn = false;
    this.next();
    const made: Argument[] = [];
    while (this.kind !== T.ParenClose) {
      made.push(this.argument());
      if (!this.take(T.Comma)) break;
    }
    this.expect(T.ParenClose);
    this.noIn = noIn;
    return made;
  }

  private argument(): Argument {
    const { start } = this;
    if (!this.take(T.Spread)) return this.single();
    return { type: "SpreadElement", argument: this.single(), start, end: this.last };
  }

  /** Type arguments of a call, which are passed over; false if `<` compares. */
  private passArguments(): boolean {
    const place = this.place();
    if (!this.attempt(() => this.skipArguments())) {
      this.back(place);
      return false;
    }
    if (this.kind === T.ParenOpen) return true;
    // `a < b > c` would compare, `f<T>` alone would be a value: neither is written
    if (this.kind === T.Template) this.unread();
    this.back(place);
    return false;
  }

  protected anyName(): E.Identifier {
    if (this.kind !== T.Name && this.kind < T.This) this.unread();
    const { start, end, value } = this;
    this.next();
    return { type: "Identifier", name: value, start, end };
  }

  protected identifier(): E.Identifier {
    if (!isName(this.kind)) this.unread();
    return this.anyName();
  }

  // ---- the innermost

  private primary(): E.Expression | E.Super {
    const { start, end, value } = this;
    switch (this.kind) {
      case T.Text:
        this.next();
        return { type: "Literal", value, start, end };
      case T.Number:
        this.next();
        return { type: "Literal", value: Number(value), raw: value, start, end };
      case T.BigInt: {
        this.next();
        const bigint = value.slice(0, -1);
        return { type: "Literal", value: BigInt(bigint), bigint, raw: value, start, end };
      }
      case T.Null:
        this.next();
        return { type: "Literal", value: null, start, end };
      case T.True:
      case T.False:
        this.next();
        return { type: "Literal", value: value === "true", start, end };
      case T.This:
        this.next();
        return { type: "ThisExpression", start, end };
      case T.Super:
        this.next();
        return { type: "Super", start, end };
      case T.Template:
        return this.templateLiteral();
      case T.ParenOpen: {
        this.next();
        const made = this.inBrackets(() => this.expression());
        this.expect(T.ParenClose);
        return made;
      }
      case T.BracketOpen:
        return this.array(start);
      case T.BraceOpen:
        return this.object(start);
      case T.New:
        return this.instance(start);
      case T.Function:
        return this.functionExpression(start, false);
      case T.Class:
        return { type: "ClassExpression", ...this.classNode(start, []) };
      case T.Async:
        this.next();
        if (this.is(T.Function) && !this.newline) return this.functionExpression(start, true);
        return { type: "Identifier", name: value, start, end };
      default:
        return this.identifier();
    }
  }

  private array(start: number): E.ArrayExpression {
    const { noIn } = this;
    this.noIn = false;
    this.next();
    const elements: (Argument | null)[] = [];
    while (this.kind !== T.BracketClose) {
      if (this.kind === T.Comma) {
        this.next();
        elements.push(null);
        continue;
      }
      elements.push(this.argument());
      if (!this.take(T.Comma)) break;
    }
    this.expect(T.BracketClose);
    this.noIn = noIn;
    return { type: "ArrayExpression", elements, start, end: this.last };
  }

  private object(start: number): E.ObjectExpression {
    const { noIn } = this;
    this.noIn = false;
    this.next();
    const properties: (E.Property | E.SpreadElement)[] = [];
    while (this.kind !== T.BraceClose) {
      properties.push(this.property());
      if (!this.take(T.Comma)) break;
    }
    this.expect(T.BraceClose);
    this.noIn = noIn;
    return { type: "ObjectExpression", properties, start, end: this.last };
  }

  private property(): E.Property | E.SpreadElement {
    const { start } = this;
    if (this.take(T.Spread)) return { type: "SpreadElement", argument: this.single(), start, end: this.last };
    // get x(), async x(), *x(): not written
    const shorthand = isName(this.kind);
    const { key, computed } = this.propertyName();
    if (this.take(T.Colon)) {
      const value = this.single();
      return { type: "Property", key, value, kind: "init", method: false, shorthand: false, computed, start, end: this.last };
    }
    if (this.kind === T.ParenOpen) {
      const value = this.functionRest(start, null, false, false);
      return { type: "Property", key, value, kind: "init", method: true, shorthand: false, computed, start, end: this.last };
    }
    if (!shorthand || (this.kind !== T.Comma && this.kind !== T.BraceClose)) this.unread();
    const value: E.Identifier = { ...(key as E.Identifier) };
    return { type: "Property", key, value, kind: "init", method: false, shorthand: true, computed: false, start, end: this.last };
  }

  protected propertyName(): { key: E.Expression; computed: boolean } {
    if (this.kind === T.BracketOpen) {
      this.next();
      const key = this.inBrackets(() => this.single());
      this.expect(T.BracketClose);
      return { key, computed: true };
    }
    if (this.kind === T.Text || this.kind === T.Number) return { key: this.primary() as E.Expression, computed: false };
    return { key: this.anyName(), computed: false };
  }

  private instance(start: number): E.NewExpression {
    this.next();
    if (this.kind === T.Dot) this.unread();
    const head = this.start;
    let callee = this.primary();
    for (;;) {
      if (this.is(T.Dot)) {
        this.next();
        callee = this.memberOf(callee, false, head);
      } else if (this.kind === T.BracketOpen) callee = this.itemOf(callee, false, head);
      else if (this.kind === T.Bang) this.next();
      else break;
    }
    if (this.kind === T.Less) this.skipArguments();
    if (callee.type === "Super" || this.kind === T.Template || this.kind === T.QuestionDot) return this.unread();
    const args = this.kind === T.ParenOpen ? this.args() : [];
    return { type: "NewExpression", callee, arguments: args, start, end: this.last, $ts: undefined };
  }

  private templateLiteral(): E.TemplateLiteral {
    const { start } = this;
    const quasis: E.TemplateElement[] = [];
    const expressions: E.Expression[] = [];
    for (;;) {
      const tail = this.text.startsWith("`", this.end - 1);
      quasis.push(this.templateElement(tail));
      this.next();
      if (tail) break;
      expressions.push(this.inBrackets(() => this.expression()));
      this.resumeTemplate();
    }
    return { type: "TemplateLiteral", quasis, expressions, start, end: this.last };
  }

  private templateElement(tail: boolean): E.TemplateElement {
    const { value: raw, start, end } = this;
    return { type: "TemplateElement", value: { raw, cooked: raw.includes("\\") ? this.unescaped(raw) : raw }, tail, start, end };
  }

  // ---- functions

  /** An arrow function, if one begins here. */
  private arrow(start: number): E.ArrowFunctionExpression | undefined {
    if (this.kind === T.ParenOpen) return this.beginsArrow(false) ? this.arrowFunction(start, false) : undefined;
    if (!isName(this.kind)) return undefined;
    if (this.kind === T.Async) {
      const place = this.place();
      this.next();
      if (!this.newline && (this.is(T.ParenOpen) ? this.beginsArrow(true) : isName(this.kind) && this.beforeArrow())) return this.arrowFunction(start, true);
      this.back(place);
    }
    return this.beforeArrow() ? this.arrowFunction(start, false) : undefined;
  }

  /** Whether `=>` follows the name that is here. */
  private beforeArrow(): boolean {
    let at = this.end;
    while (this.text.charCodeAt(at) === 32) at++;
    return this.text.startsWith("=>", at);
  }

  /** Whether the parenthesis here opens the parameters of an arrow function; or, behind `async`, the arguments of a call. */
  private beginsArrow(async: boolean): boolean {
    const place = this.place();
    const found = this.isArrow(async);
    this.back(place);
    return found;
  }

  private isArrow(async: boolean): boolean {
    const open: Place = this.place();
    this.next();
    if (this.kind === T.ParenClose || this.kind === T.Spread) {
      if (!async) return true;
    } else if (isName(this.kind) || this.kind === T.This) {
      this.next();
      // a: T   a?: T   a, ...   a = 1   (a)
      if (this.kind === T.Colon) return true;
      if (this.kind !== T.Question && this.kind !== T.Comma && !this.is(T.ParenClose) && !(this.kind === T.Assign && this.value === "=")) return false;
    } else if (this.kind !== T.BraceOpen && this.kind !== T.BracketOpen) return false;
    this.back(open);
    this.skipBrackets();
    if (this.is(T.Arrow)) return true;
    if (!this.is(T.Colon)) return false;
    // `(a): T => ...`, or the middle of a conditional expression
    this.next();
    if (!this.attempt(() => this.skipType())) return false;
    return this.kind === T.Arrow && (!this.inMiddle || this.unread());
  }

  private arrowFunction(start: number, async: boolean): E.ArrowFunctionExpression {
    let params: E.Pattern[];
    if (this.kind === T.ParenOpen) {
      const parameters = this.parameters();
      if (parameters.self !== undefined) this.unread();
      ({ params } = parameters);
      if (this.take(T.Colon)) this.skipType();
    } else params = [this.identifier()];
    this.expect(T.Arrow);
    const isBlock = this.kind === T.BraceOpen;
    const body = isBlock ? this.block() : this.single();
    return {
      type: "ArrowFunctionExpression",
      id: null,
      generator: false,
      expression: !isBlock,
      body,
      params,
      async,
      start,
      end: this.last,
      $ts: undefined,
      $thisType: undefined,
    };
  }

  private functionExpression(start: number, async: boolean): E.FunctionExpression {
    this.next();
    const generator = this.star();
    const name = this.kind === T.ParenOpen ? null : this.identifier();
    return this.functionRest(start, name, generator, async);
  }

  protected star(): boolean {
    const found = this.kind === T.Operator && this.value === "*";
    if (found) this.next();
    return found;
  }

  /** From the parameters on. */
  protected functionRest(start: number, name: E.Identifier | null, generator: boolean, async: boolean): E.FunctionExpression {
    const head = this.functionHead();
    return {
      type: "FunctionExpression",
      ...this.functionOf(
        start,
        name,
        generator,
        async,
        head,
        this.inBrackets(() => this.block()),
      ),
    };
  }

  /** The parameters and the type of the result. */
  protected functionHead(): FunctionHead {
    const head = this.parameters();
    if (this.take(T.Colon)) this.skipType();
    return head;
  }

  /** A function that ends here. */
  protected functionOf(
    start: number,
    id: E.Identifier | null,
    generator: boolean,
    async: boolean,
    { params, self }: FunctionHead,
    body: E.BlockStatement,
  ): Omit<E.FunctionExpression, "type"> {
    return { id, generator, expression: false, body, params, async, ...(self === undefined ? {} : { $thisType: self }), start, end: this.last, $ts: undefined };
  }

  private parameters(): FunctionHead {
    this.expect(T.ParenOpen);
    const params: E.Pattern[] = [];
    let self: string | undefined;
    while (this.kind !== T.ParenClose) {
      if (this.kind === T.This) {
        this.next();
        self = this.annotation() ?? "";
      } else params.push(this.parameter());
      if (!this.take(T.Comma)) break;
    }
    this.expect(T.ParenClose);
    return { params, self };
  }

  private parameter(): E.Pattern {
    const { start } = this;
    const rest = this.take(T.Spread);
    const name = this.pattern();
    const optional = this.take(T.Question);
    const type = this.annotation();
    if (type !== undefined) name.$type = type;
    if (optional) name.$optional = true;
    if (rest) return { type: "RestElement", argument: name, $type: type, start, end: this.last };
    return this.withDefault(name, start);
  }

  private withDefault<P extends E.Pattern>(left: P, start: number): P | E.AssignmentPattern {
    if (this.kind !== T.Assign) return left;
    if (this.value !== "=") this.unread();
    this.next();
    const right = this.inBrackets(() => this.single());
    return { type: "AssignmentPattern", left, right, start, end: this.last };
  }

  // ---- patterns

  /** What a declaration binds. */
  protected pattern(): E.Identifier | E.ArrayPattern | E.ObjectPattern {
    const { start } = this;
    if (this.kind === T.BracketOpen) {
      this.next();
      const elements: (E.Pattern | null)[] = [];
      while (!this.is(T.BracketClose)) {
        if (this.is(T.Comma)) {
          this.next();
          elements.push(null);
          continue;
        }
        elements.push(this.element());
        if (!this.take(T.Comma)) break;
      }
      this.expect(T.BracketClose);
      return { type: "ArrayPattern", elements, start, end: this.last };
    }
    if (this.kind !== T.BraceOpen) return this.identifier();
    this.next();
    const properties: (E.Property | E.RestElement)[] = [];
    while (!this.is(T.BraceClose)) {
      properties.push(this.boundProperty());
      if (!this.take(T.Comma)) break;
    }
    this.expect(T.BraceClose);
    return { type: "ObjectPattern", properties, start, end: this.last };
  }

  private element(): E.Pattern {
    const { start } = this;
    if (this.take(T.Spread)) return { type: "RestElement", argument: this.pattern(), start, end: this.last };
    return this.withDefault(this.pattern(), start);
  }

  private boundProperty(): E.Property | E.RestElement {
    const { start } = this;
    if (this.take(T.Spread)) return { type: "RestElement", argument: this.pattern(), start, end: this.last };
    const isPlain = isName(this.kind);
    const { key, computed } = this.propertyName();
    const shorthand = !this.take(T.Colon);
    if (shorthand && !isPlain) this.unread();
    const value = this.withDefault(shorthand ? { ...(key as E.Identifier) } : this.pattern(), start);
    return { type: "Property", key, value, kind: "init", method: false, shorthand, computed, start, end: this.last };
  }

  /** What was read as an expression, as what is assigned to. */
  protected target(made: E.Expression): E.Pattern {
    switch (made.type) {
      case "Identifier":
      case "MemberExpression":
        return made;
      case "ArrayExpression":
        return { type: "ArrayPattern", elements: made.elements.map((element) => element && this.targetElement(element)), start: made.start, end: made.end };
      case "ObjectExpression":
        return {
          type: "ObjectPattern",
          properties: made.properties.map((property): E.Property | E.RestElement => {
            if (property.type === "SpreadElement") return this.targetRest(property);
            if (property.method) this.unread();
            return { ...property, value: this.targetElement(property.value as E.Expression) };
          }),
          start: made.start,
          end: made.end,
        };
      default:
        return this.unread();
    }
  }

  private targetElement(made: Argument): E.Pattern {
    if (made.type === "SpreadElement") return this.targetRest(made);
    if (made.type === "AssignmentExpression" && made.operator === "=")
      return { type: "AssignmentPattern", left: made.left, right: made.right, start: made.start, end: made.end };
    return this.target(made);
  }

  private targetRest(made: E.SpreadElement): E.RestElement {
    return { type: "RestElement", argument: this.target(made.argument), start: made.start, end: made.end };
  }
}
