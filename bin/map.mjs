/**
 * map - prints the sources as a tree, each with the first sentence of its header: nobody keeps a map by hand.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The sentence after "name - " in a file's first comment. */
function sentence(file) {
  const head = /^\/\*\*?\s*\*?\s*([\s\S]*?)(?:\n \*\s*\n|\*\/)/.exec(readFileSync(file, "utf8").replace(/^#!.*\n/, ""));
  return head === null
    ? ""
    : head[1]
        .replace(/\s*\n \* ?/g, " ")
        .replace(/^[\w./, -]+? - /, "")
        .trim();
}

function show(folder, depth) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      console.log(`${"  ".repeat(depth)}${entry.name}/`);
      show(file, depth + 1);
    } else if (/\.(ts|mjs|js|ne)$/.test(entry.name)) console.log(`${"  ".repeat(depth)}${entry.name.padEnd(34 - depth * 2)} ${sentence(file)}`);
  }
}

for (const folder of process.argv.length > 2 ? process.argv.slice(2) : ["bin", "compiler", "runtime", "test"]) {
  console.log(`${folder}/`);
  show(path.join(root, folder), 1);
}
