/**
 * main - the command line: arguments to a command, and exit statuses.
 *
 * Statuses: a script's own for `run`; 0 equal, 1 different for `compare`; 2 for a command line that can't be taken, as python3's; 70 for gilt's own bug.
 */
import { HELP } from "./commands/help.js";
import { run, python } from "./commands/run.js";
import { build } from "./commands/build.js";
import { compare } from "./commands/compare.js";
import { record } from "./commands/record.js";
import { ast } from "./commands/ast.js";
import { explain } from "./commands/explain.js";
import { UsageError } from "./commands/options.js";
import { version } from "../package.json";

/** One command: takes what follows its name, gives the exit status. */
export type Command = (args: readonly string[]) => number | Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  build,
  compare,
  record,
  ast,
  explain,
  help: () => say(HELP.gilt!),
  version: () => say(versionLine()),
};

function say(text: string): number {
  process.stdout.write(text.endsWith("\n") ? text : text + "\n");
  return 0;
}

function versionLine(): string {
  return `gilt ${version} (Python 3.13 on Node ${process.versions.node})`;
}

/** Runs `gilt ARGS`. The process ends with the command's status once nothing is left to do. */
export async function main(args: readonly string[]): Promise<void> {
  const [first = "help", ...rest] = args;
  if (first === "--version" || first === "-V") return finish(say(versionLine()));
  if (first === "--help" || first === "-h") return finish(say(HELP.gilt!));
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command === undefined) return finish(usage(`unknown command '${first}'`, "gilt"));
  if (first !== "run" && rest.some((word) => word === "--help" || word === "-h")) return finish(say(HELP[first] ?? HELP.gilt!));
  try {
    finish(await command(rest));
  } catch (error) {
    if (error instanceof UsageError) return finish(usage(error.message, first));
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    process.stderr.write(`gilt: ${(error as Error).message}\n`); // a file that cannot be read or written
    finish(1);
  }
}

function usage(message: string, topic: string): number {
  process.stderr.write(`gilt: ${message}\nTry 'gilt ${topic === "gilt" ? "" : topic + " "}--help'.\n`);
  return 2;
}

function finish(status: number): void {
  // A script that runs ends the process itself (status -1): its threads may go on after this call.
  if (status >= 0) process.exitCode = status;
}

export { python };
