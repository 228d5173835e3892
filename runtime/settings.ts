/**
 * settings - what python3's options and environment variables set when a program starts; what they cannot set ends it with CPython's fatal error.
 *
 * Mirrors  Python/preconfig.c and Python/initconfig.c of CPython 3.13
 * Differs  no .pyc files are written, whatever PYTHONDONTWRITEBYTECODE says
 */
import fs from "node:fs";
import { importTimes } from "./importer/importtime.js";
import type { Suspends } from "./frames/suspend.js";
import { textDefaults } from "./modules/io/defaults.js";
import { commandLine, makeFlags } from "./modules/sys/index.js";
import { sysModule } from "./modules/sys/module.js";
import { Dict } from "./objects/dict.js";
import { SystemExit } from "./objects/exceptions.js";
import { digitLimit } from "./objects/int/text.js";
import { columns } from "./objects/tracelines.js";
import { warnings } from "./objects/warn.js";
import { processors } from "./system/processors.js";

/** Options of a run: those of python3's command line and gilt's own. */
export interface RunOptions {
  suspend?: string;
  thaw?: string;
  checkTypes?: boolean;
  timing?: boolean;
  unbuffered?: boolean;
  interactive?: boolean;
  quiet?: boolean;
  optimize?: number;
  isolated?: boolean;
  ignoreEnvironment?: boolean;
  noSite?: boolean;
  noUserSite?: boolean;
  safePath?: boolean;
  dontWriteBytecode?: boolean;
  debug?: boolean;
  bytesWarning?: number;
  skipFirstLine?: boolean;
  warnings?: string[];
  xoptions?: string[];
  /** python3's command line, all of it */
  words?: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that count for this run. */
export function environmentOf(options: RunOptions): Environment {
  return options.ignoreEnvironment === true ? {} : process.env;
}

/** Takes all settings over: sys.flags, sys._xoptions and what they stand for. */
export function takeSettings(options: RunOptions): Suspends<void> {
  const env = environmentOf(options);
  const words = options.xoptions ?? [];
  takeUtf8(words, env);
  takeGil(words, env);
  checkTracing(words, env);
  takeDigits(words, env);
  takeProcessors(words, env);
  checkHashSeed(env);
  commandLine.interactive = options.interactive === true ? 1 : 0;
  commandLine.quiet = options.quiet === true ? 1 : 0;
  commandLine.optimize = Math.max(options.optimize ?? 0, level(env, "PYTHONOPTIMIZE"));
  commandLine.debug = options.debug === true || level(env, "PYTHONDEBUG") > 0 ? 1 : 0;
  commandLine.isolated = options.isolated === true ? 1 : 0;
  commandLine.ignoreEnvironment = options.ignoreEnvironment === true ? 1 : 0;
  commandLine.noSite = options.noSite === true ? 1 : 0;
  commandLine.noUserSite = options.isolated === true || options.noUserSite === true || level(env, "PYTHONNOUSERSITE") > 0 ? 1 : 0;
  commandLine.safePath = options.isolated === true || options.safePath === true || isSet(env, "PYTHONSAFEPATH");
  commandLine.dontWriteBytecode = options.dontWriteBytecode === true || level(env, "PYTHONDONTWRITEBYTECODE") > 0 ? 1 : 0;
  commandLine.unbuffered = options.unbuffered === true || level(env, "PYTHONUNBUFFERED") > 0;
  commandLine.devMode = words.includes("dev") || isSet(env, "PYTHONDEVMODE");
  commandLine.bytesWarning = warnings.bytes = options.bytesWarning ?? 0;
  columns.known = !words.includes("no_debug_ranges") && !isSet(env, "PYTHONNODEBUGRANGES");
  textDefaults.warns = words.some((word) => nameOf(word) === "warn_default_encoding") || isSet(env, "PYTHONWARNDEFAULTENCODING");
  importTimes.on = words.some((word) => nameOf(word) === "importtime") || isSet(env, "PYTHONPROFILEIMPORTTIME");
  sysModule.flags = makeFlags();
  sysModule.dont_write_bytecode = commandLine.dontWriteBytecode > 0;
  sysModule.pycache_prefix = valueOf(words, "pycache_prefix") || env["PYTHONPYCACHEPREFIX"] || null;
  for (const word of words) (sysModule._xoptions as Dict).$setNamed(nameOf(word), word.includes("=") ? word.slice(word.indexOf("=") + 1) : true);
}

/** An empty variable counts as none. */
function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? "") !== "";
}

