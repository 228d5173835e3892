/**
 * print, input - text out and in, through sys.stdout and sys.stdin.
 *
 * Mirrors     builtin_print and builtin_input in Python/bltinmodule.c of CPython 3.13
 * Suspends    both
 * Calls back  __str__ of the values; write and flush of `file`
 */
import { settleOwned } from "../../lifetimes/settle.js";
import { EOFError, RuntimeError, TypeError, UnicodeEncodeError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { typeOf, type Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";
import { callMethod } from "../../objects/protocols/call.js";
import { text as str } from "../../objects/protocols/str.js";
import { truth } from "../../objects/protocols/bool.js";
import type { Suspends } from "../../frames/suspend.js";
import { flushQuietly } from "../io/base.js";
import { TextIOWrapper } from "../io/text.js";
import { sysModule } from "../sys/module.js";
import { audit } from "../../objects/audit.js";

function textOrNone(value: Value, name: string, otherwise: string): string {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === "string") return value;
  if (typeof value.$value === "string") return value.$value;
  throw new TypeError(`${name} must be None or a string, not ${typeOf(value).$name}`);
}

/** Whether the text of a value may be Python code's: what that prints stands behind the values before. */
function mayRunCode(value: Value): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Float);
}

/** Writes pieces as the one text they are, but where one of them fills the stream's chunk; what cannot be encoded stands behind the pieces before it. */
function writePieces(out: TextIOWrapper, line: string, pieces: readonly string[]): Suspends<void> {
  out.$check();
  if (pieces.length > 1 && out.$fills(line)) {
    for (const piece of pieces) out.$write(piece);
    return;
  }
  try {
    out.$write(line);
  } catch (thrown) {
    if (pieces.length === 1 || !(thrown instanceof UnicodeEncodeError)) throw thrown;
    for (const piece of pieces) out.$write(piece);
  }
}

export const print = builtin(
  "print(*args, sep=' ', end='\\n', file=None, flush=False)",
  function (args: Value[], sep: Value, end: Value, file: Value, flush: Value): Suspends<null> {
    const out = file === undefined || file === null ? sysModule.stdout : file;
    if (out === undefined) throw new RuntimeError("lost sys.stdout");
    if (out === null) return null;
    settleOwned();
    const between = textOrNone(sep, "sep", " ");
    const last = textOrNone(end, "end", "\n");
    if (out instanceof TextIOWrapper && typeOf(out) === (TextIOWrapper as Value) && !Object.hasOwn(out, "write")) {
      // One write of what needs no Python code: what it does to buffers is what CPython's writes one by one do.
      let line = "";
      let pieces: string[] = [];
      const add = (piece: string): void => {
        line += piece;
        pieces.push(piece);
      };
      for (let i = 0; i < args.length; i++) {
        const value = args[i];
        if (i > 0) add(between);
        if (line !== "" && mayRunCode(value)) {
          writePieces(out, line, pieces);
          line = "";
          pieces = [];
        }
        add(typeof value === "string" ? value : str(value));
      }
      add(last);
      writePieces(out, line, pieces);
    } else {
      for (let i = 0; i < args.length; i++) {
        if (i > 0) callMethod(out, "write", between);
        callMethod(out, "write", str(args[i]));
      }
      callMethod(out, "write", last);
    }
    if (flush !== undefined && truth(flush)) callMethod(out, "flush");
    return null;
  },
);

export const input = builtin("input(prompt='', /)", function (prompt: Value): Suspends<Value> {
  const { stdin, stdout, stderr } = sysModule;
  if (stdin === null || stdin === undefined) throw new RuntimeError("input(): lost sys.stdin");
  if (stdout === null || stdout === undefined) throw new RuntimeError("input(): lost sys.stdout");
  audit("builtins.input", prompt ?? "");
  flushQuietly(stderr);
  if (prompt !== undefined) callMethod(stdout, "write", str(prompt));
  flushQuietly(stdout);
  const line = callMethod(stdin, "readline");
  if (typeof line !== "string") throw new TypeError("object.readline() returned non-string");
  if (line === "") throw new EOFError("EOF when reading a line");
  return line.endsWith("\n") ? line.slice(0, -1) : line;
});
