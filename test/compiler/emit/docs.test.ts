/**
 * Docstrings come back exactly from the doc comments.
 */
import test from "ava";
import { cleanDoc, docComment, docFromComment } from "../../../compiler/emit/docs.js";
import { jsIdentifier, pyIdentifier } from "../../../compiler/emit/names.js";

const docs = ["Adds.", "", " x", "two\nlines", "ends\n", "a */ b *\\/ c", "\n\nblank first", "* item\n  - indented"];
for (const doc of docs) test(`doc ${JSON.stringify(doc)}`, (t) => t.is(docFromComment(docComment(doc).join("\n")), doc));

const cleaned: Record<string, { source: string; expected: string }> = {
  "the margin goes": { source: "A.\n\n    B\n      C\n    ", expected: "A.\n\nB\n  C\n" },
  "one line": { source: "  A  ", expected: "A  " },
};
for (const [title, { source, expected }] of Object.entries(cleaned)) test(title, (t) => t.is(cleanDoc(source), expected));

test("identifiers go both ways", (t) => {
  for (const name of ["x", "new", "new_", "new__", "x_", "arguments", "of", "self"]) t.is(pyIdentifier(jsIdentifier(name)), name);
});
