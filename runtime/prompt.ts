/**
 * prompt - the prompt of `python3 -i`: statements that are read from standard input run in `__main__`.
 *
 * Mirrors   pymain_repl in Modules/main.c and _PyRun_InteractiveLoop in Python/pythonrun.c of CPython 3.13, by means of Lib/code.py
 * Suspends  prompt
 * Differs   lines have no history and are not edited; PYTHONSTARTUP is not run
 */
import type { Suspends } from "./frames/suspend.js";
import { importModule, modules } from "./importer/importer.js";
import { sysModule } from "./modules/sys/module.js";
import { attributeDict } from "./objects/attributedict.js";
import { $getattr, $setattr } from "./objects/attributes.js";
import { EOFError } from "./objects/exceptions.js";
import type { Dict } from "./objects/keymap.js";
import { call, callMethod } from "./objects/protocols/call.js";
import { text } from "./objects/protocols/str.js";
import { builtin } from "./objects/register.js";
import type { Value } from "./objects/object.js";
import { rememberSource } from "./objects/tracelines.js";
import { carriedContents } from "./snapshot/carried.js";

/** Reads and runs statements until there are no more, or one raises SystemExit. */
export function prompt(): Suspends<void> {
  const main = (modules as Dict).$named("__main__");
  const console = call($getattr(importModule("code"), "InteractiveConsole"), attributeDict(main), "<stdin>");
  $setattr(console, "raw_input", nextLine as Value);
  $setattr(console, "compile", call($getattr(importModule("functools"), "partial"), compileStatement, $getattr(console, "compile")));
  callMethod(console, "interact", "", "");
}

const counted = { next: 0 };
carriedContents("prompt statements", counted);

/** What the console compiles a statement with: each has a name of its own, under which tracebacks find its lines. */
const compileStatement = builtin(
  "compile(compiler, source, filename='<input>', symbol='single', /)",
  (compiler: Value, source: Value, filename: Value, symbol: Value): Suspends<Value> => {
    const name = `<stdin>-${counted.next}`;
    const code = call(compiler, source, name, symbol);
    if (code !== null) {
      rememberSource(name, text(source));
      callMethod(importModule("linecache"), "_register_code", name, source, filename);
      counted.next++;
    }
    return code;
  },
);

const nextLine = builtin("raw_input(prompt='', /)", (shown: Value): Suspends<string> => {
  const { stdin, stdout, stderr } = sysModule;
  callMethod(stdout as Value, "flush");
  callMethod(stderr as Value, "write", shown ?? "");
  callMethod(stderr as Value, "flush");
  const line = text(callMethod(stdin as Value, "readline"));
  if (line === "") throw new EOFError();
  return line.endsWith("\n") ? line.slice(0, -1) : line;
});
