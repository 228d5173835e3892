/**
 * Small constructs and the TypeScript they become without inference.
 */
import test from "ava";
import { body, complaints, translate } from "./translate.js";

const cases: Record<string, { source: string; expected: string }> = {
  // ---- names and declarations
  "bound once is const, twice is let": { source: "a = 1\nb = 2\nb = a\n", expected: "const a = 1;\nlet b: Value = 2;\nb = a;" },
  "assigned on some paths only is checked": {
    source: "if f:\n  a = 1\nprint(a)\n",
    expected: 'let a!: Value;\nif (bool(globalName("f"))) {\n  a = 1;\n}\nprint(a);',
  },
  "assigned on all paths is not": {
    source: "def f(c):\n  if c:\n    a = 1\n  else:\n    a = 2\n  return a\n",
    expected: "function f(c: Value): Value {\n  let a: Value;\n  if (bool(c)) {\n    a = 1;\n  } else {\n    a = 2;\n  }\n  return a;\n}",
  },
  "a loop's variable lives in it": { source: "for x in y:\n  print(x)\n", expected: 'for (const x of globalName("y")) {\n  print(x);\n}' },
  "unless it is used later": { source: "for x in 'ab': pass\nprint(x)\n", expected: 'let x!: Value;\nfor (x of "ab") {\n}\nprint(x);' },
  "or captured": { source: "for i in 'ab': fs.append(lambda: i)\n", expected: 'let i!: Value;\nfor (i of "ab") {\n  globalName("fs").append(() => i);\n}' },
  "reserved words get an underscore": { source: "new = 1\nnew_ = new\n", expected: "const new_ = 1;\nconst new__ = new_;" },
  "a shadowed builtin": { source: "len = 3\nprint(len)\n", expected: "const len = 3;\nprint(len);" },
  "a helper of the script's name": { source: "add = 1 + x\nadd\n", expected: 'const add = add_(1, globalName("x"));\nadd;' },
  del: { source: "a = 1\ndel a\n", expected: "let a!: Value;\na = 1;\na = unbound;" },
  "global past a local of the same name": {
    source: "x = 1\ndef f(x):\n  def g():\n    global x\n    x = 2\n  g()\n",
    expected: 'let x: Value = 1;\nfunction f(x: Value): void {\n  function g(): void {\n    setitem(globals(), "x", 2);\n  }\n  g();\n}',
  },
  "a variable of an inner block is at the top if the module asks for names": {
    source: "if 1:\n  a = 1\nglobals()\n",
    expected: "let a: Value;\nif (true) {\n  a = 1;\n}\nglobals();",
  },
  // ---- assignment
  "tuple display": {
    source: "a, b = b, a = x, y\n",
    expected: 'const value = tuple([globalName("x"), globalName("y")]);\nlet [a, b]: Value[] = unpack(value, 2);\n[b, a] = unpack(value, 2);',
  },
  "swap of items": {
    source: "def f(a, i, j): a[i], a[j] = a[j], a[i]\n",
    expected:
      "function f(a: Value, i: Value, j: Value): void {\n  const [item, item2] = [getitem(a, j), getitem(a, i)];\n  setitem(a, i, item);\n  setitem(a, j, item2);\n}",
  },
  star: { source: "a, *b, c = x\n", expected: 'const [a, b, c] = unpackRest(globalName("x"), 1, 1);' },
  "augmented: object and key once": {
    source: "f()[g()] += 1\n",
    expected: 'const owner = globalName("f")();\nconst key = globalName("g")();\nsetitem(owner, key, iadd(getitem(owner, key), 1));',
  },
  walrus: { source: "if (n := f()): print(n)\n", expected: 'let n: Value;\nif (bool(n = globalName("f")())) {\n  print(n);\n}' },
  // ---- expressions
  "chained comparison": { source: "print(0 < f() < 9)\n", expected: 'let between: Value;\nprint(lt(0, between = globalName("f")()) && lt(between, 9));' },
  "and, or": {
    source: "a = 1\nprint(a and f(a) or [])\nif a and not a: pass\n",
    expected: 'const a = 1;\nprint(or(and(a, () => globalName("f")(a)), () => []));\nif (bool(a) && !bool(a)) {\n}',
  },
  literals: {
    source: "print(1e3, -0.0, -0, 0xff, 12345678901234567890, b'\\0`', ...)\n",
    expected: "print(new Float(1000.0), new Float(-0.0), 0, 0xff, 12345678901234567890n, b`\\x00\\``, Ellipsis);",
  },
  "f-string": { source: "print(f'{1!r:>{2}} {{}} ${3}')\n", expected: "print(`${format(repr(1), `>${2}`)} {} $${3}`);" },
  calls: {
    source: "f(*a, k=1, **d)\no.pop(1)\n",
    expected: 'globalName("f")(...globalName("a"), { k: 1, ...keywords(globalName("d")) });\nglobalName("o").pop$(1);',
  },
  "dict displays": {
    source: "print({}, {'a': 1}, {1: 2}, {**x, 'b': 1})\n",
    expected: 'print(dict(), dict({ a: 1 }), dict([[1, 2]]), merged(globalName("x"), { b: 1 }));',
  },
  lambda: { source: "f = lambda x, *a, y=1: x\n", expected: "const f = function (x: Value, ...a: Value[]) { let { y = 1 }: Value = keywords(a); return x; };" },
  // ---- comprehensions
  list: { source: "print([f(x) for x in y if x])\n", expected: 'print(list(iter(globalName("y")).filter((x) => bool(x)).map((x) => globalName("f")(x))));' },
  "two loops": { source: "print({a: b for a in x for b in a})\n", expected: 'print(dict(iter(globalName("x")).flatMap((a) => iter(a).map((b) => [a, b]))));' },
  "closures share the variable": {
    source: "f = [lambda: k for k in 'ab']\n",
    expected: 'const f = (() => { let k: Value; return list(iter("ab").map((item) => { k = item; return () => k; })); })();',
  },
  asynchronous: {
    source: "async def f(): return [x async for x in y]\n",
    expected: 'async function f(): Coroutine<Value> {\n  return await iterAsync(globalName("y")).list();\n}',
  },
  // ---- statements
  "for else": {
    source: "for x in 'ab':\n  if x: break\nelse:\n  print(1)\n",
    expected: 'loop: {\n  for (const x of "ab") {\n    if (bool(x)) {\n      break loop;\n    }\n  }\n  // else:\n  print(1);\n}',
  },
  try: {
    source: "try:\n  f()\nexcept (A, B) as err:\n  print(err)\n  raise\nexcept C: pass\nelse: g()\nfinally: h()\n",
    expected:
      'try {\n  attempt: {\n    try {\n      globalName("f")();\n    } catch (e) {\n      if (e instanceof globalName("A") || e instanceof globalName("B")) {\n        const err = e;\n        print(err);\n        throw e;\n      } else if (e instanceof globalName("C")) {\n        break attempt;\n      } else {\n        throw e;\n      }\n    }\n    // else:\n    globalName("g")();\n  }\n} finally {\n  globalName("h")();\n}',
  },
  "the name of an exception that is used elsewhere": {
    source: "try: f()\nexcept A as e: pass\nprint(e)\n",
    expected: 'let e!: Value;\ntry {\n  globalName("f")();\n} catch (e) {\n  if (!(e instanceof globalName("A"))) throw e;\n}\nprint(e);'.replace(
      'catch (e) {\n  if (!(e instanceof globalName("A"))) throw e;\n}',
      'catch (error) {\n  if (!(error instanceof globalName("A"))) throw error;\n  e = error;\n  try {\n  } finally {\n    e = unbound;\n  }\n}',
    ),
  },
  "except*": {
    source: "try: f()\nexcept* A as g: print(g)\n",
    expected:
      'try {\n  globalName("f")();\n} catch (e) {\n  const group = exceptStar(e);\n  group.handle(globalName("A"), (g) => {\n    print(g);\n  });\n  group.rethrow();\n}',
  },
  with: {
    source: "with f() as x: print(x)\n",
    expected:
      'const entered = enter(globalName("f")());\ntry {\n  const x = entered.value;\n  print(x);\n} catch (e) {\n  entered.failed(e);\n} finally {\n  entered.exit();\n}',
  },
  match: {
    source: "match f():\n  case [1, x] if x: print(x)\n  case _: pass\n",
    expected:
      'let parts: Value;\nmatching: {\n  const subject = globalName("f")();\n  // case [1, x] if x:\n  if ((parts = matchSequence(subject, 2)) !== null && eq(parts[0], 1)) {\n    const x = parts[1];\n    if (bool(x)) {\n      print(x);\n      break matching;\n    }\n  }\n  // case _:\n}',
  },
  imports: {
    source: "import a.b\nimport a.b as c\nfrom .d import e as f\ndef g():\n  from h import *\n".replace(
      "def g():\n  from h import *\n",
      "def g():\n  import h\n  from i import j\n  return h, j\n",
    ),
    expected:
      'import * as a from "gilt/a";\nimport "gilt/a/b";\nimport * as c from "gilt/a/b";\nimport { e as f } from "./d";\nfunction g(): Value {\n  const h = importModule("h");\n  const [j] = importFrom("i", ["j"]);\n  return tuple([h, j]);\n}',
  },
  "star import: builtins are no longer certain": { source: "from a import *\nprint(x)\n", expected: 'importStar("a");\nglobalName("print")(globalName("x"));' },
  "long lines": {
    source: `f(${"aaaaaaaaaaaaaaaa, ".repeat(8)}k=1)\n`,
    expected: `globalName("f")(\n  ${'globalName("aaaaaaaaaaaaaaaa"), '.repeat(3).trimEnd()}\n  ${'globalName("aaaaaaaaaaaaaaaa"), '.repeat(3).trimEnd()}\n  ${'globalName("aaaaaaaaaaaaaaaa"), '.repeat(2)}{ k: 1 },\n);`,
  },
  "comments and blank lines": {
    source: "# first\n\na = 1  # one\n\n\nif a:  # two\n  # three\n  b = 2\n  # four\n# five\n",
    expected: "// first\n\nconst a = 1;  // one\n\nif (bool(a)) {  // two\n  // three\n  const b = 2;\n  // four\n}\n// five",
  },
  // ---- functions
  parameters: {
    source: "def f(a, /, b=1, *c, d, e=2, **g): return c, g\n",
    expected:
      "function f(a: Value /* / */, b: Value = 1, ...c: Value): Value {\n  let { d, e = 2, ...g }: Value = keywords(c);\n  g = dict(g);\n  c = tuple(c);\n  return tuple([c, g]);\n}",
  },
  "arguments that are passed on": {
    source: "def f(*a, **k): return g(*a, **k)\n",
    expected: 'function f(...a: Value[]): Value {\n  const k = keywords(a);\n  return globalName("g")(...a, { ...k });\n}',
  },
  "a default made once": {
    source: "def f(a=[]): return a\n",
    expected: "const aDefault: Value = [];\n\nfunction f(a: Value = aDefault): Value {\n  return a;\n}",
  },
  decorated: { source: "@d(1)\ndef f():\n  '''Doc.'''\n", expected: '/** Doc. */\nconst f = globalName("d")(1)(function f(): void {\n});' },
  generator: {
    source: "def f():\n  x = yield\n  yield from g(x)\n",
    expected: 'function* f(): Generator<Value> {\n  const x = yield null;\n  yield* globalName("g")(x);\n}',
  },
  "locals() reads every variable": {
    source: "def f(a):\n  for b in a: c = b\n  return locals()\n",
    expected: "function f(a: Value): Value {\n  let b: Value, c: Value;\n  for (b of a) {\n    c = b;\n  }\n  return localsOf({ a, b, c });\n}",
  },
  // ---- classes
  "class body": {
    source:
      "class A(B, m=1):\n  x = 1\n  y = x\n  if y: z = 2\n  def f(self): return self.__p\n  @property\n  def p(self): return 1\n  @p.setter\n  def p(self, v): self.v = v\n  @classmethod\n  def c(cls): return cls()\n  @staticmethod\n  def s(a): return a\n",
    expected:
      'class A extends bases(globalName("B"), { m: 1 }) {\n  static x: Value = 1;\n  static y: Value = A.x;\n  declare static z: Value;\n  static {\n    if (bool(A.y)) {\n      A.z = 2;\n    }\n  }\n\n  declare v: Value;\n\n  f(): Value {\n    return this._A__p;\n  }\n  get p(): Value {\n    return 1;\n  }\n  set p(v: Value) {\n    this.v = v;\n  }\n  static c(this: Value): Value {\n    return new this();\n  }\n  static s(a: Value): Value {\n    return a;\n  }\n}',
  },
  "a property with a deleter": {
    source: "class A:\n  @property\n  def x(self): return 1\n  @x.deleter\n  def x(self): pass\n",
    expected:
      "class A {\n  get x(): Value {\n    return 1;\n  }\n  static {\n    (A as Value).x = (A as Value).x.deleter(function x(self: Value): void {\n    });\n  }\n}",
  },
  "a list that gets other items": {
    source: "xs = [1]\nxs.append('a')\nys, zs = [], [2]\n",
    expected: 'const xs: Value = [1];\nxs.append("a");\nconst [ys, zs]: Value[] = [[], [2]];',
  },
  constructor: {
    source: "class A(B):\n  def __init__(self, x):\n    super().__init__(x)\n    self.x = x\n",
    expected: 'class A extends globalName("B") {\n  x: Value;\n\n  constructor(x: Value) {\n    super(x);\n    this.x = x;\n  }\n}',
  },
  "__init__ that calls super later": {
    source: "class A(B):\n  def __init__(self):\n    self.x = 1\n    super().__init__()\n",
    expected: 'class A extends bases(globalName("B")) {\n  declare x: Value;\n\n  __init__(): void {\n    this.x = 1;\n    super.__init__();\n  }\n}',
  },
  "self in a nested generator": {
    source: "class A:\n  def f(self):\n    def g(): yield self\n    return g\n",
    expected: "class A {\n  f(): Value {\n    const self = this;\n    function* g(): Generator<Value> {\n      yield self;\n    }\n    return g;\n  }\n}",
  },
  "annotations of a class": {
    source: "class A:\n  x: int\n  y: int = 1\n",
    expected: "class A {\n  x: Value;\n  static y = 1;\n  static __annotations__: Value = dict({ x: int, y: int });\n}",
  },
  "a name read before the class binds it": { source: "x = 1\nclass A:\n  x = x\n", expected: "const x = 1;\nclass A {\n  static x = x;\n}" },
};

for (const [title, { source, expected }] of Object.entries(cases)) {
  test(title, (t) => {
    t.is(body(source), expected);
    t.deepEqual(complaints(translate(source)), []);
  });
}

test("spans: every call, attribute and operator leads back to Python", (t) => {
  const source = "x = f(a.b) + 1\n";
  const { text, spans } = translate(source);
  const back = (ts: string): string[] => {
    const start = text.indexOf(ts);
    return spans.filter((s) => s.tsStart === start && s.tsEnd === start + ts.length).map((s) => source.slice(s.pyStart, s.pyEnd));
  };
  t.deepEqual(back('add(globalName("f")(globalName("a").b), 1)'), ["f(a.b) + 1"]);
  t.deepEqual(back('globalName("f")(globalName("a").b)'), ["f(a.b)"]);
  t.deepEqual(back('globalName("a").b'), ["a.b"]);
  t.true(spans.every((s, i) => i === 0 || spans[i - 1]!.tsStart <= s.tsStart));
});

test("temporaries are told apart from Python's names", (t) => {
  t.deepEqual([...translate("def f(a=[]): a[g()] += 1\n").temporaries].sort(), ["aDefault", "key"]);
});
