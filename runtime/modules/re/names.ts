/** re.names - characters by their Unicode names, for `\N{...}`: the compiler has the table, and is loaded for it. */
import { loader } from "../../importer/code.js";

interface Names {
  characterNamed(name: string): string | null;
  nameOfCharacter(code: number): string | null;
}

function names(): Names {
  return (loader as { loadBundle(name: string): Names }).loadBundle("compiler");
}

export function codeOfName(name: string): number | undefined {
  return names().characterNamed(name)?.codePointAt(0);
}

export function nameOfCode(code: number): string | null {
  return names().nameOfCharacter(code);
}
