/**
 * python - finds a CPython 3.13 on this machine, for `record`, `compare --live` and `ast --compare`.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The path of a CPython 3.13, or undefined: --python, $PYTHON, python3.13, pyenv's, python3. */
export function findPython(given?: string): string | undefined {
  const asked = given ?? process.env["PYTHON"];
  for (const candidate of asked ? [asked] : ["python3.13", ...pyenv(), "python3"]) {
    const said = spawnSync(candidate, ["-c", "import sys; print(sys.version_info[:2] == (3, 13) and sys.executable)"], { encoding: "utf8" });
    if (said.status === 0 && said.stdout.startsWith("/")) return said.stdout.trim();
  }
  return undefined;
}

function pyenv(): string[] {
  const versions = path.join(homedir(), ".pyenv", "versions");
  try {
    return readdirSync(versions)
      .filter((name) => name.startsWith("3.13."))
      .map((name) => path.join(versions, name, "bin", "python3"));
  } catch {
    return []; // no pyenv here
  }
}

export function pythonVersion(python: string): string {
  return spawnSync(python, ["-c", "import platform; print(platform.python_version())"], { encoding: "utf8" }).stdout.trim();
}
