/**
 * statements - statements, functions and classes of emitted text.
 */
import type * as E from "../estree.js";
import { ExpressionReader } from "./expressions.js";
import { isName, T } from "./scanner.js";

const MODIFIERS: ReadonlySet<string> = new Set([
  "static",
  "readonly",
  "declare",
  "async",
  "override",
  "public",
  "protected",
  "private",
  "abstract",
  "accessor",
]);

export class StatementReader extends ExpressionReader {
  program(): E.Program {
    this.next();
    const body: E.Statement[] = [];
    while (this.kind !== T.End) this.into(body);
    // the end of the file, blanks included
    return { type: "Program", body, sourceType: "module", start: 0, end: this.text.length };
  }

  /** The next statement, if it is more than types. */
  private into(body: E.Statement[]): void {
    const made = this.statement();
    if (made !== undefined) body.push(made);
  }

  protected block(): E.BlockStatement {
    const { start } = this;
    this.expect(T.BraceOpen);
    const body: E.Statement[] = [];
    while (this.kind !== T.BraceClose) this.into(body);
    this.next();
    return { type: "BlockStatement", body, start, end: this.last };
  }

  /** What a statement ends with. */
  private semicolon(): void {
    if (this.take(T.Semicolon) || this.newline || this.kind === T.BraceClose || this.kind === T.End) return;
    this.unread();
  }

  /** A statement that stands in another one. */
  private only(): E.Statement {
    const { start } = this;
    return this.statement() ?? { type: "BlockStatement", body: [], start, end: this.last };
  }

  private inParentheses(): E.Expression {
    this.expect(T.ParenOpen);
    const made = this.expression();
    this.expect(T.ParenClose);
    return made;
  }

  private statement(): E.Statement | undefined {
    const { start } = this;
    switch (this.kind) {
      case T.Const:
      case T.Let:
      case T.Var: {
        const made = this.variables();
        this.semicolon();
        return made;
      }
      case T.Return: {
        this.next();
        const argument = this.newline || this.is(T.Semicolon) || this.is(T.BraceClose) ? null : this.expression();
        this.semicolon();
        return { type: "ReturnStatement", argument, start, end: this.last };
      }
      case T.If: {
        this.next();
        const test = this.inParentheses();
        const consequent = this.only();
        const alternate = this.is(T.Name) && this.value === "else" ? (this.next(), this.only()) : null;
        return { type: "IfStatement", test, consequent, alternate, start, end: this.last };
      }
      case T.BraceOpen:
        return this.block();
      case T.Function:
        return this.functionDeclaration(start, false);
      case T.Class:
        return this.classDeclaration(start, []);
      case T.At:
        return this.classDeclaration(start, this.decorators());
      case T.Try:
        return this.tryStatement(start);
      case T.For:
        return this.forStatement(start);
      case T.While: {
        this.next();
        const test = this.inParentheses();
        const body = this.only();
        return { type: "WhileStatement", test, body, start, end: this.last };
      }
      case T.Do: {
        this.next();
        const body = this.only();
        if (!this.is(T.While)) this.unread();
        this.next();
        const test = this.inParentheses();
        this.take(T.Semicolon);
        return { type: "DoWhileStatement", body, test, start, end: this.last };
      }
      case T.Throw: {
        this.next();
        const argument = this.expression();
        this.semicolon();
        return { type: "ThrowStatement", argument, start, end: this.last };
      }
      case T.Break:
      case T.Continue:
        return this.jump(start, this.kind === T.Break ? "BreakStatement" : "ContinueStatement");
      case T.Import:
        return this.importDeclaration(start);
      case T.Export:
        return this.exportDeclaration(start);
      case T.Semicolon:
        this.next();
        return { type: "EmptyStatement", start, end: this.last };
      case T.Switch:
        return this.switchStatement(start);
      case T.Enum:
      case T.Abstract:
      case T.Debugger:
        return this.unread();
      case T.Interface:
        return this.interfaceDeclaration();
      default:
        return this.nameStatement(start);
    }
  }

