/** Which part of a traceback's line is marked: held against what CPython 3.13's traceback module prints. */
import test from "ava";
import { formatEntry, rememberSource } from "../../../runtime/objects/tracelines.js";

/** title: the source line, what is underlined in it, the caret line (none if CPython shows none) */
const cases: Record<string, { source: string; part: string; carets: string }> = {
  "a call marks its brackets": { source: "y = g(None) + 1", part: "g(None)", carets: "    ~^^^^^^" },
  "a statement that is all one call": { source: "g(None)", part: "g(None)", carets: "~^^^^^^" },
  "return f(x) needs no carets": { source: "return f(x)", part: "f(x)", carets: "" },
  "x = f(x) needs no carets": { source: "y = f(x)", part: "f(x)", carets: "" },
  "return of a method's call does": { source: "return self.m(1)", part: "self.m(1)", carets: "       ~~~~~~^^^" },
  "an operator": { source: "return 1 / x", part: "1 / x", carets: "       ~~^~~" },
  "an operator of two characters": { source: "z = a // b", part: "a // b", carets: "    ~~^^~~" },
  "the last of two operators": { source: "z = a + b - c", part: "a + b - c", carets: "    ~~~~~~^~~" },
  "a power's right side is one operand": { source: "z = a ** b ** c", part: "a ** b ** c", carets: "    ~~^^~~~~~~~" },
  "a subscript": { source: "d['k']", part: "d['k']", carets: "~^^^^^" },
  "a subscript of a call": { source: "x = f(1)[2]", part: "f(1)[2]", carets: "    ~~~~^^^" },
  "a comparison has no anchors": { source: "return x < 'a'", part: "x < 'a'", carets: "       ^^^^^^^" },
  "an attribute has none": { source: "return x.y + 1", part: "x.y", carets: "       ^^^" },
  "brackets in strings do not count": { source: "f('(') + 1", part: "f('(')", carets: "~^^^^^" },
};

for (const [title, { source, part, carets }] of Object.entries(cases)) {
  test(title, (t) => {
    const file = `<${title}>`;
    rememberSource(file, source);
    const column = source.indexOf(part);
    const text = formatEntry({ file, name: "f", line: 1, column, endLine: 1, endColumn: column + part.length });
    const shown = carets === "" ? "" : `    ${carets}\n`;
    t.is(text, `  File "${file}", line 1, in f\n    ${source}\n${shown}`);
  });
}
