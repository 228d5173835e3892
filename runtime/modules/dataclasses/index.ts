/**
 * dataclasses - classes whose fields are declared, and who get their methods from that.
 *
 * Mirrors     Lib/dataclasses.py
 * Suspends    default factories, `__post_init__`, and the methods that compare and print fields
 */
import { callingModule } from "../callingmodule.js";
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { $class } from "../../objects/class.js";
import { dict, Dict } from "../../objects/dict.js";
import { TypeError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { iterate } from "../../objects/iterate.js";
import { spread } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { len } from "../../objects/protocols/len.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, pyfunction } from "../../objects/register.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { deepcopy } from "../copy.js";
import { Field, field, InitVar, KW_ONLY, MISSING } from "./field.js";
import { FrozenInstanceError } from "./methods.js";
import { fieldsOf, isData, isDataInstance, processClass, replaced, type Options } from "./process.js";
import { stringOf } from "../../objects/str.js";
import { isIdentifier } from "../../objects/str/categories.js";

function flag(value: Value, otherwise: boolean): Suspends<boolean> {
  return value === undefined ? otherwise : truth(value);
}

export const dataclass: Value = pyfunction(
  "dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False)",
  function (
    cls: Value,
    init: Value,
    shown: Value,
    eq: Value,
    order: Value,
    unsafeHash: Value,
    frozen: Value,
    matchArgs: Value,
    kwOnly: Value,
    slots: Value,
    weakrefSlot: Value,
  ): Suspends<Value> {
    const options: Options = {
      init: flag(init, true),
      repr: flag(shown, true),
      eq: flag(eq, true),
      order: flag(order, false),
      unsafe_hash: flag(unsafeHash, false),
      frozen: flag(frozen, false),
      match_args: flag(matchArgs, true),
      kw_only: flag(kwOnly, false),
      slots: flag(slots, false),
      weakref_slot: flag(weakrefSlot, false),
    };
    if (cls !== undefined && cls !== null) return processClass(cls, options);
    return builtin("wrap(cls)", (target: Value): Suspends<Value> => processClass(target, options), "dataclasses");
  },
  "dataclasses",
);

export const fields = pyfunction(
  "fields(class_or_instance)",
  function (x: Value): Suspends<Value> {
    const found = fieldsOf(x);
    if (found === undefined) throw new TypeError("must be called with a dataclass type or instance");
    return new Tuple(found);
  },
  "dataclasses",
);

export const is_dataclass = pyfunction(
  "is_dataclass(obj)",
  function (x: Value): Suspends<boolean> {
    return isData(x);
  },
  "dataclasses",
);

export const asdict = pyfunction(
  "asdict(obj, *, dict_factory=dict)",
  function (x: Value, factory: Value): Suspends<Value> {
    if (!isDataInstance(x)) throw new TypeError("asdict() should be called on dataclass instances");
    return inside(x, factory ?? dict, true);
  },
  "dataclasses",
);

export const astuple = pyfunction(
  "astuple(obj, *, tuple_factory=tuple)",
  function (x: Value, factory: Value): Suspends<Value> {
    if (!isDataInstance(x)) throw new TypeError("astuple() should be called on dataclass instances");
    return inside(x, factory ?? null, false);
  },
  "dataclasses",
);

/** A value with the data classes in it taken apart. */
function inside(x: Value, factory: Value, asDict: boolean): Suspends<Value> {
  if (x === null || typeof x === "string" || typeof x === "number" || typeof x === "boolean" || typeof x === "bigint") return x;
  if (isDataInstance(x)) {
    const found: Value[] = [];
    for (const one of fieldsOf(x)!) {
      const value = inside($getattr(x, one.name$ as string), factory, asDict);
      found.push(asDict ? new Tuple([one.name$, value]) : value);
    }
    if (asDict) return call(factory, found);
    return factory === null ? new Tuple(found) : call(factory, found);
  }
  if (isTuple(x)) {
    const items: Value[] = [];
    for (const item of plainTuple(x).items) items.push(inside(item, factory, asDict));
    const cls: Value = typeOf(x);
    if (getattrOr(x, "_fields") !== undefined) return $callx(cls, items, null);
    return cls === Tuple || x instanceof Tuple ? new Tuple(items) : call(cls, new Tuple(items));
  }
  if (Array.isArray(x)) {
    const items: Value[] = [];
    for (const item of x as Value[]) items.push(inside(item, factory, asDict));
    return typeOf(x) === typeOf([]) ? items : call(typeOf(x), items);
  }
  if (x instanceof Dict) {
    const pairs: Value[] = [];
    for (const entry of x.$entries()) {
      const key = inside(entry.key as Value, factory, asDict);
      pairs.push(new Tuple([key, inside(entry.value as Value, factory, asDict)]));
    }
    const cls: Value = typeOf(x);
    return getattrOr(cls, "default_factory") === undefined ? call(cls, pairs) : call(cls, $getattr(x, "default_factory"), pairs);
  }
  return deepcopy(x, null);
}

export const replace_ = pyfunction(
  "replace(obj, /, **changes)",
  function (x: Value, changes: Value): Suspends<Value> {
    if (!isDataInstance(x)) throw new TypeError("replace() should be called on dataclass instances");
    return replaced(x, changes);
  },
  "dataclasses",
);

export const make_dataclass = pyfunction(
  "make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False, module=None)",
  function (name: Value, given: Value, bases: Value, namespace: Value, ...rest: Value[]): Suspends<Value> {
    const annotations = new Dict();
    const defaults: [string, Value][] = [];
    for (const item of iterate(given)) {
      const alone = stringOf(item);
      const count = alone === undefined ? len(item) : 2;
      if (count !== 2 && count !== 3) throw new TypeError(`Invalid field: ${repr(item)}`);
      const parts: Value[] = alone === undefined ? spread(item) : [alone, "typing.Any"];
      parts[0] = stringOf(parts[0]) ?? parts[0];
      if (parts.length === 3) defaults.push([parts[0] as string, parts[2]]);
      checkName(parts[0], annotations);
      annotations.$setNamed(parts[0] as string, parts[1]);
    }
    const plain = stringOf(name) as string;
    const module = rest[10] === undefined || rest[10] === null ? (callingModule() as string) : (rest[10] as string);
    const extra = namespace === undefined || namespace === null ? [] : (namespace as Dict).$entries();
    const cls = $class({ name: plain, qualname: plain, module, doc: null, line: 0, statics: [] }, bases === undefined ? [] : iterate(bases), null, (ns) => {
      for (const entry of extra) ns.set(entry.key as string, entry.value);
      for (const [field, value] of defaults) ns.set(field, value);
      ns.set("__annotations__", annotations);
    });
    const kw = new Kw();
    OPTIONS.forEach((option, i) => {
      if (rest[i] !== undefined) kw[option] = rest[i];
    });
    return $callx(dataclass, [cls], kw);
  },
  "dataclasses",
);
const OPTIONS = ["init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only", "slots", "weakref_slot"];
const KEYWORD =
  /^(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/;

function checkName(name: Value, seen: Dict): Suspends<void> {
  if (typeof name !== "string" || !isIdentifier(name)) throw new TypeError(`Field names must be valid identifiers: ${repr(name)}`);
  if (KEYWORD.test(name)) throw new TypeError(`Field names must not be keywords: ${repr(name)}`);
  if (seen.$named(name) !== undefined) throw new TypeError(`Field name duplicated: ${repr(name)}`);
}

export default pymodule("dataclasses", {
  dataclass,
  field,
  Field,
  FrozenInstanceError,
  InitVar,
  KW_ONLY,
  MISSING,
  fields,
  asdict,
  astuple,
  make_dataclass,
  replace: replace_,
  is_dataclass,
});
