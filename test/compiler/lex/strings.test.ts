import test from "ava";
import { characterNamed } from "../../../compiler/lex/names.js";
import { decodeFText, decodeString, LiteralError, splitString } from "../../../compiler/lex/strings.js";

const decoded: Record<string, { body: string; value: string }> = {
  "simple escapes": { body: "a\\n\\t\\\\\\'", value: "a\n\t\\'" },
  "a joined line": { body: "a\\\nb", value: "ab" },
  "octal, hexadecimal, unicode": { body: "\\101\\x41\\u0041\\U0001F600", value: "AAA😀" },
  "an unknown escape stays": { body: "\\d\\é", value: "\\d\\é" },
  names: { body: "\\N{GREEK SMALL LETTER ALPHA}\\N{snowman}\\N{LF}", value: "α☃\n" },
};
for (const [title, { body, value }] of Object.entries(decoded)) test(title, (t) => t.is(decodeString(body, false), value));

const rejected: Record<string, string> = {
  "\\x4": "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape",
  "é\\u12": "(unicode error) 'unicodeescape' codec can't decode bytes in position 10-13: truncated \\uXXXX escape",
  "\\N{}": "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: malformed \\N character escape",
  "\\N{nosuch}": "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-9: unknown Unicode character name",
};
for (const [body, message] of Object.entries(rejected)) {
  test(`rejected: ${body}`, (t) => t.throws(() => decodeString(body, false), { instanceOf: LiteralError, message }));
}

test("text of f-strings: doubled braces, a backslash before a field", (t) => {
  t.is(decodeFText("a{{b}}\\x41", false, false), "a{b}A");
  t.is(decodeFText("a\\", false, false), "a\\");
  t.is(decodeFText("\\N{BULLET}}}", false, false), "•}");
});

test("quotes and prefixes", (t) => {
  t.deepEqual(splitString('Rb"""a"""'), { bytes: true, raw: true, unicode: false, body: "a" });
  t.deepEqual(splitString("u''"), { bytes: false, raw: false, unicode: true, body: "" });
});

test("characters by rule", (t) => {
  t.is(characterNamed("HANGUL SYLLABLE GAG"), "각");
  t.is(characterNamed("hangul syllable a"), "아");
  t.is(characterNamed("CJK UNIFIED IDEOGRAPH-4E00"), "一");
  t.is(characterNamed("CJK UNIFIED IDEOGRAPH-0041"), null);
});
