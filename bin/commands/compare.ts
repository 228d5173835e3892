/**
 * compare - runs scripts under gilt and shows where they part from the recording, or from a CPython.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { differences, findScripts, lacking, readHeader, readRecording, recordingPath, runScript } from "./fixture.js";
import { numberOption, parseOptions, UsageError } from "./options.js";
import { findPython } from "./python.js";
import { compareRandom } from "./random/index.js";

export async function compare(args: readonly string[]): Promise<number> {
  const { given, operands } = parseOptions(args, {
    "--live": "flag",
    "--suspend": "value",
    "--thaw": "value",
    "--check-types": "flag",
    "--jobs": "value",
    "--python": "value",
    "--random": "value",
    "--seed": "value",
  });
  if (given.has("--random"))
    return compareRandom(numberOption(given, "--random", 1, 1), numberOption(given, "--seed", 1, 0), findPython(given.get("--python")));
  if (operands.length === 0) throw new UsageError("compare: no script given");
  const python = given.has("--live") ? findPython(given.get("--python")) : undefined;
  if (given.has("--live") && python === undefined) {
    process.stdout.write("compare: no CPython 3.13 on this machine, nothing compared\n");
    return 0;
  }
  const modes = ["--suspend", "--thaw", "--check-types"]
    .filter((name) => given.has(name))
    .map((name) => (given.get(name) ? `${name}=${given.get(name)}` : name));
  const gilt = [process.execPath, path.join(__dirname, "..", "bin", "gilt.js"), "run", ...modes];
  const jobs = numberOption(given, "--jobs", 2, 1);
  const scripts = findScripts(operands);
  for (const script of scripts) {
    if (python === undefined && !existsSync(recordingPath(script)))
      throw new UsageError(`compare: ${script} has no recording; make one with 'gilt record', or give --live`);
  }
  let equal = 0;
  let skipped = 0;
  let next = 0;
  const colour = process.stdout.isTTY === true;
  const one = async (): Promise<void> => {
    for (let at = next++; at < scripts.length; at = next++) {
      const script = scripts[at]!;
      const header = readHeader(script);
      const lacks = lacking(header);
      if (lacks.length > 0) {
        skipped++;
        process.stdout.write(`${script} is skipped: this system has no ${lacks.join(", ")}\n`);
        continue;
      }
      const want = python === undefined ? readRecording(script) : await runScript([python], script, header);
      const parts = differences(header, want, await runScript(gilt, script, header));
      if (parts.length === 0) equal++;
      else process.stdout.write(paint(`${script} differs\n  ${parts.join("\n  ")}\n`, colour));
    }
  };
  await Promise.all(Array.from({ length: jobs }, one));
  const count = scripts.length - skipped;
  process.stdout.write(`compare: ${equal} of ${count} equal\n`);
  return equal === count ? 0 : 1;
}

function paint(text: string, colour: boolean): string {
  if (!colour) return text;
  return text.replace(/^( *want .*)$/gm, "\x1b[32m$1\x1b[0m").replace(/^( *got .*)$/gm, "\x1b[31m$1\x1b[0m");
}
