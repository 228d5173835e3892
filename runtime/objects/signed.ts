/**
 * signed - gives functions written in TypeScript the signatures they have in the source; `lower` writes the calls.
 */
import type { Value } from "./object.js";
import { SignatureMeta } from "./signature.js";

/** Notes on each method of a class the text of its parameters, as `(a, b = 1, ...rest)`. */
export function $signed<T>(cls: T, texts: Readonly<Record<string, string>>): T {
  const { prototype } = cls as Value;
  for (const name in texts) {
    const method: Value = Object.hasOwn(prototype as object, name) ? prototype[name] : (cls as Value)[name];
    if (typeof method === "function") method.$text = texts[name];
  }
  return cls;
}

/** The body of a builtin that checks its own arguments. */
export function $checked<F>(body: F): F {
  (body as Value).$checked = true;
  return body;
}

/** A function of a module that is Python in CPython. */
export function $described(f: Value, signature: string, module: string): void {
  if (f.$f === undefined) f.$f = new SignatureMeta(signature, null, module, false, false);
}
