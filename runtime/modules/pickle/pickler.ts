/**
 * pickler - pickle.Pickler, and the writing of whole pickles.
 *
 * Mirrors     Modules/_pickle.c (Pickler, PicklerMemoProxy, dump, dumps)
 * Suspends    dump, dumps
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict, dict, isDict } from "../../objects/dict.js";
import { AttributeError, TypeError, ValueError } from "../../objects/exceptions.js";
import { idOf } from "../../objects/identity.js";
import type { Entry } from "../../objects/keymap.js";
import { object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { PicklingError } from "./errors.js";
import { DEFAULT_PROTOCOL, HIGHEST_PROTOCOL } from "./opcodes.js";
import { Writer } from "./writer.js";

function protocolOf(protocol: Value, callback: Value): Suspends<number> {
  let proto = protocol === null ? DEFAULT_PROTOCOL : Number(toIndex(protocol));
  if (proto < 0) proto = HIGHEST_PROTOCOL;
  else if (proto > HIGHEST_PROTOCOL) throw new ValueError(`pickle protocol must be <= ${HIGHEST_PROTOCOL}`);
  if (callback !== null && proto < 5) throw new ValueError("buffer_callback needs protocol >= 5");
  return proto;
}

function writeOf(file: Value): Suspends<Value> {
  const write = getattrOr(file, "write");
  if (write === undefined) throw new TypeError("file must have a 'write' attribute");
  return write;
}

/** `dumps(obj)`: the pickle as bytes. */
export function dumpBytes(obj: Value, protocol: Value, fixImports: Value, callback: Value): Suspends<Bytes> {
  const proto = protocol === null && callback === null ? DEFAULT_PROTOCOL : protocolOf(protocol, callback);
  const writer = new Writer(proto, null, fixImports === true || truth(fixImports), callback);
  writer.dump(obj);
  return new Bytes(writer.out.finish());
}

/** `dump(obj, file)` */
export function dumpInto(obj: Value, file: Value, protocol: Value, fixImports: Value, callback: Value): Suspends<null> {
  const proto = protocolOf(protocol, callback);
  const writer = new Writer(proto, writeOf(file), truth(fixImports), callback);
  writer.dump(obj);
  writer.flush();
  return null;
}

export class Pickler {
  declare $writer: Writer | undefined;
  declare $dispatchTable: Value;
}
Object.setPrototypeOf(Pickler.prototype, object.prototype as object);

function init(self: Pickler, file: Value, protocol: Value, fixImports: Value, callback: Value): Suspends<null> {
  const given = callback ?? null;
  const proto = protocolOf(protocol ?? null, given);
  const write = writeOf(file);
  self.$writer = new Writer(proto, write, fixImports === undefined || truth(fixImports), given);
  const table = getattrOr(self, "dispatch_table");
  if (table !== undefined) self.$dispatchTable = table;
  return null;
}

export const pickler = builtinType(
  "Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)",
  (file: Value, protocol: Value, fixImports: Value, callback: Value): Suspends<Value> => {
    const made = Object.create(pickler.prototype as object) as Pickler;
    init(made, file, protocol, fixImports, callback);
    return made;
  },
  {
    prototype: Pickler.prototype,
    module: "_pickle",
    empty: (cls) => Object.create(cls.prototype as object) as Value,
    doc: "This takes a binary file for writing a pickle data stream.\n\nThe optional *protocol* argument tells the pickler to use the given\nprotocol; supported protocols are 0, 1, 2, 3, 4 and 5.  The default\nprotocol is 4. It was introduced in Python 3.4, and is incompatible\nwith previous versions.\n\nSpecifying a negative protocol version selects the highest protocol\nversion supported.  The higher the protocol used, the more recent the\nversion of Python needed to read the pickle produced.\n\nThe *file* argument must have a write() method that accepts a single\nbytes argument. It can thus be a file object opened for binary\nwriting, an io.BytesIO instance, or any other custom object that meets\nthis interface.\n\nIf *fix_imports* is True and protocol is less than 3, pickle will try\nto map the new Python 3 names to the old module names used in Python\n2, so that the pickle data stream is readable with Python 2.\n\nIf *buffer_callback* is None (the default), buffer views are\nserialized into *file* as part of the pickle stream.\n\nIf *buffer_callback* is not None, then it can be called any number\nof times with a buffer view.  If the callback returns a false value\n(such as None), the given buffer is out-of-band; otherwise the\nbuffer is serialized in-band, i.e. inside the pickle stream.\n\nIt is an error if *buffer_callback* is not None and *protocol*\nis None or smaller than 5.",
  },
);

