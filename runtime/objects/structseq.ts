/**
 * structseq - tuples whose items have names: `time.struct_time`, `os.stat_result` and their like.
 *
 * Mirrors     Objects/structseq.c
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError } from "./exceptions.js";
import { Dict } from "./keymap.js";
import { spread as $spread } from "./protocols/iter.js";
import { jsName } from "./names.js";
import { type PyType, type Value } from "./object.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, methods } from "./register.js";
import { Tuple, tuple } from "./tuple.js";

/** All fields of an instance, the hidden ones behind the items included. */
const ALL = "$all";

/**
 * A type of named tuples. `visible` fields are items, the rest are attributes only. Calling it takes any iterable of `visible` to `fields.length` values,
 * or with `options.parameter` the one field itself.
 */
export function structSequence(
  qualified: string,
  fields: readonly string[],
  visible = fields.length,
  options: { doc?: string; final?: boolean; shown?: string; parameter?: string } = {},
): PyType {
  const dot = qualified.lastIndexOf(".");
  const name = qualified.slice(dot + 1);
  const size = fields.length;
  const cls: PyType = builtinType(
    options.parameter === undefined ? `${name}(iterable=(), dict={})` : `${name}(${options.parameter})`,
    function (iterable: Value, hidden: Value): Suspends<Value> {
      if (options.parameter !== undefined) return makeStruct(cls, [iterable]);
      if (iterable === undefined) throw new TypeError(`${name}() missing required argument 'sequence' (pos 1)`);
      const given = sequence(iterable);
      if (given.length < visible && size > visible)
        throw new TypeError(`${qualified}() takes an at least ${visible}-sequence (${given.length}-sequence given)`);
      if (given.length > size && size > visible) throw new TypeError(`${qualified}() takes an at most ${size}-sequence (${given.length}-sequence given)`);
      if (size === visible && given.length !== size) throw new TypeError(`${qualified}() takes a ${size}-sequence (${given.length}-sequence given)`);
      for (let i = given.length; i < size && hidden instanceof Dict; i++) given.push(hidden.$named(fields[i] as string) ?? null);
      return makeStruct(cls, given);
    },
    { name, module: qualified.slice(0, dot), bases: [tuple], final: options.final ?? true, ...(options.doc === undefined ? {} : { doc: options.doc }) },
  );
  const table: Record<string, [(self: Value) => Value]> = {};
  fields.forEach((field, at) => {
    table[field] = [(self: Value): Value => self[ALL][at] ?? null];
  });
  getset(cls, table);
  cls.$dict.set("n_fields", size);
  cls.$dict.set("n_sequence_fields", visible);
  cls.$dict.set("n_unnamed_fields", 0);
  cls.$dict.set("__match_args__", new Tuple(fields.slice(0, visible)));
  for (const key of ["n_fields", "n_sequence_fields", "n_unnamed_fields", "__match_args__"]) (cls.prototype as Value)[jsName(key)] = cls.$dict.get(key);
  methods(cls, {
    "__repr__(self, /)": function (this: Value): Suspends<string> {
      const parts: string[] = [];
      for (let i = 0; i < visible; i++) parts.push(`${fields[i]}=${repr(this[ALL][i] ?? null)}`);
      return `${options.shown ?? qualified}(${parts.join(", ")})`;
    },
    "__reduce__(self, /)": function (this: Value): Value {
      const hidden = new Dict();
      for (let i = visible; i < size; i++) hidden.$setNamed(fields[i] as string, this[ALL][i] ?? null);
      return new Tuple([cls, new Tuple([this.$value, hidden])]);
    },
  });
  return cls;
}

function sequence(iterable: Value): Suspends<Value[]> {
  if (iterable instanceof Tuple) return iterable.items.slice();
  if (iterable === null || typeof iterable === "number" || typeof iterable === "boolean") throw new TypeError("constructor requires a sequence");
  return $spread(iterable);
}

/** An instance of a type of named tuples with these fields. */
export function makeStruct(cls: PyType, fields: Value[]): Value {
  const visible = cls.$dict.get("n_sequence_fields") as number;
  const made: Value = Object.create(cls.prototype as object);
  made.$value = new Tuple(fields.slice(0, visible));
  made[ALL] = fields;
  return made;
}

/** The items of a named tuple. */
export function structItems(value: Value): Value[] {
  return value[ALL] as Value[];
}
