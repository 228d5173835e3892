/**
 * pythonic - what makes functions and classes of the runtime's source Python's: signatures from their TypeScript text, and argument checks.
 *
 * `@pyclass(...) class C {...}`      `const C = pyclass(...)($signed(class {...}, { m: "(a, b = 1)" }))`: C inside the class is what the decorator makes
 * `builtin("f(a, b=1, /)", function` the check of a positional signature stands in the function itself: `$checked(function $f1(a, b) { if (...) $badargs...`
 * `export function f(a, b = 1)`      of a file in modules/, under a Python name or one that its pymodule() has: `$described(f, "f(a, b = 1)", "module")`
 */
import type { ts } from "ts-morph";
import type * as E from "./estree.js";
import { call, children, id, literal, NOWHERE, raw } from "./estree.js";

export function makePythonic(tree: E.Program, file: string): void {
  let checks = 0;
  const members = new Set<string>();
  const visit = (node: E.Node): void => {
    if (node.type === "CallExpression" && node.callee.type === "Identifier") {
      const { name } = node.callee;
      if (name === "pymodule") memberNames(node.arguments[1], members);
      if (name === "builtin" || name === "builtinType")
        node.arguments[1] = checked(node.arguments[0], node.arguments[1], () => ++checks) ?? (node.arguments[1] as E.Expression);
      else if (name === "methods") methodTable(node.arguments[1], () => ++checks);
    }
    for (const child of children(node)) visit(child);
  };
  visit(tree);
  for (const s of tree.body) if (s.type === "ExpressionStatement") makeLazy(s.expression);
  const described: E.Statement[] = [];
  const module = /^modules[\\/](.*)\.ts$/
    .exec(file)?.[1]
    ?.replaceAll(/[\\/]/g, ".")
    .replace(/(?:^|\.)index$/, "");
  const isSeen = (name: string): boolean => isPythonName(name) || members.has(name);
  tree.body = tree.body.map((s) => {
    if (s.type === "ClassDeclaration") return classStatement(s);
    if (s.type !== "ExportNamedDeclaration" || !s.declaration) return s;
    if (s.declaration.type === "ClassDeclaration") {
      const made = classStatement(s.declaration);
      return made.type === "VariableDeclaration" ? { ...s, declaration: made } : s;
    }
    if (s.declaration.type === "FunctionDeclaration" && module !== undefined && isSeen(s.declaration.id.name)) described.push(describe(s.declaration, module));
    return s;
  });
  tree.body.push(...described);
}

/** `methods(C, {...})` at the top of a file: the table is made when the class is first looked at, and its functions are found by the class. */
function makeLazy(node: E.Expression): void {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || !["methods", "getset"].includes(node.callee.name)) return;
  const table = node.arguments[1];
  if (table?.type !== "ObjectExpression") return;
  table.$lazy = true;
  const visit = (inner: E.Node): void => {
    if (inner.type === "FunctionExpression" || inner.type === "ArrowFunctionExpression") inner.$placed = true;
    else for (const child of children(inner)) visit(child);
  };
  visit(table);
}

/** The functions of the file that a module has under their own names. */
function memberNames(table: Maybe, names: Set<string>): void {
  if (table?.type !== "ObjectExpression") return;
  for (const p of table.properties)
    if (p.type === "Property" && p.key.type === "Identifier" && p.value.type === "Identifier" && p.key.name === p.value.name) names.add(p.key.name);
}

/** Python's names have no capitals inside words, gilt's own have; but for what a module has. */
function isPythonName(name: string): boolean {
  return /^_*[a-z][a-z0-9_]*\$?$/.test(name) || /^_*[A-Z]\w*$/.test(name);
}

// ---- functions with text signatures

interface Positional {
  readonly count: number;
  readonly required: number;
  /** A Kw may follow. */
  readonly keywords?: boolean;
}

/** What a text signature takes, if it takes positional arguments alone. */
function positional(text: string, isMethod: boolean): Positional | undefined {
  const inside = /^[^(]*\((.*)\)$/s.exec(text)?.[1];
  if (inside === undefined || inside.includes("*")) return undefined;
  const parts = splitParameters(inside)
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "/");
  if (isMethod && /^\$?(?:self|cls)$/.test(parts[0] ?? "")) parts.shift();
  if (parts.some((part) => !/^\w+(?:=.*)?$/s.test(part))) return undefined;
  return { count: parts.length, required: parts.filter((part) => !part.includes("=")).length };
}

/** Splits at the commas outside brackets and quotes. */
function splitParameters(text: string): string[] {
  return text.match(/(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}|[^,])+/g) ?? [];
}

type Maybe = E.Expression | E.SpreadElement | E.Pattern | undefined;

function checked(signature: Maybe, body: Maybe, number: () => number, isMethod = false): E.Expression | undefined {
  if (signature?.type !== "Literal" || typeof signature.value !== "string" || body?.type !== "FunctionExpression") return undefined;
  const takes = positional(signature.value, isMethod);
  if (!takes) return undefined;
  const own = body.id?.name ?? `$f_${number()}`;
  body.id ??= id(own, body);
  addCheck(body, takes, `${own}`);
  return call("$checked", [body], body);
}

