/**
 * pythonic - what makes functions and classes of the runtime's source Python's: `@pyclass` classes, signatures, argument checks.
 */
import type { ts } from "ts-morph";
import type * as E from "./estree.js";
import { call, id, literal, NOWHERE } from "./estree.js";
import type { TypeScript } from "./tree.js";

export function makePythonic(_tsc: TypeScript, tree: E.Program, _file: string): void {
  tree.body = tree.body.map((s) => {
    if (s.type === "ClassDeclaration") return classStatement(s);
    if (s.type === "ExportNamedDeclaration" && s.declaration?.type === "ClassDeclaration") {
      const made = classStatement(s.declaration);
      return made.type === "VariableDeclaration" ? { ...s, declaration: made } : s;
    }
    return s;
  });
}

/** `@pyclass(...) class C {...}` is `const C = pyclass(...)($signed(class {...}, { m: "(a, b = 1)" }))`: C in the class is what the decorator makes. */
function classStatement(node: E.ClassDeclaration): E.VariableDeclaration | E.ClassDeclaration {
  if (node.decorators.length === 0) return node;
  const bare: E.ClassExpression = { ...node, type: "ClassExpression", id: null, decorators: [], $name: node.id.name };
  const texts: E.Property[] = node.body.body.flatMap((m) => {
    if (m.type !== "MethodDefinition" || m.kind !== "method" || m.computed || m.key.type !== "Identifier" || m.key.name.startsWith("$")) return [];
    const text = signatureText(m.value.$ts as ts.FunctionLikeDeclaration);
    return [{ type: "Property", key: literal(m.key.name), value: literal(text), kind: "init", method: false, shorthand: false, computed: false, ...NOWHERE }];
  });
  const signed = call("$signed", [bare, { type: "ObjectExpression", properties: texts, ...NOWHERE }], node);
  const made = node.decorators.reduceRight<E.Expression>((value, decorator) => call(decorator, [value], node), signed);
  return {
    type: "VariableDeclaration", kind: "const", declarations: [{ type: "VariableDeclarator", id: id(node.id.name, node), init: made, start: node.start, end: node.end }],
    start: node.start, end: node.end,
  };
}

/** `(a, b = 1, ...rest)` of a TypeScript function, without types. */
function signatureText(node: ts.FunctionLikeDeclaration): string {
  const file = node.getSourceFile();
  const parts = node.parameters.filter((p) => p.name.getText(file) !== "this").map((p) => {
    const name = p.name.getText(file);
    if (p.dotDotDotToken) return `...${name}`;
    return p.initializer ? `${name} = ${p.initializer.getText(file)}` : p.questionToken ? `${name} = undefined` : name;
  });
  return `(${parts.join(", ")})`;
}
