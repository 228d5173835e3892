/**
 * random - `gilt compare --random=COUNT --seed=N`: random programs, direct against suspended, and against a CPython 3.13 if there is one.
 *
 * Mind  many programs are one script, so that a start is paid once per batch; a program that differs is named by its seed.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomScript } from "./programs.js";

const BATCH = 50;
const TIMEOUT_MS = 240_000;

/** What one interpreter said: a program's lines by its name, and what stands beside them. */
export interface Said {
  programs: Map<string, string[]>;
  trouble: string;
}

/** Runs a script of random programs; `command` is the interpreter with its options. */
export async function runPrograms(command: readonly string[], script: string): Promise<Said> {
  const [program, ...args] = command as [string, ...string[]];
  const child = spawn(program, [...args, script], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PYTHONWARNINGS: "ignore", LC_ALL: "C.UTF-8" } });
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  const [out, err] = [[] as Buffer[], [] as Buffer[]];
  child.stdout.on("data", (data: Buffer) => out.push(data));
  child.stderr.on("data", (data: Buffer) => err.push(data));
  const status = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  clearTimeout(timer);
  const programs = new Map<string, string[]>();
  for (const line of Buffer.concat(out).toString().split("\n")) {
    const name = line.slice(0, line.indexOf(" "));
    if (name === "") continue;
    const lines = programs.get(name);
    if (lines === undefined) programs.set(name, [line]);
    else lines.push(line);
  }
  const said = Buffer.concat(err).toString().trimEnd();
  return { programs, trouble: status === 0 ? "" : `status ${status}: ${said.slice(-2000)}` };
}

/** The programs that said something else: one text each. */
export function programDifferences(want: Said, got: Said): string[] {
  const found: string[] = [];
  for (const name of new Set([...want.programs.keys(), ...got.programs.keys()])) {
    const [a, b] = [want.programs.get(name) ?? [], got.programs.get(name) ?? []];
    const at = [...a, ...b].findIndex((_, i) => a[i] !== b[i]);
    if (at >= 0) found.push(`${name}\n  want ${a[at] ?? "(nothing)"}\n  got  ${b[at] ?? "(nothing)"}`);
  }
  if (want.trouble !== got.trouble) found.push(`the script\n  want ${want.trouble}\n  got  ${got.trouble}`);
  return found;
}

export async function compareRandom(count: number, seed: number, python: string | undefined): Promise<number> {
  const gilt = [process.execPath, path.join(__dirname, "..", "bin", "gilt.js"), "run"];
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-random-"));
  let different = 0;
  try {
    for (let first = seed; first < seed + count; first += BATCH) {
      const script = path.join(folder, `programs_${first}.py`);
      writeFileSync(script, randomScript(first, Math.min(BATCH, seed + count - first)));
      const direct = await runPrograms(gilt, script);
      const others: [string, string[]][] = ["always", `random:${first}`].map((rule) => [`--suspend=${rule}`, [...gilt, `--suspend=${rule}`]]);
      if (python !== undefined) others.push([python, [python]]);
      for (const [name, command] of others) {
        const said = await runPrograms(command, script);
        const parts = name === python ? programDifferences(said, direct) : programDifferences(direct, said);
        different += parts.length;
        for (const part of parts) process.stdout.write(`${name}: ${part}\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`compare: ${count} random programs, ${different} differences${python === undefined ? " (no CPython 3.13 on this machine)" : ""}\n`);
  return different === 0 ? 0 : 1;
}