function addCheck(fn: E.FunctionNode, takes: Positional, self: string): void {
  if (fn.body.type !== "BlockStatement" || fn.generator) return;
  const last = fn.params[takes.required - 1];
  const name = last?.type === "Identifier" ? last.name : undefined;
  // `$badargs` names: printed as raw text, so the parameter is an identifier of its own
  const tooMany = takes.keywords
    ? raw(`arguments.length > ${takes.count} && (arguments.length > ${takes.count + 1} || !$isKw(arguments[${takes.count}]))`)
    : raw(`arguments.length > ${takes.count}`);
  const test: E.Expression =
    takes.required === 0
      ? tooMany
      : {
          type: "LogicalExpression",
          operator: "||",
          right: tooMany,
          ...NOWHERE,
          left: {
            type: "BinaryExpression",
            operator: "===",
            left: name === undefined ? raw(`arguments[${takes.required - 1}]`) : id(name),
            right: raw("undefined"),
            ...NOWHERE,
          },
        };
  const stop: E.ReturnStatement = {
    type: "ReturnStatement",
    argument: call("$badargs", [raw(self), { type: "ThisExpression", ...NOWHERE }, raw("arguments")]),
    ...NOWHERE,
  };
  fn.body.body.unshift({ type: "IfStatement", test, consequent: stop, alternate: null, ...NOWHERE });
  fn.$prologue = 1;
}

function methodTable(table: Maybe, number: () => number): void {
  if (table?.type !== "ObjectExpression") return;
  for (const p of table.properties) {
    if (p.type !== "Property" || p.kind !== "init" || p.computed || p.key.type !== "Literal") continue;
    const made = checked(p.key, p.value as E.Expression, number, true);
    if (!made) continue;
    p.value = made;
    p.method = false;
  }
}

// ---- functions and classes whose signature is their TypeScript one

function describe(node: E.FunctionDeclaration, module: string): E.Statement {
  const name = node.id.name;
  const source = node.$ts as ts.FunctionDeclaration;
  const takes = typedPositional(source);
  if (takes) addCheck(node, takes, name);
  const expression = call("$described", [id(name), literal(`${name.replace(/[$_]$/, "")}${signatureText(source)}`), literal(module)], node);
  return { type: "ExpressionStatement", expression, start: node.start, end: node.end };
}

function typedPositional(node: ts.FunctionLikeDeclaration): Positional | undefined {
  const all = node.parameters.filter((p) => p.name.getText() !== "this");
  if (all.some((p) => p.dotDotDotToken !== undefined)) return undefined;
  const parameters = all.filter((p) => /^\w/.test(p.name.getText()) && !/\bK(?:w|eywords)\b/.test(p.type?.getText() ?? ""));
  return { keywords: parameters.length < all.length, count: parameters.length, required: parameters.filter((p) => !p.initializer && !p.questionToken).length };
}

function classStatement(node: E.ClassDeclaration): E.VariableDeclaration | E.ClassDeclaration {
  if (node.decorators.length === 0) return node;
  const bare: E.ClassExpression = { ...node, type: "ClassExpression", id: null, decorators: [], $name: node.id.name };
  const texts: E.Property[] = node.body.body.flatMap((m) => {
    if (m.type !== "MethodDefinition" || m.kind !== "method" || m.computed || m.key.type !== "Identifier" || m.key.name.startsWith("$")) return [];
    const source = m.value.$ts as ts.FunctionLikeDeclaration;
    const takes = m.static ? undefined : typedPositional(source);
    if (takes) addCheck(m.value, takes, `${node.id.name}.prototype.${m.key.name}`);
    const text = signatureText(source);
    return [{ type: "Property", key: literal(m.key.name), value: literal(text), kind: "init", method: false, shorthand: false, computed: false, ...NOWHERE }];
  });
  const signed = call("$signed", [bare, { type: "ObjectExpression", properties: texts, ...NOWHERE }], node);
  const made = node.decorators.reduceRight<E.Expression>((value, decorator) => call(decorator, [value], node), signed);
  return {
    type: "VariableDeclaration",
    kind: "const",
    declarations: [{ type: "VariableDeclarator", id: id(node.id.name, node), init: made, start: node.start, end: node.end }],
    start: node.start,
    end: node.end,
  };
}

/** `(a, b = 1, *, c = 2, ...rest)` of a TypeScript function, without types; `{ c = 2, ...kw }` are its keyword-only parameters. */
function signatureText(node: ts.FunctionLikeDeclaration): string {
  const file = node.getSourceFile();
  const parts: string[] = [];
  for (const p of node.parameters) {
    const name = shownName(p.name.getText(file), node.body?.getText(file) ?? "");
    if (name === "this") continue;
    if (p.dotDotDotToken) parts.push(`...${name}`);
    else if (name.startsWith("{")) parts.push("*", ...keywordOnly(p, file));
    else if (/\bK(?:w|eywords)\b/.test(p.type?.getText(file) ?? "")) parts.push(`**${name}`);
    else parts.push(withDefault(name, p.initializer ? p.initializer.getText(file) : p.questionToken ? "undefined" : undefined));
  }
  return `(${parts.join(", ")})`;
}

/** The name that Python code sees: a parameter that nothing reads has an underscore in TypeScript alone. */
function shownName(name: string, body: string): string {
  return /^_[a-z]/.test(name) && !new RegExp(`\\b${name}\\b`).test(body) ? name.slice(1) : name;
}

function withDefault(name: string, value: string | undefined): string {
  const python = /^[a-z]+_$/.test(name) ? name.slice(0, -1) : name;
  return value === undefined ? python : `${python} = ${value}`;
}

function keywordOnly(p: ts.ParameterDeclaration, file: ts.SourceFile): string[] {
  return (p.name as ts.ObjectBindingPattern).elements.map((element) => {
    const name = (element.propertyName ?? element.name).getText(file);
    return element.dotDotDotToken ? `**${name}` : withDefault(name, element.initializer?.getText(file));
  });
}
