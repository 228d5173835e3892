/**
 * library - the standard library's text: CPython's own, in the zip of a package, and what that has otherwise; its files have names below LIBRARY.
 *
 * The build lists the zip's entries in dist/library.json (bin/library.mjs), so that a module whose compiled form is in the cache costs no look at the zip.
 *
 * Mirrors     Lib/zipimport.py of CPython 3.13, for one archive
 * Invariants
 *   L1  An entry's key changes with its text.
 *   L2  Nothing here keeps the zip open: descriptors are the script's.
 */
import fs from "node:fs";
import nodePath from "node:path";
import { loader } from "./code.js";
import { isOfLibrary, LIBRARY } from "./place.js";
import { nodeModule } from "../system/nodemodules.js";

/** Offset of the entry's local header, its size in the zip and unpacked, checksum, and that of what is changed in it. */
type Row = readonly [offset: number, packed: number, size: number, crc: number, edits?: string];

/** So many lines, counted from 1, are others instead. */
type Edit = readonly [from: number, count: number, instead: readonly string[]];

interface Index {
  /** of the zip: a package of another version is not read by this index */
  readonly size: number;
  /** by path inside the library, without `.py` */
  readonly files: Readonly<Record<string, Row>>;
  /** What the build has compiled: place and length in library.pack, and length unpacked. */
  readonly packed?: Readonly<Record<string, readonly [offset: number, length: number, size: number]>>;
}

const EMPTY: Index = { size: 0, files: {} };
const known: { index: Index | undefined } = { index: undefined };

function index(): Index {
  if (known.index === undefined) {
    const found = loader.readForNow(nodePath.join(loader.dist, "library.json"));
    known.index = found === undefined ? EMPTY : (JSON.parse(found.toString("latin1")) as Index);
  }
  return known.index;
}

function rowOf(file: string): Row | undefined {
  const name = isOfLibrary(file) && file.endsWith(".py") ? file.slice(LIBRARY.length + 1, -3) : "";
  const { files } = index();
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

/** Whether the library has this file. */
export function isThere(file: string): boolean {
  return rowOf(file) !== undefined;
}

/** What stands for the text of a file in names of what is made of it. */
export function keyOf(file: string): string {
  return `library ${JSON.stringify(rowOf(file))}`;
}

/** Names of the modules and packages directly in a folder of the library, sorted; undefined: no such folder. */
export function namesIn(folder: string): string[] | undefined {
  const inside = folder === LIBRARY ? "" : `${folder.slice(LIBRARY.length + 1)}/`;
  const names = new Set<string>();
  for (const file of Object.keys(index().files)) if (file.startsWith(inside)) names.add(file.slice(inside.length).split("/")[0]!);
  return names.size === 0 ? undefined : [...names].sort();
}

/** The compiled form of a file, if the build made it, as the cache has it. */
export function compiledOf(file: string): Buffer | undefined {
  const row = index().packed?.[file.slice(LIBRARY.length + 1, -3)];
  if (row === undefined) return undefined;
  const [offset, length, size] = row;
  const fd = fs.openSync(nodePath.join(loader.dist, "library.pack"), "r");
  try {
    return nodeModule("node:zlib").inflateRawSync(read(fd, offset, length), { maxOutputLength: size + 1 });
  } finally {
    fs.closeSync(fd);
  }
}

function zipFile(): string {
  return process.getBuiltinModule("node:module").createRequire(nodePath.join(loader.dist, "library.json")).resolve("pyodide/python_stdlib.zip");
}

const HEADER = 30;

/** The bytes of a file of the library; undefined if it has none of that name. */
export function readFile(file: string): Uint8Array | undefined {
  const row = rowOf(file);
  if (row === undefined) return undefined;
  const [offset, packed, size, , edits] = row;
  const fd = fs.openSync(zipFile(), "r");
  let bytes: Uint8Array;
  try {
    if (fs.fstatSync(fd).size !== index().size) throw new Error("the package pyodide is not the one that gilt was built with");
    const header = read(fd, offset, HEADER);
    const view = new DataView(header.buffer);
    const data = read(fd, offset + HEADER + view.getUint16(26, true) + view.getUint16(28, true), packed);
    bytes = view.getUint16(8, true) === 0 ? data : nodeModule("node:zlib").inflateRawSync(data, { maxOutputLength: size + 1 });
  } finally {
    fs.closeSync(fd);
  }
  return edits === undefined ? bytes : edited(bytes, editsOf(file));
}

function read(fd: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const count = fs.readSync(fd, bytes, done, length - done, at + done);
    if (count === 0) throw new Error("the library's zip is shorter than its index says");
    done += count;
  }
  return bytes;
}

/** What makes the text of a file CPython 3.13.0's, which that of the package is not. */
function editsOf(file: string): readonly Edit[] {
  const found = loader.readForNow(nodePath.join(loader.dist, "library-edits.json"));
  return (JSON.parse(found!.toString("utf8")) as Record<string, readonly Edit[]>)[file.slice(LIBRARY.length + 1, -3)]!;
}

function edited(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const lines = Buffer.from(bytes).toString("utf8").split("\n");
  for (const [from, count, instead] of [...edits].reverse()) lines.splice(from - 1, count, ...instead);
  return Buffer.from(lines.join("\n"));
}
