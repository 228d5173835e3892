import test from "ava";
import { lex } from "../../../compiler/lex/lexer.js";
import { SourceFile } from "../../../compiler/source.js";

const cases: Record<string, { source: string; tokens: string }> = {
  "a block opens and closes": { source: "if x:\n  y\nz\n", tokens: "if NAME : NEWLINE INDENT NAME NEWLINE DEDENT NAME NEWLINE END" },
  "blank lines do not close a block": {
    source: "if x:\n  y\n\n# c\n  z",
    tokens: "if NAME : NEWLINE INDENT NAME NEWLINE NAME NEWLINE DEDENT END",
  },
  "brackets hide newlines": { source: "(a,\n b)", tokens: "( NAME , NAME ) NEWLINE END" },
  "two operators of two words": { source: "a is not b not in c", tokens: "NAME is not NAME not in NAME NEWLINE END" },
  "a prefix belongs to its string": { source: "rb'a' b", tokens: "STRING NAME NEWLINE END" },
  "a field of an f-string": { source: "f'a{b!r:>{c}}d'", tokens: "FSTART FMID F{ NAME ! NAME F: FMID F{ NAME F} F} FMID FEND NEWLINE END" },
  "a dict and a walrus in a field": {
    source: "f'{ {a: b}}{(c:=d)}'",
    tokens: "FSTART F{ { NAME : NAME } F} F{ ( NAME := NAME ) F} FEND NEWLINE END",
  },
  "quotes inside an f-string": { source: "f'{'a'}'", tokens: "FSTART F{ STRING F} FEND NEWLINE END" },
  "a line joined in a block": { source: "if x:\n  y = \\\n1\n", tokens: "if NAME : NEWLINE INDENT NAME = NUMBER NEWLINE DEDENT END" },
  nothing: { source: "", tokens: "END" },
};
for (const [title, { source, tokens }] of Object.entries(cases)) {
  test(title, (t) =>
    t.is(
      lex(new SourceFile("f", source))
        .tokens.map(({ type }) => type)
        .join(" "),
      tokens,
    ),
  );
}
