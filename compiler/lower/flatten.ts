/**
 * flatten - a function's statements as ops (ops.ts): loops, jumps and blocks stay, expressions are exploded, `finally` is completed.
 */
import { boundNames, eachChild, isFunction, NOWHERE } from "./estree.js";
import type * as E from "./estree.js";
import { Completer } from "./completion.js";
import type { Target } from "./ops.js";

export class Flattener extends Completer {
  /** Parameters as the fast form writes them. */
  readonly params: string[] = [];
  /** Names that the parameters bind, as far as JavaScript binds them itself. */
  readonly paramNames: string[] = [];
  /** Variables that the prologue declares: they are there when the frame begins. */
  readonly prologueNames: string[] = [];
  /** Parameters that live in cells, and what JavaScript passes for them. */
  readonly cells: [string, string][] = [];

  /** The whole body; `captured` are the outer variables that the function uses. */
  function(captured: readonly string[]) {
    const prologue: [E.Pattern, string][] = [];
    let native = true;
    this.node.params.forEach((p, i) => {
      const plain = p.type === "RestElement" ? p.argument : p;
      if (plain.type === "Identifier" && plain.$b) {
        const b = plain.$b;
        const name = b.boxed ? `$p${i}` : b.uname;
        this.params.push(p.type === "RestElement" ? `...${name}` : name);
        this.paramNames.push(name);
        if (!b.boxed) return;
        native = false;
        this.cells.push([b.uname, name]);
        prologue.push([plain, name]);
        return;
      }
      if (native && !this.has(p) && !boundNames(p).some((name) => name.$b?.boxed)) {
        this.params.push(this.print(p));
        for (const name of boundNames(p)) if (name.$b) this.paramNames.push(name.$b.uname);
        return;
      }
      native = false;
      const name = `$p${i}`;
      this.params.push(p.type === "RestElement" ? `...${name}` : name);
      this.paramNames.push(name);
      prologue.push([plain, name]);
    });
    for (const name of captured) this.local(name);
    for (const name of this.paramNames) this.local(name);
    return this.into(() => {
      for (const b of this.f.bindings)
        if (b.kind === "var") {
          this.declare("let", b.uname, b.boxed ? "{ v: undefined }" : null);
          this.local(b.uname);
        }
      for (const [p, name] of prologue) this.destructure(p, name, "let");
      const { body } = this.node;
      if (body.type === "BlockStatement") this.#outermost(body.body);
      else {
        this.at = body;
        this.emit({ op: "return", text: this.print(this.expression(body)) });
      }
    });
  }

  protected statements(nodes: readonly E.Statement[]): void {
    this.#hoist(nodes);
    for (const node of nodes) this.statement(node, []);
  }

