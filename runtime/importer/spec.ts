/**
 * spec - importlib.machinery.ModuleSpec, as modules have it in `__spec__`.
 *
 * Mirrors  Lib/importlib/_bootstrap.py of CPython 3.13
 */
import { $getattr, getattrOr } from "../objects/attributes.js";
import { NotImplemented, PyObject, typeOf, type Value } from "../objects/object.js";
import { pyclass } from "../objects/register.js";
import { truth } from "../objects/protocols/bool.js";
import { same } from "../objects/protocols/eq.js";
import { repr } from "../objects/protocols/repr.js";
import { cacheOf } from "./describe.js";
import type { Suspends } from "../frames/suspend.js";

const COMPARED = ["name", "loader", "submodule_search_locations", "origin", "cached", "has_location"];

@pyclass("_frozen_importlib.ModuleSpec")
export class ModuleSpec extends PyObject {
  declare name$: Value;
  declare loader: Value;
  declare origin: Value;
  declare submodule_search_locations: Value;
  declare loader_state: Value;
  declare _uninitialized_submodules: Value[];
  /** it comes from the file that `origin` names */
  declare _set_fileattr: boolean;
  declare _cached: Value;

  __init__(name: Value, loader: Value, origin: Value = null, loader_state: Value = null, is_package: Value = null): Suspends<null> {
    this.name$ = name;
    this.loader = loader;
    this.origin = origin;
    this.loader_state = loader_state;
    this.submodule_search_locations = is_package === true ? [] : null;
    this._uninitialized_submodules = [];
    this._set_fileattr = false;
    this._cached = null;
    return null;
  }

  get cached(): Value {
    const { origin } = this;
    if (this._cached === null && this._set_fileattr && typeof origin === "string") {
      if (origin.endsWith(".py")) this._cached = cacheOf(origin);
      else if (origin.endsWith(".pyc")) this._cached = origin;
    }
    return this._cached;
  }
  set cached(value: Value) {
    this._cached = value;
  }

  get has_location(): Value {
    return this._set_fileattr;
  }
  set has_location(value: Value) {
    this._set_fileattr = truth(value);
  }

  __eq__(other: Value): Suspends<Value> {
    for (const name of COMPARED) {
      const theirs = getattrOr(other, name);
      if (theirs === undefined) return NotImplemented;
      if (!same($getattr(this, name), theirs)) return false;
    }
    return true;
  }

  get parent(): Value {
    const name = String(this.name$);
    return this.submodule_search_locations === null ? name.slice(0, Math.max(0, name.lastIndexOf("."))) : name;
  }

  __repr__(): Suspends<string> {
    const origin = this.origin === null ? "" : `, origin=${repr(this.origin)}`;
    const { submodule_search_locations: places } = this;
    return `${typeOf(this).$name}(name=${repr(this.name$)}, loader=${repr(this.loader)}${origin}${places === null ? "" : `, submodule_search_locations=${repr(places)}`})`;
  }
}

/** The spec of a module that comes from a file. */
export function specOfFile(name: Value, loader: Value, file: Value): Suspends<ModuleSpec> {
  const spec = new ModuleSpec(name, loader, file);
  spec._set_fileattr = true;
  return spec;
}
