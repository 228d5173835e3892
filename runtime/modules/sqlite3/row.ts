/**
 * sqlite3.row - a row whose columns have names.
 *
 * Mirrors     Modules/_sqlite/row.c of CPython 3.13
 * Suspends    `__hash__` and comparisons of the values
 */
import type { Suspends } from "../../frames/suspend.js";
import { IndexError, TypeError } from "../../objects/exceptions.js";
import { madeFor, NotImplemented, object, typeOf, isinstance, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { same } from "../../objects/protocols/eq.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { hash } from "../../objects/protocols/hash.js";
import { indexOf } from "../../objects/protocols/index.js";
import { builtinType, methods } from "../../objects/register.js";
import { Slice } from "../../objects/slice.js";
import { stringOf } from "../../objects/str.js";
import { isTuple, Tuple } from "../../objects/tuple.js";
import { Cursor } from "./cursor.js";

class RowObject {
  constructor(
    public $names: readonly string[],
    public $data: Tuple,
  ) {}
}
Object.setPrototypeOf(RowObject.prototype, object.prototype as object);

function parts(cursor: Value, data: Value): [string[], Tuple] {
  if (!isinstance(cursor, Cursor as Value)) throw new TypeError(`Row() argument 1 must be sqlite3.Cursor, not ${typeOf(cursor).$name}`);
  if (!isTuple(data)) throw new TypeError(`Row() argument 2 must be tuple, not ${typeOf(data).$name}`);
  const described: Value = cursor.$description;
  return [described === null ? [] : (described as Tuple).items.map((column: Value) => column.items[0] as string), data as unknown as Tuple];
}

export const Row = builtinType(
  "Row(cursor, data, /)",
  (cursor: Value, data: Value): Value => {
    const [names, values] = parts(cursor, data);
    return new RowObject(names, values);
  },
  {
    prototype: RowObject.prototype,
    module: "sqlite3",
    empty: (cls) => madeFor(RowObject, cls, [], new Tuple([])),
  },
);

/** Names are the same whatever their ASCII letters' case. */
const folded = (name: string): string => name.replace(/[A-Z]/g, (c) => c.toLowerCase());

methods(Row, {
  "__init__(self, cursor, data, /)": function (this: RowObject, cursor: Value, data: Value): null {
    [this.$names, this.$data] = parts(cursor, data);
    return null;
  },
  "keys(self, /)": function (this: RowObject): Value[] {
    return [...this.$names];
  },
  "__len__(self, /)": function (this: RowObject): number {
    return this.$data.items.length;
  },
  "__iter__(self, /)": function (this: RowObject): Suspends<Value> {
    return callMethod(this.$data, "__iter__");
  },
  "__getitem__(self, key, /)": function (this: RowObject, key: Value): Suspends<Value> {
    const name = stringOf(key);
    if (name !== undefined) {
      const wanted = folded(name);
      const at = this.$names.findIndex((one) => folded(one) === wanted);
      if (at < 0) throw new IndexError("No item with that key");
      return this.$data.items[at];
    }
    if (key instanceof Slice || indexOf(key) !== undefined) return getitem(this.$data, key);
    throw new IndexError("Index must be int or string");
  },
  "__hash__(self, /)": function (this: RowObject): Suspends<Value> {
    return hash(new Tuple([new Tuple([...this.$names]), this.$data]));
  },
  "__eq__(self, value, /)": function (this: RowObject, other: Value): Suspends<Value> {
    if (!(other instanceof RowObject)) return NotImplemented;
    if (this.$names.join("\0") !== other.$names.join("\0")) return false;
    return same(this.$data, other.$data);
  },
});
