/** re.names - characters by their Unicode names, for `\N{...}`: the compiler has the table, and is loaded for it. */
import { loader } from "../../importer/code.js";

interface Names {
  characterNamed(name: string): string | null;
}

export function codeOfName(name: string): number | undefined {
  const names = (loader as { loadBundle(name: string): Names }).loadBundle("compiler");
  return names.characterNamed(name)?.codePointAt(0);
}