  /** A statement whose first word may be a name: a label, an alias of a type, an expression. */
  private nameStatement(start: number): E.Statement | undefined {
    if (isName(this.kind)) {
      const word = this.kind;
      const place = this.place();
      const label = this.identifier();
      if (this.take(T.Colon)) {
        const body = this.only();
        return { type: "LabeledStatement", label, body, start, end: this.last };
      }
      if (word === T.Async && this.kind === T.Function && !this.newline) return this.functionDeclaration(start, true);
      if (word === T.Type && isName(this.kind) && !this.newline) return this.alias();
      if (word === T.Declare && !this.newline && !this.isOperator()) return this.declared();
      this.back(place);
    }
    const isText = this.kind === T.Text;
    const expression = this.expression();
    const made: E.ExpressionStatement = { type: "ExpressionStatement", expression, start, end: 0 };
    if (isText && expression.type === "Literal" && expression.end === this.last) made.directive = expression.value as string;
    this.semicolon();
    made.end = this.last;
    return made;
  }

  private isOperator(): boolean {
    return !(isName(this.kind) || this.kind === T.Const || this.kind === T.Let || this.kind === T.Var || this.kind === T.Function || this.kind === T.Class);
  }

  private alias(): undefined {
    this.identifier();
    if (this.kind === T.Less) this.skipParameters();
    if (this.kind !== T.Assign) this.unread();
    this.next();
    this.skipType();
    this.semicolon();
  }

  private skipParameters(): void {
    this.unread();
  }

  private interfaceDeclaration(): undefined {
    this.next();
    this.identifier();
    if (this.kind !== T.BraceOpen) this.unread();
    this.skipBrackets();
  }

  /** What `declare` stands before is only there for types. */
  private declared(): undefined {
    this.statement();
  }

  private jump(start: number, type: "BreakStatement" | "ContinueStatement"): E.Statement {
    this.next();
    const label = isName(this.kind) && !this.newline ? this.identifier() : null;
    this.semicolon();
    return { type, label, start, end: this.last };
  }

  protected variables(): E.VariableDeclaration {
    const { start } = this;
    const kind = this.value as "const";
    this.next();
    const declarations: E.VariableDeclarator[] = [];
    do {
      const { start: begin } = this;
      const name = this.pattern();
      const definite = this.take(T.Bang);
      const type = this.annotation();
      if (name.type === "Identifier") {
        if (type !== undefined) name.$type = type;
        if (definite) name.$definite = true;
      }
      const init = this.kind === T.Assign ? (this.next(), this.single()) : null;
      declarations.push({ type: "VariableDeclarator", id: name, init, start: begin, end: this.last });
    } while (this.take(T.Comma));
    return { type: "VariableDeclaration", kind, declarations, start, end: this.last };
  }

  private tryStatement(start: number): E.TryStatement {
    this.next();
    const block = this.block();
    const { start: begin } = this;
    let handler: E.CatchClause | null = null;
    if (this.word("catch")) {
      let param: E.Pattern | null = null;
      if (this.take(T.ParenOpen)) {
        param = this.pattern();
        this.annotation();
        this.expect(T.ParenClose);
      }
      const body = this.block();
      handler = { type: "CatchClause", param, body, start: begin, end: this.last };
    }
    const finalizer = this.word("finally") ? this.block() : null;
    return { type: "TryStatement", block, handler, finalizer, start, end: this.last };
  }

  private word(name: string): boolean {
    if (this.kind !== T.Name || this.value !== name) return false;
    this.next();
    return true;
  }

  private forStatement(start: number): E.Statement {
    this.next();
    const awaited = this.take(T.Await);
    this.expect(T.ParenOpen);
    let init: E.VariableDeclaration | E.Expression | null = null;
    this.noIn = true;
    if (this.kind === T.Const || this.kind === T.Let || this.kind === T.Var) init = this.variables();
    else if (this.kind !== T.Semicolon) init = this.expression();
    this.noIn = false;
    if (init !== null && (this.kind === T.In || (this.kind === T.Name && this.value === "of"))) {
      const isOf = this.kind === T.Name;
      const left = init.type === "VariableDeclaration" ? init : this.target(init);
      this.next();
      const right = isOf ? this.single() : this.expression();
      this.expect(T.ParenClose);
      const body = this.only();
      const { last: end } = this;
      return isOf ? { type: "ForOfStatement", left, right, body, await: awaited, start, end } : { type: "ForInStatement", left, right, body, start, end };
    }
    this.expect(T.Semicolon);
    const test = this.kind === T.Semicolon ? null : this.expression();
    this.expect(T.Semicolon);
    const update = this.kind === T.ParenClose ? null : this.expression();
    this.expect(T.ParenClose);
    const body = this.only();
    return { type: "ForStatement", init, test, update, body, start, end: this.last };
  }

