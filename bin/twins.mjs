/**
 * twins - takes the second forms of the runtime's functions, in which frames are resumed, out of a bundle's text: they are half of it, and few runs need many.
 *
 * In      the text of a chunk (pack.mjs), in which each function that may suspend has `var $F1 = $fn({ name, file, counts, spans, twin })`
 * Out     the same without them, where `$F1` is `$code(1)`, and a function that makes them from what of the chunk they name, by value
 *
 * Invariants
 *   W1  A twin that names a variable which is assigned again stays where it is.
 *   W2  `$code(n)` is called when the chunk has been evaluated: frames are saved while threads run.
 */
import ts from "typescript";

/** Numbers of descriptors: those of one file stand together, and are compiled together. */
const PER_FILE = 1024;

/**
 * `imported` are the chunk's names from elsewhere. Gives the body without twins, the names that they need, and the text of the function that makes them;
 * undefined if there are none.
 */
export function takeTwins(id, body, imported) {
  const file = parseChunk(id, body);
  const top = new Scope(undefined);
  for (const name of imported) top.names.add(name);
  declareIn(file, top, top);
  const found = new Map();
  const assigned = new Set();
  const uses = [];
  walk(file, top, { assigned, uses });
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations)
      if (isDescriptor(declaration)) found.set(declaration.name.text, { declaration, statement });
  }
  const names = new Set();
  for (const [name, { declaration }] of [...found]) {
    const free = uses.filter(({ node }) => node.pos >= declaration.initializer.pos && node.end <= declaration.end).map(({ node }) => node.text);
    if (free.some((used) => assigned.has(used))) found.delete(name);
    else found.get(name).free = free;
  }
  if (found.size === 0) return undefined;
  if (top.names.has("$code")) throw new Error(`${id} has a $code of its own`);
  const files = new Map();
  for (const made of found.values()) {
    const source = fileOf(made.declaration);
    if (!files.has(source)) files.set(source, []);
    const rows = files.get(source);
    made.number = [...files.keys()].indexOf(source) * PER_FILE + rows.length;
    rows.push(made);
    for (const used of made.free) if (!found.has(used)) names.add(used);
  }
  // uses of descriptors become calls, their declarations go
  const edits = [];
  for (const { node } of uses) {
    const made = found.get(node.text);
    if (made === undefined) continue;
    const short = ts.isShorthandPropertyAssignment(node.parent);
    edits.push({ from: node.getStart(file), to: node.end, text: `${short ? `${node.text}:` : ""}$code(${made.number})` });
  }
  const cut = (from, to) => {
    let text = "";
    let at = from;
    for (const edit of edits) {
      if (edit.from < at || edit.to > to) continue;
      text += body.slice(at, edit.from) + edit.text;
      at = edit.to;
    }
    return text + body.slice(at, to);
  };
  edits.sort((a, b) => a.from - b.from);
  const functions = [...files].map(([, rows]) => {
    const cases = rows.map(({ declaration, number }) => {
      const { initializer } = declaration;
      return `case ${number % PER_FILE}:return ${cut(initializer.getStart(file), initializer.end)};`;
    });
    return `function(n){switch(n){\n${cases.join("\n")}}}`;
  });
  const replace = (node, text) => {
    const [from, to] = [node.getStart(file), node.end];
    for (let i = edits.length - 1; i >= 0; i--) if (edits[i].from >= from && edits[i].to <= to) edits.splice(i, 1);
    edits.push({ from, to, text });
  };
  for (const statement of file.statements) {
    for (const { names, values } of anchorTables(statement)) {
      const words = names.text.split(" ");
      const kept = values.elements.map((value, i) => ({ value, word: words[i] })).filter(({ value }) => !found.has(value.text));
      replace(names, JSON.stringify(kept.map(({ word }) => word).join(" ")));
      replace(values, `[${kept.map(({ value }) => body.slice(value.getStart(file), value.end)).join(",")}]`);
    }
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations } = statement.declarationList;
    const kept = declarations.filter((d) => found.get(d.name.text)?.declaration !== d);
    if (kept.length === declarations.length) continue;
    const word = body.slice(statement.getStart(file), declarations[0].getStart(file));
    const text = kept.length === 0 ? "" : `${word}${kept.map((d) => cut(d.getStart(file), d.end)).join(",")};`;
    replace(statement, text);
  }
  edits.sort((a, b) => a.from - b.from);
  const given = [...names];
  return {
    body: `const $code=$codes(()=>[${given.join(",")}]);${cut(0, body.length)}`,
    maker: `function($code,${given.join(",")}){const files=[\n${functions.join(",\n")}];return n=>files[n>>10](n&1023)}`,
  };
}

