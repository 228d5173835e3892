/**
 * sourceloader - what modules made from Python text have as `__loader__`: it gives the text.
 *
 * Mirrors     SourceFileLoader in Lib/importlib/_bootstrap_external.py of CPython 3.13
 * Suspends    a module's body
 * Differs     text is read as UTF-8
 */
import fs from "node:fs";
import type { Suspends } from "../frames/suspend.js";
import { Bytes } from "../objects/bytes.js";
import { ImportError } from "../objects/exceptions.js";
import { PyObject, type Value } from "../objects/object.js";
import { repr } from "../objects/protocols/repr.js";
import { pyclass } from "../objects/register.js";
import { markAstral } from "../objects/str/points.js";
import { osError } from "../system/oserror.js";
import { isOfLibrary, library } from "./place.js";

/** How a module's body is run; the importer sets it. */
export const loading = { run: undefined as ((module: Value, file: string, name: string) => Suspends<void>) | undefined };

/** The bytes of a source file, on the disk or in the library. */
export function readSource(file: string): Suspends<Uint8Array> {
  const inside = isOfLibrary(file) ? library().readFile(file) : undefined;
  if (inside !== undefined) return inside;
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw osError(error, file);
  }
}

@pyclass("_frozen_importlib_external.SourceFileLoader")
export class SourceFileLoader extends PyObject {
  declare name$: Value;
  declare path: Value;

  __init__(fullname: Value, path: Value): Suspends<null> {
    this.name$ = fullname;
    this.path = path;
    return null;
  }

  __eq__(other: Value): Suspends<Value> {
    return other instanceof SourceFileLoader && other.name$ === this.name$ && other.path === this.path;
  }

  __hash__(): Suspends<Value> {
    return String(this.path).length;
  }

  get_filename(name: Value = null): Suspends<Value> {
    mine(this, name);
    return this.path;
  }

  is_package(fullname: Value): Suspends<Value> {
    mine(this, fullname);
    return String(this.path).endsWith("/__init__.py");
  }

  get_data(path: Value): Suspends<Value> {
    return new Bytes(new Uint8Array(readSource(String(path))));
  }

  get_source(fullname: Value): Suspends<Value> {
    mine(this, fullname);
    const bytes = readSource(String(this.path));
    return markAstral(
      Buffer.from(bytes)
        .toString("utf8")
        .replace(/^\ufeff/, "")
        .replace(/\r\n?/g, "\n"),
    );
  }

  create_module(spec: Value): Suspends<null> {
    void spec;
    return null;
  }

  exec_module(module: Value): Suspends<null> {
    loading.run!(module, String(this.path), String(this.name$));
    return null;
  }
}

function mine(self: SourceFileLoader, name: Value): Suspends<void> {
  if (name === null || name === self.name$) return;
  const error = new ImportError(`loader for ${String(self.name$)} cannot handle ${repr(name).slice(1, -1)}`);
  error.name$ = name;
  throw error;
}
