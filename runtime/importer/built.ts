/**
 * built - scripts that `gilt build` has compiled: their code goes where compiled code is looked for.
 *
 * Invariants
 *   B1  What another build of gilt has written is not taken: the text beside it is compiled again.
 */
import fs from "node:fs";
import nodePath from "node:path";
import { isBuild, keep, type Compiled } from "./code.js";

/** The field `x_gilt` of a built file's source map; bin/commands/build.ts writes it. */
interface Built {
  readonly build: string;
  /** of the code, in the file that has it */
  readonly length: number;
  readonly main: boolean;
  /** the script's own file and those of the modules it imports, as paths from the script's folder */
  readonly modules: readonly string[];
  readonly positions: unknown;
  readonly warnings: unknown;
}

/** What stands in built code for the folder that it is in. */
const PLACE = "@gilt-built";

/** Makes the code of a built script, and of its modules, known; gives the script's Python file. */
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
  const { build, length, main, positions, warnings } = descriptionOf(file);
  if (!isBuild(build)) return;
  const path = pythonOf(file);
  const own = JSON.stringify(`${PLACE}/${pythonOf(module)}`);
  const code = fs
    .readFileSync(file, "utf8")
    .slice(0, length)
    .replaceAll(own, () => JSON.stringify(path));
  keep(fs.readFileSync(path), { path, name: main ? "__main__" : "" }, { code, positions, warnings } as Compiled);
}
