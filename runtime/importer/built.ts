/**
 * built - scripts that `gilt build` has compiled: their code goes where compiled code is looked for.
 *
 * Invariants
 *   B1  What another build of gilt has written is not taken: the text beside it is compiled again. So is what belongs to a text that was changed since.
 *   B2  Code that was changed by hand is refused: it would be kept, and run, as what its Python text means.
 */
import fs from "node:fs";
import nodePath from "node:path";
import { isBuild, keep, type Compiled } from "./code.js";
import { contentHash } from "./contenthash.js";

/** The field `x_gilt` of a built file's source map; bin/commands/build.ts writes it. */
interface Built {
  readonly build: string;
  /** of the code, in the file that has it */
  readonly length: number;
  /** content hashes of the code and of the Python text */
  readonly hashes: { readonly code: string; readonly python: string };
  readonly main: boolean;
  /** the script's own file and those of the modules it imports, as paths from the script's folder */
  readonly modules: readonly string[];
  readonly positions: unknown;
  readonly warnings: unknown;
}

/** What stands in built code for the folder that it is in. */
const PLACE = "@gilt-built";

/** A built file that was changed by hand. */
export class ChangedByHand extends Error {}

/**
 * Makes the code of a built script, and of its modules, known; gives the script's Python file.
 *
 * @throws ChangedByHand
 */
export function adoptBuilt(file: string): string {
  const folder = nodePath.dirname(file);
  const { modules } = descriptionOf(file);
  for (const [i, module] of modules.entries()) {
    const base = i === 0 ? folder : fs.realpathSync(folder);
    adopt(nodePath.join(base, module), module);
  }
  return pythonOf(file);
}

function descriptionOf(file: string): Built {
  return (JSON.parse(fs.readFileSync(`${file}.map`, "utf8")) as { x_gilt: Built }).x_gilt;
}

function pythonOf(file: string): string {
  return file.replace(/\.js$/, ".py");
}

function adopt(file: string, module: string): void {
  const { build, length, hashes, main, positions, warnings } = descriptionOf(file);
  if (!isBuild(build)) return;
  const path = pythonOf(file);
  const python = fs.readFileSync(path);
  if (contentHash(python) !== hashes.python) return;
  const written = fs.readFileSync(file, "utf8").slice(0, length);
  if (contentHash(Buffer.from(written)) !== hashes.code) {
    throw new ChangedByHand(`${file} was changed since gilt wrote it, and only unchanged code can be run: change ${path} and build it again`);
  }
  const own = JSON.stringify(`${PLACE}/${pythonOf(module)}`);
  const code = written.replaceAll(own, () => JSON.stringify(path));
  keep(python, { path, name: main ? "__main__" : "" }, { code, positions, warnings } as Compiled);
}
