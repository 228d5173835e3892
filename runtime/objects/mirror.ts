/**
 * mirror - what the prototype of a class shows of its `__dict__`, so that `o.x` is a plain property read.
 *
 * See         docs/conventions.md, section 2
 * Invariants
 *   O4  `prototype[jsName(n)]` of a class is the mirror of what `lookup(cls, n)` finds, or undefined where reading it may run code.
 */
import { binds, findHooks, isDataDescriptor } from "./attributes.js";
import { classmethodType, staticmethodType } from "./descriptors.js";
import { isMethodForm, methodForm } from "./function.js";
import { jsName } from "./names.js";
import { changes, forget, hidden, isType, lookup, NOTHING_SHOWN, object, type, type PyType, type Value } from "./object.js";
import { memberType } from "./register.js";
import { forgetShown } from "./shown.js";
import { Tuple } from "./tuple.js";

/** What stands on the prototype for an attribute of a class. */
export function mirrorOf(value: Value): Value {
  if (typeof value === "function") {
    if (value.$f === undefined || value.$self !== undefined || isType(value)) return value;
    return binds(value) ? methodForm(value) : value.$f.method === true && value.$cls !== undefined && !binds(value) ? undefined : value;
  }
  if (value === null || typeof value !== "object") return value;
  const kind = value.$cls as PyType | undefined;
  if (kind === staticmethodType) return mirrorOfStatic(value);
  if (kind === classmethodType) return mirrorOfClassmethod(value);
  return kind !== undefined && kind.$mro !== undefined && lookup(kind, "__get__") !== undefined ? undefined : value;
}

function mirrorOfStatic(method: Value): Value {
  const f = method.$func;
  return typeof f === "function" ? f : undefined;
}

/** A function that passes the instance's class. */
function mirrorOfClassmethod(method: Value): Value {
  const f = method.$func;
  if (typeof f !== "function" || f.$f === undefined || isType(f) || !binds(f)) return undefined;
  const inner = methodForm(f);
  const shown: Value = function (this: Value, ...args: Value[]) {
    return inner.apply(this.$cls, args);
  };
  hidden(shown as object, "$f", f.$f);
  // it takes the class as `this`, also where the function itself takes it as an argument
  if (!isMethodForm(shown)) hidden(shown as object, "$plain", f);
  return shown;
}

/** Instances that keep their attributes elsewhere (threading.local) are asked first: a plain value of their class would hide those. */
function keepApart(cls: PyType): boolean {
  for (const base of cls.$mro) if (base.$keepsApart === true) return true;
  return false;
}

function shownOf(value: Value, apart: boolean): Value {
  return apart && typeof value !== "function" ? undefined : mirrorOf(value);
}

/** Builds the prototype anew from the class and its bases. */
export function mirror(cls: PyType): void {
  const { prototype } = cls;
  const apart = keepApart(cls);
  const veiled = isVeiled(cls);
  if (veiled) hidden(prototype as object, "$veiled", true);
  if (cls.$ownOrder === true || veiled) mirrorOrder(cls, apart);
  else {
    for (const [name, value] of cls.$dict) prototype[jsName(name)] = shownOf(value, apart);
    if (cls.$bases.length > 1) mirrorOthers(cls, apart);
  }
  setPlain(cls);
}

/** Whether a `__getattribute__` of the script's stands before the attributes of instances, which no plain read is to find. */
function isVeiled(cls: PyType): boolean {
  return cls.$written !== true && (cls.$hooks ?? findHooks(cls)).veiled;
}

/** Whether the prototype shows what the class has, as it is, under every name: neither the order of its bases nor how instances are asked is the class's own. */
function showsAll(cls: PyType): boolean {
  return cls.$ownOrder !== true && !keepApart(cls) && !isVeiled(cls);
}

/** What is shown of an attribute of a class with a `__getattribute__`: what the runtime's own code calls and reads as a plain property. */
function shownVeiled(cls: PyType, name: string, apart: boolean): Value {
  return name.startsWith("__") || cls.$mro.some((base) => base.$written === true && base.$dict.has(name)) ? shownOf(lookup(cls, name), apart) : undefined;
}

/** `__getattribute__` has been set or deleted: shows all names anew, or none of them any more. */
function veilAnew(cls: PyType): void {
  delete cls.prototype.$veiled;
  for (const base of cls.$mro) for (const name of base.$dict.keys()) delete cls.prototype[jsName(name)];
  mirror(cls);
}

