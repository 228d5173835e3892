/**
 * signaturetext - `__doc__` and `__text_signature__` of what is C in CPython.
 */
import { builtinDoc, builtinSignature, slotDoc } from "./builtindocs.js";
import type { FunctionMeta } from "./function.js";
import { libraryDoc } from "./librarydocs.js";
import { moduleNamed } from "./modulehooks.js";
import type { PyType, Value } from "./object.js";

/** `(self, object, /)` of a builtin function or class; None where CPython has none. */
export function textSignature(f: Value): string | null {
  if (f.$shownSignature !== undefined) return f.$shownSignature as string;
  const module = (f.$f?.module ?? f.$module) as string;
  const recorded = builtinSignature(module, (f.$f?.qualname ?? f.$qualname) as string);
  if (recorded !== undefined) return moduleNamed(module) === undefined ? withoutModule(recorded) : recorded;
  const signature: string | undefined = f.$f?.signature ?? f.$f?.builtin;
  if (signature === undefined || !signature.includes("(")) return null;
  const inside = signature.slice(signature.indexOf("(") + 1, signature.lastIndexOf(")"));
  const bound = f.$owner !== undefined && /^(?:self|cls)\b/.test(inside);
  return `(${bound ? "$" + inside.replace(/^cls/, "type") : inside})`;
}

/** A function that has no `__self__`, since the script does not know its module, has no parameter for it either. */
function withoutModule(signature: string | null): string | null {
  return signature?.replace(/^\(\$module(?:, \/(?=[,)]))?(?:, )?/, "(") ?? null;
}

/** What a class of the runtime's takes that is like Python's: as CPython's class in C has it, or as the runtime's own `__new__` or `__init__` say it. */
export function makerSignature(cls: PyType): string | null {
  const recorded = builtinSignature(cls.$module as string, cls.$qualname as string);
  if (recorded !== undefined) return recorded;
  for (const name of ["__new__", "__init__"]) {
    const maker: Value = cls.$dict.get(name);
    if (maker?.$f?.builtin === undefined || maker.$owner !== cls) continue;
    const signature = maker.$f.builtin as string;
    return `(${signature.slice(signature.indexOf("(") + 1, signature.lastIndexOf(")")).replace(/^(?:self|cls)(?:, \/)?(?:, )?/, "")})`;
  }
  return null;
}

/** The docstring of a builtin, or of what CPython has in its library; None where it has none. */
export function docOf(x: Value): string | null {
  const own = (x.$doc ?? x.$f?.doc ?? null) as string | null;
  if (own !== null) return own;
  const meta = x.$f as FunctionMeta | undefined;
  if (meta === undefined) return x.$qualname === undefined ? null : builtinDoc(x.$module as string, x.$qualname as string);
  // functions of the runtime have no line
  if (meta.line !== 0) return null;
  const slot = x.$owner !== undefined && meta.name.startsWith("__") ? slotDoc(meta.name) : null;
  return builtinDoc(meta.module, meta.qualname) ?? slot ?? (meta.module === "builtins" ? null : libraryDoc(meta.module, meta.qualname));
}
