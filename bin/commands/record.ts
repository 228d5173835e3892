/**
 * record - runs scripts under CPython 3.13 and writes what they gave beside them.
 */
import { writeFileSync } from "node:fs";
import { findScripts, readHeader, recordingPath, runScript, type Recording } from "./fixture.js";
import { parseOptions, UsageError } from "./options.js";
import { findPython, pythonVersion } from "./python.js";

export async function record(args: readonly string[]): Promise<number> {
  const { given, operands } = parseOptions(args, { "--python": "value" });
  if (operands.length === 0) throw new UsageError("record: no script given");
  const python = findPython(given.get("--python"));
  if (python === undefined) throw new UsageError("record: no CPython 3.13 found; give --python=PATH");
  const version = pythonVersion(python);
  for (const script of findScripts(operands, true)) {
    const result = await runScript([python], script, readHeader(script));
    const recording: Recording = { python: version, ...result };
    writeFileSync(recordingPath(script), JSON.stringify(recording, null, 1) + "\n");
    process.stdout.write(`recorded ${script}: status ${result.exit}, ${result.stdout.length} lines, ${result.stderr.length} of errors\n`);
  }
  return 0;
}
