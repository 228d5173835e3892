/**
 * _testlimitedcapi - functions of the C API as CPython's own tests call them.
 *
 * Mirrors   Modules/_testlimitedcapi/sequence.c, object.c
 * Differs   the rest of the C API is not there
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "../objects/attributes.js";
import { Bytes } from "../objects/bytes/data.js";
import { TypeError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { specialMethod, type Value } from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { delitem, getitem, setitem } from "../objects/protocols/getitem.js";
import { builtin } from "../objects/register.js";
import { typeName } from "../objects/typename.js";

/** PySequence_GetItem and its like add the length to a negative index, once. */
function place(o: Value, index: Value): Suspends<Value> {
  const length = specialMethod(o, "__len__");
  if (specialMethod(o, "__getitem__") === undefined) throw new TypeError(`'${typeName(o)}' object does not support indexing`);
  return index < 0 && length !== undefined && length !== null ? index + call(length.bind(o)) : index;
}

/** An item at a place that is negative still: no item. */
function outside(at: Value): boolean {
  return at < 0;
}

const test = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_testlimitedcapi");

export const sequence_getitem = test("sequence_getitem(obj, index, /)", (o: Value, index: Value): Suspends<Value> => {
  const at = place(o, index);
  return getitem(o, outside(at) ? FAR : at);
});
export const sequence_setitem = test("sequence_setitem(obj, index, value, /)", (o: Value, index: Value, value: Value): Suspends<Value> => {
  const at = place(o, index);
  setitem(o, outside(at) ? FAR : at, value);
  return 0;
});
export const sequence_delitem = test("sequence_delitem(obj, index, /)", (o: Value, index: Value): Suspends<Value> => {
  const at = place(o, index);
  delitem(o, outside(at) ? FAR : at);
  return 0;
});
export const object_hasattrstring = test("object_hasattrstring(obj, name, /)", (o: Value, name: Value): Suspends<Value> =>
  getattrOr(o, Buffer.from((name as Bytes).$data).toString("utf8")) === undefined ? 0 : 1);

/** An index that no sequence has. */
const FAR = Number.MAX_SAFE_INTEGER;

export default pymodule("_testlimitedcapi", { sequence_getitem, sequence_setitem, sequence_delitem, object_hasattrstring });
