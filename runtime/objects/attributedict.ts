/**
 * attributedict - `__dict__`: a dict over the attributes of an object, a module or a class, that sees every change and makes every change.
 *
 * Mirrors     the `__dict__` of Objects/object.c; mappingproxy for classes
 * Invariants
 *   O5  A dict given to `o.__dict__ = d` and `o` have the same attributes from then on: they live in one store, `o.$store`.
 *   O6  An entry whose name is a data descriptor of the class stands under a property of another name, so that `o.x` asks the descriptor; all of a
 *       class with a `__getattribute__` of its own do, but for those that the runtime's own code has stored.
 */
import { findHooks, HIDDEN, isVeiled, overrides, ownProperty, sharedStores, veiled } from "./attributes.js";
import { exposed } from "./function.js";
import { dictAttribute } from "./class.js";
import { Dict, isDict } from "./dict.js";
import { TypeError } from "./exceptions.js";
import { Entry } from "./keymap.js";
import { memberType } from "./register.js";
import { MappingProxy } from "./mappingproxy.js";
import { assignedNames, storeMark } from "./mirror.js";
import { jsName, pyName } from "./names.js";
import { forget, hidden, late, lookup, object, typeOf, type PyType, type Value } from "./object.js";

/** One attribute as an entry of a dict. */
class AttributeEntry extends Entry {
  declare $store: Value;
  declare $property: string;
}
Object.defineProperty(AttributeEntry.prototype, "value", {
  get(this: AttributeEntry): Value {
    return this.$store[this.$property];
  },
  set(this: AttributeEntry, value: Value) {
    if (this.$store !== undefined) this.$store[this.$property] = value;
  },
});

function entryOf(store: Value, name: string, property: string): AttributeEntry {
  const entry = Object.create(AttributeEntry.prototype as object) as AttributeEntry;
  entry.key = name;
  entry.$store = store;
  entry.$property = property;
  return entry;
}

/** The same class's attribute overrides those of instances from now on, or does no more: an instance's own is kept under the other name, at its place. */
export function moveOwn(o: Value, name: string): void {
  const store: Value = o.$store ?? o;
  const found = lookup(o.$cls as PyType, name);
  const names = [jsName(name), HIDDEN + name] as const;
  const [from, to] = found !== undefined && overrides(found) ? names : [names[1], names[0]];
  if (!Object.hasOwn(store as object, from)) return;
  const keys = Object.keys(store as object);
  for (const key of keys.slice(keys.indexOf(from))) {
    const value: Value = store[key];
    delete store[key];
    store[key === from ? to : key] = value;
  }
}

/** The same of all that an object has: its class has a `__getattribute__` from now on, or has none any more. */
export function moveAll(o: Value): void {
  const cls = o.$cls as PyType;
  if (cls.$mro.some((base) => base.$written === true)) return;
  const hides = isVeiled(cls);
  if (hides) veiled.any = true;
  const store: Value = o.$store ?? o;
  const fields = new Set<string>(cls.$mro.flatMap((base): string[] => (base.$heap ? [] : (base.$fields ?? []))));
  for (const key of Object.keys(store as object)) {
    const name = key.startsWith(HIDDEN) ? key.slice(HIDDEN.length) : /^[$0-9]/.test(key) || fields.has(key) ? undefined : pyName(key);
    if (name === undefined) continue;
    const found = lookup(cls, name);
    const value: Value = store[key];
    delete store[key];
    store[hides || (found !== undefined && found.$cls !== memberType && overrides(found)) ? HIDDEN + name : jsName(name)] = value;
  }
}

/** The same of a module, whose own names the runtime reads plainly in any case: what was stored while its class had a `__getattribute__`. */
export function unveil(module: Value): void {
  for (const key of Object.keys(module as object)) {
    if (!key.startsWith(HIDDEN)) continue;
    const value: Value = module[key];
    delete module[key];
    module[jsName(key.slice(HIDDEN.length))] = value;
  }
}

/** What a Map's methods give. */
type Listed<T> = ReturnType<T[]["values"]>;

