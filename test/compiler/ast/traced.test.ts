/**
 * Which texts are compiled with calls for trace functions: those that set one, not those that define or describe what sets one.
 */
import test from "ava";
import { traced } from "../../../compiler/ast/traced.js";
import { parse } from "../../../compiler/parse/parse.js";
import { SourceFile } from "../../../compiler/source.js";

const cases: Record<string, { source: string; traced: boolean }> = {
  "a call through the module": { source: "import sys\ndef f(): pass\nsys.settrace(f)\n", traced: true },
  "a call by name": { source: "from threading import setprofile\ndef f():\n  setprofile(None)\n", traced: true },
  "a module of the library that traces": { source: "import bdb\n", traced: true },
  "a stop of the debugger": { source: "def f():\n  breakpoint()\n", traced: true },
  "the debugger": { source: "import os, pdb\n", traced: true },
  "a text for exec": { source: "exec('import sys; sys.settrace(print)')\n", traced: true },
  "a function of that name, and a call of it": { source: "def settrace(f): pass\nsettrace(1)\n", traced: false },
  "a docstring": { source: "def f():\n  'as sys.settrace() does'\n", traced: false },
  "a comment": { source: "x = 1  # sys.settrace(f)\n", traced: false },
};

for (const [title, { source, traced: expected }] of Object.entries(cases)) {
  test(title, (t) => {
    const module = parse(new SourceFile("x.py", source));
    t.is(traced(module, "m", source, () => 1, false) !== module, expected);
  });
}
