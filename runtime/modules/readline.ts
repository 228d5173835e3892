/**
 * readline - the history and the completer of lines that a user types.
 *
 * Mirrors     Modules/readline.c of CPython 3.13 with GNU readline 8.2
 * Differs     input() reads lines as the terminal gives them: none is edited or completed, none goes to the history by itself, and no hook is called
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { callable } from "../objects/protocols/call.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { carried } from "../snapshot/carried.js";
import { cstring, systemText } from "../system/posix.js";
import { system } from "../system/oserror.js";
import { fspath } from "../system/paths.js";
import { cint } from "./os/descriptors.js";

const fs = process.getBuiltinModule("node:fs");

interface State {
  lines: string[];
  /** as many are kept in a file; negative: all */
  most: number;
  /** characters that end a word, for a completer */
  delimiters: string;
  completer: Value;
  /** whether lines that input() reads were to go to the history */
  automatic: boolean;
  /** the line that is typed, as far as scripts have put text into it */
  typed: string;
}

const fresh = (): State => ({ lines: [], most: -1, delimiters: " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?", completer: null, automatic: true, typed: "" });
const kept = { state: null as State | null };
carried(
  "readline",
  () => kept.state,
  (value) => {
    kept.state = value as State | null;
  },
);
const now = (): State => (kept.state ??= fresh());

const readline = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "readline");

function textOf(x: Value): string {
  const text = stringOf(x);
  if (text === undefined) throw new TypeError("bad argument type for built-in operation");
  if (text.includes("\0")) throw new ValueError("embedded null byte");
  return text;
}

/** The file of a history; None: the one in the user's folder. */
function fileOf(name: Value): Suspends<string> {
  return name === null || name === undefined ? `${process.env["HOME"] ?? "."}/.history` : fspath(name);
}

function linesOf(file: string): string[] {
  const text = systemText(system(() => fs.readFileSync(file)));
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.replace(/\r$/, "")).filter((line) => line !== "");
}

function bytesOf(lines: readonly string[]): Uint8Array {
  return cstring(lines.map((line) => `${line}\n`).join("")).subarray(0, -1);
}

/** Leaves the last lines of a file. */
function shorten(file: string): void {
  const { most } = now();
  if (most < 0) return;
  const lines = linesOf(file);
  if (lines.length > most) system(() => fs.writeFileSync(file, bytesOf(most === 0 ? [] : lines.slice(-most))));
}

function indexIn(pos: Value): Suspends<number> {
  const at = cint(pos);
  if (at < 0) throw new ValueError("History index cannot be negative");
  if (at >= now().lines.length) throw new ValueError(`No history item at position ${at}`);
  return at;
}

function hook(name: string): Value {
  return readline(`${name}(function=None, /)`, (f: Value): Suspends<null> => {
    if (f !== null && f !== undefined && !callable(f)) throw new TypeError(`${name}(func): argument not callable`);
    return null;
  });
}

export default pymodule("readline", {
  backend: "readline",
  _READLINE_VERSION: 0x802,
  _READLINE_RUNTIME_VERSION: 0x802,
  _READLINE_LIBRARY_VERSION: "8.2",
  parse_and_bind: readline("parse_and_bind(string, /)", (text: Value): null => {
    textOf(text);
    return null;
  }),
  read_init_file: readline("read_init_file(filename=None, /)", (name: Value): Suspends<null> => {
    const file = name === null || name === undefined ? `${process.env["HOME"] ?? "."}/.inputrc` : fspath(name);
    system(() => fs.readFileSync(file));
    return null;
  }),
  read_history_file: readline("read_history_file(filename=None, /)", (name: Value): Suspends<null> => {
    now().lines.push(...linesOf(fileOf(name)));
    return null;
  }),
  write_history_file: readline("write_history_file(filename=None, /)", (name: Value): Suspends<null> => {
    const file = fileOf(name);
    system(() => fs.writeFileSync(file, bytesOf(now().lines), { mode: 0o600 }));
    shorten(file);
    return null;
  }),
  append_history_file: readline("append_history_file(nelements, filename=None, /)", (count: Value, name: Value): Suspends<null> => {
    const last = cint(count);
    const file = fileOf(name);
    const added = last <= 0 ? [] : now().lines.slice(-last);
    system(() => {
      fs.accessSync(file);
      fs.appendFileSync(file, bytesOf(added));
    });
    shorten(file);
    return null;
  }),
  get_history_length: readline("get_history_length()", (): number => now().most),
  set_history_length: readline("set_history_length(length, /)", (length: Value): Suspends<null> => {
    now().most = cint(length);
    return null;
  }),
  get_current_history_length: readline("get_current_history_length()", (): number => now().lines.length),
  get_history_item: readline("get_history_item(index, /)", (index: Value): Suspends<Value> => now().lines[cint(index) - 1] ?? null),
  remove_history_item: readline("remove_history_item(pos, /)", (pos: Value): Suspends<null> => {
    now().lines.splice(indexIn(pos), 1);
    return null;
  }),
  replace_history_item: readline("replace_history_item(pos, line, /)", (pos: Value, line: Value): Suspends<null> => {
    now().lines[indexIn(pos)] = textOf(line);
    return null;
  }),
  add_history: readline("add_history(string, /)", (line: Value): null => {
    now().lines.push(textOf(line));
    return null;
  }),
  clear_history: readline("clear_history()", (): null => {
    now().lines.length = 0;
    return null;
  }),
  set_auto_history: readline("set_auto_history(enabled, /)", (enabled: Value): Suspends<null> => {
    now().automatic = truth(enabled);
    return null;
  }),
  set_completer: readline("set_completer(function=None, /)", (f: Value): Suspends<null> => {
    if (f !== null && f !== undefined && !callable(f)) throw new TypeError("set_completer(func): argument not callable");
    now().completer = f ?? null;
    return null;
  }),
  get_completer: readline("get_completer()", (): Value => now().completer),
  set_completer_delims: readline("set_completer_delims(string, /)", (text: Value): null => {
    now().delimiters = textOf(text);
    return null;
  }),
  get_completer_delims: readline("get_completer_delims()", (): string => now().delimiters),
  get_completion_type: readline("get_completion_type()", (): number => 0),
  get_begidx: readline("get_begidx()", (): number => 0),
  get_endidx: readline("get_endidx()", (): number => 0),
  get_line_buffer: readline("get_line_buffer()", (): string => now().typed),
  insert_text: readline("insert_text(string, /)", (text: Value): null => {
    now().typed += textOf(text);
    return null;
  }),
  redisplay: readline("redisplay()", (): null => null),
  set_startup_hook: hook("set_startup_hook"),
  set_pre_input_hook: hook("set_pre_input_hook"),
  set_completion_display_matches_hook: hook("set_completion_display_matches_hook"),
});
