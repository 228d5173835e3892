/**
 * print - trees as JavaScript text: expressions on one line, native statements one a line.
 *
 * In      estree.ts nodes, with `$b` of scope.ts
 * Out     text, in which THIS stands for `this` until the form is known
 * A variable in a cell is `x.v`; functions and classes go through the hooks, which lower or lift them.
 */
import type * as E from "./estree.js";

/** Stands for `this` in text: what it is depends on the form (`this`, `$this`). */
export const THIS = "\u0001";

export function withThis(text: string, self: string): string {
  return text.includes(THIS) ? text.replaceAll(THIS, self) : text;
}

export interface PrintHooks {
  /** `$F`: the frame code of the function being printed. */
  frameCode: () => string;
  fn: (node: E.FunctionExpression | E.ArrowFunctionExpression) => string;
  classExpression: (node: E.ClassExpression) => string;
  /** A call in a place that cannot be saved; the default prints it as it is. */
  wrapCall: (node: E.CallExpression | E.NewExpression, text: string) => string;
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  "??": 3,
  "||": 4,
  "&&": 5,
  "|": 6,
  "^": 7,
  "&": 8,
  "==": 9,
  "!=": 9,
  "===": 9,
  "!==": 9,
  "<": 10,
  ">": 10,
  "<=": 10,
  ">=": 10,
  in: 10,
  instanceof: 10,
  "<<": 11,
  ">>": 11,
  ">>>": 11,
  "+": 12,
  "-": 12,
  "*": 13,
  "/": 13,
  "%": 13,
  "**": 14,
};

function precedence(node: E.Node): number {
  switch (node.type) {
    case "Identifier":
    case "Raw":
    case "MemberExpression":
    case "CallExpression":
      return 20;
    case "SequenceExpression":
      return 0;
    case "AssignmentExpression":
    case "ArrowFunctionExpression":
    case "YieldExpression":
      return 1;
    case "ConditionalExpression":
      return 2;
    case "LogicalExpression":
    case "BinaryExpression":
      return PRECEDENCE[node.operator] ?? 0;
    case "UnaryExpression":
    case "AwaitExpression":
      return 15;
    case "UpdateExpression":
      return node.prefix ? 15 : 16;
    case "Literal":
      return typeof node.value === "number" && (node.value < 0 || Object.is(node.value, -0)) ? 15 : 20;
    default:
      return 20;
  }
}

export class Printer {
  constructor(readonly hooks: PrintHooks) {}

  /** An expression; in parentheses if it binds less than `least`. */
  expr(node: E.Node, least = 1): string {
    const text = this.plain(node);
    return precedence(node) < least ? `(${text})` : text;
  }

  name(node: E.Identifier): string {
    const b = node.$b;
    if (!b) return node.name === "$F" ? this.hooks.frameCode() : node.name;
    if (b.fn.isModule) return node.name;
    return b.kind === "own" ? b.name : b.boxed ? `${b.uname}.v` : b.uname;
  }

  private list(nodes: readonly (E.Node | null)[]): string {
    let text = "";
    for (let i = 0; i < nodes.length; i++) {
      if (i > 0) text += ", ";
      const node = nodes[i]!;
      if (node !== null) text += this.expr(node);
    }
    return text;
  }

