/**
 * Types of names in snippets: a row per transfer rule, per way to escape, per trap.
 */
import test from "ava";
import { solve, typeIn } from "./types.js";

type Rows = Record<string, { source: string; types: Record<string, string>; main?: boolean }>;

const rules: Rows = {
  literals: {
    source: "a = 1\nb = 1.5\nc = 'x'\nd = None\ne = True\nf = b''\ng = 2j",
    types: { a: "int[1,1]", b: "float", c: "str", d: "None", e: "bool", f: "bytes", g: "complex" },
  },
  numbers: {
    source: "a = 1 + 2.0\nb = 7 / 2\nc = 7 // 2\nd = True + True\ne = 1j * 2",
    types: { a: "float", b: "float", c: "int[0,3]", d: "int[0,2]", e: "complex" },
  },
  "remainders of a positive number": { source: "def f(n):\n    return n % 10\nprint(f(int(input())))", types: { "f()": "int[0,9]" } },
  "bit operations": {
    source: "def f(n):\n    return n & 255\nprint(f(int(input())))\na = 5 << 2\nb = True & False",
    types: { "f()": "int[0,255]", a: "int[20,20]", b: "bool" },
  },
  powers: {
    source: "n = int(input())\na = n ** 2\nb = 2 ** -1\nc = 2.0 ** 2\nd = 2.0 ** 0.5\ne = 2 ** n",
    types: { b: "float", c: "float", d: "complex | float", e: "float | int" },
  },
  "signs of bools": { source: "a = -True\nb = ~True", types: { a: "int[-2,0]", b: "int[-2,0]" } },
  strings: {
    source: "a = 'x' + 'y'\nb = 'x' * 3\nc = '%d' % 3\nd = 'a b'.split()\ne = len(a)",
    types: { a: "str", b: "str", c: "str", d: "list<str>", e: "int[0,4294967295]" },
  },
  "what cannot be added": { source: "def f():\n    return 1 + 'x'\nf()", types: { "f()": "-" } },
  "lists by their making": { source: "a = [1]\nb = ['x']\na.append(2.5)", types: { a: "list<float | int[1,1]>", b: "list<str>" } },
  "items and slices": {
    source: "a = [1, 2]\nb = a[0]\nc = a[1:]\nd = (1, 'x')\ne = d[1]\nf = d[-2]",
    types: { b: "int[1,2]", c: "list<int[1,2]>", e: "str", f: "int[1,1]" },
  },
  dicts: {
    source: "a = {'k': 1}\nb = a['k']\nc = a.get('z')\nd = [k for k in a]\ne = [v for _, v in a.items()]",
    types: { b: "int[1,1]", c: "None | int[1,1]", d: "list<str>", e: "list<int[1,1]>" },
  },
  unpacking: {
    source: "a, b = 1, 'x'\nc, *d = (1, 'x', 2.5)",
    types: { a: "int[1,1]", b: "str", c: "float | int[1,1] | str", d: "list<float | int[1,1] | str>" },
  },
  ranges: {
    source: "for i in range(10):\n    pass\nfor j in range(5, 0, -1):\n    pass\nfor k in range(0, 10 ** 20, 10 ** 19):\n    pass",
    types: { i: "int[0,9]", j: "int[1,5]", k: "int[0,Infinity]" },
  },
  "parameters from calls": {
    source: "def f(a, b=2.5, *c, d=None, **e):\n    return a\nf(1)\nf('x', d=3)",
    types: { "f.a": "int[1,1] | str", "f.b": "float", "f.d": "None | int[3,3]", "f()": "int[1,1] | str" },
  },
  results: { source: "def f(x):\n    if x:\n        return 1\ndef g():\n    raise ValueError\nf(1)\ng()", types: { "f()": "None | int[1,1]", "g()": "-" } },
  "comparisons narrow what is bound once": {
    source: "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(35)",
    types: { "fib.n": "int[0,35]" },
  },
  "None is left out where it was asked for": {
    source: "def f(x):\n    if x is None:\n        return 0\n    return x\nf(None)\nf(3)",
    types: { "f()": "int[0,3]" },
  },
  "counters stay small": { source: "def f():\n    n = 0\n    while input():\n        n += 1\n    return n\nf()", types: { "f()": "int[0,1125899906842624]" } },
  "fields of a hierarchy are one": {
    source: "class A:\n    def __init__(self):\n        self.x = 1\nclass B(A):\n    def m(self):\n        self.x = 'y'\nB().m()",
    types: { "A.x": "int[1,1] | str" },
  },
  "methods of subclasses": {
    source: "class A:\n    def m(self): return 1\nclass B(A):\n    def m(self): return 'x'\ndef f(a): return a.m()\nf(A())\nf(B())",
    types: { "f()": "int[1,1] | str" },
  },
  generators: { source: "def g():\n    yield 1\n    yield 'x'\nfor x in g():\n    pass", types: { x: "int[1,1] | str" } },
  "threads call their target": {
    source: "import threading\ndef f(a, b): return a\nthreading.Thread(target=f, args=(1, 'x')).start()",
    types: { "f.a": "int[1,1]", "f.b": "str" },
  },
  executors: {
    source: "from concurrent.futures import ThreadPoolExecutor\ndef f(a): return a\nwith ThreadPoolExecutor() as pool:\n    r = pool.submit(f, 1).result()",
    types: { r: "int[1,1]" },
  },
  queues: { source: "import queue\nq = queue.Queue()\nq.put(1)\nq.put(None)\nx = q.get()", types: { x: "None | int[1,1]" } },
  "keys of sorted": { source: "xs = sorted([(1, 'a')], key=lambda t: t[1])\ny = xs[0]", types: { y: "(int[1,1], str)" } },
};

