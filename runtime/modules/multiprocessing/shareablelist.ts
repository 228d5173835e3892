/**
 * shareablelist - a list of fixed length in shared memory, found by name.
 *
 * Mirrors     Lib/multiprocessing/shared_memory.py of CPython 3.13: ShareableList. What stands in the memory is the same, so that CPython finds it:
 *               8 bytes        number of items N
 *               8 bytes * N+1  where the items are, from the beginning of the data
 *               data           of the items
 *               8 bytes * N    struct format of each item
 *               1 byte * N     how its bytes become a value: 0 as they are, 1 str, 2 bytes, 3 None
 * Suspends    what packs and compares values
 */
import type { Suspends } from "../../frames/suspend.js";
import { encode, decode } from "../../objects/bytes/codecs.js";
import { Bytes } from "../../objects/bytes/data.js";
import { AssertionError, IndexError, KeyError, ValueError } from "../../objects/exceptions.js";
import { float } from "../../objects/float.js";
import { bool } from "../../objects/bool.js";
import { bytes } from "../../objects/bytes.js";
import { $getattr } from "../../objects/attributes.js";
import { Kw } from "../../objects/function.js";
import { genericAlias } from "../../objects/genericalias.js";
import { int } from "../../objects/int.js";
import { isinstance, NoneType, PyObject, typeOf, type PyType, type Value } from "../../objects/object.js";
import { END, iterate } from "../../objects/iterator.js";
import { call } from "../../objects/protocols/call.js";
import { ge } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { truth } from "../../objects/protocols/bool.js";
import { spread } from "../../objects/protocols/iter.js";
import { toIndex } from "../../objects/protocols/index.js";
import { $caught, $raise } from "../../objects/raise.js";
import { repr } from "../../objects/protocols/repr.js";
import { methods, pyclass } from "../../objects/register.js";
import { str, stringOf } from "../../objects/str.js";
import { pointCount } from "../../objects/str/points.js";
import { Tuple } from "../../objects/tuple.js";
import { partialOf } from "../functools/partial.js";
import { calcsize, putInto, unpack_from } from "../struct/index.js";
import { SharedMemory } from "./shared_memory.js";

const FORMATS = new Map<PyType, string>([
  [int as PyType, "q"],
  [float as PyType, "d"],
  [bool as PyType, "xxxxxxx?"],
  [str as PyType, "%ds"],
  [bytes as PyType, "%ds"],
  [NoneType, "xxxxxx?x"],
]);
const ALIGNMENT = 8;

/** Struct format of a new item. */
function formatOf(item: Value): string {
  const format = FORMATS.get(typeOf(item));
  if (format === undefined) throw new KeyError(typeOf(item));
  const text = stringOf(item);
  const length = text !== undefined ? pointCount(text) : isinstance(item, bytes) ? (item.$data as Uint8Array).length : undefined;
  return length === undefined ? format : `${ALIGNMENT * (Math.floor(length / ALIGNMENT) + 1)}s`;
}

/** How the item's bytes are to become a value. */
function codeOf(item: Value): number {
  if (stringOf(item) !== undefined) return 1;
  if (isinstance(item, bytes)) return 2;
  return item === null ? 3 : 0;
}

function encoded(item: Value): Suspends<Value> {
  const text = stringOf(item);
  return text === undefined ? item : encode(text, "utf-8", "strict");
}

/** Without the NULs at the end. */
function stripped(value: Value): Uint8Array {
  const { $data } = value as Bytes;
  let end = $data.length;
  while (end > 0 && $data[end - 1] === 0) end--;
  return $data.slice(0, end);
}

@pyclass("multiprocessing.shared_memory.ShareableList", {
  doc: `Pattern for a mutable list-like object shareable via a shared
    memory block.  It differs from the built-in list type in that these
    lists can not change their overall length (i.e. no append, insert,
    etc.)

    Because values are packed into a memoryview as bytes, the struct
    packing format for any storable value must require no more than 8
    characters to describe its format.`,
})
export class ShareableList extends PyObject {
  static _alignment: Value = ALIGNMENT;
  declare shm: SharedMemory;
  declare _list_len: number;
  declare _allocated_offsets: number[];

  /**
   * @param sequence the items of a new list
   * @param name     of its memory: of a new one, or without `sequence` of one that is there
   */
  __init__(sequence: Value = null, { name = null }: { name?: Value } = {}): Suspends<null> {
    if (name !== null && sequence === null) {
      this.shm = call(SharedMemory, name) as SharedMemory;
      this._list_len = this.__len__();
      const offsets = unpack_from("q".repeat(this._list_len + 1), this.shm._buf, 8);
      this._allocated_offsets = offsets.items as number[];
      return null;
    }
    const items = sequence === null || !truth(sequence) ? [] : spread(sequence);
    this.$create(items, name);
    return null;
  }

