/**
 * dataclasses.process - makes a class a data class.
 *
 * Mirrors   _process_class, _get_field, _add_slots of Lib/dataclasses.py
 * Frames    processClass: _process_class; fieldOf: _get_field
 */
import type { Suspends } from "../../frames/suspend.js";
import { $delattr, $setattr, getattrOr, $getattr } from "../../objects/attributes.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $callx } from "../../objects/call.js";
import { dictOf, isReferable, newClass } from "../../objects/class.js";
import { Dict } from "../../objects/dict.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { describe, Kw, plainMeta } from "../../objects/function.js";
import { argumentText } from "../../objects/genericalias.js";
import { moduleNamed } from "../../objects/modulehooks.js";
import { changed } from "../../objects/mirror.js";
import { isinstance, isType, lookup, type, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { memberType, pyclass } from "../../objects/register.js";
import { PyObject } from "../../objects/object.js";
import { spread } from "../../objects/iterator.js";
import { str } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { update_abstractmethods } from "../abc.js";
import { CLASSVAR, Field, FIELD, INITVAR, InitVar, KW_ONLY, makeField, MISSING } from "./field.js";
import { linesOfInit, makeInit } from "./init.js";
import { eqMethod, frozenMethod, hashMethod, ORDER_NAMES, orderMethod, reprMethod } from "./methods.js";

export const FIELDS = "__dataclass_fields__";
export const PARAMS = "__dataclass_params__";

export interface Options {
  init: boolean;
  repr: boolean;
  eq: boolean;
  order: boolean;
  unsafe_hash: boolean;
  frozen: boolean;
  match_args: boolean;
  kw_only: boolean;
  slots: boolean;
  weakref_slot: boolean;
}
const OPTION_NAMES: readonly (keyof Options)[] = ["init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only", "slots", "weakref_slot"];

@pyclass("dataclasses._DataclassParams")
export class DataclassParams extends PyObject {
  __repr__(): Suspends<string> {
    let shown = "";
    for (const name of OPTION_NAMES) shown += `${shown === "" ? "" : ","}${name}=${repr(this[name])}`;
    return `_DataclassParams(${shown})`;
  }
}

/** A method as Python code sees it: one of a class, put there by the decorator. */
function put(cls: PyType, name: string, value: Value): void {
  cls.$dict.set(name, value);
  changed(cls, name);
}

/** Sets what the class does not define itself; says whether it did. */
function offer(cls: PyType, name: string, value: Value): boolean {
  if (cls.$dict.has(name)) return true;
  put(cls, name, value);
  return false;
}

/** The text of an annotation that may say what kind of field it is. */
const WRITTEN = /^(?:\s*(\w+)\s*\.)?\s*(\w+)/;
/** Whether the text of an annotation names, in the module of the class, what a predicate takes; `module` is where that is at home. */
function written(cls: PyType, type: string, module: Value, is: (found: Value) => Suspends<boolean>): Suspends<boolean> {
  const [, prefix, last] = WRITTEN.exec(type) ?? [];
  if (last === undefined) return false;
  const own = moduleNamed(String(lookup(cls, "__module__")));
  if (own === undefined || own === null) return false;
  if (prefix === undefined) return is(attributeDict(own).$named(last));
  const named: Value = attributeDict(own).$named(prefix);
  return named !== undefined && named === module && is(attributeDict(module).$named(last));
}

function isClassVar(cls: PyType, type: Value): Suspends<boolean> {
  const typing = moduleNamed("typing");
  if (typing === undefined || typing === null) return false;
  const form: Value = $getattr(typing, "ClassVar");
  const alias: Value = $getattr(typing, "_GenericAlias");
  const is = (x: Value): Suspends<boolean> => x === form || (x !== null && x !== undefined && typeOf(x) === alias && getattrOr(x, "__origin__") === form);
  return is(type) || (typeof type === "string" && written(cls, type, typing, is));
}

function isInitVar(cls: PyType, type: Value): Suspends<boolean> {
  const is = (x: Value): boolean => x === InitVar || x instanceof InitVar;
  return is(type) || (typeof type === "string" && written(cls, type, moduleNamed("dataclasses"), is));
}

function fieldOf(cls: PyType, name: string, type: Value, kwOnly: boolean): Suspends<Field> {
  const found = getattrOr(cls, name);
  let field: Field;
  if (found instanceof Field) field = found;
  else field = makeField(found === undefined || (found !== null && typeOf(found) === memberType) ? MISSING : found, MISSING);
  field.name$ = name;
  field.type = type;
  field._field_type = isClassVar(cls, type) ? CLASSVAR : isInitVar(cls, type) ? INITVAR : FIELD;
  if (field._field_type !== FIELD && field.default_factory !== MISSING) throw new TypeError(`field ${name} cannot have a default factory`);
  if (field._field_type !== CLASSVAR) {
    if (field.kw_only === MISSING) field.kw_only = kwOnly;
  } else if (field.kw_only !== MISSING) throw new TypeError(`field ${name} is a ClassVar but specifies kw_only`);
  if (field._field_type === FIELD && field.default !== null && lookup(typeOf(field.default), "__hash__") === null) {
    throw new ValueError(`mutable default ${repr(typeOf(field.default))} for field ${name} is not allowed: use default_factory`);
  }
  return field;
}

/** The fields of the bases, by name; and whether these are frozen. */
function inherited(cls: PyType, frozen: boolean, fields: Map<string, Field>): Suspends<() => void> {
  let any = false;
  let all: boolean | null = null;
  for (let i = cls.$mro.length - 1; i > 0; i--) {
    const base = cls.$mro[i]!;
    const found: Value = getattrOr(base, FIELDS);
    if (found === undefined) continue;
    all ??= true;
    for (const entry of (found as Dict).$entries()) fields.set(entry.key as string, entry.value as Field);
    const baseFrozen = truth(getattrOr(base, PARAMS).frozen);
    any ||= baseFrozen;
    all &&= baseFrozen;
  }
  return () => {
    if (any && !frozen) throw new TypeError("cannot inherit non-frozen dataclass from a frozen one");
    if (all === false && frozen) throw new TypeError("cannot inherit frozen dataclass from a non-frozen one");
  };
}

/** `_: KW_ONLY` */
function isSeparator(cls: PyType, type: Value): Suspends<boolean> {
  const is = (x: Value): boolean => x === KW_ONLY || (x !== null && x !== undefined && x === KW_ONLY.$cls);
  return is(type) || (typeof type === "string" && written(cls, type, moduleNamed("dataclasses"), is));
}

function ownFields(cls: PyType, options: Options): Suspends<Field[]> {
  const annotations: Value = cls.$dict.get("__annotations__");
  const found: Field[] = [];
  if (annotations === undefined) return found;
  let kwOnly = options.kw_only;
  let separated = false;
  for (const entry of (annotations as Dict).$entries()) {
    const name = entry.key as string;
    const type: Value = entry.value;
    if (isSeparator(cls, type)) {
      if (separated) throw new TypeError(`${repr(name)} is KW_ONLY, but KW_ONLY has already been specified`);
      separated = kwOnly = true;
    } else found.push(fieldOf(cls, name, type, kwOnly));
  }
  return found;
}

/** The decorator's work. */
export function processClass(given: Value, options: Options): Suspends<Value> {
  const cls = given as PyType;
  const fields = new Map<string, Field>();
  const params: Value = new DataclassParams();
  for (const name of OPTION_NAMES) params[name] = options[name];
  if (!isType(given)) $getattr(given, "__module__");
  $setattr(cls, PARAMS, params);
  if (!isType(given)) {
    $getattr(given, "__mro__");
    throw new TypeError(`dataclass() takes a class, not '${typeOf(given).$name}'`);
  }
  const checkFrozen = inherited(cls, options.frozen, fields);
  const own = ownFields(cls, options);
  for (const field of own) {
    fields.set(field.name$ as string, field);
    if (!(getattrOr(cls, field.name$ as string) instanceof Field)) continue;
    if (field.default !== MISSING) $setattr(cls, field.name$ as string, field.default);
    else if (cls.$dict.has(field.name$ as string)) $delattr(cls, field.name$ as string);
  }
  for (const [name, value] of cls.$dict) {
    if (value instanceof Field && !own.includes(value)) throw new TypeError(`${repr(name)} is a field but has no type annotation`);
  }
  checkFrozen();
  const all = new Dict();
  for (const [name, field] of fields) all.$setNamed(name, field);
  put(cls, FIELDS, all);
  if (options.order && !options.eq) throw new ValueError("eq must be true if order is true");
  addMethods(cls, [...fields.values()], options);
  if (options.weakref_slot && !options.slots) throw new TypeError("weakref_slot is True but slots is False");
  const result = options.slots ? withSlots(cls, [...fields.values()], options) : cls;
  update_abstractmethods(result);
  return result;
}

function addMethods(cls: PyType, fields: Field[], options: Options): Suspends<void> {
  const hashBefore = cls.$dict.get("__hash__");
  const explicitHash = !(hashBefore === undefined || (hashBefore === null && cls.$dict.has("__eq__")));
  const plainFields = fields.filter((field) => field._field_type === FIELD);
  const taken = fields.filter((field) => field._field_type !== CLASSVAR);
  const ordered = [...taken.filter((field) => field.kw_only !== true), ...taken.filter((field) => field.kw_only === true)];
  // the lines of the text that CPython makes them from, which begins with the function around them
  let line = 2;
  if (options.init) {
    const post = getattrOr(cls, "__post_init__") !== undefined;
    const lines = linesOfInit(taken, options.slots, line);
    if (!cls.$dict.has("__init__")) put(cls, "__init__", makeInit(cls, taken, lines, options.frozen, options.slots, post));
    line = lines.end + (post || lines.end === line + 1 ? 1 : 0);
  }
  put(cls, "__replace__", replaceMethod);
  if (options.repr) {
    offer(cls, "__repr__", reprMethod(cls, named(plainFields, "repr"), line + 2));
    line += 3;
  }
  const compared = named(plainFields, "compare");
  if (options.eq) {
    offer(cls, "__eq__", eqMethod(cls, compared, line));
    line += 6;
  }
  if (options.order) {
    for (const method of ORDER_NAMES) {
      if (offer(cls, method, orderMethod(cls, method, compared, line))) {
        throw new TypeError(`Cannot overwrite attribute ${method} in class ${cls.$name}. Consider using functools.total_ordering`);
      }
      line += 4;
    }
  }
  if (options.frozen) {
    const names = plainFields.map((field) => field.name$ as string);
    for (const method of ["__setattr__", "__delattr__"] as const) {
      if (offer(cls, method, frozenMethod(cls, method, names, line))) throw new TypeError(`Cannot overwrite attribute ${method} in class ${cls.$name}`);
      line += 4;
    }
  }
  addHash(cls, plainFields, options, explicitHash, line);
  if (!truth(cls.$dict.get("__doc__") ?? null)) {
    const doc = cls.$name + signatureText(ordered, options.init);
    cls.$doc = doc;
    put(cls, "__doc__", doc);
  }
  if (options.match_args)
    offer(
      cls,
      "__match_args__",
      new Tuple(
        named(
          taken.filter((field) => field.kw_only !== true),
          "init",
        ),
      ),
    );
}

function named(fields: Field[], flag: string): Suspends<string[]> {
  const names: string[] = [];
  for (const field of fields) if (truth(field[flag])) names.push(field.name$ as string);
  return names;
}

function addHash(cls: PyType, fields: Field[], options: Options, explicit: boolean, line: number): Suspends<void> {
  if (options.unsafe_hash ? explicit : explicit || !options.eq) {
    if (options.unsafe_hash) throw new TypeError(`Cannot overwrite attribute __hash__ in class ${cls.$name}`);
    return;
  }
  if (!options.unsafe_hash && !options.frozen) {
    put(cls, "__hash__", null);
    return;
  }
  const names: string[] = [];
  for (const field of fields) if (field.hash === null ? truth(field.compare) : truth(field.hash)) names.push(field.name$ as string);
  put(cls, "__hash__", hashMethod(cls, names, line));
}

/** `(x: int, y: int = 3)`, for `__doc__`. */
function signatureText(fields: readonly Field[], init: boolean): Suspends<string> {
  if (!init) return "()";
  let shown = "";
  let starred = false;
  for (const field of fields) {
    if (!truth(field.init)) continue;
    if (shown !== "") shown += ", ";
    if (field.kw_only === true && !starred) {
      shown += "*, ";
      starred = true;
    }
    const type = typeof field.type === "string" ? repr(field.type) : argumentText(field.type).replace(/\btyping\./g, "");
    shown += `${field.name$ as string}: ${type}`;
    if (field.default_factory !== MISSING) shown += " = <factory>";
    else if (field.default !== MISSING) shown += ` = ${repr(field.default)}`;
  }
  return `(${shown})`;
}

/** `copy.replace()` */
function replaceMethod(this: Value, changes: Value): Suspends<Value> {
  return replaced(this, changes ?? new Kw());
}
describe(replaceMethod, plainMeta("_replace", "dataclasses", { params: ["self"], posonly: 1, required: 1, varkw: "changes", method: true }));

export function replaced(self: Value, changes: Value): Suspends<Value> {
  const all: Dict = getattrOr(self, FIELDS);
  for (const entry of all.$entries()) {
    const field = entry.value as Field;
    const name = field.name$ as string;
    if (field._field_type === CLASSVAR) continue;
    if (!truth(field.init)) {
      if (changes[name] !== undefined) throw new TypeError(`field ${name} is declared with init=False, it cannot be specified with replace()`);
      continue;
    }
    if (changes[name] !== undefined) continue;
    if (field._field_type === INITVAR && field.default === MISSING) throw new TypeError(`InitVar ${repr(name)} must be specified with replace()`);
    changes[name] = getattrOr(self, name);
  }
  return $callx(typeOf(self), [], changes as Kw);
}

/** The class once more, with `__slots__`. */
function withSlots(cls: PyType, fields: Field[], options: Options): Suspends<PyType> {
  if (cls.$dict.has("__slots__")) throw new TypeError(`${cls.$name} already specifies __slots__`);
  const names = new Map<string, Value>();
  const plainNames = fields.filter((field) => field._field_type === FIELD).map((field) => field.name$ as string);
  const dropped = new Set([...fields.map((field) => field.name$ as string), "__dict__", "__weakref__"]);
  for (const [name, value] of cls.$dict) if (!dropped.has(name)) names.set(name, value);
  for (const field of fields)
    if (field._field_type !== FIELD && cls.$dict.has(field.name$ as string)) names.set(field.name$ as string, cls.$dict.get(field.name$ as string));
  const already = new Set<string>();
  for (const base of cls.$mro.slice(1, -1)) {
    const slots: Value = base.$dict.get("__slots__") ?? null;
    if (slots === null) {
      if (isReferable(base)) already.add("__weakref__");
    } else if (isinstance(slots, str)) already.add(text(slots));
    else if (getattrOr(slots, "__next__") !== undefined) throw new TypeError(`Slots of '${base.$name}' cannot be determined`);
    else for (const slot of spread(slots)) already.add(slot as string);
  }
  const slots: Value[] = plainNames.filter((name) => !already.has(name));
  if (options.weakref_slot && !already.has("__weakref__")) slots.push("__weakref__");
  names.set("__slots__", new Tuple(slots));
  const hasState = [names.has("__getstate__"), names.has("__setstate__")];
  for (const base of cls.$bases) base.$subclasses = base.$subclasses.filter((sub) => sub !== cls);
  const made = classLike(cls, names);
  if (options.frozen && hasState[0] === false) put(made, "__getstate__", stateMethod(cls, plainNames));
  if (options.frozen && hasState[1] === false) put(made, "__setstate__", restoreMethod(cls, plainNames));
  return made;
}

/** A class with the name, the bases and the metaclass of another one. */
function classLike(cls: PyType, names: Map<string, Value>): Suspends<PyType> {
  const meta = typeOf(cls);
  if (meta === type) {
    names.set("__qualname__", cls.$qualname);
    return newClass(meta, cls.$name, cls.$bases, names, null, null);
  }
  const made = call(meta, cls.$name, new Tuple([...cls.$bases]), dictOf(names));
  $setattr(made, "__qualname__", cls.$qualname);
  return made as PyType;
}

function stateMethod(cls: PyType, names: readonly string[]): Value {
  return describe(
    function (this: Value): Suspends<Value> {
      const values: Value[] = [];
      for (const name of names) values.push(getattrOr(this, name));
      return values;
    },
    stateMeta(cls, "_dataclass_getstate", ["self"]),
  );
}

function restoreMethod(cls: PyType, names: readonly string[]): Value {
  return describe(
    function (this: Value, state: Value): Suspends<null> {
      const values = spread(state);
      const store = lookup(cls.$mro[cls.$mro.length - 1]!, "__setattr__");
      for (let i = 0; i < names.length && i < values.length; i++) store.call(this, names[i], values[i]);
      return null;
    },
    stateMeta(cls, "_dataclass_setstate", ["self", "state"]),
  );
}

function stateMeta(cls: PyType, name: string, params: string[]) {
  return plainMeta(name, cls.$module, { params, required: params.length, method: true });
}

/** The fields of a data class or of an instance of one; undefined for others. */
export function fieldsOf(x: Value): Suspends<Field[] | undefined> {
  const found: Value = getattrOr(x, FIELDS);
  if (found === undefined) return undefined;
  return (found as Dict)
    .$entries()
    .map((entry) => entry.value as Field)
    .filter((field) => field._field_type === FIELD);
}

/** Whether it is an instance of a data class (a class itself is none). */
export function isDataInstance(x: Value): Suspends<boolean> {
  return x !== null && getattrOr(typeOf(x), FIELDS) !== undefined;
}

/** Whether it is a data class or an instance of one. */
export function isData(x: Value): Suspends<boolean> {
  return getattrOr(isType(x) ? x : typeOf(x), FIELDS) !== undefined;
}