/** A variable that says how much of something: what is no number counts as 1. */
function level(env: Environment, name: string): number {
  const text = env[name] ?? "";
  if (text === "") return 0;
  return /^\s*[+]?\d+$/.test(text) ? Number(text) : 1;
}

function nameOf(word: string): string {
  const at = word.indexOf("=");
  return at < 0 ? word : word.slice(0, at);
}

/** What the first `-X name=value` says; "" where it has no value, undefined where there is none. */
function valueOf(words: readonly string[], name: string): string | undefined {
  const word = words.find((given) => nameOf(given) === name);
  return word === undefined ? undefined : word.slice(name.length + 1);
}

function takeUtf8(words: readonly string[], env: Environment): Suspends<void> {
  const option = words.find((word) => nameOf(word) === "utf8");
  const variable = env["PYTHONUTF8"] ?? "";
  const text = option === undefined ? variable : option === "utf8" ? "1" : valueOf(words, "utf8");
  if (text !== "" && text !== "0" && text !== "1") {
    const what = option === undefined ? "invalid PYTHONUTF8 environment variable value" : "invalid -X utf8 option value";
    fail("preconfig_init_utf8_mode", what, "preinitializing");
  }
  textDefaults.isUtf8Mode = text === "1";
}

function takeGil(words: readonly string[], env: Environment): Suspends<void> {
  const text = valueOf(words, "gil") ?? (isSet(env, "PYTHON_GIL") ? env["PYTHON_GIL"] : undefined);
  if (text === undefined || text === "1") return;
  fail("config_read_gil", text === "0" ? "Disabling the GIL is not supported by this build" : 'PYTHON_GIL / -X gil must be "0" or "1"');
}

function checkTracing(words: readonly string[], env: Environment): Suspends<void> {
  const option = valueOf(words, "tracemalloc");
  for (const [text, what] of [
    [option, "-X tracemalloc=NFRAME: invalid number of frames"],
    [env["PYTHONTRACEMALLOC"], "PYTHONTRACEMALLOC: invalid number of frames"],
  ] as const) {
    if (text !== undefined && text !== "" && !/^\d{1,5}$/.test(text)) fail("config_init_tracemalloc", what);
  }
}

/** How many digits int() and str() take. */
function takeDigits(words: readonly string[], env: Environment): Suspends<void> {
  const option = valueOf(words, "int_max_str_digits");
  const variable = isSet(env, "PYTHONINTMAXSTRDIGITS") ? env["PYTHONINTMAXSTRDIGITS"] : undefined;
  for (const [text, source] of [
    [variable, "PYTHONINTMAXSTRDIGITS"],
    [option, "-X int_max_str_digits"],
  ] as const) {
    if (text === undefined) continue;
    const digits = number(text);
    if (digits === undefined || (digits !== 0 && digits < 640)) {
      fail("config_init_int_max_str_digits", `${source}: invalid limit; must be >= 640 or 0 for unlimited.`);
    }
    digitLimit.value = digits!;
  }
}

/** How many processors os.cpu_count() is to say. */
function takeProcessors(words: readonly string[], env: Environment): Suspends<void> {
  const variable = isSet(env, "PYTHON_CPU_COUNT") ? env["PYTHON_CPU_COUNT"] : undefined;
  const option = valueOf(words, "cpu_count");
  for (const text of [variable, option]) {
    if (text === undefined) continue;
    const count = text === "default" ? null : number(text);
    if (count === undefined || (count !== null && count < 1)) {
      fail("config_init_cpu_count", "-X cpu_count=n option: n is missing or an invalid number, n must be greater than 0");
    }
    processors.given = count ?? null;
  }
}

function checkHashSeed(env: Environment): Suspends<void> {
  const text = env["PYTHONHASHSEED"] ?? "";
  if (text === "" || text === "random" || (/^\d+$/.test(text) && Number(text) <= 0xffffffff)) return;
  fail("config_init_hash_seed", 'PYTHONHASHSEED must be "random" or an integer in range [0; 4294967295]');
}

function number(text: string): number | undefined {
  return /^\s*[-+]?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Py_ExitStatusException */
function fail(where: string, what: string, state = "preinitialized"): Suspends<never> {
  fs.writeSync(2, `Fatal Python error: ${where}: ${what}\nPython runtime state: ${state}\n\n`);
  throw new SystemExit(1);
}
