import { readFileSync } from "node:fs";
import test from "ava";
import { dump } from "../../../compiler/ast/dump.js";
import { PythonSyntaxError } from "../../../compiler/diagnostics/syntaxerror.js";
import { parse, parseWithComments, type Mode } from "../../../compiler/parse/parse.js";
import { SourceFile } from "../../../compiler/source.js";

/** trees.txt: a title, a source, what CPython prints for it. */
for (const [, title, text, tree] of readFileSync("test/compiler/parse/trees.txt", "utf8").matchAll(/^## (.*)\n([^]*?)\n-->\n(.*)\n/gm)) {
  test(`tree: ${title!}`, (t) => {
    const source = new SourceFile("f", text!);
    t.is(dump(parse(source), source, { includeAttributes: true }), tree!);
  });
}

/** errors.txt: a line is [source, mode, error]. */
const lines = readFileSync("test/compiler/parse/errors.txt", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("["));
for (const line of lines) {
  const [text, mode, expected] = JSON.parse(line) as [string, Mode, unknown[]];
  test(`error: ${mode} ${JSON.stringify(text)}`, (t) => {
    const error = t.throws(() => parse(new SourceFile("f", text), mode), { instanceOf: PythonSyntaxError })!;
    t.deepEqual([error.kind, error.msg, error.line, error.col, error.endLine, error.endCol, error.text], expected);
  });
}

for (const text of ["def f():\n", "try:\n    x = 1", "while x:\n    # nothing", "x = 1\n\\"]) {
  test(`error: at the end of a main script ${JSON.stringify(text)}`, (t) => {
    const error = t.throws(() => parse(new SourceFile("f", text, true)), { instanceOf: PythonSyntaxError })!;
    t.deepEqual([error.col, error.endCol], [0, -1]);
  });
}

const depths: Record<string, { source: string; error: string | null }> = {
  "200 brackets": { source: "(".repeat(200) + "1" + ")".repeat(200), error: null },
  "201 brackets": { source: "(".repeat(201) + "1" + ")".repeat(201), error: "too many nested parentheses" },
  "99 blocks": { source: blocks(99), error: null },
  "100 blocks": { source: blocks(100), error: "too many levels of indentation" },
  "5000 signs": { source: "-".repeat(5000) + "1", error: null },
  "5000 attributes": { source: "a" + ".b".repeat(5000), error: null },
  "50000 powers": { source: "a" + "**a".repeat(50000), error: "Parser stack overflowed - Python source too complex to parse" },
};
function blocks(depth: number): string {
  return Array.from({ length: depth }, (_, i) => " ".repeat(i) + "if x:\n").join("") + " ".repeat(depth) + "y\n";
}
for (const [title, { source, error }] of Object.entries(depths)) {
  test(`depth: ${title}`, (t) => {
    const run = (): unknown => parse(new SourceFile("f", source));
    if (error === null) t.notThrows(run);
    else t.throws(run, { message: error });
  });
}

test("comments come with their places", (t) => {
  const { comments } = parseWithComments(new SourceFile("f", "# a\nx = 1  # b\n  # c\nf'''\n# no\n'''\n"));
  t.deepEqual(
    comments.map(({ text, ownLine, start }) => [text, ownLine, start]),
    [
      ["# a", true, 0],
      ["# b", false, 11],
      ["# c", true, 17],
    ],
  );
});

test("a tree that is used again has the new text", (t) => {
  const [first, second] = ["a.b(1)", "ccc.d(22)"].map((text) => {
    const source = new SourceFile("f", text);
    return dump(parse(source), source);
  });
  t.is(first, "Module(body=[Expr(value=Call(func=Attribute(value=Name(id='a', ctx=Load()), attr='b', ctx=Load()), args=[Constant(value=1)]))])");
  t.is(second, "Module(body=[Expr(value=Call(func=Attribute(value=Name(id='ccc', ctx=Load()), attr='d', ctx=Load()), args=[Constant(value=22)]))])");
});

const warnings: Record<string, string[]> = {
  "x = '\\d\\e' '\\q'": ["invalid escape sequence '\\d'", "invalid escape sequence '\\q'"],
  "f'\\{x:\\d}' + b'\\400'": ["invalid escape sequence '\\{'", "invalid escape sequence '\\d'", "invalid octal escape sequence '\\400'"],
  "1if 0x1or 2jand 3 else 4": ["invalid decimal literal", "invalid hexadecimal literal", "invalid imaginary literal"],
  "r'\\d' + rb'\\d' + rf'\\d'": [],
};
for (const [text, expected] of Object.entries(warnings)) {
  test(`warnings: ${text}`, (t) =>
    t.deepEqual(
      parseWithComments(new SourceFile("f", text)).warnings.map(({ msg }) => msg),
      expected,
    ));
}
