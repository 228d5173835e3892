/**
 * subprocess command lines - words as one text, and the interpreter's own options as words.
 *
 * Mirrors     Lib/subprocess.py of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { Dict } from "../../objects/dict.js";
import type { Value } from "../../objects/object.js";
import { spread } from "../../objects/protocols/iter.js";
import { text as str } from "../../objects/protocols/str.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { pathBytes, pathText } from "../../system/paths.js";
import { sysModule } from "../sys/module.js";

/** One word by the rules of Microsoft's C runtime. */
function quoted(word: string): string {
  const quotes = word === "" || /[ \t]/.test(word);
  let text = word.replace(/(\\*)"/g, '$1$1\\"');
  if (!quotes) return text;
  text = text.replace(/\\+$/, "$&$&");
  return `"${text}"`;
}

export const list2cmdline = pyfunction(
  "list2cmdline(seq)",
  (seq: Value): Suspends<Value> => {
    const words: string[] = [];
    for (const word of spread(seq)) words.push(quoted(pathText(pathBytes(word).slice(0, -1))));
    return words.join(" ");
  },
  "subprocess",
);

const FLAGS: readonly (readonly [string, string])[] = [
  ["debug", "d"],
  ["dont_write_bytecode", "B"],
  ["no_site", "S"],
  ["verbose", "v"],
  ["bytes_warning", "b"],
  ["quiet", "q"],
];
const XOPTIONS = ["faulthandler", "tracemalloc", "importtime", "frozen_modules", "showrefcount", "utf8", "gil"];

function flag(name: string): Suspends<number> {
  return Number($getattr(sysModule.flags, name));
}

function optimization(): Suspends<string[]> {
  const level = flag("optimize");
  return level > 0 ? [`-${"O".repeat(level)}`] : [];
}

export const _optim_args_from_interpreter_flags = builtin("_optim_args_from_interpreter_flags()", (): Suspends<Value> => optimization(), "subprocess");

export const _args_from_interpreter_flags = pyfunction(
  "_args_from_interpreter_flags()",
  (): Suspends<Value> => {
    const args = optimization();
    for (const [name, letter] of FLAGS) {
      const level = flag(name);
      if (level > 0) args.push(`-${letter.repeat(level)}`);
    }
    if (flag("isolated") > 0) args.push("-I");
    else {
      if (flag("ignore_environment") > 0) args.push("-E");
      if (flag("no_user_site") > 0) args.push("-s");
      if (flag("safe_path") > 0) args.push("-P");
    }
    for (const option of spread(sysModule.warnoptions)) args.push(`-W${str(option)}`);
    for (const name of XOPTIONS) {
      const value = (sysModule._xoptions as Dict).$named(name) as Value;
      if (value !== undefined) args.push("-X", value === true ? name : `${name}=${str(value)}`);
    }
    return args;
  },
  "subprocess",
);
