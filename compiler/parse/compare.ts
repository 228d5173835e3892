/**
 * compare - whole folders of Python files, parsed by gilt and by a CPython: the same tree with the same positions, or the same error?
 *
 * Units  CPU milliseconds, each of its own process, parsing alone
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { dump } from "../ast/dump.js";
import { PythonSyntaxError } from "../diagnostics/syntaxerror.js";
import { readSource } from "../host.js";
import { parse } from "./parse.js";

export interface Comparison {
  files: number;
  lines: number;
  /** Both accept, and print the same tree. */
  equal: number;
  /** Both reject, in the same words at the same place; in others. */
  sameError: number;
  otherError: number;
  differences: string[];
  giltMs: number;
  pythonMs: number;
}

/** What CPython said of a file. */
interface Answer {
  readonly hash?: string;
  readonly error?: readonly unknown[];
  readonly ms: number;
}

const PYTHON = `
import ast, hashlib, json, sys, time, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(100000)
for path in json.load(sys.stdin):
    answer = {}
    with open(path, "rb") as f: source = f.read()
    start = time.process_time()
    try: tree = ast.parse(source)
    except SyntaxError as e: answer["error"] = [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset]
    except (ValueError, RecursionError, MemoryError) as e: answer["error"] = [type(e).__name__, str(e)]
    answer["ms"] = (time.process_time() - start) * 1000
    if "error" not in answer:
        text = ast.dump(tree, include_attributes=True)
        answer["hash"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if len(sys.argv) > 1: answer["text"] = text
    print(json.dumps(answer))
`;

/** Files a process of CPython gets at once. */
const BATCH = 64;

export function compareFolder(folder: string, python: string): Comparison {
  const result: Comparison = { files: 0, lines: 0, equal: 0, sameError: 0, otherError: 0, differences: [], giltMs: 0, pythonMs: 0 };
  const files = pythonFiles(folder);
  for (let at = 0; at < files.length; at += BATCH) {
    const batch = files.slice(at, at + BATCH);
    const answers = ask<Answer>(python, batch);
    batch.forEach((file, i) => compareFile(file, answers[i]!, python, result));
  }
  return result;
}

export function pythonFiles(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [folder];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith(".py") && !name.includes("site-packages") && statSync(name).isFile())
    .sort();
}

/** The outcome as lines for people. */
export function describe(c: Comparison, most = 30): string {
  const ratio = c.pythonMs === 0 ? 0 : c.giltMs / c.pythonMs;
  const head = [
    `${c.files} files, ${c.lines} lines`,
    `${c.equal} equal trees, ${c.sameError} equal errors, ${c.otherError} rejected in other words, ${c.differences.length - c.otherError} different`,
    `gilt ${c.giltMs.toFixed(0)} ms, ast.parse ${c.pythonMs.toFixed(0)} ms: ${ratio.toFixed(2)} x`,
  ];
  return [...head, ...c.differences.slice(0, most)].join("\n") + "\n";
}

function ask<T>(python: string, files: readonly string[], ...args: string[]): T[] {
  const done = spawnSync(python, ["-c", PYTHON, ...args], { input: JSON.stringify(files), encoding: "utf8", maxBuffer: 1 << 30 });
  if (done.status !== 0) throw new Error(`${python}: ${done.stderr}`);
  return done.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

function compareFile(file: string, answer: Answer, python: string, result: Comparison): void {
  result.files++;
  const bytes = readFileSync(file);
  const begin = process.cpuUsage().user;
  let printed: string;
  try {
    const source = readSource(bytes, file);
    const tree = parse(source);
    result.giltMs += (process.cpuUsage().user - begin) / 1000;
    result.pythonMs += answer.ms;
    result.lines += source.text.split("\n").length;
    printed = dump(tree, source, { includeAttributes: true });
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) result.differences.push(`CRASH ${file}: ${error instanceof Error ? error.stack : String(error)}`);
    else rejected(file, error, answer, result);
    return;
  }
  if (answer.error !== undefined) result.differences.push(`ACCEPTED ${file}: ${answer.error.join(" ")}`);
  else if (createHash("sha256").update(printed).digest("hex") === answer.hash) result.equal++;
  else result.differences.push(`DIFFERENT ${file}: ${firstDifference(printed, ask<{ text: string }>(python, [file], "text")[0]!.text)}`);
}

function rejected(file: string, error: PythonSyntaxError, answer: Answer, result: Comparison): void {
  const ours = [error.kind, error.msg, error.line, error.col, error.endLine, error.endCol].join(" ");
  const theirs = answer.error?.join(" ");
  if (ours === theirs) result.sameError++;
  else if (theirs === undefined) result.differences.push(`REJECTED ${file}: ${ours}`);
  else {
    result.otherError++;
    result.differences.push(`ERROR ${file}: ${ours} / ${theirs}`);
  }
}

function firstDifference(ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const from = Math.max(0, at - 80);
  return `...${ours.slice(from, at + 60)} / ...${theirs.slice(from, at + 60)}`;
}