  private plain(node: E.Node): string {
    switch (node.type) {
      case "Identifier":
        return this.name(node);
      case "Raw":
        return node.text;
      case "Literal":
        return this.literal(node);
      case "MemberExpression": {
        let object = this.expr(node.object, 17);
        if (node.object.type === "Literal" && typeof node.object.value === "number") object = `(${object})`;
        if (node.object.type === "ObjectExpression" || node.object.type === "FunctionExpression" || node.object.type === "ChainExpression")
          object = `(${object})`;
        if (node.computed) return `${object}${node.optional ? "?." : ""}[${this.expr(node.property, 0)}]`;
        const key = node.property.type === "Identifier" ? node.property.name : this.expr(node.property);
        return `${object}${node.optional ? "?." : "."}${key}`;
      }
      case "CallExpression": {
        const text = `${this.callee(node.callee)}${node.optional ? "?." : ""}(${this.list(node.arguments)})`;
        return this.hooks.wrapCall(node, text);
      }
      case "PrivateIdentifier":
        return `#${node.name}`;
      case "ThisExpression":
        return THIS;
      case "Super":
        return "super";
      case "ArrayExpression":
      case "ArrayPattern":
        return `[${this.list(node.elements)}${node.elements.at(-1) === null ? "," : ""}]`;
      case "ObjectExpression":
        if (node.$lazy === true) return `() => (${this.expr({ ...node, $lazy: false })})`;
        return node.properties.length === 0 ? "{}" : `{ ${node.properties.map((p) => this.property(p)).join(", ")} }`;
      case "ObjectPattern":
        return `{ ${node.properties.map((p) => this.property(p)).join(", ")} }`;
      case "Property":
        return this.property(node);
      case "SpreadElement":
      case "RestElement":
        return `...${this.expr(node.argument)}`;
      case "AssignmentPattern":
        return `${this.expr(node.left)} = ${this.expr(node.right)}`;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.hooks.fn(node);
      case "ClassExpression":
        return this.hooks.classExpression(node);
      case "UnaryExpression": {
        const argument = this.expr(node.argument, 15);
        const gap = /[a-z]/.test(node.operator) || argument.startsWith(node.operator) ? " " : "";
        return `${node.operator}${gap}${argument}`;
      }
      case "UpdateExpression":
        return node.prefix ? `${node.operator}${this.expr(node.argument, 15)}` : `${this.expr(node.argument, 16)}${node.operator}`;
      case "BinaryExpression":
      case "LogicalExpression":
        return this.infix(node);
      case "AssignmentExpression":
        return `${this.expr(node.left)} ${node.operator} ${this.expr(node.right)}`;
      case "ConditionalExpression":
        return `${this.expr(node.test, 3)} ? ${this.expr(node.consequent)} : ${this.expr(node.alternate)}`;
      case "SequenceExpression":
        return this.list(node.expressions);
      case "NewExpression": {
        const callee = this.expr(node.callee, 18);
        const simple = /^[\w$.\u0001]+$/.test(callee);
        return this.hooks.wrapCall(node, `new ${simple ? callee : `(${callee})`}(${this.list(node.arguments)})`);
      }
      case "ChainExpression":
        return this.expr(node.expression);
      case "TemplateLiteral":
        return `\`${node.quasis.map((q, i) => templateText(q.value.cooked) + (i < node.expressions.length ? `\${${this.expr(node.expressions[i] as E.Expression, 0)}}` : "")).join("")}\``;
      case "TaggedTemplateExpression":
        return `${this.expr(node.tag, 17)}\`${node.quasi.quasis.map((q, i) => q.value.raw + (i < node.quasi.expressions.length ? `\${${this.expr(node.quasi.expressions[i] as E.Expression, 0)}}` : "")).join("")}\``;
      case "YieldExpression":
        return `yield${node.delegate ? "*" : ""}${node.argument ? ` ${this.expr(node.argument)}` : ""}`;
      case "AwaitExpression":
        return `await ${this.expr(node.argument, 15)}`;
      case "ImportExpression":
        return `import(${this.expr(node.source)})`;
      case "MetaProperty":
        return `${node.meta.name}.${node.property.name}`;
      default:
        throw new Error(`cannot print ${node.type}`);
    }
  }

  callee(node: E.Expression | E.Super): string {
    if (node.type === "Identifier" && node.$b?.boxed && !node.$b.fn.isModule) return `(0, ${this.name(node)})`;
    const text = this.expr(node, 17);
    return node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression" || node.type === "ChainExpression" ? `(${text})` : text;
  }

  private infix(node: E.BinaryExpression | E.LogicalExpression): string {
    const own = PRECEDENCE[node.operator] ?? 0;
    const right = node.operator === "**";
    let a = this.expr(node.left, right ? 16 : own);
    let b = this.expr(node.right, right ? own : own + 1);
    if (node.type === "LogicalExpression") {
      const mixes = (x: E.Node) => x.type === "LogicalExpression" && (x.operator === "??") !== (node.operator === "??");
      if (mixes(node.left) && precedence(node.left) >= own) a = `(${a})`;
      if (mixes(node.right) && precedence(node.right) >= own + 1) b = `(${b})`;
    }
    return `${a} ${node.operator} ${b}`;
  }

