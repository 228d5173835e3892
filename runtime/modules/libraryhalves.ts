/**
 * libraryhalves - CPython's own texts of modules that are TypeScript here, for what is coroutines: run when somebody first asks for a name of them.
 *
 * Suspends  all: a module's body is run
 */
import type { Suspends } from "../frames/suspend.js";
import { LIBRARY } from "../importer/place.js";
import { loading } from "../importer/sourceloader.js";
import { newModule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { carriedContents } from "../snapshot/carried.js";

/** Files of the library, by module. */
const FILES = { contextlib: "contextlib.py", "collections.abc": "_collections_abc.py" };

const halves: Record<keyof typeof FILES, Value> = { contextlib: null, "collections.abc": null };
carriedContents("halves of modules", halves);

/** The asynchronous half of a module: a module of its own, under the same name. */
export function asyncHalf(name: keyof typeof FILES): Suspends<Value> {
  if (halves[name] === null) {
    const module: Value = newModule(name);
    loading.run!(module, `${LIBRARY}/${FILES[name]}`, name);
    halves[name] = module;
  }
  return halves[name];
}
