/**
 * library - lists the files of CPython's library, which the package pyodide has in a zip, and compiles those that are imported most, for
 * runtime/importer/library.ts. The text itself stays in the package.
 *
 * Only CPython's own text is taken, as version 3.13.0 has it: not the package's modules, nor its changes, nor those of later versions.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Not CPython's, or of no use without WebAssembly. */
const LEFT_OUT = /^(?:pyodide|_pyodide|site-packages)\/|^_sysconfigdata__|^webbrowser\.py$/;
/** By file: its checksum in the package, and what makes its text that of the version whose behaviour gilt shows (bin/libraryedits.mjs writes it). */
const EDITS = JSON.parse(readFileSync(new URL("library-edits.json", import.meta.url), "utf8"));

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

/** What `Index` of runtime/importer/library.ts says of the zip. */
function listLibrary(zip) {
  const files = {};
  for (const { name, row } of entries(zip)) {
    if (!name.endsWith(".py") || LEFT_OUT.test(name)) continue;
    const file = name.slice(0, -3);
    const edits = EDITS[file];
    if (edits !== undefined && edits[0] !== row[3]) throw new Error(`${name} of the package pyodide is not the one whose changes are known`);
    files[file] = edits === undefined ? row : [...row, createHash("sha256").update(JSON.stringify(edits)).digest("hex").slice(0, 8)];
  }
  return { size: zip.length, files };
}

/** The texts of some of the library's files, by their names without `.py`; what is not in it is left out. */
export function* libraryTexts(wanted) {
  const zip = readFileSync(libraryZip());
  for (const [file, row] of Object.entries(listLibrary(zip).files)) if (wanted.has(file)) yield [file, textOf(zip, file, row).toString("utf8")];
}

/** The files as the package has them. */
export function* eachText() {
  const zip = readFileSync(libraryZip());
  for (const { name, row } of entries(zip)) {
    if (name.endsWith(".py") && !LEFT_OUT.test(name)) yield { file: name.slice(0, -3), crc: row[3], text: unpacked(zip, row) };
  }
}

/**
 * Compiled at the build: what scripts import most, with what that imports. Names without `.py`; `*` is all of a package. What gilt has in TypeScript is never
 * compiled, so it is not listed.
 */
const PACKED =
  "__future__ _colorize _compression _opcode_metadata _strptime _weakrefset argparse ast asyncio/* bdb bz2 cProfile cmd code codecs codeop colorsys " +
  "configparser contextlib contextvars csv difflib dis doctest email/* encodings/__init__ encodings/aliases filecmp fileinput fractions genericpath " +
  "getopt getpass gettext glob graphlib gzip hmac html/* http/__init__ http/client http/cookies http/server importlib/* inspect ipaddress keyword logging/* " +
  "mimetypes ntpath numbers opcode optparse pathlib/* pdb pkgutil platform plistlib pprint profile pstats quopri runpy secrets selectors shelve shutil " +
  "smtplib socket socketserver stat statistics sysconfig/__init__ tarfile timeit token tokenize tomllib/* trace tracemalloc tty types typing unittest/* " +
  "urllib/* uuid weakref xml/etree/ElementPath xml/etree/ElementTree xml/parsers/expat xmlrpc/client zipfile/__init__ zipfile/_path/* zipimport " +
  "zoneinfo/*";
const FOLDER = "/usr/lib/python3.13";
const WORKERS = 2;
/** Counts the changes of what is made here of a file. */
const FORM = 3;

function unpacked(zip, [offset, packed]) {
  const data = zip.subarray(offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)).subarray(0, packed);
  return zip.readUInt16LE(offset + 8) === 0 ? data : inflateRawSync(data);
}

function textOf(zip, file, row) {
  const bytes = unpacked(zip, row);
  if (EDITS[file] === undefined) return bytes;
  const lines = bytes.toString("utf8").split("\n");
  for (const [from, count, instead] of EDITS[file][1].toReversed()) lines.splice(from - 1, count, ...instead);
  return Buffer.from(lines.join("\n"));
}

/**
 * Writes dist/library.json and dist/library.pack. The compiler's bundle must be there; it is loaded in workers, so that the build goes on meanwhile.
 *
 * @param compiler hash of the compiler: while it is the same, what the last build made is kept
 */
export async function makeLibrary(compiler) {
  const zip = readFileSync(libraryZip());
  const index = listLibrary(zip);
  const wanted = PACKED.split(" ").flatMap((name) =>
    name.endsWith("/*") ? Object.keys(index.files).filter((file) => file.startsWith(name.slice(0, -1))) : index.files[name] === undefined ? [] : [name],
  );
  const made = createHash("sha256")
    .update(`${compiler} ${FORM} ${JSON.stringify(wanted.map((file) => index.files[file]))}`)
    .digest("hex");
  if (existsSync("dist/library.json") && existsSync("dist/library.pack") && JSON.parse(readFileSync("dist/library.json", "utf8")).made === made) return;
  // the longest first, to whoever is free
  const rest = wanted.sort((a, b) => index.files[b][2] - index.files[a][2]);
  const results = new Map();
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { zip: libraryZip() } });
      const next = () => {
        const file = rest.shift();
        if (file === undefined) return worker.postMessage(null);
        worker.postMessage({ file, row: index.files[file] });
      };
      worker.on("message", ({ file, data, size }) => {
        if (file !== undefined) results.set(file, { data: Buffer.from(data), size });
        next();
      });
      worker.on("error", reject);
      worker.on("exit", resolve);
    });
  await Promise.all(Array.from({ length: WORKERS }, work));
  const packed = {};
  const parts = [];
  let at = 0;
  for (const file of [...results.keys()].sort()) {
    const { data, size } = results.get(file);
    packed[file] = [at, data.length, size];
    parts.push(data);
    at += data.length;
  }
  writeFileSync("dist/library.pack", Buffer.concat(parts));
  writeFileSync("dist/library.NOTICE", NOTICE + readFileSync("docs/psf-license.txt", "utf8"));
  writeFileSync("dist/library-edits.json", JSON.stringify(Object.fromEntries(Object.entries(EDITS).map(([file, [, hunks]]) => [file, hunks]))));
  writeFileSync("dist/library.json", JSON.stringify({ ...index, packed, made }));
}

/** What the cache will hold of it, as runtime/importer/code.ts writes and reads it: a run that takes it from here has only to write it down. */
function entryOf({ code, positions, warnings }) {
  const text = Buffer.from(code);
  const places = JSON.stringify(positions);
  const head = { code: text.length, ascii: text.length === code.length, positions: Buffer.byteLength(places), warnings };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), text, Buffer.from(places)]);
}

const NOTICE = `library.pack holds modules of the standard library of Python 3.13.0, compiled to JavaScript; nothing else of them was changed.
library-edits.json holds lines of them.
Copyright (c) 2001-2024 Python Software Foundation; All Rights Reserved. They are used under the licence below.

`;

if (!isMainThread && workerData?.zip !== undefined) {
  const zip = readFileSync(workerData.zip);
  const { compile } = createRequire(import.meta.url)("./loader.js").loadBundle("compiler");
  parentPort.on("message", (asked) => {
    if (asked === null) return parentPort.close();
    const { file, row } = asked;
    const name = file.replace(/\/__init__$/, "").replaceAll("/", ".");
    const made = entryOf(compile(textOf(zip, file, row), { path: `${FOLDER}/${file}.py`, name }));
    parentPort.postMessage({ file, data: deflateRawSync(made, { level: 6 }), size: made.length });
  });
  parentPort.postMessage({});
}
