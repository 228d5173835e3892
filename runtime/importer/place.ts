/**
 * place - where the standard library's text seems to lie, and the door to it.
 *
 * The folder is a name alone: its files are in a zip (library.ts), which is opened when an import gets as far, or somebody asks for a line of it.
 */
import { loadPart } from "gilt:natives";

export const PREFIX = "/usr";
/** The folder of the library, an entry of sys.path. */
export const LIBRARY = `${PREFIX}/lib/python3.13`;
/** What CPython puts at the end of sys.path. */
export const LIBRARY_PATH: readonly string[] = [`${PREFIX}/lib/python313.zip`, LIBRARY, `${LIBRARY}/lib-dynload`];

/** Whether a file is the library's: there is no such file on the disk, or another one. */
export function isOfLibrary(file: string): boolean {
  return file.startsWith(LIBRARY) && file[LIBRARY.length] === "/";
}

export function library(): typeof import("./library.js") {
  return loadPart("importer/library") as typeof import("./library.js");
}