function writerOf(self: Pickler): Writer {
  const writer = self.$writer;
  const name = typeOf(self).$name;
  if (writer === undefined) throw new PicklingError(`Pickler.__init__() was not called by ${name}.__init__()`);
  return writer;
}

/** A method that a subclass or an instance defines over that of Pickler; null if none does. */
function overridden(self: Pickler, name: string): Suspends<Value> {
  if (typeOf(self) === (pickler as Value)) return null;
  const method = getattrOr(self, name);
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  return method === undefined || (method.$owner ?? method.$func?.$owner) === pickler ? null : method;
}

methods(pickler, {
  "__init__(self, file, protocol=None, fix_imports=True, buffer_callback=None)"(
    this: Pickler,
    file: Value,
    protocol: Value,
    fixImports: Value,
    callback: Value,
  ): Suspends<null> {
    return init(this, file, protocol, fixImports, callback);
  },
  "dump(self, obj, /)"(this: Pickler, obj: Value): Suspends<null> {
    const writer = writerOf(this);
    writer.persistentId = overridden(this, "persistent_id");
    writer.reducerOverride = overridden(this, "reducer_override");
    writer.dispatchTable = this.$dispatchTable ?? null;
    writer.dump(obj);
    writer.flush();
    return null;
  },
  "clear_memo(self, /)"(this: Pickler): null {
    this.$writer?.memo.clear();
    return null;
  },
  "persistent_id(self, obj, /)": () => null,
});
getset(pickler, {
  bin: [
    (self: Pickler) => (self.$writer?.bin === true ? 1 : 0),
    (self: Pickler, value: Value) => {
      writerOf(self).bin = value !== 0 && value !== false;
    },
  ],
  fast: [
    (self: Pickler) => (self.$writer?.fast === true ? 1 : 0),
    (self: Pickler, value: Value) => {
      writerOf(self).fast = value !== 0 && value !== false;
    },
  ],
  dispatch_table: [
    (self: Pickler) => {
      if (self.$dispatchTable === undefined) throw new AttributeError(`'${typeName(self)}' object has no attribute 'dispatch_table'`);
      return self.$dispatchTable;
    },
    (self: Pickler, value: Value) => {
      self.$dispatchTable = value;
    },
    (self: Pickler) => {
      if (self.$dispatchTable === undefined) throw new AttributeError("dispatch_table");
      self.$dispatchTable = undefined;
    },
  ],
  memo: [
    (self: Pickler) => {
      const proxy = Object.create(memoProxy.prototype as object) as MemoProxy;
      proxy.$pickler = self;
      return proxy;
    },
    (self: Pickler, value: Value) => {
      setMemo(self, value);
    },
  ],
});

class MemoProxy {
  declare $pickler: Pickler;

  $copy(): Dict {
    const made = new Dict();
    const items = this.$pickler.$writer?.memo.items() ?? [];
    for (let i = 0; i < items.length; i++) {
      if (items[i] === undefined) continue;
      const id = idOf(items[i]);
      made.$map.set(id, { key: id, value: new Tuple([i, items[i]]) });
    }
    return made;
  }
}
Object.setPrototypeOf(MemoProxy.prototype, object.prototype as object);
const memoProxy: PyType = builtinType("PicklerMemoProxy()", null, { prototype: MemoProxy.prototype, module: "_pickle" });
methods(memoProxy, {
  "clear(self, /)"(this: MemoProxy): null {
    this.$pickler.$writer?.memo.clear();
    return null;
  },
  "copy(self, /)"(this: MemoProxy): Dict {
    return this.$copy();
  },
  "__reduce__(self, /)"(this: MemoProxy): Tuple {
    return new Tuple([dict, new Tuple([this.$copy()])]);
  },
});

/** `pickler.memo = m`, another pickler's memo or a dict of id to (number, object). */
function setMemo(self: Pickler, value: Value): void {
  const { memo } = writerOf(self);
  if (value instanceof MemoProxy) {
    const items = value.$pickler.$writer?.memo.items() ?? [];
    memo.clear();
    for (const item of items) memo.add(item);
    return;
  }
  if (!isDict(value)) throw new TypeError(`'memo' attribute must be a PicklerMemoProxy object or dict, not ${typeName(value)}`);
  const found: Value[] = [];
  for (const entry of (value as Dict).$map.values() as IterableIterator<Entry>) {
    if (!isTuple(entry.value) || plainTuple(entry.value).items.length !== 2) throw new TypeError("'memo' values must be 2-item tuples");
    const [number, item] = plainTuple(entry.value).items;
    found[number as number] = item;
  }
  memo.clear();
  for (let i = 0; i < found.length; i++) memo.add(found[i]);
}
