/**
 * unpickler - pickle.Unpickler, and the reading of whole pickles.
 *
 * Mirrors     Modules/_pickle.c (Unpickler, UnpicklerMemoProxy, load, loads)
 * Suspends    load, loads
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Dict, dict, isDict } from "../../objects/dict.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { iterate, type PyIterator } from "../../objects/iterator.js";
import type { Entry } from "../../objects/keymap.js";
import { object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Tuple } from "../../objects/tuple.js";
import { argumentName, typeName } from "../../objects/typename.js";
import { UnpicklingError } from "./errors.js";
import { findGlobal } from "./find.js";
import { Input } from "./input.js";
import { Reader } from "./reader.js";

function textOf(x: Value, fallback: string, name: string, f: string): string {
  if (x === undefined) return fallback;
  const s = stringOf(x);
  if (s === undefined) throw new TypeError(`${f}() argument '${name}' must be str, not ${argumentName(x)}`);
  return s;
}

function readerOn(f: string, input: Input, fixImports: Value, encoding: Value, errors: Value, buffers: Value): Suspends<Reader> {
  const fix = fixImports === undefined || truth(fixImports);
  const chosen: PyIterator | null = buffers === undefined || buffers === null ? null : iterate(buffers);
  return new Reader(input, fix, textOf(encoding, "ASCII", "encoding", f), textOf(errors, "strict", "errors", f), chosen);
}

/** `loads(data)` */
export function loadBytes(data: Value, fixImports: Value, encoding: Value, errors: Value, buffers: Value): Suspends<Value> {
  const reader = readerOn("loads", new Input(toBuffer(data)), fixImports, encoding, errors, buffers);
  return reader.load();
}

/** `load(file)` */
export function loadFrom(file: Value, fixImports: Value, encoding: Value, errors: Value, buffers: Value): Suspends<Value> {
  const input = new Input(null);
  input.open(file);
  const reader = readerOn("load", input, fixImports, encoding, errors, buffers);
  return reader.load();
}

export class Unpickler {
  declare $reader: Reader | undefined;
}
Object.setPrototypeOf(Unpickler.prototype, object.prototype as object);

function init(self: Unpickler, file: Value, fixImports: Value, encoding: Value, errors: Value, buffers: Value): Suspends<null> {
  const input = new Input(null);
  input.open(file);
  self.$reader = readerOn("Unpickler", input, fixImports, encoding, errors, buffers);
  return null;
}

export const unpickler = builtinType(
  "Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
  (file: Value, fixImports: Value, encoding: Value, errors: Value, buffers: Value): Suspends<Value> => {
    const made = Object.create(unpickler.prototype as object) as Unpickler;
    init(made, file, fixImports, encoding, errors, buffers);
    return made;
  },
  {
    prototype: Unpickler.prototype,
    module: "_pickle",
    empty: (cls) => Object.create(cls.prototype as object) as Value,
    doc: "This takes a binary file for reading a pickle data stream.",
  },
);

function readerOf(self: Unpickler): Reader {
  const reader = self.$reader;
  if (reader === undefined) throw new UnpicklingError(`Unpickler.__init__() was not called by ${typeOf(self).$name}.__init__()`);
  return reader;
}

/** A method that a subclass or an instance defines over that of Unpickler; null if none does. */
function overridden(self: Unpickler, name: string): Suspends<Value> {
  if (typeOf(self) === (unpickler as Value)) return null;
  const method = getattrOr(self, name);
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  return method === undefined || (method.$owner ?? method.$func?.$owner) === unpickler ? null : method;
}

methods(unpickler, {
  "__init__(self, file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())"(
    this: Unpickler,
    file: Value,
    fixImports: Value,
    encoding: Value,
    errors: Value,
    buffers: Value,
  ): Suspends<null> {
    return init(this, file, fixImports, encoding, errors, buffers);
  },
  "load(self, /)"(this: Unpickler): Suspends<Value> {
    const reader = readerOf(this);
    reader.findClass = overridden(this, "find_class");
    reader.persistentLoad = overridden(this, "persistent_load");
    return reader.load();
  },
  "find_class(self, module_name, global_name, /)"(this: Unpickler, module: Value, name: Value): Suspends<Value> {
    const reader = readerOf(this);
    return findGlobal(module as string, name as string, reader.proto, reader.fixImports);
  },
  "persistent_load(self, pid, /)": (): Value => {
    throw new UnpicklingError("A load persistent id instruction was encountered, but no persistent_load function was specified.");
  },
});

class MemoProxy {
  declare $unpickler: Unpickler;

  $copy(): Dict {
    const made = new Dict();
    const memo = this.$unpickler.$reader?.memo ?? [];
    for (let i = 0; i < memo.length; i++) if (memo[i] !== undefined) made.$map.set(i, { key: i, value: memo[i] });
    return made;
  }
}
Object.setPrototypeOf(MemoProxy.prototype, object.prototype as object);
const memoProxy: PyType = builtinType("UnpicklerMemoProxy()", null, { prototype: MemoProxy.prototype, module: "_pickle" });
methods(memoProxy, {
  "clear(self, /)"(this: MemoProxy): null {
    const reader = this.$unpickler.$reader;
    if (reader !== undefined) reader.memo = [];
    return null;
  },
  "copy(self, /)"(this: MemoProxy): Dict {
    return this.$copy();
  },
  "__reduce__(self, /)"(this: MemoProxy): Tuple {
    return new Tuple([dict, new Tuple([this.$copy()])]);
  },
});

getset(unpickler, {
  memo: [
    (self: Unpickler) => {
      const proxy = Object.create(memoProxy.prototype as object) as MemoProxy;
      proxy.$unpickler = self;
      return proxy;
    },
    (self: Unpickler, value: Value) => {
      setMemo(self, value);
    },
  ],
});

/** `unpickler.memo = m`, another unpickler's memo or a dict of number to object. */
function setMemo(self: Unpickler, value: Value): void {
  const reader = readerOf(self);
  if (value instanceof MemoProxy) {
    reader.memo = value.$unpickler.$reader?.memo.slice() ?? [];
    return;
  }
  if (!isDict(value)) throw new TypeError(`'memo' attribute must be an UnpicklerMemoProxy object or dict, not ${typeName(value)}`);
  const memo: Value[] = [];
  for (const entry of (value as Dict).$map.values() as IterableIterator<Entry>) {
    if (typeof entry.key !== "number") throw new TypeError("memo key must be integers");
    if (entry.key < 0) throw new ValueError("memo key must be positive integers.");
    memo[entry.key] = entry.value;
  }
  reader.memo = memo;
}
