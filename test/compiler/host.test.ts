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