const escapes: Rows = {
  "an argument of an unknown callee": { source: "import foreign\nxs = [1]\nforeign.f(xs)\ny = xs[0]", types: { y: "Value" } },
  "a function in unknown hands": { source: "import foreign\ndef f(a): return a\nforeign.run(f)\nf(1)", types: { "f.a": "Value" } },
  "an instance in unknown hands keeps its fields, not its special methods": {
    source: "import foreign\nclass C:\n    def __init__(self): self.x = 1\n    def __len__(self, n=1): return n\nc = C()\nforeign.keep(c)\ny = c.x",
    types: { y: "int[1,1]" },
  },
  "a field that an unknown object sets": {
    source: "import foreign\nclass C:\n    def __init__(self): self.x = 1\nc = C()\nforeign.keep(c)\nforeign.get().x = 'y'",
    types: { "C.x": "int[1,1] | str" },
  },
  "a method that an unknown object calls": {
    source: "import foreign\nclass C:\n    def m(self, a): return a\nforeign.keep(C())\nforeign.get().m('x')",
    types: { "C.m()": "str" },
  },
  raised: { source: "xs = [1]\ntry:\n    raise ValueError(xs)\nexcept ValueError:\n    pass\ny = xs[0]", types: { y: "Value" } },
  "stored in an unknown object": { source: "import foreign\nxs = [1]\nforeign.box[0] = xs\ny = xs[0]", types: { y: "Value" } },
  "a union with Value": { source: "import foreign\nxs = [1]\nd = {'a': xs, 'b': foreign.x}\nd['a'].append('s')\ny = xs[0]", types: { y: "Value" } },
  "a class that others may derive from": {
    source: "import foreign\nclass C:\n    def m(self): return 1\n    def n(self): return self.m()\nforeign.derive(C)\nC().n()",
    types: { "C.n()": "Value" },
  },
  "a module's own functions, imported": { source: "def f(a): return a\nf(1)", types: { "f.a": "Value" }, main: false },
  "a module's variables, imported": { source: "x = 1\ndef f():\n    y = 1\n    return y", types: { x: "Value", "f.y": "int[1,1]" }, main: false },
};

