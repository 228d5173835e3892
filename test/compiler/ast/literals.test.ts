import test from "ava";
import { reprBytes, reprFloat, reprStr } from "../../../compiler/ast/literals.js";

const floats: [number, string][] = [
  [0, "0.0"],
  [-0, "-0.0"],
  [1, "1.0"],
  [1e15, "1000000000000000.0"],
  [1e16, "1e+16"],
  [1.5e-5, "1.5e-05"],
  [0.0001, "0.0001"],
  [123.456, "123.456"],
  [1.7976931348623157e308, "1.7976931348623157e+308"],
  [Infinity, "inf"],
  [1e22, "1e+22"],
  [5e-324, "5e-324"],
];
for (const [value, text] of floats) test(`float ${text}`, (t) => t.is(reprFloat(value, true), text));

const strings: [string, string][] = [
  ["a", "'a'"],
  ["it's", '"it\'s"'],
  ["'\"", "'\\'\"'"],
  ["\n\t\x00\x7f\xa0\xad", "'\\n\\t\\x00\\x7f\\xa0\\xad'"],
  ["é😀", "'é😀'"],
  ["\u200b\ud800", "'\\u200b\\ud800'"],
  ["\u{e0001}", "'\\U000e0001'"],
  ["\\", "'\\\\'"],
];
for (const [value, text] of strings) test(`str ${text}`, (t) => t.is(reprStr(value), text));

test("bytes", (t) => t.is(reprBytes(Uint8Array.of(0, 9, 10, 39, 34, 65, 92, 127, 255)), "b'\\x00\\t\\n\\'\"A\\\\\\x7f\\xff'"));
