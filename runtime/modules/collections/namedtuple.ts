/**
 * namedtuple - classes of tuples whose items have names.
 *
 * Mirrors     namedtuple of Lib/collections/__init__.py; _tuplegetter of Modules/_collectionsmodule.c
 * Suspends    what Python code overrides
 * Mind        fields are read through accessors of the prototype: they run no Python code
 */
import { callingModule } from "../callingmodule.js";
import type { Suspends } from "../../frames/suspend.js";
import { $badargs } from "../../objects/arguments.js";
import { boxedInstance } from "../../objects/boxed.js";
import { newClass } from "../../objects/class.js";
import { makeClassmethod } from "../../objects/descriptors.js";
import { AttributeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { describe, Kw, type FunctionMeta, plainMeta } from "../../objects/function.js";
import { spread } from "../../objects/iterator.js";
import { Dict } from "../../objects/keymap.js";
import { jsName } from "../../objects/names.js";
import { object, type, typeOf, type PyType, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { truth } from "../../objects/protocols/bool.js";
import { builtinType, getset, methods, pyfunction } from "../../objects/register.js";
import { isTuple, plainTuple, tuple, Tuple } from "../../objects/tuple.js";
import { stringOf } from "../../objects/str.js";
import { isIdentifier } from "../../objects/str/categories.js";

/** Descriptor of one field. */
class TupleGetter {
  constructor(
    readonly $index: number,
    public $doc: Value,
  ) {}
}
Object.setPrototypeOf(TupleGetter.prototype, object.prototype);
export const tupleGetter = builtinType("_tuplegetter(index, doc, /)", (index: Value, doc: Value): Value => new TupleGetter(index as number, doc), {
  prototype: TupleGetter.prototype,
  module: "collections",
});
methods(tupleGetter, {
  "__get__(self, instance, owner=None, /)": function (this: TupleGetter, instance: Value): Value {
    if (instance === null) return this;
    if (!isTuple(instance))
      throw new TypeError(`descriptor for index '${this.$index}' for tuple subclasses doesn't apply to '${typeOf(instance).$name}' object`);
    return plainTuple(instance).items[this.$index];
  },
  "__repr__(self, /)": function (this: TupleGetter): Suspends<string> {
    return `_tuplegetter(${this.$index}, ${repr(this.$doc)})`;
  },
  "__reduce__(self, /)": function (this: TupleGetter): Tuple {
    return new Tuple([typeOf(this), new Tuple([this.$index, this.$doc])]);
  },
  "__set__(self, instance, value, /)": function (): never {
    throw new AttributeError("can't set attribute");
  },
  "__delete__(self, instance, /)": function (): never {
    throw new AttributeError("can't delete attribute");
  },
});
getset(tupleGetter, {
  __doc__: [
    (self: TupleGetter) => self.$doc,
    (self: TupleGetter, value: Value) => {
      self.$doc = value;
    },
  ],
});

const KEYWORDS: ReadonlySet<string> = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

function meta(cls: string, name: string, params: string[], required: number, method: boolean, extra: Partial<FunctionMeta> = {}): FunctionMeta {
  return plainMeta(name, `namedtuple_${cls}`, { qualname: `${cls}.${name}`, params, required, method, ...extra });
}

/** Raises what namedtuple() says of a name that can be none. */
export function checkTupleName(one: string): Suspends<void> {
  if (!isIdentifier(one)) throw new ValueError(`Type names and field names must be valid identifiers: ${repr(one)}`);
  if (KEYWORDS.has(one)) throw new ValueError(`Type names and field names cannot be a keyword: ${repr(one)}`);
}

/** Makes the class. */
export function namedTuple(name: string, fields: readonly string[], module: string, defaults: readonly Value[] = []): Suspends<Value> {
  const count = fields.length;
  const required = count - defaults.length;
  const make: Value = function (this: Value, cls: PyType, ...args: Value[]) {
    const more = make.$defaults as Value[];
    const first = count - more.length;
    if (args.length > count || (first > 0 && args[first - 1] === undefined)) $badargs(make, undefined, [cls, ...args]);
    for (let i = 0; i < count; i++) if (args[i] === undefined) args[i] = i < first ? $badargs(make, undefined, [cls, ...args]) : more[i - first];
    return boxedInstance(cls, new Tuple(args));
  };
  const doc = `Create new instance of ${name}(${fields.join(", ")})`;
  describe(make, meta(name, "__new__", ["_cls", ...fields], required + 1, false, { doc, asksDefaults: true }), defaults.slice());
  const names = new Map<string, Value>();
  names.set("__doc__", `${name}(${fields.join(", ")})`);
  names.set("__module__", module);
  names.set("__slots__", new Tuple([]));
  names.set("_fields", new Tuple([...fields]));
  names.set("_field_defaults", Dict.$of(defaults.map((value, i) => [fields[required + i] as string, value] as const)));
  names.set("__new__", make);
  names.set(
    "_make",
    makeClassmethod(
      describe(
        function (cls: Value, iterable: Value): Suspends<Value> {
          if (iterable === undefined) $badargs(meta(name, "_make", ["cls", "iterable"], 2, false), undefined, [cls]);
          const items = spread(iterable);
          if (items.length !== count) throw new TypeError(`Expected ${count} arguments, got ${items.length}`);
          return boxedInstance(cls as PyType, new Tuple(items));
        },
        meta(name, "_make", ["cls", "iterable"], 2, false),
      ),
    ),
  );
  names.set(
    "_replace",
    describe(
      function (this: Value, kw: Kw): Suspends<Value> {
        const items = plainTuple(this).items.slice();
        const unknown: string[] = [];
        for (const key in kw) {
          const at = fields.indexOf(key);
          if (at < 0) unknown.push(key);
          else items[at] = kw[key];
        }
        if (unknown.length > 0) throw new TypeError(`Got unexpected field names: ${repr(unknown)}`);
        return boxedInstance(typeOf(this), new Tuple(items));
      },
      meta(name, "_replace", ["self"], 1, true, { posonly: 1, varkw: "kwds" }),
    ),
  );
  names.set("__replace__", names.get("_replace"));
  names.set(
    "__repr__",
    describe(
      function (this: Value): Suspends<string> {
        const { items } = plainTuple(this);
        let shown = "";
        for (let i = 0; i < count; i++) shown += `${i > 0 ? ", " : ""}${fields[i]}=${repr(items[i])}`;
        return `${typeOf(this).$name}(${shown})`;
      },
      meta(name, "__repr__", ["self"], 1, true),
    ),
  );
  names.set(
    "_asdict",
    describe(
      function (this: Value): Dict {
        const { items } = plainTuple(this);
        return Dict.$of(fields.map((field, i) => [field, items[i]] as const));
      },
      meta(name, "_asdict", ["self"], 1, true),
    ),
  );
  names.set(
    "__getnewargs__",
    describe(
      function (this: Value): Tuple {
        return plainTuple(this);
      },
      meta(name, "__getnewargs__", ["self"], 1, true),
    ),
  );
  names.set("__match_args__", new Tuple([...fields]));
  fields.forEach((field, i) => names.set(field, new TupleGetter(i, `Alias for field number ${i}`)));
  const cls: Value = newClass(type, name, [tuple], names, null, null);
  fields.forEach((field, i) => {
    Object.defineProperty(cls.prototype, jsName(field), {
      configurable: true,
      get(this: Value): Value {
        const { $value } = this;
        return $value === undefined ? undefined : $value.items[i];
      },
      // what a class shows of the name instead (mirror.ts)
      set(this: Value, value: Value): void {
        Object.defineProperty(this, jsName(field), { value, writable: true, configurable: true, enumerable: true });
      },
    });
  });
  return cls;
}

function fieldNames(given: Value): Suspends<string[]> {
  const listed = stringOf(given);
  if (listed !== undefined)
    return listed
      .replace(/,/g, " ")
      .split(/\s+/)
      .filter((name) => name !== "");
  const items = spread(given);
  const names: string[] = [];
  for (let i = 0; i < items.length; i++) names.push(text(items[i]));
  return names;
}

export const namedtuple = pyfunction(
  "namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)",
  function (typename: Value, given: Value, rename: Value, defaults: Value, module: Value): Suspends<Value> {
    const name = text(typename);
    const fields = fieldNames(given);
    if (rename !== undefined && truth(rename)) {
      const seen = new Set<string>();
      fields.forEach((field, i) => {
        if (!isIdentifier(field) || KEYWORDS.has(field) || field.startsWith("_") || seen.has(field)) fields[i] = `_${i}`;
        seen.add(field);
      });
    }
    for (const one of [name, ...fields]) checkTupleName(one);
    const seen = new Set<string>();
    for (const field of fields) {
      if (field.startsWith("_") && (rename === undefined || !truth(rename)))
        throw new ValueError(`Field names cannot start with an underscore: ${repr(field)}`);
      if (seen.has(field)) throw new ValueError(`Encountered duplicate field name: ${repr(field)}`);
      seen.add(field);
    }
    const values = defaults === undefined || defaults === null ? [] : spread(defaults);
    if (values.length > fields.length) throw new TypeError("Got more default values than field names");
    return namedTuple(name, fields, module === undefined || module === null ? (callingModule() as string) : module, values);
  },
  "collections",
);
