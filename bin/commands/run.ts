/**
 * run - `gilt run` and gilt-python: a command line to what the runtime is to run.
 *
 * Mirrors  Modules/main.c and Python/initconfig.c of CPython 3.13 for python3's own options
 */
import type { RunOptions } from "../../runtime/settings.js";
import { parseOptions, UsageError } from "./options.js";
import { HELP } from "./help.js";

/** What the runtime's bundle offers. */
interface Runtime {
  runScript(script: string, args: readonly string[], options?: RunOptions): void;
  runText(text: string, args: readonly string[], options?: RunOptions): void;
  runModule(module: string, args: readonly string[], options?: RunOptions): void;
}

/** What the launcher is told before the runtime is loaded: bin/loader.js. */
interface Launcher {
  expect(text?: string): void;
  expectScript(file: string): void;
}

const launcher = (globalThis as unknown as Record<symbol, Launcher>)[Symbol.for("gilt.loader")]!;

/** What is about to be run: a script's file, a text, or neither for a module. */
interface Program {
  readonly script?: string;
  readonly text?: string;
}

/** The runtime's bundle as this program is likely to need it, or the one lowered to suspend at every site. */
function runtime(options: RunOptions, { script, text }: Program): Runtime {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when it is needed
  if (options.suspend !== undefined) return require("gilt:runtime-inject") as Runtime;
  if (script === undefined) launcher.expect(text);
  else launcher.expectScript(script);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  return require("gilt:runtime") as Runtime;
}

export function run(args: readonly string[]): number {
  if (args[0] === "--help" || args[0] === "-h") {
    process.stdout.write(HELP.run!);
    return 0;
  }
  const { given, operands } = parseOptions(args, {
    "--suspend": "value",
    "--thaw": "value",
    "--check-types": "flag",
    "--timing": "flag",
    "-m": "last",
    "-c": "last",
    "-u": "flag",
  });
  const thaw = given.get("--thaw");
  if (thaw !== undefined && !/^random:\d+$/.test(thaw)) throw new UsageError(`--thaw takes random:SEED, not '${thaw}'`);
  // the program can move where its threads stand still, which they do often only if they are made to
  const suspend = given.get("--suspend") ?? thaw;
  if (suspend !== undefined && !/^(always|every:[1-9]\d*|random:\d+)$/.test(suspend))
    throw new UsageError(`--suspend takes always, every:N or random:SEED, not '${suspend}'`);
  const options: RunOptions = {
    checkTypes: given.has("--check-types"),
    timing: given.has("--timing"),
    unbuffered: given.has("-u"),
    ...(suspend === undefined ? {} : { suspend }),
    ...(thaw === undefined ? {} : { thaw }),
  };
  const module = given.get("-m");
  const text = given.get("-c");
  if (module !== undefined) runtime(options, {}).runModule(module, operands, options);
  else if (text !== undefined) runtime(options, { text }).runText(text, operands, options);
  else if (operands.length === 0) throw new UsageError("run: no script given");
  else runtime(options, { script: operands[0]! }).runScript(operands[0]!, operands.slice(1), options);
  return -1;
}

const PYTHON_HELP = `usage: gilt-python [option] ... [-c cmd | -m mod | file | -] [arg] ...
Options of python3 that gilt takes: -b -bb -B -c -d -E -i -I -m -O -OO -P -q -R -s -S -u -V -W arg -x -X opt -h
and --check-hash-based-pycs always|default|never, which changes nothing: gilt has a cache of its own (GILT_CACHE). -v is not available in gilt.
`;

/** python3's own command line; ends the process itself. */
export function python(args: readonly string[]): void {
  const options: RunOptions = { warnings: [], xoptions: [], words: args };
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === "--") return start(args.slice(at + 1), options);
    if (word === "-" || !word.startsWith("-")) return start(args.slice(at), options);
    if (word === "--version") return say("Python 3.13.0\n");
    if (word === "--help") return say(PYTHON_HELP);
    if (word === "--check-hash-based-pycs") {
      if (!["always", "default", "never"].includes(args[++at] ?? "")) return refuse("--check-hash-based-pycs must be one of 'default', 'always', or 'never'");
      continue;
    }
    if (word.startsWith("--")) return refuse(`unknown option ${word}`);
    for (let i = 1; i < word.length; i++) {
      const letter = word[i]!;
      if ("cmXW".includes(letter)) {
        const value = i + 1 < word.length ? word.slice(i + 1) : args[++at];
        if (value === undefined) return refuse(`Argument expected for the -${letter} option`);
        if (letter === "c") return runtime(options, { text: value }).runText(value, args.slice(at + 1), options);
        if (letter === "m") return runtime(options, {}).runModule(value, args.slice(at + 1), options);
        (letter === "X" ? options.xoptions! : options.warnings!).push(value);
        break;
      }
      if (letter === "u") options.unbuffered = true;
      else if (letter === "i") options.interactive = true;
      else if (letter === "q") options.quiet = true;
      else if (letter === "O") options.optimize = (options.optimize ?? 0) + 1;
      else if (letter === "E") options.ignoreEnvironment = true;
      else if (letter === "I") options.isolated = options.ignoreEnvironment = true;
      else if (letter === "S") options.noSite = true;
      else if (letter === "s") options.noUserSite = true;
      else if (letter === "B") options.dontWriteBytecode = true;
      else if (letter === "P") options.safePath = true;
      else if (letter === "b") options.bytesWarning = (options.bytesWarning ?? 0) + 1;
      else if (letter === "d") options.debug = true;
      else if (letter === "x") options.skipFirstLine = true;
      else if (letter === "V") return say("Python 3.13.0\n");
      else if (letter === "h" || letter === "?") return say(PYTHON_HELP);
      else if (letter === "J") return refuse("-J is reserved for Jython");
      else if (letter === "v") return refuse("option -v is not available in gilt");
      else if (letter !== "R") return refuse(`Unknown option: -${letter}`);
    }
  }
  return start([], options);
}

function start([script = "", ...args]: readonly string[], options: RunOptions): void {
  runtime(options, { script }).runScript(script, args, options);
}

function say(text: string): void {
  process.stdout.write(text);
}

function refuse(message: string): void {
  process.stderr.write(`${message}\nusage: gilt-python [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry \`python -h' for more information.\n`);
  process.exitCode = 2;
}
