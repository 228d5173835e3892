/**
 * shown - what `C.x` has been found to be, kept in the class for the next read or call: `$shownOf(C).x`.
 *
 * Mirrors     Objects/typeobject.c (type_getattro)
 * See         docs/conventions.md, section 2
 * Invariants
 *   O5  What `C.$shown` has under `jsName(n)` is what `C.n` is for good, until the class, a base, its metaclass or how descriptors work changes.
 */
import { binds, findHooks } from "./attributes.js";
import { classmethodType, staticmethodType } from "./descriptors.js";
import { exposed, methodForm } from "./function.js";
import { jsName } from "./names.js";
import { classMethodDescriptorType, isType, late, lookup, NOTHING_SHOWN, object, Shown, type, type PyType, type Value } from "./object.js";
import { getsetType, memberType } from "./register.js";

/** Where the properties of a value are read that may be a class: what the class shows, else the value itself. Runs no code. */
export function $shownOf(o: Value): Value {
  if (typeof o !== "function") return o;
  const shown = o.$shown;
  return shown === undefined ? o : shown;
}

/** What `f.call(C, ...)` or a read finds for what the classes of the MRO have; undefined where that may run code, or be another thing each time. */
function shownFor(found: Value): Value {
  if (typeof found === "function") {
    if (found.$f === undefined || found.$self !== undefined || isType(found)) return found;
    if (found.$cls === classMethodDescriptorType) return found;
    return binds(found) ? exposed(found) : undefined;
  }
  if (found === null || typeof found !== "object") return found;
  const kind = found.$cls as PyType | undefined;
  if (kind === undefined || kind.$mro === undefined) return undefined;
  if (kind === staticmethodType) return typeof found.$func === "function" ? exposed(found.$func) : undefined;
  if (kind === classmethodType) return methodOf(found.$func);
  if (kind === getsetType || kind === memberType) return found;
  return lookup(kind, "__get__") === undefined ? found : undefined;
}

/** A class method's function in method form. */
function methodOf(f: Value): Value {
  return typeof f === "function" && f.$f !== undefined && !isType(f) && binds(f) ? methodForm(f) : undefined;
}

late.show = function show(cls: PyType, name: string, found: Value): void {
  if (name.startsWith("__") || (cls.$cls.$hooks ?? findHooks(cls.$cls)).getattribute !== null) return;
  const value = shownFor(found);
  if (value === undefined) return;
  if (cls.$shown === NOTHING_SHOWN) cls.$shown = new Shown();
  cls.$shown[jsName(name)] = value;
};

/** A class has changed: what it decides for others is found out anew. */
export function forgetShown(cls: PyType, name: string | null): void {
  const isMeta = cls.$mro.includes(type);
  if (isMeta || name === null || name === "__get__" || name === "__set__" || name === "__delete__") forgetAll(object);
}

function forgetAll(cls: PyType): void {
  cls.$shown = NOTHING_SHOWN;
  for (const sub of cls.$subclasses) forgetAll(sub);
}
