/**
 * The errors of CPython's symtable and code generator: words and positions as CPython 3.13.0 gives them.
 */
import test from "ava";
import { bind } from "../../../compiler/bind/bind.js";
import { PythonSyntaxError } from "../../../compiler/diagnostics/syntaxerror.js";
import { parse } from "../../../compiler/parse/parse.js";
import { SourceFile } from "../../../compiler/source.js";

const cases: readonly (readonly [source: string, expected: string | null])[] = [
  ["return 1\n", "1:1-1:9 'return' outside function"],
  ["class A:\n    return\n", "2:5-2:11 'return' outside function"],
  ["def f():\n    break\n", "2:5-2:10 'break' outside loop"],
  ["continue\n", "1:1-1:9 'continue' not properly in loop"],
  ["for x in y:\n    def f(): continue\n", "2:14-2:22 'continue' not properly in loop"],
  ["yield 1\n", "1:1-1:8 'yield' outside function"],
  ["class C:\n    x = yield\n", "2:9-2:14 'yield' outside function"],
  ["await x\n", "1:1-1:8 'await' outside function"],
  ["def f():\n    await x\n", "2:5-2:12 'await' outside async function"],
  ["lambda: await x\n", "1:9-1:16 'await' outside async function"],
  ["def f(): async with a: pass\n", "1:10-1:15 invalid syntax"],
  ["def f():\n    async for x in y: pass\n", "2:5-2:27 'async for' outside async function"],
  ["def f():\n    [x async for x in y]\n", "2:5-2:25 asynchronous comprehension outside of an asynchronous function"],
  ["[await x for x in y]\n", "1:1-1:21 asynchronous comprehension outside of an asynchronous function"],
  ["async def f():\n    def g(): return [x async for x in y]\n", "2:21-2:41 asynchronous comprehension outside of an asynchronous function"],
  ["async def f():\n    yield 1\n    return 2\n", "3:5-3:13 'return' with value in async generator"],
  ["async def f(): yield from x\n", "1:16-1:28 'yield from' inside async function"],
  ["def f(a, a): pass\n", "1:10-1:11 duplicate argument 'a' in function definition"],
  ["lambda x, *, x: 0\n", "1:14-1:15 duplicate argument 'x' in function definition"],
  ["def f(a):\n    global a\n", "2:5-2:13 name 'a' is parameter and global"],
  ["def f(a):\n    nonlocal a\n", "2:5-2:15 name 'a' is parameter and nonlocal"],
  ["nonlocal x\n", "1:1-1:11 nonlocal declaration not allowed at module level"],
  ["def f():\n    nonlocal x\n", "2:5-2:15 no binding for nonlocal 'x' found"],
  ["def f():\n    x = 1\n    global x\n", "3:5-3:13 name 'x' is assigned to before global declaration"],
  ["def f():\n    print(x)\n    global x\n", "3:5-3:13 name 'x' is used prior to global declaration"],
  ["def f():\n    x: int\n    global x\n", "3:5-3:13 annotated name 'x' can't be global"],
  ["def f():\n    global x\n    x: int = 1\n", "3:5-3:15 annotated name 'x' can't be global"],
  ["def f():\n    def g():\n        nonlocal x\n        global x\n", "3:9-3:19 name 'x' is nonlocal and global"],
  ["x = 1\nglobal x\n", "2:1-2:9 name 'x' is assigned to before global declaration"],
  ["def f(): from a import *\n", "1:24-1:25 import * only allowed at module level"],
  ["class C:\n    from a import *\n", "2:19-2:20 import * only allowed at module level"],
  ["[(x := 1) for x in y]\n", "1:3-1:4 assignment expression cannot rebind comprehension iteration variable 'x'"],
  ["class C:\n    [(z := 1) for x in y]\n", "2:7-2:8 assignment expression within a comprehension cannot be used in a class body"],
  ["[x for x in (y := z)]\n", "1:14-1:20 assignment expression cannot be used in a comprehension iterable expression"],
  ["[(i := 0) for j in a for i in b]\n", "1:3-1:4 assignment expression cannot rebind comprehension iteration variable 'i'"],
  ["[(yield x) for x in y]\n", "1:3-1:10 'yield' inside list comprehension"],
  ["def f(): return {(yield x) for x in y}\n", "1:19-1:26 'yield' inside set comprehension"],
  ["def f(): return ((yield x) for x in y)\n", "1:19-1:26 'yield' inside generator expression"],
  ["def f[T, T](): pass\n", "1:10-1:11 duplicate type parameter 'T'"],
  ["def f[T = int, *Ts](): pass\n", "1:16-1:19 non-default type parameter 'Ts' follows default type parameter"],
  ["def f(x: (yield)): pass\n", "1:11-1:16 'yield' outside function"],
  ["def f(x: (y := 1)): pass\n", null],
  ["type X = (yield)\n", "1:11-1:16 yield expression cannot be used within a type alias"],
  ["class C[T: (yield)]: pass\n", "1:13-1:18 yield expression cannot be used within a TypeVar bound"],
  ["x = 1\nfrom __future__ import annotations\n", "2:1-2:35 from __future__ imports must occur at the beginning of the file"],
  ["class C:\n    from __future__ import annotations\n", "2:5-2:39 from __future__ imports must occur at the beginning of the file"],
  ["if x:\n    from __future__ import nothing\n", "2:5-2:35 from __future__ imports must occur at the beginning of the file"],
  ["from __future__ import division; import x; from __future__ import nothing\n", "1:44-1:74 from __future__ imports must occur at the beginning of the file"],
  ["x = 1\nfrom .__future__ import annotations\n", null],
  ["try: pass\nexcept: pass\nexcept A: pass\n", "2:1-2:13 default 'except:' must be last"],
  ["a, *b, *c = x\n", "1:1-1:10 multiple starred expressions in assignment"],
  ["*a = x\n", "1:1-1:3 starred assignment target must be in a list or tuple"],
  ["x = *a\n", "1:5-1:7 can't use starred expression here"],
  ["print(*a)\n*a\n", "2:1-2:3 can't use starred expression here"],
  ["f(a=1, a=2)\n", "1:8-1:11 keyword argument repeated: a"],
  ["class C(a=1, a=2): pass\n", "1:14-1:17 keyword argument repeated: a"],
  ["match x:\n    case a: pass\n    case b: pass\n", "2:10-2:11 name capture 'a' makes remaining patterns unreachable"],
  ["match x:\n    case _: pass\n    case b: pass\n", "2:10-2:11 wildcard makes remaining patterns unreachable"],
  ["match x:\n    case [a, a]: pass\n", "2:14-2:15 multiple assignments to name 'a' in pattern"],
  ["match x:\n    case a | b: pass\n", "2:10-2:11 name capture 'a' makes remaining patterns unreachable"],
  ["match x:\n    case [a] | [b]: pass\n", "2:10-2:19 alternative patterns bind different names"],
  ["match x:\n    case [*a, *b]: pass\n", "2:10-2:18 multiple starred names in sequence pattern"],
  ['match x:\n    case {"a": 1, "a": 2}: pass\n', "2:10-2:26 mapping pattern checks duplicate key ('a')"],
  ["match x:\n    case P(a=1, a=2): pass\n", "2:19-2:20 attribute name repeated in class pattern: a"],
  ["__debug__ = 1\n", "1:1-1:10 cannot assign to __debug__"],
  ["__debug__: int\n", "1:1-1:15 cannot assign to __debug__"],
  ["yield from []\n", "1:1-1:14 'yield from' outside function"],
  ["def f[T: ((x := 3), int)](): pass\n", "1:12-1:18 named expression cannot be used within a TypeVar constraint"],
  ["def f(__debug__): pass\n", "1:7-1:16 cannot assign to __debug__"],
  ["del __debug__\n", "1:5-1:14 cannot delete __debug__"],
  ["x.__debug__ = 1\n", "1:1-1:12 cannot assign to __debug__"],
  ["f(__debug__=1)\n", "1:3-1:14 cannot assign to __debug__"],
  ["try: pass\nexcept* A: break\n", "2:12-2:17 'break', 'continue' and 'return' cannot appear in an except* block"],
  ["for x in y:\n    try: pass\n    except* A: break\n", "3:16-3:21 'break', 'continue' and 'return' cannot appear in an except* block"],
  ["def f():\n    try: pass\n    except* A: return\n", "3:16-3:22 'break', 'continue' and 'return' cannot appear in an except* block"],
  ["for x in y:\n    pass\nelse:\n    break\n", "4:5-4:10 'break' outside loop"],
  ["while 1:\n    class A:\n        break\n", "3:9-3:14 'break' outside loop"],
  ["if x:\n    break\n", "2:5-2:10 'break' outside loop"],
  ["def f():\n    class C:\n        nonlocal x\n", "3:9-3:19 no binding for nonlocal 'x' found"],
  ["def f[T]():\n    nonlocal T\n", "2:5-2:15 nonlocal binding not allowed for type parameter 'T'"],
  ["import __debug__\n", "1:1-1:17 cannot assign to __debug__"],
  ["def f():\n    for i in x:\n        yield\n    def g():\n        nonlocal i, j\n", "5:9-5:22 no binding for nonlocal 'j' found"],
  ["a = [*x for x in y]\n", "1:6-1:8 iterable unpacking cannot be used in comprehension"],
  ["async def f():\n    await x\n    [await y for z in w]\n    return 1\n    lambda: (await z)\n", "5:14-5:21 'await' outside async function"],
  ["del *a\n", "1:5-1:7 cannot delete starred"],
  ["del (a, *b)\n", "1:9-1:11 cannot delete starred"],
  ["for *a in b: pass\n", "1:5-1:7 starred assignment target must be in a list or tuple"],
  ["with a as *b: pass\n", "1:11-1:13 starred assignment target must be in a list or tuple"],
  ["def f():\n    x = 1\n    def g():\n        x = 2\n        nonlocal x\n", "5:9-5:19 name 'x' is assigned to before nonlocal declaration"],
  ["class A:\n    x: (yield)\n", "2:9-2:14 'yield' outside function"],
  ["x: (await y)\n", "1:5-1:12 'await' outside function"],
  ["def f(a, *, b, **b): pass\n", "1:18-1:19 duplicate argument 'b' in function definition"],
  ["(x for x in (yield))\n", "1:14-1:19 'yield' outside function"],
  ["def f():\n    try:\n        continue\n    finally:\n        pass\n", "3:9-3:17 'continue' not properly in loop"],
];

function message(text: string): string | null {
  const source = new SourceFile("case.py", text);
  try {
    bind(parse(source), source);
    return null;
  } catch (e) {
    if (!(e instanceof PythonSyntaxError)) throw e;
    return `${e.line}:${e.col}-${e.endLine}:${e.endCol} ${e.msg}`;
  }
}

for (const [source, expected] of cases) test(source.trim().replace(/\n/g, " | "), (t) => t.is(message(source), expected));