  key(node: E.Property | E.MethodDefinition | E.PropertyDefinition): string {
    if (node.computed) return `[${this.expr(node.key)}]`;
    return node.key.type === "Identifier" ? node.key.name : this.expr(node.key);
  }

  private property(node: E.Property | E.SpreadElement | E.RestElement): string {
    if (node.type !== "Property") return `...${this.expr(node.argument)}`;
    const key = this.key(node);
    if (node.kind !== "init") return `${node.kind} ${this.method(key, node.value as E.FunctionExpression)}`;
    if (node.method) return this.method(key, node.value as E.FunctionExpression);
    const value = this.expr(node.value);
    const shorthand = node.key.type === "Identifier" && !node.computed;
    return shorthand && value === key ? key : shorthand && node.value.type === "AssignmentPattern" && value.startsWith(`${key} =`) ? value : `${key}: ${value}`;
  }

  /** `key(params) { body }`; the hook has to have made params and body of it. */
  method(key: string, fn: E.FunctionExpression): string {
    const text = this.hooks.fn(fn);
    if (!/^(?:async )?function/.test(text)) return `${key}: ${text}`;
    const star = fn.generator && text.startsWith("function*") ? "*" : "";
    const isAsync = text.startsWith("async ") ? "async " : "";
    return `${isAsync}${star}${key}${text.slice(text.indexOf("("))}`;
  }

  private literal(node: E.Literal): string {
    if (node.regex) return `/${node.regex.pattern}/${node.regex.flags}`;
    if (typeof node.value === "string") return JSON.stringify(node.value);
    if (typeof node.value === "bigint") return `${node.value}n`;
    if (node.raw !== undefined && typeof node.value === "number" && node.value >= 0) return node.raw;
    return Object.is(node.value, -0) ? "-0" : String(node.value);
  }

  // ---- native statements

