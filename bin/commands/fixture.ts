/**
 * fixture - one script with its recorded result: how it is run, and what counts as equal.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hasLibrary } from "../../runtime/system/libraryfiles.js";
import { UsageError } from "./options.js";

/** What one run gave. Lines are without their newlines. */
export interface Result {
  readonly exit: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

export interface Recording extends Result {
  /** Version of the CPython that was recorded. */
  readonly python: string;
}

/** What the comment lines at the top of a script say. */
export interface Header {
  readonly compare: "exact" | "sorted" | "stdout";
  readonly masks: readonly RegExp[];
  readonly args: readonly string[];
  readonly stdin: string;
  /** Modes this script can't be run in, with the reason: `# not under: suspend, thaw (counts switches)`. */
  readonly notUnder: readonly string[];
  /** Libraries of the system that it cannot do without: `# needs: liblzma.so.5`. */
  readonly needs: readonly string[];
}

export function readHeader(script: string): Header {
  const rows = new Map<string, string[]>();
  for (const line of readFileSync(script, "utf8").split("\n")) {
    if (!line.startsWith("#")) break;
    const row = /^# *(compare|mask|args|stdin|not under|needs): *(.*)$/.exec(line);
    if (row) rows.set(row[1]!, [...(rows.get(row[1]!) ?? []), row[2]!]);
  }
  const compare = rows.get("compare")?.[0]?.trim() ?? "exact";
  if (compare !== "exact" && compare !== "sorted" && compare !== "stdout") throw new Error(`${script}: unknown '# compare: ${compare}'`);
  return {
    compare,
    masks: (rows.get("mask") ?? []).map((text) => new RegExp(text, "g")),
    args: rows.get("args")?.[0]?.split(" ") ?? [],
    stdin: (rows.get("stdin") ?? []).map((line) => JSON.parse(`"${line}"`) as string).join(""),
    notUnder: (rows.get("not under") ?? []).flatMap((text) => text.split(" (")[0]!.split(", ")),
    needs: (rows.get("needs") ?? []).flatMap((text) => text.trim().split(", ")),
  };
}

/** What the script needs and this system lacks. */
export function lacking({ needs }: Header): string[] {
  return needs.filter((name) => !hasLibrary(name));
}

export function recordingPath(script: string): string {
  return script.replace(/\.py$/, ".json");
}

export function readRecording(script: string): Recording {
  return JSON.parse(readFileSync(recordingPath(script), "utf8")) as Recording;
}

/** The scripts that the paths name: files themselves, of folders every script that has a recording (or, `all`, every one with a fixture header). */
export function findScripts(paths: readonly string[], all = false): string[] {
  const found: string[] = [];
  for (const given of paths) {
    const kind = statSync(given, { throwIfNoEntry: false });
    if (kind === undefined) throw new UsageError(`no such file or folder: ${given}`);
    if (!kind.isDirectory() && !given.endsWith(".py")) throw new UsageError(`${given} is neither a folder nor a script (NAME.py)`);
    if (!kind.isDirectory()) {
      found.push(given);
      continue;
    }
    for (const name of readdirSync(given, { recursive: true }).map(String).sort()) {
      const file = path.join(given, name);
      if (!file.endsWith(".py")) continue;
      if (all ? readFileSync(file, "utf8").startsWith("# fixture:") : existsSync(recordingPath(file))) found.push(file);
    }
  }
  return found;
}

/** Runs a command on a script in an empty folder of its own, with a small fixed environment. */
export function runScript(command: readonly string[], script: string, header: Header, timeoutSeconds = 60): Promise<Result> {
  const home = mkdtempSync(path.join(tmpdir(), "gilt-"));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    TMPDIR: home,
    PYTHONHASHSEED: "0",
  };
  if (process.env["GILT_CACHE"]) env["GILT_CACHE"] = process.env["GILT_CACHE"];
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, [...command.slice(1), path.resolve(script), ...header.args], { cwd: home, env, stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => err.push(data));
    child.stdin.on("error", () => undefined); // it may end without reading
    child.stdin.end(header.stdin);
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutSeconds * 1000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      rmSync(home, { recursive: true, force: true });
      const exit = code ?? -(signalNumber(signal) ?? 9);
      resolve({ exit, stdout: neutral(lines(Buffer.concat(out)), script), stderr: neutral(lines(Buffer.concat(err)), script) });
    });
  });
}

const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

function signalNumber(signal: NodeJS.Signals | null): number | undefined {
  return signal === null ? undefined : SIGNALS[signal];
}

function lines(data: Buffer): string[] {
  const text = data.toString("utf8");
  return text === "" ? [] : (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

/** Paths of this machine out of what was printed: the script's folder is FOLDER, that of Python's library LIB. */
function neutral(printed: string[], script: string): string[] {
  const folder = path.dirname(path.resolve(script));
  return printed.map((line) => line.replaceAll(folder, "FOLDER").replace(/"[^"]*\/lib\/python3\.\d+\//, '"LIB/'));
}

/** Where two results part: one text a difference; none if they are equal under the header's rule. */
export function differences(header: Header, want: Result, got: Result): string[] {
  const found: string[] = [];
  if (want.exit !== got.exit) found.push(`exit status: want ${want.exit}, got ${got.exit}`);
  for (const stream of header.compare === "stdout" ? (["stdout"] as const) : (["stdout", "stderr"] as const)) {
    const [a, b] = [want[stream], got[stream]].map((text) => {
      const masked = text.map((line) => header.masks.reduce((so, mask) => so.replace(mask, "*"), line));
      return header.compare === "sorted" && stream === "stdout" ? masked.sort() : masked;
    }) as [string[], string[]];
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      if (a[i] !== b[i]) {
        found.push(`${stream} line ${i + 1}:\n    want ${show(a[i])}\n    got  ${show(b[i])}`);
        if (found.length >= 6) return found;
      }
    }
  }
  return found;
}

function show(line: string | undefined): string {
  return line === undefined ? "(nothing)" : JSON.stringify(line);
}
