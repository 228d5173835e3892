/**
 * multiprocessing.sharedctypes - ctypes' objects in memory that processes share, with a lock beside them.
 *
 * Mirrors     Lib/multiprocessing/sharedctypes.py of CPython 3.13
 * Frames      newValue: _new_value; rawValue: RawValue; sizeOf: sizeof
 * Suspends    whatever takes the lock
 * Mind        an object holds its block of the heap in `_wrapper`; a process that is forked has both at the same place
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { stringOf } from "../../objects/str.js";
import { newClass } from "../../objects/class.js";
import { AssertionError, AttributeError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { pymodule } from "../../objects/module.js";
import { isinstance, isType, PyObject, type, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { getitem, setitem } from "../../objects/protocols/getitem.js";
import { spread } from "../../objects/protocols/iter.js";
import { len } from "../../objects/protocols/len.js";
import { repr } from "../../objects/protocols/repr.js";
import { getset, pyclass, pyfunction } from "../../objects/register.js";
import { Slice } from "../../objects/slice.js";
import { Tuple } from "../../objects/tuple.js";
import { Array as CArray, arrayType, setItem } from "../ctypes/array.js";
import { infoOf, knownInfo, type CData } from "../ctypes/data.js";
import { overView, sizeOf } from "../ctypes/memory.js";
import * as simple from "../ctypes/simple.js";
import { carriedContents } from "../../snapshot/carried.js";
import { assert_spawning, defaultContext } from "./context.js";
import { registerReducer } from "./pickling.js";
import { newBlock, viewOf, type BufferWrapper } from "./heap.js";

const MODULE = "multiprocessing.sharedctypes";

const TYPES: Readonly<Record<string, PyType>> = {
  c: simple.c_char,
  u: simple.c_wchar,
  b: simple.c_byte,
  B: simple.c_ubyte,
  h: simple.c_short,
  H: simple.c_ushort,
  i: simple.c_int,
  I: simple.c_uint,
  l: simple.c_long,
  L: simple.c_ulong,
  q: simple.c_long,
  Q: simple.c_ulong,
  f: simple.c_float,
  d: simple.c_double,
};

/** The class that a type code or a class means. */
function typeMeant(given: Value): Value {
  const code = stringOf(given);
  return code === undefined ? given : (TYPES[code] ?? given);
}

function newValue(cls: Value): Suspends<CData> {
  const size = sizeOf(cls);
  return rebuild_ctype(cls, newBlock(size), null) as CData;
}

const shared = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => pyfunction(signature, body, MODULE);

export const rebuild_ctype = shared("rebuild_ctype(type_, wrapper, length)", (cls: Value, wrapper: BufferWrapper, length: Value): Suspends<Value> => {
  const of = (length === null ? cls : arrayType(cls as PyType, length as number, MODULE)) as PyType;
  const made: Value = overView(of, viewOf(wrapper), 0);
  made._wrapper = wrapper;
  registerReducer(of, reduce_ctype);
  return made;
});

export const reduce_ctype = shared("reduce_ctype(obj)", (obj: Value): Suspends<Value> => {
  assert_spawning(obj);
  const cls = typeOf(obj);
  if (isinstance(obj, CArray)) {
    const { item, length } = infoOf(cls);
    return new Tuple([rebuild_ctype, new Tuple([item, obj._wrapper, length])]);
  }
  return new Tuple([rebuild_ctype, new Tuple([cls, obj._wrapper, null])]);
});

function rawValue(typecode: Value, args: Value[]): Suspends<CData> {
  const made = newValue(typeMeant(typecode));
  made.$bytes.fill(0);
  callMethod(made, "__init__", ...args);
  return made;
}

export const RawValue = shared("RawValue(typecode_or_type, *args)", (typecode: Value, args: Value[]): Suspends<Value> => rawValue(typecode, args));

export const RawArray = shared("RawArray(typecode_or_type, size_or_initializer)", (typecode: Value, size: Value): Suspends<Value> => {
  const item = typeMeant(typecode);
  if (!isinstance(size, int)) {
    const count = len(size);
    const made = newValue(times(item, count));
    // there may be more items than a call takes arguments
    const items: Value[] = spread(size);
    for (let i = 0; i < items.length; i++) setItem(made, i, items[i]);
    return made;
  }
  const made = newValue(times(item, Number(size)));
  made.$bytes.fill(0);
  return made;
});

/** `item * count` */
function times(item: Value, count: number): Suspends<Value> {
  if (isType(item) && knownInfo(item) !== undefined && count >= 0) return arrayType(item, count, MODULE);
  return call($getattr(importModule("operator"), "mul"), item, count);
}

/** The lock to use; undefined for none. */
function lockOf(lock: Value, ctx: Value): Suspends<Value> {
  if (lock === true || lock === null || lock === undefined) return callMethod(contextOf(ctx), "RLock");
  if (getattrOr(lock, "acquire") === undefined) throw new AttributeError(`${repr(lock)} has no method 'acquire'`);
  return lock;
}

function contextOf(ctx: Value): Suspends<Value> {
  return ctx !== null && ctx !== undefined && truth(ctx) ? ctx : callMethod(defaultContext(), "get_context");
}

export const Value_ = shared(
  "Value(typecode_or_type, *args, lock=True, ctx=None)",
  (typecode: Value, args: Value[], lock: Value, ctx: Value): Suspends<Value> => {
    const made = rawValue(typecode, args);
    if (lock === false) return made;
    const given = lockOf(lock, ctx);
    return wrapped(made, given, ctx);
  },
);

