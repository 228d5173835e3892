/**
 * sourceloader - what modules made from Python text have as `__loader__`: it gives the text.
 *
 * Mirrors     SourceFileLoader in Lib/importlib/_bootstrap_external.py of CPython 3.13
 * Suspends    a module's body; the decoder may be one that a script has registered
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { Bytes } from "../objects/bytes.js";
import { decode } from "../objects/bytes/codecs.js";
import { ImportError } from "../objects/exceptions.js";
import { PyObject, type Value } from "../objects/object.js";
import { getattrOr } from "../objects/attributes.js";
import { callMethod } from "../objects/protocols/call.js";
import { repr } from "../objects/protocols/repr.js";
import { hash } from "../objects/protocols/hash.js";
import { text as str } from "../objects/protocols/str.js";
import { pyclass } from "../objects/register.js";
import { encodingOf, isUtf8 } from "../objects/sourcebytes.js";
import { markAstral } from "../objects/str/points.js";
import { Tuple } from "../objects/tuple.js";
import { looked } from "../modules/io/writers.js";
import { osError } from "../system/oserror.js";
import { isOfLibrary, library } from "./place.js";

/** How a module's body is run, and a text made code; the importer and builtins set them. */
export const loading = {
  run: undefined as ((module: Value, file: string, name: string) => Suspends<void>) | undefined,
};

/** The bytes of a source file, on the disk or in the library. */
export function readSource(file: string): Suspends<Uint8Array> {
  const inside = isOfLibrary(file) ? library().readFile(file) : undefined;
  if (inside !== undefined) return inside;
  looked(file);
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw osError(error, file);
  }
}

/** The text of a source file's bytes. */
export function decodeSource(bytes: Uint8Array): Suspends<string> {
  const declared = encodingOf(bytes);
  const text =
    declared === null || isUtf8(declared)
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")
      : decode(bytes, declared, "strict", new Bytes(bytes));
  return markAstral((text.startsWith("\ufeff") ? text.slice(1) : text).replace(/\r\n?/g, "\n"));
}

@pyclass("_frozen_importlib_external.FileLoader")
export class FileLoader extends PyObject {
  declare name$: Value;
  declare path: Value;

  __init__(fullname: Value, path: Value): Suspends<null> {
    this.name$ = fullname;
    this.path = path;
    return null;
  }

  __eq__(other: Value): Suspends<Value> {
    return other instanceof FileLoader && other.$cls === (this as Value).$cls && other.name$ === this.name$ && other.path === this.path;
  }

  __hash__(): Suspends<Value> {
    return hash(new Tuple([this.name$, this.path]));
  }

  get_filename(name: Value = null): Suspends<Value> {
    mine(this, name);
    return this.path;
  }

  is_package(fullname: Value): Suspends<Value> {
    const file = str(callMethod(this, "get_filename", fullname));
    return /(?:^|\/)__init__\.[^/]*$/.test(file);
  }

  get_data(path: Value): Suspends<Value> {
    return new Bytes(new Uint8Array(readSource(str(path))));
  }

  create_module(_spec: Value): Suspends<null> {
    return null;
  }
}

@pyclass("_frozen_importlib_external.SourceFileLoader")
export class SourceFileLoader extends FileLoader {
  get_source(fullname: Value): Suspends<Value> {
    const file = callMethod(this, "get_filename", fullname);
    const bytes: Value = callMethod(this, "get_data", file);
    return decodeSource(bytes.$data as Uint8Array);
  }

  exec_module(module: Value): Suspends<null> {
    loading.run!(module, str(this.path), str(getattrOr(module, "__name__") ?? this.name$));
    return null;
  }
}

/** Of a module that CPython has in machine code. */
@pyclass("_frozen_importlib_external.ExtensionFileLoader")
export class ExtensionFileLoader extends FileLoader {
  exec_module(module: Value): Suspends<null> {
    throw new ImportError(`gilt has no extension modules: ${repr(module)} cannot be loaded`);
  }
}

function mine(self: FileLoader, name: Value): Suspends<void> {
  if (name === null || name === self.name$) return;
  const error = new ImportError(`loader for ${str(self.name$)} cannot handle ${str(name)}`);
  error.$modname = name;
  throw error;
}
