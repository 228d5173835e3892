/**
 * asking - texts that look at the variables of frames which an exception has left.
 *
 * Functions of such a text keep them, and those of the texts that are compiled after it (compileFlags); the library's do not. A script keeps them, too,
 * if a file that it imports from its own folder, PYTHONPATH or GILT_PATH is such a text: of other modules nobody knows before they are imported.
 */

/** What such a text says, in what Python calls it. */
const WORDS = ["f_locals", "capture_locals", "tb_locals", "post_mortem", "getargvalues", "getinnerframes", "inspect.trace"];
/** The option of unittest that does. */
const OPTION = "--locals";

const IMPORTS = /^[ \t]*(?:from|import)[ \t]+(\w[\w.]*)/gm;

export function asksForLocals(text: Uint8Array | string): boolean {
  if (process.argv.includes(OPTION)) return true;
  if (typeof text === "string") return WORDS.some((word) => text.includes(word));
  const bytes = bytesOf(text);
  return WORDS.some((word) => bytes.includes(word, 0, "latin1"));
}

/** Whether a file that a script imports does. @param read gives a file's bytes, or undefined if there is none */
export function importsAsking(text: Uint8Array, path: string, read: (file: string) => Uint8Array | undefined): boolean {
  if (path.startsWith("<")) return false;
  const { PYTHONPATH = "", GILT_PATH = "" } = process.env;
  const folders = [path.slice(0, path.lastIndexOf("/")), ...PYTHONPATH.split(":"), ...GILT_PATH.split(":")].filter((folder) => folder !== "");
  for (const [, name] of bytesOf(text).toString("latin1").matchAll(IMPORTS)) {
    for (const folder of folders) {
      const found = read(`${folder}/${name!.replaceAll(".", "/")}.py`);
      if (found !== undefined && asksForLocals(found)) return true;
    }
  }
  return false;
}

function bytesOf(text: Uint8Array): Buffer {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength);
}
