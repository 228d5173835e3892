/**
 * library - lists the files of CPython's library, which the package pyodide has in a zip, for runtime/importer/library.ts. The text itself stays in the package.
 *
 * Only CPython's own text is taken: not the package's modules, and of the files that the package changed not the lines that it added.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Not CPython's, or of no use without WebAssembly. */
const LEFT_OUT = /^(?:pyodide|_pyodide|site-packages)\/|^_sysconfigdata__|^webbrowser\.py$/;
/** Files that the package changed: their checksum, and the lines to leave out. */
const CUTS = {
  "ctypes/util": [0x4225e4b5, [[81, 104]]],
  "zoneinfo/_common": [0x4805e817, [[14, 19]]],
  "json/encoder": [
    0x2438263b,
    [
      [36, 36],
      [307, 308],
      [374, 375],
      [393, 394],
      [426, 427],
    ],
  ],
};

export function libraryZip() {
  return createRequire(import.meta.url).resolve("pyodide/python_stdlib.zip");
}

/** Rows of the zip's directory. */
function* entries(zip) {
  const END = 0x06054b50;
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== END) end--;
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = zip.readUInt16LE(at + 28);
    yield {
      name: zip.toString("utf8", at + 46, at + 46 + nameLength),
      row: [zip.readUInt32LE(at + 42), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24), zip.readUInt32LE(at + 16)],
    };
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** Writes `outfile`; see `Index` in runtime/importer/library.ts. */
export function listLibrary(outfile) {
  const zip = readFileSync(libraryZip());
  const files = {};
  for (const { name, row } of entries(zip)) {
    if (!name.endsWith(".py") || LEFT_OUT.test(name)) continue;
    const file = name.slice(0, -3);
    const [crc, cuts] = CUTS[file] ?? [];
    if (crc !== undefined && crc !== row[3]) throw new Error(`${name} of the package pyodide is not the one whose changes are known`);
    files[file] = cuts === undefined ? row : [...row, cuts];
  }
  writeFileSync(outfile, JSON.stringify({ size: zip.length, files }));
}
