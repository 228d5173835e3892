/**
 * libraryfiles - where the system's shared libraries lie: what is there can be told without loading it.
 */
const { existsSync } = process.getBuiltinModule("node:fs");
const FOLDERS = ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib", "/lib", "/usr/local/lib"];

/** Whether the system seems to have a library: its file is in a usual folder. Nothing is loaded. */
export function hasLibrary(...names: string[]): boolean {
  if (process.env["GILT_NO_KOFFI"] === "1") return false;
  return names.some((name) => FOLDERS.some((folder) => existsSync(`${folder}/${name}`)));
}
