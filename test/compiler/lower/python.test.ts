/**
 * The pass as translated Python uses it: prologues, frame codes, lines.
 */
import test from "ava";
import { ts } from "ts-morph";
import type { FunctionNode, Node } from "../../../compiler/lower/estree.js";
import { children, isFunction } from "../../../compiler/lower/estree.js";
import { lowerPython } from "../../../compiler/lower/python.js";
import { toEstree } from "../../../compiler/lower/tree.js";

/** Lowers a text in which `$badargs` statements are prologues. */
function lower(source: string) {
  const file = ts.createSourceFile("p.ts", source, ts.ScriptTarget.Latest, true);
  const program = toEstree(ts, file);
  const visit = (node: Node): void => {
    if (isFunction(node) && node.body.type === "BlockStatement")
      (node as FunctionNode).$prologue = node.body.body.filter((s) => s.type === "IfStatement" && /^if .*\$badargs/.test(source.slice(s.start, s.end))).length;
    for (const child of children(node)) visit(child);
  };
  visit(program);
  return lowerPython(program, {
    file: "p.py",
    spanOf: (start, end) => [file.getLineAndCharacterOfPosition(start).line + 1, 0, file.getLineAndCharacterOfPosition(end).line + 1, 0],
  });
}

const check = (name: string) => `if (${name} === undefined || arguments.length > 1) $badargs($F, this, arguments);`;

test("the prologue comes before the frame counts, and is in the first form only", (t) => {
  const { code } = lower(`function $body() { function f(a) { ${check("a")}\n return g(a); } }`);
  const lines = code.split("\n");
  const prologue = lines.findIndex((line) => line.includes("arguments.length"));
  const counts = lines.findIndex((line, i) => i > prologue && line.includes("S.depthLimit"));
  t.true(prologue > 0 && counts === prologue + 3, code);
  t.is(lines.filter((line) => line.includes("arguments.length")).length, 1);
  t.false(code.includes("$F,"));
});

test("a parameter that lives in a cell is plain in the prologue", (t) => {
  const { code } = lower(`function $body() { function f(a) { ${check("a")}\n function inner() { a = g(a); } return inner; } }`);
  t.true(code.includes("if ($p0 === undefined"), code);
});

test("a generator checks its arguments when it is called", (t) => {
  const { code } = lower(`function $body() { function* f(a) { ${check("a")}\n yield a; } }`);
  t.regex(code, /function f\(a\) \{\nif \(a === undefined[^}]*\}\nreturn \$gen\(\$F\d+, null, \[a\]\); \}/);
});

test("free names come from the abi or are builtins", (t) => {
  const { code } = lower("let x; function $body() { x = add($getattr(x, 'a'), len(x)); }");
  t.regex(code, /const \{ [^}]*\$getattr[^}]* \} = \$gilt\.abi;\nconst \{ add, len \} = \$gilt\.builtins;/);
});

test("each line knows its place and its function", (t) => {
  const { code, positions } = lower("function $body() {\n  f(1);\n  const h = function h() {\n    return g(2);\n  };\n}");
  const lines = code.split("\n");
  for (let i = 0; i < positions.rows.length; i += 6) {
    const [jsLine, line, , , , number] = positions.rows.slice(i, i + 6) as [number, number, number, number, number, number];
    const text = lines[jsLine - 1] as string;
    if (text.includes("f(1)")) t.deepEqual([line, positions.names[number]], [2, "$body"]);
    if (text.includes("g(2)")) t.deepEqual([line, positions.names[number]], [4, "h"]);
  }
  t.true(positions.rows.length > 12);
});