/** The order that a metaclass's `mro()` gave is none of a prototype chain: all names are copied, and those of the chain that are nowhere hidden. */
function mirrorOrder(cls: PyType, apart: boolean): void {
  const names = new Set<string>();
  for (const base of [...cls.$mro, ...cls.$bases.flatMap((one) => one.$mro)]) for (const name of base.$dict.keys()) names.add(name);
  const veiled = isVeiled(cls);
  for (const name of names) cls.prototype[jsName(name)] = veiled ? shownVeiled(cls, name, apart) : shownOf(lookup(cls, name), apart);
}

/** With several bases the prototype chain has the first only: the other names of the MRO are copied. */
function mirrorOthers(cls: PyType, apart: boolean): void {
  const parent = Object.getPrototypeOf(cls.prototype as object) as Value;
  const seen = new Set<string>();
  for (const base of cls.$mro) {
    if (base === cls) continue;
    if (base !== object) copyInner(cls, base);
    for (const name of base.$dict.keys()) {
      if (seen.has(name) || cls.$dict.has(name)) continue;
      seen.add(name);
      copyName(cls, parent, name, apart);
    }
  }
}

/** The own methods of a class of the runtime, which Python does not see, where the prototype chain has them not. */
function copyInner(cls: PyType, base: PyType): void {
  const { prototype } = cls;
  if (Object.prototype.isPrototypeOf.call(base.prototype, prototype as object)) return;
  for (const name of Object.getOwnPropertyNames(base.prototype)) {
    if (!name.startsWith("$") || prototype[name] !== undefined) continue;
    const inner: Value = base.prototype[name];
    if (typeof inner === "function" && !isType(inner)) hidden(prototype as object, name, inner);
  }
}

function copyName(cls: PyType, parent: Value, name: string, apart: boolean): void {
  const property = jsName(name);
  const value = shownOf(lookup(cls, name), apart);
  if (parent[property] === value) delete cls.prototype[property];
  else cls.prototype[property] = value;
}

/** Whether stores to instances are plain property stores. */
function setPlain(cls: PyType): void {
  let plain = cls.$hasDict && cls.$setattro === null && lookup(cls, "__setattr__")?.$owner === object;
  if (plain) for (const base of cls.$bases) if (!plainBase(base)) plain = false;
  if (plain) plain = !hasData(cls) && !isVeiled(cls);
  hidden(cls.prototype as object, "$plain", plain);
  if (!plain && cls.$heap) markStores(cls);
  if (cls.prototype.$inner === true && cls.$hasDict) hidden(cls.prototype as object, "$inner", false);
}

/** The property of a prototype which says that stores of an attribute are plain, where not those of all are. */
export function storeMark(property: string): string {
  return `$to_${property}`;
}

/** The attributes of which a class knows that instances get them: its slots, and what its methods assign through `self`. */
export function assignedNames(cls: PyType): Set<string> {
  const names = new Set<string>();
  for (const base of cls.$mro) {
    if (!base.$heap) continue;
    for (const [name, value] of base.$dict) if (isSlot(value)) names.add(name);
    const assigned: Value = base.$dict.get("__static_attributes__");
    if (assigned instanceof Tuple) for (const name of assigned.items) if (typeof name === "string") names.add(name);
  }
  return names;
}

function isSlot(value: Value): boolean {
  return value !== null && typeof value === "object" && value.$cls === memberType && value.$get === null;
}

/** Marks the attributes whose stores run no code in a class that has properties, slots, or a base that is C. */
function markStores(cls: PyType): void {
  const { prototype } = cls;
  const usual = cls.$setattro === null && !isVeiled(cls) && lookup(cls, "__setattr__")?.$owner === object;
  for (const name of assignedNames(cls)) {
    const found = lookup(cls, name);
    const free = usual && (isSlot(found) || (cls.$hasDict && !isDataDescriptor(found)));
    const mark = storeMark(jsName(name));
    if ((prototype[mark] === true) !== free) hidden(prototype as object, mark, free);
  }
}

function plainBase(base: PyType): boolean {
  if (base.$heap) return base.prototype.$plain === true || (!base.$hasDict && !base.$mro.some(hasData));
  return (base.$plainBase ??= base.$setattro === null && !base.$mro.some(hasData)) as boolean;
}

