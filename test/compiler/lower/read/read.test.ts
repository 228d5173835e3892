/**
 * The reader of emitted text against TypeScript's own parser: the same tree, node by node.
 */
import { readdirSync, readFileSync } from "node:fs";
import test from "ava";
import { readText } from "../../../../compiler/lower/read/read.js";
import { readByTypeScript } from "../../../../compiler/lower/typescript.js";
import { translate } from "../../emit/translate.js";

/** Fields without a value count as absent ones. */
function plain(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)));
}

const texts: Record<string, string> = {
  operators: "x = a + b * -c ** d - (e - f) || g && !h; y = (a ?? b) || c; n <<= 1; m >>>= 2; k ??= l; z = a >= b === c > d >> 1; i++; --j;",
  "casts and assertions": "(a as Value).b = c! as T | null; d = e satisfies F; f = g as const; for (const [x] of y as [number][]) x!.z();",
  "type arguments, and what is less": "f<T, U[]>(a); new Map<string, [a: T]>(); if (a < b && c > d) e = f < g;",
  "arrow functions": "a(b => b, (c) => c, (d, e) => ({ d }), (f: T): U => f, async (g) => g, async h => h, () => {}, ({ i }, [j]) => i, (k = 1) => k);",
  parentheses: "(a); (a, b); (a = b); x = c ? (d) : (e); f = (g).h; ((i)); k = l ? (m, n) : o;",
  "optional chains": "a?.b.c(1); (a?.b).c; a?.[0]?.(b)!.c; d = e?.5:6;",
  templates: "a = `b${c}d${`e${f}`}\\n\\u{1f600}\\``; g = h`\\x41${i}`;",
  literals:
    "a = [1, 0x1F, 0b11, 1e3, .5, 1_000, 123n, 0xABn, 1_0n, 'it\\'s', \"\\u0041\\0\\\\\", , ...b,]; c = { d, 'e': 1, 2: f, [g]: h, ...i, j() { return 1; } };",
  "patterns of declarations": "const [a, , [b = 1, ...c]] = d, { e, f: g, h = 2, ...i } = j; let k: T | undefined, l!: U;",
  "patterns of assignments": "[a, b.c, [d[0], ...e]] = f; ({ a, b: c.d, ...e } = f);",
  functions:
    "function f(this: Value, a: number, b?: { c: T }, d = 1, ...e: Value[]): asserts {} async function* g() { yield* h; yield; await i; const j = yield k; }",
  classes:
    "class A extends b(C)<D> { declare x: T; static y = 1; z; [key: string]: Value; static { y(); } constructor(...a) { super(...a); super.b(); } get c(): T { return 1; } set c(v) {} static async d() {} *e(): F<G> {} 'f g'() {} @h(1) i() {} @j k = 2; get() {} }",
  "decorated classes": "@a @b(c) @(d as Value) class E {} const f = class G extends H {};",
  statements:
    "'use strict'; ('no directive'); a: for (;;) { break a; } for (let i = 0, n = 3; i < n; i++) continue; for (const k in o) ; for await (x of y) {} while (a) b(); do { c(); } while (d); if (e) f(); else if (g) {} else h();",
  "more statements":
    "try { a(); } catch { b(); } try {} catch (e: unknown) {} finally {} switch (c) { case 1: case 2: d(); break; default: e(); } throw f; { let g; } ;",
  "imports and exports": 'import * as a from "b"; import c, { d, e as f, type G } from "h"; import type { I } from "j"; import "k"; export {};',
  "types of their own": "interface A { b: C } type D = [E, (f: G) => H] | { i?: J }; declare const k: L; declare let m: N<O>, p: Q;",
  "names that are words": "type = 1; as(of); async(); declare.x = get.set; a.class.new = { if: 1, in: 2 }; of: while (1) break of;",
  "lines without semicolons": "a = 1\nb()\nreturn_: {\n}\nlet c\n++d",
  comments: "/** a */ b(/* c */ d); // e\n/* f\n */ g(); // h",
};

for (const [title, text] of Object.entries(texts)) {
  test(title, (t) => {
    t.deepEqual(plain(readText(text)), plain(readByTypeScript(text)));
  });
}

test("what emit does not write is left to TypeScript", (t) => {
  for (const text of ["enum A {}", "a = /b/;", "class A { #b = 1; }", "a = <T>b;", "export const a = 1;", "namespace A {}", "a = { get b() {} };", "a b"])
    t.is(readText(text), undefined, text);
});

test("scripts", (t) => {
  const folder = "fixtures/language";
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".py") || name === "deep_source.py") continue;
    const { text } = translate(readFileSync(`${folder}/${name}`, "utf8"));
    const read = readText(text);
    t.truthy(read, name);
    t.deepEqual(plain(read), plain(readByTypeScript(text)), name);
  }
});
