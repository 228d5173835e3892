import test from "ava";
import { readSource } from "../../compiler/host.js";

const bytes = (...parts: (string | number[])[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test("newlines are made one kind", (t) => t.is(readSource(bytes("a\r\nb\rc\n"), "f").text, "a\nb\nc\n"));
test("a mark is left out", (t) => t.is(readSource(bytes([0xef, 0xbb, 0xbf], "é"), "f").text, "é"));
test("a declared encoding", (t) => t.is(readSource(bytes("#!x\n# -*- coding: latin-1 -*-\n", [0xe9]), "f").text.at(-1), "é"));
test("a declaration in the third line is none", (t) => t.is(readSource(bytes("\n\n# coding: latin-1\né"), "f").text.at(-1), "é"));
test("a declaration behind code is none", (t) => t.is(readSource(bytes("x\n# coding: latin-1\né"), "f").text.at(-1), "é"));
test("not UTF-8", (t) => {
  t.throws(() => readSource(bytes("a\n", [0x62, 0xe9]), "f.py"), {
    message: "Non-UTF-8 code starting with '\\xe9' in file f.py on line 2, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
  });
});
test("an unknown encoding", (t) => t.throws(() => readSource(bytes("# coding: nosuch\n"), "f"), { message: "unknown encoding: nosuch" }));
test("an unknown encoding of what is run", (t) => t.throws(() => readSource(bytes("# coding: nosuch\n"), "f", true), { message: "encoding problem: nosuch" }));
test("cp1252", (t) => t.is(readSource(bytes("# coding: cp1252\n", [0x80, 0xe9, 0x9f]), "f").text.slice(-3), "€éŸ"));
test("what cp1252 has not", (t) => {
  const message = "'charmap' codec can't decode byte 0x81 in position 17: character maps to <undefined>";
  t.throws(() => readSource(bytes("# coding: cp1252\n", [0x81]), "f"), { message });
});
test("what ascii has not", (t) => {
  const message = "'ascii' codec can't decode byte 0xe9 in position 16: ordinal not in range(128)";
  t.throws(() => readSource(bytes("# coding: ascii\n", [0xe9]), "f"), { message });
});
test("a NUL", (t) => {
  const error = t.throws(() => readSource(bytes("a\nb = '\0'\n"), "f", true), { message: "source code cannot contain null bytes" });
  t.like(error, { line: 2, text: "b = '" });
  t.throws(() => readSource(bytes("\0"), "f"), { message: "source code string cannot contain null bytes" });
});