/** Data descriptors other than `__dict__`, `__class__` and their like, which lowered code never stores plainly. */
function hasData(cls: PyType): boolean {
  for (const [name, value] of cls.$dict) if (!name.startsWith("__") && isDataDescriptor(value)) return true;
  return false;
}

/** What has been set or deleted in classes after they were made, by class. */
export const patched = new Map<PyType, Set<string>>();

/** A class attribute has been set or deleted. `keepsStores`: neither what was there nor what is there has a say in how instances store attributes. */
export function changed(cls: PyType, name: string, keepsStores = false): void {
  notePatched(cls, name);
  forget(cls);
  forgetShown(cls, name);
  if (name === "__del__") forgetAllocator(cls);
  remirror(cls, name, keepsStores);
}

function notePatched(cls: PyType, name: string): void {
  const names = patched.get(cls);
  if (names === undefined) patched.set(cls, new Set([name]));
  else names.add(name);
}

/**
 * Puts a plain value in the place of another one that a class has, without forgetting what else was found out about it: `C.count += 1`.
 * False if it takes more than that.
 */
export function replaced(cls: PyType, name: string, value: Value): boolean {
  const old = cls.$dict.get(name);
  if (old === undefined || value === undefined || name.startsWith("__") || !isInert(old) || !isInert(value)) return false;
  if (!showsAll(cls)) return false;
  cls.$dict.set(name, value);
  notePatched(cls, name);
  const property = jsName(name);
  cls.prototype[property] = value;
  replaceIn(cls, name, property, value);
  return true;
}

/**
 * Gives a class without subclasses a plain value under a name that is nowhere in it yet, without forgetting what else was found out about it.
 * False if it takes more than that.
 */
export function added(cls: PyType, name: string, value: Value): boolean {
  if (name.startsWith("__") || !isInert(value) || cls.$subclasses.length > 0 || lookup(cls, name) !== undefined) return false;
  if (!showsAll(cls) || cls.$mro.includes(type)) return false;
  cls.$dict.set(name, value);
  notePatched(cls, name);
  changes.count++;
  cls.$cache.set(name, value);
  cls.$shown = NOTHING_SHOWN;
  cls.prototype[jsName(name)] = value;
  return true;
}

/** Whether a class attribute is neither called, bound nor asked by attribute access. */
function isInert(value: Value): boolean {
  if (typeof value === "function") return false;
  return value === null || typeof value !== "object" || (mirrorOf(value) === value && !isDataDescriptor(value));
}

/** Tells a class, and those that inherit the attribute from it, its new value. */
function replaceIn(cls: PyType, name: string, property: string, value: Value): void {
  if (cls.$cache.has(name)) cls.$cache.set(name, value);
  if (cls.$shown[property] !== undefined) cls.$shown[property] = value;
  for (const sub of cls.$subclasses) {
    if (sub.$dict.has(name)) continue;
    if (sub.$bases.length > 1 || !showsAll(sub)) {
      forget(sub);
      remirror(sub, name);
    } else replaceIn(sub, name, property, value);
  }
}

/** Whether instances are tracked is decided where they are made. */
function forgetAllocator(cls: PyType): void {
  cls.$alloc = null;
  for (const sub of cls.$subclasses) forgetAllocator(sub);
}

function remirror(cls: PyType, name: string, keepsStores = false): void {
  const property = jsName(name);
  const own = cls.$dict.get(name);
  const apart = keepApart(cls);
  const veiled = isVeiled(cls);
  if (veiled !== Object.hasOwn(cls.prototype as object, "$veiled")) veilAnew(cls);
  else if (veiled) cls.prototype[property] = shownVeiled(cls, name, apart);
  else if (cls.$ownOrder === true) cls.prototype[property] = shownOf(lookup(cls, name), apart);
  else if (own !== undefined) cls.prototype[property] = shownOf(own, apart);
  else {
    delete cls.prototype[property];
    if (cls.$bases.length > 1) copyName(cls, Object.getPrototypeOf(cls.prototype as object), name, apart);
  }
  if (!keepsStores) setPlain(cls);
  for (const sub of cls.$subclasses) remirror(sub, name, keepsStores);
}
