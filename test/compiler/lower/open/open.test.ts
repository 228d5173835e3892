/**
 * What emitted text becomes before frames: the body of the module, without suspension.
 */
import test from "ava";
import { ts } from "ts-morph";
import { lowerFrames } from "../../../../compiler/lower/frames.js";
import { open } from "../../../../compiler/lower/open/open.js";
import { toEstree } from "../../../../compiler/lower/tree.js";

const HELPERS = "add and any bases bool bound call dict enumerate eq iter keywords len list lt or print range set sum tuple unbound unpack Float KeyError";
const IMPORT = `import { ${HELPERS.split(" ").join(", ")} } from "gilt";\n`;

/** The statements of `$body`, on one line. */
function body(source: string): string {
  const text = IMPORT + source;
  const file = ts.createSourceFile("m.ts", text, ts.ScriptTarget.ESNext, true);
  const { program } = open(toEstree(ts, file), { file: "m.ts", text, temporaries: new Set(), line: () => 1 });
  const { code } = lowerFrames(program, { rule: () => false });
  const factories = new Map<string, string>();
  for (const [, name, made] of code.matchAll(/^function (\$mk\d+)\([^)]*\) \{ return \$c\((function[\s\S]*?\n?\}), [^\n]*\); \}$/gm))
    factories.set(name!, made!);
  let found = code.slice(code.indexOf("function $body() {") + 18, code.lastIndexOf("}"));
  // closures as they stand in the text, not as the factories that make them
  while (/\$mk\d+\(/.test(found)) found = found.replace(/(\$mk\d+)\([^)]*\)/, (_call, name: string) => factories.get(name)!);
  return found.replace(/\s+/g, " ").trim();
}