export const Array = shared(
  "Array(typecode_or_type, size_or_initializer, *, lock=True, ctx=None)",
  (typecode: Value, size: Value, lock: Value, ctx: Value): Suspends<Value> => {
    const made = RawArray(typecode, size) as CData;
    if (lock === false) return made;
    const given = lockOf(lock, ctx);
    return wrapped(made, given, ctx);
  },
);

export const copy = shared("copy(obj)", (obj: Value): Suspends<Value> => {
  const made = newValue(typeOf(obj));
  made.$bytes.set((obj as CData).$bytes.subarray(0, made.$bytes.length));
  return made;
});

export const synchronized = shared("synchronized(obj, lock=None, ctx=None)", (obj: Value, lock: Value, ctx: Value): Suspends<Value> => {
  if (isinstance(obj, SynchronizedBase)) throw new AssertionError("object already synchronized");
  return wrapped(obj, lock ?? null, contextOf(ctx));
});

function wrapped(obj: Value, lock: Value, ctx: Value): Suspends<Value> {
  if (isinstance(obj, simple._SimpleCData)) return call(Synchronized, obj, lock, ctx ?? null);
  if (isinstance(obj, CArray)) return call(infoOf(typeOf(obj)).item === simple.c_char ? SynchronizedString : SynchronizedArray, obj, lock, ctx ?? null);
  return call(classFor(typeOf(obj)), obj, lock, ctx ?? null);
}

@pyclass("multiprocessing.sharedctypes.SynchronizedBase")
export class SynchronizedBase extends PyObject {
  declare _obj: Value;
  declare _lock: Value;
  declare acquire: Value;
  declare release: Value;

  __init__(obj: Value, lock: Value = null, ctx: Value = null): Suspends<null> {
    this._obj = obj;
    this._lock = truth(lock) ? lock : callMethod(contextOf(ctx), "RLock");
    this.acquire = $getattr(this._lock, "acquire");
    this.release = $getattr(this._lock, "release");
    return null;
  }

  __enter__(): Suspends<Value> {
    return callMethod(this._lock, "__enter__");
  }

  __exit__(...args: Value[]): Suspends<Value> {
    return callMethod(this._lock, "__exit__", ...args);
  }

  __reduce__(): Suspends<Value> {
    assert_spawning(this);
    return new Tuple([synchronized, new Tuple([this._obj, this._lock])]);
  }

  get_obj(): Value {
    return this._obj;
  }

  get_lock(): Value {
    return this._lock;
  }

  __repr__(): Suspends<string> {
    const name = typeOf(this).$name;
    return `<${name} wrapper for ${callMethod(this._obj, "__str__") as string}>`;
  }
}

type Accessors = [(self: Value) => Suspends<Value>, (self: Value, value: Value) => Suspends<void>];

/** The attribute of the object behind it, read and stored with the lock held. */
function guarded(name: string): Accessors {
  return [
    (self) => {
      call(self.acquire);
      try {
        return $getattr(self._obj, name);
      } finally {
        call(self.release);
      }
    },
    (self, value) => {
      call(self.acquire);
      try {
        $setattr(self._obj, name, value);
      } finally {
        call(self.release);
      }
    },
  ];
}

@pyclass("multiprocessing.sharedctypes.Synchronized")
export class Synchronized extends SynchronizedBase {}
getset(Synchronized, { value: guarded("value") });

@pyclass("multiprocessing.sharedctypes.SynchronizedArray")
export class SynchronizedArray extends SynchronizedBase {
  __len__(): Suspends<number> {
    return len(this._obj);
  }

  __getitem__(i: Value): Suspends<Value> {
    callMethod(this, "__enter__");
    try {
      return getitem(this._obj, i);
    } finally {
      callMethod(this, "__exit__", null, null, null);
    }
  }

  __setitem__(i: Value, value: Value): Suspends<null> {
    callMethod(this, "__enter__");
    try {
      setitem(this._obj, i, value);
    } finally {
      callMethod(this, "__exit__", null, null, null);
    }
    return null;
  }

  __getslice__(start: Value, stop: Value): Suspends<Value> {
    return getitem(this, new Slice(start, stop, null));
  }

  __setslice__(start: Value, stop: Value, values: Value): Suspends<null> {
    setitem(this, new Slice(start, stop, null), values);
    return null;
  }
}

@pyclass("multiprocessing.sharedctypes.SynchronizedString")
export class SynchronizedString extends SynchronizedArray {}
getset(SynchronizedString, { value: guarded("value"), raw: guarded("raw") });

const classes = new Map<PyType, PyType>();
carriedContents("sharedctypes classes", classes);

/** The wrapper of a structure: a guarded attribute for each of its fields. */
function classFor(cls: PyType): Suspends<PyType> {
  let made = classes.get(cls);
  if (made === undefined) {
    const names: string[] = [];
    for (const field of spread($getattr(cls, "_fields_"))) names.push(String(getitem(field, 0)));
    made = newClass(type, `Synchronized${cls.$name}`, [SynchronizedBase as Value], new Map<string, Value>([["__module__", MODULE]]), null, null);
    for (const name of names) getset(made, { [name]: guarded(name) });
    classes.set(cls, made);
  }
  return made;
}

export default pymodule("multiprocessing.sharedctypes", {
  RawValue,
  RawArray,
  Value: Value_,
  Array,
  copy,
  synchronized,
  reduce_ctype,
  rebuild_ctype,
  SynchronizedBase,
  Synchronized,
  SynchronizedArray,
  SynchronizedString,
  __all__: ["RawValue", "RawArray", "Value", "Array", "copy", "synchronized"],
});