  private switchStatement(start: number): E.SwitchStatement {
    this.next();
    const discriminant = this.inParentheses();
    this.expect(T.BraceOpen);
    const cases: E.SwitchCase[] = [];
    while (this.kind !== T.BraceClose) {
      const { start: begin } = this;
      let test: E.Expression | null = null;
      if (this.word("case")) test = this.expression();
      else if (!this.word("default")) this.unread();
      this.expect(T.Colon);
      const consequent: E.Statement[] = [];
      while (!this.is(T.BraceClose) && !(this.kind === T.Name && (this.value === "case" || this.value === "default"))) this.into(consequent);
      cases.push({ type: "SwitchCase", test, consequent, start: begin, end: this.last });
    }
    this.next();
    return { type: "SwitchStatement", discriminant, cases, start, end: this.last };
  }

  // ---- functions and classes

  private functionDeclaration(start: number, async: boolean): E.FunctionDeclaration | undefined {
    this.next();
    const generator = this.star();
    const id = this.identifier();
    const head = this.functionHead();
    if (this.kind !== T.BraceOpen) {
      this.semicolon();
      return undefined;
    }
    return { type: "FunctionDeclaration", ...this.functionOf(start, id, generator, async, head, this.block()), id };
  }

  private decorators(): E.Expression[] {
    const made: E.Expression[] = [];
    while (this.take(T.At)) made.push(this.operand());
    return made;
  }

  private classDeclaration(start: number, decorators: E.Expression[]): E.ClassDeclaration {
    if (this.kind !== T.Class) this.unread();
    const parts = this.classNode(start, decorators);
    return { type: "ClassDeclaration", ...parts, id: parts.id ?? this.unread() };
  }

  protected classNode(start: number, decorators: E.Expression[]): Omit<E.ClassExpression, "type"> {
    this.next();
    const isExtends = () => this.kind === T.Name && this.value === "extends";
    const id = this.kind === T.BraceOpen || isExtends() ? null : this.identifier();
    if (this.kind === T.Less) this.unread();
    let superClass: E.Expression | null = null;
    if (isExtends()) {
      this.next();
      superClass = this.operand();
      if (this.is(T.Less)) this.skipArguments();
    }
    if (this.word("implements")) {
      do this.skipType();
      while (this.take(T.Comma));
    }
    const begin = this.end;
    this.expect(T.BraceOpen);
    const body: E.ClassMember[] = [];
    while (this.kind !== T.BraceClose) {
      if (this.take(T.Semicolon)) continue;
      const made = this.member();
      if (made !== undefined) body.push(made);
    }
    this.next();
    return { id, superClass, decorators, body: { type: "ClassBody", body, start: begin, end: this.last }, start, end: this.last };
  }

  private member(): E.ClassMember | undefined {
    const { start } = this;
    const decorators = this.decorators();
    let isStatic = false;
    let isType = false;
    let async = false;
    while (isName(this.kind) && MODIFIERS.has(this.value) && this.isModifier()) {
      if (this.value === "static") isStatic = true;
      else if (this.value === "async") async = true;
      else if (this.value === "declare" || this.value === "abstract") isType = true;
      else if (this.value === "accessor") this.unread();
      this.next();
      if (isStatic && this.kind === T.BraceOpen) return { type: "StaticBlock", body: this.block().body, start, end: this.last };
    }
    const kind = this.accessor();
    const generator = this.star();
    if (this.kind === T.BracketOpen && this.isIndex()) {
      this.skipBrackets();
      this.annotation();
      this.semicolon();
      return undefined;
    }
    const isConstructor = kind === "method" && !isStatic && this.kind === T.Name && this.value === "constructor";
    const { key, computed } = this.propertyName();
    if (this.kind === T.Less) this.unread();
    const optional = this.take(T.Question) || this.take(T.Bang);
    if (this.kind === T.ParenOpen) {
      if (optional || isType) this.unread();
      const value = this.method(start, generator, async);
      if (value === undefined) return undefined;
      if (!isConstructor) return { type: "MethodDefinition", key, computed, value, kind, static: isStatic, decorators, start, end: this.last };
      const name: E.Identifier = { type: "Identifier", name: "constructor", start, end: this.last };
      return { type: "MethodDefinition", key: name, value, kind: "constructor", computed: false, static: false, decorators: [], start, end: this.last };
    }
    if (kind !== "method" || generator || async) this.unread();
    const type = this.annotation();
    const init = this.kind === T.Assign ? (this.next(), this.single()) : null;
    this.semicolon();
    if (isType || (init === null && decorators.length === 0)) return undefined;
    return { type: "PropertyDefinition", key, computed, value: init, static: isStatic, decorators, $type: type, start, end: this.last };
  }