  $create(items: Value[], name: Value): Suspends<void> {
    const formats: string[] = [];
    for (const item of items) formats.push(formatOf(item));
    const count = items.length;
    this._list_len = count;
    if (formats.some((format) => format.length > 8)) throw new AssertionError();
    let offset = 0;
    this._allocated_offsets = [0];
    for (const format of formats) {
      offset += format.endsWith("s") ? Number(format.slice(0, -1)) : ALIGNMENT;
      this._allocated_offsets.push(offset);
    }
    const sizes = "q".repeat(count + 1);
    const size = calcsize(`q${sizes}${formats.join("")}${"8s".repeat(count)}${"b".repeat(count)}`);
    this.shm = call(SharedMemory, name, true, size) as SharedMemory;
    const { _buf: buf } = this.shm;
    putInto(`q${sizes}`, buf, 0, [count, ...this._allocated_offsets]);
    const values: Value[] = [];
    for (const item of items) values.push(encoded(item));
    putInto(formats.join(""), buf, this.$data(), values);
    const texts: Value[] = [];
    for (const format of formats) texts.push(new Bytes(Buffer.from(format)));
    putInto("8s".repeat(count), buf, this.$formats(), texts);
    putInto("b".repeat(count), buf, this.$codes(), items.map(codeOf));
  }

  /** Where the items begin. */
  $data(): number {
    return (this._list_len + 2) * 8;
  }

  $formats(): number {
    return this.$data() + (this._allocated_offsets.at(-1) as number);
  }

  $codes(): number {
    return this.$formats() + this._list_len * 8;
  }

  /** A position from the beginning. */
  $position(position: Value): Suspends<number> {
    const forward = truth(ge(position, 0));
    const n = Number(toIndex(position));
    return forward ? n : n + this._list_len;
  }

  _get_packing_format(position: Value): Suspends<string> {
    const n = this.$position(position);
    if (n >= this._list_len || this._list_len < 0) throw new IndexError("Requested position out of range.");
    const field = unpack_from("8s", this.shm._buf, this.$formats() + n * 8);
    return decode(stripped(field.items[0]), "utf-8", "strict", field.items[0]);
  }

  $code(position: number): Suspends<number> {
    if (position >= this._list_len || this._list_len < 0) throw new IndexError("Requested position out of range.");
    const field = unpack_from("b", this.shm._buf, this.$codes() + position);
    return field.items[0] as number;
  }

  /** Where an item is; the error of CPython's list of offsets if there is none. */
  $offset(position: number): number {
    const { _allocated_offsets: offsets } = this;
    const offset = offsets[position < 0 ? position + offsets.length : position];
    if (offset === undefined) throw new IndexError("list index out of range");
    return offset;
  }

  __getitem__(position: Value): Suspends<Value> {
    const n = this.$position(position);
    let value: Value;
    try {
      const offset = this.$data() + this.$offset(n);
      const format = this._get_packing_format(n);
      value = unpack_from(format, this.shm._buf, offset).items[0];
    } catch (error) {
      throw outOfRange(error, "index out of range");
    }
    switch (this.$code(n)) {
      case 0:
        return value;
      case 1:
        return decode(stripped(value), "utf-8", "strict", value);
      case 2:
        return new Bytes(stripped(value));
      default:
        return null;
    }
  }

  __setitem__(position: Value, value: Value): Suspends<null> {
    const n = this.$position(position);
    let itemOffset: number;
    let current: string;
    try {
      itemOffset = this.$offset(n);
      current = this._get_packing_format(n);
    } catch (error) {
      throw outOfRange(error, "assignment index out of range");
    }
    let format: string | undefined;
    let put: Value = value;
    if (stringOf(value) === undefined && !isinstance(value, bytes)) {
      format = FORMATS.get(typeOf(value));
      if (format === undefined) throw new KeyError(typeOf(value));
    } else {
      const room = this.$offset(n + 1) - itemOffset;
      put = encoded(value);
      if ((put.$data as Uint8Array).length > room) throw new ValueError("bytes/str item exceeds available storage");
      format = current.endsWith("s") ? current : `${room}s`;
    }
    putInto("8s", this.shm._buf, this.$formats() + n * 8, [new Bytes(Buffer.from(format))]);
    putInto("b", this.shm._buf, this.$codes() + n, [codeOf(value)]);
    putInto(format, this.shm._buf, this.$data() + itemOffset, [put]);
    return null;
  }

  __reduce__(): Suspends<Value> {
    const kw = new Kw();
    kw["name"] = $getattr(this.shm, "name");
    return new Tuple([partialOf(typeOf(this), [], kw), new Tuple([])]);
  }

  __len__(): Suspends<number> {
    return unpack_from("q", this.shm._buf, 0).items[0] as number;
  }

  __repr__(): Suspends<string> {
    const items = repr(spread(this));
    return `${typeOf(this).$name}(${items}, name=${repr($getattr(this.shm, "name"))})`;
  }

  /** Struct formats of all items. */
  get format(): Suspends<Value> {
    return formatsOf(this);
  }

  count(value: Value): Suspends<number> {
    let n = 0;
    const it = iterate(this);
    for (let item = it.$next(); item !== END; item = it.$next()) if (truth(eq(value, item))) n++;
    return n;
  }

  index(value: Value): Suspends<number> {
    let position = 0;
    const it = iterate(this);
    for (let item = it.$next(); item !== END; item = it.$next(), position++) if (truth(eq(value, item))) return position;
    throw new ValueError(`${repr(value)} not in this container`);
  }
}
methods(ShareableList, {
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});

function formatsOf(list: ShareableList): Suspends<string> {
  let text = "";
  for (let i = 0; i < list._list_len; i++) text += list._get_packing_format(i);
  return text;
}

/** What the list says instead of an IndexError of its parts. */
function outOfRange(thrown: unknown, message: string): unknown {
  const error = $caught(thrown, null);
  return error instanceof IndexError ? $raise(new IndexError(message)) : error;
}
