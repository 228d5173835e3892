import test from "ava";
import { foldText, swapText, titleText } from "../../../../runtime/objects/str/case.js";
import { isDigit, isNumeric, textRepr } from "../../../../runtime/objects/str/categories.js";
import { astral, comparePoints, markAstral, pointAt, pointCount, pointSlice } from "../../../../runtime/objects/str/points.js";
import { replaceIn, rsplitSpace, splitAt, splitLines, splitSpace, stripText } from "../../../../runtime/objects/str/search.js";

const rows: [string, unknown, unknown][] = [
  ["split at white space", splitSpace(" a  b\tc ", -1), ["a", "b", "c"]],
  ["split at white space, once", splitSpace(" a  b\tc ", 1), ["a", "b\tc "]],
  ["split from the right, once", rsplitSpace(" a  b\tc ", 1), [" a  b", "c"]],
  ["split at a separator", splitAt("a,b,,c", ",", 2), ["a", "b", ",c"]],
  ["lines", splitLines("a\nb\r\nc\x0bd\u2028", false), ["a", "b", "c", "d"]],
  ["replace nothing", replaceIn("abc", "", "-", 2), "-a-bc"],
  ["replace with dollars", replaceIn("aXb", "X", "$&", -1), "a$&b"],
  ["strip characters", stripText("xxaxx", "x", 2), "xxa"],
  ["title", titleText("they're \u01c6 \u00dfa"), "They'Re \u01c5 Ssa"],
  ["swapcase with a final sigma", swapText("\u03a3A\u03a3"), "\u03c3a\u03c2"],
  ["casefold", foldText("Stra\u00dfe \u13f8"), "strasse \u13f0"],
  ["digits", [isDigit("\u00b2"), isNumeric("\u4e09"), isDigit("\u4e09")], [true, true, false]],
  ["repr", textRepr("it's\n\x00\u00e9\u200b"), '"it\'s\\n\\x00\u00e9\\u200b"'],
];
for (const [title, got, expected] of rows) test(title, (t) => t.deepEqual(got, expected));

test.serial("code points once an astral character has been seen", (t) => {
  const text = markAstral("a\u{1f600}\u00e9");
  t.true(astral.seen);
  t.is(pointCount(text), 3);
  t.is(pointAt(text, 1), "\u{1f600}");
  t.is(pointAt(text, -1), "\u00e9");
  t.is(pointSlice(text, 1, 3), "\u{1f600}\u00e9");
  t.true(comparePoints("\uffff", "\u{10000}") < 0);
});
