/** Rows are what CPython 3.13 gives for values and specifications drawn at random. */
import test from "ava";
import "../../../../runtime/objects/type.js";
import "../../../../runtime/objects/exceptionmethods.js";
import { formatFloat, formatInt, formatText } from "../../../../runtime/objects/format/spec.js";

const floats: [number | string, string, string][] = [
  [1e16, ".3g", "1e+16"],
  [64.51117387363627, ".3f", "64.511"],
  [90.60870343133021, "g", "90.6087"],
  [26.130116971016776, "z.1f", "26.1"],
  [-44.0119072372448, "#.3g", "-44.0"],
  [62.67105220441627, "z.1f", "62.7"],
  [6518841.147859253, "+.1f", "+6518841.1"],
  [10.197525886772823, "", "10.197525886772823"],
  [-590.0, ".2f", "-590.00"],
  [-59.97360691840883, "^14.4", "    -59.97    "],
  [8.996232393401136e22, ".2f", "89962323934011356872704.00"],
  [60.28090116692229, ".3g", "60.3"],
  [1.5, ".3f", "1.500"],
  [655.0, "", "655.0"],
  [554.0, "015.3f", "00000000554.000"],
  [496044528644.0918, "z.1f", "496044528644.1"],
  [14.532672572566383, ">12,.2f", "       14.53"],
  [123456789.125, ">12,.2f", "123,456,789.12"],
  [96.96619515880491, ".1f", "97.0"],
  [-921.09, "_.1f", "-921.1"],
  [97.12543264629613, "#.3g", "97.1"],
  [-5.696611370747618, ".3f", "-5.697"],
  [6.2350527820363055, ".0f", "6"],
  [1e16, "_.1f", "10_000_000_000_000_000.0"],
  [-875.604, ".2e", "-8.76e+02"],
  [123456789.125, ".0f", "123456789"],
  [0.125, ".2f", "0.12"],
  [-67.47, "#.3g", "-67.5"],
  [71.0427733296525, "g", "71.0428"],
  [54.38567375782287, ".2f", "54.39"],
  [-70.16854878500926, ".1f", "-70.2"],
  [6.8872039846666174e19, ">12,.2f", "68,872,039,846,666,174,464.00"],
  [40571630891592.086, "#.3g", "4.06e+13"],
  [197.0, "#.3g", "197."],
  [-409.91, ".10f", "-409.9100000000"],
  [-621.769, ".2f", "-621.77"],
  [47.02404460508615, ".0f", "47"],
  [75.64895914389075, "z.1f", "75.6"],
  [-83.38305685065355, "_.1f", "-83.4"],
  [90.26918957253994, ">12,.2f", "       90.27"],
];
for (const [x, spec, text] of floats)
  test(`format(${x}, "${spec}")`, (t) => t.is(spec === "" ? formatFloat(Number(x), spec) : formatFloat(Number(x), spec), text));

const ints: [number | bigint, string, string][] = [
  [1234567, ",", "1,234,567"],
  [1234567, "_x", "12_d687"],
  [-255, "#010x", "-0x00000ff"],
  [5, "+d", "+5"],
  [42, "^7", "  42   "],
  [123, "08,", "0,000,123"],
  [97, "c", "a"],
  [10n ** 20n, "_", "100_000_000_000_000_000_000"],
  [7, "b", "111"],
  [255, "X", "FF"],
  [3, ".2f", "3.00"],
  [1, "%", "100.000000%"],
];
for (const [n, spec, text] of ints) test(`format(${n}, "${spec}")`, (t) => t.is(formatInt(n, spec), text));

const mistakes: [() => string, string][] = [
  [() => formatInt(1, ".2"), "Precision not allowed in integer format specifier"],
  [() => formatInt(1, "s"), "Unknown format code 's' for object of type 'int'"],
  [() => formatText("a", "=5"), "'=' alignment not allowed in string format specifier"],
  [() => formatText("a", ",s"), "Cannot specify ',' with 's'."],
  [() => formatFloat(1, ".f"), "Format specifier missing precision"],
  [() => formatFloat(1, "10q5"), "Invalid format specifier '10q5' for object of type 'float'"],
];
for (const [run, message] of mistakes) {
  test(message, (t) => {
    const error = t.throws(run, { any: true }) as unknown as { $args: unknown[] };
    t.deepEqual(error.$args, [message]);
  });
}