/** The tree of a bundle's text. TypeScript takes `x.` at the end of a line for something unfinished if a word follows what comes on the next one. */
export function parseChunk(id, text) {
  const file = ts.createSourceFile(id, text.replaceAll(".\n", ". "), ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const [wrong] = file.parseDiagnostics;
  if (wrong !== undefined) throw new Error(`${id} at ${wrong.start}: ${wrong.messageText}: ${text.slice(wrong.start - 50, wrong.start + 50)}`);
  return file;
}

/** `$F1 = $fn({ ..., twin: function ... })` */
function isDescriptor({ name, initializer }) {
  return (
    ts.isIdentifier(name) &&
    /^\$F\d+$/.test(name.text) &&
    initializer !== undefined &&
    ts.isCallExpression(initializer) &&
    ts.isIdentifier(initializer.expression) &&
    /^\$fn\d*$/.test(initializer.expression.text) &&
    ts.isObjectLiteralExpression(initializer.arguments[0])
  );
}

/** The names and values of `$anchors("file", "a b", () => [a, b])`: descriptors have names of another kind in snapshots. */
function anchorTables(statement) {
  if (!ts.isExpressionStatement(statement)) return [];
  const tables = [];
  const visit = (node) => {
    if (!ts.isCallExpression(node)) {
      if (ts.isBinaryExpression(node) || ts.isParenthesizedExpression(node)) ts.forEachChild(node, visit);
      return;
    }
    if (!ts.isIdentifier(node.expression) || !/^\$anchors\d*$/.test(node.expression.text)) return;
    const [, names, { body }] = node.arguments;
    tables.push({ names, values: body });
  };
  visit(statement.expression);
  return tables;
}

function fileOf({ initializer }) {
  const property = initializer.arguments[0].properties.find((p) => p.name?.text === "file");
  return property.initializer.text;
}

class Scope {
  constructor(parent) {
    this.parent = parent;
    this.names = new Set();
  }
}

/** What a function or block declares: `let` and its like in `block`, `var` in `whole`. */
function declareIn(node, block, whole) {
  const visit = (inner) => {
    if (ts.isFunctionDeclaration(inner) || ts.isClassDeclaration(inner)) {
      block.names.add(inner.name.text);
      return;
    }
    if (ts.isFunctionLike(inner) || ts.isClassLike(inner)) return;
    if (isBlock(inner)) {
      declareVars(inner, whole);
      return;
    }
    if (ts.isVariableDeclarationList(inner)) for (const d of inner.declarations) bind(d.name, inner.flags & ts.NodeFlags.BlockScoped ? block : whole);
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
}

/** `var` in blocks below. */
function declareVars(node, whole) {
  const visit = (inner) => {
    if (ts.isFunctionLike(inner) || ts.isClassLike(inner)) return;
    if (ts.isVariableDeclarationList(inner) && !(inner.flags & ts.NodeFlags.BlockScoped)) for (const d of inner.declarations) bind(d.name, whole);
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
}

function bind(name, scope) {
  if (ts.isIdentifier(name)) scope.names.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name, scope);
}

function isBlock(node) {
  return (
    ts.isBlock(node) || ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node) || ts.isCaseBlock(node) || ts.isCatchClause(node)
  );
}

/** Finds uses of the names of the outermost scope, and those that are assigned other than where they are declared. */
function walk(node, scope, { assigned, uses }) {
  const visit = (inner, within) => {
    let own = within;
    if (ts.isFunctionLike(inner)) {
      own = new Scope(within);
      if (inner.name !== undefined && ts.isIdentifier(inner.name) && ts.isFunctionExpression(inner)) own.names.add(inner.name.text);
      for (const p of inner.parameters) bind(p.name, own);
      if (inner.body !== undefined) declareIn(ts.isBlock(inner.body) ? inner.body : inner, own, own);
      own.names.add("arguments");
    } else if (ts.isClassLike(inner)) {
      own = new Scope(within);
      if (inner.name !== undefined) own.names.add(inner.name.text);
    } else if (isBlock(inner) && !(ts.isBlock(inner) && ts.isFunctionLike(inner.parent))) {
      own = new Scope(within);
      if (ts.isCatchClause(inner) && inner.variableDeclaration !== undefined) bind(inner.variableDeclaration.name, own);
      declareIn(inner, own, own);
    } else if (ts.isIdentifier(inner) && isUse(inner)) {
      let at = within;
      while (at !== undefined && !at.names.has(inner.text)) at = at.parent;
      if (at === scope) {
        uses.push({ node: inner });
        if (isAssigned(inner)) assigned.add(inner.text);
      }
    }
    ts.forEachChild(inner, (child) => visit(child, own));
  };
  ts.forEachChild(node, (child) => visit(child, scope));
}

/** Whether an identifier stands for a variable's value (or place). */
function isUse(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === node;
  if (ts.isFunctionLike(parent)) return parent.body === node;
  if (ts.isClassLike(parent) || ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  return true;
}

/** Whether it is assigned there: alone, in a pattern, by an operator, or as the variable of a loop. */
function isAssigned(node) {
  let at = node;
  for (let { parent } = node; ; at = parent, parent = parent.parent) {
    if (ts.isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      return parent.left === at && kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    }
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
      return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
    if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === at;
    const inPattern =
      ts.isArrayLiteralExpression(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isSpreadElement(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isParenthesizedExpression(parent) ||
      (ts.isPropertyAssignment(parent) && parent.initializer === at) ||
      ts.isShorthandPropertyAssignment(parent);
    if (!inPattern) return false;
  }
}
