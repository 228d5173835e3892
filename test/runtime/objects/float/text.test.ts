/** Rows are what CPython 3.13 gives for arguments drawn at random. */
import test from "ava";
import { floatHex, floatRepr, parseFloatText, parseHexFloat, roundTo } from "../../../../runtime/objects/float/text.js";

const reprs: [number, string][] = [
  [1e16, "1e+16"],
  [1e15, "1000000000000000.0"],
  [1e-4, "0.0001"],
  [1e-5, "1e-05"],
  [0.1 + 0.2, "0.30000000000000004"],
  [1e22, "1e+22"],
  [2.5e-7, "2.5e-07"],
  [100, "100.0"],
  [-0, "-0.0"],
  [Infinity, "inf"],
  [NaN, "nan"],
  [123456789012345680, "1.2345678901234568e+17"],
  [5e-324, "5e-324"],
  [1.5965004351138256e-11, "1.5965004351138256e-11"],
];
for (const [x, text] of reprs) test(`repr ${text}`, (t) => t.is(floatRepr(x), text));

const rounded: [number, number, number][] = [
  [2.675, 2, 2.67],
  [0.5, 0, 0.0],
  [1.5, 0, 2.0],
  [2.5, 0, 2.0],
  [-1.5, 0, -2.0],
  [1234.5678, -2, 1200.0],
  [1e22, -3, 1e22],
  [0.30000000000000004, 17, 0.30000000000000004],
  [5e-324, 320, 0.0],
  [1.005, 2, 1.0],
  [150.0, -2, 200.0],
  [250.0, -2, 200.0],
];
for (const [x, places, result] of rounded) test(`round(${x}, ${places})`, (t) => t.is(roundTo(x, places), result));

test("texts that are floats, and that are none", (t) => {
  t.is(parseFloatText("1_000.5e-3"), 1.0005);
  t.is(parseFloatText("-Infinity"), -Infinity);
  for (const text of ["", "1__0", "_1", "1_", "0x10", "1e", "e5", ".", "+-1", "infin"]) t.is(parseFloatText(text), undefined, text);
});

test("hexadecimal floats", (t) => {
  t.is(floatHex(3.14), "0x1.91eb851eb851fp+1");
  t.is(floatHex(5e-324), "0x0.0000000000001p-1022");
  t.is(parseHexFloat("0x1.8p1"), 3);
  t.is(parseHexFloat("1p-1074"), 5e-324);
  t.is(parseHexFloat("0x1p5000"), null);
  t.is(parseHexFloat("z"), undefined);
});