/** The properties of an object that are Python attributes, in the shape of the Map that a dict keeps its entries in. */
export class AttributeMap implements Map<unknown, Entry> {
  /** entries under keys that are no strings */
  private others: Map<unknown, Entry> | null = null;
  constructor(
    readonly store: Value,
    /** attributes that stand in slots, and are not in the dict */
    readonly slots: ReadonlySet<string> | null = null,
  ) {}

  get [Symbol.toStringTag](): string {
    return "AttributeMap";
  }
  /** The property that holds an entry. */
  private propertyOf(name: string): string {
    const { store } = this;
    if (store.$plain === true) return jsName(name);
    const cls = store.$cls as PyType | undefined;
    if (cls === undefined || !cls.$heap) return jsName(name);
    const hooks = cls.$hooks ?? findHooks(cls);
    if (hooks.veiled) return ownProperty(store, hooks, name);
    const found = lookup(cls, name);
    return found !== undefined && overrides(found) ? HIDDEN + name : jsName(name);
  }
  private names(): string[] {
    const { store, slots } = this;
    let names = Object.keys(store as object).filter((property) => property.charCodeAt(0) !== 36 && store[property] !== undefined);
    if (slots !== null) names = names.filter((property) => !slots.has(property));
    // the items of a list are properties of it, too
    return Array.isArray(store) ? names.filter((property) => !(property.charCodeAt(0) >= 48 && property.charCodeAt(0) <= 57)) : names;
  }
  get size(): number {
    return this.names().length + (this.others?.size ?? 0);
  }
  get(key: unknown): Entry | undefined {
    if (typeof key !== "string") return this.others?.get(key);
    const property = this.propertyOf(key);
    if (this.slots?.has(property) === true) return undefined;
    return Object.hasOwn(this.store as object, property) && this.store[property] !== undefined ? entryOf(this.store, key, property) : undefined;
  }
  has(key: unknown): boolean {
    return this.get(key) !== undefined;
  }
  set(key: unknown, entry: Entry): this {
    if (typeof key === "string") this.store[this.propertyOf(key)] = entry.value;
    else (this.others ??= new Map()).set(key, entry);
    return this;
  }
  delete(key: unknown): boolean {
    if (typeof key !== "string") return this.others?.delete(key) ?? false;
    if (!this.has(key)) return false;
    removeAttribute(this.store, this.propertyOf(key));
    return true;
  }
  clear(): void {
    for (const property of this.names()) removeAttribute(this.store, property);
    this.others = null;
  }
  // arrays, not generators: those of the runtime are Python's
  private list(): [unknown, Entry][] {
    const found: [unknown, Entry][] = [];
    for (const property of this.names()) {
      const name = property.startsWith(HIDDEN) ? property.slice(HIDDEN.length) : pyName(property);
      if (name !== undefined) found.push([name, entryOf(this.store, name, property)]);
    }
    if (this.others !== null) found.push(...this.others);
    return found;
  }
  entries(): Listed<[unknown, Entry]> {
    return this.list().values();
  }
  keys(): Listed<unknown> {
    return this.list()
      .map((pair) => pair[0])
      .values();
  }
  values(): Listed<Entry> {
    return this.list()
      .map((pair) => pair[1])
      .values();
  }
  [Symbol.iterator](): Listed<[unknown, Entry]> {
    return this.entries();
  }
  forEach(): void {
    throw new Error("not used by dict");
  }
}

/** Deletes a property; one of a module's variables becomes unbound. */
export function removeAttribute(store: Value, property: string): void {
  const own = Object.getOwnPropertyDescriptor(store as object, property);
  if (own?.set !== undefined) store[property] = undefined;
  else delete store[property];
}

/** The properties in which instances of a class keep slots, or what C code keeps in the object (`$fields` of a class); null if there are none. */
function slotsOf(cls: PyType): ReadonlySet<string> | null {
  if (cls.$slotSet !== undefined) return cls.$slotSet as ReadonlySet<string> | null;
  const found = new Set<string>();
  for (const base of cls.$mro) {
    if (!base.$heap) {
      for (const field of base.$fields ?? []) found.add(field as string);
      continue;
    }
    for (const [name, value] of base.$dict)
      if (value !== null && typeof value === "object" && value.$cls === memberType) found.add(jsName(name)).add(HIDDEN + name);
  }
  return (cls.$slotSet = found.size === 0 ? null : found);
}

