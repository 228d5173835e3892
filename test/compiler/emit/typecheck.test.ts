/**
 * The TypeScript of every fixture passes tsc in strict mode, against the declarations in compiler/types/gilt: one run for all.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { translate } from "../../../compiler/pipeline.js";

const OPTIONS = {
  strict: true,
  target: "es2022",
  module: "nodenext",
  moduleDetection: "force",
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noEmit: true,
  types: [],
};

/** Scripts that do on purpose what Python refuses, or look where only Python lets them: tsc refuses them, as it should. */
const WRONG_ON_PURPOSE: Readonly<Record<string, string>> = {
  "asyncio/generator_hooks": "(async generator).__anext__",
  "asyncio/reused": "(coroutine).__await__: a special method of a builtin",
  "builtins/displayhook": "builtins._: what sys.displayhook has left there",
  "builtins/inner_names": "(1,).items: attributes that are not there",
  "builtins/named_by_what_it_is_bound_to": "builtins called with wrong arguments",
  "builtins/subclassed_text": "subclasses of str as names of classes and notes, (ValueError).__notes__",
  "builtins/unfinished_methods": "a method decorated with a class whose instances nobody can call",
  "codecs/east_asian": "error.start of a UnicodeError that may be either of two",
  "collections/abstract_bases": "classes that are iterable by their base alone",
  "contextlib/derived": "e.__context__.args: a context that may be None",
  "language/annotation_evaluation": "annotations that name what is no type, or nothing",
  "language/attributes_veiled": "attributes that instances get from outside, (queue).__getattribute__",
  "language/class_reads": "class attributes that get values of other types, names that JavaScript has for classes",
  "language/functions_changed": "f.__defaults__ = ..., which is read-only to tsc",
  "language/functions_made": "attributes that types.FunctionType methods set",
  "language/generator_throw_forms": "throw() with three arguments, (async generator).__anext__",
  "language/own_stores": "slots of a class that derives from one with others, a slot that becomes a property",
  "language/overridden_later": "attributes that a class gets from outside",
  "language/places_in_expressions": "a property that is called, except of what is no class",
  "language/places_of_methods": "C.m.__func__: methods looked at on their class",
  "builtins/many_arguments": "calls with too many arguments",
  "language/thrown_wrongly": "throw() with any arguments, yield from what is no iterator to tsc",
  "language/raised_everywhere": "iterators and classes that raise where tsc wants whole ones",
  "library/docstrings": "methods looked at on their class",
  "multiprocessing/pool_idle_workers": "executor._processes: a private name",
  "mmap/arguments": "mmap.mmap.__new__(int, -1, 8): what is no mmap",
  "mmap/reading": "m.seek('a'), m.read('a'): a str for a number",
  "mmap/searching": "m.find(*bad): any arguments",
  "multiprocessing/odd_arguments": "ThreadPoolExecutor('a'), Queue([]): any arguments",
  "os/groups": "os.kill('a', 0): a str for a pid",
  "os/pipes": "os.read('a', 1): a str for a descriptor",
  "os/waiting": "os.waitpid('a', 0): a str for a pid",
  "subprocess/errors": "run() without a program",
  "sys/object_sizes": "__slots__ of a derived class that differ from those of its base",
  "builtins/made_by_new": "cls.__new__ of one of several builtins",
  "builtins/reversed_subclass": "classes that derive from functions of tsc",
  "concurrent/futures/processes/dropped": "executor._threads: a private name",
  "dbm/kinds_of_databases": "except dbm.error[0]: a class out of a tuple",
  "language/class_names_in_comprehensions": "a name that `except` binds in a class body, classes derived from what their name was before",
  "language/thrown_while_delegating": "iterators that raise where tsc wants whole ones",
  "sys/module_names_of_frames": "space['f'](): what exec() has put into a dict of other things",
};

test("the emitted TypeScript of every fixture passes tsc --strict", (t) => {
  t.timeout(300_000);
  const folder = mkdtempSync(path.join(tmpdir(), "gilt-typecheck-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const scripts = readdirSync("fixtures", { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".py") && !Object.hasOwn(WRONG_ON_PURPOSE, name.slice(0, -3)));
  for (const script of scripts) {
    const file = path.join(folder, "scripts", script.replace(/\.py$/, ".ts"));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, translate(readFileSync(path.join("fixtures", script)), { path: script, name: "__main__" }));
  }
  cpSync("compiler/types/gilt", path.join(folder, "types"), { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["scripts/**/*.ts", "types/*.d.ts"] }));
  const { stdout, status } = spawnSync(process.execPath, [path.resolve("node_modules/typescript7/bin/tsc"), "-p", folder], { encoding: "utf8", cwd: folder });
  t.is(stdout, "");
  t.is(status, 0);
});
