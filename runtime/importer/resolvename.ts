/**
 * resolvename - the absolute name that a relative one means.
 *
 * Mirrors     resolve_name of Python/import.c of CPython 3.13
 * Suspends    `__spec__.parent`, warnings
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "../objects/attributes.js";
import { isDict } from "../objects/dict.js";
import { ImportError, KeyError, TypeError } from "../objects/exceptions.js";
import type { Value } from "../objects/object.js";
import { same } from "../objects/protocols/eq.js";
import { stringOf } from "../objects/str.js";
import { warn } from "../objects/warn.js";

/** What a module's globals have under a name; undefined: nothing. */
export type Given = (name: string) => Suspends<Value>;

/** The globals that `__import__()` was given, or a text that exec() runs. */
export function inGlobals(globals: Value): Given {
  if (globals === undefined) throw new KeyError("'__name__' not in globals");
  if (!isDict(globals)) throw new TypeError("globals must be a dict");
  return (name) => globals.$named(name);
}

/** @param level how many dots stand before the name, at least one */
export function resolveName(name: string, level: number, given: Given): Suspends<string> {
  const parts = packageOf(given).split(".");
  if (parts[0] === "" && parts.length === 1) throw noParent();
  if (level > parts.length) throw new ImportError("attempted relative import beyond top-level package");
  const base = parts.slice(0, parts.length - level + 1).join(".");
  return name === "" ? base : `${base}.${name}`;
}

/** The package that the importing code is in. */
function packageOf(given: Given): Suspends<string> {
  const package_ = given("__package__") ?? null;
  const spec = given("__spec__") ?? null;
  if (package_ !== null) {
    const own = textOr(package_, "package must be a string");
    if (spec !== null && !same(package_, $getattr(spec, "parent"))) warn("DeprecationWarning", "__package__ != __spec__.parent");
    return own;
  }
  if (spec !== null) return textOr($getattr(spec, "parent"), "__spec__.parent must be a string");
  warn("ImportWarning", "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__");
  const named = given("__name__");
  if (named === undefined) throw new KeyError("'__name__' not in globals");
  const own = textOr(named, "__name__ must be a string");
  if (given("__path__") !== undefined) return own;
  const dot = own.lastIndexOf(".");
  if (dot < 0) throw noParent();
  return own.slice(0, dot);
}

function textOr(value: Value, message: string): string {
  const found = stringOf(value);
  if (found === undefined) throw new TypeError(message);
  return found;
}

function noParent(): Value {
  return new ImportError("attempted relative import with no known parent package");
}
