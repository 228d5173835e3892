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
import { hidden as hide, type PyType, type Value } from "./object.js";
import { repr } from "./protocols/repr.js";
import { builtinType, getset, memberType, methods, whenOpened } from "./register.js";
import type { Kw } from "./function.js";
import { Tuple, tuple } from "./tuple.js";

/** All fields of an instance, the hidden ones behind the items included. */
const ALL = "$all";

/**
 * A type of named tuples. `visible` fields are items, the rest are attributes only. Calling it takes any iterable of `visible` to `fields.length` values,
 * and a dict with values of fields behind the items; with `options.parameter` it takes the one field itself.
 *
 * @param fields names; null for an item without one
 */
export function structSequence(
  qualified: string,
  fields: readonly (string | null)[],
  visible = fields.length,
  options: { doc?: string; filled?: (fields: Value[]) => undefined; parameter?: string } = {},
): PyType {
  const dot = qualified.lastIndexOf(".");
  const name = qualified.slice(dot + 1);
  const size = fields.length;
  const named = fields.filter((field) => field !== null);
  const cls: PyType = builtinType(
    options.parameter === undefined ? `${name}(sequence=..., dict={})` : `${name}(${options.parameter})`,
    function (given: Value, hidden: Value): Suspends<Value> {
      if (options.parameter !== undefined) return makeStruct(cls, [given]);
      if (given === undefined) throw new TypeError("structseq() missing required argument 'sequence' (pos 1)");
      const values = sequence(given);
      const { length } = values;
      if (hidden !== undefined && !(hidden instanceof Dict)) throw new TypeError(`${qualified}() takes a dict as second arg, if any`);
      if (size === visible && length !== size) throw new TypeError(`${qualified}() takes a ${size}-sequence (${length}-sequence given)`);
      if (length < visible) throw new TypeError(`${qualified}() takes an at least ${visible}-sequence (${length}-sequence given)`);
      if (length > size) throw new TypeError(`${qualified}() takes an at most ${size}-sequence (${length}-sequence given)`);
      let taken = 0;
      for (let i = length; i < size; i++) {
        const value = hidden?.$named(fields[i] as string) as Value;
        if (value !== undefined) taken++;
        values.push(value ?? null);
      }
      if (hidden !== undefined && taken < hidden.$size()) throw new TypeError(`${qualified}() got duplicate or unexpected field name(s)`);
      options.filled?.(values);
      return makeStruct(cls, values);
    },
    { name, module: qualified.slice(0, dot), bases: [tuple], final: true, alone: true, ...(options.doc === undefined ? {} : { doc: options.doc }) },
  );
  if (options.parameter === undefined) hide(cls, "$shownSignature", "(iterable=(), /)"); // tuple's, which it inherits
  cls.$visible = visible;
  getset(cls, () => members(fields), memberType);
  whenOpened(cls, () => {
    const counts: Record<string, Value> = {
      n_fields: size,
      n_sequence_fields: visible,
      n_unnamed_fields: size - named.length,
      __match_args__: new Tuple(fields.slice(0, visible).filter((field) => field !== null)),
    };
    for (const key in counts) {
      cls.$dict.set(key, counts[key]);
      (cls.prototype as Value)[jsName(key)] = counts[key];
    }
    return undefined;
  });
  methods(cls, () => ({
    // as CPython has it, an item without a name is shown under the name that comes next
    "__repr__(self, /)": function (this: Value): Suspends<string> {
      const parts: string[] = [];
      for (let i = 0; i < visible; i++) parts.push(`${named[i]}=${repr(this[ALL][i] ?? null)}`);
      return `${qualified}(${parts.join(", ")})`;
    },
    "__reduce__(self, /)": function (this: Value): Value {
      const hidden = new Dict();
      for (let i = visible; i < size; i++) hidden.$setNamed(fields[i] as string, this[ALL][i] ?? null);
      return new Tuple([cls, new Tuple([this.$value, hidden])]);
    },
    "__replace__(self, /, **changes)": function (this: Value, changes: Kw): Suspends<Value> {
      if (named.length < size) throw new TypeError(`__replace__() is not supported for ${qualified} because it has unnamed field(s)`);
      const values = (this[ALL] as Value[]).slice();
      const unknown: string[] = [];
      for (const key in changes) {
        const at = fields.indexOf(key);
        if (at < 0) unknown.push(key);
        else values[at] = changes[key];
      }
      if (unknown.length > 0) throw new TypeError(`Got unexpected field name(s): ${repr(unknown)}`);
      return makeStruct(cls, values);
    },
  }));
  return cls;
}

/** The fields as attributes. */
function members(fields: readonly (string | null)[]): Record<string, [(self: Value) => Value]> {
  const table: Record<string, [(self: Value) => Value]> = {};
  fields.forEach((field, at) => {
    if (field !== null) table[field] = [(self: Value): Value => self[ALL][at] ?? null];
  });
  return table;
}

function sequence(iterable: Value): Suspends<Value[]> {
  if (iterable instanceof Tuple) return iterable.items.slice();
  if (iterable === null || typeof iterable === "number" || typeof iterable === "boolean") throw new TypeError("constructor requires a sequence");
  return $spread(iterable);
}

/** An instance of a type of named tuples with these fields. */
export function makeStruct(cls: PyType, fields: Value[]): Value {
  const visible = cls.$visible as number;
  const made: Value = Object.create(cls.prototype as object);
  made.$value = new Tuple(fields.slice(0, visible));
  made[ALL] = fields;
  return made;
}

/** The items of a named tuple. */
export function structItems(value: Value): Value[] {
  return value[ALL] as Value[];
}