  /** The function's own statements; the first of them may be its prologue. */
  #outermost(nodes: readonly E.Statement[]): void {
    const prologue = this.node.$prologue ?? 0;
    for (const node of nodes.slice(0, prologue)) {
      const from = this.out.length;
      this.statement(node, []);
      for (const op of this.out.slice(from)) op.fastOnly = true;
      if (node.type === "VariableDeclaration")
        for (const d of node.declarations) for (const name of boundNames(d.id)) if (name.$b) this.prologueNames.push(name.$b.uname);
    }
    this.statements(nodes.slice(prologue));
  }

  /** What a block makes when it is entered: early cells, and its function declarations. */
  #hoist(nodes: readonly E.Statement[]): void {
    const early = (name: E.Identifier, force: boolean) => {
      const b = name.$b;
      if (!b?.boxed || b.made || !(force || b.early)) return;
      this.declare("const", b.uname, "{ v: undefined }");
      this.local(b.uname);
      b.made = true;
    };
    for (const s of nodes)
      if (s.type === "VariableDeclaration" && s.kind !== "var" && !s.$assign)
        for (const d of s.declarations) for (const name of boundNames(d.id)) early(name, false);
    for (const s of nodes) if (s.type === "ClassDeclaration") early(s.id, true);
    const functions = nodes.filter((s) => s.type === "FunctionDeclaration");
    for (const s of functions) {
      const b = s.id.$b;
      if (!b) continue;
      if (b.boxed && !b.made) this.declare("const", b.uname, "{ v: undefined }");
      b.made = true;
      this.local(b.uname);
    }
    for (const s of functions) {
      const b = s.id.$b;
      if (!b || !s.$f) continue;
      this.at = s;
      const made = this.unit.liftFunction(s, s.$f);
      if (b.boxed) this.text(`${b.uname}.v = ${made}`);
      else this.declare(b.writes > 0 ? "let" : "const", b.uname, made);
    }
  }

  protected block(node: E.Statement) {
    return this.into(() => (node.type === "BlockStatement" ? this.statements(node.body) : this.statement(node, [])));
  }

  /** At the head of a loop. The keyword may have a place of its own: that of what a round does last. */
  #tick(loop: E.Node, keyword: number): void {
    const at = loop.start < 0 ? loop : { start: loop.start, end: loop.start + keyword };
    if (this.unit.options.fuel) this.site("", at, null, null, "tick");
  }

  #unless(test: E.Expression, target: Target): void {
    this.at = { start: test.start >= 0 ? test.start : this.at.start, end: test.end };
    const text = this.print(this.expression(test), 15);
    this.emitIf(`!${text}`, () => this.jump(target, false), null);
  }

  protected statement(node: E.Statement, labels: readonly string[]): void {
    if (node.start !== NOWHERE.start) this.at = node;
    switch (node.type) {
      case "EmptyStatement":
      case "FunctionDeclaration":
      case "DebuggerStatement":
        return;
      case "ExpressionStatement":
        this.#placeAt(node.expression);
        if (node.directive === undefined) this.effect(node.expression);
        return;
      case "VariableDeclaration":
        this.#variables(node);
        return;
      case "ClassDeclaration":
        this.#class(node);
        return;
      case "BlockStatement":
        if (labels.length === 0) this.emit({ op: "block", label: null, body: this.block(node) });
        else {
          const target = this.target("block", labels);
          const body = this.within(target, () => this.block(node));
          this.emit({ op: "block", label: target.used ? target.label : null, body });
        }
        return;
      case "LabeledStatement": {
        const all = [...labels, node.label.name];
        if (/While|For|Block|Switch|Labeled/.test(node.body.type)) this.statement(node.body, all);
        else this.statement({ type: "BlockStatement", body: [node.body], start: node.start, end: node.end }, all);
        return;
      }
      case "IfStatement": {
        this.#placeAt(node.test);
        const test = this.print(this.expression(node.test), 0);
        const { at } = this;
        const then = this.block(node.consequent);
        const otherwise = node.alternate ? this.block(node.alternate) : null;
        this.at = at;
        this.emit({ op: "if", test, then, else: otherwise });
        return;
      }
      case "WhileStatement":
        this.#while(node, labels);
        return;
      case "DoWhileStatement":
        this.#doWhile(node, labels);
        return;
      case "ForStatement":
        this.#for(node, labels);
        return;
      case "ForInStatement":
      case "ForOfStatement":
        this.#forEach(node, labels);
        return;
      case "BreakStatement":
        this.jump(this.findTarget(node.label?.name, false), false);
        return;
      case "ContinueStatement":
        this.jump(this.findTarget(node.label?.name, true), true);
        return;
      case "ReturnStatement":
        this.#return(node);
        return;
      case "ThrowStatement": {
        const text = this.print(this.expression(node.argument));
        this.emit({ op: "throw", text });
        return;
      }
      case "SwitchStatement":
        this.#switch(node, labels);
        return;
      case "TryStatement":
        this.tryStatement(node);
        return;
      default:
        throw new Error(`cannot lower ${node.type} inside a function`);
    }
  }

  /** What a statement does without a site and may raise: if that is one call, it is where the statement is. */
  #placeAt(expression: E.Expression): void {
    if (!this.unit.options.marks) return;
    const only = onlyCall(expression);
    if (only) this.at = only;
  }

  #variables(node: E.VariableDeclaration): void {
    const kind = node.kind === "var" || node.$assign ? null : node.kind;
    for (const d of node.declarations) {
      if (d.start >= 0) this.at = d;
      const value = d.init;
      if (!value) {
        if (node.kind === "var") continue;
        const b = d.id.type === "Identifier" ? d.id.$b : undefined;
        this.declarePattern(d.id, node.$assign || b?.boxed ? "undefined" : null, kind);
      } else if (kind && d.id.type === "Identifier" && d.id.$b && !d.id.$b.boxed && this.isWholeSite(value)) {
        this.siteInto(value, d.id.$b.uname, kind);
        this.local(d.id.$b.uname);
      } else {
        this.#placeAt(value);
        this.declarePattern(d.id, this.print(this.expression(value)), kind);
      }
    }
  }

  #class(node: E.ClassDeclaration): void {
    if (node.superClass) node.superClass = this.expression(node.superClass);
    node.$site = false;
    const made = this.unit.liftClass(node);
    const b = node.id.$b;
    if (!b) return;
    if (b.boxed) this.text(`${b.uname}.v = ${made}`);
    else {
      this.declare("let", b.uname, made);
      this.local(b.uname);
    }
  }

  #while(node: E.WhileStatement, labels: readonly string[]): void {
    const { at } = this;
    const target = this.target("loop", labels);
    const test = this.has(node.test) ? null : this.print(node.test, 0);
    const body = this.within(target, () =>
      this.into(() => {
        if (test === null) this.#unless(node.test, target);
        this.#tick(node, 2);
        this.out.push(...this.block(node.body));
      }),
    );
    this.at = at;
    this.emit({ op: "loop", target, test, update: null, body, copies: [] });
  }

  #doWhile(node: E.DoWhileStatement, labels: readonly string[]): void {
    const { at } = this;
    const target = this.target("loop", labels);
    target.continues = this.unit.nextLabel();
    const body = this.within(target, () =>
      this.into(() => {
        this.#tick(node, 2);
        this.emit({ op: "block", label: target.continues, body: this.block(node.body) });
        this.#unless(node.test, target);
      }),
    );
    this.at = at;
    this.emit({ op: "loop", target, test: null, update: null, body, copies: [] });
  }

  #for(node: E.ForStatement, labels: readonly string[]): void {
    const { at } = this;
    const outer = this.into(() => {
      const { init } = node;
      if (init?.type === "VariableDeclaration") this.statement(init, []);
      else if (init) this.effect(init);
      // a closure keeps the variable of its own round: the cell is copied before the update
      const copies =
        init?.type === "VariableDeclaration" && init.kind === "let"
          ? init.declarations.flatMap((d) => boundNames(d.id)).flatMap((name) => (name.$b?.boxed ? [name.$b.uname] : []))
          : [];
      const plainUpdate = copies.length === 0 && !this.has(node.update);
      const target = this.target("loop", labels);
      if (!plainUpdate) target.continues = this.unit.nextLabel();
      const test = node.test && !this.has(node.test) ? this.print(node.test, 0) : null;
      this.at = at;
      const body = this.within(target, () =>
        this.into(() => {
          if (node.test && test === null) this.#unless(node.test, target);
          this.#tick(node, 3);
          if (plainUpdate) {
            this.out.push(...this.block(node.body));
            return;
          }
          this.emit({ op: "block", label: target.continues, body: this.block(node.body) });
          this.at = at;
          for (const name of copies) this.declare(null, name, `{ v: ${name}.v }`);
          if (node.update) this.effect(node.update);
        }),
      );
      for (const op of this.out) if (op.op === "declare" && op.kind === "const" && copies.includes(op.lhs)) op.kind = "let";
      this.at = at;
      this.emit({ op: "loop", target, test, update: plainUpdate && node.update ? this.print(node.update, 0) : null, body, copies });
    });
    this.emit({ op: "block", label: null, body: outer });
  }

  #bindEach(left: E.VariableDeclaration | E.Pattern, value: string): void {
    if (left.type === "VariableDeclaration")
      this.declarePattern((left.declarations[0] as E.VariableDeclarator).id, value, left.kind === "var" ? null : left.kind);
    else this.declarePattern(left, value, null);
  }

  #forEach(node: E.ForOfStatement | E.ForInStatement, labels: readonly string[]): void {
    if (node.type === "ForOfStatement" && node.await) throw new Error("cannot lower for await");
    const { at } = this;
    const { iterate, closeIterators } = this.unit.options;
    const isOf = node.type === "ForOfStatement";
    const outer = this.into(() => {
      const source = this.print(this.expression(node.right));
      const it = this.temp();
      if (isOf && iterate) {
        this.#protocolLoop(node, labels, it, source, closeIterators);
        return;
      }
      const target = this.target("loop", labels);
      if (!this.has(node.body)) {
        const item = this.temp();
        const body = this.within(target, () =>
          this.into(() => {
            this.#bindEach(node.left, item);
            this.out.push(...this.block(node.body));
          }),
        );
        this.at = at;
        this.emit({ op: "loop", target, test: `const ${item} ${isOf ? "of" : "in"} ${source}`, update: "each", body, copies: [] });
        return;
      }
      // JavaScript's own iteration over what cannot suspend, with the cursor in a variable
      this.declare("const", it, isOf ? `$values(${source})` : `$values($keysIn(${source}))`);
      this.keeping([it], () => {
        const item = this.temp();
        const body = this.within(target, () =>
          this.into(() => {
            this.declare("const", item, `${it}.next()`);
            this.emitIf(`${item} === $DONE`, () => this.jump(target, false), null);
            this.#tick(node, 3);
            this.#bindEach(node.left, item);
            this.out.push(...this.block(node.body));
          }),
        );
        this.at = at;
        this.emit({ op: "loop", target, test: null, update: null, body, copies: [] });
      });
    });
    this.emit({ op: "block", label: null, body: outer });
  }

  /** `$iter` and `$next`: both may suspend. */
  #protocolLoop(node: E.ForOfStatement, labels: readonly string[], it: string, source: string, closing: boolean): void {
    const { at } = this;
    const target = this.target("loop", labels);
    this.site(`$iter(${source})`, node.right, it, "const");
    this.scopeVars.push(it);
    const loop = () => {
      const item = this.temp();
      const body = this.within(target, () =>
        this.into(() => {
          this.site(`${it}.$next()`, node.right, item, "const");
          this.emitIf(
            `${item} === END`,
            () => {
              if (target.done) this.text(`${target.done} = true`);
              this.emitBreak(target.label);
              target.used = true;
            },
            null,
          );
          this.#tick(node, 3);
          this.#bindEach(node.left, item);
          this.out.push(...this.block(node.body));
        }),
      );
      this.at = at;
      this.emit({ op: "loop", target, test: null, update: null, body, copies: [] });
    };
    if (!closing) {
      loop();
      return;
    }
    const done = this.temp();
    target.done = done;
    this.declare("let", done, "false");
    this.scopeVars.push(done);
    this.complete(loop, () => this.emitIf(`!${done} && ${it}.return !== undefined`, () => this.site(`${it}.return()`, node, null, null), null));
  }

  #return(node: E.ReturnStatement): void {
    const value = node.argument;
    if (value) this.#placeAt(value);
    const bare =
      this.unit.options.elideTails &&
      !this.unit.options.inject &&
      !this.insideTry() &&
      this.f.memberKind !== "constructor" &&
      !this.node.generator &&
      !this.node.async;
    if (
      bare &&
      value?.type === "CallExpression" &&
      this.unit.options.rule(value) &&
      value.callee.type !== "Super" &&
      !this.has(value.callee) &&
      !value.arguments.some((a) => this.has(a)) &&
      !(value.callee.type === "MemberExpression" && value.callee.object.type === "Super")
    ) {
      this.emit({ op: "return", text: this.print(value) });
      return;
    }
    if (value?.type === "ConditionalExpression" && bare && this.isWholeSite(value)) {
      this.emit({ op: "return", text: this.print({ ...value, test: this.expression(value.test) }) });
      return;
    }
    if (value?.type === "ConditionalExpression" && this.has(value) && !this.isWholeSite(value)) {
      const { at } = this;
      const test = this.print(this.expression(value.test), 0);
      this.emitIf(
        test,
        () => this.#return({ ...node, argument: value.consequent }),
        () => this.#return({ ...node, argument: value.alternate }),
      );
      this.at = at;
      return;
    }
    this.leave(value ? this.print(this.expression(value), 0) : null);
  }

  #switch(node: E.SwitchStatement, labels: readonly string[]): void {
    const { at } = this;
    if (node.cases.some((c) => this.has(c.test))) throw new Error("a switch case whose test may suspend");
    const on = this.print(this.expression(node.discriminant), 0);
    const target = this.target("switch", labels);
    const outer = this.into(() => {
      const all = node.cases.flatMap((c) => c.consequent);
      for (const s of all)
        if (s.type === "VariableDeclaration" && s.kind !== "var") {
          for (const d of s.declarations)
            for (const name of boundNames(d.id)) {
              const b = name.$b;
              if (!b) continue;
              this.declare("let", b.uname, b.boxed ? "{ v: undefined }" : null);
              this.local(b.uname);
              b.made = true;
            }
          s.$assign = true;
        }
      this.#hoist(all);
      const cases = this.within(target, () =>
        node.cases.map((c) => ({
          test: c.test ? this.print(c.test, 0) : null,
          body: this.into(() => {
            for (const s of c.consequent) this.statement(s, []);
          }),
        })),
      );
      this.at = at;
      this.emit({ op: "switch", target, on, cases, selector: `$h${++this.temporaries}` });
    });
    this.emit({ op: "block", label: null, body: outer });
  }
}

/** The one call in an expression that is no site and has a place; undefined if there are more, or none. */
function onlyCall(expression: E.Expression): E.Node | undefined {
  let found: E.Node | undefined;
  let count = 0;
  const look = (node: E.Node): void => {
    if (isFunction(node) || count > 1) return;
    if (node.type === "CallExpression" && node.start >= 0 && node.$site !== true && !isPush(node)) {
      count++;
      found = node;
    }
    eachChild(node, look);
  };
  look(expression);
  return count === 1 ? found : undefined;
}

/** `xs.push(x)` of an array raises nothing. */
function isPush({ callee }: E.CallExpression): boolean {
  return callee.type === "MemberExpression" && !callee.computed && callee.property.type === "Identifier" && callee.property.name === "push";
}
