/**
 * mainbody - bodies of main modules that may be no text: those of compiled files, and what finders give.
 *
 * Mirrors   maybe_pyc_file and run_pyc_file in Python/pythonrun.c, _run_code in Lib/runpy.py of CPython 3.13
 * Suspends  all: loaders are Python code
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { RuntimeError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { exec } from "../modules/builtins/evaluate.js";
import { nativeModule } from "../modules/registry.js";
import { prepare } from "./importer.js";

/** What compiled files begin with; the code in them is gilt's, which CPython would take for its own after its number. */
export const COMPILED_MAGIC = Uint8Array.of(0x67, 0x6c, 0x0d, 0x0a);

/** What runs a module. */
type Body = () => Suspends<unknown>;

/** The body of a module that a finder has found: its text's, or its code where it has none. @param name what it is run as */
export function bodyOfSpec(module: Value, spec: Value, name: string): Suspends<Body> {
  const loader: Value = $getattr(spec, "loader");
  const own: Value = $getattr(spec, "name");
  const source: Value = callMethod(loader, "get_source", own);
  return source === null ? codeOf(module, loader, own) : prepare(module, Buffer.from(source as string), String($getattr(spec, "origin")), name);
}

/** The body of a script: of a text, or of a file that py_compile has written. */
export function bodyOfFile(module: Value, bytes: Buffer, file: string, name: string): Suspends<Body> {
  const isCompiled = bytes.indexOf(COMPILED_MAGIC) === 0;
  if (!isCompiled && !file.endsWith(".pyc")) return prepare(module, bytes, file, name);
  if (!isCompiled) throw new RuntimeError("Bad magic number in .pyc file");
  const loader: Value = call((nativeModule("importlib._bootstrap_external") as Value).SourcelessFileLoader, name, file);
  module.__loader__ = loader;
  return codeOf(module, loader, name);
}

function codeOf(module: Value, loader: Value, name: Value): Suspends<Body> {
  const code: Value = callMethod(loader, "get_code", name);
  return () => call(exec, code, $getattr(module, "__dict__"));
}