const traps: Rows = {
  "T1 what is empty stays so": { source: "x = sum([])", types: { x: "int[0,0]" } },
  "T3 undeclared is Value": { source: "import math\na = 'x'.no_such\nb = math.no_such", types: { a: "Value", b: "Value" } },
  "T3 attributes of runtime objects": { source: "import threading\nt = threading.Thread()\nt.x = 5\na = t.x", types: { a: "Value" } },
  "T4 constants that are enums": { source: "import signal, re\na = signal.SIGTERM\nb = re.DOTALL", types: { a: "Value", b: "Value" } },
  "T5 reading a defaultdict inserts": {
    source: "from collections import defaultdict\nd = defaultdict(list)\nd['x']\nfor k in d:\n    pass",
    types: { k: "str" },
  },
  "T6 forms that no rule knows": { source: "import threading\ndef f(a): return a\nkw = {'target': f}\nthreading.Thread(**kw)", types: { "f.a": "Value" } },
  "T7 setattr by name": { source: "class C:\n    def __init__(self): self.x = 1\nsetattr(C(), input(), 'y')", types: { "C.x": "Value" } },
  "T7 setattr of a known name": { source: "class C:\n    def __init__(self): self.x = 1\nsetattr(C(), 'x', 'y')", types: { "C.x": "Value" } },
  "T7 __setattr__": { source: "class C:\n    def __init__(self): self.x = 1\n    def __setattr__(self, n, v): pass\nc = C()\ny = c.x", types: { y: "Value" } },
  "T7 __dict__": { source: "class C:\n    def __init__(self): self.x = 1\nc = C()\nc.__dict__['x'] = 's'\ny = c.x", types: { y: "Value" } },
  "T8 a star moves positions": { source: "a, *b, c = [1, 'x', 2.5]", types: { a: "float | int[1,1] | str", c: "float | int[1,1] | str" } },
  "T9 the sum of no floats is an int": { source: "x = sum([1.5])\ny = x * 2.0", types: { x: "float | int[0,0]", y: "float" } },
  "T10 a root may be complex": { source: "x = float(input()) ** 0.5", types: { x: "complex | float" } },
  "T11 what instances answer": {
    source: "import math\nclass C:\n    def __ceil__(self): return 'x'\na = math.ceil(C())\nb = round(1.5, None)\nc = round(C())",
    types: { a: "Value", b: "Value", c: "Value" },
  },
  "T12 enums": {
    source: "import enum\nclass E(enum.Enum):\n    A = 1\n    def m(self, x): return x\ny = E.A\nz = E.A.m(1)",
    types: { y: "Value", "m.x": "Value" },
  },
  "T12 metaclasses": { source: "class M(type): pass\nclass C(metaclass=M): pass\nx = C()", types: { x: "Value" } },
  "T13 bools among ints": { source: "a = True & True\nb = True + 1\nc = [0, True]", types: { a: "bool", b: "int[1,2]", c: "list<bool | int[0,0]>" } },
  "T14 long ranges": { source: "for i in range(0, 10 ** 20):\n    pass", types: { i: "int[0,Infinity]" } },
  "T16 variables that are bound again are not narrowed": {
    source: "x = None\ndef f():\n    global x\n    x = None\nif x is not None:\n    f()\n    y = x\nx = 1",
    types: { y: "None | int[1,1]" },
  },
  "T17 a method called on the class": { source: "class A:\n    def m(self): return self\nA.m(5)", types: { "A.m()": "A | int[5,5]" } },
  "T18 a field read before it is written": {
    source: "class C:\n    def get(self): return self.x\n    def set(self): self.x = 1\nc = C()\nc.get()\nc.set()",
    types: { "C.get()": "int[1,1]" },
  },
  "variables by name": { source: "globals()['x'] = 1\nx = 2", types: { x: "unknown module" } },
};

for (const [group, rows] of Object.entries({ rules, escapes, traps })) {
  for (const [title, { source, types, main }] of Object.entries(rows)) {
    test(`${group}: ${title}`, (t) => {
      const s = solve(source, main ?? true);
      t.deepEqual(Object.fromEntries(Object.keys(types).map((name) => [name, typeIn(s, name)])), types);
    });
  }
}