const cases: Record<string, { source: string; js: string }> = {
  "an attribute that may be a method goes to $getattr": {
    source: "let o: Value; print(o.x);",
    js: 'let $v; print(($v = o.x) !== undefined && typeof $v !== "function" ? $v : $getattr(o, "x"));',
  },
  "an attribute of a module is not bound": {
    source: 'import * as m from "gilt/a/b"; print(m.x);',
    js: 'let $v; m = $importAs($module, "a.b"); print(($v = m.x) !== undefined ? $v : $getattr(m, "x"));',
  },
  "a store evaluates its value first": {
    source: "let o: Value; o.x = o.y;",
    js: 'let $v; const $t1 = ($v = o.y) !== undefined && typeof $v !== "function" ? $v : $getattr(o, "y"); o !== null && o.$plain === true ? o.x = $t1 : $setattr(o, "x", $t1);',
  },
  "a method call looks up under the escaped name": {
    source: "let o: Value; o.name(1, 2);",
    js: 'let $m; typeof ($m = o.name$) === "function" ? $m.call(o, 1, 2) : $callattr(o, "name", [1, 2]);',
  },
  "a method is looked up before arguments that may suspend": {
    source: "let o: Value; o.m(len(1));",
    js: 'let $t1 = o.m; if ($t1 === undefined) { $t1 = $getattr(o, "m"); } const $t2 = len(1); typeof $t1 === "function" ? $t1.call(o, $t2) : $callobj($t1, [$t2]);',
  },
  "keywords of an unknown callee": { source: "let f: Value; f(1, { k: 2 });", js: "$callkw(f, [1], $k1, [2]);" },
  "computed arguments": {
    source: "let f: Value, a: Value, d: Value; f(...a, { k: 1, ...keywords(d) });",
    js: "$callx(f, $spreadarg(f, a), $kwmerge($kw($k1, [1]), d, f));",
  },
  "keyword-only arguments of a known function travel in a Kw": {
    source: "function g(a: int, { c = 3 }: { c?: int } = {}): int { return a; } g(1, { c: 2 });",
    js:
      "g = $def(function (a, $given) { if (a === undefined || arguments.length > 2 || $given !== undefined && !$isKw($given)) { $badargs($f1, this, arguments); } " +
      'let c = $given === undefined ? undefined : $given.c; if (c === undefined) { c = 3; } return a; }, $f1, null, $kw(["c"], [3])); g(1, $kw($k1, [2]));',
  },
  "*args, **kw": {
    source: "function g(...args: Value[]): Value { const kw = dict(keywords(args)); args = tuple(args); return kw; }",
    js: "g = $def(function (...args) { let kw = $kwdict($keywords(args)); args = tuple(args); return kw; }, $f1, null, null);",
  },
  "a comprehension is a loop with one variable": {
    source: "let xs: Value; const ys = list(iter(xs).filter((x) => x).map((x) => [x]));",
    js: "const $out1 = []; { const $it1 = $iter(xs); { let x; for (; ; ) { const $x1$1 = $it1.$next(); if ($x1$1 === END) { break; } x = $x1$1; if (!x) { continue; } $out1.push([x]); } } } ys = $out1;",
  },
  "any() stops at the first true item": {
    source: "let xs: Value; const y = any(iter(xs).map((x) => x === 1));",
    js: "let $c1 = false; $l1: { { const $it1 = $iter(xs); { let x; for (; ; ) { const $x1$1 = $it1.$next(); if ($x1$1 === END) { break; } x = $x1$1; if (x === 1) { $c1 = true; break $l1; } } } } } y = $c1;",
  },
  "range with literals counts": {
    source: "let n: int; for (const i of range(2, n)) { print(i); }",
    js: '{ const $n1 = n; const $n2 = typeof $n1 === "number" ? $n1 : $rangestop($n1); for (let $i1 = 2; $i1 < $n2; $i1++) { i = $i1; print(i); } }',
  },
  "a range that may leave the safe integers": {
    source: "let a: int; for (const i of range(a, 0, -1)) { print(i); }",
    js: '{ const $a1 = a; const $it1 = typeof $a1 === "number" ? null : $rangeslow($a1, 0, -1); for (let $i1 = $a1; $it1 === null ? $i1 > 0 : ($i1 = $rangenext($it1)) !== END; $i1--) { i = $i1; print(i); } }',
  },
  "enumerate makes no pairs": {
    source: "let xs: Value; for (const [i, x] of enumerate(xs)) { print(i, x); }",
    js: "{ const $it1 = $iter(xs); let $i1 = 0; for (; ; ) { const $x1$1 = $it1.$next(); if ($x1$1 === END) { break; } i = $i1++; x = $x1$1; print(i, x); } }",
  },
  "and() without a closure": { source: "let a: Value, b: Value; print(and(a, () => b));", js: "let $c1 = a; if ($truth($c1)) { $c1 = b; } print($c1);" },
  "a comparison in a test gives a boolean": { source: "let a: Value; if (lt(a, 1)) { print(1); }", js: "if ($lt(a, 1)) { print(1); }" },
  "a variable that may be unbound": { source: "let x!: int; print(x);", js: 'print(x !== undefined ? x : $unbound("x", 1));' },
  "del checks, then forgets": { source: "let x: int = 1; x = unbound;", js: 'x = 1; if (x === undefined) { $unbound("x", 1); } x = undefined;' },
  "functions defined before any call need no check": {
    source: "function f(): int { return g(); } function g(): int { return 1; } f();",
    js:
      "f = $def(function () { if (arguments.length > 0) { $badargs($f1, this, arguments); } return g(); }, $f1, null, null); " +
      "g = $def(function () { if (arguments.length > 0) { $badargs($f2, this, arguments); } return 1; }, $f2, null, null); f();",
  },
  "a function that may be called too early is checked": {
    source: "function f(): int { return g(); } f(); function g(): int { return 1; }",
    js:
      'f = $def(function () { if (arguments.length > 0) { $badargs($f1, this, arguments); } return (g !== undefined ? g : $unbound("g", 1))(); }, $f1, null, null); f(); ' +
      "g = $def(function () { if (arguments.length > 0) { $badargs($f2, this, arguments); } return 1; }, $f2, null, null);",
  },
  "handlers restore what was handled, on each way out": {
    source: "for (const x of [1]) { try { print(x); } catch (e) { if (!(e instanceof KeyError)) throw e; continue; } }",
    js: "{ const $it1 = $iter([1]); for (; ; ) { const $x1$1 = $it1.$next(); if ($x1$1 === END) { break; } x = $x1$1; const $p1$1 = $handled(); try { print(x); } catch ($e1$1) { const e = $caught($e1$1, null); if (!$except(e, KeyError)) { throw $reraise(e); } $uncaught($p1$1); continue; } } }",
  },
  "a class body fills its namespace": {
    source:
      "let A: Value; class C extends bases(A, { k: 1 }) { static n = 1; static m = C.n; run(): int { return this.n; } static make(this: Class): C { return new this(); } }",
    js:
      'C = $class($c_1, [A], $kw($k1, [1]), function ($ns1) { $ns1.set("n", 1); $ns1.set("m", $ns1.get("n")); ' +
      '$ns1.set("run", $def(function () { if (arguments.length > 0) { $badargs($f1, this, arguments); } let $v; return ($v = this.n) !== undefined && typeof $v !== "function" ? $v : $getattr(this, "n"); }, $f1, null, null)); ' +
      '$ns1.classmethod("make", $def(function () { if (arguments.length > 0) { $badargs($f2, this, arguments); } return typeof this === "function" ? this() : $callobj(this, []); }, $f2, null, null)); return null; });',
  },
  displays: {
    source: 'print(dict({ a: 1 }), dict([[1, 2]]), tuple(["a", 1]), set([1]), new Float(1.5));',
    js: 'print($dict(["a", 1]), $dict([1, 2]), $k1, $set([1]), $k2);',
  },
};