  /** Whether the word here says something about the member that follows it. */
  private isModifier(): boolean {
    const place = this.place();
    this.next();
    const { kind } = this;
    this.back(place);
    return kind === T.Name || kind >= T.This || kind === T.Text || kind === T.Number || kind === T.BracketOpen || kind === T.BraceOpen || kind === T.Operator;
  }

  private accessor(): "method" | "get" | "set" {
    if (this.kind !== T.Name || (this.value !== "get" && this.value !== "set") || !this.isModifier()) return "method";
    const kind = this.value as "get" | "set";
    this.next();
    return kind;
  }

  /** Whether the bracket here opens `[name: string]: T`. */
  private isIndex(): boolean {
    const place = this.place();
    this.next();
    const found = this.kind === T.Name && (this.next(), this.is(T.Colon));
    this.back(place);
    return found;
  }

  /** From the parameters on; undefined if there is no body. */
  private method(start: number, generator: boolean, async: boolean): E.FunctionExpression | undefined {
    const place = this.place();
    this.skipBrackets();
    if (this.take(T.Colon)) this.skipType();
    if (this.kind !== T.BraceOpen) {
      this.semicolon();
      return undefined;
    }
    this.back(place);
    return this.functionRest(start, null, generator, async);
  }

  // ---- imports and exports

  private importDeclaration(start: number): E.ImportDeclaration | undefined {
    this.next();
    const specifiers: E.ImportDeclaration["specifiers"] = [];
    if (this.kind === T.Text) return this.from(specifiers, start);
    let onlyTypes = false;
    if (this.kind === T.Type) {
      const place = this.place();
      this.next();
      if (this.is(T.BraceOpen)) onlyTypes = true;
      else if (this.isStar() || !this.is(T.Name) || this.value !== "from") this.unread();
      else this.back(place);
    }
    if (isName(this.kind)) {
      const { start: begin } = this;
      specifiers.push({ type: "ImportDefaultSpecifier", local: this.identifier(), start: begin, end: this.last });
      this.take(T.Comma);
    }
    if (this.isStar()) {
      const { start: begin } = this;
      this.next();
      this.expect(T.As);
      specifiers.push({ type: "ImportNamespaceSpecifier", local: this.identifier(), start: begin, end: this.last });
    } else if (this.take(T.BraceOpen)) {
      while (this.kind !== T.BraceClose) {
        this.importSpecifier(specifiers);
        if (!this.take(T.Comma)) break;
      }
      this.expect(T.BraceClose);
    }
    if (!this.word("from")) this.unread();
    const made = this.from(specifiers, start);
    return onlyTypes || specifiers.length === 0 ? undefined : made;
  }

  private isStar(): boolean {
    return this.kind === T.Operator && this.value === "*";
  }

  private importSpecifier(specifiers: E.ImportDeclaration["specifiers"]): void {
    const { start } = this;
    const imported = this.anyName();
    // type X: not read here
    if (this.kind === T.Name) return this.typeSpecifier(imported);
    const local = this.take(T.As) ? this.identifier() : { ...imported };
    specifiers.push({ type: "ImportSpecifier", imported, local, start, end: this.last });
  }

  private typeSpecifier(word: E.Identifier): void {
    if (word.name !== "type") this.unread();
    this.anyName();
    if (this.take(T.As)) this.identifier();
  }

  private from(specifiers: E.ImportDeclaration["specifiers"], start: number): E.ImportDeclaration {
    const { start: begin, end, value } = this;
    this.expect(T.Text);
    this.semicolon();
    return { type: "ImportDeclaration", specifiers, source: { type: "Literal", value, start: begin, end }, start, end: this.last };
  }

  /** `export {};` makes a module of a text; nothing else is exported. */
  private exportDeclaration(start: number): E.ExportNamedDeclaration {
    this.next();
    this.expect(T.BraceOpen);
    this.expect(T.BraceClose);
    this.semicolon();
    return { type: "ExportNamedDeclaration", declaration: null, specifiers: [], source: null, start, end: this.last };
  }
}
