/**
 * signed - gives the members of a TypeScript class the signatures they have in the source; `lower` writes the calls.
 */
import { hidden, type Value } from "./object.js";

/** Notes on each method the text of its parameters, as `(a, b = 1, ...rest)`. */
export function $signed<T>(cls: T, texts: Readonly<Record<string, string>>): T {
  const { prototype } = cls as Value;
  for (const name in texts) {
    const method: Value = Object.hasOwn(prototype as object, name) ? prototype[name] : (cls as Value)[name];
    if (typeof method === "function") hidden(method as object, "$text", texts[name]);
  }
  return cls;
}
