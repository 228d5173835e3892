/**
 * libraryedits - writes bin/library-edits.json: what makes the library's text, which is that of CPython 3.13.2 with some changes of the package that has it,
 * that of the version whose behaviour gilt shows.
 *
 *     node bin/libraryedits.mjs /path/to/python3.13/lib/python3.13
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eachText } from "./library.mjs";

const [folder] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), "gilt-edits-"));
const edits = {};
try {
  for (const { file, crc, text } of eachText()) {
    const wanted = path.join(folder, `${file}.py`);
    if (!existsSync(wanted) || readFileSync(wanted).equals(text)) continue;
    const given = path.join(scratch, "given.py");
    writeFileSync(given, text);
    edits[file] = [crc, hunksBetween(given, wanted)];
  }
} finally {
  rmSync(scratch, { recursive: true });
}
writeFileSync(
  "bin/library-edits.json",
  `{\n${Object.entries(edits)
    .map(([file, edit]) => `${JSON.stringify(file)}: ${JSON.stringify(edit)}`)
    .join(",\n")}\n}\n`,
);

/** `[from, count, lines]`: so many lines, counted from 1, are these instead; with a count of 0 they are put in before line `from`. */
function hunksBetween(given, wanted) {
  const { stdout } = spawnSync("git", ["diff", "--no-index", "-U0", "--no-color", "--no-ext-diff", given, wanted], { encoding: "utf8", maxBuffer: 2 ** 28 });
  const hunks = [];
  for (const line of stdout.split("\n")) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (head !== null) {
      const count = head[2] === undefined ? 1 : Number(head[2]);
      hunks.push([Number(head[1]) + (count === 0 ? 1 : 0), count, []]);
    } else if (hunks.length > 0 && line.startsWith("+")) hunks.at(-1)[2].push(line.slice(1));
  }
  return hunks;
}
