/**
 * TypeScript's tree as JavaScript's: what is dropped, what is rewritten.
 */
import test from "ava";
import { ts } from "ts-morph";
import { lowerFrames } from "../../../compiler/lower/frames.js";
import { NotInSubset, toEstree } from "../../../compiler/lower/tree.js";

const cases: Record<string, { source: string; expected: string }> = {
  "annotations, casts and assertions": { source: "let x: number = (y as any)! satisfies object;", expected: "let x = y;" },
  "types of their own": { source: "interface A {} type B = A; declare let c: B; import type { D } from './d';", expected: "" },
  "type arguments and optional parameters": { source: "const f = (a?: number, ...b: string[]) => g<number>(a);", expected: "const f = (a, ...b) => g(a);" },
  "the type of this": { source: "function f(this: Value, a: int) { return this; }", expected: "function f(a) {\nreturn this;\n}" },
  "fields without a value": { source: "class A { x: number; declare y: string; z = 1; }", expected: "class A {\nz = 1;\n}" },
  "parameter properties": {
    source: "class A extends B { constructor(readonly x: number) { super(); f(); } }",
    expected: "class A extends B {\nconstructor(x) {\nsuper();\nthis.x = x;\nf();\n}\n}",
  },
  "private names": { source: "class A { #x = 1; get() { return this.#x; } }", expected: "class A {\n$A$x = 1;\nget() {\nreturn this.$A$x;\n}\n}" },
  enums: { source: "const enum E { A, B = 5, C }", expected: "const E = { A: 0, B: 5, C: 6 };" },
  "optional chains end where they end": { source: "a?.b.c(1); (a?.b).c;", expected: "a?.b.c(1);\n(a?.b).c;" },
  precedence: {
    source: "x = (a ?? b) || c; y = (-a) ** 2; z = (a, b); (function () {})(); w = a - (b - c);",
    expected: "x = (a ?? b) || c;\ny = (-a) ** 2;\nz = (a, b);\n(function () {})();\nw = a - (b - c);",
  },
  "templates and strings": { source: "s = `a${b}\\n\\`${'\\u2028'}`;", expected: 's = `a${b}\\n\\`${"\u2028"}`;' },
};

for (const [title, { source, expected }] of Object.entries(cases)) {
  test(title, (t) => {
    const file = ts.createSourceFile("a.ts", source, ts.ScriptTarget.Latest, true);
    t.is(lowerFrames(toEstree(ts, file), { rule: () => false }).code.trim(), expected);
  });
}

test("what is outside the subset is named with its place", (t) => {
  const file = ts.createSourceFile("a.ts", "let a;\nnamespace N {}", ts.ScriptTarget.Latest, true);
  const error = t.throws(() => toEstree(ts, file), { instanceOf: NotInSubset });
  t.is(error?.message, "a.ts:2: statement ModuleDeclaration is outside the subset that lower takes");
});