  /** `left = right` or such as a statement. */
  expressionStatement(text: string): string {
    return /^(?:\{|function\b|class\b|async function\b|let\s*\[)/.test(text) ? `(${text});` : `${text};`;
  }

  params(nodes: readonly E.Pattern[]): string {
    return nodes.map((node) => this.expr(node)).join(", ");
  }

  private body(node: E.Statement): string {
    return node.type === "BlockStatement" ? this.stmt(node) : `{\n${this.stmt(node)}\n}`;
  }

  variables(node: E.VariableDeclaration): string {
    return `${node.kind} ${node.declarations.map((d) => `${this.expr(d.id)}${d.init ? ` = ${this.expr(d.init)}` : ""}`).join(", ")}`;
  }

  block(nodes: readonly E.Statement[]): string {
    return nodes
      .map((node) => this.stmt(node))
      .filter((text) => text !== "")
      .join("\n");
  }

  stmt(node: E.Statement): string {
    switch (node.type) {
      case "EmptyStatement":
        return "";
      case "DebuggerStatement":
        return "debugger;";
      case "ExpressionStatement":
        return this.expressionStatement(this.expr(node.expression, 0));
      case "VariableDeclaration":
        return `${this.variables(node)};`;
      case "BlockStatement":
        return node.body.length === 0 ? "{}" : `{\n${this.block(node.body)}\n}`;
      case "ReturnStatement":
        return node.argument ? `return ${this.expr(node.argument, 0)};` : "return;";
      case "ThrowStatement":
        return `throw ${this.expr(node.argument, 0)};`;
      case "LabeledStatement":
        return `${node.label.name}: ${this.stmt(node.body) || ";"}`;
      case "BreakStatement":
        return node.label ? `break ${node.label.name};` : "break;";
      case "ContinueStatement":
        return node.label ? `continue ${node.label.name};` : "continue;";
      case "IfStatement": {
        const head = `if (${this.expr(node.test, 0)}) ${this.body(node.consequent)}`;
        return node.alternate ? `${head} else ${node.alternate.type === "IfStatement" ? this.stmt(node.alternate) : this.body(node.alternate)}` : head;
      }
      case "WhileStatement":
        return `while (${this.expr(node.test, 0)}) ${this.body(node.body)}`;
      case "DoWhileStatement":
        return `do ${this.body(node.body)} while (${this.expr(node.test, 0)});`;
      case "ForStatement": {
        const init = node.init ? (node.init.type === "VariableDeclaration" ? this.variables(node.init) : this.expr(node.init, 0)) : "";
        return `for (${init}; ${node.test ? this.expr(node.test, 0) : ""}; ${node.update ? this.expr(node.update, 0) : ""}) ${this.body(node.body)}`;
      }
      case "ForInStatement":
      case "ForOfStatement": {
        const left = node.left.type === "VariableDeclaration" ? this.variables(node.left) : this.expr(node.left);
        const word = node.type === "ForInStatement" ? "in" : "of";
        return `for ${node.type === "ForOfStatement" && node.await ? "await " : ""}(${left} ${word} ${this.expr(node.right)}) ${this.body(node.body)}`;
      }
      case "SwitchStatement": {
        const cases = node.cases.map((c) => `${c.test ? `case ${this.expr(c.test, 0)}` : "default"}:\n${this.block(c.consequent)}`);
        return `switch (${this.expr(node.discriminant, 0)}) {\n${cases.join("\n")}\n}`;
      }
      case "TryStatement": {
        let text = `try ${this.stmt(node.block)}`;
        if (node.handler) text += ` catch ${node.handler.param ? `(${this.expr(node.handler.param)}) ` : ""}${this.stmt(node.handler.body)}`;
        if (node.finalizer) text += ` finally ${this.stmt(node.finalizer)}`;
        return text;
      }
      case "FunctionDeclaration": {
        const made = this.hooks.fn({ ...node, type: "FunctionExpression", $placed: true });
        return made.startsWith("function") || made.startsWith("async") ? made : `const ${this.name(node.id)} = ${made};`;
      }
      case "ClassDeclaration": {
        const made = this.hooks.classExpression({ ...node, type: "ClassExpression" });
        return made.startsWith("class") ? made : `const ${this.name(node.id)} = ${made};`;
      }
      case "ImportDeclaration":
        return this.importText(node);
      case "ExportNamedDeclaration": {
        if (node.declaration) return `export ${this.stmt(node.declaration)}`;
        const names = node.specifiers.map((s) => (s.local.name === s.exported.name ? s.local.name : `${s.local.name} as ${s.exported.name}`)).join(", ");
        return `export { ${names} }${node.source ? ` from ${this.literal(node.source)}` : ""};`;
      }
      case "ExportDefaultDeclaration":
        if (node.declaration.type === "FunctionDeclaration" || node.declaration.type === "ClassDeclaration")
          return `export default ${this.stmt(node.declaration)}`;
        return `export default ${this.expr(node.declaration)};`;
      case "ExportAllDeclaration":
        return `export *${node.exported ? ` as ${node.exported.name}` : ""} from ${this.literal(node.source)};`;
    }
  }

  private importText(node: E.ImportDeclaration): string {
    const source = this.literal(node.source);
    if (node.specifiers.length === 0) return `import ${source};`;
    const parts: string[] = [];
    const named: string[] = [];
    for (const s of node.specifiers) {
      if (s.type === "ImportDefaultSpecifier") parts.push(s.local.name);
      else if (s.type === "ImportNamespaceSpecifier") parts.push(`* as ${s.local.name}`);
      else named.push(s.imported.name === s.local.name ? s.local.name : `${s.imported.name} as ${s.local.name}`);
    }
    if (named.length > 0) parts.push(`{ ${named.join(", ")} }`);
    return `import ${parts.join(", ")} from ${source};`;
  }
}

function templateText(cooked: string): string {
  return JSON.stringify(cooked).slice(1, -1).replaceAll('\\"', '"').replaceAll("`", "\\`").replaceAll("${", "\\${");
}