/** `o.__dict__` */
export function attributeDict(o: Value): Dict {
  const known = o.$attributes;
  if (known !== undefined) return known as Dict;
  const made = new Dict();
  made.$map = new AttributeMap(o.$store ?? o, slotsOf(o.$cls as PyType));
  Object.defineProperty(o, "$attributes", { value: made, writable: true, configurable: true });
  return made;
}

/** The attributes of an object are no longer what the dict shows that `o.__dict__` gave so far: it keeps its entries for itself. */
export function partFromDict(o: Value): Map<unknown, Entry> {
  const before = attributeDict(o);
  const map = before.$map;
  before.$map = new Map(before.$entries().map((entry) => [entry.key, new Entry(entry.key, entry.value)]));
  map.clear();
  delete o.$attributes;
  return map;
}

/** `del o.__dict__` */
function dropDict(o: Value): void {
  if (o.$store === undefined) partFromDict(o);
  else replaceDict(o, new Dict());
}

/** `o.__dict__ = d` */
function replaceDict(o: Value, d: Value): void {
  if (!isDict(d)) throw new TypeError(`__dict__ must be set to a dictionary, not a '${typeOf(d).$name}'`);
  let store: Value;
  sharedStores.any = true;
  forget(object);
  if (d.$map instanceof AttributeMap) store = d.$map.store;
  else {
    store = Object.create(o.$cls.prototype as object);
    const map = new AttributeMap(store);
    for (const [key, entry] of d.$map) map.set(key, entry);
    d.$map = map;
  }
  if (!Object.hasOwn(store as object, "$plain")) Object.defineProperty(store, "$plain", { value: false, writable: true, configurable: true });
  for (const name of assignedNames(o.$cls as PyType)) hidden(store as object, storeMark(jsName(name)), false);
  const slots = slotsOf(o.$cls as PyType);
  for (const property of Object.keys(o as object)) if (property.charCodeAt(0) !== 36 && slots?.has(property) !== true) delete o[property];
  // where `__getattribute__` is the class's own, no plain read is to find them
  if (((o.$cls as PyType).$hooks ?? findHooks(o.$cls as PyType)).getattribute === null) Object.setPrototypeOf(o as object, store as object);
  Object.defineProperty(o, "$store", { value: store, writable: true, configurable: true });
  Object.defineProperty(o, "$attributes", { value: d, writable: true, configurable: true });
}

late.dictOf = attributeDict;
late.setDict = replaceDict;
Object.assign(dictAttribute, { get: attributeDict, set: replaceDict, remove: dropDict });

/** The `__dict__` of a class: what is in it as Python code sees it. */
class ClassMap implements ReadonlyMap<unknown, Entry> {
  constructor(readonly cls: PyType) {}
  get size(): number {
    return this.cls.$dict.size;
  }
  get(key: unknown): Entry | undefined {
    const value = this.cls.$dict.get(key as string);
    return value === undefined ? undefined : new Entry(key, shown(value));
  }
  has(key: unknown): boolean {
    return this.cls.$dict.has(key as string);
  }
  private list(): [unknown, Entry][] {
    return Array.from(this.cls.$dict, ([key, value]) => [key, new Entry(key, shown(value))]);
  }
  entries(): Listed<[unknown, Entry]> {
    return this.list().values();
  }
  keys(): Listed<unknown> {
    return this.cls.$dict.keys() as Listed<unknown>;
  }
  values(): Listed<Entry> {
    return this.list()
      .map((pair) => pair[1])
      .values();
  }
  [Symbol.iterator](): Listed<[unknown, Entry]> {
    return this.entries();
  }
  forEach(): void {
    throw new Error("not used by dict");
  }
}

function shown(value: Value): Value {
  return exposed(value);
}

/** `C.__dict__` */
export function classDict(cls: PyType): Value {
  const known = cls.$shownDict;
  if (known !== undefined) return known;
  const inner = new Dict();
  inner.$map = new ClassMap(cls) as unknown as Map<unknown, Entry>;
  return (cls.$shownDict = new MappingProxy(inner));
}
