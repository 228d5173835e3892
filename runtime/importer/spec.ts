/**
 * spec - importlib.machinery.ModuleSpec, as modules have it in `__spec__`.
 *
 * Mirrors  Lib/importlib/_bootstrap.py of CPython 3.13
 */
import { PyObject, typeOf, type Value } from "../objects/object.js";
import { pyclass } from "../objects/register.js";
import { repr } from "../objects/protocols/repr.js";
import type { Suspends } from "../frames/suspend.js";

@pyclass("_frozen_importlib.ModuleSpec")
export class ModuleSpec extends PyObject {
  declare name$: Value;
  declare loader: Value;
  declare origin: Value;
  declare submodule_search_locations: Value;
  declare loader_state: Value;
  declare cached: Value;
  declare has_location: boolean;

  __init__(name: Value, loader: Value, origin: Value = null, loader_state: Value = null, is_package: Value = null): Suspends<null> {
    this.name$ = name;
    this.loader = loader;
    this.origin = origin;
    this.loader_state = loader_state;
    this.submodule_search_locations = is_package === true ? [] : null;
    this.cached = null;
    this.has_location = origin !== null;
    return null;
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