for (const [title, { source, js }] of Object.entries(cases)) test(title, (t) => t.is(body(source), js));

test("what is outside the subset is named", (t) => {
  t.throws(() => body("const x = a?.b;"), { message: /m\.ts:1: .* is outside the subset/ });
  t.throws(() => body("let s: Value; for (const k in s) { print(k); }"), { message: /ForInStatement/ });
});

/** The functions of a text that speaks of processes of which nobody can tell where they are called. */
function apart(source: string): string[] {
  const text = `import * as mp from "gilt/multiprocessing"; ${IMPORT}${source}`;
  const file = ts.createSourceFile("m.ts", text, ts.ScriptTarget.ESNext, true);
  const { program } = open(toEstree(ts, file), { file: "m.ts", text, temporaries: new Set(), line: () => 1 });
  const { code } = lowerFrames(program, { rule: () => false });
  return [...code.matchAll(/\$apart\((\$f\d+)\)/g)].map(([, meta]) => new RegExp(`const \\${meta!} = \\{ name: "(\\w+)"`).exec(code)![1]!);
}

const plain = {
  "arithmetic, containers and their methods":
    "let xs = list(n); xs.append(add(n, 1)); xs[0] = 2; return tuple([len(xs), `${n}`, dict({ a: xs }), sum(iter(xs).map((x) => add(x, n)))]);",
  "loops and conditions": "let i = 0; for (const x of range(n)) { if (x > 3) break; i += 1; } while (lt(i, n)) i = add(i, 1); return i;",
};
const others = {
  output: "print(n); return 1;",
  "a variable of the module": "return add(n, limit);",
  "a function of the module": "return helper(n);",
  "an exception of its own": "if (n) throw new KeyError(n); return 1;",
  "what is hidden": "return n.__class__;",
  "a complement, which may warn": "return ~n;",
  "an attribute that is set": "n.x = [1].__len__;",
};

for (const [title, text] of Object.entries(plain))
  test(`nobody can tell where it is called: ${title}`, (t) => t.deepEqual(apart(`function f(n: Value): Value { ${text} }`), ["f"]));
for (const [title, text] of Object.entries(others))
  test(`somebody may tell where it is called: ${title}`, (t) =>
    t.deepEqual(apart(`let limit: Value; function helper(n: Value): Value { print(n); } function f(n: Value): Value { ${text} }`), []));
test("of a function with defaults, or in a text without processes, nothing is said", (t) => {
  t.deepEqual(apart("function f(n: Value = 1): Value { return n; }"), []);
  t.notRegex(body("function f(n: Value): Value { return n; } f(1);"), /\$apart/);
});
